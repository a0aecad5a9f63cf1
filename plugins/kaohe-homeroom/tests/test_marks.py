"""What the classes and their teachers get, worked out by hand from the ready scheme's sample."""

from decimal import Decimal as D

import pytest

SHEET = "data/班级工作考核表.csv"
STAFF = "data/班主任工作人员名册.csv"
CLASSES, TEACHERS = "schemes/homeroom.toml", "schemes/homeroom-teachers.toml"
KAOHE = "kaohe.toml"


@pytest.mark.clause("H06")
def test_a_class_has_the_sum_of_its_sheet(school):
    found = school()
    assert found.points("homeroom", "一班") == D("93.5")  # 19 + 18.5 + 14 + 14.5 + 13.5 + 14
    assert found.points("homeroom", "四班") == 56  # 11 + 10.5 + 9 + 8.5 + 8 + 9
    assert found.points("homeroom", "一班", "learning") == 19


@pytest.mark.clause("H06")
def test_with_two_terms_a_class_has_their_mean(school):
    rows = "".join(f"2025下,一班,{item},10,\n" for item in ("学习", "生活", "午餐", "放学", "家访", "活动"))
    rows += "".join(
        f"2025下,{name},{item},12,\n"
        for name in ("二班", "三班", "四班", "五班")
        for item in ("学习", "生活", "午餐", "放学", "家访", "活动")
    )
    found = school(
        {
            "kaohe.toml": {'homeroom.periods]\nterm = ["2026上"]': 'homeroom.periods]\nterm = ["2025下", "2026上"]'},
            SHEET: {"学期,班级,考核项目,得分,依据\n": f"学期,班级,考核项目,得分,依据\n{rows}"},
        }
    )
    assert found.points("homeroom", "一班") == D("76.75")  # (60 + 93.5) ÷ 2
    assert found.points("homeroom", "二班") == D("77.75")  # (72 + 83.5) ÷ 2


@pytest.mark.clause("H07")
@pytest.mark.parametrize(
    ("learning", "total", "grade"),
    [
        ("15.5", 90, "优秀"),  # 93.5 − 3.5: the edge belongs to the better grade
        ("15.49", D("89.99"), "良好"),
        ("0.5", 75, "良好"),
        ("0", D("74.5"), "合格"),
    ],
)
def test_grades_have_their_lower_edges(school, learning, total, grade):
    found = school({SHEET: {"一班,学习,19,": f"一班,学习,{learning},"}})
    assert found.points("homeroom", "一班") == total
    assert found.results["homeroom"].subject("一班").value("grade") == grade


@pytest.mark.clause("H07")
def test_a_class_below_60_fails(school):
    assert school().results["homeroom"].subject("四班").value("grade") == "不合格"


@pytest.mark.clause("H08")
def test_half_of_the_classes_rounded_are_excellent(school):
    # five classes: 2.5, half up 3; 93.5, 93.5, 89.5 are in, 83.5 is out
    assert school().held("homeroom", "excellent-class") == ["一班", "三班", "五班"]
    # cut instead: 2
    down = school({CLASSES: {"round(count() * excellent-share, 0)": r"round(count() * excellent-share, 0, \"down\")"}})
    assert down.held("homeroom", "excellent-class") == ["一班", "三班"]


@pytest.mark.clause("H08")
@pytest.mark.parametrize(
    ("ties", "expected"),
    [("all", ["一班", "三班"]), ("none", []), ("roster", ["一班"])],
)
def test_ties_at_the_edge_are_settled_as_the_scheme_says(school, ties, expected):
    # 20 % of five classes is one place, and two classes have 93.5
    found = school({CLASSES: {"excellent-share = 0.5": "excellent-share = 0.2", 'ties = "all"': f'ties = "{ties}"'}})
    assert found.held("homeroom", "excellent-class") == expected


@pytest.mark.clause("H08")
def test_a_failing_class_is_never_excellent(school):
    found = school({CLASSES: {"excellent-share = 0.5": "excellent-share = 1"}})
    assert found.held("homeroom", "excellent-class") == ["一班", "二班", "三班", "五班"]


