"""The formula (算式): a small immutable tree, written once and rendered in several ways.

A rule never computes, it returns a formula. Numbers are exact decimals; text, dates and truth values appear only in
conditions, look-ups and grades. Every node knows its kind and its shape:

=========  =====================================================
``const``   the same for everybody
``unit``    one value for a unit (a mean, a count)
``subject`` one value for a subject
``row``     one value for a row of an event table
=========  =====================================================

A ``row`` formula becomes a ``subject`` one only through :class:`Measure`, and a ``subject`` formula a ``unit`` one only
through :class:`Aggregate`. Nothing else crosses shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Self

import attrs
from attrs import field, frozen

from kaohe_core.messages import Message, Text, message
from kaohe_core.tables.declared import Column, Table

Kind = Literal["number", "text", "date", "truth"]
Level = Literal["const", "unit", "subject", "row"]
Rounding = Literal["half-up", "down", "up"]
Gather = Literal["only", "sum", "count", "mean", "min", "max", "distinct", "best", "trimmed-mean", "streak"]
Group = Literal["sum", "mean", "count", "min", "max", "rank", "running"]
Ties = Literal["best", "worst", "mean", "dense", "roster"]
Among = Literal["scored", "assessed"]
Operator = Literal["<", "<=", ">", ">=", "==", "!="]

_ORDER: tuple[Level, ...] = ("const", "unit", "subject")


class FormulaError(Exception):
    """A formula that has no meaning; carries a :class:`Message` for its author."""

    def __init__(self, what: Message, mend: Message | None = None) -> None:
        self.what, self.mend = what, mend
        super().__init__(what.text("en"))


class Formula:
    """The base of every node; the operators and methods are what authors of rules write with."""

    __slots__ = ()

    @property
    def kind(self) -> Kind:
        """What the node yields."""
        return "number"

    @property
    def level(self) -> Level:
        """For whom the node has one value; mixing rows with subjects is an error."""
        levels = {child.level for child in self.children()}
        if "row" in levels:
            if "subject" in levels or "unit" in levels:
                raise FormulaError(
                    message("a row of events and a value of the subject stand side by side"),
                    message("gather the events first: sum(…), count(…), mean(…), min(…) or max(…)"),
                )
            return "row"
        return max(levels, key=_ORDER.index, default="const")

    def children(self) -> Iterator[Formula]:
        """The formulas directly below this one."""
        for name in _attributes(self):
            value = getattr(self, name)
            if isinstance(value, Formula):
                yield value
            elif isinstance(value, tuple):
                yield from _formulas(value)

    def mapped(self, change: Callable[[Formula], Formula]) -> Self:
        """The same node over changed children."""
        changed = {}
        for name in _attributes(self):
            before = getattr(self, name)
            after = _mapped(before, change)
            if after is not before:
                changed[name] = after
        return attrs.evolve(self, **changed) if changed else self  # type: ignore[misc]  # as above

    def walk(self) -> Iterator[Formula]:
        """This node and everything below it, parents first."""
        yield self
        for child in self.children():
            yield from child.walk()

    def during(self, period: str) -> Formula:
        """The formula as it reads within one period: every measure of a table with periods is bound to it."""

        def bind(node: Formula) -> Formula:
            node = node.mapped(bind)
            if isinstance(node, Measure) and node.period is None and node.table.period is not None:
                return attrs.evolve(node, period=period)
            return node

        return bind(self)

    # arithmetic ------------------------------------------------------------------------------------------------

    def __neg__(self) -> Formula:
        return Negate(self)

    def __add__(self, other: Operand) -> Formula:
        return Add(self, lift(other))

    def __radd__(self, other: Operand) -> Formula:
        return Add(lift(other), self)

    def __sub__(self, other: Operand) -> Formula:
        return Subtract(self, lift(other))

    def __rsub__(self, other: Operand) -> Formula:
        return Subtract(lift(other), self)

    def __mul__(self, other: Operand) -> Formula:
        return Multiply(self, lift(other))

    def __rmul__(self, other: Operand) -> Formula:
        return Multiply(lift(other), self)

    def __truediv__(self, other: Operand) -> Formula:
        return Divide(self, lift(other))

    def __rtruediv__(self, other: Operand) -> Formula:
        return Divide(lift(other), self)

    def at_least(self, floor: Operand) -> Formula:
        """The greater of the two: ``x.at_least(0)`` never falls below zero."""
        return Greatest((self, lift(floor)))

    def at_most(self, cap: Operand) -> Formula:
        """The lesser of the two: ``x.at_most(20)`` never exceeds twenty."""
        return Least((self, lift(cap)))

    def round(self, places: int = 0, mode: Rounding = "half-up") -> Formula:
        """Rounded here, to so many decimals; half-up is 四舍五入 (away from zero for negatives)."""
        return Round(self, places, mode)

    # conditions ------------------------------------------------------------------------------------------------

    def __lt__(self, other: Operand) -> Formula:
        return Compare("<", self, lift(other))

    def __le__(self, other: Operand) -> Formula:
        return Compare("<=", self, lift(other))

    def __gt__(self, other: Operand) -> Formula:
        return Compare(">", self, lift(other))

    def __ge__(self, other: Operand) -> Formula:
        return Compare(">=", self, lift(other))

    def equals(self, other: Operand) -> Formula:
        """True where both are the same (``==`` compares trees, not values)."""
        return Compare("==", self, lift(other))

    def differs(self, other: Operand) -> Formula:
        """True where they are not the same."""
        return Compare("!=", self, lift(other))

    def one_of(self, *values: Operand) -> Formula:
        """True where the value is one of these."""
        return any_of(*(self.equals(value) for value in values))

    def __and__(self, other: Formula) -> Formula:
        return And((self, other))

    def __or__(self, other: Formula) -> Formula:
        return Or((self, other))

    def __invert__(self) -> Formula:
        return Not(self)

    # missing values --------------------------------------------------------------------------------------------

    def otherwise(self, fallback: Operand) -> Formula:
        """This value, or ``fallback`` where there is no data."""
        return Otherwise(self, lift(fallback))

    def known(self) -> Formula:
        """True where there is a value."""
        return Known(self)


Operand = Formula | Decimal | int | str | date


def _attributes(node: Formula) -> tuple[str, ...]:
    kind: Any = type(node)
    return _names(kind)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(attribute.name for attribute in attrs.fields(kind))


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


def lift(value: Operand) -> Formula:
    """A plain value as a formula. A binary float is refused: write ``Decimal("0.2")``."""
    match value:
        case Formula():
            return value
        case bool():
            raise TypeError("a truth value is not a number: write a condition")
        case int() | Decimal():
            return Number(Decimal(value))
        case str():
            return Words(value)
        case date():
            return Day(value)
        case _:
            raise TypeError(f"{value!r} cannot stand in a formula: use Decimal, int, str or date")


def _expect(kind: Kind, *nodes: Formula) -> None:
    for node in nodes:
        if node.kind != kind:
            raise FormulaError(message("{found} stands where {kind} is needed", found=KIND[node.kind], kind=KIND[kind]))


KIND: dict[Kind, Message] = {
    "number": message("a number"),
    "text": message("a text"),
    "date": message("a date"),
    "truth": message("a condition"),
}


# leaves ----------------------------------------------------------------------------------------------------------


@frozen(cache_hash=True, order=False)
class Number(Formula):
    """An exact decimal; with a ``name`` it is a parameter of the scheme that a committee may change."""

    value: Decimal
    name: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.value.is_finite():
            raise ValueError(f"{self.value} is not a number")

    @property
    def level(self) -> Level:
        """The same for everybody."""
        return "const"


@frozen(cache_hash=True, order=False)
class Words(Formula):
    """A text, such as a role or a grade."""

    value: str

    @property
    def kind(self) -> Kind:
        """A text."""
        return "text"


@frozen(cache_hash=True, order=False)
class Day(Formula):
    """A date of the calendar."""

    value: date

    @property
    def kind(self) -> Kind:
        """A date."""
        return "date"


@frozen(cache_hash=True, order=False)
class Field(Formula):
    """One column in one row of a table."""

    table: Table
    column: Column

    @property
    def kind(self) -> Kind:
        """From the column's type; a flag is the number 1 or 0."""
        return "number" if self.column.type in ("number", "flag") else self.column.type  # type: ignore[return-value]  # mypy keeps "flag" in the narrowed union

    @property
    def level(self) -> Level:
        """One value a row."""
        return "row"


