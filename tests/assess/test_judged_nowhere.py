"""A record of a judgement that can count for nobody is said."""

from __future__ import annotations

import pytest

from tests.assess.small import outcome

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
judgements = "judgements.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名册"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "role", title = "岗位", type = "text", choices = ["教师", "工勤"] },
  { id = "rate", title = "到课率", unit = "%", high = 100, required = false },
]
"""
SCHEME = """
title = "R1"
subject = "staff"
marks = 15
round = { total = 0 }
[[dimension]]
id = "d"
title = "到课率"
marks = 15
start = "full"
at-most = "none"
only-for = "staff.role == '教师'"
when-not-applicable = "zero"
  [[dimension.clause]]
  id = "turnout"
  text = "高加低减"
    [[dimension.clause.variant]]
    when = "staff.rate > 40"
    rule = "judgement"
    low = 0
    high = 10
    without-record = "awaiting"
    [[dimension.clause.variant]]
    when = "staff.rate < 30"
    rule = "judgement"
    low = -15
    high = 0
    without-record = "awaiting"
    [[dimension.clause.variant]]
    when = "30 <= staff.rate <= 40"
    rule = "formula"
    points = "0"
"""
HEAD = "工号,条款,分值,决定人,决定日期,理由,依据\n"


@pytest.mark.fault("M13")
def test_the_variant_that_is_used_decides_whether_a_record_counts(tmp_path):
    found = outcome(
        tmp_path,
        PROJECT,
        x_toml=SCHEME,
        # P1 is judged; P2 lies between; P3 is no teacher; P4 is judged by the other variant; of P5 it is not known
        staff_csv="工号,岗位,到课率\nP1,教师,45\nP2,教师,35\nP3,工勤,0\nP4,教师,10\nP5,教师,\n",
        judgements_csv=HEAD + "".join(f"{id},turnout,{n},主任,2026-11-28,记,表\n" for id, n in RECORDS.items()),
    )
    assert found.marks("turnout") == {
        "P1": "2",
        "P2": "0",
        "P3": "not-applicable",
        "P4": "-4",
        "P5": "no-data",
    }
    said = [line for line in found.said.splitlines() if "judgements.csv" in line]
    assert said == [
        "(i) judgements.csv 第 3 行 “条款”: “turnout”这一条与 P2 无关，这一行不会计入",
        "(i) judgements.csv 第 4 行 “条款”: “turnout”这一条与 P3 无关，这一行不会计入",
    ]
    assert "评分不在" not in found.said


RECORDS = {"P1": 2, "P2": -2, "P3": -3, "P4": -4, "P5": 1}


@pytest.mark.fault("M13")
def test_a_record_under_another_id_is_held_against_the_clause_that_reads_it(tmp_path):
    scheme = SCHEME[: SCHEME.index("    [[dimension.clause.variant]]")]
    scheme += '  rule = "judgement"\n  clause = "kept-as"\n  low = -5\n  high = 5\n  without-record = "zero"\n'
    found = outcome(
        tmp_path,
        PROJECT,
        x_toml=scheme,
        staff_csv="工号,岗位,到课率\nP1,教师,45\nP3,工勤,0\n",
        judgements_csv=HEAD + "P1,kept-as,2,主任,2026-11-28,记,表\nP3,kept-as,2,主任,2026-11-28,记,表\n",
    )
    assert found.marks("turnout") == {"P1": "2", "P3": "not-applicable"}
    assert found.said == (
        "(i) judgements.csv 第 3 行 “条款”: “kept-as”这一条与 P3 无关，这一行不会计入\n"
        "    改法：请改正这一行的工号或条款，或删掉这一行"
    )


def test_a_record_of_a_clause_that_no_scheme_has(tmp_path):
    # “Turnout” is near enough to be told by the scheme itself; “merit” is the clause of no scheme at all.
    rows = HEAD + "P1,turnout,2,主任,2026-11-28,高,表\nP1,merit,3,主任,2026-11-28,好,表\nP1,x,3,主任,2026-11-28,好,表\n"
    said = outcome(
        tmp_path, PROJECT, x_toml=SCHEME, staff_csv="工号,岗位,到课率\nP1,教师,45\n", judgements_csv=rows
    ).said
    assert said == (
        "(i) judgements.csv 第 3 行 “条款”: 哪个方案都没有条款“merit”，这一行不会计入\n    改法：可以用：turnout\n"
        "(i) judgements.csv 第 4 行 “条款”: 哪个方案都没有条款“x”，这一行不会计入\n    改法：可以用：turnout"
    )


def test_a_record_of_a_clause_of_another_scheme_is_none_of_them(tmp_path):
    other = PROJECT.replace("[table.staff]", '[[scheme]]\nid = "y"\nfile = "y.toml"\n[table.staff]', 1)
    rows = HEAD + "P1,turnout,2,主任,2026-11-28,高,表\nP1,merit,3,主任,2026-11-28,好,表\n"
    said = outcome(
        tmp_path,
        other,
        x_toml=SCHEME,
        y_toml=SCHEME.replace('"turnout"', '"merit"'),
        staff_csv="工号,岗位,到课率\nP1,教师,45\n",
        judgements_csv=rows,
    ).said
    assert said == ""
