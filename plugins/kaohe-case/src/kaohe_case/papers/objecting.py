"""What stands on every paper: until when and to whom one can object, who may not decide, and how to check."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_case.clock import told_days
from kaohe_case.messages import message
from kaohe_case.papers.facts import Facts, when
from kaohe_core import Message


def objecting(facts: Facts, person: str = "") -> Iterator[str]:
    """Review and appeal (G07). ``person``: to whom the paper goes, by id; empty for everybody, who read no ids."""
    say, group = facts.say, facts.round.group
    assert group is not None  # noqa: S101  # nothing is published without one
    named = facts.people if person else facts.names
    yield say(_until(facts))
    yield say(
        message(
            "To whom: the leading group (chair {chair}; deputies {deputies}; members {members}), through its "
            "office ({office}). Name the clause and what is wrong with it.",
            chair=named((group.chair,)),
            deputies=named(group.deputies),
            members=named(group.members),
            office=named((group.office,)),
        )
    )
    yield say(message("Whoever appeals, whose mark it is, and whoever gave that mark has no part in the decision."))
    if person and person in [facts.round.person(name) for name in group.people()]:
        yield say(message("You are of the leading group: you have no part in decisions about your own marks."))
    yield say(
        message(
            "Every appeal is answered in writing. Where it is right, the records are corrected, everything that "
            "depends on them is computed again, and the results are made public again."
        )
    )


def _until(facts: Facts) -> Message:
    days, end = facts.round.governance.appeal_days, facts.deadline
    if end is None:
        return message(
            "Publicity is suspended. A review or an appeal can be asked for during {days} in all; the "
            "rest counts once publicity goes on.",
            days=told_days(days),
        )
    return message("A review or an appeal can be asked for before {end}.", end=when(end, facts.language))


def checking(facts: Facts, person: str = "") -> Iterator[str]:
    """The digests, and what anybody can do with them: the head covers all that was recorded, every result included."""
    say, scores = facts.say, facts.round.scores
    assert scores is not None  # noqa: S101  # published
    if person in scores.subjects:
        yield say(message("Digest of your result: {digest}", digest=scores.subjects[person]))
    yield say(
        message(
            "Whoever holds this paper can check in the project’s folder that nothing recorded before it was "
            "changed or taken away: kaohe case verify --head {digest}",
            digest=facts.head,
        )
    )
