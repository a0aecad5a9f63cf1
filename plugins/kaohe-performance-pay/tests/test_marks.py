"""The marks, clause by clause (P01 to P20). Expected figures are worked out by hand, as the comments say."""

from datetime import date
from decimal import Decimal as D

import pytest

from kaohe_core import Scheme

from .conftest import RATED, TERMS, both_ways, by_term, person


@pytest.mark.clause("P01")
def test_only_regular_staff_in_post_are_assessed_and_the_others_are_listed_with_the_reason(school):
    away = {"in-post": "否"}
    found = school(
        staff=[
            person("X1", employment="临聘"),
            person("X2", **away),
            person("X3", arrangement="抽调", **away),
        ]
    )
    assert [(n.id, n.reason) for n in found.result.not_assessed] == [("X1", "不是正式在编人员"), ("X2", "不在岗")]
    # X3 is not in post because the school arranged it so: assessed, and paid the mean
    assert [s.id for s in found.result.subjects()] == ["T1", "K1", "L1", "X3"]


@both_ways
@pytest.mark.clause("P02")
def test_a_hundred_marks_are_ten_thirty_forty_and_twenty(school):
    found = school()
    scheme: Scheme = found.computed.ready.scheme
    assert scheme.marks.value == 100
    assert [(d.id, d.marks.value) for d in scheme.dimension] == [
        ("attendance", 10),
        ("workload", 30),
        ("process", 40),
        ("results", 20),
    ]
    # records in perfect order: 10 + 30 + 40 + 20; T1's class is exactly at the town mean, the second band: 18
    assert found.points("total", "K1") == 100
    assert found.points("total", "L1") == 100
    assert found.points("total", "T1") == 98


@pytest.mark.clause("P03")
@pytest.mark.parametrize(
    ("first", "second", "points"),
    [
        (3, D("1.5"), "-0.2"),  # (3 − 2) × 0.2; 1.5 days are within the second term's 2
        (4, 0, "-0.4"),  # (4 − 2) × 0.2: the second term's 2 days do not help the first
        (2, 2, "0"),  # 2 days each are free
        (D("2.5"), D("2.5"), "-0.2"),  # half a day beyond, twice: 2 × 0.5 × 0.2
    ],
)
def test_sick_leave_beyond_two_days_of_each_term(school, first, second, points):
    found = school(
        attendance=[{"id": "T1", "term": t, "sick-days": d} for t, d in zip(TERMS, (first, second), strict=True)]
    )
    assert found.points("sick-leave") == D(points)
    assert found.points("attendance") == 10 + D(points)


@pytest.mark.clause("P04")
def test_personal_leave_takes_half_a_mark_a_day(school):
    rows = [{"id": "T1", "term": t, "personal-days": d} for t, d in zip(TERMS, (D("1.5"), D("0.5")), strict=True)]
    assert school(attendance=rows).points("personal-leave") == -1  # (1.5 + 0.5) × 0.5, nothing free


@pytest.mark.clause("P05")
@pytest.mark.parametrize(("days", "points"), [(1, -5), (D("0.5"), D("-2.5"))])
def test_absence_takes_five_marks_a_day(school, days, points):
    found = school(attendance=[{"id": "T1", "term": TERMS[0], "absent-days": days}])
    assert found.points("absence") == points  # days × 5
    assert found.points("attendance") == 10 + points


@pytest.mark.clause("P06")
@pytest.mark.parametrize(
    ("first", "second", "points"),
    [
        (7, 5, "-0.2"),  # (7 − 5) × 0.1, and 5 are free
        (10, 0, "-0.5"),  # (10 − 5) × 0.1: what the second term leaves over does not help the first
        (5, 5, "0"),
        (6, 6, "-0.2"),  # the sixth of each term
    ],
)
def test_missed_signs_beyond_five_of_each_term(school, first, second, points):
    rows = [{"id": "T1", "term": t, "missed-signs": n} for t, n in zip(TERMS, (first, second), strict=True)]
    assert school(attendance=rows).points("missed-signs") == D(points)


@pytest.mark.clause("P07")
def test_leave_under_its_own_regulations_takes_nothing_off(school):
    leave = {"id": "T1", "term": TERMS[0], "kind": "产假", "start": date(2025, 10, 8), "days": 98}
    found = school(regulated_leave=[leave])
    assert found.points("regulated-leave") == 0  # 98 days × 0
    assert found.standing("regulated-leave") == "scored"  # it is there to be explained
    assert found.points("attendance") == 10


