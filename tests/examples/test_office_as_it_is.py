"""An office's folder as it is: read without one manual change, all marks as README.md works them out by hand."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest

import kaohe_core as kaohe

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "office-as-it-is"
CLAUSES = ("years", "attendance", "duty", "leave", "monthly", "learning", "prizes", "rating", "credits", "safety")
# By hand, from what make_data.py writes. 张三, 考勤: half a day and one are 1.5 of sick leave, so 20 - 1.5; 请假: a day
# and half a day, so 10 - 1.5; 月度: 90 + 95 + 100 = 285. 李四: two days of other leave, 20 - 2 × 0.5; 80 + 90 = 170.
# 王五: 1 + 2 days and half a day of other leave, 20 - 3 - 0.25. 赵六: 两天半, 20 - 2.5; 70 + 80 = 150; 两项 and 2.
MARKS = {
    "0001": ("1.5", "18.5", "3", "8.5", "28.5", "6", "6", "9.55", "5", "3", "89.55"),
    "0002": ("1", "19", "5", "10", "17", "5", "2", "8.8", "4.5", "4", "76.30"),
    "0003": ("2.8", "16.75", "0", "8", "25.5", "6", "0", "9", "3", "1", "72.05"),
    "0004": ("2.05", "17.5", "4", "10", "15", "4", "8", "7.7", "2", "2", "72.25"),
    "0005": ("0.5", "20", "2", "10", "18", "0", "0", "8", "6", "2", "66.50"),
    "0006": ("0.1", "19.5", "6", "10", "30", "0", "0", "10", "1", "1", "77.60"),
}


@pytest.fixture(scope="module")
def outcome():
    return kaohe.open(EXAMPLE).score("term")


def test_all_marks_are_as_worked_out_by_hand(outcome):
    for id, expected in MARKS.items():
        subject = outcome.result.subject(id)
        found = [subject.number(step) for step in (*CLAUSES, "total")]
        assert [Decimal(n.numerator) / Decimal(n.denominator) for n in found] == [Decimal(n) for n in expected]
        assert sum(map(Decimal, expected[:-1])) == Decimal(expected[-1])
    assert len(outcome.result.frame) == len(MARKS)


def test_nothing_was_refused_and_all_that_was_left_out_is_said(outcome):
    assert not outcome.findings.blocked
    said = [finding.text("zh").partition("\n")[0] for finding in outcome.findings]
    assert said == [
        "data/教职工.xlsx 工作表“名册”: 读了 6 行，跳过 2 行：全校合计（第 20 行）、制表人（第 21 行）",
        "data/教职工.xlsx 工作表“名册”: 6 行里有 1 行在文件里是隐藏的（手工隐藏或筛选掉了），但照样计入：第 18 行",
        "data/考勤.xlsx 工作表“9月”: 读了 6 行，跳过 1 行：汇总行（第 11 行）",
        "data/考勤.xlsx 工作表“10月”: 读了 2 行，跳过 1 行：本页小计（第 7 行）",
        "data/值班.xls 工作表“值班”: 读了 6 行，跳过 6 行：小计（第 6, 12 行）、青山小学值班（第 7 行）、"
        "重复的表头（第 8 行）、总 计（第 13 行）、校长（签字）（第 14 行）",
        "data/请假.ods 工作表“请假”: 读了 3 行，跳过 1 行：备注（第 5 行）",
        "data/月度考核.xlsx 工作表“月度”: 读了 6 行，跳过 1 行：平均分（第 8 行）",
        "data/业务学习.csv: 读了 6 行，跳过 1 行：合计；（第 9 行）",
        "data/评教.xlsx 工作表“评教”: 读了 6 行，跳过 1 行：及格率（第 8 行）",
        "data/学分.txt: 读了 6 行，跳过 1 行：合计（第 9 行）",
        "data/安全.xlsx 工作表“检查”: 读了 6 行，跳过 5 行：表头下的单位或说明（第 3 行）、栏次（第 4 行）、"
        "示例（第 5 行）、※ 两次检查各 5 分（第 12 行）、检查人签字（第 13 行）",
    ]


def test_what_was_read_beside_numbers(outcome):
    tables = outcome.scored.tables
    assert tables["staff"].frame["birth"].to_list() == [
        datetime.date(year, month, 1)
        for year, month in ((1987, 10), (1990, 2), (1975, 5), (1980, 12), (1995, 7), (2000, 1))
    ]
    assert tables["staff"].frame["name"].to_list() == ["张三", "李四", "王五", "赵六", "孙 七", "周八"]
    leave = tables["leave"].frame.select("id", "name", "day").rows()
    assert leave == [
        ("0001", "张三", datetime.date(2026, 9, 8)),
        ("0001", "张三", datetime.date(2026, 9, 10)),
        ("0003", "王五", datetime.date(2026, 10, 9)),
    ]
    assert sorted(set(tables["attendance"].frame["month"])) == ["10月", "9月"]
    assert tables["monthly"].frame.height == 16  # 6 people, 3 months, two cells empty


def test_the_oddities_are_counted():
    numbers = re.findall(r"(?:\| |；)(\d+) ", (EXAMPLE / "README.md").read_text("utf-8").split("## 得分")[0])
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 40
    assert len(list((EXAMPLE / "data").iterdir())) >= 10
