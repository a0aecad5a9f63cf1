"""The example gives what its README.md works out by hand, and bites everywhere its README.md says it does."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

import kaohe_core as kaohe
from kaohe_core.assess.oracle import Oracle
from kaohe_core.assess.result import Result
from kaohe_core.explain.explanation import Explainer
from kaohe_core.project import Project
from kaohe_core.results.as_csv import results_csv
from kaohe_core.results.scored import Scored
from kaohe_core.results.summary import notes
from kaohe_core.run import Run
from kaohe_core.testing import assert_agree
from tests.frames.without_polars import without_polars

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "township-school"
EXCLUDED = ("T033", "T034", "T035", "T036")


@pytest.fixture(scope="module")
def found():
    """The project's scheme, tables, result and findings."""
    outcome = kaohe.open(EXAMPLE).score("pay")
    return outcome.scored.ready, outcome.scored.tables, outcome.result, outcome.findings


@pytest.fixture
def result(found) -> Result:
    return found[2]


@pytest.fixture(scope="module")
def classes() -> Result:
    """The result of the classes, held against the exact evaluator too."""
    outcome = kaohe.open(EXAMPLE).score("homeroom")
    assert_agree(outcome.result, outcome.scored.tables)
    return outcome.result


def number(result: Result, id: str, step: str) -> Decimal | None:
    subject = result.subject(id)
    assert subject is not None
    value = subject.number(step)
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        # every line stands in README.md with its arithmetic
        ("sick-leave", "-0.30"),
        ("personal-leave", "-0.25"),
        ("missed-signs", "-0.20"),
        ("attendance", "9.25"),
        ("workload", "31.19"),
        ("routine", "27.62"),
        ("research", "8.73"),
        ("process", "36.35"),
        ("results", "19.00"),
        ("total", "95.79"),
        ("homeroom-allowance/amount", "482.81"),
        ("share/pool", "506235.57"),
        ("share/rest", "445842.53"),
        ("share/weights", "4370.58"),
        ("share/amount", "9771.53"),
        ("paid", "10254.34"),
    ],
)
def test_the_plain_teacher_of_the_readme(result, step, expected):
    assert number(result, "T001", step) == Decimal(expected)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("attendance", "9.40"),
        ("workload", "32.23"),
        ("routine", "27.26"),
        ("research", "8.83"),
        ("process", "36.09"),
        ("results-teaching", "16"),
        ("post-targets", "8.75"),
        ("panel-ratings", "8.83"),
        ("results-duties", "17.58"),
        ("results", "16.47"),
        ("total", "94.19"),
        ("share/floor", "9608.31"),
        ("paid", "9608.32"),
    ],
)
def test_the_teacher_with_two_posts_of_the_readme(result, step, expected):
    assert number(result, "T002", step) == Decimal(expected)


@pytest.mark.parametrize(("id", "expected"), [("D005", "8881.33"), ("D007", "7105.06"), ("D008", "0")])
def test_those_who_are_paid_by_the_mean_in_the_readme(result, id, expected):
    assert number(result, id, "paid") == Decimal(expected)


def test_payments_make_the_pool_to_the_cent(result):
    assert result.total_of("paid") == Fraction("512345.67")
    assert not result.provisional


def test_columns_and_oracle_agree_on_every_step(found):
    ready, tables, result, _findings = found
    oracle = Oracle(ready.plan, tables)
    for subject in result.subjects():
        for step in ready.plan.steps:
            assert subject.value(step.id) == oracle.value(step.id, subject.id), (subject.id, step.id)


def test_who_is_set_apart_is_named_with_the_reason(result):
    assert [(n.id, n.reason) for n in result.not_assessed] == [
        ("L001", "不是正式在编人员"),
        ("L002", "不是正式在编人员"),
        ("X001", "不在岗"),
    ]
    assert [s.id for s in result.subjects() if not s.scored] == [f"D00{n}" for n in range(1, 9)]
    assert [number(result, id, "paid") for id in EXCLUDED] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("id", "step", "expected"),
    [
        ("H003", "attendance", "0"),  # 2 days absent take 10, and 25 missed signs 2.5 more
        ("T009", "regulated-leave", "0"),  # 98 days
        ("T013", "workload", "36"),  # 17.5 × 54 × 30 ÷ 779 = 36.39…, held at 36
        ("T006", "research-at-discretion", "9"),
        ("T003", "results", "18"),  # taken over, 3 and 2 places up: at the mean in both terms
        ("T004", "results", "14"),  # 5 below, one band up: 16; 6.5 below and no band up: 12
        ("T010", "ethics", "-3"),
        ("T011", "discipline", "-18.65"),  # 93.26 × 20 % = 18.652
        ("T014", "discipline", "0"),  # a warning of the year before
        ("T032", "total", "0"),
        ("T023", "homeroom-allowance/amount", "364.98"),  # 83 pupils: 60 a month; 60 × 7 × 0.869
        ("T024", "homeroom-allowance/amount", "156.42"),  # the class's head for the last 3 months: 60 × 3 × 0.869
    ],
)
def test_every_clause_bites_somebody(result, id, step, expected):
    assert number(result, id, step) == Decimal(expected)


