"""What several who are equal get of the places that they take together."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_core.formula.tree import Formula, Number, all_of, choose, total


def by_place(place: Formula, listed: Sequence[Number], otherwise: Formula) -> Formula:
    """What a place brings: of the first the first of ``listed``, and so on; of all further places ``otherwise``."""
    result = otherwise
    for position in range(len(listed), 0, -1):
        result = choose(place <= position, listed[position - 1], result)
    return result


def together(first: Formula, last: Formula, listed: Sequence[Number], otherwise: Number) -> Formula:
    """The sum of what the places from ``first`` to ``last`` bring."""
    items = [choose(all_of(first <= place, last >= place), one, 0) for place, one in enumerate(listed, start=1)]
    if otherwise.value:
        before = (first - (len(listed) + 1)).at_least(0)
        items.append(((last - len(listed)).at_least(0) - before) * otherwise)
    return total(items)
