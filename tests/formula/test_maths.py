"""Formulas as people write them; the expected texts are written by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kaohe_core.formula.maths import maths
from kaohe_core.formula.tree import (
    CountOfRows,
    Earlier,
    Field,
    Formula,
    LookupByKeys,
    Mark,
    Power,
    RoundedRoot,
    SinceLast,
    Span,
    SumOfRows,
    choose,
    lift,
    lookup,
    mean,
    rank,
)
from kaohe_core.messages import Text
from kaohe_core.tables.declared import Column, Table

LEAVE = Table(
    "leave",
    Text("请假", "leave"),
    (
        Column("id", "工号", "text"),
        Column("days", Text("天数", "days"), high=365),
        Column("kind", Text("类别", "kind"), "text"),
        Column("day", Text("日期", "day"), "date"),
    ),
    "event",
)
DAYS = Field(LEAVE, LEAVE.columns[1])
KIND = Field(LEAVE, LEAVE.columns[2])
DAY = Field(LEAVE, LEAVE.columns[3])
TOTAL = Mark("total", Text("总分", "total"))
SICK = SumOfRows(LEAVE, DAYS, where=KIND.equals("病假"), period="上")

CASES: list[tuple[Formula, str, str]] = [
    (
        -((SICK - 2).at_least(0) * Decimal("0.2")),
        "−max(Σ 天数[上, 类别 = “病假”] − 2, 0) × 0.2",
        "−max(Σ days[上, kind = “病假”] − 2, 0) × 0.2",
    ),
    (
        (TOTAL / mean(TOTAL) * 30).round(2),
        "四舍五入(总分 ÷ 单位均值(总分) × 30，2 位)",
        "round(total ÷ mean of the unit(total) × 30, 2)",
    ),
    (
        choose(TOTAL >= 90, 5, choose(TOTAL >= 60, 3, 0)),
        "{5，若 总分 ≥ 90; 3，若 总分 ≥ 60; 0，其他情况}",
        "{5 if total ≥ 90; 3 if total ≥ 60; 0 otherwise}",
    ),
    (
        CountOfRows(LEAVE, where=Earlier(DAY, 30, same=KIND, where=DAYS > 1) > 0),
        "条数(请假)[此前 30 天内(日期)[同一类别, 天数 > 1] > 0]",
        "number(leave)[before within 30 days(day)[same kind, days > 1] > 0]",
    ),
    (SumOfRows(LEAVE, SinceLast(DAY)), "Σ(距上一次的天数(日期))", "Σ(days since the last(day))"),
    (
        RoundedRoot(Power(lift(3) - 1, lift(2)), 2),
        "四舍五入(√((3 − 1)²)，2 位)",
        "round(√((3 − 1)²), 2)",
    ),
    (
        LookupByKeys((lift("甲"), lift(1)), (((lift("甲"), lift(1)), lift(3)),), lift(0)),
        "“甲” × 1 {“甲” × 1 → 3; 其他 → 0}",
        "“甲” × 1 {“甲” × 1 → 3; others → 0}",
    ),
    (lookup(lift("甲"), {"甲": 3}, 0), "“甲” {“甲” → 3; 其他 → 0}", "“甲” {“甲” → 3; others → 0}"),
    (TOTAL * (TOTAL - 1), "总分 × (总分 − 1)", "total × (total − 1)"),
    (
        Span("years", lift(date(1970, 5, 1)), lift(date(2026, 8, 31))),
        "满年数(1970-05-01 → 2026-08-31)",
        "whole years(1970-05-01 → 2026-08-31)",
    ),
    (rank(TOTAL), "单位名次(总分)", "place in the unit(total)"),
]


@pytest.mark.parametrize(("formula", "chinese", "english"), CASES)
def test_as_people_write_it(formula, chinese, english):
    assert maths(formula, "zh") == chinese
    assert maths(formula, "en") == english
