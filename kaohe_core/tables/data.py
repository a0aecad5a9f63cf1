"""Where a table comes from (a source) and what it has become (data)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve, field, frozen

from kaohe_core import frames as pl
from kaohe_core.described import described
from kaohe_core.findings import Place
from kaohe_core.messages import Message
from kaohe_core.tables.declared import Table

PART = 10**10  # more than the rows of any file: row 7 of the third part is 2 * PART + 7
APART = "_apart:"  # before the id of a column of results: whether that mark is not about whom the row is about
ROW = "_row"  # the frame's column with the row number in the file; no declared id can begin with an underscore


@frozen
class Wide:
    """Columns that are turned into rows: one row for each of them that is filled in."""

    columns: tuple[str, ...]  # their titles in the file; * stands for anything
    titles: str  # the column of the table that gets their title
    values: str  # the column of the table that gets the cell


@frozen
class Source:
    """A file as the project names it (relative to the project's folder), and the sheet where it has several.

    A table may lie in several sheets (``sheets``, by name; * stands for anything) and in several files (``more``);
    ``label`` is then the column that gets the name of the sheet, or of a file without sheets, or ``name``.
    """

    file: str
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    label: str | None = None
    name: str | None = None
    wide: Wide | None = None
    more: tuple[Source, ...] = ()

    @property
    def parts(self) -> tuple[Source, ...]:
        """One source a file."""
        return (evolve(self, more=()), *self.more) if self.more else (self,)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file, once."""
        return tuple(dict.fromkeys(part.file for part in self.parts))

    def moved(self, to: Callable[[str], str]) -> Source:
        """The same in other files."""
        return evolve(self, file=to(self.file), more=tuple(part.moved(to) for part in self.more))


@frozen
class Skipped:
    """A row of a file that is about nobody: what stands in it first, and why it was left out."""

    row: int
    text: str
    why: Message


@frozen
class AsRead:
    """How a file was read as a table: what was joined and what was left out, by row."""

    header: tuple[int, ...] = ()  # the rows of the header
    unused: tuple[str, ...] = ()  # headers of no column of the table
    left_out: tuple[Skipped, ...] = ()
    filled: tuple[tuple[int, str], ...] = ()  # cells under merged cells that got their value: row and column id
    hidden: tuple[int, ...] = ()  # rows that the file does not show, and that count


@described
@frozen(eq=False)  # frames have no truth value
class Data:
    """A table that was read.

    ``frame`` has one column per declared column, in declared order: a number is an Int64, value * column.scale; a text
    is a String; a date is a Date; a flag is an Int64, 1 or 0; no data is null. ``_row`` (Int64, last) is the row's
    number in the file as a person counts it: the header line counts in a sheet or a CSV file; Parquet and in-memory
    rows have none. Where marks of a result are not about whom its row is about, a Boolean column says so before it
    (:data:`APART`): whatever reads the mark takes no such row.
    ``titles`` has the header each column bears in this file. ``awaiting`` are those whose row is a result that a person
    must still judge. ``as_read`` says how the file was read.
    Of a table in several sheets or files, ``parts`` are these; a row's number then has its part's before it.
    """

    table: Table
    frame: pl.DataFrame
    file: str
    sheet: str = ""
    titles: Mapping[str, str] = field(factory=dict)
    awaiting: frozenset[str] = frozenset()
    as_read: AsRead = AsRead()
    parts: tuple[Data, ...] = ()

    def __deepcopy__(self, _memo: object) -> Data:
        """The same table over a frame of its own: what somebody does to one of them is not in the other."""
        return evolve(self, frame=self.frame.clone(), titles=dict(self.titles))

    @described
    def row_place(self, row_number: int | None, column_id: str | None = None) -> Place:
        """The place of a row, or of one cell of it, to be named in findings and explanations."""
        if self.parts:
            part, number = (0, None) if row_number is None else divmod(row_number, PART)
            return self.parts[part].row_place(number, column_id)
        title = ""
        if column_id is not None:
            column = self.table.column(column_id)
            title = self.titles.get(column_id) or (column.title.zh if column is not None else column_id)
        return Place(file=self.file, sheet=self.sheet, row=row_number, title=title)
