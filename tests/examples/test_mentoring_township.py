"""The example gives what its README.md works out by hand, and bites everywhere its README.md says it does."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

import kaohe_core as kaohe
from kaohe_core.assess.result import Result
from kaohe_core.findings import Findings
from kaohe_core.testing import assert_agree, assert_paid_out

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "mentoring-township"
SCHEMES = ("kindergartens", "host-schools", "kindergarten-teachers", "promotion")


@pytest.fixture(scope="module")
def found() -> tuple[dict[str, Result], Findings]:
    """The results by scheme, each held against the exact evaluator, and the findings."""
    outcomes = kaohe.open(EXAMPLE).scores()
    for one in outcomes:
        assert_agree(one.result, one.scored.tables)
    results = {one.id: one.result for one in outcomes}
    assert set(results) == set(SCHEMES)
    return results, outcomes[0].findings


def number(result: Result, id: str, step: str) -> Decimal | None:
    subject = result.subject(id)
    assert subject is not None
    value = subject.number(step)
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


@pytest.mark.parametrize(
    ("scheme", "id", "step", "expected"),
    [
        # every line stands in README.md with its arithmetic
        ("kindergartens", "G02", "plan", "9.55"),
        ("kindergartens", "G02", "environment", "0"),
        ("kindergartens", "G02", "research", "15"),
        ("kindergartens", "G02", "theme-courses", "13"),
        ("kindergartens", "G02", "home-work", "10"),
        ("kindergartens", "G02", "practice", "9"),
        ("kindergartens", "G02", "every-month", "4.38"),
        ("kindergartens", "G02", "attendance-rate", "9.29"),
        ("kindergartens", "G02", "question-and-narrative", "4.81"),
        ("kindergartens", "G02", "total", "75.03"),
        ("kindergartens", "G02", "place", "9"),
        ("host-schools", "X02", "school-work", "71.20"),
        ("host-schools", "X02", "attached-kindergarten", "15.01"),
        ("host-schools", "X02", "total", "86.21"),
        ("host-schools", "X02", "subsidy/weights", "893.46"),
        ("host-schools", "X02", "subsidy/amount", "5038.62"),
        ("kindergarten-teachers", "Y1002", "basic/amount", "11000"),
        ("kindergarten-teachers", "Y1002", "routine", "64.5"),
        ("kindergarten-teachers", "Y1002", "growth", "25.5"),
        ("kindergarten-teachers", "Y1002", "growth-pay/weights", "661.5"),
        ("kindergarten-teachers", "Y1002", "growth-pay/amount", "770.97"),
        ("kindergarten-teachers", "Y1002", "performance/weights", "2330"),
        ("kindergarten-teachers", "Y1002", "performance/amount", "4326.18"),
        ("kindergarten-teachers", "Y1002", "paid", "16097.15"),
        ("kindergartens", "G01", "environment", "20"),
        ("kindergartens", "G06", "research", "10"),
        ("kindergartens", "G08", "home-work", "0"),
        ("kindergartens", "G10", "total", "95.90"),
    ],
)
def test_what_the_readme_works_out(found, scheme, id, step, expected):
    assert number(found[0][scheme], id, step) == Decimal(expected)


def test_models_and_vetoes(found):
    results = found[0]
    assert [s.id for s in results["kindergartens"].subjects() if s.value("model") is True] == ["G01", "G05", "G10"]
    assert [s.name for s in results["promotion"].subjects() if s.value("no-village-work") is True] == [
        "卢芳",
        "蔡红",
        "丁香",
    ]


def test_payments_make_the_pools_to_the_cent(found):
    for id in ("host-schools", "kindergarten-teachers"):
        assert_paid_out(found[0][id])
        assert not found[0][id].provisional


def test_what_is_worth_knowing_is_said_and_nothing_blocks(found):
    assert [finding.text("zh").split("kindergarten-mentoring: ")[1].split("\n")[0] for finding in found[1]] == [
        "“下河小学附属幼儿园”的环境创设“有起色”晚了 7 天",
        "“双桥小学附属幼儿园”的环境创设“达标”晚了 41 天",
        "“石门小学附属幼儿园”的环境创设还没有“有起色”，到 2026-06-30 已逾期 119 天",
        "2025-12 没有开集体教研",
        "2026-04 的集体教研，没有人参加的园：松林小学附属幼儿园",
        "没有参加过针对性教研的教师：宋秀兰",
    ]
    assert not any(finding.blocks for finding in found[1])


def test_the_files_are_those_of_the_script_byte_for_byte(tmp_path):
    spec = importlib.util.spec_from_file_location("make_mentoring_data", EXAMPLE / "make_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    assert made == {path.name: path.read_bytes() for path in (EXAMPLE / "data").glob("*.csv")}
