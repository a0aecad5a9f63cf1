"""Bounds of superior layers: where a lower layer conflicts, the superior rule holds, and it is shown (G10)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from layered import OVER, said, school

from kaohe_core.findings import Findings
from kaohe_core.scheme.layers import Resolved

TOP = 'title = "考核办法"\nsubject = "staff"\nmarks = 10\nround = { total = 2 }\n'
PARTS = """
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
EXTENDS = 'extends = "county.toml"\n'
SICK = f'{EXTENDS}{OVER}[[dimension.clause]]\nid = "sick"\n'  # a change of the clause stands in line 6
POINTS = ("dimension", 0, "clause", 0, "points")

pytestmark = pytest.mark.clause("G10")


def above(allowed: str, more: str = "", first: str = "") -> str:
    """A superior’s file in which ``allowed`` begins in line 6 (7 with a line before it all)."""
    return f"{first}{TOP}[allowed]\n{allowed}\n{more}\n{PARTS}"


def found(folder: Path, text: str, county: str, **more: str) -> tuple[Resolved, list[str], str | None]:
    """The resolved scheme, what is said, and the total of somebody who was ill for 4 days."""
    run, findings, total = school(folder, text, county, **more)
    resolved = run.project.resolve(run.project.config.scheme[0], Findings())
    assert resolved is not None
    return resolved, said(findings), total


def governance(resolved: Resolved, key: str) -> tuple[Any, str]:
    """A value of the procedure and the layer it comes from."""
    return resolved.data["governance"][key], resolved.layer(("governance", key))


# numbers, shares and choices ---------------------------------------------------------------------------------------

RANGE = '"attendance.sick.points" = { at-least = 0.1, at-most = 0.5 }'
OUTSIDE = (
    "schemes/school.toml:6:10 dimension.attendance.clause.sick.points: “attendance.sick.points”：schemes/county.toml "
    "规定应在 0.1 到 0.5 之间，这里的 {found} 无效，按 {value} 执行\n    改法：请改成允许的值，或删掉这一行"
)


@pytest.mark.parametrize(
    ("points", "value", "total"),
    [
        ("0.8", "0.5", "8"),  # 10 − 4 × 0.5
        ("0.05", "0.1", "48/5"),  # 10 − 4 × 0.1 = 9.6
        ("1", "0.5", "8"),
    ],
)
def test_outside_a_range_the_nearest_bound_holds(tmp_path: Path, points: str, value: str, total: str) -> None:
    resolved, wrong, result = found(tmp_path, f"{SICK}points = {points}\n", above(RANGE))

    assert wrong == [OUTSIDE.format(found=points, value=value)]
    assert result == total
    assert resolved.layer(POINTS) == "schemes/county.toml"
    assert resolved.place(POINTS, value=True).line == 6
    (written,) = resolved.overruled["attendance.sick.points"].written
    assert written[0] is not None
    assert (written[0].layer, str(written[1])) == ("schemes/school.toml", points)


@pytest.mark.parametrize(("points", "total"), [("0.1", "48/5"), ("0.25", "9"), ("0.50", "8")])
def test_inside_a_range_a_school_decides(tmp_path: Path, points: str, total: str) -> None:
    resolved, wrong, result = found(tmp_path, f"{SICK}points = {points}\n", above(RANGE))

    assert (wrong, result) == ([], total)
    assert resolved.layer(POINTS) == "schemes/school.toml"
    assert resolved.overruled == {}


def test_a_share_is_bounded_by_a_share(tmp_path: Path) -> None:
    text = f'{EXTENDS}[governance]\nquorum = "3/5"\nmajority = "2/3"\n'
    bounds = '"governance.quorum" = { at-least = "2/3" }\n"governance.majority" = { at-least = "1/2" }'
    resolved, wrong, _ = found(tmp_path, text, above(bounds))

    assert wrong == [
        "schemes/school.toml:3:10 governance.quorum: “governance.quorum”：schemes/county.toml 规定应不小于 “2/3”，"
        "这里的 “3/5” 无效，按 “2/3” 执行\n    改法：请改成允许的值，或删掉这一行"
    ]
    assert governance(resolved, "quorum") == ("2/3", "schemes/county.toml")
    assert governance(resolved, "majority") == ("2/3", "schemes/school.toml")


def test_the_only_choice_holds(tmp_path: Path) -> None:
    text = f'{EXTENDS}[governance]\nadoption = "signatures"\n'
    resolved, wrong, _ = found(tmp_path, text, above('"governance.adoption" = { one-of = ["vote"] }'))

    assert wrong == [
        "schemes/school.toml:3:12 governance.adoption: “governance.adoption”：schemes/county.toml 规定应为 “vote”，"
        "这里的 “signatures” 无效，按 “vote” 执行\n    改法：请改成允许的值，或删掉这一行"
    ]
    assert governance(resolved, "adoption") == ("vote", "schemes/county.toml")


