"""Rules in which people judge: yes or no, raters' marks, a mark at discretion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar, Literal

import attrs
from attrs import define, frozen

from kaohe_core.formula.tree import (
    Field,
    Formula,
    FormulaError,
    MeanOfRows,
    Number,
    OnlyRow,
    TrimmedMean,
    Words,
    choose,
    lift,
    total,
)
from kaohe_core.messages import Text, message
from kaohe_core.rules.rule import YIELDS, Alternative, Notice, Rule, doc, number, param
from kaohe_core.tables.declared import Column, Table

MOST_JUDGED = 1_000_000  # marks or yuan that one record of a judgement can hold, either way
JUDGEMENTS = Table(
    id="judgements",
    title=Text("酌情记录", "judgements"),
    rows="event",
    subject="id",
    absence="awaiting",
    period="clause",
    key=("id", "clause"),
    evidence="evidence",
    giver="by",
    columns=(
        Column("id", Text("工号", "subject"), type="text", aliases=("编号", "对象")),
        Column("clause", Text("条款", "clause"), type="text"),
        Column("points", Text("分值", "points"), decimals=2, low=-MOST_JUDGED, high=MOST_JUDGED),
        Column("by", Text("决定人", "decided by"), type="text"),
        Column("on", Text("决定日期", "decided on"), type="date"),
        Column("reason", Text("理由", "reason"), type="text"),
        Column("evidence", Text("依据", "evidence"), type="text"),
        Column("decision", Text("决定文号", "decision number"), type="text", required=False),
    ),
)
"""Discretionary marks (酌情): who decided, when, why, on what evidence, by which decision; one row a clause."""


@define(kw_only=True)
class Judgement(Rule):
    """A mark at discretion, within stated bounds, recorded in the table ``judgements`` under the clause's id."""

    name: ClassVar[str] = "judgement"
    title: ClassVar[Text] = Text("酌情", "judgement")

    clause: str = attrs.field(
        default="", metadata={"doc": "the id under which the record is kept; the clause’s own", "from": "id"}
    )
    low: Number = param(doc="the least that may be given (negative: taken off)")
    high: Number = param(doc="the most that may be given")
    without_record: Literal["awaiting", "zero"] = doc("awaiting: somebody must still judge; zero: nothing happened")

    def __attrs_post_init__(self) -> None:
        if self.low.value > self.high.value:
            raise ValueError(
                message("low is greater than high: {low} > {high}", low=self.low.value, high=self.high.value)
            )
        for key, limit in (("low", self.low.value), ("high", self.high.value)):
            if abs(limit) > MOST_JUDGED or limit != round(limit, 2):
                raise ValueError(
                    message(
                        "{key} = {found}: a record of a judgement holds −{most} to {most}, with two decimals",
                        key=key,
                        found=limit,
                        most=MOST_JUDGED,
                    )
                )

    def formula(self) -> Formula:
        """The recorded points."""
        column = JUDGEMENTS.column("points")
        assert column is not None  # noqa: S101  # declared above
        found = OnlyRow(JUDGEMENTS, Field(JUDGEMENTS, column), period=self.clause)
        return found.otherwise(0) if self.without_record == "zero" else found

    def limits(self) -> tuple[Number, Number]:
        """From ``low`` to ``high``."""
        return self.low, self.high


@frozen(kw_only=True)
class Item:
    """One thing to be in place."""

    when: Formula = doc("the condition, or a 是/否 column", yields="met")
    points: Number = doc("the marks for it", converter=number)
    text: str = doc("its wording", default="")


@define(kw_only=True)
class Checklist(Rule):
    """Marks for each thing in place; with ``all-or-nothing`` only if every one is."""

    name: ClassVar[str] = "checklist"
    title: ClassVar[Text] = Text("清单", "checklist")

    item: tuple[Item, ...] = doc("the things to be in place")
    all_or_nothing: bool = doc("whether one missing thing loses all the marks", default=False)

    def __attrs_post_init__(self) -> None:
        if not self.item:
            raise ValueError(message("at least one item is needed"))

    def formula(self) -> Formula:
        """The marks of the things in place."""
        conditions = [truth(item.when) for item in self.item]
        marks = total([item.points for item in self.item])
        if self.all_or_nothing:
            held = conditions[0]
            for more in conditions[1:]:
                held = held & more
            return choose(held, marks, 0)
        return total([choose(c, item.points, 0) for c, item in zip(conditions, self.item, strict=True)])

    def cases(self) -> Iterator[Alternative]:
        """Every item that is a condition."""
        for index, item in enumerate(self.item):
            if item.when.kind == "truth":
                yield Alternative(("item", index, "when"), item.when)


