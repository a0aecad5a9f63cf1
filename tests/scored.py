"""A project on disk, run and written as workbooks: what tests of the workbook share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaohe_core.assess.oracle import Oracle
from kaohe_core.assess.result import Result
from kaohe_core.findings import Findings
from kaohe_core.plugins.contributions import Section, Stamped
from kaohe_core.project import Project, Ready
from kaohe_core.tables.data import Data
from kaohe_core.workbook import write_workbook

Run = tuple[Ready, Result, dict[str, Data]]


def run(folder: Path) -> list[Run]:
    """Every scheme of a project, scored; a finding that blocks fails the test."""
    project, findings = Project.open(folder), Findings()
    runs = []
    for ready in project.all_ready(findings):
        found = project.score(ready, findings)
        assert found is not None, [finding.text("en") for finding in findings]
        runs.append((ready, *found))
    assert runs, [finding.text("en") for finding in findings]
    return runs


def written(run_: Run, out: Path, sections: Sequence[Stamped[Section]] = ()) -> Path:
    """The workbook of one scheme."""
    ready, result, tables = run_
    write_workbook(ready.plan, result, tables, out, "zh", sections)
    return out


def unlike_oracle(run_: Run) -> list[tuple[str, str]]:
    """Where the columns and the exact evaluator disagree."""
    ready, result, tables = run_
    oracle = Oracle(ready.plan, tables)
    return [
        (subject.id, step.id)
        for subject in result.subjects()
        for step in ready.plan.steps
        if subject.value(step.id) != oracle.value(step.id, subject.id)
    ]
