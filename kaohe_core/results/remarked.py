"""What is said beside the numbers of somebody: lost dimensions and their grades, columns that are not the total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import number
from kaohe_core.messages import Language, message
from kaohe_core.scheme.model import LOST, NOT_LOST, dimension_grade

if TYPE_CHECKING:
    from kaohe_core.assess.result import Subject
    from kaohe_core.results.scored import Scored
    from kaohe_core.scheme.model import Scheme

WORDING = 12  # characters of the wording of an adjustment
CLAUSE_END = re.compile("[，。；：,;:(（]")


def adjustment_titles(scheme: Scheme) -> list[str]:
    """What stands above each adjustment: the beginning of its wording, or its id where that says too little."""
    begins = [CLAUSE_END.split(clause.text, maxsplit=1)[0].strip() for clause in scheme.adjustment]
    found = []
    for clause, begin in zip(scheme.adjustment, begins, strict=True):
        title = begin if begins.count(begin) == 1 else clause.text
        found.append(title if len(title) <= WORDING else f"{title[: WORDING - 1]}…")
    return [
        title if title and found.count(title) == 1 else clause.id
        for title, clause in zip(found, scheme.adjustment, strict=True)
    ]


def of_dimensions(scored: Scored, subject: Subject, language: Language) -> Iterator[str]:
    """Which dimensions somebody has lost, and why, and the grades that dimensions have of their own."""
    for dimension in scored.ready.scheme.dimensions():
        names = {"title": dimension.title}
        why = subject.value(f"{dimension.id}{LOST}") if dimension.lost else None
        if isinstance(why, str) and why != NOT_LOST:
            yield message("{title} is lost: {reason}", reason=why, **names).text(language)
        grade = subject.value(dimension_grade(dimension.id, dimension.title).id) if dimension.grade else None
        if isinstance(grade, str):
            yield message("{title}: {grade}", grade=grade, **names).text(language)


def not_the_sum(scored: Scored, subject: Subject, language: Language) -> Iterator[str]:
    """What the columns add up to, where the scheme makes another total of it: scaled, or held within bounds."""
    scheme, places = scored.ready.scheme, scored.ready.scheme.round.total
    total = subject.number("total")
    ids = [*(dimension.id for dimension in scheme.dimension), *(clause.id for clause in scheme.adjustment)]
    parts = [subject.number(id_) for id_ in ids]
    sum_ = rounded(sum((part for part in parts if part is not None), Fraction(0)), places, "half-up")
    if total is not None and sum_ != rounded(total, places, "half-up"):
        told = message("the columns add up to {sum}; the scheme makes the total of it", sum=number(sum_, places))
        yield told.text(language)
