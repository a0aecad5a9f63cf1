"""Formulas under one name: every node, and what authors of rules write with.

The base and what it means stand in :mod:`kaohe_core.formula.node`, the nodes by subject in
:mod:`kaohe_core.formula.nodes`. A rule never computes, it returns a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kaohe_core.described import described
from kaohe_core.formula.depth import sum_of
from kaohe_core.formula.node import (
    KIND,
    Formula,
    FormulaError,
    Kind,
    Level,
    Operand,
    Rounding,
    lift,
    some,
)
from kaohe_core.formula.nodes.arithmetic import (
    Add,
    Binary,
    Divide,
    Extreme,
    Greatest,
    Least,
    Multiply,
    Negate,
    Round,
    RoundedRoot,
    Span,
    Subtract,
)
from kaohe_core.formula.nodes.choices import Choose, Lookup, LookupByKeys, Otherwise
from kaohe_core.formula.nodes.conditions import And, Compare, Joined, Known, Not, Operator, Or, Truth
from kaohe_core.formula.nodes.gathers import (
    Best,
    CountOfRows,
    DistinctOfRows,
    ExtremeOfRows,
    GreatestOfRows,
    LeastOfRows,
    MeanOfRows,
    Measure,
    MedianOfRows,
    OfNumbers,
    OfRows,
    OnlyRow,
    Streak,
    SumOfRows,
    TrimmedMean,
    measures_of,
)
from kaohe_core.formula.nodes.in_rows import Earlier, PersonsOwn, SinceLast, Window, of_the_row, persons_own, windows
from kaohe_core.formula.nodes.leaves import Day, Field, Mark, Number, Words, marks_of
from kaohe_core.formula.nodes.of_texts import TextsTogether, texts_together
from kaohe_core.formula.nodes.over_unit import (
    Among,
    CountOverUnit,
    ExtremeOverUnit,
    GreatestOverUnit,
    LeastOverUnit,
    MeanOverUnit,
    OfMembers,
    OverUnit,
    Rank,
    Running,
    SumOverUnit,
    Ties,
)
from kaohe_core.formula.nodes.powers import Power
from kaohe_core.formula.nodes.working_days import IsWorkingDay, WorkingDaysBetween

__all__ = [
    "KIND",
    "Add",
    "Among",
    "And",
    "Best",
    "Binary",
    "Choose",
    "Compare",
    "CountOfRows",
    "CountOverUnit",
    "Day",
    "DistinctOfRows",
    "Divide",
    "Earlier",
    "Extreme",
    "ExtremeOfRows",
    "ExtremeOverUnit",
    "Field",
    "Formula",
    "FormulaError",
    "Greatest",
    "GreatestOfRows",
    "GreatestOverUnit",
    "IsWorkingDay",
    "Joined",
    "Kind",
    "Known",
    "Least",
    "LeastOfRows",
    "LeastOverUnit",
    "Level",
    "Lookup",
    "LookupByKeys",
    "Mark",
    "MeanOfRows",
    "MeanOverUnit",
    "Measure",
    "MedianOfRows",
    "Multiply",
    "Negate",
    "Not",
    "Number",
    "OfMembers",
    "OfNumbers",
    "OfRows",
    "OnlyRow",
    "Operand",
    "Operator",
    "Or",
    "Otherwise",
    "OverUnit",
    "PersonsOwn",
    "Power",
    "Rank",
    "Round",
    "RoundedRoot",
    "Rounding",
    "Running",
    "SinceLast",
    "Span",
    "Streak",
    "Subtract",
    "SumOfRows",
    "SumOverUnit",
    "TextsTogether",
    "Ties",
    "TrimmedMean",
    "Truth",
    "Window",
    "Words",
    "WorkingDaysBetween",
    "all_given",
    "all_of",
    "any_of",
    "choose",
    "count_over",
    "lift",
    "lookup",
    "marks_of",
    "mean",
    "measures_of",
    "of_the_row",
    "persons_own",
    "rank",
    "some",
    "sum_over",
    "texts_together",
    "total",
    "windows",
]


@described
def choose(condition: Formula, then: Operand, other: Operand) -> Formula:
    """``then`` where the condition holds, else ``other``."""
    return Choose(condition, lift(then), lift(other))


@described
def lookup(of: Formula, entries: Mapping[str, Operand], default: Operand | None = None) -> Formula:
    """The value beside the key that ``of`` equals."""
    pairs = tuple((lift(key), lift(value)) for key, value in entries.items())
    return Lookup(of, pairs, None if default is None else lift(default))


@described
def all_of(*items: Formula) -> Formula:
    """All conditions hold."""
    return items[0] if len(items) == 1 else And(items)


def all_given(*items: Formula | None) -> Formula | None:
    """All those conditions hold that are there; None where there is none, so that nothing is asked."""
    found = [item for item in items if item is not None]
    return all_of(*found) if found else None


@described
def any_of(*items: Formula) -> Formula:
    """At least one condition holds."""
    return items[0] if len(items) == 1 else Or(items)


@described
def total(items: list[Formula] | tuple[Formula, ...]) -> Formula:
    """The sum of several formulas; of none it is zero."""
    if not items:
        return Number(Decimal(0))
    return sum_of(items)


@described
def mean(of: Formula, where: Formula | None = None, among: Among = "scored") -> Formula:
    """The mean over the members of the unit."""
    return MeanOverUnit(of, where=where, among=among)


@described
def sum_over(of: Formula, where: Formula | None = None, among: Among = "scored") -> Formula:
    """The sum over the members of the unit."""
    return SumOverUnit(of, where=where, among=among)


@described
def count_over(where: Formula | None = None, among: Among = "scored") -> Formula:
    """How many members of the unit meet the condition."""
    return CountOverUnit(where=where, among=among)


@described
def rank(
    of: Formula,
    ties: Ties = "best",
    *,
    then: Formula | tuple[Formula, ...] = (),
    highest_first: bool = True,
    where: Formula | None = None,
    within: Formula | None = None,
    among: Among = "scored",
) -> Formula:
    """The place of the subject among the members of the unit, counted from 1; equal ones are told apart by ``then``."""
    keys = (then,) if isinstance(then, Formula) else then
    return Rank(of, then=keys, ties=ties, highest_first=highest_first, where=where, within=within, among=among)
