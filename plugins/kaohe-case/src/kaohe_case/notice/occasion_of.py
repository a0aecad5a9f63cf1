"""The papers of a round as people hold them: those of the core, with the round, its days and its digest on them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kaohe_case.case import Case
from kaohe_case.notice.facts import Facts, facts, when
from kaohe_core import Findings, Language
from kaohe_core.api import Outcome
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.papers_folder import FOLDER, Wanted, files
from kaohe_core.writing import replace


def write_papers(
    case: Case, round_id: str, at: datetime, language: Language, wanted: Wanted, findings: Findings
) -> list[Path]:
    """Write the papers of a published round under ``papers`` of the project, from the records as they were frozen.

    Raises :class:`~kaohe_core.findings.FindingsError` where nothing is published, where the kept files do not give the
    kept results any more, or where something cannot be written; nothing is changed then.
    """
    with facts(case, round_id, at, language) as found:
        outcome = Outcome(found.project, found.scored, findings, language)
        made = files(outcome, _occasion(found), wanted)
        project = case.project
        return replace(project.folder / FOLDER, {f"{outcome.id}-{round_id}": dict(made)}, findings, project.inputs())


def _occasion(found: Facts) -> Occasion:
    round, group = found.round, found.round.group
    assert round.publicity is not None  # noqa: S101  # no papers before
    publish = next(act for act in reversed(found.acts) if act.kind == "publish")
    until, appeal = round.publicity.ends(round.governance.publicity_days), found.deadline
    return Occasion(
        issuer=found.project.config.project.name,
        digest=str(found.result["digest"]),
        language=found.language,
        round=round.id,
        head=found.head,
        date=when(found.at, found.language),
        since=when(round.publicity.readable, found.language),
        until="" if until is None else when(until, found.language),
        appeal_until="" if appeal is None else when(appeal, found.language),
        where=str(publish.data["where"]),
        final=round.stage(found.at) in ("final", "paid"),
        receiver="" if group is None else found.people([group.chair, group.office]),
    )
