"""What must be true of the acts of a round when it ends, judged from the acts alone.

Nothing here uses the steps, what they wait for, or the fold: only what the acts say, read once more by other code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

from attrs import frozen

from kaohe_case.store import Act

from .rounds import CLAUSES, ROSTER

IDS = {name: id for id, name in ROSTER.items()}
GIVERS = {"ethics": ("王二", "t5"), "sick-leave": ()}  # who gave marks by a clause, as its tables name them
DEFAULTS = {
    "adoption": "vote",
    "amendment": "vote",
    "quorum": "2/3",
    "majority": "1/2",
    "signatures": "2/3",
    "approval": True,
    "before_freezing": (),
    "recounts": 2,
    "group_size": 4,
    "confirmations": True,
    "publicity_days": 3,
    "appeal_days": 3,
}


def ids(names: Sequence[str]) -> list[str]:
    return [IDS.get(name, name) for name in names]


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def counting(acts: Sequence[Act]) -> tuple[Act, ...]:
    """The acts that no other one annuls, without those that annul."""
    gone = {act.data["act"] for act in acts if act.kind == "annul"}
    return tuple(act for act in acts if act.kind != "annul" and act.number not in gone)


@frozen
class Ledger:
    """The accepted acts up to some moment; none of them was annulled."""

    acts: tuple[Act, ...]

    def of(self, *kinds: str, after: int = 0) -> list[Act]:
        return [act for act in self.acts if act.kind in kinds and act.number > after]

    def last(self, *kinds: str) -> Act | None:
        return next(iter(self.of(*kinds)[::-1]), None)

    def before(self, act: Act) -> Ledger:
        return Ledger(tuple(one for one in self.acts if one.number < act.number))

    # the scheme ------------------------------------------------------------------------------------------------

    def adoption(self) -> tuple[Mapping[str, Any] | None, int]:
        """What is adopted, and since which act; adopting the same again changes nothing."""
        draft, adopted, since = None, None, 0
        for act in self.of("deliberate", "vote", "endorse", "carry"):
            if act.kind == "carry":
                draft, adopted, since = act.data, act.data, act.number
            elif act.kind == "deliberate":
                draft = act.data
            elif draft is not None:
                if passed(act, draft, adopted):
                    if adopted is None or adopted["bound"] != draft["bound"]:
                        since = act.number
                    adopted = draft
                else:
                    draft = None  # it failed: the next vote is about nothing until it is deliberated again
        return adopted, since

    def terms(self) -> dict[str, Any]:
        adopted, _ = self.adoption()
        return {**DEFAULTS, **(adopted or {"governance": {}})["governance"]}

    def in_force(self) -> bool:
        """Filed after the adoption, and the last filing approved where it must be."""
        adopted, since = self.adoption()
        filed = approved = bool(self.of("carry")) and self.of("carry")[-1].number == since  # as it was there
        for act in self.of("file", "approve", after=since):
            if act.kind == "file":
                filed, approved = True, False
            elif act.data["refused"]:
                filed = approved = False
            else:
                approved = filed
        return adopted is not None and filed and (approved or not self.terms()["approval"])

    # the records -----------------------------------------------------------------------------------------------

    def records(self) -> Act | None:
        """The act whose records count."""
        acts = [act for act in self.of("freeze", "correct") if act.kind == "freeze" or act.data["changed"]]
        return acts[-1] if acts else None

    def counted(self) -> dict[str, set[frozenset[str]]]:
        """By table, the groups of the proper size and offices whose last entry says what the records say."""
        records, size, since = self.records(), self.terms()["group_size"], self.adoption()[1]
        last: dict[tuple[str, frozenset[str]], str] = {}
        for act in self.of("recount", after=since):
            members = ids(act.data["members"])
            offices = ids([act.data["operator"], act.data["supervisor"]])
            if len(set(members)) == len(members) >= size and len(set(offices)) == 2 and set(offices) <= set(members):
                last |= {(table, frozenset(members)): digest for table, digest in act.data["tables"].items()}
        tables = {} if records is None else records.data["tables"]
        return {
            table: {group for (of, group), entered in last.items() if of == table and entered == digest}
            for table, digest in tables.items()
        }

    def recounted(self) -> bool:
        """Every table by enough groups that share nobody, and every dimension signed by all who counted."""
        counted, wanted = self.counted(), self.terms()["recounts"]
        for groups in counted.values():
            if not any(disjoint(some) for some in combinations(groups, wanted)):
                return False
        signers = {person for groups in counted.values() for group in groups for person in group}
        if not wanted:
            signers = set(self.leaders())
        score = self.last("score")
        signed: dict[tuple[str, str], str] = {}
        for act in self.of("sign"):
            signed |= {
                (d, who): digest for d, digest in act.data["dimensions"].items() for who in ids(act.data["members"])
            }
        return (
            score is not None
            and bool(signers)
            and all(
                signed.get((dimension, who)) == digest
                for dimension, digest in score.data["dimensions"].items()
                for who in signers
            )
        )

    def leaders(self) -> list[str]:
        act = self.last("lead")
        return [] if act is None else ids([act.data["chair"], *act.data["deputies"], *act.data["members"]])

    # publicity -------------------------------------------------------------------------------------------------

    def hanging(self) -> Act | None:
        """The publication of what was scored last, if nothing has changed since."""
        publish, score, records = self.last("publish"), self.last("score"), self.records()
        if publish is None or score is None or records is None or not self.before(publish).of("score"):
            return None
        scores = [self.before(publish).of("score")[-1], *self.of("score", after=publish.number)]
        _, since = self.adoption()
        same = all(one.data["files"] == publish.data["results"] for one in scores)
        return publish if same and max(since, records.number) < scores[0].number else None

    def readable(self, publish: Act, until: datetime) -> timedelta:
        """How long the results could be read until some moment."""
        start = time(publish.data["readable"] or publish.at)
        total, since = timedelta(0), start
        for act in self.of("suspend", "resume", after=publish.number):
            moment = max(start, min(time(act.at), until))
            if act.kind == "suspend":
                total += moment - since
            since = moment
        stopped = self.of("suspend", "resume", after=publish.number)
        if not stopped or stopped[-1].kind == "resume":
            total += max(until, since) - since
        return total

    # appeals ---------------------------------------------------------------------------------------------------

    def appeal_problems(self) -> Iterator[str]:
        """Every appeal in its window, answered by the right people, and the records corrected."""
        for act in self.of("appeal"):
            before = self.before(act)
            publish = before.hanging()
            if publish is None:
                yield "an appeal while nothing was published"
                continue
            in_time = before.readable(publish, time(act.at)) < timedelta(days=before.terms()["appeal_days"])
            if in_time is act.data["late"]:
                yield "an appeal in time was late, or the other way round"
            if not act.data["late"]:
                yield from self.answer_problems(act)

    def answer_problems(self, appeal: Act) -> Iterator[str]:
        answers = [act for act in self.of("decide") if act.data["appeal"] == appeal.number]
        if len(answers) != 1 or answers[0].number < appeal.number:
            yield f"an appeal had {len(answers)} answers"
            return
        (answer,) = answers
        deciders = set(ids(answer.data["deciders"]))
        recused = {*ids([appeal.who, appeal.data["about"] or appeal.who]), *ids(GIVERS[appeal.data["clause"]])}
        if not deciders or deciders & recused or not deciders <= set(self.before(answer).leaders()):
            yield "an appeal was answered by somebody who may not"
        if answer.data["upheld"]:
            yield from self.correction_problems(appeal, answer)

    def correction_problems(self, appeal: Act, answer: Act) -> Iterator[str]:
        mine = [act for act in self.of("correct") if act.data["appeal"] == appeal.number]
        read = set(CLAUSES[appeal.data["clause"]])
        if len(mine) != 1 or mine[0].number < answer.number:
            yield f"an upheld appeal had {len(mine)} corrections"
            return
        (act,) = mine
        if not act.data["evidence"].strip() or not set(act.data["changed"]) <= read:
            yield "a correction without evidence, or of other tables"
        others = self.before(act).of("correct", after=appeal.number)
        if not act.data["changed"] and not any(read & set(other.data["changed"]) for other in others):
            yield "a correction that changed nothing"

    # everybody -------------------------------------------------------------------------------------------------

    def unheard(self, score: Act) -> set[str]:
        """Whose present result is neither confirmed, nor excused, nor appealed against by the person."""
        heard = set()
        for act in self.of("confirm", "excuse"):
            if act.kind == "confirm" or self.before(act).hanging():
                heard |= set(act.data["results"].items())
        for act in self.of("appeal"):
            who, about = ids([act.who, act.data["about"] or act.who])
            if who == about and not act.data["late"]:
                heard |= {(about, digest) for digest in [self.before(act).digest(about)] if digest}
        return {person for person, digest in score.data["subjects"].items() if (person, digest) not in heard}

    def digest(self, person: str) -> str | None:
        score = self.last("score")
        return None if score is None else score.data["subjects"].get(person)

    def untold(self, score: Act) -> set[str]:
        told = set()
        for act in self.of("tell"):
            if self.before(act).hanging():
                told |= {(person, self.before(act).digest(person)) for person in ids(act.data["people"])}
        return {person for person in score.data["low"] if (person, score.data["subjects"][person]) not in told}

    # the end ---------------------------------------------------------------------------------------------------

    def problems(self) -> Iterator[str]:
        """Everything that is wrong with a round whose last act makes it final."""
        end, score, records = self.acts[-1], self.last("score"), self.records()
        adopted, since = self.adoption()
        if not self.of("open"):
            yield "the round was never opened"
        if adopted is None or score is None or records is None:
            yield "nothing was adopted, frozen or scored"
            return
        if score.data["bound"] != adopted["bound"] or score.number < since:
            yield "scored by what was not adopted"
        for carried in self.of("carry"):
            if not carried.data["in_force"] or carried.data["bound"] != carried.data["there"]:
                yield "a scheme was carried that is in force nowhere"
            if self.before(carried).adoption()[0] is not None:
                yield "a scheme was carried over the round's own"
        if not (self.in_force() and self.before(records).in_force() and self.before(score).in_force()):
            yield "not filed and approved in time"
        if records.number < since or records.number > score.number or score.data["inputs"] != records.data["tables"]:
            yield "scored other records than the frozen ones"
        yield from self.working_problems(records)
        if not self.recounted():
            yield "not entered by enough groups, or not signed"
        publish = self.hanging()
        if publish is None:
            yield "other results were published, or none"
        else:
            days = max(self.terms()["publicity_days"], self.terms()["appeal_days"])
            if self.readable(publish, time(end.at)) < timedelta(days=days):
                yield "not published long enough"
            if not self.before(publish).recounted():
                yield "published before everybody signed"
            scored = self.before(publish).of("score")[-1]
            if scored.data["lacking"] or self.before(publish).of("score", "supplement")[-1].data["unevidenced"]:
                yield "published without data, judgement or evidence"
        yield from self.appeal_problems()
        if self.terms()["confirmations"] and self.unheard(score):
            yield "somebody was not heard about the own result"
        if self.untold(score):
            yield "somebody with a low total was not told"
        if score.data["lacking"] or self.of("score", "supplement")[-1].data["unevidenced"]:
            yield "marks without data, judgement or evidence"

    def working_problems(self, records: Act) -> Iterator[str]:
        """The leading group, the review and the draw before the records."""
        frozen = [act for act in self.of("freeze") if act.number <= records.number][-1]
        before, order = self.before(frozen), self.terms()["before_freezing"]
        if not before.of("lead"):
            yield "no leading group before the records"
        if "review" in order and not before.of("review"):
            yield "no democratic review before the records"
        if "draw" in order:
            draw = before.last("draw")
            listed = None if draw is None else self.before(draw).last("candidates")
            if listed is None or not self.before(listed).of("seed"):
                yield "no seed, candidates and draw in this order"
            seed = None if listed is None else self.before(listed).last("seed")
            then = None if seed is None else self.before(seed)  # a later change of the scheme undoes no draw
            if then and tuple(then.terms()["before_freezing"]) == ("review", "draw") and not then.of("review"):
                yield "the draw began before the review"
            drawn = set() if draw is None else {one["person"] for one in draw.data["drawn"]}
            for act in self.of("recount", after=frozen.number):
                if not set(ids(act.data["members"])) <= set(ids(list(drawn))):
                    yield "somebody counted who was not drawn"

    def payment_problems(self) -> Iterator[str]:
        """Paid after the end, once, what the results say."""
        pay, score = self.acts[-1], self.last("score")
        if not self.before(pay).of("finalise"):
            yield "paid before the results were final"
        if len(self.of("pay")) != 1:
            yield "paid twice"
        paid = None if score is None else score.data["paid"]
        if paid is None or Decimal(pay.data["amount"]) != Decimal(paid):
            yield "paid another amount"


def disjoint(groups: Sequence[frozenset[str]]) -> bool:
    return len({person for group in groups for person in group}) == sum(map(len, groups))


def passed(act: Act, draft: Mapping[str, Any], adopted: Mapping[str, Any] | None) -> bool:
    """Whether a vote or signatures adopt the draft, by the rules of what is adopted or, first, of the draft."""
    terms = {**DEFAULTS, **(adopted or draft)["governance"]}
    way = terms["adoption"] if adopted is None else terms["amendment"]
    if draft.get("holes") or act.data["bound"] != draft["bound"]:
        return False
    if act.kind == "vote":
        members, attending, agreeing = (act.data[name] for name in ("members", "attending", "agreeing"))
        enough = Fraction(attending, members) >= Fraction(terms["quorum"])
        most = bool(attending) and Fraction(agreeing, attending) > Fraction(terms["majority"])
        return way == "vote" and enough and most and agreeing <= attending <= members
    signed = set(act.data["signed"])
    return way == "signatures" and Fraction(len(signed), act.data["delegates"]) >= Fraction(terms["signatures"])
