"""Rows and periods: which rows count, what an empty period means, and for whom a function counts within a period."""

from __future__ import annotations

import pytest

from kaohe_core.findings import Findings
from kaohe_core.testing.office import agree, recomputed
from kaohe_core.workbook import write_workbook
from tests.assess.small import outcome

PROJECT = """
[project]
name = "某校"
[tables]
units = "units.csv"
checks = "checks.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.units]
title = "单位"
absence = "no-data"
column = [ { id = "id", title = "单位", type = "text" } ]
[table.checks]
title = "检查"
ROWS
absence = "ABSENCE"
period = "check"
column = [
  { id = "id", title = "单位", type = "text" },
  { id = "check", title = "检查", type = "TYPE" },
  { id = "mark", title = "得分", high = 10 },
]
"""
SCHEME = """
title = "两次检查"
subject = "units"
marks = 100
round = { total = 2 }
[periods]
check = PERIODS
[[dimension]]
id = "all"
title = "检查"
marks = 100
at-least = "none"
at-most = "none"
"""
ROWS = 'rows = "event"'
ONE = 'key = ["id", "check"]'


def project(absence: str, rows: str = ROWS, type: str = "text") -> str:
    return PROJECT.replace("ABSENCE", absence).replace("ROWS", rows).replace("TYPE", type)


def scheme(*clauses: str, periods: str = '["上", "下"]') -> str:
    """Clauses c0, c1, … with these keys each."""
    made = [f'[[dimension.clause]]\nid = "c{i}"\ntext = "第 {i} 条"\n{keys}\n' for i, keys in enumerate(clauses)]
    return SCHEME.replace("PERIODS", periods) + "".join(made)


def formula(text: str, more: str = "") -> str:
    return f'rule = "formula"\npoints = "{text}"\n{more}'


# an empty period ---------------------------------------------------------------------------------------------------

# U1: 8 and 6; U2: only 下, 6 and 4; U3: no row at all.
CHECKS = "单位,检查,得分\nU1,上,8\nU1,下,6\nU2,下,6\nU2,下,4\n"
UNITS = "单位\nU1\nU2\nU3\n"
PER = 'per = "check"'
GATHERED = {  # by function: U1, and what U2 has where absence means zero
    "sum(checks.mark)": ("14", "10"),  # 8 + 6; 0 + (6 + 4)
    "count(checks)": ("2", "2"),  # 1 + 1; 0 + 2
    "count(checks.mark)": ("2", "2"),
    "mean(checks.mark)": ("14", "5"),  # 8 + 6; 0 + 5
    "max(checks.mark)": ("14", "6"),
    "min(checks.mark)": ("14", "4"),
    "best(checks.mark, 1)": ("14", "6"),
    "distinct(checks.mark)": ("2", "2"),
    "median(checks.mark)": ("14", "5"),
    "streak(checks.mark where checks.mark > 5)": ("2", "1"),  # 8 and 6 in periods of their own; 6 of 4, 6
    "sum(checks.mark where checks.mark > 5)": ("14", "6"),
}


@pytest.mark.fault("M04")
@pytest.mark.parametrize("absence", ["zero", "no-data", "awaiting"])
def test_an_empty_period_means_what_absence_says_for_every_gathering(tmp_path, absence):
    ways = [formula(text, PER) for text in GATHERED]
    named = [  # sum(…, period="上") + sum(…, period="下") is the same again
        formula(" + ".join(f"{text[:-1]}, period='{period}')" for period in ("上", "下"))) for text in GATHERED
    ]
    found = outcome(tmp_path, project(absence), x_toml=scheme(*ways, *named), units_csv=UNITS, checks_csv=CHECKS)
    for number, (first, second) in enumerate([*GATHERED.values()] * 2):
        expected = {"zero": (second, "0")}.get(absence, (absence, absence))
        assert found.marks(f"c{number}") == dict(zip(["U1", "U2", "U3"], [first, *expected], strict=True))
    assert set(found.marks("total").values()) >= ({absence} - {"zero"})
    if absence == "no-data":
        assert "(i) checks.csv: U2：“第 0 条”缺数据：“检查”中没有记录（上）" in found.said.splitlines()


