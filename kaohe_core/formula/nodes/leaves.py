"""Leaves: a number, a text, a date, a column of one row, the result of an earlier step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from kaohe_core.described import described
from kaohe_core.formula.node import Formula, Kind, Level, makes
from kaohe_core.messages import Text
from kaohe_core.tables.declared import Column, Table


@described
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


@described
@frozen(cache_hash=True, order=False)
class Words(Formula):
    """A text, such as a role or a grade."""

    value: str

    @property
    def kind(self) -> Kind:
        """A text."""
        return "text"


@described
@frozen(cache_hash=True, order=False)
class Day(Formula):
    """A date of the calendar."""

    value: date

    @property
    def kind(self) -> Kind:
        """A date."""
        return "date"


@described
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


@described
@frozen(cache_hash=True, order=False)
class Mark(Formula):
    """The result of an earlier step: a clause, a dimension, the total, an amount."""

    id: str
    title: Text = field(eq=False)
    of_kind: Kind = "number"

    @title.default
    def _of_the_total(self) -> Text:
        """The total has one name for everybody; of any other mark, only who makes it knows the title."""
        return Text("总分", "total") if self.id == "total" else Text("")

    @property
    def kind(self) -> Kind:
        """What that step yields."""
        return self.of_kind

    @property
    def level(self) -> Level:
        """One value a subject."""
        return "subject"


def marks_of(*formulas: Formula | None) -> Iterator[Mark]:
    """Every mark that the formulas read, in order; one may come several times."""
    for formula in formulas:
        for node in formula.walk() if formula is not None else ():
            if isinstance(node, Mark):
                yield node


makes(number=Number, words=Words, day=Day)
