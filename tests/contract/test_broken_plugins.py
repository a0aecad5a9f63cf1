"""Plugins broken on purpose, each in one way: the contract says plugin, class, file, line and mend of every one.

The code of each is that of a plugin that keeps the contract, with one thing changed; line 1 of the file is the import
that the fake distribution writes, the class ``R`` begins at line 17.
"""

from __future__ import annotations

import json
import platform

import pytest

from kaohe_core.contract.trying import try_plugin
from kaohe_core.findings import Findings
from kaohe_core.plugins.loader import core_version
from kaohe_core.testing import assert_plugin

CODE = '''\
from decimal import Decimal
from typing import ClassVar
from attrs import define
from kaohe_core import Column, Formula, Notice, Number, Rule, Settlement, Table, Text, doc, lift, param
{imports}
PEOPLE = Table("bad-people", Text("人员", "people"), [Column("id", Text("工号", "id"), "text"), {column}])
@hookimpl
def kaohe_tables():
    return [PEOPLE]
@hookimpl
def kaohe_rules():
    return [R]
@hookimpl
def kaohe_settlements():
    return [S]
@define(kw_only=True)
class R(Rule):
    {docstring}
    name: ClassVar[str] = "bad-rule"
    title: ClassVar[Text] = {title}
    of: Formula = doc("what is counted")
    {points}
    {more}
    def formula(self) -> Formula:
        {formula}
@define(kw_only=True)
class S(Settlement):
    """Pays so much to everybody."""
    name: ClassVar[str] = "bad-pay"
    title: ClassVar[Text] = Text("定额", "fixed")
    def steps(self, pot):
        steps = []
        {steps}
        return steps
'''
PARTS = {
    "imports": "",
    "column": 'Column("n", Text("数", "n"), high=9)',
    "docstring": '"""Marks for every unit."""',
    "title": 'Text("坏", "bad")',
    "points": 'points: Number = param(doc="marks for a unit")',
    "more": "",
    "formula": "return self.of * self.points",
    "steps": 'pot.step(steps, "amount", Text("金额", "amount"), lift(1))',
}
RULE = "“bad-rule” of the plugin bad (class R, fake_kaohe_bad.py:17)"
PAY = "“bad-pay” of the plugin bad (class S, fake_kaohe_bad.py:27)"
VERSIONS = f"bad 0.1.0, kaohe {core_version()}, Python {platform.python_version()}"
AUTHOR = (
    "mend that line: it must work with all that a scheme and its tables may hold; what a scheme may not write is "
    'refused in __attrs_post_init__: raise ValueError(message("…"))'
)
SAME = "a plugin's code gives the same on every day and machine: it works with what it is given alone"


@pytest.fixture
def told(site):
    """What the contract says of the plugin with one thing wrong, in English; Chinese that it lacks is left out."""

    def tried(**wrong: str) -> list[str]:
        site.add("bad", CODE.format(**(PARTS | wrong)))
        findings = Findings()
        try_plugin("bad", findings, None)
        return [text for finding in findings if "has no Chinese" not in (text := finding.text("en"))]

    return tried


def test_the_plugin_without_a_fault_keeps_the_contract(told):
    assert told() == []


