"""Columns of numbers as texts, held against the text of each single number."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from kaohe_core.assess.result import Result
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.whole import Whole
from kaohe_core.formula.words import endless, plain_number
from kaohe_core.results.printed import printed

BOUND = 10**12


def result_of(nums: list[int | None], scale: int, dens: list[int | None] | None) -> Result:
    """As much of a result as a column of numbers is."""
    columns: dict[str, Any] = {"x": pl.Series(nums, dtype=pl.Int64)}
    den = None
    if dens is not None:
        columns["x/den"] = pl.Series(dens, dtype=pl.Int64)
        den = Whole(1, 1000)
    value = ColumnRatio(Whole(-BOUND, BOUND), scale, den)
    return cast("Result", SimpleNamespace(frame=pl.DataFrame(columns), values={"x": value}))


numbers = st.lists(st.none() | st.integers(-BOUND, BOUND) | st.integers(-300, 300), min_size=1, max_size=20)
scales = st.sampled_from([1, 2, 3, 5, 7, 8, 10, 12, 40, 100, 1000, 10**6])


@given(numbers, scales, st.integers(0, 3), st.sampled_from([0, 2, 6]), st.data())
def test_a_column_says_what_each_number_says(nums, scale, places, near_places, data):
    dens = data.draw(st.none() | st.lists(st.none() | st.integers(1, 1000), min_size=len(nums), max_size=len(nums)))
    found = printed(result_of(nums, scale, dens), "x", places, near_places)

    for row, num in enumerate(nums):
        den = 1 if dens is None else dens[row]
        if num is None or den is None:
            assert found.texts[row] is None
            continue
        number = Fraction(num, scale * den)
        if endless(number):
            assert found.texts[row] == plain_number(rounded(number, 6, "half-up"), near_places)
            assert found.exact[row] == f"{number.numerator}/{number.denominator}"
        else:
            assert found.texts[row] == plain_number(number, places)
            assert row not in found.exact


def test_zeros_at_the_end_are_said_up_to_the_places_asked_for():
    # 1.2500, −0.0500, 3.0000 and nothing, carried as ten-thousandths
    found = printed(result_of([12500, -500, 30000, None], 10**4, None), "x", 2)

    assert found.texts == ["1.25", "-0.05", "3.00", None]


def test_a_third_has_six_decimals_and_its_fraction():
    found = printed(result_of([1, 6, -5], 3, None), "x", 2, 6)  # 1/3, 2, −5/3

    assert found.texts == ["0.333333", "2.00", "-1.666667"]
    assert found.exact == {0: "1/3", 2: "-5/3"}
