"""Whom another result would have changed, and by how much (G11): marks, verdicts and money, person by person.

A pure function of two results as plain data (:func:`kaohe_core.results.as_json.scheme_data`); numbers are taken from
their decimal texts or, where those were cut off, from the exact fraction beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from attrs import frozen

from kaohe_core.assess.result import NAMES
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import endless, number, plain_number
from kaohe_core.messages import Language, Message, message

EffectKind = Literal[
    "standing",
    "total",
    "dimension",
    "clause",
    "dimension-grade",
    "grade",
    "place",
    "veto",
    "award",
    "payment",
    "paid",
]
EffectValue = Fraction | str | None
There = Literal["both", "old", "new"]
ZERO = Fraction(0)
NAMED = 8  # as many people as fit a line; the data have all


@frozen
class Moved:
    """One thing that is another now.

    ``old`` and ``new`` are numbers of marks, places or yuan, the name of a grade, or ``yes`` for a veto that strikes
    and an award that is given; None where there is none. ``difference`` is new less old; what one scheme does not have
    counts 0 in it, and it is None where a number is not known. A standing is that of the mark.
    """

    what: EffectKind
    id: str
    title: str
    old: EffectValue
    new: EffectValue
    difference: Fraction | None = None
    old_standing: str = ""
    new_standing: str = ""


@frozen
class Person:
    """Somebody for whom anything changed. ``there``: in both results, or only in the old or the new one."""

    id: str
    name: str
    unit: str
    there: There
    moved: tuple[Moved, ...]
    total: tuple[Fraction | None, Fraction | None]
    paid: tuple[Fraction | None, Fraction | None]  # all payments together; None where one is not known
    reason: str = ""  # why somebody is only in one of them, where the other one says so

    @property
    def only_clauses(self) -> bool:
        """Whether only points of clauses differ, and those of the dimensions are the same."""
        return all(one.what == "clause" for one in self.moved)

    def of(self, what: EffectKind, id: str = "") -> Moved | None:
        """What became of one thing; None where it is as it was."""
        return next((one for one in self.moved if one.what == what and id in ("", one.id)), None)


@frozen
class Tally:
    """How many gain, lose, stay, or cannot be told, and the sums of what is gained and lost."""

    gain: int
    lose: int
    stay: int
    unknown: int
    gained: Fraction
    lost: Fraction  # negative, or 0

    @classmethod
    def of(cls, differences: Iterable[Fraction | None]) -> Tally:
        """Of one difference a person."""
        all_ = list(differences)
        known = [one for one in all_ if one is not None]
        up, down = [one for one in known if one > 0], [one for one in known if one < 0]
        return cls(
            len(up), len(down), len(known) - len(up) - len(down), len(all_) - len(known), sum(up, ZERO), sum(down, ZERO)
        )

    @property
    def moved(self) -> Fraction:
        """What everybody gains and loses together."""
        return self.gained + self.lost


@frozen
class Sum:
    """A sum over everybody in both results, in yuan; None where it is not known or there is none."""

    id: str
    title: str
    old: Fraction | None
    new: Fraction | None

    @property
    def difference(self) -> Fraction | None:
        """New less old."""
        return None if self.old is None or self.new is None else self.new - self.old


@frozen
class Effects:
    """What another scheme changes. ``people`` are those for whom anything changed, the largest change first.

    ``marks`` counts those who are in both results and have a total in one of them; ``money`` everybody, who is in one
    result only with 0 yuan in the other.
    """

    people: tuple[Person, ...]
    unchanged: int
    dimensions: tuple[tuple[str, str], ...]  # id and title of those of the first level that changed for anybody
    rankings: tuple[tuple[str, str], ...]  # as above
    marks: Tally
    money: Tally
    pool: Sum
    payments: tuple[Sum, ...]
    paid: Sum
    provisional: tuple[bool, bool]

    @property
    def empty(self) -> bool:
        """Whether nothing changes for anybody."""
        return not self.people and self.pool.old == self.pool.new and self.paid.old == self.paid.new


def effects(old: Mapping[str, Any], new: Mapping[str, Any]) -> Effects:
    """What ``new`` changes for the people of both results."""
    before, after = ({subject["id"]: subject for subject in data["subjects"]} for data in (old, new))
    everybody = [*after, *(id for id in before if id not in after)]
    called = _called_by(old) | _called_by(new)
    compared = [_person(before.get(id), after.get(id), old, new, called) for id in everybody]
    changed = [person for person in compared if person.moved]
    both = [id for id in everybody if id in before and id in after]
    totals = [(_number(before[id], "total"), _number(after[id], "total")) for id in both]
    ids = {one.id for person in changed for one in person.moved if one.what == "dimension"}
    titles = {d["id"]: d["title"] for data in (new, old) for s in data["subjects"] for d in s["dimensions"]}
    places = dict.fromkeys(one.id for person in changed for one in person.moved if one.what == "place")
    return Effects(
        people=tuple(sorted(changed, key=_weight)),
        unchanged=len(compared) - len(changed),
        dimensions=tuple((id, title) for id, title in titles.items() if id in ids),
        rankings=tuple((id, called.get(id, id)) for id in places),
        marks=Tally.of(_less(was, now) for was, now in totals if was is not None or now is not None),
        money=Tally.of(_less(_paid(before.get(id)), _paid(after.get(id))) for id in everybody)
        if any(s["payments"] for data in (before, after) for s in data.values())
        else Tally.of(()),
        pool=Sum("pool", "", _money(old["pool"]), _money(new["pool"])),
        payments=tuple(_payments(before, after)),
        paid=Sum("paid", "", _money(old["payments-total"]), _money(new["payments-total"])),
        provisional=(old["provisional"], new["provisional"]),
    )


def _weight(person: Person) -> tuple[Fraction, Fraction]:
    """The largest change of money first, then of the total; the sort keeps the order of the roster."""
    found = (person.of("paid"), person.of("total"))
    paid, total = (ZERO if one is None or one.difference is None else abs(one.difference) for one in found)
    return -paid, -total


def _called_by(result: Mapping[str, Any]) -> dict[str, str]:
    """What the rankings, vetoes and awards of a result are called; a veto by its wording."""
    named = [one for key in ("rankings", "vetoes", "awards") for one in result.get(key, ())]
    return {one["id"]: one.get("title") or one.get("text") or one["id"] for one in named}


# one person -----------------------------------------------------------------------------------------------------------


def _person(
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    called: Mapping[str, str],
) -> Person:
    shown = new if new is not None else old
    assert shown is not None  # noqa: S101  # everybody is in one of them
    there: There = "both" if old is not None and new is not None else "old" if new is None else "new"
    left = after if new is None else before
    reason = next((one["reason"] for one in left["not-assessed"] if one["id"] == shown["id"]), "")
    return Person(
        shown["id"],
        shown["name"],
        shown.get("unit", ""),
        there,
        tuple(_moved(old or {}, new or {}, called)),
        (_number(old or {}, "total"), _number(new or {}, "total")),
        (_paid(old), _paid(new)),
        reason if there != "both" else "",
    )


def _moved(old: Mapping[str, Any], new: Mapping[str, Any], called: Mapping[str, str]) -> Iterator[Moved]:
    standings = (old.get("standing", ""), new.get("standing", ""))
    if standings[0] != standings[1]:
        yield Moved("standing", "", "", standings[0] or None, standings[1] or None)
    yield from _differs("total", "total", "", _number(old, "total"), _number(new, "total"), standings)
    before, after = dict(_steps(old)), dict(_steps(new))
    for (what, id), step in {**after, **{key: step for key, step in before.items() if key not in after}}.items():
        pair = (before.get((what, id), {}), after.get((what, id), {}))
        yield from _differs(
            what,
            id,
            step.get("title", ""),
            _number(pair[0], "points"),
            _number(pair[1], "points"),
            (pair[0].get("standing", ""), pair[1].get("standing", "")),
        )
        if pair[0].get("grade") != pair[1].get("grade"):
            yield Moved("dimension-grade", id, step["title"], pair[0].get("grade"), pair[1].get("grade"))
    if old.get("grade") != new.get("grade"):
        yield Moved("grade", "grade", "", old.get("grade"), new.get("grade"))
    places = (old.get("places", {}), new.get("places", {}))
    for id in dict.fromkeys([*places[1], *places[0]]):
        was, now = (None if place.get(id) is None else Fraction(place[id]) for place in places)
        if was != now:
            yield Moved("place", id, called.get(id, id), was, now, None if was is None or now is None else now - was)
    yield from _held("veto", old.get("vetoes", ()), new.get("vetoes", ()), called)
    yield from _held("award", old.get("awards", ()), new.get("awards", ()), called)
    paid = [{one["id"]: one for one in data.get("payments", ())} for data in (old, new)]
    for id, payment in {**paid[1], **{key: one for key, one in paid[0].items() if key not in paid[1]}}.items():
        yield from _differs("payment", id, payment["title"], _amount(paid[0].get(id)), _amount(paid[1].get(id)))
    if paid[0] or paid[1]:
        yield from _differs("paid", "paid", "", _paid(old), _paid(new))


def _differs(
    what: EffectKind,
    id: str,
    title: str,
    old: Fraction | None,
    new: Fraction | None,
    standings: tuple[str, str] | None = None,
) -> Iterator[Moved]:
    """A number that is another now. A mark without a standing is one that the scheme does not have: it counts 0."""
    before, after = standings or ("scored", "scored")
    if old == new and before == after:
        return
    if "" in (before, after) and not (old or new) and not {"no-data", "awaiting"} & {before, after}:
        return  # a clause of one scheme that is not about this person, or gives nothing
    difference = _less(old if before else ZERO, new if after else ZERO)
    yield Moved(what, id, title, old, new, difference, *(standings or ("", "")))


def _held(what: EffectKind, old: Sequence[str], new: Sequence[str], called: Mapping[str, str]) -> Iterator[Moved]:
    for id in dict.fromkeys([*new, *old]):
        if (id in old) != (id in new):
            yield Moved(what, id, called.get(id, id), "yes" if id in old else None, "yes" if id in new else None)


def _steps(subject: Mapping[str, Any]) -> Iterator[tuple[tuple[EffectKind, str], Mapping[str, Any]]]:
    def inside(dimensions: Iterable[Mapping[str, Any]]) -> Iterator[tuple[tuple[EffectKind, str], Mapping[str, Any]]]:
        for dimension in dimensions:
            yield ("dimension", dimension["id"]), dimension
            yield from inside(dimension.get("dimensions", ()))
            for clause in dimension["clauses"]:
                yield ("clause", clause["id"]), clause

    yield from inside(subject.get("dimensions", ()))
    for clause in subject.get("adjustments", ()):
        yield ("clause", clause["id"]), clause


def steps(subject: Mapping[str, Any]) -> Iterator[tuple[str, Fraction | None]]:
    """The points of every dimension and clause of a subject, by id."""
    return ((id, _number(step, "points")) for (_, id), step in _steps(subject))


# numbers --------------------------------------------------------------------------------------------------------------


def _number(data: Mapping[str, Any], key: str) -> Fraction | None:
    """The number under ``key``, exact where its decimals have no end; None where there is none."""
    text = data.get("exact", data.get(key))
    return None if text is None else Fraction(text)


def _money(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _amount(payment: Mapping[str, Any] | None) -> Fraction | None:
    """What somebody is paid; a payment that is not there pays 0, one that is not known has no amount."""
    return ZERO if payment is None else _money(payment["amount"])


def _paid(subject: Mapping[str, Any] | None) -> Fraction | None:
    amounts = [_amount(payment) for payment in (subject or {}).get("payments", ())]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None


def _less(old: Fraction | None, new: Fraction | None) -> Fraction | None:
    return None if old is None or new is None else new - old


def _payments(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Sum]:
    found = {
        payment["id"]: payment["title"] for data in (after, before) for s in data.values() for payment in s["payments"]
    }
    for id, title in found.items():
        sums: list[Fraction | None] = []
        for data in (before, after):
            amounts = [_amount(next((p for p in s["payments"] if p["id"] == id), None)) for s in data.values()]
            known = [amount for amount in amounts if amount is not None]
            sums.append(sum(known, ZERO) if len(known) == len(amounts) else None)
        yield Sum(id, title, sums[0], sums[1])


# told -----------------------------------------------------------------------------------------------------------------


def signed(value: Fraction, places: int = 2) -> str:
    """A difference with its sign, at least so many decimals; ≈ where its decimals have no end."""
    near = "≈" if endless(value) else ""
    shown = number(rounded(value, places, "half-up") if near else value, places)
    return near + ("+" if value > 0 else "") + shown


def yuan(value: Fraction | None) -> str | Message:
    """An amount of money."""
    return message("not known") if value is None else number(value, 2)


def lines(found: Effects, language: Language) -> list[str]:
    """Who gains and who loses, then the money, without the table of people."""
    return [*people(found, language), *money(found, language)]


def people(found: Effects, language: Language) -> list[str]:
    """How many gain and lose marks, who has another grade, award or veto, and who is only in one result."""
    return [line.text(language) for line in _people(found)]


def _people(found: Effects) -> Iterator[Message]:
    if not found.people:
        yield message("nothing changes for anybody ({count} people)", count=found.unchanged)
        return
    yield message(
        "people: {count}, something changes for {changed} of them",
        count=len(found.people) + found.unchanged,
        changed=len(found.people),
    )
    one = found.marks
    if one.gain or one.lose or one.unknown:
        yield message(
            "total: higher for {gain} ({gained}), lower for {lose} ({lost}), the same for {stay}",
            gain=one.gain,
            gained=signed(one.gained),
            lose=one.lose,
            lost=signed(one.lost),
            stay=one.stay,
        )
    inside = sum(person.only_clauses for person in found.people)
    if inside:
        yield message(
            "marks of single clauses change for {count} more, and those of their dimensions stay", count=inside
        )
    if one.unknown:
        yield message("total known in one of the two only: {count} people", count=one.unknown)
    for there, heading in (
        ("new", message("assessed only by the new scheme")),
        ("old", message("assessed only by the old scheme")),
    ):
        who = [_called(person) for person in found.people if person.there == there]
        if who:
            yield message("{what}: {names}", what=heading, names=_some(who))
    regraded = [
        message("{name} {old} → {new}", name=person.name, old=grade.old or "–", new=grade.new or "–")
        for person in found.people
        if person.there == "both" and (grade := person.of("grade")) is not None
    ]
    if regraded:
        yield message("another grade: {count}: {names}", count=len(regraded), names=_some(regraded))
    for what, words in HELD.items():
        for id, title in {one.id: one.title for p in found.people for one in p.moved if one.what == what}.items():
            held = [(person.name, it) for person in found.people if (it := person.of(what, id)) is not None]
            for now, label in zip(("yes", None), words, strict=True):
                names = [name for name, it in held if it.new == now]
                if names:
                    yield message("{what} “{title}”: {names}", what=label, title=title, names=_some(names))


HELD: dict[EffectKind, tuple[Message, Message]] = {
    "award": (message("award gained"), message("award lost")),
    "veto": (message("veto that strikes now"), message("veto that strikes no more")),
}


def _called(person: Person) -> object:
    if not person.reason:
        return person.name
    return message("{name} ({reason})", name=person.name, reason=person.reason)


def _some(names: Sequence[object]) -> object:
    if len(names) <= NAMED:
        return list(names)
    return message("{names} and more", names=list(names[:NAMED]))


def money(found: Effects, language: Language) -> list[str]:
    """The pool, every payment, what is paid in all, and the sums of gains and losses; nothing where no money is."""
    return [line.text(language) for line in _money_lines(found)]


def _money_lines(found: Effects) -> Iterator[Message]:
    if not found.payments:
        return
    if found.pool.old is not None or found.pool.new is not None:
        yield _sum(message("pool"), found.pool)
    for payment in found.payments:
        yield message("  {line}", line=_sum(message("{title}", title=payment.title), payment))
    yield _sum(message("paid in all"), found.paid)
    one = found.money
    yield message("gain: {count} people, {sum} yuan", count=one.gain, sum=signed(one.gained))
    yield message("lose: {count} people, {sum} yuan", count=one.lose, sum=signed(one.lost))
    yield message("the same: {count} people", count=one.stay)
    if one.unknown:
        yield message("not known: {count} people", count=one.unknown)


def _sum(what: Message, one: Sum) -> Message:
    if one.old == one.new:
        return message("{what}: {amount} yuan, as before", what=what, amount=yuan(one.new))
    if one.difference is None:
        return message("{what}: {old} → {new} yuan", what=what, old=yuan(one.old), new=yuan(one.new))
    return message(
        "{what}: {old} → {new} yuan ({difference})",
        what=what,
        old=yuan(one.old),
        new=yuan(one.new),
        difference=signed(one.difference),
    )


def data(found: Effects, language: Language) -> dict[str, Any]:
    """The same as plain data, every number a decimal text or, where it has no end, a fraction."""
    return {
        "people": [
            {
                "id": person.id,
                "name": person.name,
                "unit": person.unit,
                "in": person.there,
                "reason": person.reason,
                "moved": [_moved_data(one, language) for one in person.moved],
            }
            for person in found.people
        ],
        "unchanged": found.unchanged,
        "marks": _tally_data(found.marks, 0),
        "money": _tally_data(found.money, 2),
        "pool": _sum_data(found.pool),
        "payments": [{"id": one.id, "title": one.title} | _sum_data(one) for one in found.payments],
        "payments-total": _sum_data(found.paid),
        "provisional": {"old": found.provisional[0], "new": found.provisional[1]},
    }


def _plain(value: EffectValue, places: int = 0) -> str | None:
    return plain_number(value, places) if isinstance(value, Fraction) else value


def _moved_data(one: Moved, language: Language) -> dict[str, Any]:
    places = 2 if one.what in ("payment", "paid") else 0
    numbers = {"old": one.old, "new": one.new, "difference": one.difference}
    told: dict[str, Any] = {"what": one.what, "id": one.id, "title": one.title}
    told |= {key: _plain(value, places) for key, value in numbers.items()}
    if one.old_standing != one.new_standing:
        names = (one.old_standing, one.new_standing)
        told["standing"] = {"old": names[0], "new": names[1], "words": [standing(name, language) for name in names]}
    return told


def standing(name: str, language: Language) -> str:
    """A standing as people read it; empty for what one scheme does not have."""
    return next((text.text(language) for key, text in NAMES.items() if key == name), "")


def _tally_data(one: Tally, places: int) -> dict[str, Any]:
    return {
        "gain": one.gain,
        "lose": one.lose,
        "stay": one.stay,
        "unknown": one.unknown,
        "gained": plain_number(one.gained, places),
        "lost": plain_number(one.lost, places),
    }


def _sum_data(one: Sum) -> dict[str, Any]:
    return {"old": _plain(one.old, 2), "new": _plain(one.new, 2), "difference": _plain(one.difference, 2)}
