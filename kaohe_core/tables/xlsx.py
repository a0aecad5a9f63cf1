"""Workbooks of Excel and WPS (.xlsx) by their XML, which tells errors, merged cells and formulas without a result."""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from xml.etree import ElementTree

from attrs import frozen

from kaohe_core.tables.grid import ErrorCell, Grid, Percent, Raw, Rectangle
from kaohe_core.tables.workbook import DIGITS_LOST, Book, damaged
from kaohe_core.tables.xlsx_styles import MAC_EPOCH, MAIN, WINDOWS_EPOCH, Shown, duration, moment, styles

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MERGED = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
ROW, CELL, VALUE, FORMULA, TEXT, INLINE, RUN, MERGE = (
    MAIN + name for name in ("row", "c", "v", "f", "t", "is", "r", "mergeCell")
)


def open_xlsx(content: bytes, shown: str) -> Book:
    """The workbook in these bytes; ``shown`` is its name for the person. Raises :class:`Failure`."""
    try:
        book = _opened(zipfile.ZipFile(io.BytesIO(content)))
    except Exception:  # a damaged file may be wrong in any way
        raise damaged() from None

    def read(name: str) -> Grid:
        try:
            return _grid(book, name, shown)
        except Exception:  # as above
            raise damaged() from None

    return Book(list(book.sheets), book.visible, read)


@frozen(eq=False)
class _Opened:
    """What all sheets of a workbook share."""

    archive: zipfile.ZipFile
    sheets: Mapping[str, str]  # name -> part
    visible: list[str]
    texts: Sequence[str]
    styles: Sequence[Shown]
    epoch: datetime.datetime


def _xml(archive: zipfile.ZipFile, part: str) -> Any:
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - expat refuses entity bombs and fetches nothing


def _opened(archive: zipfile.ZipFile) -> _Opened:
    parts = set(archive.namelist())
    relations = {found.get("Id"): found for found in _xml(archive, RELATIONS)}
    targets = {id: posixpath.normpath(posixpath.join("/xl", r.get("Target")))[1:] for id, r in relations.items()}
    kinds = {found.get("Type").rpartition("/")[2]: targets[id] for id, found in relations.items()}
    workbook = _xml(archive, WORKBOOK)
    sheets: dict[str, str] = {}
    visible: list[str] = []
    for sheet in workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        name, relation = sheet.get("name"), sheet.get(RELATION)
        if not relation or targets[relation] not in parts or relations[relation].get("Type").endswith("/chartsheet"):
            continue
        sheets.setdefault(name, targets[relation])
        if sheet.get("state", "visible") == "visible":
            visible.append(name)
    settings = workbook.find(f"{MAIN}workbookPr")
    mac = settings is not None and settings.get("date1904") in ("1", "true")
    texts = _texts(_xml(archive, kinds["sharedStrings"])) if "sharedStrings" in kinds else []
    shown = styles(_xml(archive, kinds["styles"])) if kinds.get("styles") in parts else []
    return _Opened(archive, sheets, visible, texts, shown or ["number"], MAC_EPOCH if mac else WINDOWS_EPOCH)


def _texts(strings: Any) -> list[str]:
    return [_text(string).replace("x005F_", "") for string in strings.iterfind(f"{MAIN}si")]


def _text(string: Any) -> str:
    """The text of a string, of all its runs, without the reading aids of Japanese."""
    parts = [part.text for part in string.iterfind(TEXT)]
    parts += [part.text for run in string.iterfind(RUN) for part in run.iterfind(TEXT)]
    return "".join(part for part in parts if part)


def _grid(book: _Opened, name: str, shown: str) -> Grid:
    rows: list[tuple[int, list[Raw]]] = []
    merged: list[Rectangle] = []
    uncached: set[tuple[int, int]] = set()
    number = 0
    with book.archive.open(book.sheets[name]) as source:
        for _event, element in ElementTree.iterparse(source):  # noqa: S314 - as above
            if element.tag == ROW:
                number = int(float(element.get("r", number + 1)))
                cells = _row(book, element, number, uncached)
                if any(raw is not None for raw in cells):
                    rows.append((number, cells))
                element.clear()  # a sheet may be larger than what is in its rows
            elif element.tag == MERGE:
                found = MERGED.match(element.get("ref", ""))
                if found is not None:
                    merged.append((int(found[2]), _index(found[1]), int(found[4]), _index(found[3])))
    return Grid(shown, name, rows, merged, uncached=uncached)


def _row(book: _Opened, row: Any, number: int, uncached: set[tuple[int, int]]) -> list[Raw]:
    cells: list[Raw] = []
    for cell in row.iterfind(CELL):
        reference = cell.get("r")
        column = _index(reference.rstrip("0123456789")) if reference else len(cells) + 1
        cells.extend([None] * (column - len(cells)))
        raw = cells[column - 1] = _cell(book, cell)
        if raw is None and cell.get("t") != "str" and cell.find(FORMULA) is not None:
            uncached.add((number, column))  # a computed empty text would be a result
    return cells


def _cell(book: _Opened, cell: Any) -> Raw:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(INLINE)
        return None if inline is None else _text(inline)
    text: str | None = cell.findtext(VALUE)
    if not text or not text.strip():
        return text if text and kind == "str" else None
    match kind:
        case "n":
            return _number(book, text, book.styles[int(cell.get("s", 0))])
        case "s":
            return book.texts[int(text)]
        case "b":
            return bool(int(text))
        case "e":
            return ErrorCell(text)
        case "d":
            return _written(text)
    return text


def _number(book: _Opened, text: str, shown: Shown) -> Raw:
    number = float(text) if "." in text or "e" in text.lower() else int(text)
    try:
        match shown:
            case "date":
                return moment(number, book.epoch)
            case "duration":
                return duration(number)
    except (ValueError, OverflowError):
        return ErrorCell("#VALUE!")
    if shown == "percent":
        return Percent(float(number))
    return float(number) if abs(number) >= DIGITS_LOST else number


def _written(text: str) -> Raw:
    """A date or time written as text, as other programs than Excel do."""
    try:
        if ":" in text and "-" not in text:
            return datetime.time.fromisoformat(text.removesuffix("Z"))
        found = datetime.datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text
    return found if found.time() != datetime.time() else found.date()


@cache
def _index(letters: str) -> int:
    if len(letters) > len("XFD"):
        raise ValueError(f"{letters} is no column")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
