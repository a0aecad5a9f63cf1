"""A round in memory, without a project: what the tests of the steps share.

The "project" is a scheme with a number and two tables, a value a person; digests are made up from them. So a change of
one value changes one table, one dimension and the result of one person, and everything else stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import Factory, define

from kaohe_case import lots
from kaohe_case.case import refuse
from kaohe_case.round import Round
from kaohe_case.standing import first_on
from kaohe_case.steps import STEPS, RoundStep, step_of
from kaohe_case.steps.working import Candidates
from kaohe_case.store import Act
from kaohe_core.findings import FindingsError

START = datetime.fromisoformat("2026-09-01T08:00:00+08:00")
NAMES = ("张一", "王二", "李三", "赵四", "钱五", "孙六", "周七", "吴八", "郑九", "冯十")
ROSTER = {f"t{number}": name for number, name in enumerate(NAMES, start=1)}
PEOPLE = tuple(ROSTER)
FIRST, SECOND, REST = PEOPLE[:4], PEOPLE[4:8], PEOPLE[8:]  # two groups that enter the tables, and two other teachers
LEADERS = {"chair": "t1", "deputies": ("t2",), "members": ("t5", "t9"), "office": "t10"}
CLAUSES = {"sick-leave": ("leave",), "ethics": ("ratings",)}  # each of them in the dimension it stands for
DIMENSIONS = {"attendance": "leave", "conduct": "ratings"}
WAY = (
    "open",
    "deliberate",
    "vote",
    "file",
    "approve",
    "lead",
    "freeze",
    "score",
    "recount",
    "sign",
    "publish",
    "confirm",
    "finalise",
    "pay",
)


def values() -> dict[str, dict[str, int]]:
    """The two tables: days of sick leave, and the marks for conduct."""
    return {"leave": dict.fromkeys(PEOPLE, 0), "ratings": dict.fromkeys(PEOPLE, 9)}


@define
class Play:
    """One round, the moment it is at, and the project as it is now."""

    governance: Mapping[str, Any] = Factory(dict)
    round: Round = Factory(lambda: Round("2026"))
    at: datetime = START
    scheme: int = 1
    earlier: int = 0  # the scheme that is in force since an earlier round
    tables: dict[str, dict[str, int]] = Factory(values)
    pays: str | None = "1000.00"
    low: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    unevidenced: tuple[str, ...] = ()

    # what the program would fill in --------------------------------------------------------------------------------

    def bound(self) -> dict[str, Any]:
        return {"schemes": {"pay": f"方案 {self.scheme}"}, "plugins": {"core": "1"}}

    def contents(self) -> dict[str, str]:
        return {table: f"{table} {sorted(cells.items())}" for table, cells in self.tables.items()}

    def subjects(self) -> dict[str, str]:
        return {one: f"{self.scheme} {[cells[one] for cells in self.tables.values()]}" for one in PEOPLE}

    def results(self) -> dict[str, str]:
        return {"pay": f"{self.scheme} {self.contents()}"}

    def records(self) -> dict[str, Any]:
        clauses = {clause: list(tables) for clause, tables in CLAUSES.items()}
        return {
            "bound": self.bound(),
            "tables": self.contents(),
            "files": {},
            "roster": ROSTER,
            "clauses": clauses,
        }

    def computed(self, kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
        scores, round = self.round.scores, self.round
        match kind:
            case "lead":
                return {"roster": ROSTER}
            case "deliberate":
                return {"bound": self.bound(), "governance": dict(self.governance), "schemes": {}, "files": {}}
            case "carry":
                there = {"schemes": {"pay": f"方案 {self.earlier}"}, "plugins": {"core": "1"}} if self.earlier else {}
                told = {"bound": self.bound(), "governance": dict(self.governance), "schemes": {}, "files": {}}
                return {**told, "in_force": "#5" if self.earlier else "", "there": there}
            case "annul":
                return {"stands": tuple(first_on(round, int(said["act"])))}
            case "vote" | "endorse":
                return {"bound": self.bound()}
            case "freeze":
                return self.records()
            case "recount":
                return {"tables": self.contents(), "files": {}}
            case "score":
                dimensions = {one: f"{self.scheme} {self.contents()[table]}" for one, table in DIMENSIONS.items()}
                return {
                    "bound": self.bound(),
                    "inputs": self.contents(),
                    "files": self.results(),
                    "subjects": self.subjects(),
                    "dimensions": dimensions,
                    "lacking": self.lacking,
                    "unevidenced": self.unevidenced,
                    "low": self.low,
                    "paid": self.pays,
                }
            case "supplement":
                own = {} if scores is None else scores.results
                filled = ({"text": "“请假”工号 “t9”：依据"},)
                return {**self.records(), "filled": filled, "results": own, "unevidenced": self.unevidenced}
            case "sign":
                own = {} if scores is None else scores.dimensions
                return {"dimensions": {d: v for d, v in own.items() if not said.get("only") or d in said["only"]}}
            case "confirm" | "excuse":
                own = {} if scores is None else scores.subjects
                return {"results": {round.person(name): own.get(round.person(name), "") for name in said["people"]}}
            case "publish":
                return {"results": {} if scores is None else scores.results}
            case "correct":
                old = {} if round.frozen is None else round.frozen.contents
                now = self.contents()
                return {**self.records(), "changed": [table for table in now if old.get(table) != now[table]]}
            case "draw":
                return {"drawn": self.drawn(str(said["public"]))}
        return {}

    def drawn(self, public: str) -> list[dict[str, str]]:
        """The lots of this round."""
        seed, listed = self.round.seed, self.round.candidates
        if seed is None or listed is None or not public.strip():
            return []
        found = lots.draw(str(seed.data["seed"]), public, Candidates(**listed.data).strata())
        return [{"stratum": one.stratum, "person": one.person} for one in found]

    # taking steps --------------------------------------------------------------------------------------------------

    def step(self, kind: str, **said: Any) -> RoundStep:
        """A step as it stands; what is said goes before what would be computed."""
        return STEPS[kind](**{**self.computed(kind, said), **said})

    def refused(self, kind: str, who: str = "办公室", **said: Any) -> list[str]:
        """Everything that stands against a step, as it is told."""
        step = self.step(kind, **said)
        try:
            refuse(self.round.id, type(step), step.refusals(self.round, who, self.at))
        except FindingsError as error:
            return [finding.text("zh") for finding in error.findings]
        return []

    def do(self, kind: str, who: str = "办公室", **said: Any) -> list[str]:
        """Take a step that nothing may stand against; what is said about its outcome."""
        assert self.refused(kind, who, **said) == []
        return self.record(self.step(kind, **said), who)

    def record(self, step: RoundStep, who: str) -> list[str]:
        """Write the act, whatever stands against it."""
        number = len(self.round.acts) + 1
        act = Act(number, self.round.id, step.kind, who, self.at.isoformat(), step.data(), "", f"#{number}")
        again = step_of(act)  # as it comes back from the store
        failures = [one.text("zh") for one in getattr(again, "failures", lambda _round: ())(self.round)]
        again.happened(self.round, act)
        self.round.acts.append(act)
        return failures

    def wait(self, **span: float) -> Play:
        """Time goes on."""
        self.at += timedelta(**span)
        return self

    def to(self, kind: str) -> Play:
        """Take every proper step up to one of this kind."""
        for one in WAY[: WAY.index(kind) + 1]:
            self.proper(one)
        return self

    def proper(self, kind: str) -> None:
        """Take the proper step of a kind."""
        match kind:
            case "open":
                self.do(kind, scheme="pay")
            case "deliberate":
                self.do(kind, minutes="纪要")
            case "vote":
                assert self.do(kind, members=60, attending=40, agreeing=21, minutes="纪要") == []
            case "file":
                self.do(kind, bureau="县教育局", number="1 号")
            case "approve":
                assert self.do(kind, number="2 号") == []
            case "lead":
                self.do(kind, **LEADERS)
            case "recount":
                for members in (FIRST, SECOND):
                    self.entered(members)
            case "sign":
                self.do(kind, members=FIRST + SECOND)
            case "publish":
                self.do(kind, where="公示栏")
            case "confirm":
                self.do(kind, people=PEOPLE, sheet="签字表")
            case "finalise":
                self.wait(days=3)
                self.do(kind)
            case "pay":
                self.do(kind, amount=self.pays, voucher="凭证")
            case _:
                self.do(kind)

    def entered(self, members: tuple[str, ...], **said: Any) -> None:
        """A group enters the tables; the first of it types, the second watches."""
        self.do("recount", folder="甲", members=members, operator=members[0], supervisor=members[1], **said)

    def appeal(self, who: str = "t9", clause: str = "sick-leave", **said: Any) -> int:
        """Somebody appeals; the number of the appeal."""
        self.do("appeal", who, clause=clause, claim="假条已交", **said)
        return self.round.acts[-1].number

    def decide(self, appeal: int, *, upheld: bool = True, deciders: tuple[str, ...] = ("t1", "t2")) -> None:
        """The leading group answers."""
        self.do("decide", appeal=appeal, upheld=upheld, deciders=deciders, reason="核对假条")


def no(step: str, why: str, mend: str = "") -> str:
    """A refusal as it is printed."""
    return f"kaohe.case 2026: “{step}”不能办理：{why}" + (f"\n    改法：{mend}" if mend else "")


def owed(step: str, why: str, who: str, how: str) -> str:
    """A refusal because something is missing, as it is printed."""
    return no(step, why, f"应由{who}办理：{how}")