def test_of_several_choices_the_superiors_own_holds(tmp_path: Path) -> None:
    # the county itself takes 5 days
    text = f"{EXTENDS}[governance]\npublicity-days = 4\n"
    bounds = above('"governance.publicity-days" = { one-of = [3, 5] }', "[governance]\npublicity-days = 5\n")
    resolved, wrong, _ = found(tmp_path, text, bounds)

    assert wrong == [
        "schemes/school.toml:3:18 governance.publicity-days: “governance.publicity-days”：schemes/county.toml 规定应从 "
        "3、5 中选一个，这里的 4 无效，按 5 执行\n    改法：请改成允许的值，或删掉这一行"
    ]
    assert governance(resolved, "publicity-days") == (5, "schemes/county.toml")


def test_of_several_choices_none_is_guessed(tmp_path: Path) -> None:
    text = f"{EXTENDS}[governance]\npublicity-days = 4\n"
    _, wrong, total = found(tmp_path, text, above('"governance.publicity-days" = { one-of = [3, 5] }'))

    assert wrong == [
        "schemes/school.toml:3:18 governance.publicity-days: “governance.publicity-days”：schemes/county.toml 规定应从 "
        "3、5 中选一个，这里写的是 4\n    改法：请改成允许的值，或删掉这一行"
    ]
    assert total is None


def test_yes_is_not_one(tmp_path: Path) -> None:
    text = f"{EXTENDS}[governance]\napproval = false\n"
    resolved, wrong, _ = found(tmp_path, text, above('"governance.approval" = { one-of = [true] }'))

    assert wrong == [
        "schemes/school.toml:3:12 governance.approval: “governance.approval”：schemes/county.toml 规定应为 true，"
        "这里的 false 无效，按 true 执行\n    改法：请改成允许的值，或删掉这一行"
    ]
    assert governance(resolved, "approval") == (True, "schemes/county.toml")


# what nobody wrote -------------------------------------------------------------------------------------------------


def test_a_default_outside_is_held_too_and_nobody_is_blamed(tmp_path: Path) -> None:
    # 3 days by default
    resolved, wrong, _ = found(tmp_path, EXTENDS, above('"governance.publicity-days" = { at-least = 5 }'))

    assert wrong == []
    assert governance(resolved, "publicity-days") == (5, "schemes/county.toml")
    assert resolved.place(("governance", "publicity-days"), value=True).line == 6
    assert resolved.overruled["governance.publicity-days"].written == ((None, 3),)


def test_a_default_of_a_rule_is_held_too(tmp_path: Path) -> None:
    # no allowance by default; the county wants one day at least: 10 − (4 − 1) × 0.5 = 8.5
    resolved, wrong, total = found(tmp_path, EXTENDS, above('"attendance.sick.allowance" = { at-least = 1 }'))

    assert (wrong, total) == ([], "17/2")
    assert resolved.layer((*POINTS[:-1], "allowance")) == "schemes/county.toml"


def test_a_default_inside_stays_a_default(tmp_path: Path) -> None:
    resolved, wrong, _ = found(tmp_path, EXTENDS, above('"governance.quorum" = { at-least = "2/3" }'))

    assert wrong == []
    assert "governance" not in resolved.data


def test_what_has_no_default_must_be_written(tmp_path: Path) -> None:
    bounds = above('"governance.tell-below" = { at-least = 60 }')
    _, wrong, total = found(tmp_path, EXTENDS, bounds)

    assert wrong == ["schemes/school.toml: “governance.tell-below”必须写明：schemes/county.toml 规定应不小于 60"]
    assert total is None
    assert found(tmp_path, f"{EXTENDS}[governance]\ntell-below = 65\n", bounds)[1:] == ([], "8")


def test_a_value_that_holds_by_default_can_be_fixed(tmp_path: Path) -> None:
    text = f"{EXTENDS}[governance]\nconfirmations = false\n"
    resolved, wrong, _ = found(tmp_path, text, f'locked = ["governance.confirmations"]\n{TOP}{PARTS}')

    assert wrong == [
        "schemes/school.toml:3:17 governance.confirmations: “governance.confirmations”由 schemes/county.toml 锁定："
        "应为 true，不能改成 false\n    改法：请删掉这一行"
    ]
    assert governance(resolved, "confirmations") == (True, "schemes/county.toml")


# ways around a bound -----------------------------------------------------------------------------------------------