BROKEN = {
    # D04: what the contract of hooks let pass
    "a parameter without a type": (
        {"points": 'points = param(doc="marks for a unit")'},
        "plugin bad: the class R (fake_kaohe_bad.py:17): its parameter “points” has no type\n"
        "    To mend it: write it like points: Number = param(…)",
    ),
    "a formula that is a number": (
        {"formula": "return 3"},
        f"plugin bad: {RULE} gave an object of the type int in formula(), where a formula is due\n"
        "    To mend it: return a formula, built from the parameters",
    ),
    "a parameter that is a binary float": (
        {"points": 'points: float = doc("marks for a unit")'},
        "plugin bad: the class R (fake_kaohe_bad.py:17): its parameter “points” has the type float, "
        "which no scheme can write\n"
        "    To mend it: a binary float is not exact: write points: Number = param(…)",
    ),
    "a default that everybody shares": (
        {"more": "things: dict = {}"},
        "plugin bad: the class R (fake_kaohe_bad.py:17): the default of its parameter “things” is {}, "
        "which no scheme could write\n"
        "    To mend it: a default is a number, a text, True, False, None or (): everybody shares it",
    ),
    # its siblings
    "a formula that is none": (
        {"formula": "self.of * self.points"},
        f"plugin bad: {RULE} gave nothing (None) in formula(), where a formula is due\n"
        "    To mend it: return a formula, built from the parameters",
    ),
    "a condition": (
        {"formula": "return self.of > self.points"},
        f"plugin bad: {RULE} gave a condition in formula(), where a number is due\n"
        "    To mend it: marks are numbers: choose(condition, 1, 0), or lookup(…)",
    ),
    "a failure for some number": (
        {"formula": "return self.of * (Decimal(10) / self.points.value)"},
        f"plugin bad: {RULE} failed in formula(): DivisionByZero: [<class 'decimal.DivisionByZero'>] "
        f"(fake_kaohe_bad.py:26) ({VERSIONS})\n    To mend it: {AUTHOR}",
    ),
    "a notice of no words": (
        {"more": "def notices(self): return [Notice(Text(''), self.of > self.points)]"},
        f"plugin bad: {RULE} gave an object of the type Notice in notices(), where a notice is due\n"
        '    To mend it: write it like Notice(Text("…", "…"), self.of > self.most)',
    ),
    "a rule that changes itself": (
        {"formula": "self.of = self.of * 2; return self.of * self.points"},
        f"plugin bad: {RULE} changes its own parameters in formula()\n"
        "    To mend it: compute with copies: what the scheme wrote stays as it is",
    ),
    "something else at every call": (
        {"imports": "from itertools import count; CALLS = count()", "formula": "return self.of * next(CALLS)"},
        f"plugin bad: {RULE} gives something else in formula() each time\n"
        "    To mend it: let it depend on the parameters alone",
    ),
    "nothing can be written": (
        {"more": "def __attrs_post_init__(self): raise ValueError(no)", "imports": "no = Text('no')"},
        f"plugin bad: {RULE} takes nothing that was tried for its parameters\n"
        "    To mend it: use it in a ready dimension of the plugin: it is tried with what stands there",
    ),
    "a settlement without an amount": (
        {"steps": ""},
        f"plugin bad: {PAY} gave no step in steps()\n"
        '    To mend it: the last step is the amount: pot.step(steps, "amount", Text("金额", "amount"), …)',
    ),
    "no docstring": (
        {"docstring": ""},
        f"plugin bad: {RULE} does not say what it is for\n    To mend it: write a docstring: the reference shows it",
    ),
    "a parameter that is not explained": (
        {"points": "points: Number"},
        "plugin bad: the class R (fake_kaohe_bad.py:17): its parameter “points” does not say what it means\n"
        '    To mend it: write points … = doc("…"), or param(doc="…") for a number',
    ),
    "a title in one language": (
        {"title": 'Text("坏")'},
        f'plugin bad: {RULE} has no English title\n    To mend it: write title = {{ zh = "坏", en = "…" }}',
    ),
    "a column with a title in one language": (
        {"column": 'Column("n", Text("数"), high=9)'},
        "plugin bad: the column “bad-people.n” has no English title\n"
        '    To mend it: write title = { zh = "数", en = "…" }',
    ),
    "printing": (
        {"formula": "print(3); return self.of"},
        f"fake_kaohe_bad.py:26 plugin bad: this prints\n    To mend it: {SAME}\nplugin bad: it prints: 3 3 3",
    ),
    "the clock": (
        {"imports": "from datetime import date", "formula": "return self.of * date.today().year"},
        f"fake_kaohe_bad.py:26 plugin bad: this reads the clock\n    To mend it: {SAME}",
    ),
    "a random number": (
        {"imports": "import random", "formula": "return self.of * 2"},
        f"fake_kaohe_bad.py:6 plugin bad: this draws random numbers\n    To mend it: {SAME}",
    ),
    "the network": (
        {"imports": "from urllib import request"},
        f"fake_kaohe_bad.py:6 plugin bad: this uses the network\n    To mend it: {SAME}",
    ),
    "the environment": (
        {"imports": "import os", "formula": "return self.of * len(os.environ['HOME'])"},
        f"fake_kaohe_bad.py:26 plugin bad: this reads the environment\n    To mend it: {SAME}",
    ),
    "a binary float": (
        {"formula": "return self.of * Decimal(0.1)"},
        f"fake_kaohe_bad.py:26 plugin bad: this computes with binary floats\n    To mend it: {SAME}\n"
        f"plugin bad: {RULE} gave the number 0.1000000000… in formula(), which has more than 38 digits\n"
        '    To mend it: write a Decimal of a text, such as Decimal("0.1"): one of a binary float is never exact',
    ),
    "a refusal in one language": (
        {"more": "def __attrs_post_init__(self):\n        if self.points.value > 10**9: raise ValueError('too much')"},
        "fake_kaohe_bad.py:25 plugin bad: this refusal is said in one language only\n"
        '    To mend it: write raise ValueError(message("…")), where message = catalogue("its_package")',
    ),
    "a finding without a mend": (
        {"imports": "from kaohe_core import check\ndef no(rows, what): return [row.note('n', what) for row in rows]"},
        "fake_kaohe_bad.py:7 plugin bad: this finding does not say how to mend it\n"
        '    To mend it: say it as the third value: row.note(column, message("…"), message("…"))',
    ),
}