@pytest.mark.fault("M04")
def test_a_column_of_one_row_a_period_agrees(tmp_path):
    rows = "单位,检查,得分\nU1,上,8\nU1,下,6\nU2,下,6\n"
    ways = scheme(formula("checks.mark", PER), formula("checks.mark['上']"), formula("sum(checks.mark, period='上')"))
    found = outcome(tmp_path, project("no-data", ONE), x_toml=ways, units_csv=UNITS, checks_csv=rows)
    assert [found.marks(f"c{i}")["U2"] for i in range(3)] == ["no-data"] * 3
    assert [found.marks(f"c{i}")["U1"] for i in range(3)] == ["14", "8", "8"]


WHOLE = {"sum(checks.mark)": "14", "mean(checks.mark)": "7", "count(checks where checks.mark > 5)": "2"}


# U2 lacks 上, and U3 everything.
@pytest.mark.parametrize(("absence", "rows"), [("no-data", ROWS), ("awaiting", ROWS), ("no-data", ONE)])
def test_a_whole_over_periods_is_without_data_where_one_is(tmp_path, absence, rows):
    checks = CHECKS if rows is ROWS else CHECKS.replace("U2,下,4\n", "")
    ways = scheme(*(formula(text) for text in WHOLE))
    found = outcome(tmp_path, project(absence, rows), x_toml=ways, units_csv=UNITS, checks_csv=checks)
    for number, value in enumerate(WHOLE.values()):
        assert found.marks(f"c{number}") == {"U1": value, "U2": absence, "U3": absence}
    standing = {"no-data": "缺数据", "awaiting": "等待评定"}[absence]
    assert found.said.splitlines() == [
        f"(i) checks.csv: U2：“第 0 条”{standing}：“检查”中没有记录（上）",
        f"(i) checks.csv: U3：“第 0 条”{standing}：“检查”中没有记录",
    ]


@pytest.mark.parametrize("of", ["max(checks.mark)", "min(checks.mark)"])
def test_the_greatest_and_the_least_are_of_what_is_there_and_whose_row_is_lacking_is_said(tmp_path, of):
    found = outcome(tmp_path, project("no-data"), x_toml=scheme(formula(of)), units_csv=UNITS, checks_csv=CHECKS)
    first, second = ("8", "6") if of.startswith("max") else ("6", "4")
    assert found.marks("c0") == {"U1": first, "U2": second, "U3": "no-data"}
    assert gap() in found.said


def test_a_period_that_nobody_has_begun_is_missed_too(tmp_path):
    ways = scheme(formula("sum(checks.mark)"), formula("sum(checks.mark, period='春')"), periods='["上", "下", "春"]')
    found = outcome(tmp_path, project("no-data"), x_toml=ways, units_csv=UNITS, checks_csv=CHECKS)
    assert [found.marks(f"c{number}")["U1"] for number in range(2)] == ["no-data"] * 2


def test_a_condition_may_leave_a_period_out(tmp_path):
    ways = scheme(formula("sum(checks.mark where checks.check == '下')"), formula("sum(checks.mark, period='下')"))
    found = outcome(tmp_path, project("no-data"), x_toml=ways, units_csv=UNITS, checks_csv=CHECKS)
    for number in range(2):
        assert found.marks(f"c{number}") == {"U1": "6", "U2": "10", "U3": "no-data"}


def test_of_several_kinds_the_table_is_kept_by_the_one_its_column_is_called_by(tmp_path):
    both = 'check = ["上", "下"]\nmonth = ["三月", "四月"]'
    ways = scheme(formula("sum(checks.mark)")).replace('check = ["上", "下"]', both)
    found = outcome(tmp_path, project("no-data"), x_toml=ways, units_csv=UNITS, checks_csv=CHECKS)
    assert found.marks("c0") == {"U1": "14", "U2": "no-data", "U3": "no-data"}


