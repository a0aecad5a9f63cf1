"""A dimension that somebody loses, with its reason; a grade of its own; marks that are only for the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.assess.small import outcome
from tests.readers import Readers, cell

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
  { id = "ethics", title = "师德分", high = 10, required = false },
  { id = "own", title = "自评分", high = 10, required = false },
  { id = "struck", title = "处分次数", high = 9, required = false },
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
marks = 20
round = { clause = 2, total = 2 }
[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"
  [[dimension.lost]]
  when = "sum(leave.days where leave.kind == '旷工') >= 3"
  reason = "旷工满 3 天"
  source = "二（一）3"
  [[dimension.lost]]
  when = "staff.struck >= 1"
  reason = "受处分"
  [[dimension.clause]]
  id = "days"
  text = "每天扣 1 分"
  rule = "deduct"
  of = "sum(leave.days)"
  points = 1
[[dimension]]
id = "ethics"
title = "师德"
marks = 10
  [[dimension.grade]]
  name = "优秀"
  at-least = 9
  when = "marks.attendance > 0"
  [[dimension.grade]]
  name = "合格"
  at-least = 6
  [[dimension.grade]]
  name = "不合格"
  [[dimension.clause]]
  id = "superior"
  text = "学校评"
  rule = "formula"
  points = "staff.ethics"
  [[dimension.clause]]
  id = "own"
  text = "本人自评"
  rule = "formula"
  points = "staff.own"
  record-only = true
[[veto]]
id = "v"
text = "师德不合格"
when = "marks.ethics-grade == '不合格'"
"""
# A: 10 − 2; B: 10 − 5 = 5, lost for 4 days of truancy; C: 10, lost for a penalty
STAFF = "工号,姓名,师德分,自评分,处分次数\nA,赵一,9,10,0\nB,钱二,9,10,0\nC,孙三,5,,1\n"
LEAVE = "工号,类别,天数\nA,旷工,2\nB,旷工,4\nB,病假,1\n"
FILES = {"kaohe.toml": PROJECT, "s.toml": SCHEME, "staff.csv": STAFF, "leave.csv": LEAVE}


@pytest.fixture
def readers(tmp_path: Path) -> Readers:
    return Readers.of(tmp_path, FILES)


def test_marks_and_grades(tmp_path):
    found = outcome(tmp_path, PROJECT, s_toml=SCHEME, staff_csv=STAFF, leave_csv=LEAVE)
    assert found.marks("days", "s") == {"A": "-2", "B": "-5", "C": "0"}
    assert found.marks("attendance", "s") == {"A": "8", "B": "0", "C": "0"}
    assert found.marks("attendance/lost", "s") == {"A": "—", "B": "旷工满 3 天", "C": "受处分"}
    # the own mark counts nowhere; B has 9 and no attendance left
    assert found.marks("ethics", "s") == {"A": "9", "B": "9", "C": "5"}
    assert found.marks("ethics/grade", "s") == {"A": "优秀", "B": "合格", "C": "不合格"}
    assert found.marks("own", "s") == {"A": "10", "B": "10", "C": "no-data"}
    assert found.marks("total", "s") == {"A": "17", "B": "9", "C": "5"}
    assert found.marks("v", "s") == {"A": "False", "B": "False", "C": "True"}
    assert not found.scored["s"].result.provisional  # what is only for the record keeps nobody waiting


def test_all_readers(readers):
    screen = {line.split()[0]: line.split() for line in readers.screen().splitlines() if line.strip()}
    assert screen["A"] == ["A", "赵一", "8.00", "9.00", "17.00", "师德：优秀"]
    assert screen["B"] == ["B", "钱二", "0.00", "9.00", "9.00", "考勤不得分：旷工满", "3", "天；师德：合格"]
    row = readers.rows()["B"]
    assert (row["考勤"], row["考勤不得分的原因"], row["师德等次"], row["本人自评（只作记录）"]) == (
        "0.00",
        "旷工满 3 天",
        "合格",
        "10.00",
    )
    attendance, ethics = readers.people()["B"]["dimensions"]
    assert (attendance["points"], attendance["lost"], ethics["grade"]) == ("0.00", "旷工满 3 天", "合格")
    assert [clause.get("record-only") for clause in ethics["clauses"]] == [None, True]
    assert readers.people()["A"]["dimensions"][0]["lost"] is None
    book = readers.book()
    assert cell(book, "考勤得分", "B", "考勤") == 0
    assert cell(book, "考勤得分", "B", "考勤不得分的原因") == "旷工满 3 天"
    assert cell(book, "师德得分", "B", "本人自评（只作记录）") == 10
    assert cell(book, "师德得分", "B", "师德等次") == "合格"
    resolved = readers.resolve()
    assert "[[dimension.lost]]" in resolved
    assert "record-only = true" in resolved
    assert "record-only = false" in resolved


