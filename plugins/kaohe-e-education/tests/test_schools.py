"""County e-education, clause by clause (E01 to E05, E08, E10, E11). Expected figures are worked out by hand."""

from decimal import Decimal as D

import pytest

from .conftest import county_rows, full, school

S = "schools"


def only(run, **tables):
    return run("county", {name.replace("_", "-"): rows for name, rows in tables.items()})


def test_a_school_in_perfect_order(run):
    found = only(run)
    assert found.points("total", "A1", S) == 92  # 30 + 20 + 12 + 0 + 30
    assert found.findings == []


@pytest.mark.clause("E01")
@pytest.mark.parametrize(
    ("uses", "points"),
    [
        ([20, 20], 20),  # exactly 20 is enough
        ([20, 19], 10),  # one week of two
        ([40, 19, 19, 25], 10),  # many uses of one week do not help another
        ([0, 19], 0),
    ],
)
def test_every_facility_every_week_twenty_times(run, uses, points):
    rows = [{"id": "A1", "facility": f"设施{n}", "week": "第1周", "uses": times} for n, times in enumerate(uses)]
    assert only(run, facility_use=rows).points("weekly-uses", "A1", S) == points


@pytest.mark.clause("E01")
def test_a_school_without_a_record_of_use_has_no_mark(run):
    rows = county_rows()
    for name in ("taking-part", "registers", "mode-work", "stage-marks"):
        rows[name] = [{**rows[name][0], "id": id_} for id_ in ("A1", "A2")]
    rows["project-schools"] = [school("A1"), school("A2")]
    found = run("county", rows)
    subject = found.results[S].subject("A2")
    assert subject.standing("weekly-uses") == "no-data"
    assert found.results[S].provisional


@pytest.mark.clause("E02")
@pytest.mark.parametrize(
    ("teachers", "taking_part", "points"),
    [
        (10, 9, "10"),  # 90 %
        (10, 10, "10"),
        (10, 8, "5"),  # 10 points below: 10 × 0.5 = 5 off
        (200, 179, "9.75"),  # 89.5 %: 0.5 × 0.5 = 0.25 off
        (10, 2, "0"),  # 70 points below would be 35 off
        (300, 269, "9.83"),  # 89.666… %: 0.333… × 0.5 = 0.1666…; 9.8333…
    ],
)
def test_ninety_percent_of_the_teachers(run, teachers, taking_part, points):
    rows = [{"id": "A1", "teachers": teachers, "participating": taking_part}]
    assert only(run, taking_part=rows).points("participation", "A1", S) == D(points)


@pytest.mark.clause("E04")
def test_one_table_three_registers_one_notice_column(run):
    rows = [full("registers", "A1", receipts="否", notices="否")]
    assert only(run, registers=rows).points("registers", "A1", S) == 12  # three of five, 4 each


@pytest.mark.clause("E03")
@pytest.mark.clause("E08")
def test_each_mode_has_its_own_requirement(run):
    rows = county_rows()
    ids = {"A1": "模式一", "B1": "模式二", "C1": "模式三"}
    for name in ("facility-use", "taking-part", "registers", "stage-marks"):
        rows[name] = [{**rows[name][0], "id": id_} for id_ in ids]
    rows["project-schools"] = [school(id_, mode) for id_, mode in ids.items()]
    rows["mode-work"] = [
        # each lacks something of its own mode, and one of another mode, which does not matter
        full("mode-work", "A1", tutoring="否", joined="否"),
        full("mode-work", "B1", catalogued="否", combined="否", **{"fed-back": "否"}),
        full("mode-work", "C1", received="否"),
    ]
    found = run("county", rows)
    # 6 of 12; four steps of six, 2 each; 12
    assert [found.points("mode-requirement", id_, S) for id_ in ids] == [6, 8, 12]
    # every mode has a first place of its own
    assert [found.points("mode-place", id_, S) for id_ in ids] == [1, 1, 1]
    assert [found.points("county-place", id_, S) for id_ in ids] == [3, 2, 1]


def league(run, marks, edits=None):
    """Schools of one mode whose county marks differ; no other difference."""
    rows = county_rows()
    ids = [f"A{n}" for n in range(1, len(marks) + 1)]
    for name in ("facility-use", "taking-part", "registers", "mode-work"):
        rows[name] = [{**rows[name][0], "id": id_} for id_ in ids]
    rows["project-schools"] = [school(id_) for id_ in ids]
    rows["stage-marks"] = [
        {"id": id_, "own": 100, "mutual": 100, "county": one} for id_, one in zip(ids, marks, strict=True)
    ]
    return run("county", rows, edits), ids


@pytest.mark.clause("E03")
@pytest.mark.clause("E10")
def test_the_first_three_of_a_mode_and_who_just_missed(run):
    found, ids = league(run, [90, 96, 94, 92, 95])
    assert [found.points("rewarded", id_, S) for id_ in ids] == [False, True, True, False, True]
    assert [found.points("county-place", id_, S) for id_ in ids] == [5, 1, 3, 4, 2]
    assert found.points("rewarded/place", "A4", S) == 4
    assert found.points("rewarded/most", "A4", S) == 3


@pytest.mark.clause("E03")
def test_who_shares_the_third_place_is_rewarded_unless_the_scheme_says_otherwise(run):
    found, ids = league(run, [96, 95, 94, 94])
    assert [found.points("rewarded", id_, S) for id_ in ids] == [True, True, True, True]


@pytest.mark.clause("E03")
def test_nobody_who_shares_the_third_place_where_the_scheme_says_so(run):
    found, ids = league(run, [96, 95, 94, 94], {'ties = "all"': 'ties = "none"'})
    assert [found.points("rewarded", id_, S) for id_ in ids] == [True, True, False, False]


@pytest.mark.clause("E05")
def test_three_stages_by_weight_and_large_differences_are_shown(run):
    rows = [{"id": "A1", "own": 95, "mutual": 85, "county": D("84.5")}]
    found = only(run, stage_marks=rows)
    # 95 × 0.2 + 85 × 0.3 + 84.5 × 0.5 = 19 + 25.5 + 42.25 = 86.75; × 0.3 = 26.025, half up
    assert found.points("review", "A1", S) == D("26.03")
    # 95 and 85 are exactly 10 apart and not shown; 95 and 84.5 are 10.5 apart
    assert found.findings == [
        "“自评占 20%、互评占 30%、县局考评占 50%，合成后折合成 30 分；两级相差超过 10 分的列出”："
        "学校自评与县局考评相差超过 10：A1校"
    ]


@pytest.mark.clause("E11")
def test_works_handed_in_and_prizes(run):
    prizes = ["省级", "县级", "未获奖", "未获奖", "未获奖"]
    rows = [{"id": "A1", "title": f"作品{n}", "prize": prize} for n, prize in enumerate(prizes)]
    found = only(run, works=rows)
    assert found.points("handed-in", "A1", S) == 2  # 5 × 0.5 = 2.5, at most 2
    assert found.points("prizes", "A1", S) == 4  # 3 + 1


@pytest.mark.clause("E11")
def test_prizes_count_up_to_six(run):
    rows = [{"id": "A1", "title": f"作品{n}", "prize": "省级"} for n in range(3)]
    assert only(run, works=rows).points("prizes", "A1", S) == 6  # 9, at most 6


@pytest.mark.clause("E02")
def test_more_take_part_than_there_are(run):
    found = only(run, taking_part=[{"id": "A1", "teachers": 10, "participating": 11}])
    assert [text.split(": ", 1)[1] for text in found.findings] == ["“A1”填了 11，超过总数 10\n    改法：改正其中一个数"]
    assert S not in found.results
