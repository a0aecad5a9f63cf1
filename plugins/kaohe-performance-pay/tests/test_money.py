"""The money, clause by clause (P21 to P28). Expected figures are worked out by hand, as the comments say.

The pool is 3000 yuan. T1 has 98 marks, K1 and L1 have 100 each: 298 together, as conftest.py says.
"""

from datetime import date
from decimal import Decimal as D

import pytest

from kaohe_core import Findings
from kaohe_core.testing import control_total, payment_lines

from .conftest import TERMS, both_ways, person

HOMEROOM = {"id": "T1", "class": "一班", "pupils": 40}


def homeroom(months=5, score=90, **more):
    """T1's class of 40 in both terms: 30 + 0.5 × 40 = 50 a month."""
    return [{**HOMEROOM, "term": term, "months": months, "score": score, **more} for term in TERMS]


def account(id):
    return {"id": id, "account": f"62{id}", "holder": f"姓名{id}"}


def arranged(arrangement, born=date(1980, 1, 1), sex="男", **more):
    return {
        "staff": [person("M1", arrangement=arrangement, born=born, sex=sex, **more)],
        "accounts": [account("M1")],
    }


@pytest.mark.clause("P21")
@pytest.mark.parametrize(
    "arrangement", ["督导员", "专职总支书记", "专职总支副书记", "专职工会主席", "挂职", "抽调", "组织安排休息"]
)
def test_those_whom_the_school_arranged_elsewhere_are_paid_the_mean(school, arrangement):
    found = school(**arranged(arrangement))
    # mean 3000 ÷ 4 = 750; the other 2250 by marks: 2250 × 98 ÷ 298 = 739.932…, 2250 × 100 ÷ 298 = 755.033…;
    # rounded down 739.93 + 755.03 + 755.03 = 2249.99; the cent goes to the largest remainder, K1 before L1
    assert found.paid("T1", "K1", "L1", "M1") == [D("739.93"), D("755.04"), D("755.03"), 750]


@pytest.mark.clause("P21")
def test_the_mean_is_taken_after_the_homeroom_allowance(school):
    found = school(homeroom=homeroom(), **arranged("抽调"))
    assert found.points("homeroom-allowance/amount", "T1") == 450  # 50 × 10 × 90 ÷ 100
    assert found.paid("M1") == [D("637.5")]  # (3000 − 450) ÷ 4


OLD = arranged("组织安排休息", date(1960, 1, 1))


@pytest.mark.clause("P21")
@pytest.mark.parametrize(("reading", "rest"), [("all", "600"), ("scored", "631.58")])
def test_who_is_in_the_mean_is_a_parameter(school, reading, rest):
    found = school(edits={'mean-over = "all"': f'mean-over = "{reading}"'}, **OLD)
    # all: 3000 ÷ 4 × 0.8 = 600. scored: the mean x of the three who share, 3x + 0.8x = 3000: x = 789.473…, × 0.8
    assert found.paid("M1") == [D(rest)]
    assert sum(found.paid("T1", "K1", "L1", "M1")) == 3000


@pytest.mark.clause("P22")
@pytest.mark.parametrize(
    ("sex", "born", "pay"),
    [
        ("男", date(1968, 8, 31), 600),  # 58 on 2026-08-31: 750 × 80 %
        ("男", date(1968, 9, 1), 750),  # 57
        ("女", date(1973, 8, 31), 600),  # 53
        ("女", date(1973, 9, 1), 750),  # 52
    ],
)
def test_those_who_rest_from_58_or_53_are_paid_four_fifths_of_the_mean(school, sex, born, pay):
    assert school(**arranged("组织安排休息", born, sex)).paid("M1") == [pay]


@pytest.mark.clause("P22")
def test_age_alone_does_not_lower_the_pay_of_those_who_do_not_rest(school):
    assert school(**arranged("督导员", date(1960, 1, 1))).paid("M1") == [750]


# Three share 3000: 3000 × 98 ÷ 298 = 986.577…, 3000 × 100 ÷ 298 = 1006.711…; rounded down they make 2999.99,
# and the cent goes to the largest remainder, T1.
THREE = [D("986.58"), D("1006.71"), D("1006.71")]


@pytest.mark.clause("P23")
def test_whoever_rests_and_teaches_at_a_private_school_forfeits_the_pay(school):
    found = school(**arranged("组织安排休息", date(1960, 1, 1), **{"private-school": "是"}))
    assert found.paid("M1") == [0]
    assert found.paid("T1", "K1", "L1") == THREE


def attendance(*terms):
    return [{"id": "T1", "term": term, **values} for term, values in zip(TERMS, terms, strict=False)]


