"""What this field adds to the reports: how many pupils did each of the six ones, per school or class."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kaohe_core import Number, Result, Section, Subject, Text, section

SIX_ONES = {
    "six-material": Text("带一份宣传材料", "a leaflet for the family"),
    "six-poster": Text("做一期手抄报", "a poster made together"),
    "six-quiz": Text("答一份普法题", "a quiz answered together"),
    "six-programme": Text("看一个法制节目", "a programme watched together"),
    "six-question": Text("探讨一个法律问题", "a question discussed"),
    "six-story": Text("讲一个守法故事", "a story told to neighbours"),
}


@section
def six_ones(result: Result) -> Section | None:
    """The share of the pupils who did each of the six at home (L07)."""
    if not {step.id for step in result.plan.steps}.issuperset(SIX_ONES):
        return None
    rows = [
        (subject.name, *(_percent(_share(result, subject, id)) for id in SIX_ONES)) for subject in result.subjects()
    ]
    return Section(
        "six-ones",
        Text("六个一完成情况", "Six ones at home"),
        [Text("学校或班级", "School or class"), *SIX_ONES.values()],
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
