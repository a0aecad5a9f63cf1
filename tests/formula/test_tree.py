"""The tree: kinds, levels, and what it refuses to be."""

from datetime import date
from decimal import Decimal

import pytest

from kaohe_core.formula import tree
from kaohe_core.formula.tree import Field, Formula, FormulaError, Mark, Number, choose, lift, lookup
from kaohe_core.messages import Text
from kaohe_core.tables.declared import Column, Table

LEAVE = Table(
    "leave",
    "请假",
    (
        Column("id", "工号", "text"),
        Column("days", "天数", high=30),
        Column("kind", "种类", "text"),
        Column("term", "学期", "text"),
        Column("evidence", "凭证", "flag"),
        Column("day", "日期", "date"),
    ),
    rows="event",
    absence="zero",
    period="term",
)
POSTS = Table(
    "posts", "工作量", (Column("id", "工号", "text"), Column("role", "岗位", "text"), Column("n", "数", high=9))
)


def field(name: str, table: Table = LEAVE) -> Field:
    column = table.column(name)
    assert column is not None
    return Field(table, column)


DAYS = tree.SumOfRows(LEAVE, field("days"))
ROLE = tree.OnlyRow(POSTS, field("role", POSTS))
N = tree.OnlyRow(POSTS, field("n", POSTS))


@pytest.mark.parametrize(
    ("formula", "kind", "level"),
    [
        (lift(1), "number", "const"),
        (lift("教师"), "text", "const"),
        (lift(date(2026, 1, 1)), "date", "const"),
        (field("days"), "number", "row"),
        (field("evidence"), "number", "row"),
        (field("kind"), "text", "row"),
        (field("day"), "date", "row"),
        (DAYS, "number", "subject"),
        (ROLE, "text", "subject"),
        (Mark("total"), "number", "subject"),
        (tree.mean(N), "number", "unit"),
        (tree.count_over(), "number", "unit"),
        (tree.rank(N), "number", "subject"),
        (tree.SumOverUnit(N, within=ROLE), "number", "subject"),
        (N / tree.mean(N), "number", "subject"),
        (tree.mean(N) * 2, "number", "unit"),
        (field("days") * 2 > 3, "truth", "row"),
        (choose(N > 1, "优", "良"), "text", "subject"),
        (lookup(ROLE, {"教师": 1}), "number", "subject"),
        (ROLE.otherwise("无"), "text", "subject"),
        (N.known(), "truth", "subject"),
        (tree.Span("years", lift(date(2020, 1, 1)), lift(date(2026, 1, 1))), "number", "const"),
    ],
)
def test_kinds_and_levels(formula, kind, level):
    assert formula.kind == kind
    assert formula.level == level


@pytest.mark.parametrize(
    ("make", "zh"),
    [
        (lambda: N + ROLE, "这里需要数，写的是文字"),
        (lambda: -ROLE, "这里需要数，写的是文字"),
        (lambda: ROLE.round(2), "这里需要数，写的是文字"),
        (lambda: tree.Least((N, ROLE)), "这里需要数，写的是文字"),
        (lambda: N.equals("1"), "不能拿数与文字比较"),
        (lambda: ROLE < "甲", "文字没有大小之分，不能用“<”"),
        (lambda: tree.Compare("==", N > 1, N > 2), "条件没有大小之分，不能用“==”"),
        (lambda: N & (N > 1), "这里需要条件，写的是数"),
        (lambda: ~N, "这里需要条件，写的是数"),
        (lambda: choose(N, 1, 2), "这里需要条件，写的是数"),
        (lambda: choose(N > 1, 1, "甲"), "这里需要数，写的是文字"),
        (lambda: N.otherwise("甲"), "这里需要数，写的是文字"),
        (lambda: lookup(N, {"教师": 1}), "这里需要数，写的是文字"),
        (lambda: lookup(ROLE, {"教师": 1, "后勤": "甲"}), "这里需要数，写的是文字"),
        (lambda: lookup(ROLE, {}), "对照至少要有一项"),
        (lambda: N.round(10), "小数位数为 0 到 9，不能是 10"),
        (lambda: tree.Span("days", N, lift(date(2026, 1, 1))), "这里需要日期，写的是数"),
        (lambda: tree.mean(ROLE), "这里需要数，写的是文字"),
        (lambda: tree.mean(field("days")), "这里需要每人一个的值，写的是逐条记录"),
        (lambda: tree.mean(N, where=N), "这里需要条件，写的是数"),
        (lambda: tree.MeanOverUnit(N, within=N), "这里需要文字，写的是数"),
        (lambda: (field("days") + N).level, "逐条记录的值和每人一个的值不能直接放在一起"),
        (lambda: tree.SumOfRows(LEAVE, field("kind")), "这里需要数，写的是文字"),
        (lambda: tree.SumOfRows(LEAVE, DAYS), "sum(…)、count(…) 等括号里写的是一个台账的列，不是汇总后的值"),
        (lambda: tree.SumOfRows(LEAVE, field("n", POSTS)), "混用了两个台账的列：leave 和 posts"),
    ],
)
def test_what_has_no_meaning_is_refused(make, zh):
    with pytest.raises(FormulaError) as caught:
        make()
    assert caught.value.what.text("zh") == zh


@pytest.mark.parametrize("value", [0.1, 1e6, float("nan")])
def test_a_binary_float_never_enters(value):
    with pytest.raises(TypeError, match="cannot stand in a formula: use Decimal, int, str or date"):
        N + value
    with pytest.raises(TypeError):
        lift(value)


def test_a_truth_value_is_no_number():
    with pytest.raises(TypeError, match="a truth value is not a number"):
        lift(True)


def test_infinity_is_no_number():
    with pytest.raises(ValueError, match="Infinity is not a number"):
        Number(Decimal("Infinity"))


def test_equal_trees_are_equal_whatever_made_them():
    assert (N - 2).at_least(0) * Decimal("0.2") == (N - 2).at_least(0) * Decimal("0.2")
    assert hash(N + 1) == hash(N + 1)
    assert N + 1 != 1 + N
    assert Mark("total", Text("总分")) == Mark("total")


def test_a_period_binds_only_what_has_periods():
    bound = (DAYS + N).during("2026上")
    assert bound == tree.SumOfRows(LEAVE, field("days"), period="2026上") + N
    assert bound.during("2026下") == bound  # bound already


def test_a_tree_can_be_walked_and_changed():
    formula = choose(N > 1, N, DAYS)
    assert [type(node).__name__ for node in formula.walk()] == [
        "Choose",
        "Compare",
        "OnlyRow",
        "Field",
        "Number",
        "OnlyRow",
        "Field",
        "SumOfRows",
        "Field",
    ]

    def double(node: Formula) -> Formula:
        return node * 2 if node == N else node.mapped(double)

    assert double(formula) == choose(N * 2 > 1, N * 2, DAYS)
    assert formula.mapped(lambda node: node) is formula


def test_a_tree_does_not_change():
    with pytest.raises(AttributeError):
        (N + 1).left = N


def test_the_total_has_its_name_wherever_it_is_read():
    assert Mark("total").title == Text("总分", "total")
    assert Mark("total") == Mark("total", Text("别的"))  # what a title says tells no marks apart
    assert Mark("d").title == Text("")
