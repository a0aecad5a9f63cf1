"""``kaohe case changes``."""

from __future__ import annotations

from pathlib import Path

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import round_option
from kaohe_case.messages import message
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Speaking, format_option, language_option, project_argument


@sound
def run(own: Session, project: Path, *, round_id: str) -> int:
    """What the scheme as it stands now changes."""
    from kaohe_case.case import opened
    from kaohe_case.looking import changes_since
    from kaohe_core.compare.changes import data, lines

    case = opened(own.folder(project))
    found = changes_since(case, case.round(round_id).scheme)
    if own.json:
        own.dump(
            {
                "round": found.round,
                "act": found.number,
                "adopted": found.adopted,
                "changes": data(found.changes, own.language),
            }
        )
        return 0
    if found.adopted:
        own.say(message("The scheme as it stands is the one adopted last."))
    if not found.changes:
        own.say(message("It is that of round {id}, act {number}.", id=found.round, number=found.number))
        return 0
    own.say(
        message(
            "What the scheme as it stands changes since the adopted one of round {id}, act {number}:",
            id=found.round,
            number=found.number,
        )
    )
    for line in lines(found.changes, own.language):
        own.say(line)
    return 0


command = Speaking(
    "changes",
    say=message("Show clause by clause what the scheme as it stands changes, since the one adopted last."),
    run=run,
    params=[project_argument(), round_option(), format_option(), language_option()],
)
