"""The records: frozen, entered again by independent groups, scored, signed (G09, G12, G15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import attrs
from attrs import evolve, frozen

from kaohe_case.messages import message
from kaohe_case.recount import CountingGroup, check_groups
from kaohe_case.round import Entry, Frozen, LeadingGroup, Round, Scores
from kaohe_case.steps import needs
from kaohe_case.steps.step import (
    CONGRESS,
    OFFICE,
    SCHOOL,
    Owed,
    Refusal,
    RoundStep,
    WrongStep,
    computed,
    from_outside,
    members_once,
    names,
    no_result,
    one_each,
    said,
    strangers,
)
from kaohe_case.store import Act
from kaohe_core import Message, Text
from kaohe_core.calendar import Calendar


def other_scheme(round: Round, bound: Mapping[str, Any]) -> Iterator[Refusal]:
    """Nothing but the adopted scheme, with the same plugin versions, is used (G09, G12)."""
    if round.adopted is not None and bound != round.adopted.bound:
        yield Owed(
            message("the scheme is not the one that was adopted"),
            CONGRESS,
            message(
                "see what changed: kaohe case changes; put the adopted scheme back, or have the change adopted:"
                " kaohe case deliberate"
            ),
        )


def other_year(round: Round, year: Mapping[str, str]) -> Iterator[Refusal]:
    """What the round says about its schemes is what was frozen."""
    if round.frozen is not None and year != round.frozen.year:
        yield Owed(
            message("what the round says (pool, periods, parameters) is not as it was frozen"),
            OFFICE,
            message("put it back in kaohe.toml; or kaohe case freeze before publication"),
        )


@frozen(kw_only=True)
class Freeze(RoundStep):
    """The records are closed: from here on they change by appeal only."""

    kind = "freeze"
    title = Text("冻结台账", "freeze")
    says = message("Close the records: every table is read, checked, digested and kept.")
    needs = (needs.in_force, needs.led, needs.before_freezing)

    reason: str = said(message("why the records are frozen again, where they were before"), "")
    bound: Mapping[str, Any] = computed("the digests of the schemes, and the plugin versions")
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
        """Under a scheme in force, with everything done that comes before; again only before publication."""
        yield from other_scheme(round, self.bound)
        if round.ever_published and round.frozen is not None:
            yield WrongStep(
                message("results of these records were published, so that the records change by appeal only"),
                message("kaohe case appeal, then kaohe case decide, then kaohe case correct"),
            )
        elif round.frozen is not None and not self.reason.strip():
            yield WrongStep(message("the records are frozen already"), message("say why they change: --reason"))
        if round.group is not None:
            yield from _leaders_known(round.group, evolve(round, frozen=None, listed=self.roster))

    def happened(self, round: Round, act: Act) -> None:
        """These records count."""
        round.freeze(frozen_of(self))


def _leaders_known(group: LeadingGroup, round: Round) -> Iterator[Refusal]:
    """Whoever leads is somebody on the roster frozen now: the group may have been named before there was one."""
    strange = [name for name in group.people() if round.strange(name)]
    twice = [name for name in group.people() if round.namesakes(name)]
    if strange:
        yield Owed(
            message("nobody on the roster is called {names}, who are of the leading group", names=strange),
            SCHOOL,
            message("name the group again: kaohe case lead; whoever is not on the roster: --outside"),
        )
    if twice:
        yield Owed(
            message("several people on the roster are called {names}, who are of the leading group", names=twice),
            SCHOOL,
            message("name the group again, by the ids: kaohe case lead"),
        )


def frozen_of(step: Any) -> Frozen:
    """The records that a step freezes."""
    clauses = {clause: tuple(tables) for clause, tables in step.clauses.items()}
    calendar = Calendar(**{name: tuple(days) for name, days in step.calendar.items()})
    return Frozen(step.tables, step.files, step.roster, clauses, calendar, step.year, step.titles)


@frozen(kw_only=True)
class Recount(RoundStep):
    """A group's own entry of some tables, held against the frozen records cell by cell (G15)."""

    kind = "recount"
    title = Text("独立复核", "recount")
    says = message("Hold a group’s own entry of the tables against the records, cell by cell.")
    needs = (needs.going_on, needs.frozen)

    folder: str = said(message("the folder with the files as this group entered them, named as in the project"))
    members: tuple[str, ...] = names(message("the people of the group"))
    operator: str = said(message("who enters"))
    supervisor: str = said(message("who watches"))
    outside: tuple[str, ...] = from_outside()
    tables: Mapping[str, str] = computed("the digest of every table that the group entered")
    files: Mapping[str, str] = computed("the digest of every file that the group entered")
    differences: tuple[Mapping[str, Any], ...] = computed("every cell that differs", (), tuple)

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """The group is large enough, has both offices, and shares nobody with another one."""
        yield from one_each(self.members, round)
        yield from strangers(self.members, round, self.outside)
        own = frozenset(round.person(name) for name in self.members)
        others = [
            CountingGroup(tuple(map(round.called, sorted(e.members))), "", "")
            for e in round.entries
            if e.members != own
        ]
        members, operator, supervisor = (
            tuple(round.called(round.person(name)) for name in names)
            for names in (self.members, (self.operator,), (self.supervisor,))
        )
        group = CountingGroup(members, *operator, *supervisor)
        for what, mend in check_groups(group, others, round.governance.group_size):
            yield WrongStep(what, mend)
        undrawn = [] if round.drawn is None else [m for m in self.members if not _among(m, round.drawn, round)]
        if undrawn:
            yield WrongStep(
                message("{who} were not drawn for the working group", who=undrawn),
                message("the working group is: {people}", people=list(round.drawn or ())),
            )
        if not _inside(self.folder):
            yield WrongStep(
                message("the folder “{folder}” does not lie in the project’s folder", folder=self.folder),
                message("put it there, so that the entry can be found again: --folder entries/first-group"),
            )
        if not self.tables:
            yield WrongStep(message("the folder holds no file of the project’s tables"))

    def failures(self, round: Round) -> list[Message]:  # as every step with an outcome
        """How many cells differ."""
        if not self.differences:
            return []
        return [message("{count} cells differ from the frozen records", count=len(self.differences))]

    def happened(self, round: Round, act: Act) -> None:
        """One more entry."""
        round.admit(self.outside)
        round.entries.append(Entry(frozenset(round.person(name) for name in self.members), self.tables))


