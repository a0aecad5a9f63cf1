"""台账: each table with its file, what was read of it and what was left out; a file put in; an empty one to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from math import ceil
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kaohe_core import Finding, Findings, FindingsError, Message, Place
from kaohe_core.blanks import blanks, workbook
from kaohe_core.config import FILE, ResultSource, configured
from kaohe_core.project import NO_RECORDS
from kaohe_core.run import Run
from kaohe_core.tables.as_understood import SheetAsRead, understood
from kaohe_core.tables.data import Source
from kaohe_core.tables.declared import Table
from kaohe_core.tables.reading import ENDINGS
from kaohe_core.toml.document import parse
from kaohe_core.toml.write import write
from kaohe_core.writing import Edit, digest_of, edit
from kaohe_web.drawn import XLSX, back, download, page
from kaohe_web.messages import message
from kaohe_web.pages.table_changes import TableChanges, table_changes
from kaohe_web.row_limit import is_too_long
from kaohe_web.visit import Visit

ROWS = 200  # of one sheet on one page
KEPT = "kept"  # the folder of the project in which the files lie whose place another took


@frozen
class TableLine:
    """One table in the list."""

    id: str
    title: str
    files: tuple[str, ...]
    result: str  # the scheme whose result it is
    none: bool  # said on purpose: nothing was recorded
    rows: int | None
    left_out: int
    findings: Sequence[Finding]
    joined: str  # the table whose columns are joined to it


def listed(visit: Visit) -> Response:
    """Every table that a scheme reads or the project names."""
    seen = visit.seen
    findings = seen.run.findings
    return page(visit, "tables.html", lines=list(_lines(visit)), findings=findings)


def table(visit: Visit) -> Response:
    """One table as it was read, with what is wrong beside the cell; and where a file is put in."""
    known = _known(visit)
    id = _asked(visit, known)
    source = visit.seen.project.config.tables.get(id)
    findings: Sequence[Finding]
    sheets: list[SheetAsRead] = []
    if visit.seen.too_long is not None:
        findings = [visit.seen.too_long]
    elif isinstance(source, Source) and source.file != NO_RECORDS:
        noted, data = visit.seen.run.as_read(id)
        findings = list(noted)
        if data is not None:
            known_data = data
            sheets = visit.seen.once(("rows", id, visit.language), lambda: understood(known_data, visit.language))
    else:
        findings = [one for one in visit.seen.run.findings if one.place.keys[:2] == ("tables", id)]
    number = max(1, int(visit.query["page"])) if visit.query.get("page", "").isdecimal() else 1
    shown = [_sheet(sheet, findings, number, visit) for sheet in sheets]
    beside = {id_ for sheet in shown for id_ in sheet["beside"]}
    old, since = _all_kept(visit, id), visit.query.get("since", "")
    compared = next((file for name, file in old if name == since), None)
    return page(
        visit,
        "table.html",
        id=id,
        title=known[id].title,
        source=source,
        is_result=isinstance(source, ResultSource),
        files=_files(visit, source),
        sheets=shown,
        findings=[one for one in findings if id_of(one) not in beside],
        kinds=",".join(ENDINGS),
        kept=[name for name, _ in old],
        since=since,
        changes=None if compared is None else _changes(visit, id, since, compared),
        number=number,
        pages=max((sheet["pages"] for sheet in shown), default=1),
    )


def blank(visit: Visit) -> Response:
    """An empty workbook of the table, as ``kaohe template`` writes it."""
    made = blanks(visit.seen.run, (visit.path["id"],))
    _asked(visit, {one.table.id: one.table for one in made})
    name = f"{made[0].table.title.text(visit.language)}.xlsx"
    return download(workbook(made, visit.language), name, XLSX)


def put_in(visit: Visit) -> Response:
    """Put a file into the place of a table's file, or name one for a table that has none."""
    known, upload = _known(visit), visit.files.get("file")
    id = _asked(visit, known)
    if upload is None or not upload.name:
        raise HTTPException(400, message("no file was chosen").text(visit.language))
    ending = PurePosixPath(upload.name.replace("\\", "/")).suffix.lower()
    if ending not in ENDINGS:
        what = message("“{name}” is no file of a table", name=upload.name)
        raise FindingsError([Finding(Place(), what, message("choose one of: {kinds}", kinds=list(ENDINGS)))])
    with visit.desk.writing:
        project = visit.seen.project
        source = project.config.tables.get(id)
        before = visit.form.get("which", "")
        if isinstance(source, ResultSource):
            raise HTTPException(400, message("this table is the result of a scheme").text(visit.language))
        if source is not None and before in source.files and before != NO_RECORDS:
            name = before if _alike(before, ending) else PurePosixPath(before).with_suffix(ending).as_posix()
        else:
            before = ""
            name = f"data/{_named(known[id].title.text('zh'))}{ending}"
        was = visit.form.get("was", "") if name == before else ""
        kept = _kept_as(project.folder, name) if was else ""
        edits = {name: Edit(upload.content, was, kept)}
        if name != before:
            edits[FILE] = _renamed(project.folder, project.document.text, id, before, name, visit)
        edit(project.folder, edits)
    done = message("“{file}” is in its place: {name}", file=upload.name, name=name)
    if kept:
        done = message("{done}; what was there is kept as {kept}", done=done, kept=kept)
        return back(visit, f"/tables/{quote(id)}?{urlencode({'since': kept})}", done)
    return back(visit, f"/tables/{quote(id)}", done)


