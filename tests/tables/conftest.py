"""One table that has every type of column, and helpers that write it wrongly."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from kaohe_core.findings import Findings
from kaohe_core.messages import Language, Text
from kaohe_core.tables.data import Data, Source
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.reading import read_table

TABLE = Table(
    "attendance",
    Text("考勤", "Attendance"),
    (
        Column("id", Text("工号", "Staff ID"), "text", aliases=("教职工编号",)),
        Column(
            "sick-days", Text("病假天数", "Sick days"), unit=Text("天", "days"), decimals=1, high=200, aliases=("病假",)
        ),
        Column("late", "迟到次数", unit="次", high=100, required=False),
        Column("rate", "出勤率", unit="%", decimals=2, high=100, required=False),
        Column("day", Text("日期", "Date"), "date", required=False),
        Column("full", "满勤", "flag", required=False),
        Column("grade", "等次", "text", choices=("优秀", "合格", "不合格"), required=False),
    ),
)
EVENTS = Table(
    "leave",
    Text("请假", "Leave"),
    (
        Column("id", "工号", "text"),
        Column("day", "日期", "date"),
        Column("days", "天数", unit="天", decimals=1, high=30),
    ),
    rows="event",
    absence="zero",
    key=("id", "day"),
    limit=3,
)
HEADER = ("工号", "病假天数", "迟到次数", "出勤率", "日期", "满勤", "等次")


@pytest.fixture
def table() -> Table:
    return TABLE


@pytest.fixture
def events() -> Table:
    return EVENTS


@pytest.fixture
def header() -> tuple[str, ...]:
    return HEADER


Reader = Callable[..., tuple[Data | None, list[str]]]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Read a file under ``tmp_path``: the data, and the findings' texts."""

    def read(
        file: str, table: Table = TABLE, sheet: str | None = None, language: Language = "zh"
    ) -> tuple[Data | None, list[str]]:
        findings = Findings()
        data = read_table(table, Source(file, sheet), tmp_path, findings)
        return data, [finding.text(language) for finding in findings]

    return read


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., str]:
    """Write rows to ``考勤.xlsx`` (sheet “考勤”), as openpyxl does: a text that begins with = is a formula."""

    def write(
        *rows: Sequence[object], file: str = "考勤.xlsx", sheet: str = "考勤", then: Callable[[Any], None] | None = None
    ) -> str:
        import openpyxl

        book = openpyxl.Workbook()
        book.active.title = sheet
        for row in rows:
            book.active.append(list(row))
        if then is not None:
            then(book.active)
        book.save(tmp_path / file)
        return file

    return write


@pytest.fixture
def csv(tmp_path: Path) -> Callable[..., str]:
    """Write a text to ``考勤.csv``."""

    def write(text: str, encoding: str = "utf-8", file: str = "考勤.csv") -> str:
        (tmp_path / file).write_bytes(text.encode(encoding))
        return file

    return write


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., None]:
    """Change the XML inside an .xlsx file, to make what other programs write."""

    def edit(file: str, part: str, change: Callable[[str], str]) -> None:
        path = tmp_path / file
        buffer = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, change(content.decode()).encode() if name == part else content)
        path.write_bytes(buffer.getvalue())

    return edit