def study(arranged, days):
    return [{"id": "T1", "term": TERMS[0], "arranged": arranged, "days": days}]


@pytest.mark.clause("P24")
@pytest.mark.parametrize(
    "changes",
    [
        {"attendance": attendance({"absent-days": 5})},
        {"attendance": attendance({"sick-days": 40, "personal-days": 4})},  # 44 days: more than 43.5
        {"study_leave": study("否", 61)},  # two months or more
        {"staff": [{"id": "T1", "salary-stopped": "是"}]},
    ],
)
def test_four_things_exclude_from_the_share(school, changes):
    found = school(**changes)
    assert found.paid("T1", "K1", "L1") == [0, 1500, 1500]  # the other two have 100 marks each
    assert found.points("total") is not None  # marked all the same


@pytest.mark.clause("P24")
@pytest.mark.parametrize(
    "changes",
    [
        {"attendance": attendance({"absent-days": D("4.5")}, {"absent-days": 4})},  # 8.5 a year, 5 in no term
        {"attendance": attendance({"sick-days": 40, "personal-days": D("3.5")})},  # 43.5 days: not more
        {"attendance": attendance({"sick-days": 30}, {"sick-days": 30})},  # 60 a year, 43.5 in no term
        {"study_leave": study("否", 60)},
        {"study_leave": study("是", 100)},  # arranged by the school
    ],
)
def test_less_than_that_in_a_term_does_not_exclude(school, changes):
    assert school(**changes).paid("T1")[0] > 0


# How the text is read where it leaves something open: the ready scheme's reading, and the other one as a value.


def absent(id, **days):
    return [
        {"id": id, "term": TERMS[0], "sick-days": 0, "personal-days": 0, "absent-days": 0, "missed-signs": 0, **days}
    ]


@pytest.mark.fault("M26")
@pytest.mark.clause("P24")
def test_two_months_or_more_includes_two_months(school):
    assert school(study_leave=study("否", 61)).paid("T1", "K1", "L1") == [0, 1500, 1500]
    beyond = {"two-months-of-study = 61 ": "two-months-of-study = 61.1 "}
    assert school(study_leave=study("否", 61), edits=beyond).paid("T1", "K1", "L1") == THREE


@pytest.mark.fault("M26")
@pytest.mark.clause("P24")
@pytest.mark.parametrize("days", [{"absent-days": 5}, {"sick-days": 40, "personal-days": 4}])
def test_whoever_is_absent_has_no_share_the_mean_paid_included(school, days):
    changes = {**arranged("抽调"), "attendance": absent("M1", **days)}
    found = school(**changes)
    assert found.paid("M1") == [0]
    assert found.paid("T1", "K1", "L1") == THREE
    assert school(edits={"mean-paid-excluded = 1": "mean-paid-excluded = 0"}, **changes).paid("M1") == [750]  # 3000 ÷ 4


@pytest.mark.fault("M26")
@pytest.mark.clause("P24")
def test_those_who_are_excluded_have_no_homeroom_allowance(school):
    changes = {"homeroom": homeroom(), "study_leave": study("否", 61)}
    assert school(**changes).paid("T1", "K1", "L1") == [0, 1500, 1500]
    # else 450 leave the pool first, and 2550 are left for two
    edits = {"homeroom-excluded = 1": "homeroom-excluded = 0"}
    assert school(edits=edits, **changes).paid("T1", "K1", "L1") == [450, 1275, 1275]


@pytest.mark.fault("M26")
@pytest.mark.clause("P23")
def test_whoever_teaches_at_a_private_school_forfeits_the_homeroom_allowance_too(school):
    changes = arranged("组织安排休息", date(1960, 1, 1), **{"private-school": "是"})
    changes["homeroom"] = [{**row, "id": "M1"} for row in homeroom()]
    found = school(**changes)
    assert found.paid("M1") == [0]
    assert found.paid("T1", "K1", "L1") == THREE
    assert school(edits={"homeroom-private = 1": "homeroom-private = 0"}, **changes).paid("M1") == [450]


@both_ways
@pytest.mark.clause("P25")
def test_pay_is_the_pool_by_marks_to_the_cent(school):
    found = school()
    assert found.paid("T1", "K1", "L1") == THREE
    assert found.result.total_of("paid") == 3000