def kept(visit: Visit) -> Response:
    """A file whose place another took."""
    known = _known(visit)
    name, folder = visit.query.get("file", ""), visit.seen.project.folder
    if name not in {one for one, _ in _all_kept(visit, _asked(visit, known))}:
        raise HTTPException(404, message("there is no such file").text(visit.language))
    return download((folder / name).read_bytes(), PurePosixPath(name).name, "application/octet-stream")


def _kept_as(folder: Path, name: str) -> str:
    """The name under which a file is kept whose place another takes: with the day and the time of it."""
    file = PurePosixPath(name)
    into = PurePosixPath(KEPT, *(part for part in file.parent.parts if part not in ("..", "/")))
    stem = f"{file.stem} {datetime.now().astimezone():%Y-%m-%d %H.%M.%S}"
    for number in count(1):
        found = into / f"{stem}{f' {number}' if number > 1 else ''}{file.suffix}"
        if not (folder / found).exists():
            return found.as_posix()
    raise AssertionError


def _all_kept(visit: Visit, id: str) -> list[tuple[str, str]]:
    """The kept files of a table, the last first, each with the file in whose place it was."""
    folder, found = visit.seen.project.folder, []
    for file, _ in _files(visit, visit.seen.project.config.tables.get(id)):
        name = PurePosixPath(_kept_as(folder, file))
        stem = PurePosixPath(file).stem
        stamped = re.compile(rf"{re.escape(stem)} \d{{4}}-\d\d-\d\d \d\d\.\d\d\.\d\d( \d+)?")
        there = folder / name.parent
        paths = sorted(there.iterdir(), reverse=True) if there.is_dir() else []
        found += [(f"{name.parent}/{path.name}", file) for path in paths if stamped.fullmatch(path.stem)]
    return found


def _changes(visit: Visit, id: str, since: str, file: str) -> TableChanges | None:
    """What the file that is there now changed in the table."""
    seen, findings = visit.seen, Findings()
    if seen.too_long is not None or is_too_long(seen.project.folder / since):
        return None
    before = seen.project.holding(file, (seen.project.folder / since).read_bytes())
    old = Run(before, findings=findings).alone(id, findings)
    new = Run(seen.project, findings=findings).alone(id, findings)
    return None if old is None or new is None else table_changes(old, new, visit.language)


def _asked(visit: Visit, known: Mapping[str, Table]) -> str:
    """The table that the address names; no page where there is none."""
    id = visit.path["id"]
    if id not in known:
        raise HTTPException(404, message("there is no such table").text(visit.language))
    return id


def _known(visit: Visit) -> dict[str, Table]:
    """Every table that a scheme reads, then those that only the project names."""
    run = visit.seen.loaded
    found = {name: ready.tables[name] for ready in run.load() for name in run.names(ready)}
    project = visit.seen.project
    return found | {
        name: project.tables[name] for name in project.config.tables if name not in found and name in project.tables
    }


