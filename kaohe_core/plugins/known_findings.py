"""The findings of everything that is installed here, looked up by their ids."""

from __future__ import annotations

from attrs import frozen

from kaohe_core.finding_ids import Example, examples, register
from kaohe_core.messages import Message, catalogue
from kaohe_core.plugins.loader import COMMAND_GROUP, GROUP, installed


@frozen
class KnownFinding:
    """What is told of one: what it says, how it is mended, and an example (its ``zh`` is empty where there is none)."""

    id: str
    what: Message
    mend: Message | None
    example: Example


def packages() -> list[str]:
    """The packages whose findings have ids: the core, and what is installed beside it."""
    groups = (installed(GROUP), installed(COMMAND_GROUP))
    claims = [claim for group in groups for claimed in group.values() for claim in claimed]
    return list(dict.fromkeys(["kaohe_core", *(claim.entry_point.module.partition(".")[0] for claim in claims)]))


def known_finding(id: str) -> KnownFinding | None:
    """The finding with the id, in whatever case; None where nothing has it."""
    id = id.upper()
    for package in packages():
        kept = register(package)
        if kept is not None and id in kept.templates:
            told, say = examples(package)[id], catalogue(package)
            return KnownFinding(id, say(kept.templates[id]), say(told.mend) if told.mend else None, told)
    return None
