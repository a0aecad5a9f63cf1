"""What is not about somebody, not written, or does not count, is told as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.assess.small import outcome
from tests.readers import Readers

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
leave = "leave.csv"
[[scheme]]
id = "s"
file = "s.toml"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "kind", title = "岗位", type = "text" },
  { id = "level", title = "职称", type = "text", required = false },
  { id = "hours", title = "课时", high = 40, required = false },
]
[table.leave]
title = "请假"
rows = "event"
absence = "zero"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "kind", title = "类别", type = "text", choices = ["病假", "旷工"] },
  { id = "days", title = "天数", high = 100 },
]
"""
SCHEME = """
title = "考核"
subject = "staff"
name = "staff.name"
marks = 30
round = { total = 2 }
[[dimension]]
id = "class"
title = "带班"
marks = 10
only-for = "staff.kind == '班主任'"
when-not-applicable = "rescale"
  [[dimension.clause]]
  id = "led"
  text = "带班 5 分"
  rule = "formula"
  points = 5
[[dimension]]
id = "truancy"
title = "旷工"
marks = 10
start = "full"
  [[dimension.clause]]
  id = "days"
  text = "旷工每天扣 1 分"
  rule = "deduct"
  of = "sum(leave.days where leave.kind == '旷工')"
  points = 1
[[dimension]]
id = "level"
title = "职称"
marks = 10
  [[dimension.clause]]
  id = "title"
  text = "高级 10 分，没有填的 1 分"
  rule = "formula"
  points = "lookup(otherwise(staff.level, ''), {'高级': 10, '': 1})"
[[award]]
id = "best"
title = "先进"
when = "otherwise(marks.class, 0) >= 5 and staff.hours > 3"
"""
# B leads no class, and nobody knows of their hours
STAFF = "工号,姓名,岗位,职称,课时\nA,赵一,班主任,高级,12\nB,钱二,教师,,\n"
LEAVE = "工号,类别,天数\nB,病假,3\nB,旷工,2\n"
FILES = {"kaohe.toml": PROJECT, "s.toml": SCHEME, "staff.csv": STAFF, "leave.csv": LEAVE}


@pytest.fixture
def readers(tmp_path: Path) -> Readers:
    return Readers.of(tmp_path, FILES)


def test_a_record_that_a_condition_leaves_out_is_told_as_not_counting(readers):
    assert (
        "        · 请假，leave.csv 第 3 行：类别 旷工、天数 2\n"
        "        · 请假，leave.csv 第 2 行：类别 病假、天数 3；不计入\n"
    ) in readers.explain("B")
    counting, other = readers.parts("B")["days"]["evidence"]
    assert "counts" not in counting
    assert (other["counts"], other["cells"]) == (False, {"类别": "病假", "天数": "3"})


def test_of_many_the_first_are_shown(tmp_path):
    more = LEAVE + "".join(f"B,病假,{days}\n" for days in range(4, 15))  # 12 rows of sick leave
    told = Readers.of(tmp_path, FILES | {"leave.csv": more}).explain("B")
    assert told.count("；不计入") == 10
    assert "        · 请假：另有 2 行不计入\n" in told


def test_a_text_that_is_not_written_is_told_plainly(readers):
    """In a look-up the value stands with what led to it: that nothing is written, and not a blank."""
    assert "        1（职称 无）= 1\n" in readers.explain("B")


def test_json_tells_a_clause_in_the_words_of_the_explanation(tmp_path):
    """A clause that reads the class: 0 for whom it is not about, and not for want of data."""
    more = (
        '  [[dimension.clause]]\n  id = "again"\n  text = "带班另计"\n  rule = "formula"\n'
        '  points = "otherwise(marks.class, 0) * 0.1"\n  round = 2\n'
    )
    scheme = SCHEME.replace("[[award]]", more + "[[award]]")
    readers = Readers.of(tmp_path, FILES | {"s.toml": scheme})
    clause = readers.people()["B"]["dimensions"][2]["clauses"][1]
    assert clause["words"] == "0（带班 不适用，按 0 计）× 0.1 = 0.00"
    assert readers.parts("B")["again"]["words"] == [clause["words"]]


def test_a_mark_that_is_not_about_somebody_is_called_so_within_a_condition(readers):
    """The class is not about B, and that is no missing record."""
    assert "\n先进：否\n    0（带班 不适用，按 0 计）< 5\n" in readers.explain("B")
    assert "\n先进：是\n    带班 5 ≥ 5，且 课时 12 > 3\n" in readers.explain("A")


@pytest.mark.parametrize(
    ("absence", "said", "marks"),
    [
        ("not-applicable", "(i) last.csv: 读了 3 行，跳过 1 行：B（第 3 行）", {"A": "80", "B": "not-applicable"}),
        (
            "no-data",
            "last.csv 第 3 行 “总分”: “不适用”不是数字\n"
            '    改法：台账不涉及的人，不要有这一行，或者整行都写“不适用”，并在台账里写 absence = "not-applicable"',
            {},
        ),
    ],
)
def test_a_result_read_back_from_its_file_is_not_about_whom_it_was_not_about(tmp_path, absence, said, marks):
    project = f"""
[project]
name = "某校"
[tables]
staff = "staff.csv"
last = "last.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "教师"
absence = "no-data"
column = [{{ id = "id", title = "工号", type = "text" }}]
[table.last]
title = "上年结果"
absence = "{absence}"
column = [
  {{ id = "id", title = "编号", type = "text" }},
  {{ id = "total", title = "总分", decimals = 2, high = 100, required = false }},
]
"""
    scheme = """
title = "考核"
subject = "staff"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "上年"
marks = 100
when-not-applicable = "zero"
  [[dimension.clause]]
  id = "c"
  text = "上年"
  rule = "formula"
  points = "last.total"
"""
    # as results.csv has them
    last = "编号,总分\nA,80.00\nB,不适用\nC,没有数据\nD,等待评定\n"
    found = outcome(tmp_path, project, x_toml=scheme, staff_csv="工号\nA\nB\nC\nD\n", last_csv=last)
    assert found.said.startswith(said)
    if marks:
        assert found.marks("c") == marks | {"C": "no-data", "D": "no-data"}
