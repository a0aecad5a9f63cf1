"""What the data get wrong that only the result shows: judgements out of bounds, rows that count nowhere, money."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kaohe_core import frames as pl
from kaohe_core.assess.causes import Causes
from kaohe_core.assess.lacking_periods import note_lacking_periods
from kaohe_core.assess.missing import note_missing, note_strays
from kaohe_core.assess.payable import check_money
from kaohe_core.assess.plan import Plan, PlanStep
from kaohe_core.assess.result import Result, Subject
from kaohe_core.assess.same_quota import check_quotas
from kaohe_core.assess.score import JUDGED, LIMITS
from kaohe_core.assess.uncounted import note_uncounted
from kaohe_core.assess.unevidenced import note_unevidenced
from kaohe_core.assess.unmatched import note_unmatched
from kaohe_core.assess.unweighed import note_unweighed
from kaohe_core.findings import Findings, Place
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.exact import Exact
from kaohe_core.messages import Text, message
from kaohe_core.plugins.answers import limits_of
from kaohe_core.rules.judged import JUDGEMENTS
from kaohe_core.rules.rule import Rule
from kaohe_core.scheme.model import Reason
from kaohe_core.tables.data import ROW, Data


def note_wrong(result: Result, tables: Mapping[str, Data], findings: Findings) -> None:
    """Hold a result against its tables and note what is wrong with them; it changes no mark."""
    plan = result.plan
    _check_judgements(plan, result, tables, findings)
    _show_notices(plan, result, findings)
    check_quotas(result, tables, findings)
    note_strays(result, tables, findings)
    note_uncounted(result, tables, findings)
    note_unmatched(tables[plan.roster.id], tables, findings)
    note_unweighed(plan, tables, findings)
    note_lacking_periods(result, tables, findings)
    money = Findings()
    check_money(plan, result, money)
    note_missing(result, tables, findings, money=not money.blocked)
    note_unevidenced(result, tables, findings)
    findings.extend(money)


def note_unknown(
    plan: Plan, tables: Mapping[str, Data], reason: Reason, ids: Sequence[str], findings: Findings
) -> None:
    """Of whom it is not known whether they are assessed, or scored, and for want of which cell or row."""
    if not ids:
        return
    rows = plan.rows(tables)
    exact = Exact.before(tables[plan.roster.id].frame[plan.roster.subject].to_list(), rows)
    causes = Causes(plan, exact, rows, tables)
    asked = PlanStep("", Text(reason.reason), "verdict", reason.when)
    for id in ids:
        found = list(causes.behind(reason.when, asked, id))
        said = {
            "who": (None if plan.scheme.name is None else exact.value(plan.scheme.name, id)) or id,
            "reason": reason.reason,
            "reasons": list(dict.fromkeys(one.why for one in found)),
        }
        findings.add(
            found[0].place if found else Place(),
            message("{who}: whether “{reason}” holds is not known: {reasons}", **said)
            if found
            else message("{who}: whether “{reason}” holds is not known, for want of data", **said),
            message("fill in what the condition asks for, or state in the scheme how to read its absence"),
        )


def _show_notices(plan: Plan, result: Result, findings: Findings) -> None:
    """What a rule wants shown about some subjects: it changes no mark and stops nothing."""
    for step in plan.steps:
        if step.role != "notice" or step.clause is None or LIMITS in step.id or step.id.startswith(JUDGED):
            continue
        struck = result.frame.filter(pl.col(step.id).fill_null(value=False))["_name"].to_list()
        if struck:
            findings.add(
                Place(),
                message("“{clause}”: {what}: {names}", clause=step.clause.text, what=step.title, names=struck[:20])
                if len(struck) <= 20
                else message(
                    "“{clause}”: {what}: {names} and {more} more",
                    clause=step.clause.text,
                    what=step.title,
                    names=struck[:20],
                    more=len(struck) - 20,
                ),
                blocks=False,
            )


def _check_judgements(plan: Plan, result: Result, tables: Mapping[str, Data], findings: Findings) -> None:
    """A judgement outside the bounds that the clause states."""
    for step, rule, subjects in _judged(plan, result):
        limits = limits_of(rule)
        if limits is None or step.clause is None:
            continue
        low, high = limits[0].value, limits[1].value
        for subject in subjects if subjects is not None else _perhaps_outside(result, step.id, low, high):
            points = subject.number(step.id)
            if points is not None and not low <= points <= high:
                findings.add(
                    _record(tables, step, subject.id),
                    message(
                        "{who}: “{clause}” is judged with {points}; it allows {low} to {high}",
                        who=subject.name,
                        clause=step.clause.text,
                        points=_shown(points),
                        low=low,
                        high=high,
                    ),
                    message("correct the record, or let the congress change the bounds"),
                )


def _record(tables: Mapping[str, Data], step: PlanStep, subject: str) -> Place:
    """Where a judgement of somebody stands."""
    data = tables.get(JUDGEMENTS.id)
    clauses = {node.period for node in step.measures() if node.table.id == JUDGEMENTS.id}
    if data is None:
        return Place()
    for row in data.frame.filter(pl.col(data.table.subject) == subject).iter_rows(named=True):
        if row["clause"] in clauses:
            return data.row_place(row[ROW], "points")
    return Place()


def _perhaps_outside(result: Result, step: str, low: Decimal, high: Decimal) -> Iterator[Subject]:
    """Whoever may have points outside the bounds: found in whole columns, since nearly nobody has."""
    value, frame = result.values[step], result.frame
    if isinstance(value, ColumnRatio) and value.den is None:
        least, most = math.ceil(low * value.scale), math.floor(high * value.scale)
        frame = frame.filter((pl.col(step) < least) | (pl.col(step) > most))
    return (Subject(result, row) for row in frame.iter_rows(named=True))


def _judged(plan: Plan, result: Result) -> Iterator[tuple[PlanStep, Rule, Iterator[Subject] | None]]:
    """Every rule in which a person judges, the step of its points, and in a variant whoever is outside its bounds."""
    for step in plan.steps:
        if step.role == "notice" and step.clause is not None and LIMITS in step.id:
            id_, _, index = step.id.partition(LIMITS)
            rows = result.frame.filter(pl.col(step.id).fill_null(value=False)).iter_rows(named=True)
            yield plan.step(id_), step.clause.variant[int(index)].rule, (Subject(result, row) for row in rows)
        elif step.role == "clause" and step.clause is not None and step.clause.rule is not None:
            yield step, step.clause.rule, None


def _shown(number: Any) -> str:
    return f"{(Decimal(number.numerator) / Decimal(number.denominator)).normalize():f}"
