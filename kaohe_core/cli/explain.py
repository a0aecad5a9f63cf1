"""``kaohe explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session, Wrong
from kaohe_core.cli.speaking import (
    Argument,
    Option,
    Speaking,
    format_option,
    language_option,
    project_argument,
    scheme_option,
)
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.messages import message

if TYPE_CHECKING:
    from kaohe_core.explain.explanation import Explanation
    from kaohe_core.project import Project, Ready
    from kaohe_core.tables.data import Data


def run(own: Session, subject: str, project: Path, scheme: str | None, clause: str | None) -> int:
    """Print how every mark and every cent of one person came about."""
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        opened = own.project(project)
        readies = own.ready(opened, scheme)
        _known_clause(clause, readies)
        stage(message("reading tables and scoring"))
        found = _explained(own, opened, readies, subject, clause)
    if own.json:
        own.dump({"subject": subject, "schemes": [explanation.data() for explanation in found]})
    else:
        own.say("\n\n".join(explanation.text(own.language) for explanation in found))
    return 0


def _known_clause(clause: str | None, readies: list[Ready]) -> None:
    known = [id for ready in readies for id in _asked_for(ready)]
    if clause is not None and clause not in known:
        raise Wrong(message("there is no clause “{id}”: {mend}", id=clause, mend=did_you_mean(clause, known)))


def _asked_for(ready: Ready) -> list[str]:
    """What can be asked for: clauses, dimensions, and verdicts."""
    from kaohe_core.explain.decided import verdict_ids

    own = [step.id for step in ready.plan.steps if step.role in ("clause", "dimension")]
    return [*own, *verdict_ids(ready.plan.scheme)]


def _explained(
    own: Session, project: Project, readies: list[Ready], subject: str, clause: str | None
) -> list[Explanation]:
    from kaohe_core.assess.oracle import Oracle
    from kaohe_core.explain.explanation import Explainer
    from kaohe_core.results.roster import named, people, unit_of

    findings = Findings()
    tables: list[tuple[Ready, dict[str, Data]]] = []
    for ready in readies:
        found = project.score(ready, findings)
        if found is not None:
            tables.append((ready, found[1]))
    findings.stop()
    everybody = [(ready, data, people(ready.plan, data)) for ready, data in tables]
    matches = [named(subject, names) for _, _, names in everybody]
    if not any(matches):
        known = [text for _, _, names in everybody for pair in names.items() for text in pair]
        raise Wrong(message("nobody is called “{name}”: {mend}", name=subject, mend=did_you_mean(subject, known)))
    result = []
    for (ready, data, names), ids in zip(everybody, matches, strict=True):
        if len(ids) > 1:
            raise Wrong(
                message("several people are called “{name}”; say which by the id: {ids}", name=subject, ids=ids)
            )
        for id in ids:
            only = clause if clause in _asked_for(ready) else None
            if clause is None or only is not None:
                oracle = Oracle(ready.plan, data, only=unit_of(ready.plan, data, id))
                result.append(Explainer(oracle, own.language).explain(id, names[id], only))
    return result


command = Speaking(
    "explain",
    say=message(
        "Explain the result of one person: every clause with its wording, the numbers, the sum in words, and the "
        "records behind it."
    ),
    run=run,
    params=[
        Argument("subject", say=message("the person, by id or by name")),
        project_argument(),
        scheme_option(),
        Option(
            "--clause",
            say=message("only this clause, dimension, ranking, veto or award; grade for the grade"),
            metavar="ID",
            default=None,
        ),
        format_option(),
        language_option(),
    ],
)
