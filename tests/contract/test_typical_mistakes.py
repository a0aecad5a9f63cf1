"""What authors of plugins get wrong, each with its whole message: plugin, class, file, line and mend.

The plugins are those of ``test_broken_plugins``: the class ``R`` begins at line 17, its formula at line 26, the class
``S`` at line 27; what is added to the module begins at line 36.
"""

from __future__ import annotations

import gc
import signal
import time
import warnings

import pytest

from kaohe_core.contract.trying import try_plugin
from kaohe_core.findings import Findings
from tests.contract.test_broken_plugins import AUTHOR, CODE, PARTS, PAY, RULE, SAME, VERSIONS

pytestmark = pytest.mark.fault("D03")

FORMULA = "    To mend it: return a formula, built from the parameters"
LIST = "    To mend it: return [...], and return [] where there is nothing"
AGAIN = "    To mend it: mend that line: a module must be importable wherever there is what its pyproject.toml requires"
STATE = "    To mend it: compute from what is given alone: what one call leaves behind decides what the next one gives"
SHARED = "    To mend it: write a tuple, a frozenset or a MappingProxyType; what changes is computed anew at every call"
IMPURE = f"\n    To mend it: {SAME}"
OTHER = VERSIONS.replace("bad 0.1.0", "kaohe-bad 0.1.0")


def failed(cause: str, call: str = "formula()", brought: str = RULE) -> str:
    return f"plugin bad: {brought} failed in {call}: {cause} ({VERSIONS})\n    To mend it: {AUTHOR}"


@pytest.fixture
def told(site):
    def tried(code: str = "", **parts: str) -> list[str]:
        site.add("bad", CODE.format(**(PARTS | parts)) + code)
        findings = Findings()
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a coroutine that nobody awaits
            try_plugin("bad", findings)
        return [finding.text("en") for finding in findings]

    return tried


