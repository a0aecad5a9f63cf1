"""``kaohe case changes``."""

from __future__ import annotations

from pathlib import Path

from kaohe_core.cli.base import Speaking, format_option, language_option, project_argument
from kaohe_core.cli.case.step import round_option
from kaohe_core.cli.session import Session
from kaohe_core.messages import message


def run(own: Session, project: Path, round_id: str) -> int:
    """What the scheme that was deliberated last changes."""
    from kaohe_core.case.case import opened
    from kaohe_core.case.looking import changes_between
    from kaohe_core.report.changes import data, lines

    case = opened(own.folder(project))
    name, found = changes_between(case, case.round(round_id))
    if own.json:
        own.dump({"since": name, "changes": data(found, own.language)})
        return 0
    own.say(message("What the deliberated scheme changes since round {id}:", id=name))
    for line in lines(found, own.language):
        own.say(line)
    return 0


command = Speaking(
    "changes",
    say=message("Show clause by clause what the deliberated scheme changes."),
    run=run,
    params=[project_argument(), round_option(), format_option(), language_option()],
)
