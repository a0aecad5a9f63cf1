"""How people are called where everybody reads it: by name alone, namesakes told apart, and masked where that is asked.

No id, phone or card number of anybody stands in such a paper.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

_LONG = re.compile(r"\d{7,}[\dXx]?")  # ids, phones, cards: whatever has so many digits


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
    return _LONG.sub(lambda found: "*" * (len(found[0]) - 2) + found[0][-2:], text)


def _masked(name: str) -> str:
    """The first and, of three or more, the last character: 张*、欧**华."""
    name = without_numbers(name.strip())
    if len(name) < 2:
        return name
    return name[0] + "*" * (len(name) - (1 if len(name) == 2 else 2)) + (name[-1] if len(name) > 2 else "")
