"""A workbook before it is written: sheets of columns, and where a formula finds another cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from attrs import Factory, define, evolve, field, frozen

from kaohe_core.formula.spreadsheet import Above, At, Parts, SheetPlace, WholeColumn
from kaohe_core.formula.tree import Level

ColumnKind = Literal["input", "fixed", "helper", "value", "name"]
FIRST = 2  # the first row of data, as a person counts; above it stands the header
ROW, BEFORE = "\x00", "\x01"  # stand for the formula's own row and the one above in a formula that is not placed yet
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@define(eq=False)
class PageColumn:
    """One column: what is entered (``inputs``) or computed (``parts``, with the value beside it by ``at``)."""

    title: str
    kind: ColumnKind
    note: str = ""
    parts: Parts | None = None
    at: At | None = None
    inputs: list[Any] | None = None
    type: str = "number"  # or text, date, truth
    places: int = 0
    money: bool = False
    check: Mapping[str, Any] | None = None  # what may be entered, as XlsxWriter's data_validation takes it
    required: bool = False
    rate: bool = False  # a quotient that is not rounded: shown with more decimals
    unit: str = ""  # of its numbers, said under the title
    signed: bool = False  # a change: + or − before it
    behind: bool = False  # only computes: folded away beside what is read
    before: Ref | None = None  # what stood there before anything was tried: cells that differ are marked
    trying: Ref | None = None  # how many parameters are tried: if any are, the column is called ``tried``
    tried: str = ""

    @property
    def folded(self) -> bool:
        """Whether it is folded away until somebody wants to see it."""
        return self.behind or self.kind == "helper"


@define(eq=False)
class Page:
    """One sheet with one header row; ``count`` rows of data."""

    name: str
    level: Level
    count: int
    columns: list[PageColumn] = Factory(list)
    note: str = ""
    names: int = 0  # how many columns in front stay in sight
    rows: list[int] | None = None  # for a sheet of units: the subject that stands for each
    front: bool = False  # hung out and voted on: one page wide, in larger letters
    behind: bool = False  # entered or computed, and not read by a committee
    folded_rows: bool = False  # all rows but the first are folded away

    def add(self, column: PageColumn) -> Ref:
        """Append a column."""
        self.columns.append(column)
        return Ref(self, len(self.columns) - 1)


@frozen
class Ref:
    """A column of a page; with ``row`` (counted from 1) one cell that is the same for everybody, called ``name``."""

    page: Page
    column: int
    row: int | None = None
    name: str = ""

    @property
    def level(self) -> Level:
        """For whom the column has values."""
        return "const" if self.row is not None else self.page.level


@define(eq=False)
class Book:
    """All pages, in the order of their tabs."""

    pages: list[Page] = Factory(list)
    guards: dict[Ref, Fraction] = Factory(dict)
    units: Page | None = None
    unit_of: Ref | None = None  # the column with everybody's unit number
    _taken: set[str] = field(factory=set)

    def page(self, name: str, level: Level, count: int, **options: Any) -> Page:
        """A further sheet; a name that a spreadsheet would refuse or that is taken is changed."""
        plain = _FORBIDDEN.sub(" ", name).strip().strip("'") or "_"
        made, number = plain[:31], 1
        while made.casefold() in self._taken:
            number += 1
            ending = f" {number}"
            made = plain[: 31 - len(ending)] + ending
        self._taken.add(made.casefold())
        page = Page(made, level, count, **options)
        self.pages.append(page)
        return page

    def watch(self, place: SheetPlace, limit: Fraction) -> None:
        """Watch that a column stays within a limit; of two limits the lower one."""
        assert isinstance(place, Ref)  # noqa: S101  # a book has no other places
        self.guards[place] = min(limit, self.guards.get(place, limit))

    # addresses -------------------------------------------------------------------------------------------------

    def template(self, parts: Parts, here: Page) -> str:
        """The formula as it stands on ``here``, with ``ROW`` and ``BEFORE`` where row numbers go."""
        return "=" + "".join(part if isinstance(part, str) else self._address(part, here) for part in parts)

    def _address(self, part: Any, here: Page) -> str:
        match part:
            case WholeColumn(of=Ref() as ref):
                letter = letters(ref.column)
                return f"{_sheet(ref.page, here)}${letter}${FIRST}:${letter}${FIRST + max(ref.page.count, 1) - 1}"
            case Above(of=Ref() as ref):
                letter = letters(ref.column)
                return f"{_sheet(ref.page, here)}{letter}${FIRST - 1}:{letter}{BEFORE}"
            case Ref(name=name) if name:
                return str(name)
            case Ref(row=int() as row):
                return f"{_sheet(part.page, here)}${letters(part.column)}${row}"
            case Ref():
                return self._cell(part, here)
        raise TypeError(part)

    def _cell(self, ref: Ref, here: Page) -> str:
        letter = letters(ref.column)
        if ref.page is not here and ref.page.level == "unit":
            if ref.page.count == 1:
                return f"{_sheet(ref.page, here)}${letter}${FIRST}"
            assert self.unit_of is not None  # noqa: S101  # made before anything refers to a unit
            return f"INDEX({self._address(WholeColumn(ref), here)},{self._address(self.unit_of, here)})"
        assert ref.page.level == here.level, (ref.page.name, here.name)  # noqa: S101  # rows stand beside rows
        return f"{_sheet(ref.page, here)}{letter}{ROW}"


def first_rows(ref: Ref, count: int) -> WholeColumn:
    """The first cells of a column, as many as ``count``."""
    page = Page(ref.page.name, ref.page.level, count)
    return WholeColumn(evolve(ref, page=page))


def letters(column: int) -> str:
    """The name of a column: A, B, … Z, AA for 0, 1, … 25, 26."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _sheet(page: Page, here: Page) -> str:
    return "" if page is here else "'" + page.name.replace("'", "''") + "'!"