@pytest.mark.clause("P26")
@pytest.mark.clause("H07")
@pytest.mark.parametrize(
    ("id", "total", "grade", "excellent"),
    [
        ("一(1)班", "93.75", "优秀", True),  # (95 + 92.5) ÷ 2
        ("六(2)班", "86.90", "良好", False),  # (86 + 87.8) ÷ 2
        ("二(2)班", "91.50", "优秀", True),  # (90 + 93) ÷ 2, the sixth of twelve
        ("三(1)班", "91", "优秀", False),  # (97 + 85) ÷ 2, the seventh
    ],
)
def test_classes_are_scored_first_and_their_heads_paid_from_it(classes, id, total, grade, excellent):
    assert number(classes, id, "total") == Decimal(total)
    subject = classes.subject(id)
    assert (subject.value("grade"), subject.value("excellent-class")) == (grade, excellent)


def test_one_score_runs_the_classes_for_the_pay():
    run = Run(Project.open(EXAMPLE))
    assert [ready.entry.id for ready in run.in_order(["pay"])] == ["homeroom", "pay"]
    [pay] = run.score(["pay"])
    [homeroom] = run.score(["homeroom"])
    assert homeroom.ready.scheme.subject == "classes"
    assert pay.ready.entry.id == "pay"


def test_no_finding_blocks_and_the_plugin_has_one_that_is_worth_knowing(found):
    assert not any(finding.blocks for finding in found[3])
    assert [finding.text("zh") for finding in found[3] if finding.place.plugin] == [
        "data/教职工名册.xlsx 工作表“Sheet1” 第 62 行 “出生年月日” 插件 performance-pay: "
        "“毛海涛”51 周岁由组织安排休息，未满 53 周岁：按平均值全额发放\n    改法：请核对出生日期和工作安排"
    ]


def test_no_mark_is_missing(found):
    _ready, _tables, result, _findings = found
    standings = {subject.standing(step.id) for subject in result.subjects() for step in result.plan.steps}
    assert standings == {"scored", "not-applicable"}


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_data", EXAMPLE / "make_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_those_of_the_script_byte_for_byte(tmp_path):
    script().main(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.xlsx")}
    kept = {path.name: path.read_bytes() for path in (EXAMPLE / "data").glob("*.xlsx")}
    assert made == kept


# without Polars ----------------------------------------------------------------------------------------------------


def test_without_polars_everybody_has_the_same_marks_and_amounts_and_the_same_explanation(found) -> None:
    ready, tables, result, findings = found
    in_columns = results_csv(Scored(ready, result, tables, ready.digest), "zh")
    with without_polars():
        outcome = kaohe.open(EXAMPLE).score("pay")
        alone = outcome.scored
        assert alone.alone is not None
        written = results_csv(alone, "zh")
        told = {who: outcome.explain(who).text("zh") for who in ("T001", "T020", "T033")}
        said = notes(alone, "zh")

    assert len(alone.result.frame.columns) > len(ready.plan.steps)
    for subject in result.subjects():
        other = alone.result.subject(subject.id)
        for step in ready.plan.steps:
            assert (other.value(step.id), other.standing(step.id)) == (
                subject.value(step.id),
                subject.standing(step.id),
            )
    assert [finding.text("zh") for finding in outcome.findings] == [finding.text("zh") for finding in findings]
    assert written == in_columns
    oracle = Oracle(ready.plan, tables)
    names = {subject.id: subject.name for subject in result.subjects()}
    assert told == {who: Explainer(oracle, "zh").explain(who, names[who]).text("zh") for who in told}
    assert "只用精确算法算了一遍：安装的 kaohe 还会用另一种算法再算一遍，互相核对；这里没有那种算法" in said
    assert not any("两种算法核对一致" in line for line in said)
