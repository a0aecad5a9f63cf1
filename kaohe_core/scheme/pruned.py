"""A scheme without what is wrong in it, so that whatever does not depend on that can be looked at in the same round.

What is wrong is taken out by the place of its finding: the clause, value, payment, … that it stands in. A key of a
dimension, or of the scheme, is only put right as it was probably meant, for the clauses below it are not wrong for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import NOTHING, define, evolve, field

from kaohe_core.findings import Finding, Place, nearest
from kaohe_core.scheme.layers import Resolved
from kaohe_core.scheme.model import Dimension, Scheme
from kaohe_core.scheme.of_the_round import ROUND, meant
from kaohe_core.toml.locate import Keys, follow
from kaohe_core.toml.structure import allowed_keys

MARKED = ("dimension", "adjustment")  # what the total is made of
BEFORE = ("value", "not-assessed", "not-scored", *MARKED)  # what can be right or wrong whatever the total is
LISTS = (*BEFORE, "ranking", "veto", "award", "grade", "grade-limit", "payment", "reading")
ALONE = ("periods", "not-computed")  # keys of the scheme that are right or wrong whatever its clauses are
STAND_INS: Mapping[str, Any] = {"title": "…", "marks": 100}  # for what must be there and is missing or wrong


@define
class Pruned:
    """A scheme while what is wrong is taken out of it."""

    scheme: Resolved
    _lost: set[str] = field(factory=set)  # names of what is gone, and of all that it was a part of
    _whole: set[tuple[str, ...]] = field(factory=set)  # what lost something, by the names that lead there
    _total: bool = False  # whether it is known no more what marks somebody can have
    _marks: bool = False  # whether it is known no more what marks the dimensions have

    def prune(self, findings: Iterable[Finding]) -> bool:
        """Take out what these findings are about; False where one cannot be taken out, and so nothing is known."""
        places = dict.fromkeys(one.place for one in findings if one.blocks)
        found = [self._keys(place) for place in places if not self._of_round(place)]
        if not places or None in found:
            return False
        gone: set[Keys] = set()
        right: list[Callable[[dict[str, Any]], None]] = []
        for keys in (keys for keys in found if keys is not None):
            owner, rest = _owner(keys)
            whole = owner and owner[-2] == "dimension" and rest[:1] != ("use",)  # else most of it is not here
            if owner and not (whole and self._put_right(Dimension, owner, rest, right)):
                gone.add(owner)
                self._lose(owner, gone=True)
            elif not owner and not self._put_right(Scheme, (), rest, right):
                return False
        data = _copied(self.scheme.data)
        for put_right in right:
            put_right(data)
        kept = evolve(self.scheme, data=data)
        origins = {moved: at for keys, at in kept.origins.items() if (moved := _moved(keys, gone)) is not None}
        self.scheme = evolve(kept, data=_without(data, (), gone), origins=origins)
        return True

    def follows(self, finding: Finding, *, whole: bool = True) -> bool:
        """Whether a finding about what is left may be there only because something else was taken out.

        ``whole``: it may be about all that stands in the same place, and about how many marks there are.
        """
        keys = self._keys(finding.place)
        if keys is None:
            return True
        owner, rest = _owner(keys)
        if whole and not owner and rest[:1] not in [(key,) for key in (ALONE if self._marks else (*ALONE, "marks"))]:
            return True
        if whole and owner and (self.scheme.names(owner) in self._whole or (self._total and owner[0] not in BEFORE)):
            return True
        lost = {*self._lost, *(("total", "grade", "pool") if self._total and whole else ())}
        said = "\n".join(_texts(follow(self.scheme.data, owner or rest[:1])[0]))
        return any(re.search(rf"(?<![\w-]){re.escape(id)}(?![\w-])", said) for id in lost)

    def _of_round(self, place: Place) -> bool:
        """Whether it is a key that the round misspells, and that was taken for what it nearly is."""
        return place.keys[:1] == (ROUND,) and len(place.keys) == 3 and meant(place.keys[2]) not in (None, place.keys[2])

    def _keys(self, place: Place) -> Keys | None:
        """The keys that lead to a place, in the scheme as it is now; None where it is no place in it."""
        if not place.keys:
            return () if place.file == self.scheme.file else None
        found: Keys | None = None
        for keys, origin in self.scheme.origins.items():
            if origin.document.file == place.file and origin.document.names(origin.keys) == place.keys:
                found = keys
        if found is None:  # what is missing, or what nobody knows, stands in what is there
            above = self._keys(evolve(place, keys=place.keys[:-1]))
            return None if above is None else (*above, place.keys[-1])
        return found

    def _put_right(self, cls: type, owner: Keys, rest: Keys, right: list[Callable[[dict[str, Any]], None]]) -> bool:
        """Whether a table can be read on, once a key of its own is as it was probably meant."""
        table, allowed = follow(self.scheme.data, owner)[0], allowed_keys(cls)
        must = [key for key, attribute in allowed.items() if attribute.default is NOTHING and key != "id"]
        missing = [key for key in must if key not in table]
        key = rest[0] if rest else None
        if key is None and not missing:
            return False
        close = nearest(str(key), allowed) if key is not None and key not in allowed else None
        if key in must and key not in STAND_INS:
            return False
        needed = {one for one in (*missing, key) if one in must and one != close}
        if not needed <= set(STAND_INS):
            return False

        def put_right(data: dict[str, Any]) -> None:
            here = follow(data, owner)[0]
            if len(rest) > 1 and isinstance(here.get(key), dict) and not isinstance(rest[1], int):
                here[key].pop(rest[1], None)  # one of the parameters, of the kinds of periods, of the tables
                return
            value = here.pop(key, None) if key is not None else None
            if close is not None:
                here.setdefault(close, value)
            for one in needed:
                here[one] = STAND_INS[one]

        right.append(put_right)
        self._lost |= set(_named(rest, table)) if not owner else set()
        self._lose(owner, gone=False)
        return True

    def _lose(self, owner: Keys, *, gone: bool) -> None:
        """Remember what is gone, or is not what it was, and what it is a part of."""
        for depth in range(2, len(owner) + 1, 2):
            names = self.scheme.names(owner[:depth])
            self._lost.add(names[-1])
            if depth < len(owner) or not gone:
                self._whole.add(names)
        self._total = self._total or not owner or owner[0] in MARKED
        self._marks = self._marks or not owner or owner[-2] == "dimension"


def _owner(keys: Keys) -> tuple[Keys, Keys]:
    """The clause, dimension, payment, … that keys lead into, and what leads on from there."""
    depth = 0
    while (
        len(keys) >= depth + 2
        and keys[depth] in (LISTS if not depth else ("dimension", "clause"))
        and (not depth or keys[0] in MARKED)
        and isinstance(keys[depth + 1], int)
    ):
        depth += 2
    return keys[:depth], keys[depth:]


def _named(rest: Keys, table: Mapping[str, Any]) -> Iterator[str]:
    """The parameters, the kinds of periods and the periods that were written under a key of the scheme."""
    value = table.get(str(rest[0])) if rest else None
    if not isinstance(value, dict):
        return
    names = rest[1:2] if rest[1:2] and rest[1] in value else tuple(value)
    for name in names:
        yield str(name)
        yield from (text for text in _texts(value[str(name)]) if rest[0] == "periods")


def _moved(keys: Keys, gone: set[Keys]) -> Keys | None:
    """The keys of the same, once what is in ``gone`` is taken out; None where it is in there."""
    moved: list[str | int] = []
    for depth, key in enumerate(keys):
        if keys[: depth + 1] in gone:
            return None
        before = keys[:depth]
        moved.append(key if isinstance(key, str) else key - sum((*before, one) in gone for one in range(key)))
    return tuple(moved)


def _without(data: Any, keys: Keys, gone: set[Keys]) -> Any:
    if isinstance(data, dict):
        return {key: _without(value, (*keys, key), gone) for key, value in data.items()}
    if isinstance(data, list):
        return [_without(item, (*keys, n), gone) for n, item in enumerate(data) if (*keys, n) not in gone]
    return data


def _copied(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(item) for item in data] if isinstance(data, list) else data


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(data, list):
        for item in data:
            yield from _texts(item)
    elif not isinstance(data, bool | int | Decimal):
        yield str(data)
