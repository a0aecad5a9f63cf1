"""What follows from the marks, as reports show it: grades and rates, rankings, vetoes, awards, who just missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from kaohe_core.assess.result import STANDINGS
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.tree import measures_of
from kaohe_core.formula.words import endless, plain_number
from kaohe_core.messages import Language, Message, message
from kaohe_core.results.evidence import Evidence, evidence
from kaohe_core.results.scored import Scored

if TYPE_CHECKING:
    from kaohe_core.assess.result import Subject
    from kaohe_core.scheme.model import Award, Grade, Quota, Ranking, Scheme, Veto

GRADE = "grade"
RATE = 1  # decimals of a rate in percent


@frozen
class GradeCount:
    """How many have a grade, and their share of all who have one, in percent with one decimal, half up."""

    name: str
    count: int
    rate: str
    and_better: str  # the share of those with this grade or a better one

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {"name": self.name, "count": self.count, "rate": self.rate, "and-better": self.and_better}


@frozen
class Missed:
    """A candidate who is the first that a quota leaves out: the place among the candidates, and how many there are."""

    id: str
    name: str
    by: Fraction | None  # the value the candidates are ranked by
    place: Fraction
    most: Fraction
    sharing: int  # how many candidates have this place, this one included
    straddles: bool  # whether some of those who share it would be within the quota, were it not for the tie

    def reason(self) -> Message:
        """Why, in one sentence."""
        place, most = _plain(self.place), _plain(self.most)
        if self.straddles:
            return message(
                "{sharing} share the places up to {place}, but only {most} may have it: none of them does",
                sharing=self.sharing,
                place=place,
                most=most,
            )
        return message("place {place} of the candidates, but only {most} may have it", place=place, most=most)

    def data(self, language: Language) -> dict[str, Any]:
        """As plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "by": None if self.by is None else _plain(self.by),
            "place": _plain(self.place),
            "most": _plain(self.most),
            "reason": self.reason().text(language),
        }


@frozen
class Struck:
    """Somebody whom a veto strikes: the records behind it, and the total, which stays as it is."""

    id: str
    name: str
    total: Fraction | None
    evidence: tuple[Evidence, ...]

    def data(self, language: Language) -> dict[str, Any]:
        """As plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "total": None if self.total is None else _plain(self.total),
            "evidence": [row.text(language) for row in self.evidence],
        }


def grades(scored: Scored) -> list[GradeCount]:
    """Every grade of the scheme, best first, with its rate among those who have a grade."""
    scheme = scored.ready.scheme
    if not scheme.grade:
        return []
    found = scored.result.frame[GRADE].to_list()
    all_ = sum(value is not None for value in found)
    counts, so_far = [], 0
    for grade in scheme.grade:
        count = found.count(grade.name)
        so_far += count
        counts.append(GradeCount(grade.name, count, _rate(count, all_), _rate(so_far, all_)))
    return counts


def missed(scored: Scored, id_: str, quota: Quota) -> list[Missed]:
    """The first candidates that the quota of the award or grade ``id_`` leaves out, in each unit and league."""
    exact = scored.exact()
    left: dict[tuple[str, Any], list[tuple[Fraction, Subject]]] = defaultdict(list)
    for subject in scored.result.having(f"{id_}/candidate"):
        place = subject.number(f"{id_}/place")
        if subject.value(id_) is not True and place is not None:
            league = None if quota.within is None else exact.value(quota.within, subject.id)
            left[subject.unit, league].append((place, subject))
    found = []
    for candidates in left.values():
        first = min(place for place, _ in candidates)
        sharing = [subject for place, subject in candidates if place == first]
        for subject in sharing:
            most = subject.number(f"{id_}/most")
            if most is not None:
                by = exact.number(quota.by, subject.id)
                # With ties = "none" a place is that of the last of those who share it.
                straddles = quota.ties == "none" and first - len(sharing) < most
                found.append(Missed(subject.id, subject.name, by, first, most, len(sharing), straddles))
    return found


def missed_grades(scored: Scored) -> Iterator[tuple[Grade, list[Missed]]]:
    """The grades with a quota that leaves somebody out."""
    for index, grade in enumerate(scored.ready.scheme.grade):
        if grade.quota is not None:
            found = missed(scored, f"{GRADE}/{index}", grade.quota)
            if found:
                yield grade, found


def struck(scored: Scored, veto: Veto, language: Language) -> list[Struck]:
    """Whom a veto strikes."""
    measures, exact = list(measures_of(veto.when)), scored.exact()
    return [
        Struck(
            s.id,
            s.name,
            s.number("total"),
            tuple(evidence(measures, exact, scored.rows, scored.tables, s.id, language, whole=True)),
        )
        for s in scored.result.having(veto.id)
    ]


OPEN = ("no-data", "awaiting")


def undecided(scored: Scored) -> dict[str, list[Subject]]:
    """By the id of every verdict that is still open for somebody: for whom. Neither yes nor no is taken for it."""
    found = {}
    for id_ in verdict_ids(scored.ready.scheme):
        column = scored.result.standings.get(id_)
        if column is not None:
            codes = [STANDINGS.index(one) for one in OPEN]
            frame = scored.result.frame
            waiting = list(scored.result.subjects(frame.filter(frame[column].is_in(codes))))
            if waiting:
                found[id_] = waiting
    return found


def verdict_ids(scheme: Scheme) -> list[str]:
    """The ids of the scheme's verdicts, in the order they are reached."""
    before = [*(ranking.id for ranking in scheme.ranking), *(veto.id for veto in scheme.veto)]
    return [*before, *([GRADE] if scheme.grade else []), *(award.id for award in scheme.award)]


