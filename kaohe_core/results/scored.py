"""What reports are made of: a scheme that was run, with its digest, and values inside its formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field

from kaohe_core.assess.result import STANDINGS, why_nothing
from kaohe_core.assess.there import not_about
from kaohe_core.config import SCHOOL
from kaohe_core.described import described
from kaohe_core.formula.exact import Exact, ExactValue
from kaohe_core.formula.tree import Formula, Mark, Measure
from kaohe_core.formula.words import OfSubject

if TYPE_CHECKING:
    from kaohe_core.assess import Plan, Result
    from kaohe_core.assess.measure import ExactRows
    from kaohe_core.assess.oracle import Oracle
    from kaohe_core.assess.plan import PlanStep
    from kaohe_core.assess.twice import Agreement
    from kaohe_core.messages import Message
    from kaohe_core.project import Ready
    from kaohe_core.scheme.model import Payment
    from kaohe_core.tables.data import Data


@described
@define
class Scored:
    """One scheme that was run over its tables."""

    ready: Ready
    result: Result
    tables: Mapping[str, Data]
    digest: str
    agreement: Agreement | None = None  # None: computed once, as tests do, or where there is no Polars
    alone: Oracle | None = None  # the exact evaluator, where it computed the result and nothing is held against it
    _exact: Exact | None = field(default=None, init=False)
    _because: dict[str, dict[str, str]] = field(factory=dict, init=False)
    _codes: dict[str, dict[str, int]] = field(factory=dict, init=False)  # of steps, by subject

    @property
    @described
    def plan(self) -> Plan:
        """The steps of the scheme."""
        return self.ready.plan

    @cached_property
    def rows(self) -> ExactRows:
        """The rows of the tables by subject."""
        if self.agreement is not None and self.agreement.units is None:
            return self.agreement.oracle.rows  # everybody was compared: they are by subject already
        if self.alone is not None:
            return self.alone.rows
        return self.plan.rows(self.tables)

    @described
    def exact(self) -> Exact:
        """The exact evaluator over the assessed subjects; the values of steps are those of the result."""
        if self._exact is None:
            self._exact = self.result.exact(self.rows)
        return self._exact

    @described
    def waits_for(self, step: PlanStep, subject: str) -> Callable[[], list[Message]]:
        """What tells, when it is called, what a step without a value waits for."""
        from kaohe_core.assess.causes import Causes

        return lambda: Causes(self.plan, self.exact(), self.rows, self.tables).told(step, subject)

    @described
    def values(self, subject: str) -> OfSubject:
        """What evaluates any part of a formula for one subject."""
        exact = self.exact()

        def value(node: Formula) -> ExactValue:
            return exact.value(node, subject)

        def nothing(node: Mark | Measure) -> Message | None:
            return not_about(node, value) if isinstance(node, Measure) else self._nothing(node.id, subject)

        return OfSubject(value, nothing)

    def _nothing(self, step: str, subject: str) -> Message | None:
        """Why somebody has no value of a step, where it is more than no data."""
        column = self.result.standings.get(step)
        if column is None:
            return None
        codes = self._codes.get(step)
        if codes is None:
            frame = self.result.frame
            codes = self._codes[step] = dict(zip(frame["_subject"], frame[column], strict=True))
        return why_nothing(STANDINGS[codes[subject]])

    @described
    def paid_because(self, payment: Payment) -> dict[str, str]:
        """Why somebody gets nothing, or no share by marks: the reason stated for the group, by the subject's id."""
        known = self._because.get(payment.id)
        if known is None:
            known = self._because[payment.id] = dict(grouped(payment, self.result, self.exact))
        return known

    @described
    def places(self, step: str) -> int | None:
        """The decimals a step’s points are shown with; None where they may have no end."""
        return places(self.plan.step(step), self.result)


def grouped(payment: Payment, result: Result, exact: Callable[[], Exact]) -> Iterator[tuple[str, str]]:
    """Who gets nothing of a payment, or no share by marks, with the reason stated for the group."""
    groups = getattr(payment.settlement, "group", ())
    if not groups:
        return
    # Only those who do not share, or are paid nothing, can be in a group: a handful of a county.
    decided = result.frame[deciding(payment, result)]
    frame = result.frame.filter((decided == 0) | decided.is_null())
    for id in frame["_subject"].to_list():
        for group in groups:
            if exact().value(group.when, id) is True:
                yield id, str(group.reason)
                break


def deciding(payment: Payment, result: Result) -> str:
    """The step that is 0 for whoever does not share: the share by marks or, without one, the amount."""
    from kaohe_core.assess.settle import amount_of

    shares = f"{payment.id}/shares"
    return shares if shares in result.frame.columns else amount_of(payment.id)


def is_large(scored: Scored) -> bool:
    """Whether more people are assessed than a school has."""
    return scored.result.frame.height > SCHOOL


def places(step: PlanStep, result: Result) -> int | None:
    """Two decimals, fewer where the step cannot have them; None for a quotient that is not rounded."""
    from kaohe_core.assess.plan import decimals

    found = decimals(result.values[step.id])
    return None if found is None else min(found, 2)
