"""How long a table may be on the page: files are counted as a stream before anything is read of them as a table.

Reading a row with all that may be wrong with it takes a fifth of a millisecond. So many rows that a page would be
waited for longer than a minute are refused at once, with the commands that do it all the same.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kaohe_core import Finding, Place
from kaohe_core.shelf import NoFile
from kaohe_web.messages import message

MOST_ROWS = 100_000  # of all tables together: thirty for each of a county's staff
MOST_UNPACKED = 400_000_000  # bytes of a workbook; one of so many rows has a third of that
MOST_TAGS = 30_000_000  # in a workbook: each cell has two or four, and each takes a hundred bytes of memory
CHUNK = 1 << 20
OVERLAP = 64  # bytes kept of the chunk before: no tag that is looked for is cut in two
ROW_TAG = re.compile(rb"<(?:[\w.-]+:)?(?:table-)?row[\s/>]")
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"


def too_many_rows() -> NoFile:
    """More rows than the page takes."""
    what = message("there are more than {most} rows, and so many are not taken on the page", most=MOST_ROWS)
    return NoFile(
        what,
        message("leave out the rows that are not of this round, or compute by the commands: kaohe check, kaohe score"),
    )


def refused(name: str, stream: IO[bytes]) -> Finding | None:
    """What is said of a file that is too long for the page; None: nothing. ``name`` is the file's."""
    try:
        rows_in(stream)
    except NoFile as error:
        return Finding(Place(file=name), error.what, error.mend)
    return None


def rows_of(path: Path) -> int:
    """How many rows a file has; 0 where that cannot be told: whoever reads it says why.

    Raises :class:`~kaohe_core.shelf.NoFile` for too many.
    """
    try:
        if not path.is_file():  # nor a pipe, for which one would wait
            return 0
        with path.open("rb") as stream:
            return rows_in(stream)
    except (OSError, ValueError):
        return 0


def is_too_long(path: Path) -> bool:
    """Whether a file alone is too long for the page."""
    try:
        rows_of(path)
    except NoFile:
        return True
    return False


def rows_in(stream: IO[bytes]) -> int:
    """How many rows a file has, whatever it is called: lines of a text, rows of every sheet of a workbook.

    Raises :class:`~kaohe_core.shelf.NoFile` as soon as there are too many.
    """
    start = stream.read(4)
    stream.seek(0)
    if start == ZIP:
        return _of_workbook(stream)
    if start == PARQUET:
        return _of_parquet(stream)
    lines = feeds = returns = 0
    for chunk in iter(lambda: stream.read(CHUNK), b""):
        feeds += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        lines = held(max(feeds, returns))
    return lines


def held(rows: int) -> int:
    """So many rows, where the page takes them. Raises :class:`~kaohe_core.shelf.NoFile`."""
    if rows > MOST_ROWS + 1:  # a header stands above them
        raise too_many_rows()
    return rows


def _of_workbook(stream: IO[bytes]) -> int:
    rows = size = tags = 0
    try:
        with zipfile.ZipFile(stream) as archive:
            for info in archive.infolist():
                if not info.filename.lower().endswith(".xml") or info.flag_bits & 1:
                    continue
                for chunk, before in _chunks(archive, info):
                    size += len(chunk)
                    tags += chunk.count(b"<")
                    rows += len(ROW_TAG.findall(before + chunk)) - len(ROW_TAG.findall(before))
                    held(rows)
                    if size > MOST_UNPACKED or tags > MOST_TAGS:
                        raise _too_large()
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, NotImplementedError, OSError):
        return rows  # damaged: whoever reads it says so
    return rows


def _too_large() -> NoFile:
    what = message("unpacked, this workbook is too large for the page")
    return NoFile(
        what, message("open it in Excel or WPS, delete the rows and columns in which nothing is, and save it")
    )


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """What a part has, in chunks, each with the end of the one before."""
    before = b""
    with archive.open(info) as part:
        for chunk in iter(lambda: part.read(CHUNK), b""):
            yield chunk, before
            before = (before + chunk)[-OVERLAP:]


def _of_parquet(stream: IO[bytes]) -> int:
    import polars as pl

    try:
        rows = pl.scan_parquet(stream).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError, ValueError):
        return 0
    return held(int(rows))
