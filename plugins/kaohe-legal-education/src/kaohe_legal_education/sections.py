"""What this field adds to the reports: how many pupils did each of the six ones, per school or class."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kaohe_core import Number, Result, Section, Subject, Text
from kaohe_legal_education.tables import SIX_ONES


def all_sections(result: Result) -> list[Section]:
    """The sections whose clauses the scheme has."""
    ids = {step.id for step in result.plan.steps}
    return [six_ones(result)] if all(f"six-{id}" in ids for id, _, _ in SIX_ONES) else []


def six_ones(result: Result) -> Section:
    """The share of the pupils who did each of the six at home (L07)."""
    rows = [
        (subject.name, *(_percent(_share(result, subject, f"six-{id}")) for id, _, _ in SIX_ONES))
        for subject in result.subjects()
    ]
    return Section(
        "six-ones",
        Text("六个一完成情况", "Six ones at home"),
        [Text("学校或班级", "School or class"), *(Text(zh, en) for _, zh, en in SIX_ONES)],
        rows,
        Text("做了的学生占全体学生的比例", "The share of the pupils who did it"),
    )


def _share(result: Result, subject: Subject, step: str) -> Fraction | None:
    """The share behind the points of a ratio clause, which are the share times the clause's full points."""
    clause = result.plan.step(step).clause
    points = getattr(clause.rule, "points", None) if clause is not None else None
    value = subject.number(step)
    if not isinstance(points, Number) or value is None or not points.value:
        return None
    return value / Fraction(points.value)


def _percent(share: Fraction | None) -> str:
    if share is None:
        return "—"
    tenths = int(share * 1000 + Fraction(1, 2))  # half up; shares are not negative
    return f"{Decimal(tenths) / 10}%"
