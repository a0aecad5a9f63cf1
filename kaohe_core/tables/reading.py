"""Read a declared table from a file: Excel, WPS, LibreOffice, CSV or Parquet, with everything that is wrong with it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path, PurePosixPath

from kaohe_core.findings import Findings, Place, did_you_mean, nearest
from kaohe_core.messages import message
from kaohe_core.refusals import reason_of
from kaohe_core.shelf import NoFile, Shelf
from kaohe_core.tables import csvfile, excel, parquet
from kaohe_core.tables.data import Data, Source
from kaohe_core.tables.declared import Table
from kaohe_core.tables.filled import Given, columns_at, data_from_body, data_from_grid
from kaohe_core.tables.grid import Failure, Grid, Raw
from kaohe_core.tables.headers import Spellings
from kaohe_core.tables.together import together

TEXTS = (".csv", ".tsv", ".txt")
ENDINGS = (*excel.endings(), *TEXTS, ".parquet")
_SAVE = message("open it in the program that wrote it, and save it as .xlsx")
_COPY = message("copy the table in it into a sheet of Excel or WPS, and save that as .xlsx")
OTHERS = {
    **dict.fromkeys((".wps", ".wpt", ".doc", ".docx", ".odt", ".rtf"), (message("a text document"), _COPY)),
    **dict.fromkeys((".pdf", ".ofd", ".jpg", ".jpeg", ".png"), (message("a document for print, or a picture"), _COPY)),
    **dict.fromkeys((".numbers", ".gsheet", ".fods", ".xml"), (message("a sheet of another program"), _SAVE)),
    **dict.fromkeys((".xlt", ".xltx", ".xltm", ".ett", ".ots"), (message("a form for new workbooks"), _SAVE)),
    **dict.fromkeys((".zip", ".rar", ".7z"), (message("an archive"), message("unpack it, and name the file in it"))),
}  # of what offices keep tables in: what it is, and what helps


def read_table(table: Table, source: Source, root: Path, findings: Findings, shelf: Shelf | None = None) -> Data | None:
    """The data of ``table`` in ``source`` (a path relative to ``root``); ``shelf`` has, or gets, the bytes of the file.

    None where the file cannot be read as this table at all. Otherwise data whose faulty cells are null; every fault is
    in ``findings``, and whoever computes with the data must first call ``findings.stop()``.
    """
    shelf = shelf or Shelf()
    found: list[Data] = []
    whole = True
    for part in source.parts:
        data = _read_part(table, part, root, findings, shelf)
        found += data or []
        whole = whole and data is not None
    return together(table, found, findings) if whole and found else None


def _read_part(table: Table, source: Source, root: Path, findings: Findings, shelf: Shelf) -> list[Data] | None:
    path = root / source.file
    ending = path.suffix.lower()
    try:
        _check_file(path, source, root, shelf)
        _check_columns(table, source, ending)
        content = shelf.read(path)
        if ending == ".parquet":
            data = parquet.read(table, content, source.file, findings)
            return None if data is None else [data]
        if ending in TEXTS:
            grids = [csvfile.grid(table, content, source.file)]
        elif source.sheets:
            grids = excel.grids(content, source.file, source.sheets)
        else:
            grid, others = excel.grid(table, content, source.file, source.sheet)
            grids = [grid]
            if others:
                what = message("only this sheet has the header of the table; not read: {sheets}", sheets=others)
                findings.add(Place(file=source.file, sheet=grid.sheet), what, blocks=False)
    except Failure as failure:
        failure.note(source.file, findings)
        return None
    except NoFile as error:
        findings.add(Place(file=source.file), error.what, error.mend)
        return None
    except OSError as error:  # on Windows, Excel keeps an open file to itself
        findings.add(
            Place(file=source.file),
            message("the file cannot be opened ({reason})", reason=reason_of(error)),
            message("close it where it is open, and check that you may read it"),
        )
        return None
    found: list[Data] = []
    for grid in grids:
        data_of_grid = data_from_grid(table, grid, findings, Given(_label(source, grid), source.wide))
        if data_of_grid is None:
            return None
        found += data_of_grid
    return found


def _label(source: Source, grid: Grid) -> dict[str, str]:
    """The name that the rows of a grid get: the one that was given to it, its sheet's, or its file's."""
    if source.label is None:
        return {}
    return {source.label: source.name or grid.sheet or PurePosixPath(source.file).stem}


def _check_columns(table: Table, source: Source, ending: str) -> None:
    """The columns that a source speaks of are the table's. Raises :class:`Failure`."""
    wide = source.wide
    named = [source.label, *((wide.titles, wide.values) if wide is not None else ())]
    ids = [column.id for column in table.columns]
    for name in named:
        if name is not None and (name not in ids or name == table.subject):
            raise Failure(
                message(
                    "“{name}” is no column of the table “{table}” that could be filled so", name=name, table=table.id
                ),
                did_you_mean(name, [id for id in ids if id != table.subject]),
            )
    if ending == ".parquet" and (wide is not None or source.label is not None):
        raise Failure(
            message("a .parquet file is taken as it is: it has no sheets, and no columns that become rows"),
            message("write it with one row for each record"),
        )


