"""A table of which it is not plain by which periods it is kept: a whole over them is of the rows that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kaohe_core import frames as pl
from kaohe_core.assess.measure import SUBJECT, fitting, in_period
from kaohe_core.assess.plan import Plan
from kaohe_core.assess.result import Result
from kaohe_core.findings import Findings
from kaohe_core.formula import tree
from kaohe_core.messages import message
from kaohe_core.rules.judged import JUDGEMENTS
from kaohe_core.scheme.model import Period
from kaohe_core.scheme.periods import ELSEWHERE
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Table


def note_lacking_periods(result: Result, tables: Mapping[str, Data], findings: Findings) -> None:
    """Say it once of every table in which no row means that there should be one.

    Where it is plain which periods there are, a sum or a mean over all of them is without data like the empty one
    (:mod:`~kaohe_core.assess.throughout`); here it takes the rows that are there.
    """
    names: dict[str, str | None] | None = None  # of everybody, once they are asked for
    for table in _whole(result.plan):
        for periods in _kinds(result.plan, table):
            names = dict(result.frame.select(SUBJECT, "_name").iter_rows()) if names is None else names
            lacking = dict(_lacking(tables[table.id], periods, result.plan.periods, names))
            if not lacking:
                continue
            who, missing = next(iter(lacking.items()))
            said: dict[str, Any] = {
                "table": table.title,
                "who": names[who] or who,
                "periods": missing,
                "more": len(lacking) - 1,
            }
            findings.add(
                tables[table.id].row_place(None),
                message("“{table}” has no row of {who} for {periods}: sums and means take only what is there", **said)
                if len(lacking) == 1
                else message(
                    "“{table}” has no row of {who} for {periods}, nor of {more} others for some period: sums and means "
                    "take only what is there",
                    **said,
                ),
                message("add what is missing, or take it period by period, as per = “…” does"),
                blocks=False,
            )


def _whole(plan: Plan) -> Iterator[Table]:
    """The tables where a row is missed, and that something reads over all periods as one."""
    found: dict[str, Table] = {}
    for node in plan.measures():
        table = node.table
        if isinstance(node, tree.OnlyRow) or node.period is not None or table.period is None or table.via is not None:
            continue
        if node.throughout:
            continue
        if table.absence in ("no-data", "awaiting") and table.id != JUDGEMENTS.id:
            found[table.id] = table
    yield from found.values()


def _kinds(plan: Plan, table: Table) -> Iterator[Sequence[str]]:
    """The periods of each kind that rows of the table may lie in."""
    known = fitting(table, plan.periods) or []
    for kind, periods in plan.scheme.periods.items():
        ids = [period.id for period in periods if period.id in known]
        if kind != ELSEWHERE and len(ids) > 1:
            yield ids


def _lacking(
    data: Data, ids: Sequence[str], periods: Mapping[str, Period], names: Mapping[str, str | None]
) -> Iterator[tuple[str, list[str]]]:
    """Whoever has a row in some of the periods, with those in which others have one and this person has none."""
    column = data.frame[data.table.subject]
    having = {
        id: dict.fromkeys(data.frame.filter(in_period(data.table, id, periods, pl.col))[data.table.subject].to_list())
        for id in ids
    }
    begun = [id for id in ids if having[id]]
    for who in column.unique(maintain_order=True).to_list():
        if who not in names or not any(who in having[id] for id in begun):
            continue
        missing = [id for id in begun if who not in having[id]]
        if missing:
            yield who, missing
