"""The room of verdicts: rankings, vetoes, grades within quotas, and awards, as steps that follow from the marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kaohe_core.assess.about import Reading
from kaohe_core.assess.plan import MOST, PlanStep
from kaohe_core.formula.tree import (
    Formula,
    Greatest,
    Mark,
    Ties,
    all_of,
    any_of,
    choose,
    lift,
    rank,
)
from kaohe_core.messages import Text
from kaohe_core.scheme.model import Dimension, DimensionGrade, Grade, GradeLimit, Quota, Scheme, dimension_grade

GRADE = "grade"
TOTAL = Mark("total", Text("总分", "total"))
TRUE = lift(0).equals(0)
TIES: dict[str, Ties] = {"all": "best", "none": "worst", "roster": "roster"}


def verdicts(scheme: Scheme, marked: Iterable[PlanStep], reading: Reading) -> Iterator[PlanStep]:
    """The steps after the total (``marked`` are those before), in the order: rankings, vetoes, grades, awards.

    Each is about whoever what it asks is about; ``reading`` remembers them.
    """
    yield from (reading.settled(step) for step in _steps(scheme, marked))


def _steps(scheme: Scheme, marked: Iterable[PlanStep]) -> Iterator[PlanStep]:
    marked = list(marked)
    by_id = {step.id: step for step in marked}
    yield from (_graded(d, by_id[d.id]) for d in scheme.dimensions() if d.grade and d.id in by_id)
    for index, ranking in enumerate(scheme.ranking):
        place = rank(
            ranking.by,
            ranking.ties,
            then=ranking.then,
            highest_first=ranking.first == "highest",
            where=ranking.when,
            within=ranking.within,
        )
        yield PlanStep(ranking.id, Text(ranking.title), "verdict", place, ranking.when, keys=("ranking", index))
    for index, veto in enumerate(scheme.veto):
        yield PlanStep(veto.id, Text(veto.text), "verdict", veto.when, keys=("veto", index))
    if scheme.grade:
        yield from _grades(scheme, by_id)
    for index, award in enumerate(scheme.award):
        held = lift(0).equals(0) if award.when is None else award.when
        steps, holds = _within_quota(award.id, Text(award.title), held, award.quota, ("award", index))
        yield from steps
        yield PlanStep(award.id, Text(award.title), "verdict", holds, keys=("award", index))


def _grades(scheme: Scheme, marked: Mapping[str, PlanStep]) -> Iterator[PlanStep]:
    """Grades as positions, 0 for the best: conditions and quotas from the best down, then limits, then vetoes."""
    vetoes = [Mark(v.id, Text(v.text), "truth") for v in scheme.veto if v.grade is not None]
    clear = ~any_of(*vetoes) if vetoes else None
    earlier: list[Mark] = []
    for index, grade in enumerate(scheme.grade[:-1]):
        keys = ("grade", index)
        title = Text(grade.name)
        conditions = [*(~mark for mark in earlier), *([] if clear is None else [clear]), *asked_for(grade)]
        held = all_of(*conditions) if conditions else lift(0).equals(0)
        steps, holds = _within_quota(f"{GRADE}/{index}", title, held, grade.quota, keys)
        yield from steps
        yield PlanStep(f"{GRADE}/{index}", title, "verdict", holds, keys=keys)
        earlier.append(Mark(f"{GRADE}/{index}", title, "truth"))
    position: Formula = lift(len(scheme.grade) - 1)
    for index, mark in reversed(list(enumerate(earlier))):
        position = choose(mark, index, position)
    names = [grade.name for grade in scheme.grade]
    for index, limit in enumerate(scheme.grade_limit):
        id_ = f"{GRADE}@{index}"
        title = Text(f"第 {index + 1} 条限制前的等次序号", f"position of the grade before limit {index + 1}")
        yield PlanStep(id_, title, "verdict", position, keys=("grade-limit", index))
        position = _limited(scheme, limit, Mark(id_, title), marked)
    found = f"{GRADE}@"
    yield PlanStep(found, Text("等次序号", "position of the grade"), "verdict", position, keys=("grade",))
    result: Formula = lift(names[-1])
    for index, name in reversed(list(enumerate(names[:-1]))):
        result = choose(Mark(found).equals(index), name, result)
    for veto in reversed([v for v in scheme.veto if v.grade is not None]):
        assert veto.grade is not None  # noqa: S101  # filtered above
        result = choose(Mark(veto.id, Text(veto.text), "truth"), veto.grade, result)
    if TOTAL.id in marked and (any(grade.at_least is None for grade in scheme.grade[:-1]) or vetoes):
        result = _once_known(TOTAL, result)
    about = marked[TOTAL.id].applies if TOTAL.id in marked else None  # no total, no grade
    yield PlanStep(GRADE, Text("等次", "grade"), "verdict", result, about, ("total",), ("grade",))


def _graded(dimension: Dimension, step: PlanStep) -> PlanStep:
    """The grade of a dimension by its own points: the first whose conditions are met."""
    points = Mark(step.id, step.title)
    result: Formula = lift(dimension.grade[-1].name)
    for grade in reversed(dimension.grade[:-1]):
        conditions = asked_for(grade, points)
        result = choose(all_of(*conditions) if conditions else TRUE, grade.name, result)
    if any(grade.at_least is None for grade in dimension.grade[:-1]):
        result = _once_known(points, result)
    mark = dimension_grade(dimension.id, dimension.title)
    return PlanStep(mark.id, mark.title, "verdict", result, step.applies, (step.id,), (*step.keys, "grade"))


def _once_known(points: Mark, grade: Formula) -> Formula:
    """The grade where the marks are known, even if it asks for something else: until then there is none."""
    return choose(points.equals(points), grade, grade)


def asked_for(grade: Grade | DimensionGrade, points: Mark = TOTAL) -> list[Formula]:
    """What a grade asks of a subject, its quota aside."""
    conditions = [] if grade.at_least is None else [points >= grade.at_least]  # it reads “total 94 ≥ 90”
    return conditions if grade.when is None else [*conditions, grade.when]


def _within_quota(
    id_: str, title: Text, held: Formula, quota: Quota | None, keys: tuple[str | int, ...]
) -> tuple[list[PlanStep], Formula]:
    """The condition with its quota: the candidate's place and the number of places become steps of their own."""
    if quota is None:
        return [], held
    candidate = Mark(f"{id_}/candidate", Text(f"{title.zh}候选", f"candidate for {title.text('en')}"), "truth")
    place = Mark(f"{id_}/place", Text(f"{title.zh}候选名次", f"place among the candidates for {title.text('en')}"))
    most = Mark(f"{id_}{MOST}", Text(f"{title.zh}名额", f"places for {title.text('en')}"))
    order = rank(
        quota.by,
        TIES[quota.ties],
        then=quota.then,
        highest_first=quota.first == "highest",
        where=candidate,
        within=quota.within,
    )
    steps = [
        PlanStep(candidate.id, candidate.title, "verdict", held, keys=keys),
        PlanStep(most.id, most.title, "verdict", quota.most, keys=keys),
        PlanStep(place.id, place.title, "verdict", order, candidate, keys=keys),
    ]
    return steps, choose(candidate, choose(place <= most, 1, 0), 0).equals(1)


