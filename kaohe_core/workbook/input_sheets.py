"""The input sheets: every table as the office knows it, and beside it what formulas need of single rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import define, evolve

from kaohe_core.formula import tree
from kaohe_core.formula.spreadsheet import UNIT, At, Num, Parts, PlainCell, Scalar, SheetPlace, SheetValue, quoted, text
from kaohe_core.formula.tree import Formula, Level
from kaohe_core.messages import Language, message
from kaohe_core.workbook.book import Book, Page, PageColumn, Ref

if TYPE_CHECKING:
    from kaohe_core.tables.data import Data
    from kaohe_core.tables.declared import Column as Declared

SheetRow = dict[str, Any]


def exact_rows(data: Data) -> list[SheetRow]:
    """The rows of a table as fractions, texts and dates."""
    scales = {c.id: c.scale for c in data.table.columns if c.type in ("number", "flag")}
    return [
        {n: Fraction(v, scales[n]) if n in scales and v is not None else v for n, v in row.items()}
        for row in data.frame.iter_rows(named=True)
    ]


def yes(language: Language) -> str:
    """How a flag that holds is written."""
    return message("yes").text(language)


def input_page(book: Book, data: Data, level: Level, language: Language) -> Page:
    """A table as a sheet: cells to enter, with what may be entered."""
    rows = exact_rows(data)
    page = book.page(data.table.title.text(language), level, max(len(rows), 1), names=1, behind=True)
    for column in data.table.columns:
        title = data.titles.get(column.id) or column.title.text(language)
        unit = column.unit.text(language)
        cells = [row[column.id] for row in rows] or [None]
        if column.type == "flag":
            cells = [None if c is None else yes(language) if c else message("no").text(language) for c in cells]
        page.add(
            PageColumn(
                title,
                "input",
                unit and message("unit: {unit}", unit=unit).text(language),
                inputs=cells,
                type="text" if column.type == "flag" else column.type,
                places=column.decimals,
                check=_check(column, language),
                required=column.required and bool(rows),
            )
        )
    return page


def _check(column: Declared, language: Language) -> dict[str, Any] | None:
    """What may be entered: within the declared range and decimals lies everything the formulas are proven for."""
    title = message("not allowed").text(language)
    if column.type == "number":
        assert column.low is not None and column.high is not None  # noqa: S101, PT018  # a number column has a range
        what = message(
            "{low} to {high}, {decimals} decimals", low=column.low, high=column.high, decimals=column.decimals
        )
        return {
            "low": column.low,
            "high": column.high,
            "places": column.decimals,
            "title": title,
            "message": what.text(language),
        }
    choices = (yes(language), message("no").text(language)) if column.type == "flag" else column.choices
    if choices and len(",".join(choices)) <= 255:  # what a list may have at most
        return {"choices": list(choices), "title": title}
    return None


def cell(declared: Declared, ref: Ref, at: At, language: Language) -> SheetValue:
    """What stands in a cell that is entered, as a formula sees it.

    A number or a date that is not there is no value. A required text is there (the check sheet counts the blanks).
    """
    blank: tuple[Parts, ...] = (text(ref, '=""'),)
    level = ref.level
    if declared.type == "flag":
        return Num(
            text("IF(EXACT(", ref, f",{quoted(yes(language))}),1,0)"),
            at,
            Fraction(0),
            Fraction(1),
            level=level,
            missing=blank,
        )
    if declared.type == "number":
        assert declared.low is not None and declared.high is not None  # noqa: S101, PT018  # as above
        lo, hi = Fraction(declared.low), Fraction(declared.high)
        return Num(
            (ref,), at, lo, hi, declared.decimals, noise=max(abs(lo), abs(hi)) * UNIT, level=level, missing=blank
        )
    return PlainCell((ref,), at, level, () if declared.type == "text" and declared.required else blank)


def as_filled(column: Declared, data: Data) -> Declared:
    """The column as it is filled: a result that is not determined yet leaves a required cell empty."""
    return evolve(column, required=False) if column.required and data.frame[column.id].has_nulls() else column


def column_index(page_of: Data, column: str) -> int:
    """The position of a declared column."""
    return [c.id for c in page_of.table.columns].index(column)


def searchable(texts: Iterable[Scalar]) -> bool:
    """Whether MATCH, which ignores case (in some versions width) and knows wildcards, finds just the right one."""
    seen: dict[str, str] = {}
    for found in texts:
        if not isinstance(found, str):
            continue
        if any(letter in found for letter in "*?~") or len(found) > 255:
            return False
        if seen.setdefault(unicodedata.normalize("NFKC", found).casefold(), found) != found:
            return False
    return True


@define
class RowSheets:
    """One event table as its own formulas see it: a value for every row."""

    book: Book
    page: Page
    data: Data
    rows_: list[SheetRow]
    language: Language
    constant: Any  # Number -> Value: the parameters
    title: Any  # Formula | None -> (str, str): what a column is called
    beside: Callable[
        [tree.PersonsOwn | tree.Window], SheetValue
    ]  # of the person whom a row is about, or the rows before

    def column(self, _level: Level, parts: Parts, at: At, node: Formula | None, places: int) -> Ref:
        """A helper column beside the rows."""
        title, note = self.title(node)
        return self.page.add(PageColumn(title, "helper", note, parts, at, places=places))

    def guard(self, place: SheetPlace, limit: Fraction) -> None:
        """Watch a column."""
        self.book.watch(place, limit)

    def leaf(self, node: Formula) -> SheetValue:
        """A cell of the row, or a parameter."""
        if isinstance(node, tree.PersonsOwn | tree.Window):
            return self.beside(node)
        if isinstance(node, tree.Field):
            ref = Ref(self.page, column_index(self.data, node.column.id))
            name = node.column.id
            declared = as_filled(node.column, self.data)
            return cell(declared, ref, lambda row: self.rows_[row][name] if self.rows_ else None, self.language)
        return self.constant(node)  # type: ignore[no-any-return]  # a Value

    def exact(self, node: Formula, row: int) -> Scalar:
        """The exact value for a row: asked of what is worked out over a unit alone, which stands in no row."""
        raise NotImplementedError(node, row)

    def rows(self) -> int:
        """How many rows there are."""
        return len(self.rows_)

    def distinct_ignoring_case(self, at: At) -> bool:
        """As it says."""
        return searchable(at(row) for row in range(self.rows()))

    def members(self, among: tree.Among) -> Ref:
        """No aggregate stands in a row."""
        raise NotImplementedError(among)

    def own_unit(self) -> Ref:
        """As above."""
        raise NotImplementedError

    unit = own_unit

    def belongs(self, which: str, row: int) -> Fraction:
        """As above."""
        raise NotImplementedError(which, row)

    def several(self) -> bool:
        """As above."""
        return False

    def strays(self) -> None:
        """As above."""
