"""The notice (公示): everybody's result, from when to when it hangs out, and how to object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from kaohe_core.formula import tree
from kaohe_core.formula.tree import measures_of
from kaohe_core.messages import Language, Message, message
from kaohe_core.papers.called import InPublic, called
from kaohe_core.papers.figures import ForEverybody
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import (
    Block,
    Heading,
    Paper,
    Paragraph,
    PrintedColumn,
    PrintedTable,
    Signatures,
    particulars,
)
from kaohe_core.papers.section_tables import whole
from kaohe_core.results.glance import yuan
from kaohe_core.results.verdicts import holders, struck
from kaohe_core.results.widths import CJK

if TYPE_CHECKING:
    from kaohe_core.assess.result import Subject
    from kaohe_core.plugins.contributions import Section, Stamped
    from kaohe_core.results.scored import Scored
    from kaohe_core.results.verdicts import Struck
    from kaohe_core.scheme.model import Veto
    from kaohe_core.tables.declared import Column, Table


def notice(scored: Scored, occasion: Occasion, sections: Sequence[Stamped[Section]] = ()) -> Paper:
    """What hangs out: the columns that the scheme allows, nobody's id, and of vetoes date and decision alone."""
    say = occasion.language
    scheme = scored.ready.scheme
    names = {subject.id: _name(subject.id, subject.name) for subject in scored.result.subjects()}
    names |= {one.id: _name(one.id, one.name) for one in scored.result.not_assessed}
    masked = scheme.notice.names == "masked"
    public = InPublic(names, called(_named(names), masked=masked), masked=masked)
    title = message("Public notice: {scheme}", scheme=public(scheme.title)).text(say)
    blocks = tuple(_blocks(scored, occasion, sections, public))
    wide = any(isinstance(block, PrintedTable) and len(block.columns) > 7 for block in blocks)
    return Paper(title, blocks, occasion.foot(public(scheme.title)), say, occasion.standing, wide)


def _blocks(
    scored: Scored, occasion: Occasion, sections: Sequence[Stamped[Section]], public: InPublic
) -> Iterator[Block]:
    say, scheme, result = occasion.language, scored.ready.scheme, scored.result
    yield particulars(_facts(scored, occasion, public), say)
    if result.provisional:
        yield Paragraph(message("Provisional: marks are missing or await judgement.").text(say), strong=True)
    yield _grid(scored, occasion, public)
    yield from _awarded(scored, occasion, public)
    yield from _struck(scored, occasion, public)
    if "sections" in scheme.notice.columns:
        yield from whole(sections, say, public)
    if result.not_assessed:
        yield Heading(message("Not assessed").text(say))
        for one in result.not_assessed:
            text = message("{name}: {reason}", name=public.shown[one.id], reason=public(one.reason))
            yield Paragraph(text.text(say))
    yield Heading(message("How to object").text(say))
    yield from (Paragraph(line) for line in objecting(occasion))
    yield Signatures((message("{issuer} (seal)", issuer=occasion.issuer).text(say),), message("date").text(say))
    if occasion.until:
        over = message("Hangs out until {until}; taken down then, and not passed on.", until=occasion.until)
        yield Paragraph(over.text(say), small=True)
    yield from (Paragraph(line, small=True) for line in occasion.checking)


def _name(id: str, name: str) -> str:
    """A name, or an id that is one, as that of a class or a township: it is written in Chinese, and is no number."""
    return name if name != id or any(ord(one) > CJK for one in id) else ""


def _named(names: dict[str, str]) -> dict[str, str]:
    """People without a name are numbered: an id is nobody's to read."""
    return {id: name or f"#{number}" for number, (id, name) in enumerate(names.items(), start=1)}


def _facts(scored: Scored, occasion: Occasion, public: InPublic) -> tuple[tuple[Message, str], ...]:
    return (
        (message("round"), occasion.round),
        (message("issued by"), occasion.issuer),
        (message("where"), public(occasion.where)),
        (message("public from"), occasion.since),
        *((message("suspended"), pause) for pause in occasion.pauses),
        (message("public until"), occasion.until),
        (message("last day of appeal"), occasion.appeal_until),
        (message("people"), str(scored.result.frame.height)),
        (message("paid in all (yuan)"), _paid(scored, occasion) if scored.ready.scheme.payment else ""),
    )


def _paid(scored: Scored, occasion: Occasion) -> str:
    from kaohe_core.assess.settle import PAID

    allowed = scored.ready.scheme.notice.columns
    return yuan(scored.result.total_of(PAID), occasion.language) if "amounts" in allowed else ""


