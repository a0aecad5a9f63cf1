"""The room of marks: clauses, dimensions and the total as steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from attrs import evolve, frozen

from kaohe_core.assess.about import Reading
from kaohe_core.assess.own import in_vain, instead
from kaohe_core.assess.plan import Bound, PlanStep
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.formula.tree import (
    Field,
    Formula,
    FormulaError,
    Greatest,
    Least,
    Mark,
    Number,
    all_given,
    all_of,
    any_of,
    choose,
    lift,
    marks_of,
    total,
)
from kaohe_core.messages import Text, message
from kaohe_core.plugins.answers import formula_of, limits_of, notices_of
from kaohe_core.scheme.model import LOST, NONE, NOT_LOST, Clause, Dimension, Scheme
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys

TOTAL = "total"
TOTAL_TITLE = Text("总分", "total")
JUDGED = "_judged:"  # in the id of a step that says for whom a person judges, where that is not everybody
LIMITS = "?limits@"  # in the id of a step that finds marks outside the bounds of a variant


def marks(scheme: Scheme, document: Document, findings: Findings, reading: Reading) -> Iterator[PlanStep]:
    """The steps that lead to the total, parts before wholes; ``reading`` remembers them."""
    room = _MarkPlan(scheme, document, findings, reading)
    parts: list[tuple[Dimension, PlanStep]] = []
    for index, dimension in enumerate(scheme.dimension):
        steps = [reading.add(step) for step in room.dimension(dimension, ("dimension", index))]
        yield from steps
        if steps:
            parts.append((dimension, steps[-1]))
    for step in room.total(parts):
        yield reading.add(step)


class _MarkPlan:
    def __init__(self, scheme: Scheme, document: Document, findings: Findings, reading: Reading) -> None:
        self.scheme, self.document, self.findings, self.reading = scheme, document, findings, reading
        self._bounds: list[Bound] = []  # those of the clause that is being made

    def total(self, parts: list[tuple[Dimension, PlanStep]]) -> Iterator[PlanStep]:
        scheme = self.scheme
        sum_ = _together(parts, scheme.marks)
        bounded = self._rounded(_held(sum_, scheme.at_least, scheme.at_most), scheme.round.total)
        part_ids = tuple(step.id for _, step in parts)
        bounds = _bounds(sum_, scheme.at_least, scheme.at_most)
        given = _given(parts)
        # Nobody has a total whom no dimension is about, unless one gives its marks all the same.
        applies = None if given else _any_part(step.applies for _, step in parts)
        if not scheme.adjustment:
            yield PlanStep(TOTAL, TOTAL_TITLE, "total", bounded, applies, part_ids, bounds=bounds, given=given)
            return
        before, title = f"{TOTAL}@0", Text("调整前总分", "total before adjustments")
        yield PlanStep(before, title, "total", bounded, applies, part_ids, given=given)
        for index, clause in enumerate(scheme.adjustment):
            step = self._clause(clause, ("adjustment", index))
            if step is None:
                continue
            step = evolve(step, formula=_reading(step.formula, before))
            if applies is not None and any(mark.id == before for mark in marks_of(step.formula)):
                step = evolve(step, applies=all_given(applies, step.applies))
            yield step
            yield from self._notices(clause, step)
            after = TOTAL if index == len(scheme.adjustment) - 1 else f"{TOTAL}@{index + 1}"
            sum_ = Mark(before, TOTAL_TITLE) + _if_applies(step)
            title = TOTAL_TITLE if after == TOTAL else Text("调整后总分", "total after the adjustment")
            yield PlanStep(
                after,
                title,
                "total",
                self._rounded(_held(sum_, scheme.at_least, scheme.at_most), scheme.round.total),
                applies,
                (before, step.id),
            )
            before = after

    def dimension(self, dimension: Dimension, keys: Keys) -> Iterator[PlanStep]:
        """The steps of a dimension: its clauses, its parts, itself last."""
        inner: list[tuple[Dimension, PlanStep]] = []
        clauses: list[PlanStep] = []
        for index, part in enumerate(dimension.dimension):
            steps = list(self.dimension(part, (*keys, "dimension", index)))
            yield from (self._within(dimension, step) for step in steps)
            if steps:
                inner.append((part, steps[-1]))
        for index, clause in enumerate(dimension.clause):
            step = self._clause(clause, (*keys, "clause", index))
            if step is not None:
                clauses.append(self.reading.add(step))
                yield self._within(dimension, step)
                yield from (self._within(dimension, notice) for notice in self._notices(clause, step))
        own = [step for step in clauses if step.clause is None or not step.clause.record_only]
        items = [_if_applies(step) for step in own]
        if inner:
            # Beside clauses of the dimension's own, the parts together are worth their own marks only.
            whole = total([part.marks for part, _ in inner]) if own else dimension.marks
            items.insert(0, _together(inner, whole))
        if dimension.start == "full":
            items.insert(0, dimension.marks)
        cap = dimension.marks if dimension.at_most is None else dimension.at_most
        formula = self._rounded(
            _held(total(items), dimension.at_least, cap),
            self.scheme.round.dimension if dimension.round is None else dimension.round,
        )
        parts = tuple(step.id for step in (*(s for _, s in inner), *own))
        given = _given(inner)
        applies = self._applies(dimension, inner, own)
        if dimension.lost:
            lost = self._lost(dimension, applies, keys)
            yield lost
            # Whoever loses it keeps what is below 0. That nothing is lost by somebody counts as known.
            kept = Mark(lost.id, lost.title, "text").equals(NOT_LOST)
            formula = choose(kept, formula, formula.at_most(0))
            parts, given = (*parts, lost.id), given | {lost.id}
        yield PlanStep(
            dimension.id,
            Text(dimension.title),
            "dimension",
            formula,
            applies,
            parts,
            keys,
            dimension=dimension,
            given=given,
            bounds=_bounds(total(items), dimension.at_least, dimension.at_most),
        )

    def _lost(self, dimension: Dimension, applies: Formula | None, keys: Keys) -> PlanStep:
        """Why somebody loses a dimension: the first of its reasons that holds; asked of whoever it is about."""
        why: Formula = lift(NOT_LOST)
        for reason in reversed(dimension.lost):
            why = choose(self.reading.asked(reason.when), reason.reason, why)
        title = Text(f"{dimension.title}不得分的原因", f"why {dimension.title} is lost")
        step = PlanStep(f"{dimension.id}{LOST}", title, "verdict", why, applies, keys=(*keys, "lost"))
        return self.reading.add(step)

    def _clause(self, clause: Clause, keys: Keys) -> PlanStep | None:
        try:
            for rule in clause.rules():  # what they say beside the points: a rule that cannot has no step
                notices_of(rule)
                limits_of(rule)
            points, applies = self._points(clause, keys)
        except FormulaError as error:
            self.findings.add(self.document.place(keys), error.what, error.mend)
            return None
        title = Text(clause.text)
        if clause.record_only:
            title = Text(f"{clause.text}（只作记录）", f"{clause.text} (for the record)")
        return PlanStep(
            clause.id,
            title,
            "clause",
            points,
            applies,
            keys=keys,
            clause=clause,
            bounds=tuple(self._bounds),
        )

    def _read(self, formula: Formula, keys: Keys, where: list[Formula]) -> Formula:
        """A formula of a clause as it takes marks; refused where it does not say what they are for some."""
        for step in self.reading.unsaid(formula, where):
            self.findings.add(
                self.document.place(keys),
                message(
                    "this reads marks.{id}, and “{title}” is not about everybody: what it is then is not said",
                    id=step.id,
                    title=step.title,
                ),
                message(
                    'write otherwise(marks.{id}, 0), or when-not-applicable = "zero" or "full" at the dimension',
                    id=step.id,
                )
                if step.dimension is not None
                else message("write otherwise(marks.{id}, 0), or whatever is meant", id=step.id),
            )
        return self.reading.taken(formula)

    def _notices(self, clause: Clause, step: PlanStep) -> Iterator[PlanStep]:
        """What the clause's rules want shown, period by period where the clause is taken so."""
        periods = [p.id for p in self.scheme.periods.get(clause.per, ())] if clause.per is not None else []
        notices = [notice for rule in clause.rules() for notice in notices_of(rule)]
        for index, notice in enumerate(notices):
            for period in periods or [""]:
                when = notice.when.during(period) if period else notice.when
                id_ = f"{clause.id}?{index}" + (f"@{period}" if period else "")
                title = Text(f"{period} {notice.text.zh}".strip(), f"{period} {notice.text.en}".strip())
                yield PlanStep(id_, title, "notice", when, step.applies, keys=step.keys, clause=clause)
        yield from self._judged(clause, step)
        yield from _limits(clause, step)

    def _judged(self, clause: Clause, step: PlanStep) -> Iterator[PlanStep]:
        """Of a clause in which a person judges some and not others: for whom somebody judges."""
        judging = [limits_of(variant.rule) is not None for variant in clause.variant]
        if all(judging) or not any(judging):
            return
        whens = [self.reading.asked(variant.when) for variant in clause.variant]
        used = any_of(*(all_of(*(~other for other in whens[:i]), when) for i, when in enumerate(whens) if judging[i]))
        if clause.per is not None:
            used = any_of(*dict.fromkeys(used.during(period.id) for period in self.scheme.periods.get(clause.per, ())))
        title = Text("由人酌情评分", "judged by a person")
        yield PlanStep(f"{JUDGED}{step.id}", title, "notice", used, step.applies, keys=step.keys, clause=clause)

    def _points(self, clause: Clause, keys: Keys) -> tuple[Formula, Formula | None]:
        """The points, and whom the clause is about: only-for, one of the variants, and what it reads."""
        self._bounds = []
        conditions = [] if clause.only_for is None else [self.reading.asked(clause.only_for)]
        formula, about = self._per_period(clause, self._by_rule(clause, keys, conditions), keys)
        if clause.if_missing is not None:
            fallback = self.reading.taken(clause.if_missing)
            self._not_in_vain(formula, fallback, (*keys, "if-missing"))
            formula = instead(formula, fallback, self.reading.behind, self.scheme.unit)
        self._bounds += _bounds(formula, clause.at_least, clause.at_most)
        formula = _held(formula, clause.at_least, clause.at_most)
        points = self._rounded(formula, self.scheme.round.clause if clause.round is None else clause.round)
        return points, all_given(*conditions, about)

    def _not_in_vain(self, formula: Formula, fallback: Formula, keys: Keys) -> None:
        """A fallback that waits for the very data that are missing is refused."""
        for over, lacking in list(in_vain(formula, fallback, self.reading.behind))[:1]:
            column = lacking.what.column if isinstance(lacking.what, Field) else None
            title = lacking.table.title if column is None else column.title
            of = f"{lacking.table.id}.{column.id}" if column is not None else "…"
            self.findings.add(
                self.document.place(keys, value=True),
                message(
                    "whoever lacks “{title}” has no value here either: {function}(…) over the unit waits for theirs",
                    title=title,
                    function=over.function,
                ),
                message("leave them out: {text}", text=f"{over.function}({of} where known({of}))"),
            )

    def _by_rule(self, clause: Clause, keys: Keys, where: list[Formula]) -> _Chosen:
        """The rule’s formula, or that of the first variant that fits."""
        if clause.rule is not None:
            return _Chosen(self._read(formula_of(clause.rule), keys, where))
        cases = []
        for variant in clause.variant:
            when = self.reading.asked(variant.when)
            cases.append((when, self._read(formula_of(variant.rule), keys, [*where, when])))
        result = cases[-1][1]
        for when, formula in reversed(cases[:-1]):
            result = choose(when, formula, result)
        # A variant that fits and reads what is not about the person gives nothing: as if it did not fit.
        fits = [_given_too(when, self.reading.about(formula, where=[when])) for when, formula in cases]
        return _Chosen(result, any_of(*fits))

    def _about(self, chosen: _Chosen) -> Formula | None:
        """Whom it is about: one of the variants fits, and what is read is about the person."""
        fits = () if chosen.fits is None else (chosen.fits,)
        return all_given(*fits, self.reading.about(chosen.formula, where=fits))

    def _per_period(self, clause: Clause, chosen: _Chosen, keys: Keys) -> tuple[Formula, Formula | None]:
        """The points of all periods together, and whom they are about; a period not about somebody is left out."""
        formula = chosen.formula
        if clause.per is None:
            return formula, self._about(chosen)
        periods = self.scheme.periods.get(clause.per)
        if not periods:
            self.findings.add(
                self.document.place((*keys, "per"), value=True),
                message("the scheme has no periods called “{per}”", per=clause.per),
                did_you_mean(clause.per, self.scheme.periods)
                if self.scheme.periods
                else message('declare them: [periods] {per} = ["…", "…"]', per=clause.per),
            )
            return lift(0), None  # said once: the formula unbound to a period would be wrong in other ways
        if formula.during(periods[0].id) == formula:
            self.findings.add(
                self.document.place((*keys, "per"), value=True),
                message("nothing in this clause depends on the period: every one would give the same points again"),
                message("remove per, or declare which column of the table is its period"),
            )
        ids = [period.id for period in periods]
        weights = self._weights(clause, ids, keys)
        for name in [*(w for w in weights if w not in ids), *(i for i in ids if weights and i not in weights)]:
            self.findings.add(
                self.document.place((*keys, "period-weights")),
                message(
                    "period-weights must name the periods {ids}, and only them; “{name}” does not fit",
                    ids=ids,
                    name=name,
                ),
            )
        self._bounds += _bounds(formula.during(ids[0]), clause.each_at_least, clause.each_at_most, "each-")
        parts: list[Formula] = []
        about: list[Formula | None] = []
        for period in ids:
            within = chosen.during(period)
            about.append(self._about(within))
            part = _held(within.formula, clause.each_at_least, clause.each_at_most)
            part = self._rounded(part, clause.each_round)
            parts.append(part * weights[period] if period in weights else part)
        if all(condition == about[0] for condition in about):
            return _combined(clause.combine, parts), about[0]
        if weights:
            self.findings.add(
                self.document.place((*keys, "period-weights")),
                message("one of these periods may not be about somebody: what becomes of its weight is not said"),
                message(
                    "say what it gives then: otherwise(…, 0) in the formula, a variant for everybody else, "
                    "or leave out period-weights: then the periods that are about somebody are combined"
                ),
            )
        some = [condition for condition in about if condition is not None]
        return _combined_of_some(clause.combine, parts, some), any_of(*some)

    def _weights(self, clause: Clause, periods: Sequence[str], keys: Keys) -> dict[str, Number]:
        """What each period’s points are multiplied by, by its id; a list has one for each of them, in their order."""
        given = clause.period_weights
        if not isinstance(given, tuple):
            return dict(given)
        if given and len(given) != len(periods):
            self.findings.add(
                self.document.place((*keys, "period-weights")),
                message(
                    "period-weights has {found} weights, and there are {count} periods: {ids}",
                    found=len(given),
                    count=len(periods),
                    ids=periods,
                ),
                message("write one for each period, in their order"),
            )
            return {}
        return dict(zip(periods, given, strict=bool(given)))

    def _applies(
        self, dimension: Dimension, inner: list[tuple[Dimension, PlanStep]], clauses: list[PlanStep]
    ) -> Formula | None:
        """Whom a dimension is about: its own condition, and at least one of its clauses and parts."""
        below = None if _given(inner) else _any_part(step.applies for step in (*(s for _, s in inner), *clauses))
        return all_given(*self._own(dimension), below)

    def _own(self, dimension: Dimension) -> list[Formula]:
        """Whom a dimension itself says it is about."""
        conditions = [] if dimension.only_for is None else [dimension.only_for]
        conditions += [] if dimension.share is None else [dimension.share > 0]
        return [self.reading.asked(condition) for condition in conditions]

    def _within(self, dimension: Dimension, step: PlanStep) -> PlanStep:
        """A step of a dimension: it is about nobody whom the dimension is not about."""
        return evolve(step, applies=all_given(*self._own(dimension), step.applies))

    def _rounded(self, formula: Formula, places: int | None) -> Formula:
        return formula if places is None else formula.round(places, self.scheme.round.mode)