@pytest.mark.fault("D04")
@pytest.mark.parametrize("wrong", BROKEN)
def test_what_is_broken_is_found(told, wrong):
    changed, expected = BROKEN[wrong]

    text = "\n".join(told(**changed))

    assert text.startswith(expected), text
    assert "kaohe itself" not in text


DIMENSION = """\
[[dimension]]
title = "读书"
marks = 10
start = "zero"
[[dimension.clause]]
id = "pages"
text = "每页 1 分"
rule = "earn"
of = "sum(pages.{column})"
points = 1
"""
TABLES = """\
[table.readers]
title = { zh = "读者", en = "readers" }
absence = "no-data"
column = [{ id = "id", title = { zh = "编号", en = "id" }, type = "text" }]
[table.pages]
title = { zh = "页数", en = "pages" }
rows = "event"
absence = "zero"
column = [
  { id = "id", title = { zh = "编号", en = "id" }, type = "text" },
  { id = "n", title = { zh = "页数", en = "pages" }, high = 9 },
]
"""


@pytest.mark.fault("D04")
def test_a_ready_dimension_that_no_scheme_can_use(site):
    files = {"tables/t.toml": TABLES, "dimensions/read.toml": DIMENSION.format(column="m")}
    site.add("bad", files)
    findings = Findings()

    try_plugin("bad", findings)

    assert [finding.text("en") for finding in findings] == [
        "dimensions/read.toml:9:6 dimension.#1.clause.pages.of plugin bad: “pages.m” is not known here\n"
        "    To mend it: did you mean “pages.n”?"
    ]


def test_a_ready_dimension_alone_is_tried_over_made_up_rows(site):
    site.add("good", {"tables/t.toml": TABLES, "dimensions/read.toml": DIMENSION.format(column="n")})
    findings = Findings()

    [tried] = try_plugin("good", findings)

    assert list(findings) == []
    # 8 people, and for each: the clause, the dimension, the total
    assert (tried.what.text("en"), tried.taken, tried.numbers) == ("the ready dimension “good/read”", 1, 24)


SCHEME = """\
title = "s"
subject = "readers"
marks = 10
round = { total = 0 }
[[dimension]]
use = "bad/read"
"""
KAOHE = """\
[project]
name = "p"
plugins = ["bad"]
[tables]
readers = "data/readers.csv"
pages = "data/pages.csv"
[[scheme]]
id = "s"
file = "schemes/s.toml"
"""


