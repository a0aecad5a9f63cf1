"""How people are called where everybody reads it: by name alone, namesakes told apart, and masked where that is asked.

No id, phone or card number of anybody stands in such a paper.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

_BETWEEN = "[\\s\u200b-\u200f\u2060\ufeff.·_()（）/\u2010-\u2015-]{1,2}"  # 138 1234 5678, 6217-0000-…
_LONG = re.compile(rf"(\d{{3,}}(?:{_BETWEEN}\d{{3,}})+|\d{{7,}})[\dXx]?")  # ids, phones, cards
_DIGITS = 11  # of a number in several groups: a phone number has so many
_YEAR = re.compile("(19|20)[0-9]{2}")


def called(names: Mapping[str, str], *, masked: bool = False) -> dict[str, str]:
    """What is printed for everybody, by id: of several with one name, each with the number of its place among them."""
    shown = {id: _masked(name) if masked else without_numbers(name) for id, name in names.items()}
    often, seen = Counter(shown.values()), Counter[str]()
    found = {}
    for id, name in shown.items():
        seen[name] += 1
        found[id] = f"{name}（{seen[name]}）" if often[name] > 1 else name
    return found


def without_numbers(text: str) -> str:
    """``text`` with all but the last two digits of every long number left out."""
    return _LONG.sub(lambda found: _starred(found[0]) if _identifies(found[0]) else found[0], text)


def _identifies(number: str) -> bool:
    """Whether a number in one piece or in groups may be somebody's; years, such as 2024-2025-2026, are nobody's."""
    groups = re.findall(r"\d+", number)
    if len(groups) == 1:
        return True
    return sum(map(len, groups)) >= _DIGITS and not all(_YEAR.fullmatch(group) for group in groups)


def _starred(number: str) -> str:
    return "*" * (len(number) - 2) + number[-2:]


def _masked(name: str) -> str:
    """The first and, of three or more, the last character: 张*、欧**华."""
    name = without_numbers(name.strip())
    if len(name) < 2:
        return name
    return name[0] + "*" * (len(name) - (1 if len(name) == 2 else 2)) + (name[-1] if len(name) > 2 else "")
