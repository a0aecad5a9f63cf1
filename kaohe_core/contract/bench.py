"""A small scheme over made-up rows, planned and scored in every way: where rules and settlements are tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from attrs import field, frozen

from kaohe_core.assess import plan
from kaohe_core.assess.assessment import assess
from kaohe_core.assess.plan import Plan
from kaohe_core.assess.result import Result
from kaohe_core.assess.settle import PAID, POOL
from kaohe_core.assess.twice import computed_twice
from kaohe_core.contract.made_rows import made_rows
from kaohe_core.contract.made_tables import EVENTS, PEOPLE
from kaohe_core.findings import Findings, Place
from kaohe_core.formula.words import plain_number, words
from kaohe_core.messages import LANGUAGES, message
from kaohe_core.plugins.loader import Plugins
from kaohe_core.scheme.layers import resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Table
from kaohe_core.tables.reading import data_from_rows
from kaohe_core.tables.subjects import check_subjects
from kaohe_core.toml.document import Document
from kaohe_core.workbook import workbook

IDS = tuple(f"T{number:02}" for number in range(1, 9))
TOTAL = "total"  # the id of the one period


@frozen
class Bench:
    """The tables of the plugins that are tried, and those made up."""

    plugins: Plugins
    tables: Mapping[str, Table] = field(init=False)

    @tables.default
    def _all(self) -> Mapping[str, Table]:
        known = {name: stamped.value for name, stamped in self.plugins.tables().items()}
        return known | {table.id: table for table in (PEOPLE, EVENTS)}

    def planned(self, scheme: Mapping[str, Any], findings: Findings) -> Plan | None:
        """The plan of a scheme; None if a finding blocks."""
        watch = findings.watch()
        document = Document("tried", dict(scheme))
        resolved = resolve(document, self.plugins.dimensions(), findings)
        toolbox = Toolbox.of(self.plugins.rules(), self.plugins.settlements(), self.tables)
        loaded = load_scheme("tried", resolved, toolbox, findings)
        if loaded is None or watch.blocked:
            return None
        return plan(loaded, resolved, self.tables, findings)

    def rows(self, made: Plan) -> dict[str, Data]:
        """Made-up rows of every table that the plan reads; of the core's own none."""
        noted = Findings()
        brought = self.plugins.tables()
        roster = data_from_rows(made.roster, made_rows(made.roster, IDS, TOTAL), noted)
        assert roster is not None  # noqa: S101  # the declaration allows these rows
        found = {made.roster.id: roster}
        for name in made.tables():
            if name in found:
                continue
            table = self.tables[name]
            ids = [*roster.frame[table.via].unique(maintain_order=True)] if table.via is not None else list(IDS)
            own = name in brought and brought[name].plugin == "core"
            data = data_from_rows(table, [] if own else made_rows(table, ids, TOTAL), noted)
            data = data_from_rows(table, [], noted) if data is None else data
            assert data is not None  # noqa: S101  # no row can be wrong
            found[name] = data if table.via is not None else check_subjects(data, roster, noted)
        return found

    def all_rows(self) -> dict[str, Data]:
        """Made-up rows of every table that is declared, all about the same people."""
        noted, found = Findings(), dict[str, Data]()
        for name, table in self.tables.items():
            data = data_from_rows(table, made_rows(table, IDS, TOTAL), noted)
            if data is not None:
                found[name] = data
        return found

    def scored(self, made: Plan, findings: Findings) -> Rendered:
        """The result over made-up rows: by the columns, exactly, in words, as a workbook.

        Every difference is noted. What only the data get wrong is not: nobody made them so.
        """
        tables = self.rows(made)
        return rendered(made, assess(made, tables, Findings()), tables, findings)

    def check_pool(self, made: Plan, findings: Findings) -> None:
        """Note where more is paid than there is to divide."""
        result = assess(made, self.rows(made), Findings())
        if PAID not in result.values or POOL not in result.values:
            return
        subjects = list(result.subjects())
        paid = sum((subject.number(PAID) or Fraction(0) for subject in subjects), Fraction(0))
        pool = subjects[0].number(POOL)
        if pool is not None and paid > pool:
            findings.add(
                Place(),
                message("of a pool of {pool} it pays {paid}", pool=plain_number(pool), paid=plain_number(paid)),
                message('divide pot.left, and round each amount down: (pot.left * weight / weights).round(2, "down")'),
            )


@frozen
class Rendered:
    """A result in every rendering: how many numbers agree, and the workbook, which nobody has recomputed yet."""

    numbers: int
    book: bytes = field(repr=False)


def rendered(made: Plan, result: Result, tables: Mapping[str, Data], findings: Findings) -> Rendered:
    """A result in every rendering; every difference is noted."""
    agreement = computed_twice(result, tables, findings)
    exact = agreement.oracle.exact
    for id in list(exact.subjects)[:2]:
        value: Callable[[Any], Any] = partial(exact.value, at=id)
        for step in made.steps:
            for language in LANGUAGES:
                words(step.formula, value, language, zeros=step.role != "money")
    return Rendered(agreement.numbers, workbook(made, result, tables, Findings()).content)


def with_clauses(rule: str, written: list[dict[str, Any]]) -> dict[str, Any]:
    """A scheme whose clauses are one rule with these parameters."""
    clauses = [
        {"id": f"c{number}", "text": f"c{number}", "rule": rule, **parameters}
        for number, parameters in enumerate(written, start=1)
    ]
    dimension = {"id": "d", "title": "d", "marks": 100, "start": "zero", "at-least": "none", "at-most": "none"}
    return _scheme() | {"dimension": [dimension | {"clause": clauses}]}


def with_payments(settlement: str, written: list[dict[str, Any]]) -> dict[str, Any]:
    """A scheme that pays by one settlement with these parameters, one after another from one pool."""
    clause = {"id": "c", "text": "c", "rule": "formula", "points": f"{PEOPLE.id}.number"}
    dimension = {"id": "d", "title": "d", "marks": 100, "start": "zero", "clause": [clause]}
    payments = [
        {"id": f"p{number}", "title": f"p{number}", "settlement": settlement, **parameters}
        for number, parameters in enumerate(written, start=1)
    ]
    return _scheme() | {"pool": "1000000", "dimension": [dimension], "payment": payments}


def with_dimension(name: str, marks: Any, subject: str) -> dict[str, Any]:
    """A scheme that takes over one ready dimension."""
    return _scheme() | {"subject": subject, "marks": marks, "dimension": [{"use": name}]}


def _scheme() -> dict[str, Any]:
    return {"title": "tried", "subject": PEOPLE.id, "marks": 100, "round": {TOTAL: 2}}
