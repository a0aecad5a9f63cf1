"""The same plan by the exact evaluator: the oracle that the columns are held against, and what explanations read."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, define, field

from kaohe_core.assess.measure import ExactRows
from kaohe_core.assess.plan import Plan, PlanStep
from kaohe_core.assess.result import STANDINGS, Standing
from kaohe_core.described import described
from kaohe_core.formula.exact import Exact, ExactValue
from kaohe_core.formula.tree import Measure
from kaohe_core.tables.data import Data


@described
@define
class Oracle:
    """Values and standings of every step, worked out one subject at a time on fractions.

    ``only`` restricts the work to one unit; its marks do not depend on other units, but on who may be in any.
    """

    plan: Plan
    tables: Mapping[str, Data]
    only: str | None = None
    exact: Exact = field(init=False)
    rows: ExactRows = field(init=False)
    not_assessed: dict[str, str] = Factory(dict)
    unscored: dict[str, str] = Factory(dict)
    standings: dict[str, dict[str, Standing]] = Factory(dict)

    def __attrs_post_init__(self) -> None:
        plan, scheme = self.plan, self.plan.scheme
        self.rows = plan.rows(self.tables)
        everybody = self.tables[plan.roster.id].frame[plan.roster.subject].to_list()
        first = Exact.before(everybody, self.rows)
        for reason in reversed(scheme.not_assessed):
            self.not_assessed |= {s: reason.reason for s in everybody if first.value(reason.when, s) is True}
        subjects = [s for s in everybody if s not in self.not_assessed]
        units = {s: plan.unit_of(s, first) for s in subjects}
        if self.only is not None:
            subjects = [s for s in subjects if units[s] in (self.only, None)]
        for reason in reversed(scheme.not_scored):
            self.unscored |= {s: reason.reason for s in subjects if first.value(reason.when, s) is True}
        scored = {s for s in subjects if s not in self.unscored}
        self.exact = Exact(subjects, units, scored, self.rows)
        for step in plan.steps:
            self._run(step)

    def _run(self, step: PlanStep) -> None:
        values: dict[str, ExactValue] = {}
        self.exact.marks[step.id] = values
        for subject in self.exact.subjects:
            counted = step.for_unscored or subject in self.exact.scored
            if counted and step.applies is not None:
                counted = self.exact.value(step.applies, subject) is True
            values[subject] = self.exact.value(step.formula, subject) if counted else None
        if step.role != "money":
            self.standings[step.id] = {s: self._standing(step, s) for s in self.exact.subjects}

    def _standing(self, step: PlanStep, subject: str) -> Standing:
        if subject not in self.exact.scored and not step.for_unscored:
            return "not-applicable"
        if step.applies is not None:
            applies = self.exact.value(step.applies, subject)
            if applies is None:
                return self._why_missing(step, subject)
            if not applies:
                return "not-applicable"
        parts: list[Standing] = []
        for part in step.parts:
            own = self.standings[part][subject]
            parts.append("scored" if own == "not-applicable" and part in step.given else own)
        worst = max((STANDINGS.index(part) for part in parts), default=0)
        if worst > STANDINGS.index("not-applicable"):
            return STANDINGS[worst]
        if parts and all(part == "not-applicable" for part in parts):
            return "not-applicable"
        if self.exact.marks[step.id][subject] is None:
            return self._why_missing(step, subject)
        return "scored"

    def _why_missing(self, step: PlanStep, subject: str) -> Standing:
        for node in step.measures():
            if self.exact.value(node, subject) is None and self._awaits(node, subject):
                return "awaiting"
        return "no-data"

    def _awaits(self, node: Measure, subject: str) -> bool:
        """Whether somebody must still judge: no row says so, or the row is a result that waits itself.

        A result that is there tells for itself why a mark of it is not.
        """
        table, awaiting = node.table, self.tables[node.table.id].awaiting
        if table.absence == "awaiting" and not (table.results and self._has_rows(node, subject)):
            return True
        return any(row[table.subject] in awaiting for row in (self.rows.of(table.id, subject) if awaiting else ()))

    def _has_rows(self, node: Measure, subject: str) -> bool:
        return bool(self.rows(node, subject)) and not self.exact.without_rows(node, subject)

    @described
    def value(self, step: str, subject: str) -> ExactValue:
        """The value of a step."""
        return self.exact.marks[step][subject]
