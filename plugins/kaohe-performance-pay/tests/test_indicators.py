"""The indicator tree (I01 to I05). The sample's people with one thing changed; figures worked out by hand."""

from decimal import Decimal as D

import pytest

from .ready import changed

SCHEME, RESULTS, STAFF = "schemes/indicators.toml", "data/任教学科成绩.csv", "data/教职工名册.csv"
COURSES = "data/课程开发.csv"
ADDED = """marks = 15

  [[dimension.dimension]]
  use = "performance-pay/indicators-course-development"
"""


@pytest.fixture
def school():
    return changed("indicators")


@pytest.mark.clause("I01")
def test_six_first_level_indicators_with_their_second_level(school):
    scheme = school().found.plan.scheme
    assert [(d.title, [part.title for part in d.dimension]) for d in scheme.dimension] == [
        ("职业道德", ["遵纪守法", "爱岗敬业", "关爱学生", "团结协作"]),
        ("工作量", ["课时工作量", "管理工作量", "出勤率"]),
        ("工作表现", ["德育工作", "教学工作"]),
        ("专业发展", ["继续教育", "发展成果", "课程开发"]),
        ("育人效果", ["习惯养成", "身心健康"]),
        ("合格率", ["合格率"]),
    ]


@pytest.mark.clause("I01")
def test_the_parts_make_the_indicator_and_the_indicators_the_total(school):
    found = school()
    # marks 100, 96, 92, 100 of 100, each worth 5: 5 + 4.8 + 4.6 + 5
    assert found.points("S01", "indicators-ethics") == D("19.4")
    # lessons 13 ÷ 14 × 10 = 9.285… → 9.29; 80 → 4; (100 − 2 − 0.5) ÷ 100 × 5 = 4.875 → 4.88
    assert found.points("S01", "indicators-workload") == D("18.17")
    assert found.points("S02", "weekly-lessons") == 10  # 15 ÷ 14 × 10 = 10.71…, held at 10
    assert found.points("S01") == D("92.36")  # 19.4 + 18.17 + 18.76 + 12.3 + 8.9 + 14.83


@pytest.mark.clause("I01")
def test_an_indicator_that_nobody_marked_is_no_data_and_not_zero(school):
    found = school({"data/二级指标评分.csv": {"S01,2026上,团结协作,100,民主评议汇总表\n": ""}})
    assert found.points("S01", "cooperation-mark") is None
    assert found.points("S01") is None


@pytest.mark.clause("I02")
@pytest.mark.parametrize(
    ("id", "points"),
    [
        ("S01", 6),  # one tested subject: 82 ÷ 80 = 102.5 %, × 6 = 6.15, held at 6
        ("S02", 6),  # two: (97.5 + 105) ÷ 2 = 101.25 %, held at 6
        ("S03", D("5.16")),  # PE: (92 + 80) ÷ 2 = 86, × 6 ÷ 100
        ("S04", D("5.28")),  # not tested: (85 + 91) ÷ 2 = 88, × 6 ÷ 100
    ],
)
def test_results_by_the_four_kinds_of_teacher(school, id, points):
    assert school().points(id, "teaching-effect") == points


@pytest.mark.clause("I02")
def test_means_of_two_tested_subjects_are_compared_one_by_one(school):
    found = school({RESULTS: {"数学,是,84,80": "数学,是,72,80"}})
    assert found.points("S02", "teaching-effect") == D("5.63")  # (97.5 + 90) ÷ 2 = 93.75, × 6 ÷ 100 = 5.625


@pytest.mark.clause("I02")
def test_a_missing_figure_waits_for_the_data(school):
    found = school({RESULTS: {",92,80,120": ",92,,120"}})  # the PE teacher’s training and shows
    assert found.points("S03", "teaching-effect") is None
    assert found.points("S04", "teaching-effect") == D("5.28")


@pytest.mark.clause("I02")
def test_the_kind_on_the_roster_fits_the_subjects_taught(school):
    found = school({STAFF: {"任教一门检测学科": "任教两门检测学科"}})
    assert found.found is None
    assert found.says(
        "“周明”2026上任教 1 门检测学科，名册上的成绩量化类别是“任教两门检测学科”\n"
        "    改法：改正名册上的类别，或改正学科是否检测"
    )


@pytest.mark.clause("I02")
def test_a_tested_subject_without_its_mean_is_refused(school):
    found = school({RESULTS: {"语文,是,82,80": "语文,是,,80"}})
    assert found.found is None
    assert found.says("“S01”的“语文”是检测学科，却没有均分\n    改法：按检测通报补填")


@pytest.mark.clause("I03")
def test_the_pass_rate_is_an_indicator_of_its_own(school):
    found = school()
    assert found.points("S01", "indicators-pass-rate") == D("14.83")  # 89 of 90 × 15 = 14.833…
    assert found.points("S02", "indicators-pass-rate") == D("14.06")  # 75 of 80 × 15 = 14.0625
    more = school({RESULTS: {",45,44,学科成绩册\n": ",45,46,学科成绩册\n"}})
    assert more.found is None
    assert more.says("“合格人数”为 46，多于“学生数” 45\n    改法：改正其中一个")


@pytest.mark.clause("I04")
def test_a_second_level_indicator_is_added_without_touching_the_others(school):
    after = school()
    before = school({SCHEME: {ADDED: "", "marks = 100": "marks = 95"}})  # the tree as it was: growth has 10 marks
    new = {step.id for step in after.found.plan.steps} - {step.id for step in before.found.plan.steps}
    assert {name for name in new if "/" not in name} == {
        "courses-developed",
        "course-quality",
        "course-process",
        "course-outcome",
        "indicators-course-development",
    }
    for id in ("S01", "S02", "S03", "S04"):
        for step in before.found.plan.steps:
            if step.id not in ("indicators-growth", "total") and "/" not in step.id:
                assert after.value(id, step.id) == before.value(id, step.id), (id, step.id)
        added = after.points(id, "indicators-course-development")
        assert after.points(id, "indicators-growth") == before.points(id, "indicators-growth") + added
        assert after.points(id) == before.points(id) + added


@pytest.mark.clause("I04")
def test_courses_are_marked_on_quantity_quality_process_and_result(school):
    found = school()
    # S01: one course 1; 8 ÷ 10 × 1.5 = 1.2; 9 ÷ 10 × 1 = 0.9; 8 ÷ 10 × 1.5 = 1.2
    assert found.points("S01", "indicators-course-development") == D("4.3")
    # S03: two courses, at most 1; means 8, 8, 9: 1.2 + 0.8 + 1.35
    assert found.points("S03", "indicators-course-development") == D("4.35")
    assert found.points("S02", "indicators-course-development") == 0  # none developed


@pytest.mark.clause("I05")
def test_the_practical_test_of_every_subject_enters_the_teaching_routine(school):
    found = school()
    assert found.points("S01", "practical-tests") == D("1.76")  # (90 + 86) ÷ 2 = 88, × 2 ÷ 100
    assert found.points("S04", "practical-tests") == D("1.76")  # (85 + 91) ÷ 2 = 88
    assert found.points("S01", "teaching-work") == D("11.56")  # routine 95 → 3.8, 1.76, results 6


@pytest.mark.clause("I05")
def test_a_subject_without_its_practical_test_is_refused(school):
    found = school({RESULTS: {"品德,否,,,86,": "品德,否,,,,"}})
    assert found.found is None
    assert "实践性考查" in "".join(found.findings)
