"""From draft to a scheme in force: opened, deliberated, adopted, filed, approved (G01, G02, G03)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from attrs import frozen

from kaohe_case.messages import message
from kaohe_case.round import Proposal, Round
from kaohe_case.steps import needs
from kaohe_case.steps.step import (
    CONGRESS,
    OFFICE,
    Owed,
    Refusal,
    RoundStep,
    WrongStep,
    computed,
    from_outside,
    names,
    persons,
    said,
)
from kaohe_case.store import Act
from kaohe_core import Message, Text
from kaohe_core.scheme.governance import Governance, WorkingDays, share


@frozen(kw_only=True)
class Open(RoundStep):
    """A round is opened for one scheme of the project."""

    kind = "open"
    title = Text("立卷", "open")
    says = message("Open a round of assessment for one scheme of the project.")

    scheme: str = said(message("the id of the scheme"))

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """A round is opened once."""
        if round.opened:
            yield WrongStep(
                message("the round “{id}” is open already", id=round.id), message("give the new round another name")
            )

    def happened(self, round: Round, act: Act) -> None:
        """The round has its scheme."""
        round.scheme = self.scheme


@frozen(kw_only=True)
class _Draft(RoundStep):
    """A step that says what the scheme is at that moment."""

    bound: Mapping[str, Any] = computed("the digests of the schemes, and the plugin versions")
    governance: Mapping[str, Any] = computed("the thresholds in the scheme")
    holes: tuple[str, ...] = computed("places of the written text that still lack something", (), tuple)
    schemes: Mapping[str, str] = computed("each scheme told in full, by the digest of the stored text")
    files: Mapping[str, str] = computed("the files the scheme is written in")

    def proposal(self, act: Act) -> Proposal:
        """What a vote is about."""
        values: dict[str, Any] = {n: _governed(v) for n, v in self.governance.items()}
        return Proposal(act, self.bound, Governance(**values), self.holes)


def _governed(value: Any) -> Any:
    """A value of the governance from plain data."""
    if isinstance(value, Mapping):
        return WorkingDays(**value)
    return tuple(value) if isinstance(value, list) else value


@frozen(kw_only=True)
class Deliberate(_Draft):
    """The draft is put before the staff: from here on its digest is what any vote is about."""

    kind = "deliberate"
    title = Text("讨论", "deliberate")
    says = message("Put the scheme as it stands before the staff; its digest is what is voted on.")
    needs = (needs.going_on,)

    minutes: str = said(message("where the minutes are kept"))

    def happened(self, round: Round, act: Act) -> None:
        """A draft on the table."""
        round.draft = self.proposal(act)
        round.failed = None


@frozen(kw_only=True)
class Carry(_Draft):
    """A scheme in force stays in force for a new round, as long as nothing in it changes (G01, G03).

    What was voted on, and by which plugin versions it is computed, must be the same to the last digit.
    """

    kind = "carry"
    title = Text("沿用方案", "carry")
    says = message("Keep the scheme that is in force in an earlier round, where nothing changed.")
    needs = (needs.going_on,)

    from_round: str = said(message("the earlier round"))
    in_force: str = computed("the digest of the act by which the scheme came into force there; empty where none did")
    there: Mapping[str, Any] = computed("the digests and versions that are in force there")
    new: tuple[str, ...] = computed("what the round says that the earlier one did not", (), tuple)

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """It is in force there, it is the same, and this round has no scheme yet."""
        if round.adopted is not None:
            yield WrongStep(
                message("this round has an adopted scheme, from act {number}", number=round.adopted.act.number)
            )
        if not self.in_force:
            yield Owed(
                message("no scheme is in force in the round “{id}”", id=self.from_round),
                CONGRESS,
                message("have it adopted in this one: kaohe case deliberate"),
            )
        elif self.bound != self.there:
            yield Owed(
                message("the scheme is not the one that is in force in the round “{id}”", id=self.from_round),
                CONGRESS,
                message("have the change adopted: kaohe case deliberate"),
            )

    def happened(self, round: Round, act: Act) -> None:
        """In force here too."""
        round.draft = self.proposal(act)
        round.failed = None
        round.adopt()
        round.filed = round.approved = act


def _adoptable(round: Round, bound: Mapping[str, Any], way: str) -> Iterator[Refusal]:
    """What a vote and signatures both wait for."""
    if round.draft is None or round.failed is not None:
        return
    amending = round.adopted is not None
    wanted = round.governance.amendment if amending else round.governance.adoption
    if wanted != way:
        how = "kaohe case vote" if wanted == "vote" else "kaohe case endorse"
        what = (
            message("a change of this scheme is adopted by {way}", way=WAYS[wanted])
            if amending
            else message("this scheme is adopted by {way}", way=WAYS[wanted])
        )
        yield Owed(what, CONGRESS, how)
    if bound != round.draft.bound:
        yield Owed(
            message("the scheme is not the one that was deliberated in act {number}", number=round.draft.act.number),
            CONGRESS,
            message("deliberate it as it stands now: kaohe case deliberate"),
        )
    elif round.adopted is not None and round.draft is round.adopted:
        yield WrongStep(message("this scheme was adopted already, in act {number}", number=round.adopted.act.number))
    if round.adopted is not None and round.adopted.bound != round.draft.bound:
        yield from needs.answered(round)  # a new scheme starts on new records, where no appeal could be settled
    if round.draft.holes:
        yield Owed(
            message("the scheme has holes: {holes}", holes=list(round.draft.holes)),
            OFFICE,
            message("complete the scheme, then kaohe case deliberate"),
        )


WAYS = {"vote": Text("表决", "vote"), "signatures": Text("代表签名", "signatures of delegates")}


@frozen(kw_only=True)
class _Adoption(RoundStep):
    """A step by which a draft is adopted, or fails."""

    def failures(self, round: Round) -> list[Message]:
        """Which thresholds are missed; empty where the draft is adopted."""
        raise NotImplementedError

    def happened(self, round: Round, act: Act) -> None:
        """The draft is adopted, or has failed."""
        if self.failures(round):
            round.failed = act
        else:
            round.adopt()


@frozen(kw_only=True)
class Vote(_Adoption):
    """The staff congress votes (G01; G02 for a change). A vote that fails is recorded as well."""

    kind = "vote"
    title = Text("表决", "vote")
    says = message("Record a vote on the scheme that was deliberated, whether it passed or failed.")
    needs = (needs.draft,)

    members: int = said(message("how many members the staff congress has"))
    attending: int = said(message("how many of them attended"))
    agreeing: int = said(message("how many of those attending agreed"))
    minutes: str = said(message("where the minutes are kept"))
    bound: Mapping[str, Any] = computed("the digests that were voted on")

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """The draft must be the one that was deliberated, and the numbers must be possible."""
        yield from _adoptable(round, self.bound, "vote")
        if not 0 <= self.agreeing <= self.attending <= self.members or self.members < 1:
            yield WrongStep(
                message(
                    "{agreeing} of {attending} attending of {members} members cannot be",
                    agreeing=self.agreeing,
                    attending=self.attending,
                    members=self.members,
                ),
                message("those who agree are among those attending, and these among the members"),
            )

    def failures(self, round: Round) -> list[Message]:
        """Which thresholds the vote misses; empty where it passed."""
        rules, found = round.governance, []
        quorum = share(rules.quorum) * self.members
        if self.attending < quorum:
            found.append(
                message(
                    "{attending} of {members} members attended; at least {share} must, that is {least}",
                    attending=self.attending,
                    members=self.members,
                    share=rules.quorum,
                    least=math.ceil(quorum),
                )
            )
        if rules.majority_of == "members" and self.agreeing <= share(rules.majority) * self.members:
            found.append(
                message(
                    "{agreeing} of all {members} members agreed; more than {share} must, that is {least}",
                    agreeing=self.agreeing,
                    members=self.members,
                    share=rules.majority,
                    least=math.floor(share(rules.majority) * self.members) + 1,
                )
            )
        elif rules.majority_of == "attending" and self.agreeing <= share(rules.majority) * self.attending:
            found.append(
                message(
                    "{agreeing} of {attending} attending agreed; more than {share} must, that is {least}",
                    agreeing=self.agreeing,
                    attending=self.attending,
                    share=rules.majority,
                    least=math.floor(share(rules.majority) * self.attending) + 1,
                )
            )
        return found


@frozen(kw_only=True)
class Endorse(_Adoption):
    """Delegates sign instead of voting (G02)."""

    kind = "endorse"
    title = Text("代表签名", "endorse")
    says = message("Record the delegates’ signatures for the scheme that was deliberated.")
    needs = (needs.draft,)

    delegates: int = said(message("how many delegates there are"))
    signed: tuple[str, ...] = names(message("who signed"))
    minutes: str = said(message("where the signatures are kept"))
    outside: tuple[str, ...] = from_outside()
    bound: Mapping[str, Any] = computed("the digests that were signed")

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """As with a vote; nobody signs twice."""
        yield from _adoptable(round, self.bound, "signatures")
        yield from persons(self.signed, round, self.outside)
        if not 1 <= len(self.signed) <= self.delegates:
            yield WrongStep(
                message(
                    "{signed} signatures of {delegates} delegates cannot be",
                    signed=len(self.signed),
                    delegates=self.delegates,
                )
            )

    def failures(self, round: Round) -> list[Message]:
        """The threshold, where it is missed."""
        needed = math.ceil(share(round.governance.signatures) * Fraction(self.delegates))
        if len(self.signed) >= needed:
            return []
        return [
            message(
                "{signed} of {delegates} delegates signed; at least {share} must, that is {least}",
                signed=len(self.signed),
                delegates=self.delegates,
                share=round.governance.signatures,
                least=needed,
            )
        ]

    def happened(self, round: Round, act: Act) -> None:
        """As with a vote."""
        super().happened(round, act)
        round.admit(self.outside)


@frozen(kw_only=True)
class File(RoundStep):
    """The adopted scheme goes to the county bureau (G03)."""

    kind = "file"
    title = Text("备案", "file")
    says = message("Record that the adopted scheme was filed with the county bureau.")
    needs = (needs.adopted,)

    bureau: str = said(message("the bureau"))
    number: str = said(message("the number of the letter"))

    def happened(self, round: Round, act: Act) -> None:
        """Filed; an earlier answer was about an earlier filing."""
        round.filed, round.approved = act, None


@frozen(kw_only=True)
class Approve(RoundStep):
    """The county bureau answers: it approves the scheme, or says why not (G03)."""

    kind = "approve"
    title = Text("批复", "approve")
    says = message("Record the county bureau’s answer: approved, or refused with the reason.")
    needs = (needs.filed,)

    number: str = said(message("the number of the answer"))
    refused: str = said(message("the reason, where the bureau does not approve"), "")

    def failures(self, round: Round) -> list[Message]:  # as every step with an outcome
        """The bureau's reason."""
        return [message("the bureau does not approve: {reason}", reason=self.refused)] if self.refused else []

    def happened(self, round: Round, act: Act) -> None:
        """In force, or to be filed anew."""
        if self.refused:
            round.filed = None
        else:
            round.approved = act
