"""Workbooks of Excel and WPS (.xlsx) by openpyxl, with what its fast reader does not tell."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kaohe_core.tables.grid import ErrorCell, Grid, Percent, Raw
from kaohe_core.tables.opened import DIGITS_LOST, OpenedBook, damaged

# Formats of dates and times that a file of Chinese Excel names by number only; openpyxl knows none of them.
EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})


def open_xlsx(content: bytes, shown: str) -> OpenedBook:
    """The workbook in these bytes; ``shown`` is its name for the person. Raises :class:`Failure`."""
    import openpyxl

    try:
        with _quiet():
            workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception:  # openpyxl raises whatever its parsers raise
        raise damaged() from None
    formats = _formats(workbook)
    visible = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]

    def read(name: str) -> Grid:
        try:
            with _quiet():
                return _grid(workbook, name, formats, shown)
        except Exception:  # as above
            raise damaged() from None

    return OpenedBook([sheet.title for sheet in workbook.worksheets], visible, read)


def _formats(workbook: Any) -> list[str]:
    """The number format of every cell style; the date formats of Chinese Excel are made known on the way."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    found: list[str] = []
    for index, style in enumerate(workbook._cell_styles):
        number = style.numFmtId
        if number in EAST_ASIAN_DATES:
            workbook._date_formats.add(index)
        own = number - BUILTIN_FORMATS_MAX_SIZE
        found.append(BUILTIN_FORMATS.get(number, "General") if own < 0 else workbook._number_formats[own])
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back openpyxl's warnings about what it leaves alone, such as drop-down lists: no value hangs on them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _grid(workbook: Any, name: str, formats: list[str], shown: str) -> Grid:
    """A sheet by openpyxl's parser: its sheet for reading makes an object of every cell, and keeps no merged cells."""
    from openpyxl.worksheet._reader import WorkSheetParser

    sheet = workbook[name]
    rows: list[tuple[int, list[Raw]]] = []
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
        )
        for number, found in parser.parse():
            cells: list[Raw] = []
            for cell in found:
                cells.extend([None] * (cell["column"] - len(cells)))
                cells[cell["column"] - 1] = _raw(cell, formats)
            if any(raw is not None for raw in cells):
                rows.append((number, cells))
    areas = parser.merged_cells.mergeCell if parser.merged_cells is not None else ()
    merged = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in areas]
    return Grid(shown, name, rows, merged, uncached=lambda: _uncached(sheet))


def _raw(cell: Mapping[str, Any], formats: list[str]) -> Raw:
    raw, kind = cell["value"], cell["data_type"]
    if raw is None:
        return None
    if kind == "e":
        return ErrorCell(str(raw))
    if kind == "n" and isinstance(raw, int | float) and "%" in formats[cell["style_id"]]:
        return Percent(float(raw))
    if isinstance(raw, datetime.datetime) and raw.time() == datetime.time():
        return raw.date()
    if isinstance(raw, int) and abs(raw) >= DIGITS_LOST:
        return float(raw)
    return raw  # type: ignore[no-any-return]  # openpyxl gives texts, numbers, truth values, dates and times


FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")


def _uncached(sheet: Any) -> set[tuple[int, int]]:
    """Formulas without a result: openpyxl reads results alone, and cannot tell these from empty cells."""
    with sheet._get_source() as source:
        xml = source.read()
    found: set[tuple[int, int]] = set()
    for match in FORMULA.finditer(xml):
        reference = REFERENCE.search(match[1])
        if reference is not None and b't="str"' not in match[1]:  # a computed empty text is a result
            found.add((int(reference[2]), _index(reference[1])))
    return found


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
