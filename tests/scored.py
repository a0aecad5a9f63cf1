"""A project on disk, run and written as workbooks: what tests of the workbook share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import kaohe_core as kaohe
from kaohe_core.assess.oracle import Oracle
from kaohe_core.assess.result import Result
from kaohe_core.findings import Findings
from kaohe_core.plugins.contributions import Section, Stamped
from kaohe_core.project import Ready
from kaohe_core.tables.data import Data
from kaohe_core.workbook import write_workbook

Scheme = tuple[Ready, Result, Mapping[str, Data]]


def run(folder: Path) -> list[Scheme]:
    """Every scheme of a project, scored; a finding that blocks fails the test."""
    outcomes = kaohe.open(folder).scores()
    return [(one.scored.ready, one.result, one.scored.tables) for one in outcomes]


def written(run_: Scheme, out: Path, sections: Sequence[Stamped[Section]] = ()) -> Path:
    """The workbook of one scheme."""
    ready, result, tables = run_
    write_workbook(ready.plan, result, tables, out, Findings(), "zh", sections)
    return out


def unlike_oracle(run_: Scheme) -> list[tuple[str, str]]:
    """Where the columns and the exact evaluator disagree."""
    ready, result, tables = run_
    oracle = Oracle(ready.plan, tables)
    return [
        (subject.id, step.id)
        for subject in result.subjects()
        for step in ready.plan.steps
        if subject.value(step.id) != oracle.value(step.id, subject.id)
    ]