@pytest.mark.clause("P25")
def test_equal_remainders_go_by_roster_order(school):
    found = school(edits={"pool = 3000": "pool = 0.05"})
    # 0.05 × 98 ÷ 298 = 0.01644…, 0.05 × 100 ÷ 298 = 0.01677…: one cent each, and two left: K1 and L1 before T1
    assert found.paid("T1", "K1", "L1") == [D("0.01"), D("0.02"), D("0.02")]
    found = school(edits={"pool = 3000": "pool = 0.04"})
    # 0.01315…, 0.01342…, 0.01342…: one cent each, and one left for K1, who stands before L1 on the roster
    assert found.paid("T1", "K1", "L1") == [D("0.01"), D("0.02"), D("0.01")]


@pytest.mark.clause("P26")
@pytest.mark.parametrize(
    ("rows", "amount"),
    [
        (homeroom(), "450"),  # (30 + 0.5 × 40) × 10 × 90 ÷ 100
        (homeroom(pupils=60), "540"),  # 30 + 30 = 60 × 10 × 0.9
        (homeroom(pupils=70), "540"),  # 65, at most 60
        (homeroom(score=D("87.65")), "438.25"),  # 50 × 10 × 0.8765
        ([homeroom(score=90)[0], homeroom(score=80)[1]], "425"),  # 50 × 5 × 0.9 + 50 × 5 × 0.8
        (homeroom(pupils=41, score=D("88.88")), "448.84"),  # 50.5 × 10 × 0.8888 = 448.844
    ],
)
def test_the_homeroom_allowance_leaves_the_pool_first(school, rows, amount):
    found = school(homeroom=rows)
    assert found.points("homeroom-allowance/amount") == D(amount)
    assert found.points("share/pool") == 3000 - D(amount)
    assert found.result.total_of("paid") == 3000


@pytest.mark.clause("P26")
def test_two_heads_of_one_class_are_each_paid_their_months(school):
    first, second = homeroom()
    other = {**second, "id": "K1", "months": 2}
    found = school(homeroom=[first, {**second, "months": 3}, other])
    assert found.points("homeroom-allowance/amount", "T1") == 360  # 50 × 8 × 0.9
    assert found.points("homeroom-allowance/amount", "K1") == 90  # 50 × 2 × 0.9


FROM_RESULT = {
    "homeroom.months * homeroom.score / 100)": "homeroom.months) * homeroom-result.total / 100",
    'settlement = "allowance"': 'settlement = "allowance"\nonly-for = "count(homeroom) > 0"',
}


@pytest.mark.clause("P26")
@pytest.mark.parametrize(("total", "amount"), [("93.75", "468.75"), ("86.9", "434.5"), ("0", "0")])  # 50 × 10 × …
def test_the_score_may_be_the_result_of_the_class(school, total, amount):
    found = school(
        edits=FROM_RESULT,
        staff=[{"id": "T1", "homeroom-class": "一班"}],
        homeroom=homeroom(score=None),
        homeroom_result=[{"id": "一班", "total": D(total)}],
    )
    assert found.points("homeroom-allowance/amount") == D(amount)
    assert found.points("homeroom-allowance/amount", "K1") == 0
    assert found.result.total_of("paid") == 3000


@pytest.mark.clause("P26")
def test_a_head_whose_class_has_no_result_waits_for_it(school):
    found = school(
        edits=FROM_RESULT,
        staff=[{"id": "T1", "homeroom-class": "一班"}],
        homeroom=homeroom(score=None),
        homeroom_result=[{"id": "二班", "total": 90}],
    )
    assert found.points("homeroom-allowance/amount") is None
    assert found.result.provisional


@pytest.mark.clause("P27")
def test_the_payment_file_has_accounts_and_a_control_total(school):
    found, findings = school(), Findings()
    lines = payment_lines(found.computed, findings)
    assert [(line.id, line.account, line.holder, line.amount) for line in lines] == [
        ("T1", "62T1", "姓名T1", D("986.58")),
        ("K1", "62K1", "姓名K1", D("1006.71")),
        ("L1", "62L1", "姓名L1", D("1006.71")),
    ]
    assert control_total(lines) == 3000
    assert not list(findings)


@pytest.mark.clause("P27")
def test_whoever_is_paid_and_has_no_account_is_a_finding(school):
    found, findings = school(without={"accounts": "L1"}), Findings()
    payment_lines(found.computed, findings)
    assert any("L1 姓名L1" in finding.text("zh") for finding in findings)


@pytest.mark.clause("P28")
def test_payments_of_all_kinds_never_exceed_the_pool(school):
    found = school(homeroom=homeroom(), edits={"pool = 3000": "pool = 400"})
    # the allowance alone is 450
    assert found.findings == [
        "全体：发放合计 450.00 超过总额 400.00\n    改法：津贴先从总额中支出：请降低津贴，或增加总额"
    ]