@frozen
class _Chosen:
    """A formula, and the condition that one of its variants fits (None: it is a single rule)."""

    formula: Formula
    fits: Formula | None = None

    def during(self, period: str) -> _Chosen:
        """The same within one period."""
        return _Chosen(self.formula.during(period), None if self.fits is None else self.fits.during(period))


def _given_too(when: Formula, about: Formula | None) -> Formula:
    return when if about is None else all_of(when, about)


def _combined(how: Literal["sum", "mean", "min", "max"], parts: list[Formula]) -> Formula:
    match how:
        case "sum":
            return total(parts)
        case "mean":
            return total(parts) / len(parts)
        case "min":
            return Least(tuple(parts))
        case "max":
            return Greatest(tuple(parts))


def _combined_of_some(how: Literal["sum", "mean", "min", "max"], parts: list[Formula], about: list[Formula]) -> Formula:
    """Of the periods that are about somebody: their sum, mean, least or greatest."""
    pairs = list(zip(about, parts, strict=True))
    if how in ("sum", "mean"):
        sum_ = total([choose(condition, part, 0) for condition, part in pairs])
        return sum_ if how == "sum" else sum_ / total([choose(condition, 1, 0) for condition, _ in pairs])
    pick = Least if how == "min" else Greatest
    some, result = pairs[0]
    for condition, part in pairs[1:]:
        result = choose(all_of(some, condition), pick((result, part)), choose(condition, part, result))
        some = any_of(some, condition)
    return result


