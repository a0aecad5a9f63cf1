"""The playground (试一试): a project at hand, tried again whenever a file of it changes.

The page of that name runs it in the browser, where there is no Polars, so that everything is computed by the exact
evaluator alone. What came of a try is plain data: findings, a table of marks for every scheme, and cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import define, field

from kaohe_core.assess.settle import PAID, amount_of
from kaohe_core.config import FILE
from kaohe_core.explain.explanation import Explainer
from kaohe_core.findings import Finding, Findings
from kaohe_core.formula.text import FUNCTIONS
from kaohe_core.messages import Language
from kaohe_core.plugins.loader import Plugins
from kaohe_core.project import Project
from kaohe_core.results.as_csv import rows, told_steps
from kaohe_core.results.scored import Scored
from kaohe_core.results.summary import notes
from kaohe_core.run import Files, Run
from kaohe_core.scheme.model import Clause, Dimension, Scheme
from kaohe_core.toml.structure import allowed_keys

CASES = ".case.toml"


@define(eq=False)
class Playground:
    """Tries the files of one project, which it keeps in ``folder``; what did not change is not read again."""

    folder: Path
    _held: dict[str, bytes] = field(init=False, factory=dict)
    _files: Files = field(init=False, factory=dict)
    _plugins: Plugins | None = field(init=False, default=None)
    _project: Project | None = field(init=False, default=None)
    _scored: dict[str, Scored] = field(init=False, factory=dict)

    def tried(self, files: Mapping[str, bytes], language: Language) -> dict[str, Any]:
        """What comes of the project that these files are (by path, whole), as plain data.

        ``findings``: text, file, line and column of each, and whether it stops the work. ``schemes``: of each that was
        scored the head and the rows of a table of marks, and the lines that stand below it. ``cases``: the title and
        the line of each case of a case file, and what came out otherwise than expected.
        """
        self._keep(files)
        self._scored = {}
        findings, scored = self._run(language) if FILE in self._held else (Findings(language=language), [])
        self._scored = {one.ready.entry.id: one for one in scored}
        cases = [case for name in self._held if name.endswith(CASES) for case in self._cases(name, findings)]
        return {
            "findings": [_finding(one, language) for one in findings],
            "schemes": [self._scheme(one, language) for one in scored],
            "cases": cases,
        }

    def explained(self, scheme: str, subject: str, language: Language) -> str:
        """How the marks and the pay of somebody came about in the last try; empty for who is in no result of it."""
        scored = self._scored.get(scheme)
        if scored is None:
            return ""
        result = scored.result
        names = {one.id: one.name for one in result.subjects()} | {one.id: one.name for one in result.not_assessed}
        oracle = scored.alone
        if oracle is None and scored.agreement is not None:  # there is Polars, as in tests
            oracle = scored.agreement.oracle
        if subject not in names or oracle is None:
            return ""
        return Explainer(oracle, language).explain(subject, names[subject]).text(language)

    def words(self) -> list[str]:
        """What an author may write in the project of the last try: keys, rules, functions, and columns of tables."""
        known = {key for cls in (Scheme, Dimension, Clause) for key in allowed_keys(cls)} | set(FUNCTIONS)
        project = self._project
        if project is not None:
            known |= {*project.plugins.rules(), *project.plugins.settlements()}
            known |= {f"{table.id}.{column.id}" for table in project.tables.values() for column in table.columns}
        return sorted(known)

    # files -----------------------------------------------------------------------------------------------------

    def _keep(self, files: Mapping[str, bytes]) -> None:
        """Write what is new or changed, remove what is gone, and forget what was read of either."""
        changed = {name for name in {*files, *self._held} if files.get(name) != self._held.get(name)}
        for name in changed:
            path = self.folder / name
            if name in files:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(files[name])
            else:
                path.unlink(missing_ok=True)
        self._held = dict(files)
        stale = {str((self.folder / name).resolve()) for name in changed}
        self._files = {key: file for key, file in self._files.items() if stale.isdisjoint(key[0].files)}
        if any(name.endswith(".toml") and not name.startswith("schemes/") for name in changed):
            self._plugins = None  # the project's own file, or that of a superior who names a set of them

    def _run(self, language: Language) -> tuple[Findings, list[Scored]]:
        project, findings = Project.as_far_as_known(self.folder, self._plugins)
        findings.language, self._project = language, project
        if project is None:
            return findings, []
        if not findings.blocked:
            self._plugins = project.plugins
        run = Run(project, findings=findings, files=self._files)
        run.load()
        if findings.blocked:
            run.look()
            return findings, []
        scored = run.score()
        return findings, [] if findings.blocked else scored

    # what came of it -------------------------------------------------------------------------------------------

    def _scheme(self, scored: Scored, language: Language) -> dict[str, Any]:
        paid = {PAID, *(amount_of(payment.id) for payment in scored.ready.scheme.payment)}
        steps = [step for step in told_steps(scored) if step.role != "money" or step.id in paid]
        head, *body = rows(scored, language, steps)
        return {
            "id": scored.ready.entry.id,
            "title": scored.ready.scheme.title,
            "head": list(head),
            "rows": [list(row) for row in body],
            "notes": notes(scored, language),
        }

    def _cases(self, name: str, findings: Findings) -> Iterator[dict[str, Any]]:
        from kaohe_core.testing.cases import CaseFailed, read_cases

        watch = findings.watch()
        for case in [] if watch.blocked else read_cases(self.folder / name, findings):
            if watch.blocked:
                return
            try:
                case.run()
                wrong = ""
            except CaseFailed as error:
                wrong = str(error)
            yield {"file": name, "line": case.line, "title": case.title, "wrong": wrong}


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    place = finding.place
    return {
        "text": finding.text(language),
        "what": finding.what.text(language),
        "mend": "" if finding.mend is None else finding.mend.text(language),
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "blocks": finding.blocks,
    }
