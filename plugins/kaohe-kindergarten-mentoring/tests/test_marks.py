"""What the ready scheme gives, worked out by hand from its sample."""

from decimal import Decimal as D

import pytest

G, HOST, TEACHERS, PROMOTION = "kindergartens", "host-schools", "kindergarten-teachers", "promotion"
PLANS, ENVIRONMENT, RESEARCH = "data/帮扶计划.csv", "data/环境创设.csv", "data/针对性教研.csv"
THEMES, HOME, PRACTICE = "data/共享主题活动.csv", "data/家园共育.csv", "data/混龄教学与本土游戏.csv"
MEETINGS, SUMMARY, ROSTER = "data/集体教研签到.csv", "data/帮扶总结会.csv", "data/附属幼儿园名册.csv"
STAFF, MARKS, HOSTS = "data/附属园教师名册.csv", "data/附属园教师考核.csv", "data/村级小学名册.csv"
APPLICANTS, WORK = "data/职称晋升申报人.csv", "data/支教经历.csv"


@pytest.mark.clause("K02")
def test_a_plan_is_made_and_carried_out(township):
    found = township()
    assert found.points(G, "G01", "plan") == D("9.85")  # 4 + (100 + 95) ÷ 2 % of 6 = 5.85
    without = township({PLANS: {"G01,2025下,是,100": "G01,2025下,否,0"}})
    assert without.points(G, "G01", "plan") == D("4.85")  # 4 ÷ 2 + 95 ÷ 2 % of 6 = 2.85


@pytest.mark.clause("K03")
@pytest.mark.parametrize(
    ("days", "points"),
    [
        ("2025-03-03,2025-09-01,2026-08-31", (8, 6, 6)),  # 183, 365 and 729 days from 1 September 2024
        ("2025-03-04,2025-09-02,2026-09-02", (0, 0, 0)),  # 184, 366 and 731: each one late
        ("2025-03-04,2025-08-20,2026-09-01", (0, 6, 6)),  # 730 days are two years
    ],
)
def test_milestones_have_their_days(township, days, points):
    found = township({ENVIRONMENT: {"G01,2025-01-10,2025-08-20,": f"G01,{days}"}})
    assert tuple(found.points(G, "G01", part) for part in ("improved", "standard", "feature")) == points
    assert found.points(G, "G01", "environment") == sum(points)


@pytest.mark.clause("K03")
def test_what_is_not_due_is_left_out_and_the_rest_scaled_up(township):
    found = township()
    assert found.results[G].subject("G01").standing("feature") == "not-applicable"
    assert found.points(G, "G01", "environment") == 20  # (8 + 6) × 20 ÷ 14
    new = township({ENVIRONMENT: {"G02,2026-01-10": "G02,"}, ROSTER: {"杨梅,2025-09-01\nG03": "杨梅,2026-03-01\nG03"}})
    # 121 days: nothing is due, so the other 80 marks stand for 100: 9.55 + 15 + 13 + 10 + 9 + 19.21 = 75.76 × 100 ÷ 80
    assert new.results[G].subject("G02").standing("environment") == "not-applicable"
    assert new.points(G, "G02") == D("94.70")


@pytest.mark.clause("K04")
def test_research_reaches_every_teacher(township):
    assert township().points(G, "G01", "research") == 15
    found = township({RESEARCH: {"G01,2025-10-08,Y0103,一对一,绘本教学,教研记录\n": ""}})
    assert found.points(G, "G01", "research") == 10  # 2 of 3 teachers


@pytest.mark.clause("K05")
def test_theme_courses_earn_by_the_piece(township):
    found = township()
    assert found.points(G, "G01", "theme-courses") == 15
    assert found.points(G, "G02", "theme-courses") == 13  # no summary in the second term: (15 + 11) ÷ 2


@pytest.mark.clause("K06")
def test_home_work_needs_all_four(township):
    found = township()
    assert found.points(G, "G01", "home-work") == 10
    assert found.points(G, "G03", "home-work") == 5  # no summary in the first term: (0 + 10) ÷ 2


@pytest.mark.clause("K07")
@pytest.mark.parametrize(("row", "points"), [("是,2", 10), ("是,1", 9), ("否,0", 5)])
def test_mixed_age_teaching_and_local_games(township, row, points):
    # second term 5 + 5; first term 5 + 5, 5 + 3, or nothing; the mean
    assert township({PRACTICE: {"G01,2025下,是,2": f"G01,2025下,{row}"}}).points(G, "G01", "practice") == points


