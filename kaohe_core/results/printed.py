"""Whole columns of a result as they are printed: decimal texts, exactly those of a single person's number.

What :func:`kaohe_core.formula.words.plain_number` says of one value, this says of a column of integers: no number takes
the way through a binary float, and none through Python but those that stay quotients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from kaohe_core import frames
from kaohe_core.assess.plan import decimals
from kaohe_core.assess.result import SCORED, STANDINGS, Standing
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import endless, plain_number

if TYPE_CHECKING:
    import polars as pl

    from kaohe_core.assess.result import Result

NEAR = 6  # decimals of a number that has no end; in JSON “exact” stands beside it
DIGITS = 38  # that a Decimal column can hold


@frozen
class Printed:
    """One step's numbers, a text a subject in roster order; None where there is no value.

    ``exact`` holds the fraction ``a/b`` of those whose decimals have no end, by position; ``texts`` has them rounded
    half up to six decimals.
    """

    texts: Sequence[str | None]
    exact: dict[int, str]


def printed(result: Result, step: str, places: int, near_places: int = 0) -> Printed:
    """The numbers of ``step`` with at least ``places`` decimals (an endless one with at least ``near_places``)."""
    value = result.values[step]
    assert isinstance(value, ColumnRatio)  # noqa: S101  # asked only of steps that yield numbers
    own, column = decimals(value), result.frame[step]
    if own is not None and frames.has_columns():
        digits = max(own, places)
        factor = 10**digits // value.scale
        if max(abs(value.num.lo), abs(value.num.hi)) * factor < 10**DIGITS:
            return Printed(_decimal_texts(column, factor, digits, places), {})
    return _one_by_one(result, step, value, places, near_places)


def _decimal_texts(column: pl.Series, factor: int, digits: int, places: int) -> list[str | None]:
    import polars as pl

    whole = pl.lit(column.cast(pl.Int128)) * pl.lit(factor, dtype=pl.Int128)
    text = whole.reinterpret(dtype=pl.Decimal(DIGITS, digits)).cast(pl.String)
    if digits > places:  # zeros at the end are said only up to the places that are asked for
        ends = r"\.?0+$" if places == 0 else r"^(.*\.\d{" + str(places) + r"}\d*?)0+$"
        text = text.str.replace(ends, "" if places == 0 else "${1}")
    return pl.select(text).to_series().to_list()


def _one_by_one(result: Result, step: str, value: ColumnRatio, places: int, near_places: int) -> Printed:
    """Quotients: every different one once."""
    nums = result.frame[step].to_list()
    dens = [1] * len(nums) if value.den is None else result.frame[f"{step}/den"].to_list()
    known: dict[tuple[int, int], tuple[str, str]] = {}
    texts: list[str | None] = []
    exact: dict[int, str] = {}
    for position, (num, den) in enumerate(zip(nums, dens, strict=True)):
        if num is None or den is None:
            texts.append(None)
            continue
        if (num, den) not in known:
            number = Fraction(num, value.scale * den)
            if endless(number):
                near = plain_number(rounded(number, NEAR, "half-up"), near_places)
                known[num, den] = near, plain_number(number)
            else:
                known[num, den] = plain_number(number, places), ""
        text, fraction = known[num, den]
        texts.append(text)
        if fraction:
            exact[position] = fraction
    return Printed(texts, exact)


def standing(result: Result, step: str) -> list[Standing]:
    """Why every subject has this mark, in roster order."""
    column = result.standings.get(step)
    if column is None or (result.frame[column] == SCORED).all():
        return [STANDINGS[SCORED]] * result.frame.height
    return [STANDINGS[code] for code in result.frame[column].to_list()]


def where_scored(
    texts: Sequence[str | None], standings: Sequence[Standing], other: Callable[[Standing], str]
) -> list[str]:
    """The texts of those who are scored, and of the others what ``other`` says; "" where there is no value."""
    return [
        (text or "") if standing == "scored" else other(standing)
        for text, standing in zip(texts, standings, strict=True)
    ]
