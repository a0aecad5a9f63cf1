from typing import ClassVar

from attrs import define

from kaohe_core import Amount, Formula, Number, Pot, Settlement, Text, choose, doc, param, sum_over


@define(kw_only=True)
class PerHour(Settlement):
    """So many yuan an hour; where the pool does not reach, everybody gets the same part of what is due."""

    name: ClassVar[str] = "per-hour"
    title: ClassVar[Text] = Text("按课时", "per hour")

    hours: Formula = doc("how many hours", yields="number")
    rate: Number = param(doc="yuan an hour")

    def steps(self, pot: Pot) -> list[Amount]:
        steps: list[Amount] = []
        due = pot.step(steps, "due", Text("应得", "due"), (self.hours * self.rate).round(2))
        all_due = pot.step(
            steps, "all-due", Text("应得合计", "due in all"), sum_over(due, among="assessed"), whole=True
        )
        part = (due * pot.left / all_due).round(2, "down")
        pot.step(steps, "amount", Text("金额", "amount"), choose(all_due <= pot.left, due, part))
        return steps
