"""The example plugin keeps the contract of plugins, and its rule gives what a hand gives."""

import importlib.metadata
from decimal import Decimal

import pytest

from kaohe_core import Number
from kaohe_core.testing import altered, assert_plugin
from kaohe_example import plugin, rules

READY = plugin.folder / "schemes" / "reading"


def test_everything_that_it_hands_over_works():
    assert_plugin("example")


def test_every_hook_returns_what_it_must(kaohe_plugins):
    plugins = kaohe_plugins({"example": plugin})

    assert {"readers", "reading-log"} <= set(plugins.tables())
    assert plugins.rules()["every"].value is rules.Every
    assert plugins.dimensions()["example/reading"].value.file == "dimensions/reading.toml"
    assert plugins.schemes()["example/reading"].value.title.zh == "读书活动考核"


def test_it_is_installed_under_its_name():
    [entry_point] = importlib.metadata.entry_points(group="kaohe", name="example")

    assert entry_point.load() is plugin


@pytest.fixture
def read():
    """The ready project, scored over what R01 read: so many pages a day."""

    def scored(*pages: int):
        days = [f"R01,书{number},{read},2026-03-{number:02},读书卡" for number, read in enumerate(pages, start=1)]
        log = "\n".join(["编号,书名,页数,日期,凭据", *days])
        return altered(READY)(**{"data/reading-log.csv": log})

    return scored


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
def test_a_mark_for_every_50_pages(read, pages, expected):
    assert read(*pages).points("reading", "R01", "pages") == expected


def test_the_rule_refuses_a_step_of_nothing():
    with pytest.raises(ValueError, match="the size of a step must be more than 0, not 0") as caught:
        rules.Every(of=Number(Decimal(99)), size=0, points=1)
    assert caught.value.args[0].text("zh") == "每一档的大小应当大于 0，实际是 0"


def test_more_pages_than_a_day_holds_are_worth_a_look(read):
    day = {"data/reading-log.csv": {"山里的夏天,45,2026-04-02": "海边的书,990,2026-03-20"}}
    found = altered(READY)(day)

    assert found.findings == [  # 80 and 990 pages on one day; the row of the 990 is the fourth of the file
        "data/reading-log.csv 第 4 行 “页数” 插件 example: “R01”在 2026-03-20 一天读了 1070 页\n"
        "    改法：请核对页数和日期"
    ]
    assert found.points("reading", "R01", "pages") == 23  # 120 + 80 + 990 = 1190 pages
