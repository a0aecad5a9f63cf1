"""Clauses, dimensions and tables are named by their titles, and can be given by them (G07, G15)."""

from __future__ import annotations

from pathlib import Path

import pytest

from .school import School


@pytest.fixture
def school(tmp_path: Path) -> School:
    made = School.made(tmp_path / "校")
    made.in_force()
    made.do("freeze")
    made.do("score")
    return made


def test_what_is_missing_is_told_by_titles(school: School) -> None:
    told = school.refused("publish", where="公示栏")
    assert "独立录入且与冻结的台账一致：酌情记录、请假、测评、名册" in told[0]
    for group in ("甲", "乙"):
        school.enter(group)
        school.recount(group)
    assert "所涉指标：考勤、师德" in school.refused("publish", where="公示栏")[0]


def test_dimensions_are_signed_by_their_titles(school: School) -> None:
    for group in ("甲", "乙"):
        school.enter(group)
        school.recount(group)
    taken = school.do("sign", members=["t1", "t2", "t3", "t4"], only=["考 勤"])
    assert list(taken.act.data["dimensions"]) == ["attendance"]
    refused = school.refused("sign", members=["t1"], only=["考核"])
    assert refused == ["kaohe.case 2026: “指标签字”不能办理：没有指标“考核”\n    改法：可以用：考勤、师德"]


@pytest.mark.parametrize(
    "clause", ["sick-leave", "病假每天扣 0.5 分", "病假每天扣0.5分", "病假", "病假每天扣 0.5 分（sick-leave）"]
)
def test_an_appeal_names_its_clause_by_its_wording(school: School, clause: str) -> None:
    school.counted()
    number = school.appeal("赵四", clause)
    assert school.case.round("2026").appeals[number].clause == "sick-leave"
    from kaohe_case.told import status

    lines = list(status(school.case.round("2026"), school.at, "zh"))
    assert f"  第 {number} 号申诉，赵四（t4），条款 病假每天扣 0.5 分（sick-leave）：尚未答复" in lines
    assert "方案没有条款“课时”" in school.refused("appeal", "赵四", clause="课时", claim="少计")[0]
