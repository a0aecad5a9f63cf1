"""A table without a row is wrong only where somebody needs one: a school without a kindergarten is scored as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.assess.small import outcome

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
LINE
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名册"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "role", title = "岗位", type = "text", choices = ["教师", "保育"] },
]
[table.nursery]
title = "幼儿园业绩"
absence = "ABSENCE"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "mark", title = "得分", high = 10 },
]
"""
SCHEME = """
title = "t"
subject = "staff"
marks = 10
round = { total = 2 }
[[dimension]]
id = "d"
title = "业绩"
marks = 10
  [[dimension.clause]]
  id = "c"
  text = "业绩"
    [[dimension.clause.variant]]
    when = "staff.role == '保育'"
    rule = "formula"
    points = "nursery.mark"
    [[dimension.clause.variant]]
    when = "staff.role == '教师'"
    rule = "formula"
    points = "8"
"""
WAYS = {  # how the table is left out, and what is said where somebody needs it
    "removed": (
        "",
        "kaohe.toml:4:1 tables: 方案“t”要读台账“nursery”（幼儿园业绩），但没有写明它的文件\n"
        '    改法：请在 [tables] 下写：nursery = "data/幼儿园业绩.xlsx"',
    ),
    "none": (
        'nursery = "none"',
        "kaohe.toml:6:11 tables.nursery: 台账“nursery”必须有记录：其中没有行的人算作缺数据\n    改法：请写明它的文件",
    ),
    "empty": ('nursery = "nursery.csv"', "nursery.csv: 表头下面没有数据\n    改法：请填写这张台账"),
}


def ran(folder: Path, way: str, staff: str, absence: str = "no-data"):
    project = PROJECT.replace("LINE", WAYS[way][0]).replace("ABSENCE", absence)
    return outcome(folder, project, x_toml=SCHEME, staff_csv=f"工号,岗位\n{staff}", nursery_csv="工号,得分\n")


@pytest.mark.fault("M22")
@pytest.mark.parametrize("way", WAYS)
def test_nobody_needs_a_row(tmp_path, way):
    found = ran(tmp_path, way, "A,教师\nB,教师\n")
    assert found.said == ""
    assert found.marks("total") == {"A": "8", "B": "8"}
    assert not found.scored["x"].result.provisional


@pytest.mark.fault("M22")
@pytest.mark.parametrize("way", WAYS)
def test_somebody_needs_a_row(tmp_path, way):
    assert ran(tmp_path, way, "A,教师\nN,保育\n").said == WAYS[way][1]


@pytest.mark.fault("M22")
def test_a_table_whose_absence_is_a_number_is_named_all_the_same(tmp_path):
    # no row is 0 there, so that nobody would see that the table was forgotten
    assert ran(tmp_path, "removed", "A,教师\n", "zero").said == (
        "kaohe.toml:4:1 tables: 方案“t”要读台账“nursery”（幼儿园业绩），但没有写明它的文件\n"
        '    改法：请在 [tables] 下写：nursery = "data/幼儿园业绩.xlsx"；如果没有任何记录，写 nursery = "none"'
    )


@pytest.mark.fault("M22")
def test_the_roster_has_rows(tmp_path):
    assert ran(tmp_path, "none", "").said == "staff.csv: 表头下面没有数据\n    改法：请填写这张台账"
