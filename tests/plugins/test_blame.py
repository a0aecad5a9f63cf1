"""What fails in a plugin's object is the plugin's, with class, file, line and mend; and nothing it does moves a mark.

The plugins are installed as far as ``importlib.metadata`` can see, and the command line runs over them as it would.
"""

import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from kaohe_core.cli.app import app
from kaohe_core.plugins.loader import core_version
from kaohe_core.testing.files import write

VERSIONS = f"bad 0.1.0, kaohe {core_version()}, Python {platform.python_version()}"
CLAUSE = "schemes/s.toml:9:3 dimension.d.clause.c: “bad-rule” of the plugin bad (class R, fake_kaohe_bad.py:10)"
PAYMENT = "schemes/s.toml:16:1 payment.pay: “bad-pay” of the plugin bad (class S, fake_kaohe_bad.py:26)"
PLUGIN = "kaohe.toml:4:12 project.plugins.#1 plugin bad"
AUTHOR = "send this message to the plugin's author"
LAST = 'the last step is the amount: pot.step(steps, "amount", Text("金额", "amount"), …)'
MADE = "every step is made with pot.step(steps, id, title, formula)"

# Line 1 is the import that the fake distribution writes; R begins at line 10, its method at line 18, S at line 26.
PLUGIN_CODE = """\
from typing import ClassVar
from attrs import define
from kaohe_core import Amount, Column, Field, Finding, Formula, Measure, Notice, Number, Place, Rule, Section
from kaohe_core import Settlement, Table, Text, Words, all_of, catalogue, doc, lift, param
message = catalogue("fake_kaohe_bad")
PEOPLE = Table("people", Text("人员"), [Column("id", Text("工号"), "text"), Column("n", Text("数"), high=100)])
COLUMNS = [Column("id", Text("工号"), "text"), Column("k", Text("次"), high=100)]
EVENTS = Table("events", Text("事件"), COLUMNS, rows="event", absence="zero")
@define(kw_only=True)
class R(Rule):
    name: ClassVar[str] = "bad-rule"
    title: ClassVar[Text] = Text("坏", "bad")
    of: Formula = doc("what")
    points: Number = param(doc="points")
{parameter}
    def formula(self):
        {formula}
{method}
@hookimpl
def kaohe_tables():
    return [PEOPLE, EVENTS]
@hookimpl
def kaohe_rules():
    return [R]
@define(kw_only=True)
class S(Settlement):
    name: ClassVar[str] = "bad-pay"
    title: ClassVar[Text] = Text("坏", "bad")
    def steps(self, pot):
        steps = []
        {steps}
        return steps
@hookimpl
def kaohe_settlements():
    return [S]
{hook}
"""
PARTS = {
    "parameter": "    more: str = doc('more', default='')",
    "formula": "return self.of * self.points",
    "method": "",
    "steps": 'pot.step(steps, "amount", Text("金额", "amount"), lift(1))',
    "hook": "",
}

KAOHE = """
[project]
language = "en"
plugins = ["bad"]
name = "p"
[tables]
people = "data/p.csv"
events = "none"
[[scheme]]
id = "s"
file = "schemes/s.toml"
"""
SCHEME = """title = "t"
subject = "people"
marks = 10
round = { total = 2 }
[[dimension]]
id = "d"
title = "d"
marks = 10
  [[dimension.clause]]
  id = "c"
  text = "c"
  rule = "bad-rule"
  of = "people.n"
  points = 1
"""
PAID = 'pool = "100"\n'
PAYS = """[[payment]]
id = "pay"
title = "pay"
settlement = "bad-pay"
"""


@pytest.fixture
def score(site, tmp_path) -> Callable[..., tuple[int, str]]:
    """``kaohe score`` of a project over a plugin with one thing wrong: the exit code, and all that was printed."""

    def run(*arguments: str, paid: bool = False, **wrong: str) -> tuple[int, str]:
        site.add("bad", PLUGIN_CODE.format(**(PARTS | wrong)))
        folder = tmp_path / "project"
        scheme = SCHEME.replace("marks = 10\n", "marks = 10\n" + PAID, 1) + PAYS if paid else SCHEME
        files = {"kaohe.toml": KAOHE, "data/p.csv": "工号,数\nA,3\nB,5\n", "schemes/s.toml": scheme}
        for name, text in files.items():
            write(folder / name, text)
        result = CliRunner().invoke(app, ["score", str(folder), *arguments])
        return result.exit_code, result.output

    return run


