"""Where one round of assessment stands: what its acts come to, and nothing else.

A round is never stored; it is folded from the acts each time, so nobody can set it. It holds what the steps ask about:
what was adopted, what was frozen, which results count, who signed them, who appealed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from attrs import define, field, frozen

from kaohe_case.clock import Publicity
from kaohe_case.store import Act
from kaohe_core import Text
from kaohe_core.assess.who import named
from kaohe_core.calendar import Calendar
from kaohe_core.scheme.governance import Governance
from kaohe_core.tables.cells import same_id

RoundStage = Literal[
    "draft", "deliberated", "adopted", "filed", "frozen", "scored", "recounted", "published", "decided", "final", "paid"
]
STAGES: Mapping[RoundStage, Text] = {
    "draft": Text("草案", "draft"),
    "deliberated": Text("已讨论", "deliberated"),
    "adopted": Text("已通过", "adopted"),
    "filed": Text("已备案", "filed"),
    "frozen": Text("台账已冻结", "frozen"),
    "scored": Text("已计分", "scored"),
    "recounted": Text("已复核签字", "recounted and signed"),
    "published": Text("公示中", "published"),
    "decided": Text("公示期满、申诉已答复", "appeals decided"),
    "final": Text("已定稿", "final"),
    "paid": Text("已发放", "paid"),
}

BOTH = re.compile(r"(.+)[（(](.+)[）)]\Z", re.DOTALL)  # a name and an id


@frozen
class Proposal:
    """A scheme as it was deliberated: the digests that a vote is about, and the thresholds in it."""

    act: Act
    bound: Mapping[str, Any]  # schemes and plugin versions
    governance: Governance
    holes: tuple[str, ...]  # places of the written text that still lack something


@frozen
class LeadingGroup:
    """Who leads the round (G08)."""

    chair: str
    deputies: tuple[str, ...]
    members: tuple[str, ...]
    office: str

    def people(self) -> tuple[str, ...]:
        """Chair, deputies and members."""
        return (self.chair, *self.deputies, *self.members)


@frozen
class Frozen:
    """The records that count: by table the digest of its content, by path the digest of its file."""

    contents: Mapping[str, str]
    files: Mapping[str, str]
    roster: Mapping[str, str]  # id to name
    clauses: Mapping[str, tuple[str, ...]]  # clause to the tables it reads
    calendar: Calendar = Calendar()
    year: Mapping[str, str] = field(factory=dict)  # scheme to its digest with what the round says
    titles: Mapping[str, Mapping[str, str]] = field(factory=dict)  # by clause, dimension and table, what ids are called


@frozen
class Entry:
    """One group's own entry of some tables (G15)."""

    members: frozenset[str]
    contents: Mapping[str, str]


@frozen
class Scores:
    """The results that count, by digests: whole, by subject and by dimension."""

    results: Mapping[str, str]
    subjects: Mapping[str, str]
    dimensions: Mapping[str, str]
    lacking: tuple[str, ...]  # marks without data, or that wait for a judgement
    unevidenced: tuple[str, ...]  # rows behind marks that refer to no record
    low: tuple[str, ...]  # people to be told in person
    paid: str | None  # what is paid in all, in yuan


@define
class Appeal:
    """One appeal (申诉), numbered by its act."""

    number: int
    by: str
    about: str
    clause: str
    result: str  # the digest of the whole result of the person it is about, as it hung out then
    decision: Act | None = None
    upheld: bool = False
    corrected: bool = False

    @property
    def settled(self) -> bool:
        """Answered and, where it was right, the records corrected."""
        return self.decision is not None and (self.corrected or not self.upheld)


def ids_of(name: str, roster: Mapping[str, str]) -> list[str]:
    """The ids on a roster that ``name`` means: an id, a name, or both as this program prints them, 张三（T01）."""
    found = named(name, roster)
    if not found and (both := BOTH.match(name.strip())):
        found = [id for id in named(both[2], roster) if same_id(roster[id]) == same_id(both[1])]
    return found


