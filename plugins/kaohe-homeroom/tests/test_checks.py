"""What the plugin finds across rows and tables, word for word, and what it adds to the reports."""

import pytest

from kaohe_homeroom import plugin

SHEET, STAFF = "data/班级工作考核表.csv", "data/班主任工作人员名册.csv"
ASKED, STOOD = "data/班主任聘任意向.csv", "data/第三人代班登记.csv"


def text(found):
    return [finding.split("插件 homeroom: ", 1)[1] for finding in found.findings if "插件 homeroom" in finding]


def test_nothing_is_wrong_with_the_sample(school):
    assert school().findings == []


@pytest.mark.clause("H01")
@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            ASKED,
            "B07,四班,2026-02-22",
            "B07,四班,2026-02-22\nB07,五班,2026-02-22",
            "“B07”既申请“四班”，又申请“五班”\n    改法：每位教师只能申请一个班主任岗位：请只留一条",
        ),
        (
            STAFF,
            "B09,林素珍,班主任,五班",
            "B09,林素珍,副班主任,五班",
            "班级“五班”没有班主任\n    改法：补聘班主任；没有人申请的，由领导小组推荐",
        ),
        (
            STAFF,
            "B09,林素珍,班主任,五班",
            "B09,林素珍,班主任,",
            "“林素珍”是班主任，却没有填所带班级\n    改法：补填班级",
        ),
        (
            STAFF,
            "B11,罗小梅,其他教师,,",
            "B11,罗小梅,其他教师,一班,",
            "“罗小梅”不是正、副班主任，却填了所带班级\n    改法：删去班级，或改正岗位",
        ),
        (
            ASKED,
            "B07,四班,2026-02-22\n",
            "",
            "“朱海燕”登记为本人申请，却没有聘任意向的记录\n    改法：补登聘任意向，或改正聘任方式",
        ),
        (
            ASKED,
            "B07,四班,2026-02-22",
            "B07,四班,2026-02-22\nB11,五班,2026-02-22",
            "“孙丽萍”由领导小组推荐，但 5 个岗位已有 5 人申请"
            "\n    改法：申请的人少于岗位时才由领导小组推荐：请核对登记",
        ),
    ],
)
def test_one_class_for_each_teacher_and_a_head_for_each_class(school, file, old, new, expected):
    assert expected in text(school({file: {old: new}}))


@pytest.mark.clause("H01")
def test_a_teacher_twice_on_the_roster_is_refused(school):
    found = school({STAFF: {"B02,郑文杰,副班主任": "B01,周晓兰,副班主任"}})
    assert "homeroom-teachers" not in found.results


@pytest.mark.clause("H03")
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "B03,吴秀英,班主任,二班,5,本人申请,是",
            "B03,吴秀英,班主任,二班,5,本人申请,",
            "班级“二班”没有副班主任，也没有登记经批准不设\n"
            "    改法：补填副班主任；经学校批准不设的，在“经批准不设副班主任”一格填“是”",
        ),
        (
            "B01,周晓兰,班主任,一班,5,本人申请,",
            "B01,周晓兰,班主任,一班,5,本人申请,是",
            "班级“一班”有副班主任，班主任却登记为经批准不设副班主任\n"
            "    改法：清空批准一格，或删去副班主任：否则副班主任津贴会多发一半",
        ),
        (
            "B02,郑文杰,副班主任,一班,5,,",
            "B02,郑文杰,副班主任,一班,5,,是",
            "“郑文杰”不是班主任，不存在不设副班主任的问题\n    改法：清空这一格",
        ),
    ],
)
def test_a_deputy_or_an_approval_and_never_both(school, old, new, expected):
    found = school({STAFF: {old: new}})
    assert text(found) == [expected]
    assert "homeroom-teachers" not in found.results


@pytest.mark.clause("H05")
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "B11,2026-04-08,一班,全天,是,是",
            "B11,2026-04-08,一班,全天,否,是",
            "“一班”的班主任或副班主任在校，却登记了第三人代班\n"
            "    改法：删去这一行：正、副班主任都不在校时，才计第三人代班津贴",
        ),
        (
            "B11,2026-04-08,一班,全天,是,是",
            "B11,2026-04-08,一班,全天,是,",
            "没有填“一班”的副班主任是否不在校\n    改法：填“是”或“否”",
        ),
        (
            "B11,2026-04-08,一班",
            "B02,2026-04-08,一班",
            "“B02”是“一班”的班主任或副班主任，不是第三人\n    改法：删去这一行",
        ),
    ],
)
def test_a_third_person_only_when_both_are_away(school, old, new, expected):
    found = school({STOOD: {old: new}})
    assert text(found) == [expected]
    assert "homeroom-teachers" not in found.results


