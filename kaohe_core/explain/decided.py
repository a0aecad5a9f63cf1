"""How somebody's places, vetoes, grade and awards came about, told line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import define, evolve, frozen

from kaohe_core.assess.result import why_nothing
from kaohe_core.assess.there import not_about
from kaohe_core.formula.exact import ExactValue
from kaohe_core.formula.tree import Formula, Mark, Measure, measures_of
from kaohe_core.formula.words import OfSubject, plain_number, shown, why, words
from kaohe_core.messages import Language, Message, Text, message
from kaohe_core.results.evidence import Evidence, evidence
from kaohe_core.results.standing import reason
from kaohe_core.scheme.model import LOST, DimensionGrade, dimension_grade

if TYPE_CHECKING:
    from kaohe_core.assess.oracle import Oracle
    from kaohe_core.assess.result import Standing
    from kaohe_core.scheme.model import Award, Dimension, Grade, GradeLimit, Quota, Ranking, Veto

GRADE = "grade"
FOUND = "grade@"  # the position of the grade, 0 for the best, after all limits


@frozen
class Judged:
    """One verdict: what came of it in the first line, and below it how."""

    id: str
    title: str
    points: str
    lines: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    wording: str = ""
    source: str = ""


def judged(oracle: Oracle, subject: str, language: Language) -> Iterator[Judged]:
    """Every place, every veto that strikes, the grade, and every award, held or not and why."""
    yield from _Judging(oracle, subject, language).all()


def graded(oracle: Oracle, subject: str, dimension: Dimension, language: Language) -> Judged:
    """The grade of a dimension: the grades from the best down to the one reached, with why."""
    return _Judging(oracle, subject, language).dimension(dimension)


def lost(oracle: Oracle, subject: str, dimension: Dimension, language: Language) -> Judged:
    """Why somebody loses a dimension: every reason that holds, with the records behind it."""
    return _Judging(oracle, subject, language).lost(dimension)


def evaluate(oracle: Oracle, subject: str) -> OfSubject:
    """What evaluates any part of a formula for somebody, and says of a mark that it is not about them, or waits."""

    def value(node: Formula) -> ExactValue:
        return oracle.exact.value(node, subject)

    def nothing(node: Mark | Measure) -> Message | None:
        if isinstance(node, Measure):
            return not_about(node, value)
        return why_nothing(oracle.standings.get(node.id, {}).get(subject, "scored"))

    return OfSubject(value, nothing)


@define
class _Judging:
    oracle: Oracle
    subject: str
    language: Language

    def all(self) -> Iterator[Judged]:
        scheme = self.oracle.plan.scheme
        for ranking in scheme.ranking:
            if self.value(ranking.id) is not None:
                yield self.ranking(ranking)
            elif self.standing(ranking.id) != "not-applicable":
                yield self.open(ranking.id, ranking.title)
        for veto in scheme.veto:
            if self.value(veto.id) is True:
                yield self.veto(veto)
            elif self.standing(veto.id) != "scored":
                yield evolve(self.open(veto.id, self.say(message("veto"))), wording=veto.text, source=veto.source)
        if scheme.grade:
            yield self.grade() if self.standing(GRADE) == "scored" else self.open(GRADE, self.say(message("grade")))
        for award in scheme.award:
            if self.standing(award.id) == "scored":
                yield self.award(award)
            else:
                yield evolve(self.open(award.id, award.title), wording=award.text, source=award.source)

    def standing(self, id_: str) -> Standing:
        return self.oracle.standings[id_][self.subject]

    def open(self, id_: str, title: str) -> Judged:
        """A verdict that is not about the person, and why; or one that waits: what for is said beside it."""
        if self.standing(id_) != "not-applicable":
            return Judged(id_, title, "", ())
        because = reason(self.oracle.plan.step(id_), "not-applicable", self.evaluate(), self.language)
        return Judged(id_, title, "", (because,))

    # one by one --------------------------------------------------------------------------------------------------

    def ranking(self, ranking: Ranking) -> Judged:
        return Judged(
            ranking.id,
            ranking.title,
            self.shown(ranking.id),
            (self.step(ranking.id),),
            self.rows([self.oracle.plan.step(ranking.id).formula]),
        )

    def veto(self, veto: Veto) -> Judged:
        lines = [self.why(veto.when)]
        if veto.grade is not None:
            lines.append(
                self.say(message("the grade is “{grade}” whatever the marks, which stay as they are", grade=veto.grade))
            )
        return Judged(
            veto.id,
            self.say(message("veto")),
            self.shown(veto.id),
            tuple(lines),
            self.rows([veto.when], whole=True),
            veto.text,
            veto.source,
        )

    def grade(self) -> Judged:
        scheme = self.oracle.plan.scheme
        grade = self.value(GRADE)
        title = self.say(message("grade"))
        asked: list[Formula] = []
        lines: list[str] = []
        if any(veto.grade is not None and self.value(veto.id) is True for veto in scheme.veto):
            lines.append(self.say(message("by the veto above")))
        else:
            lines += self.positions(asked)
            for index, limit in enumerate(scheme.grade_limit):
                lines += self.limit(index, limit, asked)
        return Judged(GRADE, title, str(grade), (str(grade), *lines), self.rows(asked, whole=True))

    def positions(self, asked: list[Formula]) -> Iterator[str]:
        """The grades from the best down to the one reached before any limit, with why."""
        from kaohe_core.assess.judge import asked_for

        *grades, last = self.oracle.plan.scheme.grade
        for index, grade in enumerate(grades):
            conditions = asked_for(grade)
            asked += conditions
            yield from self.one_grade(grade, f"{GRADE}/{index}", conditions)
            if self.value(f"{GRADE}/{index}") is True:
                return
        yield self.say(message("“{grade}”: everybody else", grade=last.name))

    def lost(self, dimension: Dimension) -> Judged:
        held = [one for one in dimension.lost if self.oracle.exact.value(one.when, self.subject) is True]
        lines = [
            self.say(
                message(
                    "its marks are lost: {reason}{source}: {why}",
                    reason=one.reason,
                    source=self.source(one.source),
                    why=self.why(one.when),
                )
            )
            for one in held
        ]
        id_ = f"{dimension.id}{LOST}"
        return Judged(id_, dimension.title, "", tuple(lines), self.rows([one.when for one in held], whole=True))

    def dimension(self, dimension: Dimension) -> Judged:
        from kaohe_core.assess.judge import asked_for

        mark = dimension_grade(dimension.id, dimension.title)
        grade, title = self.value(mark.id), mark.title.text(self.language)
        if self.standing(mark.id) != "scored":
            return self.open(mark.id, title)
        points = Mark(dimension.id, Text(dimension.title))
        lines: list[str] = []
        asked: list[Formula] = []
        *grades, last = dimension.grade
        for one in grades:
            conditions = asked_for(one, points)
            asked += conditions
            lines += self.one_grade(one, "", conditions)
            if one.name == grade:
                break
        else:
            lines.append(self.say(message("“{grade}”: everybody else", grade=last.name)))
        return Judged(mark.id, title, str(grade), (str(grade), *lines), self.rows(asked, whole=True))

    def one_grade(self, grade: Grade | DimensionGrade, id_: str, conditions: list[Formula]) -> Iterator[str]:
        held = [self.oracle.exact.value(condition, self.subject) for condition in conditions]
        told = [self.why(condition) for condition in conditions]
        name, source = grade.name, self.source(grade.source)
        if all(value is True for value in held):
            yield self.say(
                message("“{grade}”{source}: met: {conditions}", grade=name, source=source, conditions=told)
                if told
                else message("“{grade}”{source}: met", grade=name, source=source)
            )
            quota = None if isinstance(grade, DimensionGrade) else grade.quota
            if quota is not None:
                yield from self.quota(id_, quota)
        else:
            failed = [line for line, value in zip(told, held, strict=True) if value is not True]
            yield self.say(
                message("“{grade}”{source}: not met: {conditions}", grade=name, source=source, conditions=failed)
            )

    def limit(self, index: int, limit: GradeLimit, asked: list[Formula]) -> Iterator[str]:
        """What a limit did; nothing where it leaves the grade as it is and struck nobody."""
        scheme = self.oracle.plan.scheme
        names = [grade.name for grade in scheme.grade]
        later = f"{GRADE}@{index + 1}" if index + 1 < len(scheme.grade_limit) else FOUND
        before, after = self.value(f"{GRADE}@{index}"), self.value(later)
        strikes = limit.when is None or self.oracle.exact.value(limit.when, self.subject) is True
        if not strikes or not isinstance(before, Fraction) or not isinstance(after, Fraction):
            return
        source = self.source(limit.source)
        if limit.when is not None:
            asked.append(limit.when)
            yield self.say(message("{limit}: {condition}", limit=limit.text + source, condition=self.why(limit.when)))
        elif after == before:
            return
        else:
            yield limit.text + source
            yield from self.parts(limit)
        old, new = names[int(before)], names[int(after)]
        said = message("the grade goes from “{before}” to “{after}”", before=old, after=new)
        yield self.say(said if new != old else message("the grade stays “{grade}”", grade=new))

    def parts(self, limit: GradeLimit) -> Iterator[str]:
        """The grades of the parts that a limit compares."""
        from kaohe_core.assess.judge import position_of

        scheme = self.oracle.plan.scheme
        for part in limit.weakest_of:
            position = self.oracle.exact.value(position_of(scheme, self.oracle.plan.step(part)), self.subject)
            dimension = next(d for d in scheme.dimensions() if d.id == part)
            if isinstance(position, Fraction) and self.oracle.standings[part][self.subject] == "scored":
                yield self.say(
                    message(
                        "{part}: {marks} of {full} marks is like “{grade}”",
                        part=dimension.title,
                        marks=self.shown(part),
                        full=plain_number(Fraction(dimension.marks.value)),
                        grade=scheme.grade[int(position)].name,
                    )
                )

    def award(self, award: Award) -> Judged:
        held = self.value(award.id)
        candidate = held if award.quota is None else self.value(f"{award.id}/candidate")
        outcome = shown(held, self.language)
        lines = []
        if award.when is not None and candidate is not None:
            lines.append(self.why(award.when))
        if award.quota is not None and candidate is True:
            lines += self.quota(award.id, award.quota)
        measured = [award.when] if award.when is not None and held is True else []
        return Judged(
            award.id,
            award.title,
            self.shown(award.id),
            (outcome, *lines),
            self.rows(measured, whole=True),
            award.text,
            award.source,
        )

    def quota(self, id_: str, quota: Quota) -> Iterator[str]:
        """The place among the candidates, how many there are, and what comes of it."""
        yield self.say(message("among the candidates: {place}", place=self.step(f"{id_}/place")))
        yield self.say(message("how many: {most}", most=self.step(f"{id_}/most")))
        place, most = self.shown(f"{id_}/place"), self.shown(f"{id_}/most")
        if self.value(id_) is True:
            yield self.say(message("place {place} is within {most}", place=place, most=most))
        else:
            said = message("place {place} is beyond {most}", place=place, most=most)
            if quota.ties == "none" and self.sharing(id_, quota) > 1:
                said = message(
                    "place {place}, the last of those with the same value, is beyond {most}", place=place, most=most
                )
            yield self.say(said)

    def sharing(self, id_: str, quota: Quota) -> int:
        """How many candidates of the unit and league have the same place."""
        exact = self.oracle.exact

        def league(subject: str) -> tuple[str | None, ExactValue]:
            return exact.unit_of[subject], None if quota.within is None else exact.value(quota.within, subject)

        own, places = league(self.subject), exact.marks[f"{id_}/place"]
        held = self.oracle.standings[f"{id_}/place"]
        return sum(
            place == places[self.subject] and held[other] == "scored" and league(other) == own
            for other, place in places.items()
        )

    # words -------------------------------------------------------------------------------------------------------

    def say(self, text: Message) -> str:
        return text.text(self.language)

    def source(self, source: str) -> str:
        return self.say(message(" [{source}]", source=source)) if source else ""

    def value(self, id_: str) -> ExactValue:
        return self.oracle.value(id_, self.subject)

    def shown(self, id_: str) -> str:
        return shown(self.value(id_), self.language)

    def evaluate(self) -> Callable[[Formula], ExactValue]:
        return evaluate(self.oracle, self.subject)

    def step(self, id_: str) -> str:
        return words(self.oracle.plan.step(id_).formula, self.evaluate(), self.language)

    def why(self, condition: Formula) -> str:
        return why(condition, self.evaluate(), self.language)

    def rows(self, formulas: Iterable[Formula], *, whole: bool = False) -> tuple[Evidence, ...]:
        measures = list(measures_of(*formulas))
        exact, rows, tables = self.oracle.exact, self.oracle.rows, self.oracle.tables
        return tuple(evidence(measures, exact, rows, tables, self.subject, self.language, whole=whole))
