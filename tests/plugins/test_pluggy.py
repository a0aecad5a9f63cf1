"""What the loader relies on, or guards against, in the installed pluggy: an upgrade that changes it shows here."""

import sys
from types import SimpleNamespace

import pluggy
import pytest

from kaohe_core.plugins import hooks
from kaohe_core.plugins.hooks import hookimpl


@pytest.fixture
def manager():
    made = pluggy.PluginManager("kaohe")
    made.add_hookspecs(hooks)
    return made


def test_the_last_registered_is_called_first_and_none_vanishes(manager):
    for answer in (["first"], None, ["last"]):
        manager.register(SimpleNamespace(kaohe_tables=hookimpl(lambda answer=answer: answer)))

    assert manager.hook.kaohe_tables() == [["last"], ["first"]]


def test_the_type_of_a_result_is_nobody_s_business(manager):
    manager.register(SimpleNamespace(kaohe_tables=hookimpl(lambda: "tables")))

    assert manager.hook.kaohe_tables() == ["tables"]


def test_unknown_parameters_with_a_default_and_keyword_only_ones_are_not_seen(manager):
    manager.register(SimpleNamespace(kaohe_check=hookimpl(lambda schem=None: [schem])), "default")
    manager.register(SimpleNamespace(kaohe_check=hookimpl(lambda *, schem=1: [schem])), "keyword")

    assert manager.hook.kaohe_check(scheme="the scheme", tables={}) == [[1], [None]]


def test_an_invalid_plugin_does_not_stay(manager):
    with pytest.raises(pluggy.PluginValidationError):
        manager.register(SimpleNamespace(kaohe_tables=hookimpl(lambda config: [])), "bad")

    assert not manager.has_plugin("bad")


def test_an_unknown_hook_shows_only_when_asked(manager):
    manager.register(SimpleNamespace(kaohe_table=hookimpl(lambda: 1)), "bad")

    with pytest.raises(pluggy.PluginValidationError, match="unknown hook 'kaohe_table'"):
        manager.check_pending()


def test_its_own_loader_imports_all_skips_duplicates_and_ends_at_the_first_broken(site, manager):
    site.add("homeroom")
    site.add("homeroom", distribution="county-homeroom")
    assert manager.load_setuptools_entrypoints("kaohe", "homeroom") == 1  # of two, and not a word

    site.add("bad", "1 / 0")
    with pytest.raises(ZeroDivisionError):
        manager.load_setuptools_entrypoints("kaohe", "bad")
    assert "fake_kaohe_bad" not in sys.modules
