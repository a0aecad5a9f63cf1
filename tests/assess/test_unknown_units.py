"""Whose unit is not known may be in any: what is taken over a unit waits for the cell, in every unit.

Whom the unit is not about, as a table with ``absence = "not-applicable"`` has no row of them, is in none.
"""

from __future__ import annotations

import json

import pytest

from kaohe_core.findings import Findings
from kaohe_core.results.as_csv import rows
from kaohe_core.results.as_json import scheme_data
from kaohe_core.testing.office import agree, recomputed
from kaohe_core.workbook import write_workbook
from tests.assess.small import Outcome, outcome
from tests.assess.test_unknown_leagues import POSTS, PROJECT, QUOTA, SCHEME, marks

MAYBE = PROJECT.replace('"学校", type = "text"', '"学校", type = "text", required = false')
# D’s school is not written down, D’s team is 甲; C and F are alone in theirs.
STAFF = "工号,学校,组,课时\nA,东,甲,10\nB,东,甲,20\nC,东,乙,30\nD,,甲,40\nE,西,甲,15\nF,西,乙,25\n"
OPEN = ["no-data"] * 6
WAITS = "(i) staff.csv 第 5 行 “学校”: D：“{}”缺数据：“学校”没有填写"
SHARE = '[[payment]]\nid = "p"\ntitle = "奖金"\nsettlement = "share"\nweight = "staff.w"\n'


def ran(folder, points: str, more: str = "", pool: str = "", unit: str = "staff.school") -> Outcome:
    scheme = SCHEME.replace("POINTS", points).replace("POOL", pool).replace("staff.school", unit)
    return outcome(folder, MAYBE, x_toml=scheme + more, staff_csv=STAFF, posts_csv=POSTS)


@pytest.mark.fault("M03")
@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("rank(staff.w)", OPEN),
        ("mean(staff.w)", OPEN),
        ("count()", OPEN),
        ("running(staff.w, by=staff.w)", OPEN),
        ("staff.w", (10, 20, 30, 40, 15, 25)),
        # D does not count, wherever D belongs: 10, 20 and 30 in 东, 15 and 25 in 西
        ("mean(staff.w where staff.w < 35)", (20, 20, 20, "no-data", 20, 20)),
        # D may be with A and B or with E, but not in a team 乙
        ("rank(staff.w, within=staff.team)", ("no-data", "no-data", 1, "no-data", "no-data", 1)),
    ],
)
def test_what_is_taken_over_a_unit_waits_for_whoever_may_be_in_it(tmp_path, points, expected):
    found = ran(tmp_path, points)
    assert found.marks("c") == marks(*expected)
    assert found.said == (WAITS.format("条") if "no-data" in expected else "")


@pytest.mark.fault("M03")
def test_the_author_may_put_them_into_a_unit_of_their_own(tmp_path):
    found = ran(tmp_path, "rank(staff.w)", unit="otherwise(staff.school, '无')")
    assert found.marks("c") == marks(3, 2, 1, 1, 2, 1)
    assert found.said == ""


@pytest.mark.fault("M03")
def test_no_verdict_and_no_money_in_a_unit_somebody_may_be_in(tmp_path):
    found = ran(tmp_path, "staff.w", QUOTA.replace("WITHIN", "staff.team"), "pool = 100")
    assert found.marks("w") == marks("no-data", "no-data", True, "no-data", "no-data", True)
    assert found.marks("r") == marks("no-data", "no-data", 1, "no-data", "no-data", 1)
    assert found.values("p/amount") == marks(None, None, 30, None, None, 30)
    found = ran(tmp_path, "staff.w", SHARE, "pool = 100")
    assert found.values("p/amount") == marks(*[None] * 6)
    waiting = [f"(i) {one}还有 {count} 人的金额未定，因此都不是最终结果" for one, count in
               (("单位“东”：", 3), ("单位未知的人：", 1), ("单位“西”：", 2))]  # fmt: skip
    assert found.said.splitlines() == [WAITS.format("奖金"), *waiting]
    assert scheme_data(found.scored["x"], "zh")["pool"] is None


@pytest.mark.fault("M03")
def test_a_pool_of_a_unit_somebody_may_be_in_is_waited_for(tmp_path):
    found = ran(tmp_path, "staff.w", SHARE, 'pool = "count() * 10"')
    assert found.values("p/amount") == marks(*[None] * 6)
    open_ = [f"(i) 单位“{one}”：总额没有数据，因此各人的金额都不是最终结果" for one in "东西"]
    stray = "(i) 单位未知的人：还有 1 人的金额未定，因此都不是最终结果"
    assert found.said.splitlines() == [WAITS.format("总额"), open_[0], stray, open_[1]]


@pytest.mark.fault("M01")
def test_whom_the_unit_is_not_about_is_in_none(tmp_path):
    """B has no post: A, C, D, E and F are teachers, with 10, 30, 40, 15 and 25 hours, 120 in all."""
    found = ran(tmp_path, "rank(staff.w)", SHARE, "pool = 120", "posts.post")
    assert found.marks("c") == marks(5, "not-applicable", 2, 1, 4, 3)
    assert found.values("p/amount") == marks(10, 0, 30, 40, 15, 25)
    assert found.said == ""
    assert scheme_data(found.scored["x"], "zh")["pool"] == "120.00"


@pytest.mark.fault("M03")
def test_every_surface_shows_that_the_unit_is_not_known(tmp_path):
    found = ran(tmp_path, "rank(staff.w)").scored["x"]
    assert [row[2] for row in rows(found, "zh")] == ["单位", "东", "东", "东", "", "西", "西"]
    people = {one["id"]: one for one in json.loads(json.dumps(scheme_data(found, "zh"), default=str))["subjects"]}
    assert "unit" not in people["D"]
    assert people["E"]["unit"] == "西"
    assert found.result.subject("D").unit == ""


@pytest.mark.fault("M03")
@pytest.mark.thorough  # a start of LibreOffice takes seconds; tests/workbook has one in every run
def test_the_workbook_says_the_same(tmp_path):
    over = [
        "mean(staff.w)",
        "count(where staff.w > 15)",
        "max(staff.w where staff.w < 35)",
        "running(staff.w, by=staff.w)",
        "rank(staff.w, within=staff.team)",
    ]
    more = "".join(
        f'  [[dimension.clause]]\n  id = "c{n}"\n  text = "条{n}"\n  rule = "formula"\n  points = "{one}"\n'
        for n, one in enumerate(over)
    )
    books = []
    for unit in ("staff.school", "posts.post"):
        quota = QUOTA.replace("WITHIN", "staff.team")
        one = ran(tmp_path, "rank(staff.w, ties='dense')", more + quota, "pool = 100", unit).scored["x"]
        books.append(tmp_path / f"{unit}.xlsx")
        write_workbook(one.ready.plan, one.result, one.tables, books[-1], Findings())
    for book, again in zip(books, recomputed(tmp_path, *books), strict=True):
        agree(book, again)
