"""Who works on the round: the leading group, the democratic review, the working group drawn by lot (G08, G13, G14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs
from attrs import evolve, frozen

from kaohe_case.lots import Stratum, check_strata
from kaohe_case.messages import message
from kaohe_case.round import LeadingGroup, Round
from kaohe_case.steps import needs
from kaohe_case.steps.step import (
    Refusal,
    RoundStep,
    WrongStep,
    computed,
    from_outside,
    members_once,
    names,
    one_each,
    said,
    strangers,
)
from kaohe_case.store import Act
from kaohe_core import Findings, Place, Text


@frozen(kw_only=True)
class Lead(RoundStep):
    """The leading group is named (G08); naming it again replaces it from then on."""

    kind = "lead"
    title = Text("成立领导小组", "lead")
    says = message("Name the leading group: chair, deputies, members, and who keeps its office.")
    needs = (needs.going_on,)

    chair: str = said(message("the chair"))
    deputies: tuple[str, ...] = names(message("the deputies"))
    members: tuple[str, ...] = names(message("the members"))
    office: str = said(message("who keeps the office"))
    outside: tuple[str, ...] = from_outside()
    roster: Mapping[str, str] = computed(
        "everybody’s name by id, as far as the roster can be read by now", attrs.Factory(dict)
    )

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """All four offices are filled, nobody twice, by people of the roster or from outside."""
        knowing = evolve(round, listed=self.roster)
        group = (self.chair, *self.deputies, *self.members)
        yield from members_once(group, knowing)
        yield from strangers(group, knowing, self.outside)
        if self.office not in group:  # who keeps the office decides nothing, and may be anybody
            yield from one_each((self.office,), knowing)
        for value, what in (
            (self.chair.strip(), message("the chair")),
            (self.deputies, message("the deputies")),
            (self.members, message("the members")),
            (self.office.strip(), message("who keeps the office")),
        ):
            if not value:
                yield WrongStep(message("not named: {what}", what=what))

    def happened(self, round: Round, act: Act) -> None:
        """The group leads."""
        round.listed = self.roster
        round.admit(self.outside)
        round.group = LeadingGroup(self.chair, self.deputies, self.members, self.office)


@frozen(kw_only=True)
class Review(RoundStep):
    """The democratic review was held (G13)."""

    kind = "review"
    title = Text("民主评议", "review")
    says = message("Record that the democratic review was held.")
    needs = (needs.in_force, needs.before_review)

    minutes: str = said(message("where the minutes are kept"))

    def happened(self, round: Round, act: Act) -> None:
        """Held."""
        round.reviewed = act


@frozen(kw_only=True)
class Seed(RoundStep):
    """The seed of the draw, written down before anybody knows the candidates or the public number (G14)."""

    kind = "seed"
    title = Text("抽签种子", "seed")
    says = message("Record the seed of the draw, and which public number will be added to it.")
    needs = (needs.in_force, needs.before_draw)

    seed: str = said(message("any text"))
    number: str = said(message("which public number will be used, and on which day it becomes known"))

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Once, before the candidates are listed, and after the democratic review where the scheme asks for it."""
        if not self.seed.strip():
            yield WrongStep(message("the seed is empty"))
        if round.seed is not None and round.candidates is None:
            yield WrongStep(message("the seed is recorded already, in act {number}", number=round.seed.number))
        if round.candidates is not None:
            yield WrongStep(
                message("the candidates are listed already, in act {number}", number=round.candidates.number),
                message("whoever knows them could choose a seed that suits; the draw goes on with the recorded one"),
            )

    def happened(self, round: Round, act: Act) -> None:
        """Recorded."""
        round.seed = act


@frozen(kw_only=True)
class Candidates(RoundStep):
    """The lists that the working group is drawn from: leaders, congress members, front-line teachers (G14)."""

    kind = "candidates"
    title = Text("抽签名单", "candidates")
    says = message("List the candidates of every group, and how many are drawn from it.")
    needs = (needs.in_force, needs.seeded)

    group: tuple[str, ...] = names(message("a group like 领导=2:张三,李四"), commas=False)
    outside: tuple[str, ...] = from_outside()

    def strata(self) -> list[Stratum]:
        """Each group. Raises ``ValueError`` with the text that is none."""
        found = []
        for text in self.group:
            head, _, people = text.replace("：", ":").replace("，", ",").partition(":")
            name, _, take = head.partition("=")
            who = tuple(person.strip() for person in people.split(",") if person.strip())
            if not name.strip() or not take.strip().isdigit() or not who:
                raise ValueError(text)
            found.append(Stratum(name.strip(), int(take), who))
        return found

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """After the seed, once."""
        if round.candidates is not None:
            yield WrongStep(
                message("the candidates are listed already, in act {number}", number=round.candidates.number)
            )
        try:
            strata = self.strata()
        except ValueError as error:
            yield WrongStep(
                message("“{text}” is no group of candidates", text=str(error)),
                message("write it as 领导=2:张三,李四,王五 (drawn from the three: two)"),
            )
            return
        findings = Findings()
        check_strata(strata, Place(), findings)
        for finding in findings:
            yield WrongStep(finding.what, finding.mend)
        yield from _listed_alike(strata, round)
        listed = tuple(dict.fromkeys(name for stratum in strata for name in stratum.candidates))
        yield from one_each(listed, round)
        yield from strangers(listed, round, self.outside)

    def happened(self, round: Round, act: Act) -> None:
        """Listed."""
        round.admit(self.outside)
        round.candidates = act


def _listed_alike(strata: list[Stratum], round: Round) -> Iterator[Refusal]:
    """A person has one lot in a group and is passed over in later ones: known by the text, which must be one."""
    spelled: dict[str, str] = {}
    for stratum in strata:
        for name in stratum.candidates:
            first = spelled.setdefault(round.person(name), name)
            if first != name:
                yield WrongStep(
                    message("“{first}” and “{name}” are one person", first=first, name=name),
                    message("name everybody once in a group, and alike in all of them"),
                )


@frozen(kw_only=True)
class Draw(RoundStep):
    """The draw, once the public number is known; anyone can run it again (G14)."""

    kind = "draw"
    title = Text("抽签", "draw")
    says = message("Draw the working group from the seed and the public number.")
    needs = (needs.in_force, needs.listed)

    public: str = said(message("the public number that the seed named"))
    drawn: tuple[Mapping[str, Any], ...] = computed("who was drawn from which group, with the lot", (), tuple)

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """After the candidates, once."""
        if round.drawn is not None:
            yield WrongStep(message("the working group was drawn already"))
        if not self.public.strip():
            yield WrongStep(message("the public number is empty"))

    def happened(self, round: Round, act: Act) -> None:
        """The working group."""
        round.drawn = tuple(str(one["person"]) for one in self.drawn)
