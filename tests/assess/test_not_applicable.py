"""Not applicable is no number: every reader of what is not about somebody says so, or takes what was declared."""

from __future__ import annotations

import pytest

from kaohe_core.findings import Findings
from kaohe_core.testing.office import agree, recomputed
from kaohe_core.workbook import write_workbook
from tests.assess.small import Outcome, outcome

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
visits = "visits.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名单"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "ok", title = "适用", type = "flag" },
  { id = "w", title = "课时", high = 40, required = false },
]
[table.visits]
title = "听课"
rows = "event"
absence = "not-applicable"
period = "term"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "term", title = "学期", type = "text" },
  { id = "mark", title = "得分", high = 10, required = false },
]
"""
SCHEME = """
title = "t"
subject = "staff"
marks = 40
round = { total = 2 }
pool = 1000
[periods]
term = ["上", "下"]
[[dimension]]
id = "d"
title = "甲"
marks = 10
only-for = "staff.ok == 1"
when-not-applicable = "DECLARED"
  [[dimension.clause]]
  id = "c"
  text = "4 分"
  rule = "formula"
  points = "4"
[[dimension]]
id = "e"
title = "乙"
marks = 30
at-least = "none"
at-most = "none"
  [[dimension.clause]]
  id = "g"
  text = "只给适用的人"
  only-for = "staff.ok == 1"
  rule = "formula"
  points = "7"
