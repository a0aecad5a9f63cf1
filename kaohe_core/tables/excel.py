"""Excel, WPS and LibreOffice workbooks as grids: .xlsx by openpyxl, .xls by xlrd, .ods by its XML.

Error cells decide the choice: calamine (and with it fastexcel and Polars) gives ``#N/A`` as an empty cell in all three
formats, and an empty cell may mean "none happened". xlrd gives the error code; so does the XML of an .ods file.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from attrs import frozen

from kaohe_core.findings import did_you_mean
from kaohe_core.messages import message
from kaohe_core.tables.grid import ErrorCell, Failure, Grid, Percent, Raw, Rectangle, is_empty

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DIGITS_LOST = 10**15  # a spreadsheet keeps fifteen digits: from here on a number is a double, and cells.py says so
# Date formats of Chinese, Japanese and Korean Excel that a file names by number only; openpyxl knows none of them.
EAST_ASIAN_DATES = frozenset({*range(27, 32), *range(34, 37), *range(50, 55), *range(57, 59)})


@frozen(eq=False)
class Book:
    """An open workbook: the names of its sheets, those a person sees, and how to read one."""

    names: list[str]
    visible: list[str]
    read: Callable[[str], Grid]


def grid(path: Path, shown: str, sheet: str | None) -> Grid:
    """The sheet named, or the only visible one with anything in it. Raises :class:`Failure`."""
    book = open_book(path, shown)
    if sheet is not None:
        if sheet in book.names:
            return book.read(sheet)
        alike = [name for name in book.names if name.strip() == sheet.strip()]
        if len(alike) == 1:
            return book.read(alike[0])
        raise Failure(
            message("there is no sheet “{sheet}”; the sheets are: {sheets}", sheet=sheet, sheets=book.names),
            did_you_mean(sheet, book.names),
        )
    grids = [book.read(name) for name in book.visible]
    filled = [found for found in grids if any(not is_empty(raw) for _number, cells in found.rows for raw in cells)]
    if len(filled) > 1:
        names = [found.sheet for found in filled]
        raise Failure(
            message("several sheets have something in them: {sheets}", sheets=names),
            message("say in kaohe.toml which one is meant: sheet = \"{sheet}\"", sheet=names[0]),
        )  # fmt: skip
    if not filled:
        raise Failure(message("there is nothing in it"), message("fill in the table, its header row first"))
    return filled[0]


def open_book(path: Path, shown: str) -> Book:
    """The workbook by what the file is; a name that says otherwise is a finding. Raises :class:`Failure`."""
    content = path.read_bytes()
    ending = path.suffix.lower()
    if not content:
        raise Failure(message("the file is empty (0 bytes)"), message("save the table again"))
    if content.startswith(ZIP):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, OSError):
            raise _damaged() from None
        if "encrypted-package" in names:
            raise _locked()
        kind = "ods" if "content.xml" in names else "xlsx" if "xl/workbook.xml" in names else ""
    elif content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _locked()
        kind = "xls"
    else:
        kind = _text_kind(content)
    if kind in ("xlsx", "xls", "ods"):
        wanted = "xlsx" if ending == ".xlsm" else "xls" if ending == ".et" else ending[1:]
        if kind != wanted:
            raise Failure(
                message("the name ends in {ending}, but the file is .{kind}", ending=ending, kind=kind),
                message("open it in Excel or WPS and save it as .xlsx"),
            )
        return {"xlsx": _xlsx, "xls": _xls, "ods": _ods}[kind](content, shown)
    if kind == "html":
        raise Failure(
            message("the name ends in {ending}, but the file is a web page (as exported by some websites)",
                    ending=ending),
            message("open it in Excel or WPS and save it as .xlsx"),
        )  # fmt: skip
    if kind == "text":
        raise Failure(
            message("the name ends in {ending}, but the file is plain text", ending=ending),
            message("rename it to .csv, or open it in Excel or WPS and save it as .xlsx"),
        )
    raise _damaged()


def _text_kind(content: bytes) -> str:
    start = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")) or b"<html" in start or b"<table" in start:
        return "html"
    return "" if b"\0" in content[:2000] else "text"


def _damaged() -> Failure:
    return Failure(
        message("the file is damaged or is not a workbook"),
        message("open it in Excel or WPS and save it as .xlsx"),
    )


def _locked() -> Failure:
    return Failure(
        message("the file is protected by a password"),
        message("open it in Excel or WPS, remove the password, and save it"),
    )


# ---------------------------------------------------------------------------------------------------- .xlsx


def _xlsx(content: bytes, shown: str) -> Book:
    import openpyxl  # type: ignore[import-untyped]  # it publishes no types

    try:
        with _quiet():
            workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception:  # noqa: BLE001,RUF100 - openpyxl raises whatever its parsers raise
        raise _damaged() from None
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
        except Exception:  # noqa: BLE001,RUF100 - as above
            raise _damaged() from None
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
    raise _damaged()


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# ---------------------------------------------------------------------------------------------------- .xls


def _xls(content: bytes, shown: str) -> Book:
    import xlrd  # type: ignore[import-untyped]  # it publishes no types

    try:
        workbook = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except Exception as error:  # noqa: BLE001,RUF100 - xlrd raises whatever its parsers raise
        raise (_locked() if "encrypted" in str(error) else _damaged()) from None

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
    return Book(names, [name for name in names if workbook.sheet_by_name(name).visibility == 0], read)


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


# ---------------------------------------------------------------------------------------------------- .ods

OFFICE, TABLE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{part}:1.0}}" for part in ("office", "table", "text"))
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
ODS_ERROR = re.compile(r"(#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3})\Z")
MOST_REPEATED = 1000  # a style run over the rest of a sheet repeats one empty cell or row a million times


def _ods(content: bytes, shown: str) -> Book:
    from xml.etree import ElementTree

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise _locked()
            root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314 - expat refuses entity bombs and fetches nothing
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        raise _damaged() from None
    hidden = {
        style.get(f"{STYLE}name")
        for style in root.iter(f"{STYLE}style")
        for properties in style.iter(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    }
    sheets = {str(sheet.get(f"{TABLE}name")): sheet for sheet in root.iter(f"{TABLE}table")}
    visible = [name for name, sheet in sheets.items() if sheet.get(f"{TABLE}style-name") not in hidden]
    return Book(list(sheets), visible, lambda name: _ods_grid(sheets[name], shown, name))


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
    from kaohe_core.tables.cells import shown

    return shown(float(text)) if len(text) > 15 or "e" in text.lower() else Decimal(text)


def endings() -> Iterable[str]:
    """The file names this module reads."""
    return (".xlsx", ".xlsm", ".xls", ".et", ".ods")