def _lines(visit: Visit) -> Iterator[TableLine]:
    run, project = visit.seen.run, visit.seen.project
    read = visit.seen.too_long is None
    datas = {name: data for ready in run.load() if read for name, data in run.tables(ready.entry.id).items()}
    for id, known in _known(visit).items():
        source, data = project.config.tables.get(id), datas.get(id)
        files = source.files if isinstance(source, Source) and source.file != NO_RECORDS else ()
        parts = () if data is None else data.parts or (data,)
        yield TableLine(
            id,
            known.title.text(visit.language),
            files,
            source.result if isinstance(source, ResultSource) else "",
            isinstance(source, Source) and source.file == NO_RECORDS,
            None if data is None or not source else data.frame.height,
            sum(len(part.as_read.left_out) for part in parts),
            [one for one in run.findings if one.place.file in files],
            getattr(source, "join", ""),
        )


def _files(visit: Visit, source: object) -> list[tuple[str, str]]:
    """The files of a table, each with the digest of what is there now."""
    if not isinstance(source, Source) or source.file == NO_RECORDS:
        return []
    return [(file, digest_of(visit.seen.project.folder / file)) for file in source.files]


def id_of(finding: Finding) -> str:
    """What tells two findings apart."""
    return finding.text("en")


def _sheet(sheet: SheetAsRead, findings: Sequence[Finding], number: int, visit: Visit) -> dict[str, Any]:
    """A sheet to be drawn: the rows of one page, and in which cells something was found."""
    data, language = sheet.data, visit.language
    columns = data.table.columns
    at: dict[str, int] = {}
    for index, column in enumerate(columns):
        for title in (data.titles.get(column.id), *column.title.names()):
            if title:
                at.setdefault(title, index)
    cells: dict[tuple[int, int], list[Finding]] = {}
    for one in findings:
        place = one.place
        known = place.title in at and place.row is not None and place.file == data.file
        if known and place.row is not None and place.sheet in ("", data.sheet):
            cells.setdefault((place.row, at[place.title]), []).append(one)
    lines = sheet.lines[(number - 1) * ROWS : number * ROWS]
    shown = {line.row for line in lines}
    return {
        "place": Place(file=data.file, sheet=data.sheet).text(language),
        "about": [line.text(language) for line in sheet.about()],
        "columns": [(column.title.text(language), column.unit.text(language), column.type) for column in columns],
        "lines": lines,
        "cells": cells,
        "beside": [id_of(one) for (row, _), ones in cells.items() if row in shown for one in ones],
        "read": sum(not line.left_out for line in sheet.lines),
        "left": sum(line.left_out for line in sheet.lines),
        "pages": max(1, ceil(len(sheet.lines) / ROWS)),
    }


def _alike(file: str, ending: str) -> bool:
    return PurePosixPath(file).suffix.lower() == ending


def _named(title: str) -> str:
    """A name that a file can have."""
    return "".join("-" if one in '/\\:*?"<>|' or ord(one) < 32 else one for one in title).strip(". ") or "table"


def _renamed(folder: Path, text: str, id: str, before: str, name: str, visit: Visit) -> Edit:
    """``kaohe.toml`` with another name for the file of a table, and nothing else changed."""
    new = write({"x": name}).removeprefix("x = ").strip()
    if not before:
        line = f"{id} = {new}\n"
        head = "[tables]\n"
        found = f"{text.rstrip()}\n\n{head}{line}" if head not in text else text.replace(head, head + line, 1)
        if id in visit.seen.project.config.tables:
            _cannot(id, name)
    else:
        old = f'"{before}"'
        if text.count(old) != 1:
            _cannot(id, name)
        found = text.replace(old, new)
    _check(found, id, name)
    return Edit(found.encode(), digest_of(folder / FILE))


def _check(text: str, id: str, name: str) -> None:
    """What is written means what was asked for."""
    findings = Findings()
    document = parse(text, FILE, findings)
    config = None if document is None else configured(document, findings)
    source = None if config is None else config.tables.get(id)
    if findings.blocked or not isinstance(source, Source) or name not in source.files:
        _cannot(id, name)


def _cannot(id: str, name: str) -> None:
    what: Message = message("kaohe.toml names another file for “{id}”, and in a way that is not changed here", id=id)
    mend = message("write {name} there, or put in a file with the same ending", name=name)
    raise FindingsError([Finding(Place(file=FILE, keys=("tables", id)), what, mend)])
