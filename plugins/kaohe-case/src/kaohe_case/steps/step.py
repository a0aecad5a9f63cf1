"""What every step of a round is: somebody does something, it may have to wait, and it becomes one act."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs
from attrs import frozen

from kaohe_case.messages import message
from kaohe_case.round import Round, ids_of
from kaohe_case.store import Act
from kaohe_core import Message, Text, nearest
from kaohe_core.tables.cells import same_id

OFFICE = Text("考核办公室", "the assessment office")
CONGRESS = Text("教职工代表大会", "the staff congress")
BUREAU = Text("县教育局", "the county bureau")
LEADERS = Text("考核领导小组", "the leading group")
WORKERS = Text("考核工作小组", "the working group")
TEACHERS = Text("教职工本人", "the teachers themselves")
SCHOOL = Text("学校", "the school")


@frozen
class Owed:
    """One thing that a step waits for: what is missing, and who owes it."""

    what: Message
    who: Text
    how: Message | str  # a command needs no translation


@frozen
class WrongStep:
    """Something about the step itself that is not right, and how to mend it."""

    what: Message
    mend: Message | None = None


Refusal = Owed | WrongStep
COMMAS = re.compile("[,，、]")


def said(text: Message, default: Any = attrs.NOTHING, *, other: str = "") -> Any:
    """A field that whoever acts fills in; the command line has an option for it. ``other``: the word for no."""
    return attrs.field(default=default, metadata={"doc": text, "said": True, "else": other})


def names(text: Message, *, needed: bool = True, commas: bool = True) -> Any:
    """Several names or ids that whoever acts fills in. ``commas``: whether they may stand in one text with commas."""
    default: Any = attrs.NOTHING if needed else ()
    return attrs.field(
        default=default, converter=tuple, metadata={"doc": text, "said": True, "several": True, "commas": commas}
    )


def from_outside() -> Any:
    """The option that names people who take part and are not on the roster."""
    return names(message("who of these is not on the roster, such as an official or a parent"), needed=False)


def computed(text: str, default: Any = attrs.NOTHING, converter: Any = None) -> Any:
    """A field that the program fills in from the project, such as a digest."""
    return attrs.field(default=default, converter=converter, metadata={"doc": text, "said": False})


Need = Callable[[Round], Iterator[Owed]]


def described(need: Need) -> Need:
    """Marks what a step waits for: its docstring is a text of the reference, and is translated."""
    return need


def owed(step: type[RoundStep], round: Round) -> Iterator[Owed]:
    """What a kind of step waits for, each once."""
    seen = set()
    for need in step.needs:
        for one in need(round):
            if one not in seen:
                seen.add(one)
                yield one


KINDS: dict[str, type[RoundStep]] = {}  # every step by its kind


@frozen(kw_only=True)
class RoundStep:
    """One kind of step. Its fields are what the act holds: texts, whole numbers, truth values, lists, tables."""

    kind: ClassVar[str]
    title: ClassVar[Text]
    says: ClassVar[Message]

    needs: ClassVar[tuple[Need, ...]] = ()  # what must be there before, whatever the step says itself

    def __init_subclass__(cls) -> None:
        """A class that has a kind is the step of this kind."""
        if "kind" in vars(cls):
            KINDS[cls.kind] = cls

    def refusals(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Why the step cannot be taken now; nothing where it can."""
        yield from owed(type(self), round)
        yield from self.wrongs(round, who, at)

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:  # most have none
        """What is wrong with the step itself."""
        yield from ()

    def happened(self, round: Round, act: Act) -> None:
        """What the step changes in the round."""
        raise NotImplementedError

    def data(self) -> dict[str, Any]:
        """The step as an act holds it."""
        return {name: _plain(value) for name, value in attrs.asdict(self, recurse=False).items()}


def _plain(value: Any) -> Any:
    match value:
        case tuple() | list():
            return [_plain(item) for item in value]
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case _:
            return value


def members_once(names: tuple[str, ...], round: Round) -> Iterator[Refusal]:
    """Names that stand twice, or that two people bear."""
    people = [round.person(name) for name in names]
    for name in dict.fromkeys(name for name in people if people.count(name) > 1):
        yield WrongStep(message("“{name}” is named twice", name=round.called(name)))
    yield from one_each(names, round)


def one_each(names: tuple[str, ...], round: Round) -> Iterator[Refusal]:
    """Names that two people bear."""
    for name in dict.fromkeys(names):
        if len(round.namesakes(name)) > 1:
            yield WrongStep(
                message("several people are called “{name}”: {ids}", name=name, ids=round.namesakes(name)),
                message("give the id instead"),
            )


def persons(names: tuple[str, ...], round: Round, outside: tuple[str, ...] = ()) -> Iterator[Refusal]:
    """Names that stand twice, that two people bear, or that nobody bears: ``outside`` says who is not on the roster."""
    yield from members_once(names, round)
    yield from strangers(names, round, outside)


def strangers(names: tuple[str, ...], round: Round, outside: tuple[str, ...] = ()) -> Iterator[Refusal]:
    """Names that nobody on the roster bears, nor anybody who is said to come from outside."""
    for name in outside:
        if not round.strange(name) and ids_of(name, round.roster):
            yield WrongStep(
                message("{who} is on the roster, and not from outside", who=round.called(round.person(name))),
                message("leave this name out of --outside"),
            )
    admitted = {same_id(name) for name in outside}
    for name in dict.fromkeys(names):
        if name.strip() and round.strange(name) and same_id(name) not in admitted:
            close = nearest(name, [text for pair in round.roster.items() for text in pair])
            mend = message(
                "name people as the roster does, by name or id; whoever is not on it: --outside {who}", who=name
            )
            yield WrongStep(
                message("nobody on the roster is called “{who}”", who=name),
                mend
                if close is None
                else message(
                    "did you mean “{close}”? Whoever is not on the roster: --outside {who}", close=close, who=name
                ),
            )


def no_result(name: str, round: Round) -> Iterator[Refusal]:
    """A name that no result bears; of a name that several bear, :func:`one_each` says so."""
    known = round.scores is None or round.person(name) in round.scores.subjects
    if not known and not round.namesakes(name):
        yield WrongStep(message("there is no result of “{who}”", who=name))


def apart(step: type, values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Several values one by one, however they were typed: with Chinese commas too."""
    together = [field.name for field in attrs.fields(step) if field.metadata.get("commas")]
    return {
        name: tuple(part.strip() for text in values[name] for part in COMMAS.split(text) if part.strip())
        for name in together
    }
