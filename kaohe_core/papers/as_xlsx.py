"""The lists of a paper as a workbook: a sheet a grid, its head repeated on every printed page, one page wide."""

from __future__ import annotations

import io
import re
from typing import Any

from kaohe_core.messages import message
from kaohe_core.papers.paper import Paper, PrintedTable
from kaohe_core.results.plain_book import plain_book
from kaohe_core.results.widths import cells

NUMBER = re.compile(r"[-−]?\d{1,13}(?:\.(\d{1,6}))?\Z")  # what a binary float holds to its last digit
_NAME = re.compile(r"[\[\]:*?/\\']")
A4 = 9
TALL = 28  # points of a row in which somebody writes


def has_lists(paper: Paper) -> bool:
    """Whether there is anything in it that is a list."""
    return any(isinstance(block, PrintedTable) for block in paper.blocks)


def xlsx(paper: Paper) -> bytes:
    """The workbook. Every cell that is no number is a text, whatever it looks like."""
    stream = io.BytesIO()
    with plain_book(stream) as book:
        formats = _Formats(book)
        taken: set[str] = set()
        for block in paper.blocks:
            if isinstance(block, PrintedTable):
                _sheet(book, formats, paper, block, _sheet_name(block.title or paper.title, taken))
    return stream.getvalue()


class _Formats:
    """The few ways in which cells look, by decimals."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[tuple[int, bool], Any] = {}
        line = {"border": 1, "text_wrap": True, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
        self.head = book.add_format({**line, "bold": True, "bg_color": "#EEEEEE"})
        self.text = book.add_format({**line, "num_format": "@"})
        self.last = book.add_format({**line, "num_format": "@", "bold": True})
        self.foot = book.add_format({"font_size": 8, "font_color": "#555555"})

    def number(self, decimals: int, bold: bool) -> Any:
        key = decimals, bold
        if key not in self._numbers:
            shown = "0." + "0" * decimals if decimals else "0"
            self._numbers[key] = self._book.add_format(
                {"border": 1, "valign": "top", "num_format": shown, "bold": bold}
            )
        return self._numbers[key]


def _sheet(book: Any, formats: _Formats, paper: Paper, grid: PrintedTable, name: str) -> None:
    sheet, columns = book.add_worksheet(name), grid.columns
    end = len(columns) - 1
    title = paper.title if not grid.title else f"{paper.title} · {grid.title}"
    if end:
        sheet.merge_range(0, 0, 0, end, title, formats.title)
    else:
        sheet.write_string(0, 0, title, formats.title)
    for at, column in enumerate(columns):
        longest = max([len(column.title) * 2, *(cells(row[at]) for row in grid.rows)], default=4)
        sheet.set_column(at, at, min(max(longest + 2, 6), 40))
        sheet.write_string(1, at, column.title, formats.head)
    rows = [*grid.rows, *([grid.last] if grid.last else [])]
    for number, row in enumerate(rows, start=2):
        bold = bool(grid.last) and number == len(rows) + 1
        if grid.tall:
            sheet.set_row(number, TALL)
        for at, cell in enumerate(row):
            found = NUMBER.match(cell) if columns[at].number else None
            if found is None:
                sheet.write_string(number, at, cell, formats.last if bold else formats.text)
            else:
                plain = float(cell.replace("−", "-"))
                sheet.write_number(number, at, plain, formats.number(len(found[1] or ""), bold))
    sheet.write_string(len(rows) + 2, 0, paper.foot, formats.foot)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    sheet.print_area(0, 0, len(rows) + 2, end)
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(A4)
    if paper.wide:
        sheet.set_landscape()
    page = message("page {page} of {pages}", page="&P", pages="&N").text(paper.language)
    sheet.set_footer(f"&L{paper.foot.replace('&', '&&')}&R{page}"[:255])


def _sheet_name(title: str, taken: set[str]) -> str:
    base = _NAME.sub(" ", title).strip()[:28] or "1"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        name = f"{base[:25]} {number}"
    taken.add(name.lower())
    return name
