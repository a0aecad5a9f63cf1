"""The yearly appraisal (A01 to A17). The sample's people with one thing changed; figures worked out by hand."""

from decimal import Decimal as D

import pytest

from kaohe_performance_pay import plugin

from .ready import changed

LEAVE, INCIDENTS, LAB = "data/考勤.csv", "data/师德与常规事件.csv", "data/实验课开设.csv"
HONOURS, OWN, COACHED = "data/先进与荣誉称号.csv", "data/教师竞赛获奖.csv", "data/辅导学生获奖.csv"
GROUPS, PAPERS, PROJECTS = "data/团体名次.csv", "data/发表论文.csv", "data/科研课题.csv"
JUDGED, SCHEME = "data/酌情记录.csv", "schemes/appraisal.toml"


@pytest.fixture
def school():
    return changed("appraisal")


@pytest.mark.clause("A01")
def test_a_hundred_marks_are_ten_ten_ten_sixty_and_ten(school):
    scheme = school().found.plan.scheme
    assert scheme.marks.value == 100
    assert [(d.title, d.marks.value) for d in scheme.dimension] == [
        ("考勤", 10),
        ("师德", 10),
        ("工作常规", 10),
        ("教育教学能力", 60),
        ("工作量", 10),
    ]


@pytest.mark.clause("A02")
def test_leave_by_half_days_and_sick_days_without_those_in_hospital(school):
    found = school()
    assert found.points("S01", "personal-leave-half-days") == D("-0.75")  # 1.5 days are 3 half days × 0.25
    assert found.points("S01", "sick-leave-at-home") == -1  # (4 + 1) × 0.2
    assert found.points("S02", "sick-leave-at-home") == -1  # (25 − 20 in hospital) × 0.2
    assert found.points("S02", "appraisal-attendance") == D("8.75")  # 10 − 1 − one half day, 0.25


@pytest.mark.clause("A02")
def test_more_days_in_hospital_than_sick_days_are_refused(school):
    found = school({LEAVE: {"S02,2025下,25,20": "S02,2025下,15,20"}})
    assert found.found is None
    assert found.says("住院 20 天，多于病假 15 天\n    改法：住院天数包含在病假天数里：请改正其中一个")


@pytest.mark.clause("A03")
def test_absence_takes_ten_a_day_and_a_missed_lesson_five(school):
    found = school({LEAVE: {"S05,2026上,0,0,0,0,0,0": "S05,2026上,0,0,0,0.5,0,0"}})
    assert found.points("S05", "days-absent") == -5  # half a day × 10
    assert found.points("S03", "lessons-missed") == -5  # one lesson
    assert found.points("S03", "lateness") == D("-1.5")  # the committee's record
    assert found.points("S03", "appraisal-attendance") == D("2.5")  # 10 − 2 days of leave × 0.5 − 5 − 1.5
    assert school({LEAVE: {"S05,2026上,0,0,0,0,": "S05,2026上,0,0,0,2,"}}).points("S05", "appraisal-attendance") == 0


@pytest.mark.clause("A04")
def test_leave_beyond_the_limit_forfeits_all_and_is_referred(school):
    found = school()
    # S04: 18 + 13 + 2 = 33 days, more than 30; S02 has 25.5, of them 20 in hospital
    assert found.points("S04", "leave-beyond-limit") == -10
    assert found.points("S04", "appraisal-attendance") == 0
    assert found.points("S02", "leave-beyond-limit") == 0
    assert found.says("考勤分全扣，并报上级教育部门按规定办理：罗琳")
    [section] = plugin.kaohe_report_sections(found.found)
    assert list(section.rows) == [
        (
            "S04",
            "罗琳",
            "请假超过规定天数的，本项全扣，其余按上级教育部门的规定办理",
            "考勤分全扣，并报上级教育部门按规定办理",
        )
    ]


@pytest.mark.clause("A04")
def test_the_limit_itself_forfeits_nothing(school):
    found = school({LEAVE: {"S04,2026上,13,0,2,": "S04,2026上,12,0,0,"}})  # 18 + 12 = 30 days
    assert found.points("S04", "leave-beyond-limit") == 0
    assert found.points("S04", "appraisal-attendance") == 4  # 10 − 30 × 0.2
    assert not any("罗琳" in finding for finding in found.findings)


@pytest.mark.clause("A04")
def test_a_term_of_another_year_would_be_added_and_is_refused(school):
    found = school(more={LEAVE: "S05,2025上,3,0,0,0,0,0"})
    assert found.found is None
    assert found.says(
        "“2025上”不是本考核年度的学期，本年度是 2025下、2026上\n"
        "    改法：删去这一行：全年的数要相加，混入别的学期就算错了"
    )


