"""The personal sheet (个人考核表): every clause with its wording and its sum, the money, and a line to sign.

The sums are those of ``kaohe explain``: each can be worked out again from the sheet alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kaohe_core.assess.result import NAMES
from kaohe_core.messages import Language, message
from kaohe_core.papers.notice import objecting
from kaohe_core.papers.occasion import Addressed, Occasion
from kaohe_core.papers.paper import Block, Heading, NewPage, Paper, Paragraph, Signatures, WorkedOut, particulars
from kaohe_core.papers.section_tables import about
from kaohe_core.results.evidence import Evidence

if TYPE_CHECKING:
    from kaohe_core.explain.explanation import ExplainedStep, Explanation
    from kaohe_core.plugins.contributions import Section, Stamped

FEW = 3  # rows of a table that do not count and are all the same shown


def personal(
    explanations: Iterable[Explanation], title: str, occasion: Occasion, sections: Sequence[Stamped[Section]] = ()
) -> Paper:
    """The sheets of these people, each beginning on a new page, with what ``sections`` have about each."""
    found, blocks = list(explanations), list[Block]()
    often = Counter(one.name for one in found)
    namesakes = {name for name, count in often.items() if count > 1}
    for explanation in found:
        blocks.append(NewPage(f"{explanation.name} {explanation.id}" if explanation.name else explanation.id))
        about_ = about(sections, explanation.id, explanation.name, occasion.language, namesakes)
        blocks += _sheet(explanation, occasion, tuple(about_))
    head = message("Personal assessment sheet").text(occasion.language)
    return Paper(head, tuple(blocks), occasion.foot(title), occasion.language, title)


def _sheet(explanation: Explanation, occasion: Occasion, sections: Sequence[Block]) -> Iterator[Block]:
    say = occasion.language
    yield particulars(
        (
            (message("name"), explanation.name),
            (message("id number"), explanation.id),
            (message("issued by"), occasion.issuer),
            (message("round"), occasion.round),
            (message("standing"), occasion.standing),
            (message("date"), occasion.date),
        ),
        say,
    )
    addressed = occasion.people.get(explanation.id, Addressed())
    yield from (Paragraph(line, strong=True) for line in addressed.first)
    if explanation.reason:
        yield Paragraph(explanation.reason, strong=True)
    yield from (Paragraph(reading, small=True) for reading in explanation.readings)
    yield from worked_out(explanation, say)
    yield from sections
    yield from _missing(explanation, say)
    yield Heading(message("How to object").text(say))
    yield from (Paragraph(line) for line in addressed.objecting or objecting(occasion))
    signed = message("I have worked out the result above again from this sheet. Signed").text(say)
    yield Signatures(addressed.signatures or (signed,), message("date").text(say))
    yield from (Paragraph(line, small=True) for line in addressed.checking)


def worked_out(explanation: Explanation, say: Language) -> Iterator[Block]:
    """Everything that an explanation has, part by part, as blocks of a paper."""
    below = ""
    for part in explanation.parts:
        if part.kind == "heading":
            below = "marks"
            title = message("{title} (full marks {marks})", title=part.title, marks=part.marks).text(say)
            yield Heading(_sourced(title, part, say), min(part.level + 1, 3))
            yield from (Paragraph(text, small=True) for text in (part.wording, *part.lines) if text)
            continue
        kinds = {"value": message("Intermediate values"), "verdict": message("Verdicts"), "money": message("Money")}
        if part.kind in kinds and part.kind != below and not (part.kind == "verdict" and part.level):
            below = part.kind
            yield Heading(kinds[part.kind].text(say))
        yield _item(part, say)


def _item(part: ExplainedStep, say: Language) -> WorkedOut:
    """One step: what it is called, what it comes to, and the sum as ``explain`` words it."""
    title, wording = part.title, part.wording
    if part.kind == "clause":
        title, wording = message("{number}. {wording}", number=part.number, wording=part.wording).text(say), ""
    elif part.kind == "dimension":
        title = message("{title} together", title=part.title).text(say)
    lines = part.lines
    if part.standing != "scored" and part.reason and part.kind == "clause":
        lines = (*lines, part.reason)
    return WorkedOut(
        _sourced(title, part, say),
        _result(part, say),
        wording,
        _worked(part, lines),
        tuple(_records(part.evidence, say)),
        strong=part.kind in ("dimension", "total", "verdict") or (part.kind == "money" and not part.level),
        level=max(1, min(part.level, 4)),
    )


def _records(rows: Sequence[Evidence], say: Language) -> Iterator[str]:
    """The records behind a sum; of a table of which many count for something else, how many these are."""
    left = Counter[str]()
    for row in rows:
        left[row.table] += row.more or not row.counts
    for row in rows:
        if left[row.table] <= FEW or (row.counts and not row.more):
            yield row.text(say)
    for table, count in left.items():
        if count > FEW:
            yield Evidence.left_out(table, count, say).text(say)


def _result(part: ExplainedStep, say: Language) -> str:
    if part.points:
        return _minus(part.points)
    if part.standing in NAMES and part.standing != "scored":
        return NAMES[part.standing].text(say)
    return ""


def _minus(number: str) -> str:
    """A number with the sign that its sum has: ``explain`` keeps the one that can be typed."""
    return "−" + number[1:] if number.startswith("-") else number


def _worked(part: ExplainedStep, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The sum in words, without what stands beside the title: a verdict, or 19.00 of 19."""
    if part.kind == "verdict" and lines[:1] == (part.points,):
        return lines[1:]
    try:
        same = len(lines) == 1 and Decimal(lines[0].replace("−", "-")) == Decimal(part.points)
    except InvalidOperation:
        return lines
    return () if same else lines


def _sourced(title: str, part: ExplainedStep, say: Language) -> str:
    return title + (message(" [{source}]", source=part.source).text(say) if part.source else "")


def _missing(explanation: Explanation, say: Language) -> Iterator[Block]:
    """Where marks are still to be had: every dimension below its full marks, those with most to gain first."""
    found = []
    for part in explanation.parts:
        if part.kind == "dimension" and part.level == 1 and part.standing == "scored" and part.marks:
            left = Decimal(part.marks) - Decimal(part.points.lstrip("≈"))
            if left > 0:
                found.append((left, part))
    if found:
        yield Heading(message("Where marks are to be had").text(say))
        for left, part in sorted(found, key=lambda one: -one[0]):
            line = message("{title}: {points} of {marks}", title=part.title, points=part.points, marks=part.marks)
            yield Paragraph(line.text(say) + message(", {left} more are to be had", left=left).text(say))
            yield from _taken_off(explanation, part, say)


def _taken_off(explanation: Explanation, dimension: ExplainedStep, say: Language) -> Iterator[Block]:
    """The clauses inside a dimension that took marks off, each with how many."""
    inside = False
    for part in explanation.parts:
        if part.kind == "heading" and part.level == dimension.level - 1:
            inside = part.id == dimension.id
        if inside and part.kind == "clause" and part.points.startswith("-"):
            line = message("{number}. {wording}", number=part.number, wording=part.wording)
            yield Paragraph(
                message("— {clause}: {points}", clause=line, points=_minus(part.points)).text(say), small=True
            )
