"""What reports are made of: a scheme that was run, with its digest, and values inside its formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field

from kaohe_core.formula.exact import Exact, Value

if TYPE_CHECKING:
    from kaohe_core.assess import Plan, Result
    from kaohe_core.assess.measure import ExactRows
    from kaohe_core.assess.plan import Step
    from kaohe_core.assess.result import Subject
    from kaohe_core.formula.tree import Formula
    from kaohe_core.project import Ready
    from kaohe_core.scheme.model import Payment
    from kaohe_core.tables.data import Data


@define
class Scored:
    """One scheme that was run over its tables."""

    ready: Ready
    result: Result
    tables: Mapping[str, Data]
    digest: str
    _exact: Exact | None = field(default=None, init=False)

    @property
    def plan(self) -> Plan:
        """The steps of the scheme."""
        return self.ready.plan

    @cached_property
    def rows(self) -> ExactRows:
        """The rows of the tables by subject."""
        from kaohe_core.assess.measure import ExactRows
        from kaohe_core.assess.run import all_periods

        return ExactRows(self.tables, all_periods(self.plan), self.plan.roster.id)

    def exact(self) -> Exact:
        """The exact evaluator over the assessed subjects; the values of steps are those of the result."""
        if self._exact is None:
            subjects = list(self.result.subjects())
            marks = {step.id: {s.id: s.value(step.id) for s in subjects} for step in self.plan.steps}
            self._exact = Exact(
                [s.id for s in subjects],
                {s.id: s.unit for s in subjects},
                {s.id for s in subjects if s.scored},
                self.rows,
                marks,
            )
        return self._exact

    def values(self, subject: str) -> Callable[[Formula], Value]:
        """What evaluates any part of a formula for one subject."""
        exact = self.exact()
        return lambda node: exact.value(node, subject)

    def paid_because(self, payment: Payment, subject: Subject) -> str:
        """Why somebody does not share by marks: the reason the scheme states for the group; empty for all others."""
        for group in getattr(payment.settlement, "group", ()):
            if self.exact().value(group.when, subject.id) is True:
                return str(group.reason)
        return ""

    def places(self, step: str) -> int | None:
        """The decimals a step’s points are shown with; None where they may have no end."""
        return places(self.plan.step(step), self.result)


def places(step: Step, result: Result) -> int | None:
    """Two decimals, fewer where the step cannot have them; None for a quotient that is not rounded."""
    from kaohe_core.assess.plan import decimals

    found = decimals(result.values[step.id])
    return None if found is None else min(found, 2)
