"""Gathers: what the rows of a table about one subject come to (计量), each way a node of its own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

import attrs
from attrs import field, frozen

from kaohe_core.described import described
from kaohe_core.formula.node import Formula, FormulaError, Kind, Level, Rounding, expect, some
from kaohe_core.formula.nodes.choices import Choose
from kaohe_core.formula.nodes.in_rows import ROWS_OF_ROWS, PersonsOwn, Window, of_the_row, persons_own, windows
from kaohe_core.formula.nodes.leaves import Field, Mark, Number
from kaohe_core.formula.nodes.over_unit import OverUnit
from kaohe_core.messages import Message, message
from kaohe_core.tables.declared import Table


@described
@frozen(cache_hash=True, order=False)
class Measure(Formula):
    """The base of what is gathered: one value per subject, from the rows of ``table`` where ``where`` holds.

    Where ``period`` is given, from the rows of that period only. A subject without any row (in the period) has what the
    table's ``absence`` says.
    """

    function: ClassVar[str]  # what an author of a scheme calls it
    meaning: ClassVar[Message | None] = None  # what the function does; None where it has other meanings too

    table: Table
    where: Formula | None = field(default=None, kw_only=True)
    period: str | None = field(default=None, kw_only=True)
    throughout: tuple[str, ...] = field(default=(), kw_only=True)  # the periods in each of which there must be a row

    def __attrs_post_init__(self) -> None:
        if self.where is not None:
            expect("truth", self.where)
        for part in self.parts():
            for leaf in of_the_row(part):
                if isinstance(leaf, PersonsOwn) and self.table.via is not None:
                    raise FormulaError(
                        message(
                            "the rows of “{table}” are about several people at once, so none of them can be asked here",
                            table=self.table.id,
                        )
                    )
                if isinstance(leaf, Measure | OverUnit | Mark):
                    raise FormulaError(
                        message("inside sum(…), count(…) and the like stand columns of one table, not measures"),
                        ROWS_OF_ROWS,
                    )
                if isinstance(leaf, Field) and leaf.table.id != self.table.id:
                    raise FormulaError(
                        message(
                            "columns of two tables are mixed: {one} and {two}", one=self.table.id, two=leaf.table.id
                        )
                    )

    @property
    @described
    def what(self) -> Formula | None:
        """What is gathered from a row; None where rows are only counted."""
        return None

    @property
    def kind(self) -> Kind:
        """A number."""
        return "number"

    @property
    def level(self) -> Level:
        """One value a subject."""
        return "subject"

    def during(self, period: str) -> Formula:
        """Bound to the period, where its table has periods and it is not bound already; so is what a row reads."""
        inside = self.mapped(lambda part: part.during(period)) if some(self.own()) else self
        if self.period is not None or self.table.period is None:
            return inside
        return attrs.evolve(inside, period=period, throughout=())

    def in_each(self) -> Iterator[CountOfRows]:
        """The rows of each period in which there must be one."""
        return (CountOfRows(self.table, period=period) for period in self.throughout)

    @described
    def fields(self) -> Iterator[Field]:
        """Every column of its rows that it reads, wherever it stands."""
        return (node for part in self.children() for node in of_the_row(part) if isinstance(node, Field))

    @described
    def windows(self) -> Iterator[Window]:
        """What its rows read of the rows before them."""
        return windows(*self.parts())

    @described
    def own(self) -> Iterator[PersonsOwn]:
        """The values of the person that its rows are held against."""
        return persons_own(*self.parts())


@frozen(cache_hash=True, order=False)
class OfRows(Measure):
    """The base of gathers that work on the value ``of`` of every row."""

    of: Formula

    @property
    def what(self) -> Formula | None:
        """The value of a row."""
        return self.of


@frozen(cache_hash=True, order=False)
class OfNumbers(OfRows):
    """The base of gathers that work on numbers."""

    def __attrs_post_init__(self) -> None:
        expect("number", self.of)
        Measure.__attrs_post_init__(self)


@described
@frozen(cache_hash=True, order=False)
class OnlyRow(OfRows):
    """The value of the single row of the subject."""

    function: ClassVar[str] = "only"
    meaning: ClassVar[Message | None] = message("the value of the subject’s single row")

    @property
    def kind(self) -> Kind:
        """Whatever stands in the row."""
        return self.of.kind


@described
@frozen(cache_hash=True, order=False)
class CountOfRows(Measure):
    """How many rows there are; with ``of``, how many rows with such a value, and no value where one is empty."""

    function: ClassVar[str] = "count"

    of: Formula | None = None

    def __attrs_post_init__(self) -> None:
        no_condition(self.function, self.of)
        Measure.__attrs_post_init__(self)

    @property
    def what(self) -> Formula | None:
        """The value that is counted."""
        return self.of


@described
@frozen(cache_hash=True, order=False)
class DistinctOfRows(OfRows):
    """How many different values the rows have."""

    function: ClassVar[str] = "distinct"
    meaning: ClassVar[Message | None] = message("how many different values the subject’s rows have")

    def __attrs_post_init__(self) -> None:
        no_condition(self.function, self.of)
        OfRows.__attrs_post_init__(self)


@described
@frozen(cache_hash=True, order=False)
class SumOfRows(OfNumbers):
    """The sum over the rows."""

    function: ClassVar[str] = "sum"


@described
@frozen(cache_hash=True, order=False)
class MeanOfRows(OfNumbers):
    """The mean over the rows."""

    function: ClassVar[str] = "mean"


@frozen(cache_hash=True, order=False)
class ExtremeOfRows(OfNumbers):
    """The base of the least and the greatest."""


@described
class LeastOfRows(ExtremeOfRows):
    """The least of the rows."""

    __slots__ = ()
    function: ClassVar[str] = "min"


@described
class GreatestOfRows(ExtremeOfRows):
    """The greatest of the rows."""

    __slots__ = ()
    function: ClassVar[str] = "max"


@described
@frozen(cache_hash=True, order=False)
class Best(OfNumbers):
    """The sum of the ``n`` greatest values, or (``highest_first=False``) least ones.

    With ``by``: of the ``n`` rows that are greatest in it, of equals the greater ``of``. With ``each``: of the ``n``
    greatest among the rows of every such kind (of every kind the highest). An ``n`` that differs from person to person
    is a whole number; one below 0 counts as 0.
    """

    function: ClassVar[str] = "best"
    meaning: ClassVar[Message | None] = message(
        "the sum of the n greatest values of the subject’s rows, of the first n in the order of another column, "
        "or of the n greatest of every kind"
    )

    n: int | PersonsOwn = field(eq=lambda n: _by_kind((n,)))
    by: Formula | None = field(default=None, kw_only=True)
    highest_first: bool = field(default=True, kw_only=True)
    each: Formula | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.each is not None and (self.by is not None or self.each.kind == "truth"):
            raise FormulaError(message("each= goes with best(…) alone, without by=, and is a column such as the kind"))
        if isinstance(self.n, PersonsOwn):
            expect("number", self.n)
        if self.by is not None and self.by.kind not in ("number", "date"):
            raise FormulaError(message("the order of the rows is a number or a date"))
        OfNumbers.__attrs_post_init__(self)


@described
@frozen(cache_hash=True, order=False)
class TrimmedMean(OfNumbers):
    """The mean without ``drop``: so many of the lowest and of the highest, or such shares of the rows.

    A share (less than 1) of the rows is rounded to whole rows as ``rounding`` says. So many that differ from person to
    person are a whole number; below 0 it counts as 0.
    """

    function: ClassVar[str] = "trimmed-mean"
    meaning: ClassVar[Message | None] = message("the mean of the subject’s rows without the n highest and the n lowest")

    drop: tuple[Decimal | PersonsOwn, Decimal | PersonsOwn] = field(eq=lambda drop: _by_kind(drop))
    rounding: Rounding = field(default="down", kw_only=True)

    def __attrs_post_init__(self) -> None:
        expect("number", *(part for part in self.drop if isinstance(part, PersonsOwn)))
        OfNumbers.__attrs_post_init__(self)


@frozen(cache_hash=True, order=False)
class MedianOfRows(OfNumbers):
    """The middle of the rows in their order; of an even number, the mean of the two in the middle."""

    function: ClassVar[str] = "median"
    meaning: ClassVar[Message | None] = message("the middle value of the subject’s rows, or the mean of the two middle")

    def lowered(self) -> Formula:
        """A mean without all but the one or two in the middle: without a share just below a half on either side.

        Of n rows, n ÷ 2 less at most a half is cut to whole rows. Where absence means zero, so does no row that meets
        the condition.
        """
        share = Decimal("0.5") - Decimal(1).scaleb(-len(str(2 * self.table.limit)))
        middle = TrimmedMean(
            self.table, self.of, (share, share), where=self.where, period=self.period, throughout=self.throughout
        )
        if self.table.absence != "zero":
            return middle
        rows = CountOfRows(self.table, self.of, where=self.where, period=self.period)
        return Choose(rows.equals(0), Number(Decimal(0)), middle)


@described
@frozen(cache_hash=True, order=False)
class Streak(OfRows):
    """The most rows in a row, in the order of ``of``, where ``where`` holds."""

    function: ClassVar[str] = "streak"
    meaning: ClassVar[Message | None] = message(
        "the most rows in a row that meet the condition, in the order of a column"
    )

    def __attrs_post_init__(self) -> None:
        if self.where is None:
            raise FormulaError(
                message("streak(…) counts rows that meet a condition, and none is written"),
                message("write streak(column where …); the column gives the order"),
            )
        no_condition(self.function, self.of)
        Measure.__attrs_post_init__(self)


def _by_kind(numbers: tuple[object, ...]) -> tuple[tuple[str, object], ...]:
    """Numbers of rows as they are compared: one that is written never with one that is the person's own."""
    return tuple((type(one).__name__, one) for one in numbers)


def no_condition(function: str, of: Formula | None) -> None:
    """Refuse a condition whose rows would be counted whether it holds or not."""
    if of is not None and of.kind == "truth":
        raise FormulaError(
            message("{function}(…) takes a column, and a condition stands there", function=function),
            message("a condition stands behind “where”: {function}(… where …)", function=function),
        )


def measures_of(*formulas: Formula | None) -> Iterator[Measure]:
    """Every measure that the formulas read, in order; one may come several times."""
    for formula in formulas:
        for node in formula.walk() if formula is not None else ():
            if isinstance(node, Measure) and not node.is_lowered():
                yield node