@pytest.mark.clause("K08")
def test_meetings_count_months_attendance_and_what_is_brought(township):
    found = township()
    assert found.points(G, "G01", "every-month") == 5
    assert found.points(G, "G01", "attendance-rate") == D("9.58")  # 23 of 24
    assert found.points(G, "G01", "question-and-narrative") == D("4.89")  # (23 + 22) ÷ 46 × 5
    away = township({MEETINGS: {"G01,2025-12-18,3,3,3,3,签到表\n": ""}})
    assert away.points(G, "G01", "every-month") == D("4.38")  # 7 of 8 months: 4.375
    assert away.points(G, "G01", "attendance-rate") == D("9.52")  # 20 of 21


@pytest.mark.clause("K09")
def test_models_are_chosen_at_the_summary_meeting(township):
    assert township().held(G, "model") == ["G01"]  # 3 × 0.3 = 0.9, one place
    none = township({"kaohe.toml": {'"data/帮扶总结会.csv"': '"none"'}})
    assert none.held(G, "model") == []


@pytest.mark.clause("K10")
def test_pay_is_basic_pay_growth_and_performance(township):
    found = township()
    assert found.points(TEACHERS, "Y0101") == D("77")  # (56 + 57) ÷ 2 + (20 + 21) ÷ 2
    assert found.points(TEACHERS, "Y0101", "basic/amount") == 20000  # 2000 × 10
    # growth marks 20.5 + 23.5 + 26.5 + 24.5 + 22.5 + 25.5 + 28.5 + 21.5 = 193; 6000 × 20.5 ÷ 193 = 637.3056…
    assert found.points(TEACHERS, "Y0101", "growth-pay/amount") == D("637.31")  # it gets a cent that is left over
    # 200000 − 171000 − 6000 = 23000; totals 77 + 85 + 93 + 83 + 86 + 87.5 + 89 + 87 = 687.5; 23000 × 77 ÷ 687.5 = 2576
    assert found.points(TEACHERS, "Y0101", "performance/amount") == 2576
    assert found.results[TEACHERS].total_of("paid") == 200000


@pytest.mark.clause("K11")
def test_the_kindergarten_counts_for_its_host_school_and_its_subsidy(township):
    found = township()
    assert found.points(G, "G01") == D("99.32")  # 9.85 + 20 + 15 + 15 + 10 + 10 + 19.47
    assert found.points(HOST, "X01", "attached-kindergarten") == D("19.86")  # 99.32 × 20 ÷ 100 = 19.864
    assert found.points(HOST, "X01") == D("85.46")  # 82 × 0.8 = 65.6, and 19.86
    # 20000 × 99.32 ÷ (99.32 + 95.76 + 92.04 = 287.12) = 6918.3616…
    assert found.points(HOST, "X01", "subsidy/amount") == D("6918.36")
    assert found.results[HOST].total_of("paid") == 20000


@pytest.mark.clause("K11")
def test_a_failing_kindergarten_brings_no_subsidy(township):
    found = township(
        {
            "schemes/附属园评估.toml": {
                "at-least = 90": "at-least = 95",
                "at-least = 80": "at-least = 94",
                "at-least = 60": "at-least = 93",
            }
        }
    )
    assert found.results[G].subject("G03").value("grade") == "不合格"
    assert found.points(HOST, "X03", "subsidy/amount") == 0
    assert found.points(HOST, "X03", "attached-kindergarten") == D("18.41")  # the marks stay: 92.04 ÷ 5


@pytest.mark.clause("K12")
@pytest.mark.parametrize(
    ("id", "days", "grade"),
    [
        ("Z01", 730, "可以申报"),
        ("Z02", 365, "一票否决"),
        ("Z03", 0, "可以申报"),  # applied in November 2020
        ("Z04", 729, "一票否决"),
        ("Z05", 731, "可以申报"),  # 365 + 366 in two villages
        ("Z06", 0, "一票否决"),
    ],
)
def test_no_promotion_without_two_years_in_a_village(township, id, days, grade):
    found = township()
    assert found.results[PROMOTION].subject(id).value("grade") == grade
    assert found.points(PROMOTION, id) == min(D(100), (D(days) * 100 / 730).quantize(D("0.01")))  # beside the veto


@pytest.mark.clause("K12")
@pytest.mark.parametrize(("applied", "grade"), [("2020-12-31", "可以申报"), ("2021-01-01", "一票否决")])
def test_the_veto_begins_with_2021(township, applied, grade):
    found = township({APPLICANTS: {"蒋莉,2020-11-05": f"蒋莉,{applied}"}})
    assert found.results[PROMOTION].subject("Z03").value("grade") == grade
