"""What a node of a formula (算式) is: its kind, for whom it has a value, what it reads, and how it is read more simply.

A formula is a small immutable tree. Numbers are exact decimals; text, dates and truth values appear only in conditions,
look-ups and grades. Every node knows its kind and its level:

=========  =====================================================
``const``   the same for everybody
``unit``    one value for a unit (a mean, a count)
``subject`` one value for a subject
``row``     one value for a row of an event table
=========  =====================================================

A ``row`` formula becomes a ``subject`` one only through a :class:`~kaohe_core.formula.nodes.gathers.Measure`, and a
``subject`` formula a ``unit`` one only through an :class:`~kaohe_core.formula.nodes.over_unit.OverUnit`. Nothing else
crosses levels.

A node is one class: attributes, what it refuses, and either a method in every rendering (a *primitive*) or
:meth:`Formula.lowered`, the same in simpler nodes.
"""

from __future__ import annotations

import numbers
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, wraps
from typing import Any, Literal, NoReturn, Self

import attrs

from kaohe_core.described import described
from kaohe_core.messages import Message, message

Kind = Literal["number", "text", "date", "truth"]
Level = Literal["const", "unit", "subject", "row"]
Rounding = Literal["half-up", "down", "up"]

KIND: dict[Kind, Message] = {
    "number": message("a number"),
    "text": message("a text"),
    "date": message("a date"),
    "truth": message("a condition"),
}
_LEVELS: dict[Level, int] = {"const": 0, "unit": 1, "subject": 2, "row": 3}


def highest(*levels: Level) -> Level:
    """The level of what is made of parts of these levels; of none it is ``const``."""
    return max(levels, key=_LEVELS.__getitem__, default="const")


@described
class FormulaError(Exception):
    """A formula that has no meaning; carries a :class:`Message` for its author."""

    def __init__(self, what: Message, mend: Message | None = None) -> None:
        self.what, self.mend = what, mend
        super().__init__(what.text("en"))


