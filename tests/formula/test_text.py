"""The text form of formulas: every construct as the tree it writes, every mistake with its whole message."""

from datetime import date
from decimal import Decimal

import pytest

from kaohe_core.calendar import Calendar
from kaohe_core.formula import tree
from kaohe_core.formula.text import KnownNames, TextError, parse
from kaohe_core.formula.tree import Day, Field, Mark, Number, Words, choose, lift
from kaohe_core.messages import Text
from kaohe_core.tables.declared import Column, Table

POSTS = Table(
    "posts",
    Text("工作量", "workload"),
    (
        Column("id", "工号", "text"),
        Column("weekly", Text("周课时", "weekly lessons"), decimals=1, high=60, aliases=("课时",)),
        Column("extra", "兼职", high=60),
        Column("role", "岗位", "text", choices=("教师", "后勤")),
        Column("since", "入职", "date"),
    ),
)
LEAVE = Table(
    "leave",
    "请假",
    (
        Column("id", "工号", "text"),
        Column("days", "天数", decimals=1, high=30),
        Column("kind", "种类", "text"),
        Column("day", "日期", "date"),
    ),
    rows="event",
    absence="zero",
)
TERMS = Table(
    "term-marks",
    "学期得分",
    (Column("id", "工号", "text"), Column("term", "学期", "text"), Column("teaching", "教学", high=40)),
    key=("id", "term"),
    period="term",
)
NAMES = KnownNames(
    {table.id: table for table in (POSTS, LEAVE, TERMS)},
    {"base": Number(Decimal(30), "base"), "pass-mark": Number(Decimal(60), "pass-mark")},
    {"total": Mark("total", Text("总分"))},
)


def own(name: str) -> tree.Measure:
    return tree.OnlyRow(POSTS, field(name, POSTS))


def field(name: str, table: Table = LEAVE) -> Field:
    column = table.column(name)
    assert column is not None
    return Field(table, column)


def n(text: str) -> Number:
    return Number(Decimal(text))


