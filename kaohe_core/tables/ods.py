"""Workbooks of LibreOffice (.ods) by their XML: a figure is there as it was written, and an error as an error."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from decimal import Decimal, InvalidOperation
from typing import Any

from kaohe_core.tables.cells import shown
from kaohe_core.tables.grid import ErrorCell, Grid, Percent, Raw, Rectangle
from kaohe_core.tables.opened import DIGITS_LOST, OpenedBook, damaged, locked

OFFICE, TABLE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{part}:1.0}}" for part in ("office", "table", "text"))
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
ODS_ERROR = re.compile(r"(#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3})\Z")
MOST_REPEATED = 1000  # a style run over the rest of a sheet repeats one empty cell or row a million times


def open_ods(content: bytes, shown: str) -> OpenedBook:
    """The workbook in these bytes; ``shown`` is its name for the person. Raises :class:`Failure`."""
    from xml.etree import ElementTree

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise locked()
            root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314 - expat refuses entity bombs and fetches nothing
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        raise damaged() from None
    hidden = {
        style.get(f"{STYLE}name")
        for style in root.iter(f"{STYLE}style")
        for properties in style.iter(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    }
    sheets = {str(sheet.get(f"{TABLE}name")): sheet for sheet in root.iter(f"{TABLE}table")}
    visible = [name for name, sheet in sheets.items() if sheet.get(f"{TABLE}style-name") not in hidden]
    return OpenedBook(list(sheets), visible, lambda name: _ods_grid(sheets[name], shown, name))


def _ods_grid(sheet: Any, shown: str, name: str) -> Grid:
    rows: list[tuple[int, list[Raw]]] = []
    merged: list[Rectangle] = []
    number = 1
    for row in sheet.iter(f"{TABLE}table-row"):
        cells: list[Raw] = []
        for cell in row:
            if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            raw = None if cell.tag == f"{TABLE}covered-table-cell" else _ods_cell(cell)
            down, right = (int(cell.get(f"{TABLE}number-{what}-spanned", 1)) for what in ("rows", "columns"))
            if down * right > 1:
                merged.append((number, len(cells) + 1, number + down - 1, len(cells) + right))
            cells.extend([raw] * min(int(cell.get(f"{TABLE}number-columns-repeated", 1)), MOST_REPEATED))
        while cells and cells[-1] is None:
            cells.pop()
        repeated = int(row.get(f"{TABLE}number-rows-repeated", 1))
        if cells:
            rows.extend((number + i, list(cells)) for i in range(repeated))
        number += repeated
    return Grid(shown, name, rows, merged)


def _ods_cell(cell: Any) -> Raw:
    text = "\n".join(_ods_text(paragraph) for paragraph in cell.iter(f"{TEXT}p"))
    if cell.get(f"{CALCEXT}value-type") == "error" or (cell.get(f"{TABLE}formula") and ODS_ERROR.match(text)):
        return ErrorCell(text or "#N/A")
    try:
        match cell.get(f"{OFFICE}value-type"):
            case "float" | "currency":
                found = _decimal(cell.get(f"{OFFICE}value"))
                return float(found) if abs(found) >= DIGITS_LOST else found
            case "percentage":
                return Percent(_decimal(cell.get(f"{OFFICE}value")))
            case "date":
                moment = datetime.datetime.fromisoformat(cell.get(f"{OFFICE}date-value"))
                return moment.date() if moment.time() == datetime.time() else moment
            case "boolean":
                return bool(cell.get(f"{OFFICE}boolean-value") == "true")
    except (ValueError, TypeError, InvalidOperation):
        return text or None
    return text or None


def _ods_text(paragraph: Any) -> str:
    """A paragraph's text; LibreOffice writes runs of spaces as elements of their own."""
    parts: list[str] = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{TEXT}s":
            parts.append(" " * int(child.get(f"{TEXT}c", 1)))
        else:
            parts.append(_ods_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _decimal(text: str) -> Decimal:
    """An .ods figure in the 15 digits that are shown, like that of an Excel cell."""
    return shown(float(text)) if len(text) > 15 or "e" in text.lower() else Decimal(text)
