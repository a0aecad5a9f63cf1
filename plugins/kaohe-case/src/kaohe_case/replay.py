"""A round gone through again, act by act: nothing may stand against a step that was taken (G09, G12).

A chain computed anew hides that an act was slipped in, left out or moved; the steps themselves do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from attrs import define, evolve

from kaohe_case.again import again
from kaohe_case.clock import instant
from kaohe_case.fold import BROKEN
from kaohe_case.kept import Kept
from kaohe_case.messages import message
from kaohe_case.round import Round
from kaohe_case.standing import standing_against
from kaohe_case.steps import STEPS, RoundStep, step_of
from kaohe_case.store import FILE, Act
from kaohe_core import Finding, Findings, FindingsError, Message, Place

COPY = message("put back a copy; the head digest on the last notice shows whether it is complete")
VERSIONS = message("verify with the versions and the schemes of that time; the receipt of the round names them")


@define
class Replay:
    """One round on its way; ``round`` is where it stands after the acts that were gone through."""

    round: Round
    kept: Kept
    findings: Findings
    scored: int = 0  # times the marks were worked out again and came out the same

    def go(self, acts: Iterable[Act], stage: Callable[[Message], None]) -> bool:
        """Go through the acts of the round; whether all could be followed."""
        for act in acts:
            stage(message("going through act {number} of the round {round}", number=act.number, round=act.round))
            try:
                self._one(act)
            except BROKEN:
                self._add(act, message("it holds nothing that such a step holds"), COPY)
                return False
        return True

    def _one(self, act: Act) -> None:
        step = step_of(act)
        if {name: value for name, value in step.data().items() if name in act.data} != act.data:
            self._add(act, message("it holds nothing that such a step holds"), COPY)
        refusals = list(standing_against(step, self.round, act))
        for one in refusals:
            self._add(act, message("the step was not in order: {why}", why=one.what), COPY)
        if not refusals:
            self._again(step, act)
        step.happened(self.round, act)
        self.round.acts.append(act)

    def _again(self, step: RoundStep, act: Act) -> None:
        watch = self.findings.watch()
        try:
            found = again(step, act, self.round, self.kept)
        except FindingsError as error:
            for finding in error.findings:
                why = message(
                    "act {number} ({step}) cannot be worked out again: {why}",
                    number=act.number,
                    step=step.title,
                    why=finding.what,
                )
                self._once(evolve(finding, what=why))
            return
        for what in found.bound:
            self._once(Finding(Place(file=FILE, keys=(act.round,)), what, VERSIONS))
        for what in found.rest:
            self._add(act, what)
        if act.kind == "score" and not watch.found:
            self.scored += 1

    def _add(self, act: Act, what: Message, mend: Message | None = None) -> None:
        step = STEPS[act.kind].title if act.kind in STEPS else act.kind
        place = Place(file=FILE, keys=(act.round,))
        self._once(
            Finding(place, message("act {number} ({step}): {what}", number=act.number, step=step, what=what), mend)
        )

    def _once(self, finding: Finding) -> None:
        if finding not in self.findings.items:
            self.findings.extend([finding])


def in_time(acts: Iterable[Act], findings: Findings) -> None:
    """Time goes forward from act to act, whatever their rounds; from one that was annulled, only up to that."""
    newest: dict[int, datetime] = {}
    for act in acts:
        place = Place(file=FILE, keys=(act.round,))
        try:
            now = instant(act.at)
            if act.kind == "annul":
                newest.pop(act.data["act"], None)
            backwards = any(now < one for one in newest.values())
        except BROKEN:
            findings.add(place, message("“{at}” is not a time with its offset from universal time", at=act.at), COPY)
            return
        if now.tzinfo is None:
            findings.add(place, message("“{at}” is not a time with its offset from universal time", at=act.at), COPY)
            return
        if backwards:
            findings.add(
                place, message("act {number} was recorded before the act that it follows", number=act.number), COPY
            )
        newest[act.number] = now
