"""A table that lies in several sheets or files, as one."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from kaohe_core import frames as pl
from kaohe_core.findings import Findings
from kaohe_core.tables.cell_findings import Listed
from kaohe_core.tables.data import PART, ROW, Data
from kaohe_core.tables.declared import Table
from kaohe_core.tables.validate import duplicates, note_duplicates, note_limit


def together(table: Table, parts: Sequence[Data], findings: Findings) -> Data:
    """The parts one after another; rows that share a key with a row of another part are findings."""
    if len(parts) == 1:
        return parts[0]
    numbered = [part.frame.with_columns(pl.col(ROW) + number * PART) for number, part in enumerate(parts)]
    data = evolve(parts[0], frame=pl.concat(numbered), parts=tuple(parts))
    listed = Listed(data)
    within = pl.concat([duplicates(table, frame) for frame in numbered])[ROW]
    again = duplicates(table, data.frame).filter(~pl.col(ROW).is_in(within.implode()))
    if again.height:
        note_duplicates(table, again, listed)
    note_limit(table, data.frame, listed)
    listed.close(findings)
    return data
