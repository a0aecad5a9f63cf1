"""值周: a plugin that keeps the contract."""

from typing import ClassVar

from attrs import define

from kaohe_core import (
    Column,
    Formula,
    Number,
    Rule,
    Settlement,
    Table,
    Text,
    doc,
    hookimpl,
    lift,
    param,
)

COLUMNS = [Column("id", Text("工号", "id"), "text"), Column("weeks", Text("周数", "weeks"), high=40)]
DUTY = Table("duty", Text("值周", "duty"), COLUMNS)


@define(kw_only=True)
class OnDuty(Rule):
    """Marks for every week on duty."""

    name: ClassVar[str] = "on-duty"
    title: ClassVar[Text] = Text("值周", "on duty")
    of: Formula = doc("what is counted")
    points: Number = param(doc="marks for a week")

    def formula(self) -> Formula:
        return self.of * self.points


@define(kw_only=True)
class DutyPay(Settlement):
    """Pays so much to everybody."""

    name: ClassVar[str] = "duty-pay"
    title: ClassVar[Text] = Text("值周津贴", "duty pay")

    def steps(self, pot):
        steps = []
        pot.step(steps, "amount", Text("金额", "amount"), lift(1))
        return steps


@hookimpl
def kaohe_tables():
    return [DUTY]


@hookimpl
def kaohe_rules():
    return [OnDuty]


@hookimpl
def kaohe_settlements():
    return [DutyPay]
