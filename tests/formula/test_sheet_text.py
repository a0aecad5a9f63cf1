"""The text of a spreadsheet formula: where ROUND stands, and what is asked before a value is given."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import Factory, define

from kaohe_core.formula import tree
from kaohe_core.formula.sheet import Renderer
from kaohe_core.formula.spreadsheet import UNIT, Num, Parts, PlainCell, literal, places_of, text, unless
from kaohe_core.formula.tree import Mark, choose, lift, lookup


@define(eq=False)
class Cell:
    """A column called by a letter."""

    name: str
    level: str = "subject"


@define(eq=False)
class Stub:
    """Marks a … e stand in columns A … E: decimals and ranges as given; columns that are added are H1, H2 …"""

    values: dict[str, Num | PlainCell]
    added: list[Parts] = Factory(list)
    guards: list[tuple[str, Fraction]] = Factory(list)

    def column(self, level, parts, at, node, places):
        self.added.append(parts)
        return Cell(f"H{len(self.added)}", level)

    def guard(self, place, limit):
        self.guards.append((place.name, limit))

    def leaf(self, node):
        return self.values[node.id]


def number(name: str, places: int, low: int, high: int, *, blank: bool = False) -> Num:
    cell = Cell(name)
    return Num(
        (cell,),
        lambda _row: Fraction(0),
        Fraction(low),
        Fraction(high),
        places,
        noise=high * UNIT,
        level="subject",
        missing=(text(cell, '=""'),) if blank else (),
    )


def shown(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else part.name for part in parts)


def rendered(formula: tree.Formula, **values: Num | PlainCell) -> tuple[str, Stub]:
    stub = Stub(values)
    value = Renderer(stub).value(formula)
    return shown(unless(value.missing, value.parts)), stub


A, B = Mark("a"), Mark("b")


def test_a_product_is_restored_before_it_is_rounded():
    # 1 and 2 decimals: the product has 3
    text_, _ = rendered((A * B).round(2), a=number("A", 1, 0, 100), b=number("B", 2, 0, 100))
    assert text_ == "ROUND(ROUND(A*B,3),2)"


def test_what_has_no_more_decimals_is_not_rounded():
    text_, _ = rendered((A + 2).round(2), a=number("A", 1, 0, 100))
    assert text_ == "A+2"


def test_a_quotient_is_rounded_as_one_whole_number_over_another():
    text_, _ = rendered((A / B * 30).round(2), a=number("A", 1, 0, 60), b=number("B", 2, 1, 60))
    assert text_ == "ROUND(ROUND(A*30*100,0)/ROUND(B*100,0),2)"


def test_the_sign_of_a_negative_number_that_divides_goes_up():
    # 3 ÷ −8 is −0.375: the sheet divides whole numbers, and the one below is never negative
    text_, _ = rendered((A / -8).round(2), a=number("A", 0, -60, 60))
    assert text_ == "ROUND(-A/8,2)"
    text_, _ = rendered((A / Decimal("-0.3")).round(1), a=number("A", 1, 0, 60))
    assert text_ == "ROUND(ROUND(-A*10,0)/3,1)"


def test_a_divisor_that_may_be_zero_gives_no_value():
    text_, _ = rendered((A / B).round(2), a=number("A", 0, 0, 60), b=number("B", 0, 0, 60))
    assert text_ == 'IF(B=0,"",ROUND(A/B,2))'


def test_whether_a_divisor_is_zero_is_asked_only_where_it_is_known():
    # OR asks all of its conditions, and "" * 2 is an error, which is then the OR's
    text_, _ = rendered((A / (B * 2)).round(2), a=number("A", 0, 0, 60), b=number("B", 0, 0, 60, blank=True))
    assert text_ == 'IF(IF(B="",TRUE,ROUND(B*2,0)=0),"",ROUND(A/ROUND(B*2,0),2))'


def test_an_empty_cell_is_not_zero_and_is_asked_beside_it():
    text_, _ = rendered((A / B).round(2), a=number("A", 0, 0, 60), b=number("B", 0, 0, 60, blank=True))
    assert text_ == 'IF(OR(B="",B=0),"",ROUND(A/B,2))'


def test_a_divisor_that_may_be_negative_has_a_sign_only_where_it_is_known():
    text_, stub = rendered((A / (B - 2)).round(2), a=number("A", 0, 0, 60), b=number("B", 0, 0, 60, blank=True))
    assert text_ == 'IF(OR(H1="",IF(H1="",TRUE,ABS(H1)=0)),"",ROUND(ROUND(A*SIGN(H1),0)/ABS(H1),2))'
    assert [shown(parts) for parts in stub.added] == ['IF(B="","",ROUND(B-2,0))']


def test_a_negative_number_over_what_is_not_known_is_not_known_either():
    # −(1 ÷ B): the numerator is −1, wherever there is a B
    text_, _ = rendered(-(lift(1) / B), b=number("B", 0, 1, 60, blank=True))
    assert text_ == 'IF(B="","",-1)'


def test_whether_a_root_is_of_less_than_nothing_is_asked_only_where_it_is_known():
    text_, _ = rendered(tree.RoundedRoot(B - 4, 0), b=number("B", 0, 0, 60, blank=True))
    assert text_ == 'IF(IF(B="",TRUE,ROUND(B-4,0)<0),"",ROUND(SQRT(ROUND(B-4,0)),0))'


def test_a_chosen_divisor_that_is_watched_is_empty_where_it_is_not_known():
    # both times 10^4, so that they are whole: 3 × 10^11 × 10^4 is beyond fourteen digits; without C it is 0 ÷ 1
    formula = choose(Mark("c").equals(1), A / (B * 3), 0).round(0)
    _, stub = rendered(
        formula, a=number("A", 4, 0, 60), b=number("B", 0, 1, 10**11, blank=True), c=number("C", 0, 0, 1)
    )
    assert [shown(parts) for parts in stub.added][-1:] == ['IF(IF(C=1,B="",FALSE),"",IF(C=1,ROUND(B*3,0),1))']


def test_a_long_look_up_asks_for_its_key_in_its_own_column_too():
    # 20 entries get a column: without the key there is no value in it, and not what everything else is worth
    cell = Cell("R")
    role = PlainCell((cell,), lambda _row: None, "subject", (text(cell, '=""'),))
    keys = [f"k{number}" for number in range(20)]
    text_, stub = rendered(lookup(Mark("role", of_kind="text"), dict.fromkeys(keys, 1), 2), role=role)
    assert text_ == 'IF(IF(R="",TRUE,H1=""),"",H1)'
    choices = "".join(f'IF(EXACT(R,"{key}"),1,' for key in keys) + "2" + ")" * 20
    assert [shown(parts) for parts in stub.added] == [f'IF(R="","",{choices})']


def test_a_quotient_is_compared_with_the_keys_only_where_it_is_known():
    # A ÷ B = 3 where A = 3 × B; of A there is a column that is empty where B is; 19 entries still stand in it
    keys = tuple((lift(key), lift(1)) for key in range(1, 21))
    _, stub = rendered(tree.Lookup(A / B, keys), a=number("A", 0, 0, 60), b=number("B", 0, 1, 60, blank=True))
    found = "".join(f"IF(H1={'B' if key == 1 else f'ROUND({key}*B,0)'},FALSE," for key in range(1, 20))
    choices = "".join(f"IF(H1={'B' if key == 1 else f'ROUND({key}*B,0)'},1," for key in range(1, 20))
    there = f"{found}NOT(H1=ROUND(20*B,0)){')' * 19}"
    assert [shown(parts) for parts in stub.added] == [
        'IF(B="","",A)',
        f'IF(IF(H1="",TRUE,{there}),"",{choices}1{")" * 19})',
    ]


def test_a_comparison_sees_the_decimal():
    text_, _ = rendered(choose(A * Decimal("0.1") >= 3, 1, 0), a=number("A", 0, 0, 60))
    assert text_ == "IF(ROUND(A*0.1,1)>=3,1,0)"


def test_texts_are_compared_exactly():
    role = PlainCell((Cell("R"),), lambda _row: "教师", "subject")
    text_, _ = rendered(lookup(Mark("role", of_kind="text"), {'A"': 1, "a": 2}, 0), role=role)
    assert text_ == 'IF(EXACT(R,"A"""),1,IF(EXACT(R,"a"),2,0))'


