"""The sheets by which a scheme is adopted (签到表决表、决议): who came, how the vote came out, what was decided.

What the record has is printed; what it has not is a blank to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from kaohe_case.clock import instant
from kaohe_case.messages import message
from kaohe_case.papers.facts import when
from kaohe_case.papers.round_sheets import RoundSheets
from kaohe_case.round import Proposal
from kaohe_case.store import Act
from kaohe_core import Message
from kaohe_core.formula.words import plain_number
from kaohe_core.papers.paper import (
    BLANK,
    BOX,
    TICKED,
    Block,
    Heading,
    Paragraph,
    PrintedColumn,
    PrintedTable,
    Signatures,
    particulars,
)
from kaohe_core.scheme.governance import share

ROWS = 40  # of a list of people whom the record does not know


def vote_title(found: RoundSheets) -> Message:
    """What the sheet is called: the staff votes, or delegates sign."""
    if _by_signatures(found):
        return message("Signatures of the delegates for the scheme")
    return message("Sign-in and vote on the scheme")


def _by_signatures(found: RoundSheets) -> bool:
    act = _adopting(found)
    return found.round.governance.adoption == "signatures" if act is None else act.kind == "endorse"


def _adopting(found: RoundSheets) -> Act | None:
    return found.last("vote", "endorse")


def _proposal(found: RoundSheets) -> Proposal | None:
    return found.round.draft or found.round.adopted


def _what(found: RoundSheets) -> Iterator[tuple[Message, str]]:
    """What is voted on: the scheme, by the digest of its whole text."""
    proposal, act = _proposal(found), _adopting(found)
    digest = "" if proposal is None else str(proposal.bound["schemes"][found.round.scheme])
    minutes = "" if act is None else str(act.data["minutes"])
    yield message("round of assessment"), found.round.id
    yield message("scheme"), found.title
    yield message("date"), BLANK if act is None else when(instant(act.at), found.language)
    yield message("minutes"), minutes or BLANK
    yield message("digest of the scheme as deliberated"), digest or BLANK


def _numbers(found: RoundSheets) -> Iterator[tuple[Message, str]]:
    """How many there are, came and agreed, beside what the scheme asks for."""
    act, rules = _adopting(found), found.round.governance
    data: Mapping[str, Any] = {} if act is None else act.data
    if _by_signatures(found):
        yield message("delegates"), str(data.get("delegates", BLANK))
        yield message("signatures (at least {share} of the delegates)", share=rules.signatures), _signed(data)
        return
    yield message("members"), str(data.get("members", BLANK))
    yield message("attending (at least {share} of the members)", share=rules.quorum), str(data.get("attending", BLANK))
    asked = message("agreeing (more than {share} of those attending)", share=rules.majority)
    if rules.majority_of == "members":
        asked = message("agreeing (more than {share} of all members)", share=rules.majority)
    yield asked, str(data.get("agreeing", BLANK))
    yield message("against"), BLANK
    yield message("abstaining"), BLANK


def _signed(data: Mapping[str, Any]) -> str:
    return str(len(data["signed"])) if "signed" in data else BLANK


def vote(found: RoundSheets) -> Iterator[Block]:
    """A line to sign for every member: by name where all the staff are the members, or who signed is on the record."""
    say, act, signing = found.say, _adopting(found), _by_signatures(found)
    yield particulars(_what(found), found.language)
    yield particulars(_numbers(found), found.language)
    data: Mapping[str, Any] = {} if act is None else act.data
    roster = list(found.round.roster.values())
    count = data.get("delegates" if signing else "members", ROWS)
    names = [found.round.called(found.round.person(name)) for name in data.get("signed", ())]
    names = names or (roster if len(roster) == count else [])
    names += [""] * (count - len(names))
    heads = (
        PrintedColumn(say(message("no.")), number=True),
        PrintedColumn(say(message("name")), width=2),
        PrintedColumn(say(message("signature")), width=3),
        PrintedColumn(say(message("remarks")), width=2),
    )
    title = say(message("signatures of those who agree") if signing else message("sign-in"))
    yield PrintedTable(
        heads, tuple((str(at), name, "", "") for at, name in enumerate(names, start=1)), title=title, tall=True
    )
    tellers = (message("chair of the meeting"), message("teller"), message("teller"), message("recorder"))
    yield Signatures(tuple(say(one) for one in tellers), say(message("date")))


def resolution(found: RoundSheets) -> Iterator[Block]:
    """What was decided on which text, the numbers behind it, and with whom it was filed (G01, G02, G03)."""
    say, act = found.say, _adopting(found)
    yield particulars((*_what(found), *_numbers(found)), found.language)
    failed = found.round.failed is not None
    passed = found.round.adopted is not None and not failed
    boxes = (
        (message("adopted"), passed),
        (message("not adopted"), failed),
    )
    yield Paragraph("　".join(f"{TICKED if ticked else BOX} {say(text)}" for text, ticked in boxes), strong=True)
    if act is not None:
        yield from (Paragraph(say(one)) for one in _reached(found, act))
    text = message(
        "It was decided on the scheme “{scheme}” in the very text that bears the digest above: once a word of it "
        "changes, it is to be deliberated and decided on again.",
        scheme=found.title,
    )
    yield Paragraph(say(text))
    yield Heading(say(message("Filed and approved")))
    filed, approved = found.last("file", "carry"), found.round.approved
    pairs = [(message("filed with"), BLANK), (message("number of the letter"), BLANK)]
    if filed is not None and found.round.filed is not None:
        data = filed.data
        pairs = [
            (message("filed with"), str(data.get("bureau", found.say(message("carried over from an earlier round"))))),
            (message("number of the letter"), str(data.get("number", "—"))),
        ]
    if found.round.governance.approval:
        pairs.append((message("number of the approval"), _number_of(approved)))
    yield particulars(pairs, found.language)
    seals = (message("chair of the meeting"), message("{school} (seal)", school=found.school))
    yield Signatures(tuple(say(one) for one in seals), say(message("date")))


def _number_of(act: Act | None) -> str:
    return BLANK if act is None else str(act.data.get("number", "—"))


def _reached(found: RoundSheets, act: Act) -> Iterator[Message]:
    """The sum behind the outcome, with the least number that the scheme asks for."""
    rules, data = found.round.governance, act.data
    if act.kind == "endorse":
        count, of, asked = len(data["signed"]), data["delegates"], share(rules.signatures)
        yield message("{delegates} × {share} = {least}: {count} signed", delegates=of, share=rules.signatures,
                      least=_plain(asked * of), count=count)  # fmt: skip
        return
    members, attending = data["members"], data["attending"]
    yield message("{members} × {share} = {least}: {count} attended", members=members, share=rules.quorum,
                  least=_plain(share(rules.quorum) * members), count=attending)  # fmt: skip
    of = members if rules.majority_of == "members" else attending
    yield message("{members} × {share} = {least}: {count} agreed, and more than that must", members=of,
                  share=rules.majority, least=_plain(share(rules.majority) * of),
                  count=data["agreeing"])  # fmt: skip


def _plain(value: Fraction) -> str:
    return plain_number(value) if value.denominator in (1, 2, 4, 5) else f"{value.numerator}/{value.denominator}"