def test_a_parameter_is_held_like_the_number_it_stands_for(tmp_path: Path) -> None:
    # little = 0.05 lies below 0.1: 10 − 4 × 0.1 = 9.6
    text = (
        SICK.replace(EXTENDS, f"{EXTENDS}parameters = {{ little = 0.05 }}\n")
        + 'points = "little"\n[parameter-titles]\nlittle = "小"\n'
    )
    _, wrong, total = found(tmp_path, text, above(RANGE))

    assert wrong == [OUTSIDE.format(found="“little”", value="0.1").replace(":6:10", ":7:10")]
    assert total == "48/5"


def test_a_text_is_in_no_range(tmp_path: Path) -> None:
    text = f'{EXTENDS}{OVER}at-least = "none"\n'
    _, wrong, total = found(tmp_path, text, above('"attendance.at-least" = { at-least = 0 }'))

    assert wrong == [
        "schemes/school.toml:4:12 dimension.attendance.at-least: “attendance.at-least”：schemes/county.toml "
        "规定应不小于 0，这里写的是 “none”\n    改法：请改成允许的值，或删掉这一行"
    ]
    assert total is None


def test_what_is_bounded_cannot_be_taken_away(tmp_path: Path) -> None:
    text = (
        f'{EXTENDS}{OVER}without = ["sick"]\n[[dimension.clause]]\nid = "other"\ntext = "其他"\n'
        'rule = "formula"\npoints = 0\n'
    )
    _, wrong, total = found(tmp_path, text, above(RANGE))

    assert wrong == [
        "schemes/school.toml: “attendance.sick.points”由 schemes/county.toml 规定了范围，不能去掉\n"
        "    改法：请从 without 中删掉它"
    ]
    assert total is None


# three layers ------------------------------------------------------------------------------------------------------

COUNTY = 'extends = "nation.toml"\n[allowed]\n'


def test_a_county_narrows_what_the_nation_allows(tmp_path: Path) -> None:
    # nation 0.1 to 0.5, county at least 0.2: the school’s 0.1 becomes 0.2: 10 − 4 × 0.2 = 9.2
    resolved, wrong, total = found(
        tmp_path,
        f"{SICK}points = 0.1\n",
        f'{COUNTY}"attendance.sick.points" = {{ at-least = 0.2 }}\n',
        nation=above(RANGE),
    )

    assert wrong == [
        "schemes/school.toml:6:10 dimension.attendance.clause.sick.points: “attendance.sick.points”："
        "schemes/county.toml 规定应不小于 0.2，这里的 0.1 无效，按 0.2 执行\n    改法：请改成允许的值，或删掉这一行"
    ]
    assert total == "46/5"
    assert resolved.layer(POINTS) == "schemes/county.toml"


@pytest.mark.parametrize(
    ("nation", "county", "column", "range_", "holds"),
    [
        ("at-least = 5", "at-least = 3", 44, "不小于 5", 5),
        ("at-most = 7", "at-least = 8", 44, "不大于 7", 7),
        ("one-of = [5]", "at-least = 8", 44, "为 5", 5),
        ("one-of = [5]", "one-of = [8, 9]", 42, "为 5", 5),
        ("at-least = 5", "one-of = [3, 5]", 42, "不小于 5", 5),
    ],
)
def test_a_county_cannot_widen_what_the_nation_allows(
    tmp_path: Path, nation: str, county: str, column: int, range_: str, holds: int
) -> None:
    days = 3 if holds == 5 else 8  # what the county would like
    name = '"governance.publicity-days"'
    resolved, wrong, _ = found(
        tmp_path,
        f"{EXTENDS}[governance]\npublicity-days = {days}\n",
        f"{COUNTY}{name} = {{ {county} }}\n",
        nation=above(f"{name} = {{ {nation} }}"),
    )

    key = county.split(" ")[0]
    assert wrong[0] == (
        f"schemes/county.toml:3:{column} allowed.governance.publicity-days.{key}: “governance.publicity-days”："
        f"schemes/nation.toml 规定应{range_}，下级只能收窄，这里的放宽无效\n    改法：请删掉这一行"
    )
    assert governance(resolved, "publicity-days")[0] == holds


def test_what_a_nation_fixes_a_county_cannot_open(tmp_path: Path) -> None:
    nation = f'locked = ["attendance.sick.points"]\n{TOP}{PARTS}'
    _, wrong, total = found(
        tmp_path, f"{SICK}points = 0.4\n", f'{COUNTY}"attendance.sick.points" = {{ at-least = 0.2 }}\n', nation=nation
    )

    assert wrong == [
        "schemes/county.toml:3:1 allowed.attendance.sick.points: “attendance.sick.points”由 schemes/nation.toml 锁定，"
        "不能再规定范围\n    改法：请删掉这一行",
        "schemes/school.toml:6:10 dimension.attendance.clause.sick.points: “attendance.sick.points”由 "
        "schemes/nation.toml 锁定：应为 0.5，不能改成 0.4\n    改法：请删掉这一行",
    ]
    assert total == "8"


