"""The explanation of one person's result: every clause with its wording, sum and evidence, then sums, verdicts, money.

Values are those of the exact evaluator, worked out anew for the person's unit; they share no code with the columns
that made the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen

from kaohe_core.assess.causes import Causes
from kaohe_core.assess.result import NAMES
from kaohe_core.assess.settle import PAID, amount_of
from kaohe_core.explain.decided import Judged, evaluate, graded, judged, lost
from kaohe_core.formula.exact import ExactValue, rounded
from kaohe_core.formula.tree import Choose, Formula, Mark, measures_of
from kaohe_core.formula.words import endless, plain_number, shown, told, why
from kaohe_core.messages import Language, Message, message
from kaohe_core.notebook import lines as as_lines
from kaohe_core.results.evidence import Evidence, evidence
from kaohe_core.results.standing import reason
from kaohe_core.results.verdicts import verdict_ids
from kaohe_core.scheme.model import LOST, NOT_LOST, dimension_grade

if TYPE_CHECKING:
    from kaohe_core.assess import Plan
    from kaohe_core.assess.oracle import Oracle
    from kaohe_core.assess.plan import PlanStep
    from kaohe_core.scheme.model import Dimension, Payment
    from kaohe_core.tables.data import Data

INDENT = "    "
NEAR = 6  # decimals of a number that has no end


@frozen
class ExplainedStep:
    """One step explained. ``lines`` are the sum in words; ``points`` is empty where there is no mark."""

    kind: str  # value, heading, clause, dimension, total, verdict, money
    id: str
    title: str
    points: str
    standing: str
    wording: str = ""
    source: str = ""
    marks: str = ""  # the full marks of a dimension
    reason: str = ""
    lines: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    level: int = 0  # how deep it is printed
    number: int = 0  # of a clause, counted through the scheme

    def data(self) -> dict[str, Any]:
        """As plain data, without what is empty."""
        data = {
            "kind": self.kind,
            "id": self.id,
            "title": self.title,
            "points": self.points or None,
            "standing": self.standing,
            "wording": self.wording,
            "source": self.source,
            "marks": self.marks,
            "reason": self.reason,
            "words": list(self.lines),
            "evidence": [item.data() for item in self.evidence],
        }
        return {key: value for key, value in data.items() if value or key == "points"}


@frozen(repr=False)
class Explanation:
    """The result of one person under one scheme, explained part by part. ``str(…)`` is the text for people."""

    id: str
    name: str
    scheme: str
    title: str
    reason: str  # why the person is not assessed, or not scored
    parts: tuple[ExplainedStep, ...]
    language: Language  # of the texts in it
    readings: tuple[str, ...] = ()  # how the scheme as a whole is read

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "scheme": self.scheme,
            "title": self.title,
            "reason": self.reason,
            **({"readings": list(self.readings)} if self.readings else {}),
            "parts": [part.data() for part in self.parts if part.kind != "heading"],
        }

    def text(self, language: Language) -> str:
        """To be read, and redone with a pocket calculator."""
        return "\n".join(_text(self, language))

    def __str__(self) -> str:
        return self.text(self.language)

    def __repr__(self) -> str:
        return self.text(self.language)

    def _repr_html_(self) -> str:
        return as_lines(self.text(self.language))


def explainable(plan: Plan) -> list[str]:
    """The ids of what can be explained alone: clauses, dimensions, verdicts, totals, payments, and all that is paid."""
    own = [step.id for step in plan.steps if step.role in ("value", "clause", "dimension")]
    totals = [step.id for step in plan.steps if step.role == "total"]
    money = [id for payment in _payments(plan) for id in (payment, amount_of(payment))]
    return [*own, *verdict_ids(plan.scheme), *totals, *money, *([PAID] if money else [])]


def _payments(plan: Plan) -> list[str]:
    return list(dict.fromkeys(step.payment.id for step in plan.steps if step.payment is not None))


@define
class Explainer:
    """Explains the people of one unit."""

    oracle: Oracle
    language: Language
    _plan: Plan = field(init=False)
    _tables: Mapping[str, Data] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._plan, self._tables = self.oracle.plan, self.oracle.tables

    def explain(self, subject: str, name: str, only: str | None = None) -> Explanation:
        """Everything about ``subject``, or only the clause or dimension with the id ``only``."""
        scheme = self._plan.scheme
        reason_ = ""
        parts: list[ExplainedStep] = []
        if subject in self.oracle.not_assessed:
            reason_ = message("not assessed: {reason}", reason=self.oracle.not_assessed[subject]).text(self.language)
        else:
            unscored = self.oracle.unscored.get(subject)
            if unscored is not None:
                reason_ = message("not scored: {reason}", reason=unscored).text(self.language)
            payments = {name: id for id in _payments(self._plan) for name in (id, amount_of(id))}
            wanted = self._wanted(only)
            if only is not None and only in {PAID, *payments}:
                parts = list(self._money(subject, payments.get(only)))
            else:
                parts = [part for part in self._parts(subject, unscored is None) if only is None or part.id in wanted]
        readings = () if only is not None else self._readings("")
        return Explanation(subject, name, scheme.id, scheme.title, reason_, tuple(parts), self.language, readings)

    def _wanted(self, only: str | None) -> set[str]:
        """The ids to be shown: the one asked for, and what lies inside it if it is a dimension."""
        if only is None:
            return set()
        for dimension in self._plan.scheme.dimensions():
            if dimension.id == only:
                inside = [*dimension.dimensions()]
                grades = {dimension_grade(d.id, d.title).id for d in inside if d.grade}
                return {d.id for d in inside} | {clause.id for clause in dimension.clauses()} | grades
        return {only}

    def _parts(self, subject: str, scored: bool) -> Iterator[ExplainedStep]:
        yield from (self._named(step, subject) for step in self._plan.steps if step.role == "value")
        if scored:
            for dimension in self._plan.scheme.dimension:
                yield from self._dimension(dimension, subject, 0)
            for step in self._plan.steps:
                if step.role == "total" or (step.role == "clause" and step.keys[0] == "adjustment"):
                    yield self._mark(step, subject)
            yield from self._verdicts(subject)
        yield from self._money(subject)

    def _dimension(self, dimension: Dimension, subject: str, level: int) -> Iterator[ExplainedStep]:
        """A heading, the parts, the clauses, and the sum."""
        yield ExplainedStep(
            "heading",
            dimension.id,
            dimension.title,
            "",
            "",
            wording=dimension.text,
            source=dimension.source,
            marks=plain_number(Fraction(dimension.marks.value)),
            lines=self._readings(dimension.id),
            level=level,
        )
        if self.oracle.standings[dimension.id][subject] != "not-applicable":
            for part in dimension.dimension:
                yield from self._dimension(part, subject, level + 1)
            for clause in dimension.clause:
                yield evolve(self._mark(self._plan.step(clause.id), subject), level=level + 1)
        yield evolve(self._mark(self._plan.step(dimension.id), subject), level=level + 1)
        if dimension.grade:
            yield evolve(self._judged(graded(self.oracle, subject, dimension, self.language), subject), level=level + 1)

    def _readings(self, about: str) -> tuple[str, ...]:
        """How the text of a part is read, where it could be read in another way."""
        found = [reading for reading in self._plan.scheme.reading if reading.about == about]
        return tuple(
            message("read so: {text}", text=reading.text).text(self.language)
            + (message(" [{source}]", source=reading.source).text(self.language) if reading.source else "")
            for reading in found
        )

    def _value(self, subject: str) -> Any:
        return evaluate(self.oracle, subject)

    def _name(self, mark: Mark) -> str:
        """In sums of marks a clause is its number alone, for it stands just above."""
        step = self._plan.step(mark.id)
        if step.role == "clause":
            return ""
        if step.payment is not None and mark.id == amount_of(step.payment.id):
            return step.payment.title
        return self._title(step)

    def _title(self, step: PlanStep) -> str:
        """The title of a step; what a payment starts from bears the payment's name, for there is one in each."""
        title = step.title.text(self.language)
        if step.payment is not None and step.id == f"{step.payment.id}/pool" and isinstance(step.formula, Mark):
            return step.formula.title.text(self.language)  # the first payment starts from the whole pool
        if step.payment is not None and step.id == f"{step.payment.id}/pool":
            return message("{title} for {payment}", title=title, payment=step.payment.title).text(self.language)
        return title

    def _named(self, step: PlanStep, subject: str) -> ExplainedStep:
        """An intermediate value, with the rows behind it."""
        part = self._mark(step, subject)
        lines = part.lines or (part.reason,)
        if step.unit and part.lines:
            lines = (*lines[:-1], f"{lines[-1]} {step.unit}")
        rows = () if part.standing == "not-applicable" else tuple(self._evidence(step, subject))
        return evolve(part, lines=lines, evidence=rows, level=1)

    # marks -----------------------------------------------------------------------------------------------------

    def _mark(self, step: PlanStep, subject: str) -> ExplainedStep:
        value = self._value(subject)
        standing = self.oracle.standings[step.id][subject]
        points = self.oracle.value(step.id, subject) if standing == "scored" else None
        part = ExplainedStep(
            step.role,
            step.id,
            step.title.text(self.language),
            _points(points, self.language),
            standing=standing,
            reason=reason(step, standing, value, self.language, causes=lambda: self._waits_for(step, subject)),
        )
        if standing == "scored":
            own = step.role == "clause"
            formula, loss = self._loss(step, subject)
            lines = told(formula, value, self.language, self._places(step), self._name, reasons=own).lines
            if loss is not None:
                without = message("without that: {sum}", sum=lines[-1]).text(self.language)
                lines = (*lines[:-1], without, *loss.lines, part.points)
            part = evolve(part, lines=lines, evidence=() if loss is None else loss.evidence)
        if step.dimension is not None:
            part = evolve(part, marks=plain_number(Fraction(step.dimension.marks.value)))
        if step.clause is not None:
            rows = [] if standing == "not-applicable" else self._evidence(step, subject)
            notes = [
                message("note: {what}", what=notice.title).text(self.language)
                for notice in self._plan.steps
                if notice.role == "notice"
                and notice.id.startswith(f"{step.id}?")
                and self.oracle.value(notice.id, subject) is True
            ]
            if step.clause.record_only:
                notes.append(message("for the record: it counts nowhere").text(self.language))
            numbers = [clause.id for clause in self._plan.scheme.clauses()]
            part = evolve(
                part,
                number=numbers.index(step.id) + 1,
                wording=step.clause.text,
                source=step.clause.source,
                lines=(*part.lines, *notes, *self._readings(step.id)),
                evidence=tuple(rows),
            )
        return part

    def _loss(self, step: PlanStep, subject: str) -> tuple[Formula, Judged | None]:
        """The sum of a dimension as its clauses give it, and why it is lost where it is."""
        dimension, formula = step.dimension, step.formula
        if dimension is None or not dimension.lost or not isinstance(formula, Choose):
            return formula, None
        id_ = f"{dimension.id}{LOST}"
        if self.oracle.value(id_, subject) == NOT_LOST:
            return formula.then, None
        asking = next(one for one in self._plan.scheme.dimensions() if one.id == dimension.id)
        return formula.then, lost(self.oracle, subject, asking, self.language)

    def _waits_for(self, step: PlanStep, subject: str) -> list[Message]:
        return Causes(self._plan, self.oracle.exact, self.oracle.rows, self._tables).told(step, subject)

    def _evidence(self, step: PlanStep, subject: str) -> list[Evidence]:
        """The rows behind the value; what only the condition asks of the roster was said with the condition."""
        measures = list(measures_of(step.formula))
        return evidence(measures, self.oracle.exact, self.oracle.rows, self._tables, subject, self.language)

    def _places(self, step: PlanStep) -> int:
        """The decimals the scheme asks for where this is rounded; the result is shown with so many."""
        round_ = self._plan.scheme.round
        if step.role == "total":
            return round_.total
        if step.clause is not None:
            places = round_.clause if step.clause.round is None else step.clause.round
        else:
            own = None if step.dimension is None else step.dimension.round
            places = round_.dimension if own is None else own
        return places or 0

    # verdicts and money ----------------------------------------------------------------------------------------

    def _verdicts(self, subject: str) -> Iterator[ExplainedStep]:
        """Places, vetoes that strike, the grade and awards, each with how it was reached."""
        for one in judged(self.oracle, subject, self.language):
            yield self._judged(one, subject)

    def _judged(self, one: Judged, subject: str) -> ExplainedStep:
        standing = self.oracle.standings[one.id][subject]
        if standing in ("no-data", "awaiting"):
            step = self._plan.step(one.id)
            missing = reason(
                step, standing, self._value(subject), self.language, causes=partial(self._waits_for, step, subject)
            )
            one = evolve(one, lines=(*one.lines, missing))
        return ExplainedStep(
            "verdict",
            one.id,
            one.title,
            one.points,
            standing,
            wording=one.wording,
            source=one.source,
            lines=(*one.lines, *self._readings(one.id)),
            evidence=one.evidence,
        )

    def _money(self, subject: str, only: str | None = None) -> Iterator[ExplainedStep]:
        """All payments and what they come to, or the payment ``only``."""
        last: dict[str, str] = {}
        for step in self._plan.steps:
            if step.payment is not None:
                last[step.payment.id] = step.id
        for payment in self._plan.scheme.payment:
            if payment.id in last and only in (None, payment.id):
                *steps, amount = self._chain(last[payment.id], subject)
                yield from steps
                told_ = evolve(amount, title=payment.title, wording=payment.text, source=payment.source)
                told_ = self._because(payment, told_, subject)
                yield evolve(told_, lines=(*told_.lines, *self._readings(payment.id)))
        if len(last) > 1 and only is None:
            yield from list(self._chain(PAID, subject))[-1:]

    def _because(self, payment: Payment, amount: ExplainedStep, subject: str) -> ExplainedStep:
        """The amount, and why somebody is left out of the payment, or is not paid by marks: condition and records."""
        value = self._value(subject)
        if amount.standing != "scored":
            missing = message("no data: {missing}", missing=self._waits_for(self._plan.step(amount.id), subject))
            amount = evolve(amount, lines=(*amount.lines, missing.text(self.language)))
        only_for = getattr(payment.settlement, "only_for", None)
        if only_for is not None and value(only_for) is False:
            what = message("not for this person: {why}", why=why(only_for, value, self.language))
            return evolve(amount, lines=(*amount.lines, what.text(self.language)))
        for group in getattr(payment.settlement, "group", ()):
            holds = value(group.when)
            if holds is False:
                continue
            reasons = {"reason": group.reason, "why": why(group.when, value, self.language)}
            what = message("{reason}: {why}", **reasons)
            if holds is None:
                what = message("whether “{reason}” holds is not known, for want of data: {why}", **reasons)
            source = message(" [{source}]", source=group.source).text(self.language) if group.source else ""
            records = [node for node in measures_of(group.when) if node.table.id != self._plan.roster.id]
            rows = evidence(records, self.oracle.exact, self.oracle.rows, self._tables, subject, self.language)
            return evolve(
                amount,
                reason=group.reason if holds else "",
                lines=(*amount.lines, what.text(self.language) + source),
                evidence=(*amount.evidence, *rows),
            )
        return amount

    def _chain(self, end: str, subject: str) -> list[ExplainedStep]:
        """The payment ``end`` after the steps that its words speak of, and those that theirs do."""
        value = self._value(subject)
        found: dict[str, ExplainedStep] = {}
        waiting = [end]
        while waiting:
            step = self._plan.step(waiting.pop())
            if step.id in found or step.role != "money":
                continue
            amount = self.oracle.value(step.id, subject)
            places = 2 if step.id.endswith("amount") else None
            said = told(step.formula, value, self.language, places, self._name, reasons=False, zeros=False)
            found[step.id] = ExplainedStep(
                "money",
                step.id,
                self._title(step),
                _points(amount, self.language),
                standing="scored" if amount is not None else "no-data",
                lines=said.lines,
                evidence=tuple(self._evidence(step, subject)),
                level=0 if step.id == end else 1,
            )
            waiting.extend(mark for mark in said.marks if _inside(mark, end))
        return [
            found[step.id]
            for step in self._plan.steps
            if step.id in found and (step.id == end or not _renamed_pool(step))
        ]