@pytest.mark.fault("D04")
def test_a_ready_scheme_whose_sample_is_refused(site):
    ready = {
        "about.toml": 'title = "s"\n',
        "kaohe.toml": KAOHE,
        "schemes/s.toml": SCHEME,
        "data/readers.csv": "编号\nA\n",
        "data/pages.csv": "编号,页数\nA,10\n",
    }
    files = {f"schemes/s/{name}": text for name, text in ready.items()}
    site.add("bad", {"tables/t.toml": TABLES, "dimensions/read.toml": DIMENSION.format(column="n"), **files})
    findings = Findings()

    try_plugin("bad", findings)

    assert [finding.text("en").splitlines()[0] for finding in findings] == [
        "schemes/s/data/pages.csv row 2 “页数” plugin bad: 10 is outside the range of this column, 0 to 9"
    ]


def test_assert_plugin_says_every_finding(site):
    site.add("bad", CODE.format(**(PARTS | {"formula": "return 3", "column": 'Column("n", Text("数"), high=9)'})))

    with pytest.raises(AssertionError) as caught:
        assert_plugin("bad")

    lines = [line for line in str(caught.value).splitlines() if line.startswith("plugin bad: ")]
    assert lines == [
        "plugin bad: the column “bad-people.n” has no English title",
        f"plugin bad: {RULE} gave an object of the type int in formula(), where a formula is due",
    ]


OURS = ["example", "performance-pay", "homeroom", "kindergarten-mentoring", "legal-education", "e-education", "safety"]


@pytest.mark.thorough
@pytest.mark.parametrize("name", OURS)
def test_ours_keep_the_contract(name, tmp_path):
    assert_plugin(name, recompute=tmp_path)


def test_plugins_at_hand_are_tried_too():
    import kaohe_example

    assert_plugin("example", {"example": kaohe_example})


def test_a_plugin_is_tried_with_the_plugins_that_it_requires(kaohe_site):
    kaohe_site.add("pages", {"tables/t.toml": TABLES})
    read = {"dimensions/read.toml": DIMENSION.format(column="n"), "hooks.py": ROSTERS}
    kaohe_site.add("reads", read, requires=["kaohe-pages>=0.1"])

    assert_plugin("reads")


ROSTERS = """
from kaohe_core import Column, Table, Text, hookimpl

ID = Column("id", Text("编号", "id"), "text")


@hookimpl
def kaohe_tables():
    return [Table("pupils", Text("学生", "pupils"), [ID])]
"""


def test_a_template_that_is_no_literal(kaohe_site):
    code = "from kaohe_core import catalogue\n\nmessage = catalogue('fake_kaohe_bad')\nSAID = message(__name__)\n"
    kaohe_site.add("bad", {"tables/t.toml": TABLES, "checks.py": code})
    findings = Findings()

    try_plugin("bad", findings)

    assert [finding.text("en") for finding in findings] == [
        "plugin bad: its catalogue cannot be kept: checks.py:4: message(…) takes its template as a literal"
    ]


def test_the_command_says_it_and_a_machine_reads_it(kaohe_site, kaohe_command):
    kaohe_site.add("bad", {"tables/t.toml": TABLES, "dimensions/read.toml": DIMENSION.format(column="m")})

    told = kaohe_command("plugin", "check", "bad", "--language", "en")
    read = json.loads(kaohe_command("plugin", "check", "bad", "--format", "json").stdout)

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == (
        "[finding] dimensions/read.toml:9:6 dimension.#1.clause.pages.of plugin bad: “pages.m” is not known here\n"
        "    To mend it: did you mean “pages.n”?\n1 finding to be mended.\n"
    )
    assert (read["plugin"], read["tried"], len(read["findings"])) == ("bad", [], 1)
    assert read["findings"][0]["place"]["plugin"] == "bad"


def test_a_plugin_that_is_not_there(kaohe_command):
    told = kaohe_command("plugin", "check", "exampel", "--language", "en")

    assert told.exit_code == 1
    assert told.stderr.startswith("[finding] the plugin “exampel” is not installed; installed are: ")
    assert "    To mend it: did you mean “example”? If not, install it as whoever offers it says\n" in told.stderr
