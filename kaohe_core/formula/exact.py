"""The ``exact`` rendering: one formula, one subject, evaluated on fractions.

This is the oracle the fast columns are held against and what explanations show. It is written for being read beside the
definition of each node, shares no code with the columns rendering, and does nothing clever but remember aggregates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import attrs
from attrs import Factory, define, frozen

from kaohe_core.formula import tree
from kaohe_core.formula.nodes.of_texts import SEPARATOR
from kaohe_core.formula.rendering import Rendering, renders
from kaohe_core.formula.tree import Formula

ExactValue = Fraction | str | date | bool | None  # None: no value
RowValues = Mapping[str, ExactValue]
RowsOf = Callable[[tree.Measure, str], Sequence[RowValues]]


class Meaning(Rendering[ExactValue]):
    """What each node means, from the values of the nodes below it; ``at`` is a subject, or a row of a table."""

    __slots__ = ()

    def value(self, node: Formula, at: Any) -> ExactValue:
        """The value of ``node`` at ``at``; None where there is none."""
        found: ExactValue = self.methods[type(node)](self, node, at)
        return found

    def number(self, node: Formula, at: Any) -> Fraction | None:
        """As :meth:`value`, for a formula that yields a number."""
        found: Fraction | None = self.methods[type(node)](self, node, at)
        return found

    # leaves and arithmetic -------------------------------------------------------------------------------------

    @renders(tree.Number)
    def _number(self, node: tree.Number, _at: Any) -> ExactValue:
        return _fraction(node.value)

    @renders(tree.Words, tree.Day)
    def _written(self, node: tree.Words | tree.Day, _at: Any) -> ExactValue:
        return node.value

    @renders(tree.Negate)
    def _negate(self, node: tree.Negate, at: Any) -> ExactValue:
        x = self.number(node.of, at)
        return None if x is None else -x

    @renders(tree.Add)
    def _add(self, node: tree.Add, at: Any) -> ExactValue:
        a, b = self.number(node.left, at), self.number(node.right, at)
        return None if a is None or b is None else a + b

    @renders(tree.Subtract)
    def _subtract(self, node: tree.Subtract, at: Any) -> ExactValue:
        a, b = self.number(node.left, at), self.number(node.right, at)
        return None if a is None or b is None else a - b

    @renders(tree.Multiply)
    def _multiply(self, node: tree.Multiply, at: Any) -> ExactValue:
        a, b = self.number(node.left, at), self.number(node.right, at)
        return None if a is None or b is None else a * b

    @renders(tree.Divide)
    def _divide(self, node: tree.Divide, at: Any) -> ExactValue:
        a, b = self.number(node.left, at), self.number(node.right, at)
        return None if a is None or not b else a / b

    @renders(tree.Least)
    def _least(self, node: tree.Least, at: Any) -> ExactValue:
        known = self._all(node.items, at)
        return None if known is None else min(known)

    @renders(tree.Greatest)
    def _greatest(self, node: tree.Greatest, at: Any) -> ExactValue:
        known = self._all(node.items, at)
        return None if known is None else max(known)

    def _all(self, items: Sequence[Formula], at: Any) -> list[Fraction] | None:
        values = [self.number(item, at) for item in items]
        known = [value for value in values if value is not None]
        return known if len(known) == len(values) else None

    @renders(tree.Round)
    def _round(self, node: tree.Round, at: Any) -> ExactValue:
        x = self.number(node.of, at)
        return None if x is None else rounded(x, node.places, node.mode)

    @renders(tree.RoundedRoot)
    def _rounded_root(self, node: tree.RoundedRoot, at: Any) -> ExactValue:
        x = self.number(node.of, at)
        return None if x is None or x < 0 else rounded_root(x, node.places, node.mode)

    @renders(tree.Span)
    def _span(self, node: tree.Span, at: Any) -> ExactValue:
        start, end = self.value(node.start, at), self.value(node.end, at)
        return Fraction(span(start, end, node.unit)) if isinstance(start, date) and isinstance(end, date) else None

    @renders(tree.WorkingDaysBetween)
    def _working_days(self, node: tree.WorkingDaysBetween, at: Any) -> ExactValue:
        start, end = self.value(node.start, at), self.value(node.end, at)
        if not isinstance(start, date) or not isinstance(end, date):
            return None
        return Fraction(node.calendar.working_days(start, end))

    # conditions ------------------------------------------------------------------------------------------------

    @renders(tree.Compare)
    def _compare(self, node: tree.Compare, at: Any) -> ExactValue:
        left, right = self.value(node.left, at), self.value(node.right, at)
        return None if left is None or right is None else compared(node.op, left, right)

    @renders(tree.And)
    def _and(self, node: tree.And, at: Any) -> ExactValue:
        truths = [self.value(item, at) for item in node.items]
        return False if False in truths else None if None in truths else True

    @renders(tree.Or)
    def _or(self, node: tree.Or, at: Any) -> ExactValue:
        truths = [self.value(item, at) for item in node.items]
        return True if True in truths else None if None in truths else False

    @renders(tree.Not)
    def _not(self, node: tree.Not, at: Any) -> ExactValue:
        truth = self.value(node.of, at)
        return None if truth is None else not truth

    @renders(tree.Known)
    def _known(self, node: tree.Known, at: Any) -> ExactValue:
        return self.value(node.of, at) is not None

    @renders(tree.TextsTogether)
    def _texts_together(self, node: tree.TextsTogether, at: Any) -> ExactValue:
        texts = [self.value(item, at) for item in node.items]
        return None if None in texts else SEPARATOR.join(str(text).replace("·", "··") for text in texts)

    # choices ---------------------------------------------------------------------------------------------------

    @renders(tree.Choose)
    def _choose(self, node: tree.Choose, at: Any) -> ExactValue:
        truth = self.value(node.condition, at)
        return None if truth is None else self.value(node.then if truth else node.other, at)

    @renders(tree.Lookup)
    def _look_up(self, node: tree.Lookup, at: Any) -> ExactValue:
        key = self.value(node.of, at)
        if key is None:
            return None
        for entry, value in node.entries:
            if self.value(entry, at) == key:
                return self.value(value, at)
        return None if node.default is None else self.value(node.default, at)

    @renders(tree.Otherwise)
    def _otherwise(self, node: tree.Otherwise, at: Any) -> ExactValue:
        found = self.value(node.of, at)
        if found is not None or (node.own is not None and self.value(node.own, at) is not None):
            return found
        return self.value(node.fallback, at)


# over one row ----------------------------------------------------------------------------------------------------


@frozen
class Beside:
    """What a formula over one row reads beside the row: values of the person whom it is about, and the other rows.

    ``rows`` are all rows of the person that lie in a period of the scheme, in the order of the file.
    """

    own: Mapping[tree.PersonsOwn, ExactValue] = Factory(dict)
    rows: Sequence[RowValues] = ()


ALONE = Beside()


class OverRow(Meaning):
    """What a formula over one row of its table comes to."""

    __slots__ = ("_beside",)

    def __init__(self, beside: Beside = ALONE) -> None:
        self._beside = beside

    @renders(tree.PersonsOwn)
    def _persons_own(self, node: tree.PersonsOwn, _row: RowValues) -> ExactValue:
        return self._beside.own[node]

    @renders(tree.Field)
    def _field(self, node: tree.Field, row: RowValues) -> ExactValue:
        return row[node.column.id]

    # rows before a row ----------------------------------------------------------------------------------------

    def _before(self, node: tree.Window, row: RowValues, most: int | None) -> list[int] | None:
        """How many days before this row each of those is that count; None where that is not known."""
        days = [day for one in self._beside.rows if isinstance(day := self.value(node.on, one), date)]
        if len(days) < len(self._beside.rows):
            return None
        me = next(index for index, one in enumerate(self._beside.rows) if one is row)
        found: list[int] = []
        for index, other in enumerate(self._beside.rows):
            gone = (days[me] - days[index]).days
            if gone < 0 or (gone == 0 and index >= me) or (most is not None and gone > most):
                continue
            if node.same is not None and self.value(node.same, other) != self.value(node.same, row):
                continue
            holds = True if node.where is None else self.value(node.where, other)
            if holds is None:
                return None
            if holds:
                found.append(gone)
        return found

    @renders(tree.Earlier)
    def _earlier(self, node: tree.Earlier, row: RowValues) -> ExactValue:
        found = self._before(node, row, node.days)
        return None if found is None else Fraction(len(found))

    @renders(tree.SinceLast)
    def _since_last(self, node: tree.SinceLast, row: RowValues) -> ExactValue:
        found = self._before(node, row, None)
        return Fraction(min(found)) if found else None


def in_row(node: Formula, row: RowValues, beside: Beside = ALONE) -> ExactValue:
    """The value of a formula over one row of its table."""
    return OverRow(beside).value(node, row)


class GatheredValues(Rendering[ExactValue]):
    """What the rows of one subject come to: ``chosen`` are those that meet the condition, ``rows`` all of them."""

    __slots__ = ("_in_row",)

    def __init__(self, beside: Beside = ALONE) -> None:
        self._in_row = OverRow(beside)

    def value(self, node: tree.Measure, rows: Sequence[RowValues]) -> ExactValue:
        """The measure; what no rows mean is said by the table."""
        if not rows:
            return _nothing(node)
        chosen = []
        for row in rows:
            holds = True if node.where is None else self._in_row.value(node.where, row)
            if holds is None:
                return None
            if holds:
                chosen.append(row)
        return self.render(node, chosen, rows)

    def _values(self, node: Formula, rows: Sequence[RowValues]) -> list[Any] | None:
        """A formula over every row; None where one of them has no value."""
        values = [self._in_row.value(node, row) for row in rows]
        return None if any(value is None for value in values) else values

    @renders(tree.CountOfRows)
    def _count(self, node: tree.CountOfRows, chosen: Sequence[RowValues], _rows: Sequence[RowValues]) -> ExactValue:
        if node.of is not None and self._values(node.of, chosen) is None:
            return None
        return Fraction(len(chosen))

    @renders(tree.OnlyRow)
    def _only(self, node: tree.OnlyRow, chosen: Sequence[RowValues], _rows: Sequence[RowValues]) -> ExactValue:
        values = self._values(node.of, chosen)
        if values is None:
            return None
        first: ExactValue = values[0] if values else _nothing(node)
        return first

    @renders(tree.DistinctOfRows)
    def _distinct(
        self, node: tree.DistinctOfRows, chosen: Sequence[RowValues], _rows: Sequence[RowValues]
    ) -> ExactValue:
        values = self._values(node.of, chosen)
        return None if values is None else Fraction(len(set(values)))

    @renders(tree.SumOfRows)
    def _sum(self, node: tree.SumOfRows, chosen: Sequence[RowValues], _rows: Sequence[RowValues]) -> ExactValue:
        numbers = self._values(node.of, chosen)
        return None if numbers is None else sum(numbers, Fraction(0))

    @renders(tree.MeanOfRows)
    def _mean(self, node: tree.MeanOfRows, chosen: Sequence[RowValues], _rows: Sequence[RowValues]) -> ExactValue:
        numbers = self._values(node.of, chosen)
        if numbers is None:
            return None
        return sum(numbers, Fraction(0)) / len(numbers) if numbers else _nothing(node)

    @renders(tree.LeastOfRows)
    def _least(self, node: tree.LeastOfRows, chosen: Sequence[RowValues], _rows: Sequence[RowValues]) -> ExactValue:
        numbers = self._values(node.of, chosen)
        return None if numbers is None else min(numbers) if numbers else _nothing(node)

    @renders(tree.GreatestOfRows)
    def _greatest(
        self, node: tree.GreatestOfRows, chosen: Sequence[RowValues], _rows: Sequence[RowValues]
    ) -> ExactValue:
        numbers = self._values(node.of, chosen)
        return None if numbers is None else max(numbers) if numbers else _nothing(node)

    @renders(tree.TrimmedMean)
    def _trimmed_mean(
        self, node: tree.TrimmedMean, chosen: Sequence[RowValues], _rows: Sequence[RowValues]
    ) -> ExactValue:
        numbers = self._values(node.of, chosen)
        if numbers is None:
            return None
        dropped = [self._dropped(part, len(numbers), node.rounding) for part in node.drop]
        if None in dropped:
            return None
        low, high = (part or 0 for part in dropped)
        kept = sorted(numbers)[low : max(len(numbers) - high, low)]
        return sum(kept, Fraction(0)) / len(kept) if kept else None

    def _dropped(self, part: Decimal | tree.PersonsOwn, count: int, rounding: tree.Rounding) -> int | None:
        """So many rows: a share of them is rounded to whole ones."""
        if isinstance(part, tree.PersonsOwn) or part >= 1:
            return self._so_many(part)
        return int(rounded(Fraction(part) * count, 0, rounding))

    def _so_many(self, number: Decimal | int | tree.PersonsOwn) -> int | None:
        if not isinstance(number, tree.PersonsOwn):
            return int(number)
        found = self._in_row.number(number, {})
        return None if found is None else max(int(found), 0)

    @renders(tree.Best)
    def _best(self, node: tree.Best, chosen: Sequence[RowValues], _rows: Sequence[RowValues]) -> ExactValue:
        numbers, n = self._values(node.of, chosen), self._so_many(node.n)
        if numbers is None or n is None:
            return None
        if node.each is not None:
            kinds = self._values(node.each, chosen)
            if kinds is None:
                return None
            of_kind: dict[ExactValue, list[Fraction]] = {}
            for kind, number in zip(kinds, numbers, strict=True):
                of_kind.setdefault(kind, []).append(number)
            firsts = (sorted(of_one, reverse=node.highest_first)[:n] for of_one in of_kind.values())
            return sum((number for some in firsts for number in some), Fraction(0))
        order = numbers if node.by is None else self._values(node.by, chosen)
        if order is None:
            return None
        pairs = sorted(zip(order, numbers, strict=True), key=lambda pair: pair[1], reverse=True)
        pairs.sort(key=lambda pair: pair[0], reverse=node.highest_first)  # stable: of equal ones the greater first
        return sum((number for _, number in pairs[:n]), Fraction(0))

    @renders(tree.Streak)
    def _streak(self, node: tree.Streak, _chosen: Sequence[RowValues], rows: Sequence[RowValues]) -> ExactValue:
        order = self._values(node.of, rows)
        if order is None:
            return None
        longest = current = 0
        for _, row in sorted(zip(order, rows, strict=True), key=lambda pair: pair[0]):
            current = current + 1 if node.where is None or self._in_row.value(node.where, row) else 0
            longest = max(longest, current)
        return Fraction(longest)


def gathered(node: tree.Measure, rows: Sequence[RowValues]) -> ExactValue:
    """A measure from the rows of one subject."""
    return GatheredValues().value(node, rows)


def _nothing(node: tree.Measure) -> ExactValue:
    """No row, or none that meets the condition: for a table where absence means zero, that is zero."""
    return Fraction(0) if node.table.absence == "zero" and node.kind == "number" else None


# over the unit ---------------------------------------------------------------------------------------------------


@define
class Exact(Meaning):
    """Evaluates formulas over one population.

    ``subjects`` in roster order; ``unit_of`` each one's unit, None where it is not known or where the unit is not about
    somebody; ``scored`` those the scheme scores; ``rows`` gives the
    rows of a measure's table about one subject (within its period); ``marks`` holds the results of earlier steps.
    """

    subjects: Sequence[str]
    unit_of: Mapping[str, str | None]
    scored: Set[str]
    rows: RowsOf
    marks: dict[str, dict[str, ExactValue]] = Factory(dict)
    _members: dict[str | None, list[str]] = Factory(dict)
    _gathered: GatheredValues = Factory(GatheredValues)
    _measures: dict[tuple[int, str], ExactValue] = Factory(dict)
    _own: dict[int, tuple[tuple[tree.PersonsOwn, ...], tree.Measure | None]] = Factory(dict)
    _groups: dict[tuple[int, str | None, ExactValue], dict[str, Fraction] | ExactValue] = Factory(dict)
    _alive: dict[int, Formula] = Factory(dict)  # keeps the formulas whose id() serves as a key

    @classmethod
    def before(cls, everybody: Sequence[str], rows: RowsOf) -> Exact:
        """Over all of a roster as one unit: for what is asked before it is known who is in which, and who is scored."""
        return cls(everybody, dict.fromkeys(everybody, ""), set(everybody), rows)

    def __attrs_post_init__(self) -> None:
        for subject in self.subjects:
            self._members.setdefault(self.unit_of[subject], []).append(subject)

    @renders(tree.Mark)
    def _mark(self, node: tree.Mark, subject: str) -> ExactValue:
        return self.marks[node.id][subject]

    @renders(tree.PersonsOwn)
    def _persons_own(self, node: tree.PersonsOwn, subject: str) -> ExactValue:
        return self.value(node.of, subject)

    @renders(tree.Measure)
    def _measure(self, node: tree.Measure, subject: str) -> ExactValue:
        key = (id(node), subject)
        if key not in self._measures:
            self._alive[id(node)] = node
            beside = self.beside(node, subject)
            gathering = self._gathered if beside is ALONE else GatheredValues(beside)
            lacking = self.without_rows(node, subject)
            self._measures[key] = None if lacking else gathering.value(node, self.rows(node, subject))
        return self._measures[key]

    def without_rows(self, node: tree.Measure, subject: str) -> list[tree.CountOfRows]:
        """The rows of each period in which there must be one, and there is none."""
        return [one for one in node.in_each() if not self.rows(one, subject)] if node.throughout else []

    def beside(self, node: tree.Measure, subject: str) -> Beside:
        """What the rows of a measure are held against, of one subject."""
        if id(node) not in self._own:
            self._alive[id(node)] = node
            whole = attrs.evolve(node, period=None) if tree.some(node.windows()) else None
            self._own[id(node)] = tuple(dict.fromkeys(node.own())), whole
        own, whole = self._own[id(node)]
        if not own and whole is None:
            return ALONE
        rows = () if whole is None else self.rows(whole, subject)
        return Beside({one: self.value(one.of, subject) for one in own}, rows)

    @renders(tree.OverUnit)
    def _over_unit(self, node: tree.OverUnit, subject: str) -> ExactValue:
        league = None if node.within is None else self.value(node.within, subject)
        key = (id(node), self.unit_of[subject], league)
        if key not in self._groups:
            self._alive[id(node)] = node
            members, certain = self.taken(node, subject)
            self._groups[key] = OverMembers(self).render(node, members) if certain else None
        found = self._groups[key]
        return found.get(subject) if isinstance(found, dict) else found

    def taken(self, node: tree.OverUnit, subject: str) -> tuple[list[str], bool]:
        """The members it works on for this subject, and whether that is known for all of them."""
        members = []
        league = None if node.within is None else self.value(node.within, subject)
        own = self.unit_of[subject]
        certain = own is not None and (node.within is None or league is not None)
        strays = () if own is None else self._members.get(None, ())
        for other in (*self._members[own], *strays):
            if node.among == "scored" and other not in self.scored:
                continue
            theirs = None if node.within is None else self.value(node.within, other)
            if theirs is not None and theirs != league:
                continue
            belongs = True if node.where is None else self.value(node.where, other)
            lost = self.unit_of[other] is None or (node.within is not None and theirs is None)
            if belongs is not False and lost:
                certain = False  # they may be in this group
            if belongs is None:
                certain = False
            elif belongs:
                members.append(other)
        return members, certain


@define
class OverMembers(Rendering[dict[str, Fraction] | ExactValue]):
    """What the members of a group come to: one value for all of them, or one for each."""

    exact: Exact

    def _numbers(self, of: Formula, members: Sequence[str]) -> list[Fraction] | None:
        """A formula for every member; None where one of them has no value."""
        numbers = []
        for member in members:
            number = self.exact.number(of, member)
            if number is None:
                return None
            numbers.append(number)
        return numbers

    @renders(tree.CountOverUnit)
    def _count(self, _node: tree.CountOverUnit, members: Sequence[str]) -> ExactValue:
        return Fraction(len(members))

    @renders(tree.SumOverUnit)
    def _sum(self, node: tree.SumOverUnit, members: Sequence[str]) -> ExactValue:
        numbers = self._numbers(node.of, members)
        return None if numbers is None else sum(numbers, Fraction(0))

    @renders(tree.MeanOverUnit)
    def _mean(self, node: tree.MeanOverUnit, members: Sequence[str]) -> ExactValue:
        numbers = self._numbers(node.of, members)
        return sum(numbers, Fraction(0)) / len(numbers) if numbers else None

    @renders(tree.LeastOverUnit)
    def _least(self, node: tree.LeastOverUnit, members: Sequence[str]) -> ExactValue:
        return min(self._numbers(node.of, members) or (), default=None)

    @renders(tree.GreatestOverUnit)
    def _greatest(self, node: tree.GreatestOverUnit, members: Sequence[str]) -> ExactValue:
        return max(self._numbers(node.of, members) or (), default=None)

    @renders(tree.Rank)
    def _rank(self, node: tree.Rank, members: Sequence[str]) -> dict[str, Fraction] | ExactValue:
        keys = [self._numbers(key, members) for key in node.keys]
        known = [key for key in keys if key is not None]
        if len(known) < len(keys):
            return None
        way = -1 if node.highest_first else 1
        return _places({m: tuple(way * n for n in own) for m, *own in zip(members, *known, strict=True)}, node.ties)

    @renders(tree.Running)
    def _running(self, node: tree.Running, members: Sequence[str]) -> dict[str, Fraction] | ExactValue:
        numbers, order = self._numbers(node.of, members), self._numbers(node.by, members)
        if numbers is None or order is None:
            return None
        way = -1 if node.highest_first else 1
        sums, so_far = {}, Fraction(0)
        for member, number, _ in sorted(zip(members, numbers, order, strict=True), key=lambda one: way * one[2]):
            so_far += number
            sums[member] = so_far
        return sums


def _places(keys: Mapping[str, tuple[Fraction, ...]], ties: tree.Ties) -> dict[str, Fraction]:
    """The place of each member, the least key first; the members stand in the order of the roster."""
    ordered = sorted(keys, key=keys.__getitem__)  # stable
    places: dict[str, Fraction] = {}
    start = 0
    distinct = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and keys[ordered[end]] == keys[ordered[start]]:
            end += 1
        distinct += 1
        for offset, member in enumerate(ordered[start:end]):
            match ties:
                case "best":
                    place = Fraction(start + 1)
                case "worst":
                    place = Fraction(end)
                case "mean":
                    place = Fraction(start + 1 + end, 2)
                case "dense":
                    place = Fraction(distinct)
                case "roster":
                    place = Fraction(start + 1 + offset)
            places[member] = place
        start = end
    return places


# numbers ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=10_000)
def _fraction(value: Decimal) -> Fraction:
    """A number of the scheme; the same few stand in every subject's formulas."""
    return Fraction(value)


