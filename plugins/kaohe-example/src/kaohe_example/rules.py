"""The rule (计分规则) that the reading activity needs and the core does not have."""

from __future__ import annotations

from typing import ClassVar

from attrs import define

from kaohe_core import Formula, Number, Rule, Text, catalogue, doc, param

message = catalogue("kaohe_example")


@define(kw_only=True)
class Every(Rule):
    """Give marks for every full so many: a mark for every 50 pages, so that 99 pages earn one."""

    name: ClassVar[str] = "every"
    title: ClassVar[Text] = Text("每满计分", "every")

    of: Formula = doc("what is counted")
    size: Number = param(doc="how many units make one step")
    points: Number = param(doc="marks for a full step")

    def __attrs_post_init__(self) -> None:
        if self.size.value <= 0:
            raise ValueError(message("the size of a step must be more than 0, not {found}", found=self.size.value))

    def formula(self) -> Formula:
        """Of ÷ size, rounded down, × points."""
        return (self.of / self.size).round(0, "down") * self.points