"""
# A is eligible, B is not, C has no lessons written down. A has visits in both terms, B in 下 only, C none.
STAFF = "工号,适用,课时\nA,是,10\nB,否,20\nC,是,\n"
VISITS = "工号,学期,得分\nA,上,8\nA,下,6\nB,下,5\n"


def clause(points: str, more: str = "", id: str = "r") -> str:
    return f'  [[dimension.clause]]\n  id = "{id}"\n  text = "条"\n  rule = "formula"\n  points = "{points}"\n{more}\n'


def allowance(amount: str) -> str:
    return f'[[payment]]\nid = "p"\ntitle = "奖"\nsettlement = "allowance"\namount = "{amount}"\n'


def ran(folder, more: str, declared: str = "zero", staff: str = STAFF, visits: str = VISITS) -> Outcome:
    scheme = SCHEME.replace("DECLARED", declared).replace(
        "pool = 1000\n", "pool = 1000\n" if "[[payment]]" in more else ""
    )
    return outcome(folder, PROJECT, x_toml=scheme + more, staff_csv=staff, visits_csv=visits)


# marks of a dimension that is not about somebody ----------------------------------------------------------------------


@pytest.mark.fault("M01")
@pytest.mark.parametrize(("declared", "b"), [("zero", 0), ("full", 10)])
def test_a_formula_takes_what_the_dimension_declares(tmp_path, declared, b):
    more = clause("marks.d * 2") + clause("if marks.d > 3 then 1 else 2", id="s") + clause("max(marks.d, 3)", id="t")
    more += clause("otherwise(marks.d, 5)", id="u")
    found = ran(tmp_path, more, declared)
    assert found.marks("r") == {"A": "8", "B": str(2 * b), "C": "8"}
    assert found.marks("s") == {"A": "1", "B": "1" if b > 3 else "2", "C": "1"}
    assert found.marks("t") == {"A": "4", "B": str(max(b, 3)), "C": "4"}
    assert found.marks("u") == {"A": "4", "B": "5", "C": "4"}
    assert found.marks("d") == {"A": "4", "B": "not-applicable", "C": "4"}


DIMENSION = '\n    改法：请写 otherwise(marks.d, 0)，或在那个指标写 when-not-applicable = "zero" 或 "full"'


@pytest.mark.fault("M01")
@pytest.mark.parametrize(
    ("points", "more", "said"),
    [
        ("marks.d", "", "这里读 marks.d，而“甲”并非与每个人有关：没有写明这时它是多少" + DIMENSION),
        (
            "if staff.w > 3 then marks.d else 0",
            "",
            "这里读 marks.d，而“甲”并非与每个人有关：没有写明这时它是多少" + DIMENSION,
        ),
        (
            "marks.g + 1",
            "",
            "这里读 marks.g，而“只给适用的人”并非与每个人有关：没有写明这时它是多少\n"
            "    改法：请写 otherwise(marks.g, 0)，或写明应当是多少",
        ),
        ("otherwise(marks.d, 0)", "", ""),
        ("if staff.ok == 1 then marks.d else 0", "", ""),  # read of nobody whom it is not about
        ("marks.d", 'only-for = "staff.ok == 1"', ""),
        ("marks.d", 'only-for = "staff.w > 3 and staff.ok == 1"', ""),
        ("if known(marks.d) then 1 else 0", "", ""),
    ],
)
def test_a_formula_that_does_not_say_is_refused(tmp_path, points, more, said):
    found = ran(tmp_path, clause(points, more), "rescale")
    assert found.said.startswith(f"x.toml:31:3 dimension.e.clause.r: {said}" if said else "")
    assert bool(found.scored) is not bool(said)


@pytest.mark.fault("M01")
def test_an_adjustment_that_does_not_say_is_refused(tmp_path):
    more = clause("1") + '[[adjustment]]\nid = "a"\ntext = "t"\nrule = "formula"\npoints = "marks.g"\n'
    assert ran(tmp_path, more).said.startswith(
        "x.toml:37:1 adjustment.a: 这里读 marks.g，而“只给适用的人”并非与每个人有关：没有写明这时它是多少"
    )


@pytest.mark.fault("M01")
@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ("mean(marks.d)", 4),  # of A and C
        ("sum(marks.d)", 8),
        ("count(where marks.d > 0)", 2),
        ("min(marks.d)", 4),
        ("mean(marks.g + 1)", 8),
        ("count(where marks.d < 100)", 2),
    ],
)
def test_the_unit_is_taken_without_those_it_is_not_about(tmp_path, of, expected):
    found = ran(tmp_path, clause(of))
    assert found.marks("r") == dict.fromkeys("ABC", str(expected))


@pytest.mark.fault("M01")
def test_who_is_not_about_it_has_no_place(tmp_path):
    more = clause("rank(marks.d)", 'only-for = "staff.ok == 1"')
    more += '[[ranking]]\nid = "by-d"\ntitle = "名次"\nby = "marks.d"\nties = "best"\n'
    found = ran(tmp_path, more)
    assert found.marks("r") == {"A": "1", "B": "not-applicable", "C": "1"}
    assert found.marks("by-d") == {"A": "1", "B": "not-applicable", "C": "1"}


@pytest.mark.fault("M01")
@pytest.mark.parametrize(
    ("amount", "declared", "paid"),
    [
        ("marks.d", "zero", ("4", "0", "4")),
        ("marks.d", "full", ("4", "10", "4")),
        ("marks.d", "rescale", ("4", "0", "4")),
        ("marks.g", "zero", ("7", "0", "7")),
        ("100 - marks.g", "zero", ("93", "0", "93")),  # no number is taken off 100: the amount is not about B
        ("otherwise(marks.g, 3)", "zero", ("7", "3", "7")),
    ],
)
def test_nobody_is_paid_for_what_is_not_about_them(tmp_path, amount, declared, paid):
    assert ran(tmp_path, allowance(amount), declared).values("p/amount") == dict(zip("ABC", paid, strict=True))


@pytest.mark.fault("M01")
def test_a_share_by_what_is_not_about_somebody_is_none(tmp_path):
    more = '[[payment]]\nid = "p"\ntitle = "奖"\nsettlement = "share"\nweight = "marks.g"\ntakes = 101\n'
    assert ran(tmp_path, more).values("p/amount") == {"A": "101/2", "B": "0", "C": "101/2"}  # by 7 and 7


PRIZES = """
[[payment]]
id = "p"
title = "奖"
settlement = "prizes"
prizes = [300, 200, 100]
KEYS
"""


@pytest.mark.fault("M01")
@pytest.mark.parametrize(
    ("keys", "paid"),
    [
        ("by = 'marks.g'\nties = 'average'", ("250", "0", "250")),  # A and C take the first two places
        ("by = 'marks.g'\nties = 'best'\notherwise = 50", ("300", "0", "300")),
        ("by = 'sum(visits.mark)'\nties = 'best'", ("300", "200", "0")),  # C has no visits
        ("by = 'staff.w'\nthen = ['-marks.g']\nties = 'best'\nonly-for = 'known(staff.w)'", ("300", "0", "0")),
    ],
)
def test_no_prize_goes_to_whom_what_is_ranked_is_not_about(tmp_path, keys, paid):
    found = ran(tmp_path, PRIZES.replace("KEYS", keys))
    assert found.values("p/amount") == dict(zip("ABC", paid, strict=True))


VERDICTS = """
[[veto]]
id = "v"
text = "甲项不满 5 分的"
when = "marks.d < 5"
grade = "差"
[[grade]]
name = "好"
at-least = 8
[[grade]]
name = "差"
[[award]]
id = "w"
title = "甲项表彰"
when = "marks.d >= 4"
quota = { most = 2, by = "marks.d", ties = "all" }
[[award]]
id = "twice"
title = "再表彰"
when = "marks.w or marks.v"
"""


@pytest.mark.fault("M01")
@pytest.mark.fault("M03")
def test_verdicts_are_not_about_whom_what_they_ask_is_not_about(tmp_path):
    found = ran(tmp_path, VERDICTS, "rescale")
    assert found.marks("v") == {"A": "True", "B": "not-applicable", "C": "True"}
    assert found.marks("w") == {"A": "True", "B": "not-applicable", "C": "True"}
    # no veto strikes B; neither dimension is about B, so there is no total to grade
    assert found.marks("grade") == {"A": "差", "B": "not-applicable", "C": "差"}
    assert found.marks("twice") == {"A": "True", "B": "False", "C": "True"}
    found = ran(tmp_path, VERDICTS, "full")  # 10 of 10: no veto, and the award
    assert found.marks("v") == {"A": "True", "B": "False", "C": "True"}
    assert found.marks("w") == {"A": "True", "B": "not-applicable", "C": "True"}  # B has no place by marks.d
    assert found.marks("grade")["B"] == "好"  # 10 + 0


@pytest.mark.fault("M07")
def test_nobody_whom_the_total_is_not_about_has_a_grade(tmp_path):
    scheme = SCHEME.replace("DECLARED", "zero").split('[[dimension]]\nid = "e"')[0].replace("pool = 1000\n", "")
    scheme = scheme.replace("marks = 40", "marks = 10") + VERDICTS.replace("at-least = 8", "at-least = 3")
    found = outcome(tmp_path, PROJECT, x_toml=scheme, staff_csv=STAFF, visits_csv=VISITS)
    assert found.marks("total") == {"A": "4", "B": "not-applicable", "C": "4"}
    assert found.marks("grade") == {"A": "差", "B": "not-applicable", "C": "差"}  # vetoed: 4 is less than 5
    assert found.values("grade")["B"] == "None"


# tables whose absence is not applicable ------------------------------------------------------------------------------

GATHERED = {  # A 8 and 6 in both terms, B 5 in 下
    "sum(visits.mark)": ("14", "5"),
    "count(visits)": ("2", "1"),
    "max(visits.mark)": ("8", "5"),
    "mean(visits.mark)": ("7", "5"),
    "best(visits.mark, 1)": ("8", "5"),
    "distinct(visits.mark)": ("2", "1"),
    "median(visits.mark)": ("7", "5"),
    "streak(visits.mark where visits.mark > 5)": ("2", "0"),
    "trimmed-mean(visits.mark, 0)": ("7", "5"),
}


@pytest.mark.fault("M06")
@pytest.mark.parametrize("of", GATHERED)
def test_no_row_is_not_applicable_for_every_gathering(tmp_path, of):
    found = ran(tmp_path, clause(of) + clause(f"otherwise({of}, 3)", id="s"))
    assert found.marks("r") == dict(zip("ABC", (*GATHERED[of], "not-applicable"), strict=True))
    assert found.marks("s") == dict(zip("ABC", (*GATHERED[of], "3"), strict=True))
    assert set(found.marks("total").values()) <= {*map(str, range(100))} | set(found.marks("total").values())
    assert "缺数据" not in found.said


@pytest.mark.fault("M06")
@pytest.mark.parametrize(
    ("combine", "expected"), [("sum", ("14", "5")), ("mean", ("7", "5")), ("min", ("6", "5")), ("max", ("8", "5"))]
)
def test_a_period_without_a_row_is_left_out(tmp_path, combine, expected):
    found = ran(tmp_path, clause("sum(visits.mark)", f'per = "term"\ncombine = "{combine}"'))
    assert found.marks("r") == dict(zip("ABC", (*expected, "not-applicable"), strict=True))


@pytest.mark.fault("M05")
@pytest.mark.fault("M06")
def test_either_way_it_is_about_them_so_the_fallback_counts(tmp_path):
    """C lacks the 课时 that say which way: with a row of visits both ways are about C, without one it is not known."""
    way = clause("if staff.w > 3 then sum(visits.mark) else 0", "if-missing = 3")
    assert ran(tmp_path, way, visits=VISITS + "C,上,4\n").marks("r") == {"A": "14", "B": "5", "C": "3"}
    assert ran(tmp_path, way).marks("r") == {"A": "14", "B": "5", "C": "no-data"}


@pytest.mark.fault("M06")
def test_an_empty_cell_is_no_data_all_the_same(tmp_path):
    found = ran(tmp_path, clause("sum(visits.mark)"), visits=VISITS + "C,上,\n")
    assert found.marks("r") == {"A": "14", "B": "5", "C": "no-data"}


@pytest.mark.fault("M06")
def test_the_unit_is_taken_without_those_who_have_no_row(tmp_path):
    more = clause("mean(sum(visits.mark))") + clause("rank(sum(visits.mark))", id="s")
    more += clause("count(where sum(visits.mark) > 5)", id="t")
    found = ran(tmp_path, more)
    assert found.marks("r") == dict.fromkeys("ABC", "19/2")  # (14 + 5) ÷ 2
    assert found.marks("s") == {"A": "1", "B": "2", "C": "not-applicable"}
    assert found.marks("t") == dict.fromkeys("ABC", "1")


@pytest.mark.fault("M06")
def test_weights_of_periods_that_may_not_be_about_somebody_are_refused(tmp_path):
    keys = 'per = "term"\nperiod-weights = { "上" = 0.4, "下" = 0.6 }'
    assert ran(tmp_path, clause("sum(visits.mark)", keys)).said == (
        "x.toml:37:1 dimension.e.clause.r.period-weights: 其中有的周期可能与某人无关：没有写明这时它的权重怎么办\n"
        "    改法：请写明这时得几分：算式里写 otherwise(…, 0)，或为其余的人写一个 variant；"
        "也可以不写 period-weights，只把与他有关的周期合起来"
    )
    found = ran(tmp_path, clause("otherwise(sum(visits.mark), 0)", keys))
    assert found.marks("r") == {"A": "34/5", "B": "3", "C": "0"}  # 3.2 + 3.6; 0.6 × 5; nothing


@pytest.mark.fault("M06")
def test_a_condition_holds_for_nobody_without_a_row(tmp_path):
    more = clause("1", 'only-for = "sum(visits.mark) < 100"') + allowance("5").replace(
        "amount", 'only-for = "sum(visits.mark) < 100"\namount'
    )
    more += '[[veto]]\nid = "v"\ntext = "t"\nwhen = "sum(visits.mark) < 100"\n'
    found = ran(tmp_path, more)
    assert found.marks("r") == {"A": "1", "B": "1", "C": "not-applicable"}
    assert found.values("p/amount") == {"A": "5", "B": "5", "C": "0"}
    assert found.marks("v") == {"A": "True", "B": "True", "C": "not-applicable"}


# variants, period by period ------------------------------------------------------------------------------------------

VARIANTS = """
    [[dimension.clause.variant]]
    when = "count(visits) == 3"
    rule = "formula"
    points = "sum(visits.mark)"
    [[dimension.clause.variant]]
    when = "count(visits) == 1"
    rule = "formula"
    points = "2 * sum(visits.mark)"
