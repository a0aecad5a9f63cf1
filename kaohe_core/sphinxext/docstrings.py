"""Docstrings and one-line texts of the code as nodes of a page, in the page's language."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence

from docutils import nodes

from kaohe_core.catalogues.texts import is_code, paragraphs
from kaohe_core.messages import Language, Message

_CODE = re.compile(r"``(?P<double>.+?)``|`(?P<single>[^`]+)`|:[a-z:]+:`(?P<role>[^`]+)`")


def translated(text: str, package: str, language: Language) -> str:
    """A text of ``package`` in ``language``: as its catalogue says, else as it stands in the code."""
    return Message(text, (), package).text(language)


def documentation(doc: str | None, package: str, language: Language) -> list[nodes.Node]:
    """A docstring as paragraphs and blocks of code."""
    result: list[nodes.Node] = []
    for block in paragraphs(doc):
        if is_code(block):
            result.append(code(inspect.cleandoc(block), "python"))
        else:
            result.append(nodes.paragraph("", "", *inline(translated(block, package, language))))
    return result


def inline(text: str) -> list[nodes.Node]:
    """A line with ``code`` in it."""
    found: list[nodes.Node] = []
    end = 0
    for match in _CODE.finditer(text):
        if match.start() > end:
            found.append(nodes.Text(text[end : match.start()]))
        name = match["double"] or match["single"] or match["role"].lstrip("~").rpartition(".")[2]
        found.append(nodes.literal(name, name))
        end = match.end()
    if end < len(text):
        found.append(nodes.Text(text[end:]))
    return found


def code(text: str, language: str) -> nodes.literal_block:
    """A block of code."""
    return nodes.literal_block(
        text, text, language=language, force=True, xml_space="preserve"
    )  # also where it is wrong


def literal(text: str) -> nodes.literal:
    """Code within a line."""
    return nodes.literal(text, text)


CellContent = str | nodes.Node | Sequence[nodes.Node]


def table(head: Iterable[str], rows: Iterable[Sequence[CellContent]], widths: Sequence[int]) -> nodes.table:
    """A table; a cell is a text, a node within a line, or several of them."""
    group = nodes.tgroup(cols=len(widths))
    group.extend(nodes.colspec(colwidth=width) for width in widths)
    group += nodes.thead("", _row(list(head)))
    body = nodes.tbody()
    body.extend(_row(row) for row in rows)
    group += body
    return nodes.table("", group, classes=["kaohe"])


def _row(cells: Sequence[CellContent]) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        parts = inline(cell) if isinstance(cell, str) else [cell] if isinstance(cell, nodes.Node) else list(cell)
        row += nodes.entry("", nodes.paragraph("", "", *parts))
    return row
