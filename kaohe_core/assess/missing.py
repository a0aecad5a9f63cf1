"""What a provisional result waits for: who lacks data for which clause, and in which table.

A mark without data is never guessed; these findings stop nothing, they say what to fill in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from kaohe_core import frames as pl
from kaohe_core.assess.causes import Cause, Causes
from kaohe_core.assess.measure import SUBJECT
from kaohe_core.assess.outside import note_outside
from kaohe_core.assess.plan import Plan, PlanStep
from kaohe_core.assess.result import NOT_APPLICABLE, Result
from kaohe_core.assess.rows_about import in_units, rows_about
from kaohe_core.assess.score import JUDGED
from kaohe_core.config import SCHOOL
from kaohe_core.findings import Findings, Place, did_you_mean, nearest
from kaohe_core.messages import Message, message
from kaohe_core.rules.judged import JUDGEMENTS
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import ROW, Data
from kaohe_core.tables.declared import Table

MOST = 20


def note_missing(result: Result, tables: Mapping[str, Data], findings: Findings, *, money: bool) -> None:
    """Say what is missing, each row and cell once, whoever waits for it: a mean or a payment waits for others’ too.

    At most :data:`MOST` lines, then how many more. ``money``: also for amounts, unless they are told to be wrong.
    """
    told: dict[tuple[str, str], list[Cause]] = {}
    for cause in _causes(result, tables, money=money):
        told.setdefault((cause.step.id, cause.subject), []).append(cause)
    names = dict(result.frame.select(SUBJECT, "_name").iter_rows())
    for causes in list(told.values())[:MOST]:
        first = causes[0]
        findings.add(first.place, _waiting(names.get(first.subject), causes), _mend(first), blocks=False)
    if len(told) > MOST:
        findings.add(Place(), message("and {more} more marks without data", more=len(told) - MOST), blocks=False)


def _waiting(name: str | None, causes: Sequence[Cause]) -> Message:
    first = causes[0]
    step = first.step
    title = step.clause.text if step.role == "clause" and step.clause is not None else step.title
    if step.payment is not None:
        title = step.payment.title
    said = {"who": name or first.subject, "clause": title, "reasons": list(dict.fromkeys(one.why for one in causes))}
    if any(one.kind == "judgement" for one in causes):
        return message("{who}: “{clause}” waits for a judgement: {reasons}", **said)
    if first.kind == "sum":
        return message("{who}: “{clause}” has no value: {reasons}", **said)
    return message("{who}: “{clause}” has no data: {reasons}", **said)


def _mend(cause: Cause) -> Message | None:
    if cause.kind != "sum":
        return None
    return message("correct the data, or write otherwise(…, …) where the scheme means something else in that case")


def _causes(result: Result, tables: Mapping[str, Data], *, money: bool) -> Iterator[Cause]:
    """All that anybody waits for, step by step; worked out over the units in which somebody waits."""
    steps = [step for step in result.plan.steps if money or step.role != "money"]
    waiting = {step.id: who for step in steps if (who := _undecided(result, step)) is not None}
    if not waiting:
        return
    subjects = {subject for who in waiting.values() for subject in who}
    frame = result.frame
    if frame.height > SCHOOL:
        units = set(frame.filter(frame[SUBJECT].is_in(list(subjects)))["_unit"].to_list())
        result = evolve(result, frame=frame.filter(in_units(frame["_unit"], units)))
        tables = rows_about(result.plan, tables, units)
    rows = result.plan.rows(tables)
    found = Causes(result.plan, result.exact(rows), rows, tables)
    for step in result.plan.steps:
        for subject in waiting.get(step.id, ()):
            yield from found.of(step, subject)


def waits_for(result: Result, table: str, noted: Findings) -> bool:
    """Whether anything that reads the table has no value yet for somebody."""
    for step in result.plan.steps:
        if any(node.table.id == table for node in step.measures()) and _undecided(result, step) is not None:
            return True
    return table in result.plan.asked() and noted.blocked


def _undecided(result: Result, step: PlanStep) -> list[str] | None:
    """Those for whom a step has no value though it should; None where there are none."""
    column = result.standings.get(step.id)
    if step.role == "money":
        open_ = result.frame[step.id].is_null()
    elif column is not None:
        open_ = result.frame[column] > NOT_APPLICABLE
    else:
        return None
    return result.frame.filter(open_)[SUBJECT].to_list() if open_.any() else None


def note_strays(result: Result, tables: Mapping[str, Data], findings: Findings) -> None:
    """Rows that count nowhere: of a period the scheme does not have, or a judgement of a clause nearly named right."""
    reading: dict[str, Table] = {node.table.id: node.table for node in result.plan.measures()}
    for name, table in reading.items():
        if name == JUDGEMENTS.id:
            _note_misfiled(result, tables[name], findings)
            continue
        note_outside(table, tables[name], result.plan.scheme.periods, findings)


def _note_misfiled(result: Result, data: Data, findings: Findings) -> None:
    """Another scheme may own a judgement, so that only a slip of the pen is told; see :func:`note_unowned`."""
    own = _own(result.plan)
    others = {step.id for step in result.plan.steps} - own
    unread = _not_about(result, own)
    for row in data.frame.iter_rows(named=True):
        clause, who = row["clause"], row[data.table.subject]
        close = None if clause in own or clause is None else nearest(clause, own)
        if clause in others:
            what = message("nobody judges “{clause}”, so this row counts nowhere", clause=clause)
            mend = did_you_mean("", own)
        elif (clause, same_id(who)) in unread:
            what = message("“{clause}” is not about {who}, so this row counts nowhere", clause=clause, who=who)
            mend = message("correct the number or the clause of the row, or remove it")
        elif close is not None:
            what = message("the scheme has no clause “{clause}”, so this row counts nowhere", clause=clause)
            mend = message("did you mean “{close}”?", close=close)
        else:
            continue
        findings.add(data.row_place(row[ROW], "clause"), what, mend, blocks=False)


def _own(plan: Plan) -> set[str]:
    """The clauses in which a person judges."""
    return {node.period for node in plan.measures() if node.table.id == JUDGEMENTS.id and node.period is not None}


def note_unowned(data: Data, plans: Sequence[Plan], findings: Findings) -> None:
    """Judgements of a clause that no scheme has and whose name is near to none: each tells what is nearly right.

    ``plans`` are those of all schemes of the project, for any of them may own a judgement.
    """
    own = [_own(plan) for plan in plans]
    named = {step.id for plan in plans for step in plan.steps}.union(*own)
    for row in data.frame.iter_rows(named=True):
        clause = row["clause"]
        if clause is None or clause in named or any(nearest(clause, ids) is not None for ids in own):
            continue
        findings.add(
            data.row_place(row[ROW], "clause"),
            message("no scheme has a clause “{clause}”, so this row counts nowhere", clause=clause),
            did_you_mean("", set().union(*own)),
            blocks=False,
        )


def _not_about(result: Result, records: Iterable[str]) -> set[tuple[str, str]]:
    """Clause and subject of a record, wherever nothing that reads such records is about the subject.

    Who is not scored, for one, or of whom a variant decides in which nobody judges.
    """
    readers: dict[str, list[Any]] = {record: [] for record in records}
    for step in result.plan.steps:
        if step.role == "notice":
            continue
        column = result.standings.get(step.id)
        out = pl.lit(value=False) if column is None else pl.col(column) == NOT_APPLICABLE
        judged = f"{JUDGED}{step.id}"
        if judged in result.values:
            out = out | ~pl.col(judged).fill_null(value=True)
        for record in {node.period for node in step.measures() if node.table.id == JUDGEMENTS.id}:
            if record in readers:
                readers[record].append(out)
    found: set[tuple[str, str]] = set()
    for record, outs in readers.items():
        if outs:
            nobody = result.frame.filter(pl.all_horizontal(outs))[SUBJECT]
            found.update((record, str(subject)) for subject in nobody)
    return found
