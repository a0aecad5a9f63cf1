"""Rules that price a quantity: so many marks for every unit of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from attrs import define, frozen

from kaohe_core.formula.tree import Formula, Number, choose, total
from kaohe_core.messages import Message, Text, message
from kaohe_core.rules.rule import Alternative, Rule, doc, number, param


@define(kw_only=True)
class Deduct(Rule):
    """Take marks off for every unit beyond an allowance."""

    name: ClassVar[str] = "deduct"
    title: ClassVar[Text] = Text("扣分", "deduct")

    of: Formula = doc("what is counted", yields="number")
    points: Number = param(doc="marks taken off per unit")
    allowance: Number = param(0, doc="units that take nothing off; with `per`, in every period anew")

    def __attrs_post_init__(self) -> None:
        _not_negative(
            "points",
            self.points,
            message("deduct takes marks off by itself: write {found}", found=abs(self.points.value)),
        )
        _not_negative("allowance", self.allowance, message("to take more off, raise the price"))

    def formula(self) -> Formula:
        """−(of − allowance, at least 0) × points."""
        return -(_beyond(self.of, self.allowance) * self.points)


@define(kw_only=True)
class Earn(Rule):
    """Give marks for every unit beyond a threshold."""

    name: ClassVar[str] = "earn"
    title: ClassVar[Text] = Text("加分", "earn")

    of: Formula = doc("what is counted", yields="number")
    points: Number = param(doc="marks given per unit")
    beyond: Number = param(0, doc="units that earn nothing")

    def __attrs_post_init__(self) -> None:
        _not_negative("points", self.points, message('to take marks off, write rule = "deduct"'))
        _not_negative("beyond", self.beyond, message("to give more, raise the price"))

    def formula(self) -> Formula:
        """(of − beyond, at least 0) × points."""
        return _beyond(self.of, self.beyond) * self.points


@define(kw_only=True)
class Ratio(Rule):
    """Marks in proportion to a reference: a target, a full score, the mean or the best of the unit."""

    name: ClassVar[str] = "ratio"
    title: ClassVar[Text] = Text("比例", "ratio")

    of: Formula = doc("the own value", yields="number")
    to: Formula = doc("the reference; equal to it earns exactly `points`", yields="number")
    points: Number = param(doc="marks for reaching the reference")

    def formula(self) -> Formula:
        """Of ÷ to × points."""
        return self.of / self.to * self.points


@frozen(kw_only=True)
class Step:
    """One bracket of a ladder."""

    up_to: Number | None = doc("the last quantity of the bracket; the last bracket has none", default=None)
    points: Number = doc("marks per unit in it", converter=number)


@define(kw_only=True)
class Ladder(Rule):
    """A price per unit that depends on the bracket.

    ``reading`` says which of two things the text means. With brackets "1–3 at 50, 4–9 at 100", five units are priced
    ``slab``: all at the price of the bracket the quantity falls in, 5 × 100; ``marginal``: each at the price of its own
    bracket, 3 × 50 + 2 × 100.
    """

    name: ClassVar[str] = "ladder"
    title: ClassVar[Text] = Text("阶梯", "ladder")

    of: Formula = doc("the quantity", yields="number")
    steps: tuple[Step, ...] = doc("the brackets, from the lowest; every one but the last says up to where")
    reading: Literal["slab", "marginal"] = doc("slab: one price for the whole quantity; marginal: each unit at its own")

    def __attrs_post_init__(self) -> None:
        edges = [step.up_to for step in self.steps]
        if not edges or edges[-1] is not None or any(edge is None for edge in edges[:-1]):
            raise ValueError(message("every bracket but the last needs up-to, and the last must not have it"))
        values = [edge.value for edge in edges if edge is not None]
        if values != sorted(set(values)):
            raise ValueError(message("brackets must rise: {found}", found=[str(v) for v in values]))

    def formula(self) -> Formula:
        """The quantity at the price of its bracket, or each part of it at its own."""
        if self.reading == "slab":
            price: Formula = self.steps[-1].points
            for step in reversed(self.steps[:-1]):
                assert step.up_to is not None  # noqa: S101  # checked on construction
                price = choose(self.of <= step.up_to, step.points, price)
            return self.of.at_least(0) * price
        parts: list[Formula] = []
        below: Formula | None = None
        for step in self.steps:
            part = self.of if step.up_to is None else self.of.at_most(step.up_to)
            parts.append((part if below is None else part - below).at_least(0) * step.points)
            below = step.up_to
        return total(parts)

    def cases(self) -> Iterator[Alternative]:
        """A bracket above the first begins where the one before ends."""
        for index, step in enumerate(self.steps[:-1], start=1):
            assert step.up_to is not None  # noqa: S101  # checked on construction
            yield Alternative(("steps", index), self.of > step.up_to)


def _not_negative(key: str, value: Number, mend: Message) -> None:
    if value.value < 0:
        raise ValueError(message("{key} is not negative here: {found} ({mend})", key=key, found=value.value, mend=mend))


def _beyond(of: Formula, allowance: Number) -> Formula:
    return (of if allowance.value == 0 and not allowance.name else of - allowance).at_least(0)
