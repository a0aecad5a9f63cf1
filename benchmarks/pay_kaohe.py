"""The same pay with kaohe: the project in ``pay/``, everything checked, every clause a column."""

from __future__ import annotations

from pathlib import Path

from kaohe_core.findings import Findings
from kaohe_core.project import Project
from kaohe_core.results.as_parquet import write_parquet


def run(project: Path, out: Path) -> None:
    findings = Findings()
    opened = Project.open(project)
    for ready in opened.all_ready(findings):
        scored = opened.score(ready, findings)
        findings.stop()
        assert scored is not None
        write_parquet(scored[0], out)
