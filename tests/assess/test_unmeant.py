"""What a scheme says and cannot mean is refused before any data are read, at the place where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_core.findings import FindingsError
from kaohe_core.project import Project
from kaohe_core.run import Run

PROJECT = """
[project]
name = "试"
[tables]
staff = "s.csv"
ev = "e.csv"
[[scheme]]
id = "x"
file = "x.toml"
[table.staff]
title = "名单"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "w", title = "课时", decimals = 1, high = 40 },
  { id = "birth", title = "出生", type = "date" },
  { id = "sex", title = "性别", type = "text", choices = ["男", "女"] },
  { id = "head", title = "班主任", type = "flag" },
]
[table.ev]
title = "事件"
rows = "event"
absence = "zero"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "kind", title = "类", type = "text", choices = ["甲", "乙"] },
  { id = "v", title = "数", decimals = 1, low = 0, high = 50 },
  { id = "flagged", title = "标记", type = "flag" },
]
"""
HEAD = """
title = "t"
subject = "staff"
marks = 100
round = { total = 2 }
"""
DIMENSION = """
[[dimension]]
id = "all"
title = "全"
marks = 100
start = "START"
at-least = "none"
at-most = "none"
  [[dimension.clause]]
  id = "c1"
  text = "t"
"""


def told(folder: Path, text: str, project: str = PROJECT) -> str:
    """All that is said of a scheme, each finding whole; what stops nothing begins with (i)."""
    (folder / "kaohe.toml").write_text(project, "utf-8")
    (folder / "x.toml").write_text(text, "utf-8")
    (folder / "s.csv").write_text("工号,课时,出生,性别,班主任\nA,10,1980-01-01,男,是\nB,3,1990-01-01,女,否\n", "utf-8")
    (folder / "e.csv").write_text("工号,类,数,标记\nA,甲,5,是\nA,乙,1,否\nA,乙,2,是\n", "utf-8")
    try:
        run = Run(Project.open(folder))
        run.load()
        run.score()
        found = list(run.findings)
    except FindingsError as error:
        found = list(error.findings)
    return "\n".join(("" if one.blocks else "(i) ") + one.text("zh") for one in found)


def clause(folder: Path, parameters: str, *, start: str = "full") -> str:
    """All that is said of one clause with these parameters."""
    return told(folder, HEAD + DIMENSION.replace("START", start) + parameters)


IF = "\n    改法：请写 if … then 1 else 0"
LOOKUP = '\n    改法：请写明每个文字对应的数：lookup(staff.level, {"一级": 2, "二级": 1})'
SPAN = "\n    改法：请计算两个日期之间的时间：years(…, …)、months(…, …) 或 days(…, …)"


@pytest.mark.fault("M10")
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ('rule = "formula"\npoints = "staff.w >= 4"', "points: 这里需要数，写的是条件" + IF),
        ('rule = "formula"\npoints = "staff.sex"', "points: 这里需要数，写的是文字" + LOOKUP),
        ('rule = "formula"\npoints = "staff.birth"', "points: 这里需要数，写的是日期" + SPAN),
        ('rule = "deduct"\npoints = 1\nof = "staff.w > 4"', "of: 这里需要数，写的是条件" + IF),
        ('rule = "earn"\npoints = 1\nof = "staff.sex"', "of: 这里需要数，写的是文字" + LOOKUP),
        ('rule = "ratio"\npoints = 1\nof = "staff.w"\nto = "staff.w > 4"', "to: 这里需要数，写的是条件" + IF),
        (
            'rule = "lookup"\nof = "staff.sex"\nvalues = { "男" = 1 }\notherwise = 0\ntimes = "staff.w > 4"',
            "times: 这里需要数，写的是条件" + IF,
        ),
        (
            'rule = "places"\nof = "staff.w > 4"\npoints = [1]\notherwise = 0\nties = "best"\nfirst = "highest"',
            "of: 这里需要数，写的是条件" + IF,
        ),
        ('rule = "formula"\npoints = "1"\nif-missing = "staff.w > 4"', "if-missing: 这里需要数，写的是条件" + IF),
    ],
)
def test_a_number_is_due(tmp_path, parameters, said):
    key = said.split(":")[0]
    text = HEAD + DIMENSION.replace("START", "full") + parameters
    line = next(i for i, one in enumerate(text.splitlines(), 1) if one.startswith(f"{key} =") and i > 10)
    column = len(key) + 4
    assert told(tmp_path, text) == f"x.toml:{line}:{column} dimension.all.clause.c1.{said}"


@pytest.mark.fault("M10")
def test_a_number_is_due_in_an_adjustment(tmp_path):
    text = HEAD + DIMENSION.replace("START", "full") + 'rule = "formula"\npoints = "-1"\n'
    text += '[[adjustment]]\nid = "a"\ntext = "t"\nrule = "formula"\npoints = "staff.w > 4"\n'
    assert told(tmp_path, text) == "x.toml:23:10 adjustment.a.points: 这里需要数，写的是条件" + IF


@pytest.mark.fault("M10")
@pytest.mark.parametrize(
    ("payment", "said"),
    [
        (
            'settlement = "allowance"\namount = "staff.w > 4"',
            "x.toml:24:10 payment.p.amount: 这里需要数，写的是条件" + IF,
        ),
        (
            'settlement = "share"\nweight = "staff.sex"',
            "x.toml:24:10 payment.p.weight: 这里需要数，写的是文字" + LOOKUP,
        ),
        ('settlement = "share"\ntakes = "staff.w > 4"', "x.toml:24:9 payment.p.takes: 这里需要数，写的是条件" + IF),
        (
            'settlement = "capped"\namount = 5\ncap = "staff.w > 4"',
            "x.toml:25:7 payment.p.cap: 这里需要数，写的是条件" + IF,
        ),
        (
            'settlement = "allowance"\namount = 5\nonly-for = "staff.w"',
            "x.toml:25:12 payment.p.only-for: 这里需要条件，写的是数\n"
            "    改法：请写成比较，例如 staff.years >= 3；是/否列写 staff.full-time == 1",
        ),
    ],
)
def test_a_number_is_due_where_money_is_divided(tmp_path, payment, said):
    text = HEAD + "pool = 100\n" + DIMENSION.replace("START", "full") + 'rule = "formula"\npoints = "-1"\n'
    assert told(tmp_path, text + f'[[payment]]\nid = "p"\ntitle = "奖"\n{payment}\n') == said


@pytest.mark.fault("M10")
@pytest.mark.parametrize("when", ["staff.w", "3", "sum(ev.v)"])
def test_an_item_of_a_checklist_is_a_condition(tmp_path, when):
    said = clause(tmp_path, f'rule = "checklist"\nitem = [{{ when = "{when}", points = 5 }}]', start="zero")
    assert said == (
        "x.toml:18:18 dimension.all.clause.c1.item.#1.when: 这里需要条件，写的是数\n"
        "    改法：请写成比较，例如 staff.years >= 3；是/否列写 staff.full-time == 1"
    )


@pytest.mark.fault("M10")
@pytest.mark.parametrize("when", ["staff.head", "max(ev.flagged)", "otherwise(staff.head, 0)", "staff.w > 4"])
def test_a_yes_or_no_column_is_met_as_it_stands(tmp_path, when):
    assert not clause(tmp_path, f'rule = "checklist"\nitem = [{{ when = "{when}", points = 5 }}]', start="zero")


@pytest.mark.fault("M11")
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        (
            'rule = "deduct"\nof = "staff.w"\npoints = 1\nat-most = 3',
            "x.toml:20:11 dimension.all.clause.c1.at-most: at-most = 3 不起作用：这里的分不会高于 0\n"
            "    改法：要最多扣 3 分，请写 at-least = -3",
        ),
        (
            'rule = "earn"\nof = "staff.w"\npoints = 1\nat-least = -3',
            "x.toml:20:12 dimension.all.clause.c1.at-least: at-least = -3 不起作用：这里的分不会低于 0\n"
            "    改法：要最多加 3 分，请写 at-most = 3",
        ),
        (
            'rule = "judgement"\nlow = -5\nhigh = 0\nwithout-record = "zero"\nat-most = 3',
            "x.toml:21:11 dimension.all.clause.c1.at-most: at-most = 3 不起作用：这里的分不会高于 0\n"
            "    改法：要最多扣 3 分，请写 at-least = -3",
        ),
        (
            'rule = "formula"\npoints = "staff.w"\nat-most = 50',
            "(i) x.toml:19:11 dimension.all.clause.c1.at-most: at-most = 50 不起作用：这里的分不会高于 40\n"
            "    改法：请删掉这一行，或改正这个数",
        ),
        (
            'rule = "formula"\npoints = "staff.w + 8"\nat-least = 5',
            "(i) x.toml:19:12 dimension.all.clause.c1.at-least: at-least = 5 不起作用：这里的分不会低于 8\n"
            "    改法：请删掉这一行，或改正这个数",
        ),
        ('rule = "deduct"\nof = "staff.w"\npoints = 1\nat-least = -3', ""),
        ('rule = "earn"\nof = "staff.w"\npoints = 1\nat-most = 40', ""),  # says what is so
    ],
)
def test_a_bound_without_effect(tmp_path, parameters, said):
    assert clause(tmp_path, parameters) == said


@pytest.mark.fault("M11")
def test_a_bound_of_every_period_without_effect(tmp_path):
    text = HEAD + '[periods]\nterm = ["上", "下"]\n' + DIMENSION.replace("START", "full")
    text += 'rule = "formula"\npoints = "-count(ev where ev.v > 2)"\nper = "term"\neach-at-most = 3\n'
    project = PROJECT.replace('rows = "event"', 'rows = "event"\nperiod = "term"').replace(
        '{ id = "v",', '{ id = "term", title = "学期", type = "text" },\n  { id = "v",'
    )
    (tmp_path / "p.toml").write_text(project, "utf-8")
    assert told_with(tmp_path, text, project) == (
        "x.toml:22:16 dimension.all.clause.c1.each-at-most: each-at-most = 3 不起作用：这里的分不会高于 0\n"
        "    改法：要最多扣 3 分，请写 each-at-least = -3"
    )


def told_with(folder: Path, text: str, project: str) -> str:
    """As :func:`told`, of the scheme alone, with other tables."""
    (folder / "kaohe.toml").write_text(project, "utf-8")
    (folder / "x.toml").write_text(text, "utf-8")
    run = Run(Project.open(folder))
    run.load()
    return "\n".join(one.text("zh") for one in run.findings)


@pytest.mark.fault("M11")
def test_a_bound_of_a_dimension_without_effect(tmp_path):
    text = HEAD + DIMENSION.replace("START", "full").replace('at-most = "none"', "at-most = 120")
    assert told(tmp_path, text + 'rule = "deduct"\nof = "staff.w"\npoints = 1') == (
        "(i) x.toml:13:11 dimension.all.at-most: at-most = 120 不起作用：这里的分不会高于 100\n"
        "    改法：请删掉这一行，或改正这个数"
    )


@pytest.mark.fault("M11")
@pytest.mark.parametrize(
    ("start", "rule", "said"),
    [
        (
            "zero",
            "deduct",
            "x.toml:10:9 dimension.all.marks: “全”不论条款怎样，人人都是 0 分\n"
            '    改法：扣分的指标从满分扣起：请写 start = "full"',
        ),
        (
            "full",
            "earn",
            "x.toml:10:9 dimension.all.marks: “全”不论条款怎样，人人都是 100 分\n"
            '    改法：加分的指标从零分加起：请写 start = "zero"',
        ),
    ],
)
def test_a_dimension_that_starts_at_the_wrong_end(tmp_path, start, rule, said):
    bounded = DIMENSION.replace("START", start).replace('at-least = "none"\nat-most = "none"\n', "")
    assert told(tmp_path, HEAD + bounded + f'rule = "{rule}"\nof = "staff.w"\npoints = 1') == said


@pytest.mark.fault("M11")
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ('rule = "deduct"\nof = "staff.w"\npoints = -1', "这里的 points 不能是负数：-1（deduct 本身就是扣分，请写 1）"),
        ('rule = "earn"\nof = "staff.w"\npoints = -1', '这里的 points 不能是负数：-1（要扣分，请写 rule = "deduct"）'),
        (
            'rule = "deduct"\nof = "staff.w"\npoints = 1\nallowance = -2',
            "这里的 allowance 不能是负数：-2（要多扣，请提高每单位的扣分）",
        ),
        (
            'rule = "earn"\nof = "staff.w"\npoints = 1\nbeyond = -2',
            "这里的 beyond 不能是负数：-2（要多加，请提高每单位的加分）",
        ),
    ],
)
def test_a_price_with_the_wrong_sign(tmp_path, parameters, said):
    assert clause(tmp_path, parameters) == f"x.toml:14:3 dimension.all.clause.c1: {said}"


@pytest.mark.fault("M12")
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        (
            'rule = "lookup"\nof = "staff.sex"\nvalues = { "男" = 1, "女性" = 2 }\notherwise = 0',
            "x.toml:19:21 dimension.all.clause.c1.values.女性: “性别”列里不会有“女性”\n    改法：是不是“女”？",
        ),
        (
            'rule = "formula"\npoints = \'lookup(staff.sex, {"男": 1, "女性": 2}, 0)\'',
            "x.toml:18:10 dimension.all.clause.c1.points: “性别”列里不会有“女性”\n    改法：是不是“女”？",
        ),
        (
            'rule = "lookup"\nof = ["staff.sex", "staff.sex"]\n'
            'values = { "男" = { "男" = 1 }, "女" = { "女性" = 2 } }\notherwise = 0',
            "x.toml:19:39 dimension.all.clause.c1.values.女.女性: “性别”列里不会有“女性”\n    改法：是不是“女”？",
        ),
        (
            'rule = "lookup"\nof = ["staff.sex", "staff.w"]\nvalues = { "男" = 1 }\notherwise = 0',
            "x.toml:14:3 dimension.all.clause.c1: 这个对照有 2 个键，“男”下却直接写了值",
        ),
        (
            'rule = "bands"\nof = "staff.w"\nbands = [{ at-least = 400, points = 2 }, { at-least = 5, points = 1 }]\n'
            "otherwise = 0",
            "x.toml:19:10 dimension.all.clause.c1.bands.#1: “课时”在 0 至 40 之间，“≥ 400”永远不成立\n"
            "    改法：请改正这个数，或这一列的范围",
        ),
        (
            'rule = "bands"\nof = "staff.w * 2"\nbands = [{ below = 0, points = 2 }]\notherwise = 0',
            "x.toml:19:10 dimension.all.clause.c1.bands.#1: 这个值在 0 至 80 之间，“< 0”永远不成立\n"
            "    改法：请改正这个数，或所读的列的范围",
        ),
        (
            'rule = "ladder"\nof = "staff.w"\nreading = "slab"\nsteps = [{ up-to = 90, points = 1 }, { points = 2 }]',
            "x.toml:20:38 dimension.all.clause.c1.steps.#2: “课时”在 0 至 40 之间，“> 90”永远不成立\n"
            "    改法：请改正这个数，或这一列的范围",
        ),
        (
            'rule = "panel"\nof = "ev.v"\nout-of = 50\npoints = 9\ngroup = "ev.kind"\n'
            'weights = { "甲" = 0.5, "丙" = 0.5 }',
            "x.toml:22:24 dimension.all.clause.c1.weights.丙: “类”列里不会有“丙”\n    改法：可以用：乙、甲",
        ),
        (
            'rule = "checklist"\nitem = [{ when = "staff.w > 40", points = 5 }]',
            "x.toml:18:11 dimension.all.clause.c1.item.#1.when: “课时”在 0 至 40 之间，“> 40”永远不成立\n"
            "    改法：请改正这个数，或这一列的范围",
        ),
        (
            'rule = "formula"\npoints = "1"\nonly-for = "40 < staff.w"',
            "(i) x.toml:7:1 dimension.all: “全”的各条都不涉及的人，这一项 100 分得 0 分\n    改法：写明不适用时怎么算："
            'when-not-applicable = "zero"（得 0 分）、"full"（得满分）或 "rescale"（其余各项按比例放大）\n'
            "x.toml:19:12 dimension.all.clause.c1.only-for: “课时”在 0 至 40 之间，“> 40”永远不成立\n"
            "    改法：请改正这个数，或这一列的范围",
        ),
        ('rule = "bands"\nof = "staff.w"\nbands = [{ at-least = 40, points = 2 }]\notherwise = 0', ""),
    ],
)
def test_a_case_that_cannot_come_up(tmp_path, parameters, said):
    assert clause(tmp_path, parameters, start="zero") == said


@pytest.mark.fault("M12")
def test_a_grade_beyond_the_total(tmp_path):
    text = HEAD + DIMENSION.replace("START", "full") + 'rule = "deduct"\nof = "staff.w"\npoints = 1\n'
    text += '[[grade]]\nname = "优秀"\nat-least = 900\n[[grade]]\nname = "合格"\n'
    assert told(tmp_path, text) == (
        "x.toml:22:12 grade.#1.at-least: 没有人能得“优秀”：总分不会高于 100\n    改法：请改正其中一个"
    )


@pytest.mark.fault("M14")
@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("-2000", "0", ""),
        (
            "-2000000",
            "0",
            "x.toml:14:3 dimension.all.clause.c1: low = -2000000"
            "：酌情记录的分值只能在 −1000000 至 1000000 之间，最多两位小数",
        ),
        (
            "0",
            "0.125",
            "x.toml:14:3 dimension.all.clause.c1: high = 0.125"
            "：酌情记录的分值只能在 −1000000 至 1000000 之间，最多两位小数",
        ),
    ],
)
def test_a_judgement_that_its_record_cannot_hold(tmp_path, low, high, said):
    (tmp_path / "j.csv").write_text(
        "编号,条款,分值,决定人,决定日期,理由,依据\nA,c1,-1200,会,2026-06-20,扣发,纪要\n", "utf-8"
    )
    project = PROJECT.replace('ev = "e.csv"', 'ev = "e.csv"\njudgements = "j.csv"')
    rule = f'rule = "judgement"\nlow = {low}\nhigh = {high}\nwithout-record = "zero"'
    assert told(tmp_path, HEAD + DIMENSION.replace("START", "full") + rule, project) == said


@pytest.mark.fault("M15")
@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (
            '"round(3.5 * 25 * 85%, 0)"',
            "x.toml:7:7 parameters.cut: 参数只能是数、文字或日期，而“round(3.5 * 25 * 85%, 0)”是算式\n"
            "    改法：请算出来写成数，或把算式写在用“cut”的地方",
        ),
        (
            '"full - 6"',
            "x.toml:7:7 parameters.cut: 参数只能是数、文字或日期，而“full - 6”是算式\n"
            "    改法：请算出来写成数，或把算式写在用“cut”的地方",
        ),
        ("74", ""),
    ],
)
def test_a_parameter_that_is_a_formula(tmp_path, cut, said):
    text = f"{HEAD}[parameters]\ncut = {cut}\nfull = 80\n" + DIMENSION.replace("START", "full")
    text += 'rule = "formula"\npoints = "-staff.w"\n[[grade]]\nname = "高"\nwhen = "marks.total >= cut"\n'
    assert told(tmp_path, text + '[[grade]]\nname = "低"\n') == said


@pytest.mark.fault("M15")
@pytest.mark.parametrize("text", ["2025-2026", "2026/8/31", "优秀（一等）", "A - B"])
def test_a_parameter_that_is_a_text(tmp_path, text):
    scheme = f'{HEAD}[parameters]\nyear = "{text}"\n' + DIMENSION.replace("START", "full")
    assert not told(tmp_path, scheme + 'rule = "formula"\npoints = "-staff.w"\n')


@pytest.mark.fault("M16")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("class-1", "算式读不了名为 'class-1' 的台账：小数点前的连字符和数字会被读成减号；请写 'class1'"),
        ("marks", "算式读不了名为 'marks' 的台账：这个词留给算式使用"),
        ("in", "算式读不了名为 'in' 的台账：这个词留给算式使用"),
    ],
)
def test_a_table_that_no_formula_can_read(tmp_path, name, said):
    project = (
        PROJECT
        + f'[table.{name}]\ntitle = "班"\nabsence = "zero"\ncolumn = [{{ id = "id", title = "工号", type = "text" }}]\n'
    )
    text = HEAD + DIMENSION.replace("START", "full") + 'rule = "formula"\npoints = "-1"'
    assert told(tmp_path, text, project) == f"kaohe.toml:30:1 table.{name}: {said}"


@pytest.mark.fault("M16")
def test_a_parameter_that_no_formula_can_read(tmp_path):
    text = f'{HEAD}[parameters]\n"a b" = 3\n' + DIMENSION.replace("START", "full")
    assert told(tmp_path, text + 'rule = "formula"\npoints = "-1"') == (
        "x.toml:7:1 parameters.a b: 算式读不了名为“a b”的参数\n"
        "    改法：请以字母或汉字开头，各部分用连字符相连，例如 two-months 或 扣分-2"
    )


@pytest.mark.fault("M25")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "A,all,-1",
            "(i) j.csv 第 2 行 “条款”: “all”不是由人酌情评分的条款，这一行不会计入\n    改法：可以用：c1",
        ),
        (
            "B,c1,-1",
            "(i) j.csv 第 2 行 “条款”: “c1”这一条与 B 无关，这一行不会计入\n"
            "    改法：请改正这一行的工号或条款，或删掉这一行",
        ),
        ("A,c1,-1", ""),
    ],
)
def test_a_judgement_that_counts_nowhere(tmp_path, row, said):
    (tmp_path / "j.csv").write_text(f"编号,条款,分值,决定人,决定日期,理由,依据\n{row},会,2026-06-20,扣,纪要\n", "utf-8")
    project = PROJECT.replace('ev = "e.csv"', 'ev = "e.csv"\njudgements = "j.csv"')
    rule = 'rule = "judgement"\nlow = -5\nhigh = 0\nwithout-record = "zero"'
    only = 'only-for = "staff.sex == \'男\'"\nwhen-not-applicable = "zero"\n'
    text = HEAD + DIMENSION.replace("START", "full").replace("  [[dim", only + "  [[dim") + rule
    assert told(tmp_path, text, project) == said


WHERE = "\n    改法：条件写在 where 后面："


@pytest.mark.fault("M09")
@pytest.mark.parametrize(
    ("points", "said"),
    [
        (
            "count(ev.kind == '甲')",
            "count(…) 里要写一个列，写的是条件：ev.kind == '甲'\n"
            "    改法：要数符合条件的行，请写 count(ev where ev.kind == '甲')",
        ),
        (
            "count(ev.kind == '甲' where ev.v > 2)",
            "count(…) 里要写一个列，写的是条件：ev.kind == '甲'\n"
            "    改法：要数符合条件的行，请写 count(ev where ev.v > 2 and (ev.kind == '甲'))",
        ),
        (
            "sum(ev.v >= 2)",
            "sum(…) 里要写一个列，写的是条件：ev.v >= 2\n    改法：要数符合条件的行，请写 count(ev where ev.v >= 2)",
        ),
        (
            "count(staff.w >= 4)",
            "count(…) 里要写一个列，写的是条件：staff.w >= 4\n"
            "    改法：要数单位里符合条件的人，请写 count(where staff.w >= 4)",
        ),
        (
            "sum(staff.w >= 4)",
            "sum(…) 里要写一个列，写的是条件：staff.w >= 4\n"
            "    改法：要数单位里符合条件的人，请写 count(where staff.w >= 4)",
        ),
        (
            "count(sum(ev.v) > 1 where staff.w > 2)",
            "count(…) 里要写一个列，写的是条件：sum(ev.v) > 1\n"
            "    改法：要数单位里符合条件的人，请写 count(where staff.w > 2 and (sum(ev.v) > 1))",
        ),
        (
            "count(staff.w)",
            "这里的 count 数的是单位里的人，与“staff.w”是多少无关\n"
            "    改法：请写 count()，或写明数哪些人：count(where known(staff.w))",
        ),
        ("distinct(ev.v > 1)", "distinct(…) 里要写一个列，写的是条件" + WHERE + "distinct(… where …)"),
        (
            "streak(ev.v > 1 where ev.v > 2)",
            "streak(…) 里要写一个列，写的是条件" + WHERE + "streak(… where …)",
        ),
        ("mean(ev.v > 1)", "这里需要数，写的是条件"),
        ("mean(staff.w > 1)", "这里需要数，写的是条件"),
        ("rank(staff.w > 1)", "这里需要数，写的是条件"),
        ("best(ev.v > 1, 2)", "这里需要数，写的是条件"),
    ],
)
def test_a_condition_is_not_counted_as_it_stands(tmp_path, points, said):
    text = HEAD + DIMENSION.replace("START", "zero") + f'rule = "formula"\npoints = "{points}"'
    what, *mend = said.split("\n")
    inside = what.startswith(("distinct", "streak", "这里需要数"))
    what = f"算式“{points}”中：{what}" if inside else what
    assert told(tmp_path, text) == "\n".join([f"x.toml:18:10 dimension.all.clause.c1.points: {what}", *mend])


@pytest.mark.fault("M09")
def test_the_spelling_that_is_offered_counts(tmp_path):
    # A has one row 甲 of three; of two members one has 4 lessons or more
    ways = ("count(ev where ev.kind == '甲')", "count(where staff.w >= 4)", "count(staff where staff.w >= 4)")
    for points in ways:
        assert not clause(tmp_path, f'rule = "formula"\npoints = "{points}"')
        run = Run(Project.open(tmp_path))
        [one] = run.score()
        assert one.result.subject("A").number("c1") == 1


def test_keys_that_may_meet_and_are_not_listed_are_named(tmp_path):
    # 男 or 女, and 是 or 否: of the four, 男 × 否 stands nowhere; with a value for all others nothing is lacking
    text = '{ id = "head", title = "班主任", type = "text", choices = ["是", "否"] }'
    project = PROJECT.replace('{ id = "head", title = "班主任", type = "flag" }', text)
    rule = 'rule = "lookup"\nof = ["staff.sex", "staff.head"]\n'
    rule += 'values = { "男" = { "是" = 1 }, "女" = { "是" = 2, "否" = 0 } }'
    head = HEAD + DIMENSION.replace("START", "zero")
    assert told(tmp_path, head + rule, project) == (
        "(i) x.toml:14:3 dimension.all.clause.c1: 对照表里没有“男” × “否”的值\n"
        "    改法：请写上，或写明其余的值；否则这种情形算缺数据"
    )
    assert told(tmp_path, f"{head}{rule}\notherwise = 0", project) == ""
