"""Whose group within the unit is not known has no place in any, and nobody has one among those who may be with them."""

from __future__ import annotations

import pytest

from kaohe_core.findings import Findings
from kaohe_core.testing.office import agree, recomputed
from kaohe_core.workbook import write_workbook
from tests.assess.small import Outcome, outcome

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
posts = "posts.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名单"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "school", title = "学校", type = "text" },
  { id = "team", title = "组", type = "text", required = false },
  { id = "w", title = "课时", high = 40 },
]
[table.posts]
title = "岗位"
absence = "not-applicable"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "post", title = "岗位", type = "text" },
]
"""
SCHEME = """
title = "t"
subject = "staff"
unit = "staff.school"
marks = 100
at-most = "none"
round = { dimension = 2, total = 2 }
POOL
[[dimension]]
id = "d"
title = "甲"
marks = 100
at-most = "none"
  [[dimension.clause]]
  id = "c"
  text = "条"
  rule = "formula"
  points = "POINTS"
"""
# D’s team is not written down; E and F are of another school. B has no post.
STAFF = "工号,学校,组,课时\nA,东,甲,10\nB,东,甲,20\nC,东,乙,30\nD,东,,40\nE,西,甲,15\nF,西,甲,25\n"
POSTS = "工号,岗位\nA,教师\nC,教师\nD,教师\nE,教师\nF,教师\n"


def ran(folder, points: str, more: str = "", pool: str = "") -> Outcome:
    scheme = SCHEME.replace("POINTS", points).replace("POOL", pool)
    return outcome(folder, PROJECT, x_toml=scheme + more, staff_csv=STAFF, posts_csv=POSTS)


def marks(*values: object) -> dict[str, str]:
    return dict(zip("ABCDEF", map(str, values), strict=True))


OPEN = ["no-data"] * 4


@pytest.mark.fault("M03")
@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("rank(staff.w, within=staff.team)", (*OPEN, 2, 1)),
        ("mean(staff.w, within=staff.team)", (*OPEN, 20, 20)),
        ("count(within=staff.team)", (*OPEN, 2, 2)),
        ("max(staff.w, within=staff.team)", (*OPEN, 25, 25)),
        ("running(staff.w, by=staff.w, within=staff.team)", (*OPEN, 40, 25)),
        # without D it is known of all others: A 10 and B 20 of 甲, C alone; of D there is still no group
        ("mean(staff.w where known(staff.team), within=staff.team)", (15, 15, 30, "no-data", 20, 20)),
        ("mean(staff.w where staff.w < 35, within=staff.team)", (15, 15, 30, "no-data", 20, 20)),
        ("mean(staff.w, within=otherwise(staff.team, '无'))", (15, 15, 30, 40, 20, 20)),
        # B has no post, so that no group of posts is about B: A, C and D have 10, 30 and 40
        ("rank(staff.w, within=posts.post)", (3, "not-applicable", 2, 1, 2, 1)),
    ],
)
def test_a_group_of_which_it_is_not_known_who_is_in_it(tmp_path, points, expected):
    found = ran(tmp_path, points)
    assert found.marks("c") == marks(*expected)
    waits = "(i) staff.csv 第 5 行 “组”: D：“条”缺数据：“组”没有填写"
    assert found.said == (waits if "no-data" in expected else "")


QUOTA = """
[[award]]
id = "w"
title = "奖"
quota = { most = 1, by = "staff.w", within = "staff.team", ties = "all" }
[[ranking]]
id = "r"
title = "名次"
by = "staff.w"
within = "staff.team"
ties = "best"
[[payment]]
id = "p"
title = "奖金"
settlement = "prizes"
prizes = [30, 20]
by = "staff.w"
within = "WITHIN"
ties = "best"
"""


@pytest.mark.fault("M03")
def test_no_prize_place_or_award_in_a_group_that_is_not_known(tmp_path):
    found = ran(tmp_path, "staff.w", QUOTA.replace("WITHIN", "staff.team"), "pool = 100")
    assert found.marks("w") == marks(*OPEN, False, True)
    assert found.marks("r") == marks(*OPEN, 2, 1)
    assert found.values("p/amount") == marks(*[None] * 4, 20, 30)
    # by posts it is known of all, and B has none
    found = ran(tmp_path, "staff.w", QUOTA.replace("WITHIN", "posts.post"), "pool = 100")
    assert found.values("p/amount") == marks(0, 0, 20, 30, 20, 30)


@pytest.mark.fault("M01")
def test_a_pool_of_marks_leaves_out_whom_they_are_not_about(tmp_path):
    """C alone has more than 25 hours in 东, F none: 30 and 0 in all; who has none shares nothing."""
    only = 'only-for = "staff.w > 25 and staff.w < 40"\n'
    share = '[[payment]]\nid = "p"\ntitle = "奖金"\nsettlement = "share"\nweight = "staff.w"\n'
    found = ran(tmp_path, "staff.w", only + share, 'pool = "sum(marks.c)"')
    assert found.values("p/amount") == marks(3, 6, 9, 12, 0, 0)  # 30 by 10, 20, 30, 40


@pytest.mark.fault("M03")
@pytest.mark.thorough  # a start of LibreOffice takes seconds; tests/workbook has one in every run
def test_the_workbook_says_the_same(tmp_path):
    points = "rank(staff.w, within=staff.team)"
    more = "".join(
        f'  [[dimension.clause]]\n  id = "c{n}"\n  text = "条{n}"\n  rule = "formula"\n  points = "{one}"\n'
        for n, one in enumerate(
            [
                "mean(staff.w, within=staff.team)",
                "count(where staff.w > 15, within=staff.team)",
                "max(staff.w where staff.w < 35, within=staff.team)",
                "running(staff.w, by=staff.w, within=staff.team)",
                "rank(staff.w, within=posts.post)",
            ]
        )
    )
    books = []
    for within in ("staff.team", "posts.post"):
        one = ran(tmp_path, points, more + QUOTA.replace("WITHIN", within), "pool = 100").scored["x"]
        books.append(tmp_path / f"{within}.xlsx")
        write_workbook(one.ready.plan, one.result, one.tables, books[-1], Findings())
    for book, again in zip(books, recomputed(tmp_path, *books), strict=True):
        agree(book, again)
