"""Tables about classes, teams or posts of the people on the roster: a name that stands in only one of the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kaohe_core import frames as pl
from kaohe_core.findings import Findings, Place, nearest
from kaohe_core.messages import Message, message
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import ROW, Data

SHOWN = 10  # names that are named


def note_unmatched(roster: Data, tables: Mapping[str, Data], findings: Findings) -> None:
    """Say which rows of a table with ``via`` are nobody's, and which names of the roster such a table lacks.

    Either may be meant, and either is what a slip looks like: it stops nothing. What lacks rows of events is not told,
    for there that nothing happened is the rule; nor what then is without data or awaiting, which is told as such.
    """
    for name, data in tables.items():
        via = data.table.via
        if via is None or name == roster.table.id:
            continue
        here, there = _first_rows(data, data.table.subject), _first_rows(roster, via)
        _note_nobodys(data, roster.row_place(None, via), _only(here, there), list(there.values()), findings)
        meaning = {"zero": message("each counts 0"), "not-applicable": message("it is not about them")}
        if data.table.rows != "event" and data.table.absence in meaning:
            lacking = _only(there, here)
            _note_lacking(data, roster, via, lacking, meaning[data.table.absence], findings)


def _first_rows(data: Data, column: str) -> dict[str, tuple[str, int | None]]:
    """Every name in a column as names are compared, with its spelling and the number of its first row."""
    found: dict[str, tuple[str, int | None]] = {}
    named = data.frame.filter(pl.col(column).is_not_null()).unique(column, keep="first", maintain_order=True)
    for value, row in named.select(column, ROW).iter_rows():  # of a county's people: its classes
        found.setdefault(same_id(value), (str(value), row))
    return found


def _only(
    these: Mapping[str, tuple[str, int | None]], those: Mapping[str, tuple[str, int | None]]
) -> list[tuple[str, int | None]]:
    return [found for key, found in these.items() if key not in those]


def _note_nobodys(
    data: Data,
    place: Place,
    rows: Sequence[tuple[str, int | None]],
    known: Sequence[tuple[str, int | None]],
    findings: Findings,
) -> None:
    if not rows:
        return
    names: dict[str, Any] = {
        "values": [value for value, _ in rows[:SHOWN]],
        "more": len(rows) - SHOWN,
        "column": place.title,
        "roster": place.file,
    }
    close = nearest(rows[0][0], [value for value, _ in known])
    findings.add(
        data.row_place(rows[0][1], data.table.subject),
        message("nobody’s “{column}” on the roster {roster} is {values}: these rows count for nobody", **names)
        if len(rows) <= SHOWN
        else message(
            "nobody’s “{column}” on the roster {roster} is {values} or one of {more} more: these rows count for nobody",
            **names,
        ),
        message("correct the name if it is a slip")
        if close is None
        else message("correct the name if it is a slip: did you mean “{close}”?", close=close),
        blocks=False,
    )


def _note_lacking(
    data: Data, roster: Data, via: str, rows: Sequence[tuple[str, int | None]], meaning: Message, findings: Findings
) -> None:
    if not rows:
        return
    names: dict[str, Any] = {
        "other": data.table.title,
        "values": [value for value, _ in rows[:SHOWN]],
        "more": len(rows) - SHOWN,
        "meaning": meaning,
    }
    findings.add(
        roster.row_place(rows[0][1], via),
        message("“{other}” has no row for {values}: {meaning}", **names)
        if len(rows) <= SHOWN
        else message("“{other}” has no row for {values} and {more} more: {meaning}", **names),
        message("correct the name if it is a slip"),
        blocks=False,
    )