@described
class Formula:
    """The base of every node; the operators and methods are what authors of rules write with."""

    __slots__ = ("_below",)  # its children, once somebody has asked for them: trees are walked again and again

    _below: tuple[Formula, ...]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        equal = vars(cls).get("__eq__")  # attrs makes a class with slots anew, and here it is made
        if equal is not None:
            cls.__eq__ = _between_nodes(equal)  # type: ignore[assignment, method-assign]  # it tells trees apart as it did

    # what Python would take for a yes or no --------------------------------------------------------------------

    def __bool__(self) -> NoReturn:
        """Refused: whether it holds differs from subject to subject, and ``if``, ``and``, ``min`` would decide once."""
        raise TypeError(
            "a formula is not true or false before there are data; instead of if: choose(condition, then, other); "
            "of min and max: x.at_most(y), x.at_least(y); of and, or, not: &, |, ~; of a < x < b: (a < x) & (x < b)"
        )

    # what a node says of itself --------------------------------------------------------------------------------

    @described
    def lowered(self) -> Formula:
        """The same in simpler nodes: how every rendering reads a node that it has no method for.

        Only a node that is no primitive says it.
        """
        raise NotImplementedError(f"{type(self).__name__} is a primitive")

    @classmethod
    @described
    def is_lowered(cls) -> bool:
        """Whether the node is read in simpler ones, rather than a primitive."""
        return cls.lowered is not Formula.lowered

    @described
    def simpler(self) -> Formula:
        """What :meth:`lowered` gave, the very same tree each time, so that what is remembered of it is found again.

        Raises ``TypeError``, for the author of the node, where that is not simpler.
        """
        return self.children()[0]

    def _lowered(self) -> Formula:
        made: object = self.lowered()
        if not isinstance(made, Formula):
            raise TypeError(f"{type(self).__name__}.lowered() gave an object of the type {type(made).__name__}")
        if made is self or (type(made) is type(self) and made == self):
            raise TypeError(f"{type(self).__name__}.lowered() gave the node itself")
        return made

    @property
    @described
    def kind(self) -> Kind:
        """What the node yields."""
        return self.simpler().kind if self.is_lowered() else "number"

    @property
    @described
    def level(self) -> Level:
        """For whom the node has one value; mixing rows with subjects is an error."""
        levels = {child.level for child in self.children()}
        if "row" in levels and not levels.isdisjoint(("subject", "unit")):
            raise FormulaError(
                message("a row of events and a value of the subject stand side by side"),
                message("gather the events first: sum(…), count(…), mean(…), min(…) or max(…)"),
            )
        return highest(*levels)

    @described
    def children(self) -> Sequence[Formula]:
        """The formulas directly below this one: all that it reads. A lowered node reads what it is lowered to."""
        try:
            return self._below
        except AttributeError:
            below = (self._lowered(),) if self.is_lowered() else tuple(self.parts())
            object.__setattr__(self, "_below", below)  # the node is frozen, and so is what it gives
            return below

    @described
    def parts(self) -> Sequence[Formula]:
        """The formulas among its attributes: those of a primitive are its children."""
        found: list[Formula] = []
        for name in _attributes(self):
            value = getattr(self, name)
            if isinstance(value, Formula):
                found.append(value)
            elif isinstance(value, tuple):
                found.extend(_formulas(value))
        return found

    @described
    def walk(self) -> Iterator[Formula]:
        """This node and everything below it, parents first."""
        waiting: list[Formula] = [self]
        while waiting:  # and not recursion, in which what lies deep would pass through every node above it
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children()))

    # changed ---------------------------------------------------------------------------------------------------

    def __deepcopy__(self, _memo: object) -> Self:
        return self  # nothing in a tree can be altered, so that whoever gets a copy may get the tree

    @described
    def mapped(self, change: Callable[[Formula], Formula]) -> Self:
        """The same node over changed parts."""
        changed = {}
        for name in _attributes(self):
            before = getattr(self, name)
            after = _mapped(before, change)
            if after is not before:
                changed[name] = after
        return attrs.evolve(self, **changed) if changed else self  # type: ignore[misc]  # every node is an attrs class

    @described
    def during(self, period: str) -> Formula:
        """The formula as it reads within one period: every measure of a table with periods is bound to it."""
        bound = self.mapped(lambda part: part.during(period))
        if not bound.is_lowered():
            return bound
        simpler = bound.simpler()  # it may gather rows of its own
        within = simpler.during(period)
        return bound if within == simpler else within

    # arithmetic ------------------------------------------------------------------------------------------------

    def __neg__(self) -> Formula:
        return _made("negate", self)

    def __add__(self, other: Operand) -> Formula:
        return _made("add", self, other)

    def __radd__(self, other: Operand) -> Formula:
        return _made("add", other, self)

    def __sub__(self, other: Operand) -> Formula:
        return _made("subtract", self, other)

    def __rsub__(self, other: Operand) -> Formula:
        return _made("subtract", other, self)

    def __mul__(self, other: Operand) -> Formula:
        return _made("multiply", self, other)

    def __rmul__(self, other: Operand) -> Formula:
        return _made("multiply", other, self)

    def __truediv__(self, other: Operand) -> Formula:
        return _made("divide", self, other)

    def __rtruediv__(self, other: Operand) -> Formula:
        return _made("divide", other, self)

    @described
    def at_least(self, floor: Operand) -> Formula:
        """The greater of the two: ``x.at_least(0)`` never falls below zero."""
        return _made("greatest", self, floor)

    @described
    def at_most(self, cap: Operand) -> Formula:
        """The lesser of the two: ``x.at_most(20)`` never exceeds twenty."""
        return _made("least", self, cap)

    @described
    def round(self, places: int = 0, mode: Rounding = "half-up") -> Formula:
        """Rounded here, to so many decimals; half-up is 四舍五入 (away from zero for negatives)."""
        return _MAKERS["round"](self, places, mode)

    # conditions ------------------------------------------------------------------------------------------------

    def __lt__(self, other: Operand) -> Formula:
        return _made("<", self, other)

    def __le__(self, other: Operand) -> Formula:
        return _made("<=", self, other)

    def __gt__(self, other: Operand) -> Formula:
        return _made(">", self, other)

    def __ge__(self, other: Operand) -> Formula:
        return _made(">=", self, other)

    @described
    def equals(self, other: Operand) -> Formula:
        """True where both are the same (``==`` compares trees, not values)."""
        return _made("==", self, other)

    @described
    def differs(self, other: Operand) -> Formula:
        """True where they are not the same."""
        return _made("!=", self, other)

    @described
    def one_of(self, *values: Operand) -> Formula:
        """True where the value is one of these."""
        same = [self.equals(value) for value in values]
        return same[0] if len(same) == 1 else _made("or", *same)

    def __and__(self, other: Formula) -> Formula:
        return _made("and", self, other)

    def __or__(self, other: Formula) -> Formula:
        return _made("or", self, other)

    def __invert__(self) -> Formula:
        return _made("not", self)

    # missing values --------------------------------------------------------------------------------------------

    @described
    def otherwise(self, fallback: Operand) -> Formula:
        """This value, or ``fallback`` where there is no data."""
        return _made("otherwise", self, fallback)

    @described
    def known(self) -> Formula:
        """True where there is a value."""
        return _made("known", self)