@pytest.mark.clause("A05")
def test_each_incident_takes_five_and_ethics_stop_at_zero(school):
    assert school().points("S03", "appraisal-ethics") == 5  # one incident
    kinds = ("言行不检点", "体罚或变相体罚", "闹不团结", "无理取闹", "偶发事件不处理")
    for kind in kinds:
        assert school(more={INCIDENTS: f"S01,{kind},2026-01-05,纪要"}).points("S01", "ethics-incidents") == -5
    all_of_them = "\n".join(f"S01,{kind},2026-01-05,纪要" for kind in kinds)
    found = school(more={INCIDENTS: all_of_them, JUDGED: "S01,ethics-discretion,-3,校务委员会,2026-06-28,体罚,纪要"})
    assert found.points("S01", "ethics-incidents") == -25
    assert found.points("S01", "ethics-discretion") == -3
    assert found.points("S01", "appraisal-ethics") == 0


@pytest.mark.clause("A06")
@pytest.mark.parametrize(
    ("held", "points"),
    [
        ("19", -2),  # 39 of 40 are 97.5 %, 2.5 short: two full percentage points
        ("20", 0),
        ("16", -10),  # 36 of 40 are 90 %
    ],
)
def test_laboratory_lessons_short_of_the_target(school, held, points):
    found = school({LAB: {"S01,2025下,20,19": f"S01,2025下,20,{held}"}})
    assert found.points("S01", "lab-lessons-held") == points
    assert found.points("S02", "lab-lessons-held") is None  # teaches none


@pytest.mark.clause("A06")
def test_duties_and_accidents_take_five_each(school):
    found = school(more={INCIDENTS: "S04,违反制度造成安全事故,2026-05-11,纪要"})
    assert found.points("S04", "unfulfilled-duties") == -5
    assert found.points("S04", "safety-accidents") == -5
    assert found.points("S04", "appraisal-routine") == 0  # 10 − 5 − 5


@pytest.mark.clause("A06")
def test_more_lessons_held_than_planned_are_refused(school):
    found = school({LAB: {"S01,2026上,20,20": "S01,2026上,20,21"}})
    assert found.found is None
    assert found.says("“实开节数”为 21，多于“应开节数” 20\n    改法：改正其中一个")


@pytest.mark.clause("A07")
def test_what_is_taken_off_at_discretion_is_the_committees_decision(school):
    found = school({JUDGED: {"-1.5,校务委员会,": "-1.5,教导主任,"}})
    assert found.found is None
    assert found.says(
        "“S03”的“lateness”由“教导主任”决定，不是校务委员会\n"
        "    改法：酌情扣分须由校务委员会讨论决定，“依据”写明是哪次会议的决定"
    )


@pytest.mark.clause("A07")
def test_a_decision_without_its_record_is_refused(school):
    assert school({JUDGED: {",校务委员会纪要〔2026〕6号": ","}}).found is None


@pytest.mark.clause("A08")
def test_teaching_results_are_scaled_to_forty(school):
    found = school()
    assert found.points("S01", "teaching-results") == 34  # 102 ÷ 120 × 40
    assert found.points("S02", "teaching-results") == D("37.2")  # 111.6 ÷ 120 × 40


@pytest.mark.clause("A08")
def test_a_score_above_the_total_is_refused(school):
    found = school({"data/教学成绩分.csv": {"S04,90": "S04,121"}})
    assert found.found is None
    assert found.says(
        "“S04”的教学成绩分为 121，超过了总分 120\n    改法：改正成绩分，或改正 [parameters] 里的 teaching-total"
    )


@pytest.mark.clause("A09")
@pytest.mark.parametrize(("level", "points"), [("区级", 3), ("市级", 5), ("省级", 7), ("国家级", 10)])
def test_honours_by_level(school, level, points):
    assert school({HONOURS: {"优秀教师,区级": f"优秀教师,{level}"}}).points("S01", "honours") == points


@pytest.mark.clause("A09")
def test_a_document_of_another_year_does_not_count_and_this_is_said(school):
    found = school()
    assert found.points("S01", "honours") == 3  # the district's of September, not the city's 5 of August
    assert found.says(
        "“2025-08-25”不在方案的任何周期内，这一行不会计入\n    改法：方案的周期有：2025下、2026上、2025-2026学年"
    )
    counted = school({HONOURS: {"2025-08-25": "2025-09-01"}})
    assert counted.points("S01", "honours") == 8  # the first day of the year counts
    assert not any("周期" in finding for finding in counted.findings)


