"""The summary (汇总表) for the leading group and the county: everybody on one line, and how marks and grades lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count as count_up
from typing import TYPE_CHECKING

from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import plain_number
from kaohe_core.messages import Language, Message, message
from kaohe_core.papers.figures import ForEverybody, mean_of
from kaohe_core.papers.lacking import lacking
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import Bars, Block, Heading, Paper, Paragraph, PrintedColumn, PrintedTable, particulars
from kaohe_core.papers.quotas import quotas
from kaohe_core.papers.section_tables import whole
from kaohe_core.papers.since import since
from kaohe_core.results.as_json import pool_of, scheme_data
from kaohe_core.results.glance import yuan
from kaohe_core.results.verdicts import grades, lines

if TYPE_CHECKING:
    from kaohe_core.assess.result import Subject
    from kaohe_core.plugins.contributions import Section, Stamped
    from kaohe_core.results.scored import Scored

STEPS = 10  # bars of a distribution, at most
ROUND = (1, 2, 5)  # and, of any power of ten, so wide


def summary(scored: Scored, occasion: Occasion, sections: Sequence[Stamped[Section]] = ()) -> Paper:
    """One page wide: everybody's dimensions, total, grade and amounts; distributions; what is missing; sections."""
    title = scored.ready.scheme.title
    head = message("Summary: {scheme}", scheme=title).text(occasion.language)
    return Paper(
        head,
        tuple(_blocks(scored, occasion, sections)),
        occasion.foot(title),
        occasion.language,
        occasion.standing,
        wide=True,
    )


def _blocks(scored: Scored, occasion: Occasion, sections: Sequence[Stamped[Section]]) -> Iterator[Block]:
    say, result = occasion.language, scored.result
    yield particulars(_facts(scored, occasion), say)
    if result.provisional:
        yield Paragraph(message("Provisional: marks are missing or await judgement.").text(say), strong=True)
    yield _everybody(scored, say)
    yield from distributions(scored, say)
    told = [_text(line, say) for line in lines(scored, say)]
    if told:
        yield Heading(message("Grades, awards, vetoes and quotas").text(say))
        yield from (Paragraph(line.strip()) for line in told)
    yield from quotas(scored, say)
    yield from lacking(scored, say)
    if result.not_assessed:
        yield Heading(message("Not assessed").text(say))
        for one in result.not_assessed:
            yield Paragraph(message("{name}: {reason}", name=one.name, reason=one.reason).text(say))
    if occasion.before is not None:
        now = scheme_data(scored, say, told=False)
        yield from since(occasion.before, now, scored.ready.scheme.round.total or 0, say)
    yield from whole(sections, say)


def distributions(scored: Scored, say: Language) -> Iterator[Bars]:
    """How the totals lie, what share of each dimension is had on an average, and how many have each grade."""
    totals = [number for s in scored.result.subjects() if (number := s.number("total")) is not None]
    if len(totals) > 1:
        yield Bars(message("How the totals lie").text(say), tuple(_steps(totals, say)))
    yield from _dimensions(scored, say)
    counts = grades(scored)
    if counts:
        yield Bars(message("Grades").text(say), tuple((f"{one.name} {one.rate}%", one.count) for one in counts))


def _text(line: Message | str, say: Language) -> str:
    return line if isinstance(line, str) else line.text(say)


def _facts(scored: Scored, occasion: Occasion) -> Iterator[tuple[Message, str]]:
    from kaohe_core.assess.settle import PAID

    say, result, scheme = occasion.language, scored.result, scored.ready.scheme
    totals = [subject.number("total") for subject in result.subjects() if subject.scored]
    known = [total for total in totals if total is not None]
    yield message("issued by"), occasion.issuer
    yield message("round"), occasion.round
    yield message("date"), occasion.date
    yield message("people"), str(result.frame.height)
    yield message("of these scored"), str(len(known))
    yield message("without a total yet"), str(len(totals) - len(known)) if len(totals) != len(known) else ""
    yield message("mean total"), mean_of(known, scheme.round.total or 0)
    if scheme.payment:
        yield message("pool (yuan)"), "" if scheme.pool is None else yuan(pool_of(scored), say)
        yield message("paid in all (yuan)"), yuan(result.total_of(PAID), say)


def _everybody(scored: Scored, say: Language) -> PrintedTable:
    scheme, columns = scored.ready.scheme, ForEverybody(scored, say)
    units = scheme.unit is not None
    heads = [
        PrintedColumn(message("id number").text(say), whole=True),
        PrintedColumn(message("name").text(say), whole=True),
    ]
    heads += [PrintedColumn(message("unit").text(say), width=3)] if units else []
    heads += [head for _, head in (*columns.dimensions, *columns.adjustments)]
    heads += [columns.total, *(head for _, head in columns.rankings)]
    heads += [columns.grade] if columns.grade is not None else []
    heads += [head for _, head in columns.amounts]
    heads += [PrintedColumn(message("remarks").text(say), width=4)]

    def cells(subject: Subject) -> Iterator[str]:
        yield from (subject.id, subject.name)
        yield from [subject.unit] if units else []
        yield from (columns.mark(subject, id) for id, _ in (*columns.dimensions, *columns.adjustments))
        yield columns.mark(subject, "total")
        yield from (columns.place(subject, id) for id, _ in columns.rankings)
        yield from [columns.grade_of(subject)] if columns.grade is not None else []
        yield from (columns.amount(subject, id) for id, _ in columns.amounts)
        yield columns.remarks(subject)

    rows = tuple(tuple(cells(subject)) for subject in scored.result.subjects())
    return PrintedTable(tuple(heads), rows, _sums(scored, columns, heads, say), message("Results").text(say))


def _sums(scored: Scored, columns: ForEverybody, heads: Sequence[PrintedColumn], say: Language) -> tuple[str, ...]:
    """What the amounts of everybody come to; nothing where there is no money."""
    if not columns.amounts:
        return ()
    sums = {head: yuan(scored.result.total_of(step), say) for step, head in columns.amounts}
    return (message("sum").text(say), *(sums.get(head, "") for head in heads[1:]))


def _steps(totals: Sequence[Fraction], say: Language) -> Iterator[tuple[str, int]]:
    """At most ten steps of one round width, from the least total to the greatest, the best first."""
    least, most = min(totals), max(totals)
    width = next(
        Fraction(step * 10**power)
        for power in count_up()
        for step in ROUND
        if most <= step * 10**power * (least // (step * 10**power) + STEPS)
    )
    low = least // width * width
    edges = [low + width * at for at in range(max(1, int(-(-(most - low) // width))))]
    for edge in reversed(edges):
        top = edge + width
        last = top >= most
        count = sum(edge <= total < top or (last and total == top) for total in totals)
        yield message("{low} to {high}", low=plain_number(edge), high=plain_number(top)).text(say), count


def _dimensions(scored: Scored, say: Language) -> Iterator[Bars]:
    """What share of its full marks everybody has of each dimension on an average, in whole percent."""
    bars = []
    for dimension in scored.ready.scheme.dimension:
        found = [n for s in scored.result.subjects() if (n := s.number(dimension.id)) is not None]
        full = Fraction(dimension.marks.value)
        if found and full:
            share = rounded(sum(found, Fraction(0)) * 100 / (len(found) * full), 0, "half-up")
            bars.append((dimension.title, max(0, int(share))))
    if bars:
        yield Bars(message("Mean of each dimension, in percent of its full marks").text(say), tuple(bars))
