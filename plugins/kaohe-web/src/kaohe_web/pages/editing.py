"""The editor: a file of the scheme as text, with what is wrong while it is typed, completed, and saved whole.

Nothing that is typed touches the disk before it is saved: it is held in the place of the file, in memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from kaohe_core import Findings, FindingsError
from kaohe_core.config import FILE
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.scheme.json_schema import Schema, project_schema, scheme_schema
from kaohe_core.shelf import Shelf
from kaohe_core.toml.document import read
from kaohe_core.writing import Edit, digest_of, edit
from kaohe_web.desk import Seen
from kaohe_web.drawn import back, page, shown
from kaohe_web.messages import message
from kaohe_web.pages.schema_walk import alternatives, said_of, under
from kaohe_web.visit import Visit


def editor(visit: Visit) -> Response:
    """A file, to be changed."""
    files = _files(visit)
    name = visit.query.get("file", FILE)
    if name not in files:
        raise HTTPException(404, message("this file is not changed here").text(visit.language))
    path = visit.desk.folder / name
    was = digest_of(path)
    try:
        text = path.read_bytes().decode("utf-8-sig") if was else ""
    except UnicodeDecodeError:
        raise HTTPException(422, message("the file is no UTF-8 text").text(visit.language)) from None
    nonce = secrets.token_urlsafe(16)
    return page(
        visit,
        "edit.html",
        nonce=nonce,
        files=files,
        name=name,
        text=text,
        was=was,
        findings=found_if(visit, name, text),
    )


def check(visit: Visit) -> Response:
    """What would be wrong if the file were saved as it is typed."""
    name, text = visit.form.get("file", ""), visit.form.get("text", "")
    if name not in _files(visit):
        raise HTTPException(404)
    return JSONResponse(shown(found_if(visit, name, _unix(text)), visit.language))


def complete(visit: Visit) -> Response:
    """What can stand at a place: keys of a table, or values of a key; and the columns that formulas can name."""
    seen, name = visit.seen, visit.query.get("file", "")
    path = [part for part in visit.query.get("path", "").split(".") if part]
    key = visit.query.get("key", "")
    found = list(_offered(schema_of(visit, name), path, key))
    if key and name != FILE:
        tables = seen.project.tables.values()
        columns = [
            (f"{table.id}.{column.id}", f"{table.title.text(visit.language)} {column.title.text(visit.language)}")
            for table in tables
            for column in table.columns
        ]
        found += columns
    return JSONResponse([{"label": label, "detail": detail} for label, detail in dict(found).items()])


def save(visit: Visit) -> Response:
    """Save the file whole, if it is as it was when it was opened."""
    name = visit.form.get("file", "")
    if name not in _files(visit):
        raise HTTPException(404, message("this file is not changed here").text(visit.language))
    path, text = visit.desk.folder / name, _unix(visit.form.get("text", ""))
    with visit.desk.writing:
        before = path.read_bytes() if path.exists() else b""
        mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""  # as the file had it, so it stays
        ends = "\r\n" if b"\r\n" in before else "\n"
        content = mark + text.replace("\n", ends).encode()
        try:
            edit(visit.desk.folder, {name: Edit(content, visit.form.get("was", ""))})
        except FindingsError as error:
            nonce = secrets.token_urlsafe(16)
            values = {"files": _files(visit), "name": name, "text": text, "was": visit.form.get("was", "")}
            return page(visit, "edit.html", 422, nonce=nonce, findings=error.findings, **values)
    return back(visit, f"/edit?file={name}", message("“{file}” is saved", file=name))


def _unix(text: str) -> str:
    """Lines end in one way, as a browser sends them in two."""
    return text.replace("\r\n", "\n")


def _files(visit: Visit) -> list[str]:
    """The files that can be changed here: the project's, its schemes', those that these extend, the written texts."""
    try:
        seen = visit.seen
    except FindingsError:
        return [FILE]
    return seen.once("files", lambda: _files_of(seen))


def _files_of(seen: Seen) -> list[str]:
    folder, found = seen.project.folder, [FILE]
    for entry in seen.project.config.scheme:
        chain = [entry.file]
        for name in chain:
            document = read(folder / name, name, Findings(), seen.project.shelf)
            above = None if document is None else document.data.get("extends")
            text = None if document is None else document.data.get("text")
            if isinstance(above, str):
                other = (Path(name).parent / above).as_posix()
                chain += [other] if other not in chain else []
            if isinstance(text, str) and (folder / text).is_file():
                found.append(text)
        found += chain
    return list(dict.fromkeys(found))


def found_if(visit: Visit, name: str, text: str) -> Findings:
    """What is wrong with the project if the file were so."""
    content = text.encode()
    if name == FILE:
        _, findings = Project.as_far_as_known(
            visit.desk.folder, shelf=Shelf().holding(visit.desk.folder / FILE, content)
        )
        return findings
    if not name.endswith(".toml"):
        return Findings()
    try:
        seen = visit.seen
    except FindingsError as error:
        return error.findings
    asked = tuple(entry.id for entry in seen.project.config.scheme if name in _chain(seen, entry.file))
    run = Run(seen.project.holding(name, content), asked, findings=Findings())
    run.load()
    return run.findings


def _chain(seen: Seen, file: str) -> list[str]:
    """A scheme's file and those that it extends."""
    ready = next((one for one in seen.loaded.load() if one.entry.file == file), None)
    return [file] if ready is None else [file, *ready.resolved.layers]


# completion -----------------------------------------------------------------------------------------------------------


def schema_of(visit: Visit, name: str) -> Schema:
    """The schema of a file, made once."""
    return visit.seen.once(("schema", name == FILE, visit.language), lambda: _schema(visit.seen, name, visit))


def _schema(seen: Seen, name: str, visit: Visit) -> Schema:
    plugins, project = seen.project.plugins, seen.project
    if name == FILE:
        return project_schema(project.tables, visit.language)
    return scheme_schema(plugins.rules(), plugins.settlements(), plugins.dimensions(), visit.language)


def _offered(schema: Schema, path: list[str], key: str) -> Iterator[tuple[str, str]]:
    """Keys, or values of ``key``, each with what it means."""
    nodes = [schema]
    for part in path:
        nodes = [inner for node in nodes for inner in under(node, part, schema)]
    if not key:
        for node in nodes:
            for one in alternatives(node, schema):
                for name, value in one.get("properties", {}).items():
                    yield name, said_of(value, schema)
        return
    for node in nodes:
        for inner in under(node, key, schema):
            for one in alternatives(inner, schema):
                for value in [*one.get("enum", ()), *([one["const"]] if "const" in one else [])]:
                    yield (f'"{value}"' if isinstance(value, str) else str(value).lower()), said_of(one, schema)
                if one.get("type") == "boolean":
                    yield from (("true", ""), ("false", ""))
