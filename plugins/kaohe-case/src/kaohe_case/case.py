"""The record (卷宗) of a project: rounds, and the one way in which a step is taken.

A step is looked at, prepared from the project, looked at again, and only then written: as one act, with every file it
relies on, in one transaction. Whoever takes the step names the time; nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import define, frozen

from kaohe_case.bank import refuse_others
from kaohe_case.clock import instant
from kaohe_case.fold import fold
from kaohe_case.messages import message
from kaohe_case.prepare import PREPARE, Prepared
from kaohe_case.round import Round
from kaohe_case.steps import STEPS, Owed, Refusal, RoundStep
from kaohe_case.steps.annul import Annul
from kaohe_case.steps.appeals import Lodge, TooLate
from kaohe_case.steps.step import owed
from kaohe_case.store import FILE, Act, Store
from kaohe_core import Findings, Message, Place, did_you_mean
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.run import opened as project_in


@frozen
class Taken:
    """A step that was recorded: its act, the round after it, and what must be said about its outcome.

    ``failures`` says why the outcome is not what was hoped for, such as a vote that missed its quorum.
    """

    act: Act
    step: RoundStep
    round: Round
    failures: tuple[Message, ...]


@define
class Case:
    """The record of one project. Raises :class:`~kaohe_core.findings.FindingsError` for every refusal."""

    project: Project
    store: Store

    @classmethod
    def of(cls, project: Project) -> Case:
        """The record beside the project's ``kaohe.toml``."""
        return cls(project, Store(project.folder / FILE))

    def rounds(self) -> dict[str, Round]:
        """Every round by its name, in the order in which they were opened."""
        acts = self.store.acts()
        return {id: fold(id, acts) for id in dict.fromkeys(act.round for act in acts)}

    def round(self, id: str) -> Round:
        """The round with this name; a finding with the nearest one where there is none."""
        rounds = self.rounds()
        if id not in rounds:
            findings = Findings()
            findings.add(Place(file=FILE), message("there is no round “{id}”", id=id), did_you_mean(id, rounds))
            findings.stop()
        return rounds[id]

    def take(self, id: str, kind: str, who: str, at: str, said: Mapping[str, Any]) -> Taken:
        """Take one step in the round ``id``; what it says itself is in ``said``."""
        head = self.store.head()
        round = fold(id, self.store.acts())
        cls = STEPS[kind]
        refuse(id, cls, owed(cls, round))
        if kind == "pay":
            refuse_others(self.project, self.store, round)
        prepared = PREPARE[kind](Run(self.project), self.store, round, said) if kind in PREPARE else Prepared()
        step = cls(**said, **prepared.values)
        refusals = list(step.refusals(round, who, instant(at)))
        late = isinstance(step, Lodge) and round.publicity is not None and refusals == [TooLate(round)]
        if late:
            step = Lodge(**said, late=True)
        else:
            refuse(id, cls, refusals)
        acts = self.store.acts()
        _tried(step, fold(id, acts), Act(len(acts) + 1, id, kind, who, at, step.data(), head, ""))
        aside = {act.data["act"] for act in acts if act.kind == "annul"} | (
            {step.act} if isinstance(step, Annul) else set()
        )
        act = self.store.append(id, kind, who, at, step.data(), head, prepared.files, aside)
        failures = tuple(getattr(step, "failures", lambda _round: ())(round))
        step.happened(round, act)
        round.acts.append(act)
        return Taken(act, step, round, failures)


def _tried(step: RoundStep, round: Round, act: Act) -> None:
    """Where the round would stand: what cannot be gone on from must fail before it is written, never after."""
    step.happened(round, act)
    round.acts.append(act)
    round.stage(instant(act.at))


def refuse(id: str, step: type[RoundStep], refusals: Iterable[Refusal]) -> None:
    """Raise what stands against a step, all at once; nothing where it can be taken."""
    findings = Findings()
    for one in refusals:
        what = message("“{step}” is refused: {why}", step=step.title, why=one.what)
        mend = message("owed by {who}: {how}", who=one.who, how=one.how) if isinstance(one, Owed) else one.mend
        findings.add(Place(file=FILE, keys=(id,)), what, mend)
    findings.stop()


def opened(folder: Path) -> Case:
    """The record of the project in ``folder``; where that cannot be opened, all that is wrong with it is told."""
    return Case.of(project_in(folder))