def _limits(clause: Clause, step: PlanStep) -> Iterator[PlanStep]:
    """For each variant in which a person judges: whom it is for, and whose mark lies outside its bounds."""
    mark = Mark(step.id, step.title)
    earlier: list[Formula] = []
    for index, variant in enumerate(clause.variant):
        limits = limits_of(variant.rule)
        if limits is not None:
            low, high = limits
            when = all_of(*(~other for other in earlier), variant.when, (mark < low) | (mark > high))
            title = Text(f"评分不在 {low.value} 至 {high.value} 之间", f"judged outside {low.value} to {high.value}")
            yield PlanStep(
                f"{step.id}{LIMITS}{index}", title, "notice", when, step.applies, keys=step.keys, clause=clause
            )
        earlier.append(variant.when)


def _held(formula: Formula, at_least: Number | NONE | None, at_most: Number | NONE | None) -> Formula:
    if isinstance(at_least, Number):
        formula = formula.at_least(at_least)
    return formula.at_most(at_most) if isinstance(at_most, Number) else formula


def _bounds(
    of: Formula, at_least: Number | NONE | None, at_most: Number | NONE | None, each: str = ""
) -> tuple[Bound, ...]:
    """The bounds that are numbers, and what they hold."""
    written = ((f"{each}at-least", at_least, True), (f"{each}at-most", at_most, False))
    return tuple(Bound(key, of, edge, least) for key, edge, least in written if isinstance(edge, Number))


