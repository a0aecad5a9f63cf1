"""Periods (考核周期): a measure bound to one needs a period column in its table, and a period that is declared."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_core.findings import did_you_mean
from kaohe_core.formula import tree
from kaohe_core.formula.tree import FormulaError
from kaohe_core.messages import message
from kaohe_core.rules.judged import JUDGEMENTS
from kaohe_core.scheme.model import Period


def check_period(node: tree.Measure, periods: Mapping[str, Period]) -> None:
    """Refuse a measure bound to a period that its table cannot know; nothing would be found, and nobody told.

    ``periods`` are those of the scheme by id. A scheme that declares none may name those of its tables' texts freely.
    """
    if node.period is None or node.table.id == JUDGEMENTS.id:
        return
    column = None if node.table.period is None else node.table.column(node.table.period)
    if column is None:
        raise FormulaError(
            message(
                "the table “{table}” has no periods, so “{period}” cannot be found in it",
                table=node.table.id,
                period=node.period,
            ),
            message(
                'remove ["{period}"], or declare which of its columns is the period: period = "…"', period=node.period
            ),
        )
    period = periods.get(node.period)
    if period is None and (periods or column.type == "date"):
        raise FormulaError(
            message("the scheme has no period “{period}”", period=node.period),
            did_you_mean(node.period, periods)
            if periods
            else message("declare it under [periods], with start and end"),
        )
    if column.type == "date" and period is not None and period.start is None:
        raise FormulaError(
            message(
                "the table “{table}” gives dates, and the period “{period}” has no days",
                table=node.table.id,
                period=node.period,
            ),
            message(
                'write it under [periods] as {{ id = "{period}", start = 2026-03-01, end = 2026-08-31 }}, say',
                period=node.period,
            ),
        )