def _inside(folder: str) -> bool:
    """Whether a folder lies in the project's, and is not that one itself."""
    path = PurePosixPath(folder)
    away = path.is_absolute() or PureWindowsPath(folder).drive or ".." in path.parts
    return bool(path.parts) and not away  # without a part it is the project itself, and nobody entered anything


def _among(name: str, people: tuple[str, ...], round: Round) -> bool:
    return round.person(name) in [round.person(other) for other in people]


@frozen(kw_only=True)
class Score(RoundStep):
    """The frozen records are scored by the adopted scheme, and by nothing else."""

    kind = "score"
    title = Text("计分", "score")
    says = message("Score the frozen records by the adopted scheme; the results are kept.")
    needs = (needs.going_on, needs.frozen)

    bound: Mapping[str, Any] = computed("the digests of the schemes, and the plugin versions")
    inputs: Mapping[str, str] = computed("the digest of every table’s content")
    year: Mapping[str, str] = computed("the digest of each scheme with what the round says", attrs.Factory(dict))
    files: Mapping[str, str] = computed("the results of every scheme, by digest")
    subjects: Mapping[str, str] = computed("the digest of everybody’s own result")
    dimensions: Mapping[str, str] = computed("the digest of every dimension’s marks")
    lacking: tuple[str, ...] = computed("marks without data, or that wait for a judgement", (), tuple)
    unevidenced: tuple[str, ...] = computed("rows behind marks that refer to no record", (), tuple)
    low: tuple[str, ...] = computed("people to be told in person", (), tuple)
    paid: str | None = computed("what is paid in all, in yuan", None)

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """The scheme is the adopted one, and the tables are the frozen ones."""
        yield from other_scheme(round, self.bound)
        yield from other_year(round, self.year)
        if round.frozen is not None and self.inputs != round.frozen.contents:
            changed = [
                t
                for t in {**self.inputs, **round.frozen.contents}
                if self.inputs.get(t) != round.frozen.contents.get(t)
            ]
            yield Owed(
                message(
                    "these tables are not as they were frozen: {tables}",
                    tables=[round.title("table", t) for t in changed],
                ),
                OFFICE,
                message("put them back; or kaohe case freeze before publication, kaohe case correct after an appeal"),
            )

    def happened(self, round: Round, act: Act) -> None:
        """These results count."""
        round.score(
            Scores(self.files, self.subjects, self.dimensions, self.lacking, self.unevidenced, self.low, self.paid)
        )


