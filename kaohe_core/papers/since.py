"""The change since an earlier round (比上一轮): who came and went, how the totals moved, and everybody's own change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from kaohe_core.compare.effects import Effects, Person, effects
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import number
from kaohe_core.messages import Language, Message, message
from kaohe_core.papers.earlier import EarlierResult
from kaohe_core.papers.figures import mean_of
from kaohe_core.papers.paper import Block, Heading, Paragraph, PrintedColumn, PrintedTable, particulars
from kaohe_core.results.glance import NONE

CENTS = 2


def since(before: EarlierResult, now: Mapping[str, Any], places: int, language: Language) -> Iterator[Block]:
    """Two results of one scheme beside each other; ``places``: decimals of a total."""
    found = effects(before.data, now)
    yield Heading(message("Change since the earlier round").text(language))
    yield particulars(_facts(before, now, found, places, language), language)
    money = any(one["payments"] for data in (before.data, now) for one in data["subjects"])
    grades = any(one.get("grade") for data in (before.data, now) for one in data["subjects"])
    had = tuple({one["id"]: one.get("grade") for one in data["subjects"]} for data in (before.data, now))
    rows = tuple(tuple(_row(one, places, had if grades else (), money=money)) for one in found.people if _shown(one))
    if not rows:
        yield Paragraph(message("Nobody’s total, grade or money is another one.").text(language))
        return
    yield PrintedTable(tuple(_heads(language, grades=grades, money=money)), rows)


def _facts(
    before: EarlierResult, now: Mapping[str, Any], found: Effects, places: int, language: Language
) -> Iterator[tuple[Message, str]]:
    went = [one.name for one in found.people if one.there == "old"]
    came = [one.name for one in found.people if one.there == "new"]
    yield message("compared with"), before.name
    yield message("mean total then"), mean_of(_totals(before.data), places)
    yield message("mean total now"), mean_of(_totals(now), places)
    moved = message("higher for {gain}, lower for {lose}, the same for {stay}", gain=found.marks.gain,
                    lose=found.marks.lose, stay=found.marks.stay)  # fmt: skip
    yield message("totals of those in both"), moved.text(language)
    joint = "、" if language == "zh" else ", "
    yield message("new in this round"), joint.join(came)
    yield message("no longer in it"), joint.join(went)


def _totals(data: Mapping[str, Any]) -> list[Fraction]:
    found = (one.get("exact", one.get("total")) for one in data["subjects"])
    return [Fraction(text) for text in found if text is not None]


def _shown(person: Person) -> bool:
    return any(person.of(what) for what in ("total", "grade", "paid"))


def _heads(language: Language, *, grades: bool, money: bool) -> Iterator[PrintedColumn]:
    yield PrintedColumn(message("id number").text(language), whole=True)
    yield PrintedColumn(message("name").text(language), whole=True)
    for one in (message("total then"), message("total now"), message("difference")):
        yield PrintedColumn(one.text(language), number=True)
    if grades:
        for one in (message("grade then"), message("grade now")):
            yield PrintedColumn(one.text(language), whole=True)
    if money:
        for one in (message("paid then (yuan)"), message("paid now (yuan)"), message("difference (yuan)")):
            yield PrintedColumn(one.text(language), number=True)


def _row(person: Person, places: int, grades: Sequence[Mapping[str, Any]], *, money: bool) -> Iterator[str]:
    yield from (person.id, person.name)
    yield from _pair(person.total, places)
    yield from (str(had.get(person.id) or NONE) for had in grades)
    if money:
        yield from _pair(person.paid, CENTS)


def _pair(pair: tuple[Fraction | None, Fraction | None], places: int) -> Iterator[str]:
    old, new = pair
    yield from (NONE if one is None else number(rounded(one, places, "half-up"), places) for one in pair)
    if old is None or new is None:
        yield NONE
        return
    difference = rounded(new, places, "half-up") - rounded(old, places, "half-up")
    yield ("+" if difference > 0 else "") + number(difference, places)
