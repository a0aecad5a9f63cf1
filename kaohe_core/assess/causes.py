"""Why a value is not there: the cells, rows and divisions that it waits for, a colleague's behind a mean among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from kaohe_core.assess.measure import ExactRows
from kaohe_core.assess.plan import Plan, PlanStep
from kaohe_core.findings import Place
from kaohe_core.formula import tree
from kaohe_core.formula.exact import Beside, Exact, RowValues, in_row
from kaohe_core.formula.numbers import plain_number
from kaohe_core.formula.tree import Formula
from kaohe_core.formula.words import words
from kaohe_core.messages import Message, Text, message
from kaohe_core.rules.judged import JUDGEMENTS
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import ROW, Data


@frozen
class Cause:
    """One thing that is missing: whose, in which step it was met, why, and where it would have to stand."""

    subject: str
    step: PlanStep
    why: Message
    place: Place
    key: tuple[object, ...]  # what tells it from others: the same row is missing once, whoever waits for it
    kind: str = "data"  # or judgement, or sum: what does not come from a cell


@define
class Causes:
    """Finds causes over one population; each is given once, to whoever asks first."""

    plan: Plan
    exact: Exact
    rows: ExactRows
    tables: Mapping[str, Data]
    _seen: set[tuple[object, ...]] = field(factory=set)

    def of(self, step: PlanStep, subject: str) -> Iterator[Cause]:
        """What the value or the standing of a step waits for."""
        if step.applies is not None:
            known = self.exact.value(step.applies, subject)
            if known is None:
                yield from self._of(step.applies, subject, step)
            if not known:
                return
        if self.exact.marks[step.id][subject] is None:
            yield from self._of(step.formula, subject, step)
        for part in step.parts:
            if self._first(("parts", part, subject)):
                yield from self.of(self.plan.step(part), subject)

    def behind(self, condition: Formula, step: PlanStep, subject: str) -> Iterator[Cause]:
        """What a condition waits for that no step has: whether somebody is assessed, for one. ``step`` names it."""
        yield from self._of(condition, subject, step)

    def told(self, step: PlanStep, subject: str) -> list[Message]:
        """What the value of a step waits for, as it is said to ``subject``: somebody else's is told with the name."""
        name = self.plan.scheme.name
        found: dict[Message, None] = {}
        for cause in self.of(step, subject):
            why = cause.why
            if cause.subject != subject:
                who = None if name is None else self.exact.value(name, cause.subject)
                why = message("{who}: {why}", who=who or cause.subject, why=why)
            found[why] = None
        return list(found)

    def _first(self, key: tuple[object, ...]) -> bool:
        new = key not in self._seen
        self._seen.add(key)
        return new

    def _of(self, node: Formula, subject: str, step: PlanStep) -> Iterator[Cause]:
        """The causes of a formula that has no value."""
        value = self.exact.value
        if not self._first((id(node), subject)) or value(node, subject) is not None:
            return
        whole = isinstance(node, tree.Measure | tree.OverUnit | tree.LookupByKeys) or not node.is_lowered()
        found = node if whole else node.simpler()
        match found:
            case tree.Mark():
                yield from self._of_mark(self.plan.step(found.id), subject, step)
            case tree.Measure():
                yield from self._of_rows(found, subject, step)
            case tree.OverUnit():
                yield from self._of_members(found, subject, step)
            case tree.Choose():
                truth = value(found.condition, subject)
                asked = found.condition if truth is None else found.then if truth else found.other
                yield from self._of(asked, subject, step)
            case tree.Otherwise():
                yield from self._of(found.of, subject, step)
                yield from self._of(found.fallback, subject, step)
            case tree.LookupByKeys():
                yield from self._of_keys(found, subject, step)
            case tree.Lookup() if value(found.of, subject) is not None:
                yield from self._of_look_up(found, subject, step)
            case tree.Lookup():
                yield from self._of(found.of, subject, step)
            case tree.Divide() if value(found.right, subject) == 0:
                zero = message("the divisor is 0: {divisor}", divisor=self._said(found.right, subject))
                yield from self._sum(found, subject, step, zero)
            case tree.RoundedRoot() if value(found.of, subject) is not None:
                below = message("there is no square root below 0: {square}", square=self._said(found.of, subject))
                yield from self._sum(found, subject, step, below)
            case _:
                for child in found.children():
                    yield from self._of(child, subject, step)

    def _of_mark(self, read: PlanStep, subject: str, step: PlanStep) -> Iterator[Cause]:
        scored = subject in self.exact.scored or read.for_unscored
        if scored and (read.applies is None or self.exact.value(read.applies, subject) is not False):
            yield from self.of(read, subject)
        else:
            about = message("“{step}” is not about this person", step=read.title)
            yield from self._sum(tree.Mark(read.id), subject, step, about)

    def _said(self, node: Formula, subject: str) -> Text:
        def value(part: Formula) -> object:
            return self.exact.value(part, subject)

        return Text(words(node, value, "zh"), words(node, value, "en"))  # type: ignore[arg-type]  # an exact value

    def _sum(self, node: Formula, subject: str, step: PlanStep, why: Message) -> Iterator[Cause]:
        key = ("sum", id(node), subject, why)
        if self._first(key):
            yield Cause(subject, step, why, Place(), key, "sum")

    def _of_look_up(self, node: tree.Lookup, subject: str, step: PlanStep) -> Iterator[Cause]:
        key = self.exact.value(node.of, subject)
        chosen = next((entry for at, entry in node.entries if self.exact.value(at, subject) == key), node.default)
        if chosen is not None:
            yield from self._of(chosen, subject, step)
            return
        yield from self._sum(node, subject, step, message("a look-up does not list “{key}”", key=key))

    def _of_keys(self, node: tree.LookupByKeys, subject: str, step: PlanStep) -> Iterator[Cause]:
        """A key without a value; else what stands beside the keys, or that nothing does."""
        keys = [self.exact.value(of, subject) for of in node.of]
        if None in keys:
            yield from self._of(node.of[keys.index(None)], subject, step)
            return
        at = [[self.exact.value(one, subject) for one in entry] for entry, _ in node.entries]
        chosen = node.entries[at.index(keys)][1] if keys in at else node.default
        if chosen is not None:
            yield from self._of(chosen, subject, step)
            return
        missing = " × ".join(f"“{plain_number(key) if isinstance(key, Fraction) else key}”" for key in keys)
        yield from self._sum(node, subject, step, message("a look-up does not list {keys}", keys=missing))

    def _of_members(self, node: tree.OverUnit, subject: str, step: PlanStep) -> Iterator[Cause]:
        """Those members whose value is not known, or who may or may not be members."""
        whose = self.plan.scheme.unit
        if whose is not None and self.exact.unit_of[subject] is None:
            yield from self._of(whose, subject, step)
            return
        if node.within is not None and self.exact.value(node.within, subject) is None:
            yield from self._of(node.within, subject, step)
            return
        unit = self.exact.unit_of[subject]
        league = None if node.within is None else self.exact.value(node.within, subject)
        if not self._first(("members", id(node), unit, league)):
            return  # all of a group wait for the same, which has been given
        members, certain = self.exact.taken(node, subject)
        if not certain:
            yield from self._of_membership(node, subject, step)
        for member in members:
            for part in node.parts():
                if part not in (node.where, node.within):
                    yield from self._of(part, member, step)
        if certain and not members and self._first(("nobody", id(node), unit)):
            what = message("nobody is in it: {what}", what=self._said(node, subject))
            yield Cause(subject, step, what, Place(), ("nobody", id(node), unit), "sum")

    def _of_membership(self, node: tree.OverUnit, subject: str, step: PlanStep) -> Iterator[Cause]:
        """Of those who may or may not be in somebody's group: the unit, league or condition that is not known."""
        value, units = self.exact.value, self.exact.unit_of
        league = None if node.within is None else value(node.within, subject)
        for other in self.exact.subjects:
            if units[other] not in (units[subject], None) or (
                node.among == "scored" and other not in self.exact.scored
            ):
                continue
            theirs = None if node.within is None else value(node.within, other)
            counts = node.where is None or value(node.where, other) is not False
            if not counts or theirs not in (league, None):
                continue
            for asked in (self.plan.scheme.unit if units[other] is None else None, node.within, node.where):
                if asked is not None:
                    yield from self._of(asked, other, step)

    def _of_rows(self, node: tree.Measure, subject: str, step: PlanStep) -> Iterator[Cause]:
        """The row that is not there, or the cells in it."""
        data = self.tables[node.table.id]
        rows = list(self.rows(node, subject))
        waits = node.table.absence == "awaiting" and not (node.table.results and rows)
        waits = waits or self._still_judged(data, subject)
        kind = "judgement" if waits else "data"
        beside = self.exact.beside(node, subject)
        without = self.exact.without_rows(node, subject) if rows else []
        for one in without:
            yield from self._of_rows(one, subject, step)
        found = bool(without)
        for row in rows:
            for leaf in dict.fromkeys(_empty(node, row, beside)):
                found = True
                if isinstance(leaf, tree.PersonsOwn):
                    yield from self._of(leaf.of, subject, step)
                    continue
                key: tuple[object, ...] = (node.table.id, leaf.column.id, id(row))
                if self._first(key):
                    place = data.row_place(_number(row), leaf.column.id)
                    yield Cause(subject, step, message("“{column}” is empty", column=place.title), place, key, kind)
        if found:
            return
        why = message("“{table}” has no row", table=node.table.title)
        if rows:
            why = message("“{table}” has no row that counts here", table=node.table.title)
        if isinstance(node, tree.TrimmedMean) and (left := self._left(node, rows, beside)):
            why = message("all {count} rows of “{table}” are left out, as the highest and the lowest", **left)
        if node.period is not None and node.table.id != JUDGEMENTS.id:
            why = message("{why} ({period})", why=why, period=node.period)
        key = (node.table.id, subject, why)
        if self._first(key):
            yield Cause(subject, step, why, Place(file=data.file, sheet=data.sheet), key, kind)

    def _still_judged(self, data: Data, subject: str) -> bool:
        """Whether the row about somebody is a result that a person must still judge."""
        if not data.awaiting:
            return False
        if data.table.via is None:
            return subject in data.awaiting
        me = self.rows.of(self.plan.roster.id, subject)
        spoken_of = me[0][data.table.via] if me else None
        return spoken_of is not None and same_id(str(spoken_of)) in data.awaiting

    @staticmethod
    def _left(node: tree.TrimmedMean, rows: Sequence[RowValues], beside: Beside) -> dict[str, Any] | None:
        """How many rows a mean without the extremes has, of which it leaves none; None where it has none."""
        chosen = [row for row in rows if node.where is None or in_row(node.where, row, beside)]
        return {"count": len(chosen), "table": node.table.title} if chosen else None


def _number(row: RowValues) -> int | None:
    """The row's number in its file."""
    found = row.get(ROW)
    return found if isinstance(found, int) else None


def _empty(node: tree.Measure, row: RowValues, beside: Beside) -> Iterator[tree.Field | tree.PersonsOwn]:
    """The empty cells of a row for which a measure has no value, and the person's values that are not there."""
    if node.where is not None:
        holds = in_row(node.where, row, beside)
        if holds is None:
            yield from _empty_in(node.where, row, beside)
        if not holds and not isinstance(node, tree.Streak):
            return
    for part in node.parts():
        if part is not node.where:
            yield from _empty_in(part, row, beside)


def _empty_in(node: Formula, row: RowValues, beside: Beside) -> Iterator[tree.Field | tree.PersonsOwn]:
    if in_row(node, row, beside) is not None:
        return
    if isinstance(node, tree.Field | tree.PersonsOwn):
        yield node
        return
    if isinstance(node, tree.Choose):
        truth = in_row(node.condition, row, beside)
        yield from _empty_in(node.condition if truth is None else node.then if truth else node.other, row, beside)
        return
    for child in node.children():
        yield from _empty_in(child, row, beside)
