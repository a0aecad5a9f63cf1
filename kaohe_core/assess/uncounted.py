"""Events that count for nobody: nothing that reads them is about the person of whom they were recorded."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_core import frames as pl
from kaohe_core.assess.measure import SUBJECT
from kaohe_core.assess.plan import PlanStep
from kaohe_core.assess.result import NOT_APPLICABLE, Result
from kaohe_core.findings import Findings
from kaohe_core.messages import message
from kaohe_core.rules.judged import JUDGEMENTS
from kaohe_core.tables.data import ROW, Data

MOST = 20


def note_uncounted(result: Result, tables: Mapping[str, Data], findings: Findings) -> None:
    """Say of every recorded event that it counts nowhere, where nothing that reads it is about the person.

    Such as a punishment of somebody whom the scheme does not score. Tables with a row for everybody are not meant:
    attendance is kept of those, too, who are paid by the mean.
    """
    names = dict(result.frame.select(SUBJECT, "_name").iter_rows())
    for name, readers in _read(result).items():
        data = tables[name]
        found = data.frame.filter(data.frame[data.table.subject].is_in(_nobody_of(result, readers).to_list()))
        for row in found.head(MOST).iter_rows(named=True):
            who = str(row[data.table.subject])
            findings.add(
                data.row_place(row[ROW]),
                message(
                    "nothing that reads “{table}” is about {who}, so this row counts nowhere",
                    table=data.table.title,
                    who=names.get(who) or who,
                ),
                message("see whether the scheme says what it means for those who are not scored"),
                blocks=False,
            )
        if found.height > MOST:
            more = message("and {more} more rows of “{table}”", more=found.height - MOST, table=data.table.title)
            findings.add(data.row_place(None), more, blocks=False)


def _read(result: Result) -> dict[str, list[PlanStep]]:
    """The tables of events that only marks and verdicts read, with the steps that read them."""
    found: dict[str, list[PlanStep]] = {}
    for step in result.plan.steps:
        for node in step.measures():
            table = node.table
            if table.rows == "event" and table.absence == "zero" and table.via is None and table.id != JUDGEMENTS.id:
                found.setdefault(table.id, []).append(step)
    asked = result.plan.asked()
    return {
        name: readers
        for name, readers in found.items()
        if name not in asked and not any(step.for_unscored for step in readers)
    }


def _nobody_of(result: Result, readers: list[PlanStep]) -> pl.Series:
    """Those whom none of the steps is about."""
    frame = result.frame
    columns = [result.standings.get(step.id) for step in readers]
    if any(column is None for column in columns):
        return frame[SUBJECT].clear()
    out = frame[str(columns[0])] == NOT_APPLICABLE
    for column in columns[1:]:
        out &= frame[str(column)] == NOT_APPLICABLE
    return frame.filter(out)[SUBJECT]
