"""Long sums are made shallow and mean the same; what is nested too deep is refused, with the limit."""

from decimal import Decimal

import pytest

from kaohe_core.formula import depth, tree
from kaohe_core.formula.names import Names
from kaohe_core.formula.text import KnownNames, TextError, parse
from kaohe_core.formula.tree import Formula, FormulaError, Mark, Number, choose, lift, total
from kaohe_core.messages import Text


def mark(n: int) -> Mark:
    return Mark(f"m{n}", Text(f"甲{n}"))


def signs(formula: Formula, sign: int = 1) -> list[tuple[int, str]]:
    """Every mark of a sum with its sign, from left to right."""
    if isinstance(formula, tree.Add | tree.Subtract):
        right = sign if isinstance(formula, tree.Add) else -sign
        return [*signs(formula.left, sign), *signs(formula.right, right)]
    assert isinstance(formula, Mark)
    return [(sign, formula.id)]


def test_a_sum_in_a_loop_keeps_its_terms_their_order_and_their_signs():
    made: Formula = mark(0)
    for n in range(1, 5000):
        made = made - mark(n) if n % 3 == 0 else made + mark(n)

    assert depth.depth(made) == 5000
    found = depth.shallow(made)
    assert depth.depth(found) <= 14  # 2 ** 13 > 5000
    assert signs(found) == [(-1 if n and n % 3 == 0 else 1, f"m{n}") for n in range(5000)]


def test_it_is_said_as_it_was_written():
    made = total([mark(n) for n in range(500)])

    assert depth.depth(made) == 10  # 2 ** 9 > 500
    assert Names("zh").say(made).text == " + ".join(f"甲{n}" for n in range(500))


def test_short_sums_stay_as_they_are_written():
    made: Formula = mark(0)
    for n in range(1, 60):
        made = made + mark(n)

    assert depth.shallow(made) is made


def test_a_long_sum_inside_other_formulas():
    made: Formula = lift(0)
    for n in range(1000):
        made = made + mark(n)
    found = depth.shallow(choose(mark(1) > 0, -made, 0))

    assert depth.depth(found) <= 14


def test_a_long_sum_in_text():
    names = KnownNames(marks={f"m{n}": mark(n) for n in range(3)})
    found = parse(" + ".join(f"marks.m{n % 3}" for n in range(3000)), names)

    assert depth.depth(found) <= 13


MEND = "name parts of it with [[value]]; of many cases make lookup(…), of many conditions one and, one or"


def test_what_is_nested_deeper_than_the_limit_is_refused():
    made: Formula = lift(1)
    for n in range(99):
        made = made.at_most(Number(Decimal(n)))
    assert depth.shallow(made) is not None  # 100 levels
    with pytest.raises(FormulaError) as error:
        depth.shallow(made.at_most(5))

    assert error.value.what.text("en") == "the formula is nested 101 deep, and 100 levels are the most"
    assert error.value.mend is not None
    assert error.value.mend.text("en") == MEND


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("".join(f"if marks.m1 > {n} then {n} else " for n in range(500)) + "0", 502),
        ("-(" * 300 + "1" + ")" * 300, 301),
        ("if " + "not (" * 200 + "marks.m1 > 1" + ")" * 200 + " then 1 else 0", 203),
        ("min(1, " * 2000 + "1" + ")" * 2000, 2001),
    ],
)
def test_texts_nested_too_deep(text, levels):
    with pytest.raises(TextError) as error:
        parse(text, KnownNames(marks={"m1": mark(1)}))

    [(what, mend, _)] = error.value.items
    said = f"the formula is nested {levels} deep, and 100 levels are the most"
    assert what.text("en") == f"in the formula “{text}”: {said}"
    assert mend is not None
    assert mend.text("en") == MEND


def test_brackets_alone_nest_nothing():
    assert parse("(" * 900 + "1" + ")" * 900, KnownNames()) == lift(1)
