"""Rows behind marks that refer to no record, where their table has a column for it (G04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from kaohe_core import frames as pl
from kaohe_core.assess.measure import SUBJECT, counting, in_period
from kaohe_core.assess.plan import Plan
from kaohe_core.assess.result import Result
from kaohe_core.findings import Findings
from kaohe_core.formula import tree
from kaohe_core.messages import message
from kaohe_core.scheme.model import Period
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import ROW, Data


@frozen
class Unevidenced:
    """One such row: its table, whom it is about, and its number in the file."""

    data: Data
    subject: str
    row: int | None


def unevidenced(result: Result, tables: Mapping[str, Data]) -> Iterator[Unevidenced]:
    """Every row about an assessed subject from which a clause takes something, and whose evidence is empty.

    A row of none of the clause's periods gives no mark, nor does one in which all numbers read are 0 and all flags 否:
    they need no evidence.
    """
    periods = {period.id: period for periods in result.plan.scheme.periods.values() for period in periods}
    for name, measures in _read(result.plan).items():
        data = tables[name]
        table = data.table
        if table.evidence is None:
            continue
        about = _assessed(result, tables, table.via)
        frame = (
            data.frame.lazy()
            .filter(pl.col(table.evidence).is_null() | (pl.col(table.evidence) == ""))
            .filter(pl.col(table.subject).is_in(about.implode()))
            .filter(pl.any_horizontal([_gives(node, periods) for node in measures]))
        )
        for row in _rows(frame.collect(), table.subject):
            yield Unevidenced(data, *row)


def _read(plan: Plan) -> dict[str, list[tree.Measure]]:
    """What clauses read, by table."""
    found: dict[str, dict[tree.Measure, None]] = {}
    for step in plan.steps:
        if step.role == "clause":
            for node in step.measures():
                found.setdefault(node.table.id, {})[node] = None
    return {name: list(measures) for name, measures in found.items()}


def _assessed(result: Result, tables: Mapping[str, Data], via: str | None) -> pl.Series:
    """Whom rows are about: those who are assessed, or their classes, teams or schools."""
    subjects = result.frame[SUBJECT]
    if via is None:
        return subjects
    roster = tables[result.plan.roster.id]
    values = roster.frame.filter(pl.col(roster.table.subject).is_in(subjects.implode()))[via].drop_nulls()
    return pl.Series(sorted({same_id(value) for value in values}), dtype=pl.String)


def _gives(node: tree.Measure, periods: Mapping[str, Period]) -> pl.Expr:
    """Whether a row gives something to a measure: it lies in its period, and some number or flag is not 0."""
    read = dict.fromkeys(field.column for field in node.fields())
    counted = [column.id for column in read if column.type in ("number", "flag")]
    gives = pl.any_horizontal([pl.col(one).fill_null(0) != 0 for one in counted]) if counted else pl.lit(value=True)
    known = counting(node, periods)
    if known is None:
        return gives
    return gives & pl.any_horizontal([in_period(node.table, one, periods, pl.col) for one in known])


def _rows(frame: pl.DataFrame, subject: str) -> Iterator[tuple[str, int | None]]:
    if ROW not in frame.columns:
        yield from ((str(value), None) for value in frame[subject])
        return
    yield from ((str(value), row) for value, row in frame.select(subject, ROW).iter_rows())


def note_unevidenced(result: Result, tables: Mapping[str, Data], findings: Findings) -> None:
    """Say it once for every table. It stops nothing here; a case cannot be closed with it."""
    by_table: dict[str, list[Unevidenced]] = {}
    for found in unevidenced(result, tables):
        by_table.setdefault(found.data.table.id, []).append(found)
    for rows in by_table.values():
        first = rows[0]
        findings.add(
            first.data.row_place(first.row, first.data.table.evidence),
            message("the row about {who} gives marks and refers to no evidence", who=first.subject)
            if len(rows) == 1
            else message(
                "the row about {who} gives marks and refers to no evidence, and so do {more} others",
                who=first.subject,
                more=len(rows) - 1,
            ),
            message("write down where the records are kept"),
            blocks=False,
        )
