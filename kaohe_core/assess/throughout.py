"""A table in which a row is missed: what all its periods come to together needs a row in each of them.

“No row” is said period by period. A sum over two terms of which one has no row would be that of the other alone, and
nobody could tell. The greatest and the least are those of the rows that are there: who was absent for five days in one
term was so, whatever the other brings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from kaohe_core.assess.measure import fitting
from kaohe_core.assess.plan import PlanStep
from kaohe_core.formula import tree
from kaohe_core.formula.exact import in_row
from kaohe_core.formula.tree import Formula
from kaohe_core.rules.judged import JUDGEMENTS
from kaohe_core.scheme.model import Period
from kaohe_core.scheme.periods import ELSEWHERE, by_id
from kaohe_core.tables.declared import Table

Kinds = Mapping[str, tuple[Period, ...]]
ALONE = (tree.OnlyRow, tree.ExtremeOfRows)  # one row of all gives the value


class Throughout:
    """Formulas as they are read: whatever is gathered over all periods of a table says which these are."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds
        self._known: dict[Formula, Formula] = {}

    def step(self, step: PlanStep) -> PlanStep:
        """A step as it is read."""
        applies = None if step.applies is None else self(step.applies)
        bounds = tuple(evolve(bound, of=self(bound.of)) for bound in step.bounds)
        return evolve(step, formula=self(step.formula), applies=applies, bounds=bounds)

    def __call__(self, formula: Formula) -> Formula:
        """A formula as it is read."""
        if formula not in self._known:
            inside = formula.mapped(self)
            if isinstance(inside, tree.Measure) and not isinstance(inside, ALONE):
                needed = tuple(self._needed(inside))
                inside = evolve(inside, throughout=needed) if needed else inside
            self._known[formula] = inside
        return self._known[formula]

    def _needed(self, node: tree.Measure) -> Iterator[str]:
        """The periods without a row of which the whole is not known: not those whose rows its condition leaves out."""
        table = node.table
        if node.period is not None or not table.has_rows or table.absence not in ("no-data", "awaiting"):
            return
        for period in kept_by(table, self._kinds):
            if node.where is None or tree.some(node.windows()) or tree.some(node.own()):
                yield period
                continue
            row = {column.id: period if column.id == table.period else None for column in table.columns}
            if in_row(node.where, row) is not False:
                yield period


def kept_by(table: Table, kinds: Kinds) -> Sequence[str]:
    """The periods by which a table is kept: those of the only kind, or of the kind that its column is called by.

    None where it is not plain: a table of single days beside terms and months, for one.
    """
    column = None if table.period is None else table.column(table.period)
    if column is None or table.id == JUDGEMENTS.id:
        return ()
    own = [kind for kind in kinds if kind != ELSEWHERE]
    kind = own[0] if len(own) == 1 else column.id
    periods = [period.id for period in kinds.get(kind, ())]
    known = fitting(table, by_id(kinds))
    return periods if known is not None and set(periods) <= set(known) else ()
