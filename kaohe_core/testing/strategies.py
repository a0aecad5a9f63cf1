"""Hypothesis strategies for rows of any declared table: whatever the declaration allows, and nothing else.

::

    @given(rows_of(plugin.table("reading-log"), ["R1", "R2"]))
    def test_nobody_loses_marks(rows): ...
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kaohe_core.described import described
from kaohe_core.tables.declared import Column, Table

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


@described
def rows_of(table: Table, ids: Sequence[str], *, most: int = 6) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows about some of ``ids``, by the ids of the columns: at most one each, or up to ``most`` of an event table.

    No two agree in the columns of the key. A cell that may be empty is left out now and then.
    """
    row = st.fixed_dictionaries(
        {table.subject: st.sampled_from(list(ids))}
        | {column.id: cells_of(column) for column in table.columns if column.required and column.id != table.subject},
        optional={column.id: cells_of(column) for column in table.columns if not column.required},
    )
    key = (table.subject,) if table.rows == "subject" and not table.key else table.key
    unique = (lambda row: tuple(row.get(name) for name in key)) if key else None
    return st.lists(row, max_size=len(ids) if table.rows == "subject" else most, unique_by=unique)


@described
def cells_of(column: Column) -> st.SearchStrategy[Any]:
    """The values of a column: numbers in its range with no more than its decimals, its choices, dates, flags."""
    match column.type:
        case "number":
            assert column.low is not None and column.high is not None  # noqa: S101, PT018  # a number has a range
            scale = column.scale
            least, most = int(-(-column.low * scale // 1)), int(column.high * scale // 1)
            return st.integers(least, most).map(lambda number: Decimal(number) / scale)
        case "text" if column.choices:
            return st.sampled_from(column.choices)
        case "text":
            return st.sampled_from([f"{column.title.zh}{number}" for number in range(1, 9)])
        case "flag":
            return st.booleans()
        case _:
            return st.dates(FIRST, LAST)
