"""Rows in memory, the order of columns and rows, and what a declaration may say."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaohe_core.findings import Findings
from kaohe_core.tables.data import Source
from kaohe_core.tables.declared import Column, Table, united
from kaohe_core.tables.reading import data_from_rows, read_table


def test_rows_by_id_title_or_alias(table: Table) -> None:
    findings = Findings()
    rows: list[dict[str, Any]] = [
        {"工号": "001", "病假": Decimal("1.5"), "日期": datetime.date(2026, 3, 5), "满勤": True, "late": 3},
        {"工号": "002", "病假": "半天"},
    ]
    data = data_from_rows(table, rows, findings)
    assert not findings.items
    assert data.frame.select("id", "sick-days", "late", "day", "full", "_row").rows() == [
        ("001", 15, 3, datetime.date(2026, 3, 5), 1, 1),
        ("002", 5, None, None, None, 2),
    ]
    assert data.file == "rows"


def test_rows_have_findings_too(table: Table) -> None:
    findings = Findings()
    data_from_rows(table, [{"工号": "001", "病假": 201}, {"工号": "001", "病假": True}], findings)
    assert [finding.text("zh").partition("\n")[0] for finding in findings] == [
        "rows 第 1 行 “病假”: 201 超出这一列的范围（0 至 200 天）",
        "rows 第 2 行 “病假”: “TRUE”不是数字",
        "rows 第 2 行 “工号”: “001” 在第 1 行已经有了",
    ]


def test_no_rows(table: Table) -> None:
    findings = Findings()
    data = data_from_rows(table, [], findings)
    assert not findings.items
    assert data.frame.columns == [*(column.id for column in table.columns), "_row"]
    assert data.frame.height == 0


def test_mistakes_of_the_program_raise(table: Table) -> None:
    with pytest.raises(TypeError, match="not as a binary float"):
        data_from_rows(table, [{"工号": "001", "病假": 1.5}], Findings())
    with pytest.raises(ValueError, match="no key names the subject column 'id'"):
        data_from_rows(table, [{"病假": 1}], Findings())


ROWS = [
    {
        "工号": f"{n:03}",
        "病假天数": f"{n % 9}.{n % 2 * 5}",
        "迟到次数": str(n % 4),
        "满勤": "是否"[n % 2],
        "备注": f"x{n}",
    }
    for n in range(12)
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(list(ROWS[0])), st.permutations(ROWS), st.sampled_from(["csv", "xlsx"]))
def test_the_order_of_columns_and_rows_makes_no_difference(
    table: Table, tmp_path: Path, columns: list[str], rows: list[dict[str, str]], ending: str
) -> None:
    cells = [columns, *([row[column] for column in columns] for row in rows)]
    if ending == "csv":
        (tmp_path / "a.csv").write_text("".join(",".join(row) + "\n" for row in cells), encoding="utf-8")
    else:
        import openpyxl

        book, buffer = openpyxl.Workbook(), io.BytesIO()
        for row in cells:
            book.active.append(row)
        book.save(buffer)
        (tmp_path / "a.xlsx").write_bytes(buffer.getvalue())
    findings = Findings()
    data = read_table(table, Source(f"a.{ending}"), tmp_path, findings)
    assert not findings.items
    assert data is not None
    # n % 9 days and a half for odd n, in tenths; n % 4 times late; full for even n
    expected = [(f"{n:03}", n % 9 * 10 + n % 2 * 5, n % 4, 1 - n % 2) for n in range(12)]
    assert data.frame.sort("id").select("id", "sick-days", "late", "full").rows() == expected


def test_the_largest_range_and_beyond() -> None:
    column = Column("n", "数", decimals=9, high=9_223_372_036)  # just below 2**63 billionths
    findings = Findings()
    table = Table("t", "表", (Column("id", "工号", "text"), column))
    data = data_from_rows(table, [{"id": "a", "n": "9223372036"}, {"id": "b", "n": "9223372036.000000001"}], findings)
    assert data.frame["n"].to_list() == [9_223_372_036_000_000_000, None]
    assert [finding.text("zh").partition("\n")[0] for finding in findings] == [
        "rows 第 2 行 “n”: 9223372036.000000001 超出这一列的范围（0 至 9223372036）"
    ]
    with pytest.raises(ValueError, match="does not fit 64 bits"):
        Column("n", "数", decimals=9, high=9_223_372_037)


def test_one_header_for_two_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="names both 'id' and 'x'"):
        Table("t", "表", (Column("id", "工号", "text"), Column("x", "数", high=1, aliases=("工 号",))))


def test_a_subject_is_named_by_a_text() -> None:
    with pytest.raises(ValueError, match="subject column 'id' must be a text, not a number"):
        Table("t", "表", (Column("id", "工号", high=9),))


def test_two_declarations_of_one_table() -> None:
    a, b, c = Column("id", "工号", "text"), Column("a", "甲", high=1), Column("b", "乙", high=1)
    assert united(Table("t", "表", (a, b)), Table("t", "表", (a, c))) == Table("t", "表", (a, b, c))
    with pytest.raises(ValueError, match="declared in two different ways"):
        united(Table("t", "表", (a, b)), Table("t", "表", (a, Column("a", "甲", high=2))))
    with pytest.raises(ValueError, match="absence is declared as 'no-data' and as 'zero'"):
        united(Table("t", "表", (a,)), Table("t", "表", (a,), absence="zero"))
