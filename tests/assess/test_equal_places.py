"""Whoever is equal is told apart by further keys, one after the other: in rankings, quotas, grades and prizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.assess.small import outcome
from tests.readers import Readers, cell

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
[[scheme]]
id = "s"
file = "s.toml"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "marks", title = "成绩", high = 100 },
  { id = "teaching", title = "教学分", high = 100, required = false },
  { id = "years", title = "教龄", high = 60 },
]
"""
SCHEME = """
title = "评优"
subject = "staff"
name = "staff.name"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "成绩"
marks = 100
  [[dimension.clause]]
  id = "marks"
  text = "按成绩计"
  rule = "formula"
  points = "staff.marks"
[[ranking]]
id = "order"
title = "名次"
then = ["staff.teaching", "-staff.years"]
ties = "best"
[[grade]]
name = "优秀"
at-least = 85
  [grade.quota]
  most = 1
  then = ["staff.teaching", "staff.years"]
  ties = "none"
[[grade]]
name = "合格"
[[award]]
id = "best"
title = "先进"
  [award.quota]
  most = 2
  then = ["staff.teaching"]
  ties = "all"
[[payment]]
id = "prize"
title = "名次奖"
settlement = "prizes"
prizes = [1000, 600, 300]
then = ["staff.teaching"]
ties = "average"
"""
STAFF = "工号,姓名,成绩,教学分,教龄\nA,赵一,90,50,8\nB,钱二,90,50,12\nC,孙三,90,48,30\nD,李四,89,60,30\n"


@pytest.fixture
def readers(tmp_path: Path) -> Readers:
    return Readers.of(tmp_path, {"kaohe.toml": PROJECT, "s.toml": SCHEME, "staff.csv": STAFF})


def test_keys_decide_one_after_the_other(readers):
    """90: by teaching A and B are before C; the shorter service makes A first, the longer B the excellent one."""
    people = readers.people()
    assert {id: one["places"]["order"] for id, one in people.items()} == {"A": "1", "B": "2", "C": "3", "D": "4"}
    assert {id: one["grade"] for id, one in people.items()} == {"A": "合格", "B": "优秀", "C": "合格", "D": "合格"}
    # By teaching alone A and B share the first place: both fit in two, so C, the third, does not.
    assert [id for id, one in people.items() if one["awards"] == ["best"]] == ["A", "B"]
    # (1000 + 600) ÷ 2 each, and the third prize
    assert {id: one["payments"][0]["amount"] for id, one in people.items()} == {
        "A": "800.00",
        "B": "800.00",
        "C": "300.00",
        "D": "0.00",
    }


def test_all_readers_say_what_decided(readers):
    line = next(line for line in readers.screen().splitlines() if line.strip().startswith("B"))
    assert line.split() == ["B", "钱二", "90.00", "90.00", "2", "800.00", "优秀", "先进"]
    row = readers.rows()["B"]
    assert (row["名次"], row["等次"], row["名次奖 金额"]) == ("2", "优秀", "800.00")
    told = readers.explain("B")
    assert "名次：在全体计分人员中按“总分”，相同时再按“教学分”，相同时再按“−教龄”排名第 2" in told
    assert "候选名次：在全体计分人员（优秀候选）中按“总分”，相同时再按“教学分”，相同时再按“教龄”排名第 1" in told
    words = readers.parts("B")["prize/amount"]["words"]
    assert words == ["并列名次的奖金合计 1600 ÷ (并列的最后名次 2 − 名次 1 + 1) = 800.00"]
    assert cell(readers.book(), "程序结果", "B", "名次") == 2
    resolved = readers.resolve()
    assert 'then = ["staff.teaching", "-staff.years"]' in resolved
    assert 'rounding = "half-up"' in resolved


def test_a_key_without_data_leaves_the_places_open(tmp_path):
    """Whoever is told apart by a missing number is, with all others, not placed: nothing is guessed."""
    found = outcome(tmp_path, PROJECT, s_toml=SCHEME, staff_csv=STAFF.replace("90,50,12", "90,,12"))
    assert found.marks("order", "s") == dict.fromkeys("ABCD", "no-data")
    assert found.values("prize/amount", "s") == dict.fromkeys("ABCD", "None")
    assert "教学分" in found.said


def test_a_key_that_is_no_number_is_refused(tmp_path):
    found = outcome(tmp_path, PROJECT, s_toml=SCHEME.replace('"-staff.years"', '"staff.name"'), staff_csv=STAFF)
    assert found.said == (
        "s.toml:19:27 ranking.order.then.#2: 这里需要数，写的是文字\n"
        '    改法：请写明每个文字对应的数：lookup(staff.level, {"一级": 2, "二级": 1})'
    )


def test_what_people_without_marks_get_of_the_prizes_is_said(tmp_path):
    more = '[[not-scored]]\nwhen = "staff.name == \'赵一\'"\nreason = "督导"\n'
    found = outcome(tmp_path, PROJECT, s_toml=SCHEME + more, staff_csv=STAFF)
    assert found.said == (
        "s.toml:37:1 payment.prize: 不计分的人员（督导）在这项发放中没有份额\n"
        "    改法：请写明谁参加：only-for，或写 [[payment.group]]，含 when、reason"
    )


def test_compare_tells_another_key(readers):
    (readers.folder / "new.toml").write_text(
        SCHEME.replace('["staff.teaching", "-staff.years"]', '["staff.years"]'), "utf-8"
    )
    files = [str(readers.folder / name) for name in ("s.toml", "new.toml")]
    said = readers.run("compare", *files, "--project", str(readers.folder))
    assert "　　相同的再比（then）：staff.years\n　　　　原为：staff.teaching、-staff.years\n" in said
    lines = [line.split() for line in said.splitlines()]
    assert ["A", "赵一", "1", "→", "3"] in lines  # by years of service C 30, B 12, A 8
    assert ["C", "孙三", "3", "→", "1"] in lines
