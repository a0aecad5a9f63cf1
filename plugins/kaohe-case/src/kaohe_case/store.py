"""The store of acts: one SQLite file per project, append-only, every act chained to the one before by its digest.

An act is written in one transaction and flushed to the disk before it is acknowledged: a process killed at any moment
leaves either the whole act or nothing, and two processes take turns. A chain alone does not show that its tail was cut
off; the head digest does, and is therefore printed on every notice.

The files that an act relies on are kept beside it, in the same transaction, each once under the digest of its bytes.
An act names them in its data, and so the chain vouches for them too: a round can be derived again from this file alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from attrs import frozen

from kaohe_case.messages import message
from kaohe_core import Finding, Findings, FindingsError, Message, Place
from kaohe_core.writing import DONE

FILE = "kaohe.case"
START = "sha256:" + "0" * 64  # what the first act is chained to
WAIT = 30.0  # seconds one process waits for another's transaction
FILES = "files"  # the key of an act's data with the table name → digest of the files it relies on

_SCHEMA = """
CREATE TABLE IF NOT EXISTS acts (
    number INTEGER PRIMARY KEY CHECK (number >= 1),
    round TEXT NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL,
    before TEXT NOT NULL, digest TEXT NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER IF NOT EXISTS no_change BEFORE UPDATE ON acts BEGIN SELECT RAISE(ABORT, 'acts are never changed'); END;
CREATE TRIGGER IF NOT EXISTS no_removal BEFORE DELETE ON acts BEGIN SELECT RAISE(ABORT, 'acts are never removed'); END;
CREATE TABLE IF NOT EXISTS files (digest TEXT PRIMARY KEY NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS no_file_change BEFORE UPDATE ON files BEGIN SELECT RAISE(ABORT, 'files are never changed'); END;
CREATE TRIGGER IF NOT EXISTS no_file_removal BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'files are never removed'); END;
"""  # noqa: E501  # a statement a line: they are executed one by one


@frozen
class Act:
    """One act: who did what, when, on what, and the digest of everything before it.

    ``at`` is an ISO time with its offset, given by whoever acts; ``data`` holds texts, whole numbers, truth values,
    lists and tables only (decimals as texts), so that its canonical form is the same everywhere. ``data["files"]``,
    where it is there, is a table name → digest: the files the act relies on, which :meth:`Store.file` gives back.
    """

    number: int
    round: str
    kind: str
    who: str
    at: str
    data: Mapping[str, Any]
    before: str
    digest: str


def canonical(value: Any) -> str:
    """The one JSON text of plain data: keys sorted, no spaces, no binary float."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a binary float: write it as a text")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def digest_of(number: int, round: str, kind: str, who: str, at: str, data: str, before: str) -> str:
    """The digest of an act from its parts; ``data`` in canonical form."""
    text = canonical([number, round, kind, who, at, data, before])
    return digest_of_bytes(text.encode())


def digest_of_bytes(data: bytes) -> str:
    """``sha256:…`` of the bytes of a file: the name under which the store keeps it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def texts(value: Any) -> Iterator[str]:
    """Every text that stands as a value anywhere in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


