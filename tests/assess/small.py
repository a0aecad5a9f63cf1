"""A small project made in a folder, run once, and what it says of everybody: as columns, exact and explained alike."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from kaohe_core.findings import FindingsError
from kaohe_core.project import Project
from kaohe_core.results.scored import Scored
from kaohe_core.run import Run
from kaohe_core.testing.asserts import differences


@frozen
class Outcome:
    """What is said (each finding whole; what stops nothing begins with (i)), and the results by scheme."""

    said: str
    scored: Mapping[str, Scored]

    def marks(self, step: str, scheme: str = "x") -> dict[str, str]:
        """By subject: the value of a step where it is scored, else its standing."""
        found = {}
        for subject in self.scored[scheme].result.subjects():
            value, standing = subject.value(step), subject.standing(step)
            found[subject.id] = standing if standing != "scored" else str(value)
        return found

    def values(self, step: str, scheme: str = "x") -> dict[str, str]:
        """By subject: the value of a step, whatever its standing."""
        return {subject.id: str(subject.value(step)) for subject in self.scored[scheme].result.subjects()}


def outcome(folder: Path, project: str, **files: str) -> Outcome:
    """The project run: ``x_toml`` is the file x.toml, ``staff_csv`` staff.csv, and so on."""
    (folder / "kaohe.toml").write_text(project, "utf-8")
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"{stem}.{ending}").write_text(text, "utf-8")
    scored: dict[str, Scored] = {}
    try:
        run = Run(Project.open(folder))
        scored = {one.ready.entry.id: one for one in run.score()}
        found = list(run.findings)
    except FindingsError as error:
        found = list(error.findings)
    for one in scored.values():
        assert not differences(one.result, one.tables)
    return Outcome("\n".join(("" if one.blocks else "(i) ") + one.text("zh") for one in found), scored)
