"""``kaohe case bank``."""

from __future__ import annotations

from pathlib import Path

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import round_option
from kaohe_case.messages import message
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Speaking, language_option, project_argument


@sound
def run(own: Session, project: Path, *, round_id: str) -> int:
    """Write the bank sheet of a final round."""
    from kaohe_case import bank
    from kaohe_case.case import opened, refuse
    from kaohe_case.steps.ending import Pay
    from kaohe_case.steps.step import owed
    from kaohe_core import Findings

    case = opened(own.folder(project))
    round = case.round(round_id)
    refuse(round_id, Pay, owed(Pay, round))
    findings = Findings()
    paths = bank.write(case.project, case.store, round, own.language, findings)
    if len(findings):
        own.tell(findings)
    if not paths:
        own.say(message("The scheme of this round pays into no account: it has no [payout]."))
        return 0
    own.wrote(paths)
    return 0


command = Speaking(
    "bank",
    say=message("Write the bank sheet of a final round: amounts by the record, accounts by the project’s folder."),
    run=run,
    params=[project_argument(), round_option(), language_option()],
)
