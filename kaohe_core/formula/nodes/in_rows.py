"""In rows: what a formula over one row of a table reads beside the columns of that row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import field, frozen

from kaohe_core.described import described
from kaohe_core.formula.node import Formula, FormulaError, Kind, Level, expect
from kaohe_core.formula.nodes.leaves import Field
from kaohe_core.formula.nodes.over_unit import OverUnit
from kaohe_core.messages import Message, message
from kaohe_core.tables.declared import Table

ROWS_OF_ROWS = message(
    "rows before a row are earlier(table.date, 30) and since-last(table.date); anything else that is gathered gets a "
    "name with [[value]], and is values.… here"
)


@frozen(cache_hash=True, order=False)
class PersonsOwn(Formula):
    """A value of the person whom a row is about: a column of the roster, a mark, an intermediate value.

    It is the same in all rows of that person. Where it has no value, no row can be told by it.
    """

    of: Formula

    def __attrs_post_init__(self) -> None:
        if "row" in {node.level for node in self.parts()}:
            raise FormulaError(message("a column of a row stands where a value of the person is needed"))
        if any(isinstance(node, OverUnit) for node in self.of.walk()):
            raise FormulaError(
                message("a value over the unit stands inside a row"),
                message("give it a name with [[value]], and write values.… here"),
            )

    @property
    def kind(self) -> Kind:
        """What that value is."""
        return self.of.kind

    @property
    def level(self) -> Level:
        """It is read row by row."""
        return "row"


@frozen(cache_hash=True, order=False)
class Window(Formula):
    """The base of what a row reads of the rows before it: those of the same person, by the date ``on``.

    Of one day the order of the file decides. ``where`` and ``same`` narrow them: rows that meet a condition, or that
    have the same as this row in a column. Only rows within the periods of the scheme are gone through, whichever period
    the row itself is taken for. Where a date is not known, or whether a row before it counts, there is no value.
    """

    function: ClassVar[str]
    meaning: ClassVar[Message]

    on: Field
    same: Field | None = field(default=None, kw_only=True)
    where: Formula | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.on, Field) or self.on.kind != "date":
            raise FormulaError(message("{function}(…) goes by a column of dates", function=self.function))
        if self.same is not None and not (isinstance(self.same, Field) and self.same.column.required):
            raise FormulaError(message("same= goes by a column that is always filled in, such as the kind"))
        if self.where is not None:
            expect("truth", self.where)
            if any(isinstance(node, Window) for node in of_the_row(self.where)):
                raise FormulaError(message("rows before a row do not look at rows before them in turn"))
        for node in (self.same, *(of_the_row(self.where) if self.where is not None else ())):
            if isinstance(node, Field) and node.table.id != self.on.table.id:
                raise FormulaError(
                    message("columns of two tables are mixed: {one} and {two}", one=self.on.table.id, two=node.table.id)
                )

    @property
    def table(self) -> Table:
        """The table whose rows are gone through."""
        return self.on.table

    @property
    def level(self) -> Level:
        """One value a row."""
        return "row"


@described
@frozen(cache_hash=True, order=False)
class Earlier(Window):
    """How many rows come before this one in the ``days`` up to it; with 1, those of yesterday and of earlier today."""

    function: ClassVar[str] = "earlier"
    meaning: ClassVar[Message] = message("of a row: how many rows of the person come before it within n days")

    days: int

    def __attrs_post_init__(self) -> None:
        if self.days < 0:
            raise FormulaError(message("the days of a window are a whole number from 0 on"))
        Window.__attrs_post_init__(self)


@described
@frozen(cache_hash=True, order=False)
class SinceLast(Window):
    """How many days have gone by since the row before this one; of the first there is no value."""

    function: ClassVar[str] = "since-last"
    meaning: ClassVar[Message] = message("of a row: how many days since the person’s row before it")


def of_the_row(formula: Formula) -> Iterator[Formula]:
    """All that a formula over a row is made of, without what a value of the person is made of."""
    waiting = [formula]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, PersonsOwn):
            waiting.extend(reversed(node.children()))


def windows(*formulas: Formula | None) -> Iterator[Window]:
    """What formulas over a row read of the rows before it; one may come several times."""
    for formula in formulas:
        if formula is not None:
            yield from (node for node in of_the_row(formula) if isinstance(node, Window))


def persons_own(*formulas: Formula | None) -> Iterator[PersonsOwn]:
    """The values of the person that formulas over a row read; one may come several times."""
    for formula in formulas:
        if formula is not None:
            yield from (node for node in of_the_row(formula) if isinstance(node, PersonsOwn))
