"""What this field adds to the reports: how far hazards are closed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kaohe_core import Number, Result, Section, Subject, Text, section

LINES = {"work": "安全生产", "fire": "消防", "forest": "森林防火"}
SHARES = ("in-time", "late", "overdue")


@section
def closing(result: Result) -> Section | None:
    """Of the hazards that are due: how many were closed in time, how many late, how many are overdue (F03)."""
    ids = {step.id for step in result.plan.steps}
    lines = [line for line in LINES if all(f"{line}-{share}" in ids for share in SHARES)]
    if not lines:
        return None
    rows = []
    for subject in result.subjects():
        for line in lines:
            if subject.standing(f"{line}-in-time") == "scored":
                shares = [_percent(_share(result, subject, f"{line}-{share}")) for share in SHARES]
                rows.append((subject.name, LINES[line], *shares))
    return Section(
        "closing",
        Text("隐患整改闭环", "Hazards closed"),
        [
            Text("单位", "Unit"),
            Text("条线", "Line"),
            Text("按期销号", "Closed in time"),
            Text("逾期销号", "Closed late"),
            Text("逾期未销号", "Open and overdue"),
        ],
        rows,
        Text(
            "占到期隐患的比例；没有到期隐患的不列", "Shares of the hazards that are due; lines without any are left out"
        ),
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
