"""Columns that tables share (``[column]``), declared in a superior’s scheme: a school’s uses them, and narrows them."""

from __future__ import annotations

from pathlib import Path

from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.testing.files import write_all

KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
sick = "sick.csv"
late = "late.csv"
[column.person]
id = "id"
title = "工号"
type = "text"
[table.staff]
title = "教师"
absence = "no-data"
column = ["person"]
[table.sick]
title = "病假"
rows = "event"
absence = "zero"
column = ["person"]
[table.late]
title = "迟到"
rows = "event"
absence = "zero"
column = ["person"]
[[scheme]]
id = "s"
file = "school.toml"
"""
COUNTY = """
title = "考勤办法"
subject = "staff"
marks = 10
round = { total = 2 }

[column]
person = { id = "id", title = "工号", type = "text" }
days = { title = "天数", unit = "天", decimals = 1, high = 200 }
who-and-days = ["person", "days"]

[table.sick]
title = "病假"
rows = "event"
absence = "zero"
column = ["who-and-days"]

[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"
  [[dimension.clause]]
  id = "sick"
  text = "病假每天扣 0.5 分"
  rule = "deduct"
  of = "sum(sick.days)"
  points = 0.5
"""
SCHOOL = """
extends = "county.toml"

[table.late]
title = "迟到"
rows = "event"
absence = "zero"
column = ["who-and-days", { id = "why", title = "事由", type = "text" }]

[[dimension]]
id = "attendance"
  [[dimension.clause]]
  id = "late"
  text = "迟到每天扣 1 分"
  rule = "deduct"
  of = "sum(late.days)"
  points = 1
"""
TABLES = {"staff": "工号\n1\n", "sick": "工号,天数\n1,1.5\n1,2.5\n", "late": "工号,天数,事由\n1,2,大雪\n"}


def scored(folder: Path, school: str, county: str = COUNTY) -> tuple[list[str], list[str]]:
    """The total of the one person, and what is said."""
    files = {"kaohe.toml": KAOHE, "school.toml": school, "county.toml": county}
    run = Run(Project.open(write_all(folder, files | {f"{name}.csv": text for name, text in TABLES.items()})))
    run.load()
    totals = [str(subject.value("total")) for one in run.score() for subject in one.result.subjects()]
    return totals, [finding.text("zh") for finding in run.findings]


def test_a_school_uses_the_columns_that_its_county_shares(tmp_path):
    # 10 − (1.5 + 2.5) × 0.5 − 2 × 1
    assert scored(tmp_path, SCHOOL) == (["6"], [])


def test_a_school_narrows_a_shared_column_for_all_tables(tmp_path):
    # of the county’s own table too: the third line of its file says 2.5
    what = "sick.csv 第 3 行 “天数”: 2.5 超出这一列的范围（0 至 2 天）\n    改法：核对这个数并改正"
    assert scored(tmp_path, SCHOOL + "\n[column.days]\nhigh = 2\n") == ([], [what])


def test_a_name_that_neither_declares_is_said(tmp_path):
    totals, said = scored(tmp_path, SCHOOL.replace('"who-and-days"', '"who-and-dates"'))
    assert not totals
    # SCHOOL begins with an empty line: its columns are on line 8. That the clause then has no days only follows.
    what = "school.toml:8:10 table.late.column: 没有名为“who-and-dates”的共用列\n    改法：是不是“who-and-days”？"
    assert said == [what]
