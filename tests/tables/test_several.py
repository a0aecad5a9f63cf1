"""Several sheets or files as one table, and wide sheets turned long; read as projects name them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaohe_core.findings import Findings
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.tables.data import Data
from tests.tables import made

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
attendance = SOURCE
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名册"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }]
[table.attendance]
title = "考勤"
rows = "event"
absence = "zero"
key = ["id", "month"]
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "month", title = "月份", type = "text" },
  { id = "days", title = "病假", unit = "天", decimals = 1, high = 31 },
]
"""
SCHEME = """
title = "t"
subject = "staff"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "考勤"
marks = 100
start = "full"
  [[dimension.clause]]
  id = "c"
  text = "病假每天扣 1 分"
  rule = "deduct"
  of = "sum(attendance.days)"
  points = 1
"""


def project(folder: Path, source: str) -> tuple[dict[str, str], Data | None, list[str]]:
    """The totals by id, the table, and what was found."""
    (folder / "kaohe.toml").write_text(PROJECT.replace("SOURCE", source), "utf-8")
    (folder / "x.toml").write_text(SCHEME, "utf-8")
    (folder / "staff.csv").write_text("工号\nT1\nT2\n", "utf-8")
    run = Run(Project.open(folder))
    scored = run.score(["x"])
    totals: dict[str, str] = {}
    for one in scored:
        frame = one.result.frame
        totals = {id: str(total) for id, total in zip(frame["_subject"], frame["total"], strict=True)}
    data = run.tables("x").get("attendance")
    return totals, data, [finding.text("zh") for finding in run.findings]


