"""A result of the program, held against the same scheme worked out by hand: values, standings, amounts, refusals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kaohe_core.assess import Result
from kaohe_core.assess.assessment import assess
from kaohe_core.findings import Findings
from kaohe_core.tables.data import Data
from tests.assess.by_hand import ByHand, Lack
from tests.assess.random_schemes import Made

UNKNOWN = ("no-data", "awaiting")


def otherwise_by_hand(scheme: Made, tables: Mapping[str, Data] | None = None) -> Iterator[str]:
    """Every difference in one line; ``tables``: the scheme’s data, where they are made already."""
    if scheme.refused:
        yield "accepted, and its author must say whether a function is over the unit"
        return
    hand = scheme.by_hand()
    if scheme.first is not None:
        yield from (f"the first scheme: {one}" for one in otherwise_by_hand(scheme.first))
    findings = Findings()
    result = assess(scheme.plan, scheme.data(scheme.rows) if tables is None else tables, findings)
    yield from _values(result, hand)
    if result.provisional is not hand.provisional():
        yield f"provisional: {result.provisional}, by hand {hand.provisional()}"
    yield from (f"{one} is read, which is not about them, and was not refused" for one in hand.unsaid)
    if findings.blocked is not hand.unpayable():
        yield f"unpayable: {hand.unpayable()}, and the program says: {findings.text('en')}"


def _values(result: Result, hand: ByHand) -> Iterator[str]:
    for subject in result.subjects():
        for id in hand.ids():
            found, standing, value = hand.step(id, subject.id), subject.standing(id), subject.value(id)
            own = found.standing if isinstance(found, Lack) else "scored"
            # Which of several things that are lacking is named first is nobody’s right: either, if one of them waits.
            alike = own == standing or (own in UNKNOWN and standing in UNKNOWN and hand.awaits(subject.id))
            if not alike or (own == "scored" and found != value):
                yield f"{subject.id} {id}: {standing} {value}, by hand {found}"
        for id, amount in hand.paid(subject.id).items():
            if subject.value(id) != amount:
                yield f"{subject.id} {id}: {subject.value(id)}, by hand {amount}"
