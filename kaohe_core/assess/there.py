"""Whether there is a row that a measure takes: where none means not applicable, that says whom it is about."""

from __future__ import annotations

from attrs import field, frozen

from kaohe_core.formula import tree


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