def rounded(x: Fraction, places: int, mode: tree.Rounding) -> Fraction:
    """``x`` to so many decimals; half-up is away from zero, as 四舍五入 and spreadsheets do it."""
    size = abs(x) * 10**places
    match mode:
        case "half-up":
            whole = (size + Fraction(1, 2)).__floor__()
        case "down":
            whole = size.__floor__()
        case "up":
            whole = size.__ceil__()
    return Fraction(whole if x >= 0 else -whole, 10**places)


def rounded_root(x: Fraction, places: int, mode: tree.Rounding) -> Fraction:
    """The square root of ``x`` to so many decimals; which way it is rounded is decided by squares."""
    square = x * 100**places
    whole = math.isqrt(square.__floor__())  # the root lies from this on, below the next
    match mode:
        case "half-up":
            up = square >= (whole + Fraction(1, 2)) ** 2
        case "down":
            up = False
        case "up":
            up = square > whole**2
    return Fraction(whole + up, 10**places)


def compared(op: tree.Operator, left: ExactValue, right: ExactValue) -> bool:
    """A comparison of two known values of one kind."""
    match op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right  # type: ignore[operator]  # the tree lets only numbers and dates be ordered
        case "<=":
            return left <= right  # type: ignore[operator]  # as above
        case ">":
            return left > right  # type: ignore[operator]  # as above
        case ">=":
            return left >= right  # type: ignore[operator]  # as above


def span(start: date, end: date, unit: str) -> int:
    """Whole years, whole months or days between two dates; negative when ``end`` comes first.

    A year or month is whole from the day of the same number on (29 February: from 1 March of a common year).
    """
    if end < start:
        return -span(end, start, unit)
    if unit == "days":
        return (end - start).days
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return months // 12 if unit == "years" else months
