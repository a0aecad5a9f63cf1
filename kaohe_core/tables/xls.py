"""Workbooks of the old format (.xls, and .et of WPS) by xlrd."""

from __future__ import annotations

import io
import struct
from typing import Any

from kaohe_core.tables.grid import ErrorCell, Failure, Grid, Raw, Uncached, cleaned, through
from kaohe_core.tables.number_formats import BUILTIN, number_format
from kaohe_core.tables.opened import OpenedBook, damaged, locked
from kaohe_core.tables.serial import DAY_0, DAY_0_MAC, shown_number

BOF, BOUNDSHEET, FORMULA, EOF = 0x0809, 0x0085, 0x0006, 0x000A
COMPUTE_ON_LOAD = 2
EMPTY_TEXT = 3
BLANK = (0, 6)  # of cells: nothing at all, and nothing but a style


def open_xls(content: bytes, shown: str) -> OpenedBook:
    """The workbook in these bytes; ``shown`` is its name for the person. Raises :class:`Failure`."""
    import xlrd

    try:
        # What other programs read past is read past: they write such folders of streams and open each other's.
        workbook = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO(), ignore_workbook_corruption=True
        )
    except Exception as error:  # xlrd raises whatever its parsers raise
        raise (locked() if "encrypted" in str(error) else damaged()) from None
    uncached = _uncached(content)
    some_struck = any(font.struck_out for font in workbook.font_list)

    def read(name: str) -> Grid:
        try:
            return grid(name)
        except (LookupError, TypeError, ValueError, AttributeError):  # a style or a format that is not there
            raise Failure(damaged().what, damaged().mend, name) from None

    def grid(name: str) -> Grid:
        sheet = workbook.sheet_by_name(name)
        unknown = uncached[sheet.number] if sheet.number < len(uncached) else frozenset()
        rows: list[tuple[int, list[Raw]]] = []
        struck: dict[tuple[int, int], bool] = {}
        for index in range(sheet.nrows):
            types = sheet.row_types(index)
            width = max((column for column, kind in enumerate(types, 1) if kind not in BLANK), default=0)
            cells = [
                Uncached() if (index, column) in unknown else _xls_cell(workbook, cell)
                for column, cell in enumerate(sheet.row_slice(index, 0, width))
            ]
            if any(raw is not None for raw in cells):
                rows.append((index + 1, cells))
            for column in range(width if some_struck else 0):
                through_it = _through(workbook, sheet, index, column)
                if through_it is not None:
                    struck[index + 1, column] = through_it
        merged = [(r1 + 1, c1 + 1, r2, c2) for r1, r2, c1, c2 in sheet.merged_cells]
        hidden = frozenset(index + 1 for index, row in sheet.rowinfo_map.items() if row.hidden or row.height == 0)
        columns = frozenset(index for index, one in sheet.colinfo_map.items() if one.hidden or one.width == 0)
        return Grid(shown, name, rows, merged, hidden=hidden, hidden_columns=columns, struck=struck)

    names = workbook.sheet_names()
    return OpenedBook(names, [name for name in names if workbook.sheet_by_name(name).visibility == 0], read)


def _xls_cell(workbook: Any, cell: Any) -> Raw:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return cleaned(str(cell.value)) or None
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            known = workbook.format_map[workbook.xf_list[cell.xf_index].format_key]
            form = number_format(known.format_str or BUILTIN.get(known.format_key, "General"))
            number = float(cell.value)
            return number if form.plain else shown_number(number, form, DAY_0_MAC if workbook.datemode else DAY_0)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return ErrorCell(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return None


def _through(workbook: Any, sheet: Any, row: int, column: int) -> bool | None:
    """Whether a line goes through what a cell shows, as :func:`through` says it."""
    fonts = workbook.font_list
    cell = sheet.cell(row, column)
    text = str(cell.value)
    runs = [(0, workbook.xf_list[cell.xf_index].font_index), *sheet.rich_text_runlist_map.get((row, column), ())]
    ends = [start for start, _font in runs[1:]] + [len(text)]
    return through(
        bool(fonts[font].struck_out) for (start, font), end in zip(runs, ends, strict=True) if text[start:end]
    )


def _uncached(content: bytes) -> list[frozenset[tuple[int, int]]]:
    """By sheet: the formulas (row, column from 0) that have no result yet.

    xlrd gives what lies beside a formula, and does not say that it is one. A program that does not compute writes 0 or
    an empty text there: it asks for computing on loading, or it wrote an empty text beside every formula of the file.
    """
    stream = _stream(content)
    at = 0
    starts: list[int] = []
    parts: dict[int, set[tuple[int, int]]] = {}
    found: set[tuple[int, int]] = set()
    blank: set[tuple[int, int]] = set()
    empty: dict[int, set[tuple[int, int]]] = {}
    computed = False
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == BOUNDSHEET and size >= 6 and stream[at + 9] == 0:  # a sheet of cells, not a chart or macros
            starts.append(struct.unpack_from("<I", stream, at + 4)[0])
        elif kind == BOF:
            found, blank = parts.setdefault(at, set()), empty.setdefault(at, set())
        elif kind == FORMULA and size >= 16 and parts:
            row, column, _style, result, flags = struct.unpack_from("<HHH8sH", stream, at + 4)
            nothing = result[6:] == b"\xff\xff" and result[0] == EMPTY_TEXT
            computed = computed or not nothing
            if nothing:
                blank.add((row, column))
            if flags & COMPUTE_ON_LOAD and (nothing or result == bytes(8)):
                found.add((row, column))
        at += 4 + size
    return [frozenset((parts if computed else empty).get(start, ())) for start in starts]


def _stream(content: bytes) -> bytes:
    from xlrd.compdoc import CompDoc

    try:
        compound = CompDoc(content, logfile=io.StringIO(), ignore_workbook_corruption=True)
        return bytes(compound.get_named_stream("Workbook") or compound.get_named_stream("Book") or b"")
    except Exception:  # as above; xlrd has read the file, and nothing more is to be known
        return b""
