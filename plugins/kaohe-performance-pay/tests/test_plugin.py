"""The plugin keeps the contract of plugins, its sample runs, and offices' ways of writing are understood."""

import importlib.metadata
from decimal import Decimal

import pytest

import kaohe_core as kaohe
from kaohe_performance_pay import plugin, rules

SCHEMES = plugin.folder / "schemes"
SAMPLE = SCHEMES / "pay"

TABLES = [
    "staff",
    "attendance",
    "regulated-leave",
    "posts",
    "term-marks",
    "duty-marks",
    "role-shares",
    "teaching-quality",
    "kindergarten-results",
    "post-targets",
    "ratings",
    "discipline",
    "study-leave",
    "homeroom",
    "homeroom-result",
    "accounts",
    "incidents",
    "lab-lessons",
    "teaching-scores",
    "honours",
    "contest-prizes",
    "coached-prizes",
    "group-places",
    "papers",
    "research-projects",
    "sanctions",
    "indicator-marks",
    "subject-results",
    "course-development",
]
DIMENSIONS = [
    "attendance",
    "workload",
    "process",
    "results",
    "appraisal-attendance",
    "appraisal-ethics",
    "appraisal-routine",
    "appraisal-ability",
    "appraisal-workload",
    "indicators-ethics",
    "indicators-workload",
    "indicators-performance",
    "indicators-growth",
    "indicators-pupils",
    "indicators-pass-rate",
    "indicators-course-development",
]


def test_every_hook_returns_what_it_must(kaohe_plugins):
    plugins = kaohe_plugins({"performance-pay": plugin})
    assert [id for id, one in plugins.tables().items() if one.plugin == "performance-pay"] == TABLES
    assert {rule.name for rule in (rules.PrizeTable, rules.Forfeit)} <= set(plugins.rules())
    assert set(plugins.dimensions()) == {f"performance-pay/{name}" for name in DIMENSIONS}
    assert plugins.schemes()["performance-pay/pay"].value.title.zh == "绩效工资考核分配"


def test_it_is_installed_under_its_name():
    [entry_point] = importlib.metadata.entry_points(group="kaohe", name="performance-pay")
    assert entry_point.load() is plugin


@pytest.mark.parametrize("name", ["pay", "appraisal", "indicators"])
def test_every_clause_says_where_it_stands_in_the_written_scheme(name):
    run = kaohe.open(SCHEMES / name).begin()
    [ready] = run.load()
    assert not list(run.findings)
    assert all(clause.source for clause in ready.scheme.clauses())
    assert all(dimension.source for dimension in ready.scheme.dimensions())
    assert all(payment.source for payment in ready.scheme.payment)


@pytest.mark.clause("P03")
def test_the_sample_of_the_ready_scheme_gives_what_a_hand_gives():
    result = kaohe.open(SAMPLE).score().result

    def points(id, step):
        value = result.subject(id).number(step)
        return Decimal(value.numerator) / Decimal(value.denominator)

    # S01: sick (3 − 2) × 0.2, personal 1.5 × 0.5, signs (7 − 5) × 0.1: 10 − 0.2 − 0.75 − 0.2
    assert points("S01", "attendance") == Decimal("8.85")
    # posts 12 + 3, 14, 12, 15, 14 = 70 over 5 people: mean 14; 15 ÷ 14 × 30 = 32.142…
    assert points("S01", "workload") == Decimal("32.14")
    # teaching 18 × 0.8 + (9.25 + 9.2) × 0.2 = 14.4 + 3.69
    assert points("S01", "results") == Decimal("18.09")
    # 半天 of sick leave is half a day and within the two
    assert points("S05", "sick-leave") == 0
    # S03: 5 + 25.71 + 33.38 + 17 = 81.09, public criticism takes 20 %: 16.218
    assert points("S03", "total") == Decimal("64.87")
    assert result.total_of("paid") == 60000
