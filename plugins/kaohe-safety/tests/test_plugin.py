"""The plugin keeps the contract of plugins, and its sample gives what a hand gives."""

import importlib.metadata
from decimal import Decimal

import pytest
from attrs import evolve

import kaohe_core as kaohe
from kaohe_core.testing import differences
from kaohe_safety import plugin

SAMPLE = plugin.folder / "schemes" / "campaign"

TABLES = [
    "safety-units",
    "hazards",
    "key-areas",
    "inspections",
    "enterprise-safety",
    "self-management",
    "small-premises",
    "materials",
    "accidents",
]
DIMENSIONS = ["work-safety", "fire", "forest-fire"]


@pytest.fixture(scope="module")
def scored():
    """The sample's result and tables."""
    outcome = kaohe.open(SAMPLE).score()
    return outcome.result, outcome.scored.tables


def test_every_hook_returns_what_it_must(kaohe_plugins):
    plugins = kaohe_plugins({"safety": plugin})
    assert [id for id, one in plugins.tables().items() if one.plugin == "safety"] == TABLES
    assert set(plugins.dimensions()) == {f"safety/{name}" for name in DIMENSIONS}
    assert plugins.schemes()["safety/campaign"].value.title.zh == "冬春安全治理考核"


def test_it_is_installed_under_its_name():
    [entry_point] = importlib.metadata.entry_points(group="kaohe", name="safety")
    assert entry_point.load() is plugin


def test_every_clause_says_where_it_stands_in_the_written_scheme():
    run = kaohe.open(SAMPLE).begin()
    [ready] = run.load()
    assert not list(run.findings)
    assert all(clause.source for clause in ready.scheme.clauses())
    assert all(dimension.source for dimension in ready.scheme.dimensions())


def test_the_parts_of_a_line_make_its_marks():
    [ready] = kaohe.open(SAMPLE).begin().load()
    for line in ready.scheme.dimension:
        assert sum(part.marks.value for part in line.dimension) == line.marks.value
    assert sum(line.marks.value for line in ready.scheme.dimension) == 100


@pytest.mark.parametrize(
    ("id", "step", "expected"),
    [
        # U01: due in work safety are 4 (the fifth was found before the campaign): 2 in time, 1 late, 1 overdue.
        # 3 of 4 entries complete: 2.25 + 2 ÷ 4 × 12 + 1 ÷ 4 × 6 − 1 ÷ 4 × 5 = 2.25 + 6 + 1.5 − 1.25
        ("U01", "work-closing", "8.5"),
        ("U01", "work-safety", "28"),  # (5 + 8.5 + 3 ÷ 4 × 10) × 40 ÷ (5 + 15 + 10): no enterprise
        ("U01", "fire", "28.36"),  # (2.5 + 15 + 6) × 35 ÷ (5 + 15 + 9) = 28.362…
        ("U01", "total", "81.36"),  # 28 + 28.36 + 25
        ("U02", "work-safety", "34"),  # 5 + 15 + 10 + 4
        ("U02", "fire", "25.58"),  # (5 + 9 + 5) × 35 ÷ (5 + 15 + 6) = 25.576…
        ("U02", "total", "79.44"),  # (34 + 25.58) × 100 ÷ 75: no forest
        ("U04", "total", "100"),
    ],
)
def test_the_sample_gives_what_a_hand_gives(scored, id, step, expected):
    value = scored[0].subject(id).number(step)
    assert Decimal(value.numerator) / Decimal(value.denominator) == Decimal(expected)


def test_the_grades_of_the_sample(scored):
    assert {subject.id: subject.value("grade") for subject in scored[0].subjects()} == {
        "U01": "良好",
        "U02": "合格",
        "U03": "优秀",
        "U04": "不合格",
    }


def test_columns_and_oracle_agree_on_the_sample(scored):
    assert differences(*scored) == []


@pytest.mark.clause("F03")
def test_the_report_has_the_shares_of_each_unit_and_line(scored):
    [section] = plugin.kaohe_report_sections(scored[0])
    assert [column.zh for column in section.columns] == ["单位", "条线", "按期销号", "逾期销号", "逾期未销号"]
    assert section.rows == (
        ("青溪镇", "安全生产", "50%", "25%", "25%"),  # 2, 1 and 1 of 4
        ("青溪镇", "消防", "100%", "0%", "0%"),
        ("青溪镇", "森林防火", "100%", "0%", "0%"),
        ("松涛冶材厂", "安全生产", "100%", "0%", "0%"),
        ("松涛冶材厂", "消防", "0%", "100%", "0%"),
        ("育英小学", "消防", "100%", "0%", "0%"),
        ("石桥街道", "消防", "100%", "0%", "0%"),
    )


def test_a_scheme_without_hazards_has_no_section(scored):
    result = scored[0]
    bare = evolve(result, plan=evolve(result.plan, steps=result.plan.steps[-1:]))
    assert plugin.kaohe_report_sections(bare) == []
