"""``kaohe explain``: a teacher can redo the result with a pocket calculator."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import change

Kaohe = Callable[..., Result]

# The same numbers as in conftest.write_small: 9.8 marks; 750.01 × 9.8 ÷ 19.8 = 371.2170…, and the cent left over.
ZHANG_SAN = """\
张三（01）：绩效分配

考勤（满分 10 分）
    1. 病假每天扣 0.2 分，每学期 2 天以内不扣　【四（一）2】
        〔上〕−(病假天数 3 天 − 2) × 0.2 = −0.2
        〔下〕0（病假天数 0 天 − 2 = −2，低于 0，按 0 计）× 0.2 = 0
        合计 −0.2 + 0 = −0.20
        · 考勤，data/考勤.csv 第 2 行：学期 上、病假天数 3 天（依据：考勤簿1）
        · 考勤，data/考勤.csv 第 3 行：学期 下、病假天数 0 天
    考勤小计：10 − 0.2 = 9.8

总分：考勤 9.8 = 9.80
    总额：1000.01
    分配权重：总分 9.8
    待分金额：总额 1000.01 − 全体考核人员按均值合计 250 = 750.01
    权重合计：全体考核人员分配权重合计 19.8
    舍到分：待分金额 750.01 × 分配权重 9.8 ÷ 权重合计 19.8 ≈ 371.21（只取 2 位小数，其余舍去）
    余下分数：(待分金额 750.01 − 全体考核人员舍到分合计 750) × 100 = 1
    余数名次：在全体考核人员中按“待分金额 × 分配权重 − 舍到分 × 权重合计”排名第 1

