"""``kaohe case papers``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import moment, round_option
from kaohe_case.messages import message
from kaohe_case.paper_kinds import KINDS
from kaohe_core import Findings
from kaohe_core.cli.papers import listed, paper_options, wanted
from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, language_option, project_argument


@sound
def run(
    own: Session,
    project: Path,
    *,
    round_id: str,
    at: str | None,
    paper: Sequence[str],
    forms: Sequence[str],
    each: bool,
    before: Path | None,
) -> int:
    """Write the papers of a round."""
    from kaohe_case.case import opened
    from kaohe_case.clock import instant
    from kaohe_case.papers import write_papers

    asked = wanted(paper, forms, each=each, before=before, kinds=KINDS)
    folder, dated, findings = own.folder(project), instant(moment(at)), Findings()
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        case = opened(folder)
        stage(message("reading tables and scoring"))
        written = write_papers(case, round_id, dated, own.language, asked, findings)
    own.tell(findings)
    own.wrote(listed(written))
    return 0


command = Speaking(
    "papers",
    say=message(
        "Write all papers of a round, with its days and its digest on them: the notice, personal sheets, the summary, "
        "the bank sheet, the records, answers to appeals and, at any stage, the sheets to sign."
    ),
    run=run,
    params=[
        project_argument(),
        round_option(),
        Option("--at", say=message("the date of the papers; else now"), metavar="TIME", default=None),
        *paper_options(KINDS),
        language_option(),
    ],
)
