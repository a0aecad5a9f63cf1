"""What the kit gives to authors of plugins: installed plugins, the command line, rows, and rules held in every way."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pytest
from attrs import define
from hypothesis import given, settings

from kaohe_core import Column, CountOfRows, Field, Formula, Number, Pot, Rule, Settlement, Table, Text, doc, lift, param
from kaohe_core.contract.made_rows import edges, made_rows
from kaohe_core.contract.made_tables import EVENTS, PEOPLE
from kaohe_core.findings import Findings
from kaohe_core.testing import assert_renderings_agree, read_rows, rows_of

VISITS = """\
[table.visits]
title = { zh = "家访", en = "visits" }
absence = "zero"
column = [
  { id = "id", title = { zh = "编号", en = "id" }, type = "text" },
  { id = "times", title = { zh = "次数", en = "times" }, high = 9 },
]
"""


def test_a_plugin_is_installed_for_one_test(kaohe_site, kaohe_command):
    kaohe_site.add("visits", {"tables/visits.toml": VISITS}, version="0.3")
    kaohe_site.add("old", {"tables/visits.toml": VISITS}, requires=["kaohe>=9"])

    done = kaohe_command("plugins", kaohe_site.folder, "--language", "en")

    assert "visits 0.3 (installed)\n    tables: visits\n" in done.stdout
    assert "the plugin “old” (kaohe-old 0.1.0) requires kaohe>=9, while" in done.stdout
    assert done.exit_code == 1


def test_two_distributions_with_one_name(kaohe_site, kaohe_command):
    kaohe_site.add("visits", {"tables/visits.toml": VISITS})
    kaohe_site.add("visits", {"tables/visits.toml": VISITS}, distribution="county-visits")

    text = kaohe_command("plugin", "check", "visits", "--language", "en").stderr

    assert text.startswith("[finding] several distributions claim the plugin “visits”: ")
    assert "\n    To mend it: remove all but one of them, such as by: pip uninstall " in text
    assert text.endswith("1 finding to be mended.\n")


@settings(max_examples=30, deadline=None)
@given(rows_of(EVENTS, ["A", "B"]))
def test_rows_of_a_table_are_what_it_allows(rows):
    findings = Findings()

    data = read_rows(EVENTS, rows, findings)

    assert list(findings) == []
    assert data.frame.height == len(rows)


def test_made_up_rows_lie_at_the_edges():
    findings = Findings()
    rows = made_rows(PEOPLE, [f"T{number}" for number in range(9)])

    read_rows(PEOPLE, rows, findings)

    assert list(findings) == []
    assert {row["number"] for row in rows} >= {Decimal(0), Decimal("0.1"), Decimal("99.9"), Decimal(100)}
    whole = Column("n", Text("数", "n"), low=-3, high=5)
    # the most, the least, those beside them, (−3 + 5) ÷ 3 without decimals, and 0, which that is too; 7 is beyond
    assert list(edges(whole)) == [5, -3, -2, 4, 0]


@define(kw_only=True)
class Capped(Rule):
    """Marks for every unit, up to a limit."""

    name: ClassVar[str] = "capped"
    title: ClassVar[Text] = Text("封顶", "capped")

    of: Formula = doc("what is counted", yields="number")
    points: Number = param(doc="marks for a unit")
    limit: Number | None = doc("the most", default=None)

    def formula(self) -> Formula:
        found = self.of * self.points
        return found if self.limit is None else found.at_most(self.limit)


@define(kw_only=True)
class Below(Rule):
    """A mark for every row up to a limit."""

    name: ClassVar[str] = "below"
    title: ClassVar[Text] = Text("不超过的计分", "below")

    of: Formula = doc("a column of single rows", yields="number", rows=True)
    limit: Number = param(doc="up to what a row counts")

    def formula(self) -> Formula:
        table = next(leaf.table for leaf in self.of.walk() if isinstance(leaf, Field))
        return CountOfRows(table, where=self.of <= self.limit)


@define(kw_only=True)
class Fixed(Settlement):
    """The same for everybody."""

    name: ClassVar[str] = "fixed"
    title: ClassVar[Text] = Text("定额", "fixed")

    yuan: Number = param(doc="what everybody gets")

    def steps(self, pot: Pot) -> list:
        steps: list = []
        pot.step(steps, "amount", Text("金额", "amount"), lift(self.yuan).round(2, "half-up"))
        return steps


@pytest.mark.parametrize("cls", [Capped, Below, Fixed])
def test_a_class_is_held_in_every_way(cls):
    assert assert_renderings_agree(cls) > 50


@pytest.mark.thorough  # tests/workbook recompute others; LibreOffice takes seconds to start
@pytest.mark.parametrize("cls", [Capped, Fixed])
def test_the_workbook_of_a_class_is_computed_again(cls, tmp_path):
    assert_renderings_agree(cls, recompute=tmp_path)

    assert len(list((tmp_path / "recomputed").glob("*.xlsx"))) >= 1


def test_a_class_that_a_plugin_brings_is_held_with_the_tables_of_the_plugin():
    import kaohe_example
    from kaohe_example.rules import Every

    assert assert_renderings_agree(Every, {"example": kaohe_example}) > 50


@define(kw_only=True)
class Off(Capped):
    """A rule that gives no formula."""

    name: ClassVar[str] = "off"

    def formula(self) -> Formula:
        return 3  # type: ignore[return-value]  # this is what is wrong


def test_what_is_wrong_with_a_class_is_said():
    with pytest.raises(AssertionError) as caught:
        assert_renderings_agree(Off)

    assert str(caught.value).startswith("plugin tried: “off” of the plugin tried (class Off, test_kit_of_plugins.py:")
    assert "gave an object of the type int in formula(), where a formula is due" in str(caught.value)


def test_a_table_without_its_key_twice():
    table = Table(
        "t", Text("表"), [Column("id", Text("编号"), "text"), Column("n", Text("数"), high=1)], key=("id", "n")
    )

    rows = made_rows(table, ["A", "B"])

    assert len({(row["id"], row["n"]) for row in rows}) == len(rows) == 2
