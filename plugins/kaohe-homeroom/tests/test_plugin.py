"""The plugin keeps the contract of plugins, and offices' ways of writing are understood."""

import importlib.metadata

import kaohe_core as kaohe
from kaohe_homeroom import plugin

from .conftest import READY

TABLES = ["classes", "class-sheet", "homeroom-staff", "applications", "dismissals", "stand-ins", "homeroom-result"]


def test_every_hook_returns_what_it_must(kaohe_plugins):
    plugins = kaohe_plugins({"homeroom": plugin})
    assert [id for id, one in plugins.tables().items() if one.plugin == "homeroom"] == TABLES
    assert set(plugins.dimensions()) == {"homeroom/class-work", "homeroom/class-result"}
    assert plugins.schemes()["homeroom/homeroom"].value.title.zh == "班级与班主任考核"


def test_it_is_installed_under_its_name():
    [entry_point] = importlib.metadata.entry_points(group="kaohe", name="homeroom")
    assert entry_point.load() is plugin


def test_every_clause_says_where_it_stands_in_the_written_scheme():
    run = kaohe.open(READY).begin()
    readies = run.load()
    assert not list(run.findings)
    for ready in readies:
        scheme = ready.scheme
        said = [*scheme.clauses(), *scheme.dimensions(), *scheme.payment, *scheme.award, *scheme.grade]
        assert all(thing.source for thing in said)