def _renamed_pool(step: PlanStep) -> bool:
    """Whether a step only says that the first payment starts from the whole pool."""
    return step.id.endswith("/pool") and isinstance(step.formula, Mark)


def _inside(mark: str, end: str) -> bool:
    """Whether a step was made for the same payment."""
    return mark == "pool" or mark.partition("/")[0] == end.partition("/")[0]


def _points(value: ExactValue, language: Language) -> str:
    if value is None:
        return ""
    if not isinstance(value, Fraction):
        return shown(value, language)
    return plain_number(rounded(value, NEAR, "half-up") if endless(value) else value)


# text --------------------------------------------------------------------------------------------------------------


def _text(explanation: Explanation, language: Language) -> Iterator[str]:
    yield message("{name} ({id}): {scheme}", name=explanation.name, id=explanation.id, scheme=explanation.title).text(
        language
    )
    if explanation.reason:
        yield explanation.reason
    yield from explanation.readings
    for index, part in enumerate(explanation.parts):
        match part.kind:
            case "value":
                if index == 0:
                    yield from ("", message("Intermediate values").text(language))
                yield from _step(part, language)
            case "heading":
                yield from ("", *_heading(part, language))
            case "clause":
                yield from _clause(part, language)
            case "dimension" | "total":
                yield from _sum(part, language)
            case _:
                yield from _step(part, language)


