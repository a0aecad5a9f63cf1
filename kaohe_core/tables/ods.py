"""Workbooks of LibreOffice (.ods) by their XML: a figure is there as it was written, and an error as an error."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from kaohe_core.messages import message
from kaohe_core.tables.archive import Archive
from kaohe_core.tables.cells import plain, shown
from kaohe_core.tables.grid import (
    ErrorCell,
    Failure,
    Formatted,
    Grid,
    Percent,
    Raw,
    Rectangle,
    Uncached,
    cleaned,
    through,
)
from kaohe_core.tables.opened import DIGITS_LOST, OpenedBook, locked

OFFICE, TABLE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{part}:1.0}}" for part in ("office", "table", "text"))
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
ODS_ERROR = re.compile(r"(#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3})\Z")
MOST_REPEATED = 1000  # a style run over the rest of a sheet repeats one empty cell or row a million times
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_ALIKE = 100_000  # rows that only repeat the one before: no table has so many
MOST_DIGITS = 18
MOST_CELLS = 10_000_000  # that a file of a few bytes may say it has
MOST_NESTED = 100  # spans within spans
GROUPS = tuple(f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group"))


def open_ods(content: bytes, shown: str) -> OpenedBook:
    """The workbook in these bytes; ``shown`` is its name for the person. Raises :class:`Failure`."""
    archive = Archive.of(content)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise locked()
    root = archive.tree("content.xml")
    hidden = {
        style.get(f"{STYLE}name")
        for style in root.iter(f"{STYLE}style")
        for properties in style.iter(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    }
    computed = _computes(archive) or any(
        cell.get(f"{OFFICE}value-type") for cell in root.iter(f"{TABLE}table-cell") if cell.get(f"{TABLE}formula")
    )
    body = root.iter(f"{OFFICE}spreadsheet")
    sheets = {str(sheet.get(f"{TABLE}name")): sheet for book in body for sheet in book.findall(f"{TABLE}table")}
    visible = [name for name, sheet in sheets.items() if sheet.get(f"{TABLE}style-name") not in hidden]
    struck = _struck_styles(archive, root)
    return OpenedBook(
        list(sheets), visible, lambda name: _ods_grid(sheets[name], shown, name, struck, computed=computed)
    )


def _struck_styles(archive: Archive, root: Any) -> frozenset[str]:
    """The styles with a line through the text, by their own words or by those of the style that they are based on."""
    known: dict[str, tuple[bool | None, str]] = {}
    trees = [archive.tree("styles.xml")] if "styles.xml" in archive else []
    for style in (style for tree in (*trees, root) for style in tree.iter(f"{STYLE}style")):
        own: bool | None = None
        for properties in style.iter(f"{STYLE}text-properties"):
            said = [properties.get(f"{STYLE}text-line-through-{what}") for what in ("style", "type")]
            if any(said):
                own = "none" not in said
        known[style.get(f"{STYLE}name", "")] = own, style.get(f"{STYLE}parent-style-name", "")

    def is_struck(name: str) -> bool:
        for _ in range(MOST_NESTED):
            own, name = known.get(name, (False, ""))
            if own is not None:
                return own
        return False

    return frozenset(name for name in known if is_struck(name))


def _rows(element: Any) -> Iterator[Any]:
    """The rows of a sheet, those in groups and heads included, and none of what is drawn on it."""
    for child in element:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in GROUPS:
            yield from _rows(child)


def _computes(archive: Archive) -> bool:
    """Whether the program that wrote the file computes its formulas, and says nothing of one that yields no text."""
    return "meta.xml" in archive and any(
        "Office" in (element.text or "")
        for element in archive.tree("meta.xml").iter("{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}generator")
    )


def _ods_grid(sheet: Any, shown: str, name: str, struck: frozenset[str], *, computed: bool) -> Grid:
    rows: list[tuple[int, list[Raw]]] = []
    merged: list[Rectangle] = []
    hidden: set[int] = set()
    through_them: dict[tuple[int, int], bool] = {}
    styles, unseen = _columns(sheet)
    number, filled, alike = 1, 0, 0
    for row in _rows(sheet):
        cells: list[Raw] = []
        lines: dict[int, bool] = {}
        for cell in row:
            if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            raw = None if cell.tag == f"{TABLE}covered-table-cell" else _ods_cell(cell, computed=computed)
            down, right = (_count(cell, f"number-{what}-spanned", number, name) for what in ("rows", "columns"))
            if down * right > 1:
                bottom, last = min(number + down - 1, MOST_ROWS), min(len(cells) + right, MOST_COLUMNS)
                merged.append((number, len(cells) + 1, bottom, last))
            at = len(cells)
            cells.extend([raw] * min(_count(cell, "number-columns-repeated", number, name), MOST_REPEATED))
            if struck and raw is not None:
                usual = row.get(f"{TABLE}default-cell-style-name") or styles.get(at, "")
                through_it = through(_parts(cell, cell.get(f"{TABLE}style-name") or usual, struck))
                if through_it is not None:
                    lines |= dict.fromkeys(range(at, len(cells)), through_it)
        while cells and cells[-1] is None:
            cells.pop()
        repeated = _count(row, "number-rows-repeated", number, name)
        last = min(number + repeated - 1, MOST_ROWS)
        filled += len(cells) * max(last + 1 - number, 0)
        if filled > MOST_CELLS:
            raise Failure(
                message("from row {row} on the file repeats cells more than {most} million times", row=number, most=10),
                message("open it in Excel or WPS, check what is there, and save it as .xlsx"),
                name,
            )
        alike += repeated - 1 if cells else 0
        if alike > MOST_ALIKE:
            raise Failure(
                message("up to row {row} the file repeats rows {count} times", row=number, count=alike),
                message("open it in Excel or WPS, check what is there, and save it as .xlsx"),
                name,
            )
        if cells:
            rows.extend((again, list(cells)) for again in range(number, last + 1))
            through_them |= {(again, at): line for again in range(number, last + 1) for at, line in lines.items()}
            if row.get(f"{TABLE}visibility", "visible") != "visible":
                hidden.update(range(number, last + 1))
        number += repeated
    return Grid(
        shown, name, rows, merged, hidden=frozenset(hidden), hidden_columns=frozenset(unseen), struck=through_them
    )


def _columns(sheet: Any) -> tuple[dict[int, str], set[int]]:
    """By column, from 0: the style of cells that have none; and the columns that are not shown."""
    styles: dict[int, str] = {}
    unseen: set[int] = set()
    at = 0
    for column in sheet.iter(f"{TABLE}table-column"):
        times = column.get(f"{TABLE}number-columns-repeated", "1")
        end = min(at + (int(times) if times.isdecimal() and len(times) <= MOST_DIGITS else 1), MOST_COLUMNS)
        styles |= dict.fromkeys(range(at, end), column.get(f"{TABLE}default-cell-style-name", ""))
        if column.get(f"{TABLE}visibility", "visible") != "visible":
            unseen.update(range(at, end))
        at = end
    return styles, unseen


def _parts(element: Any, style: str, struck: frozenset[str], depth: int = 0) -> Iterator[bool]:
    """Whether a line goes through each part of what stands in a cell."""
    if depth and element.text:
        yield style in struck
    for child in element:
        if (
            child.tag in (f"{TEXT}p", f"{TEXT}span", f"{TEXT}a", f"{TEXT}list", f"{TEXT}list-item")
            and depth < MOST_NESTED
        ):
            yield from _parts(child, child.get(f"{TEXT}style-name") or style, struck, depth + 1)
        if depth and child.tail:
            yield style in struck


def _count(element: Any, what: str, row: int, sheet: str) -> int:
    """How often or how far, which must be a number. Raises :class:`Failure`."""
    text = element.get(f"{TABLE}{what}", "1")
    if not text.isdecimal() or len(text) > MOST_DIGITS or not int(text):
        text = text if len(text) <= MOST_DIGITS else f"{text[:MOST_DIGITS]}…"
        raise Failure(
            message("in row {row} the file says {what}=“{found}”, which is no number", row=row, what=what, found=text),
            message("open it in Excel or WPS, check what is there, and save it as .xlsx"),
            sheet,
        )
    return int(text)


def _ods_cell(cell: Any, *, computed: bool) -> Raw:
    text = _cell_text(cell)
    formula = cell.get(f"{TABLE}formula")
    if cell.get(f"{CALCEXT}value-type") == "error" or (formula and ODS_ERROR.match(text)):
        return ErrorCell(text or "#N/A")
    kind = cell.get(f"{OFFICE}value-type")
    if formula and kind is None:
        return None if computed else Uncached()
    try:
        match kind:
            case "float" | "currency":
                return _number(_decimal(cell.get(f"{OFFICE}value")), text)
            case "percentage":
                return Percent(_decimal(cell.get(f"{OFFICE}value")))
            case "date":
                moment = datetime.datetime.fromisoformat(cell.get(f"{OFFICE}date-value"))
                found = moment.date() if moment.time() == datetime.time() else moment
                return Formatted(found, text) if text else found
            case "boolean":
                return bool(cell.get(f"{OFFICE}boolean-value") == "true")
    except (ValueError, TypeError, InvalidOperation):
        return text or None
    return text or cleaned(cell.get(f"{OFFICE}string-value", "")) or None


def _number(found: Decimal, text: str) -> Raw:
    if abs(found) >= DIGITS_LOST:
        return float(found)
    if text.endswith(("%", "％")):  # the sign is written, and the number is not a hundredth
        return Percent(found.scaleb(-2))
    return Formatted(found, text) if text and text != plain(found) else found


def _cell_text(cell: Any) -> str:
    """What stands in the cell: not in its comment, nor in what is drawn over it."""
    lines: list[str] = []
    for child in cell:
        if child.tag == f"{TEXT}p":
            lines.append(_ods_text(child))
        elif child.tag == f"{TEXT}list":
            lines.extend(_ods_text(paragraph) for paragraph in child.iter(f"{TEXT}p"))
    return cleaned("\n".join(lines))


def _ods_text(paragraph: Any, depth: int = 0) -> str:
    """A paragraph's text; LibreOffice writes runs of spaces, tabs and line ends as elements of their own."""
    parts: list[str] = [paragraph.text or ""]
    for child in paragraph:
        match child.tag.rpartition("}")[2] if child.tag.startswith(TEXT) else "":
            case "s":
                count = child.get(f"{TEXT}c", "1")
                parts.append(" " * min(int(count) if count.isdecimal() else 1, MOST_REPEATED))
            case "tab":
                parts.append("\t")
            case "line-break":
                parts.append("\n")
            case "ruby-text" | "note" | "bookmark" | "":  # reading aids, footnotes, comments and what is drawn
                pass
            case _ if depth < MOST_NESTED:
                parts.append(_ods_text(child, depth + 1))
            case _:
                parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return "".join(parts)


def _decimal(text: str) -> Decimal:
    """An .ods figure in the 15 digits that are shown, like that of an Excel cell."""
    return shown(float(text)) if len(text) > 15 or "e" in text.lower() else Decimal(text)
