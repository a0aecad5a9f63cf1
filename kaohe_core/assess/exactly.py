"""The assessment by the exact evaluator alone, where there is no Polars: the same result, computed once.

Nothing is held against it, so whoever shows such a result says so: that every run is computed twice is a promise of the
installed program.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kaohe_core import frames as pl
from kaohe_core.assess.assessment import assess
from kaohe_core.assess.measure import SUBJECT
from kaohe_core.assess.noted import note_unknown, note_wrong
from kaohe_core.assess.oracle import Oracle
from kaohe_core.assess.plan import Plan, ranges
from kaohe_core.assess.result import STANDINGS, NotAssessed, Result
from kaohe_core.findings import Findings
from kaohe_core.formula.columns import ColumnRatio, ColumnValue
from kaohe_core.formula.exact import Exact, ExactValue
from kaohe_core.tables.data import Data


def assessed(plan: Plan, tables: Mapping[str, Data], findings: Findings) -> tuple[Result, Oracle | None]:
    """``plan`` run over ``tables`` by the columns; without Polars by the exact evaluator, which then comes with it."""
    if pl.has_columns():
        return assess(plan, tables, findings), None
    oracle = Oracle(plan, tables)
    return assess_exactly(oracle, findings), oracle


def assess_exactly(oracle: Oracle, findings: Findings) -> Result:
    """As :func:`kaohe_core.assess.assessment.assess`, of what the exact evaluator came to."""
    plan = oracle.plan
    _note_unknown(plan, oracle, findings)
    subjects, exact = oracle.exact.subjects, oracle.exact
    columns: dict[str, list[Any]] = {
        SUBJECT: list(subjects),
        "_name": [_name(plan, exact, subject) for subject in subjects],
        "_unit": [exact.unit_of[subject] for subject in subjects],
        "_scored": [subject in exact.scored for subject in subjects],
        "_reason": [oracle.unscored.get(subject) for subject in subjects],
    }
    values = _read_as(plan)
    for step in plan.steps:
        columns |= _columns(step.id, values[step.id], [oracle.value(step.id, subject) for subject in subjects])
    standings: dict[str, str | None] = {}
    for id, of in oracle.standings.items():
        standings[id] = name = f"{id}!"
        columns[name] = [STANDINGS.index(of[subject]) for subject in subjects]
    gone = tuple(
        NotAssessed(subject, _name(plan, exact, subject) or subject, oracle.not_assessed[subject])
        for subject in oracle.tables[plan.roster.id].frame[plan.roster.subject].to_list()
        if subject in oracle.not_assessed
    )
    result = Result(plan, pl.DataFrame(columns), values, standings, gone)
    note_wrong(result, oracle.tables, findings)
    return result


def _read_as(plan: Plan) -> dict[str, ColumnValue]:
    """How the columns of every step are read: as the columns engine would have written them."""
    compiler = ranges()
    for step in plan.steps:
        compiler.step(step.id, step.formula)
    return compiler.marks


def _columns(id: str, value: ColumnValue, found: list[ExactValue]) -> dict[str, list[Any]]:
    if not isinstance(value, ColumnRatio):
        return {id: found}
    numbers = [one if isinstance(one, Fraction) else None for one in found]
    if value.den is None:
        return {id: [None if one is None else int(one * value.scale) for one in numbers]}
    return {
        id: [None if one is None else one.numerator * value.scale for one in numbers],
        f"{id}/den": [None if one is None else one.denominator for one in numbers],
    }


def _name(plan: Plan, exact: Exact, subject: str) -> Any:
    return subject if plan.scheme.name is None else exact.value(plan.scheme.name, subject)


def _note_unknown(plan: Plan, oracle: Oracle, findings: Findings) -> None:
    """Whether somebody is assessed, or scored, is not known for want of data."""
    everybody = oracle.tables[plan.roster.id].frame[plan.roster.subject].to_list()
    before = Exact.before(everybody, oracle.rows)
    for reason in (*plan.scheme.not_assessed, *plan.scheme.not_scored):
        unknown = [id for id in everybody if before.value(reason.when, id) is None]
        note_unknown(plan, oracle.tables, reason, unknown, findings)
