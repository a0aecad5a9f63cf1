"""A table that only a scheme declares has a file like any other."""

from __future__ import annotations

import pytest

from tests.assess.small import outcome

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
visits = "visits.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "教师"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }]
"""
TABLE = """
[table.visits]
title = "家访"
rows = "event"
absence = "zero"
column = [{ id = "id", title = "工号", type = "text" }]
"""
SCHEME = """
title = "考核"
subject = "staff"
marks = 10
round = { total = 2 }
[[dimension]]
id = "d"
title = "家访"
marks = 10
  [[dimension.clause]]
  id = "c"
  text = "每次 1 分"
  rule = "formula"
  points = "count(visits)"
"""
FILES = {"staff_csv": "工号\nT1\nT2\n", "visits_csv": "工号\nT1\nT1\n"}


def test_the_file_is_read(tmp_path):
    found = outcome(tmp_path, PROJECT, x_toml=SCHEME + TABLE, **FILES)
    assert not found.said
    assert found.marks("c") == {"T1": "2", "T2": "0"}


def test_a_superior_may_declare_it(tmp_path):
    found = outcome(tmp_path, PROJECT, x_toml='extends = "above.toml"\n', above_toml=SCHEME + TABLE, **FILES)
    assert not found.said
    assert found.marks("c") == {"T1": "2", "T2": "0"}


@pytest.mark.parametrize(("name", "mend"), [("visit", "改法：是不是“visits”？"), ("exams", "改法：可以用：")])
def test_one_that_nobody_declares_is_refused_with_what_there_is(tmp_path, name, mend):
    found = outcome(tmp_path, PROJECT.replace("visits =", f"{name} ="), x_toml=SCHEME + TABLE, **FILES)
    what, how = found.said.splitlines()[:2]
    assert what == f"kaohe.toml:6:1 tables.{name}: 已启用的插件和 [table.{name}] 都没有声明台账“{name}”"
    assert how.strip().startswith(mend)
    assert "visits" in how


def test_a_scheme_that_cannot_be_read_is_what_is_said(tmp_path):
    found = outcome(tmp_path, PROJECT, x_toml=SCHEME + TABLE + "[[", **FILES)
    assert "x.toml" in found.said
