"""Where the header of a sheet is, and what stands over each column: in one row, or joined from two, three or four."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_core.tables.grid import Grid, Raw
from kaohe_core.tables.headers import Header, Headers, Spellings, key, text_in
from kaohe_core.tables.units import is_unit

WITHIN = 200  # the header is looked for in this many filled rows; offices put titles and explanations above it
MOST = 4  # rows of one header

RowTexts = Mapping[int, str]  # of a row: by column, from 0


def locate(spellings: Spellings, grid: Grid) -> Headers | None:
    """The header: at the first row that names the subject and more, else the subject, else most columns; else None."""
    rows = {number: cells for number, cells in grid.rows[: 2 * WITHIN] if any(text_in(raw) for raw in cells)}
    best: Headers | None = None
    alone: Headers | None = None
    for number, cells in list(rows.items())[:WITHIN]:
        headers = spellings.read(number, cells)
        if any(header.column.id == spellings.table.subject for header in headers.found):
            if len(headers.found) > 1 or len(spellings.table.columns) == 1:
                return _joined(spellings, grid, rows, headers)
            if alone is None:
                joined = _joined(spellings, grid, rows, headers)
                if len(joined.found) > 1:
                    return joined
                alone = joined
        if headers.found and (best is None or len(headers.found) > len(best.found)):
            best = headers
    return alone or best


def _joined(spellings: Spellings, grid: Grid, rows: Mapping[int, list[Raw]], headers: Headers) -> Headers:
    """The header with the rows above and below it that belong to it: those by which more columns are named."""
    at = headers.row or 0
    subject = next(header.index for header in headers.found if header.column.id == spellings.table.subject)
    least = max((a[2] for a in grid.merged if a[0] == at < a[2] < at + MOST and _text(rows, at, a[1] - 1)), default=at)
    best, most = headers, len({header.column.id for header in headers.found})
    if least > at:
        best = _of(spellings, grid, rows, at, least)
        most = len({header.column.id for header in best.found})
    for first in range(at, max(at - MOST, 0), -1):
        if first not in rows:
            break
        for last in range(least, first + MOST):
            if last > at and (last not in rows or not _goes_on(rows, at, last, subject)):
                if last > least:
                    break
                continue
            found = _of(spellings, grid, rows, first, last)
            named = {header.column.id for header in found.found}
            if len(named) > most and spellings.table.subject in named:
                best, most = found, len(named)
    return best


def _text(rows: Mapping[int, list[Raw]], number: int, index: int) -> str:
    cells = rows.get(number, [])
    return text_in(cells[index]) if index < len(cells) else ""


def _goes_on(rows: Mapping[int, list[Raw]], at: int, last: int, subject: int) -> bool:
    """Whether the rows down to ``last`` may belong to the header: they hold only texts, and none about a subject."""
    for number in range(at + 1, last + 1):
        own = _text(rows, number, subject)
        if own and key(own) != key(_text(rows, at, subject)):
            return False
        if any(not isinstance(raw, str | None) for raw in rows.get(number, [])):
            return False
    return True


def _of(spellings: Spellings, grid: Grid, rows: Mapping[int, list[Raw]], first: int, last: int) -> Headers:
    """The header that takes these rows."""
    seen = [_row_of_titles(grid, rows, number, lower=number < last) for number in range(first, last + 1)]
    width = max((index + 1 for texts in seen for index in texts), default=0)
    named = [_column(spellings, index, [texts.get(index, "") for texts in seen]) for index in range(width)]
    return spellings.headers(named, tuple(range(first, last + 1)))


def _row_of_titles(grid: Grid, rows: Mapping[int, list[Raw]], number: int, *, lower: bool) -> RowTexts:
    """What stands over each column in this row, a merged title over all of its columns.

    A file of texts keeps no merged cells: there a title goes on to the right, as far as the row below has texts.
    """
    texts = {index: text for index, raw in enumerate(rows.get(number, [])) if (text := text_in(raw))}
    spread = dict(texts)
    for top, left, bottom, right in grid.merged:
        if top <= number <= bottom and (text := _text(rows, top, left - 1)):
            spread.update(dict.fromkeys(range(left - 1, right), text))
    if lower and not any(area[0] == number for area in grid.merged):
        before = ""
        for index in range(len(rows.get(number + 1, []))):
            below = _text(rows, number + 1, index)
            before = (texts.get(index) or before) if below else ""
            if before and below:
                spread.setdefault(index, before)
    return spread


def _column(spellings: Spellings, index: int, stack: list[str]) -> tuple[str, Header | None]:
    """What stands over one column, and what it names: its titles joined, the lower ones alone, or one over its unit."""
    parts = [text for at, text in enumerate(stack) if text and (not at or text != stack[at - 1])]
    for start in range(len(parts)):
        found = spellings.recognise(index, "".join(parts[start:]))
        if found is not None:
            return found.text, found
    for end in range(len(parts) - 1, 0, -1):
        rest = "".join(parts[end:])
        found = spellings.recognise(index, "".join(parts[:end]))
        if found is not None and not found.remark and (is_unit(rest) or rest[:1] in "（("):
            text = f"{found.text}（{rest.strip('（()）')}）"
            return text, spellings.recognise(index, text)
    return " ".join(parts), None