"""


@pytest.mark.fault("M07")
@pytest.mark.parametrize(
    ("combine", "a", "b"),
    [("sum", 15, 10), ("mean", "15/2", 10), ("min", 6, 10), ("max", 9, 10)],
)
@pytest.mark.parametrize("absence", ["zero", "not-applicable"])
def test_the_variant_is_chosen_period_by_period(tmp_path, combine, a, b, absence):
    more = f'  [[dimension.clause]]\n  id = "r"\n  text = "条"\n  per = "term"\n  combine = "{combine}"\n' + VARIANTS
    visits = "工号,学期,得分\nA,上,3\nA,上,2\nA,上,4\nA,下,3\nB,上,1\nB,上,1\nB,下,5\nC,上,1\nC,上,1\n"
    project = PROJECT.replace('absence = "not-applicable"', f'absence = "{absence}"')
    scheme = SCHEME.replace("DECLARED", "zero").replace("pool = 1000\n", "") + more
    found = outcome(tmp_path, project, x_toml=scheme, staff_csv=STAFF, visits_csv=visits)
    # A: 上 three, 3 + 2 + 4 = 9; 下 one, 2 × 3 = 6. B: no variant fits in 上, 下 2 × 5. C: none fits anywhere.
    assert found.marks("r") == {"A": str(a), "B": str(b), "C": "not-applicable"}


EITHER = """
    [[dimension.clause.variant]]
    when = "staff.w >= 15"
    rule = "formula"
    points = "sum(visits.mark, period='下')"
    [[dimension.clause.variant]]
    when = "staff.w < 15 and staff.ok == SECOND"
    rule = "formula"
    points = "SECOND_POINTS"
