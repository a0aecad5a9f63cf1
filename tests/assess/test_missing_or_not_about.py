"""Not applicable and without data are two standings, and no sentence mixes them; nor does it take an hour to tell."""

from __future__ import annotations

import pytest

from kaohe_core.assess.oracle import Oracle
from kaohe_core.explain.explanation import Explainer
from kaohe_core.results.as_csv import rows
from kaohe_core.results.as_json import scheme_data
from tests.assess.small import Outcome, outcome
from tests.assess.test_unknown_leagues import POSTS, PROJECT, SCHEME

STAFF = "工号,学校,组,课时\nA,东,甲,10\nB,东,甲,20\nC,东,,30\n"  # B has no post; of C the team is not written down
TERMS = 'period = "term"\ncolumn = [\n  { id = "term", title = "学期", type = "text" },\n'


def ran(folder, points: str, more: str = "", project: str = PROJECT, posts: str = POSTS) -> Outcome:
    scheme = SCHEME.replace("POINTS", points).replace("POOL", "")
    posts = "\n".join(row for row in posts.splitlines() if row[0] not in "DEF") + "\n"
    return outcome(folder, project, x_toml=scheme + more, staff_csv=STAFF, posts_csv=posts)


def explained(found: Outcome, who: str, language: str = "zh") -> str:
    one = found.scored["x"]
    return Explainer(Oracle(one.ready.plan, one.tables), language).explain(who, who).text(language)  # type: ignore[arg-type]  # one of the two


@pytest.mark.fault("M06")
@pytest.mark.parametrize(
    ("language", "because"),
    [("zh", "不适用：“岗位”中没有记录"), ("en", "not applicable: “岗位” has no row")],
)
def test_who_has_no_row_where_that_is_not_applicable_is_not_said_to_lack_data(tmp_path, language, because):
    award = """[[award]]\nid = "w"\ntitle = "奖"\nwhen = "posts.post == '教师'"\n"""
    found = ran(tmp_path, "if posts.post == '教师' then 3 else 1", award)
    assert found.marks("c") == {"A": "3", "B": "not-applicable", "C": "3"}
    text = explained(found, "B", language)
    assert text.count(because) == 3  # the dimension, the total and the award
    assert "没有数据" not in text
    assert "no data" not in text
    data = next(one for one in scheme_data(found.scored["x"], language)["subjects"] if one["id"] == "B")
    assert because in str(data)


@pytest.mark.fault("M06")
def test_a_term_in_which_somebody_has_no_row_is_named(tmp_path):
    project = PROJECT.replace(
        'title = "岗位"\nabsence = "not-applicable"\ncolumn = [\n',
        'title = "岗位"\nabsence = "not-applicable"\nkey = ["id", "term"]\n' + TERMS,
    )
    more = '[periods]\nterm = ["上", "下"]\n'
    scheme = SCHEME.replace("POINTS", "if posts.post['下'] == '教师' then 3 else 1").replace("POOL", "")
    posts = "工号,学期,岗位\nA,上,教师\nA,下,教师\nB,上,教师\nC,下,教师\n"
    found = outcome(tmp_path, project, x_toml=scheme + more, staff_csv=STAFF, posts_csv=posts)
    assert "不适用：“岗位”中没有记录（下）" in explained(found, "B")


@pytest.mark.fault("M24")
def test_what_is_missing_names_what_is_waited_for_and_nothing_else(tmp_path):
    """C waits for the team alone: what C has no row of is 0, and in the way not taken nothing is asked."""
    found = ran(
        tmp_path,
        "if staff.team == '甲' then otherwise(if posts.post == '教师' then 1 else 2, 0) else staff.w",
        posts="工号,岗位\nA,教师\n",
    )
    assert found.marks("c") == {"A": "1", "B": "0", "C": "no-data"}
    assert "缺数据：名单 组\n" in explained(found, "C")
    assert found.said == "(i) staff.csv 第 4 行 “组”: C：“条”缺数据：“组”没有填写"


NESTED = """
[[value]]
id = "v"
title = "值"
sum-of = ["e"]
out-of = 60
decimals = 1
[[dimension]]
id = "e"
title = "乙"
marks = 100
when-not-applicable = "zero"
  [[dimension.clause]]
  id = "e1"
  text = "条"
  only-for = "staff.w > 5"
    [[dimension.clause.variant]]
    when = "marks.d >= 2"
    rule = "formula"
    points = "if posts.post == '教师' then 2 else 4"
    [[dimension.clause.variant]]
    when = "staff.w > 3"
    rule = "formula"
    points = "staff.w"
"""


def test_whom_a_scheme_is_about_does_not_grow_with_every_reader(tmp_path):
    """Each condition asked again whom the last was about: the one of the value had 19 million parts."""
    either = 'only-for = "(posts.post == \'教师\' or staff.w > 15)"\nwhen-not-applicable = "full"\n'
    scheme = SCHEME.replace("POINTS", "if posts.post == '教师' then 2 else 1").replace(
        'title = "甲"\n', f'title = "甲"\n{either}'
    )
    found = outcome(
        tmp_path, PROJECT, x_toml=scheme.replace("POOL", "") + NESTED, staff_csv=STAFF, posts_csv="工号,岗位\nA,教师\n"
    )
    assert found.said == ""
    steps = found.scored["x"].ready.plan.steps
    assert max(sum(1 for _ in step.applies.walk()) for step in steps if step.applies is not None) < 300
    # A is a teacher; d is about B and C by their hours, who have no row of posts: 100 marks all the same
    assert found.marks("d") == {"A": "2", "B": "not-applicable", "C": "not-applicable"}


def test_many_conditions_are_joined_as_few_are(tmp_path):
    """Of C it is not known; B is decided by the last of 40, whatever its team."""
    ands = " and ".join([f"staff.team != '{n}'" for n in range(39)] + ["staff.w < 15"])
    assert ran(tmp_path, f"if {ands} then 1 else 2").marks("c") == {"A": "1", "B": "2", "C": "2"}
    ors = " or ".join([f"staff.team == '{n}'" for n in range(39)] + ["staff.w < 15"])
    found = ran(tmp_path, f"if {ors} then 1 else 2")
    assert found.marks("c") == {"A": "1", "B": "2", "C": "no-data"}
    assert [row[5] for row in rows(found.scored["x"], "zh")][3] == "没有数据"