WEEKLY = own("weekly")
RIGHT = {
    # values
    "12": n("12"),
    "0.25": n("0.25"),
    "20%": n("0.2"),
    "12.5%": n("0.125"),
    "'教师'": Words("教师"),
    '"教师"': Words("教师"),
    "2026-08-31": Day(date(2026, 8, 31)),
    "-3": n("-3"),
    "+3": n("3"),
    "−3": n("-3"),
    # names: ids, Chinese titles, aliases
    "posts.weekly": WEEKLY,
    "工作量.周课时": WEEKLY,
    "posts.课时": WEEKLY,
    "workload.weekly": WEEKLY,
    "base": Number(Decimal(30), "base"),
    "pass-mark": Number(Decimal(60), "pass-mark"),
    "marks.total": Mark("total"),
    'term-marks.teaching["2026上"]': tree.OnlyRow(TERMS, field("teaching", TERMS), period="2026上"),
    # arithmetic: × and ÷ bind before + and −, both from left to right
    "posts.weekly + posts.extra * 2": WEEKLY + own("extra") * n("2"),
    "(posts.weekly + posts.extra) × 2": (WEEKLY + own("extra")) * n("2"),
    "posts.weekly - posts.extra - 1": (WEEKLY - own("extra")) - n("1"),
    "posts.weekly − posts.extra": WEEKLY - own("extra"),
    "posts.weekly / 2 ÷ 3": (WEEKLY / n("2")) / n("3"),
    "-posts.weekly": -WEEKLY,
    "base - 1": Number(Decimal(30), "base") - n("1"),
    # comparisons and conditions
    "posts.weekly >= 10": WEEKLY >= 10,
    "posts.weekly ≥ 10": WEEKLY >= 10,
    "posts.weekly ≤ 10": WEEKLY <= 10,
    "posts.weekly ≠ 10": WEEKLY.differs(10),
    "10 <= posts.weekly < 20": (lift(10) <= WEEKLY) & (WEEKLY < 20),
    "posts.role == '教师'": own("role").equals("教师"),
    "posts.role in ['教师', '后勤']": own("role").one_of("教师", "后勤"),
    "posts.role in ['教师']": own("role").equals("教师"),
    "posts.role not in ['教师', '后勤']": ~own("role").one_of("教师", "后勤"),
    "not posts.weekly > 1": ~(WEEKLY > 1),
    "posts.weekly > 1 or posts.extra > 1 and posts.weekly < 3": (WEEKLY > 1) | ((own("extra") > 1) & (WEEKLY < 3)),
    "posts.since < 2020-01-01": own("since") < date(2020, 1, 1),
    # choices and functions
    "if posts.weekly > 10 then 1 else 0": choose(WEEKLY > 10, 1, 0),
    "if posts.weekly > 10 then 2 else if posts.weekly > 5 then 1 else 0": choose(
        WEEKLY > 10, 2, choose(WEEKLY > 5, 1, 0)
    ),
    "min(posts.weekly, 10)": tree.Least((WEEKLY, n("10"))),
    "max(posts.weekly, 10, 20)": tree.Greatest((WEEKLY, n("10"), n("20"))),
    "round(sqrt(posts.weekly), 2)": tree.RoundedRoot(WEEKLY, 2),
    "round((sqrt(posts.weekly + 1)), 0, 'up')": tree.RoundedRoot(WEEKLY + n("1"), 0, "up"),
    "posts.weekly ^ 2": tree.Power(WEEKLY, n("2")),
    "-posts.weekly ^ 2 * base": -tree.Power(WEEKLY, n("2")) * Number(Decimal(30), "base"),
    "(posts.weekly - 1) ^ 3": tree.Power(WEEKLY - n("1"), n("3")),
    "abs(posts.weekly)": choose(WEEKLY < 0, -WEEKLY, WEEKLY),
    "round(posts.weekly)": WEEKLY.round(),
    "round(posts.weekly, 2)": WEEKLY.round(2),
    "round(posts.weekly, 2, 'down')": WEEKLY.round(2, "down"),
    "otherwise(posts.weekly, 0)": WEEKLY.otherwise(0),
    "known(posts.weekly)": WEEKLY.known(),
    "years(posts.since, 2026-08-31)": tree.Span("years", own("since"), Day(date(2026, 8, 31))),
    "months(posts.since, 2026-08-31)": tree.Span("months", own("since"), Day(date(2026, 8, 31))),
    "days(posts.since, 2026-08-31)": tree.Span("days", own("since"), Day(date(2026, 8, 31))),
    "working-days(posts.since, 2026-08-31)": tree.WorkingDaysBetween(own("since"), Day(date(2026, 8, 31)), Calendar()),
    "is-working-day(posts.since)": tree.IsWorkingDay(own("since"), Calendar()),
    "lookup(posts.role, {'教师': 10, '后勤': 8})": tree.Lookup(
        own("role"), ((Words("教师"), n("10")), (Words("后勤"), n("8")))
    ),
    "lookup(posts.role, {'教师': 10,}, 3)": tree.Lookup(own("role"), ((Words("教师"), n("10")),), n("3")),
    "lookup([posts.role, posts.extra], {'教师': {1: 10, 2: 8}, '后勤': {1: 6}}, 3)": tree.LookupByKeys(
        (own("role"), own("extra")),
        (
            ((Words("教师"), n("1")), n("10")),
            ((Words("教师"), n("2")), n("8")),
            ((Words("后勤"), n("1")), n("6")),
        ),
        n("3"),
    ),
    # over the unit
    "mean(posts.weekly)": tree.mean(WEEKLY),
    "sum(posts.weekly where posts.role == '教师')": tree.sum_over(WEEKLY, own("role").equals("教师")),
    "count(where posts.role == '教师')": tree.count_over(own("role").equals("教师")),
    "count()": tree.count_over(),
    "min(posts.weekly)": tree.LeastOverUnit(WEEKLY),
    "max(posts.weekly, within=posts.role)": tree.GreatestOverUnit(WEEKLY, within=own("role")),
    "mean(posts.weekly, among='assessed')": tree.mean(WEEKLY, among="assessed"),
    "rank(posts.weekly, ties='dense', first='lowest')": tree.rank(WEEKLY, "dense", highest_first=False),
    "rank(posts.weekly)": tree.rank(WEEKLY, "best"),
    "mean(posts.weekly, within=[posts.role, posts.role])": tree.MeanOverUnit(
        WEEKLY, within=tree.TextsTogether((own("role"), own("role")))
    ),
    "mean(posts.weekly, within=[posts.role])": tree.MeanOverUnit(WEEKLY, within=own("role")),
    "running(posts.weekly, by=posts.extra)": tree.Running(WEEKLY, by=own("extra")),
    # rows held against what is the person's own
    "sum(leave.days where leave.kind == posts.role)": tree.SumOfRows(
        LEAVE, field("days"), where=field("kind").equals(tree.PersonsOwn(own("role")))
    ),
    "count(leave where leave.days > marks.total)": tree.CountOfRows(
        LEAVE, where=field("days") > tree.PersonsOwn(Mark("total"))
    ),
    # the rows before a row
    "count(leave where earlier(leave.day, 30) > 0)": tree.CountOfRows(
        LEAVE, where=tree.Earlier(field("day"), 30) > n("0")
    ),
    "max(since-last(leave.day where leave.days > 1, same=leave.kind))": tree.GreatestOfRows(
        LEAVE, tree.SinceLast(field("day"), same=field("kind"), where=field("days") > n("1"))
    ),
    # over rows
    "sum(leave.days)": tree.SumOfRows(LEAVE, field("days")),
    "sum(leave.days * 2 + 1)": tree.SumOfRows(LEAVE, field("days") * n("2") + n("1")),
    "sum(leave.days where leave.kind == '病假')": tree.SumOfRows(
        LEAVE, field("days"), where=field("kind").equals("病假")
    ),
    "count(leave)": tree.CountOfRows(LEAVE),
    "count(leave where leave.days > 1)": tree.CountOfRows(LEAVE, where=field("days") > 1),
    "mean(leave.days)": tree.MeanOfRows(LEAVE, field("days")),
    "min(leave.days)": tree.LeastOfRows(LEAVE, field("days")),
    "max(leave.days)": tree.GreatestOfRows(LEAVE, field("days")),
    "max(sum(leave.days), 2)": tree.Greatest((tree.SumOfRows(LEAVE, field("days")), n("2"))),
    "distinct(leave.kind)": tree.DistinctOfRows(LEAVE, field("kind")),
    "best(leave.days, 3)": tree.Best(LEAVE, field("days"), n=3),
    "best(leave.days, 1, each=leave.kind)": tree.Best(LEAVE, field("days"), n=1, each=field("kind")),
    "best(leave.days, 3, by=leave.days * 2, first='lowest')": tree.Best(
        LEAVE, field("days"), n=3, by=field("days") * 2, highest_first=False
    ),
    "median(leave.days where leave.kind == '病假')": tree.MedianOfRows(
        LEAVE, field("days"), where=field("kind").equals("病假")
    ),
    "best(leave.days, posts.extra)": tree.Best(LEAVE, field("days"), tree.PersonsOwn(own("extra"))),
    "best(leave.days, round(count(leave) / 2, 0, 'down'))": tree.Best(
        LEAVE, field("days"), tree.PersonsOwn((tree.CountOfRows(LEAVE) / n("2")).round(0, "down"))
    ),
    "trimmed-mean(leave.days, posts.extra, 0)": tree.TrimmedMean(
        LEAVE, field("days"), drop=(tree.PersonsOwn(own("extra")), Decimal(0))
    ),
    "trimmed-mean(leave.days, 8%, rounding='up')": tree.TrimmedMean(
        LEAVE, field("days"), drop=(Decimal("0.08"), Decimal("0.08")), rounding="up"
    ),
    "trimmed-mean(leave.days, 1)": tree.TrimmedMean(LEAVE, field("days"), drop=(Decimal(1), Decimal(1))),
    "trimmed-mean(leave.days, 1, 8%)": tree.TrimmedMean(LEAVE, field("days"), drop=(Decimal(1), Decimal("0.08"))),
    "streak(leave.day where leave.kind == '病假')": tree.Streak(
        LEAVE, field("day"), where=field("kind").equals("病假")
    ),
    "sum(term-marks.teaching, period='2026上')": tree.SumOfRows(TERMS, field("teaching", TERMS), period="2026上"),
    "sum(sum(leave.days))": tree.sum_over(tree.SumOfRows(LEAVE, field("days"))),
    "mean(sum(leave.days))": tree.mean(tree.SumOfRows(LEAVE, field("days"))),
}


