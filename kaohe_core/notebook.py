"""What a notebook shows of kaohe's objects: a little HTML, everything in it escaped, never more than some rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from kaohe_core.messages import Language, message

MOST = 20  # rows; of more, the first and the last ones are shown


def paragraph(text: str) -> str:
    """One line of text."""
    return f"<p>{escape(text)}</p>"


def heading(text: str) -> str:
    """What stands above."""
    return f"<p><strong>{escape(text)}</strong></p>"


def lines(text: str) -> str:
    """Text whose lines and indents stay as they are."""
    return f'<pre style="white-space: pre-wrap">{escape(text)}</pre>'


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], language: Language, count: int | None = None) -> str:
    """A table of text; of more than :data:`MOST` rows the first and last, and how many lie between.

    ``count`` is how many rows there are in all, where ``rows`` are only the first and last of them.
    """
    count = len(rows) if count is None else count
    half = MOST // 2
    first, last = (rows, ()) if count <= MOST else (rows[:half], rows[-half:])
    body = [_row(row) for row in first]
    if last:
        between = message("… {count} more …", count=count - len(first) - len(last)).text(language)
        body += [f'<tr><td colspan="{len(heads)}">{escape(between)}</td></tr>', *(_row(row) for row in last)]
    head = "".join(f"<th>{escape(title)}</th>" for title in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
