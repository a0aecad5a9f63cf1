"""The plugin keeps the contract of plugins, and its samples run and give what a hand gives."""

import importlib.metadata
from decimal import Decimal

import pytest

import kaohe_core as kaohe
from kaohe_e_education import plugin

from .conftest import SCHEMES

TABLES = [
    "project-schools",
    "facility-use",
    "taking-part",
    "registers",
    "mode-work",
    "stage-marks",
    "works",
    "townships",
    "backbones",
    "model-schools",
    "repairs",
    "training-reports",
    "training-sessions",
    "trainees",
    "homework",
    "activity",
    "training-schools",
    "school-files",
]
DIMENSIONS = ["use", "registers", "mode", "works", "review", "service", "homework", "activity", "organising", "files"]


def test_every_hook_returns_what_it_must(kaohe_plugins):
    plugins = kaohe_plugins({"e-education": plugin})
    assert [id for id, one in plugins.tables().items() if one.plugin == "e-education"] == TABLES
    assert set(plugins.dimensions()) == {f"e-education/{name}" for name in DIMENSIONS}
    assert set(plugins.schemes()) == {"e-education/county", "e-education/training"}


def test_it_is_installed_under_its_name():
    [entry_point] = importlib.metadata.entry_points(group="kaohe", name="e-education")
    assert entry_point.load() is plugin


@pytest.mark.parametrize("name", ["county", "training"])
def test_every_clause_says_where_it_stands_in_the_written_scheme(name):
    run = kaohe.open(SCHEMES / name).begin()
    readies = run.load()
    for ready in readies:
        scheme = ready.scheme
        everything = (*scheme.clauses(), *scheme.dimensions(), *scheme.veto, *scheme.grade, *scheme.award)
        assert all(item.source for item in everything)
    assert not list(run.findings)


def scored(name):
    return {one.id: one.result for one in kaohe.open(SCHEMES / name).scores()}


def points(result, id, step):
    value = result.subject(id).number(step)
    return Decimal(value.numerator) / Decimal(value.denominator)


def test_the_county_sample_gives_what_a_hand_gives():
    found = scored("county")
    # B01: 3 of 4 facility-weeks 15, 38 of 40 teachers 10; 20; 12; two works 1 + 3;
    # (96 × 0.2 + 95 × 0.3 + 94 × 0.5) × 0.3 = 94.7 × 0.3
    assert points(found["schools"], "B01", "use") == 25
    assert points(found["schools"], "B01", "review") == Decimal("28.41")
    assert points(found["schools"], "B01", "total") == Decimal("89.41")
    # 柳河镇: 20 + 30 + 50 × 3 ÷ 4, for W003 took 100 hours
    assert points(found["townships"], "柳河镇", "total") == Decimal("87.5")
    # 石桥镇: W005 took 180 hours and W006 30 hours of software: 20 + 30 + 0 − 5
    assert points(found["townships"], "石桥镇", "total") == 45
    # 42 + 38 + 46 + 315 + 19 + 38
    assert points(found["training-count"], "2005", "people") == 498


def test_the_section_of_training():
    [section] = plugin.kaohe_report_sections(scored("county")["training-count"])
    assert section.rows == (
        ("业务骨干", "80"),
        ("校长", "46"),
        ("管理人员和骨干教师", "315"),
        ("功能室管理人员", "19"),
        ("学科整合教师", "38"),
        ("合计", "498"),
    )


def test_the_training_sample_gives_what_a_hand_gives():
    found = scored("training")
    # T02: (85 + 80 + 78 + 82 + 85) × 0.18 = 410 × 0.18 = 73.8, the copied 88 does not count; activity 10 − 2 (no paper,
    # 8 comments)
    assert points(found["trainees"], "T02", "total") == Decimal("81.8")
    # S02: without summary 52; 2 of 3 files 16.67, 1 of 3 indexed 5
    assert points(found["training-schools"], "S02", "total") == Decimal("73.67")
