"""Rows behind marks that refer to no record: which ones, and how it is said (G04)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import kaohe_core as kaohe

pytestmark = pytest.mark.clause("G04")

PROJECT = """
[project]
name = "试"
[tables]
staff = "教职工.csv"
leave = "请假.xlsx"
prizes = "获奖.csv"
class-sheet = "班级检查.csv"
[table.staff]
title = "教职工"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "class", title = "班级", type = "text", required = false },
  { id = "lent", title = "借调", type = "flag" },
]
[table.leave]
title = "请假"
absence = "zero"
key = ["id", "term"]
period = "term"
evidence = "record"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "term", title = "学期", type = "text" },
  { id = "sick", title = "病假", decimals = 1, high = 200 },
  { id = "late", title = "迟到", high = 200 },
  { id = "phone", title = "手机响", type = "flag" },
  { id = "meals", title = "在校用餐", high = 200, required = false },
  { id = "record", title = "原始凭据", type = "text", required = false },
]
[table.prizes]
title = "获奖"
rows = "event"
absence = "zero"
evidence = "record"
giver = "judge"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "prize", title = "奖项", type = "text" },
  { id = "judge", title = "评委", type = "text", required = false },
  { id = "record", title = "证书编号", type = "text", required = false },
]
[table.class-sheet]
title = "班级检查"
absence = "zero"
subject = "class"
via = "class"
evidence = "record"
column = [
  { id = "class", title = "班级", type = "text" },
  { id = "points", title = "得分", high = 10 },
  { id = "record", title = "检查表", type = "text", required = false },
]
[[scheme]]
id = "pay"
file = "方案.toml"
"""
SCHEME = """
title = "考核"
subject = "staff"
marks = 20
round = { total = 2 }
[periods]
term = ["上", "下"]
[[not-assessed]]
when = "staff.lent == 1"
reason = "借调"
[[dimension]]
id = "all"
title = "全部"
marks = 20
at-least = "none"
  [[dimension.clause]]
  id = "sick"
  text = "病假"
  rule = "deduct"
  of = "leave.sick"
  points = 0.1
  per = "term"
  [[dimension.clause]]
  id = "late"
  text = "迟到"
  rule = "formula"
  points = "-sum(leave.late) - sum(leave.phone)"
  [[dimension.clause]]
  id = "prizes"
  text = "获奖"
  rule = "formula"
  points = "count(prizes)"
  [[dimension.clause]]
  id = "class"
  text = "班级"
  rule = "formula"
  points = "class-sheet.points"
