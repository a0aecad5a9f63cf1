"""The assessment: a pure function from a resolved scheme and tables to a result."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_core.assess.about import Reading, changed
from kaohe_core.assess.judge import verdicts
from kaohe_core.assess.plan import Plan, check, known_table, ranges
from kaohe_core.assess.result import Result
from kaohe_core.assess.score import marks
from kaohe_core.assess.settle import money
from kaohe_core.assess.throughout import Throughout
from kaohe_core.assess.unmeant import check_unmeant
from kaohe_core.assess.values import with_values
from kaohe_core.findings import Findings
from kaohe_core.scheme.kinds import check_kinds
from kaohe_core.scheme.model import Scheme
from kaohe_core.scheme.soundness import check_gaps, check_scheme
from kaohe_core.tables.declared import Table
from kaohe_core.toml.document import Document

__all__ = ["Plan", "Result", "plan"]


def plan(scheme: Scheme, document: Document, tables: Mapping[str, Table], findings: Findings) -> Plan | None:
    """The steps of ``scheme``; None if a finding blocks. ``document`` is where the scheme was written."""
    watch = findings.watch()
    roster = known_table(scheme, tables, document, findings)
    kinds = findings.watch()
    check_kinds(scheme, document, findings)
    fit = not kinds.blocked
    check_scheme(scheme, document, findings)
    if fit:
        check_gaps(scheme, document, findings)
    if not fit or roster is None:
        return None
    reading = Reading.of(scheme)
    marked = list(marks(scheme, document, findings, reading))
    steps = [*marked, *verdicts(scheme, marked, reading), *money(scheme, document, findings, reading)]
    read = Throughout(scheme.periods)
    made = Plan(
        changed(reading.asking(scheme), read), tuple(map(read.step, with_values(scheme, steps, reading))), roster
    )
    found = check(made, document, findings)
    file = document.place(()).file
    if not any(finding.blocks and finding.place.file == file for finding in findings):  # else it may only follow
        check_unmeant(made, ranges(found), document, findings)
    return None if watch.blocked else made
