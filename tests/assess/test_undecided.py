"""What is without data, or awaits a judgement, is neither a number nor a yes or a no, wherever it is read."""

from __future__ import annotations

import pytest

from kaohe_core.assess.oracle import Oracle
from kaohe_core.explain.explanation import Explainer
from kaohe_core.findings import Findings
from kaohe_core.results.as_json import scheme_data
from kaohe_core.results.summary import notes
from kaohe_core.testing.office import agree, recomputed
from kaohe_core.workbook import write_workbook
from tests.assess.small import Outcome, outcome

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名单"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "a", title = "甲", high = 100, required = false },
  { id = "b", title = "乙", high = 100 },
]
"""
SCHEME = """
title = "t"
subject = "staff"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "项"
marks = 100
at-most = "none"
  [[dimension.clause]]
  id = "c"
  text = "乙"
  rule = "formula"
  points = "staff.b"
"""
STAFF = "工号,甲,乙\nA,5,90\nB,50,80\nC,,70\n"  # of C the 甲 is not known


def ran(folder, more: str, staff: str = STAFF) -> Outcome:
    return outcome(folder, PROJECT, x_toml=SCHEME + more, staff_csv=staff)


def veto(when: str, grade: str = "") -> str:
    return f'[[veto]]\nid = "v"\ntext = "甲不满 6"\nwhen = "{when}"\n{grade}\n'


GRADES = '[[grade]]\nname = "好"\nat-least = 60\n[[grade]]\nname = "差"\n'


@pytest.mark.fault("M03")
def test_a_missing_cell_passes_no_veto(tmp_path):
    found = ran(tmp_path, veto("staff.a < 6"))
    assert found.marks("v") == {"A": "True", "B": "False", "C": "no-data"}
    assert found.marks("total")["C"] == "70"
    one = found.scored["x"]
    assert one.result.provisional
    assert "甲不满 6：1 人未定：C" in notes(one, "zh")
    data = scheme_data(one, "zh")
    assert data["provisional"] is True
    assert data["undecided"] == {"v": ["C"]}


@pytest.mark.fault("M03")
def test_what_is_decided_all_the_same_is_decided(tmp_path):
    found = ran(tmp_path, veto("staff.a < 6 or staff.b < 75"))
    assert found.marks("v") == {"A": "True", "B": "False", "C": "True"}
    assert not found.scored["x"].result.provisional


@pytest.mark.fault("M03")
def test_a_grade_waits_for_the_veto(tmp_path):
    found = ran(tmp_path, veto("staff.a < 6", 'grade = "差"') + GRADES)
    assert found.marks("grade") == {"A": "差", "B": "好", "C": "no-data"}


@pytest.mark.fault("M03")
@pytest.mark.parametrize(
    "grade",
    [
        '[[grade]]\nname = "好"\nwhen = "staff.a > 4"\n[[grade]]\nname = "差"\n',
        GRADES + '[[grade-limit]]\ntext = "t"\nwhen = "staff.a < 4"\nnot-above = "差"\n',
        GRADES + '[[grade-limit]]\ntext = "t"\nwhen = "staff.a < 4"\nlower-by = 1\n',
    ],
)
def test_a_grade_waits_for_what_it_asks(tmp_path, grade):
    assert ran(tmp_path, grade).marks("grade") == {"A": "好", "B": "好", "C": "no-data"}


@pytest.mark.fault("M03")
def test_a_quota_waits_for_whoever_may_be_a_candidate(tmp_path):
    more = '[[award]]\nid = "w"\ntitle = "奖"\nwhen = "staff.a > 4"\nquota = { most = 1, ties = "all" }\n'
    found = ran(tmp_path, more)
    assert found.marks("w") == dict.fromkeys("ABC", "no-data")  # whether C is a candidate is not known
    more = more.replace("staff.a > 4", "staff.b > 75")  # C is none, whatever the 甲
    assert ran(tmp_path, more).marks("w") == {"A": "True", "B": "False", "C": "False"}
    by = more.replace("most = 1", 'most = 1, by = "staff.a"').replace("b > 75", "b > 60")
    assert ran(tmp_path, by).marks("w") == dict.fromkeys("ABC", "no-data")


@pytest.mark.fault("M03")
def test_a_rank_waits_for_a_colleague(tmp_path):
    more = '[[ranking]]\nid = "r"\ntitle = "名次"\nby = "staff.a"\nties = "best"\n'
    found = ran(tmp_path, more)
    assert found.marks("r") == dict.fromkeys("ABC", "no-data")
    assert found.scored["x"].result.provisional


@pytest.mark.fault("M03")
def test_the_explanation_says_why_a_verdict_is_open(tmp_path):
    one = ran(tmp_path, veto("staff.a < 6", 'grade = "差"') + GRADES).scored["x"]
    told = Explainer(Oracle(one.ready.plan, one.tables), "zh").explain("C", "C").text("zh")
    assert "一票否决：缺数据：名单 甲\n    甲不满 6" in told
    assert "等次：缺数据：“甲”没有填写" in told


# if-missing ----------------------------------------------------------------------------------------------------------


def clause(keys: str, id: str = "q") -> str:
    return f'  [[dimension.clause]]\n  id = "{id}"\n  text = "条"\n{keys}\n'


RATIO = 'rule = "ratio"\nof = "staff.a"\npoints = 20\n'


@pytest.mark.fault("M05")
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("100", ("1", "10", "5")),  # 5 ÷ 100 × 20, 50 ÷ 100 × 20
        ('"mean(staff.a where known(staff.a))"', ("40/11", "400/11", "5")),  # the mean of 5 and 50 is 27.5
        ('"mean(staff.a)"', ("no-data", "no-data", "5")),  # waits for C; nothing makes up for that
        ('"max(staff.a) - 4"', ("no-data", "no-data", "5")),
        ('"mean(staff.a) - 1"', ("no-data", "no-data", "5")),  # the stand-in for the mean is not taken for a divisor
    ],
)
def test_if_missing_is_for_ones_own_missing_data(tmp_path, to, expected):
    found = ran(tmp_path, clause(f"{RATIO}to = {to}\nif-missing = 5"))
    assert found.marks("q") == dict(zip("ABC", expected, strict=True))


@pytest.mark.fault("M05")
def test_a_place_that_waits_for_a_colleague_is_not_made_up_for(tmp_path):
    found = ran(tmp_path, clause('rule = "formula"\npoints = "rank(staff.a)"\nif-missing = 9'))
    assert found.marks("q") == {"A": "no-data", "B": "no-data", "C": "9"}


@pytest.mark.fault("M05")
def test_the_mean_of_those_who_have_data_stands_in(tmp_path):
    mean = "mean(staff.a where known(staff.a)) / 100 * 20"
    found = ran(tmp_path, clause(f'{RATIO}to = 100\nif-missing = "{mean}"'))
    assert found.marks("q") == {"A": "1", "B": "10", "C": "11/2"}  # 27.5 ÷ 100 × 20


AHEAD = """
[[value]]
id = "m"
title = "甲的平均数"
formula = "VALUE"
decimals = 1
"""


@pytest.mark.fault("M05")
@pytest.mark.parametrize(
    ("value", "points", "expected"),
    [
        # 5 and 50 are there, and C’s is not: the mean waits for it, and nobody lacks anything of their own but C
        ("mean(staff.a)", "values.m", ("no-data", "no-data", "no-data")),
        ("mean(staff.a)", "staff.a + values.m", ("no-data", "no-data", "9")),
        ("rank(staff.a) + 1", "values.m", ("no-data", "no-data", "9")),
        ("staff.a + 1", "values.m", ("6", "51", "9")),
        ("mean(staff.b)", "staff.a + values.m", ("85", "130", "9")),  # 80 is the mean of 90, 80, 70
        ("staff.a + 1", "mean(values.m where values.m < 9) + staff.a", ("no-data", "no-data", "9")),
    ],
)
def test_nothing_makes_up_for_a_colleague_behind_a_value(tmp_path, value, points, expected):
    more = clause(f'rule = "formula"\npoints = "{points}"\nif-missing = 9') + AHEAD.replace("VALUE", value)
    assert ran(tmp_path, more).marks("q") == dict(zip("ABC", expected, strict=True))


@pytest.mark.fault("M05")
def test_nothing_makes_up_for_a_colleague_behind_a_mark(tmp_path):
    more = clause('rule = "formula"\npoints = "rank(staff.a)"') + clause(
        'rule = "formula"\npoints = "marks.q"\nif-missing = 9', "r"
    )
    assert ran(tmp_path, more).marks("r") == {"A": "no-data", "B": "no-data", "C": "9"}


@pytest.mark.fault("M05")
@pytest.mark.parametrize("function", ["mean", "sum", "min", "max"])
def test_a_fallback_that_waits_for_what_is_missing_is_refused(tmp_path, function):
    found = ran(tmp_path, clause(f'{RATIO}to = 100\nif-missing = "{function}(staff.a) / 100"'))
    assert found.said == (
        "x.toml:23:14 dimension.d.clause.q.if-missing: "
        f"缺“甲”的人，这里也算不出：全单位的 {function}(…) 要等他们的数据\n"
        f"    改法：请把他们除外：{function}(staff.a where known(staff.a))"
    )


# through a result ----------------------------------------------------------------------------------------------------

CHAIN = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
classes = "classes.csv"
judgements = "judgements.csv"
of-class = { result = "class" }
[[scheme]]
id = "class"
file = "class.toml"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名册"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "class", title = "所带班", type = "text", required = false },
]
[table.classes]
title = "班级"
absence = "no-data"
column = [
  { id = "id", title = "班级", type = "text" },
  { id = "mean", title = "均分", high = 100, required = false },
]
[table.of-class]
title = "所带班得分"
absence = "ABSENCE"
via = "class"
column = [
  { id = "id", title = "班级", type = "text" },
  { id = "total", title = "总分", decimals = 2, high = 100 },
  { id = "grade", title = "等次", type = "text" },
]
"""
CLASS = """
title = "班级"
subject = "classes"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "均分"
marks = 100
  [[dimension.clause]]
  id = "m"
  text = "均分"
  rule = "formula"
  points = "classes.mean"
  [[dimension.clause]]
  id = "j"
  text = "酌情"
  rule = "judgement"
  low = 0
  high = 5
  without-record = "awaiting"
[[grade]]
name = "好"
at-least = 60
[[grade]]
name = "差"
"""
TEACHER = """
title = "教师"
subject = "staff"
marks = 100
round = { total = 2 }
pool = 1000
[[dimension]]
id = "d"
title = "班级"
marks = 100
  [[dimension.clause]]
  id = "c"
  text = "所带班得分"
  rule = "formula"
  points = "of-class.total"
[[veto]]
id = "v"
text = "所带班差"
when = "of-class.grade == '差'"
[[payment]]
id = "p"
title = "奖"
settlement = "allowance"
amount = "of-class.total"
"""