@pytest.mark.fault("M04")
@pytest.mark.thorough  # a start of LibreOffice takes seconds; tests/workbook has one in every run
def test_the_workbook_misses_the_same_periods(tmp_path):
    ways = scheme(*map(formula, GATHERED))
    found = outcome(tmp_path, project("no-data"), x_toml=ways, units_csv=UNITS, checks_csv=CHECKS)
    one, book = found.scored["x"], tmp_path / "x.xlsx"
    write_workbook(one.ready.plan, one.result, one.tables, book, Findings())
    agree(book, *recomputed(tmp_path, book))


# By which of two kinds the table is kept is not plain; U2 lacks 上 and U3 everything; of 春 nobody has a row yet.
def gap(more: str = "", table: str = "检查") -> str:
    return (
        f"(i) checks.csv: “{table}”里U2没有 上 的记录{more}：合计、平均等只算有的记录\n"
        "    改法：漏了的请补上；要逐个周期算的，请写 per = “…”"
    )


@pytest.mark.parametrize("absence", ["no-data", "awaiting"])
@pytest.mark.parametrize("of", ["sum(checks.mark)", "mean(checks.mark)", "count(checks where checks.mark > 5)"])
def test_a_whole_over_periods_names_whose_rows_of_one_are_lacking(tmp_path, absence, of):
    kinds = 'half = ["上", "下", "春"]\nmonth = ["三月", "四月"]'
    three = scheme(formula(of)).replace('check = ["上", "下"]', kinds)
    found = outcome(tmp_path, project(absence), x_toml=three, units_csv=UNITS, checks_csv=CHECKS)
    assert gap() in found.said
    assert found.marks("c0")["U3"] == absence
    more = outcome(tmp_path, project(absence), x_toml=three, units_csv=UNITS, checks_csv=CHECKS + "U3,上,1\n")
    assert more.said == gap("，另有 1 人也缺某个周期的")


@pytest.mark.parametrize(
    ("absence", "of", "more"),
    [
        ("zero", "sum(checks.mark)", ""),  # nothing happened
        ("not-applicable", "sum(checks.mark)", ""),  # it is not about U2
        ("no-data", "sum(checks.mark)", PER),  # without data, which is told as such
        ("no-data", "sum(checks.mark, period='下')", ""),
    ],
)
def test_where_nothing_is_lacking_nothing_is_named(tmp_path, absence, of, more):
    text = scheme(formula(of, more)).replace("marks = 100\nat", 'marks = 100\nwhen-not-applicable = "zero"\nat')
    found = outcome(tmp_path, project(absence), x_toml=text, units_csv=UNITS, checks_csv=CHECKS)
    assert "只算有的记录" not in found.said
    assert found.scored


# rows outside every period -----------------------------------------------------------------------------------------

DATED = '[{ id = "上", start = 2026-02-01, end = 2026-06-30 }, { id = "下", start = 2026-09-01, end = 2027-01-31 }]'
DAYS = "单位,检查,得分\nU1,2026-03-01,8\nU1,2026-09-09,6\nU2,2026-10-01,4\nU2,2025-03-01,9\nU3,2026-08-01,7\n"
UNBOUND = ["sum(checks.mark)", "count(checks)", "max(checks.mark)", "mean(checks.mark)", "best(checks.mark, 2)"]


@pytest.mark.fault("M20")
def test_a_row_outside_every_period_counts_in_no_formula(tmp_path):
    ways = scheme(*(formula(text) for text in UNBOUND), formula("sum(sum(checks.mark))"), periods=DATED)
    found = outcome(tmp_path, project("zero", type="date"), x_toml=ways, units_csv=UNITS, checks_csv=DAYS)
    # U1 8 and 6; U2 4 alone, for the 9 is of last year; U3 none, for its 7 is of the holidays.
    expected = [("14", "4", "0"), ("2", "1", "0"), ("8", "4", "0"), ("7", "4", "0"), ("14", "4", "0"), ("18",) * 3]
    for number, values in enumerate(expected):
        assert found.marks(f"c{number}") == dict(zip(["U1", "U2", "U3"], values, strict=True))
    assert found.said == (
        "(i) checks.csv 第 5 行 “检查”: “2025-03-01”不在方案的任何周期内，这一行不会计入；另有 1 行也是这样\n"
        "    改法：方案的周期有：上、下"
    )


