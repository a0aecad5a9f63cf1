"""A school of three whose records are in perfect order, for tests that change one thing at a time.

Every test runs with rows in memory; and with Excel files that go through the whole project: those that bear
``both_ways`` always, the others in a thorough run.
Without any change (worked out from the clauses): T1 10 + 30 + 40 + 18 = 98, K1 and L1 10 + 30 + 40 + 20 = 100.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import field, frozen

import kaohe_core as kaohe
from kaohe_core import Findings, FindingsError, Result, Table
from kaohe_core.testing import Computed, assert_agree, compute, core_tables, read_rows, score_all
from kaohe_performance_pay import plugin

Row = dict[str, Any]
TERMS = ("2025下", "2026上")
OF_THE_YEAR = tomllib.loads((plugin.folder / "tables/yearly-appraisal.toml").read_text("utf-8"))["table"]
READY = plugin.folder / "schemes" / "pay" / "schemes" / "pay.toml"
OF_THE_ROUND = "\n[round."  # the pool, the terms and the date stand in kaohe.toml, from here on
DECLARED = {table.id: table for table in plugin.kaohe_tables()} | core_tables()
TABLES = {id: table for id, table in DECLARED.items() if id not in OF_THE_YEAR}
RATED = ("virtue", "ability", "diligence", "achievement", "probity")


def choices(table: str, column: str) -> tuple[str, ...]:
    """The texts that may stand in a column."""
    declared = DECLARED[table].column(column)
    assert declared is not None
    return declared.choices


def person(id: str, kind: str = "专任教师", born: date = date(1980, 1, 1), sex: str = "男", **other: Any) -> Row:
    """A member of staff on duty."""
    usual = {"employment": "正式", "in-post": "是", "kind": kind, "arrangement": "在岗"}
    return {"id": id, "name": f"姓名{id}", "sex": sex, "born": born, **usual, **other}


def by_term(id: str, **values: Any) -> list[Row]:
    """The same row for both terms."""
    return [{"id": id, "term": term, **values} for term in TERMS]


def base() -> dict[str, list[Row]]:
    """The three people's records."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    rows["staff"] = [person("T1"), person("K1", "幼儿园教师"), person("L1", "非教学人员")]
    for id in ("T1", "K1", "L1"):
        clean = {"sick-days": 0, "personal-days": 0, "absent-days": 0, "missed-signs": 0}
        rows["attendance"] += by_term(id, **clean)
        rows["posts"].append({"id": id, "post": "本职", "weekly": 10})
        rows["accounts"].append({"id": id, "account": f"62{id}", "holder": f"姓名{id}"})
    for id in ("T1", "K1"):
        rows["term-marks"] += by_term(id, routine=40, research=30)
    level = {"course": "一班", "own-mean": 80, "town-mean": 80, "rank": 5, "taken-over": "否"}
    rows["teaching-quality"] = by_term("T1", **level)
    rows["kindergarten-results"] = by_term("K1", showing=10, safety=5, enrolment=5)
    rows["duty-marks"] = by_term("L1", duties=20, safety=10, attitude=10)
    rows["post-targets"] = by_term("L1", target=10)
    rows["ratings"] = [{"id": "L1", "rater": "校长", **dict.fromkeys(RATED, 10)}]
    return rows


def changed(rows: list[Row], table: Table, changes: Sequence[Row]) -> list[Row]:
    """The rows with ``changes`` laid over those of the same key, or added."""
    result = [dict(row) for row in rows]
    for change in changes:
        same = [row for row in result if table.keys and all(row.get(k) == change.get(k) for k in table.keys)]
        if same:
            same[0].update(change)
        else:
            result.append(dict(change))
    return result


@frozen(eq=False)
class Scored:
    """What came of it; nothing is computed where a finding blocks."""

    findings: list[str]
    found: Computed | None = None

    @property
    def computed(self) -> Computed:
        """The scheme with its tables and its result; the test fails with the findings where there is none."""
        assert self.found is not None, self.findings
        return self.found

    @property
    def result(self) -> Result:
        """The result."""
        return self.computed.result

    def points(self, step: str, id: str = "T1") -> Decimal | None:
        """The value of a step, as an exact decimal."""
        subject = self.result.subject(id)
        assert subject is not None
        number = subject.number(step)
        return None if number is None else Decimal(number.numerator) / Decimal(number.denominator)

    def standing(self, step: str, id: str = "T1") -> str:
        """Why the mark is what it is."""
        subject = self.result.subject(id)
        assert subject is not None
        return subject.standing(step)

    def paid(self, *ids: str) -> list[Decimal | None]:
        """What each is paid in all."""
        return [self.points("paid", id) for id in ids]