@pytest.mark.fault("M02")
@pytest.mark.parametrize("absence", ["zero", "no-data", "not-applicable", "awaiting"])
def test_what_is_undetermined_in_a_result_stays_so(tmp_path, absence, thorough):
    found = outcome(
        tmp_path,
        CHAIN.replace("ABSENCE", absence),
        class_toml=CLASS,
        x_toml=TEACHER,
        # 一班 80 + 2; 二班 has no mean; 三班 waits for a judgement; T4 has no class
        staff_csv="工号,所带班\nT1,一班\nT2,二班\nT3,三班\nT4,\n",
        classes_csv="班级,均分\n一班,80\n二班,\n三班,50\n",
        judgements_csv="工号,条款,分值,决定人,决定日期,理由,依据\n一班,j,2,主任,2026-06-01,好,表\n二班,j,1,主任,2026-06-01,好,表\n",
    )
    nothing = "0" if absence == "zero" else absence
    assert found.marks("c") == {"T1": "82", "T2": "no-data", "T3": "awaiting", "T4": nothing}
    assert found.marks("total") == {"T1": "82", "T2": "no-data", "T3": "awaiting", "T4": nothing}
    assert found.values("p/amount") == {
        "T1": "82",
        "T2": "None",
        "T3": "None",
        "T4": "None" if absence in ("no-data", "awaiting") else "0",
    }
    # a text has no zero: of T4 there is no grade
    absent = "no-data" if absence == "zero" else absence
    assert found.marks("v") == {"T1": "False", "T2": "no-data", "T3": "awaiting", "T4": absent}
    one, book = found.scored["x"], tmp_path / "x.xlsx"
    write_workbook(one.ready.plan, one.result, one.tables, book, Findings())
    if thorough:  # a start of LibreOffice takes seconds; tests/workbook has one in every run
        agree(book, *recomputed(tmp_path, book))


