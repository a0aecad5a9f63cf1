"""What is read out of the record: the result before and after a correction, the scheme before and after a change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kaohe_core.case.case import Case
from kaohe_core.case.lots import Lot, lots
from kaohe_core.case.round import Round
from kaohe_core.case.steps.working import Candidates
from kaohe_core.case.store import FILE
from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message
from kaohe_core.report.changes import Change, changes
from kaohe_core.report.effects import Effects, effects


def result_of(case: Case, round: Round, number: int) -> Mapping[str, Any]:
    """The kept result of the round's scheme as act ``number`` scored it."""
    act = next(act for act in round.acts if act.number == number)
    found: Mapping[str, Any] = json.loads(case.store.file(str(act.data["files"][round.scheme])))
    return found


def scored_in(round: Round) -> list[int]:
    """The acts that scored, in order."""
    return [act.number for act in round.acts if act.kind == "score"]


def effects_between(case: Case, round: Round, old: int | None, new: int | None) -> tuple[int, int, Effects]:
    """Whom the results of act ``new`` changed since act ``old``; else the last two times the round was scored (G06)."""
    numbers = scored_in(round)
    if len(numbers) < 2 and (old is None or new is None):
        _stop(message("the round was scored {count} times, so there is nothing to compare", count=len(numbers)))
    first = old if old is not None else numbers[numbers.index(new) - 1] if new in numbers else numbers[-2]
    last = new if new is not None else numbers[-1]
    for number in (first, last):
        if number not in numbers:
            _stop(
                message("act {number} scored nothing", number=number),
                message("these acts did: {numbers}", numbers=[str(one) for one in numbers]),
            )
    return first, last, effects(result_of(case, round, first), result_of(case, round, last))


def changes_between(case: Case, round: Round) -> tuple[str, tuple[Change, ...]]:
    """What the last deliberated scheme changes, clause by clause (G11).

    It is held against the one deliberated before it in this round or, where there is none, in the round before. The
    first value names the round that the old scheme is from.
    """
    drafts = [act for act in round.acts if act.kind == "deliberate"]
    if not drafts:
        _stop(message("the scheme has not been deliberated"), "kaohe case deliberate")
    last = drafts[-1]
    before = [(round.id, act) for act in drafts[:-1]]
    for other in case.rounds().values():
        if other.id != round.id and other.scheme == round.scheme:
            earlier = [act for act in other.acts if act.kind == "deliberate" and act.number < last.number]
            before = [(other.id, act) for act in earlier] + before
    if not before:
        _stop(message("there is no earlier scheme to compare with"))
    name, old = before[-1]
    texts = [json.loads(case.store.file(str(act.data["schemes"][round.scheme]))) for act in (old, last)]
    return name, changes(*texts)


def _stop(what: Message, mend: Message | str | None = None) -> None:
    findings = Findings()
    findings.add(
        Place(file=FILE), what, message("give the command {command}", command=mend) if isinstance(mend, str) else mend
    )
    findings.stop()


def lots_of(round: Round) -> tuple[str, tuple[Lot, ...]]:
    """The public number, and what became of every candidate (G14)."""
    act = next((act for act in round.acts if act.kind == "draw"), None)
    if act is None or round.seed is None or round.candidates is None:
        _stop(message("the working group has not been drawn by lot"), "kaohe case draw")
        raise AssertionError
    public = str(act.data["public"])
    return public, lots(str(round.seed.data["seed"]), public, Candidates(**round.candidates.data).strata())
