"""A wrong act annulled by another act: both stay on the record, and the wrong one counts no more (G09)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs
from attrs import frozen

from kaohe_case.messages import message
from kaohe_case.round import Round
from kaohe_case.steps import needs
from kaohe_case.steps.step import KINDS, Refusal, RoundStep, WrongStep, computed, said
from kaohe_case.store import Act
from kaohe_core import Text


@frozen(kw_only=True)
class Annul(RoundStep):
    """An act that was recorded wrongly counts no more, where no later one stands on it."""

    kind = "annul"
    title = Text("作废", "annul")
    says = message("Annul an act that was recorded wrongly, where no later one stands on it; both stay on the record.")
    needs = (needs.opened,)

    act: int = said(message("the number of the wrong act"))
    reason: str = said(message("what is wrong with it"))
    stands: tuple[str, ...] = computed(
        "the first later act that could not have been taken without it, and why", (), tuple
    )

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """An act of this round that counts; an appeal only by whoever made it; nothing later that stands on it."""
        act = next((one for one in round.acts if one.number == self.act), None)
        if act is None:
            yield WrongStep(
                message("act {number} is none of the round “{id}”", number=self.act, id=round.id),
                message("see the acts and their rounds: kaohe case acts"),
            )
            return
        if act.kind == self.kind:
            yield WrongStep(
                message("act {number} annuls another one, and stays", number=self.act),
                message("take the step that was annulled by mistake once more"),
            )
        if self.act in round.annulled:
            number = round.annulled[self.act]
            yield WrongStep(message("act {number} was annulled in act {by}", number=self.act, by=number))
        if not self.reason.strip():
            yield WrongStep(message("the reason is missing"))
        if act.kind == "appeal" and round.person(who) != round.person(act.who):
            yield WrongStep(
                message("an appeal is taken back by whoever made it, {who}", who=round.actor(act.who)),
                message("answer it: kaohe case decide"),
            )
        for why in self.stands:
            yield WrongStep(
                message("what came later stands on act {number}: {why}", number=self.act, why=why),
                message("annul the later act first"),
            )

    def happened(self, round: Round, act: Act) -> None:
        """The round is what its other acts come to."""
        annulled = {**round.annulled, self.act: act.number}
        again = Round(round.id)
        for one in round.acts:
            if one.number not in annulled and one.kind != self.kind:
                KINDS[one.kind](**one.data).happened(again, one)
        again.acts, again.annulled = round.acts, annulled
        for field in attrs.fields(Round):
            setattr(round, field.name, getattr(again, field.name))
