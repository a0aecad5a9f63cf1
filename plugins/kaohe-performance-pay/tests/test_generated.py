"""Made-up people in schools of 60: the columns and the exact evaluator agree on every mark and every cent.

Four towns of 10,020 people each, far more than 100,000 rows of all tables, which several processes can share; unless a
run is thorough, two of 720. The ready schemes are taken whole, so that every step of every clause is held. In every
second town, some schools have records missing, so that marks wait for them.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from kaohe_core import Findings, Result
from kaohe_core.testing import (
    Computed,
    Oracle,
    compute,
    control_total,
    differences,
    on_a_half,
    payment_lines,
    read_rows,
    tied_across_the_edge,
)
from kaohe_performance_pay import plugin
from kaohe_performance_pay.rules import Forfeit

from .made_up import in_columns, made_up
from .made_up_year import made_up_year

SCHEMES = plugin.folder / "schemes"
STANDINGS = ("scored", "not-applicable", "no-data", "awaiting")
SCHOOL, SCHOOLS, SMALL, TOWNS = 60, 167, 12, (0, 1, 4, 7)

ON_A_HALF = {
    # the steps whose value can lie on x.xx5 at all; the others end on a tenth, a quarter or a hundredth of a mark
    "weekly-workload",
    "routine",
    "research",
    "duties",
    "duties-safety",
    "duties-attitude",
    "kindergarten-showing",
    "kindergarten-safety",
    "kindergarten-enrolment",
    "post-targets",
    "results",
    "homeroom-allowance/amount",
}
RARELY = {"weekly-workload", "discipline"}  # so that everybody is looked at, not one in ten of many
CONSTANT = {"regulated-leave", "pool", "homeroom-allowance/pool"}


@pytest.fixture
def ready(request: pytest.FixtureRequest, kaohe_project: Any) -> Any:
    """The ready scheme of the given name; every school is a unit."""
    folder = SCHEMES / request.param
    text = (folder / "schemes" / f"{request.param}.toml").read_text("utf-8")
    units = text.replace('subject = "staff"\n', 'subject = "staff"\nunit = "staff.unit"\n')
    assert units != text
    settings = (folder / "kaohe.toml").read_text("utf-8")
    project = kaohe_project({"kaohe.toml": settings, f"schemes/{request.param}.toml": units})
    run = project.begin()
    [found] = run.load()
    assert [finding.text("zh") for finding in run.findings] == []
    return found


pay = pytest.mark.parametrize("ready", ["pay"], indirect=True)
towns = pytest.mark.parametrize("town", TOWNS)


@pay
def test_the_rows_in_columns_are_what_reading_them_gives(ready):
    rows, findings = made_up(0, 60, missing=1), Findings()
    for name in ready.plan.tables():
        read = read_rows(ready.tables[name], rows[name], findings)
        assert in_columns(ready.tables[name], rows[name]).frame.equals(read.frame), name
    assert [finding.text("zh") for finding in findings] == []


def every_clause(test: Any) -> Any:
    """All 28 clauses at once: the scheme is run whole."""
    for number in range(1, 29):
        test = pytest.mark.clause(f"P{number:02}")(test)
    return test


@every_clause
@pay
@pytest.mark.thorough(but=[7])
@towns
def test_columns_and_exact_agree_on_every_mark_and_cent(ready, town, thorough):
    complete, schools = town % 2 == 0, SCHOOLS if thorough else SMALL
    rows = made_up(town, SCHOOL, schools, missing=0 if complete else 0.2 if thorough else 0.4)
    assert sum(len(of_one) for of_one in rows.values()) * len(TOWNS) >= 100_000 or not thorough
    data = {name: in_columns(ready.tables[name], rows[name]) for name in ready.plan.tables()}
    computed, oracle = compute(ready, data, Findings()), Oracle(ready.plan, data)
    result = computed.result
    assert differences(result, data, oracle)[:5] == []
    every_school_pays_out_its_pool(result, schools, complete)
    if complete:
        the_payment_file_has_it_all(computed)
    every_case_occurs(ready, oracle)
    assert set(oracle.standings["total"].values()) == set(STANDINGS[:2] if complete else STANDINGS)
    ties_occur(oracle, schools, thorough)


def every_school_pays_out_its_pool(result: Result, all: int, complete: bool) -> None:
    schools = result.frame.group_by("_unit").agg(pl.col("paid").sum(), pl.col("paid").null_count().alias("unknown"))
    whole = schools.filter(pl.col("unknown") == 0)
    assert whole["paid"].unique().to_list() == [60_000_00]
    assert (whole.height == all) is complete  # in the others, schools wait for records
    assert whole.height > all / 2


def the_payment_file_has_it_all(scored: Computed) -> None:
    lines = payment_lines(scored, Findings())
    paid = {subject.id: amount for subject in scored.result.subjects() if (amount := subject.number("paid"))}
    assert {line.account: line.amount for line in lines} == paid  # the account is the id, in these towns
    assert control_total(lines) == sum(paid.values())


def every_case_occurs(ready: Any, oracle: Oracle) -> None:
    """No clause is one that nobody meets, and no group, reason or standing one that nobody has."""
    values = {step.id: set(oracle.exact.marks[step.id].values()) - {None} for step in ready.plan.steps}
    assert {step for step, found in values.items() if len(found) < 2} == CONSTANT
    assert set(oracle.not_assessed.values()) == {reason.reason for reason in ready.scheme.not_assessed}
    assert values["share/part"] == {0, Fraction(4, 5), 1}
    [share] = [payment.settlement for payment in ready.scheme.payment if payment.id == "share"]
    assert share.name == "share"
    for group in share.group:
        assert any(oracle.exact.value(group.when, subject) for subject in oracle.exact.subjects), group.reason


def ties_occur(oracle: Oracle, schools: int, thorough: bool) -> None:
    steps, everybody = oracle.plan.steps, oracle.exact.subjects
    halves = Counter(
        on_a_half(oracle, everybody[:: 10 if thorough else 1], [step for step in steps if step.id not in RARELY])
    )
    halves.update(on_a_half(oracle, everybody, [step for step in steps if step.id in RARELY]))
    assert set(halves) >= ON_A_HALF | RARELY
    assert sum(halves.values()) > schools * 3
    assert tied_across_the_edge(oracle, "share")


@pytest.mark.parametrize("ready", ["appraisal"], indirect=True)
@pytest.mark.thorough(but=[0])
@pytest.mark.parametrize("town", range(3))
def test_columns_and_exact_agree_on_the_yearly_appraisal(ready, town, thorough):
    """The rules that only it has: tables of prizes, and marks that are forfeited. Of the towns, three."""
    schools = SCHOOLS if thorough else SMALL
    rows = made_up_year(town, SCHOOL, schools)
    data = {name: in_columns(ready.tables[name], rows[name]) for name in ready.plan.tables()}
    result, oracle = compute(ready, data, Findings()).result, Oracle(ready.plan, data)
    assert differences(result, data, oracle)[:5] == []
    values = {step.id: set(oracle.exact.marks[step.id].values()) - {None} for step in ready.plan.steps}
    assert {step for step, found in values.items() if len(found) < 2} == {"normal-workload", "appraisal-workload"}
    assert list(on_a_half(oracle, oracle.exact.subjects, [ready.plan.step("research-projects")]))
    [leave] = [clause.rule for clause in ready.scheme.clauses() if clause.id == "leave-beyond-limit"]
    assert isinstance(leave, Forfeit)
    at_the_limit = [s for s in oracle.exact.subjects if oracle.exact.value(leave.of, s) == leave.beyond.value]
    assert len(at_the_limit) > schools / 8  # which itself forfeits nothing
    assert {oracle.value("leave-beyond-limit", subject) for subject in at_the_limit} == {0}


@pay
def test_one_wrong_mark_is_found_wherever_it_is(ready):
    rows = made_up(7, SCHOOL)
    data = {name: in_columns(ready.tables[name], rows[name]) for name in ready.plan.tables()}
    result, oracle = compute(ready, data, Findings()).result, Oracle(ready.plan, data)
    assert differences(result, data, oracle) == []
    for step in ready.plan.steps:
        known = result.frame.filter(pl.col(step.id).is_not_null())
        who = known["_subject"][known.height // 2]
        one = pl.when(pl.col("_subject") == who)
        more = evolve(
            result, frame=result.frame.with_columns(one.then(pl.col(step.id) + 1).otherwise(step.id).alias(step.id))
        )
        none = evolve(result, frame=result.frame.with_columns(one.then(None).otherwise(step.id).alias(step.id)))
        for wrong in (more, none):
            [line] = differences(wrong, data, oracle)
            assert line.startswith(f"{who} {step.id}: columns "), line
        column = result.standings.get(step.id)
        if column is not None:
            other = one.then(3 - pl.col(column)).otherwise(column).alias(column)
            lines = differences(evolve(result, frame=result.frame.with_columns(other)), data, oracle)
            assert f"{who} {step.id}: columns say" in "\n".join(lines)


@pay
def test_somebody_left_out_is_found(ready):
    rows = made_up(7, SCHOOL)
    data = {name: in_columns(ready.tables[name], rows[name]) for name in ready.plan.tables()}
    result = compute(ready, data, Findings()).result
    [line] = differences(evolve(result, frame=result.frame.slice(1)), data)
    assert line.startswith("assessed: columns [")
