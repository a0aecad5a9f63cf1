"""A name that stands only in a table about classes, or only on the roster: it may be a slip, and is said."""

from __future__ import annotations

import pytest

from tests.assess.small import outcome

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
pupils = "pupils.csv"
rooms = "rooms.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名册"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "class", title = "所带班", type = "text", required = false },
]
[table.pupils]
title = "学生"
rows = "event"
subject = "class"
via = "class"
absence = "ABSENCE"
column = [
  { id = "class", title = "班级", type = "text" },
  { id = "score", title = "分", high = 100 },
]
[table.rooms]
title = "教室检查"
subject = "class"
via = "class"
absence = "ABSENCE"
column = [
  { id = "class", title = "班级", type = "text" },
  { id = "mark", title = "得分", high = 10 },
]
"""
SCHEME = """
title = "班级"
subject = "staff"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "项"
marks = 100
when-not-applicable = "zero"
  [[dimension.clause]]
  id = "rooms"
  text = "教室"
  rule = "formula"
  points = "rooms.mark"
  [[dimension.clause]]
  id = "pupils"
  text = "学生"
  rule = "formula"
  points = "count(pupils where pupils.score >= 60)"
"""
STAFF = "工号,所带班\nA,一班\nB,二班\nC,\nD,２ 班\n"  # D's is “2班” as names are compared
PUPILS = "班级,分\n一班,70\n一班,50\n2班,90\n二 班,60\n"
ROOMS = "班级,得分\n一班,8\n2班,9\n二班,7\n"


def said(tmp_path, absence: str, staff: str = STAFF, pupils: str = PUPILS, rooms: str = ROOMS) -> str:
    files = {"x_toml": SCHEME, "staff_csv": staff, "pupils_csv": pupils, "rooms_csv": rooms}
    return outcome(tmp_path, PROJECT.replace("ABSENCE", absence), **files).said


ABSENCES = ["zero", "not-applicable"]


@pytest.mark.parametrize("absence", ABSENCES)
def test_names_that_differ_in_spaces_alone_are_the_same(tmp_path, absence):
    assert said(tmp_path, absence) == ""


@pytest.mark.parametrize("absence", [*ABSENCES, "no-data", "awaiting"])
def test_rows_of_a_class_that_nobody_has(tmp_path, absence):
    found = said(tmp_path, absence, pupils=PUPILS + "音乐室,80\n四,80\n音乐室,10\n")
    assert (
        "(i) pupils.csv 第 6 行 “班级”: 名册 staff.csv 上没有人的“所带班”是 音乐室、四：这些行不会计入\n"
        "    改法：如果是写错了名称，请改正"
    ) in found


def test_the_nearest_name_is_offered(tmp_path):
    assert said(tmp_path, "zero", pupils=PUPILS + "第一班,80\n") == (
        "(i) pupils.csv 第 6 行 “班级”: 名册 staff.csv 上没有人的“所带班”是 第一班：这些行不会计入\n"
        "    改法：如果是写错了名称，请改正：是不是“一班”？"
    )


def test_ten_names_are_named(tmp_path):
    more = "".join(f"{name}组,80\n" for name in "甲乙丙丁戊己庚辛壬癸子")
    assert "是 甲组、乙组、丙组、丁组、戊组、己组、庚组、辛组、壬组、癸组 或另外 1 个：这些行不会计入" in (
        said(tmp_path, "zero", pupils=PUPILS + more)
    )


@pytest.mark.parametrize(("absence", "meaning"), [("zero", "都按 0 算"), ("not-applicable", "与他们无关")])
def test_a_class_of_the_roster_that_the_table_lacks(tmp_path, absence, meaning):
    # A class without pupils' rows is as usual as a class without incidents; one that was not inspected is not.
    staff = STAFF + "E,三般\n"
    assert said(tmp_path, absence, staff) == (
        f"(i) staff.csv 第 6 行 “所带班”: “教室检查”里没有 三般：{meaning}\n    改法：如果是写错了名称，请改正"
    )
