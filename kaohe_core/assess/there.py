"""Whether there is a row that a measure takes: where none means not applicable, that says whom it is about."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from kaohe_core.formula import tree
from kaohe_core.formula.exact import ExactValue
from kaohe_core.messages import Message, message


@frozen(cache_hash=True, order=False)
class RowsAbout(tree.CountOfRows):
    """How many rows of results there are in which these marks are about whom the row is about. No author writes it."""

    marks: tuple[tree.Field, ...] = field(default=(), kw_only=True)


def there(node: tree.Measure) -> tree.Formula:
    """The condition that the table has a row for a measure, and of results one whose marks are about somebody."""
    marks = tuple(dict.fromkeys(node.fields())) if node.table.results else ()
    if not marks:
        return tree.CountOfRows(node.table, period=node.period).known()
    return RowsAbout(node.table, period=node.period, marks=marks).known()


def not_about(node: tree.Measure, value: Callable[[tree.Formula], ExactValue]) -> Message | None:
    """Why a measure without a value is not about somebody; None where it is, and data are missing."""
    if node.table.absence != "not-applicable":
        return None
    if value(tree.CountOfRows(node.table, period=node.period)) is None:
        why = message("“{table}” has no row", table=node.table.title)
        return why if node.period is None else message("{why} ({period})", why=why, period=node.period)
    if isinstance(node, RowsAbout) or value(there(node)) is False:
        return message("“{step}” is not about this person", step=node.table.title)
    return None
