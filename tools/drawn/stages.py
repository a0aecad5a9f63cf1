"""A round as a line of time: its stages, and between them the steps that are taken, from the classes of the steps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drawn.canvas import LINE, Canvas, wrapped
from kaohe_case.round import STAGES
from kaohe_case.steps import STEPS
from kaohe_core import Language, Text

TITLE = Text("一轮考核，从草案到发放", "A round, from draft to payment")
ANY_TIME = Text(
    "随时可以：作废一步（以后的步骤也随之作废）", "At any time: annul a step, and with it those that stand on it"
)
NEEDS = {  # the stage that has been reached where a step with this need can be taken
    "draft": "deliberated",
    "adopted": "adopted",
    "filed": "filed",
    "in_force": "filed",
    "frozen": "frozen",
    "scored": "scored",
    "recounted": "recounted",
    "published": "published",
    "hanging": "published",
    "final": "final",
}
LEADS = {  # the step with which a stage is reached; the others are taken on the way
    "deliberate": "deliberated",
    "vote": "adopted",
    "file": "filed",
    "freeze": "frozen",
    "score": "scored",
    "sign": "recounted",
    "publish": "published",
    "decide": "decided",
    "finalise": "final",
    "pay": "paid",
}
AFTER = {"correct": "published", "annul": ""}  # what its needs alone do not say


def draw(root: Path, language: Language) -> str:  # noqa: ARG001  # as all pictures
    """The stages on a rail, and beside it the steps up to the next one."""
    canvas, stages = Canvas(360), list(STAGES)
    y, points = 6.0, list[float]()
    for number, stage in enumerate(stages):
        points.append(y + 13)
        canvas.box(28, y, 331, 27, "strong" if stage in ("adopted", "published", "final") else "soft")
        canvas.text(38, y + 18, STAGES[stage].text(language), "bold", inside=310)
        y += 33
        steps = [STEPS[kind].title.text(language) for kind in taken(stage, stages[number + 1 : number + 2])]
        for line in wrapped(("、" if language == "zh" else ", ").join(steps), 310, "small") if steps else ():
            canvas.text(40, y + 11, line, "small", inside=318)
            y += LINE
        y += 9
    rail = f'<path class="way" d="M13 {points[0]:.0f}V{points[-1]:.0f}"/>'
    canvas.parts.append(rail)
    canvas.parts += [f'<circle class="plain" cx="13" cy="{point:.0f}" r="6"/>' for point in points]
    for line in wrapped(ANY_TIME.text(language), 330, "light"):
        canvas.text(28, y + 8, line, "light", inside=330)
        y += LINE
    return canvas.svg(TITLE.text(language))


def taken(stage: str, following: Sequence[str]) -> list[str]:
    """The steps that are taken in a stage, the one that leads on last."""
    found = [kind for kind in STEPS if kind not in LEADS and _from(kind) == stage]
    return found + [kind for kind, reached in LEADS.items() if [reached] == list(following)]


def _from(kind: str) -> str:
    if kind in AFTER:
        return AFTER[kind]
    order = list(STAGES)
    needed = [NEEDS[need.__name__] for need in STEPS[kind].needs if need.__name__ in NEEDS]
    return max(needed, key=lambda one: order.index(one), default="draft")  # type: ignore[arg-type]  # a stage each
