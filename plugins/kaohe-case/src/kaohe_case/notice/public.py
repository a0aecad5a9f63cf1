"""The public notice (公示): everybody's result, since when and until when it hangs out, and how to object and check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaohe_case.clock import told_days
from kaohe_case.messages import message
from kaohe_case.notice.facts import Facts, figure, paid, when
from kaohe_case.notice.markdown import escaped, table
from kaohe_case.notice.objecting import checking, objecting


def public(facts: Facts) -> Iterator[str]:
    """The lines of the notice."""
    say, result = facts.say, facts.result
    yield say(message("# {scheme}: results made public", scheme=escaped(result["title"])))
    yield ""
    yield from _head(facts)
    yield ""
    yield say(message("## Results"))
    yield ""
    yield from table(*_everybody(facts))
    yield from _below(facts)
    yield ""
    yield from objecting(facts)
    yield ""
    yield from checking(facts)
    yield ""
    yield escaped(facts.project.config.project.name)
    yield ""
    yield when(facts.at, facts.language)


def _head(facts: Facts) -> Iterator[str]:
    round, say = facts.round, facts.say
    assert round.publicity is not None  # noqa: S101  # no papers before
    act = next(act for act in reversed(facts.acts) if act.kind == "publish")
    yield say(message("- School: {name}", name=escaped(facts.project.config.project.name)))
    yield say(
        message(
            "- Scheme: {title} ({id}), digest `{digest}`",
            title=escaped(facts.result["title"]),
            id=escaped(round.scheme),
            digest=facts.result["digest"],
        )
    )
    yield say(message("- Round: {id}", id=escaped(round.id)))
    yield say(message("- Where it hangs out: {where}", where=escaped(act.data["where"])))
    yield say(message("- From {start}", start=when(round.publicity.readable, facts.language)))
    for start, stop in round.publicity.pauses:
        told = message("- Suspended from {start}", start=when(start, facts.language))
        if stop is not None:
            told = message(
                "- Suspended from {start} until {stop}; the days were moved by as much",
                start=when(start, facts.language),
                stop=when(stop, facts.language),
            )
        yield say(told)
    days = round.governance.publicity_days
    end = round.publicity.ends(days)
    if end is None:
        yield say(message("- Until: {days} in all; the rest counts once publicity goes on", days=told_days(days)))
    else:
        yield say(message("- Until {end}, {days} in all", end=when(end, facts.language), days=told_days(days)))


def _everybody(facts: Facts) -> tuple[list[tuple[str, bool]], list[list[str]]]:
    """The table: what the scheme has, in the order of the roster."""
    say, subjects = facts.say, facts.result["subjects"]
    scheme = facts.scored.ready.scheme
    units, grades = scheme.unit is not None, bool(scheme.grade)
    heads = [(say(message("id number")), False), (say(message("name")), False)]
    heads += [(say(message("unit")), False)] if units else []
    heads += [(say(message("total")), True)]
    heads += [(ranking.title, True) for ranking in scheme.ranking]
    heads += [(say(message("grade")), False)] if grades else []
    heads += [(payment.title, True) for payment in scheme.payment]
    heads += [(say(message("paid in all")), True)] if len(scheme.payment) > 1 else []
    heads += [(say(message("remarks")), False)]
    rows = []
    for one in subjects:
        cells = [one["id"], one["name"], *([one.get("unit", "")] if units else []), figure(one, "total")]
        cells += [one["places"][ranking.id] or "—" for ranking in scheme.ranking]
        cells += [one["grade"] or "—"] if grades else []
        cells += [payment["amount"] or "—" for payment in one["payments"]]
        cells += [paid(one)] if len(scheme.payment) > 1 else []
        rows.append([*cells, ("；" if facts.language == "zh" else "; ").join(remarks(facts, one))])
    return heads, rows


def remarks(facts: Facts, one: Mapping[str, Any]) -> list[str]:
    """Why somebody is not scored or not paid by marks, and the vetoes and awards of somebody."""
    scheme = facts.scored.ready.scheme
    found = [one.get("reason", "")]
    found += [veto.text for veto in scheme.veto if veto.id in one.get("vetoes", ())]
    found += [award.title for award in scheme.award if award.id in one.get("awards", ())]
    found += [payment.get("reason", "") for payment in one["payments"]]
    return list(dict.fromkeys(text for text in found if text))


def _below(facts: Facts) -> Iterator[str]:
    say, result = facts.say, facts.result
    told = [message("People assessed: {count}.", count=len(result["subjects"]))]
    if result["payments-total"] is not None:
        told.append(message("Paid in all: {amount} yuan.", amount=result["payments-total"]))
    yield ""
    yield ("" if facts.language == "zh" else " ").join(say(one) for one in told)
    if result["not-assessed"]:
        yield ""
        yield say(message("Not assessed:"))
        yield ""
        for one in result["not-assessed"]:
            person = one["name"] if one["name"] == one["id"] else f"{one['name']}（{one['id']}）"
            yield say(message("- {who}: {reason}", who=escaped(person), reason=escaped(one["reason"])))
