"""The yearly appraisal gives what its README.md works out by hand, and bites everywhere its README.md says it does."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

import kaohe_core as kaohe
from kaohe_core.testing import assert_agree

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "yearly-appraisal"


@pytest.fixture(scope="module")
def found():
    """The result and the findings, in Chinese."""
    outcome = kaohe.open(EXAMPLE).score("appraisal")
    return outcome.result, outcome.scored.tables, [finding.text("zh") for finding in outcome.findings]


def number(result, id: str, step: str) -> Decimal | None:
    value = result.subject(id).number(step)
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


@pytest.mark.parametrize(
    ("id", "step", "expected"),
    [
        # every figure stands in README.md with its arithmetic
        ("J01", "personal-leave-half-days", "-0.75"),
        ("J01", "sick-leave-at-home", "-1"),
        ("J01", "appraisal-attendance", "8.25"),
        ("J01", "teaching-results", "30.40"),
        ("J01", "honours", "5"),
        ("J01", "own-prizes", "3"),
        ("J01", "research-projects", "3"),
        ("J01", "appraisal-achievements", "11"),
        ("J01", "total", "79.65"),
        ("J02", "appraisal-attendance", "8.95"),
        ("J02", "teaching-results", "32.27"),
        ("J02", "coached-prizes", "3"),
        ("J02", "papers", "2"),
        ("J02", "research-projects", "1.33"),
        ("J02", "appraisal-achievements", "6.33"),
        ("J02", "total", "77.55"),
    ],
)
def test_the_two_teachers_of_the_readme(found, id, step, expected):
    assert number(found[0], id, step) == Decimal(expected)
    assert found[0].subject(id).value("grade") == "合格"


@pytest.mark.parametrize(
    ("id", "step", "expected"),
    [
        ("J05", "days-absent", "-5"),
        ("J08", "lessons-missed", "-10"),
        ("J08", "appraisal-attendance", "0"),
        ("J11", "leave-beyond-limit", "-10"),
        ("J16", "leave-beyond-limit", "0"),
        ("J16", "appraisal-attendance", "4.5"),  # 10 − 15 × 0.2 − 10 half days × 0.25
        ("J12", "routine-discretion", "-1"),
        ("J04", "lab-lessons-held", "-2"),
        ("J10", "lab-lessons-held", "-3"),
        ("J18", "lab-lessons-held", "0"),
        ("J09", "honours", "0"),
        ("J15", "group-places", "3"),
        ("J19", "group-places", "4"),
        ("J21", "group-places", "0"),
        ("J22", "papers", "0"),
        ("J03", "research-projects", "1.8"),
        ("J10", "research-projects", "1.2"),
        ("J24", "research-projects", "1.33"),
        ("J06", "appraisal-achievements", "20"),
        ("J17", "total", "65.47"),
    ],
)
def test_every_clause_bites_somebody(found, id, step, expected):
    assert number(found[0], id, step) == Decimal(expected)


def test_one_veto_of_this_year_and_none_of_the_last(found):
    assert [s.id for s in found[0].subjects() if s.value("grade") == "不合格"] == ["J17"]


def test_columns_and_oracle_agree_and_nothing_is_provisional(found):
    assert_agree(found[0], found[1])
    assert not found[0].provisional


def test_what_does_not_count_and_who_is_referred_is_said(found):
    assert found[2] == [
        "data/发表论文.csv 第 3 行 “正规教育报刊” 插件 performance-pay: “J22”的论文“我的班级管理”不计分\n"
        "    改法：在正规教育报刊发表并署校名的才计分；填错了请改正",
        "“请假超过规定天数的，本项全扣，其余按上级教育部门的规定办理”：考勤分全扣，并报上级教育部门按规定办理：乔雅文",
        "data/先进与荣誉称号.csv 第 6 行 “发文日期”: “2025-08-28”不在方案的任何周期内，这一行不会计入\n"
        "    改法：方案的周期有：2025下、2026上、2025-2026学年",
        "data/一票否决事项.csv 第 3 行 “日期”: “2025-07-02”不在方案的任何周期内，这一行不会计入\n"
        "    改法：方案的周期有：2025下、2026上、2025-2026学年",
    ]


def test_the_files_are_those_of_the_script_byte_for_byte(tmp_path):
    spec = importlib.util.spec_from_file_location("make_appraisal_data", EXAMPLE / "make_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    assert made == {path.name: path.read_bytes() for path in (EXAMPLE / "data").glob("*.csv")}
