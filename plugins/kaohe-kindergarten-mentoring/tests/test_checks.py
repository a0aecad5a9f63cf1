"""What the plugin finds across rows and tables, word for word, and what it adds to the reports."""

import pytest

from kaohe_kindergarten_mentoring import plugin

ROSTER, ENVIRONMENT, RESEARCH = "data/附属幼儿园名册.csv", "data/环境创设.csv", "data/针对性教研.csv"
MEETINGS, SUMMARY, WORK = "data/集体教研签到.csv", "data/帮扶总结会.csv", "data/支教经历.csv"


def text(found):
    mine = [f.split("插件 kindergarten-mentoring: ", 1)[1] for f in found.findings if "插件 kindergarten" in f]
    return list(dict.fromkeys(mine))  # a kindergarten's finding is said once more where its result is asked for


def test_nothing_is_wrong_with_the_sample(township):
    assert township().findings == []


@pytest.mark.clause("K01")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"莫清,罗苗,杨梅": ",罗苗,杨梅"}, "“上河小学附属幼儿园”没有结对教师\n    改法：补填结对帮扶的教师"),
        ({"莫清,罗苗,杨梅": "莫清,,杨梅"}, "“上河小学附属幼儿园”没有集中培训负责人\n    改法：补填集中培训负责人"),
        ({"莫清,罗苗,杨梅": "莫清,罗苗,"}, "“上河小学附属幼儿园”没有规划与督导负责人\n    改法：补填规划与督导负责人"),
        (
            {"莫清": "魏然"},
            "“魏然”结对的园超过 2 所：上河小学附属幼儿园、下河小学附属幼儿园、双桥小学附属幼儿园\n"
            "    改法：为这所园另派结对教师",
        ),
    ],
)
def test_every_kindergarten_has_its_three_supporters(township, changes, expected):
    found = township({ROSTER: changes})
    assert text(found) == [expected]
    assert "kindergartens" not in found.results
    assert "host-schools" not in found.results


@pytest.mark.clause("K03")
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "G02,2026-01-10",
            "G02,2026-03-10",
            "“下河小学附属幼儿园”的环境创设“有起色”晚了 7 天\n    改法：这一阶段不得分；请核对日期",
        ),  # 190 − 183
        (
            "G02,2026-01-10",
            "G02,",
            "“下河小学附属幼儿园”的环境创设还没有“有起色”，到 2026-06-30 已逾期 119 天\n"  # 302 − 183
            "    改法：这一阶段不得分；如果已经达到，请补登日期",
        ),
    ],
)
def test_late_milestones_are_named_with_the_days(township, old, new, expected):
    found = township({ENVIRONMENT: {old: new}})
    assert text(found) == [expected]
    assert found.points("kindergartens", "G02", "improved") == 0


@pytest.mark.clause("K03")
def test_a_milestone_before_mentoring_began_is_refused(township):
    found = township({ENVIRONMENT: {"G02,2026-01-10": "G02,2025-08-31"}})
    assert text(found) == [
        "“下河小学附属幼儿园”“有起色”的日期早于结对开始日期 2025-09-01\n    改法：改正日期，或改正结对开始日期"
    ]
    assert "kindergartens" not in found.results


@pytest.mark.clause("K04")
def test_teachers_without_research_are_named(township):
    found = township({RESEARCH: {"G01,2025-10-08,Y0103,一对一,绘本教学,教研记录\n": ""}})
    assert text(found) == ["没有参加过针对性教研的教师：刘丽娟\n    改法：每位教师都要有一对一或一对二的教研"]


@pytest.mark.clause("K04")
def test_three_at_once_is_neither_one_to_one_nor_one_to_two(township):
    found = township({RESEARCH: {"Y0103,一对一,绘本教学": "Y0103,一对一,区域活动观察"}})
    assert text(found) == [
        "“G01”2025-10-08 的教研有 3 位教师参加，既不是一对一，也不是一对二\n"
        "    改法：如果是几次活动，请用“内容”一栏分开"
    ]


@pytest.mark.clause("K04")
def test_a_teacher_of_another_kindergarten_is_refused(township):
    found = township({RESEARCH: {"G01,2025-10-08,Y0103": "G02,2025-10-08,Y0103"}})
    assert text(found)[0] == "“Y0103”不是“G02”的教师\n    改法：改正教师工号或园编号"


@pytest.mark.clause("K08")
def test_months_without_a_meeting_are_named(township):
    rows = {f"G0{k},2025-12-18,{n},": f"G0{k},2025-11-19,{n}," for k, n in ((1, 3), (2, 2), (3, 3))}
    found = township({MEETINGS: rows})
    assert text(found) == ["2025-12 没有开集体教研\n    改法：集体教研每月一次；如果开过，请补登签到"]
    assert str(found.points("kindergartens", "G01", "every-month")) == "4.38"  # 7 of 8 months


@pytest.mark.clause("K08")
def test_a_kindergarten_that_stayed_away_is_named(township):
    found = township({MEETINGS: {"G01,2025-12-18,3,3,3,3,签到表\n": ""}})
    assert text(found) == [
        "2025-12 的集体教研，没有人参加的园：上河小学附属幼儿园\n    改法：这个月不得分；如果参加过，请补登签到"
    ]


@pytest.mark.clause("K08")
def test_nobody_is_there_who_is_not_due(township):
    found = township({MEETINGS: {"G01,2025-12-18,3,3,3,3": "G01,2025-12-18,3,4,3,3"}})
    assert text(found) == ["4 人多于 3 人\n    改法：改正其中一个人数"]
    assert "kindergartens" not in found.results


@pytest.mark.clause("K09")
def test_a_term_without_summary_meeting_is_named(township):
    found = township({SUMMARY: {"杨柳镇,2025下,2026-01-16,会议纪要\n": ""}})
    assert text(found) == ["“杨柳镇”在 2025下 没有开帮扶总结会\n    改法：每学期结束开一次；如果开过，请补登"]


@pytest.mark.clause("K12")
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "2023-09-01,2024-08-31",
            "2023-09-01,2023-08-31",
            "结束日期 2023-08-31 早于开始日期 2023-09-01\n    改法：改正其中一个日期",
        ),
        (
            "2023-09-01,2024-08-31",
            "2021-08-31,2024-08-31",
            "“Z05”到 2021-08-31 还在别的园支教\n    改法：改正日期，避免同一天算两次",
        ),
    ],
)
def test_no_day_of_support_work_counts_twice(township, old, new, expected):
    found = township({WORK: {old: new}})
    assert text(found) == [expected]
    assert "promotion" not in found.results


@pytest.mark.clause("K08")
def test_the_report_gives_attendance_and_milestones(township):
    found = township({ENVIRONMENT: {"G02,2026-01-10": "G02,2026-03-10"}})
    rates, stages = plugin.kaohe_report_sections(found.results["kindergartens"])
    # 23 of 24, 15 of 16 and 22 of 24
    assert [row[2] for row in rates.rows] == ["95.8%", "93.8%", "91.7%"]
    assert stages.rows[0] == ("G01", "上河小学附属幼儿园", "按期", "按期", "未到期")
    assert stages.rows[1] == ("G02", "下河小学附属幼儿园", "逾期", "未到期", "未到期")
