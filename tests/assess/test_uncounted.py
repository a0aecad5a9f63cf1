"""An event that can count for nobody is said (M25)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.assess.test_causes import DUTY, POSTS, clauses, said, scored

pytestmark = pytest.mark.fault("M25")

NOT_SCORED = '[[not-scored]]\nwhen = "staff.grade == \'高级\'"\nreason = "领导"\n'
ROW = (
    "duty.csv 第 {row} 行: “值班”涉及的条款都与 赵一 无关，这一行不会计入\n    改法：请核对方案对不计分的人另有什么规定"
)


def test_of_somebody_who_is_not_scored(tmp_path: Path) -> None:
    outcome = scored(tmp_path, clauses("sum(duty.days)"), more=NOT_SCORED)
    assert said(outcome) == [ROW.format(row=2), ROW.format(row=3)]


def test_of_somebody_whom_no_clause_is_about(tmp_path: Path) -> None:
    only = clauses("sum(duty.days)").replace("  rule", "  only-for = \"staff.grade == '中级'\"\n  rule")
    outcome = scored(tmp_path, only + clauses("posts.hours").replace("c1", "c2"))
    assert said(outcome) == [ROW.format(row=2), ROW.format(row=3)]


def test_where_something_else_reads_it_nothing_is_said(tmp_path: Path) -> None:
    pay = '[[payment]]\nid = "p"\ntitle = "值班费"\nsettlement = "allowance"\namount = "sum(duty.days)"\n'
    assert said(scored(tmp_path, clauses("sum(duty.days)"), more=NOT_SCORED + pay)) == []
    asked = NOT_SCORED.replace("staff.grade == '高级'", "sum(duty.days) > 4")
    assert said(scored(tmp_path, clauses("sum(duty.days)"), more=asked)) == []


def test_a_row_for_everybody_is_kept_of_those_who_are_not_scored_too(tmp_path: Path) -> None:
    assert said(scored(tmp_path, clauses("posts.hours", "sum(duty.days)"), POSTS, DUTY.split("A")[0], NOT_SCORED)) == []
