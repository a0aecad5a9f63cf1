"""Acts folded into where a round stands: nothing is stored but the acts, so nobody can set a round."""

from __future__ import annotations

from collections.abc import Iterable

from kaohe_core.case.round import Round
from kaohe_core.case.steps import step_of
from kaohe_core.case.store import Act


def fold(id: str, acts: Iterable[Act]) -> Round:
    """The round ``id`` after ``acts`` (those of other rounds are passed over)."""
    found = Round(id)
    for act in acts:
        if act.round == id:
            step_of(act).happened(found, act)
            found.acts.append(act)
    return found
