"""``kaohe case effects``."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import round_option
from kaohe_case.messages import message
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, format_option, language_option, project_argument


@sound
def run(own: Session, project: Path, *, round_id: str, old: int | None, new: int | None) -> int:
    """Whom a correction changed, beside the one who appealed."""
    from kaohe_case.case import opened
    from kaohe_case.looking import effects_between
    from kaohe_core.compare.effects import data, lines
    from kaohe_core.compare.effects_table import table

    case = opened(own.folder(project))
    first, last, found = effects_between(case, case.round(round_id), old, new)
    if own.json:
        own.dump({"old": first, "new": last, **data(found, own.language)})
        return 0
    own.say(message("From the results of act {old} to those of act {new}:", old=first, new=last))
    if not found.empty:
        own.draw(table(found, own.language))
    for line in lines(found, own.language):
        own.say(line)
    return 0


command = Speaking(
    "effects",
    say=message("Show whose marks, grades, places or money a correction changed, and by how much."),
    run=run,
    params=[
        project_argument(),
        round_option(),
        Option(
            "--old",
            say=message("the act with the results before; else the last but one"),
            type=click.IntRange(min=1),
            default=None,
            metavar="NUMBER",
        ),
        Option(
            "--new",
            say=message("the act with the results after; else the last one"),
            type=click.IntRange(min=1),
            default=None,
            metavar="NUMBER",
        ),
        format_option(),
        language_option(),
    ],
)
