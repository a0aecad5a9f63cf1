"""``kaohe case acts``."""

from __future__ import annotations

from pathlib import Path

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import round_option
from kaohe_case.messages import message
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Speaking, format_option, language_option, project_argument


@sound
def run(own: Session, project: Path, *, round_id: str | None) -> int:
    """Every act, in order."""
    from kaohe_case import told
    from kaohe_case.case import opened

    case = opened(own.folder(project))
    rounds = case.rounds() if round_id is None else {round_id: case.round(round_id)}
    acts = [act for act in case.store.acts() if act.round in rounds]
    if own.json:
        own.dump({"acts": [told.act_data(act) for act in acts], "head": case.store.head()})
        return 0
    for act in acts:
        own.say(f"{act.round} · " + told.act_line(act, rounds[act.round], own.language))
        for name, value in act.data.items():
            if isinstance(value, str | int | bool) and value != "":
                own.say(f"    {name}: {value}")
        own.say(f"    {act.digest}")
    own.say(message("Head digest: {digest}", digest=case.store.head()))
    return 0


command = Speaking(
    "acts",
    say=message("List every act of the record: who did what, when, and its digest."),
    run=run,
    params=[project_argument(), round_option(needed=False), format_option(), language_option()],
)
