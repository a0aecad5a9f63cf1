"""The answer to an appeal (申诉答复书): what was decided, by whom and why, what was corrected, what that changed.

Of G06 and G07.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaohe_case.clock import instant
from kaohe_case.fold import fold
from kaohe_case.messages import message
from kaohe_case.notice.facts import Facts, figure, paid, when
from kaohe_case.notice.markdown import escaped, table
from kaohe_case.notice.objecting import checking
from kaohe_case.round import Appeal
from kaohe_case.store import Act
from kaohe_core import Text

EMPTY = Text("（空）", "(empty)")


def answered(facts: Facts) -> list[int]:
    """The appeals that have an answer, the late ones among them."""
    decided = {number for number, appeal in facts.round.appeals.items() if appeal.decision is not None}
    late = {act.number for act in facts.acts if act.kind == "appeal" and act.data["late"]}
    return sorted(decided | late)


def waiting(facts: Facts) -> list[int]:
    """The appeals that nobody has decided yet."""
    return [number for number, appeal in facts.round.appeals.items() if appeal.decision is None]


def answer(facts: Facts, number: int) -> Iterator[str]:
    """The lines of the answer to one appeal."""
    say = facts.say
    act = _act(facts, number)
    about = facts.round.person(act.data["about"] or act.who)
    clause = facts.clauses.get(facts.round.find("clause", act.data["clause"]))
    wording = "" if clause is None else clause.text
    yield say(message("# Answer to appeal {number}", number=number))
    yield ""
    yield say(message("- Appellant: {who}", who=escaped(facts.called(act.who))))
    yield say(message("- Whose mark: {who}", who=escaped(facts.called(about))))
    yield say(message("- Clause: {id}, “{wording}”", id=escaped(act.data["clause"]), wording=escaped(wording)))
    yield say(message("- Made: {when}", when=when(instant(act.at), facts.language)))
    yield say(message("- Claim: {claim}", claim=escaped(act.data["claim"])))
    yield ""
    yield say(message("## Decision"))
    yield ""
    if act.data["late"]:
        yield from _late(facts, act)
    else:
        yield from _decided(facts, facts.round.appeals[number])
    yield ""
    yield from checking(facts, facts.round.person(act.who))
    yield ""
    yield say(message("The leading group of {school}", school=escaped(facts.project.config.project.name)))
    yield ""
    yield when(facts.at, facts.language)


def _act(facts: Facts, number: int) -> Act:
    return next(act for act in facts.acts if act.number == number)


def _late(facts: Facts, act: Act) -> Iterator[str]:
    """Not admitted: the window was closed then."""
    before = fold(facts.round.id, [one for one in facts.acts if one.number < act.number])
    end = None if before.publicity is None else before.publicity.ends(before.governance.appeal_days)
    assert end is not None  # noqa: S101  # nobody is late otherwise
    yield facts.say(
        message(
            "Not admitted: appeals were heard until {end}. The appeal stays on the record.",
            end=when(end, facts.language),
        )
    )


def _decided(facts: Facts, appeal: Appeal) -> Iterator[str]:
    say, decision = facts.say, appeal.decision
    assert decision is not None  # noqa: S101  # only answered ones come here
    yield say(message("**The appeal is right.**") if appeal.upheld else message("**The appeal is rejected.**"))
    yield ""
    yield say(message("- Decided by: {who}", who=escaped(facts.people(decision.data["deciders"]))))
    yield say(message("- On: {when}", when=when(instant(decision.at), facts.language)))
    yield say(message("- Reason: {reason}", reason=escaped(decision.data["reason"])))
    if not appeal.upheld:
        return
    yield ""
    yield say(message("## What was corrected"))
    yield ""
    act = next((one for one in facts.acts if one.kind == "correct" and one.data["appeal"] == appeal.number), None)
    if act is None:
        yield say(message("The records have not been corrected yet; the corrected result will be made public."))
        return
    yield from _corrected(facts, act)
    yield from _changed(facts, appeal)


def _corrected(facts: Facts, act: Act) -> Iterator[str]:
    """Cell by cell."""
    say = facts.say
    yield say(message("- Corrected: {when}", when=when(instant(act.at), facts.language)))
    yield say(message("- Evidence: {evidence}", evidence=escaped(act.data["evidence"])))
    yield ""
    if not act.data["cells"]:
        yield say(message("The records had been corrected already, for another appeal about the same."))
        return
    heads = [message("table"), message("row"), message("column"), message("before"), message("after")]
    yield from table([(say(head), False) for head in heads], [_cell(facts, cell) for cell in act.data["cells"]])


def _cell(facts: Facts, cell: Mapping[str, Any]) -> list[str]:
    data = facts.project.tables[cell["table"]]
    key = _values(facts, cell["table"], cell["key"])
    title = data.title.text(facts.language)
    if cell["kind"] == "cell":
        column = _column(facts, cell["table"], cell["column"])
        return [title, key, column, _shown(facts, cell["first"]), _shown(facts, cell["second"])]
    whole, row = facts.say(message("the whole row")), _values(facts, cell["table"], cell["row"])
    none = facts.say(message("(no such row)"))
    return [title, key, whole, row, none] if cell["kind"] == "missing" else [title, key, whole, none, row]


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


def _changed(facts: Facts, appeal: Appeal) -> Iterator[str]:
    """The results as they hung out when the appeal was made, and as they hang out now."""
    say = facts.say
    before = facts.kept[max(number for number in facts.kept if number < appeal.number)]
    old = {one["id"]: one for one in before["subjects"]}
    for person in dict.fromkeys((appeal.about, appeal.by)):
        if person not in old or person not in facts.subjects:
            continue
        yield ""
        yield say(message("## What that changed for {who}", who=escaped(facts.called(person))))
        yield ""
        was, now = _figures(facts, old[person], appeal.clause), _figures(facts, facts.subjects[person], appeal.clause)
        heads = [
            (say(message("result")), False),
            (say(message("when the appeal was made")), True),
            (say(message("now")), True),
        ]
        yield from table(heads, [[title, was.get(title, "—"), value] for title, value in now.items()])
    yield ""
    yield say(
        message(
            "Both follow from the records of their time by the adopted scheme; other corrections made in "
            "between are in it too, and money divided among all moves with everybody’s marks."
        )
    )


def _figures(facts: Facts, subject: Mapping[str, Any], clause: str) -> dict[str, str]:
    """The clause, the dimensions around it, the total, the grade and the money."""
    say = facts.say
    found = {}
    for part in _around(subject, clause):
        title = part.get("title") or say(message("clause {id}", id=part["id"]))
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
