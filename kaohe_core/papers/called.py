"""How people are called where everybody reads it: by name alone, namesakes told apart, and masked where that is asked.

No id, phone or card number of anybody stands in such a paper, nor, where names are masked, anybody's name in a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from kaohe_core.results.widths import CJK

_SPELT = "[〇零一二三四五六七八九]{7,}"  # a number in words, digit by digit: no amount is
_SIGN = "\\s\u200b-\u200f\u2060\ufeff.·_()（）/\u2010-\u2015-"
_BETWEEN = f"[{_SIGN}]{{1,2}}"  # 138 1234 5678, 6217-0000-…
_GROUPS = rf"\d{{3,}}(?:{_BETWEEN}\d{{3,}})+|\d{{1,2}}(?:[{_SIGN}]\d{{1,2}}){{5,}}(?!\d)"
_LONG = re.compile(rf"(?:{_GROUPS}|\d{{7,}})[\dXx]?|{_SPELT}")  # ids, phones, cards
_DIGITS = 11  # of a number in several groups: a phone number has so many
_YEAR = re.compile("(19|20)[0-9]{2}")
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w-]+|0\d{2,}|\d{5,}", re.ASCII)  # an id that tells nothing else


def called(names: Mapping[str, str], *, masked: bool = False) -> dict[str, str]:
    """What is printed for everybody, by id: of several with one name, each with the number of its place among them."""
    shown = {id: _masked(name) if masked else without_numbers(_joined(name)) for id, name in names.items()}
    often, seen = Counter(shown.values()), Counter[str]()
    found = {}
    for id, name in shown.items():
        seen[name] += 1
        found[id] = f"{name}（{seen[name]}）" if often[name] > 1 else name
    return found


class InPublic:
    """What everybody may read of a text: no long number, no code of a person, and people called as in the list.

    ``names`` and ``shown``: the name of everybody and how it is printed, by id.
    """

    def __init__(self, names: Mapping[str, str], shown: Mapping[str, str], *, masked: bool) -> None:
        self._names, self.shown = names, shown
        often = Counter(_joined(name) for name in names.values())
        self._said: dict[str, str] = {}
        for id, name in names.items():
            plain = _joined(name)
            if len(plain) > 1:  # of namesakes a text does not say which one it means
                said = shown[id] if often[plain] == 1 else _masked(plain) if masked else plain
                self._said[name] = self._said[plain] = said
            if _CODE.fullmatch(id):
                self._said[id] = shown[id]
        known = sorted(self._said, key=len, reverse=True)
        self._known = re.compile("|".join(map(self._pattern, known))) if known else None

    def row(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The cells of a row; where one of them is somebody's id, the names in the others are of that person."""
        own = {cell.strip() for cell in cells} & self.shown.keys()
        if len(own) != 1:
            return tuple(map(self, cells))
        [id] = own
        same = {self._names[id], _joined(self._names[id])} - {""}
        return tuple(self.shown[id] if cell.strip() in same else self(cell) for cell in cells)

    def _pattern(self, text: str) -> str:
        found = re.escape(text)
        return rf"(?<![A-Za-z0-9]){found}(?![A-Za-z0-9])" if text.isascii() else found

    def __call__(self, text: str) -> str:
        """The text as it may hang out."""
        if text.strip() in self.shown:
            return self.shown[text.strip()]
        if self._known is not None:
            text = self._known.sub(lambda found: self._said[found[0]], text)
        return without_numbers(text)


def without_numbers(text: str) -> str:
    """``text`` with all but the last two digits of every long number left out."""
    return _LONG.sub(lambda found: _starred(found[0]) if _identifies(found[0]) else found[0], text)


def _identifies(number: str) -> bool:
    """Whether a number in one piece or in groups may be somebody's; years, such as 2024-2025-2026, are nobody's."""
    groups = re.findall(r"\d+", number)
    if len(groups) < 2:
        return True
    return sum(map(len, groups)) >= _DIGITS and not all(_YEAR.fullmatch(group) for group in groups)


def _starred(number: str) -> str:
    return "*" * (len(number) - 2) + number[-2:]


def _joined(name: str) -> str:
    """A name without what stands between its characters only to set it wide: 张　三."""
    wide = f"[{chr(CJK)}-\U0010ffff]"
    return re.sub(rf"(?<={wide})\s+(?={wide})", "", name.strip())


def _masked(name: str) -> str:
    """The first and, of three or more, the last character: 张*、欧**华."""
    seen = "".join(one for one in name if unicodedata.category(one) != "Cf")  # no mark stands for a character
    name = without_numbers(_joined(seen))
    if len(name) < 2:
        return name
    return name[0] + "*" * (len(name) - (1 if len(name) == 2 else 2)) + (name[-1] if len(name) > 2 else "")
