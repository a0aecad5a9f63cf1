"""Where ids stand on the roster: the quick ways for files in its order give what the general way gives."""

from __future__ import annotations

import polars as pl
import pytest

from kaohe_core.tables.subjects import positions

KNOWN = pl.Series(["a", "b", "c"])


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["a", "b", "c"], [0, 1, 2]),  # the roster itself
        (["a", "a", "b", "c", "c"], [0, 0, 1, 2, 2]),  # person after person
        (["a", "b", "a", "c"], [0, 1, 0, 2]),
        (["c", "a", "x", None], [2, 0, None, None]),
        ([None, "a", "b", "c"], [None, 0, 1, 2]),
        ([None, "a", "a", "b", "c"], [None, 0, 0, 1, 2]),
        ([], []),
    ],
)
def test_positions(ids: list[str | None], expected: list[int | None]) -> None:
    found = positions(pl.Series(ids, dtype=pl.String), KNOWN)
    assert found.to_list() == expected
    assert found.dtype == pl.UInt32


def test_a_roster_that_lists_somebody_twice_multiplies_nothing() -> None:
    """The repeated id has a finding of its own; each id here still has one place, the first."""
    known = pl.Series(["a", "b", "a"])
    assert positions(pl.Series(["b", "a", "x"]), known).to_list() == [1, 0, None]


def test_an_empty_roster() -> None:
    assert positions(pl.Series(["a"]), pl.Series([], dtype=pl.String)).to_list() == [None]