@pytest.mark.fault("M20")
def test_of_somebody_all_of_whose_rows_are_outside_there_is_no_row(tmp_path):
    ways = scheme(*(formula(text) for text in UNBOUND), periods=DATED)
    found = outcome(tmp_path, project("no-data", type="date"), x_toml=ways, units_csv=UNITS, checks_csv=DAYS)
    assert [found.marks(f"c{i}")["U3"] for i in range(len(UNBOUND))] == ["no-data"] * len(UNBOUND)
    assert "(i) checks.csv: U3：“第 0 条”缺数据：“检查”中没有记录" in found.said.splitlines()


@pytest.mark.fault("M20")
@pytest.mark.fault("O05")
@pytest.mark.parametrize("of", ["sum(checks.mark)", "sum(checks.mark, period='上')"])
def test_a_label_that_is_no_period_stops_the_run_with_the_nearest(tmp_path, of):
    found = outcome(
        tmp_path,
        project("zero"),
        x_toml=scheme(formula(of), periods='["2025下", "2026上"]').replace("period='上'", "period='2026上'"),
        units_csv=UNITS,
        checks_csv="单位,检查,得分\nU1,2026上,8\nU1,2026上学期,6\nU2,2026上学期,1\nU2,x,1\n",
    )
    assert found.said == (
        "checks.csv 第 3 行 “检查”: “2026上学期”不是方案的周期，另有 1 行也这样写\n"
        "    改法：别的周期的记录不要放在这个文件里；是不是“2026上”？\n"
        "checks.csv 第 5 行 “检查”: “x”不是方案的周期\n"
        "    改法：别的周期的记录不要放在这个文件里；可以用：2025下、2026上"
    )


# U1's second row and U2's only one may be of 上, of 下, or of neither.
WITHOUT = "单位,检查,得分\nU1,{first},8\nU1,,6\nU2,,9\n"


@pytest.mark.parametrize(("type", "first", "periods"), [("text", "上", '["上", "下"]'), ("date", "2026-03-01", DATED)])
@pytest.mark.parametrize("absence", ["zero", "no-data"])
def test_a_row_without_its_period_stops_the_run(tmp_path, type, first, periods, absence):
    column = f'type = "{type}" }}'
    said = outcome(
        tmp_path,
        project(absence, type=type).replace(column, column.replace(" }", ", required = false }")),
        x_toml=scheme(formula("sum(checks.mark)"), periods=periods),
        units_csv=UNITS,
        checks_csv=WITHOUT.format(first=first),
    ).said
    assert said.splitlines()[:2] == [
        "checks.csv 第 3 行 “检查”: “检查”没有填写，不知道这一行算不算；另有 1 行也是这样",
        "    改法：请填上周期",
    ]


def test_one_row_without_its_period(tmp_path):
    text = project("zero").replace(
        'type = "text" },\n  { id = "mark"', 'type = "text", required = false },\n  { id = "mark"'
    )
    rows = "单位,检查,得分\nU1,上,8\nU1,,6\n"
    said = outcome(tmp_path, text, x_toml=scheme(formula("count(checks)")), units_csv=UNITS, checks_csv=rows).said
    assert said == "checks.csv 第 3 行 “检查”: “检查”没有填写，不知道这一行算不算\n    改法：请填上周期"


def test_a_cell_that_must_be_filled_in_is_told_of_once(tmp_path):
    rows = "单位,检查,得分\nU1,上,8\nU1,,6\n"
    scheme_ = scheme(formula("count(checks)"))
    said = outcome(tmp_path, project("zero"), x_toml=scheme_, units_csv=UNITS, checks_csv=rows).said
    assert said == "checks.csv 第 3 行 “检查”: 单元格是空的，而这一列必须填写\n    改法：请填上"


