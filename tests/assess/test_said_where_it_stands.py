"""What is wrong or missing is said at its cell, and with its cause: raters, judgements, who is assessed."""

from __future__ import annotations

import pytest

from tests.assess.small import outcome

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
sheets = SHEETS
judgements = "judgements.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名册"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "away", title = "外派", type = "flag", required = false },
  { id = "months", title = "月数", high = 12, required = false },
]
[table.sheets]
title = "测评表"
rows = "event"
absence = "ABSENCE"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "by", title = "测评人", type = "text", required = false },
  { id = "points", title = "评分", high = 10 },
]
"""
HEAD = """
title = "测评"
subject = "staff"
name = "staff.name"
marks = 10
round = { total = 2 }
"""
DIMENSION = """
[[dimension]]
id = "d"
title = "测评"
marks = 10
[[dimension.clause]]
id = "c"
text = "民主测评"
"""
STAFF = "工号,姓名,外派,月数\nA,赵一,是,3\nB,钱二,否,\n"
PANEL = 'rule = "panel"\nof = "sheets.points"\nout-of = 10\npoints = 10\n'
GROUPS = PANEL + 'group = "sheets.by"\nweights = { "领导" = 0.4, "同事" = 0.6 }\n'
SHEETS = "工号,测评人,评分\nA,领导,10\nA,同事,8\nB,领导,5\nB,同事,5\n"
JUDGEMENTS = "编号,条款,分值,决定人,决定日期,理由,依据\n"


def run(
    tmp_path, scheme: str, *, staff: str = STAFF, sheets: str | None = SHEETS, absence: str = "no-data", **files: str
):
    named = '"none"' if sheets is None else '"sheets.csv"'
    project = PROJECT.replace("SHEETS", named).replace("ABSENCE", absence)
    there = {"staff_csv": staff, "judgements_csv": JUDGEMENTS} | files
    if sheets is not None:
        there["sheets_csv"] = sheets
    return outcome(tmp_path, project, x_toml=scheme, **there)


# raters ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", ""),
        (
            "A,家长,1\n",
            "(i) sheets.csv 第 6 行 “测评人”: “民主测评”没有给“家长”权重，这一行不会计入\n    改法：可以用：同事、领导",
        ),
        (
            "A,家长,1\nB,家长,1\nB,领导班,9\n",
            "(i) sheets.csv 第 6 行 “测评人”: “民主测评”没有给“家长”权重，这一行不会计入；另有 1 行也是这样\n"
            "    改法：可以用：同事、领导\n"
            "(i) sheets.csv 第 8 行 “测评人”: “民主测评”没有给“领导班”权重，这一行不会计入\n    改法：是不是“领导”？",
        ),
    ],
)
def test_a_sheet_of_a_group_without_a_weight(tmp_path, rows, said):
    found = run(tmp_path, HEAD + DIMENSION + GROUPS, sheets=SHEETS + rows)
    assert found.said == said
    assert found.marks("c") == {"A": "44/5", "B": "5"}  # 10 × 0.4 + 8 × 0.6; 5 × 0.4 + 5 × 0.6


def test_a_group_that_something_else_reads_may_be_meant(tmp_path):
    other = '[[dimension.clause]]\nid = "e"\ntext = "家长"\nrule = "formula"\npoints = "count(sheets) * 0"\n'
    assert run(tmp_path, HEAD + DIMENSION + GROUPS + other, sheets=SHEETS + "A,家长,1\n").said == ""


def test_all_sheets_are_left_out_as_the_extremes(tmp_path):
    found = run(tmp_path, HEAD + DIMENSION + PANEL + "drop = 1\n", sheets=SHEETS + "B,家长,8\n")
    assert found.marks("c") == {"A": "no-data", "B": "5"}  # of 10 and 8 none is left; of 5, 5, 8 the middle one
    assert found.said == "(i) sheets.csv: 赵一：“民主测评”缺数据：“测评表”的 2 行都作为最高、最低去掉了"


def test_no_sheet_meets_the_condition(tmp_path):
    rows = "工号,测评人,评分\nA,领导,10\nB,领导,5\nB,领导,5\nB,领导,8\n"
    clause = 'rule = "formula"\npoints = "trimmed-mean(sheets.points where sheets.by == \'同事\', 1)"\n'
    found = run(tmp_path, HEAD + DIMENSION + clause, sheets=rows)
    assert found.said.splitlines()[0] == "(i) sheets.csv: 赵一：“民主测评”缺数据：“测评表”中没有符合条件的记录"


# people ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["not-assessed", "not-scored"])
def test_whether_somebody_is_assessed_waits_for_a_cell(tmp_path, kind):
    apart = f'[[{kind}]]\nwhen = "staff.away == 0 and staff.months > 6"\nreason = "外派"\n'
    found = run(tmp_path, HEAD + apart + DIMENSION + GROUPS)
    assert found.said == (
        "staff.csv 第 3 行 “月数”: 钱二：不知道是否属于“外派”：“月数”没有填写\n"
        "    改法：请补上条件所需的数据，或在方案中写明没有数据时怎么算"
    )


# judgements --------------------------------------------------------------------------------------------------------


def test_a_judgement_out_of_bounds_is_said_at_its_row(tmp_path):
    rule = 'rule = "judgement"\nlow = -2\nhigh = 2\nwithout-record = "zero"\n'
    rows = JUDGEMENTS + "B,c,2,主任,2026-11-28,记,表\nA,c,-2.5,主任,2026-11-28,记,表\n"
    found = run(tmp_path, HEAD + DIMENSION + rule, judgements_csv=rows)
    assert found.said == (
        "judgements.csv 第 3 行 “分值”: 赵一：“民主测评”评定为 -2.5，只允许 -2 至 2\n"
        "    改法：请更正记录，或由教代会修改范围"
    )


def test_a_table_without_a_file_is_waited_for_at_the_project(tmp_path):
    clause = 'rule = "formula"\npoints = "sum(sheets.points)"\n'
    found = run(tmp_path, HEAD + DIMENSION + clause, sheets=None, absence="awaiting")
    assert found.said == (
        "(i) kaohe.toml: 赵一：“民主测评”等待评定：“测评表”中没有记录\n"
        "(i) kaohe.toml: 钱二：“民主测评”等待评定：“测评表”中没有记录"
    )


# marks of another scheme -------------------------------------------------------------------------------------------

CHAIN = """
[project]
name = "某校"
[tables]
classes = "classes.csv"
staff = "staff.csv"
judgements = "judgements.csv"
given = { result = "class" }
[[scheme]]
id = "class"
file = "class.toml"
[[scheme]]
id = "x"
file = "x.toml"
[table.classes]
title = "班级"
absence = "no-data"
column = [{ id = "id", title = "班级", type = "text" }]
[table.staff]
title = "名册"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "class", title = "班级", type = "text" }]
[table.given]
title = "班级得分"
absence = "no-data"
via = "class"
column = [{ id = "id", title = "班级", type = "text" }, { id = "total", title = "总分", decimals = 2, high = 100 }]
"""


def test_a_mark_that_is_still_judged_there_is_judged_here(tmp_path):
    judged = 'title = "班级"\nsubject = "classes"\nmarks = 10\nround = { total = 2 }\n' + DIMENSION
    judged += 'rule = "judgement"\nlow = 0\nhigh = 10\nwithout-record = "awaiting"\n'
    read = 'title = "教师"\nsubject = "staff"\nmarks = 10\nround = { total = 2 }\n' + DIMENSION
    read += 'rule = "formula"\npoints = "given.total"\n'
    found = outcome(
        tmp_path,
        CHAIN,
        class_toml=judged,
        x_toml=read.replace("民主测评", "所带班"),
        classes_csv="班级\n一班\n二班\n",
        staff_csv="工号,班级\nA,一班\nB,二 班\n",
        judgements_csv=JUDGEMENTS + "一班,c,9,主任,2026-11-28,好,表\n",
    )
    assert found.marks("c") == {"A": "9", "B": "awaiting"}
    assert "(i) “班级”的结果 “总分”: B：“所带班”等待评定：“总分”没有填写" in found.said.splitlines()


# names and numbers in a formula ------------------------------------------------------------------------------------

GRADED = '[[dimension.grade]]\nname = "好"\nat-least = 5\n[[dimension.grade]]\nname = "差"\n'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            '[[dimension]]\nid = "e"\ntitle = "另"\nmarks = 0\nat-most = 5\n'
            '[[dimension.clause]]\nid = "f"\ntext = "条"\n'
            'rule = "formula"\npoints = "if marks.d-grade == \'好\' then 1 else 0"\n',
            "算到这里时“d-grade”还没有结果\n    改法：指标的等次要等所有得分都算出来才评：请改读得分 marks.d",
        ),
        (
            '[[payment]]\nid = "p"\ntitle = "奖"\nsettlement = "allowance"\namount = "marks.q"\n'
            '[[payment]]\nid = "q"\ntitle = "津"\nsettlement = "allowance"\namount = 1\n',
            "算到这里时“q”还没有结果\n    改法：只能引用方案中写在前面的内容",
        ),
    ],
)
def test_what_is_read_too_early_bears_the_name_that_formulas_give_it(tmp_path, more, said):
    scheme = HEAD + DIMENSION.replace("[[dimension.clause]]", GRADED + "[[dimension.clause]]") + GROUPS + more
    assert run(tmp_path, scheme).said.partition(": ")[2] == said


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("1e2", "算式“1e2”中，“e2”（第 2 个字符）不能放在这里\n    改法：请写成普通的数：100"),
        ("2.5E3", "算式“2.5E3”中，“E3”（第 4 个字符）不能放在这里\n    改法：请写成普通的数：2500"),
        ("3e", "算式“3e”中，“e”（第 2 个字符）不能放在这里\n    改法：数字后面不要写单位：3"),
        ("max()", "“max”要 至少 2 个值，写了 0 个"),
    ],
)
def test_numbers_and_values_of_a_formula(tmp_path, points, said):
    clause = f'rule = "formula"\npoints = "{points}"\n'
    assert run(tmp_path, HEAD + DIMENSION + clause).said.partition(": ")[2] == said
