"""The form by which somebody appeals (申诉书): blank, and one for every appeal on the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaohe_case.clock import instant
from kaohe_case.messages import message
from kaohe_case.papers.facts import when
from kaohe_case.papers.round_sheets import RoundSheets
from kaohe_case.store import Act
from kaohe_core.papers.paper import BLANK, Blanks, Block, Heading, Paragraph, Signatures, particulars

LINES = 5  # to write a claim on


def appeal(found: RoundSheets, act: Act | None) -> Iterator[Block]:
    """The form, filled in where the appeal is on the record."""
    say, round = found.say, found.round
    data: Mapping[str, Any] = {} if act is None else act.data
    who = "" if act is None else round.called(round.person(act.who))
    about = "" if act is None else round.called(round.person(data["about"] or act.who))
    end = None if round.publicity is None else round.publicity.ends(round.governance.appeal_days)
    clause = BLANK if act is None else round.title("clause", round.find("clause", data["clause"]))
    yield particulars(
        (
            (message("round of assessment"), round.id),
            (message("last day of appeal"), "" if end is None else when(end, found.language)),
            (message("appellant"), who or BLANK),
            (message("whose mark"), about or BLANK),
            (message("clause"), clause),
            (message("made"), BLANK if act is None else when(instant(act.at), found.language)),
        ),
        found.language,
    )
    if act is None:
        yield Blanks(say(message("what is wrong, and what it should be")), LINES)
        yield Blanks(say(message("evidence that is enclosed")), 2)
        yield Signatures((say(message("appellant")),), say(message("date")))
        yield Heading(say(message("Taken in")))
        yield Signatures((say(message("taken in by the office")),), say(message("date and hour")))
        return
    yield Heading(say(message("What is wrong")))
    yield Paragraph(str(data["claim"]))
    if data["late"]:
        yield Paragraph(say(message("Came after the last day: on the record, and not admitted.")), strong=True)
    yield Blanks(say(message("evidence that is enclosed")), 2)
    signed = (message("appellant"), message("taken in by the office"))
    yield Signatures(tuple(say(one) for one in signed), say(message("date")))
