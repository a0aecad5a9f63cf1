"""``kaohe case verify``."""

from __future__ import annotations

from pathlib import Path

from kaohe_case.cli.case.step_command import round_option
from kaohe_case.messages import message
from kaohe_core import Findings
from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, format_option, language_option, project_argument


def run(own: Session, project: Path, round_id: str | None, head: str | None) -> int:
    """Check the record; 1 if anything is wrong."""
    from attrs import asdict

    from kaohe_case.verify import lines, verify

    findings = Findings()
    folder = own.folder(project)
    with working(own.language) as stage:
        found = verify(folder, findings, round_id, head, stage)
    if own.json:
        own.dump({**asdict(found), "findings": [finding.data(own.language) for finding in findings]})
    else:
        if len(findings):
            own.tell(findings)
        for line in lines(found):
            own.say(line)
    return 1 if findings.blocked else 0


command = Speaking(
    "verify",
    say=message("Check a whole record: its acts, its files, its steps, its marks, and the project’s folder."),
    run=run,
    params=[
        project_argument(),
        round_option(needed=False),
        Option(
            "--head",
            say=message("a head digest that was made public, such as the one on a notice"),
            metavar="DIGEST",
            default=None,
        ),
        format_option(),
        language_option(),
    ],
)
