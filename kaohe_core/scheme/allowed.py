"""What a superior layer allows for a value, ``[allowed]``: a range, or some values of which one must be taken."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from attrs import evolve, frozen

from kaohe_core.formula.tree import Formula, Number
from kaohe_core.messages import Message, message
from kaohe_core.rules.rule import doc
from kaohe_core.scheme.governance import SHARE
from kaohe_core.scheme.origins import Origin, Slot
from kaohe_core.toml.structure import members, shown

OrderedKind = Literal["number", "share", "date"]  # what has an order
AllowedValue = int | Decimal | str | date


@frozen(kw_only=True)
class Allowed:
    """What a superior layer allows for one value: a range, or some values of which one must be taken."""

    at_least: AllowedValue | None = doc(
        "the least that is allowed: a number, a share like 2/3, or a date", default=None
    )
    at_most: AllowedValue | None = doc("the most that is allowed", default=None)
    one_of: tuple[Any, ...] = doc("the values that are allowed", default=())

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None and self.at_most is None) == (not self.one_of):
            raise ValueError(message("write at-least, at-most or both; or else one-of"))
        low, high = size(self.at_least), size(self.at_most)
        if low is not None and high is not None and kind(self.at_least) == kind(self.at_most) and low > high:
            raise ValueError(
                message(
                    "at-least = {low} lies above at-most = {high}", low=shown(self.at_least), high=shown(self.at_most)
                )
            )


def kind(value: Any) -> OrderedKind | None:
    """The kind of a value that has an order; None for one that has none, such as a text or a yes or no."""
    match value:
        case bool():
            return None
        case int() | Decimal():
            return "number"
        case str() if SHARE.match(value):
            return "share"
        case date():
            return "date"
    return None


def size(value: Any) -> Any:
    """What is compared: an exact number or a date; None for a value without order."""
    match kind(value):
        case "number" | "share":
            return Fraction(value)
        case "date":
            return value
    return None


def kind_of(field: Slot) -> OrderedKind | None:
    """The kind of value that a key takes, if it has an order."""
    types = members(field.type)
    if any(
        isinstance(part, type) and issubclass(part, int | Decimal | Number | Formula) and part is not bool
        for part in types
    ):
        return "number"
    if date in types:
        return "date"
    return kind(field.default)


@frozen
class SuperiorBound:
    """The least, the most, or (as a tuple) the choices that a superior layer allows, and where it says so."""

    value: Any
    origin: Origin


@frozen
class Range:
    """What the superior layers together allow for one value."""

    least: SuperiorBound | None = None
    most: SuperiorBound | None = None
    choices: SuperiorBound | None = None

    @property
    def bounds(self) -> tuple[SuperiorBound, ...]:
        """What there is of the three."""
        return tuple(bound for bound in (self.least, self.most, self.choices) if bound is not None)

    def of(self, layer: str) -> Range:
        """What of it one layer says."""
        mine = {
            name: bound
            for name in ("least", "most", "choices")
            if (bound := getattr(self, name)) is not None and bound.origin.layer == layer
        }
        return Range(**mine)

    def words(self) -> Message:
        """What is allowed, to follow “must be”."""
        match self:
            case Range(choices=SuperiorBound(value=(only,))):
                return message("{only}", only=shown(only))
            case Range(choices=SuperiorBound(value=values)):
                return message("one of {values}", values=[shown(value) for value in values])
            case Range(least=SuperiorBound(value=low), most=SuperiorBound(value=high)):
                return message("from {low} to {high}", low=shown(low), high=shown(high))
            case Range(least=SuperiorBound(value=low)):
                return message("at least {low}", low=shown(low))
            case Range(most=SuperiorBound(value=high)):
                return message("at most {high}", high=shown(high))
        raise AssertionError("a range has a bound")

    def broken(self, value: Any) -> SuperiorBound | None:
        """The bound outside of which the value lies; None if it is allowed. A value without order is in no range."""
        if self.choices is not None:
            return None if any(_same(value, choice) for choice in self.choices.value) else self.choices
        found = size(value)
        if self.least is not None and (found is None or found < size(self.least.value)):
            return self.least
        if self.most is not None and (found is None or found > size(self.most.value)):
            return self.most
        return None

    def nearest(self, value: Any) -> SuperiorBound | None:
        """The allowed value that is nearest to one that is not allowed; None where nothing is nearest."""
        bound = self.broken(value)
        if bound is None or (bound is not self.choices and size(value) is None):
            return None
        if bound is not self.choices:
            return bound
        return SuperiorBound(bound.value[0], bound.origin) if len(bound.value) == 1 else None

    def narrowed(self, lower: Range) -> tuple[Range, list[SuperiorBound]]:
        """This range narrowed by a lower layer’s, and what of the lower one would widen it, which does not hold."""
        if self.choices is not None or lower.choices is not None:
            return self._chosen(lower)
        result, wide = self, []
        for name in ("least", "most"):
            bound: SuperiorBound | None = getattr(lower, name)
            if bound is None:
                continue
            if self.broken(bound.value) is None:
                result = evolve(result, **{name: bound})
            else:
                wide.append(bound)
        return result, wide

    def _chosen(self, lower: Range) -> tuple[Range, list[SuperiorBound]]:
        mine, other = (self, lower) if self.choices is not None else (lower, self)
        assert mine.choices is not None  # noqa: S101  # one of the two has them
        kept = tuple(choice for choice in mine.choices.value if other.broken(choice) is None)
        if lower.choices is None:  # a range takes some of the superior's choices
            return (
                (Range(choices=SuperiorBound(kept, lower.bounds[0].origin)), []) if kept else (self, list(lower.bounds))
            )
        wide = [] if all(self.broken(choice) is None for choice in lower.choices.value) else [lower.choices]
        return (Range(choices=SuperiorBound(kept, lower.choices.origin)) if kept else self), wide


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