def told(what: str, mend: str) -> tuple[int, str]:
    return 1, f"[finding] {what}\n    To mend it: {mend}\n1 finding to be mended.\n"


def test_without_a_fault_it_scores_and_pays(score):
    code, text = score(paid=True)

    assert code == 0, text
    assert "pool: 100.00 yuan" in text


# ---------------------------------------------------------------- classes that no scheme could use


@pytest.mark.fault("D03")
@pytest.mark.parametrize(
    ("parameter", "what", "mend"),
    [
        ("    more = param(doc='more')", "its parameter “more” has no type", "write it like more: Number = param(…)"),
        (
            "    more: float = doc('more')",
            "its parameter “more” has the type float, which no scheme can write",
            "a binary float is not exact: write more: Number = param(…)",
        ),
        (
            "    more: tuple[complex, ...] = doc('more', default=())",
            "its parameter “more” has the type complex, which no scheme can write",
            "use Formula, Number, Decimal, int, str, bool, date, Literal, tuple or Mapping of these",
        ),
        (
            "    things: dict = {}",
            "the default of its parameter “things” is {}, which no scheme could write",
            "a default is a number, a text, True, False, None or (): everybody shares it",
        ),
        (
            "    things: tuple[str, ...] = doc('t', default=[])",
            "the default of its parameter “things” is [], which no scheme could write",
            "a default is a number, a text, True, False, None or (): everybody shares it",
        ),
        (
            "    more: 'Nobody' = doc('more')",
            "the types of its parameters cannot be read: NameError: name 'Nobody' is not defined",
            "import what the annotations name, outside of TYPE_CHECKING",
        ),
    ],
)
def test_a_parameter_that_no_scheme_can_write(score, parameter, what, mend):
    assert score(parameter=parameter) == told(f"{PLUGIN}: the class R (fake_kaohe_bad.py:10): {what}", mend)


@pytest.mark.parametrize(
    ("parameter", "found", "type_"),
    [
        ("    more: str = doc('m', default=3)", "3", "str"),
        ("    more: bool = doc('m', default='yes')", "'yes'", "bool"),
        ("    more: int = doc('m', default=True)", "True", "int"),
        ("    more: int = doc('m', default='3')", "'3'", "int"),
        ("    more: Number = doc('m', default=3)", "3", "Number"),
        ("    more: Formula = doc('m', default='n')", "'n'", "Formula"),
        ("    more: tuple[str, ...] = doc('m', default='a')", "'a'", "tuple[str, ...]"),
        ("    more: tuple[str, ...] = doc('m', default=(1,))", "(1,)", "tuple[str, ...]"),
        (
            "    from typing import Literal; more: Literal['up', 'down'] = doc('m', default='left')",
            "'left'",
            "Literal['up', 'down']",
        ),
        ("    more: str | None = doc('m', default=3)", "3", "str | None"),
    ],
)
def test_a_default_of_another_type(score, parameter, found, type_):
    what = f"the default of its parameter “more” is {found}, which is no {type_}"
    mend = "write a default that a scheme could write there, or another type"
    assert score(parameter=parameter) == told(f"{PLUGIN}: the class R (fake_kaohe_bad.py:10): {what}", mend)


@pytest.mark.parametrize(
    "parameter",
    [
        "    more: str | None = doc('m', default=None)",
        "    more: tuple[str, ...] = doc('m', default=('a',))",
        "    more: Number = param('0.5', doc='m')",
        "    more: bool = doc('m', default=False)",
    ],
)
def test_a_default_of_the_type(score, parameter):
    code, text = score(parameter=parameter)

    assert code == 0, text


def test_a_name_that_the_core_has(score):
    what = f"{PLUGIN}: the rule “deduct” comes from core {core_version()} and from bad 0.1.0"
    mend = "give the class R (fake_kaohe_bad.py:10) another name: that one is the core's"
    assert score(parameter="    name: ClassVar[str] = 'deduct'") == told(what, mend)


@pytest.mark.fault("D03")
def test_a_title_that_cannot_be_shown(score):
    code, text = score(parameter="    title: ClassVar[Text] = Text(3)")

    assert (code, text.split("\n")[0]) == (1, f"[finding] {PLUGIN}: the class R (fake_kaohe_bad.py:10) needs a title")


# ---------------------------------------------------------------- rules


