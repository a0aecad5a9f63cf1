"""The plan of an assessment: every mark and every amount as a named step, in order.

A step is a formula over measures and earlier steps. All renderings walk the same list: the columns engine, the exact
evaluator, explanations and workbooks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from kaohe_core.assess.bound import check_period
from kaohe_core.assess.measure import ExactRows, check_unique, field_value, measure_range, too_early, window_range
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.formula import tree
from kaohe_core.formula.columns import ColumnRatio, ColumnValue, Compiler
from kaohe_core.formula.tree import Formula, FormulaError
from kaohe_core.messages import Text, message
from kaohe_core.scheme.model import Clause, Dimension, Payment, Period, Scheme
from kaohe_core.scheme.periods import by_id
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Table
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys

if TYPE_CHECKING:
    from kaohe_core.formula.exact import Exact

Role = Literal["value", "clause", "dimension", "total", "verdict", "notice", "money"]
MOST = "/most"  # in the id of the step that holds a quota
MEMBERS = 100_000  # the most subjects of one unit that a scheme is accepted for


@frozen
class Bound:
    """A bound that the scheme writes: ``key`` is its key, ``of`` what it holds, ``least`` says from below."""

    key: str
    of: Formula
    edge: tree.Number
    least: bool


@frozen
class PlanStep:
    """One step: ``formula`` gives the value, ``applies`` says for whom there is one (None: everybody).

    ``parts`` are the steps whose standing decides its own, ``given`` those of them that give their marks to whoever
    they are not about, too. ``keys`` lead to what the scheme's author wrote.
    """

    id: str
    title: Text
    role: Role
    formula: Formula
    applies: Formula | None = None
    parts: tuple[str, ...] = ()
    keys: Keys = ()
    clause: Clause | None = None
    dimension: Dimension | None = None
    payment: Payment | None = None
    bounds: tuple[Bound, ...] = ()
    whole: bool = False  # an amount of the whole unit: the same for everybody in it
    given: frozenset[str] = frozenset()
    out_of: str | None = None  # the step that such an amount may not exceed
    unit: str = ""  # of an intermediate value, as in 12 课时
    shares: str | None = None  # of a sum of weights: the step whose money is divided by them
    weight: bool = False  # money is divided in proportion to it: nobody's is below 0

    @property
    def for_unscored(self) -> bool:
        """Whether those who are assessed without marks have it too."""
        return self.role in ("money", "value")

    def measures(self) -> Iterator[tree.Measure]:
        """The measures it reads, each once, the condition's included."""
        return iter(self._measures)

    @cached_property
    def _measures(self) -> tuple[tree.Measure, ...]:
        # Explanations ask for them person by person, and formulas that share parts are long to walk.
        return tuple(dict.fromkeys(tree.measures_of(self.formula, self.applies)))

    def reads(self) -> set[str]:
        """The ids of the steps whose values it reads, the condition's included."""
        return {mark.id for mark in tree.marks_of(self.formula, self.applies)}


@frozen
class Plan:
    """The steps of a scheme and the conditions that set people apart before any step."""

    scheme: Scheme
    steps: tuple[PlanStep, ...]
    roster: Table = field()

    def step(self, id: str) -> PlanStep:
        """The step with this id."""
        return self._by_id[id]

    def rows(self, tables: Mapping[str, Data]) -> ExactRows:
        """The rows of the tables by subject, as the exact evaluator reads them."""
        return ExactRows(tables, self.periods, self.roster.id)

    @cached_property
    def periods(self) -> dict[str, Period]:
        """Every period of the scheme by id."""
        return by_id(self.scheme.periods)

    @cached_property
    def _by_id(self) -> Mapping[str, PlanStep]:
        return {step.id: step for step in self.steps}

    def conditions(self) -> Iterator[Formula]:
        """What is asked about every subject before scoring: who is assessed, who is scored, which unit, what name."""
        scheme = self.scheme
        yield from (reason.when for reason in (*scheme.not_assessed, *scheme.not_scored))
        yield from (formula for formula in (scheme.unit, scheme.name) if formula is not None)
        if scheme.payout is not None:
            yield scheme.payout.account
            if scheme.payout.holder is not None:
                yield scheme.payout.holder

    def asked(self) -> set[str]:
        """The ids of the tables that are asked before scoring."""
        return {node.table.id for node in tree.measures_of(*self.conditions())}

    def unit_of(self, subject: str, before: Exact) -> str | None:
        """The unit of somebody; empty where all are one, None where it is not known or not about this person."""
        unit = self.scheme.unit
        found = "" if unit is None else before.value(unit, subject)
        return None if found is None else str(found)

    def measures(self) -> dict[tree.Measure, None]:
        """Every measure the plan reads, once, in order."""
        return self._measures

    @cached_property
    def _measures(self) -> dict[tree.Measure, None]:
        found: dict[tree.Measure, None] = {}
        found.update(dict.fromkeys(tree.measures_of(*self.conditions())))
        for step in self.steps:
            found.update((node, None) for node in step.measures())
        return found

    def tables(self) -> list[str]:
        """The ids of the tables the plan reads, the roster first."""
        found = {self.roster.id: None}
        found.update((node.table.id, None) for node in self.measures())
        return list(found)


