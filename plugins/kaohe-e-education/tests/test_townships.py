"""Townships and training (E06, E07, E09). Expected figures are worked out by hand."""

from decimal import Decimal as D

import pytest

T = "townships"


def repair(n, kind, hours):
    return {"township": "甲镇", "number": f"W{n}", "school": "A1校", "kind": kind, "hours": hours}


def said(found):
    """The findings without their places."""
    return [text.split(": ", 1)[1] for text in found.findings]


def test_a_township_in_perfect_order(run):
    assert run("county", {}).points("total", "甲镇", T) == 100  # 20 + 2 × 15 + 50


@pytest.mark.clause("E06")
@pytest.mark.parametrize(
    ("repairs", "in_time", "beyond"),
    [
        ([("软件", 24)], "50", 0),  # the 24th hour is within
        ([("软件", D("24.5")), ("软件", 1)], "25", 0),
        ([("硬件", 72), ("硬件", 168)], "25", 0),  # three days are within; seven are late, but not beyond
        ([("硬件", D("168.5")), ("硬件", 10), ("硬件", 10)], "33.33", -5),  # 50 × 2 ÷ 3
        ([("软件", 72)], "0", 0),  # three days are for hardware
    ],
)
def test_repairs_in_time(run, repairs, in_time, beyond):
    rows = [repair(n, kind, hours) for n, (kind, hours) in enumerate(repairs)]
    found = run("county", {"repairs": rows})
    assert found.points("repairs-in-time", "甲镇", T) == D(in_time)
    assert found.points("repairs-beyond-limit", "甲镇", T) == beyond


@pytest.mark.clause("E07")
@pytest.mark.parametrize(
    ("people", "points", "text"),
    [
        (["骨干"], 20, []),
        ([], 0, ["乡镇“甲镇”没有技术骨干\n    改法：每个乡镇确定 1 人"]),
        (["骆某", "蒲某"], 0, ["乡镇“甲镇”有 2 名技术骨干：骆某、蒲某\n    改法：每个乡镇确定 1 人"]),
    ],
)
def test_one_technical_backbone(run, people, points, text):
    found = run("county", {"backbones": [{"township": "甲镇", "person": person} for person in people]})
    assert found.points("backbone", "甲镇", T) == points
    assert said(found) == text


@pytest.mark.clause("E07")
@pytest.mark.parametrize(("spring", "autumn", "points"), [(2, 4, 30), (1, 2, 15), (5, 3, 15), (0, 5, 0)])
def test_two_to_four_model_schools_each_term(run, spring, autumn, points):
    rows = [
        {"township": "甲镇", "term": term, "school": f"学校{n}"}
        for term, count in (("2005春", spring), ("2005秋", autumn))
        for n in range(count)
    ]
    found = run("county", {"model-schools": rows})
    assert found.points("model-schools", "甲镇", T) == points
    assert said(found) == [
        f"乡镇“甲镇”在 {term} 有 {count} 所窗口学校\n    改法：每学期应创建 2 到 4 所"
        for term, count in (("2005春", spring), ("2005秋", autumn))
        if not 2 <= count <= 4
    ]


SESSIONS = [  # the source's own figures; it states 2038
    ("教学应用培训", "城关片", "业务骨干", 200),
    ("教学应用培训", "北片", "业务骨干", 212),
    ("新技术培训（校长）", "县城", "校长", 246),
    ("新技术培训（骨干）", "县城", "管理人员和骨干教师", 1115),
    ("功能室管理培训", "北片", "功能室管理人员", 72),
    ("学科整合培训", "县城", "学科整合教师", 238),
]


def training(run, stated):
    rows = [{"year": "2005", "session": s, "place": p, "kind": k, "people": n} for s, p, k, n in SESSIONS]
    return run("county", {"training-sessions": rows, "training-reports": [{"year": "2005", "stated": stated}]})


@pytest.mark.clause("E09")
def test_training_is_added_up_and_a_stated_total_that_differs_is_reported(run):
    found = training(run, 2038)
    assert found.points("subject-backbones", "2005", "training-count") == 412  # 200 + 212, two places
    assert found.points("people", "2005", "training-count") == 2083  # 412 + 246 + 1115 + 72 + 238
    assert said(found) == [
        "2005 年上报合计 2038 人次，各场次相加是 412 + 246 + 1115 + 72 + 238 = 2083\n"
        "    改法：请核对哪个数对：统计按各场次相加"
    ]


@pytest.mark.clause("E09")
def test_a_stated_total_that_is_the_sum_is_fine(run):
    assert training(run, 2083).findings == []
