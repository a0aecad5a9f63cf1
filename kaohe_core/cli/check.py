"""``kaohe check``."""

from __future__ import annotations

from pathlib import Path

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Speaking, format_option, language_option, project_argument, scheme_option
from kaohe_core.messages import message


def run(own: Session, project: Path, scheme: str | None) -> int:
    """Print every finding about the schemes and the data; nothing is written."""
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        opened = own.project(project)
        stage(message("reading tables and scoring"))
        findings = opened.check(scheme)
    if own.json or len(findings):
        own.tell(findings, err=False)
    if findings.blocked:
        return 1
    if not own.json:
        own.say(
            message(
                "{project}: {count} schemes and their data are in order.",
                project=opened.name,
                count=1 if scheme is not None else len(opened.schemes),
            )
        )
    return 0


command = Speaking(
    "check",
    say=message("Check the schemes and the data of a project, and show all that is wrong at once."),
    run=run,
    params=[project_argument(), scheme_option(), format_option(), language_option()],
)
