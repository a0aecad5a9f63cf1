"""Appeals (申诉): made in time, decided by others, answered by correcting the data, never a mark (G06, G07)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs
from attrs import evolve, frozen

from kaohe_case.messages import message
from kaohe_case.round import Appeal, Round
from kaohe_case.steps import needs
from kaohe_case.steps.records import frozen_of, other_scheme, other_year
from kaohe_case.steps.step import (
    LEADERS,
    Owed,
    Refusal,
    RoundStep,
    WrongStep,
    computed,
    members_once,
    names,
    no_result,
    one_each,
    said,
)
from kaohe_case.store import Act
from kaohe_core import Message, Text, did_you_mean


@frozen(kw_only=True)
class Lodge(RoundStep):
    """Somebody appeals against a mark by one clause."""

    kind = "appeal"
    title = Text("申诉", "appeal")
    says = message("Record an appeal against a mark by one clause; --who is who appeals.")
    needs = (needs.hanging,)

    clause: str = said(message("the clause: its id, or words that only its wording has"))
    claim: str = said(message("what is wrong"))
    about: str = said(message("whose mark it is, where it is not the appellant’s own"), "")
    late: bool = computed("whether it came after the window, and is kept without being admitted", False)

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """About somebody with a result, on a clause of the scheme, while the window is open."""
        if round.publicity is None or round.scores is None:
            return
        about = self.about or who
        yield from one_each((who, about), round)
        yield from no_result(about, round)
        clauses = {} if round.frozen is None else round.frozen.clauses
        if round.find("clause", self.clause) not in clauses:
            yield WrongStep(
                message("the scheme has no clause “{id}”", id=self.clause), did_you_mean(self.clause, clauses)
            )
        if at < round.publicity.readable:
            yield WrongStep(
                message("the results are readable from {when} on", when=round.publicity.readable.isoformat())
            )
        if not self.late and round.publicity.over(round.governance.appeal_days, at):
            yield TooLate(round)

    def failures(self, round: Round) -> list[Message]:
        """Why a late one is not admitted, and that it is kept."""
        late = TooLate(round) if self.late else None
        return [] if late is None else [one for one in (late.what, late.mend) if one is not None]

    def happened(self, round: Round, act: Act) -> None:
        """To be decided; a late one is answered by what it was refused with."""
        if not self.late:
            about = round.person(self.about or act.who)
            result = "" if round.scores is None else round.scores.subjects[about]
            round.appeals[act.number] = Appeal(
                act.number, round.person(act.who), about, round.find("clause", self.clause), result
            )


def TooLate(round: Round) -> WrongStep:  # noqa: N802  # reads as the refusal that it makes
    """The refusal that a late appeal gets."""
    assert round.publicity is not None  # noqa: S101  # there is a window only then
    end = round.publicity.ends(round.governance.appeal_days)
    return WrongStep(
        message("the appeals closed on {end}", end="" if end is None else end.isoformat()),
        message("the appeal is kept on the record as late; it is not admitted"),
    )


@frozen(kw_only=True)
class Decide(RoundStep):
    """An appeal is decided, with the reason, by people who have no part in it."""

    kind = "decide"
    title = Text("申诉答复", "decide")
    says = message("Answer an appeal: upheld or rejected, by whom, and why.")
    needs = (needs.going_on, needs.frozen)

    appeal: int = said(message("the number of the appeal"))
    upheld: bool = said(message("whether the appeal is right"), other="rejected")
    deciders: tuple[str, ...] = names(message("who decided"))
    reason: str = said(message("why"))
    givers: tuple[str, ...] = computed("who gave the marks that the appeal is about", (), tuple)

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Members of the leading group, but for who appeals, whose mark it is, and who gave it."""
        appeal = round.appeals.get(self.appeal)
        if appeal is None:
            open_ones = [str(a.number) for a in round.appeals.values() if a.decision is None]
            yield WrongStep(
                message("there is no appeal {number}", number=self.appeal),
                message("waiting for an answer: {numbers}", numbers=open_ones) if open_ones else None,
            )
            return
        if appeal.decision is not None:
            yield WrongStep(
                message("appeal {number} was decided in act {act}", number=self.appeal, act=appeal.decision.number)
            )
        if not self.reason.strip():
            yield WrongStep(message("the reason is missing"))
        if not self.deciders:
            yield Owed(message("nobody is named who decides"), LEADERS, message("name them: --deciders"))
        yield from members_once(self.deciders, round)
        leaders = [] if round.group is None else [round.person(name) for name in round.group.people()]
        givers = {person for name in self.givers for person in round.people(name)}
        for name in self.deciders:
            person = round.person(name)
            others = [round.called(p) for p in leaders if p not in (appeal.by, appeal.about, *givers)]
            mend = message("who can decide: {people}", people=others)
            if person in (appeal.by, appeal.about):
                yield WrongStep(message("{who} does not decide on the own appeal", who=round.called(person)), mend)
            elif person in givers:
                yield WrongStep(message("{who} gave marks that this appeal is about", who=round.called(person)), mend)
            elif person not in leaders:
                yield WrongStep(message("{who} is not of the leading group", who=round.called(person)), mend)

    def happened(self, round: Round, act: Act) -> None:
        """Answered."""
        appeal = round.appeals[self.appeal]
        round.appeals[self.appeal] = evolve(appeal, decision=act, upheld=self.upheld)


