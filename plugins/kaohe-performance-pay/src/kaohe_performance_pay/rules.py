"""The rules (计分规则) that the yearly appraisal needs and the core does not have."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from attrs import define, field

from kaohe_core import (
    Field,
    Formula,
    Notice,
    Number,
    Rule,
    SumOfRows,
    Table,
    Text,
    catalogue,
    choose,
    doc,
    lookup,
    param,
)

message = catalogue("kaohe_performance_pay")

DECIMALS = 2  # of the points of one row, so that rows shared out in different proportions can be summed exactly


@define(kw_only=True)
class PrizeTable(Rule):
    """Marks by a two-way table, such as level × prize, summed over the rows: one row is one prize."""

    name: ClassVar[str] = "prize-table"
    title: ClassVar[Text] = Text("双向对照", "two-way table")

    level: Formula = field(metadata={"doc": "the column that chooses the line of the table", "rows": True})
    prize: Formula = field(metadata={"doc": "the column (or formula) that chooses within the line", "rows": True})
    values: Mapping[str, Mapping[str, Number]] = doc("the marks: one line per level, in it one value per prize")
    otherwise: Number = param(0, doc="the marks of a prize that is not in the table, such as a place beyond the last")
    times: Formula | None = field(
        default=None,
        metadata={"doc": "what a row’s marks are multiplied by, such as a share of a project", "rows": True},
    )

    def __attrs_post_init__(self) -> None:
        if not self.values:
            raise ValueError(
                message("the table of prizes has no line"),
                message("write a line for each level, with the marks of each prize in it"),
            )
        first, *others = self.values
        for level in others:
            if set(self.values[level]) != set(self.values[first]):
                raise ValueError(
                    message(
                        "the line “{level}” has {found}, the line “{first}” has {known}: all need the same prizes",
                        level=level,
                        found=list(self.values[level]),
                        first=first,
                        known=list(self.values[first]),
                    ),
                    message("write the same prizes in every line, with 0 where there are no marks"),
                )

    def table(self) -> Table:
        """The table whose rows are prizes."""
        return next(leaf.table for leaf in self.level.walk() if isinstance(leaf, Field))

    def formula(self) -> Formula:
        """Σ over the rows: marks of level and prize × times, with ``times`` each row rounded to two decimals."""
        lines = {level: lookup(self.prize, dict(line), self.otherwise) for level, line in self.values.items()}
        marks = lookup(self.level, lines, self.otherwise)
        return SumOfRows(self.table(), marks if self.times is None else (marks * self.times).round(DECIMALS, "half-up"))


@define(kw_only=True)
class Forfeit(Rule):
    """Lose marks altogether beyond a limit, and show whom the rest is referred for."""

    name: ClassVar[str] = "forfeit"
    title: ClassVar[Text] = Text("超限全扣", "forfeit")

    of: Formula = doc("what is counted")
    beyond: Number = param(doc="the limit, which itself still forfeits nothing")
    points: Number = param(doc="the marks that are lost")
    refer: str = doc("what else follows, shown for everybody beyond the limit")

    def __attrs_post_init__(self) -> None:
        if self.points.value <= Decimal(0):
            raise ValueError(
                message("the marks that are lost must be more than 0, not {found}", found=self.points.value),
                message("write the number without a minus sign: it is taken off"),
            )
        if not self.refer.strip():
            raise ValueError(
                message("say what else follows for whoever is beyond the limit: refer is empty"),
                message("write what the scheme says is done with them, such as whom they are reported to"),
            )

    def formula(self) -> Formula:
        """−points beyond the limit, else nothing."""
        return choose(self.of > self.beyond, -self.points, 0)

    def notices(self) -> list[Notice]:
        """Everybody beyond the limit, and what else follows."""
        return [Notice(Text(self.refer), self.of > self.beyond)]
