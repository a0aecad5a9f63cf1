"""A school whose scheme lies over a superior’s, and what comes of it."""

from __future__ import annotations

from pathlib import Path

from kaohe_core.findings import Findings
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.testing.files import write_all

KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "sick", title = "病假", unit = "天", decimals = 1, high = 200 },
]
[[scheme]]
id = "s"
file = "schemes/school.toml"
"""
OVER = '[[dimension]]\nid = "attendance"\n'


def school(folder: Path, text: str, county: str, **more: str) -> tuple[Run, Findings, str | None]:
    """The run, what it says, and the total of somebody who was ill for 4 days."""
    files = {
        "kaohe.toml": KAOHE,
        "staff.csv": "工号,病假\n1,4\n",
        "schemes/school.toml": text,
        "schemes/county.toml": county,
    }
    files |= {f"schemes/{key}.toml": value for key, value in more.items()}
    run = Run(Project.open(write_all(folder, files)))
    run.load()
    scored = run.score()
    if not scored:
        return run, run.findings, None
    (person,) = scored[0].result.subjects()
    return run, run.findings, str(person.value("total"))


def said(findings: Findings) -> list[str]:
    return [finding.text("zh") for finding in findings]
