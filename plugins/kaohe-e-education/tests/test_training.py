"""Teachers' remote training (T01 to T09). Expected figures are worked out by hand."""

from decimal import Decimal as D

import pytest

from kaohe_e_education import plugin, sections

from .conftest import DAYS, full, trainee, works_of

T = "trainees"


def grade_of(found, id_="T1"):
    return found.points("grade", id_, T)


@pytest.mark.clause("T04")
def test_the_marks_on_homework_decide_the_grade(run):
    # (80 + 70 + 75 + 65 + 60) × 0.18 = 350 × 0.18 = 63; activity 10
    found = run("training", {"homework": works_of("T1", [80, 70, 75, 65, 60])})
    assert found.points("homework", "T1", T) == 63
    assert found.points("total", "T1", T) == 73
    assert grade_of(found) == "合格"
    assert found.points("credit", "T1", T) is True


@pytest.mark.clause("T04")
def test_work_on_paper_counts_where_the_upload_failed(run):
    rows = works_of("T1")
    rows[3] |= {"how": "纸质", "evidence": "5月28日上传失败"}
    found = run("training", {"homework": rows})
    assert found.points("module-4", "T1", T) == 18
    assert found.findings == []


@pytest.mark.clause("T04")
def test_work_on_paper_without_a_record_of_the_failure_is_worth_knowing(run):
    rows = works_of("T1")
    rows[3] |= {"how": "纸质", "evidence": ""}
    found = run("training", {"homework": rows})
    assert [text.split(": ", 1)[1] for text in found.findings] == [
        "“T1”的模块 4 作业交的是纸质，没有写明上传失败的情况\n    改法：在“依据”一栏写明哪天上传失败",
        "T1 的这一行有得分，却没有写明依据\n    改法：请写明原始材料存放在哪里",
    ]
    assert found.points("module-4", "T1", T) == 18


@pytest.mark.clause("T01")
def test_an_unregistered_trainee_below_fifty_gets_no_credit(run):
    rows = [
        trainee("T1"),
        trainee("T2", registered="否"),
        trainee("T3", registered="否", born="1959-06-22"),
        trainee("T4", registered="否", born="1959-06-23"),
    ]
    found = run("training", {"trainees": rows})
    result = found.results[T]
    assert [(n.id, n.reason) for n in result.not_assessed] == [("T3", "已满 50 周岁，没有注册，可以不参加")]
    assert found.points("unregistered", "T2", T) is True
    assert found.points("unregistered", "T4", T) is True  # 50 only on the day after the reference date
    assert [found.points("credit", id_, T) for id_ in ("T1", "T2", "T4")] == [True, False, False]


@pytest.mark.clause("T02")
def test_an_unfinished_set_fails_whatever_its_marks(run):
    found = run("training", {"homework": works_of("T1", [100, 100, 100, 100, None])})
    assert found.points("total", "T1", T) == 82  # 4 × 18 + 10 stays
    assert found.points("unfinished", "T1", T) is True
    assert grade_of(found) == "不合格"
    assert found.points("credit", "T1", T) is False


@pytest.mark.clause("T02")
def test_modules_are_done_in_order(run):
    rows = works_of("T1")
    rows[1]["submitted"], rows[2]["submitted"] = DAYS[2], DAYS[1]  # the third before the second
    found = run("training", {"homework": rows})
    assert found.points("out-of-order", "T1", T) is True
    assert grade_of(found) == "不合格"


@pytest.mark.clause("T02")
def test_two_modules_of_one_day_are_in_order(run):
    rows = works_of("T1")
    rows[2]["submitted"] = DAYS[1]
    found = run("training", {"homework": rows})
    assert found.points("out-of-order", "T1", T) is False
    assert grade_of(found) == "优秀"


@pytest.mark.clause("T08")
@pytest.mark.parametrize("state", ["抄袭", "质量低"])
def test_flagged_homework_does_not_count(run, state):
    rows = works_of("T1")
    rows[1]["state"] = state
    found = run("training", {"homework": rows})
    assert found.points("module-2", "T1", T) == 0
    assert found.points("unfinished", "T1", T) is True
    assert grade_of(found) == "不合格"