@pytest.mark.fault("D03")
@pytest.mark.parametrize(
    ("wrong", "call", "cause", "line"),
    [
        ({"formula": "return {}['x']"}, "formula()", "KeyError: 'x'", 18),
        (
            {"formula": "return self.of * 0.5"},
            "formula()",
            "TypeError: 0.5 cannot stand in a formula: use Decimal, int, str or date",
            18,
        ),
        ({"formula": "raise SystemExit('bye')"}, "formula()", "SystemExit: bye", 18),
        (
            {"method": "    def __attrs_post_init__(self):\n        raise KeyError('x')"},
            "__init__()",
            "KeyError: 'x'",
            20,
        ),
        (
            {"method": "    def notices(self):\n        return 1 / 0"},
            "notices()",
            "ZeroDivisionError: division by zero",
            20,
        ),
        (
            {"method": "    def limits(self):\n        return 1 / 0"},
            "limits()",
            "ZeroDivisionError: division by zero",
            20,
        ),
    ],
)
def test_a_rule_that_fails(score, wrong, call, cause, line):
    # A method of two lines moves nothing that stands before it.
    assert score(**wrong) == told(f"{CLAUSE} failed in {call}: {cause} (fake_kaohe_bad.py:{line}) ({VERSIONS})", AUTHOR)


NO_YES = (
    "TypeError: a formula is not true or false before there are data; instead of if: choose(condition, then, other); "
    "of min and max: x.at_most(y), x.at_least(y); of and, or, not: &, |, ~; of a < x < b: (a < x) & (x < b)"
)
NO_TREE = "{} compare trees of formulas, and {} is none: write x.equals(value), x.differs(value) or x.one_of(value, …)"


@pytest.mark.parametrize(
    "formula",
    [
        "return self.of if self.of > 3 else self.points",
        "return min(self.of, self.points)",
        "return max(self.of, 3)",
        "return self.of and self.points",
        "return self.of or self.points",
        "return lift(1) if not self.of else self.points",
        "return (1 < self.of < 3) + 0",
        "return self.of if any([self.of > 3]) else self.points",
        "return sorted([self.of, self.points])[0]",
    ],
)
def test_a_formula_that_is_taken_for_a_yes_or_no(score, formula):
    what = f"{CLAUSE} failed in formula(): {NO_YES} (fake_kaohe_bad.py:18) ({VERSIONS})"
    assert score(formula=formula) == told(what, AUTHOR)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("return self.of if self.of == 3 else self.points", "3"),
        ("return self.of if self.of != 3 else self.points", "3"),
        ("return self.of if 'a' == self.of else self.points", "'a'"),
    ],
)
def test_a_formula_that_is_compared_with_a_value(score, formula, value):
    cause = f"TypeError: {NO_TREE.format('== and !=', value)} (fake_kaohe_bad.py:18)"
    assert score(formula=formula) == told(f"{CLAUSE} failed in formula(): {cause} ({VERSIONS})", AUTHOR)


NODE = """@define(frozen=True, order=False)
class Near(Formula):
    of: Formula
{}"""
NEAR = "schemes/s.toml:9:3 dimension.d.clause.c: “Near” of the plugin bad (class Near, fake_kaohe_bad.py:37)"
SAME = "return the same in nodes that there are: choose(…), lookup(…), +, −, ×, ÷ …"


@pytest.mark.parametrize(
    ("method", "what", "mend"),
    [
        (
            "",
            "is a node that no rendering knows: it has no method lowered()",
            "write def lowered(self) -> Formula: a plugin's node is the same as other nodes",
        ),
        (
            "    def lowered(self): return 3",
            "gave an object of the type int in lowered(), where a formula is due",
            SAME,
        ),
        ("    def lowered(self): return None", "gave nothing (None) in lowered(), where a formula is due", SAME),
        ("    def lowered(self): return self", "gave itself in lowered(), where a simpler formula is due", SAME),
        (
            "    def lowered(self): return Near(self.of)",
            "gave itself in lowered(), where a simpler formula is due",
            SAME,
        ),
        (
            "    def lowered(self): return -Near(-self.of)",
            "gave itself in lowered(), where a simpler formula is due",
            SAME,
        ),
        (
            "    def lowered(self): return 1 / 0",
            f"failed in lowered(): ZeroDivisionError: division by zero (fake_kaohe_bad.py:40) ({VERSIONS})",
            AUTHOR,
        ),
    ],
)
def test_a_node_that_no_rendering_can_read(score, method, what, mend):
    assert score(formula="return Near(self.of)", hook=NODE.format(method)) == told(f"{NEAR} {what}", mend)


