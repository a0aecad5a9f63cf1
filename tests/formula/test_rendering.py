"""Renderings and lowered nodes: what a plugin brings of either works with all there is of the other."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from textwrap import dedent
from typing import ClassVar

import attrs
import pytest

import kaohe_core as kaohe
from kaohe_core.assess.oracle import Oracle
from kaohe_core.formula.columns import Compiler
from kaohe_core.formula.exact import Exact
from kaohe_core.formula.maths import maths
from kaohe_core.formula.nodes import nodes
from kaohe_core.formula.sheet import Renderer
from kaohe_core.formula.tree import Earlier, SinceLast
from kaohe_core.formula.words import words
from kaohe_core.rules import RULES
from kaohe_core.testing import office
from kaohe_core.workbook import write_workbook
from tests import scored
from tests.formula import made

# nodes of a plugin ---------------------------------------------------------------------------------------------------


@attrs.frozen(cache_hash=True, order=False)
class Distance(kaohe.Formula):
    """How far two numbers are apart: no rendering has heard of it."""

    one: kaohe.Formula
    other: kaohe.Formula

    def lowered(self) -> kaohe.Formula:
        return kaohe.choose(self.one < self.other, self.other - self.one, self.one - self.other)


@attrs.frozen(cache_hash=True, order=False)
class Share(kaohe.Formula):
    """The share of a subject’s rows that meet a condition; it gathers rows that are not among its attributes."""

    table: kaohe.Table
    where: kaohe.Formula

    def lowered(self) -> kaohe.Formula:
        met, all_ = kaohe.CountOfRows(self.table, where=self.where), kaohe.CountOfRows(self.table)
        return kaohe.choose(all_.equals(0), 0, met / all_)


STAFF = kaohe.Table("staff", "名单", [kaohe.Column("id", "工号", "text"), kaohe.Column("weekly", "周课时", high=40)])
VISITS = kaohe.Table(
    "visits",
    "家访",
    [
        kaohe.Column("id", "工号", "text"),
        kaohe.Column("term", "学期", "text"),
        kaohe.Column("homes", "户数", high=50),
    ],
    rows="event",
    absence="zero",
    period="term",
)
HOMES = kaohe.Field(VISITS, VISITS.column("homes"))


@attrs.define(kw_only=True)
class Near(kaohe.Rule):
    """Marks for being near the mean, and for the share of long visits."""

    name: ClassVar[str] = "near"
    title: ClassVar[kaohe.Text] = kaohe.Text("接近", "near")
    of: kaohe.Formula = kaohe.doc("what is compared with its mean")

    def formula(self) -> kaohe.Formula:
        far = Distance(self.of, kaohe.mean(self.of))
        return (10 - far).round(2) + (Share(VISITS, HOMES > 3) * 5).round(2)


FILES = {
    "kaohe.toml": """
        [project]
        name = "某校"
        [tables]
        staff = "staff.csv"
        visits = "visits.csv"
        [[scheme]]
        id = "s"
        file = "s.toml"
    """,
    "s.toml": """
        title = "考核"
        subject = "staff"
        marks = 100
        round = { total = 2 }
        [periods]
        term = ["上", "下"]
        [[dimension]]
        id = "d"
        title = "指标"
        marks = 100
        at-most = "none"
          [[dimension.clause]]
          id = "whole-year"
          text = "全年"
          rule = "near"
          of = "staff.weekly"
          [[dimension.clause]]
          id = "by-term"
          text = "每学期"
          rule = "near"
          of = "staff.weekly"
          per = "term"
    """,
    "staff.csv": [{"工号": "A", "周课时": 12}, {"工号": "B", "周课时": 15}, {"工号": "C", "周课时": 9}],
    "visits.csv": [
        {"工号": "A", "学期": "上", "户数": 5},
        {"工号": "A", "学期": "下", "户数": 2},
        {"工号": "A", "学期": "下", "户数": 9},
        {"工号": "B", "学期": "上", "户数": 1},
    ],
}


class Plugin:
    """What the plugin brings, by the hooks."""

    @staticmethod
    @kaohe.hookimpl
    def kaohe_tables() -> list[kaohe.Table]:
        return [STAFF, VISITS]

    @staticmethod
    @kaohe.hookimpl
    def kaohe_rules() -> list[type[kaohe.Rule]]:
        return [Near]


# The mean of 12, 15 and 9 is 12. A: 10 + 2/3 × 5 = 13.33; B: 7 + 0; C: 7 + 0 (no visit at all).
# By terms: A 上 10 + 5 and 下 10 + 2.5, together 27.5; B 7 + 7, C 7 + 7.
YEAR = [Fraction("13.33"), Fraction(7), Fraction(7)]
TERMS = [Fraction("27.5"), Fraction(14), Fraction(14)]


@pytest.fixture
def outcome(kaohe_project):
    files = {name: dedent(text) if isinstance(text, str) else text for name, text in FILES.items()}
    return kaohe_project(files, {"near": Plugin()}).score("s")


def test_a_lowered_node_is_computed_by_columns_and_exactly(outcome):
    result = outcome.result
    assert [subject.value("whole-year") for subject in result.subjects()] == YEAR
    assert [subject.value("by-term") for subject in result.subjects()] == TERMS


def oracle_of(outcome) -> Oracle:
    return Oracle(outcome.result.plan, outcome.scored.tables)


def test_a_lowered_node_is_told_and_written(outcome):
    oracle = oracle_of(outcome)
    formula = oracle.plan.step("whole-year").formula
    said = words(formula, lambda node: oracle.exact.value(node, "B"), "zh")
    assert "周课时 15 − 全体计分人员周课时合计 36 ÷ 3 人" in said
    assert said.endswith("= 7")
    assert "周课时 − 单位均值(周课时)" in maths(formula, "zh")


def test_a_lowered_node_stands_in_the_workbook_and_libreoffice_agrees(outcome, tmp_path):
    book = tmp_path / "lowered.xlsx"
    write_workbook(outcome.result.plan, outcome.result, outcome.scored.tables, book, kaohe.Findings(), "zh", ())
    [again] = office.recomputed(tmp_path, book)
    office.agree(book, again)


def test_what_a_lowered_node_gathers_belongs_to_the_plan():
    share = Share(VISITS, HOMES > 3)
    assert [type(node) for node in kaohe.Formula.walk(share)][:2] == [Share, kaohe.Choose]
    inside = share.during("上")
    assert {node.period for node in inside.walk() if isinstance(node, kaohe.Measure)} == {"上"}
    assert (share.kind, share.level) == ("number", "subject")


# renderings of a plugin ----------------------------------------------------------------------------------------------


class Counted(kaohe.Rendering[int]):
    """How many numbers a reader must look up: a rendering with methods for what it cares about."""

    __slots__ = ()

    @kaohe.renders(kaohe.Formula)
    def _all(self, node: kaohe.Formula) -> int:
        return sum(self.read(child) for child in node.children())

    @kaohe.renders(kaohe.Measure, kaohe.Mark)
    def _one(self, node: kaohe.Formula) -> int:
        return 1

    @kaohe.renders(kaohe.OverUnit)
    def _everybody(self, node: kaohe.OverUnit) -> int:
        return 100


def test_a_rendering_of_a_plugin_renders_every_rule(tmp_path):
    ready, *_ = scored.run(made.project(tmp_path, 8))[0]
    used = set()
    for clause in ready.scheme.clauses():
        for rule in clause.rules():
            assert Counted().render(rule.formula()) >= 0
            used.add(type(rule))
    assert set(RULES) - used == set()
    some = kaohe.choose(kaohe.Mark("a") > 1, kaohe.Mark("b"), kaohe.mean(kaohe.Mark("c")))
    assert Counted().render(some) == 102
    # |mark − mean| is read lowered: the condition and the branches, each with the mark and the mean
    assert Counted().render(Distance(kaohe.Mark("a"), kaohe.mean(kaohe.Mark("a")))) == 303


# the dispatcher ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rendering", [Compiler, Renderer, Exact])
def test_every_node_has_a_method_or_is_lowered(rendering):
    given = {kaohe.Field, Earlier, SinceLast} if rendering is Exact else set()  # of single rows
    for node in nodes():
        if node not in given:
            assert rendering.methods[node], node


def test_a_primitive_without_a_method_is_refused_by_name():
    class Nothing(kaohe.Rendering[str]):
        __slots__ = ()

    with pytest.raises(NotImplementedError, match="Nothing has no method for Number, and it is not lowered"):
        Nothing().render(kaohe.Number(Decimal(1)))


def test_the_nearest_class_decides_and_a_lowering_is_nearer_than_a_base():
    @attrs.frozen(cache_hash=True, order=False)
    class AllButOne(kaohe.SumOfRows):
        def lowered(self) -> kaohe.Formula:
            return kaohe.CountOfRows(self.table)

    class Kinds(kaohe.Rendering[str]):
        __slots__ = ()

        @kaohe.renders(kaohe.Measure)
        def _any(self, node: kaohe.Measure) -> str:
            return "any"

        @kaohe.renders(kaohe.CountOfRows)
        def _count(self, node: kaohe.CountOfRows) -> str:
            return "count"

    assert Kinds().render(kaohe.SumOfRows(VISITS, HOMES)) == "any"
    assert Kinds().render(AllButOne(VISITS, HOMES)) == "count"


def test_a_lowered_node_is_lowered_once():
    node = Distance(kaohe.Number(Decimal(1)), kaohe.Number(Decimal(3)))
    assert node.simpler() is node.simpler()