@pytest.mark.fault("M04")
@pytest.mark.fault("M20")
@pytest.mark.thorough  # a start of LibreOffice takes seconds; tests/workbook has one in every run
def test_the_workbook_counts_the_same_rows(tmp_path):
    ways = scheme(*(formula(text, more) for text in GATHERED for more in (PER, "")), periods=DATED)
    found = outcome(tmp_path, project("no-data", type="date"), x_toml=ways, units_csv=UNITS, checks_csv=DAYS)
    one, book = found.scored["x"], tmp_path / "x.xlsx"
    write_workbook(one.ready.plan, one.result, one.tables, book, Findings())
    agree(book, *recomputed(tmp_path, book))


# for whom a function counts ----------------------------------------------------------------------------------------

EXAMS = "单位,检查,得分\nU1,上,5\nU2,上,10\nU1,下,6\nU2,下,8\n"


@pytest.mark.fault("M08")
@pytest.mark.parametrize("function", ["max", "min", "sum", "mean", "count"])
def test_a_function_that_could_be_over_the_unit_or_ones_own_rows_is_refused(tmp_path, function):
    text = scheme(f'rule = "ratio"\nof = "checks.mark"\nto = "{function}(checks.mark)"\npoints = 20\nper = "check"')
    found = outcome(tmp_path, project("no-data", ONE), x_toml=text, units_csv=UNITS, checks_csv=EXAMS)
    assert found.said == (
        "x.toml:19:6 dimension.all.clause.c0.to: "
        f"“{function}”在一个周期内只读到本人在台账“checks”里的一行，不是全单位的\n"
        f"    改法：要本人的数，请写 checks.mark；要全单位的，请写 {function}(only(checks.mark))"
    )


@pytest.mark.fault("M08")
@pytest.mark.parametrize(
    ("of", "first", "second"),
    [  # 0.3 × 上 + 0.7 × 下
        ("max(only(checks.mark))", "27/2", "20"),  # 0.3 × 5/10 × 20 + 0.7 × 6/8 × 20 = 3 + 10.5
        ("checks.mark", "20", "20"),
    ],
)
def test_both_spellings_say_what_they_say(tmp_path, of, first, second):
    text = scheme(
        f'rule = "ratio"\nof = "checks.mark"\nto = "{of}"\npoints = 20\nper = "check"\n'
        'period-weights = { "上" = 0.3, "下" = 0.7 }'
    )
    found = outcome(tmp_path, project("no-data", ONE), x_toml=text, units_csv="单位\nU1\nU2\n", checks_csv=EXAMS)
    assert found.marks("c0") == {"U1": first, "U2": second}


@pytest.mark.fault("M08")
def test_an_option_of_the_unit_says_how_the_unit_is_gone_through(tmp_path):
    text = scheme('rule = "ratio"\nof = "1"\nto = "max(checks.mark, within=units.id)"\npoints = 20')
    found = outcome(tmp_path, project("no-data", ONE), x_toml=text, units_csv=UNITS, checks_csv=EXAMS)
    assert found.said == (
        "x.toml:19:6 dimension.all.clause.c0.to: “max”没有选项“within”\n"
        "    改法：要全单位的，请写 max(only(checks.mark), within=…)"
    )


@pytest.mark.fault("M08")
def test_what_is_not_bound_to_the_period_is_over_ones_own_rows(tmp_path):
    text = scheme(
        'rule = "formula"\npoints = "checks.mark"\nper = "check"\nif-missing = "max(checks.mark)"\n'
        'only-for = "max(checks.mark) > 0"'
    )
    found = outcome(tmp_path, project("zero", ONE), x_toml=text, units_csv=UNITS, checks_csv=EXAMS)
    assert found.marks("c0") == {"U1": "11", "U2": "18", "U3": "not-applicable"}
