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
from kaohe_core.messages import Language, Message, message

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


def frame(result: Result, titles: Language | None = None) -> pl.DataFrame:
    """The columns that are written; with ``titles`` named as people call them, in that language.

    A title that stands there twice has the id behind it.
    """
    columns = _columns(result)
    if titles is None:
        return columns
    names = {name: _title(result, name, titles) for name in columns.columns}
    said = list(names.values())
    return columns.rename({name: text if said.count(text) == 1 else f"{text} ({name})" for name, text in names.items()})


HEADS: dict[str, Message] = {
    "id": message("id number"),
    "name": message("name"),
    "unit": message("unit"),
    "scored": message("scored"),
    "reason": message("reason"),
}


def _title(result: Result, name: str, language: Language) -> str:
    if name in HEADS:
        return HEADS[name].text(language)
    id, mark = (name[:-1], message("{title}: standing")) if name.endswith("!") else (name, message("{title}"))
    if name.endswith("/den"):
        id, mark = name.removesuffix("/den"), message("{title}: divisor")
    step = result.plan.step(id)
    title = step.payment.title if step.payment is not None else step.title.text(language)
    return mark.text(language).format(title=title)


def _columns(result: Result) -> pl.DataFrame:
    import polars as pl

    found, names = result.frame, {"_subject": "id", "_name": "name", "_unit": "unit"}
    told: list[pl.Expr | pl.Series] = [pl.col(name).alias(shown) for name, shown in names.items()]
    told += [pl.col("_scored").alias("scored"), pl.col("_reason").alias("reason")]
    standings = pl.Series(STANDINGS, dtype=pl.Enum(STANDINGS))
    for step in result.plan.steps:
        if not _is_told(step):
            continue
        told += _value(found, step.id, result.values[step.id])
        column = result.standings.get(step.id)
        if step.role == "money" and found[step.id].has_nulls():
            coded = found[step.id].is_null().cast(pl.UInt32) * NO_DATA
            told.append(standings.gather(coded).alias(f"{step.id}!"))
        if column == f"{step.id}!" and (found[column].filter(found["_scored"]) != SCORED).any():
            told.append(standings.gather(found[column].cast(pl.UInt32)).alias(column))
    return found.select(told)  # all at once, on all cores


def _is_told(step: PlanStep) -> bool:
    if step.role == "notice":
        return False
    return step.payment is None or step.id == amount_of(step.payment.id)


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
