"""The sheets by which marks are held right (复核记录、指标签字、本人确认): groups, dimensions, everybody's own result.

What the record has is printed; what it has not is a blank to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaohe_case.clock import instant
from kaohe_case.messages import message
from kaohe_case.papers.facts import figure, when
from kaohe_case.papers.round_sheets import RoundSheets
from kaohe_case.store import Act
from kaohe_core.papers.paper import (
    BLANK,
    BOX,
    TICKED,
    Block,
    Heading,
    NewPage,
    Paragraph,
    PrintedColumn,
    PrintedTable,
    Signatures,
    particulars,
)


def recounts(found: RoundSheets) -> Iterator[Block]:
    """A page for every group whose entry is recorded, and for every one that is still to come."""
    latest: dict[frozenset[str], Act] = {}
    for act in found.round.counting():
        if act.kind == "recount":
            latest[frozenset(found.round.person(name) for name in act.data["members"])] = act
    groups: list[Act | None] = [*latest.values()]
    groups += [None] * (found.round.governance.recounts - len(groups))
    for number, group in enumerate(groups, start=1):
        yield NewPage(found.say(message("Group {number}", number=number)))
        yield from _recount(found, number, group)


def _recount(found: RoundSheets, number: int, act: Act | None) -> Iterator[Block]:
    say, round = found.say, found.round
    assert round.frozen is not None  # noqa: S101  # the sheet is made only then
    data: Mapping[str, Any] = {} if act is None else act.data

    def called(name: str) -> str:
        return round.called(round.person(name))

    yield Heading(say(message("Group {number}", number=number)))
    yield particulars(
        (
            (message("round of assessment"), round.id),
            (message("entered on"), BLANK if act is None else when(instant(act.at), found.language)),
            (message("who enters"), BLANK if act is None else called(data["operator"])),
            (message("who watches"), BLANK if act is None else called(data["supervisor"])),
            (message("folder of the entry"), str(data.get("folder", BLANK))),
        ),
        found.language,
    )
    heads = (
        PrintedColumn(say(message("table")), width=2),
        PrintedColumn(say(message("entered")), whole=True),
        PrintedColumn(say(message("cells that differ")), number=True),
        PrintedColumn(say(message("outcome")), width=2),
    )
    rows = tuple(_table_row(found, data, table) for table in round.frozen.contents)
    yield PrintedTable(heads, rows, title=say(message("held against the frozen records, cell by cell")))
    if data.get("differences"):
        yield Heading(say(message("Cells that differ")), 2)
        yield from (Paragraph(str(one["text"])) for one in data["differences"])
    members = [called(name) for name in data.get("members", ())]
    members += [say(message("member"))] * (0 if members else max(round.governance.group_size, 2))
    yield Signatures(tuple(members), say(message("date")))


def _table_row(found: RoundSheets, data: Mapping[str, Any], table: str) -> tuple[str, ...]:
    title = found.round.title("table", table)
    if not data:
        return title, BOX, "", ""
    if table not in data["tables"]:
        return title, BOX, "", found.say(message("not entered"))
    differ = sum(1 for one in data["differences"] if one["table"] == table)
    same = message("the same") if not differ else message("differs, to be cleared up")
    return title, TICKED, str(differ), found.say(same)


def dimensions(found: RoundSheets) -> Iterator[Block]:
    """Who of the groups signed which dimension, for the marks as they are now."""
    say, round = found.say, found.round
    assert round.scores is not None  # noqa: S101  # the sheet is made only then
    signers = round.signers()
    count = str(len(round.scores.dimensions))
    yield particulars(((message("round of assessment"), round.id), (message("dimensions"), count)), found.language)
    heads = [PrintedColumn(say(message("dimension")), width=3)]
    heads += [PrintedColumn(round.called(person)) for person in signers]
    blank = [] if signers else [PrintedColumn(say(message("signature")), width=3)]
    rows = []
    for dimension, digest in round.scores.dimensions.items():
        signed = round.signed.get(dimension, {})
        cells = [TICKED if signed.get(person) == digest else BOX for person in signers]
        rows.append((round.title("dimension", dimension), *cells, *[""] * len(blank)))
    yield PrintedTable((*heads, *blank), tuple(rows))
    text = message("{ticked}: signed, as the record has it, for the marks as they are now; {box}: still to be signed",
                   ticked=TICKED, box=BOX)  # fmt: skip
    yield Paragraph(say(text), small=True)
    yield Signatures(tuple(round.called(person) for person in signers), say(message("date")))


def confirmations(found: RoundSheets) -> Iterator[Block]:
    """Everybody on one line: the total, a box to tick, a place to sign."""
    say, round = found.say, found.round
    assert round.scores is not None  # noqa: S101  # the sheet is made only then
    count = str(len(round.scores.subjects))
    yield particulars(((message("round of assessment"), round.id), (message("people"), count)), found.language)
    text = message("I have worked out my own result again from my sheet by the scheme; I tick what is so, and sign.")
    yield Paragraph(say(text))
    heads = (
        PrintedColumn(say(message("no.")), number=True),
        PrintedColumn(say(message("name")), whole=True),
        PrintedColumn(say(message("total")), number=True),
        PrintedColumn(say(message("it is right")), whole=True),
        PrintedColumn(say(message("I ask for a review")), whole=True),
        PrintedColumn(say(message("signature")), width=2),
        PrintedColumn(say(message("date"))),
        PrintedColumn(say(message("remarks"))),
    )
    rows = []
    for at, one in enumerate(found.results["subjects"], start=1):
        digest = round.scores.subjects.get(one["id"])
        confirmed = round.confirmed.get(one["id"]) == digest
        excused = round.excused.get(one["id"]) == digest
        remark = message("could not sign, see the record") if excused else None
        rows.append(
            (
                str(at),
                round.called(one["id"]),
                figure(one, "total"),
                TICKED if confirmed else BOX,
                BOX,
                "",
                "",
                "" if remark is None else say(remark),
            )
        )
    yield PrintedTable(heads, tuple(rows), tall=True)
    yield Signatures((say(message("collected by")),), say(message("date")))
