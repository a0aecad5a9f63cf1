"""Publicity (公示): the results hang out, their clock runs, low scorers are told (G05, G07)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from attrs import frozen

from kaohe_case.clock import Publicity, instant
from kaohe_case.messages import message
from kaohe_case.round import Round
from kaohe_case.steps import needs
from kaohe_case.steps.step import (
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
from kaohe_core import Text
from kaohe_core.calendar import Calendar

YEAR = timedelta(days=366)


@frozen(kw_only=True)
class Publish(RoundStep):
    """The results become readable: only now the clock starts."""

    kind = "publish"
    title = Text("公示", "publish")
    says = message("Publish the results; the days count from when they are readable.")
    needs = (needs.going_on, needs.led, needs.before_freezing, needs.recounted, needs.complete)

    where: str = said(message("where the results hang out"))
    readable: str = said(message("since when they are readable, where that is later than now"), "")
    results: Mapping[str, str] = computed("the results that hang out, by digest")

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Recounted and signed results, and no earlier moment than now."""
        if round.scores is not None and self.results != round.scores.results:
            yield WrongStep(message("these are not the results that were scored"))
        if round.hanging_out():
            yield WrongStep(message("these results hang out already"))
        since = None
        if self.readable:
            try:
                since = instant(self.readable)
            except ValueError:
                since = None
            if since is None or since.tzinfo is None:
                yield WrongStep(
                    message("“{text}” is no moment", text=self.readable),
                    message("write it like 2026-11-24T08:00:00+08:00"),
                )
            elif since < at:
                yield WrongStep(message("nobody can show that the results were readable before they were published"))
            elif since - at > YEAR:
                yield WrongStep(
                    message(
                        "the results would be readable only from {when} on, more than a year later", when=self.readable
                    ),
                    message("write the right year"),
                )

    def happened(self, round: Round, act: Act) -> None:
        """The clock starts."""
        calendar = Calendar() if round.frozen is None else round.frozen.calendar
        round.publicity = Publicity(instant(self.readable or act.at), calendar=calendar)
        round.published, round.ever_published = self.results, True


@frozen(kw_only=True)
class Suspend(RoundStep):
    """The results cannot be read for a while, and the clock stands still."""

    kind = "suspend"
    title = Text("公示中止", "suspend")
    says = message("Stop the clock of publicity: the results cannot be read for a while.")
    needs = (needs.hanging,)

    reason: str = said(message("why"))

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """A clock that runs."""
        if round.publicity is not None and round.publicity.suspended:
            yield WrongStep(message("publicity is suspended already"))

    def happened(self, round: Round, act: Act) -> None:
        """It stands still."""
        if round.publicity is not None:
            round.publicity.pauses.append((instant(act.at), None))


@frozen(kw_only=True)
class Resume(RoundStep):
    """The results can be read again, and the clock goes on."""

    kind = "resume"
    title = Text("公示恢复", "resume")
    says = message("Let the clock of publicity go on: the results can be read again.")
    needs = (needs.hanging,)

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """A clock that stands still."""
        if round.publicity is not None and not round.publicity.suspended:
            yield WrongStep(message("publicity is not suspended"))

    def happened(self, round: Round, act: Act) -> None:
        """It goes on."""
        if round.publicity is not None:
            start, _ = round.publicity.pauses[-1]
            round.publicity.pauses[-1] = (start, instant(act.at))


@frozen(kw_only=True)
class Tell(RoundStep):
    """People with low totals are told their results in person (G07)."""

    kind = "tell"
    title = Text("当面告知", "tell")
    says = message("Record who was told the own result in person, and by when it can be appealed.")
    needs = (needs.hanging,)

    people: tuple[str, ...] = names(message("who was told"))
    by: str = said(message("who told them"))
    outside: tuple[str, ...] = from_outside()

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Once there is a result that hangs out."""
        yield from members_once(self.people, round)
        yield from one_each((self.by,), round)
        yield from strangers((self.by,), round, self.outside)
        for name in self.people:
            yield from no_result(name, round)

    def happened(self, round: Round, act: Act) -> None:
        """Told, as long as the result stays the same."""
        round.admit(self.outside)
        if round.scores is not None:
            people = [round.person(name) for name in self.people]
            round.told |= {person: round.scores.subjects[person] for person in people}
