"""The store of acts: one SQLite file per project, append-only, every act chained to the one before by its digest.

An act is written in one transaction and flushed to the disk before it is acknowledged: a process killed at any moment
leaves either the whole act or nothing, and two processes take turns. A chain alone does not show that its tail was cut
off; the head digest does, and is therefore printed on every notice.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

from kaohe_core.findings import Findings, FindingsError, Place
from kaohe_core.messages import Message, message

FILE = "kaohe.case"
START = "sha256:" + "0" * 64  # what the first act is chained to
WAIT = 30.0  # seconds one process waits for another's transaction

_SCHEMA = """
CREATE TABLE IF NOT EXISTS acts (
    number INTEGER PRIMARY KEY CHECK (number >= 1),
    round TEXT NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL,
    before TEXT NOT NULL, digest TEXT NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER IF NOT EXISTS no_change BEFORE UPDATE ON acts BEGIN SELECT RAISE(ABORT, 'acts are never changed'); END;
CREATE TRIGGER IF NOT EXISTS no_removal BEFORE DELETE ON acts BEGIN SELECT RAISE(ABORT, 'acts are never removed'); END;
"""


@frozen
class Act:
    """One act: who did what, when, on what, and the digest of everything before it.

    ``at`` is an ISO time with its offset, given by whoever acts; ``data`` holds texts, whole numbers, truth values,
    lists and tables only (decimals as texts), so that its canonical form
    is the same everywhere.
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
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


class Store:
    """The acts of one project."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = None
        try:
            connection = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)
            connection.execute(
                "PRAGMA synchronous = EXTRA"
            )  # the directory too: an acknowledged act survives a power cut
            yield connection
        except sqlite3.Error as error:
            raise FindingsError([_trouble(self.path, error)]) from error
        finally:
            if connection is not None:
                connection.close()

    def append(
        self, round: str, kind: str, who: str, at: str, data: Mapping[str, Any], expected: str | None = None
    ) -> Act:
        """Write one act and return it once it is on the disk.

        With ``expected``, the head that the decision was based on, an act made meanwhile by somebody else is a finding:
        the decision must be looked at again. Raises :class:`FindingsError` if nothing could be written.
        """
        plain = canonical(data)
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for statement in _SCHEMA.split(";\n"):
                    if statement.strip():
                        connection.execute(statement)
                row = connection.execute("SELECT number, digest FROM acts ORDER BY number DESC LIMIT 1").fetchone()
                number, before = (row[0] + 1, row[1]) if row else (1, START)
                if expected is not None and before != expected:
                    findings = Findings()
                    findings.add(
                        Place(file=self.path.name),
                        message("somebody else recorded an act meanwhile: the head is {head} now", head=before),
                        message("look at it, and give the command again"),
                    )
                    findings.stop()
                digest = digest_of(number, round, kind, who, at, plain, before)
                connection.execute(
                    "INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (number, round, kind, who, at, plain, before, digest),
                )
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        return Act(number, round, kind, who, at, json.loads(plain), before, digest)

    def acts(self, round: str | None = None) -> list[Act]:
        """All acts in order, or those of one round; none where there is no file yet."""
        return [
            Act(number, of, kind, who, at, json.loads(data), before, digest)
            for number, of, kind, who, at, data, before, digest in self._rows()
            if round is None or of == round
        ]

    def _rows(self) -> list[tuple[Any, ...]]:
        """The acts as they are stored, in order."""
        if not self.path.exists():
            return []
        with self._connection() as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'acts'").fetchone():
                return []
            return connection.execute(
                "SELECT number, round, kind, who, at, data, before, digest FROM acts ORDER BY number"
            ).fetchall()

    def head(self) -> str:
        """The digest of the newest act."""
        rows = self._rows()
        return str(rows[-1][-1]) if rows else START

    def verify(self, findings: Findings, head: str | None = None) -> None:
        """Derive every digest again from the stored bytes; findings for whatever was changed, removed, added or moved.

        ``head`` is the digest printed on a notice: it must be that of one of the acts, or the tail was cut off.
        """
        previous, seen = START, {START}
        for expected, row in enumerate(self._rows(), start=1):
            number, round_, kind, who, at, data, before, digest = row
            place = Place(file=self.path.name)
            if number != expected:
                findings.add(place, message("act {number} is missing", number=expected))
                return
            if before != previous:
                findings.add(place, message("act {number} does not follow the act before it", number=number))
            if digest_of(number, round_, kind, who, at, data, before) != digest:
                findings.add(place, message("act {number} was changed after it was recorded", number=number))
            previous = digest
            seen.add(digest)
        if head is not None and head not in seen:
            findings.add(
                Place(file=self.path.name),
                message(
                    "the head {head} that was made public is not among the acts: acts are missing at the end", head=head
                ),
            )


def _trouble(path: Path, error: sqlite3.Error) -> Any:
    from kaohe_core.findings import Finding

    text = str(error)
    what: Message
    mend: Message | None = None
    if "disk is full" in text or "disk I/O" in text:
        what = message("the disk is full: nothing was recorded, and nothing recorded before is lost")
        mend = message("make room, and give the command again")
    elif "locked" in text:
        what = message("another process is recording an act and does not finish")
        mend = message("wait until it is done, and give the command again")
    elif "not a database" in text or "malformed" in text:
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
