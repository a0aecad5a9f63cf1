"""The engine step by step, for tests that compute over rows at hand instead of files.

::

    [ready] = kaohe_project(files).begin().load()
    tables = {name: read_rows(ready.tables[name], rows[name], findings) for name in ready.plan.tables()}
    scored = compute(ready, tables)
    assert differences(scored.result, tables, Oracle(ready.plan, tables)) == []
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kaohe_core.assess.oracle import Oracle as Oracle  # the exact evaluator: another way to every value and standing
from kaohe_core.described import described
from kaohe_core.findings import Findings
from kaohe_core.results.scored import Scored as Computed

if TYPE_CHECKING:
    from kaohe_core.project import Ready
    from kaohe_core.results.payout import Transfer
    from kaohe_core.tables.data import Data
    from kaohe_core.tables.declared import Table

__all__ = ["Computed", "Oracle", "compute", "control_total", "core_tables", "payment_lines", "read_rows"]


@described
def core_tables() -> dict[str, Table]:
    """The tables that every scheme may read, whatever plugins there are: what persons judged."""
    from kaohe_core.rules import TABLES

    return {table.id: table for table in TABLES}


@described
def read_rows(table: Table, rows: Iterable[Mapping[str, Any]], findings: Findings) -> Data:
    """The rows as reading them from a file would give them; without any where a finding blocks."""
    from kaohe_core.tables.reading import data_from_rows

    found = data_from_rows(table, list(rows), findings)
    empty = data_from_rows(table, [], Findings()) if found is None else found
    assert empty is not None  # noqa: S101  # no row can be wrong
    return empty


@described
def compute(ready: Ready, tables: Mapping[str, Data], findings: Findings) -> Computed:
    """A loaded scheme over these tables, by the columns; what the data get wrong is noted."""
    from kaohe_core.assess.assessment import assess

    return Computed(ready, assess(ready.plan, tables, findings), tables, "")


@described
def payment_lines(computed: Computed, findings: Findings) -> list[Transfer]:
    """The lines of the payment file; a finding for whoever has no account."""
    from kaohe_core.results.payout import lines

    return lines(computed, findings)


@described
def control_total(lines: Iterable[Transfer]) -> Fraction:
    """What the lines of a payment file add up to."""
    from kaohe_core.results import payout

    return payout.control_total(list(lines))
