"""Acts folded into where a round stands: nothing is stored but the acts, so nobody can set a round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaohe_case.round import Round
from kaohe_case.steps import step_of
from kaohe_case.store import Act


def steps_of(id: str, acts: Iterable[Act]) -> Iterator[Round]:
    """The round ``id`` after each of its ``acts`` (those of other rounds are passed over): one round that goes on."""
    found = Round(id)
    for act in acts:
        if act.round == id:
            step_of(act).happened(found, act)
            found.acts.append(act)
            yield found


def fold(id: str, acts: Iterable[Act]) -> Round:
    """The round ``id`` after all of its ``acts``."""
    rounds = list(steps_of(id, acts))
    return rounds[-1] if rounds else Round(id)
