"""The made-up county of the benchmark: the same rows on every machine, from a linear congruential generator."""

from __future__ import annotations

from pathlib import Path

import polars as pl

SCHOOL = 60  # staff per school
SEED = 20260831
MULTIPLIER, INCREMENT = 1_103_515_245, 12_345  # of the C standard's example rand()


def write(folder: Path, staff: int) -> None:
    """Five Parquet files with ``staff`` people in schools of 60, numbers as Decimals."""
    folder.mkdir(parents=True, exist_ok=True)
    index = pl.int_range(staff, dtype=pl.Int64)
    people = pl.DataFrame({"i": range(staff)}, schema={"i": pl.Int64}).with_columns(
        id="T" + (index + 1).cast(pl.String).str.zfill(7),
        school="S" + (index // SCHOOL + 1).cast(pl.String).str.zfill(5),
    )
    role = _below(1, 1000)
    discipline = _below(2, 1000)
    homeroom = _below(3, 100) < 30
    pool = 55_000_000 + _of(4, pl.col("i") // SCHOOL, 20_000_000)  # one for each school, in cents that do not divide
    people.select(
        "id",
        "school",
        role=_first(role, [(10, "督导员"), (30, "内退"), (33, "停薪")], "教师"),
        discipline=_first(discipline, [(8, "通报批评"), (12, "警告"), (14, "记过"), (15, "记大过")], None),
        homeroom_months=pl.when(homeroom).then(10 - _below(5, 20) // 16).otherwise(0),
        pupils=pl.when(homeroom).then(20 + _below(6, 41)).otherwise(0),
        homeroom_score=_decimal(pl.when(homeroom).then(6000 + _below(7, 4001)).otherwise(0), 2),
        pool=_decimal(pool, 2),
    ).rename({"homeroom_months": "homeroom-months", "homeroom_score": "homeroom-score"}).write_parquet(
        folder / "staff.parquet"
    )
    terms = []
    for term, salt in (("上", 100), ("下", 200)):
        terms.append(
            people.select(
                "i",
                "id",
                pl.lit(term).alias("term"),
                _decimal(_rare(salt + 1, 30, 120), 1).alias("sick-days"),
                _decimal(_rare(salt + 2, 20, 60), 1).alias("personal-days"),
                _decimal(_rare(salt + 3, 1, 20), 1).alias("absent-days"),
                _below(salt + 4, 12).alias("missed"),
                _decimal(200 + _below(salt + 5, 201), 1).alias("routine"),
                _decimal(100 + _below(salt + 6, 201), 1).alias("research"),
            )
        )
    by_term = pl.concat(terms).sort("i", maintain_order=True)  # as files come: person by person
    by_term.select("id", "term", "sick-days", "personal-days", "absent-days", "missed").write_parquet(
        folder / "attendance.parquet"
    )
    by_term.select("id", "term", "routine", "research").write_parquet(folder / "process.parquet")
    people.select("id", weekly=_decimal(60 + _below(8, 161), 1)).write_parquet(folder / "workload.parquet")
    people.select("id", quality=_decimal(400 + _below(9, 601), 1)).write_parquet(folder / "results.parquet")


def _of(salt: int, index: pl.Expr, below: int) -> pl.Expr:
    """A number from 0 up to ``below``, by three rounds of the generator over the index."""
    x = index + SEED * salt
    for _ in range(3):
        x = (x * MULTIPLIER + INCREMENT) % 2**31
    return (x // 8) % below


def _below(salt: int, below: int) -> pl.Expr:
    return _of(salt, pl.col("i"), below)


def _rare(salt: int, percent: int, below: int) -> pl.Expr:
    """Zero for most people; half days for some."""
    return pl.when(_below(salt, 100) < percent).then(_below(salt + 50, below) * 5).otherwise(0)


def _first(number: pl.Expr, edges: list[tuple[int, str]], otherwise: str | None) -> pl.Expr:
    result = pl.lit(otherwise, dtype=pl.String)
    for edge, text in reversed(edges):
        result = pl.when(number < edge).then(pl.lit(text)).otherwise(result)
    return result


def _decimal(tenths: pl.Expr, digits: int) -> pl.Expr:
    return tenths.cast(pl.Int128).reinterpret(dtype=pl.Decimal(18, digits))