def test_a_node_without_attributes(score):
    node = "class Near(Formula):\n    def lowered(self): return lift(1)"
    what = "“Near” of the plugin bad (class Near, fake_kaohe_bad.py:37) is a node without attributes"
    mend = "write @frozen(cache_hash=True, order=False) above it (from attrs import frozen)"
    assert score(formula="return Near()", hook=node) == told(f"schemes/s.toml:9:3 dimension.d.clause.c: {what}", mend)


def test_a_node_of_a_plugin_that_is_lowered_scores(score, tmp_path):
    code, text = score(formula="return Near(self.of)", hook=NODE.format("    def lowered(self): return self.of + 1"))

    assert code == 0, text
    rows = (tmp_path / "project/out/s/results.csv").read_text("utf-8-sig").splitlines()
    assert [row.split(",")[-1] for row in rows[1:]] == ["4.00", "6.00"]  # 3 + 1 and 5 + 1


SINGLE = "that reads the column “k” of single rows of “events”"
GATHER = "gather the rows of each subject: SumOfRows(table, Field(table, column))"


@pytest.mark.fault("D03")
@pytest.mark.parametrize(
    ("wrong", "what", "mend"),
    [
        (
            {"formula": "return Field(EVENTS, EVENTS.column('k')) + self.of"},
            f"gave a formula in formula() {SINGLE}",
            GATHER,
        ),
        ({"formula": "return Field(EVENTS, EVENTS.column('k'))"}, f"gave a formula in formula() {SINGLE}", GATHER),
        (
            {"formula": "return 3"},
            "gave an object of the type int in formula(), where a formula is due",
            "return a formula, built from the parameters",
        ),
        (
            {"method": "    def notices(self): return ['late']"},
            "gave an object of the type str in notices(), where a notice is due",
            'write it like Notice(Text("…", "…"), self.of > self.most)',
        ),
        (
            {"method": "    def notices(self): return [Notice(Text('晚'), Field(EVENTS, EVENTS.column('k')) > 1)]"},
            f"gave a formula in notices() {SINGLE}",
            GATHER,
        ),
        (
            {"method": "    def limits(self): return (0, 1)"},
            "gave an object of the type tuple in limits(), where two numbers are due",
            "return the least and the most as a pair of parameters, or None where nobody judges",
        ),
    ],
)
def test_a_rule_that_gives_something_else(score, wrong, what, mend):
    assert score(**wrong) == told(f"{CLAUSE} {what}", mend)


# ---------------------------------------------------------------- settlements


@pytest.mark.fault("D03")
@pytest.mark.parametrize(
    ("steps", "what", "mend"),
    [
        ("pass", "gave no step in steps()", LAST),
        (
            "return None",
            "gave nothing (None) in steps(), where a list is due",
            "return the list that every pot.step(steps, …) adds to",
        ),
        (
            "1 / 0",
            f"failed in steps(): ZeroDivisionError: division by zero (fake_kaohe_bad.py:32) ({VERSIONS})",
            AUTHOR,
        ),
        (
            "pot.step(steps, 'amount', Text('金额'), Words('x'))",
            "gave a text as the amount, where a number is due",
            "an amount is a formula that yields yuan, to the cent",
        ),
        (
            "pot.step(steps, 'a', Text('金额'), lift(1)); pot.step(steps, 'a', Text('金额'), lift(2))",
            "gave two steps “pay/a”",
            "give each its own id",
        ),
        (
            "pot.step(steps, 'share', Text('金额'), lift(1))",
            "gave “pay/share” as its last step, where the amount is due",
            LAST,
        ),
        (
            "pot.step(steps, 'amount', Text('金额'), pot.left * 0.1)",
            "failed in steps(): TypeError: 0.1 cannot stand in a formula: use Decimal, int, str or date "
            f"(fake_kaohe_bad.py:32) ({VERSIONS})",
            AUTHOR,
        ),
        (
            "steps.append(Amount('amount', Text('金额'), lift(1)))",
            "gave the step “amount”, which was not made with pot.step(…)",
            MADE,
        ),
        ("steps.append('amount')", "gave an object of the type str as step 1", MADE),
        (
            "pot.step(steps, 'amount', '金额', lift(1))",
            "gave the step “pay/amount” without a title",
            'write the title like Text("金额", "amount")',
        ),
        (
            "pot.step(steps, 'amount', Text('金额'), Field(EVENTS, EVENTS.column('k')))",
            f"gave a formula in steps() {SINGLE}",
            GATHER,
        ),
    ],
)
def test_a_settlement_that_gives_something_else(score, steps, what, mend):
    assert score(paid=True, steps=steps) == told(f"{PAYMENT} {what}", mend)


