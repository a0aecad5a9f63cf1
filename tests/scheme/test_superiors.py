"""Nation, county, school: a scheme laid over a superior's, and the values a superior fixes."""

from __future__ import annotations

from pathlib import Path

import pytest
from layered import OVER, said, school

COUNTY = """
locked = ["attendance.marks", "attendance.sick.points"]
title = "县考核办法"
subject = "staff"
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


def test_a_school_takes_over_what_it_does_not_say(tmp_path: Path) -> None:
    # 10 − 4 × 0.5 = 8
    _, findings, total = school(tmp_path, 'extends = "county.toml"\ntitle = "本校办法"\n', COUNTY)
    assert (said(findings), total) == ([], "8")


def test_a_value_that_is_not_fixed_can_be_changed(tmp_path: Path) -> None:
    # an allowance of one day: 10 − (4 − 1) × 0.5 = 8.5
    text = f'extends = "county.toml"\n{OVER}[[dimension.clause]]\nid = "sick"\nallowance = 1\n'
    _, findings, total = school(tmp_path, text, COUNTY)
    assert (said(findings), total) == ([], "17/2")


def test_a_fixed_value_holds_and_the_school_is_told_where_it_contradicts(tmp_path: Path) -> None:
    # the school's 0.25 would give 9; the county's 0.5 holds: 8
    text = f'extends = "county.toml"\n{OVER}[[dimension.clause]]\nid = "sick"\npoints = 0.25\n'
    run, findings, total = school(tmp_path, text, COUNTY)
    assert said(findings) == [
        "schemes/school.toml:6:10 dimension.attendance.clause.sick.points: "
        "“attendance.sick.points”由 schemes/county.toml 锁定：应为 0.5，不能改成 0.25\n    改法：请删掉这一行"
    ]
    assert total == "8"
    (ready,) = run.load()
    assert ready.resolved.layer(("dimension", 0, "clause", 0, "points")) == "schemes/county.toml"
    assert ready.resolved.layers == ("schemes/county.toml", "schemes/school.toml")


def test_what_is_fixed_cannot_be_taken_away(tmp_path: Path) -> None:
    text = (
        f'extends = "county.toml"\n{OVER}without = ["sick"]\n[[dimension.clause]]\nid = "other"\ntext = "其他"\n'
        'rule = "formula"\npoints = 0\n'
    )
    _, findings, total = school(tmp_path, text, COUNTY)
    assert said(findings) == [
        "schemes/school.toml: “attendance.sick.points”由 schemes/county.toml 锁定，不能去掉\n"
        "    改法：请从 without 中删掉它"
    ]
    assert total is None


def test_three_layers_each_over_the_one_above(tmp_path: Path) -> None:
    # the nation takes 1 a day off, the county makes it 0.5, the school allows 2 days: 10 − (4 − 2) × 0.5 = 9
    nation = COUNTY.split("\n", 2)[2].replace("0.5", "1")
    county = (
        f'extends = "nation.toml"\nlocked = ["attendance.sick.points"]\n{OVER}'
        '[[dimension.clause]]\nid = "sick"\npoints = 0.5\n'
    )
    text = f'extends = "county.toml"\n{OVER}[[dimension.clause]]\nid = "sick"\nallowance = 2\n'
    run, findings, total = school(tmp_path, text, county, nation=nation)
    assert (said(findings), total) == ([], "9")
    (ready,) = run.load()
    assert ready.resolved.layers == ("schemes/nation.toml", "schemes/county.toml", "schemes/school.toml")
    assert ready.resolved.layer(("dimension", 0, "clause", 0, "rule")) == "schemes/nation.toml"


@pytest.mark.parametrize(
    ("text", "county", "wrong"),
    [
        (
            'extends = "county.toml"\n',
            COUNTY.replace("attendance.marks", "attendence.marks"),
            "schemes/county.toml:2:11 locked.#1: 没有可以锁定的“attendence.marks”\n"
            "    改法：是不是“attendance.marks”？",
        ),
        (
            'extends = "county.toml"\n',
            f'extends = "school.toml"\n{COUNTY}',
            "schemes/county.toml:1:11 extends: 这些文件互相 extends，绕成了圈：schemes/school.toml",
        ),
        (
            'extends = "contry.toml"\n',
            COUNTY,
            "schemes/contry.toml: 文件不存在\n    改法：是不是“county.toml”？",
        ),
        ('extends = ["county.toml"]\n', COUNTY, "schemes/school.toml:1:11 extends: extends 只写一个文件名"),
    ],
)
def test_what_can_be_wrong_with_layers(tmp_path: Path, text: str, county: str, wrong: str) -> None:
    _, findings, total = school(tmp_path, text, county)
    assert said(findings)[0] == wrong
    assert total is None