"""


@pytest.mark.fault("M06")
@pytest.mark.fault("M07")
@pytest.mark.parametrize(
    ("second", "points", "c"),
    [
        ("1", "count(visits, period='上') * 4", "not-applicable"),  # whichever fits, C has no visits
        ("1", "4", "no-data"),  # with few lessons it would be 4
        ("0", "4", "not-applicable"),  # the second cannot fit, whatever the lessons of C; and the first gives nothing
    ],
)
def test_who_gets_nothing_by_any_variant_that_may_fit_is_not_in_doubt(tmp_path, second, points, c):
    """A has 10 lessons and one visit in 上, B 20 and one of 5 in 下; how many lessons C has is not written down."""
    variants = EITHER.replace("SECOND_POINTS", points).replace("SECOND", second)
    found = ran(tmp_path, '  [[dimension.clause]]\n  id = "r"\n  text = "条"\n' + variants)
    assert found.marks("r") == {"A": "4" if second == "1" else "not-applicable", "B": "5", "C": c}
    assert ("缺数据" in found.said) is (c == "no-data")


@pytest.mark.fault("M06")
def test_who_gets_nothing_by_either_way_of_an_if_is_not_in_doubt(tmp_path):
    found = ran(
        tmp_path, clause("if staff.w >= 15 then sum(visits.mark, period='下') else 4 * count(visits, period='上')")
    )
    assert found.marks("r") == {"A": "4", "B": "5", "C": "not-applicable"}
    assert "缺数据" not in found.said


# all renderings ------------------------------------------------------------------------------------------------------


@pytest.mark.fault("M01")
@pytest.mark.fault("M06")
@pytest.mark.fault("M07")
@pytest.mark.thorough  # a start of LibreOffice takes seconds; tests/workbook has one in every run
def test_the_workbook_says_the_same(tmp_path):
    more = clause("marks.d * 2") + clause("mean(marks.d)", id="s") + clause("rank(sum(visits.mark))", id="t")
    more += clause("sum(visits.mark)", 'per = "term"\ncombine = "mean"', id="u")
    more += clause("sum(visits.mark)", 'per = "term"\ncombine = "min"', id="x")
    more += '  [[dimension.clause]]\n  id = "y"\n  text = "条"\n  per = "term"\n' + VARIANTS
    more += VERDICTS + allowance("marks.g")
    books = []
    for declared in ("zero", "full", "rescale"):
        text = more if declared != "rescale" else more.replace("marks.d * 2", "otherwise(marks.d, 1)")
        one = ran(tmp_path, text, declared).scored["x"]
        books.append(tmp_path / f"{declared}.xlsx")
        write_workbook(one.ready.plan, one.result, one.tables, books[-1], Findings())
    for book, again in zip(books, recomputed(tmp_path, *books), strict=True):
        agree(book, again)


VALUE = '[[value]]\nid = "v"\ntitle = "乙的课"\nformula = "FORMULA"\n'


@pytest.mark.fault("M01")
def test_an_intermediate_value_is_not_about_whom_what_it_reads_is_not_about(tmp_path):
    more = clause("values.v * 2") + allowance("values.v") + VALUE.replace("FORMULA", "otherwise(marks.g, 1) + 1")
    found = ran(tmp_path, more)
    assert found.marks("r") == {"A": "16", "B": "4", "C": "16"}
    more = clause("mean(values.v)") + allowance("values.v") + VALUE.replace("FORMULA", "marks.g + 1")
    found = ran(tmp_path, more)
    assert found.marks("r") == dict.fromkeys("ABC", "8")
    assert found.values("p/amount") == {"A": "8", "B": "0", "C": "8"}
    assert found.marks("values.v") == {"A": "8", "B": "not-applicable", "C": "8"}
    more = clause("values.v") + VALUE.replace("FORMULA", "marks.g + 1")
    assert ran(tmp_path, more).said.startswith(
        "x.toml:31:3 dimension.e.clause.r: 这里读 marks.g，而“只给适用的人”并非与每个人有关：没有写明这时它是多少"
    )
