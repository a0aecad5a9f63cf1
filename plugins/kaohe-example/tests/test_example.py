"""The example plugin keeps the contract of plugins, and its rule gives what a hand gives."""

import importlib.metadata
from decimal import Decimal
from fractions import Fraction

import pytest

from kaohe_core import Field, Number, SumOfRows
from kaohe_core.formula.exact import Exact
from kaohe_core.plugins.loader import Plugins
from kaohe_example import plugin, rules, tables


def test_every_hook_returns_what_it_must():
    plugins = Plugins.of({"example": plugin})

    assert {"readers", "reading-log"} <= set(plugins.tables())
    assert plugins.rules()["every"].value is rules.Every
    assert plugins.dimensions()["example/reading"].value.file == "dimensions/reading.toml"
    assert plugins.schemes()["example/reading"].value.title.zh == "读书活动考核"


def test_it_is_installed_under_its_name():
    [entry_point] = importlib.metadata.entry_points(group="kaohe", name="example")

    assert entry_point.load() is plugin


PAGES = tables.READING_LOG.column("pages")


def marks(*pages: int) -> Fraction | None:
    """What the ready dimension's clause gives to somebody who read so many pages, evaluated exactly."""
    assert PAGES is not None
    read = SumOfRows(tables.READING_LOG, Field(tables.READING_LOG, PAGES))
    formula = rules.Every(of=read, size=50, points=1).formula()
    rows = [{"pages": Fraction(number)} for number in pages]
    return Exact(["R01"], {"R01": ""}, {"R01"}, lambda _measure, _reader: rows).number(formula, "R01")


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ((120, 80, 45), 4),  # 245 pages: four times 50, and 45 that are not enough for a fifth mark
        ((49,), 0),
        ((50,), 1),
        ((99,), 1),
        ((100,), 2),
        ((600,), 12),  # the dimension's full marks cap it at 10, not the rule
        ((), 0),  # whoever has no row has read nothing
    ],
)
def test_a_mark_for_every_50_pages(pages, expected):
    assert marks(*pages) == expected


def test_the_rule_refuses_a_step_of_nothing():
    with pytest.raises(ValueError, match="the size of a step must be more than 0, not 0") as caught:
        rules.Every(of=Number(Decimal(99)), size=0, points=1)
    assert caught.value.args[0].text("zh") == "每一档的大小应当大于 0，实际是 0"
