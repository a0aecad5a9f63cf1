"""The hand-written reader holds to its grammar: Lark, which makes a parser of the grammar itself, reads the same."""

import random
from functools import cache
from typing import Any

import pytest
from lark import Lark, Token
from lark.exceptions import UnexpectedInput, UnexpectedToken

from kaohe_core.formula.syntax import GRAMMAR, Node, UnexpectedError, read


@cache
def parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=False, propagate_positions=True)


def by_lark(text: str) -> Any:
    def plain(node: Any) -> Any:
        if isinstance(node, Token):
            return str(node)
        return str(node.data), node.meta.start_pos, [plain(child) for child in node.children]

    try:
        return plain(parser().parse(text).children[0])
    except UnexpectedToken as error:
        return ("", len(text)) if error.token.type == "$END" else (str(error.token), error.pos_in_stream)
    except UnexpectedInput as error:
        return text[error.pos_in_stream], error.pos_in_stream


def by_hand(text: str) -> Any:
    def plain(node: Node | str) -> Any:
        return node if isinstance(node, str) else (node.data, node.at, [plain(child) for child in node.children])

    try:
        return plain(read(text))
    except UnexpectedError as error:
        return error.found, error.at


LEAVES = [
    "a",
    "1",
    "2.5",
    "20%",
    "2026-08-31",
    '"甲"',
    "'乙'",
    "t.c",
    't.c["x"]',
    "病假.天数",
    "x-y",
    "in.x",
    "t.where",
]
WORDS = [
    *LEAVES, *"if then else and or not in where + - − * / × ÷ < >= == ≠ = ( ) [ ] { } , : .".split(),  # noqa: SIM905
    *("sum(", "lookup(", "!", "“", '"', "&", "5天", "１", "x ="),
]  # fmt: skip


def formula(chance: random.Random, depth: int = 0) -> str:
    if depth > 4 or chance.random() < 0.25:
        return chance.choice(LEAVES)
    one, two, three, four = (formula(chance, depth + 1) for _ in range(4))
    return chance.choice([
        f"{one} {chance.choice('+-*/−×')} {two}", f"{one} {chance.choice(['and', 'or'])} {two}", f"not {one}",
        f"{one} {chance.choice(['<', '==', '≤', '!='])} {two}",
        f"{one} {chance.choice(['in', 'not in'])} [{two}, {three}]",
        f"({one})", f"-{one}", f"if {one} then {two} else {three}", f"sum({one} where {two})", f"count(where {one})",
        f"f({one}, k = {two})", f"lookup({one}, {{ {two} : {three}, {four} : 1 }}, {four})",
        f"lookup({one}, {{ {two} : 1, }})",
    ])  # fmt: skip


def spoilt(text: str, chance: random.Random) -> str:
    parts = text.split(" ")
    at = chance.randrange(len(parts))
    parts[at : at + chance.randrange(2)] = [chance.choice(WORDS)] * chance.randrange(2)
    return " ".join(parts)


@pytest.mark.parametrize("seed", range(4))
def test_good_formulas_are_read_as_lark_reads_them(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(150):
        text = formula(chance)
        assert by_hand(text) == by_lark(text), text


@pytest.mark.parametrize("seed", range(4))
def test_what_cannot_stand_there_is_found_where_lark_finds_it(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(150):
        text = spoilt(spoilt(formula(chance), chance), chance)
        assert by_hand(text) == by_lark(text), text
        text = " ".join(chance.choice(WORDS) for _ in range(chance.randrange(7)))
        assert by_hand(text) == by_lark(text), text


def test_a_word_that_a_hyphen_or_letters_follow_is_a_name() -> None:
    """Lark would cut “and-b” into “and - b”, since no name can stand there."""
    assert by_hand("a and-b") == ("and-b", 2)
    assert by_hand("a andb") == ("andb", 2)


def test_deep_brackets() -> None:
    text = "(" * 150 + "1" + ")" * 150
    assert by_hand(text) == ("number", 150, ["1"])