@pytest.mark.clause("H08")
def test_three_tenths_of_heads_and_of_deputies_are_excellent(school):
    found = school()
    # six heads: 1.8, half up 2; three share the first place with 93.5, and ties all get it
    assert found.held("homeroom-teachers", "excellent-head") == ["B01", "B04", "B05"]
    # four deputies: 1.2, half up 1; two share it
    assert found.held("homeroom-teachers", "excellent-deputy") == ["B02", "B06"]


@pytest.mark.clause("H09")
@pytest.mark.parametrize(
    ("id", "prize", "honour"),
    [
        ("B01", 70, 50),
        ("B02", 30, 50),
        ("B04", 28, 50),  # head for 2 of 5 months: 70 × 2 ÷ 5
        ("B05", 42, 50),  # 70 × 3 ÷ 5
        ("B03", 0, 0),
        ("B09", 70, 0),  # an excellent class, and not among the excellent heads
        ("B10", 30, 0),  # the only deputy of the class, if only for 4 months
        ("B11", 0, 0),
    ],
)
def test_prizes_and_honours(school, id, prize, honour):
    found = school()
    assert found.points("homeroom-teachers", id, "class-prize/amount") == prize
    assert found.points("homeroom-teachers", id, "honour/amount") == honour


@pytest.mark.clause("H04")
@pytest.mark.parametrize(
    ("id", "amount"),
    [("B01", 300), ("B04", 120), ("B05", 180), ("B02", 150), ("B10", 120)],  # 60 a month for heads, 30 for deputies
)
def test_the_allowance_is_for_the_months_in_post(school, id, amount):
    assert school().points("homeroom-teachers", id, "monthly/amount") == amount


@pytest.mark.clause("H03")
def test_a_head_without_deputy_gets_half_of_the_deputys_allowance(school):
    found = school()
    assert found.points("homeroom-teachers", "B03", "monthly/amount") == 375  # 5 × (60 + 30 ÷ 2)
    odd = school({TEACHERS: {"deputy-allowance = 30": "deputy-allowance = 25.05"}})
    assert odd.points("homeroom-teachers", "B03", "monthly/amount") == D("362.63")  # 5 × 72.525 = 362.625, half up


@pytest.mark.clause("H05")
def test_standing_in_by_the_part_of_the_day(school):
    found = school()
    assert found.points("homeroom-teachers", "B11", "stand-in/amount") == 24  # 12 + 8 + 4
    assert found.points("homeroom-teachers", "B09", "stand-in/amount") == 8
    assert found.points("homeroom-teachers", "B11", "paid") == 24
    assert found.points("homeroom-teachers", "B11") is None  # no mark, and paid all the same


@pytest.mark.clause("H10")
def test_head_and_deputy_of_a_failing_class_are_listed_for_training(school):
    found = school()
    assert found.held("homeroom-teachers", "training") == ["B07", "B08"]


@pytest.mark.clause("H02")
def test_who_was_dismissed_is_listed_and_wins_no_honour(school):
    found = school(
        {KAOHE: {'dismissals = "none"': 'dismissals = "data/解聘登记.csv"'}},
        **{"data/解聘登记.csv": "工号,解聘日期,解聘原因,依据\nB01,2026-05-06,不服从学校的要求和安排,校务会纪要\n"},
    )
    assert found.held("homeroom-teachers", "dismissed") == ["B01"]
    assert found.held("homeroom-teachers", "excellent-head") == ["B04", "B05"]
    assert found.held("homeroom-teachers", "renew-first") == ["B02", "B04", "B05", "B06"]


@pytest.mark.clause("H02")
def test_a_dismissal_needs_one_of_the_four_grounds(school):
    found = school(
        {KAOHE: {'dismissals = "none"': 'dismissals = "data/解聘登记.csv"'}},
        **{"data/解聘登记.csv": "工号,解聘日期,解聘原因\nB01,2026-05-06,不服从安排\n"},
    )
    assert "homeroom-teachers" not in found.results
    assert any("“不服从安排”" in finding for finding in found.findings)


def test_payments_of_the_sample(school):
    found = school()
    result = found.results["homeroom-teachers"]
    # prizes 100 for each of three classes; honours 5 × 50; allowances 300 + 150 + 375 + 120 + 180 + 150 + 300 + 150
    # + 300 + 120; standing in 24 + 8
    assert result.total_of("paid") == 300 + 250 + 2145 + 32
    assert not result.provisional
