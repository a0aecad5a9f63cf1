"""What is read out of the record: the result before and after a correction, the scheme before and after a change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from kaohe_case.case import Case
from kaohe_case.fold import fold, steps_of
from kaohe_case.lots import Lot, lots
from kaohe_case.messages import message
from kaohe_case.round import Proposal, Round
from kaohe_case.snapshot import full_scheme, read_by
from kaohe_case.steps.working import Candidates
from kaohe_case.store import FILE
from kaohe_core import Findings, Message, Place
from kaohe_core.compare.changes import Change, changes
from kaohe_core.compare.effects import Effects, effects
from kaohe_core.run import Run


def result_of(case: Case, round: Round, number: int) -> Mapping[str, Any]:
    """The kept result of the round's scheme as act ``number`` scored it."""
    act = next(act for act in round.counting() if act.number == number)
    found: Mapping[str, Any] = json.loads(case.store.file(str(act.data["files"][round.scheme])))
    return found


def scored_in(round: Round) -> list[int]:
    """The acts that scored, in order."""
    return [act.number for act in round.counting() if act.kind == "score"]


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


def adopted_before(case: Case, scheme: str) -> list[tuple[str, Proposal]]:
    """Every proposal for a scheme that was ever adopted, with the name of its round, the newest first."""
    acts = case.store.acts()
    found: list[tuple[str, Proposal]] = []
    for id in dict.fromkeys(act.round for act in acts):
        before = None
        for round in steps_of(id, fold(id, acts).counting()):
            if round.adopted is not None and round.adopted is not before and round.scheme == scheme:
                found.append((id, round.adopted))
            before = round.adopted
    return sorted(found, key=lambda one: one[1].act.number, reverse=True)


@frozen
class Since:
    """What the project's scheme changes since one that was adopted, in act ``number`` of ``round``."""

    round: str
    number: int
    changes: tuple[Change, ...]
    adopted: bool  # whether the project's scheme is the newest adopted one, and the other the one before it


def changes_since(case: Case, scheme: str) -> Since:
    """What the project's scheme, as it stands now, changes clause by clause (G11).

    It is held against the newest adopted one that is not the same: the one in force where a change is planned, and the
    one before it where the change has been adopted.
    """
    adopted = adopted_before(case, scheme)
    if not adopted:
        _stop(message("no scheme has been adopted"), "kaohe case vote")
    now = full_scheme(read_by(Run(case.project), scheme)[-1])
    for index, (name, proposal) in enumerate(adopted):
        old = json.loads(case.store.file(str(proposal.act.data["schemes"][scheme])))
        if old != now:
            return Since(name, proposal.act.number, changes(old, now), index > 0)
    return Since(adopted[0][0], adopted[0][1].act.number, (), adopted=True)


def _stop(what: Message, mend: Message | str | None = None) -> None:
    findings = Findings()
    findings.add(
        Place(file=FILE), what, message("give the command {command}", command=mend) if isinstance(mend, str) else mend
    )
    findings.stop()


def lots_of(round: Round) -> tuple[str, tuple[Lot, ...]]:
    """The public number, and what became of every candidate (G14)."""
    act = next((act for act in round.counting() if act.kind == "draw"), None)
    if act is None or round.seed is None or round.candidates is None:
        _stop(message("the working group has not been drawn by lot"), "kaohe case draw")
        raise AssertionError
    public = str(act.data["public"])
    return public, lots(str(round.seed.data["seed"]), public, Candidates(**round.candidates.data).strata())
