"""``kaohe case notice``."""

from __future__ import annotations

from pathlib import Path

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import moment, round_option
from kaohe_case.messages import message
from kaohe_core import Findings
from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, format_option, language_option, project_argument


@sound
def run(own: Session, project: Path, *, round_id: str, at: str | None) -> int:
    """Write the papers of a published round."""
    from kaohe_case.case import opened
    from kaohe_case.clock import instant
    from kaohe_case.notice import lines, papers, write
    from kaohe_case.notice.folder import NOTICES
    from kaohe_core.results.out_folder import FOLDER

    folder, dated = own.folder(project), instant(moment(at))
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        case = opened(folder)
        stage(message("reading tables and scoring"))
        found = papers(case, round_id, dated, own.language)
        findings = Findings()
        write(found, folder, findings)
    if own.json:
        own.dump(found.data())
        return 0
    own.tell(findings)
    for line in lines(found, folder / FOLDER / NOTICES, own.language):
        own.say(line)
    return 0


command = Speaking(
    "notice",
    say=message("Write the public notice, everybody’s own result, and the answers to appeals."),
    run=run,
    params=[
        project_argument(),
        round_option(),
        Option("--at", say=message("the date of the papers; else now"), metavar="TIME", default=None),
        format_option(),
        language_option(),
    ],
)
