"""Excel, WPS and LibreOffice workbooks as grids: .xls by xlrd, .xlsx and .ods by their XML.

Error cells decide the choice: calamine (and with it fastexcel and Polars) gives ``#N/A`` as an empty cell in all three
formats, and an empty cell may mean "none happened". xlrd gives the error code; so does the XML of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath

from kaohe_core.findings import did_you_mean
from kaohe_core.messages import message
from kaohe_core.tables.archive import Archive
from kaohe_core.tables.declared import Table
from kaohe_core.tables.grid import Failure, Grid, is_empty
from kaohe_core.tables.header_rows import locate
from kaohe_core.tables.headers import Spellings
from kaohe_core.tables.ods import open_ods
from kaohe_core.tables.opened import OpenedBook, damaged, locked
from kaohe_core.tables.xls import open_xls
from kaohe_core.tables.xlsx import open_xlsx

EXPLAINS = re.compile("说明|须知|备注|封面|目录|字典|选项|代码表|示例|样表|readme|notes?|instructions?")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def grid(table: Table, content: bytes, shown: str, sheet: str | None) -> tuple[Grid, list[str]]:
    """The sheet named, or the only visible one with anything in it. Raises :class:`Failure`.

    Beside one with the header of ``table`` others may stand that only explain it: their names are told.
    """
    book = open_book(content, shown)
    if sheet is not None:
        if sheet in book.names:
            return book.read(sheet), []
        alike = [name for name in book.names if name.strip() == sheet.strip()]
        if len(alike) == 1:
            return book.read(alike[0]), []
        raise Failure(
            message("there is no sheet “{sheet}”; the sheets are: {sheets}", sheet=sheet, sheets=book.names),
            did_you_mean(sheet, book.names),
        )
    grids = [book.read(name) for name in book.visible]
    filled = [found for found in grids if any(not is_empty(raw) for _number, cells in found.rows for raw in cells)]
    meant = [found for found in filled if not _explains(table, found)] if len(filled) > 1 else filled
    if len(meant) == 1 and (len(filled) == 1 or _has_header(table, meant[0])):
        return meant[0], [found.sheet for found in filled if found is not meant[0]]
    if filled:
        names = [found.sheet for found in filled]
        raise Failure(
            message("several sheets have something in them: {sheets}", sheets=names),
            message('say in kaohe.toml which one is meant: sheet = "{sheet}"', sheet=names[0]),
        )
    unseen = [name for name in book.names if name not in book.visible]
    unseen = [n for n in unseen if any(not is_empty(raw) for _row, cells in book.read(n).rows for raw in cells)]
    if unseen:
        raise Failure(
            message("only sheets that are hidden have something in them: {sheets}", sheets=unseen),
            message('show the one that is meant, or say in kaohe.toml: sheet = "{sheet}"', sheet=unseen[0]),
        )
    raise Failure(message("there is nothing in it"), message("fill in the table, its header row first"))


def _explains(table: Table, found: Grid) -> bool:
    """Whether a sheet is called as those that hold no records, and has no header of the table."""
    return EXPLAINS.search(found.sheet.casefold()) is not None and not _has_header(table, found)


def _has_header(table: Table, found: Grid) -> bool:
    """Whether a sheet names the subject of the table and another of its columns."""
    headers = locate(Spellings(table), found)
    named = set() if headers is None else {header.column.id for header in headers.found}
    return table.subject in named and len(named) > 1


def grids(content: bytes, shown: str, patterns: Sequence[str]) -> list[Grid]:
    """The visible sheets that are called like a pattern and have anything in them. Raises :class:`Failure`."""
    book = open_book(content, shown)
    named = [name for name in book.visible if any(fnmatchcase(name.strip(), one.strip()) for one in patterns)]
    for pattern in patterns:
        if not any(fnmatchcase(name.strip(), pattern.strip()) for name in named):
            raise Failure(
                message("there is no sheet “{sheet}”; the sheets are: {sheets}", sheet=pattern, sheets=book.visible),
                did_you_mean(pattern, book.visible),
            )
    found = [book.read(name) for name in named]
    return [one for one in found if any(not is_empty(raw) for _number, cells in one.rows for raw in cells)]


def open_book(content: bytes, shown: str) -> OpenedBook:
    """The workbook by what the file is; a name that says otherwise is a finding. Raises :class:`Failure`."""
    ending = PurePath(shown).suffix.lower()
    if not content:
        raise Failure(message("the file is empty (0 bytes)"), message("save the table again"))
    if content.startswith(ZIP):
        archive = Archive.of(content)
        if "encrypted-package" in archive:
            raise locked()
        if "xl/workbook.bin" in archive:
            raise Failure(
                message("this is a binary workbook (.xlsb), which cannot be read"),
                message("open it in Excel or WPS and save it as .xlsx"),
            )
        kind = "ods" if "content.xml" in archive else "xlsx" if "[Content_Types].xml" in archive else ""
    elif content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise locked()
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
        return {"xlsx": open_xlsx, "xls": open_xls, "ods": open_ods}[kind](content, shown)
    if kind == "html":
        raise Failure(
            message(
                "the name ends in {ending}, but the file is a web page (as exported by some websites)", ending=ending
            ),
            message("open it in Excel or WPS and save it as .xlsx"),
        )
    if kind == "text":
        raise Failure(
            message("the name ends in {ending}, but the file is plain text", ending=ending),
            message("rename it to .csv, or open it in Excel or WPS and save it as .xlsx"),
        )
    raise damaged()


def _text_kind(content: bytes) -> str:
    start = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if (
        start.startswith((b"mime-version:", b"<html", b"<!doctype html", b"<table", b"<meta"))
        or b"<html" in start
        or b"<table" in start
    ):
        return "html"
    return "" if b"\0" in content[:2000] else "text"


def endings() -> Iterable[str]:
    """The file names this module reads."""
    return (".xlsx", ".xlsm", ".xls", ".et", ".ods")