IN_A_RULE = {
    "async": (
        {"formula": "return self.later()", "more": "async def later(self): return self.of"},
        f"plugin bad: {RULE} gave a coroutine, as async def makes one in formula(), where a formula is due\n{FORMULA}",
    ),
    "yield": (
        {"formula": "yield self.of"},
        f"plugin bad: {RULE} gave a generator in formula(), where a formula is due\n{FORMULA}",
    ),
    "lambda": (
        {"formula": "return lambda: self.of"},
        f"plugin bad: {RULE} gave the function <lambda> in formula(), where a formula is due\n{FORMULA}",
    ),
    "text": (
        {"formula": "return 'of * 2'"},
        f"plugin bad: {RULE} gave an object of the type str in formula(), where a formula is due\n{FORMULA}",
    ),
    "not a number": (
        {"formula": "return self.of * Decimal('NaN')"},
        failed("ValueError: NaN is not a number (fake_kaohe_bad.py:26)"),
    ),
    "==": (
        {"formula": "return self.of if self.of == 3 else self.of * 2"},
        failed(
            "TypeError: == and != compare trees of formulas, and 3 is none: write x.equals(value), x.differs(value) or "
            "x.one_of(value, …) (fake_kaohe_bad.py:26)"
        ),
    ),
    "if": (
        {"formula": "return self.of * 2 if self.of > 3 else self.of"},
        failed(
            "TypeError: a formula is not true or false before there are data; instead of if: choose(condition, then, "
            "other); of min and max: x.at_most(y), x.at_least(y); of and, or, not: &, |, ~; of a < x < b: "
            "(a < x) & (x < b) (fake_kaohe_bad.py:26)"
        ),
    ),
    "a slip in a name": (
        {"formula": "return self.off"},
        failed("AttributeError: 'R' object has no attribute 'off' (fake_kaohe_bad.py:26)"),
    ),
    "SystemExit": ({"formula": "raise SystemExit(3)"}, failed("SystemExit: 3 (fake_kaohe_bad.py:26)")),
    "KeyboardInterrupt": (
        {"formula": "raise KeyboardInterrupt"},
        failed("KeyboardInterrupt (fake_kaohe_bad.py:26)"),
    ),
    "MemoryError": ({"formula": "raise MemoryError"}, failed("MemoryError (fake_kaohe_bad.py:26)")),
    "KeyboardInterrupt at once": (
        {"more": "def __attrs_post_init__(self): raise KeyboardInterrupt"},
        failed("KeyboardInterrupt (fake_kaohe_bad.py:24)", "__init__()"),
    ),
    "a step that is a number": (
        {"steps": 'pot.step(steps, "amount", Text("金额", "amount"), 1)'},
        failed(
            "TypeError: a step takes a formula, and 1 is none: write lift(1) (fake_kaohe_bad.py:34)", "steps()", PAY
        ),
    ),
    "steps that are yielded": (
        {"steps": 'yield pot.step(steps, "amount", Text("金额", "amount"), lift(1))'},
        f"plugin bad: {PAY} gave a generator in steps(), where a list is due\n"
        "    To mend it: return the list that every pot.step(steps, …) adds to",
    ),
    "steps that are not returned": (
        {"steps": 'pot.step(steps, "amount", Text("金额", "amount"), lift(1)); return None'},
        f"plugin bad: {PAY} gave nothing (None) in steps(), where a list is due\n"
        "    To mend it: return the list that every pot.step(steps, …) adds to",
    ),
    "a title that is a text": (
        {"steps": 'pot.step(steps, "amount", "金额", lift(1))'},
        f"plugin bad: {PAY} gave the step “p1/amount” without a title\n"
        '    To mend it: write the title like Text("金额", "amount")',
    ),
    "a name in capitals": (
        {"more": 'name: ClassVar[str] = "Bad Rule"'},
        "plugin bad: the class R (fake_kaohe_bad.py:17) needs a kebab-case name, not 'Bad Rule'\n"
        '    To mend it: write it like name: ClassVar[str] = "per-page"',
    ),
    "a list on the class": (
        {"more": "seen: ClassVar[list] = []"},
        "plugin bad: the class R (fake_kaohe_bad.py:17): its attribute “seen” is a list, which every scheme shares and "
        f"anybody can change\n{SHARED}",
    ),
    "a counter of the module": (
        {"imports": "N = 0", "formula": "global N; N += 1; return self.of * self.points"},
        f"plugin bad: {RULE} changes fake_kaohe_bad.N\n{STATE}",
    ),
    "a list of the module": (
        {"imports": "CALLS = []", "formula": "CALLS.append(1); return self.of * self.points"},
        f"plugin bad: {RULE} changes fake_kaohe_bad.CALLS\n{STATE}",
    ),
    "a random number that map asks for": (
        {"imports": "import os", "formula": "return self.of * len(list(map(os.urandom, [3])))"},
        f"fake_kaohe_bad.py:26 plugin bad: this draws random numbers{IMPURE}",
    ),
    "a hash": (
        {"formula": "return self.of * (2 if hash('a') else 3)"},
        f"fake_kaohe_bad.py:26 plugin bad: this goes by a number that is another one in every run{IMPURE}",
    ),
    "the order of a set": (
        {"formula": "return self.of * len(list({'a', 'b'}))"},
        "fake_kaohe_bad.py:26 plugin bad: this goes through a set, whose order is another one in every run: "
        f"write sorted(…){IMPURE}",
    ),
    "a settlement that gives more than the pool": (
        {"steps": 'pot.step(steps, "amount", Text("金额", "amount"), pot.left.round(2))'},
        f"plugin bad: {PAY}: of a pool of 1000000 it pays 8000000\n"
        '    To mend it: divide pot.left, and round each amount down: (pot.left * weight / weights).round(2, "down")',
    ),
    "a title in English alone": (
        {"title": 'Text("", "bad")'},
        f'plugin bad: {RULE} has no Chinese title\n    To mend it: write title = {{ zh = "…", en = "bad" }}',
    ),
    "Infinity as a default": (
        {"more": 'most: Decimal = doc("m", default=Decimal("Infinity"))'},
        "plugin bad: the class R (fake_kaohe_bad.py:17): the default of its parameter “most” is Decimal('Infinity'), "
        "which is no Decimal\n    To mend it: write a default that a scheme could write there, or another type",
    ),
    "NaN as a default": (
        {"points": 'points: Number = param(Decimal("NaN"), doc="marks")'},
        "the plugin “bad” cannot be imported: ValueError: NaN is not a number "
        f"(fake_kaohe_bad.py:23) ({OTHER})\n{AGAIN}",
    ),
    "a column of a type that is none": (
        {"column": 'Column("n", Text("数", "n"), "float")'},
        "the plugin “bad” cannot be imported: ValueError: column 'n': its type is one of number, text, date, flag, not "
        f"float (fake_kaohe_bad.py:7) ({OTHER})\n{AGAIN}",
    ),
    "a range of a binary float": (
        {"column": 'Column("n", Text("数", "n"), high=9.5)'},
        "the plugin “bad” cannot be imported: TypeError: 9.5 is a binary float: write Decimal('9.5') "
        f"(fake_kaohe_bad.py:7) ({OTHER})\n{AGAIN}",
    ),
    "a column twice": (
        {"column": 'Column("n", Text("数", "n"), high=9), Column("n", Text("次", "m"), high=9)'},
        "the plugin “bad” cannot be imported: ValueError: table 'bad-people' declares a column twice: id, n, n "
        f"(fake_kaohe_bad.py:7) ({OTHER})\n{AGAIN}",
    ),
    "a step twice": (
        {"steps": '[pot.step(steps, "amount", Text("金额", "amount"), lift(1)) for _ in "ab"]'},
        f"plugin bad: {PAY} gave two steps “p1/amount”\n    To mend it: give each its own id",
    ),
    "a default of a binary float": (
        {"points": 'points: Number = param(0.5, doc="marks")'},
        "the plugin “bad” cannot be imported: TypeError: 0.5 is a binary float: write Decimal('0.5') "
        f"(fake_kaohe_bad.py:23) ({OTHER})\n{AGAIN}",
    ),
}
IN_A_MODULE = {
    "async hook": (
        "@hookimpl\nasync def kaohe_check(scheme):\n    return []\n",
        "plugin bad: the hook “kaohe_check” must return a list, not a coroutine, as async def makes one\n" + LIST,
    ),
    "a dict of classes": (
        "@hookimpl\ndef kaohe_settlements():\n    return {'s': S}\n",
        "plugin bad: the hook “kaohe_settlements” must return a list, not an object of the type dict\n" + LIST,
    ),
    "an instance": (
        "@hookimpl\ndef kaohe_settlements():\n    return [S()]\n",
        "plugin bad: the hook “kaohe_settlements” returned an object of the type S as item 1\n"
        "    To mend it: return classes derived from Settlement",
    ),
    "a slip in the name of a hook": (
        "def kaohe_rule():\n    return []\n",
        "plugin bad: the function “kaohe_rule” is not marked as a hook, and there is no hook of its name\n"
        "    To mend it: did you mean “kaohe_rules”?",
    ),
    "a check that stops everything": (
        "@hookimpl\ndef kaohe_check(scheme):\n    raise KeyboardInterrupt\n",
        f"plugin bad: the hook “kaohe_check” failed: KeyboardInterrupt (fake_kaohe_bad.py:38) ({VERSIONS})\n"
        f"    To mend it: {AUTHOR}",
    ),
    "a hook that yields": (
        "@hookimpl\ndef kaohe_check(scheme):\n    yield 3\n",
        "plugin bad: the hook “kaohe_check” must return a list, not a generator\n" + LIST,
    ),
    "a hook with a default": (
        "@hookimpl\ndef kaohe_check(scheme, strict=True):\n    return []\n",
        "plugin bad: the hook “kaohe_check” has no parameter “strict”\n"
        "    To mend it: it may take any of: scheme, tables",
    ),
    "a class where an object is due": (
        "@hookimpl\ndef kaohe_schemes():\n    return [Table]\n",
        "plugin bad: the hook “kaohe_schemes” returned the class Table as item 1\n"
        "    To mend it: return objects of the type ReadyScheme",
    ),
    "no Python": (
        "def f(:\n",
        "the plugin “bad” cannot be imported: SyntaxError: invalid syntax (fake_kaohe_bad.py, line 36) "
        f"({OTHER})\n{AGAIN}",
    ),
    "a module that leaves": (
        "raise SystemExit(3)\n",
        f"the plugin “bad” cannot be imported: SystemExit: 3 (fake_kaohe_bad.py:36) ({OTHER})\n{AGAIN}",
    ),
    "a module that ends the process": (
        "import os\nos._exit(3)\n",
        "fake_kaohe_bad.py:37 plugin bad: this ends the whole process, without a word\n"
        '    To mend it: take it out, and the rest is tried: what cannot go on says raise ValueError(message("…"))',
    ),
    "two rules of one name": (
        "@define(kw_only=True)\nclass Q(R):\n    name: ClassVar[str] = 'bad-rule'\n"
        "@hookimpl\ndef kaohe_rules():\n    return [R, Q]\n",
        "plugin bad: the rule “bad-rule” is there twice\n    To mend it: give each a name of its own",
    ),
    "a section that is HTML": (
        "@hookimpl\ndef kaohe_report_sections(result):\n    return ['<table></table>']\n",
        "plugin bad: the hook “kaohe_report_sections” returned an object of the type str as item 1\n"
        "    To mend it: return objects of the type Section",
    ),
    "a cell that is HTML": (
        "from kaohe_core import Section\n@hookimpl\ndef kaohe_report_sections(result):\n"
        "    return [Section('s', Text('a', 'b'), [Text('a', 'b')], [('<b>3</b>',)])]\n",
        "plugin bad: the section “s”: row 1 has the cell '<b>3</b>', and nobody reads it as HTML\n"
        "    To mend it: write the text alone: a cell is shown as it stands",
    ),
    "a check that gives a text": (
        "@hookimpl\ndef kaohe_check(scheme):\n    return 'wrong'\n",
        "plugin bad: the hook “kaohe_check” must return a list, not an object of the type str\n" + LIST,
    ),
    "a finding of a level that there is not": (
        "from kaohe_core import Finding, Message, Place\n@hookimpl\ndef kaohe_check(scheme):\n"
        "    return [Finding(Place(), Message('x'), None, 'fatal')]\n",
        "plugin bad: the hook “kaohe_check” returned a finding as item 1 whose “blocks” is an object of the type str\n"
        '    To mend it: make it with row.note(column, message("…"), message("…")), or Finding(place, message("…"))',
    ),
    "a module that stops everything": (
        "raise KeyboardInterrupt\n",
        f"the plugin “bad” cannot be imported: KeyboardInterrupt (fake_kaohe_bad.py:36) ({OTHER})\n{AGAIN}",
    ),
    "a module without memory": (
        "raise MemoryError\n",
        f"the plugin “bad” cannot be imported: MemoryError (fake_kaohe_bad.py:36) ({OTHER})\n{AGAIN}",
    ),
    "a module that ends nowhere": (
        "def f(): return f()\nf()\n",
        "the plugin “bad” cannot be imported: RecursionError: maximum recursion depth exceeded "
        f"(fake_kaohe_bad.py:36) ({OTHER})\n{AGAIN}",
    ),
}


