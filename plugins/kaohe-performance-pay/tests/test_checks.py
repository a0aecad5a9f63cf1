"""What the plugin finds across rows and tables, word for word."""

from datetime import date
from decimal import Decimal as D

import pytest

from .conftest import RATED, TERMS, both_ways, by_term, person


def text(found):
    """The findings without their places, which differ between Excel and memory; one a line."""
    return [finding.split(": ", 1)[1] for finding in found.findings if "performance-pay" in finding]


def at(found):
    """The places of the findings."""
    return [finding.split(": ", 1)[0] for finding in found.findings if "performance-pay" in finding]


@both_ways
def test_nothing_is_wrong_with_records_in_perfect_order(school):
    assert school().findings == []


@pytest.mark.clause("P17")
def test_shares_that_do_not_make_one(school):
    shares = {"id": "T1", "teaching": D("0.7"), "kindergarten": 0, "duties": D("0.2")}
    found = school(role_shares=[shares])
    assert found.found is None
    assert text(found) == ["“T1”的各块比例合计为 0.9，不是 1\n    改法：改正比例，使合计为 1"]
    # a title line and the header stand above the row in Excel
    assert at(found)[0] in (
        "role-shares.xlsx 工作表“Sheet” 第 3 行 “教学分” 插件 performance-pay",
        "rows 第 1 行 “teaching” 插件 performance-pay",
    )


@pytest.mark.clause("P03")
def test_days_that_are_neither_whole_nor_half(school):
    found = school(attendance=[{"id": "T1", "term": TERMS[0], "sick-days": D("1.2")}])
    assert text(found) == ["1.2 天既不是整天，也不是半天\n    改法：按整天或半天填写，例如 1 或 1.5"]


@pytest.mark.clause("P13")
def test_a_class_taken_over_without_last_term(school):
    rows = by_term("T1", course="一班")
    rows[0] |= {"taken-over": "是", "last-rank": 8}
    found = school(teaching_quality=rows)
    assert text(found) == [
        "“一班”是接课班级，却没有上学期的数据\n    改法：按上学期的质量通报补填；高于全镇均分的，差距填负数"
    ]


def head(id, term, months=5):
    return {"id": id, "term": term, "class": "一班", "pupils": 40, "months": months, "score": 90}


@pytest.mark.clause("P26")
def test_a_class_without_head(school):
    found = school(homeroom=[head("T1", TERMS[0]), head(None, TERMS[1])])
    assert text(found) == ["班级“一班”在 2026上 没有班主任\n    改法：补填班主任；如果没有这个班，删去这一行"]


@pytest.mark.clause("P26")
def test_a_month_that_would_be_paid_twice(school):
    found = school(homeroom=[head("T1", TERMS[0]), head("T1", TERMS[1]), head("K1", TERMS[1], 2)])
    assert found.found is None
    assert text(found) == [
        "班级“一班”的班主任任职月数合计 12 个月，全年应为 10 个月\n    改法：改正月数，避免同一个月发两次"
    ]


@pytest.mark.clause("P26")
def test_months_without_head_are_worth_knowing(school):
    found = school(homeroom=[head("T1", TERMS[0]), head("T1", TERMS[1], 3)])
    assert text(found) == [
        "班级“一班”的班主任任职月数合计 8 个月，全年应为 10 个月\n    改法：核对其余月份是否漏填了班主任"
    ]
    assert found.points("homeroom-allowance/amount") == 360  # 50 × 8 × 0.9


@pytest.mark.clause("P26")
@pytest.mark.parametrize(("own", "shown"), [("二班", "二班"), (None, "—")])
def test_the_class_headed_is_the_class_whose_result_counts(school, own, shown):
    found = school(
        edits={"homeroom.months * homeroom.score / 100)": "homeroom.months) * homeroom-result.total / 100"},
        staff=[{"id": "T1", "homeroom-class": own}],
        homeroom=[head("T1", TERMS[0], 10)],
        homeroom_result=[{"id": "一班", "total": 90}, {"id": "二班", "total": 80}],
    )
    assert text(found) == [
        f"“T1”任“一班”班主任，而名册上的所带班级是“{shown}”\n    改法：改成一致：得分按名册上所带的班级取"
    ]


@pytest.mark.clause("P16")
def test_a_rater_who_rates_themself(school):
    found = school(ratings=[{"id": "L1", "rater": "姓名L1", **dict.fromkeys(RATED, 10)}])
    assert text(found) == ["“姓名L1”给自己打了分\n    改法：删去这一行"]


@pytest.mark.clause("P23")
def test_teaching_elsewhere_without_resting_is_for_somebody_to_decide(school):
    found = school(staff=[{"id": "T1", "private-school": "是"}])
    assert text(found) == [
        "“姓名T1”在私立学校任教，但不是组织安排休息人员\n"
        "    改法：方案只扣组织安排休息人员的绩效工资：请核对填写，并另行决定如何处理"
    ]
    assert found.result is not None


@pytest.mark.clause("P22")
def test_resting_before_the_age_is_worth_knowing(school):
    found = school(staff=[person("M1", arrangement="组织安排休息", born=date(1973, 9, 1), sex="女")])
    assert text(found) == [
        "“姓名M1”52 周岁由组织安排休息，未满 53 周岁：按平均值全额发放\n    改法：请核对出生日期和工作安排"
    ]
    assert found.result is not None


@pytest.mark.clause("P26")
def test_two_classes_in_turn_are_paid_by_the_class_on_the_roster(school):
    rows = [head("T1", TERMS[0], 10), {**head("T1", TERMS[1], 10), "class": "二班"}]
    found = school(
        edits={"homeroom.months * homeroom.score / 100)": "homeroom.months) * homeroom-result.total / 100"},
        staff=[{"id": "T1", "homeroom-class": "二班"}],
        homeroom=rows,
        homeroom_result=[{"id": "一班", "total": 90}, {"id": "二班", "total": 80}],
    )
    assert text(found) == ["“T1”先后带“一班”和“二班”\n    改法：得分按名册上的“二班”计算"]
    assert found.result is not None


@pytest.mark.clause("P26")
def test_a_class_is_one_however_it_is_spelled(school):
    """一（1）班 and 一(1)班: ten months and two more are twelve."""
    rows = [head("T1", TERMS[0], 10), head("K1", TERMS[1], 2)]
    found = school(homeroom=[{**rows[0], "class": "一（1）班"}, {**rows[1], "class": "一(1)班"}])
    assert text(found) == [
        "班级“一(1)班”的班主任任职月数合计 12 个月，全年应为 10 个月\n    改法：改正月数，避免同一个月发两次"
    ]


@pytest.mark.clause("P10")
@pytest.mark.parametrize(
    ("born", "age"),
    [(date(2085, 3, 1), -59), (date(2026, 1, 1), 0), (date(1905, 1, 1), 121), (date(2010, 9, 1), 15)],
)
def test_nobody_at_work_is_of_such_an_age(school, born, age):
    """On 31 August 2026: 2026 − 2085 = −59, and the day in March has been; 2010 is 15 until the day after.

    2026 − 1905 = 121. Before 1900 a workbook has no dates.
    """
    found = school(staff=[person("T1", born=born)])
    assert f"“姓名T1”的出生日期是 {born}，到 2026-08-31 为 {age} 岁\n    改法：请改正出生日期" in text(found)
    assert found.found is None
