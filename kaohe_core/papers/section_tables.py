"""The tables that plugins add to papers (插件的表格): whole, or what of them is about one person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from kaohe_core.messages import Language
from kaohe_core.papers.called import InPublic
from kaohe_core.papers.paper import Block, Paragraph, PrintedColumn, PrintedTable

if TYPE_CHECKING:
    from kaohe_core.plugins.contributions import Section, Stamped


def whole(sections: Sequence[Stamped[Section]], language: Language, public: InPublic | None = None) -> Iterator[Block]:
    """Every table with its note; ``public``: what everybody may read of it."""
    for section in sections:
        yield from _table(section.value, section.value.rows, language, public)


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
    section: Section, rows: Sequence[tuple[str, ...]], language: Language, public: InPublic | None = None
) -> Iterator[Block]:
    told = (lambda text: text) if public is None else public
    heads = tuple(PrintedColumn(told(column.text(language))) for column in section.columns)
    found = tuple(rows if public is None else map(public.row, rows))
    yield PrintedTable(heads, found, title=told(section.title.text(language)))
    note = section.note.text(language)
    if note:
        yield Paragraph(told(note), small=True)
