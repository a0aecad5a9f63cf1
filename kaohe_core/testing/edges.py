"""Values that lie exactly on an edge: half a hundredth, or equal remainders where the cents run out.

Made-up data prove little about rounding unless they hit the edges; tests assert here that they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe_core.described import described
from kaohe_core.formula import tree
from kaohe_core.formula.exact import ExactValue, in_row
from kaohe_core.formula.tree import Formula

if TYPE_CHECKING:
    from kaohe_core.assess.oracle import Oracle
    from kaohe_core.assess.plan import PlanStep


@described
def on_a_half(oracle: Oracle, subjects: Sequence[str], steps: Iterable[PlanStep]) -> Iterator[str]:
    """The id of a step for every value of it that is rounded half up from exactly a half."""
    for step in steps:
        for node, measure in _rounded(step.formula):
            for subject in subjects:
                if not step.for_unscored and subject not in oracle.exact.scored:
                    continue
                values: Iterable[ExactValue]
                if measure is None:
                    values = (oracle.exact.value(node.of, subject),)
                else:
                    beside = oracle.exact.beside(measure, subject)
                    values = [in_row(node.of, row, beside) for row in oracle.rows(measure, subject)]
                for value in values:
                    if isinstance(value, Fraction) and (value * 10**node.places).denominator == 2:
                        yield step.id


def _rounded(formula: Formula, measure: tree.Measure | None = None) -> Iterator[tuple[tree.Round, tree.Measure | None]]:
    """Every rounding half up in a formula, and the measure over whose rows it is taken."""
    if isinstance(formula, tree.Round) and formula.mode == "half-up":
        yield formula, measure
    inside = formula if isinstance(formula, tree.Measure) else measure
    for child in formula.children():
        yield from _rounded(child, inside)


@described
def tied_across_the_edge(oracle: Oracle, payment: str) -> list[str]:
    """The units in which one of two people with equal remainders gets a cent of the payment and the other does not."""
    marks = oracle.exact.marks
    place, cents = marks[f"{payment}/place"], marks[f"{payment}/cents"]
    ranked = oracle.plan.step(f"{payment}/place").formula
    if not isinstance(ranked, tree.Rank):
        raise TypeError(f"{payment} is not divided by largest remainder")
    paid, unpaid = dict[str, set[ExactValue]](), dict[str, set[ExactValue]]()
    for subject in oracle.exact.subjects:
        here, most = place[subject], cents[subject]
        if isinstance(here, Fraction) and isinstance(most, Fraction):
            side = paid if here <= most else unpaid
            side.setdefault(oracle.exact.unit_of[subject] or "", set()).add(oracle.exact.value(ranked.of, subject))
    return [unit for unit, remainders in paid.items() if remainders & unpaid.get(unit, set())]
