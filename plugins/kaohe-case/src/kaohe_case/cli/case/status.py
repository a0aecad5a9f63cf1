"""``kaohe case status``."""

from __future__ import annotations

from pathlib import Path

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import moment, round_option
from kaohe_case.messages import message
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, format_option, language_option, project_argument


@sound
def run(own: Session, project: Path, *, round_id: str | None, at: str | None) -> int:
    """Where every round stands, or the one asked for."""
    from kaohe_case import told
    from kaohe_case.case import opened
    from kaohe_case.clock import instant

    case = opened(own.folder(project))
    rounds = list(case.rounds().values()) if round_id is None else [case.round(round_id)]
    now = instant(moment(at))
    if own.json:
        own.dump({"rounds": [told.status_data(case, round, now, own.language) for round in rounds]})
        return 0
    for round in rounds:
        for line in told.status(round, now, own.language):
            own.say(line)
    if not rounds:
        own.say(message("No round has been opened yet: kaohe case open"))
    own.say(message("Head digest: {digest}", digest=case.store.head()))
    return 0


command = Speaking(
    "status",
    say=message("Show where the rounds stand, and everything that is still to be done, by whom."),
    run=run,
    params=[
        project_argument(),
        round_option(needed=False),
        Option("--at", say=message("at which moment; else now"), metavar="TIME", default=None),
        format_option(),
        language_option(),
    ],
)