def verdict_title(scheme: Scheme, id_: str, language: Language) -> str:
    """What a verdict is called."""
    titles = {ranking.id: ranking.title for ranking in scheme.ranking} | {veto.id: veto.text for veto in scheme.veto}
    titles |= {award.id: award.title for award in scheme.award}
    return titles.get(id_) or message("grade").text(language)


def holders(scored: Scored, award: Award) -> list[Subject]:
    """Who has an award, in roster order."""
    return scored.result.having(award.id)


def leagues(scored: Scored, ranking: Ranking) -> dict[str, list[tuple[Fraction, Subject]]]:
    """The places of a ranking in order, by unit and league."""
    exact = scored.exact()
    found: dict[str, list[tuple[Fraction, Subject]]] = defaultdict(list)
    for subject in scored.result.subjects():
        place = subject.number(ranking.id)
        if place is not None:
            league = "" if ranking.within is None else str(exact.value(ranking.within, subject.id))
            found[" ".join(part for part in (subject.unit, league) if part)].append((place, subject))
    return {league: sorted(places, key=lambda pair: pair[0]) for league, places in found.items()}


def verdict_data(scored: Scored, language: Language) -> dict[str, Any]:
    """The verdicts of a scheme as plain data; only what it has."""
    scheme = scored.ready.scheme
    data: dict[str, Any] = {}
    if scheme.grade:
        left = {grade.name: people for grade, people in missed_grades(scored)}
        data["grades"] = [
            count.data() | ({"missed": [m.data(language) for m in left[count.name]]} if count.name in left else {})
            for count in grades(scored)
        ]
    if scheme.ranking:
        data["rankings"] = [
            {
                "id": ranking.id,
                "title": ranking.title,
                "leagues": [
                    {"league": league, "places": [{"place": _plain(place), "id": s.id} for place, s in places]}
                    for league, places in leagues(scored, ranking).items()
                ],
            }
            for ranking in scheme.ranking
        ]
    if scheme.veto:
        data["vetoes"] = [
            {
                "id": veto.id,
                "text": veto.text,
                "source": veto.source,
                "grade": veto.grade,
                "strikes": [one.data(language) for one in struck(scored, veto, language)],
            }
            for veto in scheme.veto
        ]
    if scheme.award:
        data["awards"] = [
            {
                "id": award.id,
                "title": award.title,
                "source": award.source,
                "holders": [s.id for s in holders(scored, award)],
                "missed": []
                if award.quota is None
                else [m.data(language) for m in missed(scored, award.id, award.quota)],
            }
            for award in scheme.award
        ]
    waiting = undecided(scored)
    if waiting:
        data["undecided"] = {id_: [subject.id for subject in people] for id_, people in waiting.items()}
    return data