@define
class Round:
    """One round, as far as its acts go."""

    id: str
    scheme: str = ""
    acts: list[Act] = field(factory=list)  # all of them, those that were annulled too
    annulled: dict[int, int] = field(factory=dict)  # act to the act that annuls it
    draft: Proposal | None = None
    adopted: Proposal | None = None
    failed: Act | None = None  # the vote in which the draft failed
    filed: Act | None = None
    approved: Act | None = None
    group: LeadingGroup | None = None
    listed: Mapping[str, str] = field(factory=dict)  # the roster when the group was named, before there is a frozen one
    outside: dict[str, str] = field(factory=dict)  # people who are not on the roster and take part, as first spelled
    reviewed: Act | None = None
    seed: Act | None = None
    candidates: Act | None = None
    drawn: tuple[str, ...] | None = None
    frozen: Frozen | None = None
    entries: list[Entry] = field(factory=list)
    scores: Scores | None = None
    signed: dict[str, dict[str, str]] = field(factory=dict)  # dimension to member to the digest that was signed
    confirmed: dict[str, str] = field(factory=dict)  # subject to the digest that was confirmed
    excused: dict[str, str] = field(factory=dict)  # subject to the digest that could not be confirmed
    publicity: Publicity | None = None
    published: Mapping[str, str] | None = None  # the results that hang out
    ever_published: bool = False
    told: dict[str, str] = field(factory=dict)  # subject to the digest of the result that the person was told
    corrected: dict[str, int] = field(factory=dict)  # table to the act that corrected it last
    appeals: dict[int, Appeal] = field(factory=dict)
    final: Act | None = None
    paid: Act | None = None

    def counting(self) -> list[Act]:
        """The acts that count: neither annulled, nor one that annuls."""
        return [act for act in self.acts if act.number not in self.annulled and act.kind != "annul"]

    # what steps ask ----------------------------------------------------------------------------------------------

    @property
    def opened(self) -> bool:
        """Whether the round was opened."""
        return bool(self.scheme)

    @property
    def in_force(self) -> bool:
        """Whether the adopted scheme may be used: filed and, where the scheme says so, approved."""
        approved = self.approved is not None or not self.governance.approval
        return self.adopted is not None and self.filed is not None and approved

    @property
    def governance(self) -> Governance:
        """The thresholds in force: those of the adopted scheme, and only before there is one those of the draft."""
        proposal = self.adopted or self.draft
        return Governance() if proposal is None else proposal.governance

    @property
    def roster(self) -> Mapping[str, str]:
        """Everybody's name by id; empty as long as no roster could be read."""
        return self.listed if self.frozen is None else self.frozen.roster

    def person(self, name: str) -> str:
        """Whom ``name`` means, whatever its spelling: an id on the roster, or somebody from outside.

        Of a name that the roster does not know, or knows twice, it is the name as names are compared.
        """
        ids = ids_of(name, self.roster)
        return ids[0] if len(ids) == 1 else self.outside.get(same_id(name), same_id(name))

    def people(self, name: str) -> set[str]:
        """Everybody that ``name`` may mean: the one id, or all who bear the name."""
        return set(self.namesakes(name)) or {self.person(name)}

    def namesakes(self, name: str) -> list[str]:
        """The ids of several people with this name; empty where it means one."""
        ids = ids_of(name, self.roster)
        return ids if len(ids) > 1 else []

    def strange(self, name: str) -> bool:
        """Whether nobody on the roster is called so, and nobody from outside who takes part."""
        return bool(self.roster) and not ids_of(name, self.roster) and same_id(name) not in self.outside

    def admit(self, outside: Iterable[str]) -> None:
        """These are not on the roster, and take part."""
        for name in outside:
            self.outside.setdefault(same_id(name), name)

    def called(self, person: str) -> str:
        """The person's name, with the id where they differ."""
        name = self.roster
        return f"{name[person]}（{person}）" if name.get(person, person) != person else person

    def actor(self, who: str) -> str:
        """Who acted, as the roster calls the person; an office as it was written."""
        ids = ids_of(who, self.roster)
        return self.called(ids[0]) if len(ids) == 1 else who

    def title(self, kind: str, id: str) -> str:
        """What a clause, a dimension or a table is called; of a clause, whose wording is long, with its id."""
        title = ({} if self.frozen is None else self.frozen.titles).get(kind, {}).get(id, id)
        return f"{title}（{id}）" if kind == "clause" and title != id else title

    def find(self, kind: str, name: str) -> str:
        """The id that ``name`` means: an id, a title, or words that stand in the wording of one clause only."""
        titles = ({} if self.frozen is None else self.frozen.titles).get(kind, {})
        wanted = same_id(name)
        if name in titles or not wanted:
            return name
        found = [id for id, title in titles.items() if wanted in (same_id(title), same_id(f"{title}（{id}）"))]
        if not found and kind == "clause":
            found = [id for id, title in titles.items() if wanted in same_id(title)]
        return found[0] if len(found) == 1 else name

    def groups(self, table: str) -> set[frozenset[str]]:
        """The groups whose last entry of ``table`` is cell by cell what was frozen."""
        last: dict[frozenset[str], str] = {}
        for entry in self.entries:
            if table in entry.contents:
                last[entry.members] = entry.contents[table]
        frozen = {} if self.frozen is None else self.frozen.contents
        return {members for members, digest in last.items() if digest == frozen.get(table)}

    def signers(self) -> tuple[str, ...]:
        """Who signs every dimension: the groups that counted or, where none must, the leading group."""
        if self.governance.recounts and self.frozen is not None:
            counted = {member for table in self.frozen.contents for group in self.groups(table) for member in group}
            return tuple(sorted(counted))
        leaders = () if self.group is None else self.group.people()
        return tuple(dict.fromkeys(self.person(name) for name in leaders))

    def unsigned(self) -> Iterator[tuple[str, str]]:
        """Every dimension and member whose signature for its present marks is missing."""
        dimensions = {} if self.scores is None else self.scores.dimensions
        for dimension, digest in dimensions.items():
            for member in self.signers():
                if self.signed.get(dimension, {}).get(member) != digest:
                    yield dimension, member

    def unconfirmed(self) -> list[str]:
        """Who has neither signed the present own result, nor appealed against it, nor is recorded as unable to sign."""
        if self.scores is None or not self.governance.confirmations:
            return []
        own = [appeal for appeal in self.appeals.values() if appeal.settled and appeal.by == appeal.about]
        heard = {(appeal.about, appeal.result) for appeal in own}
        return [
            subject
            for subject, digest in self.scores.subjects.items()
            if digest not in (self.confirmed.get(subject), self.excused.get(subject)) and (subject, digest) not in heard
        ]

    def untold(self) -> list[str]:
        """Who has a low total and was not told the present own result in person."""
        scores = self.scores
        if scores is None:
            return []
        return [person for person in scores.low if self.told.get(person) != scores.subjects.get(person)]

    def recounted(self) -> bool:
        """Whether every table was entered often enough, and every dimension is signed."""
        if self.frozen is None or self.scores is None:
            return False
        enough = all(len(self.groups(table)) >= self.governance.recounts for table in self.frozen.contents)
        return enough and not any(self.unsigned())

    def hanging_out(self) -> bool:
        """Whether the present results, and no older ones, are published."""
        return self.published is not None and self.scores is not None and self.published == self.scores.results

    def stage(self, at: datetime) -> RoundStage:  # one line a stage
        """The furthest stage reached, every earlier one included, at the moment ``at``."""
        if self.paid is not None:
            return "paid"
        if self.final is not None:
            return "final"
        if self.publicity is not None and self.hanging_out():
            both = (self.governance.publicity_days, self.governance.appeal_days)
            heard = all(appeal.settled for appeal in self.appeals.values())
            return "decided" if heard and all(self.publicity.over(days, at) for days in both) else "published"
        if self.scores is not None:
            return "recounted" if self.recounted() else "scored"
        if self.frozen is not None:
            return "frozen"
        if self.adopted is not None:
            return "filed" if self.filed is not None else "adopted"
        return "deliberated" if self.draft is not None else "draft"

    # what acts change --------------------------------------------------------------------------------------------

    def adopt(self) -> None:
        """The draft is the scheme from now on; what was done under another one does not count."""
        same = self.adopted is not None and self.draft is not None and self.adopted.bound == self.draft.bound
        self.adopted = self.draft
        if not same:
            self.filed = self.approved = None
            self.ever_published = False
            self.entries = []  # other groups may be asked for now
            self.freeze(None)

    def freeze(self, frozen: Frozen | None) -> None:
        """Other records count from now on, so the marks, signatures and publication of the old ones do not."""
        self.frozen = frozen
        self.score(None)

    def score(self, scores: Scores | None) -> None:
        """Other results count from now on. Signatures stay with the digests they were given for."""
        self.scores = scores
        if not self.hanging_out():
            self.published, self.publicity = None, None