@frozen(cache_hash=True, order=False)
class Measure(Formula):
    """One value per subject, gathered from the rows of a table (计量).

    ``only``: the single row of the subject; ``sum``, ``mean``, ``min``, ``max`` of ``of`` over the rows where ``where``
    holds; ``count`` of such rows; ``distinct``: how many different values; ``best``: the sum of the ``n`` greatest (or,
    with ``highest_first=False``, least), or of the ``n`` rows with the greatest ``by``, of equals the greater ``of``,
    or of the ``n`` greatest among the rows of every ``each`` (of every kind the highest);
    ``trimmed-mean``: the mean without ``drop``, so many of the lowest and of the highest (or such shares of the rows,
    cut to whole rows); ``streak``: the most rows in a row, ordered by ``of``, where ``where`` holds. A subject without
    any row (in the period) has what the table's ``absence`` says.
    """

    table: Table
    how: Gather
    of: Formula | None = None
    where: Formula | None = None
    period: str | None = None
    n: int = 0
    drop: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    by: Formula | None = None
    highest_first: bool = True
    each: Formula | None = None

    def __attrs_post_init__(self) -> None:
        if self.each is not None and (self.how != "best" or self.by is not None or self.each.kind == "truth"):
            raise FormulaError(message("each= goes with best(…) alone, without by=, and is a column such as the kind"))
        if self.by is not None and (self.how != "best" or self.by.kind not in ("number", "date")):
            raise FormulaError(message("the order of the rows is a number or a date"))
        if self.of is not None and self.how not in ("only", "count", "distinct", "streak"):
            _expect("number", self.of)
        if self.how == "streak" and self.where is None:
            raise FormulaError(
                message("streak(…) counts rows that meet a condition, and none is written"),
                message("write streak(column where …); the column gives the order"),
            )
        if self.where is not None:
            _expect("truth", self.where)
        for node in (self.of, self.where, self.by, self.each):
            for leaf in node.walk() if node is not None else ():
                if isinstance(leaf, Measure | Aggregate | Mark):
                    raise FormulaError(
                        message("inside sum(…), count(…) and the like stand columns of one table, not measures")
                    )
                if isinstance(leaf, Field) and leaf.table.id != self.table.id:
                    raise FormulaError(
                        message(
                            "columns of two tables are mixed: {one} and {two}", one=self.table.id, two=leaf.table.id
                        )
                    )

    @property
    def kind(self) -> Kind:
        """A number, unless it is the text or date of the only row."""
        return self.of.kind if self.of is not None and self.how == "only" else "number"

    @property
    def level(self) -> Level:
        """One value a subject."""
        return "subject"