@pytest.mark.parametrize("mistake", IN_A_RULE)
def test_in_a_rule_or_a_settlement(told, mistake):
    parts, expected = IN_A_RULE[mistake]

    assert told(**parts) == [expected]


@pytest.mark.parametrize("mistake", IN_A_MODULE)
def test_in_a_module(told, mistake):
    code, expected = IN_A_MODULE[mistake]

    assert told(code) == [expected]


def test_a_rule_that_calls_itself(told):
    found = told(formula="return self.formula()")

    assert len(found) == 1, found
    [text] = found
    assert text.startswith(f"plugin bad: {RULE} failed in formula(): RecursionError: maximum recursion depth exceeded")
    assert text.endswith(f"({VERSIONS})\n    To mend it: {AUTHOR}")


def test_an_entry_point_that_leads_nowhere(site):
    site.add("bad", "", entry="nowhere_at_all")
    findings = Findings()

    try_plugin("bad", findings)

    assert [finding.text("en") for finding in findings] == [
        f"the plugin “bad” cannot be imported: ModuleNotFoundError: No module named 'nowhere_at_all' ({OTHER})\n{AGAIN}"
    ]


def test_ctrl_c_within_a_plugin_is_not_the_plugins(told):
    handled = signal.signal(signal.SIGINT, signal.default_int_handler)  # not as a server left it
    try:
        with pytest.raises(KeyboardInterrupt):
            told(imports="import signal", formula="signal.raise_signal(signal.SIGINT); return self.of")
    finally:
        signal.signal(signal.SIGINT, handled)


def test_what_the_collector_calls_is_not_the_plugins(told):
    """Hypothesis, for one, has the collector read a clock, in the midst of whatever makes enough objects."""
    thresholds = gc.get_threshold()
    gc.callbacks.append(reads_a_clock)
    gc.set_threshold(1)
    try:
        assert told(formula="return self.of + len([[] for _ in range(9)])") == []
    finally:
        gc.set_threshold(*thresholds)
        gc.callbacks.remove(reads_a_clock)


def reads_a_clock(*_: object) -> None:
    time.monotonic()
