"""A provisional result names what it waits for, once: the cell or the row, a colleague's too (M24)."""

from __future__ import annotations

from pathlib import Path

import pytest

import kaohe_core as kaohe

pytestmark = pytest.mark.fault("M24")

KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
posts = "posts.csv"
duty = "duty.csv"
[[scheme]]
id = "pay"
file = "pay.toml"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "grade", title = "职称", type = "text", choices = ["高级", "中级"] },
]
[table.posts]
title = "工作量"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "hours", title = "课时", high = 40, required = false }]
[table.duty]
title = "值班"
rows = "event"
absence = "zero"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "days", title = "天数", high = 40, required = false },
]
"""
SCHEME = """
title = "考核"
subject = "staff"
name = "staff.name"
marks = 100
round = { clause = 2, total = 2 }
POOL
[[dimension]]
id = "d"
title = "指标"
marks = 100
at-most = "none"
CLAUSES
"""
STAFF = "工号,姓名,职称\nA,赵一,高级\nB,钱二,中级\nC,孙三,中级\n"
POSTS = "工号,课时\nA,10\nB,20\nC,30\n"
DUTY = "工号,天数\nA,2\nA,3\n"


def clauses(*points: str) -> str:
    return "".join(
        f'  [[dimension.clause]]\n  id = "c{n}"\n  text = "第 {n} 条"\n  rule = "formula"\n  points = """{one}"""\n'
        for n, one in enumerate(points, start=1)
    )


def scored(folder: Path, scheme: str, posts: str = POSTS, duty: str = DUTY, more: str = "") -> kaohe.api.Outcome:
    files = {"kaohe.toml": KAOHE, "staff.csv": STAFF, "posts.csv": posts, "duty.csv": duty}
    text = SCHEME.replace("CLAUSES", scheme + more).replace("POOL", "pool = 100" if "[[payment]]" in more else "")
    for name, content in (files | {"pay.toml": text}).items():
        (folder / name).write_text(content, encoding="utf-8")
    return kaohe.open(folder).score("pay")


def said(outcome: kaohe.api.Outcome) -> list[str]:
    return [finding.text("zh") for finding in outcome.findings]


MISSING = "posts.csv: 钱二：“第 1 条”缺数据：“工作量”中没有记录"
WITHOUT_B = "工号,课时\nA,10\nC,30\n"


def test_a_missing_row_is_named_once_whoever_waits_for_it(tmp_path: Path) -> None:
    # B's row is missing: for B's own mark, for everybody's ratio to the mean, for everybody's place
    outcome = scored(
        tmp_path, clauses("posts.hours / mean(posts.hours)", "posts.hours", "rank(posts.hours)"), WITHOUT_B
    )
    assert said(outcome) == [MISSING]
    shown = str(outcome.explain("A"))
    assert shown.count("缺数据：钱二：“工作量”中没有记录") == 4  # clauses 1 and 3, the dimension, the total
    assert all(not line.endswith(("缺数据：", "缺数据: ")) for line in shown.splitlines())
    own = str(outcome.explain("B"))
    assert "        缺数据：工作量 课时" in own.splitlines()
    assert all(not line.endswith(("缺数据：", "缺数据: ")) for line in own.splitlines())


def test_an_empty_cell_is_named_with_its_row(tmp_path: Path) -> None:
    outcome = scored(tmp_path, clauses("sum(duty.days)"), duty="工号,天数\nA,2\nA,\nB,1\n")
    assert said(outcome) == ["duty.csv 第 3 行 “天数”: 赵一：“第 1 条”缺数据：“天数”没有填写"]


def test_what_a_payment_waits_for_is_named(tmp_path: Path) -> None:
    more = '[[payment]]\nid = "p"\ntitle = "值班费"\nsettlement = "allowance"\namount = "sum(duty.days)"\n'
    outcome = scored(tmp_path, clauses("posts.hours"), duty="工号,天数\nA,\n", more=more)
    assert said(outcome) == [
        "duty.csv 第 2 行 “天数”: 赵一：“值班费”缺数据：“天数”没有填写",
        "全体：还有 1 人的金额未定，因此都不是最终结果",
    ]
    assert "    缺数据：“天数”没有填写" in str(outcome.explain("A")).splitlines()


def test_what_an_award_waits_for_is_named(tmp_path: Path) -> None:
    more = '[[award]]\nid = "a"\ntitle = "先进"\nwhen = "posts.hours >= mean(posts.hours) and sum(duty.days) == 0"\n'
    outcome = scored(tmp_path, clauses("1"), WITHOUT_B, more=more)
    [missing] = said(outcome)
    assert missing == "posts.csv: 钱二：“先进”缺数据：“工作量”中没有记录"


MEND = "\n    改法：请改正数据；如果方案对这种情况另有规定，请写 otherwise(…, …)"


def test_a_division_by_zero_says_which(tmp_path: Path) -> None:
    outcome = scored(tmp_path, clauses("posts.hours / sum(duty.days)"), duty="工号,天数\nB,1\nC,1\n")
    [found] = said(outcome)
    assert found.startswith("赵一：“第 1 条”算不出结果：除数是 0：")
    assert found.endswith(MEND)


def test_a_key_that_a_look_up_does_not_list_is_named(tmp_path: Path) -> None:
    outcome = scored(tmp_path, clauses('lookup(staff.grade, {"高级": 2})'))
    assert said(outcome) == [
        f"钱二：“第 1 条”算不出结果：对照表里没有“中级”{MEND}",
        f"孙三：“第 1 条”算不出结果：对照表里没有“中级”{MEND}",
    ]


def test_the_keys_that_a_look_up_by_several_does_not_list_are_named(tmp_path: Path) -> None:
    outcome = scored(tmp_path, clauses('lookup([staff.grade, posts.hours], {"高级": {10: 2}, "中级": {20: 1}})'))
    assert said(outcome) == [f"孙三：“第 1 条”算不出结果：对照表里没有“中级” × “30”{MEND}"]


@pytest.mark.fault("B01")
def test_a_mean_of_nobody_is_said_once(tmp_path: Path) -> None:
    outcome = scored(tmp_path, clauses("rank(mean(posts.hours where posts.hours > 35))"))
    [found] = said(outcome)
    assert found.startswith("赵一：“第 1 条”算不出结果：没有一个人在内：")


def test_a_count_of_scored_people_counts_those_who_are_scored(tmp_path: Path) -> None:
    from kaohe_core.results.summary import notes

    outcome = scored(tmp_path, clauses("posts.hours"), WITHOUT_B)
    assert notes(outcome.scored, "zh")[0] == "考核 3 人，其中计分 2 人，还未定 1 人"
    assert notes(scored(tmp_path, clauses("posts.hours")).scored, "zh")[0] == "考核 3 人，其中计分 3 人"