"""
STAFF = [("工号", "班级", "借调"), ("01", "一班", "否"), ("02", "", "否"), ("03", "三班", "是")]
OF_NAMES = (  # whether the classes of the roster and of the table are the same: nothing of evidence
    "“{other}” has no row for {values}: {meaning}",
    "nobody’s “{column}” on the roster {roster} is {values}: these rows count for nobody",
)
LEAVE_HEAD = ("工号", "学期", "病假", "迟到", "手机响", "在校用餐", "原始凭据")
Rows = Sequence[Sequence[object]]


def csv(path: Path, rows: Rows) -> None:
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), "utf-8")


@pytest.fixture
def notes(tmp_path: Path) -> Callable[..., list[str]]:
    """What is said of a project whose leave stands in an Excel file, below a title line, and the rest in CSV files."""

    def said(
        leave: Rows = (), prizes: Rows = (), classes: Rows = (), head: Sequence[str] = LEAVE_HEAD, language: str = "zh"
    ) -> list[str]:
        from openpyxl import Workbook

        book = Workbook()
        book.active.title = "2026"
        book.active.append(["请假登记"])
        for row in (head, *leave):
            book.active.append([None if cell == "" else cell for cell in row])
        book.save(tmp_path / "请假.xlsx")
        csv(tmp_path / "教职工.csv", STAFF)
        csv(tmp_path / "获奖.csv", [("工号", "奖项", "评委", "证书编号"), *prizes])
        csv(tmp_path / "班级检查.csv", [("班级", "得分", "检查表"), *classes])
        config = PROJECT
        for file, rows in (("请假.xlsx", leave), ("获奖.csv", prizes), ("班级检查.csv", classes)):
            config = config if rows else config.replace(f'"{file}"', '"none"')
        (tmp_path / "kaohe.toml").write_text(config, "utf-8")
        (tmp_path / "方案.toml").write_text(SCHEME, "utf-8")
        findings = kaohe.open(tmp_path).check()
        assert [
            finding.text("zh") for finding in findings if finding.blocks and "不是方案的周期" not in finding.text("zh")
        ] == []
        return [finding.text(language) for finding in findings if finding.what.template not in OF_NAMES]

    return said


MEND = "\n    改法：请写明原始材料存放在哪里"


def test_the_row_and_the_header_of_an_excel_file_are_named(notes):
    # Row 1 is the title line, row 2 the header: 01's term 上 is row 3, 下 row 4, 02's row 5.
    rows = [
        ("01", "上", 2, 0, "否", "", "请假条 1"),
        ("01", "下", 1.5, 0, "否", "", ""),
        ("02", "上", 3, 0, "否", "", "  "),
    ]
    assert notes(rows[:2]) == ["请假.xlsx 工作表“2026” 第 4 行 “原始凭据”: 01 的这一行有得分，却没有写明依据" + MEND]
    assert notes(rows) == [
        "请假.xlsx 工作表“2026” 第 4 行 “原始凭据”: 01 的这一行有得分，却没有写明依据，另有 1 行也是如此" + MEND
    ]
    assert notes(rows[:2], language="en") == [
        "请假.xlsx sheet “2026” row 4 “原始凭据”: the row about 01 gives marks and refers to no evidence\n"
        "    To mend it: write down where the records are kept"
    ]
    assert notes(rows, language="en")[0].splitlines()[0].endswith("refers to no evidence, and so do 1 others")


def test_a_file_without_the_column_refers_to_nothing(notes):
    # Rows 3 and 4 give marks; the title is the declared one, since the file has none.
    rows = [("01", "上", 2, 0, "否", ""), ("02", "上", 1, 1, "否", "")]
    assert notes(rows, head=LEAVE_HEAD[:-1]) == [
        "请假.xlsx 工作表“2026” 第 3 行 “原始凭据”: 01 的这一行有得分，却没有写明依据，另有 1 行也是如此" + MEND
    ]


@pytest.mark.parametrize(
    ("row", "needs"),
    [
        (("01", "上", 0, 0, "否", 90, ""), False),  # meals are read by no clause
        (("01", "上", 0, 0, "否", "", ""), False),
        (("01", "上", 0.5, 0, "否", "", ""), True),
        (("01", "下", 0, 1, "否", "", ""), True),
        (("01", "下", 0, 0, "是", "", ""), True),
        (("01", "上", 0, 1, "否", "", "考勤簿"), False),
        (("03", "上", 5, 5, "否", "", ""), False),  # 03 is lent to others, and not assessed
    ],
)
def test_a_row_of_zeros_gives_nothing_and_needs_none(notes, row, needs):
    assert len(notes([row])) == needs


def test_a_row_that_is_counted_needs_evidence_whatever_it_holds(notes):
    # Every row of prizes is a mark; the third row of the file is the second prize.
    assert notes(prizes=[("01", "一等奖", "", "证 1"), ("02", "二等奖", "", "")]) == [
        "获奖.csv 第 3 行 “证书编号”: 02 的这一行有得分，却没有写明依据" + MEND
    ]
    assert notes(prizes=[("03", "一等奖", "", "")]) == []


def test_a_row_about_a_class_needs_evidence_where_somebody_of_it_is_assessed(notes):
    # 一班 is 01's; of 三班 there is only 03, who is not assessed; 二班 is nobody's.
    classes = [("三班", 9, ""), ("二班", 8, ""), ("一班", 7, "")]
    assert notes(classes=classes) == ["班级检查.csv 第 4 行 “检查表”: 一班 的这一行有得分，却没有写明依据" + MEND]
    assert notes(classes=[("一班", 0, "")]) == []


def test_every_table_is_said_once(notes):
    rows = [("01", "上", 1, 0, "否", "", "")]
    prizes = [("01", "一等奖", "", ""), ("01", "二等奖", "", ""), ("02", "三等奖", "", "")]
    assert [text.splitlines()[0] for text in notes(rows, prizes, [("一班", 7, "")])] == [
        "请假.xlsx 工作表“2026” 第 3 行 “原始凭据”: 01 的这一行有得分，却没有写明依据",
        "获奖.csv 第 2 行 “证书编号”: 01 的这一行有得分，却没有写明依据，另有 2 行也是如此",
        "班级检查.csv 第 2 行 “检查表”: 一班 的这一行有得分，却没有写明依据",
    ]


def test_a_row_that_counts_nowhere_needs_none(notes):
    [stray] = notes([("01", "去年", 3, 0, "否", "", "")], prizes=[("01", "一等奖", "", "证 1")])
    assert "去年" in stray
    assert "依据" not in stray
