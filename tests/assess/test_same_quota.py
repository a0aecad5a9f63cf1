"""A quota is one number for those who compete: it does not depend on who of them is asked."""

from __future__ import annotations

import pytest

from tests.assess.small import Outcome, outcome
from tests.assess.test_unknown_leagues import PROJECT, SCHEME

# In 东 there are two of team 甲 and one of 乙, in 西 one of each.
STAFF = "工号,学校,组,课时\nA,东,甲,10\nB,东,甲,20\nC,东,乙,30\nE,西,甲,15\nF,西,乙,25\n"
AWARD = """
[[award]]
id = "w"
title = "奖"
WHEN
quota = { most = "MOST", by = "staff.w", WITHIN ties = "all" }
"""


def ran(folder, most: str, within: str = "", when: str = "") -> Outcome:
    award = AWARD.replace("MOST", most).replace("WITHIN", within).replace("WHEN", when)
    scheme = SCHEME.replace("POINTS", "staff.w").replace("POOL", "")
    return outcome(folder, PROJECT, x_toml=scheme + award, staff_csv=STAFF, posts_csv="工号,岗位\nA,教师\n")


@pytest.mark.fault("M18")
def test_so_many_for_one_and_so_many_for_another_are_refused(tmp_path):
    found = ran(tmp_path, "if staff.team == '甲' then 1 else 2")
    assert found.said.splitlines() == [
        "“奖”的名额在一起比的人里不一致：A 1、C 2",
        "    改法：请给一个单位写同一个名额，或者用 within 写明谁和谁比",
        "“奖”的名额在一起比的人里不一致：E 1、F 2",
        "    改法：请给一个单位写同一个名额，或者用 within 写明谁和谁比",
    ]


@pytest.mark.fault("M18")
@pytest.mark.parametrize(
    ("most", "within", "when"),
    [
        ("if staff.team == '甲' then 1 else 2", 'within = "staff.team",', ""),  # one number for a league
        ("if staff.team == '甲' then 1 else 2", "", "when = \"staff.team == '甲'\""),  # nobody of 乙 competes
        ("count()", "", ""),  # three in 东, two in 西
    ],
)
def test_so_many_for_all_who_compete_are_not(tmp_path, most, within, when):
    found = ran(tmp_path, most, within, when)
    assert found.said == ""
    assert found.scored["x"].result.by_subject("w")["B"] is True


@pytest.mark.fault("M18")
def test_a_grade_has_one_quota_too(tmp_path):
    grades = '[[grade]]\nname = "好"\nquota = { most = "if staff.w > 15 then 1 else 2", ties = "all" }\n'
    scheme = SCHEME.replace("POINTS", "staff.w").replace("POOL", "") + grades + '[[grade]]\nname = "差"\n'
    found = outcome(tmp_path, PROJECT, x_toml=scheme, staff_csv=STAFF, posts_csv="工号,岗位\nA,教师\n")
    assert "“好”的名额在一起比的人里不一致：A 2、B 1" in found.said
