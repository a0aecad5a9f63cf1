"""What the reports name: attendance at the monthly meetings, and how far each kindergarten's environment has come."""

from __future__ import annotations

from fractions import Fraction

from kaohe_core import Result, Section, Text, section

RATE = "attendance-rate"
STAGES = (("improved", "有起色"), ("standard", "达标"), ("feature", "有特色"))


@section
def attendance(result: Result) -> Section | None:
    """The attendance rate of each kindergarten (K08): its marks are a tenth of the per cent."""
    if RATE not in result.values:
        return None
    rows = [(s.id, s.name, _tenths(s.number(RATE))) for s in result.subjects()]
    return Section(
        "attendance",
        Text("集体教研出勤率", "attendance at research meetings"),
        [Text("园编号", "kindergarten id"), Text("园名称", "kindergarten"), Text("出勤率", "rate")],
        rows,
    )


@section
def milestones(result: Result) -> Section | None:
    """Where each kindergarten stands with its environment (K03)."""
    if not all(id_ in result.values for id_, _title in STAGES):
        return None
    rows = []
    for subject in result.subjects():
        words = []
        for id_, _title in STAGES:
            number = subject.number(id_)
            late = number == 0 and subject.standing(id_) == "scored"
            due = subject.standing(id_) != "not-applicable"
            words.append("未到期" if not due else "逾期" if late else "按期" if number else "")
        rows.append((subject.id, subject.name, *words))
    return Section(
        "milestones",
        Text("环境创设进度", "milestones of the environment"),
        [Text("园编号", "kindergarten id"), Text("园名称", "kindergarten"), *(Text(title) for _id, title in STAGES)],
        rows,
        Text("逾期几天，见检查时的提示", "by how many days is said by the hints of a check"),
    )


def _tenths(marks: Fraction | None) -> str:
    """Marks out of 10, to two decimals, as a percentage to one."""
    if marks is None:
        return ""
    tenths = int(marks * 100)
    return f"{tenths // 10}.{tenths % 10}%"