@pytest.mark.fault("M02")
def test_the_grade_of_an_undetermined_total_is_not_read(tmp_path):
    """三班 waits for a judgement and is vetoed: no grade yet, for its teacher neither."""
    found = outcome(
        tmp_path,
        CHAIN.replace("ABSENCE", "zero"),
        class_toml=CLASS + '[[veto]]\nid = "low"\ntext = "低"\nwhen = "classes.mean < 60"\ngrade = "差"\n',
        x_toml=TEACHER,
        staff_csv="工号,所带班\nT1,一班\nT3,三班\n",
        classes_csv="班级,均分\n一班,80\n三班,50\n",
        judgements_csv="工号,条款,分值,决定人,决定日期,理由,依据\n一班,j,2,主任,2026-06-01,好,表\n",
    )
    assert found.marks("grade", "class") == {"一班": "好", "三班": "awaiting"}
    assert found.marks("v") == {"T1": "False", "T3": "awaiting"}


@pytest.mark.fault("M02")
def test_whom_the_result_is_not_about_has_no_row(tmp_path):
    text = CLASS.replace("round =", '[[not-scored]]\nwhen = "classes.mean < 60"\nreason = "小班"\n[round]\n_ =', 1)
    text = CLASS.replace(
        "[[dimension]]", '[[not-scored]]\nwhen = "classes.mean < 60"\nreason = "小班"\n[[dimension]]', 1
    )
    found = outcome(
        tmp_path,
        CHAIN.replace("ABSENCE", "zero"),
        class_toml=text.replace('without-record = "awaiting"', 'without-record = "zero"'),
        x_toml=TEACHER,
        staff_csv="工号,所带班\nT1,一班\nT3,三班\n",
        classes_csv="班级,均分\n一班,80\n三班,50\n",
        judgements_csv="工号,条款,分值,决定人,决定日期,理由,依据\n一班,j,2,主任,2026-06-01,好,表\n",
    )
    assert found.marks("total") == {"T1": "82", "T3": "0"}