class Store:
    """The acts of one project."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = None
        try:
            with suppress(
                OSError
            ):  # SQLite says why it cannot be made; what a round knows is not for everybody to read
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)
            connection.execute(
                "PRAGMA synchronous = EXTRA"
            )  # the directory too: an acknowledged act survives a power cut
            yield connection
        except (sqlite3.Error, UnicodeDecodeError) as error:  # a message that quotes damaged bytes is no text itself
            raise FindingsError([_trouble(self.path, error)]) from error
        finally:
            if connection is not None:
                connection.close()

    def append(
        self,
        round: str,
        kind: str,
        who: str,
        at: str,
        data: Mapping[str, Any],
        expected: str | None = None,
        files: Mapping[str, bytes] = MappingProxyType({}),
        aside: Collection[int] = (),
    ) -> Act:
        """Write one act and the files it relies on, and return it once all of it is on the disk.

        With ``expected``, the head that the decision was based on, an act made meanwhile by somebody else is a finding:
        the decision must be looked at again. Time goes forward: ``at`` before the newest act is a finding, acts with
        the numbers in ``aside`` not counted. ``files`` is digest → bytes, every digest named in ``data`` (ValueError
        otherwise); a file that is there already is kept
        once. Raises :class:`FindingsError` if nothing could be written.
        """
        plain = canonical(data)
        _check_files(data, files)
        now = self._instant(at)
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for statement in _SCHEMA.split(";\n"):
                    if statement.strip():
                        connection.execute(statement)
                rows = connection.execute("SELECT number, round, at, digest FROM acts ORDER BY number").fetchall()
                number, before = (rows[-1][0] + 1, rows[-1][3]) if rows else (1, START)
                if expected is not None and before != expected:
                    self._refuse(
                        message("somebody else recorded an act meanwhile: the head is {head} now", head=before),
                        message("look at it, and give the command again"),
                    )
                row = max(
                    (one for one in rows if one[0] not in aside), key=lambda one: self._instant(one[2]), default=None
                )
                if row and now < self._instant(row[2]):
                    self._refuse(
                        message(
                            "the time {at} lies before the newest act, which was recorded at {newest}",
                            at=at,
                            newest=row[2],
                        ),
                        message(
                            "set the clock of this computer right, and give the command again; if act {number} has a"
                            " wrong time, annul it: kaohe case annul --round {round} --act {number}",
                            number=row[0],
                            round=row[1],
                        ),
                    )
                digest = digest_of(number, round, kind, who, at, plain, before)
                connection.executemany("INSERT INTO files VALUES (?, ?) ON CONFLICT DO NOTHING", files.items())
                connection.execute(
                    "INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (number, round, kind, who, at, plain, before, digest),
                )
                connection.execute("COMMIT")
                DONE.append(self.path)
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        return Act(number, round, kind, who, at, json.loads(plain), before, digest)

    def _instant(self, at: str) -> datetime:
        """The moment that an act's time means."""
        try:
            found = datetime.fromisoformat(at)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            self._refuse(
                message("“{at}” is not a time with its offset from universal time", at=at),
                message("write it like 2026-09-01T08:30:00+08:00"),
            )
        return found

    def _refuse(self, what: Message, mend: Message | None = None) -> NoReturn:
        raise FindingsError([Finding(Place(file=self.path.name), what, mend)])

    def acts(self, round: str | None = None) -> list[Act]:
        """All acts in order, or those of one round; none where there is no file yet."""
        return [self._act(row) for row in self._rows() if round is None or row[1] == round]

    def _act(self, row: tuple[Any, ...]) -> Act:
        number, round, kind, who, at, text, before, digest = row
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            self._refuse(message("act {number} was changed after it was recorded", number=number))
        return Act(number, round, kind, who, at, data, before, digest)

    def file(self, digest: str) -> bytes:
        """The bytes of a kept file. Raises :class:`FindingsError` if it is not here or not what was kept."""
        found = None
        if self.path.exists():
            with self._connection() as connection:
                if _has(connection, "files"):
                    found = connection.execute("SELECT bytes FROM files WHERE digest = ?", (digest,)).fetchone()
        if found is None:
            self._refuse(message("the file {digest} is not kept here", digest=digest))
        (data,) = found
        if not isinstance(data, bytes) or digest_of_bytes(data) != digest:
            self._refuse(message("the file {digest} was changed after it was kept", digest=digest))
        return data

    def _rows(self) -> list[tuple[Any, ...]]:
        """The acts as they are stored, in order."""
        if not self.path.exists():
            return []
        with self._connection() as connection:
            return _acts(connection)

    def head(self) -> str:
        """The digest of the newest act."""
        rows = self._rows()
        return str(rows[-1][-1]) if rows else START

    def verify(self, findings: Findings, head: str | None = None) -> None:
        """Derive every digest again from the stored bytes; findings for whatever was changed, removed, added or moved.

        ``head`` is the digest printed on a notice: it must be that of one of the acts, or the tail was cut off. Of the
        files, those under the key ``files`` of an act's data must be there, and none may be that no act names.
        """
        rows, kept = self._kept(findings)
        if self.path.exists() and not rows:  # a record begins with an act
            findings.add(
                Place(file=self.path.name),
                message("the file holds no act: the record was emptied, or it is none"),
                message("put back a copy; the head digest on the last notice shows whether it is complete"),
            )
        previous, seen, named = START, set[str](), set[str]()
        for expected, row in enumerate(rows, start=1):
            number, round_, kind, who, at, data, before, digest = row
            place = Place(file=self.path.name)
            if number != expected:
                findings.add(place, message("act {number} is missing", number=expected))
                return
            if before != previous:
                findings.add(place, message("act {number} does not follow the act before it", number=number))
            if digest_of(number, round_, kind, who, at, data, before) != digest:
                findings.add(place, message("act {number} was changed after it was recorded", number=number))
            else:
                named |= self._check_named(row, kept, findings)
            previous = digest
            seen.add(digest)
        for digest in sorted(kept - named, key=str):
            findings.add(
                Place(file=self.path.name), message("the file {digest} is kept, and no act names it", digest=digest)
            )
        if head is not None and head not in seen:
            findings.add(
                Place(file=self.path.name),
                message(
                    "the head {head} that was made public is not among the acts: acts are missing at the end", head=head
                ),
            )

    def _kept(self, findings: Findings) -> tuple[list[tuple[Any, ...]], set[str]]:
        """The acts, and the digests of the files beside them at the same moment; findings for changed files."""
        kept: set[str] = set()
        if not self.path.exists():
            return [], kept
        with self._connection() as connection:
            connection.execute("BEGIN")  # what another process adds meanwhile is neither missing nor too much
            rows = _acts(connection)
            if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):  # such as a lost way to a file
                findings.extend([_trouble(self.path, sqlite3.DatabaseError("malformed"))])
            for digest, data in connection.execute("SELECT * FROM files") if _has(connection, "files") else ():
                kept.add(digest)
                if not isinstance(data, bytes) or digest_of_bytes(data) != digest:
                    findings.add(
                        Place(file=self.path.name),
                        message("the file {digest} was changed after it was kept", digest=digest),
                    )
        return rows, kept

    def _check_named(self, row: tuple[Any, ...], kept: set[str], findings: Findings) -> set[str]:
        """The texts of an unchanged act, any of which may name a file; findings for files that are not there."""
        act = self._act(row)
        files = act.data.get(FILES)
        for name, digest in files.items() if isinstance(files, Mapping) else ():
            if not isinstance(digest, str) or digest not in kept:
                findings.add(
                    Place(file=self.path.name),
                    message(
                        "act {number} relies on the file “{name}” ({digest}), which is not kept here",
                        number=act.number,
                        name=name,
                        digest=digest,
                    ),
                )
        return set(texts(act.data))


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None