def _limited(scheme: Scheme, limit: GradeLimit, position: Formula, marked: Mapping[str, PlanStep]) -> Formula:
    names = [grade.name for grade in scheme.grade]
    last = lift(len(names) - 1)
    if limit.not_above is not None:
        after = position.at_least(names.index(limit.not_above))
    elif limit.lower_by is not None:
        after = (position + limit.lower_by).at_most(last)
    else:
        assert limit.steps is not None  # noqa: S101  # the model sees to it
        weakest = Greatest(tuple(position_of(scheme, marked[part]) for part in limit.weakest_of))
        after = Greatest((position, weakest - limit.steps))
    return after if limit.when is None else choose(limit.when, after, position)


def position_of(scheme: Scheme, part: PlanStep) -> Formula:
    """The grade a dimension would have by the scheme's cut points, in proportion to its marks."""
    dimension = next(d for d in scheme.dimensions() if d.id == part.id)
    scaled = Mark(part.id, Text(dimension.title)) * scheme.marks / dimension.marks
    position: Formula = lift(len(scheme.grade) - 1)
    for index, grade in reversed(list(enumerate(scheme.grade[:-1]))):
        if grade.at_least is not None:
            position = choose(scaled >= grade.at_least, index, position)
    # What is not about the subject holds nothing down.
    return position if part.applies is None else choose(part.applies, position, 0)
