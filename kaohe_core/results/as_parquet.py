"""The results as a Parquet file, whole columns at once: for a county's or a province's people.

A row per assessed subject, in roster order:

=====================  ==========================================================================================
``id``, ``name``       as on the roster
``unit``               the unit, empty where all are one
``scored``             whether the scheme scores the subject, and if not, ``reason``
a mark's or amount's   its id is the column's name: the value as a Decimal with the decimals that it can have, and at
                       least those of money; null where there is none
``…/den``              beside a mark that stays a quotient without end: the mark is then the whole number in its
                       column ÷ the one in this
``…!``                 why a mark is what it is: scored, not-applicable, no-data, awaiting; left out where everybody
                       whom the scheme scores is scored; beside an amount: no-data for whom it is not known, left out
                       where all are known
=====================  ==========================================================================================

The intermediate steps of a payment are left out; its amount is there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kaohe_core.assess.plan import decimals
from kaohe_core.assess.result import NO_DATA, SCORED, STANDINGS
from kaohe_core.assess.settle import amount_of
from kaohe_core.formula.columns import ColumnRatio, ColumnValue

if TYPE_CHECKING:
    import polars as pl

    from kaohe_core.assess.plan import PlanStep
    from kaohe_core.assess.result import Result

NARROW, WIDE = 18, 38  # digits of a Decimal that Parquet keeps in 64 and in 128 bits
LEAST = 2  # decimals


def parquet(result: Result) -> bytes:
    """The file."""
    stream = io.BytesIO()
    frame(result).write_parquet(stream)
    return stream.getvalue()


def frame(result: Result) -> pl.DataFrame:
    """The columns that are written."""
    import polars as pl

    found, names = result.frame, {"_subject": "id", "_name": "name", "_unit": "unit"}
    told: list[pl.Expr | pl.Series] = [pl.col(name).alias(shown) for name, shown in names.items()]
    told += [pl.col("_scored").alias("scored"), pl.col("_reason").alias("reason")]
    standings = pl.Series(STANDINGS, dtype=pl.Enum(STANDINGS))
    for step in told_steps(result):
        told += _value(found, step.id, result.values[step.id])
        column = result.standings.get(step.id)
        if step.role == "money" and found[step.id].has_nulls():
            coded = found[step.id].is_null().cast(pl.UInt32) * NO_DATA
            told.append(standings.gather(coded).alias(f"{step.id}!"))
        if column == f"{step.id}!" and (found[column].filter(found["_scored"]) != SCORED).any():
            told.append(standings.gather(found[column].cast(pl.UInt32)).alias(column))
    return found.select(told)  # all at once, on all cores


def told_steps(result: Result) -> list[PlanStep]:
    """The steps that have a column: all with a value of their own, of a payment its amount alone."""
    return [
        step
        for step in result.plan.steps
        if step.role != "notice" and (step.payment is None or step.id == amount_of(step.payment.id))
    ]


def _value(frame: pl.DataFrame, id: str, value: ColumnValue) -> Iterator[pl.Expr | pl.Series]:
    import polars as pl

    column = pl.col(id)
    if not isinstance(value, ColumnRatio):
        yield column
        return
    places = max(decimals(value) or 0, LEAST)
    factor = 10**places // value.scale
    largest = max(abs(value.num.lo), abs(value.num.hi)) * factor
    if decimals(value) is None or largest >= 10**WIDE:
        yield _portable(column, frame.schema[id])
        if value.den is None:
            yield pl.repeat(value.scale, frame.height, dtype=pl.Int64, eager=True).alias(f"{id}/den")
        else:
            yield _portable(_times(pl.col(f"{id}/den"), value.scale), pl.Int128())
        return
    yield _times(column, factor).reinterpret(dtype=pl.Decimal(NARROW if largest < 10**NARROW else WIDE, places))


def _portable(whole: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whole numbers as every reader of Parquet knows them: beyond 64 bits, as a Decimal."""
    import polars as pl

    return whole.reinterpret(dtype=pl.Decimal(WIDE, 0)) if dtype == pl.Int128 else whole


def _times(whole: pl.Expr, factor: int) -> pl.Expr:
    import polars as pl

    wide = whole.cast(pl.Int128)
    return wide if factor == 1 else wide * pl.lit(factor, dtype=pl.Int128)
