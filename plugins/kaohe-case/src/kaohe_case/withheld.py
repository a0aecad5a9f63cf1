"""Account numbers, which stay out of the record: of a file that holds any, only the tables that are read are kept.

In the place of each account number stands its digest, keyed with a salt that the office keeps beside the project and
nobody else has: a card number has too few digits for a digest of it alone to hide it. With the salt, the office can
show later which number stood there. Nothing that is frozen, entered again or scored depends on account numbers, so that
a wrong one can be put right until the money is paid.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve

from kaohe_case.snapshot import read_by
from kaohe_case.store import canonical
from kaohe_core import ROW, Data, Table
from kaohe_core.config import ResultSource
from kaohe_core.formula import tree
from kaohe_core.project import NO_RECORDS, Project, Ready
from kaohe_core.run import Run

SALT = "kaohe.salt"  # beside kaohe.toml; private, and no part of what is given to others
KEY = "kaohe-withheld"  # the key by which a kept file is known to hold tables instead of what was read
MARK = canonical({KEY: 1})[:-2].encode()
FORMAT = 1

Accounts = Mapping[str, frozenset[str]]  # by table, the columns with account numbers


def accounts_of(chain: Collection[Ready]) -> dict[str, frozenset[str]]:
    """Where the schemes have account numbers: what their payment files read."""
    found: dict[str, frozenset[str]] = {}
    for ready in chain:
        payout = ready.scheme.payout
        for node in () if payout is None else tree.measures_of(payout.account):
            columns = {leaf.column.id for part in node.parts() for leaf in part.walk() if isinstance(leaf, tree.Field)}
            found[node.table.id] = found.get(node.table.id, frozenset()) | columns
    return found


def only_paid_by(chain: Collection[Ready]) -> set[str]:
    """The tables that nothing reads but payment files: no mark and no amount depends on them."""
    paying: set[str] = set()
    other: set[str] = set()
    for ready in chain:
        scheme, plan = ready.scheme, ready.plan
        payout = () if scheme.payout is None else (scheme.payout.account, scheme.payout.holder)
        of_payout = set(tree.measures_of(*payout))
        paying |= {node.table.id for node in of_payout}
        asked = {node for step in plan.steps for node in step.measures()}
        asked |= set(tree.measures_of(*(reason.when for reason in (*scheme.not_assessed, *scheme.not_scored))))
        asked |= set(tree.measures_of(scheme.unit, scheme.name))
        other |= {plan.roster.id, *(node.table.id for node in asked)}
    return paying - other


def without(data: Data, columns: Collection[str]) -> Data:
    """A table without its account numbers."""
    if not columns:
        return data
    table = evolve(data.table, columns=tuple(one for one in data.table.columns if one.id not in columns))
    return evolve(data, table=table, frame=data.frame.drop(list(columns)))


# ---------------------------------------------------------------- kept


def salt_of(folder: Path) -> bytes:
    """The office's salt, made where there is none yet. Raises ``OSError`` where it cannot be."""
    path = folder / SALT
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_hex(32).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    return path.read_bytes()


def kept_instead(run: Run, scheme: str, files: Mapping[str, tuple[str, bytes]], salt: Path | None) -> dict[str, bytes]:
    """What is kept of each file, by path: its bytes or, where it holds account numbers, the tables read from it.

    ``files`` has path and bytes by table, as :func:`kaohe_case.snapshot.table_files` gives them; ``salt`` is the folder
    of the salt, or None for one that is forgotten at once: what comes out is then only held against what is kept.
    """
    chain = read_by(run, scheme)
    accounts = accounts_of(chain)
    holding = {path for table, (path, _) in files.items() if table.partition(" ")[0] in accounts}
    found: dict[str, bytes] = {}
    for path in dict.fromkeys(path for path, _ in files.values()):
        names = [table for table, (of, _) in files.items() if of == path]
        content = files[names[0]][1]
        if path not in holding or content.startswith(MARK):
            found[path] = content
            continue
        key = secrets.token_bytes() if salt is None else salt_of(salt)
        tables = {}
        for ready in chain:
            for name, data in run.tables(ready.entry.id).items():
                if name in names and name not in tables:
                    tables[name] = _plain(data, accounts.get(name, frozenset()), key)
        found[path] = canonical({KEY: FORMAT, "tables": tables}).encode()
    return found


