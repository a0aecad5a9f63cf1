"""The plugin keeps the contract of plugins, and every clause says where it stands."""

import importlib.metadata

import kaohe_core as kaohe
from kaohe_kindergarten_mentoring import plugin

from .conftest import READY

TABLES = [
    "kindergartens",
    "kindergarten-staff",
    "mentoring-plans",
    "environment",
    "research",
    "theme-courses",
    "home-work",
    "teaching-practice",
    "meeting-attendance",
    "summary-meetings",
    "kindergarten-teachers",
    "teacher-marks",
    "host-schools",
    "kindergarten-result",
    "promotion-applicants",
    "village-work",
]
DIMENSIONS = ["plan", "environment", "research", "theme-courses", "home-work", "practice", "meetings"]


def test_every_hook_returns_what_it_must(kaohe_plugins):
    plugins = kaohe_plugins({"kindergarten-mentoring": plugin})
    assert [id for id, one in plugins.tables().items() if one.plugin == "kindergarten-mentoring"] == TABLES
    assert set(plugins.dimensions()) == {f"kindergarten-mentoring/{name}" for name in DIMENSIONS}
    assert plugins.schemes()["kindergarten-mentoring/township"].value.title.zh == "附属幼儿园结对帮扶考核"


def test_it_is_installed_under_its_name():
    [entry_point] = importlib.metadata.entry_points(group="kaohe", name="kindergarten-mentoring")
    assert entry_point.load() is plugin


def test_every_clause_says_where_it_stands_in_the_written_scheme():
    run = kaohe.open(READY).begin()
    readies = run.load()
    assert not list(run.findings)
    assert len(readies) == 4
    for ready in readies:
        scheme = ready.scheme
        said = [*scheme.clauses(), *scheme.dimensions(), *scheme.payment, *scheme.award, *scheme.grade, *scheme.veto]
        assert all(thing.source for thing in said)
