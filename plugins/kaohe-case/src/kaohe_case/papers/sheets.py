"""The sheets that a round can use at its stage, each with the name of its file."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_case.messages import message
from kaohe_case.papers.adopting import resolution, vote, vote_title
from kaohe_case.papers.appealing import appeal
from kaohe_case.papers.counting import confirmations, dimensions, recounts
from kaohe_case.papers.round_sheets import RoundSheets
from kaohe_core.papers.paper import Paper

MANY = 6  # signers of dimensions that fit an upright page


def sheets(found: RoundSheets) -> Iterator[tuple[str, Paper]]:
    """The sheets that this stage can use, each with the name of its file."""
    say, round = found.say, found.round
    yield say(message("sign-in and vote")), found.paper(vote_title(found), vote(found))
    yield say(message("resolution")), found.paper(message("Resolution on the scheme"), resolution(found))
    if round.frozen is not None and round.governance.recounts:
        yield say(message("recounts")), found.paper(message("Record of independent recounts"), recounts(found))
    if round.scores is not None:
        wide = len(round.signers()) > MANY
        title = message("Signatures for each dimension")
        yield say(message("dimension signatures")), found.paper(title, dimensions(found), wide=wide)
        if round.governance.confirmations:
            title = message("Confirmation of the own results")
            yield say(message("confirmation list")), found.paper(title, confirmations(found))
    if round.publicity is not None:
        yield say(message("appeal form")), found.paper(message("Appeal"), appeal(found, None))
    for act in round.counting():
        if act.kind == "appeal":
            name = message("appeals/{number}", number=act.number)
            yield say(name), found.paper(message("Appeal {number}", number=act.number), appeal(found, act))