@pytest.mark.clause("H06")
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "一班,学习,19,",
            "一班,学习,21,",
            ["班级“一班”的“学习”得 21 分，超过该项满分 20 分\n    改法：改正得分，或改方案里该项的满分"],
        ),
        (
            "2026上,一班,学习,19,一班考核表\n",
            "",
            ["班级“一班”在 2026上 缺这些项目的得分：学习\n    改法：补填班级工作考核表；得 0 分的也要填 0"],
        ),
        (
            "一班,活动,14,",
            "一班,卫生,14,",
            [
                "方案里没有考核项目“卫生”\n    改法：方案的考核项目有：学习、生活、午餐、放学、家访、活动",
                "班级“一班”在 2026上 缺这些项目的得分：活动\n    改法：补填班级工作考核表；得 0 分的也要填 0",
            ],
        ),
    ],
)
def test_the_sheet_is_held_against_the_schemes_items(school, old, new, expected):
    found = school({SHEET: {old: new}})
    assert list(dict.fromkeys(text(found))) == expected
    assert found.results == {}


@pytest.mark.clause("H08")
def test_the_report_names_who_just_missed_a_quota(school):
    found = school()
    [classes] = plugin.kaohe_report_sections(found.results["homeroom"])
    assert classes.rows == (("优秀班集体", "3", "3", "89.5", "二班", "83.5", "6"),)
    edge, training = plugin.kaohe_report_sections(found.results["homeroom-teachers"])
    assert edge.rows == (
        ("优秀班主任", "2", "3", "93.5", "林素珍", "89.5", "4"),
        ("优秀副班主任", "1", "2", "93.5", "何国庆", "89.5", "4"),
    )
    assert training.rows == (("B07", "朱海燕", "56"), ("B08", "高永明", "56"))


def test_brackets_of_either_width_name_the_same_class(school):
    narrow, wide = {"一班": "三(1)班"}, {"一班": "三（1）班"}
    found = school({"data/班级名册.csv": narrow, SHEET: wide, STAFF: wide, ASKED: narrow, STOOD: narrow})
    assert found.findings == []
    assert found.points("homeroom-teachers", "B01") == found.points("homeroom", "三(1)班")


TAKEN = "请改正时段，或删去其中一行"


@pytest.mark.clause("H05")
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "B10,2026-04-08,一 班,上午,是,是,记录",
            "2026-04-08 “一班”由“B11”代班（全天），又由“B10”代班（上午）：同一时段会付两次",
        ),
        (
            "B11,2026-04-08,三班,下午,是,,记录",
            "2026-04-08 “B11”代“一班”（全天），又代“三班”（下午）：同一时段会付两次",
        ),
        (
            "B11,2026-05-12,三班,全天,是,,记录",
            "2026-05-12 “B11”代“三班”（全天），又代“二班”（下午）：同一时段会付两次",
        ),
    ],
)
def test_no_part_of_a_day_is_paid_twice(school, row, expected):
    old = "B11,2026-04-09,一班,上午"
    found = text(school({STOOD: {old: f"{row}\n{old}"}}))
    assert f"{expected}\n    改法：{TAKEN}" in found


@pytest.mark.clause("H05")
def test_two_halves_of_a_day_are_paid_once_each(school):
    old = "B11,2026-04-09,一班,上午"
    found = text(school({STOOD: {old: f"B10,2026-04-09,一班,下午,是,是,记录\n{old}"}}))
    assert not [one for one in found if "付两次" in one]


@pytest.mark.clause("H03")
def test_no_month_of_a_class_is_paid_twice(school):
    """The term is from February to August, seven months: 一班's head is in post for 5, and somebody else for 3."""
    found = text(
        school(
            {
                STAFF: {"B11,罗小梅,其他教师,,0,,": "B11,罗小梅,班主任,一 班,3,领导小组推荐,"},
            }
        )
    )
    assert "加上这一行，“一班”的班主任共任职 8 个月，超过了 7 个月\n    改法：请改正月数，同一个月不能付两次" in found


@pytest.mark.clause("H03")
def test_months_are_asked_of_those_in_post_only(school):
    found = text(school({STAFF: {"B01,周晓兰,班主任,一班,5": "B01,周晓兰,班主任,一班,"}}))
    assert "“周晓兰”是班主任，却没有填任职月数\n    改法：请补填任职几个月" in found