@pytest.mark.clause("P08")
def test_attendance_stops_at_zero(school):
    found = school(attendance=[{"id": "T1", "term": TERMS[0], "absent-days": 2, "personal-days": 1}])
    assert found.points("attendance") == 0  # 10 − 10 − 0.5, not below 0
    assert found.points("total") == 88  # 98 − 10


ARRANGED = person("M1", arrangement="抽调")


@pytest.mark.clause("P09")
def test_workload_is_held_against_the_mean_of_all_staff(school):
    found = school(posts=[{"id": "T1", "post": "本职", "weekly": 12}, {"id": "T1", "post": "辅导员", "weekly": 3}])
    # posts: 12 + 3 + 10 + 10 = 35; mean 35 ÷ 3
    assert found.points("workload") == D("38.57")  # 15 ÷ (35 ÷ 3) × 30 = 38.571…, and no ceiling
    assert found.points("workload", "K1") == D("25.71")  # 10 ÷ (35 ÷ 3) × 30 = 25.714…


USE_WORKLOAD = 'use = "performance-pay/workload"'


@pytest.mark.clause("P09")
def test_a_school_can_put_a_ceiling_on_the_workload(school):
    found = school(
        posts=[{"id": "T1", "post": "本职", "weekly": 15}], edits={USE_WORKLOAD: f"{USE_WORKLOAD}\nat-most = 35"}
    )
    assert found.points("workload") == 35  # 38.57, held at 35


@pytest.mark.clause("P09")
@pytest.mark.parametrize(
    ("edits", "points"),
    [
        ({}, 30),  # mean over those who are scored: 30 ÷ 3 = 10
        (
            {
                USE_WORKLOAD: USE_WORKLOAD
                + '\n[[dimension.clause]]\nid = "weekly-workload"\n'
                + "to = \"sum(otherwise(sum(posts.weekly), 0), among = 'assessed') / count(among = 'assessed')\""
            },
            40,  # mean over everybody on the roster: 30 ÷ 4 = 7.5; 10 ÷ 7.5 × 30
        ),
    ],
)
def test_who_is_in_the_mean_workload_is_a_parameter(school, edits, points):
    assert school(staff=[ARRANGED], edits=edits).points("workload") == points


PROCESS = [
    {"id": "T1", "term": TERMS[0], "routine": 36, "research": 27},
    {"id": "T1", "term": TERMS[1], "routine": 38, "research": 24},
]


@pytest.mark.clause("P10")
def test_process_scales_the_term_marks_and_takes_both_terms_alike(school):
    found = school(term_marks=PROCESS)
    assert found.points("routine") == D("27.75")  # 36 ÷ 40 × 30 = 27, 38 ÷ 40 × 30 = 28.5; half each
    assert found.points("research") == D("8.5")  # 27 ÷ 30 × 10 = 9, 24 ÷ 30 × 10 = 8; half each
    assert found.points("process") == D("36.25")


@pytest.mark.clause("P10")
def test_process_takes_the_terms_in_the_proportion_stated(school):
    use = 'use = "performance-pay/process"'
    weights = 'combine = "sum"\nperiod-weights = { "2025下" = 0.4, "2026上" = 0.6 }'
    more = "".join(f'\n[[dimension.clause]]\nid = "{id}"\n{weights}' for id in ("routine", "research"))
    found = school(term_marks=PROCESS, edits={use: use + more})
    assert found.points("routine") == D("27.9")  # 27 × 0.4 + 28.5 × 0.6 = 10.8 + 17.1
    assert found.points("research") == D("8.4")  # 9 × 0.4 + 8 × 0.6 = 3.6 + 4.8


def judged(clause, points, id="T1"):
    decision = {"by": "中心学校", "on": date(2026, 7, 1), "reason": "按参与情况", "evidence": "签到表"}
    return {"id": id, "clause": clause, "points": points, **decision}


@pytest.mark.clause("P11")
@pytest.mark.parametrize(
    ("sex", "born", "process"),
    [
        ("男", date(1971, 8, 31), "37.5"),  # 55 on the reference date 2026-08-31: 30 + 7.5 at discretion
        ("男", date(1971, 9, 1), "40"),  # 54 until the day after: the term marks, 30 + 10
        ("女", date(1976, 8, 31), "37.5"),  # 50
        ("女", date(1976, 9, 1), "40"),  # 49
    ],
)
def test_research_of_the_older_is_given_at_discretion(school, sex, born, process):
    found = school(
        staff=[{"id": "T1", "sex": sex, "born": born}], judgements=[judged("research-at-discretion", D("7.5"))]
    )
    assert found.points("process") == D(process)


