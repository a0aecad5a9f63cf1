"""What a program asks of a result: steps, people, parts of an explanation; and what is told of those not there."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

import kaohe_core as kaohe
from kaohe_core.testing.files import write_all
from tests.test_api import CONFIG, SCHEME, STAFF
from tests.test_api_errors import refusal

# Two people share 110 yuan: each gets 5 for being there, and the rest is theirs by their marks.
PAID = """

[[payment]]
id = "presence"
title = "到岗奖"
settlement = "allowance"
amount = 5

[[payment]]
id = "share"
title = "奖励"
settlement = "share"
"""
SICK = "工号,姓名,病假\n1,张三,4\n2,李四,0\n"  # marks: 10 − 4 × 0.5 = 8; 10
NOT_ASSESSED = """
[[not-assessed]]
when = 'staff.sick > 100'
reason = "长期病假"
"""


@pytest.fixture
def school(tmp_path: Path) -> Path:
    return write_all(tmp_path, {"kaohe.toml": CONFIG, "pay.toml": SCHEME, "staff.csv": STAFF})


@pytest.fixture
def paying(tmp_path: Path) -> Path:
    scheme = SCHEME.replace("marks", "pool = 110\nmarks", 1) + PAID
    return write_all(tmp_path, {"kaohe.toml": CONFIG, "pay.toml": scheme, "staff.csv": SICK})


# steps ----------------------------------------------------------------------------------------------------------------


def test_a_step_that_there_is_not_is_said_with_the_nearest(school: Path) -> None:
    result = kaohe.open(school).score().result
    one = result.subject("1")
    asked: list[Callable[[str], object]] = [
        one.value,
        one.number,
        one.standing,
        result.having,
        result.by_subject,
        result.total_of,
    ]
    for ask in asked:
        error = refusal(lambda ask=ask: ask("totl"))
        assert str(error) == f"项目 {school}：\n[问题] 没有步骤“totl”\n    改法：是不是“total”？"
    assert one.value("total") == Fraction(8)  # 10 − 4 × 0.5


def test_an_amount_that_is_not_known_is_not_scored(paying: Path) -> None:
    """李四 has no number of days, hence no mark, hence nobody’s share of what is left is known."""
    (paying / "staff.csv").write_text(SICK.replace("2,李四,0", "2,李四,"), encoding="utf-8")
    pay = kaohe.open(paying).score()
    assert pay.provisional
    for id in ("1", "2"):
        one = pay.result.subject(id)
        assert [one.value(step) for step in ("presence/amount", "share/amount", "paid")] == [Fraction(5), None, None]
        standings = [one.standing(step) for step in ("presence/amount", "share/amount", "paid")]
        assert standings == ["scored", "no-data", "no-data"]
    frame = pay.frame
    assert [name for name in frame.columns if name.endswith("!")][-2:] == ["share/amount!", "paid!"]
    assert frame["paid!"].to_list() == frame["share/amount!"].to_list() == ["no-data", "no-data"]
    assert pl.read_parquet(pay.to_parquet(paying / "p.parquet"))["paid!"].to_list() == ["no-data", "no-data"]


def test_amounts_that_are_known_have_no_standing_beside_them(paying: Path) -> None:
    pay = kaohe.open(paying).score()
    assert not any(name.endswith("!") for name in pay.frame.columns)
    assert pay.result.subject("1").standing("paid") == "scored"


# people ---------------------------------------------------------------------------------------------------------------


def test_a_person_is_found_by_name_too(school: Path) -> None:
    result = kaohe.open(school).score().result
    assert result.subject("甲").id == result.subject(" 1 ").id == result.subject("1").id == "1"
    assert repr(result.subject("甲")) == "<1 甲>"
    assert repr(result) == "<result of 考核办法: 4 subjects, 3 steps>"  # the clause, the dimension, the total


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("张三丰", "staff.csv: 没有叫“张三丰”的人\n    改法：可以用：1、2、3、4、<i>丙</i>、乙、甲"),
        ("乙", "staff.csv: 有几个人都叫“乙”\n    改法：请用编号说明是哪一位：2、4"),
        (1, "subject 不能是 1\n    改法：请写成文本，例如 '1'"),
    ],
)
def test_a_result_refuses_strangers_as_an_explanation_does(school: Path, who: object, said: str) -> None:
    pay = kaohe.open(school).score()
    for ask in (pay.result.subject, pay.explain):
        assert str(refusal(lambda ask=ask: ask(who))) == f"项目 {school}：\n[问题] {said}"


def test_somebody_who_is_not_assessed_has_no_result_and_it_is_said_why(school: Path) -> None:
    (school / "pay.toml").write_text(SCHEME + NOT_ASSESSED, encoding="utf-8")
    (school / "staff.csv").write_text(SICK.replace("1,张三,4", "1,张三,120"), encoding="utf-8")
    pay = kaohe.open(school).score()
    for who in ("1", "张三"):
        error = refusal(lambda who=who: pay.result.subject(who))
        assert str(error) == f"项目 {school}：\n[问题] staff.csv: “张三”不参加考核：长期病假"
        assert str(pay.explain(who)).splitlines()[1] == "不参加考核：长期病假"


def test_of_many_a_stranger_is_told_the_ten_nearest(school: Path) -> None:
    rows = "".join(f"{number},张老师{number},1\n" for number in range(100, 130))
    (school / "staff.csv").write_text(f"工号,姓名,病假\n{rows}", encoding="utf-8")
    pay = kaohe.open(school).score()
    said = str(refusal(lambda: pay.explain("张")))
    head = f"项目 {school}：\n[问题] staff.csv: 没有叫“张”的人\n    改法：共 60 个编号和姓名，最接近的是："
    assert said.startswith(head)
    near = said.removeprefix(head).split("、")
    assert len(near) == 10
    assert all(name.startswith("张老师1") for name in near)


# parts of an explanation ----------------------------------------------------------------------------------------------


def test_the_total_and_the_money_are_explained_alone(paying: Path) -> None:
    """110 yuan; 5 to each of two leave 100, shared 8 : 10, so 44.44 and 55.56 (44.444…, 55.555…; the cent to the larger
    remainder): 1 has 49.44, 2 has 60.56.
    """
    pay = kaohe.open(paying).score()
    total = str(pay.explain("1", only="total")).splitlines()
    assert total[0] == "张三（1）：考核办法"
    assert total[-1].startswith("总分：")
    assert not any("奖" in line for line in total)
    share = str(pay.explain("2", only="share"))
    assert share == str(pay.explain("2", only="share/amount"))
    assert "55.56" in share
    assert "到岗奖：" not in share
    assert str(pay.explain("1", only="presence")).splitlines()[-1].startswith("到岗奖：")
    paid = str(pay.explain("2", only="paid"))
    assert paid.splitlines()[-1].endswith("60.56")
    assert "到岗奖：" in paid
    assert "病假" not in paid
    assert str(refusal(lambda: pay.explain("1", only="payd"))).endswith("没有条款“payd”\n    改法：是不是“paid”？")


# what was found -------------------------------------------------------------------------------------------------------

DUTY = """
[table.duty]
title = "值日"
subject = "id"
absence = "zero"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "days", title = "天数", unit = "天", decimals = 0, high = 200, required = false },
]
[[scheme]]
id = "other"
file = "other.toml"
[[scheme]]
id = "third"
file = "third.toml"
"""


def test_each_result_has_what_was_found_in_the_tables_that_it_reads(school: Path) -> None:
    """staff.csv, with a row that is about nobody, is read by all three schemes; duty.csv, with another, by one."""
    config = CONFIG.replace('staff = "staff.csv"', 'staff = "staff.csv"\nduty = "duty.csv"') + DUTY
    other = SCHEME.replace('of = "staff.sick"', 'of = "duty.days"').replace("病假", "值日")
    write_all(
        school,
        {
            "kaohe.toml": config,
            "staff.csv": STAFF.replace("3,<i>丙</i>,\n", "") + "合计,,5.5\n",
            "duty.csv": "工号,天数\n1,3\n合计,3\n",
            "other.toml": other,
            "third.toml": SCHEME,
        },
    )
    opened = kaohe.open(school)
    pay, duty, third = opened.scores()
    assert [one.place.file for one in pay.findings] == ["staff.csv"]
    assert [one.place.file for one in duty.findings] == ["staff.csv", "duty.csv"]
    assert [one.place.file for one in third.findings] == ["staff.csv"]
    assert str(pay.findings) == str(third.findings) == str(opened.score("third").findings)
    assert str(duty.findings) == str(opened.score("other").findings)
    third.findings.add(kaohe.Place(), duty.findings[0].what)
    assert len(pay.findings) == 1