def test_the_explanation_says_what_was_lost_and_why(readers):
    told = readers.explain("B")
    assert (
        "    若不失去：10 − 5 = 5\n"
        "    本项不得分：旷工满 3 天　【二（一）3】：天数合计（类别 = “旷工”）4 ≥ 3\n"
        "    考勤小计：0\n"
        "        · 请假，leave.csv 第 3 行：类别 旷工、天数 4\n"
    ) in told
    assert "        只作记录，不计入任何合计\n" in told
    assert ("    师德等次：合格\n        “优秀”：不够条件：考勤 0 = 0\n        “合格”：够条件：师德 9 ≥ 6\n") in told
    assert "若不失去" not in readers.explain("A")


def test_what_is_not_known_is_neither_lost_nor_kept(tmp_path):
    """Nobody knows of D's penalties: the dimension waits for that, and its grade for the mark."""
    found = outcome(tmp_path, PROJECT, s_toml=SCHEME, staff_csv=STAFF + "D,李四,,8,\n", leave_csv=LEAVE)
    assert found.marks("attendance", "s")["D"] == "no-data"
    assert found.marks("attendance/lost", "s")["D"] == "no-data"
    assert found.marks("ethics/grade", "s")["D"] == "no-data"
    assert found.marks("own", "s")["D"] == "8"
    assert found.marks("total", "s")["D"] == "no-data"


@pytest.mark.fault("M03")
def test_nobody_waits_for_what_loses_a_dimension_that_is_not_about_them(tmp_path):
    """Whether D was punished is not known, and attendance is not about D, who has 7 for the rest: that is final."""
    clause = '  id = "days"\n  only-for = "staff.name != \'李四\'"\n'
    scheme = SCHEME.replace('  id = "days"\n', clause).replace('when = "marks.attendance > 0"\n', "")
    found = outcome(tmp_path, PROJECT, s_toml=scheme, staff_csv=STAFF + "D,李四,7,8,\n", leave_csv=LEAVE)
    assert found.marks("attendance/lost", "s") == {
        "A": "—",
        "B": "旷工满 3 天",
        "C": "受处分",
        "D": "not-applicable",
    }
    assert found.marks("total", "s")["D"] == "7"
    assert not found.scored["s"].result.provisional


def test_what_lies_below_zero_is_not_raised(tmp_path):
    scheme = SCHEME.replace('start = "full"\n', 'start = "full"\nat-least = -5\n')
    found = outcome(tmp_path, PROJECT, s_toml=scheme, staff_csv=STAFF, leave_csv=LEAVE + "B,病假,6\nC,病假,12\n")
    assert found.marks("attendance", "s") == {"A": "8", "B": "-1", "C": "-2"}  # 10 − 11; 10 − 12


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        (
            '  points = "staff.ethics"\n',
            '  points = "staff.ethics"\n  record-only = true\n',
            "s.toml:25:1 dimension.ethics: 指标至少要有一条计分的条款：这里的条款都只作记录",
        ),
        (
            '  name = "不合格"\n',
            '  name = "不合格"\n  at-least = 1\n',
            "s.toml:25:1 dimension.ethics: 最后一个等次留给其余的人：不写 at-least，也不写 when",
        ),
        (
            '  name = "合格"\n  at-least = 6\n',
            '  name = "合格"\n  at-least = 9\n',
            "s.toml:35:14 dimension.ethics.grade.#2.at-least: 没有人能得到“合格”：前一个等次的要求不比它高（9）\n"
            "    改法：等次要从最好的往下写",
        ),
        (
            '  when = "staff.struck >= 1"\n',
            '  when = "staff.struck"\n',
            "s.toml:17:10 dimension.attendance.lost.#2.when: 这里需要条件，写的是数\n"
            "    改法：请写成比较，例如 staff.years >= 3；是/否列写 staff.full-time == 1",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, change, to, said):
    assert change in SCHEME
    found = outcome(tmp_path, PROJECT, s_toml=SCHEME.replace(change, to), staff_csv=STAFF, leave_csv=LEAVE)
    assert found.said == said


def test_an_adjustment_is_not_for_the_record(tmp_path):
    more = '[[adjustment]]\nid = "a"\ntext = "加 1 分"\nrule = "formula"\npoints = 1\nrecord-only = true\n'
    found = outcome(tmp_path, PROJECT, s_toml=SCHEME + more, staff_csv=STAFF, leave_csv=LEAVE)
    assert found.said == (
        "s.toml:58:15 adjustment.a.record-only: adjustment 要改动总分，而 record-only 的条款哪里都不计入\n"
        "    改法：请写成指标里的条款，或写成 [[value]]"
    )


def test_compare_tells_what_is_lost_and_graded_otherwise(readers):
    changed = SCHEME.replace(">= 3", ">= 5").replace("at-least = 6", "at-least = 5")
    (readers.folder / "new.toml").write_text(changed, "utf-8")
    files = [str(readers.folder / name) for name in ("s.toml", "new.toml")]
    lines = readers.run("compare", *files, "--project", str(readers.folder)).splitlines()
    told = next(line.split() for line in lines if line.split()[:1] == ["B"])
    assert told[2:6] == ["+5.00", "9.00", "14.00", "+5.00"]  # B keeps 10 − 5, and so is excellent
    assert "师德：合格" in told[-3]
