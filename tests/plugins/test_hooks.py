"""The page of hooks says for each what it means, when it is called, what it returns, and shows one."""

import inspect

import pluggy
import pytest

from kaohe_core.plugins import hooks
from kaohe_core.plugins.returned import HOOKS

NAMES = [
    "kaohe_tables",
    "kaohe_rules",
    "kaohe_dimensions",
    "kaohe_settlements",
    "kaohe_schemes",
    "kaohe_check",
    "kaohe_report_sections",
    "kaohe_commands",
]


def test_there_are_eight():
    assert list(HOOKS) == NAMES
    manager = pluggy.PluginManager("kaohe")
    manager.add_hookspecs(hooks)
    assert sorted(name for name in vars(manager.hook) if not name.startswith("_")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_documented(name):
    text = inspect.getdoc(getattr(hooks, name))
    assert text is not None
    for part in ("\n\nCalled once", "Returns ", "@hookimpl", "Source: "):
        assert part in text, part
    example = text.split("@hookimpl\n")[1].split("\n\n")[0]
    assert example.strip().startswith(f"def {name}(")
    assert len(example.strip().splitlines()) == 2  # with the mark, three lines


@pytest.mark.parametrize("name", NAMES)
def test_each_is_typed(name):
    function = getattr(hooks, name)
    parameters = inspect.signature(function).parameters
    assert set(function.__annotations__) == {*parameters, "return"}
    assert function.__annotations__["return"].startswith("Sequence[")
