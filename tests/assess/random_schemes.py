"""Whole random schemes over a small school with holes in its data: what no author thought of beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from attrs import frozen

from kaohe_core.assess import Plan, plan
from kaohe_core.findings import Findings
from kaohe_core.plugins.loader import Plugins
from kaohe_core.rules import TABLES
from kaohe_core.scheme.layers import resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.reading import data_from_rows
from kaohe_core.toml.document import parse

ROLES, KINDS, PERIODS = ("教师", "后勤", "借调"), ("病假", "事假"), ("上", "下")
STAFF = Table(
    "staff",
    "教职工",
    (
        Column("id", "工号", "text"),
        Column("school", "学校", "text"),
        Column("a", "甲", decimals=1, high=20, required=False),
        Column("b", "乙", high=20, required=False),
        Column("role", "岗位", "text", choices=ROLES, required=False),
        Column("ok", "合格", "flag", required=False),
    ),
)
MARK = Column("n", "得分", decimals=1, high=20)
CELLS = ("a", "b", "role", "ok")  # of staff, that may be empty
Row = dict[str, Any]
Rows = Mapping[str, list[Row]]


def events(id: str, title: str, absence: str, column: Column) -> Table:
    """A table with several rows a person, in two periods."""
    columns = (Column("id", "工号", "text"), Column("term", "学期", "text"), column)
    return Table(id, title, columns, rows="event", absence=absence, period="term", limit=9)  # type: ignore[arg-type]  # an absence


@frozen
class Made:
    """A scheme and its tables: the text, the plan, and the rows as they were typed."""

    text: str
    plan: Plan
    tables: Mapping[str, Table]
    rows: Rows

    def data(self, rows: Rows) -> dict[str, Data]:
        """The tables with these rows."""
        found = Findings()
        read = {id: data_from_rows(self.tables[id], rows[id], found) for id in self.plan.tables() if id in rows}
        assert not any(finding.blocks for finding in found), found.text("en")
        return read

    def holes(self) -> Iterator[tuple[str, int, str]]:
        """Every cell that is empty: table, row, column."""
        for id in self.plan.tables():
            for number, row in enumerate(self.rows.get(id, ())):
                yield from ((id, number, key) for key, value in row.items() if value is None)

    def filled(self, random: Random) -> Rows:
        """The rows with something possible in every empty cell."""
        full = {id: [dict(row) for row in rows] for id, rows in self.rows.items()}
        for id, number, key in self.holes():
            full[id][number][key] = _value(random, key)
        return full


def _value(random: Random, key: str) -> Any:
    match key:
        case "role":
            return random.choice(ROLES)
        case "ok":
            return random.choice(["是", "否"])
        case "a" | "n":
            return random.choice(["0", "20", f"{random.randrange(41) / 2:g}"])
        case _:
            return str(random.choice([0, 20, random.randrange(21)]))


def made(seed: int) -> Made | None:
    """The scheme of this number; None where it is refused, as some are: what is drawn need not be meant."""
    random = Random(seed)
    tables = {
        "staff": STAFF,
        "leave": events("leave", "请假", "zero", Column("days", "天数", decimals=0, high=20)),
        "checks": events("checks", "检查", random.choice(["no-data", "zero"]), MARK),
        **{table.id: table for table in TABLES},
    }
    text = _Scheme(random).text()
    findings = Findings()
    document = parse(text, "scheme.toml", findings)
    assert document is not None, text
    plugins = Plugins.of({})
    resolved = resolve(document, {}, findings)
    scheme = load_scheme("x", resolved, Toolbox.of(plugins.rules(), plugins.settlements(), tables), findings)
    found = None if scheme is None else plan(scheme, resolved, tables, findings)
    if found is None:
        assert any(finding.blocks for finding in findings), text
        return None
    return Made(text, found, tables, _rows(random))


def _rows(random: Random) -> Rows:
    people = [f"T{n}" for n in range(random.choice([3, 5, 7]))]
    rare = random.choice([0, 0.05, 0.15])  # how often a cell is empty

    def cell(key: str) -> Any:
        return None if random.random() < rare else _value(random, key)

    staff = [{"id": id, "school": random.choice("东西"), **{key: cell(key) for key in CELLS}} for id in people]
    rows: dict[str, list[Row]] = {"staff": staff, "leave": [], "checks": [], "judgements": []}
    for id in people:
        for term in PERIODS:
            rows["leave"] += [
                {"id": id, "term": term, "days": str(random.randrange(6))} for _ in range(random.choice([0, 0, 1, 2]))
            ]
            rows["checks"] += [
                {"id": id, "term": term, "n": _value(random, "n")} for _ in range(random.choice([0, 1, 1, 2]))
            ]
    return rows


class _Scheme:
    """Draws one scheme; what has been written may be read by what comes after it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.marks: list[str] = []
        self.values: list[str] = []

    def any(self, *items: Any) -> Any:
        return self.random.choice(items)

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    # formulas --------------------------------------------------------------------------------------------------

    def own(self) -> str:
        """A number of the person's own."""
        leaves = ["staff.a", "staff.b", "sum(leave.days)", "count(leave)", "sum(checks.n)", "count(checks)"]
        leaves += ["sum(leave.days, period='上')", "sum(checks.n, period='下')"]
        leaves += [f"marks.{id}" for id in self.marks] + [f"values.{id}" for id in self.values] * 2
        return self.any(*leaves)

    def number(self, depth: int = 2) -> str:
        """A number per subject, perhaps against the unit."""
        if depth == 0 or self.maybe(0.3):
            return self.own()
        inner = self.number(depth - 1)
        way = self.random.randrange(9)
        if way == 0:
            return f"({inner} + {self.number(depth - 1)})"
        if way == 1:
            return f"({inner} - {self.any(2, 5)})"
        if way == 2:
            return f"({inner} * {self.any('0.5', 2)})"
        if way == 3:
            return f"round({inner} / {self.any(3, 4)}, 1)"
        if way == 4:
            return f"(if {self.truth()} then {inner} else {self.any(0, 1, self.own())})"
        if way == 5:
            return f"{self.any('min', 'max')}({inner}, {self.any(3, 10)})"
        if way == 6:
            return f"{self.any('max', 'min', 'sum')}({self.any('staff.a', 'staff.b')})"
        if way == 7:
            return f"rank({self.any('staff.a', 'staff.b')})"
        return f"round(mean({self.any('staff.a', 'staff.b')}), 1)"

    def truth(self) -> str:
        """A condition."""
        plain = [
            f"staff.role == '{self.any(*ROLES)}'",
            "staff.ok == 1",
            f"{self.own()} >= {self.any(2, 6, 10)}",
            f"{self.own()} < {self.any(3, 8)}",
        ]
        first = self.any(*plain)
        if self.maybe(0.25):
            return f"{first} {self.any('and', 'or')} {self.any(*plain)}"
        return f"not ({first})" if self.maybe(0.1) else first

    # parts -----------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The file."""
        count = self.random.randrange(1, 4)
        lines = ['title = "试"', 'subject = "staff"', f"marks = {count * 10}", 'at-most = "none"', 'at-least = "none"']
        lines += ["round = { clause = 2, dimension = 2, total = 2 }"]
        lines += ['unit = "staff.school"'] if self.maybe(0.3) else []
        lines += ["[periods]", 'term = ["上", "下"]']
        for index in range(self.random.randrange(3)):
            lines += ["[[value]]", f'id = "v{index}"', f'title = "值{index}"', f'formula = "{self.number()}"']
            lines += ["decimals = 1"]
            self.values.append(f"v{index}")
        for index in range(count):
            lines += self.dimension(index)
        lines += self.verdicts()
        paid = list(self.money())
        pool = ["pool = 1000"] if paid else []
        return "\n".join([*pool, *lines, *paid]) + "\n"

    def dimension(self, index: int) -> Iterator[str]:
        id = f"d{index}"
        yield from ["[[dimension]]", f'id = "{id}"', f'title = "项{index}"', "marks = 10"]
        yield from ['at-least = "none"', 'at-most = "none"'] if self.maybe(0.5) else []
        if self.maybe(0.4):
            yield f'only-for = "{self.truth()}"'
            yield f'when-not-applicable = "{self.any("full", "zero", "rescale")}"'
        own = []
        for number in range(self.random.randrange(1, 4)):
            clause = f"{id}c{number}"
            yield from ["[[dimension.clause]]", f'id = "{clause}"', f'text = "条{clause}"']
            if self.maybe(0.2):
                yield f'only-for = "{self.truth()}"'
            if self.maybe(0.2):
                for when in (self.truth(), self.truth()):
                    yield from ["[[dimension.clause.variant]]", f'when = "{when}"', 'rule = "formula"']
                    yield f'points = "{self.number(1)}"'
            elif self.maybe(0.25):
                of = self.any("sum(leave.days)", "count(leave)", "sum(checks.n)", "count(checks)")
                yield from ['rule = "deduct"', f'of = "{of}"', "points = 0.5", 'per = "term"']
                yield f'combine = "{self.any("sum", "mean", "max", "min")}"'
            else:
                yield from ['rule = "formula"', f'points = "{self.number()}"']
            own.append(clause)
        self.marks += [*own, id]

    def verdicts(self) -> Iterator[str]:
        if self.maybe(0.4):
            yield from ["[[veto]]", 'id = "veto"', 'text = "否决"', f'when = "{self.truth()}"']
            yield from ['grade = "不合格"'] if self.maybe(0.9) else []
            yield from ["[[grade]]", 'name = "优秀"', f"at-least = {self.any(5, 10, 20)}"]
            yield from (
                ["quota = { most = 2, ties = '" + self.any("all", "none", "roster") + "' }"] if self.maybe(0.5) else []
            )
            yield from ["[[grade]]", 'name = "不合格"']
        if self.maybe(0.4):
            yield from ["[[award]]", 'id = "award"', 'title = "先进"', f'when = "{self.truth()}"']
            yield from (
                ["quota = { most = 1, ties = '" + self.any("all", "none", "roster") + "' }"] if self.maybe(0.6) else []
            )
        if self.maybe(0.3):
            yield from [
                "[[ranking]]",
                'id = "place"',
                'title = "名次"',
                f'ties = "{self.any("best", "worst", "mean", "dense", "roster")}"',
            ]

    def money(self) -> Iterator[str]:
        if self.maybe(0.4):
            yield from ["[[payment]]", 'id = "fixed"', 'title = "津贴"', 'settlement = "allowance"']
            own = "round(max(values.v0, 0))" if self.values else "7"
            yield f'amount = "{self.any("10", "if staff.ok == 1 then 20 else 5", own)}"'
        if self.maybe(0.6):
            by = self.any("marks.total", "staff.b", *(f"marks.{id}" for id in self.marks if "c" not in id))
            yield from ["[[payment]]", 'id = "share"', 'title = "奖励"', 'settlement = "share"', f'weight = "{by}"']