# ---------------------------------------------------------------- findings and sections


def check(line: str) -> dict[str, str]:
    return {"hook": f"@hookimpl\ndef kaohe_check(scheme, tables):\n    {line}\n    return []"}


FOUND = 'make it with row.note(column, message("…"), message("…")), or Finding(place, message("…"))'


@pytest.mark.fault("D03")
@pytest.mark.parametrize(
    ("line", "what", "mend"),
    [
        (
            "return [Finding(Place('x'), 'a plain text')]",
            "returned a finding as item 1 whose “what” is an object of the type str",
            FOUND,
        ),
        (
            "return [Finding('x', message('a'))]",
            "returned a finding as item 1 whose “place” is an object of the type str",
            FOUND,
        ),
        (
            "return [Finding(Place(), message('a'), 'mend')]",
            "returned a finding as item 1 whose “mend” is an object of the type str",
            FOUND,
        ),
        (
            "return [Finding(Place(), message('a {b}', c=1))]",
            "returned a text in item 1 that cannot be shown: KeyError: 'b'",
            "give the message every value that its template and its translation name",
        ),
        ("raise SystemExit(3)", f"failed: SystemExit: 3 (fake_kaohe_bad.py:39) ({VERSIONS})", AUTHOR),
        ("raise BaseException", f"failed: BaseException (fake_kaohe_bad.py:39) ({VERSIONS})", AUTHOR),
    ],
)
def test_a_check_that_gives_something_else(score, line, what, mend):
    assert score(**check(line)) == told(f"{PLUGIN}: the hook “kaohe_check” {what}", mend)


@pytest.mark.fault("B20")
def test_what_a_check_prints_does_not_mix_with_what_a_machine_reads(score, tmp_path):
    score(**check("print('hello')"))
    result = CliRunner().invoke(app, ["score", str(tmp_path / "project"), "--format", "json"])

    assert result.exit_code == 0
    assert json.loads(result.stdout)
    assert "hello" in result.stderr


# ---------------------------------------------------------------- nothing that a plugin gets can alter a mark


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('tables["people"].frame[0, "n"] = 9', marks=pytest.mark.fault("D01")),
        pytest.param(
            "import polars; tables['people'].frame.replace_column(1, polars.Series('n', [0, 0]))",
            marks=pytest.mark.fault("B20"),
        ),
        pytest.param("tables['people'].frame['n'].scatter(0, 9)", marks=pytest.mark.fault("B20")),
        pytest.param("tables['people'].frame.drop_in_place('n')", marks=pytest.mark.fault("B20")),
        pytest.param("next(scheme.clauses()).rule.points = lift(2)", marks=pytest.mark.fault("B20")),
        pytest.param("scheme.parameters['x'] = lift(2)", marks=pytest.mark.fault("B20")),
    ],
)
def test_a_check_moves_no_mark(score, line, tmp_path):
    code, text = score(**check(line))

    assert code == 0, text
    rows = (tmp_path / "project/out/s/results.csv").read_text("utf-8-sig").splitlines()
    assert rows[1:] == ["A,A,,scored,,3,3,3.00", "B,B,,scored,,5,5,5.00"]


SECTION = """@hookimpl
def kaohe_report_sections(result):
    {line}
    return []"""


@pytest.mark.fault("B20")
@pytest.mark.parametrize(
    "line",
    [
        "result.frame[0, 'total'] = 900",
        "result.frame.drop_in_place('total')",
        "result.values.pop('total')",
        "next(result.plan.scheme.clauses()).rule.points = lift(2)",
    ],
)
def test_a_section_changes_no_report(score, line, tmp_path):
    code, text = score(hook=SECTION.format(line="pass"))
    assert code == 0, text
    before = CliRunner().invoke(app, ["report", str(tmp_path / "project"), "--workbook", str(tmp_path / "a.xlsx")])
    code_file = tmp_path / "site" / "fake_kaohe_bad.py"
    code_file.write_text(code_file.read_text("utf-8").replace("    pass\n", f"    {line}\n"), "utf-8")
    del sys.modules["fake_kaohe_bad"]  # it is imported anew
    after = CliRunner().invoke(app, ["report", str(tmp_path / "project"), "--workbook", str(tmp_path / "b.xlsx")])

    assert (before.exit_code, after.exit_code) == (0, 0), after.output
    assert cells(tmp_path / "a.xlsx") == cells(tmp_path / "b.xlsx")


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


assert dedent(PLUGIN_CODE) == PLUGIN_CODE  # the lines are counted above
