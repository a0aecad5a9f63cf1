"""Acts folded into where a round stands: nothing is stored but the acts, so nobody can set a round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaohe_case.clock import instant
from kaohe_case.messages import message
from kaohe_case.round import Round
from kaohe_case.steps import step_of
from kaohe_case.store import FILE, Act
from kaohe_core import Finding, FindingsError, Message, Place

# What acts hold is plain data that anybody may have written: whatever is wrong with it must end in a finding.
BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
VERIFY = message("the record was changed by other means than these commands; where else, tells kaohe case verify")


def steps_of(id: str, acts: Iterable[Act]) -> Iterator[Round]:
    """The round ``id`` after each of its ``acts`` (those of other rounds are passed over): one round that goes on."""
    found = Round(id)
    for act in acts:
        if act.round == id:
            try:
                if instant(act.at).tzinfo is None:
                    raise ValueError(act.at)
                step_of(act).happened(found, act)
            except BROKEN as error:
                raise FindingsError([Finding(Place(file=FILE, keys=(id,)), _unlike(act), VERIFY)]) from error
            found.acts.append(act)
            yield found


def _unlike(act: Act) -> Message:
    return message("act {number} ({kind}) holds nothing that such a step holds", number=act.number, kind=act.kind)


def fold(id: str, acts: Iterable[Act]) -> Round:
    """The round ``id`` after all of its ``acts``."""
    rounds = list(steps_of(id, acts))
    return rounds[-1] if rounds else Round(id)