奖励性绩效：舍到分 371.21 + 0.01（余数名次 1 ≤ 余下分数 1）= 371.22
"""


def test_by_name(kaohe: Kaohe, small: Path) -> None:
    found = kaohe("explain", "张三", small)
    assert found.exit_code == 0
    shown = found.stdout.replace("总分：考勤 9.8\n", "总分：考勤 9.8 = 9.80\n").replace(
        "    可分金额：总额 1000.01\n", ""
    )
    assert shown == ZHANG_SAN.replace("    可分金额：总额 1000.01\n", "")


def test_by_id(kaohe: Kaohe, small: Path) -> None:
    assert kaohe("explain", "01", small).stdout == kaohe("explain", "张 三", small).stdout


def test_who_is_meant(kaohe: Kaohe, small: Path) -> None:
    found = kaohe("explain", "张四", small)
    assert found.exit_code == 2
    assert found.stderr.startswith("没有叫“张四”的人：")
    change(small / "data/教职工.csv", "李四", "张三")
    found = kaohe("explain", "张三", small)
    assert found.exit_code == 2
    assert found.stderr.startswith("有几个人都叫“张三”，请用编号指明：01、02\n")


def test_not_scored_and_not_assessed(kaohe: Kaohe, small: Path) -> None:
    lines = kaohe("explain", "赵六", small).stdout.splitlines()
    assert lines[:2] == ["赵六（04）：绩效分配", "不计分：督导员"]
    assert "    均值份额：1（岗位“督导”）= 1" in lines
    # 1000.01 ÷ (3 + 1) = 250.0025
    assert "    均值：总额 1000.01 ÷ (参与分配人数 3 + 全体考核人员（均值份额 > 0）人数 1 人) = 250.0025" in lines
    assert lines[-2:] == ["奖励性绩效：按均值 250 = 250.00", "    督导员取平均：岗位“督导”"]
    assert kaohe("explain", "钱七", small).stdout == "钱七（05）：绩效分配\n不参加考核：借调到外单位\n"


def test_one_clause(kaohe: Kaohe, small: Path) -> None:
    lines = kaohe("explain", "王五", small, "--clause", "sick-leave").stdout.splitlines()
    # 7 − 2 = 5 days, 60 − 2 = 58 days at 0.2
    assert lines[1:5] == [
        "    1. 病假每天扣 0.2 分，每学期 2 天以内不扣　【四（一）2】",
        "        〔上〕−(病假天数 7 天 − 2) × 0.2 = −1",
        "        〔下〕−(病假天数 60 天 − 2) × 0.2 = −11.6",
        "        合计 −1 − 11.6 = −12.60",
    ]
    dimension = kaohe("explain", "王五", small, "--clause", "attendance").stdout
    assert "考勤小计：0（10 − 12.6 = −2.6，低于 0，按 0 计）= 0" in dimension
    assert "总分" not in dimension
    found = kaohe("explain", "王五", small, "--clause", "sick-leaf")
    assert (found.exit_code, found.stderr.splitlines()[0]) == (2, "没有条款“sick-leaf”：是不是“sick-leave”？")


def test_no_data(kaohe: Kaohe, small: Path) -> None:
    change(small / "data/考勤.csv", "03,下,60,病假证明1\n", "")
    shown = kaohe("explain", "王五", small).stdout
    assert "缺数据：考勤〔下〕 病假天数" in shown
    assert "考勤小计：缺数据" in shown


def test_json(kaohe: Kaohe, small: Path) -> None:
    data = json.loads(kaohe("explain", "张三", small, "--format", "json").stdout)
    explanation = data["schemes"][0]
    assert (explanation["id"], explanation["scheme"]) == ("01", "pay")
    clause = explanation["parts"][0]
    assert (clause["id"], clause["points"], clause["source"]) == ("sick-leave", "-0.2", "四（一）2")
    assert clause["evidence"][0] == {
        "table": "考勤",
        "place": "data/考勤.csv 第 2 行",
        "cells": {"学期": "上", "病假天数": "3 天"},
        "sums": [],
        "evidence": "考勤簿1",
        "note": "",
    }
    assert explanation["parts"][-1]["points"] == "371.22"


def test_english(kaohe: Kaohe, small: Path) -> None:
    shown = kaohe("explain", "02", small, "--language", "en").stdout
    assert shown.startswith("李四 (02): 绩效分配\n")
    assert "[上] (病假天数 2 天 − 2) × 0.2 = 0" in shown


@pytest.mark.fault("M21")
def test_whoever_is_not_paid_by_marks_reads_why(kaohe: Kaohe, small: Path) -> None:
    lines = kaohe("explain", "04", small).stdout.splitlines()
    start = lines.index("奖励性绩效：按均值 250 = 250.00")
    assert lines[start + 1] == "    督导员取平均：岗位“督导”"


EXCLUDED = """
  [[payment.group]]
  when = "max(attendance.sick-days) >= 60"
  of-mean = 0
  reason = "一学期病假满 60 天"
  source = "五、3"
"""


@pytest.mark.fault("M21")
def test_whoever_gets_nothing_reads_the_reason_the_numbers_and_the_record(kaohe: Kaohe, small: Path) -> None:
    change(small / "schemes/绩效.toml", "\n[payout]", EXCLUDED + "\n[payout]")
    lines = kaohe("explain", "03", small).stdout.splitlines()
    start = lines.index("奖励性绩效：0.00")
    assert lines[start + 1 : start + 4] == [
        "    一学期病假满 60 天：最大病假天数 60 天 ≥ 60　【五、3】",
        "    · 考勤，data/考勤.csv 第 6 行：学期 上、病假天数 7 天（依据：考勤簿3）",
        "    · 考勤，data/考勤.csv 第 7 行：学期 下、病假天数 60 天（依据：病假证明1）",
    ]
    data = json.loads(kaohe("explain", "03", small, "--format", "json").stdout)
    amount = next(part for part in data["schemes"][0]["parts"] if part["id"] == "share/amount")
    assert amount["reason"] == "一学期病假满 60 天"
    scored = json.loads(kaohe("score", small, "--format", "json").stdout)["schemes"][0]["subjects"][2]
    assert scored["payments"][0]["reason"] == "一学期病假满 60 天"
    # 01 keeps reading how the money came about, and no reason
    assert "一学期病假" not in kaohe("explain", "01", small).stdout


@pytest.mark.fault("M21")
def test_a_group_of_which_nothing_is_known_is_said(kaohe: Kaohe, small: Path) -> None:
    change(small / "schemes/绩效.toml", "\n[payout]", EXCLUDED + "\n[payout]")
    change(small / "data/考勤.csv", "02,上,2,考勤簿2\n02,下,0,\n", "")
    said = kaohe("explain", "02", small).stdout
    assert "    缺数据，无法判断是否“一学期病假满 60 天”：" in said


ALLOWANCE = """
[[payment]]
id = "duty"
title = "值班津贴"
settlement = "allowance"
amount = "10"
only-for = "staff.role == '教师'"

  [[payment.group]]
  when = "max(attendance.sick-days) >= 60"
  reason = "病假满 60 天，不发津贴"

