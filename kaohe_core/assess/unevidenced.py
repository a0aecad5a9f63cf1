"""Rows behind marks that refer to no record, where their table has a column for it (G04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from kaohe_core.assess.plan import Plan
from kaohe_core.assess.result import Result
from kaohe_core.findings import Findings
from kaohe_core.formula import tree
from kaohe_core.messages import message
from kaohe_core.tables.data import ROW, Data

if TYPE_CHECKING:
    import polars as pl


@frozen
class Unevidenced:
    """One such row: its table, whom it is about, and its number in the file."""

    data: Data
    subject: str
    row: int | None


def unevidenced(result: Result, tables: Mapping[str, Data]) -> Iterator[Unevidenced]:
    """Every row about an assessed subject that a clause reads something from, and whose evidence is empty.

    A row in which all numbers read are 0 and all flags 否 gives no mark, so it needs no evidence.
    """
    import polars as pl

    assessed = result.frame["_subject"]
    for name, columns in _read(result.plan).items():
        data = tables[name]
        table = data.table
        if table.evidence is None:
            continue
        frame = data.frame.lazy().filter(pl.col(table.evidence).is_null() | (pl.col(table.evidence) == ""))
        counted = [c.id for c in table.columns if c.id in columns and c.type in ("number", "flag")]
        if counted:
            frame = frame.filter(pl.any_horizontal(pl.col(counted).fill_null(0) != 0))
        if table.via is None:
            frame = frame.filter(pl.col(table.subject).is_in(assessed.implode()))
        for row in _rows(frame.collect(), table.subject):
            yield Unevidenced(data, *row)


def _read(plan: Plan) -> dict[str, set[str]]:
    """The columns of every table that clauses read."""
    found: dict[str, set[str]] = {}
    for step in plan.steps:
        if step.role != "clause":
            continue
        for node in step.measures():
            parts = [part for part in (node.of, node.where, node.by, node.each) if part is not None]
            fields = {n.column.id for part in parts for n in part.walk() if isinstance(n, tree.Field)}
            found.setdefault(node.table.id, set()).update(fields)
    return found


def _rows(frame: pl.DataFrame, subject: str) -> Iterator[tuple[str, int | None]]:
    if ROW not in frame.columns:
        yield from ((str(value), None) for value in frame[subject])
        return
    yield from ((str(value), row) for value, row in frame.select(subject, ROW).iter_rows())


def note_unevidenced(result: Result, tables: Mapping[str, Data], findings: Findings) -> None:
    """Say it once for every table. It stops nothing here; a case cannot be closed with it."""
    by_table: dict[str, list[Unevidenced]] = {}
    for found in unevidenced(result, tables):
        by_table.setdefault(found.data.table.id, []).append(found)
    for rows in by_table.values():
        first = rows[0]
        findings.add(
            first.data.row_place(first.row, first.data.table.evidence),
            message("the row about {who} gives marks and refers to no evidence", who=first.subject)
            if len(rows) == 1
            else message("the row about {who} gives marks and refers to no evidence, and so do {more} others",
                         who=first.subject, more=len(rows) - 1),
            message("write down where the records are kept"),
            blocks=False,
        )  # fmt: skip
