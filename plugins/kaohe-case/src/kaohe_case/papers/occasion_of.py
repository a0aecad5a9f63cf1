"""What the core's papers of a published round are printed for: its days, its leading group, its digests."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_case.clock import told_days
from kaohe_case.messages import message
from kaohe_case.papers.facts import Facts, when
from kaohe_case.papers.objecting import checking, objecting
from kaohe_core.papers.occasion import Addressed, Occasion


def occasion(found: Facts) -> Occasion:
    """The round as papers print it; what goes to one person beside the sums, for everybody with a result."""
    round = found.round
    assert round.publicity is not None  # noqa: S101  # no papers before
    publish = next(act for act in reversed(found.acts) if act.kind == "publish")
    appeal = found.deadline
    return Occasion(
        issuer=found.project.config.project.name,
        digest=str(found.result["digest"]),
        language=found.language,
        round=round.id,
        head=found.head,
        date=when(found.at, found.language),
        since=when(round.publicity.readable, found.language),
        until=_until(found),
        pauses=tuple(_pauses(found)),
        appeal_until="" if appeal is None else when(appeal, found.language),
        where=str(publish.data["where"]),
        final=round.stage(found.at) in ("final", "paid"),
        objecting=tuple(objecting(found)),
        checking=tuple(checking(found)),
        people={id: _addressed(found, id) for id in found.subjects},
    )


def _until(found: Facts) -> str:
    """The end of publicity and how many days it has in all; while it is suspended nobody knows the end."""
    days = found.round.governance.publicity_days
    assert found.round.publicity is not None  # noqa: S101  # as above
    end = found.round.publicity.ends(days)
    if end is None:
        return found.say(message("{days} in all; the rest counts once publicity goes on", days=told_days(days)))
    return found.say(message("{end}, {days} in all", end=when(end, found.language), days=told_days(days)))


def _pauses(found: Facts) -> Iterator[str]:
    assert found.round.publicity is not None  # noqa: S101  # as above
    for start, stop in found.round.publicity.pauses:
        told = message("from {start}", start=when(start, found.language))
        if stop is not None:
            told = message(
                "from {start} until {stop}; the days were moved by as much",
                start=when(start, found.language),
                stop=when(stop, found.language),
            )
        yield found.say(told)


def in_person(found: Facts, person: str) -> bool:
    """Whether somebody is to be told in person, by a total below what the scheme says."""
    return found.round.scores is not None and person in found.round.scores.low


def _addressed(found: Facts, person: str) -> Addressed:
    say, first, signatures = found.say, [], []
    if in_person(found, person):
        first.append(say(message("Your total is low: this paper is handed over and explained in person.")))
        signatures.append(say(message("Told in person by")))
    if found.round.governance.confirmations:
        signatures.append(say(message("I have computed the result above again by the scheme. Signed")))
    else:
        signatures.append(say(message("Received")))
    records = say(message("The records behind every mark: kaohe explain {id}", id=person))
    return Addressed(
        tuple(first), tuple(objecting(found, person)), (*checking(found, person), records), tuple(signatures)
    )
