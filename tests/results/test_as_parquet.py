"""Results as Parquet: exact Decimals, quotients as two whole numbers, standings where they say something."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import kaohe_core as kaohe
from kaohe_core.results.as_parquet import parquet

PROJECT = """
[project]
name = "试"
[tables]
staff = "staff.csv"
hours = "hours.csv"
[table.staff]
title = "教职工"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "role", title = "岗位", type = "text" }]
[table.hours]
title = "课时"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "weekly", title = "周课时", decimals = 1, high = 60 }]
[[scheme]]
id = "pay"
file = "pay.toml"
"""
SCHEME = """
title = "绩效"
subject = "staff"
marks = 20
pool = "100.01"
round = { total = 3 }
[[not-scored]]
when = "staff.role == '督导'"
reason = "督导员"
[[dimension]]
id = "work"
title = "工作量"
marks = 20
  [[dimension.clause]]
  id = "third"
  text = "周课时的三分之一"
  rule = "formula"
  points = "hours.weekly / 3"
[[payment]]
id = "share"
title = "奖励性绩效"
settlement = "share"
  [[payment.group]]
  when = "staff.role == '督导'"
  reason = "督导员"
  of-mean = 0
"""


@pytest.fixture
def written(tmp_path: Path) -> pl.DataFrame:
    """甲 teaches 10, 乙 12.5, 丙 is not scored."""
    return _written(tmp_path, "工号,周课时\n甲,10\n乙,12.5\n")


def _written(folder: Path, hours: str, scheme: str = SCHEME) -> pl.DataFrame:
    for name, text in {
        "kaohe.toml": PROJECT,
        "pay.toml": scheme,
        "staff.csv": "工号,岗位\n甲,教师\n乙,教师\n丙,督导\n",
        "hours.csv": hours,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "out.parquet").write_bytes(parquet(kaohe.open(folder).score().result))
    return pl.read_parquet(folder / "out.parquet")


def test_people(written: pl.DataFrame) -> None:
    assert written.select("id", "scored", "reason").rows() == [
        ("甲", True, None),
        ("乙", True, None),
        ("丙", False, "督导员"),
    ]


def test_rounded_values_are_decimals(written: pl.DataFrame) -> None:
    # 10 ÷ 3 = 3.333…, 12.5 ÷ 3 = 4.1666…, to three decimals
    assert written.schema["total"] == pl.Decimal(18, 3)
    assert written["total"].to_list() == [Decimal("3.333"), Decimal("4.167"), None]
    # 100.01 × 3333 ÷ 7500 = 44.4444…, × 4167 ÷ 7500 = 55.5655…: 44.44 + 55.56 leave one cent, for the larger remainder
    assert written.schema["share/amount"] == pl.Decimal(18, 2)
    assert written["share/amount"].to_list() == [Decimal("44.44"), Decimal("55.57"), Decimal("0.00")]


def test_a_quotient_without_end_is_two_whole_numbers(written: pl.DataFrame) -> None:
    numerators, denominators = written["third"].to_list(), written["third/den"].to_list()
    assert numerators[0] * 3 == 10 * denominators[0]  # 10/3
    assert numerators[1] * 6 == 25 * denominators[1]  # 25/6
    assert numerators[2] is None


def test_a_denominator_of_ones_own(tmp_path: Path) -> None:
    """周课时 ÷ the mean of 10 and 12.5: 10 ÷ 11.25 = 8/9."""
    shared = SCHEME.replace("hours.weekly / 3", "hours.weekly / mean(hours.weekly)")
    found = _written(tmp_path, "工号,周课时\n甲,10\n乙,12.5\n", shared)
    assert int(found["third"][0]) * 9 == 8 * int(found["third/den"][0])


def test_a_standing_is_written_where_it_says_something(written: pl.DataFrame, tmp_path: Path) -> None:
    assert [name for name in written.columns if name.endswith("!")] == []
    (tmp_path / "lacking").mkdir()
    lacking = _written(tmp_path / "lacking", "工号,周课时\n甲,10\n")
    assert lacking["third!"].to_list() == ["scored", "no-data", "not-applicable"]
    assert lacking["total!"].to_list() == ["scored", "no-data", "not-applicable"]


def test_the_steps_between_are_left_out(written: pl.DataFrame) -> None:
    assert "share/floor" not in written.columns
    assert written["paid"].to_list() == written["share/amount"].to_list()
