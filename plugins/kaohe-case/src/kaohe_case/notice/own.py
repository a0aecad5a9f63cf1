"""The paper for one person (告知书): the own marks in words, the pay, how to object, and a line to sign (G07, G16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kaohe_case.messages import message
from kaohe_case.notice.facts import Facts, figure, paid, when
from kaohe_case.notice.markdown import escaped, table
from kaohe_case.notice.objecting import checking, objecting
from kaohe_case.notice.public import remarks
from kaohe_core.formula.words import plain_number
from kaohe_core.results.as_json import clause_words

if TYPE_CHECKING:
    from kaohe_core import Clause, Dimension, Subject


def own(facts: Facts, person: str) -> Iterator[str]:
    """The lines of the paper for ``person``, by id."""
    say, mine = facts.say, facts.subjects[person]
    subject = next(one for one in facts.scored.result.subjects() if one.id == person)
    yield say(message("# Your result"))
    yield ""
    yield say(message("{who}:", who=escaped(facts.called(person))))
    yield ""
    yield say(
        message(
            "this is your result in round {round} of {school}, by the scheme “{scheme}” (digest `{digest}`).",
            round=escaped(facts.round.id),
            school=escaped(facts.project.config.project.name),
            scheme=escaped(facts.result["title"]),
            digest=facts.result["digest"],
        )
    )
    yield ""
    if in_person(facts, person):
        yield say(message("**Your total is low: this paper is handed over and explained in person.**"))
        yield ""
    yield from table([(say(message("result")), False), ("", True)], _sums(facts, mine))
    for text in remarks(facts, mine):
        yield ""
        yield escaped(text)
    if mine["standing"] != "not-applicable" or "reason" not in mine:
        yield from _marks(facts, subject, mine)
    yield ""
    yield from objecting(facts, person)
    yield ""
    yield from checking(facts, person)
    yield "- " + say(message("The records behind every mark: `kaohe explain {id}`", id=person.replace("`", "")))
    yield ""
    yield from _signatures(facts, person)


def in_person(facts: Facts, person: str) -> bool:
    """Whether somebody is to be told in person, by a total below what the scheme says."""
    return facts.round.scores is not None and person in facts.round.scores.low


def _sums(facts: Facts, mine: Mapping[str, Any]) -> Iterator[list[str]]:
    say, scheme = facts.say, facts.scored.ready.scheme
    yield [say(message("total")), figure(mine, "total")]
    for ranking in scheme.ranking:
        yield [ranking.title, mine["places"][ranking.id] or "—"]
    if scheme.grade:
        yield [say(message("grade")), mine["grade"] or "—"]
    for payment in mine["payments"]:
        yield [say(message("{title} (yuan)", title=payment["title"])), payment["amount"] or "—"]
    if len(mine["payments"]) > 1:
        yield [say(message("paid in all (yuan)")), paid(mine)]


def _marks(facts: Facts, subject: Subject, mine: Mapping[str, Any]) -> Iterator[str]:
    """Dimension by dimension, then what is added to or taken off the total."""
    scheme = facts.scored.ready.scheme
    for dimension, kept in zip(scheme.dimension, mine["dimensions"], strict=True):
        yield from _dimension(facts, subject, dimension, kept, "##")
    if scheme.adjustment:
        yield ""
        yield facts.say(message("## On the total"))
        yield ""
        yield from _clauses(facts, subject, scheme.adjustment, mine["adjustments"])


def _dimension(
    facts: Facts, subject: Subject, dimension: Dimension, kept: Mapping[str, Any], level: str
) -> Iterator[str]:
    title, full = escaped(dimension.title), plain_number(Fraction(dimension.marks.value))
    told = message("{title}: {points} (full marks {marks})", title=title, points=figure(kept, "points"), marks=full)
    if kept["standing"] == "not-applicable":
        told = message("{title}: not applicable", title=title)
    yield ""
    yield f"{level} {facts.say(told)}"
    if kept["standing"] == "not-applicable":
        return
    for part, mine in zip(dimension.dimension, kept.get("dimensions", ()), strict=True):
        yield from _dimension(facts, subject, part, mine, level + "#")
    if dimension.clause:
        yield ""
        yield from _clauses(facts, subject, dimension.clause, kept["clauses"])


def _clauses(facts: Facts, subject: Subject, clauses: Any, kept: Any) -> Iterator[str]:
    say = facts.say
    heads = [
        (say(message("clause")), False),
        (say(message("wording")), False),
        (say(message("points")), True),
        (say(message("how it comes about")), False),
    ]
    yield from table(heads, [_clause(facts, subject, *pair) for pair in zip(clauses, kept, strict=True)])


def _clause(facts: Facts, subject: Subject, clause: Clause, kept: Mapping[str, Any]) -> list[str]:
    words = clause_words(facts.scored, facts.scored.plan.step(clause.id), subject, facts.language)
    source = facts.say(message(" [{source}]", source=clause.source)) if clause.source else ""
    return [clause.id, clause.text + source, figure(kept, "points"), words]


def _signatures(facts: Facts, person: str) -> Iterator[str]:
    say, line = facts.say, "\\_" * 12
    if in_person(facts, person):
        yield say(message("Told in person by: {line} Date: {line}", line=line))
        yield ""
    if facts.round.governance.confirmations:
        yield say(
            message("I have computed the result above again by the scheme. Signed: {line} Date: {line}", line=line)
        )
    else:
        yield say(message("Received: {line} Date: {line}", line=line))
    yield ""
    yield when(facts.at, facts.language)