@pytest.mark.clause("T08")
def test_it_counts_once_it_is_replaced(run):
    rows = works_of("T1")
    rows[1]["state"] = "抄袭"
    again = {**rows[1], "state": "有效", "submitted": "2009-06-18", "marks": 80}
    found = run("training", {"homework": [*rows, again]})
    assert found.points("module-2", "T1", T) == D("14.4")  # 80 × 0.18, not the copied 100
    assert found.points("out-of-order", "T1", T) is False  # it was first handed in between the first and the third
    assert grade_of(found) == "优秀"  # 4 × 18 + 14.4 + 10 = 96.4


@pytest.mark.clause("T03")
def test_activity_is_counted(run):
    base = {
        "id": "T1",
        "logins": 20,
        "study": 30,
        "posts": 8,
        "comments": 10,
        "papers": 1,
        "reflections": 1,
        "essays": 1,
    }
    assert run("training", {"activity": [base]}).points("activity", "T1", T) == 10


@pytest.mark.clause("T03")
def test_what_falls_short_earns_nothing(run):
    row = {
        "id": "T1",
        "logins": 19,
        "study": D("29.5"),
        "posts": 8,
        "comments": 9,
        "papers": 0,
        "reflections": 3,
        "essays": 0,
    }
    assert run("training", {"activity": [row]}).points("activity", "T1", T) == 3  # posts 2 + reflections 1


@pytest.mark.clause("T06")
@pytest.mark.parametrize(
    ("marks", "total", "grade"),
    [
        ([89, 89, 89, 89, D("88.5")], "90.01", "优秀"),  # 444.5 × 0.18 = 80.01
        ([88, 89, 89, 89, D("89.4")], "89.99", "良好"),  # 444.4 × 0.18 = 79.992: 16.09 for the last, 79.99
        ([72, 72, 72, 72, 74], "75.16", "良好"),  # 362 × 0.18 = 65.16
        ([72, 72, 72, 72, 72], "74.8", "合格"),
        ([50, 55, 60, 50, 60], "59.5", "不合格"),  # 275 × 0.18 = 49.5
    ],
)
def test_cut_points(run, marks, total, grade):
    found = run("training", {"homework": works_of("T1", marks)})
    assert found.points("total", "T1", T) == D(total)
    assert grade_of(found) == grade


def several(run, totals, edits=None):
    """Trainees whose five pieces all have the same marks, without activity: total = marks × 0.9."""
    ids = [f"T{n}" for n in range(1, len(totals) + 1)]
    homework = [row for id_, one in zip(ids, totals, strict=True) for row in works_of(id_, [one] * 5)]
    rows = {"trainees": [trainee(id_) for id_ in ids], "activity": [], "homework": homework}
    found = run("training", rows, edits)
    return [grade_of(found, id_) for id_ in ids], found


@pytest.mark.clause("T06")
def test_grades_by_quota(run):
    quota = 'at-least = "excellent-from"\nquota = { most = "round(count() * 40%, 0, \'down\')", ties = "none" }'
    edits = {'at-least = "excellent-from"': quota, "excellent-from = 90": "excellent-from = 80"}
    # totals 90, 88.2, 86.4, 86.4, 81: 40 % of 5 are 2 places
    assert several(run, [100, 98, 96, 96, 90], edits)[0] == ["优秀", "优秀", "良好", "良好", "良好"]


@pytest.mark.clause("T06")
def test_a_quota_that_a_tie_would_break(run):
    quota = 'at-least = "excellent-from"\nquota = { most = "round(count() * 40%, 0, \'down\')", ties = "none" }'
    edits = {'at-least = "excellent-from"': quota, "excellent-from = 90": "excellent-from = 80"}
    # totals 90, 88.2, 88.2: the places 2 and 3 are shared, and there are 2
    assert several(run, [100, 98, 98, 80, 80], edits)[0] == ["优秀", "良好", "良好", "合格", "合格"]


