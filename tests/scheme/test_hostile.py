"""Schemes beyond all measure end in a finding, and soon: no error of the program, no hang."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

import kaohe_core as kaohe
from kaohe_core.findings import Findings
from kaohe_core.testing.files import write_all
from kaohe_core.toml.document import parse

CONFIG = """
[project]
name = "小校"
plugins = ["example"]
[tables]
staff = "staff.csv"
events = "events.csv"
[table.staff]
title = "名册"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "load", title = "课时", high = 100 }]
[table.events]
title = "请假"
rows = "event"
absence = "zero"
column = [{ id = "id", title = "工号", type = "text" }, { id = "days", title = "天数", high = 100 }]
[[scheme]]
id = "pay"
file = "pay.toml"
"""
HEAD = 'title = "方案"\nsubject = "staff"\nmarks = 10\nround = { clause = 2, total = 2 }\n'
DIMENSION = '[[dimension]]\nid = "a"\ntitle = "工作"\nmarks = 10\nat-most = "none"\n'
CLAUSE = '[[dimension.clause]]\nid = "c{n}"\ntext = "工作"\nrule = "formula"\npoints = \'{points}\'\n'


def told(folder: Path, scheme: str) -> list[str]:
    tables = {"staff.csv": "工号,课时\n1,2\n", "events.csv": "工号,天数\n1,2\n"}
    write_all(folder, {"kaohe.toml": CONFIG, "pay.toml": scheme, **tables})
    start = time.monotonic()
    try:
        found = kaohe.open(folder).check()
    except kaohe.FindingsError as error:
        found = Findings(list(error.findings))
    assert time.monotonic() - start < 30
    return [finding.text("zh") for finding in found]


DEEP = "算式嵌套了 "
FORMULAS = [
    ("-" * 400 + "staff.load", DEEP),
    ("if staff.load > 1 then 1 else " * 400 + "0", DEEP),
    ("round(" * 400 + "staff.load" + ")" * 400, DEEP),
    ("staff.load and " * 200 + "(" * 200 + "1" + ")" * 200, None),
    (
        "+".join(["staff.load"] * 6000),
        "算式有 65999 个字符，最多只读 50000 个\n    改法：请把它分开：用 [[value]] 给各部分取名",
    ),
    ("9" * 5000, "这个数超过 38 位\n    改法：请少写几位"),
    ("0." + "9" * 5000, "这个数超过 38 位\n    改法：请少写几位"),
    ("9" * 5000 + "%", "这个数超过 38 位\n    改法：请少写几位"),
    ("best(events.days, 99999999999999999999)", "没有哪张台账有 99999999999999999999 行\n    改法：请写真正的个数"),
    ("round(staff.load, 999999999)", "round(…, n) 最多 38 位小数\n    改法：请少写几位"),
    (
        "if staff.load in [" + ",".join(map(str, range(501))) + "] then 1 else 0",
        "算式里一连列了 500 项以上\n    改法：请另做一张台账，用一栏写明",
    ),
]


@pytest.mark.fault("B16")
@pytest.mark.parametrize(("points", "what"), FORMULAS, ids=range(len(FORMULAS)))
def test_a_formula_beyond_all_measure(tmp_path: Path, points: str, what: str | None) -> None:
    found = told(tmp_path, HEAD + DIMENSION + CLAUSE.format(n=1, points=points))
    assert found
    assert found[0].startswith("pay.toml:14:10 dimension.a.clause.c1.points: ")
    if what == DEEP:
        assert re.search(
            "算式嵌套了 4\\d\\d 层，最多 \\d+ 层\n    改法：用 \\[\\[value\\]\\] 给其中的部分起名", found[0]
        )
    elif what is not None:
        assert found == [f"pay.toml:14:10 dimension.a.clause.c1.points: {what}"]


@pytest.mark.fault("B16")
def test_many_clauses_are_no_fault(tmp_path: Path) -> None:
    clauses = "".join(CLAUSE.format(n=n, points="staff.load") for n in range(400))
    assert told(tmp_path, HEAD + DIMENSION + clauses) == []


@pytest.mark.fault("B18")
def test_values_that_read_values_are_gone_through_once(tmp_path: Path) -> None:
    """Twenty of them took minutes: each doubled the time."""
    value = '[[value]]\nid = "v{n}"\ntitle = "中间值{n}"\ndecimals = 0\nformula = "{formula}"\n'
    values = "".join(
        value.format(n=n, formula=f"values.v{n - 1} + values.v{n - 1}" if n else "staff.load") for n in range(30)
    )
    clause = CLAUSE.format(n=1, points="if values.v29 > 1 then 1 else 0")
    found = told(tmp_path, HEAD + values + DIMENSION + clause)
    assert not any("kaohe" in one for one in found)


# (the text, what is said of it)
NESTED = "数组或表嵌套得太深\n    改法：减少嵌套层数"
TEXTS = [
    ("[" + "a." * 20_000 + "a]\nx = 1\n", "a.toml:1:2: " + NESTED),
    ("x = 1\n" + "a." * 20_000 + "a = 1\n", "a.toml:2:1: " + NESTED),
    ("x = { " + '"a" . ' * 20_000 + "a = 1 }\n", "a.toml:1:7: " + NESTED),
    ("x = " + "[" * 3_000 + "]" * 3_000 + "\n", None),
    ("x = " + "[" * 100 + "]" * 100 + "\n", "a.toml x.#1.#1.#1.#1.#1: " + NESTED),
    ("[" * 100_000 + "\n", None),
    ("marks = " + "九" * 5_000 + "\n", None),
    ("marks = " + "9" * 5_000 + "\n", None),
]


@pytest.mark.fault("B16")
@pytest.mark.fault("B18")
@pytest.mark.parametrize(("text", "what"), TEXTS, ids=range(len(TEXTS)))
def test_a_toml_text_beyond_all_measure(text: str, what: str | None) -> None:
    findings = Findings()
    start = time.monotonic()
    assert parse(text, "a.toml", findings) is None
    assert time.monotonic() - start < 10
    found = [finding.text("zh") for finding in findings]
    assert found
    if what is not None:
        assert found == [what]


@pytest.mark.fault("B16")
def test_what_is_left_out_is_named_by_texts(tmp_path: Path) -> None:
    scheme = HEAD + '[[dimension]]\nuse = "example/reading"\nwithout = [1, { a = 1 }]\n'
    assert "pay.toml:7:11 dimension.#1.without: without 要写 id 的列表" in told(tmp_path, scheme)


@pytest.mark.fault("D07")
def test_a_slip_in_the_id_of_what_is_changed_is_said(tmp_path: Path) -> None:
    """Not only that the clause, taken for a new one, lacks a rule."""
    scheme = HEAD + '[[dimension]]\nuse = "example/reading"\n[[dimension.clause]]\nid = "page"\nat-most = 3\n'
    found = told(tmp_path, scheme)
    assert [one for one in found if "没有可以" in one] == [
        "pay.toml:8:6 dimension.#1.clause.page.id: 下面没有可以在这里改动的 [[clause]]“page”\n    改法：是不是“pages”？"
    ]