@pytest.mark.fault("M03")
@pytest.mark.fault("M05")
@pytest.mark.thorough  # a start of LibreOffice takes seconds; tests/workbook has one in every run
def test_the_workbook_says_the_same(tmp_path):
    more = clause(f'{RATIO}to = "mean(staff.a)"\nif-missing = 5')
    more += clause(f'{RATIO}to = "mean(staff.a where known(staff.a))"\nif-missing = 5', "r")
    more += clause('rule = "formula"\npoints = "rank(staff.a)"\nif-missing = 9', "s")
    more += veto("staff.a < 6", 'grade = "差"') + GRADES
    more += '[[award]]\nid = "w"\ntitle = "奖"\nwhen = "staff.a > 4"\nquota = { most = 1, ties = "all" }\n'
    one, book = ran(tmp_path, more).scored["x"], tmp_path / "x.xlsx"
    write_workbook(one.ready.plan, one.result, one.tables, book, Findings())
    agree(book, *recomputed(tmp_path, book))


@pytest.mark.fault("M02")
@pytest.mark.parametrize("said", ["没有数据", "等待评定", "no data"])
def test_results_of_an_earlier_round_stay_undetermined(tmp_path, said):
    project = PROJECT.replace('staff = "staff.csv"', 'staff = "staff.csv"\nlast-year = "last.csv"') + (
        '[table.last-year]\ntitle = "上年结果"\nabsence = "zero"\ncolumn = [\n'
        '  { id = "id", title = "编号", type = "text" },\n'
        '  { id = "total", title = "总分", decimals = 2, high = 100, required = false },\n]\n'
    )
    scheme = SCHEME.replace("staff.b", "last-year.total")
    files = {"x_toml": scheme, "staff_csv": STAFF, "last_csv": f"编号,总分\nA,80.50\nB,{said}\n"}
    assert outcome(tmp_path, project, **files).marks("total") == {"A": "161/2", "B": "no-data", "C": "0"}
    said_there = outcome(
        tmp_path, project.replace(", high = 100, required = false },\n]\n", ", high = 100 },\n]\n"), **files
    )
    assert said_there.said == (
        f"last.csv 第 3 行 “总分”: “{said}”不是数字\n"
        "    改法：请填写；如果允许未定，请在这一列写 required = false，它在这里也算没有数据"
    )
