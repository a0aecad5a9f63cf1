"""The tables that plugins add to papers (插件的表格): whole, or what of them is about one person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from kaohe_core.messages import Language
from kaohe_core.papers.paper import Block, Paragraph, PrintedColumn, PrintedTable

if TYPE_CHECKING:
    from kaohe_core.plugins.contributions import Section, Stamped


def whole(
    sections: Sequence[Stamped[Section]], language: Language, shown: Callable[[str], str] = str
) -> Iterator[Block]:
    """Every table with its note; ``shown``: how a cell is printed."""
    for section in sections:
        yield from _table(section.value, section.value.rows, language, shown)


def about(
    sections: Sequence[Stamped[Section]], person: str, name: str, language: Language, others: Collection[str] = ()
) -> Iterator[Block]:
    """The rows that have the person's id or, where nobody else bears it, the name, in a cell of their own."""
    keys = {person} if name in others else {person, name}
    for section in sections:
        rows = tuple(row for row in section.value.rows if keys & {cell.strip() for cell in row})
        if rows:
            yield from _table(section.value, rows, language)


def _table(
    section: Section, rows: Sequence[tuple[str, ...]], language: Language, shown: Callable[[str], str] = str
) -> Iterator[Block]:
    heads = tuple(PrintedColumn(column.text(language)) for column in section.columns)
    yield PrintedTable(heads, tuple(tuple(map(shown, row)) for row in rows), title=section.title.text(language))
    note = section.note.text(language)
    if note:
        yield Paragraph(note, small=True)
