"""The ``exact`` rendering: one formula, one subject, evaluated on fractions.

This is the oracle the fast columns are held against and what explanations show. It is written for being read beside the
definition of each node, shares no code with the columns rendering, and does nothing clever but remember aggregates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from attrs import Factory, define

from kaohe_core.formula import tree
from kaohe_core.formula.tree import Formula

Value = Fraction | str | date | bool | None  # None: no value
Row = Mapping[str, Value]
Rows = Callable[[tree.Measure, str], Sequence[Row]]


@define
class Exact:
    """Evaluates formulas over one population.

    ``subjects`` in roster order; ``unit_of`` each one's unit; ``scored`` those the scheme scores; ``rows`` gives the
    rows of a measure's table about one subject (within its period); ``marks`` holds the results of earlier steps.
    """

    subjects: Sequence[str]
    unit_of: Mapping[str, str]
    scored: Set[str]
    rows: Rows
    marks: dict[str, dict[str, Value]] = Factory(dict)
    _members: dict[str, list[str]] = Factory(dict)
    _measures: dict[tuple[int, str], Value] = Factory(dict)
    _aggregates: dict[tuple[int, str, Value], dict[str, Value] | Value] = Factory(dict)
    _alive: dict[int, Formula] = Factory(dict)  # keeps the formulas whose id() serves as a key

    def __attrs_post_init__(self) -> None:
        for subject in self.subjects:
            self._members.setdefault(self.unit_of[subject], []).append(subject)

    def value(self, node: Formula, subject: str) -> Value:
        """The value of ``node`` for ``subject``; None where there is none."""
        match node:
            case tree.Number():
                return _fraction(node.value)
            case tree.Words() | tree.Day():
                return node.value
            case tree.Measure():
                return self._measure(node, subject)
            case tree.Mark():
                return self.marks[node.id][subject]
            case tree.Aggregate():
                return self._aggregate(node, subject)
            case _:
                return evaluate(node, lambda child: self.value(child, subject))

    def number(self, node: Formula, subject: str) -> Fraction | None:
        """As :meth:`value`, for a formula that yields a number."""
        value = self.value(node, subject)
        assert value is None or isinstance(value, Fraction)  # noqa: S101  # the tree checked its kinds
        return value

    # measures --------------------------------------------------------------------------------------------------

    def _measure(self, node: tree.Measure, subject: str) -> Value:
        key = (id(node), subject)
        if key not in self._measures:
            self._alive[id(node)] = node
            self._measures[key] = gathered(node, self.rows(node, subject))
        return self._measures[key]

    # aggregates ------------------------------------------------------------------------------------------------

    def taken(self, node: tree.Aggregate, subject: str) -> tuple[list[str], bool]:
        """The members an aggregate works on for this subject, and whether that is known for all of them."""
        members, certain = [], True
        league = None if node.within is None else self.value(node.within, subject)
        for other in self._members[self.unit_of[subject]]:
            if node.among == "scored" and other not in self.scored:
                continue
            if node.within is not None and self.value(node.within, other) != league:
                continue
            belongs = True if node.where is None else self.value(node.where, other)
            if belongs is None:
                certain = False
            elif belongs:
                members.append(other)
        return members, certain

    def _aggregate(self, node: tree.Aggregate, subject: str) -> Value:
        league = None if node.within is None else self.value(node.within, subject)
        key = (id(node), self.unit_of[subject], league)
        if key not in self._aggregates:
            self._alive[id(node)] = node
            self._aggregates[key] = self._over(node, subject)
        found = self._aggregates[key]
        return found.get(subject) if isinstance(found, dict) else found

    def _over(self, node: tree.Aggregate, subject: str) -> dict[str, Value] | Value:
        members, certain = self.taken(node, subject)
        if not certain:
            return None
        if node.how == "count":
            return Fraction(len(members))
        assert node.of is not None  # noqa: S101  # only count goes without
        values: dict[str, Fraction] = {}
        for member in members:
            value = self.number(node.of, member)
            if value is None:
                return None
            values[member] = value
        numbers = list(values.values())
        match node.how:
            case "sum":
                return sum(numbers, Fraction(0))
            case "mean":
                return sum(numbers, Fraction(0)) / len(numbers) if numbers else None
            case "min":
                return min(numbers, default=None)
            case "max":
                return max(numbers, default=None)
            case "rank":
                return dict(_places(values, node))
            case "running":
                return dict(self._running(values, node))

    def _running(self, values: Mapping[str, Fraction], node: tree.Aggregate) -> Mapping[str, Fraction]:
        assert node.by is not None  # noqa: S101  # running has an order
        order = {member: self.number(node.by, member) for member in values}
        known = {member: value for member, value in order.items() if value is not None}
        if len(known) < len(order):
            return {}
        sums, so_far = {}, Fraction(0)
        for member in sorted(known, key=lambda member: -known[member] if node.highest_first else known[member]):
            so_far += values[member]
            sums[member] = so_far
        return sums


def _places(values: Mapping[str, Fraction], node: tree.Aggregate) -> Mapping[str, Fraction]:
    ordered = sorted(values, key=lambda member: -values[member] if node.highest_first else values[member])  # stable
    places: dict[str, Fraction] = {}
    start = 0
    distinct = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and values[ordered[end]] == values[ordered[start]]:
            end += 1
        distinct += 1
        for offset, member in enumerate(ordered[start:end]):
            match node.ties:
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


def gathered(node: tree.Measure, rows: Sequence[Row]) -> Value:
    """A measure from the rows of one subject; what no rows mean is said by the table."""
    if not rows:
        return Fraction(0) if node.table.absence == "zero" and node.kind == "number" else None
    chosen = []
    for row in rows:
        holds = True if node.where is None else in_row(node.where, row)
        if holds is None:
            return None
        if holds:
            chosen.append(row)
    if node.how == "count" and node.of is None:
        return Fraction(len(chosen))
    assert node.of is not None  # noqa: S101  # only count goes without
    values: list[Value] = [in_row(node.of, row) for row in (rows if node.how == "streak" else chosen)]
    if any(value is None for value in values):
        return None
    match node.how:
        case "streak":
            return Fraction(_streak(node, rows))
        case "only":
            return values[0] if values else _nothing(node)
        case "count":
            return Fraction(len(values))
        case "distinct":
            return Fraction(len(set(values)))
    numbers = [value for value in values if isinstance(value, Fraction)]
    match node.how:
        case "sum":
            return sum(numbers, Fraction(0))
        case "best":
            return _best(node, chosen, numbers)
        case "min":
            return min(numbers) if numbers else _nothing(node)
        case "max":
            return max(numbers) if numbers else _nothing(node)
        case "mean":
            return sum(numbers, Fraction(0)) / len(numbers) if numbers else _nothing(node)
        case "trimmed-mean":
            low, high = (int(part * len(numbers)) if part < 1 else int(part) for part in node.drop)
            kept = sorted(numbers)[low : max(len(numbers) - high, low)]
            return sum(kept, Fraction(0)) / len(kept) if kept else None
    raise NotImplementedError(node.how)


def _best(node: tree.Measure, rows: Sequence[Row], numbers: Sequence[Fraction]) -> Fraction | None:
    """The sum of ``of`` over the first ``n`` rows in the order of ``by``, of equal ones the greater first."""
    order: list[Value] = list(numbers) if node.by is None else [in_row(node.by, row) for row in rows]
    if node.each is not None:
        kinds = [in_row(node.each, row) for row in rows]
        if any(kind is None for kind in kinds):
            return None
        of_kind: dict[Value, list[Fraction]] = {}
        for kind, number in zip(kinds, numbers, strict=True):
            of_kind.setdefault(kind, []).append(number)
        firsts = (sorted(of_one, reverse=node.highest_first)[: node.n] for of_one in of_kind.values())
        return sum((number for some in firsts for number in some), Fraction(0))
    if any(value is None for value in order):
        return None
    pairs = sorted(zip(order, numbers, strict=True), key=lambda pair: pair[1], reverse=True)
    pairs.sort(key=lambda pair: pair[0], reverse=node.highest_first)  # type: ignore[arg-type,return-value]  # values of one kind; a stable sort
    return sum((number for _, number in pairs[: node.n]), Fraction(0))


def _streak(node: tree.Measure, rows: Sequence[Row]) -> int:
    """The most rows in a row that meet the condition, in the order of ``of``."""
    assert node.of is not None  # noqa: S101  # the order
    order = node.of
    longest = current = 0
    for row in sorted(rows, key=lambda row: in_row(order, row)):  # type: ignore[arg-type,return-value]  # values of one kind
        current = current + 1 if node.where is None or in_row(node.where, row) else 0
        longest = max(longest, current)
    return longest


def _nothing(node: tree.Measure) -> Value:
    """No row meets the condition: for a table where absence means zero, that is zero too."""
    return Fraction(0) if node.table.absence == "zero" and node.kind == "number" else None


def in_row(node: Formula, row: Row) -> Value:
    """The value of a formula over one row of its table."""
    match node:
        case tree.Field():
            return row[node.column.id]
        case tree.Number():
            return _fraction(node.value)
        case tree.Words() | tree.Day():
            return node.value
        case _:
            return evaluate(node, lambda child: in_row(child, row))


def evaluate(node: Formula, of: Callable[[Formula], Value]) -> Value:
    """One node from the values of its children: what each node means."""

    def number(child: Formula) -> Fraction | None:
        value = of(child)
        assert value is None or isinstance(value, Fraction)  # noqa: S101  # the tree checked its kinds
        return value

    match node:
        case tree.Negate():
            x = number(node.of)
            return None if x is None else -x
        case tree.Add() | tree.Subtract() | tree.Multiply() | tree.Divide():
            a, b = number(node.left), number(node.right)
            if a is None or b is None:
                return None
            match node:
                case tree.Add():
                    return a + b
                case tree.Subtract():
                    return a - b
                case tree.Multiply():
                    return a * b
                case _:
                    return a / b if b else None
        case tree.Least() | tree.Greatest():
            values = [number(item) for item in node.items]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                return None
            return min(known) if isinstance(node, tree.Least) else max(known)
        case tree.Round():
            x = number(node.of)
            return None if x is None else rounded(x, node.places, node.mode)
        case tree.Span():
            start, end = of(node.start), of(node.end)
            return Fraction(span(start, end, node.unit)) if isinstance(start, date) and isinstance(end, date) else None
        case tree.Compare():
            left, right = of(node.left), of(node.right)
            return None if left is None or right is None else compared(node.op, left, right)
        case tree.And():
            truths = [of(item) for item in node.items]
            return False if False in truths else None if None in truths else True
        case tree.Or():
            truths = [of(item) for item in node.items]
            return True if True in truths else None if None in truths else False
        case tree.Not():
            truth = of(node.of)
            return None if truth is None else not truth
        case tree.Known():
            return of(node.of) is not None
        case tree.Choose():
            truth = of(node.condition)
            return None if truth is None else of(node.then) if truth else of(node.other)
        case tree.Lookup():
            key = of(node.of)
            if key is None:
                return None
            for entry, value in node.entries:
                if of(entry) == key:
                    return of(value)
            return None if node.default is None else of(node.default)
        case tree.Otherwise():
            value_or_none = of(node.of)
            return of(node.fallback) if value_or_none is None else value_or_none
    raise NotImplementedError(f"no exact rendering for {type(node).__name__}")


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


def compared(op: tree.Operator, left: Value, right: Value) -> bool:
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