@pytest.mark.clause("A10")
@pytest.mark.parametrize(
    ("level", "prize", "points"),
    [("区级", "一等奖", 3), ("区级", "鼓励奖", D("0.5")), ("市级", "三等奖", 3), ("国家级", "二等奖", 8)],
)
def test_own_prizes_by_level_and_prize(school, level, prize, points):
    assert school({OWN: {"市级,二等奖": f"{level},{prize}"}}).points("S01", "own-prizes") == points


@pytest.mark.clause("A10")
def test_several_prizes_add_up(school):
    more = school(more={OWN: "S01,说课比赛,区级,三等奖,2026-03-10,区教研"})
    assert more.points("S01", "own-prizes") == 5  # city second 4 + district third 1


@pytest.mark.clause("A11")
def test_prizes_of_coached_pupils_have_a_table_of_their_own(school):
    found = school(more={COACHED: "S01,王小丫,作文比赛,区级,鼓励奖,2026-04-22,区教研"})
    assert found.points("S01", "coached-prizes") == D("2.2")  # district first 2 + encouragement 0.2, the same contest
    assert found.points("S05", "coached-prizes") == 2  # province third


@pytest.mark.clause("A12")
@pytest.mark.parametrize(
    ("place", "points"),
    # district: first prize 3, second 2, third 1, encouragement 0.5
    [(1, 3), (4, 3), (5, 2), (8, 2), (9, 1), (12, 1), (13, D("0.5")), (16, D("0.5")), (17, 0)],
)
def test_group_places_count_as_prizes(school, place, points):
    assert school({GROUPS: {"区级,6,": f"区级,{place},"}}).points("S03", "group-places") == points


@pytest.mark.clause("A12")
def test_group_places_count_by_the_table_of_individual_prizes(school):
    over = (
        'use = "performance-pay/appraisal-ability"\n[[dimension.dimension]]\nid = "appraisal-achievements"\n'
        '[[dimension.dimension.clause]]\nid = "group-places"\n'
        '[dimension.dimension.clause.values]\n"区级" = { "一等奖" = 4 }'
    )
    found = school({SCHEME: {'use = "performance-pay/appraisal-ability"': over}})
    assert found.says(
        "“group-places”的奖项分值与“own-prizes”的不同\n"
        "    改法：团体名次和科研课题都按个人获奖的分值计：请把几处改成一样"
    )
    assert found.points("S03", "group-places") == 2  # worth knowing, and scored as written


@pytest.mark.clause("A13")
def test_papers_in_proper_journals_signed_with_the_schools_name(school):
    found = school(more={PAPERS: "S02,一年级的识字,某内刊,否,是,2026-02-01,原件"})
    assert found.points("S02", "papers") == 2  # one of the two
    assert found.points("S04", "papers") == 0  # not signed
    assert found.says("“S02”的论文“一年级的识字”不计分\n    改法：在正规教育报刊发表并署校名的才计分；填错了请改正")


@pytest.mark.clause("A14")
def test_a_project_is_worth_four_prizes_the_writers_half_and_the_assigned_shares(school):
    found = school()  # district second prize 2: the project is worth 8
    assert found.points("S02", "research-projects") == 4  # the writer: 8 × 50 %
    assert found.points("S01", "research-projects") == D("2.4")  # 8 × 0.3
    assert found.points("S05", "research-projects") == D("1.6")  # 8 × 0.2


@pytest.mark.clause("A14")
def test_without_assigned_shares_the_members_share_equally(school):
    equal = school({PROJECTS: {",0.3,": ",,", ",0.2,": ",,"}})
    assert [equal.points(id, "research-projects") for id in ("S02", "S01", "S05")] == [4, 2, 2]  # 8 × 50 % ÷ 2
    row = "S03,乡村小学劳动教育研究,区级,二等奖,成员,3,,2026-06-20,区教科"
    three = school({PROJECTS: {",0.3,": ",,", ",0.2,": ",,", ",2,": ",3,"}}, {PROJECTS: row})
    assert three.points("S03", "research-projects") == D("1.33")  # 4 ÷ 3 = 1.333…