def write_excel(path: Path, table: Table, rows: Sequence[Row]) -> None:
    """A workbook as an office keeps it: a title above the header, Chinese headers, the last column first."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    columns = [column for column in reversed(table.columns) if any(column.id in row for row in rows)]
    sheet.append([f"某小学{table.title.zh}表"])
    sheet.append([column.title.zh for column in columns])
    for row in rows:
        cells = [row.get(column.id) for column in columns]
        sheet.append([float(cell) if isinstance(cell, Decimal) else cell for cell in cells])
    book.save(path)


WAYS = ["memory", "excel"]
both_ways = pytest.mark.parametrize("school", WAYS, indirect=True)


@pytest.fixture(params=[WAYS[0], pytest.param(WAYS[1], marks=pytest.mark.thorough)])
def school(
    request: pytest.FixtureRequest, tmp_path: Path, projects: Callable[[str], PlannedSchool]
) -> Callable[..., Scored]:
    """``school(attendance=[…], …)``: the school of three with changed rows, scored by the ready scheme.

    ``edits`` replaces pieces of the scheme's text or of the round's, each of which must be there; ``without`` takes
    rows out of tables.
    """

    def scored(
        *, edits: Mapping[str, str] | None = None, without: Mapping[str, str] | None = None, **changes: Sequence[Row]
    ) -> Scored:
        rows = base()
        for name, gone in (without or {}).items():
            rows[name] = [row for row in rows[name] if row["id"] != gone]
        for name, more in changes.items():
            table = TABLES[name.replace("_", "-")]
            rows[table.id] = changed(rows[table.id], table, more)
        for name, table in TABLES.items():
            if table.evidence is not None:
                rows[name] = [{table.evidence: "原件", **row} for row in rows[name]]
        settings = (READY.parent.parent / "kaohe.toml").read_text("utf-8")
        text = READY.read_text("utf-8") + settings[settings.index(OF_THE_ROUND) :].replace(
            "pool = 60000", "pool = 3000"
        )
        for old, new in (edits or {}).items():
            assert old in text, old
            text = text.replace(old, new)
        if request.param == "memory":
            return in_memory(projects(text), rows)
        filled = [name for name in TABLES if rows[name]]
        for name in filled:
            write_excel(tmp_path / f"{name}.xlsx", TABLES[name], rows[name])
        of_files = score_all(project_in(tmp_path, text, filled))
        return Scored(of_files.findings, of_files.computed.get("pay"))

    return scored


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], PlannedSchool]:
    """``projects(text)``: a project with this scheme and without files, opened and planned once for all tests."""

    @cache
    def of(text: str) -> PlannedSchool:
        project = project_in(tmp_path_factory.mktemp("memory"), text, [])
        try:
            return PlannedSchool(project, project.begin().load()[0])
        except FindingsError as error:
            return PlannedSchool(project, None, [finding.text("zh") for finding in error.findings])

    return of


@frozen(eq=False)
class PlannedSchool:
    """An open project with its one scheme ready, or with what is wrong with it."""

    project: Any
    ready: Any
    findings: Sequence[str] = ()
    read: dict[str, Any] = field(factory=dict)  # the tables that tests have read, by their rows: most are the same

    def tables(self, rows: Mapping[str, list[Row]], findings: Findings) -> dict[str, Any]:
        """The tables of the scheme over these rows; what is wrong with them is noted."""
        found = {}
        for name in self.ready.plan.tables():
            key = f"{name} {rows[name]!r}"
            if key not in self.read:
                own = Findings()
                self.read[key] = read_rows(self.ready.tables[name], rows[name], own), own
            found[name], own = self.read[key]
            findings.extend(own)
        return found


def project_in(folder: Path, text: str, filled: Sequence[str]) -> Any:
    """A project with this scheme, open, and what the round says behind it; of other tables there is no record."""
    text, begins, of_the_round = text.partition(OF_THE_ROUND)
    lines = ["[project]", 'name = "某小学"', 'plugins = ["performance-pay"]', "[tables]"]
    lines += [f'{name} = "{name}.xlsx"' if name in filled else f'{name} = "none"' for name in TABLES]
    lines += ["[[scheme]]", 'id = "pay"', 'file = "pay.toml"']
    (folder / "kaohe.toml").write_text("\n".join(lines) + begins + of_the_round, "utf-8")
    (folder / "pay.toml").write_text(text, "utf-8")
    return kaohe.open(folder)


def in_memory(project: PlannedSchool, rows: Mapping[str, list[Row]]) -> Scored:
    """The project over these rows."""
    if project.ready is None:
        return Scored([*project.findings])
    findings, ready = Findings(), project.ready
    tables = project.tables(rows, findings)
    project.project.project.plugins.check(ready.scheme, tables, findings)
    if findings.blocked:
        return Scored([finding.text("zh") for finding in findings])
    computed = compute(ready, tables, findings)
    assert_agree(computed.result, tables)
    return Scored([finding.text("zh") for finding in findings], computed)
