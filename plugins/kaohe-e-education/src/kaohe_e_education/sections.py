"""Tables for the reports: training by kind of staff, grades with their rates, progress at a date."""

from __future__ import annotations

from fractions import Fraction

from kaohe_core import Result, Section, Text, section

MODULES = 5
PEOPLE = "people"  # the dimension of people trained, a clause a kind of staff
PROGRESS = "progress-"  # awards that list who has finished so many modules at the date
NUMBER, SHARE = Text("人数", "people"), Text("占比", "share")


@section
def training(result: Result) -> Section | None:
    """People trained by kind of staff, and all together (E09)."""
    dimension = next((dimension for dimension in result.plan.scheme.dimension if dimension.id == PEOPLE), None)
    subject = next(result.subjects(), None)
    if dimension is None or subject is None:
        return None
    rows = [(clause.text, _plain(subject.number(clause.id))) for clause in dimension.clause]
    rows.append(("合计", _plain(subject.number(dimension.id))))
    title = Text(f"{subject.name} 培训人次", f"people trained in {subject.name}")
    return Section("training", title, [Text("人员类别", "kind of staff"), Text("人次", "people")], rows)


@section
def grades(result: Result) -> Section | None:
    """How many have each grade, and the share of all, with one decimal (T06)."""
    names = [grade.name for grade in result.plan.scheme.grade]
    if not names:
        return None
    found = [subject.value("grade") for subject in result.subjects()]
    all_ = sum(grade is not None for grade in found)
    rows = [(name, str(found.count(name)), percent(found.count(name), all_)) for name in names]
    return Section("grades", Text("等次统计", "grades"), [Text("等次", "grade"), NUMBER, SHARE], rows)


@section
def progress(result: Result) -> Section | None:
    """How many have finished how many modules at the date that the scheme names (T07)."""
    lists = [award for award in result.plan.scheme.award if award.id.startswith(PROGRESS)]
    if not lists:
        return None
    subjects = list(result.subjects())
    rows = []
    for award in lists:
        held = sum(subject.value(award.id) is True for subject in subjects)
        rows.append((award.title, str(held), percent(held, len(subjects))))
    return Section(
        "progress",
        Text("学习进度", "progress"),
        [Text("完成情况", "finished"), NUMBER, SHARE],
        rows,
        Text(f"共 {MODULES} 个模块；日期见方案的 progress-date", f"of {MODULES} modules; the scheme’s progress-date"),
    )


def percent(count: int, all_: int) -> str:
    """A share in percent with one decimal, half up: 560 of 823 is 68.0%."""
    tenths = (count * 2000 + all_) // (2 * all_) if all_ else 0  # ⌊1000 × count ÷ all + ½⌋, in whole numbers
    return f"{tenths // 10}.{tenths % 10}%"


def _plain(number: Fraction | None) -> str:
    return "" if number is None else str(number)