@frozen(kw_only=True)
class Correct(RoundStep):
    """The records are corrected as an upheld appeal asks; marks follow from them (G06, G12)."""

    kind = "correct"
    title = Text("更正台账", "correct")
    says = message("Take over the corrected records of an upheld appeal; what changed is recorded.")
    needs = (needs.going_on, needs.frozen)

    appeal: int = said(message("the number of the appeal"))
    evidence: str = said(message("the evidence for the corrected records"))
    also: tuple[str, ...] = names(
        message("whose records change too, though the appeal is not about them"), needed=False
    )
    bound: Mapping[str, Any] = computed("the digests of the schemes, and the plugin versions")
    changed: tuple[str, ...] = computed("the tables that changed", (), tuple)
    cells: tuple[Mapping[str, Any], ...] = computed("every cell that changed", (), tuple)
    people: tuple[str, ...] = computed("everybody of the roster whose records changed", (), tuple)
    tables: Mapping[str, str] = computed("the digest of every table’s content")
    files: Mapping[str, str] = computed("the digest of every file")
    roster: Mapping[str, str] = computed("everybody’s name by id")
    clauses: Mapping[str, Any] = computed("the tables that each clause reads")
    calendar: Mapping[str, tuple[str, ...]] = computed("the holidays and make-up days", attrs.Factory(dict))
    year: Mapping[str, str] = computed("the digest of each scheme with what the round says", attrs.Factory(dict))
    titles: Mapping[str, Mapping[str, str]] = computed(
        "what clauses, dimensions and tables are called, by id", attrs.Factory(dict)
    )

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Only what an upheld appeal is about, only tables its clause reads, with evidence."""
        yield from other_scheme(round, self.bound)
        yield from other_year(round, self.year)
        appeal = round.appeals.get(self.appeal)
        if appeal is None or not appeal.upheld or appeal.corrected:
            wanted = [str(a.number) for a in round.appeals.values() if a.upheld and not a.corrected]
            yield WrongStep(
                message("appeal {number} asks for no correction", number=self.appeal),
                message("upheld and not corrected yet: {numbers}", numbers=wanted) if wanted else None,
            )
            return
        if not self.evidence.strip():
            yield WrongStep(
                message("the evidence is missing"), message("say what shows the correct records: --evidence")
            )
        if not self.changed and not _done(round, appeal):
            yield WrongStep(
                message("no table differs from the frozen records"),
                message("correct the files of the project first, then give the command again"),
            )
        named = {round.person(name) for name in self.also}
        others = [person for person in self.people if person != appeal.about and person not in named]
        if others:
            yield WrongStep(
                message(
                    "the records of {people} change too, and the appeal is not about them",
                    people=[round.called(person) for person in others],
                ),
                message(
                    "put them back as they were frozen; where they belong to the correction: --also {people}",
                    people=others,
                ),
            )
        read = () if round.frozen is None else round.frozen.clauses.get(appeal.clause, ())
        beyond = [table for table in self.changed if table not in read]
        if beyond:
            yield WrongStep(
                message(
                    "the clause “{clause}” does not read these tables, which changed too: {tables}",
                    clause=appeal.clause,
                    tables=beyond,
                ),
                message("put them back as they were frozen"),
            )

    def happened(self, round: Round, act: Act) -> None:
        """The corrected records count; the old ones stay in the acts before."""
        round.appeals[self.appeal] = evolve(round.appeals[self.appeal], corrected=True)
        if self.changed:
            round.corrected |= dict.fromkeys(self.changed, act.number)
            round.freeze(frozen_of(self))


def _done(round: Round, appeal: Appeal) -> bool:
    """Whether the records behind an appeal were corrected since it was made, for another appeal about the same."""
    read = () if round.frozen is None else round.frozen.clauses.get(appeal.clause, ())
    return any(round.corrected.get(table, 0) > appeal.number for table in read)