@define(kw_only=True)
class Panel(Rule):
    """Raters' marks: the mean, with the extremes dropped where stated, weighted by group of raters, scaled to marks."""

    name: ClassVar[str] = "panel"
    title: ClassVar[Text] = Text("测评", "panel")

    of: Formula = attrs.field(
        metadata={
            "doc": "the column (or sum of columns) of one rater's marks, written without sum or mean",
            "rows": True,
            YIELDS: "number",
        }
    )
    out_of: Number = param(doc="the full marks on a rater's sheet")
    points: Number = param(doc="what full marks from everybody are worth")
    drop: int = doc("how many of the highest, and as many of the lowest, are dropped", default=0)
    group: Formula | None = attrs.field(
        default=None,
        metadata={"doc": "the column that says which group a rater belongs to", "rows": True, YIELDS: "text"},
    )
    weights: Mapping[str, Number] = doc("the weight of each group; together 1", factory=dict)

    def __attrs_post_init__(self) -> None:
        if (self.group is None) != (not self.weights):
            raise ValueError(message("group and weights go together"))
        if self.weights and sum(weight.value for weight in self.weights.values()) != 1:
            raise ValueError(
                message("the weights add up to {sum}, not 1", sum=sum(w.value for w in self.weights.values()))
            )
        tables = {leaf.table.id for leaf in self.of.walk() if isinstance(leaf, Field)}
        if len(tables) != 1:
            raise ValueError(message("a panel rates with the columns of one table"))

    def formula(self) -> Formula:
        """Σ weight × mean of the group's raters ÷ full marks × points."""
        table = next(leaf.table for leaf in self.of.walk() if isinstance(leaf, Field))

        def mean_of(where: Formula | None) -> Formula:
            if not self.drop:
                return MeanOfRows(table, self.of, where=where)
            return TrimmedMean(table, self.of, (Decimal(self.drop), Decimal(self.drop)), where=where)

        if self.group is None:
            mean = mean_of(None)
        else:
            parts = [mean_of(self.group.equals(Words(name))) * weight for name, weight in self.weights.items()]
            mean = total(parts)
        return mean / self.out_of * self.points

    def cases(self) -> Iterator[Alternative]:
        """Every group of raters that has a weight."""
        if self.group is not None:
            yield from (Alternative(("weights", name), self.group.equals(name)) for name in self.weights)


@frozen(kw_only=True)
class Stage:
    """One stage of a review."""

    title: str = doc("its name, like 学校自评")
    of: Formula = doc("the marks of that stage", yields="number")
    weight: Number = doc("its weight", converter=number)


@define(kw_only=True)
class Stages(Rule):
    """Several stages of review – own, mutual, superior – combined by weights; large differences are shown."""

    name: ClassVar[str] = "stages"
    title: ClassVar[Text] = Text("分级评审", "stages")

    stage: tuple[Stage, ...] = doc("the stages, in order; their weights add up to 1")
    difference: Number | None = doc("two stages further apart than this are shown", default=None)
    out_of: Number | None = doc("the full marks of every stage, where they are not those of the clause", default=None)
    points: Number | None = doc("what full marks in every stage are worth", default=None)

    def __attrs_post_init__(self) -> None:
        if (self.out_of is None) != (self.points is None):
            raise ValueError(message("out-of and points go together"))
        weights = sum(stage.weight.value for stage in self.stage)
        if weights != 1:
            raise ValueError(message("the weights add up to {sum}, not 1", sum=weights))

    def formula(self) -> Formula:
        """Σ marks of the stage × its weight, ÷ full marks × points where these are stated."""
        combined = total([stage.of * stage.weight for stage in self.stage])
        return combined if self.out_of is None or self.points is None else combined / self.out_of * self.points

    def notices(self) -> list[Notice]:
        """Each pair of stages that lie far apart."""
        if self.difference is None:
            return []
        pairs = [(a, b) for i, a in enumerate(self.stage) for b in self.stage[i + 1 :]]
        return [
            Notice(
                Text(
                    f"{a.title}与{b.title}相差超过 {self.difference.value}",
                    f"{a.title} and {b.title} differ by more than {self.difference.value}",
                ),
                (a.of - b.of > self.difference) | (b.of - a.of > self.difference),
            )
            for a, b in pairs
        ]


@define(kw_only=True)
class FormulaRule(Rule):
    """Marks by a formula of the scheme author's own."""

    name: ClassVar[str] = "formula"
    title: ClassVar[Text] = Text("算式", "formula")

    points: Formula = doc("the formula", yields="number")

    def formula(self) -> Formula:
        """The formula as written."""
        return self.points


def truth(of: Formula) -> Formula:
    """A condition as it is; a number (a 是/否 column) holds where it is not zero."""
    if of.kind == "number":
        return of.differs(lift(0))
    if of.kind != "truth":
        raise FormulaError(message("a condition is needed"))
    return of