@pytest.mark.clause("P11")
def test_until_somebody_has_judged_the_mark_is_awaited(school):
    found = school(staff=[{"id": "T1", "born": date(1970, 1, 1)}])
    assert found.standing("research-at-discretion") == "awaiting"
    assert found.points("total") is None
    assert found.result.provisional


@pytest.mark.clause("P11")
def test_a_judgement_beyond_the_ten_marks_is_a_finding(school):
    found = school(
        staff=[{"id": "T1", "born": date(1970, 1, 1)}], judgements=[judged("research-at-discretion", D("10.5"))]
    )
    assert any("10.5" in text and "0" in text for text in found.findings)


def quality(own, town=80, **more):
    return by_term("T1", course="一班", **{"own-mean": D(own), "town-mean": town, **more})


@pytest.mark.clause("P12")
@pytest.mark.parametrize(
    ("own", "points"),
    [
        ("85", 20),  # 5 above the town mean: the edge belongs to the band
        ("84.99", 18),
        ("80", 18),  # at the town mean
        ("79.99", 16),
        ("77", 16),  # 3 below
        ("76.99", 14),
        ("74", 14),  # 6 below
        ("73.99", 12),  # in no band
    ],
)
def test_results_follow_the_bands(school, own, points):
    assert school(teaching_quality=quality(own)).points("results") == points


@pytest.mark.clause("P12")
def test_several_classes_count_with_the_mean_of_their_differences(school):
    other = {"course": "二班", "own-mean": 78, "town-mean": 80, "rank": 3, "taken-over": "否"}
    found = school(teaching_quality=[*quality("86"), *by_term("T1", **other)])
    assert found.points("results") == 18  # (6 − 2) ÷ 2 = 2 above: the second band


def taken(own, last_rank, rank, last_gap="4", **more):
    return quality(own, **{"taken-over": "是", "last-rank": last_rank, "rank": rank, "last-gap": D(last_gap), **more})


@pytest.mark.clause("P13")
@pytest.mark.parametrize(
    ("rows", "points"),
    [
        (taken("76", 8, 6), 18),  # 4 below, 2 places up: as if at the town mean
        (taken("76", 8, 7), 14),  # one place is not enough
        (taken("76", 8, 6, **{"taken-over": "否"}), 14),  # the own class all along
        (taken("86", 8, 6), 20),  # above the mean anyway: 6 above
    ],
)
def test_a_class_taken_over_that_moved_up_two_places_counts_as_at_the_mean(school, rows, points):
    assert school(teaching_quality=rows).points("results") == points


@pytest.mark.clause("P14")
@pytest.mark.parametrize(
    ("rows", "points"),
    [
        (taken("76", 8, 8, "6"), 16),  # from 6 to 4 below: shrank by 2, one band up from 14
        (taken("76", 8, 9, "6"), 16),  # a place lost is none gained
        (taken("76", 8, 8, "5.99"), 14),  # shrank by 1.99: not clearly
        (taken("76", 8, 7, "6"), 14),  # one place gained: neither this clause nor the two places
        (taken("73", 8, 8, "10"), 14),  # 7 below is in no band, 12; one up is 14
        (taken("76", 8, 6, "6"), 18),  # two places gained: at the mean, and no band on top
        (taken("76", 8, 8, "6", **{"taken-over": "否"}), 14),
    ],
)
def test_a_class_taken_over_whose_distance_clearly_shrank_moves_up_one_band(school, rows, points):
    assert school(teaching_quality=rows).points("results") == points


@pytest.mark.clause("P14")
def test_what_clearly_means_is_a_parameter(school):
    edits = {"takeover-gap = 2\n": "takeover-gap = 1.5\n"}
    found = school(teaching_quality=taken("76", 8, 8, "5.99"), edits=edits)
    assert found.points("results") == 16  # shrank by 1.99, at least 1.5: one band up from 14


