"""Whom a formula is about, and what it takes where something that it reads is not about the person.

Not applicable is no number. A row that a table with ``absence = "not-applicable"`` does not have, and a mark of
somebody whom a clause or dimension is not about, have no value; what reads them is not about the person either, unless

* the dimension declares what becomes of its marks (``when-not-applicable = "full"`` or ``"zero"``): that is taken;
* the author writes ``otherwise(…)``;
* it is taken over the unit: then whoever it is not about is left out.

All of it follows from the scheme, before any data are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, TypeVar

import attrs
from attrs import define, evolve, field

from kaohe_core.assess.plan import PlanStep
from kaohe_core.assess.there import there
from kaohe_core.formula import tree
from kaohe_core.formula.tree import Formula, all_given, all_of, any_of, choose, lift
from kaohe_core.scheme.full_marks import full_marks
from kaohe_core.scheme.model import Dimension, Payment, Scheme, Value, value_step

T = TypeVar("T")

Held = frozenset[Formula]  # conditions that hold where a formula is read
NOTHING: Held = frozenset()


@define
class Reading:
    """What formulas read of the steps before them."""

    conclusions: frozenset[str]  # vetoes and awards: not about somebody, they do not strike and are not held
    scheme: Scheme
    values: Mapping[str, Value]  # intermediate values, by the id of their step: placed only when all steps are made
    steps: dict[str, PlanStep] = field(init=False, factory=dict)
    # As far as the steps are known now. Conditions ask about conditions: each is gone through once.
    _about_values: dict[str, Formula | None] = field(init=False, factory=dict)
    _asked_by: dict[Formula, Held] = field(init=False, factory=dict)
    _about_nodes: dict[tuple[Formula, Held], Formula | None] = field(init=False, factory=dict)
    _for_all: set[Formula] = field(init=False, factory=set)  # conditions that ask by themselves whom they are about

    @classmethod
    def of(cls, scheme: Scheme) -> Reading:
        """Of the steps of a scheme, none of which is made yet."""
        conclusions = frozenset((*(veto.id for veto in scheme.veto), *(award.id for award in scheme.award)))
        return cls(conclusions, scheme, {value_step(one.id): one for one in scheme.value if not one.rows})

    def add(self, step: PlanStep) -> PlanStep:
        """Remember a step; it is handed back."""
        self.steps[step.id] = step
        if step.applies is not None:
            self._for_all.add(step.applies)
        memories: tuple[dict[Any, Any], ...] = (self._about_values, self._asked_by, self._about_nodes)
        for known in memories:
            known.clear()
        return step

    def behind(self, id: str) -> Formula | None:
        """What a mark or a value is worked out by, with whom it is about; None where there is no such step yet."""
        if id in self.values:
            formula, applies = self.value(id)
            taken = self.taken(formula)
            return taken if applies is None else choose(applies, taken, 0)
        step = self.steps.get(id)
        if step is None or step.applies is None or step.formula.kind != "number":
            return None if step is None else step.formula
        return choose(step.applies, step.formula, 0)

    # whom a formula is about -----------------------------------------------------------------------------------

    def about(self, *formulas: Formula | None, where: Iterable[Formula] = ()) -> Formula | None:
        """The condition under which all of the formulas are about somebody; None: always.

        ``where``: conditions that hold wherever the formulas are read.
        """
        known = NOTHING.union(*(_held(condition) for condition in where))
        return _all([self._about(formula, known) for formula in formulas if formula is not None and self.open(formula)])

    def open(self, formula: Formula) -> bool:
        """Whether anything that it reads may not be about somebody."""
        return bool(self._asked_of(formula))

    def _asked_of(self, formula: Formula) -> Held:
        """The conditions that decide whether what it reads is about somebody, each with its parts."""
        found = self._asked_by.get(formula)
        if found is not None:
            return found
        if formula in self._for_all:
            return NOTHING
        leaf = None if formula.is_lowered() else self._leaf(formula)
        below = [self._asked_of(part) for part in formula.children()]
        if isinstance(formula, tree.OverUnit) and self.scheme.unit is not None:
            below.append(self._asked_of(self.scheme.unit))
        found = NOTHING.union(() if leaf is None else _parts(leaf), *below)
        self._asked_by[formula] = found
        return found

    def _about(self, node: Formula, known: Held) -> Formula | None:
        asked = self._asked_of(node)
        if not asked:
            return None
        key = node, known & asked
        if key not in self._about_nodes:
            self._about_nodes[key] = self._worked_out(*key)
        return self._about_nodes[key]

    def _worked_out(self, node: Formula, known: Held) -> Formula | None:
        match node:
            case tree.Mark() if node.id in self.conclusions:
                return None
            case tree.Mark() | tree.Measure() if not node.is_lowered():
                condition = self._leaf(node)
                own = [] if isinstance(node, tree.Mark) else [self._about(one.of, known) for one in node.own()]
                return _all([None if condition is None or _implied(condition, known) else condition, *own])
            case tree.Known():
                return None
            case tree.Otherwise():
                fallback = self._about(node.fallback, known)
                return None if fallback is None else any_of(node.of.known(), fallback)
            case tree.Choose():
                then = self._about(node.then, known | _held(node.condition))
                other = self._about(node.other, known | _held(~node.condition))
                return _all([self._about(node.condition, known), _picked(node.condition, then, other)])
            case tree.And() | tree.Or():
                return self._joined(node, known)
            case tree.Rank():
                return _all([self._about(part, known) for part in (*node.keys, *self._group(node))])
            case tree.Running():
                return _all([self._about(part, known) for part in (node.of, node.by, *self._group(node))])
            case tree.OverUnit():
                return _all([self._about(part, known) for part in self._group(node)])
        return _all([self._about(part, known) for part in node.children()])

    def _group(self, node: tree.OverUnit) -> tuple[Formula, ...]:
        """What says which group is somebody's own: the league, and the unit."""
        return tuple(one for one in (node.within, self.scheme.unit) if one is not None)

    def _leaf(self, node: Formula) -> Formula | None:
        match node:
            case tree.Mark() if node.id in self.values:
                if node.id not in self._about_values:  # values read values: each is gone through once
                    formula, applies = self.value(node.id)
                    self._about_values[node.id] = all_given(applies, self.about(self.taken(formula)))
                return self._about_values[node.id]
            case tree.Mark():
                return self.steps[node.id].applies if node.id in self.steps else None
            case tree.Measure() if node.table.absence == "not-applicable":
                return there(node)
        return None

    def _joined(self, node: tree.And | tree.Or, known: Held) -> Formula | None:
        """One item that decides does so whatever the others are about."""
        asked = self._asked_of(node)
        held = [asked & _held(item if isinstance(node, tree.And) else ~item) for item in node.items]
        often = Counter(condition for conditions in held for condition in conditions)
        found = _all(
            self._about(item, known.union(one for one, times in often.items() if times > (one in own)))
            for item, own in zip(node.items, held, strict=True)
        )
        if found is None:
            return None
        # Who decides is not known for want of data: then it is not known either whom the whole is about.
        deciding = [~item if isinstance(node, tree.And) else item for item in node.items]
        return any_of(
            found,
            *(_or(_all([self._about(item, known), one]), one) for item, one in zip(node.items, deciding, strict=True)),
        )

    # what is taken ---------------------------------------------------------------------------------------------

    def taken(self, formula: Formula) -> Formula:
        """The formula with what dimensions declare for those whom they are not about; units are taken without these."""
        return self._taken(formula, NOTHING, declared=True) if self.open(formula) else formula

    def _taken(self, node: Formula, known: Held, *, declared: bool) -> Formula:
        def below(part: Formula) -> Formula:
            return self._taken(part, known, declared=declared)

        match node:
            case tree.Mark():
                return self._declared(node, known) if declared else node
            case tree.Known():
                return node.mapped(lambda part: self._taken(part, known, declared=False))
            case tree.Otherwise():
                return evolve(node, of=self._taken(node.of, known, declared=False), fallback=below(node.fallback))
            case tree.Choose():
                then = self._taken(node.then, known | _held(node.condition), declared=declared)
                other = self._taken(node.other, known | _held(~node.condition), declared=declared)
                return evolve(node, condition=below(node.condition), then=then, other=other)
            case tree.OverUnit():
                return self._members(node.mapped(lambda part: self._taken(part, NOTHING, declared=False)))
        return node.mapped(below)

    def _declared(self, mark: tree.Mark, known: Held) -> Formula:
        step = self.steps.get(mark.id)
        if step is None or step.applies is None or _implied(step.applies, known):
            return mark
        if mark.id in self.conclusions:
            return all_of(step.applies, mark)
        absent = absent_of(step)
        return mark if absent is None else choose(step.applies, mark, absent)

    def _members(self, node: tree.OverUnit) -> tree.OverUnit:
        """Whoever it is not about is left out of a mean, a rank, a count."""
        keys: tuple[Formula, ...] = (node.of,) if isinstance(node, tree.OfMembers) else ()
        if isinstance(node, tree.Rank):
            keys = node.keys
        if isinstance(node, tree.Running):
            keys = (node.of, node.by)
        condition = self.about(*keys, node.where, *self._group(node))
        if condition is None:
            return node
        return evolve(node, where=condition if node.where is None else all_of(condition, node.where))

    # what is not said ------------------------------------------------------------------------------------------

    def unsaid(self, formula: Formula, where: Iterable[Formula] = ()) -> Iterator[PlanStep]:
        """What a formula reads also of those whom it is not about, without saying what it is then."""
        if not self.open(formula):
            return
        found = self._unsaid(formula, NOTHING.union(*(_held(condition) for condition in where)), set())
        yield from {step.id: step for step in found}.values()

    def _unsaid(self, node: Formula, known: Held, seen: set[tuple[str, Held]]) -> Iterator[PlanStep]:
        match node:
            case tree.Mark() if node.id in self.values:
                if (node.id, known) not in seen:
                    seen.add((node.id, known))
                    yield from self._unsaid(self.value(node.id)[0], known, seen)
            case tree.Mark():
                step = self.steps.get(node.id)
                if step is None or step.applies is None or step.role not in ("clause", "dimension"):
                    return
                if absent_of(step) is None and not _implied(step.applies, known):
                    yield step
            case tree.Known() | tree.OverUnit():
                return
            case tree.Otherwise():
                yield from self._unsaid(node.fallback, known, seen)
            case tree.Choose():
                yield from self._unsaid(node.condition, known, seen)
                yield from self._unsaid(node.then, known | _held(node.condition), seen)
                yield from self._unsaid(node.other, known | _held(~node.condition), seen)
            case _:
                for part in node.children():
                    yield from self._unsaid(part, known, seen)

    # intermediate values ----------------------------------------------------------------------------------------

    def value(self, id: str) -> tuple[Formula, Formula | None]:
        """The formula of an intermediate value, rounded where it says so, and whom a sum of marks is about."""
        value = self.values[id]
        formula, applies = (value.formula, None) if value.formula is not None else self._sum_of(value)
        if value.decimals is not None:
            formula = formula.round(value.decimals, self.scheme.round.mode)
        return formula, applies

    def _sum_of(self, value: Value) -> tuple[Formula, Formula | None]:
        """The points of several dimensions and clauses, scaled up where some are not about somebody."""
        items: list[Formula] = []
        counting: list[Formula] = []
        about: list[Formula | None] = []
        whole = Decimal(0)
        for id in value.sum_of:
            full = _or(full_marks(self.scheme, id), tree.Number(Decimal(0)))
            step = self.steps.get(id)
            if step is None:  # said where it stands, or where it is named
                continue
            mark = tree.Mark(id, step.title)
            absent = absent_of(step)
            applies = step.applies if absent is None else None
            items.append(mark if applies is None else choose(applies, mark, 0))
            counting.append(full if applies is None else choose(applies, full, 0))
            about.append(applies)
            whole += full.value
        some = None if None in about else any_of(*dict.fromkeys(one for one in about if one is not None))
        sum_ = tree.total(items) if items else lift(0)
        if value.out_of is None and all(one is None for one in about):
            return sum_, None
        return sum_ * (tree.Number(whole) if value.out_of is None else value.out_of) / tree.total(counting), some

    def given(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of several dimensions and clauses that declare what they are for whoever they are not about."""
        return frozenset(id for id in ids if id in self.steps and absent_of(self.steps[id]) is not None)

    # verdicts and money ----------------------------------------------------------------------------------------

    def asked(self, condition: Formula) -> Formula:
        """A condition as it takes marks; it holds for nobody whom what it asks is not about."""
        taken = self.taken(condition)
        about = self.about(taken)
        found = taken if about is None else all_of(about, taken)
        self._for_all.add(found)
        return found

    def settled(self, step: PlanStep) -> PlanStep:
        """A verdict or a value, about whoever what it reads is about; it is remembered."""
        conditions = () if step.applies is None else (self.asked(step.applies),)
        taken = self.taken(step.formula)
        applies = all_given(*conditions, self.about(taken, where=conditions))
        return self.add(evolve(step, formula=taken, applies=applies))

    def asking(self, scheme: Scheme) -> Scheme:
        """The scheme with its verdicts and payments as they take marks: they are explained as they were made."""
        return evolve(
            scheme,
            dimension=tuple(map(self._asking, scheme.dimension)),
            ranking=self._each(scheme.ranking),
            veto=self._each(scheme.veto),
            grade=self._each(scheme.grade),
            grade_limit=self._each(scheme.grade_limit),
            award=self._each(scheme.award),
            payment=tuple(map(self.payment, scheme.payment)),
        )

    def _asking(self, dimension: Dimension) -> Dimension:
        """A dimension with what it asks beside its clauses as it takes marks."""
        return evolve(
            dimension,
            lost=tuple(changed(one, self.asked) for one in dimension.lost),
            grade=self._each(dimension.grade),
            dimension=tuple(map(self._asking, dimension.dimension)),
        )

    def _each(self, verdicts: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(changed(one, self.taken) for one in verdicts)

    def payment(self, payment: Payment) -> Payment:
        """A payment whose formulas are 0, or do not hold, for whoever they are not about.

        By what is not about somebody they have no place: they take no part where others are ranked by it.
        """
        settlement = changed(payment.settlement, self._paid)
        if settlement.ranked:
            keys = {name: _changed_item(getattr(payment.settlement, name), self.taken) for name in settlement.ranked}
            each = (one for key in keys.values() for one in (key if isinstance(key, tuple) else (key,)))
            placed = self.about(*each)
            settlement = evolve(settlement, **keys)
            if placed is not None:
                asked = settlement.only_for
                settlement = evolve(settlement, only_for=placed if asked is None else all_of(placed, asked))
        return evolve(payment, settlement=settlement)

    def divided(self, formula: Formula) -> Formula:
        """A step of a payment as it takes units: whom the unit is not about gets nothing in any."""
        condition = self.about(self.scheme.unit)
        if condition is None or formula.kind != "number":
            return formula
        return choose(condition, self._in_units(formula), 0)

    def _in_units(self, node: Formula) -> Formula:
        inside = node.mapped(self._in_units)
        return self._members(inside) if isinstance(inside, tree.OverUnit) else inside

    def _paid(self, formula: Formula) -> Formula:
        taken = self.taken(formula)
        condition = self.about(taken)
        if condition is None:
            return taken
        match taken.kind:
            case "truth":
                return all_of(condition, taken)
            case "number":
                return choose(condition, taken, 0)
        return taken


def absent_of(step: PlanStep) -> Formula | None:
    """What a dimension declares for those whom it is not about; None where it says nothing of its own."""
    if step.dimension is None or step.dimension.share is not None:
        return None
    absent: dict[Literal["full", "zero", "rescale"] | None, Formula] = {
        "full": step.dimension.marks,
        "zero": tree.Number(Decimal(0)),
    }
    return absent.get(step.dimension.when_not_applicable)


def changed(made: Any, change: Any) -> Any:
    """An object of a scheme with every formula in it changed; those of its parts too."""
    if isinstance(made, tree.Number) or not attrs.has(type(made)):
        return made
    after: dict[str, Any] = {}
    for attribute in attrs.fields(type(made)):
        if not attribute.init:
            continue
        before = getattr(made, attribute.name)
        value = before
        if isinstance(before, Formula) and not isinstance(before, tree.Number):
            value = change(before)
        elif isinstance(before, tuple):
            items = tuple(_changed_item(item, change) for item in before)
            value = before if all(a is b for a, b in zip(items, before, strict=True)) else items
        elif attrs.has(type(before)) and not isinstance(before, Formula):
            value = changed(before, change)
        if value is not before and value != before:
            after[attribute.name.lstrip("_")] = value
    return evolve(made, **after) if after else made


def _changed_item(item: Any, change: Any) -> Any:
    if item is None:
        return None
    if isinstance(item, tuple):
        return tuple(_changed_item(one, change) for one in item)
    if isinstance(item, Formula):
        return item if isinstance(item, tree.Number) else change(item)
    return changed(item, change)


def _picked(condition: Formula, then: Formula | None, other: Formula | None) -> Formula | None:
    """Whom a choice is about; as long as its condition is not known, both ways may be about the person."""
    if then is None or other is None:  # one of the ways is about everybody
        return any_of(~condition, then) if then is not None else other if other is None else any_of(condition, other)
    if then == other:
        return then
    # Nor may it be about them if neither way is.
    return all_of(any_of(then, other), any_of(choose(condition, then, other), all_of(then, other)))


def _of(condition: Formula | None) -> tuple[Formula, ...]:
    return () if condition is None else (condition,)


def _all(conditions: Iterable[Formula | None]) -> Formula | None:
    return all_given(*dict.fromkeys(conditions))


def _or(given: T | None, other: T) -> T:
    """What is given, if it is: of a formula Python may not ask whether it holds."""
    return other if given is None else given


def _held(condition: Formula) -> Held:
    """What holds where a condition does."""
    match condition:
        case tree.And():
            return NOTHING.union(*(_held(item) for item in condition.items)) | {condition}
        case tree.Not(of=tree.Or() as either):
            return NOTHING.union(*(_held(~item) for item in either.items)) | {condition}
        case tree.Not(of=tree.Not() as twice):
            return _held(twice.of) | {condition}
    return frozenset((condition,))


def _parts(condition: Formula) -> Iterator[Formula]:
    """A condition and those by which it may be implied."""
    yield condition
    if isinstance(condition, tree.And | tree.Or):
        for item in condition.items:
            yield from _parts(item)


def _implied(condition: Formula, known: Held) -> bool:
    """Whether it is plain that a condition holds."""
    if condition in known:
        return True
    match condition:
        case tree.And():
            return all(_implied(item, known) for item in condition.items)
        case tree.Or():
            return any(_implied(item, known) for item in condition.items)
    return False