@frozen(cache_hash=True, order=False)
class Mark(Formula):
    """The result of an earlier step: a clause, a dimension, the total, an amount."""

    id: str
    title: Text = field(default=Text(""), eq=False)
    of_kind: Kind = "number"

    @property
    def kind(self) -> Kind:
        """What that step yields."""
        return self.of_kind

    @property
    def level(self) -> Level:
        """One value a subject."""
        return "subject"


# arithmetic ------------------------------------------------------------------------------------------------------


@frozen(cache_hash=True, order=False)
class Negate(Formula):
    """−x."""

    of: Formula

    def __attrs_post_init__(self) -> None:
        _expect("number", self.of)


@frozen(cache_hash=True, order=False)
class _Binary(Formula):
    left: Formula
    right: Formula

    def __attrs_post_init__(self) -> None:
        _expect("number", self.left, self.right)


class Add(_Binary):
    """x + y."""

    __slots__ = ()


class Subtract(_Binary):
    """x − y."""

    __slots__ = ()


class Multiply(_Binary):
    """x × y."""

    __slots__ = ()


class Divide(_Binary):
    """x ÷ y; where y is zero there is no value."""

    __slots__ = ()


@frozen(cache_hash=True, order=False)
class _Several(Formula):
    items: tuple[Formula, ...]

    def __attrs_post_init__(self) -> None:
        if not self.items:
            raise ValueError("needs at least one item")
        _expect("number", *self.items)


