"""What every paper tells about: the result that hangs out, taken from the record alone, and who decides on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import evolve, field, frozen

from kaohe_case.case import Case
from kaohe_case.messages import message
from kaohe_case.prepare import as_frozen
from kaohe_case.round import Round
from kaohe_case.snapshot import results
from kaohe_case.steps import Owed
from kaohe_case.steps.step import OFFICE
from kaohe_case.store import FILE, Act, digest_of_bytes
from kaohe_core import Clause, Findings, Language, Message, Place, Text
from kaohe_core.papers.called import without_numbers
from kaohe_core.project import Project
from kaohe_core.results.scored import Scored

PAPERS = Text("公示文书", "notices")


@frozen
class Facts:
    """One published round, as its papers need it. ``result`` is the kept result of its scheme."""

    round: Round
    acts: tuple[Act, ...]  # of the round, in order
    kept: Mapping[int, Mapping[str, Any]]  # by act that scored, the result of the scheme then
    head: str
    at: datetime
    language: Language
    project: Project  # as its records were frozen
    scored: Scored
    clauses: Mapping[str, Clause] = field(init=False)

    def __attrs_post_init__(self) -> None:
        found = {clause.id: clause for clause in self.scored.ready.scheme.clauses()}
        object.__setattr__(self, "clauses", found)

    @property
    def result(self) -> Mapping[str, Any]:
        """The result that hangs out."""
        return self.kept[max(self.kept)]

    @property
    def subjects(self) -> dict[str, Mapping[str, Any]]:
        """Everybody's result by id."""
        return {one["id"]: one for one in self.result["subjects"]}

    @property
    def deadline(self) -> datetime | None:
        """Until when a review or an appeal can be asked for; None while publicity is suspended."""
        assert self.round.publicity is not None  # noqa: S101  # no papers before
        return self.round.publicity.ends(self.round.governance.appeal_days)

    def say(self, what: Message | Text) -> str:
        """In the language of the papers."""
        return what.text(self.language)

    def called(self, name: str) -> str:
        """A name or an id of the roster, as the papers have it."""
        return self.round.called(self.round.person(name))

    def people(self, names: tuple[str, ...] | list[str]) -> str:
        """Several of them."""
        return self._joined(self.called(name) for name in names)

    def names(self, names: tuple[str, ...] | list[str]) -> str:
        """Several of them by name alone, where everybody reads it."""
        people = [self.round.person(name) for name in names]
        return self._joined(without_numbers(self.round.roster.get(person, person)) for person in people)

    def _joined(self, names: Iterable[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(names)


def facts(case: Case, id: str, at: datetime, language: Language) -> Facts:
    """The facts of a published round."""
    round = case.round(id)
    _published(round)
    _in_time(round, at)
    assert round.scores is not None  # noqa: S101  # published
    kept = {
        act.number: json.loads(case.store.file(str(act.data["files"][round.scheme])))
        for act in round.counting()
        if act.kind == "score"
    }
    run = as_frozen(case.project, case.store, round)
    now = {id: digest_of_bytes(content) for id, content in results(run, round.scheme).items()}
    findings = Findings()
    if now != round.scores.results:
        findings.add(
            Place(file=FILE, keys=(id,)),
            message("scored again from the kept files, other results come out than those that hang out"),
            message("find out what differs: kaohe case verify"),
        )
    findings.stop()
    scored = evolve(run.score([round.scheme])[0], digest=str(kept[max(kept)]["digest"]))
    return Facts(round, tuple(round.counting()), kept, case.store.head(), at, language, run.project, scored)


def _published(round: Round) -> None:
    """Refuse where nothing hangs out."""
    if round.publicity is not None and round.hanging_out():
        return
    what = message("the results are not published")
    if round.ever_published:
        what = message("the results changed, and have not been published since")
    one, findings = Owed(what, OFFICE, "kaohe case publish"), Findings()
    findings.add(
        Place(file=FILE, keys=(round.id,)),
        message("“{step}” is refused: {why}", step=PAPERS, why=one.what),
        message("owed by {who}: {how}", who=one.who, how=one.how),
    )
    findings.stop()


def _in_time(round: Round, at: datetime) -> None:
    """Refuse a date before what the papers tell of."""
    last = round.acts[-1]
    if at < datetime.fromisoformat(last.at):
        findings = Findings()
        findings.add(
            Place(file=FILE, keys=(round.id,)),
            message(
                "the papers tell of act {number} of {when}, and cannot be dated before it",
                number=last.number,
                when=last.at,
            ),
            message("give a later moment: --at"),
        )
        findings.stop()


def when(moment: datetime, language: Language) -> str:
    """A moment as papers write it, its offset included, so that nobody argues about the hour."""
    clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    offset = f"{moment:%z}"
    zone = f"UTC{offset[:3]}:{offset[3:5]}"
    if language == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日 {clock}（{zone}）"
    return f"{moment:%Y-%m-%d} {clock} ({zone})"


def figure(part: Mapping[str, Any], key: str) -> str:
    """A number of the kept result to be read; ≈ where it has no end, — where there is none."""
    value = part.get(key)
    if value is None:
        return "—"
    return f"≈{value}" if "exact" in part else str(value).replace("-", "−")


def paid(subject: Mapping[str, Any]) -> str:
    """What somebody is paid in all, in yuan."""
    amounts = [payment["amount"] for payment in subject["payments"]]
    return "—" if None in amounts else f"{sum((Decimal(amount) for amount in amounts), Decimal(0)):.2f}"
