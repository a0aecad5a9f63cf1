"""``kaohe explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import (
    Argument,
    Option,
    Speaking,
    format_option,
    language_option,
    project_argument,
    scheme_option,
)
from kaohe_core.findings import did_you_mean
from kaohe_core.messages import message

if TYPE_CHECKING:
    from kaohe_core.api import Outcome
    from kaohe_core.explain.explanation import Explanation


def run(own: Session, subject: str, project: Path, scheme: str | None, clause: str | None) -> int:
    """Print how every mark and every cent of one person came about."""
    from kaohe_core.explain.explanation import explainable

    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        opened = own.project(project)
        loaded = opened.begin(scheme)
        known = [id for ready in loaded.load() for id in explainable(ready.plan)]
        if clause is not None and clause not in known:
            raise WrongUse(message("there is no clause “{id}”: {mend}", id=clause, mend=did_you_mean(clause, known)))
        stage(message("reading tables and scoring"))
        found = _explained(opened.outcomes(loaded), subject, clause)
    if own.json:
        own.dump({"subject": subject, "schemes": [explanation.data() for explanation in found]})
    else:
        own.say("\n\n".join(map(str, found)))
    return 0


def _explained(outcomes: list[Outcome], subject: str, clause: str | None) -> list[Explanation]:
    """Whoever is meant, under every scheme that has the person and the clause."""
    from kaohe_core.assess.who import perhaps
    from kaohe_core.explain.explanation import explainable

    meant = [(outcome, outcome.named(subject)) for outcome in outcomes]
    if not any(ids for _, ids in meant):
        known = {id: name for outcome in outcomes for id, name in outcome.people.items()}
        raise WrongUse(message("nobody is called “{name}”: {mend}", name=subject, mend=perhaps(subject, known)))
    for _, ids in meant:
        if len(ids) > 1:
            raise WrongUse(
                message("several people are called “{name}”; say which by the id: {ids}", name=subject, ids=ids)
            )
    return [
        outcome.explain(id, clause)
        for outcome, ids in meant
        for id in ids
        if clause is None or clause in explainable(outcome.scored.plan)
    ]


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
            say=message("only this clause, dimension, ranking, veto, award or payment; or grade, total, paid"),
            metavar="ID",
            default=None,
        ),
        format_option(),
        language_option(),
    ],
)
