"""The end of a round: final, paid, with nothing left open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from kaohe_case.clock import told_days
from kaohe_case.messages import message
from kaohe_case.round import Round
from kaohe_case.steps import needs
from kaohe_case.steps.step import OFFICE, Owed, Refusal, RoundStep, WrongStep, said
from kaohe_case.store import Act
from kaohe_core import Text

AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?\Z", re.ASCII)


@frozen(kw_only=True)
class Finalise(RoundStep):
    """The results are final."""

    kind = "finalise"
    title = Text("定稿", "finalise")
    says = message("Make the results final, once nothing is open any more.")
    needs = (
        needs.led,
        needs.before_freezing,
        needs.published,
        needs.complete,
        needs.answered,
        needs.confirmed,
    )

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Everything before, with publicity over and every appeal answered."""
        if round.publicity is not None and round.hanging_out():
            yield from _clock(round, at)

    def happened(self, round: Round, act: Act) -> None:
        """Final."""
        round.final = act


def _clock(round: Round, at: datetime) -> Iterator[Refusal]:
    publicity, rules = round.publicity, round.governance
    assert publicity is not None  # noqa: S101  # asked only then
    if publicity.suspended:
        yield Owed(message("publicity is suspended"), OFFICE, "kaohe case resume")
        return
    for days, what in (
        (rules.publicity_days, message("the results must hang out for {days}", days=told_days(rules.publicity_days))),
        (rules.appeal_days, message("appeals can be made for {days}", days=told_days(rules.appeal_days))),
    ):
        end = publicity.ends(days)
        if end is not None and at < end:
            yield Owed(
                message("{what}, until {end}", what=what, end=end.isoformat()), OFFICE, message("wait until then")
            )


@frozen(kw_only=True)
class Pay(RoundStep):
    """The money was transferred."""

    kind = "pay"
    title = Text("发放", "pay")
    says = message("Record that the money was transferred.")
    needs = (needs.final,)

    amount: str = said(message("what was paid in all, in yuan, like 1200000.00"))
    voucher: str = said(message("the number of the voucher"))

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Final results, once, to the cent."""
        if round.paid is not None:
            yield WrongStep(message("the money was paid already, in act {number}", number=round.paid.number))
            return
        if round.final is None:
            return
        paid = None if round.scores is None else round.scores.paid
        if paid is None:
            yield WrongStep(message("this scheme pays nothing"))
        elif not _same(self.amount, paid):
            yield WrongStep(
                message("the results pay {paid} yuan in all, not {amount}", paid=paid, amount=self.amount),
                message("pay what the results say; a wrong result is corrected by an appeal, not here"),
            )

    def happened(self, round: Round, act: Act) -> None:
        """Paid."""
        round.paid = act


def _same(amount: str, paid: str) -> bool:
    """Whether two amounts are one, however many zeros stand at the end; what is no amount is none."""
    return AMOUNT.match(amount) is not None and Decimal(amount) == Decimal(paid)