Operand = Formula | Decimal | int | str | date

# Which node an operator or a plain value makes. The nodes say it themselves, for they stand in files after this one.
_MAKERS: dict[str, Callable[..., Formula]] = {}


def makes(**makers: Callable[..., Formula]) -> None:
    """Say which nodes operators and plain values make, by the name or sign under which they are asked for here."""
    _MAKERS.update(makers)


def _made(name: str, *operands: Operand) -> Formula:
    return _MAKERS[name](*(lift(operand) for operand in operands))


def some(formulas: Iterator[Formula]) -> bool:
    """Whether any formula is there; ``any`` would ask each whether it holds."""
    return next(formulas, None) is not None


@described
def lift(value: Operand) -> Formula:
    """A plain value as a formula. A binary float is refused: write ``Decimal("0.2")``."""
    match value:
        case Formula():
            return value
        case bool():
            raise TypeError("a truth value is not a number: write a condition")
        case int() | Decimal():
            return _MAKERS["number"](Decimal(value))
        case str():
            return _MAKERS["words"](value)
        case date():
            return _MAKERS["day"](value)
        case _:
            raise TypeError(f"{value!r} cannot stand in a formula: use Decimal, int, str or date")


def expect(kind: Kind, *nodes: Formula) -> None:
    """Refuse whatever yields something else than ``kind``."""
    for node in nodes:
        if node.kind != kind:
            raise FormulaError(message("{found} stands where {kind} is needed", found=KIND[node.kind], kind=KIND[kind]))


def _between_nodes(equal: Callable[[Formula, object], bool]) -> Callable[[Formula, object], bool]:
    """The equality of trees, which says so where it is taken for one of values: ``self.post == "teacher"``."""

    @wraps(equal)
    def compared(node: Formula, other: object) -> bool:
        same = equal(node, other)
        if same is NotImplemented and isinstance(other, numbers.Number | str | date):
            raise TypeError(
                f"== and != compare trees of formulas, and {other!r} is none: "
                "write x.equals(value), x.differs(value) or x.one_of(value, …)"
            )
        return same

    return compared


def _attributes(node: Formula) -> tuple[str, ...]:
    kind: Any = type(node)
    return _of_kind(kind)


@cache
def _of_kind(kind: Any) -> tuple[str, ...]:
    """What is written first in a call comes first; what is written by its name follows."""
    return tuple(attribute.name for attribute in sorted(attrs.fields(kind), key=lambda one: one.kw_only))


def _formulas(value: object) -> Iterator[Formula]:
    if isinstance(value, Formula):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _formulas(item)


def _mapped(value: object, change: Callable[[Formula], Formula]) -> object:
    if isinstance(value, Formula):
        return change(value)
    if isinstance(value, tuple) and any(True for _ in _formulas(value)):
        after = tuple(_mapped(item, change) for item in value)
        return value if all(a is b for a, b in zip(after, value, strict=True)) else after
    return value
