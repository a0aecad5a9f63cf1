"""Workbooks of Excel and WPS (.xlsx) by openpyxl, with what its fast reader does not tell."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kaohe_core.tables.grid import ErrorCell, Failure, Grid, Percent, Raw, Rectangle
from kaohe_core.tables.workbook import DIGITS_LOST, Book, damaged

# Formats of dates and times that a file of Chinese Excel names by number only; openpyxl knows none of them.
EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})


def open_xlsx(content: bytes, shown: str) -> Book:
    """The workbook in these bytes; ``shown`` is its name for the person. Raises :class:`Failure`."""
    import openpyxl

    try:
        with _quiet():
            workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception:  # openpyxl raises whatever its parsers raise
        raise damaged() from None
    dates: set[int] = getattr(workbook, "_date_formats", set())
    for index, style in enumerate(getattr(workbook, "_cell_styles", ())):
        if style.numFmtId in EAST_ASIAN_DATES:
            dates.add(index)
    visible = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]

    def read(name: str) -> Grid:
        try:
            with _quiet():
                rows = list(_xlsx_rows(workbook[name]))
            merged, uncached = _xlsx_marks(content, name)
        except Failure:
            raise
        except Exception:  # as above
            raise damaged() from None
        return Grid(shown, name, rows, merged, uncached=uncached)

    return Book([sheet.title for sheet in workbook.worksheets], visible, read)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back openpyxl's warnings about what it leaves alone, such as drop-down lists: no value hangs on them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _xlsx_rows(sheet: Any) -> Iterator[tuple[int, list[Raw]]]:
    sheet.reset_dimensions()  # some exporters state a false extent, and openpyxl would believe it
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells: list[Raw] = []
        for cell in row:
            raw = cell.value
            if raw is None:
                cells.append(None)
            elif cell.data_type == "e":
                cells.append(ErrorCell(str(raw)))
            elif cell.data_type == "n" and isinstance(raw, int | float) and "%" in (cell.number_format or ""):
                cells.append(Percent(float(raw)))
            elif isinstance(raw, datetime.datetime) and raw.time() == datetime.time():
                cells.append(raw.date())
            elif isinstance(raw, int) and abs(raw) >= DIGITS_LOST:
                cells.append(float(raw))
            else:
                cells.append(raw)
        if any(raw is not None for raw in cells):
            yield number, cells


SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")


def _xlsx_marks(content: bytes, name: str) -> tuple[list[Rectangle], Callable[[], set[tuple[int, int]]]]:
    """Merged cells, and a search for formulas without a result: openpyxl's fast reader tells neither."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(_xlsx_part(archive, name))
    merged = [(int(m[2]), _index(m[1]), int(m[4]), _index(m[3])) for m in MERGE.finditer(xml)]

    def uncached() -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        for match in FORMULA.finditer(xml):
            reference = REFERENCE.search(match[1])
            if reference is not None and b't="str"' not in match[1]:  # a computed empty text is a result
                found.add((int(reference[2]), _index(reference[1])))
        return found

    return merged, uncached


def _xlsx_part(archive: zipfile.ZipFile, name: str) -> str:
    from xml.sax.saxutils import unescape

    def attribute(tag: bytes, pattern: str) -> str:
        found = re.search(rf"\b{pattern}=\"([^\"]*)\"".encode(), tag) or re.search(
            rf"\b{pattern}='([^']*)'".encode(), tag
        )
        return unescape(found[1].decode("utf-8"), {"&quot;": '"', "&apos;": "'"}) if found else ""

    relations = archive.read("xl/_rels/workbook.xml.rels")
    targets = {attribute(m[0], "Id"): attribute(m[0], "Target") for m in RELATION.finditer(relations)}
    for match in SHEET.finditer(archive.read("xl/workbook.xml")):
        if attribute(match[0], "name") == name:
            target = targets[attribute(match[0], r"\w+:id")]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise damaged()


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