@pytest.mark.clause("P15")
def test_kindergarten_teachers_are_marked_on_showing_safety_and_enrolment(school):
    found = school(
        kindergarten_results=[
            {"id": "K1", "term": TERMS[0], "showing": 9, "safety": 4, "enrolment": D("4.5")},
            {"id": "K1", "term": TERMS[1], "showing": 8, "safety": 4, "enrolment": D("4.5")},
        ]
    )
    assert found.points("kindergarten-showing", "K1") == D("8.5")  # (9 + 8) ÷ 2
    assert found.points("results", "K1") == 17  # 8.5 + 4 + 4.5


def rated(id, rater, mark):
    return {"id": id, "rater": rater, **dict.fromkeys(RATED, mark)}


@pytest.mark.clause("P16")
def test_other_staff_have_ten_for_targets_and_ten_from_the_panel(school):
    found = school(
        post_targets=[{"id": "L1", "term": TERMS[0], "target": 9}, {"id": "L1", "term": TERMS[1], "target": 8}],
        ratings=[rated("L1", "校长", 9), rated("L1", "副校长", 8)],
    )
    assert found.points("post-targets", "L1") == D("8.5")  # (9 + 8) ÷ 2
    assert found.points("panel-ratings", "L1") == D("8.5")  # (45 + 40) ÷ 2 = 42.5 of 50, × 10
    assert found.points("results", "L1") == 17


BOTH = {"post_targets": by_term("T1", target=9), "ratings": [rated("T1", "校长", 8)]}


@pytest.mark.clause("P17")
def test_several_posts_share_the_results_in_the_stated_proportion(school):
    shares = {"id": "T1", "teaching": D("0.7"), "kindergarten": 0, "duties": D("0.3")}
    found = school(role_shares=[shares], **BOTH)
    assert found.points("results-teaching") == 18  # at the town mean
    assert found.points("results-duties") == 17  # 9 + 40 ÷ 50 × 10
    assert found.points("results") == D("17.7")  # 18 × 0.7 + 17 × 0.3 = 12.6 + 5.1
    assert found.standing("results-kindergarten") == "not-applicable"


@pytest.mark.clause("P18")
def test_other_staff_have_process_rules_of_their_own(school):
    found = school(
        duty_marks=[
            {"id": "L1", "term": TERMS[0], "duties": 18, "safety": 9, "attitude": D("9.5")},
            {"id": "L1", "term": TERMS[1], "duties": 19, "safety": 9, "attitude": 9},
        ]
    )
    assert found.points("process", "L1") == D("36.75")  # 18.5 + 9 + 9.25, the means of the terms
    assert found.standing("routine", "L1") == "not-applicable"
    assert found.standing("duties", "T1") == "not-applicable"
    assert found.points("process", "T1") == 40


@pytest.mark.clause("P19")
def test_breaches_of_ethics_take_a_judged_number_off_the_total(school):
    found = school(judgements=[judged("ethics", -3)])
    assert found.points("total") == 95  # 98 − 3
    assert found.points("total", "K1") == 100  # no record: nothing happened


@both_ways
@pytest.mark.clause("P19")
def test_a_deduction_beyond_the_bounds_is_a_finding(school):
    found = school(judgements=[judged("ethics", -25)])
    assert any("-25" in text and "-20" in text for text in found.findings)


def punished(kind, on=date(2026, 3, 1)):
    return {"id": "T1", "date": on, "kind": kind}


@pytest.mark.clause("P20")
@pytest.mark.parametrize(
    ("kind", "total"),
    [
        ("通报批评", "78.4"),  # 98 − 98 × 20% = 98 − 19.6
        ("警告", "68.6"),  # 98 − 29.4
        ("记过", "19.6"),  # 98 − 78.4
        ("记大过", "0"),  # all of it
        ("降级", "0"),
        ("撤职", "0"),
        ("开除", "0"),  # worse
    ],
)
def test_discipline_takes_a_share_of_the_total(school, kind, total):
    assert school(discipline=[punished(kind)]).points("total") == D(total)


@pytest.mark.clause("P20")
def test_discipline_takes_its_share_of_what_ethics_has_left_and_the_heaviest_counts(school):
    found = school(
        judgements=[judged("ethics", -3)], discipline=[punished("通报批评"), punished("警告", date(2026, 5, 1))]
    )
    assert found.points("total") == D("66.5")  # 98 − 3 = 95; the warning's 30 % is 28.5


@pytest.mark.clause("P20")
def test_discipline_of_another_year_does_not_count(school):
    assert school(discipline=[punished("记过", date(2025, 8, 31))]).points("total") == 98