@pytest.mark.clause("T06")
@pytest.mark.parametrize(
    ("count", "all_", "rate"),
    [
        (129, 823, "15.7%"),  # 15.674…
        (560, 823, "68.0%"),  # 68.043…
        (134, 823, "16.3%"),  # 16.281…
        (823, 823, "100.0%"),
        (1, 16, "6.3%"),  # 6.25, half up
        (1, 800, "0.1%"),  # 0.125
        (0, 5, "0.0%"),
        (0, 0, "0.0%"),
    ],
)
def test_rates_have_one_decimal_half_up(count, all_, rate):
    assert sections.percent(count, all_) == rate


@pytest.mark.clause("T06")
def test_the_section_of_grades(run):
    found = several(run, [100, 90, 80, 70])[1]  # totals 90, 81, 72, 63
    [grades, _progress] = plugin.kaohe_report_sections(found.results[T])
    assert grades.rows == (
        ("优秀", "1", "25.0%"),
        ("良好", "1", "25.0%"),
        ("合格", "2", "50.0%"),
        ("不合格", "0", "0.0%"),
    )


@pytest.mark.clause("T07")
@pytest.mark.parametrize(
    ("date", "done"),
    [("2009-04-26", 0), ("2009-04-27", 1), ("2009-05-17", 2), ("2009-05-24", 3), ("2009-06-10", 5)],
)
def test_progress_at_a_date(run, date, done):
    found = run("training", {}, {"progress-date = 2009-05-24": f"progress-date = {date}"})
    assert [found.points(f"progress-{k}", "T1", T) for k in range(6)] == [k == done for k in range(6)]
    progress = plugin.kaohe_report_sections(found.results[T])[1]
    assert [row[1:] for row in progress.rows] == [("1", "100.0%") if k == done else ("0", "0.0%") for k in range(6)]


@pytest.mark.clause("T07")
def test_flagged_homework_is_no_progress(run):
    rows = works_of("T1")
    rows[0]["state"] = "抄袭"
    assert run("training", {"homework": rows}).points("progress-2", "T1", T) is True  # two of the three by 24 May


S = "training-schools"


@pytest.mark.clause("T09")
def test_organising(run):
    rows = [full("school-files", "S1", files=10, indexed=10, summary="否", plan="否")]
    found = run("training", {"school-files": rows})
    assert found.points("organising", "S1", S) == 44  # 60 − 2 × 8
    assert found.points("incomplete", "S1", S) is True


@pytest.mark.clause("T05")
def test_files(run):
    rows = [full("school-files", "S1", files=9, indexed=7, notes="否")]
    found = run("training", {"school-files": rows})
    assert found.points("in-place", "S1", S) == 54  # without the listening notes
    assert found.points("one-each", "S1", S) == D("22.5")  # 9 ÷ 10 × 25
    assert found.points("with-index", "S1", S) == D("10.5")  # 7 ÷ 10 × 15


@pytest.mark.clause("T05")
def test_more_files_than_trainees(run):
    found = run("training", {"school-files": [full("school-files", "S1", files=11, indexed=10)]})
    assert [text.split(": ", 1)[1] for text in found.findings] == ["“S1”填了 11，超过总数 10\n    改法：改正其中一个数"]


def told(found):
    return [text.split(": ", 1)[1] for text in found.findings]


@pytest.mark.clause("T03")
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (
            "2009-06-23",
            "“T1”的模块 5 作业提交于 2009-06-23，培训已在 2009-06-22 结束\n"
            "    改法：请改正日期；结束以后才交的，删去这一行",
        ),
        (
            "2009-04-22",
            "“T1”的模块 5 作业提交于 2009-04-22，培训到 2009-04-23 才开始\n    改法：请改正日期",
        ),
    ],
)
def test_homework_is_handed_in_while_the_training_lasts(run, day, expected):
    rows = works_of("T1")
    rows[4]["submitted"] = day
    assert expected in told(run("training", {"homework": rows}))


@pytest.mark.clause("T01")
def test_a_year_of_birth_to_come_is_told(run):
    found = run("training", {"trainees": [trainee("T1", born="2085-01-01")]})
    assert "“T1君”的出生日期是 2085-01-01，到 2009-06-22 为 -76 岁\n    改法：请改正出生日期" in told(found)