def _grid(scored: Scored, occasion: Occasion, public: InPublic) -> PrintedTable:
    """A row for everybody assessed, in roster order, with the columns that the scheme shows in public."""
    say, scheme = occasion.language, scored.ready.scheme
    columns, allowed = ForEverybody(scored, say), scheme.notice.columns
    units = scheme.unit is not None
    heads = [PrintedColumn(message("name").text(say), whole=True)]
    heads += [PrintedColumn(message("unit").text(say), width=3)] if units else []
    parts = [*columns.dimensions] if "dimensions" in allowed else []
    parts += columns.adjustments if "adjustments" in allowed else []
    heads += [head for _, head in parts]
    heads += [columns.total] if "total" in allowed else []
    heads += [head for _, head in columns.rankings] if "places" in allowed else []
    heads += [columns.grade] if "grade" in allowed and columns.grade is not None else []
    heads += [head for _, head in columns.amounts] if "amounts" in allowed else []
    heads += [PrintedColumn(message("remarks").text(say), width=4)] if "remarks" in allowed else []

    def cells(subject: Subject) -> Iterator[str]:
        yield public.shown[subject.id]
        if units:
            yield public(subject.unit)
        yield from (columns.mark(subject, id) for id, _ in parts)
        if "total" in allowed:
            yield columns.mark(subject, "total")
        yield from (columns.place(subject, id) for id, _ in columns.rankings if "places" in allowed)
        if "grade" in allowed and columns.grade is not None:
            yield public(columns.grade_of(subject))
        yield from (columns.amount(subject, id) for id, _ in columns.amounts if "amounts" in allowed)
        if "remarks" in allowed:
            yield public(columns.remarks(subject))

    rows = tuple(tuple(cells(subject)) for subject in scored.result.subjects())
    heads = [evolve(head, title=public(head.title)) for head in heads]
    return PrintedTable(tuple(heads), rows, title=message("Results").text(say))


def _awarded(scored: Scored, occasion: Occasion, public: InPublic) -> Iterator[Block]:
    """Who has which award, in roster order."""
    say, scheme = occasion.language, scored.ready.scheme
    if not scheme.award or "awards" not in scheme.notice.columns:
        return
    yield Heading(message("Awards").text(say))
    for award in scheme.award:
        names = [public.shown[subject.id] for subject in holders(scored, award)]
        title = public(award.title)
        line = message("{award}: {names}", award=title, names=names)
        yield Paragraph((line if names else message("{award}: nobody", award=title)).text(say))


def _struck(scored: Scored, occasion: Occasion, public: InPublic) -> Iterator[Block]:
    """Whom a veto strikes: the clause, the date and the decision, and nothing of what happened."""
    say, scheme = occasion.language, scored.ready.scheme
    lines = []
    for veto in scheme.veto:
        for one in struck(scored, veto, say):
            line = message(
                "{name}: vetoed under “{clause}”", name=public.shown[one.id], clause=public(veto.source or veto.text)
            )
            if veto.grade is not None:
                line = message("{what}; the grade is {grade}", what=line, grade=public(veto.grade))
            decided = list(_decisions(veto, one, say, public))
            lines.append(line.text(say) + (f"（{'；'.join(decided)}）" if decided else ""))
    if lines and "vetoes" in scheme.notice.columns:
        yield Heading(message("Vetoes").text(say))
        yield from map(Paragraph, lines)


def _decisions(veto: Veto, one: Struck, say: Language, public: InPublic) -> Iterator[str]:
    """Of every record behind a veto the date and the decision, in the columns that the scheme names for them."""
    told = [(table, column) for table, column in _columns(veto) if column.type == "date" and veto.date is None]
    named = {f"{table.id}.{column.id}": (table, column) for table, column in _columns(veto, whole=True)}
    told += [named[name] for name in (veto.date, veto.decision) if name is not None]
    for row in one.evidence:
        cells = dict(row.cells)
        found = []
        for table, column in told:
            if table.title.text(say) == row.table:
                record = column.id == table.evidence
                found.append(row.record if record else cells.get(column.title.text(say), ""))
        line = " ".join(public(cell) for cell in found if cell)
        if line:
            yield line


def _columns(veto: Veto, *, whole: bool = False) -> Iterator[tuple[Table, Column]]:
    """The columns of a veto's tables that it reads or that tell their rows apart; ``whole``: all of them."""
    nodes = list(measures_of(veto.when))
    read = {(n.table.id, n.column.id) for node in nodes for n in node.walk() if isinstance(n, tree.Field)}
    for table in {node.table.id: node.table for node in nodes}.values():
        for column in table.columns:
            if whole or (table.id, column.id) in read or column.id in table.keys:
                yield table, column


def objecting(occasion: Occasion) -> Iterator[str]:
    """How somebody objects, and until when: what the round says or, without one, that it will say so."""
    say = occasion.language
    if occasion.objecting:
        yield from occasion.objecting
    else:
        yield message("The last day of appeal is set when the results are made public.").text(say)
    yield message("Everybody has a sheet with the own sums, which can be worked out again from it alone.").text(say)
