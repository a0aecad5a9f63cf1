"""The answer to an appeal (申诉答复书): what was decided, by whom and why, what was corrected, what that changed.

Of G06 and G07.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaohe_case.clock import instant
from kaohe_case.fold import fold
from kaohe_case.messages import message
from kaohe_case.papers.facts import Facts, figure, paid, when
from kaohe_case.papers.objecting import checking
from kaohe_case.round import Appeal
from kaohe_case.store import Act
from kaohe_core import Message, Text
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import (
    BOX,
    Blanks,
    Block,
    Heading,
    Paper,
    Paragraph,
    PrintedColumn,
    PrintedTable,
    Signatures,
    particulars,
)

EMPTY = Text("（空）", "(empty)")
REASON = 4  # lines for what is written by hand
DECIDERS = 3  # who may sign a decision by hand


def answered(facts: Facts) -> list[int]:
    """The appeals that have an answer, the late ones among them."""
    decided = {number for number, appeal in facts.round.appeals.items() if appeal.decision is not None}
    late = {act.number for act in facts.acts if act.kind == "appeal" and act.data["late"]}
    return sorted(decided | late)


def waiting(facts: Facts) -> list[int]:
    """The appeals that nobody has decided yet."""
    return [number for number, appeal in facts.round.appeals.items() if appeal.decision is None]


def answer(facts: Facts, number: int, foot: Occasion) -> Paper:
    """The answer to one appeal, or what is still to be written by hand where nobody has decided it."""
    title = facts.say(message("Answer to appeal {number}", number=number))
    scheme = facts.scored.ready.scheme.title
    return Paper(title, tuple(_blocks(facts, number)), foot.foot(scheme), facts.language, scheme)


def _blocks(facts: Facts, number: int) -> Iterator[Block]:
    say, act = facts.say, _act(facts, number)
    yield particulars(lodged(facts, act), facts.language)
    yield Heading(say(message("Decision")))
    if act.data["late"]:
        yield Paragraph(_late(facts, act))
    else:
        yield from _decided(facts, facts.round.appeals[number])
    group = say(message("The leading group of {school} (seal)", school=facts.project.config.project.name))
    yield Signatures((group,), say(message("date")))
    yield Paragraph(when(facts.at, facts.language), small=True)
    yield from (Paragraph(line, small=True) for line in checking(facts, facts.round.person(act.who)))


def lodged(facts: Facts, act: Act) -> Iterator[tuple[Message, str]]:
    """Who appeals, about whom, by which clause, when, and what is said to be wrong."""
    about = facts.round.person(act.data["about"] or act.who)
    clause = facts.round.title("clause", facts.round.find("clause", act.data["clause"]))
    yield message("appellant"), facts.called(act.who)
    yield message("whose mark"), facts.called(about)
    yield message("clause"), clause
    yield message("made"), when(instant(act.at), facts.language)
    yield message("claim"), act.data["claim"]


def _act(facts: Facts, number: int) -> Act:
    return next(act for act in facts.acts if act.number == number)


def _late(facts: Facts, act: Act) -> str:
    """Not admitted: the window was closed then."""
    before = fold(facts.round.id, [one for one in facts.acts if one.number < act.number])
    end = None if before.publicity is None else before.publicity.ends(before.governance.appeal_days)
    assert end is not None  # noqa: S101  # nobody is late otherwise
    return facts.say(
        message(
            "Not admitted: appeals were heard until {end}. The appeal stays on the record.",
            end=when(end, facts.language),
        )
    )


def _decided(facts: Facts, appeal: Appeal) -> Iterator[Block]:
    say, decision = facts.say, appeal.decision
    right, wrong = message("The appeal is right."), message("The appeal is rejected.")
    if decision is None:
        yield Paragraph("　".join(f"{BOX} {say(text)}" for text in (right, wrong)), strong=True)
        yield Blanks(say(message("reason")), REASON)
        yield Signatures(tuple(say(one) for one in (message("decided by"),) * DECIDERS), say(message("date")))
        return
    yield Paragraph(say(right if appeal.upheld else wrong), strong=True)
    yield particulars(
        (
            (message("decided by"), facts.people(decision.data["deciders"])),
            (message("on"), when(instant(decision.at), facts.language)),
            (message("reason"), decision.data["reason"]),
        ),
        facts.language,
    )
    if not appeal.upheld:
        return
    yield Heading(say(message("What was corrected")))
    act = next((one for one in facts.acts if one.kind == "correct" and one.data["appeal"] == appeal.number), None)
    if act is None:
        text = message("The records have not been corrected yet; the corrected result will be made public.")
        yield Paragraph(say(text))
        return
    yield from _corrected(facts, act)
    yield from _changed(facts, appeal)


def _corrected(facts: Facts, act: Act) -> Iterator[Block]:
    """Cell by cell."""
    say = facts.say
    yield particulars(
        (
            (message("corrected"), when(instant(act.at), facts.language)),
            (message("evidence"), act.data["evidence"]),
        ),
        facts.language,
    )
    if not act.data["cells"]:
        yield Paragraph(say(message("The records had been corrected already, for another appeal about the same.")))
        return
    heads = [message("table"), message("row"), message("column"), message("before"), message("after")]
    rows = tuple(_cell(facts, cell) for cell in act.data["cells"])
    yield PrintedTable(tuple(PrintedColumn(say(head)) for head in heads), rows)


def _cell(facts: Facts, cell: Mapping[str, Any]) -> tuple[str, ...]:
    data = facts.project.tables[cell["table"]]
    key = _values(facts, cell["table"], cell["key"])
    title = data.title.text(facts.language)
    if cell["kind"] == "cell":
        column = _column(facts, cell["table"], cell["column"])
        return (title, key, column, _shown(facts, cell["first"]), _shown(facts, cell["second"]))
    whole, row = facts.say(message("the whole row")), _values(facts, cell["table"], cell["row"])
    none = facts.say(message("(no such row)"))
    return (title, key, whole, row, none) if cell["kind"] == "missing" else (title, key, whole, none, row)


def _values(facts: Facts, table_id: str, cells: Mapping[str, Any]) -> str:
    joint = "，" if facts.language == "zh" else ", "
    return joint.join(f"{_column(facts, table_id, id)} {_shown(facts, value)}" for id, value in cells.items())


def _column(facts: Facts, table_id: str, id: str) -> str:
    found = next((column for column in facts.project.tables[table_id].columns if column.id == id), None)
    return id if found is None else found.title.text(facts.language)


def _shown(facts: Facts, value: Any) -> str:
    match value:
        case None | "":
            return facts.say(EMPTY)
        case bool():
            return facts.say(Text("是", "yes") if value else Text("否", "no"))
    return str(value)


def _changed(facts: Facts, appeal: Appeal) -> Iterator[Block]:
    """The results as they hung out when the appeal was made, and as they hang out now."""
    say = facts.say
    before = facts.kept[max(number for number in facts.kept if number < appeal.number)]
    old = {one["id"]: one for one in before["subjects"]}
    heads = (
        PrintedColumn(say(message("result"))),
        PrintedColumn(say(message("when the appeal was made")), number=True),
        PrintedColumn(say(message("now")), number=True),
    )
    for person in dict.fromkeys((appeal.about, appeal.by)):
        if person not in old or person not in facts.subjects:
            continue
        yield Heading(say(message("What that changed for {who}", who=facts.called(person))))
        was, now = _figures(facts, old[person], appeal.clause), _figures(facts, facts.subjects[person], appeal.clause)
        yield PrintedTable(heads, tuple((title, was.get(title, "—"), value) for title, value in now.items()))
    text = message(
        "Both follow from the records of their time by the adopted scheme; other corrections made in "
        "between are in it too, and money divided among all moves with everybody’s marks."
    )
    yield Paragraph(say(text))


def _figures(facts: Facts, subject: Mapping[str, Any], clause: str) -> dict[str, str]:
    """The clause, the dimensions around it, the total, the grade and the money."""
    say = facts.say
    found = {}
    for part in _around(subject, clause):
        clause_ = facts.clauses.get(part["id"])
        title = part.get("title") or (part["id"] if clause_ is None else clause_.text)
        found[title] = figure(part, "points")
    found[say(message("total"))] = figure(subject, "total")
    if facts.scored.ready.scheme.grade:
        found[say(message("grade"))] = subject["grade"] or "—"
    for payment in subject["payments"]:
        found[say(message("{title} (yuan)", title=payment["title"]))] = payment["amount"] or "—"
    if len(subject["payments"]) > 1:
        found[say(message("paid in all (yuan)"))] = paid(subject)
    return found


def _around(part: Mapping[str, Any], clause: str) -> list[Mapping[str, Any]]:
    """The clause and the dimensions that it lies in, the innermost first; empty where it is not in ``part``."""
    for one in (*part.get("clauses", ()), *part.get("adjustments", ())):
        if one["id"] == clause:
            return [one]
    for dimension in part.get("dimensions", ()):
        inside = _around(dimension, clause)
        if inside:
            return [*inside, dimension]
    return []