def ranges(leaf_marks: Mapping[str, ColumnValue] | None = None) -> Compiler:
    """A compiler that follows ranges only."""

    def leaf(node: Formula) -> ColumnValue:
        match node:
            case tree.Measure():
                return measure_range(node, lambda one: compiler.value(one.of))
            case tree.Field():
                return field_value(node, building=False)
            case tree.PersonsOwn():
                return compiler.value(node.of)
            case tree.Window():
                return window_range(node)
            case tree.Mark():
                raise too_early(node)
        raise NotImplementedError(type(node).__name__)

    compiler = Compiler(leaf=leaf, members=MEMBERS, building=False, marks=dict(leaf_marks or {}))
    return compiler


def check(plan: Plan, document: Document, findings: Findings) -> dict[str, ColumnValue]:
    """Follow the ranges of every step: what could overflow, or has no meaning, is a finding at its clause.

    Returns the range of each step.
    """
    for table in {node.table.id: node.table for node in plan.measures() if node.table.via is not None}.values():
        column = plan.roster.column(str(table.via))
        if column is None or column.type != "text":
            findings.add(
                document.place(("subject",), value=True),
                message(
                    "the table “{table}” is about “{via}” of the roster, which has no such text column",
                    table=table.id,
                    via=table.via,
                ),
                did_you_mean(str(table.via), [c.id for c in plan.roster.columns if c.type == "text"]),
            )
    compiler = ranges()
    periods = {period.id: period for kind in plan.scheme.periods.values() for period in kind}
    for index, formula in enumerate(plan.conditions()):
        try:
            compiler.value(formula)
            for node in tree.measures_of(formula):
                check_unique(node)
                check_period(node, periods)
        except FormulaError as error:
            findings.add(document.place(_condition_keys(plan.scheme, index)), error.what, error.mend)
    found: dict[str, ColumnValue] = {}
    # A clause with a finding has no step: what reads it, or the total, is not wrong for that.
    broken = {clause.id for clause in plan.scheme.clauses()} | {part.id for part in plan.scheme.dimensions()}
    broken |= {"total"}
    broken -= {step.id for step in plan.steps}
    for step in plan.steps:
        if not broken.isdisjoint(mark.id for mark in tree.marks_of(step.formula)):
            broken.add(step.id)  # said once, where it is wrong
            continue
        try:
            for node in step.measures():
                check_unique(node)
                check_period(node, periods)
            only = None if step.applies is None else compiler.plain(step.applies)
            found[step.id] = compiler.step(step.id, step.formula, only)
            if step.role == "verdict" and step.id.endswith(MOST) and decimals(found[step.id]) != 0:
                findings.add(
                    document.place((*step.keys, "quota", "most"), value=True),
                    message("a quota is a whole number, and this one need not be: how is it rounded?"),
                    message('write round(…, 0, "down"), round(…, 0, "up"), or round(…) for half up'),
                )
        except FormulaError as error:
            findings.add(document.place(step.keys), error.what, error.mend)
            broken.add(step.id)
    return found


def _condition_keys(scheme: Scheme, index: int) -> Keys:
    keys: list[Keys] = [("not-assessed", i, "when") for i in range(len(scheme.not_assessed))]
    keys += [("not-scored", i, "when") for i in range(len(scheme.not_scored))]
    keys += [("unit",)] if scheme.unit is not None else []
    keys += [("name",)] if scheme.name is not None else []
    keys += [("payout", "account"), ("payout", "holder")]
    return keys[index]


def decimals(value: ColumnValue) -> int | None:
    """How many decimals a value of this range can have at most; None for a quotient that is not rounded."""
    if not isinstance(value, ColumnRatio) or value.den is not None:
        return None
    places = 0
    scale = value.scale
    while (10**places) % scale:
        places += 1
        if places > 30:
            return None
    return places


def known_table(scheme: Scheme, tables: Mapping[str, Table], document: Document, findings: Findings) -> Table | None:
    """The roster; a finding where the scheme names a table that is not declared."""
    table = tables.get(scheme.subject)
    if table is None:
        findings.add(
            document.place(("subject",), value=True),
            message("the table “{table}” is not declared", table=scheme.subject),
            did_you_mean(scheme.subject, tables),
        )
    return table
