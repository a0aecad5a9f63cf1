"""The record in words: one act, all acts, where a round stands and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kaohe_case import lots
from kaohe_case.case import Case, Taken
from kaohe_case.clock import instant
from kaohe_case.messages import message
from kaohe_case.round import STAGES, Round
from kaohe_case.steps import STEPS
from kaohe_case.steps.ending import Finalise, Pay
from kaohe_case.steps.step import owed
from kaohe_case.steps.working import Candidates
from kaohe_case.store import Act
from kaohe_core import Language

CELLS = {"recount": "differences", "correct": "cells", "supplement": "filled"}  # where an act tells them
MOST = 20  # differing cells in one print


def taken(found: Taken, language: Language) -> Iterator[str]:
    """What was recorded, how it came out, and what follows."""
    act, round = found.act, found.round
    yield act_line(act, round, language)
    if act.kind in ("vote", "endorse"):
        yield "  " + (message("not adopted:") if found.failures else message("adopted")).text(language)
    for failure in found.failures:
        yield "  " + failure.text(language)
    yield from ("  " + line for line in _outcome(found, language))
    yield message("Stage of the round: {stage}", stage=STAGES[round.stage(instant(act.at))]).text(language)
    yield message("Head digest: {digest}", digest=act.digest).text(language)


def taken_data(found: Taken, language: Language) -> dict[str, Any]:
    """The same as plain data."""
    return {
        **act_data(found.act),
        "failures": [failure.text(language) for failure in found.failures],
        "stage": found.round.stage(instant(found.act.at)),
    }


def _outcome(found: Taken, language: Language) -> Iterator[str]:
    """What a step brought about, where its act alone does not say it."""
    act, round = found.act, found.round
    match act.kind:
        case "recount" | "correct" | "supplement":
            cells = act.data[CELLS[act.kind]]
            if act.kind == "recount" and not cells:
                yield message("the same as the frozen records, cell by cell").text(language)
            yield from (cell["text"] for cell in cells[:MOST])
            if len(cells) > MOST:
                yield message("and {more} more", more=len(cells) - MOST).text(language)
        case "carry":
            if act.data.get("new"):
                yield message("new in this round, and not voted on:").text(language)
            yield from (f"  {line}" for line in act.data.get("new", ()))
        case "draw":
            yield from (f"{one['stratum']}：{round.called(one['person'])}" for one in act.data["drawn"])
            yield from (line.text(language) for line in recipe(round, str(act.data["public"])))
        case "publish" | "resume":
            yield from clock(round, language)
            yield message("make the papers for it: kaohe case notice --round {id}", id=round.id).text(language)


def recipe(round: Round, public: str) -> tuple[Any, ...]:
    """How anyone can draw the lots again."""
    if round.seed is None or round.candidates is None:
        return ()
    return lots.recipe(str(round.seed.data["seed"]), public, Candidates(**round.candidates.data).strata())


def clock(round: Round, language: Language) -> Iterator[str]:
    """Until when the results hang out, and until when appeals are heard."""
    if round.publicity is None:
        return
    if round.publicity.suspended:
        yield message("publicity is suspended").text(language)
        return
    for days, what in (
        (round.governance.publicity_days, message("the results hang out until")),
        (round.governance.appeal_days, message("appeals are heard until")),
    ):
        end = round.publicity.ends(days)
        if end is not None:
            yield f"{what.text(language)} {end.isoformat()}"


def act_line(act: Act, round: Round, language: Language) -> str:
    """One act in one line."""
    step = STEPS.get(act.kind)
    title = act.kind if step is None else step.title.text(language)
    line = message(
        "act {number} · {step} · {who} · {at}", number=act.number, step=title, who=round.actor(act.who), at=act.at
    )
    if act.number in round.annulled:
        line = message("{act} · annulled in act {number}", act=line, number=round.annulled[act.number])
    return line.text(language)


def act_data(act: Act) -> dict[str, Any]:
    """One act as plain data."""
    return {
        "number": act.number,
        "round": act.round,
        "kind": act.kind,
        "who": act.who,
        "at": act.at,
        "data": dict(act.data),
        "before": act.before,
        "digest": act.digest,
    }


def status(round: Round, at: datetime, language: Language) -> Iterator[str]:
    """Where a round stands at a moment, and everything that stands between it and its end."""
    yield from stands(round, at, language)
    waiting = list(waits(round, at))
    if waiting:
        yield message("Still to be done:").text(language)
    for one in waiting:
        yield "  " + message("{what} ({who}: {how})", what=one.what, who=one.who, how=one.how).text(language)


def stands(round: Round, at: datetime, language: Language) -> Iterator[str]:
    """Where a round stands at a moment: its stage, its days, its appeals."""
    yield message(
        "Round {id}, scheme {scheme}: {stage}", id=round.id, scheme=round.scheme, stage=STAGES[round.stage(at)]
    ).text(language)
    yield from ("  " + line for line in clock(round, language))
    for appeal in round.appeals.values():
        outcome = message("no answer yet")
        if appeal.decision is not None:
            outcome = message("upheld") if appeal.upheld else message("rejected")
            if appeal.upheld:
                outcome = message("upheld, the records are corrected") if appeal.corrected else outcome
        line = message(
            "appeal {number} of {who} on {clause}: {outcome}",
            number=appeal.number,
            who=round.called(appeal.by),
            clause=round.title("clause", appeal.clause),
            outcome=outcome,
        )
        yield "  " + line.text(language)
    for act in round.counting():
        if act.kind == "appeal" and act.data["late"]:
            line = message(
                "late appeal of {who} on {clause}, act {number}: not admitted",
                who=round.actor(act.who),
                clause=round.title("clause", round.find("clause", act.data["clause"])),
                number=act.number,
            )
            yield "  " + line.text(language)


def waits(round: Round, at: datetime) -> Iterator[Any]:
    """What the next ending of a round waits for."""
    if round.paid is not None:
        return
    if round.final is not None:
        if round.scores is not None and round.scores.paid is not None:
            yield from (one for one in owed(Pay, round))
        return
    yield from (one for one in Finalise().refusals(round, "", at))


def status_data(case: Case, round: Round, at: datetime, language: Language) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "round": round.id,
        "scheme": round.scheme,
        "stage": round.stage(at),
        "head": case.store.head(),
        "owed": [
            {
                "what": one.what.text(language),
                "who": one.who.text(language),
                "how": one.how if isinstance(one.how, str) else one.how.text(language),
            }
            for one in waits(round, at)
        ],
        "appeals": [
            {
                "number": a.number,
                "by": a.by,
                "about": a.about,
                "clause": a.clause,
                "upheld": a.upheld,
                "decided": a.decision is not None,
                "corrected": a.corrected,
            }
            for a in round.appeals.values()
        ],
    }
