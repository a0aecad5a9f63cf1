"""Intermediate values: each a step of its own, as early as what it reads allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaohe_core.assess.about import Reading
from kaohe_core.assess.plan import PlanStep
from kaohe_core.messages import Text
from kaohe_core.scheme.model import Scheme, value_step
from kaohe_core.toml.locate import Keys


def with_values(scheme: Scheme, steps: Sequence[PlanStep], reading: Reading) -> Iterator[PlanStep]:
    """``steps`` with the scheme's intermediate values among them.

    A value comes as soon as all that it reads is there, so that whatever stands behind may read it.
    """
    waiting: list[PlanStep] = []
    for index, value in enumerate(scheme.value):
        if value.rows is not None:  # part of whatever gathers the rows
            continue
        id_ = value_step(value.id)
        formula, applies = reading.value(id_)
        keys: Keys = ("value", index)
        made = PlanStep(
            id_,
            Text(value.title),
            "value",
            formula,
            applies,
            value.sum_of,
            keys,
            unit=value.unit,
            given=reading.given(value.sum_of),
        )
        waiting.append(reading.settled(made))
    later = {step.id for step in (*steps, *waiting)}
    for step in (None, *steps):
        if step is not None:
            yield step
            later.discard(step.id)
        while ready := [value for value in waiting if later.isdisjoint(value.reads())]:
            yield ready[0]
            waiting.remove(ready[0])
            later.discard(ready[0].id)
    yield from waiting  # reads what never comes, which the plan's check says
