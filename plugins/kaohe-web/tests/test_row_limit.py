"""What is too long for a page: counted as a stream, and refused with its reason before anything is read or computed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from kaohe_core.shelf import NoFile
from kaohe_core.tables import reading
from kaohe_web import row_limit
from kaohe_web.row_limit import MOST_ROWS, rows_in

from .conftest import inside, text_of, word_of
from .test_tables import LOG, put

HEAD, ROW = "编号,书名,页数,日期,凭据\n", "R01,小河淌水,120,2026-03-05,读书卡 1\n"
SAID = (
    "there are more than 100000 rows, and so many are not taken on the page To mend it: leave out the rows that are "
    "not of this round, or compute by the commands: kaohe check, kaohe score"
)


def workbook(rows: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("登记")
    for number in range(rows):
        sheet.append([f"R{number}", "书"])
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def parquet(rows: int) -> bytes:
    found = io.BytesIO()
    pl.DataFrame({"x": range(rows)}).write_parquet(found)
    return found.getvalue()


def zipped(**parts: bytes) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"{name}.xml", content)
    return found.getvalue()


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"", 0),
        (b"a,b\n1,2\n3,4\n", 3),
        (b"a,b\r\n1,2\r\n", 2),
        (b"a,b\r1,2\r", 2),  # as old Macs end lines
        (workbook(7), 7),
        (parquet(5), 5),
        (zipped(content=b"<table:table-row/><table:table-row x='1'><table:table-row>"), 3),
        (zipped(content=b"<rows/><rowBreaks/><x:row r='1'/>"), 1),
        (zipped(content=b" " * ((1 << 20) - 3) + b"<row r='1'/>"), 1),  # cut in two by the end of a chunk
        (b"PK\x03\x04 and nothing of an archive", 0),  # its reader says what is wrong
        (b"PAR1 and nothing behind", 0),
    ],
)
def test_rows_are_counted_whatever_a_file_is(content, rows):
    assert rows_in(io.BytesIO(content)) == rows


def test_a_small_file_that_unpacks_to_very_much_is_given_up_on_the_way(monkeypatch):
    """A bomb is not unpacked to its end: the first part is above the bound, the second cannot even be read."""
    monkeypatch.setattr(row_limit, "MOST_UNPACKED", 5_000_000)
    bomb = zipped(one=bytes(20_000_000))
    with pytest.raises(NoFile, match="unpacked, this workbook is too large for the page"):
        rows_in(io.BytesIO(bomb))
    assert len(bomb) < 50_000

    monkeypatch.setattr(row_limit, "MOST_TAGS", 1000)
    with pytest.raises(NoFile, match="unpacked, this workbook is too large for the page"):
        rows_in(io.BytesIO(zipped(one=b"<c/>" * 1001)))


def test_a_million_rows_put_in_are_refused_at_once(project, monkeypatch):
    """Nothing of them is read as a table, and what was there stays."""
    before = (project / "data/reading-log.csv").read_bytes()
    client = inside(project)
    client.get(LOG)
    monkeypatch.setattr(reading, "read_table", lambda *_: pytest.fail("read"))

    answer = put(client, (HEAD + ROW * 1_000_000).encode(), "很长.csv")

    assert answer.status_code == 422
    assert text_of(answer.text) == f"This cannot be shown to be mended W008 很长.csv {SAID} Edit"
    assert (project / "data/reading-log.csv").read_bytes() == before
    assert not (project / "kept").exists()


def long_log(project: Path) -> None:
    (project / "data/reading-log.csv").write_text(HEAD + ROW * (MOST_ROWS + 1), encoding="utf-8")


def test_a_long_file_put_beside_the_page_is_said_and_not_read(project, monkeypatch):
    before = (project / "data/reading-log.csv").read_bytes()
    long_log(project)
    monkeypatch.setattr(reading, "read_table", lambda *_: pytest.fail("read"))
    client = inside(project)

    for address in ("/tables", LOG, "/results/reading"):
        assert f"data/reading-log.csv {SAID}" in text_of(client.get(address).text)
    assert "each-book" in client.get("/scheme/reading").text  # what needs no table goes on
    word = word_of(client.get("/trial/reading").text)
    tried = client.post("/trial/reading", data={"word": word, "value:books.each-book.points": "3"})
    opened = client.post("/case", data={"word": word, "round": "2026", "scheme": "reading", "who": "x"})
    assert [tried.status_code, opened.status_code] == [422, 422]
    assert SAID in text_of(tried.text)
    assert SAID in text_of(opened.text)
    assert client.get(LOG).text.count('enctype="multipart/form-data"') == 1  # another file can take its place
    monkeypatch.undo()
    assert put(client, before, "a.csv").status_code == 200
    assert client.get("/results/reading").status_code == 200


def test_the_bound_is_that_of_all_tables_together(project, monkeypatch):
    """Three readers and four books under two headers are nine lines; with one header free, eight may be too many."""
    monkeypatch.setattr(row_limit, "MOST_ROWS", 7)
    assert "there are more than 7 rows" in text_of(inside(project).get("/results/reading").text)

    monkeypatch.setattr(row_limit, "MOST_ROWS", 8)
    assert inside(project).get("/results/reading").status_code == 200