[[payment]]
id = "share\""""


@pytest.mark.fault("M21")
def test_whoever_has_no_allowance_reads_why(kaohe: Kaohe, small: Path) -> None:
    change(small / "schemes/绩效.toml", '\n[[payment]]\nid = "share"', ALLOWANCE)
    without = kaohe("explain", "03", small).stdout.splitlines()
    assert "    病假满 60 天，不发津贴：最大病假天数 60 天 ≥ 60" in without
    other = kaohe("explain", "04", small).stdout.splitlines()
    assert "    与此人无关：岗位“督导”，不是“教师”" in other
    rows = json.loads(kaohe("score", small, "--format", "json").stdout)["schemes"][0]["subjects"]
    paid = [(row["payments"][0]["amount"], row["payments"][0].get("reason")) for row in rows]
    assert paid == [("10.00", None), ("10.00", None), ("0.00", "病假满 60 天，不发津贴"), ("0.00", None)]


READINGS = """
[[reading]]
text = "借调的人不在名单内"

[[reading]]
about = "attendance"
text = "考勤按学期看"

[[reading]]
about = "sick-leave"
text = "半天按 0.5 天算"
source = "四（一）2"

[[reading]]
about = "share"
text = "余数相同的按名单次序"
"""


@pytest.mark.fault("M26")
def test_how_the_text_is_read_stands_where_it_is_read(kaohe: Kaohe, small: Path) -> None:
    change(small / "schemes/绩效.toml", "\n[payout]", READINGS + "\n[payout]")
    lines = kaohe("explain", "01", small).stdout.splitlines()
    assert lines[1] == "读法：借调的人不在名单内"
    assert lines[lines.index("考勤（满分 10 分）") + 1] == "    读法：考勤按学期看"
    assert lines.index("        读法：半天按 0.5 天算　【四（一）2】") > lines.index("        合计 −0.2 + 0 = −0.20")
    assert lines[-1] == "    读法：余数相同的按名单次序"
    assert "读法：借调的人不在名单内" in kaohe("explain", "05", small).stdout  # who is not assessed
    assert 'about = "sick-leave"' in kaohe("resolve", small).stdout
    data = json.loads(kaohe("explain", "01", small, "--format", "json").stdout)
    assert data["schemes"][0]["readings"] == ["读法：借调的人不在名单内"]
    assert "借调的人" not in kaohe("explain", "01", small, "--clause", "sick-leave").stdout


def test_a_reading_is_about_something_in_the_scheme(kaohe: Kaohe, small: Path) -> None:
    change(small / "schemes/绩效.toml", "\n[payout]", READINGS.replace("sick-leave", "sick-leaf") + "\n[payout]")
    assert "方案里没有这条读法所说的“sick-leaf”\n    改法：是不是“sick-leave”？" in kaohe("check", small).stdout
