"""Whole random schemes over a small school with holes in its data: what no author thought of beforehand.

Each is drawn twice in one go: as the text that an author writes, and as plain data for :mod:`tests.assess.by_hand`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from attrs import define, field, frozen

from kaohe_core.assess import Plan, plan
from kaohe_core.assess.as_table import as_table
from kaohe_core.assess.assessment import assess
from kaohe_core.findings import Findings
from kaohe_core.plugins.loader import Plugins
from kaohe_core.rules import TABLES
from kaohe_core.scheme.layers import resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Table
from kaohe_core.tables.reading import data_from_rows
from kaohe_core.toml.document import parse
from tests.assess.by_hand import ByHand, Clause, Dimension, Of, Prizes, Scheme, Verdict
from tests.assess.random_tables import CLASS, PERIODS, ROLES, Row, Rows, drawn_rows, drawn_tables, value

OF_RESULTS = {"of-class": None, "of-staff": "class"}  # and by which column of its roster they are rolled up
Drawn = tuple[str, Of]  # a formula, written and as plain data


@frozen
class Made:
    """A scheme and its tables: the text, the plan, the same by hand, and the rows as they were typed.

    ``first`` is the scheme whose result the table ``of-class`` is. ``refused``: something in it must be refused.
    """

    text: str
    plan: Plan
    hand: Scheme
    tables: Mapping[str, Table]
    rows: Rows
    refused: bool = False
    first: Made | None = None

    def data(self, rows: Rows) -> dict[str, Data]:
        """The tables with these rows."""
        found = Findings()
        read = {id: data_from_rows(self.tables[id], rows[id], found) for id in self.plan.tables() if id in rows}
        assert not any(finding.blocks for finding in found), found.text("en")
        for id, by in OF_RESULTS.items():
            if self.first is not None and id in self.plan.tables():
                before = self.first.data(rows)
                result = assess(self.first.plan, before, Findings())
                table = as_table(result, before[self.first.plan.roster.id], self.tables[id], by, found)
                assert table is not None, found.text("en")
                read[id] = table
        return read

    def by_hand(self) -> ByHand:
        """The third way, over the rows."""
        absence = {id: table.absence for id, table in self.tables.items()}
        first = None if self.first is None else self.first.by_hand()
        return ByHand(self.hand, self.plan.roster.id, self.rows, absence, first)

    @property
    def chosen(self) -> bool:
        """Whether an author said what is taken for what is not known: then it is no longer undetermined."""
        said = any(word in self.text for word in ("otherwise(", "known(", "if-missing"))
        return said or (self.first is not None and self.first.chosen)

    def holes(self) -> Iterator[tuple[str, int, str]]:
        """Every cell that is empty: table, row, column."""
        for id in {
            **dict.fromkeys(self.plan.tables()),
            **dict.fromkeys(self.first.plan.tables() if self.first else ()),
        }:
            for number, row in enumerate(self.rows.get(id, ())):
                yield from ((id, number, key) for key, cell in row.items() if cell is None)

    def filled(self, random: Random) -> Rows:
        """The rows with something possible in every empty cell."""
        full = {id: [dict(row) for row in rows] for id, rows in self.rows.items()}
        for id, number, key in self.holes():
            full[id][number][key] = value(random, key)
        return full


def made(seed: int) -> Made | None:
    """The scheme of this number; None where it is refused, as some are: what is drawn need not be meant."""
    random = Random(seed)
    tables = drawn_tables(random)
    rows = drawn_rows(random)
    chance = random.random()
    if chance < 0.4:
        tries = (_loaded("classes", random, {"classes": CLASS}, rows, None) for _ in range(9))
        first = next((one for one in tries if one is not None), None)
        return _loaded("staff", random, without(tables, "of-staff"), rows, first)
    if chance < 0.55:
        first = _loaded("staff", random, without(tables, *OF_RESULTS), rows, None)
        of_staff = {"classes": CLASS, "of-staff": tables["of-staff"]}
        return None if first is None else _loaded("classes", random, of_staff, rows, first)
    return _loaded("staff", random, without(tables, *OF_RESULTS), rows, None)


def without(tables: Mapping[str, Table], *ids: str) -> dict[str, Table]:
    """The tables but for these."""
    return {id: table for id, table in tables.items() if id not in ids}


def _loaded(subject: str, random: Random, tables: Mapping[str, Table], rows: Rows, first: Made | None) -> Made | None:
    tables = {**tables, **{table.id: table for table in TABLES}}
    if first is None:
        tables = without(tables, *OF_RESULTS)
    drawn = _Scheme(random, subject, chained=first is not None, graded=first is not None and bool(first.hand.grade))
    text = drawn.text()
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
    return Made(text, found, drawn.hand(), tables, rows, drawn.refused, first)


@define
class _Scheme:
    """Draws one scheme; what has been written may be read by what comes after it."""

    random: Random
    roster: str
    chained: bool = False
    graded: bool = False  # the scheme before it has grades
    refused: bool = False
    marks: list[str] = field(factory=list)
    values: dict[str, Of] = field(factory=dict)
    dimensions: list[Dimension] = field(factory=list)
    rest: dict[str, Any] = field(factory=dict)

    def hand(self) -> Scheme:
        """What was drawn, as plain data."""
        return Scheme(self.values, tuple(self.dimensions), **self.rest)

    def any(self, *items: Any) -> Any:
        return self.random.choice(items)

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    # formulas --------------------------------------------------------------------------------------------------

    def cell(self, *columns: str) -> Drawn:
        column = self.any(*columns)
        return f"{self.roster}.{column}", ("cell", column)

    def gathered(self, how: str, table: str, column: str, period: str | None = None) -> Drawn:
        within = "" if period is None else f", period='{period}'"
        of = f"{table}.{column}" if column else table
        return f"{how}({of}{within})", ("rows", how, table, column, period)

    def events(self) -> Drawn:
        """Of one’s own rows of events."""
        ways = [("sum", "leave", "days"), ("count", "leave", ""), ("sum", "checks", "n"), ("count", "checks", "")]
        return self.gathered(*self.any(*ways, ("max", "checks", "n")))

    def own(self) -> Drawn:
        """A number of the person’s own."""
        if self.marks and self.maybe(0.3):
            return self.mark()
        if self.values and self.maybe(0.25):
            id = self.any(*self.values)
            return f"values.{id}", ("value", id)
        if self.chained and self.maybe(0.5):
            if self.roster != "staff":
                how, id = self.any("mean", "sum", "max", "count"), self.any("total", "d0", "d0")
                read = self.gathered(how, "of-staff", "" if how == "count" else id)
                return _rounded(read) if how == "mean" else read
            id = self.any("total", "d0")
            return f"of-class.{id}", ("result", id)
        if self.roster != "staff" or self.maybe(0.35):
            return self.cell("a", "b")
        period = self.any(*PERIODS)
        ways = [
            lambda: (f"exams.n['{period}']", ("rows", "only", "exams", "n", period)),
            lambda: self.gathered("sum", self.any("exams", "checks"), "n", self.any(None, period)),
            lambda: self.gathered("sum", "leave", "days", period),
            lambda: ("extra.n", ("rows", "only", "extra", "n", None)),
            lambda: (f"count(visits where earlier(visits.day, {(n := self.any(7, 20))}) > 0)", ("earlier", n)),
            lambda: ("sum(round(otherwise(since-last(visits.day), 0) / 28, 0, 'down'))", ("since-last",)),
            lambda: _rounded(self.gathered("mean", "checks", "n")),
        ]
        return self.any(self.events, self.events, *ways)()  # type: ignore[no-any-return]  # one of the ways

    def mark(self) -> Drawn:
        wholes = [part.id for part in self.dimensions]
        id = self.any(*wholes) if wholes and self.maybe(0.5) else self.any(*self.marks)
        read = f"marks.{id}", ("mark", id)
        if self.maybe(0.6):
            return read
        if self.maybe(0.2):
            return f"(if known({read[0]}) then 1 else 3)", ("if", ("known", read[1]), _n(1), _n(3))
        return f"otherwise({read[0]}, 3)", ("otherwise", read[1], _n(3))

    def within(self) -> Drawn:
        """A number of the person’s own that depends on the period."""
        if self.maybe(0.12):
            self.refused = True  # over one’s own single row, or over the unit?
            return f"{self.any('max', 'min', 'mean', 'sum')}(exams.n)", ("number", "0")
        exam = "exams.n", ("rows", "only", "exams", "n", None)
        over = f"{(how := self.any('max', 'min'))}(only(exams.n))", ("unit", how, exam[1], None)
        return self.any(exam, over, self.events(), self.events())  # type: ignore[no-any-return]  # one of the ways

    def number(self, depth: int = 2, *, bound: bool = False) -> Drawn:
        """A number per subject, perhaps against the unit; ``bound``: one that depends on the period."""
        if depth == 0 or self.maybe(0.3):
            return self.within() if bound else self.own()
        inner = self.number(depth - 1, bound=bound)
        text, of = inner
        match self.random.randrange(11):
            case 0:
                other = self.number(depth - 1)
                return f"({text} + {other[0]})", ("+", of, other[1])
            case 1:
                return f"({text} - {(n := self.any(2, 5))})", ("-", of, _n(n))
            case 2:
                return f"({text} * {(n := self.any('0.5', 2))})", ("*", of, _n(n))
            case 3:
                return _rounded((f"{text} / {(n := self.any(3, 4))}", ("/", of, _n(n))))
            case 4:
                truth, other = self.truth(), self.any(_number(0), _number(1), self.own())
                return f"(if {truth[0]} then {text} else {other[0]})", ("if", truth[1], of, other[1])
            case 5:
                how, n = self.any("min", "max"), self.any(3, 10)
                return f"{how}({text}, {n})", ({"min": "least", "max": "most"}[how], of, _n(n))
            case 6 if not bound:
                return self.unit(self.any("max", "min", "sum"))
            case 7:
                if self.maybe(0.3):
                    league, column = self.cell("role")
                    return f"rank({text}, within={league})", ("rank", of, column)
                return f"rank({text})", ("rank", of)
            case 8 if not bound:
                return _rounded(self.unit("mean"))
            case 9 if not bound:
                truth = self.truth()
                return f"count(where {truth[0]})", ("unit", "count", None, truth[1])
        return inner

    def unit(self, how: str) -> Drawn:
        """Something over the unit."""
        text, of = self.any(self.cell("a", "b"), self.own())
        if "(" in text or "exams" in text:
            text, of = self.cell("a", "b")
        if self.maybe(0.3):
            return f"{how}({text} where known({text}))", ("unit", how, of, ("known", of))
        if self.maybe(0.3):
            truth = self.truth()
            return f"{how}({text} where {truth[0]})", ("unit", how, of, truth[1])
        return f"{how}({text})", ("unit", how, of, None)

    def plain(self) -> Drawn:
        """A condition with nothing joined."""
        match self.random.randrange(5 if self.graded else 4):
            case 0:
                text, of = self.cell("role")
                return f"{text} == '{(role := self.any(*ROLES))}'", ("==", of, ("text", role))
            case 1:
                text, of = self.cell("ok")
                return f"{text} == 1", ("==", of, _n(1))
            case 2:
                text, of = self.own()
                return f"{text} >= {(n := self.any(2, 6, 10))}", (">=", of, _n(n))
            case 3:
                text, of = self.own()
                return f"{text} < {(n := self.any(3, 8))}", ("<", of, _n(n))
        return "of-class.grade == '优秀'", ("==", ("result", "grade"), ("text", "优秀"))

    def truth(self) -> Drawn:
        """A condition."""
        first = self.plain()
        if self.maybe(0.25):
            other, how = self.plain(), self.any("and", "or")
            return f"({first[0]} {how} {other[0]})", (how, first[1], other[1])
        return (f"not ({first[0]})", ("not", first[1])) if self.maybe(0.1) else first

    # parts -----------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The file."""
        count = self.random.randrange(1, 4)
        lines = ['title = "试"', f'subject = "{self.roster}"', f"marks = {count * 10}"]
        lines += ['at-most = "none"', 'at-least = "none"', "round = { clause = 2, dimension = 2, total = 2 }"]
        if self.maybe(0.3):
            lines += [f'unit = "{self.roster}.school"']
            self.rest["unit"] = "school"
        lines += ["[periods]", 'term = ["上", "下"]']
        for index in range(self.random.randrange(3)):
            lines += self.value(f"v{index}")
        for index in range(count):
            lines += self.dimension(index)
        if self.maybe(0.4):
            lines += self.value("w")
        if self.maybe(0.3):
            ids = self.random.sample([part.id for part in self.dimensions], self.random.randrange(1, count + 1))
            lines += ["[[value]]", 'id = "s"', 'title = "合计"', f"sum-of = {ids}", "out-of = 60", "decimals = 1"]
            self.values["s"] = ("sum-of", tuple(ids), 60)
        lines += self.verdicts()
        paid = list(self.money())
        pool = ["pool = 1000"] if paid else []
        return "\n".join([*pool, *lines, *paid]) + "\n"

    def value(self, id: str) -> Iterator[str]:
        text, of = self.number()
        yield from ["[[value]]", f'id = "{id}"', f'title = "值{id}"', f'formula = "{text}"', "decimals = 1"]
        self.values[id] = of

    def dimension(self, index: int) -> Iterator[str]:
        id, asked, absent, held = f"d{index}", None, None, True
        yield from ["[[dimension]]", f'id = "{id}"', f'title = "项{index}"', "marks = 10"]
        if self.maybe(0.5):
            held = False
            yield from ['at-least = "none"', 'at-most = "none"']
        if self.maybe(0.4):
            (text, asked), absent = self.truth(), self.any("full", "full", "zero", "rescale")
            yield from [f'only-for = "{text}"', f'when-not-applicable = "{absent}"']
        lost: Of | None = None
        good: int | None = None
        if self.maybe(0.2):
            text, lost = self.truth()
            yield from ["[[dimension.lost]]", f'when = "{text}"', 'reason = "某事"']
        if self.maybe(0.2):
            good = self.any(3, 6)
            yield from ["[[dimension.grade]]", 'name = "优秀"', f"at-least = {good}"]
            yield from ["[[dimension.grade]]", 'name = "不合格"']
        clauses = []
        for number in range(self.random.randrange(1, 4)):
            clauses.append(clause := self.clause(f"{id}c{number}", counts=number == 0 or self.maybe(0.85)))
            yield from clause[0]
        self.marks += [*(clause.id for _, clause in clauses), id]
        made = tuple(clause for _, clause in clauses)
        self.dimensions.append(Dimension(id, made, asked, absent, held, lost, good))

    def clause(self, id: str, *, counts: bool) -> tuple[list[str], Clause]:
        lines = ["[[dimension.clause]]", f'id = "{id}"', f'text = "条{id}"']
        lines += [] if counts else ["record-only = true"]
        asked: Of | None = None
        if self.maybe(0.2):
            text, asked = self.truth()
            lines.append(f'only-for = "{text}"')
        per = self.roster == "staff" and self.maybe(0.4)
        combine = self.any("sum", "mean", "max", "min") if per else "sum"
        lines += ['per = "term"', f'combine = "{combine}"'] if per else []
        missing: Of | None = None
        if self.maybe(0.2):
            text, missing = self.any(_number(5), _rounded(self.unit("mean")), self.own())
            lines.append(f'if-missing = "{text}"')
        cases: list[tuple[Of | None, Of]] = []
        if self.maybe(0.25):
            for _ in range(2):
                when, points = self.variant(bound=per)
                lines += ["[[dimension.clause.variant]]", f'when = "{when[0]}"', 'rule = "formula"']
                lines.append(f'points = "{points[0]}"')
                cases.append((when[1], points[1]))
        elif per and self.maybe(0.3):
            text, of = self.events()
            lines += ['rule = "deduct"', f'of = "{text}"', "points = 0.5"]
            cases.append((None, ("-", _n(0), ("*", of, _n("0.5")))))
        elif per and self.maybe(0.3):
            exam: Of = ("rows", "only", "exams", "n", None)
            lines += ['rule = "ratio"', 'of = "exams.n"', 'to = "max(only(exams.n))"', "points = 10"]
            cases.append((None, ("*", ("/", exam, ("unit", "max", exam, None)), _n(10))))
        else:
            text, of = self.number(bound=per)
            lines += ['rule = "formula"', f'points = "{text}"']
            cases.append((None, of))
        return lines, Clause(id, tuple(cases), asked, PERIODS if per else (), combine, missing, counts)

    def variant(self, *, bound: bool) -> tuple[Drawn, Drawn]:
        if not bound:
            return self.truth(), self.number(1)
        text, of = self.events()
        n = self.any(1, 2, 6)
        when = self.any((f"{text} >= {n}", (">=", of, _n(n))), (f"{text} == 1", ("==", of, _n(1))))
        return when, self.number(1, bound=True)

    def verdicts(self) -> Iterator[str]:
        if self.maybe(0.5):
            text, self.rest["veto"] = self.truth()
            yield from ["[[veto]]", 'id = "veto"', 'text = "否决"', f'when = "{text}"']
            if self.maybe(0.9):
                self.rest["down"] = True
                yield 'grade = "不合格"'
        if self.maybe(0.5) or "down" in self.rest:
            least = self.any(5, 10, 20)
            yield from ["[[grade]]", 'name = "优秀"', f"at-least = {least}"]
            yield from self.quota("grade", (">=", ("mark", "total"), _n(least)), 2)
            yield from ["[[grade]]", 'name = "不合格"']
        if self.maybe(0.4):
            text, of = self.truth()
            graded = [part.id for part in self.dimensions if part.good is not None]
            if graded and self.maybe(0.5):
                id = self.any(*graded)
                text, of = f"marks.{id}-grade == '优秀'", ("==", ("mark", f"{id}/grade"), ("text", "优秀"))
            if "veto" in self.rest and self.maybe(0.3):
                text, of = f"({text} or marks.veto)", ("or", of, ("mark", "veto"))
            yield from ["[[award]]", 'id = "award"', 'title = "先进"', f'when = "{text}"']
            yield from self.quota("award", of, 1)
        if self.maybe(0.3):
            self.rest["ranking"] = ties = self.any("best", "worst", "mean", "dense", "roster")
            yield from ["[[ranking]]", 'id = "place"', 'title = "名次"', f'ties = "{ties}"']

    def quota(self, id: str, when: Of, most: int) -> Iterator[str]:
        self.rest[id] = Verdict(when)
        if self.maybe(0.5):
            ties = self.any("all", "none", "roster")
            self.rest[id] = Verdict(when, most, ties)
            yield f'quota = {{ most = {most}, ties = "{ties}" }}'

    def money(self) -> Iterator[str]:
        parts = [f"d{index}" for index in range(len(self.dimensions))]
        positive = lambda read: (f"max({read[0]}, 0)", ("most", read[1], _n(0)))  # noqa: E731  # used below, twice
        if self.maybe(0.4):
            ok = self.cell("ok")
            way = (f"if {ok[0]} == 1 then 20 else 5", ("if", ("==", ok[1], _n(1)), _n(20), _n(5)))
            text, of = self.any(_number(10), way, positive(self.own()), positive((f"marks.{parts[0]}", ("mark", "d0"))))
            yield from ["[[payment]]", 'id = "fixed"', 'title = "津贴"', 'settlement = "allowance"']
            yield f'amount = "{text}"'
            self.rest["allowance"] = of
        if self.maybe(0.3):
            read = [(f"marks.{id}", ("mark", id)) for id in ("total", *parts)]
            (text, of), ties = self.any(*read, *read, self.own()), self.any("average", "best", "worst", "roster")
            yield from ["[[payment]]", 'id = "prizes"', 'title = "名次奖"', 'settlement = "prizes"']
            yield from ["prizes = [31, 20]", f'by = "{text}"', f'ties = "{ties}"']
            asked: Of | None = None
            if self.maybe(0.4):
                text, asked = self.truth()
                yield f'only-for = "{text}"'
            self.rest["prizes"] = Prizes(of, (31, 20), ties, asked)
        if self.maybe(0.6):
            marks = [(f"marks.{id}", ("mark", id)) for id in ("total", *parts)]
            text, of = positive(self.any(*marks, self.cell("b"), self.own()))
            yield from ["[[payment]]", 'id = "share"', 'title = "奖励"', 'settlement = "share"', f'weight = "{text}"']
            self.rest["weight"] = of


def _n(number: int | str) -> Of:
    return ("number", str(number))


def _number(number: int) -> Drawn:
    return str(number), _n(number)


def _rounded(drawn: Drawn) -> Drawn:
    return f"round({drawn[0]}, 1)", ("round", drawn[1], 1)


__all__ = ["Made", "Row", "made"]
