"""Workbooks of the old format (.xls, and .et of WPS) by xlrd."""

from __future__ import annotations

import datetime
import io
from typing import Any

from kaohe_core.tables.grid import ErrorCell, Grid, Percent, Raw
from kaohe_core.tables.opened import OpenedBook, damaged, locked


def open_xls(content: bytes, shown: str) -> OpenedBook:
    """The workbook in these bytes; ``shown`` is its name for the person. Raises :class:`Failure`."""
    import xlrd

    try:
        workbook = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except Exception as error:  # xlrd raises whatever its parsers raise
        raise (locked() if "encrypted" in str(error) else damaged()) from None

    def read(name: str) -> Grid:
        sheet = workbook.sheet_by_name(name)
        rows: list[tuple[int, list[Raw]]] = []
        for index in range(sheet.nrows):
            cells = [_xls_cell(workbook, cell) for cell in sheet.row(index)]
            if any(raw is not None for raw in cells):
                rows.append((index + 1, cells))
        merged = [(r1 + 1, c1 + 1, r2, c2) for r1, r2, c1, c2 in sheet.merged_cells]
        return Grid(shown, name, rows, merged)

    names = workbook.sheet_names()
    return OpenedBook(names, [name for name in names if workbook.sheet_by_name(name).visibility == 0], read)


def _xls_cell(workbook: Any, cell: Any) -> Raw:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value) or None
        case xlrd.XL_CELL_NUMBER:
            style = workbook.format_map[workbook.xf_list[cell.xf_index].format_key]
            return Percent(cell.value) if "%" in style.format_str else float(cell.value)
        case xlrd.XL_CELL_DATE:
            try:
                moment = xlrd.xldate_as_datetime(cell.value, workbook.datemode)
            except (ValueError, OverflowError):
                return float(cell.value)
            if cell.value < 1:
                return moment.time()  # type: ignore[no-any-return]  # untyped library
            return moment.date() if moment.time() == datetime.time() else moment  # type: ignore[no-any-return]  # as above
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return ErrorCell(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return None
