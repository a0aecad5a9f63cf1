"""What is missing (缺的数据): by clause, of whom there is no data and who waits for a judgement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kaohe_core.assess.result import NAMES
from kaohe_core.messages import Language, message
from kaohe_core.papers.paper import Block, Heading, Paragraph, PrintedColumn, PrintedTable
from kaohe_core.results.printed import standing
from kaohe_core.results.verdicts import OPEN

if TYPE_CHECKING:
    from kaohe_core.results.scored import Scored

MOST = 12  # names in a cell; all of them stand in result.json


def lacking(scored: Scored, language: Language) -> Iterator[Block]:
    """A row for each clause that lacks something, or one line that nothing does."""
    rows = tuple(_rows(scored, language))
    yield Heading(message("Missing data").text(language))
    if not rows:
        yield Paragraph(message("Nothing is missing, and nothing awaits judgement.").text(language))
        return
    heads = (
        PrintedColumn(message("clause").text(language), width=3),
        PrintedColumn(message("what is missing").text(language), whole=True),
        PrintedColumn(message("people").text(language), number=True),
        PrintedColumn(message("name").text(language), width=4),
    )
    yield PrintedTable(heads, rows)


def _rows(scored: Scored, language: Language) -> Iterator[tuple[str, ...]]:
    names = [subject.name for subject in scored.result.subjects()]
    joint, more = ("、", "等") if language == "zh" else (", ", " …")
    for clause in scored.ready.scheme.clauses():
        found = standing(scored.result, clause.id)
        for kind in (one for one in NAMES if one in OPEN):
            whose = [name for name, one in zip(names, found, strict=True) if one == kind]
            if whose:
                told = joint.join(whose[:MOST]) + (more if len(whose) > MOST else "")
                yield clause.text, NAMES[kind].text(language), str(len(whose)), told
