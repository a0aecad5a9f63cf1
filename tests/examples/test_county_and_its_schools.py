"""The county's one file, and its three schools, give what their README.md works out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import kaohe_core as kaohe
from kaohe_core.findings import FindingsError
from kaohe_core.project import Project

COUNTY = Path(__file__).parent.parent.parent / "examples" / "county-and-its-schools"
SCHOOLS = ["青山小学", "红岩小学", "石门教学点"]


@pytest.fixture(scope="module")
def found():
    """The results by school and scheme, and the findings of each school."""
    outcomes = {school: kaohe.open(COUNTY / school).scores() for school in SCHOOLS}
    results = {(school, one.id): one.result for school, ones in outcomes.items() for one in ones}
    return results, {school: kaohe.open(COUNTY / school).check() for school in SCHOOLS}


@pytest.mark.parametrize(
    ("school", "scheme", "id", "step", "expected"),
    [
        # 40 − (3 − 2) × 0.2; 14 lessons × 4
        ("青山小学", "teachers", "Q01", "attendance", "39.8"),
        ("青山小学", "teachers", "Q01", "total", "95.8"),
        # 16 × 4 = 64, at most 60
        ("青山小学", "teachers", "Q03", "total", "100"),
        # 19 + 18.5 + 14 + 14.5 + 13 + 15
        ("青山小学", "classes", "一班", "total", "94"),
        # the school's own 0.5 is within the county's bounds: 40 − (6 − 2) × 0.5; 15 × 3; 230 ÷ 50 = 4 full fifties
        ("红岩小学", "teachers", "H01", "attendance", "38"),
        ("红岩小学", "teachers", "H01", "total", "87"),
        # 40 − (7 − 5) × 0.1; 13 × 3; 410 ÷ 50 = 8 full fifties
        ("红岩小学", "teachers", "H02", "total", "86.8"),
        # the county's 5 marks a day hold, not the school's 3
        ("石门教学点", "teachers", "S01", "attendance", "35"),
        ("石门教学点", "teachers", "S01", "total", "95"),
    ],
)
def test_the_figures_of_the_readme(found, school, scheme, id, step, expected):
    value = found[0][school, scheme].subject(id).number(step)
    assert Decimal(value.numerator) / Decimal(value.denominator) == Decimal(expected)


def test_only_who_contradicts_the_county_is_told(found):
    told = {school: [finding.text("zh").split(": ", 1)[1] for finding in found[1][school]] for school in SCHOOLS}
    assert told == {
        "青山小学": [],
        "红岩小学": [],
        "石门教学点": [
            "“attendance.absence.text”由 schemes/../../全县.toml 锁定："
            "应为 “旷工每天扣 5 分”，不能改成 “旷工每天扣 3 分”\n    改法：请删掉这一行",
            "“attendance.absence.points”由 schemes/../../全县.toml 锁定：应为 5，不能改成 3\n    改法：请删掉这一行",
        ],
    }


def test_a_set_enables_its_plugins_and_a_school_leaves_one_out():
    brought = {school: set(Project.open(COUNTY / school).tables) for school in SCHOOLS}
    assert all("attendance" in tables for tables in brought.values())  # of performance-pay
    assert {school for school in SCHOOLS if "class-sheet" in brought[school]} == {"青山小学", "红岩小学"}  # of homeroom
    assert {school for school in SCHOOLS if "reading-log" in brought[school]} == {"红岩小学"}  # of example


def test_a_schools_own_scheme_names_no_sets(kaohe_project):
    files = {
        "kaohe.toml": '[project]\nname = "试"\n[[scheme]]\nid = "s"\nfile = "s.toml"\n',
        "s.toml": 'title = "办法"\nsubject = "people"\nmarks = 10\nround = { total = 2 }\n[plugin-sets]\nrural = []\n',
    }
    with pytest.raises(FindingsError) as told:
        kaohe_project(files).check().stop()
    assert "plugin-sets: " in str(told.value)