class Least(_Several):
    """The least of several."""

    __slots__ = ()


class Greatest(_Several):
    """The greatest of several."""

    __slots__ = ()


@frozen(cache_hash=True, order=False)
class Round(Formula):
    """Rounded to ``places`` decimals: half-up (四舍五入), down (towards zero) or up (away from zero)."""

    of: Formula
    places: int = 0
    mode: Rounding = "half-up"

    def __attrs_post_init__(self) -> None:
        _expect("number", self.of)
        if not 0 <= self.places <= 9:
            raise FormulaError(message("decimals lie in 0 to 9, not {found}", found=self.places))


@frozen(cache_hash=True, order=False)
class Span(Formula):
    """Whole years, whole months or days from one date to another (negative when reversed)."""

    unit: Literal["years", "months", "days"]
    start: Formula
    end: Formula

    def __attrs_post_init__(self) -> None:
        _expect("date", self.start, self.end)


# conditions ------------------------------------------------------------------------------------------------------


class _Truth(Formula):
    __slots__ = ()

    @property
    def kind(self) -> Kind:
        """A condition."""
        return "truth"


@frozen(cache_hash=True, order=False)
class Compare(_Truth):
    """A comparison of two numbers, two dates or (equal or not) two texts."""

    op: Operator
    left: Formula
    right: Formula

    def __attrs_post_init__(self) -> None:
        if self.left.kind != self.right.kind:
            raise FormulaError(
                message("{left} is compared with {right}", left=KIND[self.left.kind], right=KIND[self.right.kind])
            )
        if self.left.kind == "truth" or (self.left.kind == "text" and self.op not in ("==", "!=")):
            raise FormulaError(
                message("{kind} has no order: “{op}” does not apply", kind=KIND[self.left.kind], op=self.op)
            )


@frozen(cache_hash=True, order=False)
class And(_Truth):
    """All hold."""

    items: tuple[Formula, ...]

    def __attrs_post_init__(self) -> None:
        _expect("truth", *self.items)


@frozen(cache_hash=True, order=False)
class Or(_Truth):
    """At least one holds."""

    items: tuple[Formula, ...]

    def __attrs_post_init__(self) -> None:
        _expect("truth", *self.items)


@frozen(cache_hash=True, order=False)
class Not(_Truth):
    """Does not hold."""

    of: Formula

    def __attrs_post_init__(self) -> None:
        _expect("truth", self.of)


@frozen(cache_hash=True, order=False)
class Known(_Truth):
    """There is a value."""

    of: Formula


# choices ---------------------------------------------------------------------------------------------------------


@frozen(cache_hash=True, order=False)
class Choose(Formula):
    """``then`` where the condition holds, else ``other``."""

    condition: Formula
    then: Formula
    other: Formula

    def __attrs_post_init__(self) -> None:
        _expect("truth", self.condition)
        _expect(self.then.kind, self.other)

    @property
    def kind(self) -> Kind:
        """That of both branches."""
        return self.then.kind


@frozen(cache_hash=True, order=False)
class Lookup(Formula):
    """The value written beside a key; a key that is not listed has ``default``, or no value when there is none."""

    of: Formula
    entries: tuple[tuple[Formula, Formula], ...]
    default: Formula | None = None

    def __attrs_post_init__(self) -> None:
        if not self.entries:
            raise FormulaError(message("a look-up needs at least one entry"))
        for key, value in self.entries:
            _expect(self.of.kind, key)
            _expect(self.entries[0][1].kind, value)
        if self.default is not None:
            _expect(self.entries[0][1].kind, self.default)

    @property
    def kind(self) -> Kind:
        """That of the values."""
        return self.entries[0][1].kind


