"""``kaohe case notice``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import moment, round_option
from kaohe_case.messages import message
from kaohe_core import Findings
from kaohe_core.cli.papers import form_option, formats
from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, format_option, language_option, project_argument


@sound
def run(own: Session, project: Path, *, round_id: str, at: str | None, forms: Sequence[str]) -> int:
    """Write what goes out when a round is published."""
    from kaohe_case.case import opened
    from kaohe_case.clock import instant
    from kaohe_case.papers import lines, papers, write
    from kaohe_case.papers.folder import NOTICES
    from kaohe_core.results.out_folder import FOLDER

    asked = formats(forms or ("html",))
    folder, dated = own.folder(project), instant(moment(at))
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        case = opened(folder)
        stage(message("reading tables and scoring"))
        found = papers(case, round_id, dated, own.language)
        findings = Findings()
        write(found, folder, asked, findings)
    if own.json:
        own.dump(found.data(asked))
        return 0
    own.tell(findings)
    for line in lines(found, folder / FOLDER / NOTICES, own.language, asked):
        own.say(line)
    return 0


command = Speaking(
    "notice",
    say=message(
        "Write what goes out when a round is published: the public notice, everybody’s own sheet, answers to appeals."
    ),
    run=run,
    params=[
        project_argument(),
        round_option(),
        Option("--at", say=message("the date of the papers; else now"), metavar="TIME", default=None),
        form_option(message("html, pdf or xlsx, several times for several; else html")),
        format_option(),
        language_option(),
    ],
)
