"""What an act says the program worked out, worked out again from the kept files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from attrs import define, field

from kaohe_case.derived import changed
from kaohe_case.kept import Kept
from kaohe_case.messages import message
from kaohe_case.prepare import PREPARE, Prepared, carried, givers, recounted, tables_of
from kaohe_case.round import Round
from kaohe_case.snapshot import BoundVersions, differs
from kaohe_case.standing import first_on
from kaohe_case.steps import RoundStep
from kaohe_case.store import FILES, Act
from kaohe_core import Message, Text
from kaohe_core.compare.effects import effects, lines

MOST = 5  # names, or figures, about one act
FROM_ROUND = ("draw", "sign", "confirm", "excuse", "publish")  # what these hold follows from the acts before
FROM_OWN_FILES = ("deliberate", "freeze", "correct", "supplement")  # these name the files that they were made from


@define
class Again:
    """Where an act differs from what comes out now."""

    bound: list[Message] = field(factory=list)  # schemes and plugin versions: the same for all acts of a round
    rest: list[Message] = field(factory=list)


def again(step: RoundStep, act: Act, round: Round, kept: Kept) -> Again:
    """An act worked out again; ``round`` is as it was before the act.

    Raises :class:`~kaohe_core.findings.FindingsError` where it cannot be worked out at all.
    """
    found = Again()
    fields = attrs.fields(type(step))
    said = {one.name: getattr(step, one.name) for one in fields if one.metadata["said"]}
    prepared = _prepared(act, round, said, kept)
    if prepared is None:
        return found
    now = type(step)(**said, **prepared.values).data()
    differing: list[str] = []
    for name in (one.name for one in fields if one.name in prepared.values):
        was, is_ = act.data.get(name, now[name]), now[name]  # an older version knew less of it
        if was == is_:
            continue
        if name == "bound":
            found.bound += differs(BoundVersions.of(was), BoundVersions.of(is_))
        elif name == FILES and act.kind == "score":
            found.rest += _results(was, is_, prepared, kept)
        else:
            differing += _names(name, was, is_)
    if differing:
        names = differing if len(differing) <= MOST else [*differing[:MOST], "…"]
        found.rest.append(message("worked out again from the kept files, other values come out: {names}", names=names))
    return found


def _prepared(act: Act, round: Round, said: Mapping[str, Any], kept: Kept) -> Prepared | None:
    """What the step takes from the project; None for one that takes nothing that is not checked elsewhere."""
    if act.kind in (*FROM_OWN_FILES, "carry"):
        run = kept.run(act.data[FILES])
        for digest in act.data.get("schemes", {}).values():
            kept.store.file(digest)  # the schemes told in full must be there
        if act.kind == "carry":  # what was in force then, whatever came later
            return carried(run, kept.store, kept.store.acts()[: act.number - 1], round, said)
        return PREPARE[act.kind](run, kept.store, round, said)
    if act.kind in FROM_ROUND or act.kind == "score":
        return PREPARE[act.kind](kept.of(round), kept.store, round, said)
    if act.kind == "decide":
        appeal = round.appeals[act.data["appeal"]]
        return Prepared({"givers": givers(kept.of(round), round, appeal.clause, appeal.about)})
    if act.kind == "annul":
        return Prepared({"stands": first_on(round, act.data["act"])})
    if act.kind == "recount":
        return _recounted(act, round, kept)
    return None


def _recounted(act: Act, round: Round, kept: Kept) -> Prepared:
    """The group's files, laid beside the frozen ones where they were, held against them."""
    assert round.frozen is not None  # noqa: S101  # nothing stands against the act
    folder = act.data["folder"].rstrip("/")
    entered = {f"{folder}/{path}": digest for path, digest in act.data[FILES].items()}
    run = kept.run({**round.frozen.files, **entered})
    return recounted(run.project, tables_of(kept.of(round), round), round, act.data["folder"], None)


def _results(was: Mapping[str, str], now: Mapping[str, str], prepared: Prepared, kept: Kept) -> Iterator[Message]:
    before = {id: kept.store.file(digest) for id, digest in was.items()}
    after = {id: prepared.files[digest] for id, digest in now.items()}
    for what in other_results(before, after):
        yield message("scored again from the kept files: {what}", what=what)


def other_results(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Message]:
    """How two results differ: for how many people and by how much in all, then the first figures that are others."""
    for id, old in before.items():
        if id in after and old != after[id]:
            found = effects(json.loads(old), json.loads(after[id]))
            for line in [] if found.empty else zip(lines(found, "zh"), lines(found, "en"), strict=True):
                yield message("the scheme “{id}” has another result: {line}", id=id, line=Text(*line))
    told = changed(before, after)
    yield from told[:MOST]
    if len(told) > MOST:
        yield message("and {more} more", more=len(told) - MOST)


def _names(name: str, was: Any, now: Any) -> list[str]:
    """What differs in a field: the keys of a table, else the field."""
    if not isinstance(was, Mapping) or not isinstance(now, Mapping):
        return [name]
    return [f"{name}.{key}" for key in dict.fromkeys([*now, *was]) if was.get(key) != now.get(key)]
