"""Every step of a round, each a class that says what it waits for and what it changes.

A new step is one more class here and, where it takes something from the project, one function in
:mod:`kaohe_case.prepare`; the command line and the replay of ``verify`` follow by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_case.shapes import misfit
from kaohe_case.steps.annul import Annul
from kaohe_case.steps.appeals import Correct, Decide, Lodge
from kaohe_case.steps.ending import Finalise, Pay
from kaohe_case.steps.evidence import Supplement
from kaohe_case.steps.publicity import Publish, Resume, Suspend, Tell
from kaohe_case.steps.records import Confirm, Excuse, Freeze, Recount, Score, Sign
from kaohe_case.steps.scheme import Approve, Carry, Deliberate, Endorse, File, Open, Vote
from kaohe_case.steps.step import Owed, Refusal, RoundStep, WrongStep
from kaohe_case.steps.working import Candidates, Draw, Lead, Review, Seed
from kaohe_case.store import Act

STEPS: Mapping[str, type[RoundStep]] = {
    step.kind: step
    for step in (
        Open,
        Lead,
        Carry,
        Deliberate,
        Vote,
        Endorse,
        File,
        Approve,
        Review,
        Seed,
        Candidates,
        Draw,
        Freeze,
        Score,
        Recount,
        Sign,
        Supplement,
        Confirm,
        Excuse,
        Publish,
        Suspend,
        Resume,
        Tell,
        Lodge,
        Decide,
        Correct,
        Finalise,
        Pay,
        Annul,
    )
}


def step_of(act: Act) -> RoundStep:
    """The step that an act records. Raises ``KeyError`` or ``TypeError`` where it is none."""
    step = STEPS[act.kind]
    wrong = misfit(step, act.data)
    if wrong is not None:
        raise TypeError(f"{act.kind} holds no such {wrong}")
    return step(**act.data)


__all__ = ["STEPS", "Owed", "Refusal", "RoundStep", "WrongStep", "step_of"]