@pytest.mark.parametrize("text", RIGHT)
def test_what_a_text_writes(text):
    assert parse(text, NAMES) == RIGHT[text]


def wrong(text: str, language: str = "zh") -> list[str]:
    with pytest.raises(TextError) as caught:
        parse(text, NAMES)
    return [
        what.text(language) + ("" if mend is None else f" | {mend.text(language)}")
        for what, mend, _at in caught.value.items
    ]


WRONG = {
    "": "算式是空的 | 请写一个数或算式，例如 posts.weekly * 0.5",
    "posts.weekly *": "算式“posts.weekly *”没有写完 | 请补全，或去掉“*”",
    "if posts.weekly > 1 then 2": "算式“if posts.weekly > 1 then 2”没有写完 | 选择写作：if … then … else …",
    "min(posts.weekly, 2": "算式“min(posts.weekly, 2”没有写完 | 缺少右括号 )",
    "posts.weekly ＋ 1": "算式“posts.weekly ＋ 1”中，“＋”（第 14 个字符）不能放在这里 | 请切换到英文输入法，改写成 +",
    "（posts.weekly)": "算式“（posts.weekly)”中，“（”（第 1 个字符）不能放在这里 | 请切换到英文输入法，改写成 (",
    "base == “1”": '算式“base == “1””中，““”（第 9 个字符）不能放在这里 | 请切换到英文输入法，改写成 "',
    "posts.weekly = 1": "算式“posts.weekly = 1”中，“=”（第 14 个字符）不能放在这里 | 比较是否相等要写 ==",
    ".5": "算式“.5”中，“.”（第 1 个字符）不能放在这里 | 小数点前要写 0：0.5",
    "posts.weekly) * 2": "算式“posts.weekly) * 2”中，“)”（第 13 个字符）不能放在这里 | 多了一个右括号 )",
    "sum(leave.days) * 2分": "算式“sum(leave.days) * 2分”中，“分”（第 20 个字符）不能放在这里 | 数字后面不要写单位：2",
    "posts.since < 2026-02-30": "日历上没有 2026-02-30 这一天",
    "posts": "“posts”是台账：请写出其中一列 | 可以用：posts.weekly、posts.extra、posts.role、posts.since",
    "sum(leave)": "“leave”是台账：请写出其中一列 | 可以用：leave.days、leave.kind、leave.day",
    "bas * 2": "这里没有“bas” | 是不是“base”？",
    "posts.weekly-1": "这里没有“posts.weekly-1” | 减号两边要有空格：posts.weekly - 1",
    "base-posts": "这里没有“base-posts” | 减号两边要有空格：base - posts",
    "posts.weekli": "这里没有“posts.weekli” | 是不是“posts.weekly”？",
    "post.weekly": "这里没有“post” | 是不是“posts”？",
    "marks.totl": "这里没有“marks.totl” | 是不是“marks.total”？",
    "leave.days": "“leave.days”里一个人有几行 | 请汇总：sum(leave.days)、count(leave)、max(leave.days) …",
    "posts.role == '教员'": "“岗位”列里不会有“教员” | 可以用：后勤、教师",
    "lookup(posts.role, {'教员': 1})": "“岗位”列里不会有“教员” | 可以用：后勤、教师",
    "roud(posts.weekly, 2)": "算式没有“roud”这个函数 | 是不是“round”？",
    "sum({1: 2})": "“sum”不接受 {…}",
    "best(posts.weekly, 2)": "“best”只能用于逐条记录的台账",
    "abs(posts.weekly where posts.extra > 1)": "“abs”不接受 where，也没有选项",
    "abs(posts.weekly, 1)": "“abs”要 1 个值，写了 2 个",
    "round()": "“round”要 1 至 3 个值，写了 0 个",
    "round(posts.weekly, 1.5)": "round(…, n) 的小数位数必须是整数",
    "round(posts.weekly, posts.extra)": "round(…, n) 的小数位数必须是整数",
    "earlier(leave.day, 30)": "“earlier”是从一行看它前面的行 | 请写在 where 后面，或写在带 rows 的 [[value]] 里",
    "count(leave where earlier(leave.day) > 0)": "请写 earlier(日期列, n)，n 为整数天数",
    "count(leave where earlier(leave.day, 1.5) > 0)": "请写 earlier(日期列, n)，n 为整数天数",
    "count(leave where since-last(leave.day, 3) > 0)": "请写 since-last(日期列)",
    "count(leave where earlier(leave.day, 30, kind=leave.kind) > 0)": "“earlier”没有选项“kind” | 可以用：same",
    "count(leave where earlier(leave.days, 30) > 0)": (
        "算式“count(leave where earlier(leave.days, 30) > 0)”中：earlier(…) 要按日期列来看"
    ),
    "sqrt(posts.weekly)": (
        "平方根除不尽，要直接写在四舍五入里 | 请写 round(sqrt(x), 2)；如果只是比较大小，请比较平方：x <= 10 * 10"
    ),
    "round(sqrt(posts.weekly) + 1, 2)": (
        "平方根除不尽，要直接写在四舍五入里 | 请写 round(sqrt(x), 2)；如果只是比较大小，请比较平方：x <= 10 * 10"
    ),
    "round(sqrt(posts.weekly), 1.5)": "round(…, n) 的小数位数必须是整数",
    "posts.weekly ^ posts.extra": (
        "算式“posts.weekly ^ posts.extra”中：指数要在 0 至 12 之间 | "
        "请写 x ^ 2；写列的，请给这个整数列写上范围：low = 0、high = 6"
    ),
    "posts.weekly ^ 1.5": (
        "算式“posts.weekly ^ 1.5”中：指数要写一个整数，或一个整数的列 | "
        "请写 x ^ 2；写列的，请给这个整数列写上范围：low = 0、high = 6"
    ),
    "posts.weekly ^ 13": (
        "算式“posts.weekly ^ 13”中：指数要在 1 至 12 之间 | "
        "请写 x ^ 2；写列的，请给这个整数列写上范围：low = 0、high = 6"
    ),
    "round(posts.weekly, 2, 'dwn')": "“dwn”不是舍入的方式 | 是不是“down”？",
    "lookup([posts.role, posts.extra], {'教师': {1: 10}, '教员': {1: 5}})": (
        "“岗位”列里不会有“教员” | 可以用：后勤、教师"
    ),
    "lookup([posts.extra, posts.role], {1: {'教师': 10, '教师': 5}})": "对照表里“1” × “教师”写了两次 | 请只留一个",
    "lookup(posts.role, {'教师': 10, '教师': 5})": "对照表里“教师”写了两次 | 请只留一个",
    "lookup([posts.role, posts.extra], {'教师': 10})": (
        '这个对照有 2 个键，“教师”下却直接写了值 | 两个键写作 lookup([x, y], {"甲": {"乙": 1, …}, …})'
    ),
    "lookup([posts.role], {'教师': {1: 10}})": (
        '这个对照有 1 个键，“教师”下却还有一层表 | 两个键写作 lookup([x, y], {"甲": {"乙": 1, …}, …})'
    ),
    "abs([posts.extra, posts.weekly])": "列表 […] 只能写在 in、then= 或 within= 后面，或作 lookup 的几个键",
    "lookup(posts.role, 1)": '对照写作 lookup(值, {"键": 1, …}, 其余的值)',
    "sum(leave.days + sum(leave.days))": (
        "sum(…)、count(…) 等不能在逐行的台账上套用 | "
        "要看一行之前的行，用 earlier(台账.日期, 30)、since-last(台账.日期)；"
        "其他汇总先用 [[value]] 起个名字，这里写 values.…"
    ),
    "sum(leave.days, perod='上')": "“sum”没有选项“perod” | 是不是“period”？",
    "best(leave.days, 0)": "请写 best(列, n)，n 为整数",
    "best(leave.days, mean(posts.extra))": (
        "算式“best(leave.days, mean(posts.extra))”中：逐行的算式里写了对全单位的汇总 | "
        "请用 [[value]] 给它一个名字，这里写 values.…"
    ),
    "trimmed-mean(leave.days, 8%, rounding='ceil')": "rounding 不能是“ceil” | 可以用：down、half-up、up",
    "best(leave.days, 1, first='last')": "first 不能是“last” | 是不是“lowest”？",
    "best(leave.days, 1, by=leave.kind)": "算式“best(leave.days, 1, by=leave.kind)”中：各行的次序要按数或日期排",
    "sum(leave.days, by=leave.days)": "“sum”没有选项“by” | 可以用：period",
    "trimmed-mean(leave.days)": "请写 trimmed-mean(列, n) 或 trimmed-mean(列, 最低, 最高)，用整数或 8% 这样的比例",
    "sum(leave.days, 2)": "“sum”只能用于台账的一列",
    "mean(posts.weekly, amog='scored')": "“mean”没有选项“amog” | 是不是“among”？",
    "best(leave.days, 1, by=leave.days, each=leave.kind)": (
        "算式“best(leave.days, 1, by=leave.days, each=leave.kind)”中："
        "each= 只能用于 best(…)，不能与 by= 同写，写的是一列，如类别"
    ),
    "rank(posts.weekly, ties='bset')": "ties 不能是“bset” | 是不是“best”？",
    "mean()": "mean 缺少要汇总的内容",
    "sum(leave.days + posts.weekly)": "算式“sum(leave.days + posts.weekly)”中：混用了两个台账的列：leave 和 posts",
    "posts.weekly + posts.role": "算式“posts.weekly + posts.role”中：这里需要数，写的是文字",
    "posts.role < '教师'": "算式“posts.role < '教师'”中：文字没有大小之分，不能用“<”",
    "posts.role == 1": "算式“posts.role == 1”中：不能拿文字与数比较",
    "if posts.weekly then 1 else 0": "算式“if posts.weekly then 1 else 0”中：这里需要条件，写的是数",
    "if posts.weekly > 1 then 1 else '教师'": "算式“if posts.weekly > 1 then 1 else '教师'”中：这里需要数，写的是文字",
    "round(posts.weekly, 10)": "算式“round(posts.weekly, 10)”中：小数位数为 0 到 9，不能是 10",
    "running(posts.weekly)": "算式“running(posts.weekly)”中：running(…, by=…) 必须写明次序，其他函数不写 by",
    "mean(posts.weekly, within=posts.extra)": "算式“mean(posts.weekly, within=posts.extra)”中：这里需要文字，写的是数",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_with_a_text(text):
    assert wrong(text) == [WRONG[text]]


def test_all_unknown_names_come_at_once_each_with_its_place():
    with pytest.raises(TextError) as caught:
        parse("posts.weekli + bas * posts.extr", NAMES)
    assert [(what.text("en"), mend and mend.text("en"), at) for what, mend, at in caught.value.items] == [
        ("“posts.weekli” is not known here", "did you mean “posts.weekly”?", 0),
        ("“bas” is not known here", "did you mean “base”?", 15),
        ("“posts.extr” is not known here", "did you mean “posts.extra”?", 21),
    ]


@pytest.mark.parametrize("text", ["__import__('os').system('true')", "().__class__", "open('/etc/passwd')", "exec(1)"])
def test_nothing_is_ever_run(text):
    with pytest.raises(TextError):
        parse(text, NAMES)


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("ceil(2.5)", '要进位，写 round(x, 0, "up")'),
        ("ROUNDUP(2.5, 0)", '要进位，写 round(x, 0, "up")'),
        ("floor(2.5)", '要舍去，写 round(x, 0, "down")'),
    ],
)
def test_functions_of_spreadsheets_for_rounding_name_ours(written: str, mend: str) -> None:
    with pytest.raises(TextError) as refused:
        parse(written, KnownNames())
    ((_, found, _),) = refused.value.items
    assert found is not None
    assert found.text("zh") == mend