@pytest.mark.clause("A14")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {",0.2,": ",0.3,"},
            "课题“乡村小学劳动教育研究”除执笔人外的分配比例合计为 0.6，不是 0.5\n"
            "    改法：其余成员共占 50%：请改正比例",
        ),
        (
            {",0.2,": ",,"},
            "课题“乡村小学劳动教育研究”只给部分成员填了分配比例\n    改法：要么全部填写，要么都不填（都不填就平分）",
        ),
        (
            {"成员,2,0.2": "成员,3,0.2"},
            "课题“乡村小学劳动教育研究”除执笔人外登记了 2 人，这里填的是 3 人\n"
            "    改法：把成员登记齐全，各行的“其余人数”填同一个数",
        ),
        (
            {"执笔人,2,": "成员,2,"},
            "课题“乡村小学劳动教育研究”有 0 名执笔人\n    改法：执笔人应有且只有一名，占 50%",
        ),
        (
            {"二等奖,成员,2,0.2": "一等奖,成员,2,0.2"},
            "课题“乡村小学劳动教育研究”的级别或奖次前后不一致\n    改法：同一课题各行的级别和奖次要相同",
        ),
        (
            {"执笔人,2,,": "执笔人,2,0.4,"},
            "课题“乡村小学劳动教育研究”执笔人的分配比例填了 0.4\n    改法：执笔人固定占 0.5：这一格空着即可",
        ),
    ],
)
def test_projects_whose_rows_do_not_fit_are_refused(school, changes, says):
    found = school({PROJECTS: changes})
    assert found.found is None
    assert found.says(says), found.findings


@pytest.mark.clause("A14")
def test_a_project_with_a_writer_only_gives_half(school):
    found = school(more={PROJECTS: "S03,口算教学,市级,一等奖,执笔人,0,,2026-03-03,市教科"})
    assert found.points("S03", "research-projects") == 10  # city first 5 × 4 × 50 %
    assert found.says("课题“口算教学”只有执笔人：另外 50% 没有人得\n    改法：如有其他成员，请补登记")


@pytest.mark.clause("A15")
def test_honours_and_prizes_earn_twenty_at_most(school):
    found = school(more={HONOURS: "S02,先进个人,国家级,2026-05-01,国教"})
    # S02: honours 7 + 10, own prize 7, paper 2, project 4 = 30
    assert found.points("S02", "honours") == 17
    assert found.points("S02", "appraisal-achievements") == 20
    assert found.points("S02", "appraisal-ability") == D("57.2")  # 37.2 + 20
    assert found.points("S01", "appraisal-achievements") == D("11.4")  # 3 + 4 + 2 + 2.4, below the cap


@pytest.mark.clause("A16")
def test_workload_is_ten_for_everyone_until_a_plan_is_adopted(school):
    found = school()
    assert [found.points(id, "appraisal-workload") for id in ("S01", "S02", "S03", "S04", "S05")] == [10] * 5


@pytest.mark.clause("A16")
def test_an_adopted_plan_takes_the_place_of_the_ten(school):
    plan = (
        'use = "performance-pay/appraisal-workload"\nwithout = ["normal-workload"]\n[[dimension.clause]]\n'
        'id = "weekly"\ntext = "周课时"\nsource = "三（五）"\nrule = "ratio"\n'
        "of = \"attendance.missed-signs['2026上']\"\n"
        "to = 4\npoints = 8"
    )
    found = school({SCHEME: {'use = "performance-pay/appraisal-workload"': plan}})
    assert found.points("S03", "appraisal-workload") == 8  # 4 ÷ 4 × 8
    assert found.points("S01", "appraisal-workload") == 0


@pytest.mark.clause("A17")
@pytest.mark.parametrize(
    ("kind", "veto"),
    [
        ("受上级部门处分", "punished"),
        ("失职造成严重事故", "serious-accident"),
        ("犯罪受刑罚", "sentenced"),
        ("其他处分定为不合格", "declared-unqualified"),
    ],
)
def test_vetoes_lead_to_unqualified_whatever_the_marks(school, kind, veto):
    found = school(more={"data/一票否决事项.csv": f"S02,{kind},2026-03-03,文件"})
    assert found.value("S02", "grade") == "不合格"
    assert found.value("S02", veto) is True
    assert found.points("S02") == D("95.95")  # 8.75 + 10 + 10 + 57.2 + 10: the marks stay
    assert found.value("S01", "grade") == "合格"


@pytest.mark.clause("A17")
def test_a_veto_of_another_year_strikes_nobody(school):
    found = school({"data/一票否决事项.csv": {"2026-02-14": "2025-02-14"}})
    assert found.value("S05", "grade") == "合格"


def test_lines_of_a_prize_table_have_the_same_prizes(school):
    over = (
        'use = "performance-pay/appraisal-ability"\n[[dimension.dimension]]\nid = "appraisal-achievements"\n'
        '[[dimension.dimension.clause]]\nid = "own-prizes"\n'
        '[dimension.dimension.clause.values]\n"县级" = { "一等奖" = 3 }'
    )
    found = school({SCHEME: {'use = "performance-pay/appraisal-ability"': over}})
    assert found.found is None
    assert "每一行的奖次要相同\n    改法：每一行写同样的奖次，没有分的写 0" in "".join(found.findings)
