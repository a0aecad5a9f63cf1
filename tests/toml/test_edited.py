"""One change of a TOML text: what was asked for is there, and every other letter is where it was."""

from __future__ import annotations

import difflib
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_core.toml.edited import EditError, with_item, with_value, without_item
from kaohe_core.toml.locate import follow

TEXT = """\
# 方案
title = "甲"   # 名称
marks=100

[parameters]
share = 0.5 # 约占
"带 = 号" = 'x'

# 第一项
[[dimension]]
id = "one"
quota = { most = "1", ties = "all" } # 名额

  [[dimension.clause]]
  id = "a"
  bands = [
    { at-least = 3, points = 5 }, # 三次 ]
    { points = 0 },
  ]
  text = \"\"\"
  [[not.a.head]]
  x = 1\"\"\"

  # 第二条
  [[dimension.clause]]
  id = "b"
  points = 0.20

[[grade]]
name = "优秀"
"""
EXAMPLES = Path(__file__).parents[2] / "examples"
REAL = ("township-school/schemes/绩效工资.toml", "mentoring-township/schemes/附属园评估.toml")
NESTED = ("dimension", "clause", "grade")
CLAUSE = ("dimension", 0, "clause")


def changed(before: str, after: str) -> list[str]:
    """The lines that went, and those that came, but for empty ones: of two it cannot be said which was there before."""
    lines = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line.rstrip("\r\n") for line in lines if line[0] in "-+" and line[2:].strip()]


@pytest.mark.parametrize(
    ("keys", "value", "lines"),
    [
        (("title",), '乙 "丙"', ['- title = "甲"   # 名称', '+ title = "乙 \\"丙\\""   # 名称']),
        (("marks",), 120, ["- marks=100", "+ marks=120"]),
        (("parameters", "share"), Decimal("0.25"), ["- share = 0.5 # 约占", "+ share = 0.25 # 约占"]),
        (("parameters", "带 = 号"), "y", ["- \"带 = 号\" = 'x'", '+ "带 = 号" = "y"']),
        (("parameters", "more"), True, ["+ more = true"]),
        (("subject",), "staff", ['+ subject = "staff"']),
        ((*CLAUSE, 1, "points"), Decimal("0.3"), ["-   points = 0.20", "+   points = 0.3"]),
        ((*CLAUSE, 1, "allowance"), 2, ["+   allowance = 2"]),
        ((*CLAUSE, 0, "per"), "term", ['+   per = "term"']),
        ((*CLAUSE, 1, "points"), None, ["-   points = 0.20"]),
        (
            (*CLAUSE, 0, "bands"),
            [{"points": 1}],
            [
                "-     { at-least = 3, points = 5 }, # 三次 ]",
                "-     { points = 0 },",
                "+     { points = 1 },",
            ],
        ),
        (
            ("dimension", 0, "quota", "ties"),
            "none",
            [
                '- quota = { most = "1", ties = "all" } # 名额',
                '+ quota = { most = "1", ties = "none" } # 名额',
            ],
        ),
        (
            ("dimension", 0, "quota", "most"),
            None,
            [
                '- quota = { most = "1", ties = "all" } # 名额',
                '+ quota = { ties = "all" } # 名额',
            ],
        ),
        (
            ("dimension", 0, "quota", "by"),
            "x",
            [
                '- quota = { most = "1", ties = "all" } # 名额',
                '+ quota = { most = "1", ties = "all", by = "x" } # 名额',
            ],
        ),
        (("round", "total"), 2, ["+ [round]", "+ total = 2"]),
        (("grade", 0, "at-least"), 90, ["+ at-least = 90"]),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_value(keys, value, lines, end):
    before = TEXT.replace("\n", end)

    after = with_value(before, keys, value)

    assert changed(before, after) == lines
    assert after.count("\r\n") == (after.count("\n") if end == "\r\n" else 0)


def test_one_more_clause_stands_behind_the_last_of_its_dimension():
    after = with_item(TEXT, CLAUSE, {"id": "c", "points": Decimal("0.1"), "bands": [{"points": 1}]})

    assert changed(TEXT, after) == [
        "+   [[dimension.clause]]",
        '+   id = "c"',
        "+   points = 0.1",
        "+   bands = [",
        "+     { points = 1 },",
        "+   ]",
    ]
    assert after.index('id = "c"') < after.index("[[grade]]")


def test_the_first_of_its_kind_stands_at_the_end():
    assert changed(TEXT, with_item(TEXT, ("award",), {"id": "x"})) == ["+ [[award]]", '+ id = "x"']
    assert with_item("", ("award",), {"id": "x"}) == '[[award]]\nid = "x"\n'
    assert with_item('title = "x"', ("award",), {"id": "x"}) == 'title = "x"\n\n[[award]]\nid = "x"\n'


def test_a_clause_goes_with_its_lines_and_no_other():
    after = without_item(TEXT, (*CLAUSE, 0))

    assert [line[2:] for line in changed(TEXT, after)] == [
        "  [[dimension.clause]]",
        '  id = "a"',
        "  bands = [",
        "    { at-least = 3, points = 5 }, # 三次 ]",
        "    { points = 0 },",
        "  ]",
        '  text = """',
        "  [[not.a.head]]",
        '  x = 1"""',
    ]


def test_what_is_written_in_another_way_is_left_to_the_editor():
    with pytest.raises(EditError):
        with_item('clause = [{ id = "a" }]\n', ("clause",), {"id": "b"})
    with pytest.raises(EditError):
        with_item(TEXT, ("parameters", "share", "x"), {"id": "b"})
    with pytest.raises(ValueError, match="Invalid"):
        with_value("x = = 1", ("x",), 1)


def test_dotted_keys_and_tables_in_braces_take_another_one():
    assert with_value("a = 1\nround = { total = 2 }\n", ("round", "clause"), 1) == (
        "a = 1\nround = { total = 2, clause = 1 }\n"
    )
    assert with_value("a = {}\n", ("a", "b"), 1) == "a = { b = 1 }\n"


@pytest.mark.parametrize("file", REAL)
def test_every_value_of_real_schemes_is_changed_alone(file):
    """A value of each kind of place becomes another one: every other line stays, letter by letter."""
    text = (EXAMPLES / file).read_text("utf-8")
    data = tomllib.loads(text, parse_float=Decimal)
    for keys in _some(data, (), set()):
        made = with_value(text, keys, "另一个")
        assert follow(tomllib.loads(made), keys)[0] == "另一个"
        assert with_value(made, keys, None).count("\n") <= made.count("\n")
    for number in range(len(data["dimension"])):
        assert with_item(text, ("dimension", number, "clause"), {"id": "zz"}).count("\n") == text.count("\n") + 3


def _some(data, keys, seen):
    for key, value in data.items():
        kind = (*(part for part in keys if isinstance(part, str)), key)
        if isinstance(value, dict) and not keys:
            yield from _some(value, (*keys, key), seen)
        elif (
            isinstance(value, list) and value and isinstance(value[0], dict) and key in ("dimension", "clause", "grade")
        ):
            for number, item in enumerate(value):
                yield from _some(item, (*keys, key, number), seen)
        elif kind not in seen and not (isinstance(value, list) and value and isinstance(value[0], dict)):
            seen.add(kind)
            yield (*keys, key)
