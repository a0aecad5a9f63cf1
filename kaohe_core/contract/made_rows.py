"""Rows that a declared table allows: the edges of its ranges first, and the same on every day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kaohe_core.tables.declared import Column, Table

FIRST_DAY = date(2026, 1, 1)
EACH = 3  # rows of an event table that somebody has; whoever comes last has none


def made_rows(table: Table, ids: Sequence[str], period: str = "") -> list[dict[str, Any]]:
    """Rows about ``ids``, by the ids of the columns: one each, or several of an event table, whose last has none.

    ``period`` is what stands in a column of period labels. Two rows never agree in the columns of the key.
    """
    about = ids if table.rows == "subject" else [id for id in ids[:-1] for _ in range(EACH)]
    found, seen = [], set()
    for number, id in enumerate(about):
        row = {column.id: _cell(table, column, number, period) for column in table.columns}
        row[table.subject] = id
        own = tuple(row[name] for name in (table.key or (table.subject,)))
        if (table.rows == "subject" or table.key) and own in seen:
            continue
        seen.add(own)
        found.append({name: value for name, value in row.items() if value is not None})
    return found


def _cell(table: Table, column: Column, number: int, period: str) -> Any:
    if not column.required and number % 4 == 3:  # somebody has no data
        return None
    if column.id == table.period and column.type == "text":
        return period
    match column.type:
        case "number":
            numbers = list(edges(column))
            return numbers[(number * 7 + len(column.id)) % len(numbers)]
        case "text" if column.choices:
            return column.choices[(number + len(column.id)) % len(column.choices)]
        case "text":
            return f"{column.title.zh}{number + 1}"
        case "flag":
            return number % 2 == 0
        case _:
            return FIRST_DAY + timedelta(days=11 * number)


def edges(column: Column) -> Iterator[Decimal]:
    """Numbers of a column: the least, the most, those beside them, nothing, and one in between with all decimals."""
    assert column.low is not None and column.high is not None  # noqa: S101, PT018  # a number has a range
    step = Decimal(1) / column.scale
    between = ((column.low + column.high) / 3 // step) * step
    seen = set()
    for number in (column.high, column.low, column.low + step, column.high - step, between, Decimal(0), Decimal(7)):
        if column.low <= number <= column.high and number not in seen:
            seen.add(number)
            yield number
