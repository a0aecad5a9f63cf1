"""A table as it was understood, row by row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

TERMS = "青山小学考勤,,,,\n序号,工号,学期,病假,\n,,,（天）,\n1,T1,上,半天,\n2,T2,上,/,\n合计,,,0.5,\n制表人：王五,,,,\n"


LINES = (
    "考勤，读自 data/考勤.csv：",
    "表头是第 2 行",
    "“病假”读作“病假天数”",
    "没有用到的列：序号",
    "行 工号 学期 病假天数 依据",
    "3 （天） 跳过：表头下的单位或说明",
    "4 T1 上 0.5 —",
    "5 T2 上 0 —",
    "6 合计 跳过：汇总行",
    "7 制表人：王五 跳过：备注或签字",
    "[提示] data/考勤.csv: 读了 2 行，跳过 3 行：表头下的单位或说明（第 3 行）、合计（第 6 行）、制表人（第 7 行）",
)


@pytest.fixture
def office(small: Path) -> Path:
    config = (small / "kaohe.toml").read_text("utf-8")
    config = config.replace('title = "病假天数", unit', 'title = "病假天数", aliases = ["病假"], blank = 0, unit')
    (small / "kaohe.toml").write_text(config, "utf-8")
    (small / "data/考勤.csv").write_text(TERMS, "utf-8")
    (small / "data/教职工.csv").write_text("工号,姓名,岗位\nT1,张三,教师\nT2,李四,教师\n", "utf-8")
    return small


@pytest.mark.parametrize("asked", ["attendance", "考勤", "Attendance"])
def test_a_table_is_shown_as_it_was_understood(kaohe: Any, office: Path, asked: str) -> None:
    shown = kaohe("check", str(office), "--show", asked)
    if asked == "Attendance":
        assert shown.exit_code == 1
        assert "没有给台账“Attendance”写明文件" in shown.output
        return
    assert [line.split() for line in shown.output.split("\n") if line] == [line.split() for line in LINES]


def test_the_same_as_data(kaohe: Any, office: Path) -> None:
    shown = json.loads(kaohe("check", str(office), "--show", "attendance", "--format", "json").output)
    assert shown["table"] == "attendance"
    (sheet,) = shown["sheets"]
    assert sheet["file"] == "data/考勤.csv"
    assert sheet["unused"] == ["序号"]
    assert sheet["rows"] == [
        {"row": 4, "values": {"id": "T1", "term": "上", "sick-days": "0.5", "record": None}, "remarks": []},
        {"row": 5, "values": {"id": "T2", "term": "上", "sick-days": "0", "record": None}, "remarks": []},
    ]
    assert sheet["left-out"] == [
        {"row": 3, "text": "（天）", "why": "表头下的单位或说明"},
        {"row": 6, "text": "合计", "why": "汇总行"},
        {"row": 7, "text": "制表人：王五", "why": "备注或签字"},
    ]
    assert len(shown["findings"]) == 1


@pytest.mark.fault("O12")
def test_several_sheets_are_shown_one_after_another(kaohe: Any, office: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "上"
    for cells in (["工号", "病假"], ["T1", 1], [None, 2]):
        book.active.append(cells)
    book.active.merge_cells("A2:A3")
    book.active.row_dimensions[3].hidden = True
    other = book.create_sheet("下")
    for cells in (["病假", "工号"], [3, "李四"]):
        other.append(cells)
    book.save(office / "data/考勤.xlsx")
    config = (office / "kaohe.toml").read_text("utf-8").replace('key = ["id", "term"]', 'rows = "event"')
    source = '{ file = "data/考勤.xlsx", sheets = ["*"], label = "term" }'
    (office / "kaohe.toml").write_text(config.replace('"data/考勤.csv"', source), "utf-8")
    scheme = (
        (office / "schemes/绩效.toml")
        .read_text("utf-8")
        .replace('"attendance.sick-days"', '"sum(attendance.sick-days)"')
    )
    (office / "schemes/绩效.toml").write_text(scheme, "utf-8")
    lines = [line.split() for line in kaohe("check", str(office), "--show", "考勤").output.split("\n") if line]
    assert ["2", "T1", "上", "1", "—"] in lines
    assert ["3", "T1", "上", "2", "—", "“工号”取自合并单元格;", "文件里隐藏了这一行"] in lines
    assert ["2", "T2", "下", "3", "—"] in lines  # by name in the file, by id as understood
    assert ["考勤，读自", "data/考勤.xlsx", "工作表“下”："] in lines
