"""The workbook: the first sheet of one that was written, and the formula of a mark on a sheet behind it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl

from drawn.canvas import LINE, Canvas, fitted, width, wrapped
from drawn.sample import outcome
from kaohe_core import Language, Text

TITLE = Text("工作簿：每个得分都是公式，改一格就重算", "The workbook: every mark is a formula, and is computed again")
BEHIND, CELL, COLUMNS = 4, "D2", 4  # the sheet of the first dimension, and the marks of the first person
WIDE = 640


def draw(root: Path, language: Language) -> str:
    """Two sheets, one below the other: the results, and the marks of a dimension with the formula of a cell."""
    content = outcome(root, language).workbook().content
    formulas, values = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    canvas = Canvas(WIDE)
    y = _sheet(canvas, 2, formulas.worksheets[0], values.worksheets[0], "G2", 7)
    y = _sheet(canvas, y + 16, formulas.worksheets[BEHIND], values.worksheets[BEHIND], CELL, COLUMNS)
    x = 1.0
    for number, sheet in enumerate(values.worksheets[:8]):
        tab = fitted(sheet.title, 90)
        wide = width(tab, "small") + 14
        canvas.box(x, y + 8, wide, 22, "strong" if number in (0, BEHIND) else "soft", 3)
        canvas.text(x + 7, y + 23, tab, "small", inside=wide - 8)
        x += wide + 4
    return canvas.svg(TITLE.text(language))


def _sheet(canvas: Canvas, y: float, formulas: Any, values: Any, cell: str, columns: int) -> float:
    canvas.text(1, y + 14, formulas.title, "bold", inside=300)
    y += 22
    canvas.box(1, y, 44, LINE + 3, "soft", 0)
    canvas.text(8, y + 15, cell, "mono", inside=34)
    lines = wrapped(str(formulas[cell].value), WIDE - 60, "mono")
    canvas.box(45, y, WIDE - 46, LINE * len(lines) + 3, "plain", 0)
    for number, line in enumerate(lines):
        canvas.text(51, y + 15 + number * LINE, line, "mono", inside=WIDE - 54)
    y += LINE * len(lines) + 7
    letters = [chr(ord("A") + number) for number in range(columns)]
    rows = [["", *letters]]
    for row in values.iter_rows(max_row=values.max_row, max_col=columns):
        rows.append([str(row[0].row), *("" if one.value is None else _shown(one.value) for one in row)])
    wide = (WIDE - 2 - 30) / columns
    return canvas.table(1, y, [30, *[wide] * columns], rows, head=2)


def _shown(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, (int, float)) else str(value).split("\n")[0]
