"""Random schemes find a fault: with what mends it taken out, the result is another one than by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import polars as pl
import pytest
from attrs import evolve, frozen

from kaohe_core.assess import as_table, score
from kaohe_core.assess.about import Reading
from kaohe_core.assess.measure import Gathering
from kaohe_core.assess.plan import PlanStep
from kaohe_core.assess.result import NOT_APPLICABLE, Result
from kaohe_core.assess.score import _Chosen
from kaohe_core.formula import text, tree
from kaohe_core.formula.tree import Formula, lift
from tests.assess.held_by_hand import otherwise_by_hand
from tests.assess.random_schemes import made

WITHIN = 90  # seeds, in which each fault is found


@frozen
class Fault:
    """Which function mends it, and how it was before."""

    owner: object
    name: str
    before: Callable[..., object]


_leaf, _settled = Reading._leaf, Reading.settled


def _marks_are_about_everybody(self: Reading, node: Formula) -> Formula | None:
    return None if isinstance(node, tree.Mark) else _leaf(self, node)


def _rows_are_about_everybody(self: Reading, node: Formula) -> Formula | None:
    return None if isinstance(node, tree.Measure) else _leaf(self, node)


def _what_is_open_is_about_nobody(result: Result, step: str) -> pl.Expr:
    column = result.standings.get(step)
    return pl.lit(value=False) if column is None else pl.col(column) >= NOT_APPLICABLE


def _missing_holds_for_nobody(self: Reading, step: PlanStep) -> PlanStep:
    if step.formula.kind != "truth":
        return _settled(self, step)
    return _settled(self, evolve(step, formula=step.formula.otherwise(lift(0).equals(1))))


def _only_totals_are_provisional(result: Result) -> bool:
    column = result.standings.get("total")
    if column is not None and (result.frame[column] > NOT_APPLICABLE).any():
        return True
    return any(result.frame[step.id].null_count() > 0 for step in result.plan.steps if step.role == "money")


FAULTS = {
    "M01": Fault(Reading, "_leaf", _marks_are_about_everybody),
    "M01, what dimensions declare": Fault(Reading, "_declared", lambda _self, mark, _known: mark),
    "M01, over the unit": Fault(Reading, "_members", lambda _self, node: node),
    "M01, money": Fault(Reading, "_paid", lambda _self, formula: formula),
    "M01, refusals": Fault(Reading, "unsaid", lambda *_args: iter(())),
    "M02": Fault(as_table, "_apart", _what_is_open_is_about_nobody),
    "M03": Fault(Reading, "settled", _missing_holds_for_nobody),
    "M03, said to be final": Fault(Result, "provisional", property(_only_totals_are_provisional)),
    "M04": Fault(Gathering, "may_be_empty", lambda *_args: False),
    "M05": Fault(score, "instead", lambda formula, fallback, *_: formula.otherwise(fallback)),
    "M06": Fault(Reading, "_leaf", _rows_are_about_everybody),
    "M07": Fault(_Chosen, "during", lambda self, period: _Chosen(self.formula.during(period), self.fits)),
    "M08": Fault(text, "_alone", lambda _table: False),
}


@pytest.mark.thorough(but=["M01"])
@pytest.mark.parametrize("id", FAULTS)
def test_a_fault_is_found_once_its_mend_is_taken_out(monkeypatch, id):
    fault, tried = FAULTS[id], []
    with monkeypatch.context() as before:
        before.setattr(fault.owner, fault.name, fault.before)
        found: list[str] = []
        while not found and len(tried) < WITHIN:
            tried.append(len(tried))
            found = differing(tried[-1])

    assert found, f"not found in {WITHIN} seeds"
    assert [one for seed in tried for one in known(seed)] == []


def differing(seed: int) -> list[str]:
    """Where the scheme of this number comes out otherwise than by hand."""
    scheme = made(seed)
    return [] if scheme is None else list(otherwise_by_hand(scheme))


@cache
def known(seed: int) -> list[str]:
    """As :func:`differing`, with every mend in its place."""
    return differing(seed)
