"""What stands against a step that was taken, and which later steps stand on one."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from kaohe_case.clock import instant
from kaohe_case.messages import message
from kaohe_case.round import Round
from kaohe_case.steps import Refusal, RoundStep, WrongStep, step_of
from kaohe_case.steps.appeals import Lodge, TooLate
from kaohe_case.store import Act


def standing_against(step: RoundStep, round: Round, act: Act) -> Iterator[Refusal]:
    """Why the step could not be taken when it was. An appeal kept as late must have been late, and nothing else."""
    at = instant(act.at)
    if isinstance(step, Lodge) and step.late:
        found = list(evolve(step, late=False).refusals(round, act.who, at))
        late = None if round.publicity is None else TooLate(round)
        if late not in found:
            yield WrongStep(message("the appeal was in time, and is kept as late"))
        yield from (one for one in found if one != late)
    else:
        yield from step.refusals(round, act.who, at)


def first_on(round: Round, number: int) -> list[str]:
    """The first act of a round that could not have been taken without act ``number``, and why; else nothing."""
    without = Round(round.id)
    for act in round.counting():
        if act.number == number:
            continue
        step = step_of(act)
        if act.number > number:
            for one in standing_against(step, without, act):
                told = message("act {number} ({step}): {what}", number=act.number, step=step.title, what=one.what)
                return [told.text("zh")]
        step.happened(without, act)
        without.acts.append(act)
    return []