def _plain(data: Data, accounts: Collection[str], salt: bytes) -> dict[str, Any]:
    columns = [column.id for column in data.table.columns]
    rows = [
        [_cell(value, salt if name in accounts else None) for name, value in zip((*columns, ROW), row, strict=True)]
        for row in data.frame.select(*columns, ROW).iter_rows()
    ]
    found = {"columns": columns, "rows": rows, **_place(data)}
    return found | ({"parts": [_place(part) for part in data.parts]} if data.parts else {})


def _place(data: Data) -> dict[str, Any]:
    """Where a table was read, and what its columns are called there."""
    return {"file": data.file, "sheet": data.sheet, "titles": dict(data.titles)}


def _cell(value: Any, salt: bytes | None) -> Any:
    if value is None or salt is None:
        return value.isoformat() if isinstance(value, date) else value
    spelled = "".join(str(value).split()).encode()
    return "hmac-sha256:" + hmac.new(salt, spelled, hashlib.sha256).hexdigest()


# ---------------------------------------------------------------- read again


def over(project: Project) -> Run:
    """A run over a project, some of whose files may be tables that were kept instead."""
    kept = dict(_kept(project))
    if not kept:
        return Run(project)
    given: dict[str, Data] = {}
    probe = Run(project)  # schemes that the record does not keep cannot be loaded, which is no finding about it
    for id in project.schemes:
        ready = probe.ready(id)
        for name in () if ready is None else ready.plan.tables():
            if ready is not None and name in kept and name not in given:
                given[name] = _data(ready.tables[name], kept[name])
    return Run(project, given=given)


def _kept(project: Project) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, source in project.config.tables.items():
        if isinstance(source, ResultSource) or source.file == NO_RECORDS:
            continue
        path = project.folder / source.file
        content = project.shelf.read(path) if project.shelf.holds(path) else b""
        tables = json.loads(content)["tables"] if content.startswith(MARK) else {}
        if name in tables:
            yield name, tables[name]


def _data(table: Table, kept: Mapping[str, Any]) -> Data:
    """A table from what was kept of it. Raises ``LookupError``, ``TypeError`` or ``ValueError`` where it is none."""
    import polars as pl

    kinds = {"number": pl.Int64, "flag": pl.Int64, "date": pl.Date, "text": pl.String}
    places = {name: place for place, name in enumerate(kept["columns"])}
    series = []
    for column in table.columns:
        values = [row[places[column.id]] for row in kept["rows"]]
        if column.type == "date":
            values = [None if value is None else date.fromisoformat(value) for value in values]
        series.append(pl.Series(column.id, values, dtype=kinds[column.type]))
    series.append(pl.Series(ROW, [row[-1] for row in kept["rows"]], dtype=pl.Int64))
    frame = pl.DataFrame(series)
    parts = tuple(_data_of(table, frame.clear(), part) for part in kept.get("parts", ()))  # a row’s number says which
    return evolve(_data_of(table, frame, kept), parts=parts)


def _data_of(table: Table, frame: Any, place: Mapping[str, Any]) -> Data:
    return Data(table, frame, str(place["file"]), str(place["sheet"]), dict(place["titles"]))


def same_but_accounts(one: bytes, other: bytes, accounts: Accounts) -> bool:
    """Whether two kept files say the same beside the account numbers in them."""
    return bool(_bare(one, accounts) == _bare(other, accounts))


def _bare(content: bytes, accounts: Accounts) -> Any:
    tables = json.loads(content)["tables"]
    for name, table in tables.items():
        hidden = {place for place, column in enumerate(table["columns"]) if column in accounts.get(name, ())}
        table["rows"] = [[cell for place, cell in enumerate(row) if place not in hidden] for row in table["rows"]]
    return tables