# lines of the summary ----------------------------------------------------------------------------------------------

RECORDS = 2  # as many records as a line bears; explanations show all
SHOWN = 12  # as many names as fit a line; all of them stand in result.json


def lines(scored: Scored, language: Language) -> Iterator[Message]:
    """What the summary says below the table."""
    scheme = scored.ready.scheme
    left = {grade.name: people for grade, people in missed_grades(scored)}
    for number, count in enumerate(grades(scored), start=1):
        line = message("{grade}: {count}, {rate} %", grade=count.name, count=count.count, rate=count.rate)
        if 1 < number < len(scheme.grade):
            line = message(
                "{grade}: {count}, {rate} % (with those better {sum} %)",
                grade=count.name,
                count=count.count,
                rate=count.rate,
                sum=count.and_better,
            )
        yield line
        yield from (_missed(one) for one in left.get(count.name, []))
    for veto in scheme.veto:
        for one in struck(scored, veto, language):
            yield _struck(veto, one, scored, language)
    for award in scheme.award:
        people = holders(scored, award)
        names = [subject.name for subject in people[:SHOWN]]
        if len(people) > SHOWN:
            yield message("{award}: {count}: {names} and more", award=award.title, count=len(people), names=names)
        elif people:
            yield message("{award}: {count}: {names}", award=award.title, count=len(people), names=names)
        else:
            yield message("{award}: nobody", award=award.title)
        if award.quota is not None:
            yield from (_missed(one) for one in missed(scored, award.id, award.quota))
    for id_, people in undecided(scored).items():
        names = [subject.name for subject in people[:SHOWN]]
        title = verdict_title(scheme, id_, language)
        if len(people) > SHOWN:
            yield message(
                "{verdict}: not decided for {count}: {names} and more", verdict=title, count=len(people), names=names
            )
        else:
            yield message("{verdict}: not decided for {count}: {names}", verdict=title, count=len(people), names=names)


def _missed(one: Missed) -> Message:
    return message("  first left out: {name} ({id}): {reason}", name=one.name, id=one.id, reason=one.reason())


def _struck(veto: Veto, one: Struck, scored: Scored, language: Language) -> Message:
    total = "" if one.total is None else plain_number(one.total, scored.ready.scheme.round.total)
    joint = "；" if language == "zh" else "; "
    records = joint.join(row.text(language) for row in one.evidence[:RECORDS])
    if len(one.evidence) > RECORDS:
        records += joint + message("{count} records in all", count=len(one.evidence)).text(language)
    if veto.grade is None:
        return message(
            "veto: {name} ({id}): {text}; the total of {total} stays; {records}",
            name=one.name,
            id=one.id,
            text=veto.text,
            total=total,
            records=records,
        )
    return message(
        "veto: {name} ({id}): {text}; the grade is {grade}, the total of {total} stays; {records}",
        name=one.name,
        id=one.id,
        text=veto.text,
        grade=veto.grade,
        total=total,
        records=records,
    )


def _rate(count: int, all_: int) -> str:
    return plain_number(rounded(Fraction(count * 100, all_ or 1), RATE, "half-up"), RATE)


def _plain(value: Fraction) -> str:
    return plain_number(rounded(value, 6, "half-up") if endless(value) else value)