def _check_file(path: Path, source: Source, root: Path, shelf: Shelf) -> None:
    ending = path.suffix.lower()
    if "\0" in source.file:
        raise Failure(message("no file has a name like this"), message("correct the name"))
    there = shelf.holds(path)
    if not there and path.is_dir():
        raise Failure(message("this is a folder, not a file"), message("name the file in it"))
    if not there and not path.exists():
        raise _absent(path, root)
    if ending in OTHERS:
        what, mend = OTHERS[ending]
        raise Failure(message("a {ending} file is {what}, which is not read", ending=ending, what=what), mend)
    if ending not in ENDINGS:
        raise Failure(
            message("files ending in “{ending}” cannot be read", ending=ending or path.name),
            message("use one of: {names}", names=ENDINGS),
        )
    asked = source.sheet if source.sheet is not None else next(iter(source.sheets), None)
    if asked is not None and ending not in excel.endings():
        raise Failure(
            message("a {ending} file has no sheets, and sheet “{sheet}” is asked for", ending=ending, sheet=asked),
            message('remove the line: sheet = "{sheet}"', sheet=asked),
        )


def _absent(path: Path, root: Path) -> Failure:
    folder = path.parent
    if not folder.is_dir():
        shown = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)
        return Failure(
            message("there is no such file: its folder {folder} does not exist", folder=shown),
            message("correct the path in kaohe.toml, or put the file there"),
        )
    names = sorted(
        found.name
        for found in folder.iterdir()
        if found.suffix.lower() in ENDINGS and not found.name.startswith(("~$", "."))
    )
    close = nearest(path.name, names)
    if close is not None:
        mend = message("did you mean “{close}”?", close=close)
    elif names:
        mend = message("the folder has: {names}", names=names)
    else:
        mend = message("correct the path in kaohe.toml, or put the file there")
    return Failure(message("there is no such file"), mend)


Cell = str | int | Decimal | bool | datetime.date | None


def data_from_rows(table: Table, rows: Sequence[Mapping[str, Cell]], findings: Findings, file: str = "rows") -> Data:
    """Data from rows in memory, by the same rules as those of a file; row numbers count from 1.

    Keys are headers: ids, titles or aliases. Raises ``TypeError`` for a binary float, and ``ValueError`` where the
    subject column has no key at all: both are mistakes of the program, not of a school.
    """
    keys = list(dict.fromkeys(key for row in rows for key in row))
    for number, row in enumerate(rows, 1):
        for key, raw in row.items():
            if isinstance(raw, float):
                raise TypeError(f"row {number}, {key!r}: write {raw!r} as a string or a Decimal, not as a binary float")
    if not rows:
        keys = [table.subject]
    headers = Spellings(table).read(None, keys)
    place = Place(file=file)
    own = Findings()
    at = columns_at(table, headers, place, own)
    if table.subject not in at:
        raise ValueError(f"no key names the subject column {table.subject!r} of table {table.id!r}; keys: {keys}")
    body: list[tuple[int, list[Raw]]] = [(n, [row.get(key) for key in keys]) for n, row in enumerate(rows, 1)]
    if rows:
        findings.extend(own)
    return data_from_body(table, Grid(file, "", body), body, at, findings)[0]
