"""What mypy must say about a plugin: the errors stand behind ``# E:``, those of the line alone."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from attrs import define

from kaohe_core import Data, Finding, Formula, Number, Rule, Section, Table, Text, doc, hookimpl, param


@hookimpl  # E: There is no hook "kaohe_table"; did you mean "kaohe_tables"?
def kaohe_table() -> list[Table]:
    return []


@hookimpl  # E: The hook "kaohe_tables" is not given "config"; it may take: nothing
def kaohe_tables(config: object) -> list[Table]:
    return []


@hookimpl  # E: The hook "kaohe_check" is not given "schema"; it may take: scheme, tables
def kaohe_check(schema: object, tables: Mapping[str, Data]) -> Sequence[Finding]:
    return []


class Hooks:
    @hookimpl
    def kaohe_rules(self) -> list[type[Rule]]:
        return [Mine]

    @hookimpl  # E: The hook "kaohe_report_sections" is not given "results"; it may take: result
    def kaohe_report_sections(self, results: object) -> list[Section]:
        return []


@define(kw_only=True)
class Mine(Rule):
    name: ClassVar[str] = "mine"
    title: ClassVar[Text] = Text("我的", "mine")

    of: Formula = doc("what is counted")
    points: Number = param(doc="marks")
    more: Number = param(0, doc="more")
    limit: Number | None = doc("limit", default=None)

    def formula(self) -> Formula:
        return self.of * self.points


ONE = Number(Decimal(1))

Mine(of=ONE, points=ONE)
Mine(of=ONE, points=ONE, more=ONE, limit=ONE)
Mine(points=ONE)  # E: Missing named argument "of" for "Mine"
Mine(of="text", points=ONE)  # E: Argument "of" to "Mine" has incompatible type "str"; expected "Formula"
Mine(of=ONE, points=ONE, mor=ONE)  # E: Unexpected keyword argument "mor" for "Mine"; did you mean "more"?
