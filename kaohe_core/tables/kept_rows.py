"""The rows of a sheet that are about somebody, with merged cells filled down; the others are left out, and said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby

from attrs import define, field

from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message
from kaohe_core.tables.cell_findings import MOST, Listed
from kaohe_core.tables.cells import NOT_APPLICABLE, value
from kaohe_core.tables.data import AsRead, Skipped
from kaohe_core.tables.declared import Table
from kaohe_core.tables.grid import SPACES, Grid, Raw, UnderMerged, is_empty, range_name
from kaohe_core.tables.headers import Header, Headers, key, text_in
from kaohe_core.tables.left_out import (
    AGAIN,
    ANOTHER,
    HEADING,
    NOT_ABOUT,
    NOTHING,
    NUMBERS,
    REMARKS,
    STRUCK,
    TOTALS,
    Lines,
)

NumberedRow = tuple[int, list[Raw]]
SHOWN = 12  # characters of what is left out


@define
class RowsApart:
    """Tells the rows of one sheet apart."""

    table: Table
    grid: Grid
    at: Mapping[str, Header]
    headers: Headers
    listed: Listed
    findings: Findings
    wide: list[int] = field(factory=list)  # columns that become rows, from 0
    rows: list[NumberedRow] = field(factory=list)
    left_out: list[Skipped] = field(factory=list)
    filled: list[tuple[int, str]] = field(factory=list)

    def as_read(self) -> AsRead:
        """How the sheet was read."""
        hidden = tuple(number for number, _cells in self.rows if number in self.grid.hidden)
        return AsRead(self.headers.rows, tuple(self.headers.extra), tuple(self.left_out), tuple(self.filled), hidden)

    def read(self, body: list[NumberedRow]) -> list[NumberedRow]:
        """The rows about somebody; what else there is is noted."""
        width = max([*(header.index for header in self.at.values()), *self.wide]) + 1
        wide = [
            (number, cells if len(cells) >= width else [*cells, *[None] * (width - len(cells))])
            for number, cells in body
        ]
        lines = self._lines()
        merged = self._covered(body)
        rows = [(number, self._filled_down(number, cells, merged)) for number, cells in wide]
        rows = [(number, cells) for number, cells in rows if cells]
        last = self._tail(lines, rows)
        sums = _Sums(self.table, self.at)
        first = True
        apart, before = False, (self.headers.row or 0)
        for place, (number, cells) in enumerate(rows):
            apart, before = apart or (not first and number > before + 1), number
            head = place
            if apart and sum(bool(text_in(raw)) for raw in cells) == 1 and place + 1 < len(rows):
                head += 1  # a heading of its own may stand over another table
            sure = not first and lines.another(rows[head][1], apart=apart)
            if sure or (apart and self._may_be_another(lines, cells, last=number in last)):
                self._another(rows[place:], rows[head] if sure else rows[place], sure=sure)
                break
            why = lines.why(cells, first=first, wide=self._is_wide(number, cells), last=number in last)
            if self._is_struck(number, cells):
                why = STRUCK
            if why is None and sums.are_in(cells):
                why = TOTALS
            if why is None and self._is_not_about(cells):
                why = NOT_ABOUT
            if why is None and self._is_other_header(lines, number, cells):
                continue
            if why is None and self._is_alone(number, cells, merged):
                continue
            if why is None:
                first = apart = False
                sums.add(cells)
                self._note_struck(number, cells)
                self.rows.append((number, cells))
                continue
            if why == REMARKS:
                self._contradictions(number, lines.remarks(cells))
                self._groups(number, cells, lines)
            if why == TOTALS:
                sums.pause()
            text = next((text for raw in cells if (text := text_in(raw))), "")
            self.left_out.append(Skipped(number, text, why))
        self._note()
        return self.rows

    def _lines(self) -> Lines:
        at = self.headers.row or 0
        above = [[text for raw in cells if (text := text_in(raw))] for number, cells in self.grid.rows if number < at]
        alone = frozenset("".join(texts[0].split()).casefold() for texts in above if len(texts) == 1)
        header = tuple((number, cells) for number, cells in self.grid.rows if number in self.headers.rows)
        return Lines(self.table, self.at, header, alone, tuple(self.wide))

    # merged cells ----------------------------------------------------------------------------------------------

    def _covered(self, body: list[NumberedRow]) -> dict[int, dict[int, tuple[str, int, Raw]]]:
        """By row and column (from 0): the merged cells over it, the column of their value, and the value."""
        cells = dict(body)
        covered: dict[int, dict[int, tuple[str, int, Raw]]] = {}
        for area in self.grid.merged:
            top, left, bottom, right = area
            origin = cells.get(top, [])
            raw = origin[left - 1] if left <= len(origin) else None
            for row in range(top, min(bottom, body[-1][0] if body else 0) + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left) and row in cells:
                        covered.setdefault(row, {})[column - 1] = range_name(area), left - 1, raw
        return covered

    def _filled_down(
        self, number: int, cells: list[Raw], covered: Mapping[int, Mapping[int, tuple[str, int, Raw]]]
    ) -> list[Raw]:
        """A row with what is merged over it: a name or a date is that of each row, and nobody can tell of a figure.

        No cells at all where nothing stands in the row but what is merged over it.
        """
        if not any(not is_empty(raw) for raw in cells):
            return []
        hidden = covered.get(number)
        if hidden is None:
            return cells
        columns = {header.index: header.column for header in self.at.values()}
        found = list(cells)
        for index, (area, origin, raw) in sorted(hidden.items(), key=lambda item: item[0]):
            if index >= len(found) or not is_empty(found[index]):
                continue
            column = columns.get(index)
            if column is not None and column.type != "number" and origin == index and not is_empty(raw):
                found[index] = raw
                self.filled.append((number, column.id))
            else:
                found[index] = UnderMerged(area)
        return found

    def _is_wide(self, number: int, cells: list[Raw]) -> bool:
        """Whether the first text of a row is merged over three columns or more."""
        if not self.grid.merged:
            return False
        first = next((index for index, raw in enumerate(cells, 1) if text_in(raw)), 0)
        areas = [area for area in self.grid.merged if area[0] <= number <= area[2] and area[1] <= first <= area[3]]
        return any(area[3] - area[1] >= 2 for area in areas)

    # rows that are doubtful ------------------------------------------------------------------------------------

    def _tail(self, lines: Lines, rows: list[NumberedRow]) -> set[int]:
        """The rows at the end that hold statistics and notes only, below rows about somebody that are more."""
        tail: list[int] = []
        for number, cells in reversed(rows):
            if lines.why(cells, first=False, wide=self._is_wide(number, cells), last=True) is None:
                break
            tail.append(number)
        return set(tail) if len(rows) > 2 * len(tail) or len(rows) - len(tail) > 1 else set()

    def _read_cells(self, cells: list[Raw]) -> dict[int, str | None]:
        """The filled cells of a row that are read: the column of each by its place (None: one that becomes a row)."""
        columns: dict[int, str | None] = dict.fromkeys(self.wide)
        columns |= {header.index: header.column.id for header in self.at.values()}
        return {index: id for index, id in columns.items() if not is_empty(cells[index])}

    def _is_struck(self, number: int, cells: list[Raw]) -> bool:
        """Whether a line goes through all that would be read of a row: somebody has crossed it out."""
        read = self._read_cells(cells) if self.grid.struck else {}
        return bool(read) and all(self.grid.struck.get((number, index)) for index in read)

    def _note_struck(self, number: int, cells: list[Raw]) -> None:
        """A single cell, or a part of its text, that is crossed out: nobody can tell what is to count."""
        for index, column in self._read_cells(cells).items() if self.grid.struck else ():
            whole = self.grid.struck.get((number, index))
            if whole is None:
                continue
            text = text_in(cells[index])
            self.listed.cell(
                number,
                column,
                message("“{text}” is crossed out in the file", text=text)
                if whole
                else message("a part of “{text}” is crossed out in the file", text=text),
                message("delete what is not to count, and take the line away from what is"),
            )

    def _is_not_about(self, cells: list[Raw]) -> bool:
        """Whether a row, as a result has one of everybody, says that the table is not about this person."""
        if self.table.absence != "not-applicable":
            return False
        found = {text_in(cells[header.index]) for header in self.at.values() if header.column.type != "text"}
        return bool(found & NOT_APPLICABLE) and found <= NOT_APPLICABLE | {""}

    def _is_other_header(self, lines: Lines, number: int, cells: list[Raw]) -> bool:
        titles = lines.moved(cells)
        if titles:
            self.listed.cell(
                number,
                None,
                message("here begins another table, whose columns stand in another order: {titles}", titles=titles),
                message("put it on a sheet of its own, or its columns in the same order as above"),
            )
        return bool(titles)

    def _may_be_another(self, lines: Lines, cells: list[Raw], *, last: bool) -> bool:
        """Whether a row below empty ones looks like a header, and names nobody as the rows above do."""
        index = self.at[self.table.subject].index
        if lines.why(cells, first=False, wide=False, last=last) is not None or not lines.may_be_another(cells):
            return False
        return _shape(cells[index]) not in {_shape(above[index]) for _number, above in self.rows}

    def _another(self, rows: list[NumberedRow], head: NumberedRow, *, sure: bool) -> None:
        """From its header on, another table is not read, and that is said: nobody knows of whom it speaks."""
        number, cells = head
        titles = [text for raw in cells if (text := text_in(raw))]
        self.findings.add(
            Place(file=self.grid.file, sheet=self.grid.sheet, row=number),
            message("here begins another table, which was not read: {titles}", titles=titles[:20]),
            message("to read it, put it on a sheet of its own; to read its rows with those above, give it their titles")
            if sure
            else message("put it on a sheet of its own; if this row is about somebody, fill in what it lacks"),
            blocks=not sure,
        )
        for row, texts in rows:
            text = next((text for raw in texts if (text := text_in(raw))), "")
            self.left_out.append(Skipped(row, text, ANOTHER))

    def _is_alone(self, number: int, cells: list[Raw], covered: Mapping[int, object]) -> bool:
        filled = [raw for raw in cells if not is_empty(raw)]
        required = sum(c.required and c.blank is None and c.id in self.at for c in self.table.columns)
        if len(filled) != 1 or required < 2 or number in covered:
            return False
        self.listed.cell(
            number,
            None,
            message("only one cell of this row is filled in: “{text}”", text=text_in(filled[0])),
            message("fill in the row; if it is a note, move it out of the sheet"),
        )
        return True

    def _contradictions(self, number: int, headers: Iterable[Header]) -> None:
        for header in headers:
            if header.contradicts:
                note_contradiction(header, Place(file=self.grid.file, sheet=self.grid.sheet, row=number), self.findings)

    def _groups(self, number: int, cells: list[Raw], lines: Lines) -> None:
        """A title over several columns that have their own under it is none of them."""
        titles = lines.header[-1][1] if lines.header else []
        for header in self.at.values():
            below = [text_in(cells[header.index])]
            for index in range(header.index + 1, len(cells)):
                if index < len(titles) and text_in(titles[index]):
                    break
                below.append(text_in(cells[index]))
            if len([text for text in below if text]) > 1 and key(below[0]) != key(header.text):
                self.findings.add(
                    Place(file=self.grid.file, sheet=self.grid.sheet, row=number),
                    message(
                        "“{title}” stands over several columns, and nobody can tell which is meant: {titles}",
                        title=header.text,
                        titles=[text for text in below if text],
                    ),
                    message("give the one that is meant the title “{title}” alone", title=header.column.title),
                )

    # what is said ----------------------------------------------------------------------------------------------

    def _note(self) -> None:
        """One note about all that was left out."""
        told = [left for left in self.left_out if left.why != NOTHING or not _is_counter(left.text)]
        if not told:
            return
        groups: dict[str | Message, list[int]] = {}
        for left in told:
            groups.setdefault(shortly(left), []).append(left.row)
        self.findings.add(
            Place(file=self.grid.file, sheet=self.grid.sheet),
            message(
                "{rows} rows were read, and {count} left out: {what}",
                rows=len(self.rows),
                count=len(told),
                what=[message("{text} (row {rows})", text=text, rows=spans(rows)) for text, rows in groups.items()],
            ),
            blocks=False,
        )


def shortly(left: Skipped) -> str | Message:
    """What a row that was left out is called: by its own words where it has some that tell."""
    if left.why in (AGAIN, REMARKS, NUMBERS, ANOTHER, STRUCK) or not re.search(r"[^\W\d]", left.text):
        return left.why
    text = left.text.strip(SPACES).split("\n")[0]
    if left.why != HEADING:
        text = text.partition("：")[0].partition(":")[0]
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _is_counter(text: str) -> bool:
    """Whether only a running number stands in a row, as in forms that are numbered beforehand."""
    return not text or text.isdecimal()


def note_contradiction(header: Header, place: Place, findings: Findings) -> None:
    """A title or a remark that names another unit than the column's."""
    column = header.column
    findings.add(
        place,
        message(
            "the header “{header}” says {remark}, but this column is counted in {unit}",
            header=header.text,
            remark=header.remark,
            unit=column.unit,
        ),
        message("count in {unit}, and rename the header to “{title}”", unit=column.unit, title=column.title),
    )


