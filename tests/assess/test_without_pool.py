"""Payments whose amounts are fixed need no pool: nothing is invented, and every reader says what is paid."""

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
  { id = "hours", title = "课时", high = 40 },
  { id = "months", title = "班主任月数", high = 12 },
]
"""
SCHEME = """
title = "津贴发放"
subject = "staff"
name = "staff.name"
marks = 40
round = { total = 2 }
[[dimension]]
id = "d"
title = "工作量"
marks = 40
  [[dimension.clause]]
  id = "hours"
  text = "每课时 1 分"
  rule = "formula"
  points = "staff.hours"
[[payment]]
id = "homeroom"
title = "班主任津贴"
settlement = "allowance"
amount = "staff.months * 60"
[[payment]]
id = "lessons"
title = "课时费"
settlement = "capped"
amount = "staff.hours * 10"
cap = 200
[[payment]]
id = "prize"
title = "奖金"
settlement = "share"
takes = 100
"""
STAFF = "工号,姓名,课时,班主任月数\nA,赵一,8,6\nB,钱二,10,0\nC,孙三,7,0\n"
# Months × 60; 80, 100 and 70 are 250, of which 200 are paid, four fifths; 100 yuan by 8, 10 and 7 of 25 marks.
PAID = {
    "A": ("360.00", "64.00", "32.00", "456.00"),
    "B": ("0.00", "80.00", "40.00", "120.00"),
    "C": ("0.00", "56.00", "28.00", "84.00"),
}


@pytest.fixture
def readers(tmp_path: Path) -> Readers:
    return Readers.of(tmp_path, {"kaohe.toml": PROJECT, "s.toml": SCHEME, "staff.csv": STAFF})


def test_everybody_gets_the_fixed_amounts(readers):
    screen = readers.screen()
    for id, amounts in PAID.items():
        line = next(line for line in screen.splitlines() if line.strip().startswith(id))
        assert tuple(line.split()[-4:]) == amounts
    assert "总额" not in screen
    assert [line for line in screen.splitlines() if "元" in line] == [
        "　　班主任津贴：360.00 元",
        "　　课时费：200.00 元",
        "　　奖金：100.00 元",
        "发放合计：660.00 元",
    ]
    titles = ("班主任津贴 金额", "课时费 金额", "奖金 金额", "应发合计")
    assert {id: tuple(row[title] for title in titles) for id, row in readers.rows().items()} == PAID
    data = readers.data()
    assert (data["pool"], data["payments-total"], data["provisional"]) == (None, "660.00", False)
    assert {one["id"]: tuple(p["amount"] for p in one["payments"]) for one in data["subjects"]} == {
        id: amounts[:3] for id, amounts in PAID.items()
    }
    book = readers.book()
    assert {id: f"{cell(book, '程序结果', id, '应发合计'):.2f}" for id in PAID} == {
        id: amounts[3] for id, amounts in PAID.items()
    }


def test_the_explanation_starts_from_the_amount_itself(readers):
    parts = readers.parts("A")
    assert parts["homeroom/amount"]["words"] == ["班主任月数 6 × 60 = 360.00"]
    assert not {id for id in parts if id == "pool" or id.endswith("/pool")}
    assert parts["prize/takes"]["points"] == "100"
    assert parts["paid"]["points"] == "456"
    assert "\npool" not in readers.resolve()


def test_two_schemes_without_a_pool_are_compared_without_one(readers):
    (readers.folder / "new.toml").write_text(SCHEME.replace("* 60", "* 50"), "utf-8")
    files = [str(readers.folder / name) for name in ("s.toml", "new.toml")]
    said = readers.run("compare", *files, "--project", str(readers.folder))
    assert "总额" not in said
    assert "　　班主任津贴：360.00 → 300.00 元（−60.00）" in said.splitlines()


def test_a_share_of_what_is_left_needs_something_that_is_left(tmp_path):
    said = outcome(tmp_path, PROJECT, s_toml=SCHEME.replace("takes = 100\n", ""), staff_csv=STAFF).said
    assert said == (
        "s.toml:27:1 payment.prize: 这项发放要分总额剩下的钱，而方案没有总额\n"
        "    改法：请在方案开头写 pool = …；share 也可以自己写明分多少：takes = …"
    )


def test_a_formula_cannot_read_a_pool_that_is_not_there(tmp_path):
    said = outcome(tmp_path, PROJECT, s_toml=SCHEME.replace("takes = 100", 'takes = "marks.pool / 2"'), staff_csv=STAFF)
    assert "marks.pool" in said.said
    assert not said.scored


def test_a_fine_beyond_what_was_paid_is_still_refused(tmp_path):
    more = '[[payment]]\nid = "fine"\ntitle = "扣款"\nsettlement = "allowance"\namount = -85\n'
    said = outcome(tmp_path, PROJECT, s_toml=SCHEME + more, staff_csv=STAFF).said
    assert said.startswith("孙三：各项发放合计为 -1.00")  # 84 − 85
