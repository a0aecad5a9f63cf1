"""Every word that the core asks of frames, by Polars and by the plain ones on the same data: the same comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import hypothesis.strategies as st
import polars
import pytest
from hypothesis import given

from kaohe_core.frames import plain

NUMBERS = st.lists(st.none() | st.integers(-3, 3), max_size=6)
Asked = Callable[[Any, Any], Any]

SERIES: dict[str, Asked] = {  # of a library and a series of whole numbers
    "sum, arithmetic": lambda pl, s: (s * pl.Series([10], dtype=pl.Int64) + 1 - s).to_list(),
    "compared": lambda pl, s: [(s > 1).to_list(), (s <= 0).to_list(), (s == 2).to_list(), (s != 2).to_list()],
    "three-valued": lambda pl, s: [((s > 0) & (s < 3)).to_list(), ((s > 0) | (s < 3)).to_list(), (~(s > 0)).to_list()],
    "any, all": lambda pl, s: [(s > 1).any(), (s > 1).all(), s.is_null().any()],
    "null": lambda pl, s: [s.null_count(), s.has_nulls(), s.is_null().to_list(), s.is_not_null().to_list()],
    "filled": lambda pl, s: [s.fill_null(7).to_list(), s.drop_nulls().to_list()],
    "least": lambda pl, s: [s.min(), s.max(), s.sum(), s.n_unique(), s.is_empty()],
    "members": lambda pl, s: [
        s.is_in([1, 2]).to_list(),
        s.is_in(pl.Series([0, 3], dtype=pl.Int64).implode()).to_list(),
    ],
    "chosen": lambda pl, s: [s.filter(s > 0).to_list(), s.head(2).to_list(), (s > 0).arg_true().to_list()],
    "gathered": lambda pl, s: s.gather((s > 0).arg_true()).to_list(),
    "unique": lambda pl, s: s.unique(maintain_order=True).to_list(),
    "shifted": lambda pl, s: [s.shift(1).to_list(), s.ne_missing(s.shift(1)).to_list()],
    "summed up": lambda pl, s: s.drop_nulls().cum_sum().to_list(),
    "sorted": lambda pl, s: s.drop_nulls().is_sorted(),
    "replaced": lambda pl, s: [
        s.replace_strict([1, 2], [10, None], default=s).to_list(),
        s.replace_strict({1: "a"}, default=None, return_dtype=pl.String).to_list(),
    ],
    "the same": lambda pl, s: [s.equals(s.head(6)), s.equals(s.head(2))],
}


@given(values=NUMBERS)
def test_a_column(values: list[int | None]) -> None:
    column, other = (pl.Series("x", values, dtype=pl.Int64) for pl in (polars, plain))
    for what, asked in SERIES.items():
        assert asked(plain, other) == asked(polars, column), what


ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", None]), st.none() | st.integers(-3, 3), st.booleans() | st.none()),
    max_size=7,
)


def _rows(frame: Any) -> Any:
    return [frame.columns, frame.height, list(frame.iter_rows())]


FRAMES: dict[str, Asked] = {
    "selected": lambda pl, f: _rows(f.select("n", pl.col("who").alias("w"), twice=pl.col("n") * 2)),
    "beside": lambda pl, f: _rows(f.with_columns(pl.lit(None, dtype=pl.Int64).alias("none"), n=pl.col("n") + 1)),
    "filtered": lambda pl, f: [
        _rows(f.filter("ok")),
        _rows(f.filter(f["n"].is_null())),
        _rows(f.filter(pl.col("n") > 0)),
    ],
    "not": lambda pl, f: _rows(f.filter(~pl.col("who").is_in(["a"]) & (pl.col("n") < 2))),
    "any of": lambda pl, f: _rows(f.filter(pl.any_horizontal([pl.col("n") > 1, pl.col("ok")]))),
    "all of": lambda pl, f: _rows(f.filter(pl.all_horizontal([pl.col("n") > 1, pl.col("ok")]))),
    "unless": lambda pl, f: _rows(f.with_columns(pl.when(pl.col("ok")).then(None).otherwise(pl.col("n")).alias("n"))),
    "zero where": lambda pl, f: _rows(f.with_columns(pl.when(pl.col("n").is_null()).then(0).otherwise(1).alias("n"))),
    "literal": lambda pl, f: _rows(f.filter(pl.lit(value=False))),
    "dropped": lambda pl, f: [_rows(f.drop(["n"])), _rows(f.drop_nulls("who")), _rows(f.drop_nulls(["who", "n"]))],
    "once each": lambda pl, f: [_rows(f.unique("who", keep=keep, maintain_order=True)) for keep in ("first", "last")],
    "grouped": lambda pl, f: _rows(
        f.group_by("who", maintain_order=True).agg(
            [pl.len(), pl.col("n").first(), pl.col("n").min().alias("least"), pl.col("n").sum().alias("sum")],
            many=pl.col("n").drop_nulls().n_unique(),
            none=pl.col("n").null_count(),
        )
    ),
    "first of each": lambda pl, f: _rows(f.drop_nulls(["who"]).with_columns(first=pl.col("n").first().over(["who"]))),
    "joined": lambda pl, f: [
        _rows(f.join(pl.DataFrame({"who": ["b", "b", "a"], "t": [1, 2, 3]}), on="who", how=how, maintain_order="left"))
        for how in ("left", "inner")
    ],
    "several": lambda pl, f: [_rows(pl.concat([f, f.head(1), f.tail(2)])), _rows(f.clear())],
    "hashes": lambda pl, f: f.select(
        pl.col("n").hash(0).filter(pl.col("ok")).n_unique() == pl.col("n").filter(pl.col("ok")).n_unique()
    ).item(),
    "named": lambda pl, f: [list(f.iter_rows(named=True)), f.rows(), [list(one) for one in f.iter_columns()]],
    "with a series": lambda pl, f: _rows(f.hstack([pl.int_range(f.height, dtype=pl.UInt32, eager=True).alias("at")])),
}


@given(rows=ROWS)
def test_a_frame(rows: list[tuple[Any, ...]]) -> None:
    who, n, ok = ([row[i] for row in rows] for i in range(3))
    frame, other = (
        pl.DataFrame(
            [
                pl.Series("who", who, dtype=pl.String),
                pl.Series("n", n, dtype=pl.Int64),
                pl.Series("ok", ok, dtype=pl.Boolean),
            ]
        )
        for pl in (polars, plain)
    )
    for what, asked in FRAMES.items():
        assert asked(plain, other) == asked(polars, frame), what


def test_days_are_compared_and_texts_searched() -> None:
    for pl in (polars, plain):
        days = pl.DataFrame({"day": [date(2026, 3, 1), None, date(2026, 9, 1)], "t": ["ab", None, "甲"]})
        inside = (pl.col("day") >= date(2026, 2, 1)) & (pl.col("day") <= date(2026, 8, 31))
        assert days.filter(inside)["day"].to_list() == [date(2026, 3, 1)]
        assert days["t"].str.contains("[^!-~]").to_list() == [False, None, True]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=r"columns of different lengths: \[2, 3\]"):
        _ = plain.Series([1, 2]) + plain.Series([1, 2, 3])
