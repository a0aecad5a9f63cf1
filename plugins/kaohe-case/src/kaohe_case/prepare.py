"""What steps take from the project and the kept files: digests, cells, people. One function for each such step."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from kaohe_case import lots
from kaohe_case.fold import fold
from kaohe_case.messages import message
from kaohe_case.recount import Difference, content_digest, differences
from kaohe_case.round import Round
from kaohe_case.snapshot import bound, full_scheme, read_by, restore, results, scheme_files, table_files
from kaohe_case.steps.working import Candidates
from kaohe_case.store import Act, Store, canonical, digest_of_bytes
from kaohe_core import Data, Findings, Place
from kaohe_core.assess.measure import ExactRows
from kaohe_core.assess.run import all_periods
from kaohe_core.assess.unevidenced import unevidenced
from kaohe_core.config import ResultSource
from kaohe_core.formula import tree
from kaohe_core.project import NO_RECORDS, Project, Ready
from kaohe_core.results.roster import people

if TYPE_CHECKING:
    from kaohe_core import Result


@frozen
class Prepared:
    """The fields of a step that come from the project, and the files to be kept with its act, by digest."""

    values: Mapping[str, Any] = field(factory=dict)
    files: Mapping[str, bytes] = field(factory=dict)


Prepare = Callable[[Project, Store, Round, Mapping[str, Any]], Prepared]


def _open(project: Project, _store: Store, _round: Round, said: Mapping[str, Any]) -> Prepared:
    project.entry(said["scheme"])  # a finding with the nearest name where there is none
    return Prepared()


def _bound(project: Project, round: Round) -> dict[str, Any]:
    findings = Findings()
    found = bound(project, round.scheme, findings)
    findings.stop()
    assert found is not None  # noqa: S101  # no finding blocks
    return found.as_data()


def _chain(project: Project, round: Round) -> list[Ready]:
    findings = Findings()
    found = read_by(project, round.scheme, findings)
    findings.stop()
    return found or []


def _deliberate(project: Project, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    return _as_it_is(project, round)


def _as_it_is(project: Project, round: Round) -> Prepared:
    """The scheme as the project has it now, told in full, with the files that it is written in."""
    chain = _chain(project, round)
    told = {ready.entry.id: canonical(full_scheme(project, ready)).encode() for ready in chain}
    files = scheme_files(project, round.scheme)
    own = chain[-1].scheme
    governance = {
        name: list(value) if isinstance(value, tuple) else value for name, value in attrs.asdict(own.governance).items()
    }
    holes = [f"{one.source} {one.reason}" for ready in chain for one in ready.scheme.not_computed if one.open]
    return Prepared(
        {
            "bound": _bound(project, round),
            "governance": governance,
            "holes": holes,
            "schemes": {id: digest_of_bytes(text) for id, text in told.items()},
            "files": {path: digest_of_bytes(content) for path, content in files.items()},
        },
        {digest_of_bytes(content): content for content in (*told.values(), *files.values())},
    )


def _carry(project: Project, store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    return carried(project, store.acts(), round, said)


def carried(project: Project, acts: Sequence[Act], round: Round, said: Mapping[str, Any]) -> Prepared:
    """The scheme as the project has it now, beside what ``acts`` have put in force in the earlier round."""
    earlier = fold(str(said["from_round"]), acts)
    kept = _as_it_is(project, round)
    answer = earlier.approved or earlier.filed
    same = earlier.scheme == round.scheme and earlier.in_force and earlier.adopted is not None and answer is not None
    there = {
        "in_force": answer.digest if same and answer is not None else "",
        "there": earlier.adopted.bound if same and earlier.adopted is not None else {},
    }
    return Prepared({**kept.values, **there}, kept.files)


def _voted(project: Project, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    return Prepared({"bound": _bound(project, round)})


def _draw(_project: Project, _store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    assert round.seed is not None  # noqa: S101  # the step waits for both
    assert round.candidates is not None  # noqa: S101  # as above
    listed = Candidates(**round.candidates.data)
    found = lots.draw(str(round.seed.data["seed"]), str(said["public"]), listed.strata())
    return Prepared({"drawn": [attrs.asdict(one) for one in found]})


# ---------------------------------------------------------------- the records


def _freeze(project: Project, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    return _frozen(project, round)


def _frozen(project: Project, round: Round) -> Prepared:
    """Every table as the project has it now, read and checked, with the files behind it."""
    chain = _chain(project, round)
    tables = tables_of(project, round)
    files = dict(table_files(project, round.scheme).values())
    files |= scheme_files(project, round.scheme)
    own = chain[-1]
    return Prepared(
        {
            "bound": _bound(project, round),
            "tables": {name: content_digest(data) for name, data in tables.items()},
            "files": {path: digest_of_bytes(content) for path, content in files.items()},
            "roster": people(own.plan, project.data(own, Findings())),
            "clauses": {
                step.id: list(_read_by(step.measures(), project, chain))
                for step in own.plan.steps
                if step.role == "clause"
            },
        },
        {digest_of_bytes(content): content for content in files.values()},
    )


def tables_of(project: Project, round: Round) -> dict[str, Data]:
    """Every table with records of its own that the round reads; raises where a finding blocks."""
    findings = Findings()
    found: dict[str, Data] = {}
    for ready in read_by(project, round.scheme, findings) or ():
        for name, data in project.data(ready, findings).items():
            source = project.config.tables.get(name)
            if not isinstance(source, ResultSource) and source is not None and source.file != NO_RECORDS:
                found.setdefault(name, data)
    findings.stop()
    return found


def _read_by(measures: Iterator[tree.Measure], project: Project, chain: list[Ready]) -> dict[str, None]:
    """The tables behind measures; behind another scheme's result, all that that scheme reads."""
    found: dict[str, None] = {}
    for node in measures:
        source = project.config.tables.get(node.table.id)
        if isinstance(source, ResultSource):
            other = next(ready for ready in chain if ready.entry.id == source.result)
            found |= _read_by(iter(other.plan.measures()), project, chain)
        else:
            found[node.table.id] = None
    return found


