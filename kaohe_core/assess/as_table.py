"""One scheme's result as another scheme's table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaohe_core import frames as pl
from kaohe_core.assess.result import AWAITING, NO_DATA, NOT_APPLICABLE, Result
from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.formula.columns import ColumnValue, PlainColumn
from kaohe_core.messages import message
from kaohe_core.tables.data import APART, ROW, Data
from kaohe_core.tables.declared import Column, Table

OF_ROSTER = "_roster:"
MEMBER = "member"
SHOWN = 10  # people who are named


def as_table(result: Result, roster: Data, table: Table, by: str | None, findings: Findings) -> Data | None:
    """The result as rows of ``table``.

    Its subject column holds the subjects, ``name`` their names, every other column the step of that id (``total``,
    ``grade``, a dimension, a clause, an award) or the column of the scheme’s ``roster``. With ``by`` the subject column
    holds that column of the roster instead, a row for every member about their school, say; ``member`` and
    ``member-name`` are then the members’ ids and names. What is not determined yet stays so: the row is there, and the
    cell empty, whatever the table's ``absence``. That is said of those who have no row, whom the result is not about,
    and of each mark that is not about whom the row is about: whatever reads it takes no such row.
    """
    scheme = result.plan.scheme
    file = message("result of “{scheme}”", scheme=scheme.title).text("zh")
    columns: list[Any] = []
    own = {column.id: column for column in roster.table.columns}
    if not _can_be_rolled_up(own, table, by, file, findings):
        return None
    for column in table.columns:
        if column.id == table.subject:
            columns.append(pl.col("_subject" if by is None else f"{OF_ROSTER}{by}").alias(column.id))
        elif by is not None and column.id == MEMBER:
            columns.append(pl.col("_subject").alias(column.id))
        elif column.id == ("name" if by is None else f"{MEMBER}-name"):
            columns.append(pl.col("_name").alias(column.id))
        elif column.id in result.values:
            found = _column(column, result.values[column.id])
            if found is None:
                findings.add(
                    Place(file=file, title=column.title.zh),
                    message(
                        "“{step}” does not fit the column: it needs {type} with {decimals} decimals",
                        step=column.id,
                        type=column.type,
                        decimals=column.decimals,
                    ),
                    message("round it in the scheme, or declare the column with more decimals"),
                )
                continue
            nothing = _open(result, column.id, NO_DATA) | _apart(result, column.id)
            columns.append(pl.when(nothing).then(None).otherwise(found).alias(column.id))
        elif column.id in own and own[column.id].type == column.type and own[column.id].scale <= column.scale:
            factor = column.scale // own[column.id].scale
            found = pl.col(f"{OF_ROSTER}{column.id}")
            columns.append((found if factor == 1 else found * factor).alias(column.id))
        elif column.required:
            findings.add(
                Place(file=file, title=column.title.zh),
                message("the result has no “{step}”", step=column.id),
                did_you_mean(column.id, [*(id_ for id_ in result.values if "/" not in id_ and "@" not in id_), *own]),
            )
        else:
            columns.append(_nothing(column).alias(column.id))
    if len(columns) < len(table.columns):
        return None
    read = [c.id for c in table.columns if c.id in result.values]
    apart = {id: _apart(result, id) for id in read}
    about = ~pl.all_horizontal(list(apart.values())) if apart else None
    members = roster.frame.select(
        pl.col(roster.table.subject).alias("_subject"), *(pl.col(id).alias(f"{OF_ROSTER}{id}") for id in own)
    )
    rows = (result.frame if about is None else result.frame.filter(about)).join(
        members, on="_subject", how="left", maintain_order="left"
    )
    whose = "_subject"
    if by is not None:
        whose = f"{OF_ROSTER}{by}"
        _note_without(rows.filter(pl.col(whose).is_null())["_name"].to_list(), own[by], file, findings)
        rows = rows.filter(pl.col(whose).is_not_null())
    waiting = pl.any_horizontal([_open(result, id, AWAITING) for id in read]) if read else pl.lit(value=False)
    held = [expr.alias(f"{APART}{id}") for id, expr in apart.items() if rows.select(expr.alias(id))[id].any()]
    frame = rows.select(*columns, *held, pl.lit(None, dtype=pl.Int64).alias(ROW))
    return Data(table, frame, file, awaiting=frozenset(rows.filter(waiting)[whose].to_list()))


def _can_be_rolled_up(own: Mapping[str, Column], table: Table, by: str | None, file: str, findings: Findings) -> bool:
    """Whether the rows can be about a column of the roster: a text, in a table with several rows for one value."""
    if by is None:
        return True
    column = own.get(by)
    if column is None or column.type != "text":
        findings.add(
            Place(file=file),
            message("by = “{by}” is no text column of the roster that the result is about", by=by),
            did_you_mean(by, [id for id, one in own.items() if one.type == "text"]),
        )
        return False
    if table.column("name") is not None:
        findings.add(
            Place(file=file),
            message("“name” in [table.{table}] would be the name of whom a row is about", table=table.id),
            message("write member-name for the names of the members, and member for their ids"),
        )
        return False
    if not table.has_rows:
        findings.add(
            Place(file=file),
            message("by = “{by}” gives several rows for one value, and [table.{table}] has one", by=by, table=table.id),
            message('write rows = "event" in [table.{table}]', table=table.id),
        )
        return False
    return True


def _note_without(names: list[str | None], column: Column, file: str, findings: Findings) -> None:
    """Members of whom it is not said to whom they belong: their results count for nobody."""
    if names:
        findings.add(
            Place(file=file, title=column.title.zh),
            message(
                "{count} people belong nowhere, so their results count for nobody: {names}",
                count=len(names),
                names=names[:SHOWN],
            ),
            message("fill in the column, if they belong somewhere"),
            blocks=False,
        )


def _open(result: Result, step: str, least: int) -> pl.Expr:
    """There is none yet: the standing is at least ``least``; an amount of money has no standing of its own."""
    column = result.standings.get(step)
    if column is not None:
        return pl.col(column) >= least
    return pl.col(step).is_null() if result.plan.step(step).role == "money" else pl.lit(value=False)


def _apart(result: Result, step: str) -> pl.Expr:
    """It is not about whom the row is about."""
    column = result.standings.get(step)
    return pl.lit(value=False) if column is None else pl.col(column) == NOT_APPLICABLE


def _column(column: Column, value: ColumnValue) -> Any:
    if isinstance(value, PlainColumn):
        kinds: Mapping[str, Any] = {"text": pl.String, "date": pl.Date, "flag": pl.Int64}
        return pl.col(column.id).cast(kinds[column.type]).alias(column.id) if column.type in kinds else None
    if column.type != "number" or value.den is not None or column.scale % value.scale:
        return None
    return (pl.col(column.id) * (column.scale // value.scale)).cast(pl.Int64).alias(column.id)


def _nothing(column: Column) -> Any:
    kinds: Mapping[str, Any] = {"text": pl.String, "date": pl.Date, "flag": pl.Int64, "number": pl.Int64}
    return pl.lit(None, dtype=kinds[column.type])
