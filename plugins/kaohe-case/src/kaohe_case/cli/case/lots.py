"""``kaohe case lots``."""

from __future__ import annotations

from pathlib import Path

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import round_option
from kaohe_case.messages import message
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Speaking, format_option, language_option, project_argument


@sound
def run(own: Session, project: Path, *, round_id: str) -> int:
    """Every lot of the draw, and how to draw again."""
    from kaohe_case.case import opened
    from kaohe_case.looking import lots_of
    from kaohe_case.told import recipe

    case = opened(own.folder(project))
    round = case.round(round_id)
    public, found = lots_of(round)
    steps = [line.text(own.language) for line in recipe(round, public)]
    if own.json:
        own.dump({"lots": [lot.data() for lot in found], "recipe": steps})
        return 0
    stratum = ""
    for lot in found:
        if lot.stratum != stratum:
            own.say(lot.stratum)
            stratum = lot.stratum
        own.say("  " + lot.text(own.language))
    for line in steps:
        own.say(line)
    return 0


command = Speaking(
    "lots",
    say=message("Show every lot of the draw, and how anyone can draw again."),
    run=run,
    params=[project_argument(), round_option(), format_option(), language_option()],
)
