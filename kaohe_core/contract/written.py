"""What a scheme could write for the parameters of a rule or a settlement, by their types alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice, product
from typing import Any, get_args, get_origin

import attrs

from kaohe_core.contract.made_tables import CHOICES, EVENTS, PEOPLE
from kaohe_core.formula.shares import WrittenShare
from kaohe_core.formula.tree import Formula, Number
from kaohe_core.rules.rule import YIELDS
from kaohe_core.toml.structure import allowed_keys, choices, members, types_of

NUMBERS = (Decimal(1), Decimal(2), Decimal(0), Decimal("0.5"), Decimal(10), Decimal(-1), Decimal("1234567.89"))
MOST = 240  # ways of writing what must be written that are tried until one is taken

_OF_PEOPLE = {
    "number": (f"{PEOPLE.id}.number", f"sum({EVENTS.id}.number)", f"{PEOPLE.id}.whole"),
    "text": (f"{PEOPLE.id}.kind",),
    "date": (f"{PEOPLE.id}.day",),
    "truth": (f"{PEOPLE.id}.yes", f"{PEOPLE.id}.number > 5"),
    "met": (f"{PEOPLE.id}.yes", f"{PEOPLE.id}.number > 5"),
    "money": (f"{PEOPLE.id}.money",),
}
_OF_ROWS = tuple(f"{EVENTS.id}.{name}" for name in ("number", "kind", "whole", "day", "yes"))

NUMBER = _OF_PEOPLE["number"][0]
WrittenParameters = dict[str, Any]


def ways(cls: type) -> Iterator[WrittenParameters]:
    """What must be written, in one way after another: the likeliest first, and no more than :data:`MOST`."""
    needed = {key: values(cls, key) for key, attribute in _keys(cls).items() if attribute.default is attrs.NOTHING}
    numbered = (range(len(given)) for given in needed.values())
    likeliest = sorted(islice(product(*numbered), MOST * 50), key=sum)
    for chosen in likeliest[:MOST]:
        yield {key: given[number] for (key, given), number in zip(needed.items(), chosen, strict=True)}


def variations(cls: type, taken: WrittenParameters) -> Iterator[WrittenParameters]:
    """``taken`` with one parameter written in another way, for every parameter and every way."""
    for key in _keys(cls):
        for value in values(cls, key):
            if value != taken.get(key) and _alike(value, taken.get(key, NUMBER)):
                yield taken | {key: value}


def _alike(one: Any, other: Any) -> bool:
    """Whether two formulas yield the same kind; a rule need not take another one. Anything else is like anything."""
    kinds = [next((kind for kind in _OF_PEOPLE if value in _OF_PEOPLE[kind]), None) for value in (one, other)]
    return None in kinds or kinds[0] == kinds[1]


def values(cls: type, key: str) -> Sequence[Any]:
    """What a scheme could write for one parameter, the likeliest first."""
    attribute = allowed_keys(cls)[key]
    return list(_values(types_of(cls)[attribute.name], attribute))


def _keys(cls: type) -> dict[str, attrs.Attribute[Any]]:
    """The parameters that are written: not the one that is the clause's own id."""
    return {key: one for key, one in allowed_keys(cls).items() if one.metadata.get("from") != "id"}


def _values(type_: Any, attribute: attrs.Attribute[Any] | None, level: int = 0) -> Iterator[Any]:
    for part in members(type_):
        origin, arguments = get_origin(part) or part, get_args(part)
        if (known := choices(part)) is not None:
            yield from known
        elif part is Formula:
            yield from _formulas(attribute)
        elif part in (Number, Decimal, int):
            whole = part is int
            yield from (int(number) if whole else number for number in NUMBERS if not whole or number % 1 == 0)
        elif part is WrittenShare:
            yield "1/3"
        elif part is str:
            yield from (CHOICES[0], "")
        elif part is bool:
            yield from (True, False)
        elif part is date:
            yield date(2026, 3, 1)
        elif origin in (tuple, list, Sequence):
            yield from _lists(arguments, attribute, level)
        elif origin in (dict, Mapping):
            inner = list(_values(arguments[1], None, level + 1))
            yield {key: inner[number % len(inner)] for number, key in enumerate(CHOICES)} if inner else {}
        elif isinstance(origin, type) and attrs.has(origin) and level < 3:
            yield from _tables(origin, level)


def _formulas(attribute: attrs.Attribute[Any] | None) -> Iterator[str]:
    metadata = {} if attribute is None else attribute.metadata
    if metadata.get("rows"):
        yield from _OF_ROWS
        return
    wanted = metadata.get(YIELDS, "number")
    yield from _OF_PEOPLE[wanted]
    if YIELDS not in metadata:
        yield from (text for kind in ("text", "truth", "date") for text in _OF_PEOPLE[kind][:1])


def _lists(arguments: Sequence[Any], attribute: attrs.Attribute[Any] | None, level: int) -> Iterator[list[Any]]:
    if len(arguments) == 2 and arguments[1] is not ...:  # of so many
        each = [list(_values(one, attribute, level + 1)) for one in arguments]
        yield [given[number % len(given)] for number, given in enumerate(each)]
        return
    inner = list(_values(arguments[0], attribute, level + 1)) if arguments else []
    for length in (1, 2, 3):
        if len(inner) >= length:
            yield inner[:length]
            yield inner[:length][::-1]


def _tables(cls: type, level: int) -> Iterator[WrittenParameters]:
    """Items of a list, such as bands: with all that must be written, and each with numbers of its own."""
    hints, keys = types_of(cls), allowed_keys(cls)
    each = {key: list(_values(hints[one.name], one, level + 1)) for key, one in keys.items()}
    needed = [key for key, one in keys.items() if one.default is attrs.NOTHING]
    for number in range(3):
        yield {key: each[key][number % len(each[key])] for key in needed if each[key]}
        yield {key: given[number % len(given)] for key, given in each.items() if given}
