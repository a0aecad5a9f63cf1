"""A scheme worked out by hand: a third way, which knows nothing of the program’s formulas, plans or evaluators.

It is written from what is said of marks (docs, “Zero is not ‘we do not know’”, and of money “Dividing money”) alone. A
scheme is plain data here, drawn beside the text that the program reads: a formula is a tuple whose first item says what
it is. Everything is looked up when it is asked for, one person at a time, and nothing is made fast.

What a formula comes to is a number, a text, a yes or no, or a ``Lack``: it is not about the person, or not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

Of = tuple[Any, ...]  # a formula
TERMS = ("上", "下")  # the periods of every scheme
Row = Mapping[str, Any]


class Lack(NamedTuple):
    """Why there is no number: the standing; for want of one’s own data, or a colleague’s; and whether it is at least
    known to be about the person.
    """

    standing: str  # not-applicable, no-data, awaiting
    own: bool = True
    about: bool = True


NOT_ABOUT, NO_DATA, AWAITING = Lack("not-applicable"), Lack("no-data"), Lack("awaiting")
ELSEWHERE = Lack("no-data", own=False)
Value = Fraction | str | bool | Lack


class Clause(NamedTuple):
    """``cases``: the points, with the condition of each variant; of ``periods`` one after the other, if any."""

    id: str
    cases: tuple[tuple[Of | None, Of], ...]
    only_for: Of | None = None
    periods: tuple[str, ...] = ()
    combine: str = "sum"
    if_missing: Of | None = None
    counts: bool = True  # it is not only for the record


class Dimension(NamedTuple):
    """Clauses worth 10 marks; ``held`` between 0 and these; ``absent``: what becomes of them for others."""

    id: str
    clauses: tuple[Clause, ...]
    only_for: Of | None = None
    absent: str | None = None
    held: bool = True
    lost: Of | None = None  # who loses it, and keeps what is below 0
    good: int | None = None  # the least points of its own better grade


class Verdict(NamedTuple):
    """A veto, a grade or an award: the condition, and how many have it at most, with what equal ones do."""

    when: Of
    most: int | None = None
    ties: str = "all"


class Prizes(NamedTuple):
    """Prizes for the first places by a number, the highest first; what equal ones get, and who takes part."""

    by: Of
    prizes: tuple[int, ...]
    ties: str
    only_for: Of | None = None


class Scheme(NamedTuple):
    """A scheme: ``unit`` is the column that says who is compared with whom; the pool of each unit is 1000 yuan."""

    values: dict[str, Of]
    dimensions: tuple[Dimension, ...]
    unit: str | None = None
    veto: Of | None = None
    down: bool = False  # the veto leads to the worse grade
    grade: Verdict | None = None
    award: Verdict | None = None
    ranking: str | None = None
    allowance: Of | None = None
    prizes: Prizes | None = None
    weight: Of | None = None


MARKS, POOL, CENT = Fraction(10), Fraction(1000), Fraction(1, 100)
GOOD, BAD = "优秀", "不合格"


class ByHand:
    """One scheme over one roster. ``tables`` has the rows of each table, ``absence`` what no row means."""

    def __init__(
        self,
        scheme: Scheme,
        roster: str,
        tables: Mapping[str, Sequence[Row]],
        absence: Mapping[str, str],
        results: ByHand | None = None,
    ) -> None:
        self.scheme, self.tables, self.absence, self.results = scheme, tables, absence, results
        self.people: dict[str, Row] = {row["id"]: row for row in tables[roster]}
        self.parts = {one.id: one for one in scheme.dimensions}
        self.clauses = {one.id: (part, one) for part in scheme.dimensions for one in part.clauses}
        self.known: dict[tuple[str, str], Value] = {}
        self.unsaid: list[str] = []  # marks that were read of somebody whom they are not about, and nothing says so

    def unit(self, who: str) -> list[str]:
        """Everybody in somebody’s unit, in the order of the roster."""
        column = self.scheme.unit
        return [one for one, row in self.people.items() if column is None or row[column] == self.people[who][column]]

    def strays(self) -> list[str]:
        """Those whose unit is not written down: they may be in any."""
        column = self.scheme.unit
        return [] if column is None else [one for one, row in self.people.items() if row[column] is None]

    def awaits(self, who: str) -> bool:
        """Whether anything is lacking about somebody for want of a judgement."""
        tables = [table for table, absence in self.absence.items() if absence == "awaiting" and table in self.tables]
        if any(
            self._rows("count", table, "", who, term) == AWAITING for table in tables for term in ("上", "下", None)
        ):
            return True
        if any(
            cell is None for table in tables for row in self.tables.get(table, ()) if row["id"] == who
            for cell in row.values()
        ):  # fmt: skip
            return True
        if self.results is not None and "class" not in self.people[who]:
            return any(AWAITING in row.values() for row in self._of_members(who))
        return self.results is not None and AWAITING in (self._result(id, who) for id in ("total", "d0"))

    # what is asked of a person ---------------------------------------------------------------------------------

    def step(self, id: str, who: str) -> Value:
        """A value, clause, dimension, total or verdict."""
        if (id, who) not in self.known:
            self.known[id, who] = self._step(id, who)
        return self.known[id, who]

    def ids(self) -> Iterator[str]:
        """Everything that has a standing."""
        scheme = self.scheme
        yield from (*(f"values.{id}" for id in scheme.values), *self.clauses, *self.parts, "total")
        yield from (f"{part.id}/grade" for part in self.scheme.dimensions if part.good is not None)
        verdicts = {"veto": scheme.veto, "grade": scheme.grade, "award": scheme.award, "place": scheme.ranking}
        yield from (id for id, verdict in verdicts.items() if verdict is not None)

    def _step(self, id: str, who: str) -> Value:
        scheme = self.scheme
        if id.startswith("values."):
            return _rounded(self.formula(scheme.values[id.removeprefix("values.")], who), 1)
        if id in self.clauses:
            return self._clause(*self.clauses[id], who)
        if id in self.parts:
            return self._dimension(self.parts[id], who)
        if id.endswith("/grade"):
            part = self.parts[id.removesuffix("/grade")]
            points = self.step(part.id, who)
            return points if isinstance(points, Lack) else GOOD if _number(points) >= part.good else BAD  # type: ignore[operator]  # it has a grade
        match id:
            case "total":
                return self._total(who)
            case "veto" if scheme.veto is not None:
                return self.formula(scheme.veto, who)
            case "award" if scheme.award is not None:
                return self._within_quota("award", scheme.award, who)
            case "grade" if scheme.grade is not None:
                return self._grade(scheme.grade, who)
            case "place" if scheme.ranking is not None:
                return self._place(self._total_read, scheme.ranking, who)
        raise KeyError(id)

    # marks -----------------------------------------------------------------------------------------------------

    def _clause(self, part: Dimension, clause: Clause, who: str) -> Value:
        asked = [self.formula(one, who) for one in (part.only_for, clause.only_for) if one is not None]
        if any(_fails(one) for one in asked):
            return NOT_ABOUT
        before = len(self.unsaid)
        points = self._points(clause, who)
        if lacking := [one for one in asked if isinstance(one, Lack)]:
            del self.unsaid[before:]  # whether it is read of this person at all is not known
            return NOT_ABOUT if points == NOT_ABOUT else _waiting([*lacking, points], about=False)
        if (
            isinstance(points, Lack)
            and points != NOT_ABOUT
            and points.own
            and points.about
            and clause.if_missing is not None
        ):
            fallback = self.formula(clause.if_missing, who)
            points = points if fallback == NOT_ABOUT else fallback  # which is still missing
        return _rounded(points, 2)

    def _points(self, clause: Clause, who: str) -> Value:
        if not clause.periods:
            return self._fitting(clause.cases, who, None)
        found = [self._fitting(clause.cases, who, period) for period in clause.periods]
        about = [one for one in found if one != NOT_ABOUT]
        if not about:
            return NOT_ABOUT
        if lacking := [one for one in about if isinstance(one, Lack)]:
            known = len(lacking) < len(about) or any(one.about for one in lacking)
            return _worst(lacking)._replace(about=known)
        numbers = [_number(one) for one in about]
        ways: dict[str, Callable[[list[Fraction]], Fraction]] = {"sum": sum, "min": min, "max": max}  # type: ignore[dict-item]  # a sum of fractions
        return sum(numbers) / Fraction(len(numbers)) if clause.combine == "mean" else ways[clause.combine](numbers)

    def _fitting(self, cases: Sequence[tuple[Of | None, Of]], who: str, period: str | None) -> Value:
        """The first variant that fits; none: the clause is not about the person."""
        waiting: list[Value] = []
        ways: list[Value] = []  # of the variants that may fit
        sure = False
        for when, points in cases:
            fits = True if when is None else self.formula(when, who, period)
            if _fails(fits):
                continue
            found = self.formula(points, who, period, clause=not waiting and fits is True)
            if not waiting and fits is True:
                return found
            ways.append(found)
            waiting += [found] if fits is True else [fits, found]
            if sure := fits is True:
                break
        if all(one == NOT_ABOUT for one in ways):
            return NOT_ABOUT  # whichever fits
        return _waiting(waiting, about=sure and NOT_ABOUT not in waiting)

    def _dimension(self, part: Dimension, who: str) -> Value:
        asked = True if part.only_for is None else self.formula(part.only_for, who)
        marks = [self.step(clause.id, who) for clause in part.clauses if clause.counts]
        if _fails(asked) or all(one == NOT_ABOUT for one in marks):
            return NOT_ABOUT
        found = _sum(one for one in marks if one != NOT_ABOUT)
        lost = False if part.lost is None else self.formula(part.lost, who)
        lost = False if lost == NOT_ABOUT else lost
        if isinstance(asked, Lack):
            return _waiting([asked, found, lost], about=False)
        if lacking := [one for one in (found, lost) if isinstance(one, Lack)]:
            # One clause that is about the person is enough.
            about = any(not isinstance(one, Lack) or one.about for one in marks if one != NOT_ABOUT)
            return _worst(lacking)._replace(about=about)
        points = _number(found)
        if part.held:
            points = min(max(points, Fraction(0)), MARKS)
        points = _number(_rounded(points, 2))
        return min(points, Fraction(0)) if lost else points

    def _total(self, who: str) -> Value:
        marks = {part.id: self.step(part.id, who) for part in self.scheme.dimensions}
        absent = [part for part in self.scheme.dimensions if marks[part.id] == NOT_ABOUT]
        given = [part for part in absent if part.absent == "full"]
        if len(absent) == len(marks) and not given:
            return NOT_ABOUT
        found = _sum([*(one for one in marks.values() if one != NOT_ABOUT), *(MARKS for _ in given)])
        gone = sum(1 for part in absent if part.absent == "rescale")
        if isinstance(found, Fraction) and gone:
            found = found * len(marks) / (len(marks) - gone) if gone < len(marks) else NO_DATA
        return _rounded(found, 2)

    # verdicts --------------------------------------------------------------------------------------------------

    def _struck(self, who: str) -> Value:
        """Whether the veto takes the grade away."""
        if self.scheme.veto is None or not self.scheme.down:
            return False
        struck = self.step("veto", who)
        return False if struck == NOT_ABOUT else struck

    def _grade(self, grade: Verdict, who: str) -> Value:
        total, struck = self.step("total", who), self._struck(who)
        if isinstance(total, Lack):
            return total
        if struck is not False:
            return struck if isinstance(struck, Lack) else BAD
        good = self._within_quota("grade", grade, who)
        return good if isinstance(good, Lack) else GOOD if good else BAD

    def candidate(self, id: str, verdict: Verdict, who: str) -> Value:
        """Whether somebody asks for a place; for the better grade nobody whom the veto strikes does."""
        met = self.formula(verdict.when, who)
        return met if id != "grade" else _both([_not(self._struck(who)), met])

    def _within_quota(self, id: str, verdict: Verdict, who: str) -> Value:
        own = self.candidate(id, verdict, who)
        if own is not True or verdict.most is None:
            return own
        ties = {"all": "best", "none": "worst", "roster": "roster"}[verdict.ties]
        place = self._place(self._total_read, ties, who, lambda one: self.candidate(id, verdict, one))
        return place if isinstance(place, Lack) else _number(place) <= verdict.most

    # money -----------------------------------------------------------------------------------------------------

    def paid(self, who: str) -> dict[str, Fraction | None]:
        """Each payment of a person, and all together: None where it is not known, or cannot be paid."""
        unit, scheme, found = self.unit(who), self.scheme, {}
        left: Fraction | None = POOL
        if scheme.allowance is not None:
            amounts = {one: self._amount(scheme.allowance, one, 2) for one in unit}
            known = [one for one in amounts.values() if one is not None]
            left = POOL - sum(known) if len(known) == len(unit) else None
            found["fixed/amount"] = amounts[who]
        if self.strays():  # what is left, and who shares it, is not known of any unit
            left = None
        if scheme.prizes is not None:
            won = {one: self._prize(scheme.prizes, one) for one in unit}
            left = None if left is None or None in won.values() else left - sum(one for one in won.values() if one)
            found["prizes/amount"] = won[who]
        if scheme.weight is not None:
            weights = {one: self._amount(scheme.weight, one, None) for one in unit}
            found["share/amount"] = _shared(left, weights)[who]
        amounts_ = [one for one in found.values() if one is not None]
        return {**found, "paid": sum(amounts_, Fraction(0)) if len(amounts_) == len(found) else None} if found else {}

    def unpayable(self) -> bool:
        """Whether some unit takes more than there is, or has nobody to divide what is left among."""
        scheme = self.scheme
        for who in self.people:
            if who in self.strays():
                continue
            unit = self.unit(who)
            fixed = [self._amount(scheme.allowance, one, 2) for one in unit] if scheme.allowance is not None else []
            fixed += [self._prize(scheme.prizes, one) for one in unit] if scheme.prizes is not None else []
            known = [one for one in fixed if one is not None]
            if sum(known) > POOL:
                return True
            weights = [self._amount(scheme.weight, one, None) for one in unit] if scheme.weight is not None else [CENT]
            if (
                not self.strays()
                and len(known) == len(fixed)
                and not any(weights)
                and None not in weights
                and sum(known) < POOL
            ):
                return True
        return False

    def provisional(self) -> bool:
        """Whether any total, verdict or amount is not known yet."""
        verdicts = ("total", "veto", "grade", "award", "place")
        decisive = [id for id in self.ids() if id in verdicts or id.endswith("/grade")]
        found = [self.step(id, who) for id in decisive for who in self.people]
        unknown = any(isinstance(one, Lack) and one != NOT_ABOUT for one in found)
        return unknown or any(None in self.paid(who).values() for who in self.people)

    def _takes_part(self, prizes: Prizes, who: str) -> Value:
        """Nobody whom the number is not about, and nobody who is kept out."""
        asked = True if prizes.only_for is None else self.formula(prizes.only_for, who)
        by = self.formula(prizes.by, who)
        about: Value = True if not isinstance(by, Lack) or (by != NOT_ABOUT and by.about) else by
        return _both([False if one == NOT_ABOUT else one for one in (about, asked)])

    def _prize(self, prizes: Prizes, who: str) -> Fraction | None:
        """What somebody wins; None as long as it is not known."""
        takes = self._takes_part(prizes, who)
        if takes is False:
            return Fraction(0)

        def place(ties: str) -> Value:
            return self._place(
                lambda one: self.formula(prizes.by, one), ties, who, lambda one: self._takes_part(prizes, one)
            )

        first, last = (place("best"), place("worst")) if prizes.ties == "average" else [place(prizes.ties)] * 2
        if isinstance(takes, Lack) or isinstance(first, Lack) or isinstance(last, Lack):
            return None
        places = range(int(_number(first)), int(_number(last)) + 1)
        won = [prizes.prizes[one - 1] if one <= len(prizes.prizes) else 0 for one in places]
        return _number(_rounded(Fraction(sum(won), len(won)), 2))

    def _amount(self, of: Of, who: str, places: int | None) -> Fraction | None:
        """What is not about a person pays nothing; what is not known pays nobody knows what."""
        found = self.formula(of, who)
        if found == NOT_ABOUT:
            return Fraction(0)
        found = _rounded(found, places)
        return None if isinstance(found, Lack) else _number(found)

    # formulas --------------------------------------------------------------------------------------------------

    def formula(
        self, of: Of, who: str, period: str | None = None, *, declared: bool = True, clause: bool = False
    ) -> Value:
        """What a formula comes to for somebody, within a period if it is taken so.

        ``declared``: marks that are not about somebody are what the dimension declares. ``clause``: it stands in the
        points of a clause, where the author must say what they are.
        """

        def value(part: Of, *, declared: bool = declared, clause: bool = clause) -> Value:
            return self.formula(part, who, period, declared=declared, clause=clause)

        match of:
            case ("number", written):
                return Fraction(written)
            case ("text", written):
                return str(written)
            case ("cell", column):
                return _cell(self.people[who][column])
            case ("rows", how, table, column, within):
                return self._rows(how, table, column, who, within if within is not None else period)
            case ("earlier" | "since-last", *_):
                return self._windows(of, who)
            case ("sum-of", ids, out_of):
                return self._sum_of(ids, out_of, who)
            case ("result", id):
                return self._result(id, who)
            case ("value" | "mark", _):
                return self._mark(of, who, declared=declared, clause=clause)
            case ("otherwise", first, second):
                found = value(first, declared=False)
                return value(second) if isinstance(found, Lack) else found
            case ("known", part):
                return not isinstance(value(part, declared=False), Lack)
            case ("if", condition, first, second):
                holds = value(condition)
                if not isinstance(holds, Lack):
                    return value(first if holds else second)
                perhaps = [value(first, clause=False), value(second, clause=False)]
                if holds == NOT_ABOUT or perhaps == [NOT_ABOUT, NOT_ABOUT]:
                    return NOT_ABOUT
                return _waiting([holds, *perhaps], about=NOT_ABOUT not in perhaps)
            case ("and", *parts):
                return _both([value(part) for part in parts])
            case ("or", *parts):
                return _not(_both([_not(value(part)) for part in parts]))
            case ("not", part):
                return _not(value(part))
            case ("rank", part, *league):
                of = lambda one: self.formula(part, one, period, declared=False)  # noqa: E731  # asked of everybody
                return self._place(of, "best", who, within=league[0] if league else None)
            case ("unit", how, part, where):
                return self._over_unit(how, part, where, who, period)
        name, *arguments = of
        found = [value(part) if isinstance(part, tuple) else part for part in arguments]
        lacking = [one for one in found if isinstance(one, Lack)]
        return _worst(lacking) if lacking else _plain(name, found)

    def _mark(self, of: Of, who: str, *, declared: bool, clause: bool) -> Value:
        kind, id = of
        found = self.step(f"values.{id}" if kind == "value" else id, who)
        if found != NOT_ABOUT:
            if not isinstance(found, Lack):
                return found
            # That a colleague waits for a judgement, or a mark does: this one has no data either.
            given = declared and id in self.parts and self.parts[id].absent in ("full", "zero")
            return Lack("no-data", found.own, found.about or given)
        if id in ("veto", "award"):
            return False  # strikes nobody whom it is not about
        if declared and id in self.parts and self.parts[id].absent in ("full", "zero"):
            return MARKS if self.parts[id].absent == "full" else Fraction(0)
        if declared and clause and kind == "mark" and not id.endswith("/grade"):
            self.unsaid.append(f"{who}: marks.{id}")
        return NOT_ABOUT

    def _total_read(self, who: str) -> Value:
        return self._mark(("mark", "total"), who, declared=False, clause=False)

    def _sum_of(self, ids: Sequence[str], out_of: int, who: str) -> Value:
        """Dimensions added up, and scaled to so many marks: those that are not about the person are left out."""
        found = [self._mark(("mark", id), who, declared=True, clause=False) for id in ids]
        about = [one for one in found if one != NOT_ABOUT]
        sum_ = _sum(about)
        if isinstance(sum_, Lack):
            return sum_._replace(about=any(not isinstance(one, Lack) or one.about for one in about))
        return sum_ * out_of / (MARKS * len(about)) if about else NOT_ABOUT

    def _windows(self, of: Of, who: str) -> Value:
        """How many visits come soon after another, or how many spans of four weeks lie between them."""
        rows = [row for row in self.tables["visits"] if row["id"] == who]
        if not rows:
            return Fraction(0) if self.absence["visits"] == "zero" else Lack(self.absence["visits"])
        days = [None if row["day"] is None else date.fromisoformat(row["day"]) for row in rows]
        known = [(one, at) for at, one in enumerate(days) if one is not None]
        if len(known) < len(days):  # which come before which is not known
            missing = AWAITING if self.absence["visits"] == "awaiting" else NO_DATA
            return missing if of[0] == "earlier" else Fraction(0)  # as the scheme says: otherwise(…, 0)
        known.sort()
        gone = [(later[0] - before[0]).days for before, later in pairwise(known)]
        if of[0] == "earlier":
            return Fraction(sum(1 for one in gone if one <= of[1]))
        return Fraction(sum(one // 28 for one in gone))

    def _of_members(self, who: str) -> list[dict[str, Value]]:
        """What the first scheme found of the members of a class, each whom it is about with a row."""
        assert self.results is not None
        rows = []
        for one, row in self.results.people.items():
            found = {id: self.results.step(id, one) for id in ("total", "d0")}
            if row["class"] == who and found["total"] != NOT_ABOUT:
                rows.append(found)
        return rows

    def _rows(self, how: str, table: str, column: str, who: str, period: str | None) -> Value:
        if table == "of-staff":
            members = self._of_members(who)
            cells_ = [row[column] for row in members if row[column] != NOT_ABOUT] if column else []
            rows: Sequence[Row] = members if not column else [{column: one} for one in cells_]
        else:
            rows = [row for row in self.tables[table] if row["id"] == who]
        if period is not None and "term" in (self.tables.get(table) or [{"term": ""}])[0]:
            rows = [row for row in rows if row["term"] == period]
        if not rows:
            return Fraction(0) if self.absence[table] == "zero" else Lack(self.absence[table])
        missed = self.absence[table] in ("no-data", "awaiting") and period is None and "term" in rows[0]
        if missed and how != "max" and {row["term"] for row in rows} < set(TERMS):
            return Lack(self.absence[table])  # of one of the terms
        if how == "count":
            return Fraction(len(rows))
        cells = [row[column] if table == "of-staff" else _cell(row[column]) for row in rows]
        if any(isinstance(one, Lack) for one in cells):
            return AWAITING if self.absence[table] == "awaiting" else NO_DATA  # a judgement that is not written yet
        numbers = [_number(one) for one in cells]
        match how:
            case "sum":
                return sum(numbers, Fraction(0))
            case "mean":
                return sum(numbers, Fraction(0)) / len(numbers)
            case "max":
                return max(numbers)
            case "only":
                (one,) = numbers
                return one
        raise KeyError(how)

    def _result(self, id: str, who: str) -> Value:
        """What another scheme found of the person’s class; of whom it is not about, it has no row."""
        assert self.results is not None
        group = self.people[who]["class"]
        found = self.results.step(id, group) if group in self.results.people else NOT_ABOUT
        total = self.results.step("total", group) if group in self.results.people else NOT_ABOUT
        if NOT_ABOUT in (found, total):
            zero = self.absence["of-class"] == "zero"
            return (NO_DATA if id == "grade" else Fraction(0)) if zero else Lack(self.absence["of-class"])
        return Lack(found.standing) if isinstance(found, Lack) else found

    # over the unit ---------------------------------------------------------------------------------------------

    def _over_unit(self, how: str, part: Of | None, where: Of | None, who: str, period: str | None) -> Value:
        numbers = []
        if who in self.strays():
            return NO_DATA
        for one in (*self.unit(who), *self.strays()):
            found = Fraction(1) if part is None else self.formula(part, one, period, declared=False)
            asked = True if where is None else self.formula(where, one, period, declared=False)
            if found == NOT_ABOUT or _fails(asked):
                continue
            if isinstance(asked, Lack) or isinstance(found, Lack) or one in self.strays():
                return ELSEWHERE
            numbers.append(_number(found))
        match how:
            case "sum" | "count":
                return sum(numbers, Fraction(0))
            case _ if not numbers:
                return ELSEWHERE
            case "mean":
                return sum(numbers, Fraction(0)) / len(numbers)
        return max(numbers) if how == "max" else min(numbers)

    def _place(
        self,
        of: Callable[[str], Value],
        ties: str,
        who: str,
        where: Callable[[str], Value] = lambda _: True,
        *,
        within: Of | None = None,
    ) -> Value:
        """The place of a person, the highest first, among those of the unit (or of the league) whom it is about."""
        own = of(who)
        league = True if within is None else self.formula(within, who)
        unit = NO_DATA if who in self.strays() else True
        if lacking := [one for one in (own, league, unit) if isinstance(one, Lack)]:
            return _worst(lacking)
        numbers = []
        for one in (*self.unit(who), *self.strays()):
            found, asked = of(one), where(one)
            theirs = True if within is None else self.formula(within, one)
            if found == NOT_ABOUT or _fails(asked) or (theirs != league and not isinstance(theirs, Lack)):
                continue
            if isinstance(theirs, Lack) or one in self.strays():  # perhaps in this league, or unit
                return ELSEWHERE
            if isinstance(found, Lack) or isinstance(asked, Lack):
                return ELSEWHERE
            numbers.append((one, _number(found)))
        above = sum(1 for _, number in numbers if number > _number(own))
        equal = [one for one, number in numbers if number == own]
        ways = {
            "best": Fraction(above + 1),
            "worst": Fraction(above + len(equal)),
            "mean": above + Fraction(1 + len(equal), 2),
            "dense": Fraction(len({number for _, number in numbers if number > _number(own)}) + 1),
            "roster": Fraction(above + 1 + equal.index(who)),
        }
        return ways[ties]


# small things ----------------------------------------------------------------------------------------------------


def _cell(written: Any) -> Value:
    """A cell as a person typed it."""
    if written is None:
        return NO_DATA
    if written in ("是", "否"):
        return Fraction(1 if written == "是" else 0)
    return Fraction(written) if written[0].isdigit() else str(written)


def _number(value: Value) -> Fraction:
    assert isinstance(value, Fraction), value
    return value


def _worst(lacking: Sequence[Lack]) -> Lack:
    """Not about the person, whatever the rest would be; else the worst, for want of one’s own where any of it is."""
    if NOT_ABOUT in lacking:
        return NOT_ABOUT
    standing = "awaiting" if any(one.standing == "awaiting" for one in lacking) else "no-data"
    return Lack(standing, any(one.own for one in lacking), all(one.about for one in lacking))


def _waiting(values: Sequence[Value], *, about: bool = True) -> Lack:
    """What is not known as long as the first of several values is not; with all that is lacking."""
    first = values[0]
    assert isinstance(first, Lack)
    lacking = [one for one in values if isinstance(one, Lack) and one != NOT_ABOUT]
    return Lack(_worst(lacking).standing, first.own, about and first.about)


def _fails(asked: Value) -> bool:
    """Whether a condition keeps somebody out: it does not hold, or is not about the person."""
    return asked is False or asked == NOT_ABOUT


def _not(truth: Value) -> Value:
    return truth if isinstance(truth, Lack) else not truth


def _both(truths: Sequence[Value]) -> Value:
    """One that fails decides; then what is not known leaves it open; then whom one is not about, the whole is not."""
    if False in truths:
        return False
    open_ = [one for one in truths if isinstance(one, Lack) and one != NOT_ABOUT]
    return _worst(open_) if open_ else NOT_ABOUT if NOT_ABOUT in truths else True


def _sum(marks: Iterable[Value]) -> Value:
    marks = list(marks)
    lacking = [one for one in marks if isinstance(one, Lack)]
    return _worst(lacking) if lacking else sum((_number(one) for one in marks), Fraction(0))


def _plain(name: str, found: list[Any]) -> Value:
    """Arithmetic and comparisons, of values that are known."""
    match name, found:
        case "+", [a, b]:
            return Fraction(a + b)
        case "-", [a, b]:
            return Fraction(a - b)
        case "*", [a, b]:
            return Fraction(a * b)
        case "/", [a, b]:
            return Fraction(a) / b if b else ELSEWHERE
        case "round", [a, places]:
            return _rounded(a, places)
        case "least", [*items]:
            return min(items)  # type: ignore[no-any-return]  # numbers
        case "most", [*items]:
            return max(items)  # type: ignore[no-any-return]  # numbers
        case "==", [a, b]:
            return bool(a == b)
        case ">=", [a, b]:
            return bool(a >= b)
        case "<", [a, b]:
            return bool(a < b)
    raise KeyError(name)


def _rounded(value: Value, places: int | None) -> Value:
    """Half up, away from zero."""
    if not isinstance(value, Fraction) or places is None:
        return value
    whole = (abs(value) * 10**places + Fraction(1, 2)).__floor__()
    return Fraction(whole if value >= 0 else -whole, 10**places)


def _shared(money: Fraction | None, weights: Mapping[str, Fraction | None]) -> dict[str, Fraction | None]:
    """Money in proportion to weights: cut to the cent, then a cent each to the largest remainders, on the roster."""
    known = {one: weight for one, weight in weights.items() if weight is not None}
    if money is None or len(known) < len(weights) or (money and not sum(known.values())):
        return dict.fromkeys(weights)
    if not money:
        return dict.fromkeys(weights, Fraction(0))
    exact = {one: money * weight / sum(known.values()) for one, weight in known.items()}
    cut = {one: Fraction((amount * 100).__floor__(), 100) for one, amount in exact.items()}
    cents = int((money - sum(cut.values())) / CENT)
    first = sorted(exact, key=lambda one: cut[one] - exact[one])[:cents]
    return {one: amount + (CENT if one in first else 0) for one, amount in cut.items()}
