"""The API for people who program, as they would use it: a school opened, checked, scored, explained, written."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import kaohe_core as kaohe

ROOT = Path(__file__).parent.parent
TOWNSHIP = ROOT / "examples" / "township-school"

CONFIG = """
[project]
name = "<b>某校</b>"
[tables]
staff = "staff.csv"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "sick", title = "病假", unit = "天", decimals = 1, high = 200, required = false },
]
[[scheme]]
id = "pay"
file = "pay.toml"
"""
SCHEME = """
title = "考核办法"
subject = "staff"
name = "staff.name"
marks = 10
round = { total = 2 }
[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"
  [[dimension.clause]]
  id = "sick"
  text = "病假每天扣 0.5 分"
  rule = "deduct"
  of = "staff.sick"
  points = 0.5
"""
STAFF = "工号,姓名,病假\n1,甲,4\n2,乙,0\n3,<i>丙</i>,\n4,乙,1.5\n"


@pytest.fixture
def school(tmp_path: Path) -> Path:
    for name, text in {"kaohe.toml": CONFIG, "pay.toml": SCHEME, "staff.csv": STAFF}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_project_says_what_it_is(school: Path) -> None:
    opened = kaohe.open(school)
    assert (opened.name, opened.schemes, opened.language) == ("<b>某校</b>", ("pay",), "zh")
    assert repr(opened) == f"<kaohe project '<b>某校</b>' in {school}: pay>"
    assert opened._repr_html_() == (
        "<p><strong>&lt;b&gt;某校&lt;/b&gt;</strong></p><table><thead><tr><th>方案</th><th>文件</th></tr></thead>"
        "<tbody><tr><td>pay</td><td>pay.toml</td></tr></tbody></table>"
    )


def test_the_frame_has_exact_decimals(school: Path) -> None:
    outcome = kaohe.open(school).score()
    frame = outcome.frame
    assert frame.columns == [
        "id",
        "name",
        "unit",
        "scored",
        "reason",
        "sick",
        "sick!",
        "attendance",
        "attendance!",
        "total",
        "total!",
    ]
    # STAFF, row by row: 10 − 4 × 0.5 = 8; 10; no number of days, no mark; 10 − 1.5 × 0.5 = 9.25
    assert frame["total"].to_list() == [Decimal("8.00"), Decimal("10.00"), None, Decimal("9.25")]
    assert isinstance(frame["total"].dtype, pl.Decimal)
    assert frame["total!"].to_list() == ["scored", "scored", "no-data", "scored"]
    assert outcome.provisional
    assert repr(outcome) == "<kaohe result 'pay' of '<b>某校</b>': 考核办法, 4 subjects>"


def test_columns_are_called_by_titles_on_request(school: Path) -> None:
    """The five that every result begins with, then what SCHEME calls its clause (``text``) and dimension (``title``).

    丙 has no number of days, so every mark that waits for it has its standing beside it.
    """
    outcome = kaohe.open(school).score("pay")
    assert outcome.table("zh").columns == [
        *("编号", "姓名", "单位", "已计分", "原因"),
        *("病假每天扣 0.5 分", "病假每天扣 0.5 分：状态", "考勤", "考勤：状态", "总分", "总分：状态"),
    ]
    assert outcome.table("en").columns[-2:] == ["total", "total: standing"]
    assert outcome.table("id").columns == outcome.frame.columns


def test_titles_that_several_columns_would_have_are_told_apart(school: Path) -> None:
    again = SCHEME[SCHEME.index("  [[dimension.clause]]") :].replace('id = "sick"', 'id = "again"')
    (school / "pay.toml").write_text(SCHEME + again, encoding="utf-8")
    (school / "staff.csv").write_text("工号,姓名,病假\n1,甲,4\n", encoding="utf-8")  # no standing but “scored”
    table = kaohe.open(school).score().table("zh")
    text = "病假每天扣 0.5 分"
    assert table.columns[5:] == [f"{text} (sick)", f"{text} (again)", "考勤", "总分"]
    assert table["考勤"].to_list() == [Decimal(6)]  # 10 − 4 × 0.5 − 4 × 0.5


def test_a_result_is_written_and_read_again(school: Path, tmp_path: Path) -> None:
    outcome = kaohe.open(school).score()
    path = outcome.to_parquet(tmp_path / "out.parquet")
    assert pl.read_parquet(path)["total"].to_list() == outcome.frame["total"].to_list()


def test_an_explanation_is_text(school: Path) -> None:
    outcome = kaohe.open(school).score()
    text = str(outcome.explain("1"))
    assert text.splitlines()[0] == "甲（1）：考核办法"
    assert "1. 病假每天扣 0.5 分" in text
    assert str(outcome.explain("甲")) == text == repr(outcome.explain("甲"))
    only = str(outcome.explain("1", only="sick"))
    assert "病假每天扣 0.5 分" in only
    assert len(only) < len(text)
    html = outcome.explain("3")._repr_html_()
    assert "&lt;i&gt;丙&lt;/i&gt;" in html
    assert "<i>" not in html


@pytest.mark.parametrize(
    ("who", "only", "said"),
    [
        # nobody has a name like it: all ids and names of STAFF, each once, in the order of Unicode (乙 4E59, 甲 7532)
        ("张三丰", None, "staff.csv: 没有叫“张三丰”的人\n    改法：可以用：1、2、3、4、<i>丙</i>、乙、甲"),
        # rows 2 and 4 of STAFF
        ("乙", None, "staff.csv: 有几个人都叫“乙”\n    改法：请用编号说明是哪一位：2、4"),
        # the nearest of “sick” and “attendance”
        ("1", "sik", "pay.toml: 没有条款“sik”\n    改法：是不是“sick”？"),
    ],
)
def test_strangers_namesakes_and_unknown_clauses(school: Path, who: str, only: str | None, said: str) -> None:
    with pytest.raises(kaohe.FindingsError) as refused:
        kaohe.open(school).score().explain(who, only)
    assert str(refused.value) == f"项目 {school}：\n[问题] {said}"


def test_check_raises_nothing(school: Path) -> None:
    (school / "staff.csv").write_text(STAFF.replace("1,甲,4", "1,甲,没请假"), encoding="utf-8")
    findings = kaohe.open(school).check()
    assert findings.blocked
    assert str(findings) == repr(findings)
    assert str(findings).startswith("[问题] staff.csv 第 2 行 “病假”: ")
    html = findings._repr_html_()
    assert html.startswith(
        "<table><thead><tr><th>类别</th><th>位置</th><th>问题</th><th>改法</th></tr></thead>"
        "<tbody><tr><td>问题</td><td>staff.csv 第 2 行 “病假”</td>"
    )


def test_nothing_wrong_is_said_too(school: Path) -> None:
    (school / "staff.csv").write_text("工号,姓名,病假\n1,甲,4\n", encoding="utf-8")
    findings = kaohe.open(school).check()
    assert (len(findings), str(findings), findings._repr_html_()) == (0, "没有发现问题", "<p>没有发现问题</p>")


def test_a_wrong_project_is_one_readable_exception(school: Path) -> None:
    # SCHEME begins with an empty line, so that “start” is on line 11; it lists the keys of a dimension as the reference
    # does (docs/zh/reference/scheme.md, from scheme/model.py), from “id” on
    (school / "pay.toml").write_text(SCHEME.replace("start =", "strat ="), encoding="utf-8")
    with pytest.raises(kaohe.FindingsError) as refused:
        kaohe.open(school).score()
    assert str(refused.value) == (
        f"项目 {school}：\n"
        "[问题] pay.toml:11:1 dimension.attendance.strat: 不认识的键“strat”；这里可以用：id、title、marks、start、"
        "at-least、at-most、share、only-for、when-not-applicable、round、lost、grade、text、source、clause、dimension\n"
        "    改法：是不是“start”？"
    )
    with pytest.raises(kaohe.FindingsError, match=r"^project .*:\n\[finding\] pay\.toml:11:1"):
        kaohe.open(school, language="en").score()


def test_which_scheme_must_be_said_where_there_are_several() -> None:
    # the ids under [[scheme]] in the kaohe.toml of the example, in its order
    with pytest.raises(kaohe.FindingsError) as refused:
        kaohe.open(TOWNSHIP).score()
    said = "[问题] kaohe.toml: 项目有好几个方案，没有说是哪一个\n    改法：可以用：pay、homeroom"
    assert str(refused.value) == f"项目 {TOWNSHIP}：\n{said}"
    with pytest.raises(kaohe.FindingsError) as refused:
        kaohe.open(TOWNSHIP).score("pai")
    assert str(refused.value) == f"项目 {TOWNSHIP}：\n[问题] kaohe.toml: 没有方案“pai”\n    改法：是不是“pay”？"


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    with pytest.raises(kaohe.FindingsError) as refused:
        kaohe.open(tmp_path)
    assert str(refused.value).startswith(f"项目 {tmp_path}：\n[问题] kaohe.toml: 文件不存在")


def test_files_are_read_as_they_are_when_they_are_asked_for(school: Path) -> None:
    opened = kaohe.open(school)
    assert opened.score().frame["total"][0] == Decimal(8)
    (school / "staff.csv").write_text(STAFF.replace("1,甲,4", "1,甲,2"), encoding="utf-8")
    assert opened.score().frame["total"][0] == Decimal(9)  # 10 − 2 × 0.5


def test_a_notebook_shows_the_first_and_the_last(school: Path) -> None:
    rows = "".join(f"{number},甲{number},1\n" for number in range(1, 101))
    (school / "staff.csv").write_text(f"工号,姓名,病假\n{rows}", encoding="utf-8")
    html = kaohe.open(school).score()._repr_html_()
    assert html.startswith("<p><strong>考核办法</strong></p><table><thead><tr><th>编号</th>")
    assert html.count("<tr>") == 1 + 20 + 1  # the head, ten at each end, and what lies between
    assert "……中间还有 80 行……" in html
    assert "<td>甲10</td>" in html
    assert "<td>甲11</td>" not in html
    assert "<td>甲91</td>" in html


def test_what_came_from_the_data_is_escaped(school: Path) -> None:
    html = kaohe.open(school).score()._repr_html_()
    assert "<td>&lt;i&gt;丙&lt;/i&gt;</td>" in html
    assert "<i>" not in html


def test_plugins_at_hand_stand_in_for_those_enabled(school: Path) -> None:
    (school / "kaohe.toml").write_text(
        CONFIG.replace("[tables]", 'plugins = ["not-installed"]\n[tables]', 1), encoding="utf-8"
    )
    with pytest.raises(kaohe.FindingsError):
        kaohe.open(school)
    assert kaohe.open(school, plugins={}).score().result.subject("1") is not None


def test_a_workbook_is_written(school: Path, tmp_path: Path) -> None:
    shutil.copytree(school, tmp_path / "again", ignore=shutil.ignore_patterns("again"))
    path = kaohe.open(tmp_path / "again").score().to_workbook(tmp_path / "out.xlsx")
    assert path.read_bytes()[:2] == b"PK"
