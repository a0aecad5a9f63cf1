"""Days as sign-in machines and offices write them, months where a month is enough, and signs for nothing."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from kaohe_core.tables.cells import WrongCell, value
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.grid import Formatted
from tests.tables import made

DAY = Column("day", "日期", "date")
BIRTH = Column("birth", "出生年月", "date", month=True)
DAYS = Column("days", "天数", unit="天", decimals=1, high=99, required=False)


@pytest.mark.fault("O15")
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019/10/8 星期二 8:20", datetime.date(2019, 10, 8)),
        ("2026年3月5日 上午8:20", datetime.date(2026, 3, 5)),
        ("2026年3月5日上午", datetime.date(2026, 3, 5)),
        ("2026-03-05（星期四）", datetime.date(2026, 3, 5)),
        ("2026-03-05 (周四) 下午", datetime.date(2026, 3, 5)),
        ("星期四 2026年3月5日", datetime.date(2026, 3, 5)),
        ("2026-03-05T08:20:00+08:00", datetime.date(2026, 3, 5)),
        ("2026-03-05 08:20:15.250", datetime.date(2026, 3, 5)),
        ("2026/3/5 8:20 PM", datetime.date(2026, 3, 5)),
        ("2026.3.5 20时15分", datetime.date(2026, 3, 5)),
        ("２０２６年３月５日　上午８点半", datetime.date(2026, 3, 5)),
        ("20260305 08:20", datetime.date(2026, 3, 5)),
        ("2026年3月5号晚上", datetime.date(2026, 3, 5)),
        ("2026-3-8 礼拜天", datetime.date(2026, 3, 8)),
    ],
)
def test_a_day_with_its_weekday_or_a_time(text: str, day: datetime.date) -> None:
    assert value(DAY, text) == day


@pytest.mark.fault("O15")
def test_a_weekday_that_is_wrong() -> None:
    found = value(DAY, "2019/10/8 星期三")
    assert isinstance(found, WrongCell)
    assert found.what.text("zh") == "“2019/10/8 星期三”自相矛盾：2019-10-08 是星期二"
    assert found.mend is not None
    assert found.mend.text("zh") == "改正日期或星期"


@pytest.mark.fault("O15")
@pytest.mark.parametrize(
    "text", ["1987-10", "1987年10月", "1987年10月份", "1987.10", "1987/10", "198710", "1987 年 10 月", 198710]
)
def test_a_month_where_a_month_is_enough(text: Any) -> None:
    assert value(BIRTH, text) == datetime.date(1987, 10, 1)
    found = value(DAY, text)
    assert isinstance(found, WrongCell)
    if isinstance(text, str):
        assert found.what.text("zh") == f"“{text}”只有年月，这里要写到日"


@pytest.mark.fault("O15")
def test_a_number_that_is_shown_as_a_month_and_one_that_may_be_two() -> None:
    assert value(BIRTH, Formatted(1987.1, code="0.00")) == datetime.date(1987, 10, 1)
    assert value(BIRTH, datetime.date(1987, 10, 5)) == datetime.date(1987, 10, 5)
    for raw in (1987.1, "1987.1", Decimal("1987.1")):
        found = value(BIRTH, raw)
        assert isinstance(found, WrongCell)
        assert found.what.text("zh") == "“1987.1”可能是 1 月，也可能是丢了末尾 0 的 10 月"
    for raw in ("1987-13", "1987年0月"):
        found = value(BIRTH, raw)
        assert isinstance(found, WrongCell)
        assert found.what.text("zh") == f"没有“{raw}”这一天"


def test_a_month_of_excel_is_shown_as_one(read: Any, tmp_path: Any) -> None:
    table = Table("staff", "名册", (Column("id", "姓名", "text"), BIRTH))
    rows = made.row("姓名", "出生年月") + made.row("张三", '<c s="1"><v>32051</v></c>')  # 1987-10-01
    made.xlsx(tmp_path / "a.xlsx", rows + made.row("李四", "1990年2月"), styles=made.formats('yyyy"年"m"月"'))
    data, texts = read("a.xlsx", table)
    assert texts == []
    assert data.frame["birth"].to_list() == [datetime.date(1987, 10, 1), datetime.date(1990, 2, 1)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        *(
            ("半天", "0.5"),
            ("两天半", "2.5"),
            ("三个半天", "1.5"),
            ("1/2天", "0.5"),
            ("十二天", "12"),
            ("廿一天半", "21.5"),
        ),
        *(("2 天半", "2.5"), ("３个半天", "1.5"), ("一天半", "1.5"), ("一个半天", "0.5"), ("二十天", "20")),
    ],
)
def test_half_days_and_chinese_numerals(text: str, days: str) -> None:
    assert value(DAYS, text) == Decimal(days)


def test_a_numeral_that_may_be_two_numbers() -> None:
    found = value(DAYS, "一百二天")
    assert isinstance(found, WrongCell)
    assert found.what.text("zh") == "“一百二天”不是数字"


@pytest.mark.parametrize("sign", ["/", "—", "——", "-", "－", "\\", "–", " / "])
def test_a_stroke_is_nothing(sign: str) -> None:
    assert value(DAYS, sign) is None
    assert value(Column("note", "备注", "text"), sign) is None
    assert value(Column("day", "日期", "date", required=False), sign) is None
    assert value(Column("full", "满勤", "flag", required=False), sign) is None
    assert value(Column("sign", "符号", "text", choices=(sign.strip(), "无")), sign) == sign.strip()
    required = value(Column("days", "天数", unit="天", high=99), sign)
    assert isinstance(required, WrongCell)


BLANK = Table(
    "attendance",
    "考勤",
    (
        Column("id", "工号", "text"),
        Column("days", "病假", unit="天", decimals=1, high=99, blank=0),
        Column("late", "迟到", unit="次", high=99, blank=2),
    ),
)


def test_an_empty_cell_that_means_a_number(read: Any, csv: Any, tmp_path: Any) -> None:
    """Empty, a stroke and 无 are 0 days, or 2 times late; what is wrong stays without a value."""
    rows = [["T1", 1.5, 3], ["T2", None, None], ["T3", "—", "/"], ["T4", "无", "无"], ["T5", "x", 1]]
    made.xlsx(tmp_path / "a.xlsx", made.row("工号", "病假", "迟到") + "".join(made.row(*cells) for cells in rows))
    text = csv("工号,病假,迟到\nT1,1.5,3\nT2,,\nT3,—,/\nT4,无,无\nT5,x,1\n", file="a.csv")
    for file in ("a.xlsx", text):
        data, texts = read(file, BLANK)
        assert data.frame["days"].to_list() == [15, 0, 0, 0, None]
        assert data.frame["late"].to_list() == [3, 2, 2, 2, 1]
        assert len(texts) == 1
        assert "“x”不是数字" in texts[0]


def test_an_empty_cell_that_means_a_number_in_parquet(read: Any, tmp_path: Any) -> None:
    import polars as pl

    pl.DataFrame({"工号": ["T1", "T2"], "病假": [None, 3], "迟到": [None, "—"]}).write_parquet(tmp_path / "a.parquet")
    data, texts = read("a.parquet", BLANK)
    assert (texts, data.frame["days"].to_list(), data.frame["late"].to_list()) == ([], [0, 30], [2, 2])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"type": "text", "blank": 0}, "列 'x'：只有数字列的空格才能当作一个数（blank）"),
        ({"high": 9, "blank": 10}, "列 'x'：空格不能当作 10，它不在 0..9 之内"),
        ({"high": 9, "blank": "0.5"}, "列 'x'：0.5 的小数位数比这一列多"),
        ({"type": "text", "month": True}, "列 'x'：只有日期（date）才能写到月（month）"),
    ],
)
def test_what_a_column_cannot_be(options: Any, said: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011  # the message is asserted below
        Column("x", "X", **options)
    assert error.value.args[0].text("zh") == said