def _acts(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    if not _has(connection, "acts"):
        return []
    rows = connection.execute(
        "SELECT number, round, kind, who, at, data, before, digest FROM acts ORDER BY number"
    ).fetchall()
    if not all(isinstance(row[0], int) and all(isinstance(text, str) for text in row[1:]) for row in rows):
        raise sqlite3.DatabaseError("malformed: STRICT tables hold nothing else")
    return rows


def _check_files(data: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Mistakes of the program, no school: a digest that is not that of the bytes, or that the act does not name."""
    named = set(texts(data))
    for digest, content in files.items():
        if digest_of_bytes(content) != digest:
            raise ValueError(f"{digest} is not the digest of the bytes given for it")
        if digest not in named:
            raise ValueError(f"{digest} is given, and the data of the act do not name it")


def _trouble(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> Finding:
    text = str(error)
    what: Message
    mend: Message | None = None
    if "disk is full" in text or "disk I/O" in text:
        what = message("the disk is full: nothing was recorded, and nothing recorded before is lost")
        mend = message("make room, and give the command again")
    elif "locked" in text:
        what = message("another process is recording an act and does not finish")
        mend = message("wait until it is done, and give the command again")
    elif any(sign in text for sign in ("not a database", "malformed", "decode", "no such column", "no such table")):
        what = message("the file is damaged, or it is no record of a case")
        mend = message("put back a copy; the head digest on the last notice shows whether it is complete")
    elif "unable to open" in text:
        what = message("the file cannot be opened or made here")
        mend = message("see that the folder exists and may be written to")
    elif "readonly" in text:
        what = message("the file may not be written to")
    else:
        what = message("the record cannot be kept: {reason}", reason=text)
    return Finding(Place(file=path.name), what, mend)
