"""Columns of one table laid beside the rows of another: a teacher's classes with what each class was given."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from kaohe_core import frames as pl
from kaohe_core.config import JoinedSource
from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.messages import Message, message
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import APART, Data
from kaohe_core.tables.declared import Column, Table

SHOWN = 10  # values that are named
KEY = "_key"


def own_table(table: Table, source: JoinedSource) -> Table:
    """What of a table its own file holds: all columns but those that are taken."""
    return evolve(table, columns=tuple(column for column in table.columns if column.id not in source.take))


def check_join(table: Table, source: JoinedSource, other: Table | None, place: Place, findings: Findings) -> bool:
    """Whether columns of ``other`` can be laid beside ``table``; what hinders is noted."""
    watch = findings.watch()
    try:
        kept = own_table(table, source)
    except ValueError:
        findings.add(
            place,
            message("take names {columns}, and one of them the file itself must have", columns=list(source.take)),
            message("whose a row is, its period, its key and its evidence stand in the file"),
        )
        return False
    column = kept.column(source.on)
    if column is None or column.type != "text":
        findings.add(
            place,
            message("on = “{on}” is no text column of the table’s own", on=source.on),
            did_you_mean(source.on, [one.id for one in kept.columns if one.type == "text"]),
        )
    if other is None:
        findings.add(
            place,
            message("join = “{other}” is no declared table", other=source.join),
            message("declare it as [table.{other}]", other=source.join),
        )
        return False
    if other.has_rows:
        findings.add(
            place,
            message("“{other}” has several rows for one “{on}”, so it is not said which is joined", **_names(source)),
            message("join a table that has one row each"),
        )
    for id in source.take:
        mine, theirs = table.column(id), other.column(id)
        if mine is None:
            findings.add(
                place,
                message("take names “{column}”, which [table.{table}] does not declare", column=id, table=table.id),
                did_you_mean(id, [one.id for one in table.columns]),
            )
        elif theirs is None or id == other.subject:
            findings.add(
                place,
                message("“{other}” has no column “{column}” to take", other=source.join, column=id),
                did_you_mean(id, [one.id for one in other.columns if one.id != other.subject]),
            )
        elif mine.type != theirs.type or mine.decimals < theirs.decimals:
            findings.add(
                place,
                message(
                    "“{column}” of “{other}” does not fit the column: there it is {type} with {decimals} decimals",
                    column=id,
                    other=source.join,
                    type=theirs.type,
                    decimals=theirs.decimals,
                ),
                message("declare it alike, with as many decimals"),
            )
    return not watch.blocked


def joined(data: Data, table: Table, source: JoinedSource, other: Data, findings: Findings) -> Data:
    """``data`` with the columns that are taken from ``other``, row by row, where what stands under ``on`` is the same.

    What no row there means is said by the ``absence`` of the other table: 0, no data, a judgement that is awaited; or
    the row is left out where it is not about it. The same of a mark there that is about nobody: then the row is left
    out of what reads it. What is not determined there is not determined here.
    """
    theirs, absence = other.table, other.table.absence
    keys = {key: same_id(key) for key in [*data.frame[source.on].to_list(), *_ids(other)] if key is not None}
    apart = {id: f"{APART}{id}" for id in source.take if f"{APART}{id}" in other.frame.columns}
    right = other.frame.select(
        pl.col(theirs.subject).replace_strict(keys, default=None, return_dtype=pl.String).alias(KEY),
        *(_fitted(table, theirs, id) for id in source.take),
        *apart.values(),
        pl.lit(value=True).alias("_there"),
        pl.col(theirs.subject).is_in(sorted(other.awaiting)).alias("_waits"),
    )
    right = right.filter(pl.col(KEY).is_not_null()).unique(KEY, keep="first", maintain_order=True)
    left = data.frame.with_columns(
        pl.col(source.on).replace_strict(keys, default=None, return_dtype=pl.String).alias(KEY)
    )
    frame = left.join(right, on=KEY, how="left", maintain_order="left")
    absent = frame["_there"].is_null()
    _note_absent(data, source, other, frame.filter(absent), findings)
    if absence == "zero":
        numbers = [id for id in source.take if table.columns[_at(table, id)].type in ("number", "flag")]
        zero = pl.col("_there").is_null() & pl.col(KEY).is_not_null()
        frame = frame.with_columns(
            pl.when(zero | pl.col(apart[id]) if id in apart else zero).then(0).otherwise(pl.col(id)).alias(id)
            for id in numbers
        )
    if absence == "not-applicable":
        frame = frame.filter(pl.col("_there").is_not_null() | pl.col(KEY).is_null())
        frame = frame.with_columns([pl.col(name).fill_null(value=False).alias(name) for name in apart.values()])
    open_ = [pl.col(name) for name in ("_waits", *(apart.values() if absence == "awaiting" else ()))]
    waits = pl.any_horizontal(open_).fill_null(value=absence == "awaiting")
    waiting = frame.filter(waits & pl.col(KEY).is_not_null())[table.subject].drop_nulls().to_list()
    beside = apart.values() if absence == "not-applicable" else ()
    order = [*(column.id for column in table.columns), *beside, *(name for name in frame.columns if name == "_row")]
    return evolve(data, table=table, frame=frame.select(order), awaiting=data.awaiting | frozenset(waiting))


def _ids(other: Data) -> list[str | None]:
    found: list[str | None] = other.frame[other.table.subject].to_list()
    return found


def _at(table: Table, id: str) -> int:
    return [column.id for column in table.columns].index(id)


def _fitted(table: Table, theirs: Table, id: str) -> pl.Expr:
    mine, other = table.column(id), theirs.column(id)
    assert isinstance(mine, Column) and isinstance(other, Column)  # noqa: S101, PT018  # check_join saw to it
    factor = mine.scale // other.scale
    found: Any = pl.col(id) if factor == 1 else pl.col(id) * factor
    expr: pl.Expr = found.alias(id)
    return expr


def _note_absent(data: Data, source: JoinedSource, other: Data, rows: pl.DataFrame, findings: Findings) -> None:
    """What stands under ``on`` and has no row there: it may be meant, or a slip."""
    values = list(dict.fromkeys(value for value in rows[source.on].to_list() if value is not None))
    if not values:
        return
    meaning: dict[str, Message] = {
        "zero": message("each counts 0"),
        "no-data": message("they are without data"),
        "awaiting": message("they wait for a judgement"),
        "not-applicable": message("their rows are left out"),
    }
    names = _names(source) | {
        "values": values[:SHOWN],
        "more": len(values) - SHOWN,
        "meaning": meaning[other.table.absence],
    }
    findings.add(
        data.row_place(None, source.on),
        message("“{other}” has no row for {values}: {meaning}", **names)
        if len(values) <= SHOWN
        else message("“{other}” has no row for {values} and {more} more: {meaning}", **names),
        message("correct the name if it is a slip"),
        blocks=False,
    )


def _names(source: JoinedSource) -> dict[str, Any]:
    return {"other": source.join, "on": source.on}