def _heading(part: ExplainedStep, language: Language) -> Iterator[str]:
    head = INDENT * part.level
    title = message("{title} (full marks {marks})", title=part.title, marks=part.marks).text(language)
    yield f"{head}{title}{_source(part, language)}"
    if part.wording:
        yield f"{head}{INDENT}{part.wording}"
    yield from (f"{head}{INDENT}{line}" for line in part.lines)


def _clause(part: ExplainedStep, language: Language) -> Iterator[str]:
    head = INDENT * part.level
    wording = message("{number}. {wording}", number=part.number, wording=part.wording).text(language)
    yield f"{head}{wording}{_source(part, language)}"
    yield from (f"{head}{INDENT}{line}" for line in part.lines)
    if part.standing != "scored":
        yield f"{head}{INDENT}{part.reason}"
    yield from (f"{head}{INDENT}· {row.text(language)}" for row in part.evidence)


def _sum(part: ExplainedStep, language: Language) -> Iterator[str]:
    head = INDENT * part.level
    title = message("{title} together", title=part.title).text(language) if part.kind == "dimension" else part.title
    lines = part.lines or (part.reason or NAMES[part.standing].text(language),)  # type: ignore[index]  # a standing
    if part.kind == "total":
        yield ""
    yield from (f"{head}{line}" for line in lines[:-1])
    yield head + message("{title}: {sum}", title=title, sum=lines[-1]).text(language)
    yield from (f"{head}{INDENT}· {row.text(language)}" for row in part.evidence)


def _step(part: ExplainedStep, language: Language) -> Iterator[str]:
    head = INDENT * part.level
    if not part.level:
        yield ""
    title = f"{part.title}{_source(part, language)}"
    yield head + message("{title}: {sum}", title=title, sum=part.lines[0]).text(language)
    yield from (f"{head}{INDENT}{line}" for line in part.lines[1:])
    if part.wording:
        yield f"{head}{INDENT}{part.wording}"
    yield from (f"{head}{INDENT}· {row.text(language)}" for row in part.evidence)


def _source(part: ExplainedStep, language: Language) -> str:
    return message(" [{source}]", source=part.source).text(language) if part.source else ""
