"""One cell at a time. Expected values are what a person reads in the cell."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from kaohe_core.messages import Text
from kaohe_core.tables.cells import WrongCell, same_id, value
from kaohe_core.tables.declared import Column
from kaohe_core.tables.grid import Percent

DAYS = Column("days", "天数", unit=Text("天", "days"), decimals=1, high=200)
PERCENT = Column("rate", "出勤率", unit="%", decimals=2, high=100)
PLAIN = Column("count", "人数", high=1000)
DAY = Column("day", "日期", "date")
FLAG = Column("full", "满勤", "flag")
ID = Column("id", "工号", "text")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (3, Decimal(3)),
        (1.5, Decimal("1.5")),
        (0.1 + 0.2, Decimal("0.3")),  # Excel keeps 0.30000000000000004 and shows 0.3
        (84.99999999999999, Decimal(85)),  # fifteen digits: 85.0000000000000
        (1e-7, Decimal("0.0000001")),
        (Decimal("2.50"), Decimal("2.5")),
        ("3", Decimal(3)),
        (" ３．５　", Decimal("3.5")),
        ("－2", Decimal(-2)),
        ("−2", Decimal(-2)),
        ("+2", Decimal(2)),
        (".5", Decimal("0.5")),
        ("1,234.5", Decimal("1234.5")),
        ("1，234，567", Decimal(1234567)),
        ("3天", Decimal(3)),
        ("1.5 天", Decimal("1.5")),
        ("3 days", Decimal(3)),
        ("3 Days", Decimal(3)),
        ("半天", Decimal("0.5")),
        ("一天", Decimal(1)),
        ("两天半", Decimal("2.5")),
        ("2天半", Decimal("2.5")),
        ("２ 天 半", Decimal("2.5")),
        ("十五天", Decimal(15)),
        ("二十天", Decimal(20)),
        ("三十二天半", Decimal("32.5")),
        ("", None),
        ("　", None),
        ("\u200b", None),
        (None, None),
    ],
)
def test_numbers(raw: object, expected: Decimal | None) -> None:
    assert value(DAYS, raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "3人",
        "半",
        "天",
        "1.5天半",
        "1,23",
        "12,34,567",
        "1.2.3",
        "三",
        "约3天",
        "3-5",
        "1e3",
        "nan",
        "inf",
        "３／５",
        True,
        "85%",
    ],
)
def test_not_numbers(raw: object) -> None:
    assert isinstance(value(DAYS, raw), WrongCell)


def test_percentages_only_where_the_unit_is_percent() -> None:
    assert value(PERCENT, "85%") == Decimal(85)
    assert value(PERCENT, "８５．５％") == Decimal("85.5")
    assert value(PERCENT, Percent(0.855)) == Decimal("85.5")  # a cell that shows 85.5% keeps 0.855
    assert value(PERCENT, 85) == Decimal(85)
    assert value(PERCENT, 0.85) == Decimal("0.85")  # shown as 0.85 in the file, so it is 0.85 per cent
    assert isinstance(value(PLAIN, Percent(0.85)), WrongCell)


@pytest.mark.parametrize(
    "raw",
    [
        "2026年3月5日",
        "2026 年 3 月 5 日",
        "2026年3月5号",
        "2026年3月5",
        "2026.3.5",
        "2026-03-05",
        "2026/3/5",
        "2026／３／５",
        "２０２６－０３－０５",
        "20260305",
        20260305,
        20260305.0,
        "2026-03-05 08:15",
        "2026-03-05T08:15:30",
        "2026/3/5 8:15:30",
        datetime.date(2026, 3, 5),
        datetime.datetime(2026, 3, 5, 8, 15),
    ],
)
def test_dates(raw: object) -> None:
    assert value(DAY, raw) == datetime.date(2026, 3, 5)


@pytest.mark.parametrize(
    "raw", ["3月5日", "2026年3月", "26.3.5", "2026-3/5", "2026-02-30", "2026", 46086, 46086.5, True, "20261305", "明天"]
)
def test_not_dates(raw: object) -> None:
    assert isinstance(value(DAY, raw), WrongCell)


@pytest.mark.parametrize(
    "raw", ["是", "有", "√", "✓", "1", 1, 1.0, Decimal(1), "true", "TRUE", "Y", "yes", "ｙ", True, " 是 "]
)
def test_yes(raw: object) -> None:
    assert value(FLAG, raw) == 1


@pytest.mark.parametrize("raw", ["否", "无", "×", "0", 0, 0.0, "false", "False", "N", "no", False])
def test_no(raw: object) -> None:
    assert value(FLAG, raw) == 0


@pytest.mark.parametrize("raw", ["也许", 2, 0.5, "-", datetime.date(2026, 3, 5), Percent(1.0)])
def test_neither(raw: object) -> None:
    assert isinstance(value(FLAG, raw), WrongCell)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("001", "001"),
        (" 张三　", "张三"),
        (7, "7"),
        (7.0, "7"),
        (13800000000.0, "13800000000"),
        (1.5, "1.5"),
        (Decimal("3.50"), "3.5"),
        (Percent(0.85), "85%"),
        ("　", None),
    ],
)
def test_texts(raw: object, expected: str | None) -> None:
    assert value(ID, raw) == expected


@pytest.mark.parametrize("raw", [6.2284801e18, "6.23E+18", True, datetime.date(2026, 1, 2), datetime.time(8, 0)])
def test_not_texts(raw: object) -> None:
    assert isinstance(value(ID, raw), WrongCell)


# A sign that says something beside the number is no part of it, and what stands apart is not one number.
NO_NUMBERS = [
    "3①",
    "①",
    "1 0",
    "2\n1",
    "2\r\n1",
    "3²",
    "3₁",
    "x²",
    "⒊5",
    "㏠",
    "1\u00a00",
    "1\u30000",
    "1 ,000",
    "3. 5",
    "½",
    "3½",
]


@pytest.mark.fault("B02")
@pytest.mark.parametrize("raw", NO_NUMBERS)
@pytest.mark.parametrize("unit", ["", "天"])
def test_a_footnote_is_no_digit(raw: str, unit: str) -> None:
    found = value(DAYS, raw + unit)
    assert isinstance(found, WrongCell)
    assert found.what.text("zh") == f"“{raw + unit}”不是数字"
    assert found.mend is not None
    assert found.mend.text("zh") == "用数字填写，例如 2 或 1.5"


@pytest.mark.fault("B02")
def test_a_footnote_is_no_part_of_a_day_or_of_an_id() -> None:
    """2026-3-1①: not the eleventh; 1①: neither yes nor the id 11."""
    for raw in ("2026-3-1①", "2026年3月1①日", "2026030①"):
        found = value(DAY, raw)
        assert isinstance(found, WrongCell)
        assert found.what.text("zh") == f"“{raw}”不是完整的日期"
    flag = value(FLAG, "①")
    assert isinstance(flag, WrongCell)
    assert flag.what.text("zh") == "“①”看不出是“是”还是“否”"
    assert same_id("1①") != same_id("11")
    assert same_id("Ａ１ ") == same_id("A1")


@pytest.mark.parametrize(
    ("unit", "raw", "expected"),
    [("㎡", "3㎡", 3), ("㎡", "3m2", 3), ("m2", "3m2", 3), ("％", "３％", 3), ("天", "⼆天", 2)],  # ⼆: from a PDF
)
def test_a_unit_may_have_a_sign_of_its_own(unit: str, raw: str, expected: int) -> None:
    assert value(Column("area", "面积", unit=unit, high=200), raw) == Decimal(expected)