def _recount(project: Project, store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    """The tables that lie in the group's folder under the names they have in the project."""
    folder = str(said["folder"])
    if not (project.folder / folder).is_dir():
        findings = Findings()
        findings.add(Place(file=folder), message("there is no such folder"))
        findings.stop()
    with frozen_project(project, store, round) as kept:  # not what lies in the project's folder by now
        return recounted(project, tables_of(kept, round), round, folder)


def recounted(project: Project, mine: Mapping[str, Data], round: Round, folder: str) -> Prepared:
    """What a group entered in ``folder``, held against ``mine``, the tables as they were frozen."""
    entered, names = dict(project.config.tables), []
    content: dict[str, bytes] = {}
    for name, source in project.config.tables.items():
        if isinstance(source, ResultSource) or not (project.folder / folder / source.file).is_file():
            continue
        names.append(name)
        content[source.file] = (project.folder / folder / source.file).read_bytes()
        entered[name] = attrs.evolve(source, file=f"{folder}/{source.file}")
    own = tables_of(project.anew(entered), round)
    names = [name for name in names if name in mine]
    return Prepared(
        {
            "tables": {name: content_digest(own[name]) for name in names},
            "files": {path: digest_of_bytes(one) for path, one in content.items()},
            "differences": [one.data("zh") for name in names for one in differences(mine[name], own[name])],
        },
        {digest_of_bytes(one): one for one in content.values()},
    )


# ---------------------------------------------------------------- the marks


def _score(project: Project, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    findings = Findings()
    found = results(project, round.scheme, findings)
    findings.stop()
    ready, result, tables = _scored(project, round)
    data = json.loads(found[round.scheme])
    limit = ready.scheme.governance.tell_below
    return Prepared(
        {
            "bound": _bound(project, round),
            "inputs": {name: content_digest(one) for name, one in tables_of(project, round).items()},
            "files": {id: digest_of_bytes(content) for id, content in found.items()},
            "subjects": {one["id"]: _digest(one) for one in data["subjects"]},
            "dimensions": _dimensions(data),
            "lacking": list(_lacking(ready, data)),
            "unevidenced": [one.data.row_place(one.row).text("zh") for one in unevidenced(result, tables)],
            "low": [
                one["id"]
                for one in data["subjects"]
                if limit is not None and one["total"] is not None and Fraction(one.get("exact", one["total"])) < limit
            ],
            "paid": data["payments-total"],
        },
        {digest_of_bytes(content): content for content in found.values()},
    )


def _scored(project: Project, round: Round) -> tuple[Ready, Result, Mapping[str, Data]]:
    findings = Findings()
    found = project.scored(round.scheme, findings)
    findings.stop()
    assert found is not None  # noqa: S101  # no finding blocks
    return found


def _digest(value: Any) -> str:
    return digest_of_bytes(canonical(value).encode())


def _dimensions(data: Mapping[str, Any]) -> dict[str, str]:
    """The digest of everybody's marks in each dimension of the first level, and in the adjustments of the total."""
    marks: dict[str, dict[str, Any]] = {}
    for one in data["subjects"]:
        for dimension in one["dimensions"]:
            marks.setdefault(dimension["id"], {})[one["id"]] = dimension
        for clause in one.get("adjustments", ()):
            marks.setdefault(clause["id"], {})[one["id"]] = clause
    return {id: _digest(of) for id, of in marks.items()}


def _lacking(ready: Ready, data: Mapping[str, Any]) -> Iterator[str]:
    """Every mark without data, or that waits for a judgement."""
    wordings = {clause.id: clause.text for clause in ready.scheme.clauses()}
    for one in data["subjects"]:
        for clause in _clauses(one):
            if clause["standing"] in ("no-data", "awaiting"):
                yield f"{one['name']}（{one['id']}）{wordings[clause['id']]}"


def _clauses(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for dimension in part.get("dimensions", ()):
        yield from _clauses(dimension)
    yield from part.get("clauses", ())
    yield from part.get("adjustments", ())


def _sign(_project: Project, _store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    assert round.scores is not None  # noqa: S101  # the step waits for it
    only = said.get("only", ())
    return Prepared({"dimensions": {d: v for d, v in round.scores.dimensions.items() if not only or d in only}})


def _own_results(_project: Project, _store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    assert round.scores is not None  # noqa: S101  # the step waits for it
    people = {round.person(name): name for name in said["people"]}
    return Prepared({"results": {id: round.scores.subjects.get(id, "") for id in people}})


def _publish(_project: Project, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    assert round.scores is not None  # noqa: S101  # the step waits for it
    return Prepared({"results": round.scores.results})


# ---------------------------------------------------------------- appeals


def _decide(project: Project, store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    appeal = round.appeals.get(int(said["appeal"]))
    if appeal is None:
        return Prepared()
    with frozen_project(project, store, round) as kept:
        return Prepared({"givers": givers(kept, round, appeal.clause, appeal.about)})


def givers(project: Project, round: Round, clause: str, subject: str) -> list[str]:
    """Who gave the marks behind one clause of one subject: judges and raters, as the tables name them."""
    ready, _result, tables = _scored(project, round)
    found: dict[str, None] = {}
    if clause not in {step.id for step in ready.plan.steps}:
        return []
    rows = ExactRows(tables, all_periods(ready.plan), ready.plan.roster.id)
    for node in ready.plan.step(clause).measures():
        if node.table.giver is not None:
            found |= {str(row[node.table.giver]): None for row in rows(node, subject) if row[node.table.giver]}
    return list(found)


@contextmanager
def frozen_project(project: Project, store: Store, round: Round) -> Iterator[Project]:
    """The project as its records were frozen, laid out from the kept files; gone afterwards."""
    assert round.frozen is not None  # noqa: S101  # asked for only then
    with TemporaryDirectory() as name:
        files = {path: store.file(digest) for path, digest in round.frozen.files.items()}
        yield Project.open(restore(files, Path(name) / "kept"), project.plugins)


def _correct(project: Project, store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    now = tables_of(project, round)
    assert round.frozen is not None  # noqa: S101  # the step waits for it
    contents = {name: content_digest(data) for name, data in now.items()}
    names = {**round.frozen.contents, **contents}
    changed = [name for name in names if round.frozen.contents.get(name) != contents.get(name)]
    cells: list[Difference] = []
    if changed:
        with frozen_project(project, store, round) as kept:
            before = tables_of(kept, round)
            for name in changed:
                if name in before and name in now:
                    cells.extend(differences(before[name], now[name]))
    prepared = _frozen(project, round)
    about = {str(value) for one in cells for column, value in (*one.key, *one.row) if column.id == one.table.subject}
    return Prepared(
        {
            **prepared.values,
            "changed": changed,
            "cells": [one.data("zh") for one in cells],
            "people": [person for person in round.frozen.roster if person in about],
        },
        prepared.files,
    )


PREPARE: Mapping[str, Prepare] = {
    "open": _open,
    "deliberate": _deliberate,
    "carry": _carry,
    "vote": _voted,
    "endorse": _voted,
    "draw": _draw,
    "freeze": _freeze,
    "recount": _recount,
    "score": _score,
    "sign": _sign,
    "confirm": _own_results,
    "excuse": _own_results,
    "publish": _publish,
    "decide": _decide,
    "correct": _correct,
}
