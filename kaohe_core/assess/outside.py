"""Rows of a period that the scheme does not have: they count nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_core import frames as pl
from kaohe_core.assess.measure import fitting, in_period
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.messages import message
from kaohe_core.scheme.model import Period
from kaohe_core.scheme.periods import ELSEWHERE, by_id
from kaohe_core.tables.data import ROW, Data
from kaohe_core.tables.declared import Table

MOST = 20


def note_outside(table: Table, data: Data, kinds: Mapping[str, tuple[Period, ...]], findings: Findings) -> None:
    """A day outside all periods is said; a label that is none of them stops the run, for it may be misspelt.

    So does a row without its period, where the column may be empty: it might count or not.
    ``kinds`` are the periods of the scheme, by their kind.
    """
    periods = by_id(kinds)
    known = fitting(table, periods)
    if known is None:
        return
    inside = pl.any_horizontal([in_period(table, period, periods, pl.col) for period in known])
    strays = data.frame.filter(~inside)
    column = data.table.column(str(data.table.period))
    assert column is not None  # noqa: S101  # a table with periods has the column
    without = data.frame.filter(pl.col(column.id).is_null())
    if without.height and not column.required:  # where it must be filled in, the cell has been told of
        findings.add(
            data.row_place(without[ROW][0], column.id),
            message("“{column}” is empty, so it is not known whether this row counts", column=column.title)
            if without.height == 1
            else message(
                "“{column}” is empty, so it is not known whether this row counts, nor {more} others",
                column=column.title,
                more=without.height - 1,
            ),
            message("fill in the period"),
        )
    if strays.height and column.type == "date":
        first = strays.row(0, named=True)
        findings.add(
            data.row_place(first[ROW], column.id),
            message("“{value}” is no period of the scheme, so this row counts nowhere", value=first[column.id])
            if strays.height == 1
            else message(
                "“{value}” is no period of the scheme, so this row counts nowhere, nor do {more} others",
                value=first[column.id],
                more=strays.height - 1,
            ),
            message("the periods are: {ids}", ids=list(periods)),
            blocks=False,
        )
        return
    elsewhere = [period.id for period in kinds.get(ELSEWHERE, ())]  # of another scheme, whose records these are
    unknown = strays.filter(~strays[column.id].is_in(elsewhere))
    for label in unknown[column.id].unique(maintain_order=True).head(MOST):
        rows = strays.filter(strays[column.id] == label)
        findings.add(
            data.row_place(rows[ROW][0], column.id),
            message("“{value}” is no period of the scheme", value=label)
            if rows.height == 1
            else message(
                "“{value}” is no period of the scheme, here and in {more} more rows", value=label, more=rows.height - 1
            ),
            message(
                "{nearest}; a row of another period does not belong in this file",
                nearest=did_you_mean(label, periods),
            ),
        )
