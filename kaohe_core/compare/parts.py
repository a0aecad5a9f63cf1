"""A scheme told in full, taken apart into its places: dimensions, clauses, payments, grades, each with its own values.

Works on plain data, be it what :func:`kaohe_core.scheme.resolved.full` gives or the same after a way through JSON with
every number as a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from kaohe_core.scheme.as_toml import plain

KeyPath = tuple[str, ...]

STEPS = ("dimension", "clause", "adjustment")  # their ids are unique in the whole scheme, wherever they lie
LISTED = frozenset(
    {
        *STEPS,
        "value",
        "ranking",
        "veto",
        "grade",
        "grade-limit",
        "lost",
        "award",
        "payment",
        "group",
        "not-assessed",
        "not-scored",
        "not-computed",
        "reading",
        "column",
    }
)
TOGETHER = (
    "parameters",
    "parameter-titles",
    "governance",
    "payout",
    "notice",
)  # tables of the scheme that are places of their own
TEXTS = ("id", "title", "text", "source", "reason")  # 1.1 and 1.10 are two places of the written text
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")


@frozen
class SchemePart:
    """One place of a scheme. ``values`` are its own, by the keys that lead to them; no other part's are in it."""

    kind: str  # the key of its array: clause, payment; “scheme” for the scheme itself
    id: str  # its id, a grade’s name; empty where it has none
    values: Mapping[KeyPath, Any]
    parent: int | None  # where in the list stands the part it lies in
    index: int = field(eq=False)

    def own(self, key: str) -> str:
        """A text it says about itself, such as its title; empty where it says none."""
        found = self.values.get((key,))
        return found if isinstance(found, str) else ""

    @property
    def name(self) -> str:
        """What it is called: its title or its id."""
        return self.own("title") or self.id

    @property
    def wording(self) -> str:
        """What the written scheme says there; of the scheme itself, ``text`` names the file it stands in."""
        return "" if self.kind == "scheme" else self.own("text") or self.own("reason")


def parts(scheme: Mapping[str, Any]) -> list[SchemePart]:
    """Every part in the order of the scheme, the scheme itself first; a part stands before what lies in it."""
    found: list[SchemePart] = []
    _take(plain(scheme), "scheme", None, found)
    return found


def _take(data: Mapping[str, Any], kind: str, parent: int | None, found: list[SchemePart]) -> None:
    values: dict[KeyPath, Any] = {}
    inner: list[tuple[str, Mapping[str, Any]]] = []
    _sort(data, (), values, inner, top=kind == "scheme")
    id = data.get("name") if kind == "grade" else data.get("id")
    part = SchemePart(kind, id if isinstance(id, str) else "", values, parent, len(found))
    found.append(part)
    for key, item in inner:
        _take(item, key, part.index, found)


def _sort(
    data: Mapping[str, Any],
    keys: KeyPath,
    values: dict[KeyPath, Any],
    inner: list[tuple[str, Mapping[str, Any]]],
    *,
    top: bool,
) -> None:
    """Tell a part’s own values from the parts that lie in it."""
    for key, value in data.items():
        path = (*keys, key)
        if value is None or value in ([], {}):
            continue
        if top and key in TOGETHER and isinstance(value, Mapping):
            inner.append((key, value))
        elif top and key == "table" and isinstance(value, Mapping):
            inner.extend(("table", {"id": name, **table}) for name, table in value.items())
        elif is_tables(value) and (key in LISTED or path[0] == "periods"):
            inner.extend((".".join(path), item) for item in value)
        elif isinstance(value, Mapping):
            _sort(value, path, values, inner, top=False)
        else:
            values[path] = value


def is_tables(value: Any) -> bool:
    """Whether a value is an array of tables."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def same(keys: KeyPath, one: Any, other: Any) -> bool:
    """Whether two plain values mean the same: 0.20 and 0.2 do, except where they are texts."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(same((*keys, key), one.get(key), other.get(key)) for key in {*one, *other})
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(keys, *pair) for pair in zip(one, other, strict=True))
    if isinstance(one, str) and isinstance(other, str) and keys[-1] not in TEXTS:
        return one == other or (bool(NUMBER.match(one) and NUMBER.match(other)) and Decimal(one) == Decimal(other))
    return type(one) is type(other) and bool(one == other)


# which part of the one scheme is which of the other ------------------------------------------------------------------

TELLING: tuple[KeyPath, ...] = (
    ("text",),
    ("reason",),
    ("when",),
    ("source",),
)  # by what parts without an id are known again, most telling first


def matched(old: Sequence[SchemePart], new: Sequence[SchemePart]) -> dict[int, int]:
    """For every part of ``new`` that is in ``old`` as well, the index there; by id, never by position."""
    found: dict[int, int] = {}
    by_name = {name: part.index for part in old if (name := _name(part, old)) is not None}
    for part in new:
        name = _name(part, new)
        if name is not None and name in by_name:
            found[part.index] = by_name[name]
        elif name is None and part.index not in found:
            mates = [one for one in new if _siblings(one, part)]
            above = found.get(part.parent) if part.parent is not None else None
            rivals = [one for one in old if one.kind == part.kind and above is not None and one.parent == above]
            pairs = paired([mate.values for mate in mates], [rival.values for rival in rivals], TELLING)
            found |= {mates[n].index: rivals[o].index for n, o in pairs.items()}
    return found


def _name(part: SchemePart, all_: Sequence[SchemePart]) -> tuple[str, ...] | None:
    """By what a part is known in any scheme; None where only its siblings can tell."""
    if part.kind in STEPS:
        return ("dimension" if part.kind == "dimension" else "clause", part.id)
    if not part.id and part.kind in LISTED:
        return None
    above = _name(all_[part.parent], all_) if part.parent is not None else ()
    return None if above is None else (*above, part.kind, part.id)


def _siblings(one: SchemePart, other: SchemePart) -> bool:
    return one.kind == other.kind and one.parent == other.parent


def paired(
    new: Sequence[Mapping[KeyPath, Any]], old: Sequence[Mapping[KeyPath, Any]], telling: Sequence[KeyPath]
) -> dict[int, int]:
    """Which of ``old`` each of ``new`` is: first the equal ones, then those that alone share what a key says."""
    found: dict[int, int] = {}
    for n, item in enumerate(new):
        equal = (o for o, one in enumerate(old) if o not in found.values() and _equal(item, one))
        if (first := next(equal, None)) is not None:
            found[n] = first
    for key in telling:
        mine = [n for n in range(len(new)) if n not in found]
        theirs = [o for o in range(len(old)) if o not in found.values()]
        for n in mine:
            said = new[n].get(key)
            if said is None or [new[m].get(key) for m in mine].count(said) != 1:
                continue
            like = [o for o in theirs if old[o].get(key) == said]
            if len(like) == 1:
                found[n] = like[0]
    return found


def _equal(one: Mapping[KeyPath, Any], other: Mapping[KeyPath, Any]) -> bool:
    return all(key in one and key in other and same(key, one[key], other[key]) for key in {*one, *other})


def inside(part: SchemePart, all_: Sequence[SchemePart]) -> Iterator[SchemePart]:
    """The parts it lies in, the outermost first, without the scheme."""
    if part.parent is not None and all_[part.parent].kind != "scheme":
        yield from inside(all_[part.parent], all_)
        yield all_[part.parent]