@frozen(kw_only=True)
class Sign(RoundStep):
    """Members of the working group sign the dimensions they found right (G15)."""

    kind = "sign"
    title = Text("指标签字", "sign")
    says = message("Record who of the working group signed which dimensions.")
    needs = (needs.going_on, needs.scored)

    members: tuple[str, ...] = names(message("who signed"))
    only: tuple[str, ...] = names(message("the dimensions that were signed; else all"), needed=False)
    dimensions: Mapping[str, str] = computed("the digest of each dimension’s marks")

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Only marks that are there now, and only those who computed them."""
        yield from members_once(self.members, round)
        if round.scores is None:
            return
        for dimension, digest in self.dimensions.items():
            if round.scores.dimensions.get(dimension) != digest:
                yield WrongStep(message("the marks of “{dimension}” are others now", dimension=dimension))
        for dimension in self.only:
            if round.find("dimension", dimension) not in round.scores.dimensions:
                yield WrongStep(
                    message("there is no dimension “{name}”", name=dimension),
                    message(
                        "use one of: {names}", names=[round.title("dimension", d) for d in round.scores.dimensions]
                    ),
                )
        signers = round.signers()
        for member in self.members:
            if round.person(member) not in [round.person(other) for other in signers]:
                yield _no_signer(member, signers, round)

    def happened(self, round: Round, act: Act) -> None:
        """Signed."""
        for dimension, digest in self.dimensions.items():
            for member in self.members:
                round.signed.setdefault(dimension, {})[round.person(member)] = digest


def _no_signer(member: str, signers: tuple[str, ...], round: Round) -> WrongStep:
    """Somebody signs who has nothing to sign, and who has."""
    mend = message("those who sign: {people}", people=[round.called(person) for person in signers])
    if not round.governance.recounts:
        return WrongStep(message("{who} is not of the leading group", who=round.called(round.person(member))), mend)
    what = message("“{who}” did not take part in the recounts", who=member)
    return WrongStep(what, mend if signers else message("enter the tables first: kaohe case recount"))


def _subjects(people: Mapping[str, str], round: Round) -> Iterator[Refusal]:
    if round.scores is None:
        return
    for person, digest in people.items():
        if person not in round.scores.subjects:
            yield from no_result(person, round)
        elif round.scores.subjects[person] != digest:
            yield WrongStep(message("the result of {who} is another one now", who=round.called(person)))


@frozen(kw_only=True)
class Confirm(RoundStep):
    """Teachers recompute their own results and sign (G16)."""

    kind = "confirm"
    title = Text("本人确认", "confirm")
    says = message("Record who recomputed the own result against the scheme and signed.")
    needs = (needs.going_on, needs.scored)

    people: tuple[str, ...] = names(message("who signed"))
    sheet: str = said(message("where the signatures are kept"))
    results: Mapping[str, str] = computed("the digest of each one’s result")

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Only results that are there now."""
        yield from members_once(self.people, round)
        yield from _subjects(self.results, round)

    def happened(self, round: Round, act: Act) -> None:
        """Confirmed, as long as the result stays the same."""
        round.confirmed |= self.results


@frozen(kw_only=True)
class Excuse(RoundStep):
    """Somebody cannot or will not sign, and why; the person can still appeal."""

    kind = "excuse"
    title = Text("未签说明", "excuse")
    says = message("Record who cannot sign the own result, and why.")
    needs = (needs.going_on, needs.published)

    people: tuple[str, ...] = names(message("who cannot sign"))
    reason: str = said(message("why, and how they were told"))
    results: Mapping[str, str] = computed("the digest of each one’s result")

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """With a reason, once the results hang out, so that nobody is passed over before being told."""
        yield from members_once(self.people, round)
        yield from _subjects(self.results, round)
        if not self.reason.strip():
            yield WrongStep(message("the reason is missing"))

    def happened(self, round: Round, act: Act) -> None:
        """Said."""
        round.excused |= self.results
