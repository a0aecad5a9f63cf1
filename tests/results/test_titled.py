"""A result for people: a quotient without end is one number, in the table, in a notebook and in results.csv."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

import kaohe_core as kaohe
from kaohe_core.results.as_csv import results_csv
from kaohe_core.testing.files import write_all
from tests.test_api import CONFIG

SCHEME = """
title = "考核办法"
subject = "staff"
name = "staff.name"
marks = 100
round = { total = 2 }
[[dimension]]
id = "work"
title = "工作量"
marks = 100
  [[dimension.clause]]
  id = "third"
  text = "病假的六分之一"
  rule = "formula"
  points = "staff.sick / 6"
"""
# by hand, sick ÷ 6: 72 ÷ 6 = 12; 40 ÷ 6 = 6.666…, half up 6.666667; 0.3 ÷ 6 = 0.05; nothing
STAFF = "工号,姓名,病假\n1,张三,72\n2,李四,40\n3,王五,0.3\n4,赵六,\n"


@pytest.fixture
def school(tmp_path: Path) -> Path:
    return write_all(tmp_path, {"kaohe.toml": CONFIG, "pay.toml": SCHEME, "staff.csv": STAFF})


def test_a_quotient_is_one_number_for_people_and_for_programs(school: Path) -> None:
    pay = kaohe.open(school).score()
    by_hand = [Decimal(12), Decimal("6.666667"), Decimal("0.05"), None]
    for titles, name in (("zh", "病假的六分之一"), ("en", "病假的六分之一"), ("id", "third")):
        table = pay.table(titles)
        assert table[name].to_list() == by_hand
        assert isinstance(table[name].dtype, pl.Decimal)
        assert not [column for column in table.columns if "/den" in column or "除数" in column or "divisor" in column]
    assert sum(pay.table("id")["third"].drop_nulls()) == Decimal("18.716667")


def test_the_frame_keeps_the_quotient_exact(school: Path) -> None:
    frame = kaohe.open(school).score().frame
    exact = [
        None if num is None else Fraction(int(num), int(den)) for num, den in frame.select("third", "third/den").rows()
    ]
    assert exact == [Fraction(12), Fraction(20, 3), Fraction(1, 20), None]


def test_standings_are_in_words_for_people(school: Path) -> None:
    pay = kaohe.open(school).score()
    assert pay.table("zh")["病假的六分之一：状态"].to_list() == ["已计分", "已计分", "已计分", "没有数据"]
    assert pay.table("en")["病假的六分之一: standing"].to_list() == ["scored", "scored", "scored", "no data"]
    assert pay.table("id")["third!"].to_list() == ["scored", "scored", "scored", "no-data"]


def test_a_notebook_shows_the_cells_of_the_csv(school: Path) -> None:
    pay = kaohe.open(school).score()
    html = pay._repr_html_()
    written = list(csv.reader(results_csv(pay.scored, "zh").decode("utf-8-sig").splitlines()))
    shown = [part.partition("</tr>")[0] for part in html.split("<tr>")[1:]]
    cells = [[cell.partition("<")[0] for cell in row.replace("<th>", "<td>").split("<td>")[1:]] for row in shown]
    assert cells == written
    assert [row[5] for row in cells] == ["病假的六分之一", "12", "6.666667", "0.05", "没有数据"]


def test_a_number_with_many_decimals_is_cut_where_a_column_ends(school: Path) -> None:
    """2^-40 has 40 decimals, which a Decimal column of 38 digits cannot hold beside the digit before the point."""
    text = SCHEME.replace('"staff.sick / 6"', '"staff.sick / staff.sick / 1099511627776"')
    (school / "pay.toml").write_text(text, encoding="utf-8")
    (school / "staff.csv").write_text("工号,姓名,病假\n1,张三,72\n", encoding="utf-8")
    [found] = kaohe.open(school).score().table("id")["third"].to_list()
    # 1 ÷ 1099511627776 = 0.0000000000009094947017729282379150390625
    assert found == Decimal("0.0000000000009094947017729282379150391")
