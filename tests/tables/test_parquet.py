"""Parquet: whole columns, no floats."""

from __future__ import annotations

import datetime
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl


def write(path: Path, **columns: Any) -> str:
    pl.DataFrame(columns).write_parquet(path / "考勤.parquet")
    return "考勤.parquet"


def test_every_type(read: Any, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        工号=pl.Series(["001", " 002　", "００３"], dtype=pl.Categorical),
        sick_days=[1, 2, 3],  # not declared, and no near miss of an optional column
        病假天数=pl.Series([Decimal("1.50"), Decimal("0.00"), Decimal("200.00")], dtype=pl.Decimal(5, 2)),
        迟到次数=pl.Series([1, None, 3], dtype=pl.UInt8),
        出勤率=["85%", "８５．５", None],
        日期=pl.Series([datetime.datetime(2026, 3, 5, 8), None, datetime.datetime(2026, 3, 6)]),
        满勤=[True, False, None],
        等次=["优 秀", None, "合格"],
    )
    data, texts = read(file)
    assert texts == []
    assert data.frame.to_dict(as_series=False) == {
        "id": ["001", "002", "003"],
        "sick-days": [15, 0, 2000],
        "late": [1, None, 3],
        "rate": [8500, 8550, None],
        "day": [datetime.date(2026, 3, 5), None, datetime.date(2026, 3, 6)],
        "full": [1, 0, None],
        "grade": ["优秀", None, "合格"],
        "_row": [1, 2, 3],
    }
    assert data.frame.dtypes == [pl.String, pl.Int64, pl.Int64, pl.Int64, pl.Date, pl.Int64, pl.String, pl.Int64]


def test_floats_are_refused(read: Any, tmp_path: Path) -> None:
    data, texts = read(write(tmp_path, 工号=["001"], 病假天数=[1.5]))
    assert texts == [
        "考勤.parquet “病假天数”: 这一列是二进制浮点数（Float64），存不下精确的小数\n    改法：改存为 Decimal 或整数"
    ]
    assert data.frame["sick-days"].to_list() == [None]


def test_floats_are_refused_in_english(read: Any, tmp_path: Path) -> None:
    _data, texts = read(write(tmp_path, 工号=["001"], 病假天数=[1.0]), language="en")
    assert texts == [
        "考勤.parquet “病假天数”: this column holds binary floats (Float64), which keep no exact decimals\n"
        "    To mend it: store it as Decimal or as integers"
    ]


def test_another_type(read: Any, tmp_path: Path) -> None:
    _data, texts = read(write(tmp_path, 工号=["001"], 病假天数=[1], 日期=[20260305]))
    assert texts == ["考勤.parquet “日期”: 这一列的类型是 Int64，应当是日期\n    改法：改用这个类型保存"]


def test_the_cell_rules_hold(read: Any, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        工号=["001", "001", None, "004", "005"],
        病假天数=pl.Series([Decimal("1.25"), Decimal("201"), Decimal("-0.5"), None, Decimal("3")]),
        满勤=["是", "也许", None, "否", None],
    )
    data, texts = read(file)
    assert [text.partition("\n")[0] for text in texts] == [
        "考勤.parquet 第 2 行 “满勤”: “也许”看不出是“是”还是“否”",
        "考勤.parquet 第 1 行 “病假天数”: 1.25 的小数位数太多，这一列最多 1 位",
        "考勤.parquet 第 2 行 “病假天数”: 201 超出这一列的范围（0 至 200 天）",
        "考勤.parquet 第 2 行 “工号”: “001” 在第 1 行已经有了",
        "考勤.parquet 第 3 行 “工号”: 单元格是空的，而这一列必须填写",
        "考勤.parquet 第 3 行 “病假天数”: -0.5 超出这一列的范围（0 至 200 天）",
        "考勤.parquet 第 4 行 “病假天数”: 单元格是空的，而这一列必须填写",
    ]
    assert data.frame["sick-days"].to_list() == [None, None, None, None, 30]
    assert data.frame["full"].to_list() == [1, None, None, 0, None]


def test_none_of_many_findings_is_forgotten(read: Any, tmp_path: Path) -> None:
    _data, texts = read(
        write(tmp_path, 工号=[str(n) for n in range(30)], 病假天数=[0] * 30, 日期=["明天"] * 19 + ["2026-02-30"] * 11)
    )
    assert len(texts) == 21  # nineteen and one listed, ten not
    assert texts[20] == "考勤.parquet “日期”: 同样的问题还有 10 处，没有一一列出；第一处在第 20 行"


def test_a_missing_column_and_a_damaged_file(read: Any, tmp_path: Path) -> None:
    _data, texts = read(write(tmp_path, 工号=["001"], 病假天=[1]))
    assert texts == [
        "考勤.parquet: 缺少“病假天数”这一列；这里的表头有：工号、病假天\n"
        "    改法：如果“病假天”就是这一列，请把它改名为“病假天数”"
    ]
    (tmp_path / "坏.parquet").write_bytes(b"PAR1 broken PAR1")
    assert read("坏.parquet") == (None, ["坏.parquet: 文件已损坏，或者不是 Parquet 文件\n    改法：请重新导出"])


def test_a_million_rows_in_two_seconds(read: Any, tmp_path: Path) -> None:
    count = 1_000_000
    frame = pl.select(
        pl.int_range(count).cast(pl.String).str.zfill(7).alias("工号"),
        ((pl.int_range(count) % 401).cast(pl.Decimal(6, 1)) / pl.lit(2, dtype=pl.Decimal(6, 1))).alias("病假天数"),
        (pl.int_range(count) % 2 == 0).alias("满勤"),
    )
    frame.write_parquet(tmp_path / "考勤.parquet")
    times = []
    for _ in range(2):
        start = time.process_time()
        data, texts = read("考勤.parquet")
        times.append(time.process_time() - start)
    assert texts == []
    assert data.frame["sick-days"].sum() == sum(n % 401 * 5 for n in range(count))  # n / 2 days is 5n tenths of a day
    assert min(times) < 2
