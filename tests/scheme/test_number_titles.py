"""What the numbers of a scheme are called where another may be tried."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from attrs import field, frozen

import kaohe_core as kaohe
from kaohe_core.formula.tree import Number
from kaohe_core.scheme.number_titles import called, meaning, parameter
from kaohe_example.rules import Every

TINY = Path(__file__).parent.parent / "tiny"


@frozen
class Item:
    text: str
    points: int = 1


@frozen
class Steps:
    item: tuple[Item, ...] = (Item("有台账"), Item(""))
    difference: int = field(default=3, metadata={"doc": "apart by more than so many"})


@frozen
class Written:
    """A clause, as far as it says something about its numbers."""

    id: str = "c"
    rule: Steps = Steps()
    period_weights: tuple[Number, ...] = (Number(Decimal(1), "#1/c/period-weights/#1"),)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("item", 0, "points"), "有台账 分值"),  # its own wording
        (("item", 1, "points"), "item 第 2 项 分值"),  # has none: the place in the list
        (("difference",), "apart by more than so many"),  # what the author of the rule says
        (("period-weights", 0), "各期权重 第 1 项"),  # a number has no wording, whatever it is called inside
        (("at-most",), "封顶"),
    ],
)
def test_a_number_is_called_by_what_is_said_of_it(keys: tuple[str | int, ...], expected: str) -> None:
    assert called(Written(), keys, "zh") == expected


def test_a_parameter_bears_its_title_everywhere() -> None:
    scheme = kaohe.open(TINY).score("pay").scored.ready.scheme
    assert parameter(scheme, "full-load") == called(scheme, ("parameters", "full-load"), "zh") == "满工作量的课时"
    assert called(scheme, ("dimension", 0, "clause", 0, "points"), "zh") == "分值"  # behind the last part with an id


@pytest.mark.parametrize(("language", "said"), [("zh", "满多少算一档"), ("en", "how many units make one step")])
def test_what_the_author_of_a_plugin_says_is_translated_by_the_plugin(language, said):
    one = Number(Decimal(1))
    assert meaning(Every(of=one, size=one, points=one), "size", language) == said
