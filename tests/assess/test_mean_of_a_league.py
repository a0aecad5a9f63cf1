"""What whoever lacks a number is given instead: the mean of their own league."""

from __future__ import annotations

from tests.assess.small import outcome

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "role", title = "岗位", type = "text" },
  { id = "rated", title = "测评", high = 100, required = false },
]
"""
SCHEME = """
title = "测评"
subject = "staff"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "测评"
marks = 100
  [[dimension.clause]]
  id = "c"
  text = "测评"
  rule = "formula"
  points = "staff.rated"
  if-missing = "mean(staff.rated where known(staff.rated), within=staff.role)"
"""
STAFF = "工号,岗位,测评\nT1,教师,60\nT2,教师,\nT3,教师,80\nT4,后勤,30\nT5,后勤,\nT6,借调,\n"


def test_whoever_lacks_it_has_the_mean_of_the_own_league(tmp_path):
    """Teachers (60 + 80) ÷ 2; of the others 30 alone; of those lent out nobody has any, so there is no mean."""
    found = outcome(tmp_path, PROJECT, x_toml=SCHEME, staff_csv=STAFF)
    assert found.marks("c") == {"T1": "60", "T2": "70", "T3": "80", "T4": "30", "T5": "30", "T6": "no-data"}
