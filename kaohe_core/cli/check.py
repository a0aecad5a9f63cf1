"""``kaohe check``."""

from __future__ import annotations

from pathlib import Path

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Speaking, format_option, language_option, project_argument, scheme_option
from kaohe_core.findings import Findings
from kaohe_core.messages import message


def run(own: Session, project: Path, scheme: str | None) -> int:
    """Print every finding about the schemes and the data; nothing is written."""
    findings = Findings()
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        opened = own.project(project)
        one = None if scheme is None else opened.ready(opened.entry(scheme), findings)
        readies = opened.all_ready(findings) if scheme is None else [] if one is None else [one]
        stage(message("reading tables and scoring"))
        for ready in readies:
            opened.score(ready, findings)
    if own.json or len(findings):
        own.tell(findings, err=False)
    if any(finding.blocks for finding in findings):
        return 1
    if not own.json:
        own.say(
            message(
                "{project}: {count} schemes and their data are in order.",
                project=opened.config.project.name,
                count=len(readies),
            )
        )
    return 0


command = Speaking(
    "check",
    say=message("Check the schemes and the data of a project, and show all that is wrong at once."),
    run=run,
    params=[project_argument(), scheme_option(), format_option(), language_option()],
)
