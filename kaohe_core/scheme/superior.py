"""What a superior layer fixes, ``locked``, and bounds, ``[allowed]``: where a lower layer conflicts, it holds (G10).

A value left out everywhere has its default, and that is held within the bounds too. Whatever is replaced is kept, so
that ``kaohe resolve`` can show what was written, and where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import define, evolve, field

from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.formula.shares import WrittenShare
from kaohe_core.formula.tree import Formula, Number
from kaohe_core.messages import Message, message
from kaohe_core.rules.rule import Rule
from kaohe_core.rules.settlement import Settlement
from kaohe_core.scheme.allowed import Allowed, Range, SuperiorBound, kind, kind_of
from kaohe_core.scheme.origins import Fields, Layered, Origin, Overruled, Slot, name_of
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys
from kaohe_core.toml.structure import Context, Hooks, shown, structure

KEYS = ("extends", "locked", "allowed")  # of a scheme file; they speak about layers and are no values of the scheme

SETS = "plugin-sets"  # what a superior's file may hold beside its scheme, for the kaohe.toml of its schools

ANYTHING: Hooks = {type_: lambda value, _context: value for type_ in (Number, WrittenShare, Formula, Rule, Settlement)}


@define
class Superiors:
    """What the layers laid so far fix and allow, the most superior first."""

    fields: Fields
    findings: Findings
    locked: dict[str, str] = field(factory=dict)  # the name of a value or of a table, and the layer that fixes it
    allowed: dict[str, Range] = field(factory=dict)
    overruled: dict[str, Overruled] = field(factory=dict)
    _told: set[tuple[str, Place]] = field(factory=set)

    def lay(self, layer: Document, before: Layered | None, after: Layered) -> None:
        """``layer`` has been laid over ``before``, which gave ``after``: put right what conflicts, and say so."""
        if before is not None:
            self._hold_locked(layer, before, after)
        speaks = "locked" in layer.data or "allowed" in layer.data
        if not (speaks or self.allowed or self.overruled):
            return  # as most schemes: to find every key by name takes its time
        known = self._known(after)
        self._lock(layer, after, known)
        for name, lower in self._allows(layer, known):
            self._allow(name, lower)
        for name, range_ in list(self.allowed.items()):
            if name not in known:
                by = range_.bounds[0].origin.layer
                self._missed(
                    layer, message("“{name}” is bounded by {layer} and must not be taken away", name=name, layer=by)
                )
                del self.allowed[name]
            elif (keys := known[name].keys) in after.origins:
                self._hold_allowed(name, range_, keys, before, after)
        for name, overruled in list(self.overruled.items()):
            if name not in known or after.origins.get(known[name].keys) != overruled.by:
                del self.overruled[name]

    def finish(self, layer: Document, whole: Layered) -> None:
        """Hold the defaults within the bounds, when the lowest ``layer`` has been laid."""
        if not self.allowed:
            return
        known = self._known(whole)
        for name, range_ in self.allowed.items():
            found = known.get(name)
            if found is None or found.keys in whole.origins:
                continue
            nearest = None if found.default is None else range_.nearest(found.default)
            if nearest is not None:
                self._overrule(name, found.keys, nearest, (None, found.default), whole)
            elif found.default is None or range_.broken(found.default) is not None:
                by = (range_.broken(found.default) or range_.bounds[0]).origin.layer
                self.findings.add(
                    Place(file=layer.file),
                    message(
                        "“{name}” must be written: it must be {range}, says {layer}",
                        name=name,
                        range=range_.of(by).words(),
                        layer=by,
                    ),
                )

    def _known(self, whole: Layered) -> dict[str, Slot]:
        """Every key by name, whether it is written or not."""
        return {name_of(one.keys, whole.data): one for one in self.fields(whole.data)}

    # locked ----------------------------------------------------------------------------------------------------

    def _lock(self, layer: Document, data: Layered, known: Mapping[str, Slot]) -> None:
        names = layer.data.get("locked", [])
        written = list(data.names())
        for index, name in enumerate(names if isinstance(names, list) else [names]):
            origin = Origin(layer, ("locked", index), layer.file)
            place = layer.place(origin.keys, value=True)
            if not isinstance(name, str):
                self.findings.add(place, message('locked is a list of names, like "attendance.marks"'))
                continue
            left_out = name in known and name not in written
            if left_out and known[name].default is not None:  # what holds without a word is fixed like any other
                data.put(known[name].keys, known[name].default, origin)
            elif left_out or not any(_covers(name, one) for one in written):
                self.findings.add(
                    place, message("there is no “{name}” to fix", name=name), did_you_mean(name, [*written, *known])
                )
                continue
            self.locked.setdefault(name, layer.file)

    def _locked_by(self, name: str) -> str | None:
        return next((layer for lock, layer in self.locked.items() if _covers(lock, name)), None)

    def _hold_locked(self, layer: Document, before: Layered, after: Layered) -> None:
        now = after.names()
        for name, keys in before.names().items():
            by = self._locked_by(name)
            if by is None:
                continue
            if name not in now:
                self._missed(
                    layer, message("“{name}” is fixed by {layer} and must not be taken away", name=name, layer=by)
                )
                continue
            mine, value = now[name], before.value(keys)
            found, origin = after.value(mine), after.origins[mine]
            if found != value:
                self.findings.add(
                    origin.place(),
                    message(
                        "“{name}” is fixed by {layer}: {value} holds, not {found}",
                        name=name,
                        layer=by,
                        value=shown(value),
                        found=shown(found),
                    ),
                    message("take the line out"),
                    blocks=False,
                )
                self._overrule(name, mine, SuperiorBound(value, before.origins[keys]), (origin, found), after)

    # allowed ---------------------------------------------------------------------------------------------------

    def _allows(self, layer: Document, known: Mapping[str, Slot]) -> Iterator[tuple[str, Range]]:
        """What one layer allows, as far as it makes sense."""
        tables = layer.data.get("allowed", {})
        if not isinstance(tables, dict):
            self.findings.add(layer.place(("allowed",)), message("[allowed] is a table of names and bounds"))
            return
        for name, table in tables.items():
            place, by = layer.place(("allowed", name)), self._locked_by(name)
            if name not in known:
                self.findings.add(
                    place, message("there is no value “{name}” to bound", name=name), did_you_mean(name, known)
                )
            elif by is not None:
                self.findings.add(
                    place,
                    message("“{name}” is fixed by {layer}: nothing is left to allow", name=name, layer=by),
                    message("take the line out"),
                    blocks=False,
                )
            else:
                made = structure(Allowed, table, layer, ("allowed", name), self.findings)
                if made is not None and self._fits(name, made, known[name], layer):
                    yield name, self._range(name, made, layer)

    def _range(self, name: str, allowed: Allowed, layer: Document) -> Range:
        def bound(key: str, value: Any) -> SuperiorBound | None:
            return (
                SuperiorBound(value, Origin(layer, ("allowed", name, key), layer.file))
                if value not in (None, ())
                else None
            )

        return Range(
            bound("at-least", allowed.at_least), bound("at-most", allowed.at_most), bound("one-of", allowed.one_of)
        )

    def _fits(self, name: str, allowed: Allowed, known: Slot, layer: Document) -> bool:
        """Whether the bounds are values that the key can take."""
        watch, wanted = self.findings.watch(), kind_of(known)
        for key, value in (("at-least", allowed.at_least), ("at-most", allowed.at_most)):
            context = Context(layer, ("allowed", name, key), self.findings, ANYTHING)
            if value is None:
                continue
            if wanted is None:
                context.add(
                    message("“{name}” has no order, so that it has no {key}", name=name, key=key),
                    message("write one-of = […]"),
                    value=False,
                )
            elif kind(value) != wanted:
                context.add(
                    message(
                        "“{name}” is {kind}, and cannot be bounded by {found}",
                        name=name,
                        kind=_KINDS[wanted],
                        found=shown(value),
                    )
                )
            else:
                context.structure(known.type, value)
        for index, value in enumerate(allowed.one_of):
            Context(layer, ("allowed", name, "one-of", index), self.findings, ANYTHING).structure(known.type, value)
        return not watch.found

    def _allow(self, name: str, lower: Range) -> None:
        upper = self.allowed.get(name)
        if upper is None:
            self.allowed[name] = lower
            return
        self.allowed[name], wide = upper.narrowed(lower)
        for bound in wide:
            by = (upper.broken(bound.value) or upper.bounds[0]).origin.layer
            self.findings.add(
                bound.origin.place(),
                message(
                    "“{name}” must be {range}, says {layer}: a lower layer can only narrow that",
                    name=name,
                    range=upper.of(by).words(),
                    layer=by,
                ),
                message("take the line out"),
                blocks=False,
            )

    def _hold_allowed(self, name: str, range_: Range, keys: Keys, before: Layered | None, after: Layered) -> None:
        found, origin = after.value(keys), after.origins[keys]
        value = _number_called(found, after.data)
        broken = range_.broken(value)
        if broken is None:
            return
        above = before.names().get(name) if before is not None else None
        inherited = before is not None and above is not None and before.origins[above] == origin
        nearest = range_.nearest(value)
        if nearest is None and before is not None and above is not None and not inherited:
            superior = SuperiorBound(before.value(above), before.origins[above])
            nearest = superior if range_.broken(_number_called(superior.value, before.data)) is None else None
        if nearest is not None:
            self._overrule(name, keys, nearest, (origin, found), after)
        if nearest is not None and inherited:  # nobody below contradicts: shown by `kaohe resolve`, and not a finding
            return
        if (name, origin.place()) in self._told:
            return
        self._told.add((name, origin.place()))
        by = broken.origin.layer
        words = range_.of(by).words()
        self.findings.add(
            origin.place(),
            message(
                "“{name}” must be {range}, says {layer}: {value} holds, not {found}",
                name=name,
                range=words,
                layer=by,
                value=shown(nearest.value),
                found=shown(found),
            )
            if nearest is not None
            else message(
                "“{name}” must be {range}, says {layer}, and here stands {found}",
                name=name,
                range=words,
                layer=by,
                found=shown(found),
            ),
            message("write what is allowed, or take the line out"),
            blocks=nearest is None,
        )

    # both ------------------------------------------------------------------------------------------------------

    def _missed(self, layer: Document, what: Message) -> None:
        self.findings.add(Place(file=layer.file), what, message("take it out of without"))

    def _overrule(
        self, name: str, keys: Keys, bound: SuperiorBound, written: tuple[Origin | None, Any], whole: Layered
    ) -> None:
        """Put a superior's value in the place of what was ``written``, and remember that."""
        earlier = self.overruled.get(name)
        if earlier is None or earlier.by != bound.origin:
            earlier = Overruled(bound.origin, ())
        self.overruled[name] = evolve(earlier, written=(*earlier.written, written))
        whole.put(keys, bound.value, bound.origin)


_KINDS: Mapping[str, Message] = {
    "number": message("a number"),
    "share": message("a share like 2/3"),
    "date": message("a date"),
}


def _covers(lock: str, name: str) -> bool:
    return name == lock or name.startswith(f"{lock}.")


def _number_called(value: Any, data: Mapping[str, Any]) -> Any:
    """The number that the name of a parameter stands for; any other value as it is."""
    parameters = data.get("parameters")
    if isinstance(value, str) and isinstance(parameters, dict):
        named = parameters.get(value)
        return named if isinstance(named, int | Decimal | date) else value
    return value
