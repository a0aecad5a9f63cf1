"""Raters' sheets of a group to which no clause gives a weight: they count nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from kaohe_core import frames as pl
from kaohe_core.assess.plan import Plan
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.formula import tree
from kaohe_core.messages import message
from kaohe_core.rules.judged import Panel
from kaohe_core.tables.data import ROW, Data

MOST = 20


@define
class _Weighed:
    """A table that panels alone read, by one column of groups: the groups that have a weight, and whose clauses."""

    column: str
    groups: dict[str, None] = field(factory=dict)
    clauses: dict[str, None] = field(factory=dict)


def note_unweighed(plan: Plan, tables: Mapping[str, Data], findings: Findings) -> None:
    """Say it of every such group, at its first sheet; where anything but panels reads the table, it may be meant."""
    for name, weighed in _weighed(plan).items():
        data = tables[name]
        rows = data.frame.filter(pl.col(weighed.column).is_not_null())
        rows = rows.filter(~rows[weighed.column].is_in(list(weighed.groups)))
        for group in rows[weighed.column].unique(maintain_order=True).head(MOST):
            sheets = rows.filter(rows[weighed.column] == group)
            said = {"clause": next(iter(weighed.clauses)), "group": group}
            findings.add(
                data.row_place(sheets[ROW][0], weighed.column),
                message("“{clause}” gives “{group}” no weight, so this row counts nowhere", **said)
                if sheets.height == 1
                else message(
                    "“{clause}” gives “{group}” no weight, so this row counts nowhere, nor do {more} others",
                    more=sheets.height - 1,
                    **said,
                ),
                did_you_mean(str(group), weighed.groups),
                blocks=False,
            )


def _weighed(plan: Plan) -> dict[str, _Weighed]:
    found: dict[str, _Weighed] = {}
    others: set[str] = set()
    for step in plan.steps:
        panels: set[str] = set()
        for rule in step.clause.rules() if step.role == "clause" and step.clause is not None else ():
            if isinstance(rule, Panel) and isinstance(rule.group, tree.Field):
                name, column = rule.group.table.id, rule.group.column.id
                one = found.setdefault(name, _Weighed(column))
                one.groups |= dict.fromkeys(rule.weights)
                one.clauses[step.clause.text if step.clause is not None else ""] = None
                if one.column == column:
                    panels.add(name)
        others.update(node.table.id for node in step.measures() if node.table.id not in panels)
    others.update(plan.asked())
    return {name: one for name, one in found.items() if name not in others}