def _reading(formula: Formula, before: str) -> Formula:
    """In an adjustment ``marks.total`` is the total so far."""

    def change(node: Formula) -> Formula:
        return Mark(before, TOTAL_TITLE) if isinstance(node, Mark) and node.id == TOTAL else node.mapped(change)

    return change(formula)


def _given(parts: list[tuple[Dimension, PlanStep]]) -> frozenset[str]:
    """The parts that give their full marks also to whoever they are not about."""
    return frozenset(step.id for dimension, step in parts if dimension.when_not_applicable == "full")


def _any_part(conditions: Iterable[Formula | None]) -> Formula | None:
    """Whom any of several parts is about; None where one is about everybody."""
    found = [*conditions]
    known = [condition for condition in found if condition is not None]
    return any_of(*known) if known and len(known) == len(found) else None


def _if_applies(step: PlanStep) -> Formula:
    mark = Mark(step.id, step.title)
    return mark if step.applies is None else choose(step.applies, mark, 0)


def _together(parts: list[tuple[Dimension, PlanStep]], marks_: Formula) -> Formula:
    """The points of several dimensions, each with its share; where one is to be rescaled away, the rest scaled up."""
    items: list[Formula] = []
    counting: list[Formula] = []
    rescaled = False
    for dimension, step in parts:
        mark: Formula = Mark(step.id, step.title)
        if dimension.share is not None:
            mark = mark * dimension.share
        absent: Formula = dimension.marks if dimension.when_not_applicable == "full" else lift(0)
        items.append(mark if step.applies is None else choose(step.applies, mark, absent))
        if dimension.when_not_applicable == "rescale" and step.applies is not None:
            rescaled = True
            counting.append(choose(step.applies, dimension.marks, 0))
        else:
            counting.append(dimension.marks)
    sum_ = total(items)
    return sum_ * marks_ / total(counting) if rescaled else sum_
