"""A table as the program understood its file, row by row: what was read, what was joined, and what was left out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from kaohe_core.messages import Language, Message, message
from kaohe_core.tables.cells import plain
from kaohe_core.tables.data import PART, ROW, Data
from kaohe_core.tables.declared import Column
from kaohe_core.tables.kept_rows import spans


@frozen
class Line:
    """A row of the file: the values of its columns as texts (None: nothing), or why it was left out."""

    row: int | None
    values: tuple[str | None, ...] = ()
    remarks: tuple[Message, ...] = ()
    text: str = ""  # of a row that was left out, what stands in it first
    left_out: bool = False


@frozen
class SheetAsRead:
    """One sheet or file of a table."""

    data: Data
    lines: tuple[Line, ...] = field(factory=tuple)

    def about(self) -> Iterator[Message]:
        """What is to be said beside the rows."""
        read = self.data.as_read
        if len(read.header) > 1:
            yield message("the header takes rows {rows}", rows=spans(list(read.header)))
        elif read.header:
            yield message("the header is row {row}", row=read.header[0])
        for column in self.data.table.columns:
            title = self.data.titles.get(column.id)
            if title is not None and title != column.title.zh:
                yield message("“{header}” is the column “{title}”", header=title, title=column.title)
        if read.unused:
            yield message("not used: {headers}", headers=list(dict.fromkeys(read.unused)))


def understood(data: Data, language: Language) -> list[SheetAsRead]:
    """The sheets of a table, each with its lines in the order of the file."""
    if not data.parts:
        return [SheetAsRead(data, tuple(_lines(data, data.frame.iter_rows(named=True), language)))]
    found: list[SheetAsRead] = []
    rows = list(data.frame.iter_rows(named=True))  # those of the whole: names are ids there
    for number, part in enumerate(data.parts):
        own = ({**row, ROW: row[ROW] % PART} for row in rows if row[ROW] // PART == number)
        found.append(SheetAsRead(part, tuple(_lines(part, own, language))))
    return found


def _lines(data: Data, rows: Iterator[dict[str, Any]], language: Language) -> list[Line]:
    read = data.as_read
    hidden = set(read.hidden)
    filled: dict[int, list[Message]] = {}
    for row, id in read.filled:
        column = data.table.column(id)
        if column is not None:
            filled.setdefault(row, []).append(message("“{title}” from the merged cells above", title=column.title))
    lines = [
        Line(
            row[ROW],
            tuple(_shown(column, row[column.id], language) for column in data.table.columns),
            (*filled.get(row[ROW], ()), *([message("hidden in the file")] if row[ROW] in hidden else [])),
        )
        for row in rows
    ]
    lines += [Line(skipped.row, (), (skipped.why,), skipped.text, left_out=True) for skipped in read.left_out]
    return sorted(lines, key=lambda line: line.row or 0)


def _shown(column: Column, value: Any, language: Language) -> str | None:
    match value:
        case None:
            return None
        case int() if column.type == "flag":
            return message("yes").text(language) if value else message("no").text(language)
        case int():
            return plain(Decimal(value) / column.scale)
        case datetime.date():
            return value.isoformat()
    return str(value)


def as_data(data: Data, language: Language) -> dict[str, Any]:
    """The same as plain data, for ``--format json``."""
    table = data.table
    return {
        "table": table.id,
        "title": table.title.text(language),
        "columns": [
            {"id": column.id, "title": column.title.text(language), "unit": column.unit.text(language)}
            for column in table.columns
        ],
        "sheets": [
            {
                "file": sheet.data.file,
                "sheet": sheet.data.sheet,
                "header": list(sheet.data.as_read.header),
                "titles": dict(sheet.data.titles),
                "unused": list(sheet.data.as_read.unused),
                "rows": [
                    {
                        "row": line.row,
                        "values": dict(zip((c.id for c in table.columns), line.values, strict=True)),
                        "remarks": [remark.text(language) for remark in line.remarks],
                    }
                    for line in sheet.lines
                    if not line.left_out
                ],
                "left-out": [
                    {"row": line.row, "text": line.text, "why": line.remarks[0].text(language)}
                    for line in sheet.lines
                    if line.left_out
                ],
            }
            for sheet in understood(data, language)
        ],
    }
