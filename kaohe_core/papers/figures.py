"""The cells of papers: a mark, a place, a grade, an amount of one person, and what stands where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import number
from kaohe_core.messages import Language, message
from kaohe_core.papers.paper import PrintedColumn
from kaohe_core.results.glance import NONE, points, remarks, yuan
from kaohe_core.results.remarked import adjustment_titles, not_the_sum, of_dimensions
from kaohe_core.results.verdicts import OPEN, verdict_title

if TYPE_CHECKING:
    from kaohe_core.assess.result import Subject
    from kaohe_core.results.scored import Scored


def mean_of(numbers: list[Fraction], places: int) -> str:
    """The mean of what is known, half up; nothing of nobody."""
    if not numbers:
        return ""
    return number(rounded(sum(numbers, Fraction(0)) / len(numbers), places, "half-up"), places)


class ForEverybody:
    """The columns a scheme has for everybody: by its parts, with the cell of each for a person."""

    def __init__(self, scored: Scored, language: Language) -> None:
        from kaohe_core.assess.settle import PAID, amount_of

        self.scored, self.language, scheme = scored, language, scored.ready.scheme
        self._because = [scored.paid_because(payment) for payment in scheme.payment]
        self.dimensions = [(d.id, PrintedColumn(d.title, number=True)) for d in scheme.dimension]
        self.adjustments = [
            (clause.id, PrintedColumn(title, number=True))
            for clause, title in zip(scheme.adjustment, adjustment_titles(scheme), strict=True)
        ]
        self.total = PrintedColumn(message("total").text(language), number=True)
        self.rankings = [(r.id, PrintedColumn(r.title, number=True)) for r in scheme.ranking]
        self.grade = PrintedColumn(message("grade").text(language), whole=True) if scheme.grade else None
        yuan_ = [(amount_of(p.id), p.title) for p in scheme.payment]
        if len(yuan_) > 1:
            yuan_.append((PAID, message("paid in all").text(language)))
        told = message("{title} (yuan)", title="{title}").text(language)
        self.amounts = [(step, PrintedColumn(told.format(title=title), number=True)) for step, title in yuan_]

    def mark(self, subject: Subject, step: str) -> str:
        """A dimension's points, those of an adjustment, or the total."""
        return points(self.scored, subject, step, self.language)

    def place(self, subject: Subject, ranking: str) -> str:
        """The place in a ranking."""
        found = subject.number(ranking)
        return self._open(subject, ranking) if found is None else number(found)

    def grade_of(self, subject: Subject) -> str:
        """The grade."""
        return str(subject.value("grade") or self._open(subject, "grade"))

    def amount(self, subject: Subject, step: str) -> str:
        """An amount, to the cent."""
        return yuan(subject.number(step), self.language)

    def _open(self, subject: Subject, verdict: str) -> str:
        return message("undecided").text(self.language) if subject.standing(verdict) in OPEN else NONE

    def remarks(self, subject: Subject) -> str:
        """Why somebody is not scored, the awards, what is open, and why there is no pay."""
        return remarks(self._remarks(subject), self.language)

    def _remarks(self, subject: Subject) -> Iterator[str]:
        scheme = self.scored.ready.scheme
        yield subject.reason
        yield from of_dimensions(self.scored, subject, self.language)
        yield from not_the_sum(self.scored, subject, self.language)
        for award in scheme.award:
            if subject.standing(award.id) in OPEN:
                title = verdict_title(scheme, award.id, self.language)
                yield message("undecided: {verdict}", verdict=title).text(self.language)
            elif subject.value(award.id) is True:
                yield award.title
        yield from (reasons.get(subject.id, "") for reasons in self._because)
        yield from self._without_share(subject)

    def _without_share(self, subject: Subject) -> Iterator[str]:
        """Why somebody who is of no group that is left out is paid nothing all the same."""
        from kaohe_core.assess.settle import PAID

        payments = self.scored.ready.scheme.payment
        if not payments or subject.number(PAID) != 0 or any(subject.id in reasons for reasons in self._because):
            return
        for payment in payments:
            weight = f"{payment.id}/weight"
            if weight in self.scored.result.frame.columns and subject.number(weight) == 0:
                told = message("{payment}: the weight that it is divided by is 0", payment=payment.title)
                yield told.text(self.language)
