"""A mark of a result that is not about whom its row is about, read as a table: what the table’s ``absence`` says."""

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
classes = "classes.csv"
houses = "houses.csv"
of-class = { result = "class" }
of-members = { result = "class", by = "house" }
taught = { file = "taught.csv", join = "of-class", on = "class", take = ["total", "labs"] }
[[scheme]]
id = "class"
file = "class.toml"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "教师"
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
  { id = "house", title = "部", type = "text" },
  { id = "mean", title = "均分", high = 100 },
  { id = "tried", title = "实验", high = 100, required = false },
  { id = "lab", title = "有实验课", type = "flag" },
]
[table.houses]
title = "部"
absence = "no-data"
column = [{ id = "id", title = "部", type = "text" }]
[table.of-class]
title = "所带班得分"
absence = "ABSENCE"
via = "class"
column = [
  { id = "id", title = "班级", type = "text" },
  { id = "total", title = "总分", decimals = 2, high = 200 },
  { id = "labs", title = "实验", decimals = 2, high = 200REQUIRED },
]
[table.of-members]
title = "各班得分"
rows = "event"
absence = "ABSENCE"
column = [
  { id = "id", title = "部", type = "text" },
  { id = "total", title = "总分", decimals = 2, high = 200 },
  { id = "labs", title = "实验", decimals = 2, high = 200REQUIRED },
]
[table.taught]
title = "任课"
rows = "event"
absence = "not-applicable"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "class", title = "班级", type = "text" },
  { id = "total", title = "总分", decimals = 2, high = 200, required = false },
  { id = "labs", title = "实验", decimals = 2, high = 200, required = false },
]
"""
CLASS = """
title = "班级"
subject = "classes"
marks = 200
round = { dimension = 2, total = 2 }
[[dimension]]
id = "means"
title = "均分"
marks = 100
  [[dimension.clause]]
  id = "m"
  text = "均分"
  rule = "formula"
  points = "classes.mean"
[[dimension]]
id = "labs"
title = "实验"
marks = 100
only-for = "classes.lab == 1"
when-not-applicable = "zero"
  [[dimension.clause]]
  id = "l"
  text = "实验"
  rule = "formula"
  points = "classes.tried"
"""
HEAD = 'title = "教师"\nsubject = "SUBJECT"\nmarks = 900\nat-most = "none"\nround = { total = 2 }\n' + (
    '[[dimension]]\nid = "d"\ntitle = "班"\nmarks = 900\n'
)
# 一班 has labs, 40; 二班 has none; 三班 has labs that were not marked yet. T4 has no class.
CLASSES = "班级,部,均分,实验,有实验课\n一班,东,80,40,是\n二班,东,70,,否\n三班,西,60,,是\n四班,北,50,,否\n"
STAFF = "工号,所带班\nT1,一班\nT2,二班\nT3,三班\nT4,\n"
TAUGHT = "工号,班级\nT1,一班\nT1,二班\nT2,二班\nT3,三班\nT3,一班\n"


def clause(id: str, points: str) -> str:
    return f'  [[dimension.clause]]\n  id = "{id}"\n  text = "{id}"\n  rule = "formula"\n  points = "{points}"\n'


def ran(folder, absence: str, clauses: str, *, required: bool = False, subject: str = "staff") -> Outcome:
    project = PROJECT.replace("ABSENCE", absence).replace("REQUIRED", "" if required else ", required = false")
    return outcome(
        folder,
        project,
        class_toml=CLASS,
        x_toml=HEAD.replace("SUBJECT", subject) + clauses,
        staff_csv=STAFF,
        classes_csv=CLASSES,
        taught_csv=TAUGHT,
        houses_csv="部\n东\n西\n北\n",
    )


@pytest.mark.fault("M02")
@pytest.mark.parametrize(
    ("absence", "required"),
    [("zero", True), ("no-data", False), ("not-applicable", True), ("not-applicable", False), ("awaiting", False)],
)
def test_a_mark_that_is_not_about_a_class_is_what_no_row_is(tmp_path, absence, required):
    points = clause("labs", "of-class.labs") + clause("whole", "of-class.total")
    points += clause("more", "of-class.labs + 1") + clause("said", "otherwise(of-class.labs, 7)")
    found = ran(tmp_path, absence, points, required=required)
    later = "no-data"  # 三班 has its row, in which nothing waits for a person: absence does not speak of it
    nothing, one = ("0", "1") if absence == "zero" else (absence, absence)
    assert found.marks("labs") == {"T1": "40", "T2": nothing, "T3": later, "T4": nothing}
    assert found.marks("more") == {"T1": "41", "T2": one, "T3": later, "T4": one}
    other = "0" if absence == "zero" else "7"
    assert found.marks("said") == {"T1": "40", "T2": other, "T3": "7", "T4": other}
    # 80 + 40; 70, which 二班 has all the same; 三班 is open
    assert found.marks("whole") == {"T1": "120", "T2": "70", "T3": later, "T4": nothing}


@pytest.mark.fault("M02")
def test_it_is_in_no_mean_of_members(tmp_path):
    """东 has 一班 with 40 for its labs and 120 in all, and 二班 with 70, which has no labs; 北 has no labs at all."""
    points = clause("labs", "mean(of-members.labs)") + clause("whole", "mean(of-members.total)")
    points += clause("least", "min(of-members.labs)") + clause("rows", "count(of-members)")
    found = ran(tmp_path, "not-applicable", points, subject="houses")
    assert found.marks("labs") == {"东": "40", "西": "no-data", "北": "not-applicable"}
    assert found.marks("least") == {"东": "40", "西": "no-data", "北": "not-applicable"}
    assert found.marks("whole") == {"东": "95", "西": "no-data", "北": "50"}  # (120 + 70) ÷ 2
    assert found.marks("rows") == {"东": "2", "西": "1", "北": "1"}


@pytest.mark.fault("M02")
@pytest.mark.parametrize(
    ("absence", "mean", "t2"),
    [
        ("not-applicable", "40", "not-applicable"),  # the row of 二班 is left out
        ("zero", "20", "0"),  # (40 + 0) ÷ 2
        ("no-data", "no-data", "no-data"),
        ("awaiting", "awaiting", "awaiting"),
    ],
)
def test_it_is_in_no_row_to_which_the_result_is_joined(tmp_path, absence, mean, t2):
    found = ran(tmp_path, absence, clause("labs", "mean(taught.labs)") + clause("whole", "sum(taught.total)"))
    assert found.marks("labs") == {"T1": mean, "T2": t2, "T3": "no-data", "T4": "not-applicable"}  # T4 teaches nobody
    assert found.marks("whole") == {"T1": "190", "T2": "70", "T3": "no-data", "T4": "not-applicable"}  # 120 + 70


@pytest.mark.fault("M02")
@pytest.mark.thorough  # a start of LibreOffice takes seconds; tests/workbook has one in every run
def test_the_workbook_says_the_same(tmp_path):
    points = clause("labs", "of-class.labs") + clause("more", "of-class.labs + of-class.total")
    points += clause("avg", "mean(taught.labs)") + clause("rows", "count(taught) + distinct(taught.labs)")
    books = []
    for absence in ("zero", "not-applicable", "no-data"):
        one = ran(tmp_path, absence, points).scored["x"]
        books.append(tmp_path / f"{absence}.xlsx")
        write_workbook(one.ready.plan, one.result, one.tables, books[-1], Findings())
    for book, again in zip(books, recomputed(tmp_path, *books), strict=True):
        agree(book, again)