def test_everything_that_was_replaced_is_kept(tmp_path: Path) -> None:
    name = "governance.publicity-days"
    resolved, wrong, _ = found(
        tmp_path,
        f"{EXTENDS}[governance]\npublicity-days = 1\n",
        'extends = "nation.toml"\n[governance]\npublicity-days = 2\n',
        nation=above(f'"{name}" = {{ at-least = 3 }}'),
    )

    assert len(wrong) == 2
    written = [(origin.layer if origin else "", value) for origin, value in resolved.overruled[name].written]
    assert written == [("schemes/county.toml", 2), ("schemes/school.toml", 1)]


# what can be wrong with bounds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "wrong"),
    [
        (
            '"governance.publicity-day" = { at-least = 3 }',
            "6:1 allowed.governance.publicity-day: 没有“governance.publicity-day”这个值，无法规定范围\n"
            "    改法：是不是“governance.publicity-days”？",
        ),
        (
            '"attendance.sik.points" = { at-least = 3 }',
            "6:1 allowed.attendance.sik.points: 没有“attendance.sik.points”这个值，无法规定范围\n"
            "    改法：是不是“attendance.sick.points”？",
        ),
        (
            '"governance.quorum" = { at-least = 0.66 }',
            "6:36 allowed.governance.quorum.at-least: “governance.quorum”是像 2/3 这样的比例，不能用 0.66 规定范围",
        ),
        (
            '"attendance.sick.points" = { at-least = "0.1" }',
            "6:41 allowed.attendance.sick.points.at-least: “attendance.sick.points”是数，不能用 “0.1” 规定范围",
        ),
        (
            '"governance.publicity-days" = { at-least = 2.5 }',
            "6:44 allowed.governance.publicity-days.at-least: 这里写的是小数 2.5，应写整数或表",
        ),
        (
            '"governance.adoption" = { at-least = "vote" }',
            "6:27 allowed.governance.adoption.at-least: “governance.adoption”不分大小，不能写 at-least\n"
            "    改法：请写 one-of = […]",
        ),
        (
            '"governance.adoption" = { one-of = ["votes"] }',
            "6:37 allowed.governance.adoption.one-of.#1: 这里不能写“votes”；可以写：“vote”或“signatures”\n"
            "    改法：是不是“vote”？",
        ),
        (
            '"governance.group-size" = { at-least = 5, at-most = 4 }',
            "6:1 allowed.governance.group-size: at-least = 5 大于 at-most = 4",
        ),
        (
            '"governance.group-size" = { }',
            "6:1 allowed.governance.group-size: 请写 at-least、at-most（或两个都写），不然就只写 one-of",
        ),
        (
            '"governance.group-size" = { at-last = 5 }',
            "6:29 allowed.governance.group-size.at-last: 不认识的键“at-last”；这里可以用：at-least、at-most、one-of\n"
            "    改法：是不是“at-least”？",
        ),
        (
            '"governance.group-size" = { at-least = true }',
            "6:40 allowed.governance.group-size.at-least: 这里写的是“true”，应写数、文字或日期",
        ),
        (
            '"governance.group-size" = 5',
            "6:27 allowed.governance.group-size: 这里写的是整数 5，应写表",
        ),
    ],
)
def test_what_can_be_wrong_with_a_bound(tmp_path: Path, bounds: str, wrong: str) -> None:
    _, says, total = found(tmp_path, EXTENDS, above(bounds))

    assert says == [f"schemes/county.toml:{wrong}"]
    assert total is None


def test_allowed_is_a_table(tmp_path: Path) -> None:
    _, says, _ = found(tmp_path, EXTENDS, f"allowed = 3\n{TOP}{PARTS}")

    assert says == ["schemes/county.toml:1:1 allowed: [allowed] 下面写名称和允许的范围"]


def test_in_english(tmp_path: Path) -> None:
    _, findings, _ = school(tmp_path, f"{SICK}points = 0.8\n", above(RANGE))

    assert [finding.text("en") for finding in findings] == [
        "schemes/school.toml:6:10 dimension.attendance.clause.sick.points: “attendance.sick.points” must be from 0.1 "
        "to 0.5, says schemes/county.toml: 0.5 holds, not 0.8\n    To mend it: write what is allowed, or take the line "
        "out"
    ]