def months(path: Path, **sheets: list[list[Any]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    book.save(path)


HEAD = ["工号", "病假"]
ROWS = [("T1", "9月", 10), ("T2", "9月", 20), ("T1", "10月", 5)]  # days in tenths


@pytest.mark.fault("R09")
@pytest.mark.parametrize(
    "source",
    [
        '[{ file = "a.xlsx", sheet = "9月", label = "month" }, { file = "a.xlsx", sheet = "10月", label = "month" }]',
        '{ file = "a.xlsx", sheets = ["9月", "10月"], label = "month" }',
        '{ file = "a.xlsx", sheets = ["*月"], label = "month" }',
    ],
)
def test_a_sheet_a_month(tmp_path: Path, source: str) -> None:
    months(
        tmp_path / "a.xlsx",
        **{"9月": [HEAD, ["T1", 1], ["T2", 2], ["合计", 3]], "10月": [["考勤"], HEAD, ["T1", 0.5]], "说明": [["无"]]},
    )
    totals, data, texts = project(tmp_path, source)
    assert data is not None
    assert data.frame.drop("_row").rows() == ROWS
    # T1 was ill for 1.5 days, T2 for 2: 100 - 1.5 and 100 - 2
    assert totals == {"T1": "9850", "T2": "9800"}
    assert texts == ["a.xlsx 工作表“9月”: 读了 2 行，跳过 1 行：合计（第 4 行）"]
    assert [data.row_place(row, "days").text("zh") for row in data.frame["_row"]] == [
        "a.xlsx 工作表“9月” 第 2 行 “病假”",
        "a.xlsx 工作表“9月” 第 3 行 “病假”",
        "a.xlsx 工作表“10月” 第 3 行 “病假”",
    ]


@pytest.mark.fault("R09")
def test_a_file_a_month(tmp_path: Path) -> None:
    (tmp_path / "9月.csv").write_text("工号,病假\nT1,1\nT2,2\n", "utf-8")
    made.xls(tmp_path / "十月.xls", [HEAD, ["T1", 0.5]])
    source = '[{ file = "9月.csv", label = "month" }, { file = "十月.xls", label = "month", name = "10月" }]'
    _totals, data, texts = project(tmp_path, source)
    assert data is not None
    assert (data.frame.drop("_row").rows(), texts) == (ROWS, [])


@pytest.mark.fault("R09")
def test_files_that_have_the_column_themselves(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("工号,月份,病假\nT1,9月,1\nT2,9月,2\n", "utf-8")
    made.ods(tmp_path / "b.ods", made.ods_sheet(made.ods_row("月份", "病假", "工号"), made.ods_row("10月", 0.5, "T1")))
    _totals, data, texts = project(tmp_path, '["a.csv", "b.ods"]')
    assert data is not None
    assert (data.frame.drop("_row").rows(), texts) == (ROWS, [])


@pytest.mark.fault("R09")
def test_one_record_in_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("工号,月份,病假\nT1,9月,1\n", "utf-8")
    (tmp_path / "b.csv").write_text("工号,月份,病假\nT2,9月,1\nT1,9月,x\n", "utf-8")
    _totals, _data, texts = project(tmp_path, '["a.csv", "b.csv"]')
    assert texts == [
        "b.csv 第 3 行 “病假”: “x”不是数字\n    改法：用数字填写，例如 2 或 1.5",
        "b.csv 第 3 行 “工号”: “T1”、“9月” 在 a.csv  第 2 行已经有了\n    改法：两行只留一行，或者改正填错的那一行",
    ]


def test_a_column_a_month(tmp_path: Path) -> None:
    months(
        tmp_path / "a.xlsx",
        考勤=[
            ["青山小学考勤"],
            ["序号", "工号", "姓名", "9月", "10月", "全年"],
            [1, "T1", "张三", 1, 0.5, 1.5],
            [2, "T2", "李四", 2, "/", 2],
            [None, "合计", None, 3, 0.5, 3.5],
        ],
    )
    source = '{ file = "a.xlsx", wide = { columns = ["*月"], titles = "month", values = "days" } }'
    totals, data, texts = project(tmp_path, source)
    assert data is not None
    assert data.frame.drop("_row").rows() == ROWS
    assert totals == {"T1": "9850", "T2": "9800"}
    assert texts == ["a.xlsx 工作表“考勤”: 读了 2 行，跳过 1 行：合计（第 5 行）"]
    assert data.row_place(data.frame["_row"][2], "days").text("zh") == "a.xlsx 工作表“考勤” 第 3 行 “10月”"


def test_a_wrong_cell_of_a_wide_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("工号,9月,10月\nT1,1,x\nT2,99,\n", "utf-8")
    source = '{ file = "a.csv", wide = { columns = ["9月", "10月"], titles = "month", values = "days" } }'
    _totals, _data, texts = project(tmp_path, source)
    assert texts == [
        "a.csv 第 3 行 “9月”: 99 超出这一列的范围（0 至 31 天）\n    改法：核对这个数并改正",
        "a.csv 第 2 行 “10月”: “x”不是数字\n    改法：用数字填写，例如 2 或 1.5",
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            '{ file = "a.csv", label = "mont" }',
            "a.csv: “mont”不是台账“attendance”里可以这样填的列\n    改法：是不是“month”？",
        ),
        (
            '{ file = "a.csv", wide = { columns = ["*周"], titles = "month", values = "days" } }',
            "a.csv 第 1 行: 没有叫“*周”的列；这里的表头有：工号、9月\n    改法：写明要变成行的列，名称和文件里的一样",
        ),
        (
            '{ file = "a.csv", sheets = ["*"] }',
            'a.csv: .csv 文件没有工作表，而设置里写了工作表“*”\n    改法：去掉这一项：sheet = "*"',
        ),
    ],
)
def test_what_a_source_cannot_say(tmp_path: Path, source: str, said: str) -> None:
    (tmp_path / "a.csv").write_text("工号,9月\nT1,1\n", "utf-8")
    assert project(tmp_path, source)[2] == [said]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("[]", "台账写成文件名，或 { file = …, sheet = … }，或它们的列表，或 { result = … }"),
        ('[{ result = "x" }]', "台账写成文件名，或 { file = …, sheet = … }，或它们的列表，或 { result = … }"),
        ('{ file = "a.csv", sheet = "1", sheets = ["2"] }', "sheet 和 sheets 只写一个"),
        ('{ file = "a.csv", name = "1" }', "name 要和 label 一起写，label 说明填到哪一列"),
    ],
)
def test_what_a_project_cannot_say(tmp_path: Path, source: str, said: str) -> None:
    from kaohe_core.config import read_config

    (tmp_path / "kaohe.toml").write_text(PROJECT.replace("SOURCE", source), "utf-8")
    findings = Findings()
    assert read_config(tmp_path, findings) is None
    assert [finding.what.text("zh") for finding in findings] == [said]