@frozen(cache_hash=True, order=False)
class Otherwise(Formula):
    """``of``, or ``fallback`` where there is no value."""

    of: Formula
    fallback: Formula

    def __attrs_post_init__(self) -> None:
        _expect(self.of.kind, self.fallback)

    @property
    def kind(self) -> Kind:
        """That of both."""
        return self.of.kind


# over the unit ---------------------------------------------------------------------------------------------------


@frozen(cache_hash=True, order=False)
class Aggregate(Formula):
    """One value over the members of the unit: a sum, mean, count, least, greatest, or each member's rank.

    The members are those the scheme scores (``among="assessed"``: everyone it assesses), further narrowed by ``where``
    and divided by ``within`` (leagues). A member without a value leaves the aggregate without one: nothing is skipped
    unseen. ``count`` counts members where ``where`` holds. A rank counts from 1 with the highest first, or the lowest
    (``highest_first=False``); equal values share a place as ``ties`` says: ``best`` 1 2 2 4, ``worst`` 1 3 3 4,
    ``mean`` 1 2.5 2.5 4, ``dense`` 1 2 2 3, ``roster`` in the order of the roster. ``running`` is the sum of ``of``
    over everybody up to this member, in the order of ``by`` (highest or lowest first), then of the roster.
    """

    how: Group
    of: Formula | None = None
    where: Formula | None = None
    within: Formula | None = None
    among: Among = "scored"
    ties: Ties = "best"
    highest_first: bool = True
    by: Formula | None = None

    def __attrs_post_init__(self) -> None:
        if (self.by is None) == (self.how == "running"):
            raise FormulaError(message("running(…, by=…) needs the order, and nothing else has one"))
        if self.by is not None:
            _expect("number", self.by)
        if self.of is not None:
            _expect("number", self.of)
        elif self.how != "count":
            raise FormulaError(message("{how} needs something to work on", how=self.how))
        if self.where is not None:
            _expect("truth", self.where)
        if self.within is not None:
            _expect("text", self.within)
        if "row" in {child.level for child in self.children()}:
            raise FormulaError(message("a row of events stands where a value per subject is needed"))

    @property
    def level(self) -> Level:
        """One value a unit; a rank and a league's value are the subject's own."""
        return "subject" if self.how in ("rank", "running") or self.within is not None else "unit"


# what authors write with -----------------------------------------------------------------------------------------


def choose(condition: Formula, then: Operand, other: Operand) -> Formula:
    """``then`` where the condition holds, else ``other``."""
    return Choose(condition, lift(then), lift(other))


def lookup(of: Formula, entries: Mapping[str, Operand], default: Operand | None = None) -> Formula:
    """The value beside the key that ``of`` equals."""
    pairs = tuple((lift(key), lift(value)) for key, value in entries.items())
    return Lookup(of, pairs, None if default is None else lift(default))


def all_of(*items: Formula) -> Formula:
    """All conditions hold."""
    return items[0] if len(items) == 1 else And(items)


def any_of(*items: Formula) -> Formula:
    """At least one condition holds."""
    return items[0] if len(items) == 1 else Or(items)


def total(items: list[Formula] | tuple[Formula, ...]) -> Formula:
    """The sum of several formulas; of none it is zero."""
    if not items:
        return Number(Decimal(0))
    result = items[0]
    for item in items[1:]:
        result = Add(result, item)
    return result


def mean(of: Formula, where: Formula | None = None, among: Among = "scored") -> Formula:
    """The mean over the members of the unit."""
    return Aggregate("mean", of, where, among=among)


def sum_over(of: Formula, where: Formula | None = None, among: Among = "scored") -> Formula:
    """The sum over the members of the unit."""
    return Aggregate("sum", of, where, among=among)


def count_over(where: Formula | None = None, among: Among = "scored") -> Formula:
    """How many members of the unit meet the condition."""
    return Aggregate("count", None, where, among=among)


def rank(
    of: Formula,
    ties: Ties = "best",
    *,
    highest_first: bool = True,
    where: Formula | None = None,
    within: Formula | None = None,
    among: Among = "scored",
) -> Formula:
    """The place of the subject among the members of the unit, counted from 1."""
    return Aggregate("rank", of, where, within, among, ties, highest_first)
