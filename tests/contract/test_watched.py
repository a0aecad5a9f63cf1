"""What no source tells: the code is watched while the contract calls it, under whatever name and through any library.

The plugins are those of ``test_broken_plugins``: the class ``R`` begins at line 17, its formula at line 26.
"""

from __future__ import annotations

from textwrap import dedent

import pytest

from kaohe_core.contract.purity import impurities
from kaohe_core.contract.trying import try_plugin
from kaohe_core.findings import Findings
from tests.contract.test_broken_plugins import CODE, PARTS, RULE, SAME

pytestmark = pytest.mark.fault("D04")

HELPER = """\
import os, random, socket, sys, time, threading
from decimal import Decimal
from pathlib import Path
def clock(): return time.time_ns()
def chance(): return random.choice([1, 2])
def network(): return socket.socket().close()
def environment(): return os.environ.get("HOME")
def files(): return Path(__file__).read_text("utf-8")
def prints(): return sys.stderr.write("here")
def thread(): return threading.Thread(target=int).start()
def half(number): return number / 2
"""


@pytest.fixture
def told(site):
    """What the contract says of the plugin with these parts, in English, beside a library that is nobody's plugin."""
    (site.folder / "helper_of_bad.py").write_text(HELPER, "utf-8")
    site.packages.add("helper_of_bad")

    def tried(code: str = "", **parts: str) -> list[str]:
        site.add("bad", CODE.format(**(PARTS | parts)) + dedent(code))
        findings = Findings()
        try_plugin("bad", findings)
        return [finding.text("en") for finding in findings]

    return tried


def test_what_a_helper_does_is_the_plugins(told):
    found = told(
        imports="import helper_of_bad as h",
        formula="h.clock(); h.chance(); h.network(); h.environment(); h.files(); h.prints(); h.thread(); "
        "return self.of * 2",
    )

    does = ["reads the clock", "draws random numbers", "uses the network", "reads the environment"]
    does += ["reads or writes files", "prints", "starts threads"]
    assert found[:-1] == [
        f"fake_kaohe_bad.py:26 plugin bad: {RULE} {one} in formula()\n    To mend it: {SAME}" for one in does
    ]
    assert found[-1].startswith("plugin bad: it prints: herehere")


def test_a_quotient_is_a_binary_float_until_it_is_none(told):
    line = f"fake_kaohe_bad.py:26 plugin bad: {RULE} computes with binary floats in formula()"

    assert told(formula="return self.of * Decimal(7 / 2)") == [f"{line}\n    To mend it: {SAME}"]


def test_a_float_that_a_function_returns_or_keeps(told):
    [found] = told(imports="from helper_of_bad import half", formula="x = half(4); return self.of * int(x)")

    assert found.startswith(f"fake_kaohe_bad.py:26 plugin bad: {RULE} computes with binary floats in formula()")


def test_the_precision_of_everybody(told):
    assert told(
        imports="from decimal import getcontext", formula="getcontext().prec = 5; return self.of * self.points"
    ) == [
        f"fake_kaohe_bad.py:17 plugin bad: {RULE} changes how all decimals are computed in formula()\n"
        f"    To mend it: {SAME}"
    ]


def test_a_hook_that_alters_what_it_was_given(told):
    code = """
    @hookimpl
    def kaohe_check(scheme):
        next(scheme.clauses()).rule.points = 7
        return []
    @hookimpl
    def kaohe_report_sections(result):
        result.frame.drop_in_place("total")
        return []
    """
    mend = "work with copies: what a plugin is given is the scheme's, the tables' and the result's"

    found = told(code)

    assert found == [
        "plugin bad: “kaohe_check” of the plugin bad (fake_kaohe_bad.py:37) alters what it was given: "
        f"Scheme.dimension[0].clause[0].rule.points\n    To mend it: {mend}",
        "plugin bad: “kaohe_report_sections” of the plugin bad (fake_kaohe_bad.py:41) alters what it was given: "
        f"Result.frame\n    To mend it: {mend}",
    ]


def test_a_check_of_a_package_is_tried_without_a_ready_scheme(kaohe_site):
    checks = """
    import os
    from kaohe_core import check
    @check
    def no(visits):
        where = os.getcwd()
        return [] if len(visits) > 3 else [where]
    """
    table = '[table.visits]\ntitle = { zh = "家访", en = "visits" }\nabsence = "zero"\ncolumn = [\n'
    table += '  { id = "id", title = { zh = "工号", en = "id" }, type = "text" },\n]\n'
    kaohe_site.add("visits", {"tables/visits.toml": table, "checks.py": checks})
    findings = Findings()

    try_plugin("visits", findings)

    assert [finding.text("en") for finding in findings] == [
        "fake_kaohe_visits/checks.py:6 plugin visits: “no” of the plugin visits (checks.py:4) reads the environment\n"
        f"    To mend it: {SAME}"
    ]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("from datetime import date as D\nD.today()", 2),
        ("import datetime as d\n\nd.datetime.now()", 3),
        ("from os import environ as e\ne['HOME']", 2),
        ("from os import getenv as g\ng('HOME')", 2),
        ("from time import time", 1),
        ("import random as r", 1),
        ("from builtins import open as o\no('x')", 2),
    ],
)
def test_an_alias_hides_nothing_in_the_source(source, line):
    assert [one.line for one in impurities(source)] == [line]


def test_what_is_called_so_and_is_not_it():
    assert impurities("def environ(date):\n    return date.year\nenviron(today)\n") == []


def test_a_table_about_what_a_column_of_the_roster_names(kaohe_site):
    tables = """
    [column]
    class = { title = { zh = "班级", en = "class" }, type = "text" }
    id = { title = { zh = "工号", en = "id" }, type = "text" }
    [table.staff]
    title = { zh = "名册", en = "staff" }
    absence = "no-data"
    column = ["id", "class"]
    [table.checks-of-classes]
    title = { zh = "班级检查", en = "checks of classes" }
    rows = "event"
    absence = "zero"
    subject = "class"
    via = "class"
    column = ["class", { id = "marks", title = { zh = "扣分", en = "marks" }, high = 9 }]
    """
    kaohe_site.add("classes", {"tables/t.toml": tables})
    findings = Findings()

    try_plugin("classes", findings)

    assert [finding.text("en") for finding in findings] == []