def spans(numbers: list[int]) -> str:
    """Row numbers as people write them: ``3-5, 9``."""
    parts: list[tuple[int, int]] = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1] = parts[-1][0], number
        else:
            parts.append((number, number))
    shown = [str(one) if one == two else f"{one}-{two}" for one, two in parts[:MOST]]
    return ", ".join([*shown, *(["…"] if len(parts) > MOST else [])])


def _shape(raw: Raw) -> str:
    """A text with 9 for each run of digits, A for each of letters, and 字 for each of Chinese characters."""
    kinds = (
        "9" if c.isdigit() else "A" if c.isascii() and c.isalpha() else "字" if c.isalpha() else c for c in text_in(raw)
    )
    return "".join(kind for kind, _run in groupby(kinds))


@define
class _Sums:
    """The sums of the columns so far: a row that names nobody and holds just these is a total without a word for it."""

    table: Table
    at: Mapping[str, Header]
    whole: dict[str, Decimal] = field(factory=dict)
    part: dict[str, Decimal] = field(factory=dict)  # since the last total
    rows: int = 0
    waiting: list[list[Raw]] = field(factory=list)

    def _figures(self, cells: list[Raw]) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for column in self.table.columns:
            if column.type == "number" and column.id in self.at:
                figure = value(column, cells[self.at[column.id].index])
                if isinstance(figure, Decimal):
                    found[column.id] = figure
        return found

    def add(self, cells: list[Raw]) -> None:
        """Count one more row about somebody; it is summed up only when the sums are asked for."""
        self.rows += 1
        self.waiting.append(cells)

    def _sum_up(self) -> None:
        for cells in self.waiting:
            for id, figure in self._figures(cells).items():
                self.whole[id] = self.whole.get(id, Decimal(0)) + figure
                self.part[id] = self.part.get(id, Decimal(0)) + figure
        self.waiting = []

    def pause(self) -> None:
        """A total has been seen; the next may be that of the rows after it."""
        self._sum_up()
        self.part = {}

    def are_in(self, cells: list[Raw]) -> bool:
        """Whether the row holds the sums, and no text of a declared column."""
        if self.rows < 2:
            return False
        others = [column for column in self.table.columns if column.type != "number" and column.id in self.at]
        if any(not is_empty(cells[self.at[column.id].index]) for column in others):
            return False
        self._sum_up()
        figures = self._figures(cells)
        return any(figures.values()) and any(
            all(sums.get(id) == figure for id, figure in figures.items()) for sums in (self.whole, self.part)
        )
