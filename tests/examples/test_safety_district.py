"""The example gives what its README.md works out by hand."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

import kaohe_core as kaohe
from kaohe_core.testing import differences

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "safety-district"


@pytest.fixture(scope="module")
def found():
    """The project's result, tables and findings."""
    outcome = kaohe.open(EXAMPLE).score()
    return outcome.result, outcome.scored.tables, outcome.findings


def number(result, id: str, step: str) -> Decimal:
    value = result.subject(id).number(step)
    return Decimal(value.numerator) / Decimal(value.denominator)


@pytest.mark.parametrize(
    ("id", "step", "expected"),
    [
        # every line stands in README.md with its arithmetic
        ("W01", "work-ready", "5"),
        ("W01", "work-ledger", "2.4"),
        ("W01", "work-in-time", "9"),
        ("W01", "work-late", "1.5"),
        ("W01", "areas-inspected", "7.5"),
        ("W01", "work-safety", "33.87"),
        ("W01", "fire-ready", "3.75"),
        ("W01", "fire-closing", "6.5"),
        ("W01", "small-inspected", "7.2"),
        ("W01", "fire", "21.06"),
        ("W01", "forest-fire", "25"),
        ("W01", "total", "79.93"),
        ("W02", "work-safety", "35"),
        ("W02", "fire-closing", "3.5"),
        ("W02", "small-inspected", "4.5"),
        ("W02", "fire", "14.18"),
        ("W02", "total", "65.57"),
        # 1 in time, 1 late, 2 overdue of 4: 5 + 4 + 4 + 2 − 2.5
        ("W05", "forest-fire", "12.5"),
        ("W05", "total", "85.33"),
    ],
)
def test_the_units_of_the_readme(found, id, step, expected):
    assert number(found[0], id, step) == Decimal(expected)


@pytest.mark.parametrize(
    ("id", "grade", "veto"),
    [
        ("W01", "合格", False),
        ("W02", "合格", False),
        ("W05", "合格", False),
        ("W19", "不合格", True),
        ("W08", "良好", False),
        ("W10", "良好", False),
    ],
)
def test_the_grades_of_the_readme(found, id, grade, veto):
    subject = found[0].subject(id)
    assert subject.value("grade") == grade
    assert subject.value("serious-accident") is veto


def test_the_vetoed_unit_keeps_its_marks(found):
    assert 80 <= number(found[0], "W19", "total") < 90


def test_columns_and_oracle_agree_on_every_step(found):
    assert differences(found[0], found[1]) == []


def test_no_finding_blocks_and_no_mark_is_missing(found):
    assert not any(finding.blocks for finding in found[2])
    assert not found[0].provisional


def test_who_is_vetoed_is_named_with_both_responsibilities(found):
    assert [finding.text("zh") for finding in found[2] if "一票否决" in finding.text("zh")] == [
        "data/事故登记.csv 第 3 行 “事故等级” 插件 safety: “云岭饭店”一票否决：2020-01-24 后厨起火；"
        "直接责任人：厨师长；领导责任人：袁禾；认定文件：区调查报告 3 号\n    改法：不用处理；原得分照样列出"
    ]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_data", EXAMPLE / "make_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_those_of_the_script_byte_for_byte(tmp_path):
    script().main(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    kept = {path.name: path.read_bytes() for path in (EXAMPLE / "data").glob("*.csv")}
    assert made == kept
