"""Every run is computed twice: what the columns say is held against the exact evaluator before anything is written.

Up to a school's size everybody is compared; of more people a sample of whole units, the same on every day: in an order
that depends on nothing but their names, as many as a school's size holds, and one at least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256

from attrs import evolve, frozen

from kaohe_core.assess.measure import SUBJECT
from kaohe_core.assess.oracle import Oracle
from kaohe_core.assess.plan import PlanStep
from kaohe_core.assess.result import NAMES, STANDINGS, Result
from kaohe_core.assess.rows_about import in_units, rows_about
from kaohe_core.config import SCHOOL
from kaohe_core.findings import Findings, Place
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.exact import ExactValue
from kaohe_core.formula.numbers import plain_number
from kaohe_core.messages import Message, Text, message
from kaohe_core.tables.data import Data

SHOWN = 10  # differences that are told one by one


@frozen(eq=False)
class Agreement:
    """What both ways came to alike: ``numbers`` values with their standings, of ``people`` in ``units``.

    ``units`` is None where everybody was compared. ``oracle`` has the values of the second way.
    """

    oracle: Oracle
    numbers: int
    people: int
    units: tuple[str, ...] | None


def computed_twice(
    result: Result, tables: Mapping[str, Data], findings: Findings, units: Sequence[str] | None = None
) -> Agreement:
    """Work ``result`` out a second time and note every difference as a finding that stops the run.

    ``units``: only these; unless said, everybody or, of more than a school's people, the sample.
    """
    taken = _sample(result) if units is None else tuple(units)
    frame = result.frame if taken is None else result.frame.filter(in_units(result.frame["_unit"], set(taken)))
    oracle = Oracle(result.plan, tables if taken is None else rows_about(result.plan, tables, set(taken)))
    held = _Held(evolve(result, frame=frame), oracle)
    found = list(held.differences())
    for index, what in enumerate(found[:SHOWN]):
        mend = message(
            "this is a fault of kaohe, not of the scheme or of the data, so nothing was written: please report it, "
            "with the scheme and the rows of this person (names may be changed)"
        )
        findings.add(Place(), what, None if index else mend)
    if len(found) > SHOWN:
        findings.add(Place(), message("and {more} more differences between the two ways", more=len(found) - SHOWN))
    return Agreement(oracle, len(result.plan.steps) * frame.height, frame.height, taken)


# who ---------------------------------------------------------------------------------------------------------------


def _sample(result: Result) -> tuple[str, ...] | None:
    """The units that are compared; None: all of them."""
    if result.frame.height <= SCHOOL:
        return None
    sizes = dict(result.frame["_unit"].value_counts().iter_rows())
    taken, people = [], 0
    sizes.pop(None, None)  # whose unit is not known is in every sample
    for unit in sorted(sizes, key=lambda name: sha256(name.encode()).digest()):
        if people + sizes[unit] <= SCHOOL:
            taken.append(unit)
            people += sizes[unit]
    return tuple(sorted(taken or sorted(sizes, key=lambda name: (sizes[name], name))[:1]))


# what --------------------------------------------------------------------------------------------------------------


@frozen
class _Held:
    """A result (its frame has those who are compared) and the exact evaluator over the same people."""

    result: Result
    oracle: Oracle

    def differences(self) -> Iterator[Message]:
        """Every difference that does not follow from one that was told: of people, then of steps in their order."""
        people = list(self._people())
        yield from people
        if people:
            return
        wrong: set[str] = set()
        for step in self.result.plan.steps:
            if wrong.isdisjoint(step.parts) and wrong.isdisjoint(step.reads()):
                found = list(self._values(step)) or list(self._standings(step))
                yield from found
                wrong |= {step.id} if found else set()
            else:
                wrong.add(step.id)

    def _people(self) -> Iterator[Message]:
        """Who is assessed, in which unit, and who is not scored, and why."""
        frame, oracle = self.result.frame, self.oracle
        roster = oracle.tables[oracle.plan.roster.id].frame[oracle.plan.roster.subject].to_list()
        outside = {person.id: person.reason for person in self.result.not_assessed}
        columns = dict(zip(frame[SUBJECT], zip(frame["_unit"], frame["_reason"], strict=True), strict=True))
        for id in roster:
            ways = []
            for gone, inside in (
                (outside.get(id), columns.get(id)),
                (oracle.not_assessed.get(id), (oracle.exact.unit_of.get(id), oracle.unscored.get(id))),
            ):
                if gone is not None or inside is None:
                    ways.append(message("not assessed: {reason}", reason=gone or ""))
                elif inside[1] is not None:
                    ways.append(message("not scored: {reason}", reason=inside[1]))
                elif not inside[0]:
                    ways.append(NAMES["scored"])
                else:
                    ways.append(message("scored in the unit “{unit}”", unit=inside[0]))
            if ways[0] != ways[1]:
                yield self._said(id, message("who is scored"), ways[0], ways[1])

    def _values(self, step: PlanStep) -> Iterator[Message]:
        value, frame = self.result.values[step.id], self.result.frame
        found, exact = frame[step.id].to_list(), self.oracle.exact.marks[step.id]
        ratio = isinstance(value, ColumnRatio)
        over = value.scale if isinstance(value, ColumnRatio) else 1
        dens = frame[f"{step.id}/den"].to_list() if isinstance(value, ColumnRatio) and value.den is not None else None
        for row, id in enumerate(frame[SUBJECT].to_list()):
            one, other = found[row], exact[id]
            den = over if dens is None else None if dens[row] is None else over * dens[row]
            if one is None or den is None or other is None:
                same = (one is None or den is None) and other is None
            elif ratio:  # without making a fraction of every number
                same = isinstance(other, Fraction) and one * other.denominator == other.numerator * den
            else:
                same = type(one) is type(other) and one == other
            if not same:
                fast = None if one is None or den is None else Fraction(one, den) if ratio else one
                yield self._said(id, step.title, _shown(fast), _shown(other))

    def _standings(self, step: PlanStep) -> Iterator[Message]:
        if step.role == "money":
            return
        column, exact = self.result.standings.get(step.id), self.oracle.standings[step.id]
        codes = [0] * self.result.frame.height if column is None else self.result.frame[column].to_list()
        for id, code in zip(self.result.frame[SUBJECT].to_list(), codes, strict=True):
            if STANDINGS[code] != exact[id]:
                yield self._said(id, step.title, NAMES[STANDINGS[code]], NAMES[exact[id]])

    def _said(self, id: str, what: Text | Message, columns: Message | str, exact: Message | str) -> Message:
        names = self.result.frame.filter(self.result.frame[SUBJECT] == id)["_name"].to_list()
        names += [person.name for person in self.result.not_assessed if person.id == id]
        return message(
            "{id} {name}: “{what}” is {columns} by columns and {exact} by the exact evaluator",
            id=id,
            name=names[0] if names and names[0] else "",
            what=what,
            columns=columns,
            exact=exact,
        )


def _shown(value: ExactValue) -> Message | str:
    match value:
        case None:
            return message("no data")
        case bool():
            return message("yes") if value else message("no")
        case Fraction():
            return plain_number(value)
        case date():
            return value.isoformat()
        case str():
            return value
