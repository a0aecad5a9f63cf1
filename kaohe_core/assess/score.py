"""The room of marks: clauses, dimensions and the total as steps."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from kaohe_core.assess.plan import Bound, PlanStep
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.formula.tree import (
    Formula,
    FormulaError,
    Greatest,
    Least,
    Mark,
    Number,
    all_of,
    any_of,
    choose,
    lift,
    total,
)
from kaohe_core.messages import Text, message
from kaohe_core.plugins.answers import formula_of, limits_of, notices_of
from kaohe_core.scheme.model import NONE, Clause, Dimension, Scheme
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys

TOTAL = "total"
TOTAL_TITLE = Text("总分", "total")
LIMITS = "?limits@"  # in the id of a step that finds marks outside the bounds of a variant


def marks(scheme: Scheme, document: Document, findings: Findings) -> Iterator[PlanStep]:
    """The steps that lead to the total, parts before wholes."""
    room = _MarkPlan(scheme, document, findings)
    parts: list[tuple[Dimension, PlanStep]] = []
    for index, dimension in enumerate(scheme.dimension):
        steps = list(room.dimension(dimension, ("dimension", index)))
        yield from steps
        if steps:
            parts.append((dimension, steps[-1]))
    yield from room.total(parts)


class _MarkPlan:
    def __init__(self, scheme: Scheme, document: Document, findings: Findings) -> None:
        self.scheme, self.document, self.findings = scheme, document, findings
        self._bounds: list[Bound] = []  # those of the clause that is being made

    def total(self, parts: list[tuple[Dimension, PlanStep]]) -> Iterator[PlanStep]:
        scheme = self.scheme
        sum_ = _together(parts, scheme.marks)
        bounded = self._rounded(_held(sum_, scheme.at_least, scheme.at_most), scheme.round.total)
        part_ids = tuple(step.id for _, step in parts)
        bounds = _bounds(sum_, scheme.at_least, scheme.at_most)
        if not scheme.adjustment:
            yield PlanStep(TOTAL, TOTAL_TITLE, "total", bounded, parts=part_ids, bounds=bounds)
            return
        before = f"{TOTAL}@0"
        yield PlanStep(before, Text("调整前总分", "total before adjustments"), "total", bounded, parts=part_ids)
        for index, clause in enumerate(scheme.adjustment):
            step = self._clause(clause, ("adjustment", index))
            if step is None:
                continue
            yield evolve(step, formula=_reading(step.formula, before))
            yield from self._notices(clause, step)
            after = TOTAL if index == len(scheme.adjustment) - 1 else f"{TOTAL}@{index + 1}"
            sum_ = Mark(before, TOTAL_TITLE) + _if_applies(step)
            title = TOTAL_TITLE if after == TOTAL else Text("调整后总分", "total after the adjustment")
            yield PlanStep(
                after,
                title,
                "total",
                self._rounded(_held(sum_, scheme.at_least, scheme.at_most), scheme.round.total),
                parts=(before, step.id),
            )
            before = after

    def dimension(self, dimension: Dimension, keys: Keys) -> Iterator[PlanStep]:
        """The steps of a dimension: its clauses, its parts, itself last."""
        inner: list[tuple[Dimension, PlanStep]] = []
        clauses: list[PlanStep] = []
        for index, part in enumerate(dimension.dimension):
            steps = list(self.dimension(part, (*keys, "dimension", index)))
            yield from (_within(dimension, step) for step in steps)
            if steps:
                inner.append((part, steps[-1]))
        for index, clause in enumerate(dimension.clause):
            step = self._clause(clause, (*keys, "clause", index))
            if step is not None:
                clauses.append(step)
                yield _within(dimension, step)
                yield from self._notices(clause, step)
        items = [_if_applies(step) for step in clauses]
        if inner:
            # Beside clauses of the dimension's own, the parts together are worth their own marks only.
            whole = total([part.marks for part, _ in inner]) if clauses else dimension.marks
            items.insert(0, _together(inner, whole))
        if dimension.start == "full":
            items.insert(0, dimension.marks)
        cap = dimension.marks if dimension.at_most is None else dimension.at_most
        formula = self._rounded(
            _held(total(items), dimension.at_least, cap),
            self.scheme.round.dimension if dimension.round is None else dimension.round,
        )
        yield PlanStep(
            dimension.id,
            Text(dimension.title),
            "dimension",
            formula,
            _applies(dimension, inner, clauses),
            tuple(step.id for step in (*(s for _, s in inner), *clauses)),
            keys,
            dimension=dimension,
            bounds=_bounds(total(items), dimension.at_least, dimension.at_most),
        )

    def _clause(self, clause: Clause, keys: Keys) -> PlanStep | None:
        try:
            for rule in clause.rules():  # what they say beside the points: a rule that cannot has no step
                notices_of(rule)
                limits_of(rule)
            return PlanStep(
                clause.id,
                Text(clause.text),
                "clause",
                self._points(clause, keys),
                _about(clause),
                keys=keys,
                clause=clause,
                bounds=tuple(self._bounds),
            )
        except FormulaError as error:
            self.findings.add(self.document.place(keys), error.what, error.mend)
            return None

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
        yield from _limits(clause, step)

    def _points(self, clause: Clause, keys: Keys) -> Formula:
        self._bounds = []
        formula = self._per_period(clause, self._by_rule(clause), keys)
        if clause.if_missing is not None:
            formula = formula.otherwise(clause.if_missing)
        self._bounds += _bounds(formula, clause.at_least, clause.at_most)
        formula = _held(formula, clause.at_least or "none", clause.at_most or "none")
        return self._rounded(formula, self.scheme.round.clause if clause.round is None else clause.round)

    def _by_rule(self, clause: Clause) -> Formula:
        if clause.rule is not None:
            return formula_of(clause.rule)
        result = formula_of(clause.variant[-1].rule)
        for variant in reversed(clause.variant[:-1]):
            result = choose(variant.when, formula_of(variant.rule), result)
        return result

    def _per_period(self, clause: Clause, formula: Formula, keys: Keys) -> Formula:
        if clause.per is None:
            return formula
        periods = self.scheme.periods.get(clause.per)
        if not periods:
            self.findings.add(
                self.document.place((*keys, "per"), value=True),
                message("the scheme has no periods called “{per}”", per=clause.per),
                did_you_mean(clause.per, self.scheme.periods)
                if self.scheme.periods
                else message('declare them: [periods] {per} = ["…", "…"]', per=clause.per),
            )
            return lift(0)  # said once: the formula unbound to a period would be wrong in other ways
        if formula.during(periods[0].id) == formula:
            self.findings.add(
                self.document.place((*keys, "per"), value=True),
                message("nothing in this clause depends on the period: every one would give the same points again"),
                message("remove per, or declare which column of the table is its period"),
            )
        weights = dict(clause.period_weights)
        ids = [period.id for period in periods]
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
        parts = []
        for period in ids:
            part = _held(formula.during(period), clause.each_at_least or "none", clause.each_at_most or "none")
            part = self._rounded(part, clause.each_round)
            parts.append(part * weights[period] if period in weights else part)
        match clause.combine:
            case "sum":
                return total(parts)
            case "mean":
                return total(parts) / len(parts)
            case "min":
                return Least(tuple(parts))
            case "max":
                return Greatest(tuple(parts))

    def _rounded(self, formula: Formula, places: int | None) -> Formula:
        return formula if places is None else formula.round(places, self.scheme.round.mode)


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


def _held(formula: Formula, at_least: Number | NONE, at_most: Number | NONE) -> Formula:
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


def _about(clause: Clause) -> Formula | None:
    """Whom a clause is about: only-for, and one of the variants."""
    conditions = [] if clause.only_for is None else [clause.only_for]
    if clause.variant:
        conditions.append(any_of(*(variant.when for variant in clause.variant)))
    return all_of(*conditions) if conditions else None


def _applies(dimension: Dimension, inner: list[tuple[Dimension, PlanStep]], clauses: list[PlanStep]) -> Formula | None:
    """Whom a dimension is about: its own condition, and at least one of its clauses and parts."""
    conditions = _own(dimension)
    below = [step.applies for step in (*(s for _, s in inner), *clauses)]
    if below and all(condition is not None for condition in below):
        conditions.append(any_of(*(condition for condition in below if condition is not None)))
    return all_of(*conditions) if conditions else None


def _own(dimension: Dimension) -> list[Formula]:
    """Whom a dimension itself says it is about."""
    conditions = [] if dimension.only_for is None else [dimension.only_for]
    return conditions if dimension.share is None else [*conditions, dimension.share > 0]


def _within(dimension: Dimension, step: PlanStep) -> PlanStep:
    """A step of a dimension: it is about nobody whom the dimension is not about."""
    conditions = _own(dimension)
    if not conditions:
        return step
    return evolve(step, applies=all_of(*conditions, *(() if step.applies is None else (step.applies,))))


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