def test_no_value_comes_through():
    text_, _ = rendered((A - 2).at_least(0), a=number("A", 1, 0, 100, blank=True))
    assert text_ == 'IF(A="","",MAX(A-2,0))'


def test_a_value_that_stands_in_is_asked_for_first():
    text_, _ = rendered(A.otherwise(3), a=number("A", 1, 0, 100, blank=True))
    assert text_ == 'IF(A="",3,A)'


def test_what_could_exceed_fourteen_digits_has_a_column_that_is_watched():
    # 10^9 × 10^9 with no decimals: beyond 10^14
    text_, stub = rendered(choose(A * B >= 3, 1, 0), a=number("A", 0, 0, 10**9), b=number("B", 0, 0, 10**9))
    assert text_ == "IF(H1>=3,1,0)"
    assert [shown(parts) for parts in stub.added] == ["ROUND(A*B,0)"]
    assert stub.guards == [("H1", 10**14)]


@pytest.mark.parametrize(
    ("top", "bottom", "limit"),
    [
        # 2 × a × 10^2 ≤ 10^14 with a = the value × 10^0
        (0, 0, Fraction(10**12, 2)),
        # a = the value × 10^4; the two decimals more than the denominator's come off: 2 × a ≤ 10^14
        (4, 2, Fraction(10**10, 2)),
    ],
)
def test_the_numerator_of_a_rounded_quotient_is_watched(top, bottom, limit):
    _, stub = rendered(
        (A / B).round(2),
        a=number("A", top, 0, 10**10 - 1) if top else number("A", 0, 0, 10**14),
        b=number("B", bottom, 1, 60),
    )
    assert stub.guards == [("A", limit)]


def test_numbers_are_written_as_decimals():
    assert shown(literal(Fraction(-1, 8), places_of(Fraction(1, 8))).parts) == "-0.125"
    assert shown(literal(Fraction(1200), 0).parts) == "1200"
    assert rendered(lift(Decimal("1E+3")) * A, a=number("A", 0, 0, 1))[0] == "1000*A"
