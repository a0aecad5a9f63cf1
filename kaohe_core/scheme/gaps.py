"""Whether somebody may be left between the clauses of a dimension, so that none of them is about that person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaohe_core.formula.nodes.conditions import OPPOSITE
from kaohe_core.formula.tree import And, Compare, Field, Formula, Not, Number, OnlyRow, Or, Words
from kaohe_core.scheme.model import Clause, Dimension
from kaohe_core.tables.declared import Column


def may_leave_out(dimension: Dimension) -> bool:
    """Whether all clauses and parts may be about others, and the dimension does not say what becomes of its marks.

    A part that takes a share of a person is taken to be one of several that share the whole person.
    """
    if (
        not dimension.marks.value
        or dimension.when_not_applicable is not None
        or dimension.only_for is not None
        or dimension.share is not None
    ):
        return False
    below = list(_below(dimension))
    return all(condition is not None for condition in below) and not _covers([c for c in below if c is not None])


def _below(dimension: Dimension) -> Iterator[Formula | None]:
    """Whom each clause and part is about; None for everybody, or where that cannot be told here."""
    for clause in dimension.counting:
        yield from _of_clause(clause)
    for part in dimension.dimension:
        if part.share is not None or part.when_not_applicable == "zero":  # the 0 is what its author said
            yield None
        elif part.only_for is not None:
            yield part.only_for
        else:
            inside = list(_below(part))
            yield from [None] if None in inside else inside


def _of_clause(clause: Clause) -> Iterator[Formula | None]:
    if not clause.variant:
        yield clause.only_for
        return
    for variant in clause.variant:
        yield variant.when if clause.only_for is None else And((clause.only_for, variant.when))


def _covers(conditions: Sequence[Formula]) -> bool:
    """Whether it is plain that one of the conditions holds for anybody: opposites, or every value a column can have."""
    single = [
        part for condition in conditions for part in (condition.items if isinstance(condition, Or) else [condition])
    ]
    if any(opposite in single for opposite in (_opposite(condition) for condition in single)):
        return True
    named: dict[Formula, set[object]] = {}
    for condition in single:
        if isinstance(condition, Compare) and condition.op == "==" and isinstance(condition.right, Words | Number):
            named.setdefault(condition.left, set()).add(condition.right.value)
    return any(values >= _possible(left) for left, values in named.items() if _possible(left))


def _opposite(condition: Formula) -> Formula:
    if isinstance(condition, Compare):
        return Compare(OPPOSITE[condition.op], condition.left, condition.right)
    return condition.of if isinstance(condition, Not) else Not(condition)


def _possible(formula: Formula) -> set[object]:
    """Every value that a column of choices or a 是/否 column can have; nothing where that is not known."""
    column: Column | None = None
    if isinstance(formula, OnlyRow) and isinstance(formula.of, Field):
        column = formula.of.column
    if column is None:
        return set()
    return {0, 1} if column.type == "flag" else set(column.choices)
