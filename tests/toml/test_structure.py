# ruff: noqa: E501 - a message is asserted on one line, and Chinese characters count twice
"""Structuring: strict, all findings at once, each at its own place, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

import attrs
import pytest
from attrs import define, field, frozen, validators

from kaohe_core.findings import Findings
from kaohe_core.messages import Language, message
from kaohe_core.toml.document import parse
from kaohe_core.toml.structure import Context, Refused, allowed_keys, structure


class Rounding(Enum):
    UP = "half-up"
    DOWN = "down"


@frozen
class Formula:
    text: str


@frozen
class Clause:
    """One clause."""

    id: str
    points: Decimal = field(default=Decimal(1), validator=[validators.ge(Decimal(0)), validators.le(Decimal(100))])
    of: Formula | None = None
    for_: str = ""
    sick_days: int = 0
    required: bool = False


@frozen
class Scheme:
    """A scheme."""

    title: str
    marks: Decimal
    start: Literal["full", "zero"] = "zero"
    rounding: Rounding = Rounding.UP
    clauses: tuple[Clause, ...] = field(default=(), metadata={"key": "clause"})
    since: date | None = None
    names: tuple[str, ...] = ()
    weights: Mapping[str, Decimal] = field(factory=dict)
    pair: tuple[int, str] = (0, "")
    source: str | Clause = ""
    limit: Decimal | Literal["none"] = "none"
    moment: datetime | None = None
    anything: Any = None

    def __attrs_post_init__(self) -> None:
        if self.title == "no":
            raise ValueError(message("unknown key “{key}”; no key is allowed here", key="no"))
        if self.title == "bad":
            raise Refused(message("the value is missing"), message("write: key = value"), ("clause", 0, "points"))


def formula(value: Any, context: Context) -> Formula:
    if not isinstance(value, str):
        raise Refused(message("a text must stand between straight quotation marks"))
    for sign in value:
        if sign in "?!":
            context.add(message("“{sign}” is a full-width or Chinese sign; TOML does not know it", sign=sign))
    return Formula(value)


def read(text: str, cls: type = Scheme, **options: Any) -> tuple[Any, list[str]]:
    findings = Findings()
    document = parse(text, "a.toml", findings)
    assert document is not None, [f.text("en") for f in findings]
    result = structure(cls, document.data, document, (), findings, {Formula: formula}, **options)
    return result, findings


def said(text: str, language: Language = "zh") -> list[str]:
    result, findings = read(text)
    assert result is None
    return [finding.text(language) for finding in findings]


HEAD = 'title = "甲"\nmarks = 10\n'


def test_everything_at_once() -> None:
    text = HEAD + (
        'start = "full"\nrounding = "down"\nsince = 2026-09-01\nnames = ["a"]\nweights = { x = 1, "乙" = 0.5 }\n'
        'pair = [1, "b"]\nsource = { id = "s" }\nlimit = 3\nmoment = 2026-09-01T08:00:00\nanything = [1]\n'
        '[[clause]]\nid = "c"\npoints = 0.2\nof = "a + b"\nfor = "all"\nsick-days = 2\nrequired = true\n'
    )
    result, findings = read(text)
    assert not len(findings)
    assert result == Scheme(
        title="甲",
        marks=Decimal(10),
        start="full",
        rounding=Rounding.DOWN,
        since=date(2026, 9, 1),
        names=("a",),
        weights={"x": Decimal(1), "乙": Decimal("0.5")},
        pair=(1, "b"),
        source=Clause("s"),
        limit=Decimal(3),
        moment=datetime(2026, 9, 1, 8),
        anything=[1],
        clauses=(Clause("c", Decimal("0.2"), Formula("a + b"), "all", 2, True),),
    )
    assert type(result.marks) is Decimal


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("start = 1", 'a.toml:3:9 start: 这里写的是整数 1，应写“full”或“zero”\n    改法：加上英文引号："1"'),
        ('start = "ful"', "a.toml:3:9 start: 这里不能写“ful”；可以写：“full”或“zero”\n    改法：是不是“full”？"),
        ('rounding = "x"', "a.toml:3:12 rounding: 这里不能写“x”；可以写：“half-up”或“down”"),
        (
            "since = '2026-09-01'",
            "a.toml:3:9 since: 这里写的是文字 “2026-09-01”，应写日期\n    改法：去掉引号：2026-09-01",
        ),
        ("since = 2026-09-01T08:00:00", "a.toml:3:9 since: 这里写的是日期时间 2026-09-01 08:00:00，应写日期"),
        ("moment = 2026-09-01", "a.toml:3:10 moment: 这里写的是日期 2026-09-01，应写日期时间"),
        ('names = "a"', 'a.toml:3:9 names: 这里写的是文字 “a”，应写数组\n    改法：放进方括号：["a"]'),
        ("names = ['a', 2]", 'a.toml:3:15 names.#2: 这里写的是整数 2，应写文字\n    改法：加上英文引号："2"'),
        ("names = {}", "a.toml:3:9 names: 这里写的是表，应写数组\n    改法：表头用双方括号：[[…]]"),
        ("weights = []", "a.toml:3:11 weights: 这里写的是数组，应写表\n    改法：表头用单方括号：[…]"),
        ("weights = { x = true }", "a.toml:3:17 weights.x: 这里写的是“true”，应写数"),
        ("pair = [1]", "a.toml:3:8 pair: 这里写了 1 项，应为 2 项"),
        ("source = 1", 'a.toml:3:10 source: 这里写的是整数 1，应写文字或表\n    改法：加上英文引号："1"'),
        ("source = { }", "a.toml:3:1 source: 缺少键“id”，应填文字\n    改法：在这里补写一行“id = …”"),
        ('limit = "never"', "a.toml:3:9 limit: 这里不能写“never”；可以写：“none”或数"),
        ("limit = true", "a.toml:3:9 limit: 这里写的是“true”，应写“none”或数"),
        (
            "tilte = 1",
            "a.toml:3:1 tilte: 不认识的键“tilte”；这里可以用：title、marks、start、rounding、clause、since、"
            "names、weights、pair、source、limit、moment、anything\n    改法：是不是“title”？",
        ),
        (
            "[[clause]]\nid = 'c'\npoints = '0.2'",
            "a.toml:5:10 clause.c.points: 这里写的是文字 “0.2”，应写数\n    改法：去掉引号：0.2",
        ),
        (
            "[[clause]]\nid = 'c'\nsick-days = 2.0",
            "a.toml:5:13 clause.c.sick-days: 这里写的是小数 2.0，应写整数\n    改法：写成 2",
        ),
        ("[[clause]]\nid = 'c'\nsick-days = true", "a.toml:5:13 clause.c.sick-days: 这里写的是“true”，应写整数"),
        (
            "[[clause]]\nid = 'c'\nrequired = 1",
            "a.toml:5:12 clause.c.required: 这里写的是整数 1，应写真假（true 或 false）",
        ),
        (
            "[[clause]]\nid = 'c'\nrequired = '是'",
            "a.toml:5:12 clause.c.required: 这里写的是文字 “是”，应写真假（true 或 false）\n    改法：是写 true，否写 false",
        ),
        ("[[clause]]\nid = 'c'\npoints = -1", "a.toml:5:10 clause.c.points: -1 超出范围：应 ≥ 0"),
        (
            "[[clause]]\nid = 'c'\nfor_ = 'x'",
            "a.toml:5:1 clause.c.for_: 不认识的键“for_”；这里可以用：id、points、of、for、sick-days、required\n"
            "    改法：是不是“for”？",
        ),
        ("[[clause]]\nid = 'c'\nof = 3", "a.toml:5:6 clause.c.of: 文字必须写在英文引号里"),
        (
            "[[clause]]\nid = 'c'\n[[clause]]\npoints = 1",
            "a.toml:5:1 clause.#2: 缺少键“id”，应填文字\n    改法：在这里补写一行“id = …”",
        ),
        ("[clause]\nid = 'c'", "a.toml:3:1 clause: 这里写的是表，应写数组\n    改法：表头用双方括号：[[…]]"),
    ],
)
def test_one_wrong_value(line: str, expected: str) -> None:
    assert said(HEAD + line) == [expected]


def test_in_english_too() -> None:
    assert said("marks = '10'\ntitel = 1\n", "en") == [
        "a.toml:2:1 titel: unknown key “titel”; allowed here: title, marks, start, rounding, clause, since, names, "
        "weights, pair, source, limit, moment, anything\n    To mend it: did you mean “title”?",
        "a.toml: the key “title” is missing; it takes a text\n    To mend it: write a line “title = …” here",
        "a.toml:1:9 marks: here stands a text, “10”; allowed: a number\n    To mend it: remove the quotation marks: 10",
    ]


def test_all_findings_come_at_once_and_nothing_is_built() -> None:
    text = "title = 1\nmarks = true\nx = 0\n[[clause]]\nid = 'c'\npoints = 101\nof = 'a ? b !'\nrequired = 'x'\n"
    assert [line.split(": ")[0] for line in said(text)] == [
        "a.toml:3:1 x",
        "a.toml:1:9 title",
        "a.toml:2:9 marks",
        "a.toml:7:6 clause.c.of",
        "a.toml:7:6 clause.c.of",
        "a.toml:8:12 clause.c.required",
        "a.toml:6:10 clause.c.points",
    ]


def test_a_class_can_refuse() -> None:
    assert said("title = 'no'\nmarks = 1") == ["a.toml: 不认识的键“no”；这里不能写任何键"]
    text = "title = 'bad'\nmarks = 1\n[[clause]]\nid = 'c'\npoints = 2\n"
    assert said(text) == ["a.toml:5:10 clause.c.points: 这里缺少值\n    改法：写成：键 = 值"]


def test_some_keys_are_read_by_others_and_some_values_are_given() -> None:
    result, findings = read("marks = 1\nrule = 'x'\n", given={"title": "甲"}, also=("rule",))
    assert not len(findings)
    assert result == Scheme("甲", Decimal(1))
    _, findings = read("marks = 1\nruel = 'x'\n", given={"title": "甲"}, also=("rule",))
    (finding,) = findings
    assert finding.text("zh").startswith("a.toml:2:1 ruel: 不认识的键“ruel”；这里可以用：rule、marks、start、")


def test_a_sub_table_keeps_its_place() -> None:
    findings = Findings()
    document = parse("[[clause]]\nid = 'c'\nrule = 'x'\npoints = 'y'\n", "a.toml", findings)
    assert document is not None
    rest = {key: value for key, value in document.data["clause"][0].items() if key != "rule"}
    assert structure(Clause, rest, document, ("clause", 0), findings) is None
    assert [f.text("zh") for f in findings] == ["a.toml:4:10 clause.c.points: 这里写的是文字 “y”，应写数"]


def test_keys_follow_the_attributes() -> None:
    @define
    class Named:
        sick_days: int
        for_: int
        other: int = field(alias="dimension")
        third: int = field(metadata={"key": "Third key"})
        hidden: int = field(init=False, default=0)

    assert list(allowed_keys(Named)) == ["sick-days", "for", "dimension", "Third key"]


def _stripped(text: str) -> str:
    return text.strip()


@frozen
class Checked:
    low: Decimal = Decimal(0)
    high: Decimal = field(default=Decimal(10))
    name: str = field(default="", converter=_stripped)

    @high.validator
    def _above(self, attribute: attrs.Attribute[Decimal], value: Decimal) -> None:
        if value < self.low:
            raise Refused(message("the value is missing"))

    @name.validator
    def _short(self, attribute: attrs.Attribute[str], value: str) -> None:
        if len(value) > 3:
            raise ValueError("太长")


def test_validators_may_look_at_neighbours_and_all_are_heard() -> None:
    _, findings = read("low = 5\nhigh = 1\nname = ' 12345 '\n", Checked)
    assert [f.text("zh") for f in findings] == ["a.toml:2:8 high: 这里缺少值", "a.toml:3:8 name: 太长"]


def test_a_class_that_cannot_be_read_is_a_mistake_of_its_author() -> None:
    @frozen
    class Wrong:
        x: float

    with pytest.raises(TypeError, match="float"):
        read("x = 1", Wrong)
