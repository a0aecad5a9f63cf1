"""What steps take from the project and the kept files: digests, cells, people. One function for each such step."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs

from kaohe_case import lots
from kaohe_case.fold import fold
from kaohe_case.messages import message
from kaohe_case.recount import Difference, content_digest, differences
from kaohe_case.round import Round
from kaohe_case.snapshot import bound, full_scheme, read_by, reopened, results, scheme_files, table_files
from kaohe_case.standing import first_on
from kaohe_case.steps.working import Candidates
from kaohe_case.store import Act, Store, canonical, digest_of_bytes
from kaohe_case.withheld import accounts_of, kept_instead, only_paid_by, over, without
from kaohe_core import Data, Findings, Place
from kaohe_core.assess.unevidenced import unevidenced
from kaohe_core.config import FILE as CONFIG
from kaohe_core.config import JoinedSource, ResultSource
from kaohe_core.formula import tree
from kaohe_core.project import NO_RECORDS, Project, Ready
from kaohe_core.results.roster import people
from kaohe_core.results.scored import Scored
from kaohe_core.run import Run
from kaohe_core.scheme.of_the_round import ROUND


@attrs.frozen
class Prepared:
    """The fields of a step that come from the project, and the files to be kept with its act, by digest."""

    values: Mapping[str, Any] = attrs.field(factory=dict)
    files: Mapping[str, bytes] = attrs.field(factory=dict)


Prepare = Callable[[Run, Store, Round, Mapping[str, Any]], Prepared]


def _open(run: Run, _store: Store, _round: Round, said: Mapping[str, Any]) -> Prepared:
    run.project.entry(said["scheme"], run.findings)  # a finding with the nearest name where there is none
    run.findings.stop()
    return Prepared()


def _lead(run: Run, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    return Prepared({"roster": round.frozen.roster if round.frozen is not None else _roster(run, round)})


def _roster(run: Run, round: Round) -> dict[str, str]:
    """The roster as the project has it now; empty where it cannot be read yet, for a round may begin before it is."""
    ready = run.ready(round.scheme)
    tables = {} if ready is None else run.tables(round.scheme)
    if ready is None:
        return {}
    name = ready.scheme.name
    read = {node.table.id for node in (() if name is None else name.walk()) if isinstance(node, tree.Measure)}
    return people(ready.plan, tables) if {ready.plan.roster.id, *read} <= tables.keys() else {}


def _deliberate(run: Run, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    return _as_it_is(run, round)


def _as_it_is(run: Run, round: Round) -> Prepared:
    """The scheme as the project has it now, told in full, with the files that it is written in."""
    chain = read_by(run, round.scheme)
    told = {ready.entry.id: canonical(full_scheme(ready)).encode() for ready in chain}
    files = scheme_files(run, round.scheme)
    own = chain[-1].scheme
    governance = {
        name: list(value) if isinstance(value, tuple) else value for name, value in attrs.asdict(own.governance).items()
    }
    holes = [f"{one.source} {one.reason}" for ready in chain for one in ready.scheme.not_computed if one.open]
    return Prepared(
        {
            "bound": bound(run, round.scheme).as_data(),
            "governance": governance,
            "holes": holes,
            "schemes": {id: digest_of_bytes(text) for id, text in told.items()},
            "files": {path: digest_of_bytes(content) for path, content in files.items()},
        },
        {digest_of_bytes(content): content for content in (*told.values(), *files.values())},
    )


def _carry(run: Run, store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    return carried(run, store, store.acts(), round, said)


def carried(run: Run, store: Store, acts: Sequence[Act], round: Round, said: Mapping[str, Any]) -> Prepared:
    """The scheme as the project has it now, beside what ``acts`` have put in force in the earlier round."""
    earlier = fold(str(said["from_round"]), acts)
    kept = _as_it_is(run, round)
    answer = earlier.approved or earlier.filed
    same = earlier.scheme == round.scheme and earlier.in_force and earlier.adopted is not None and answer is not None
    there = {
        "in_force": answer.digest if same and answer is not None else "",
        "there": earlier.adopted.bound if same and earlier.adopted is not None else {},
        "new": list(_new(run, store, earlier)) if same else [],
    }
    return Prepared({**kept.values, **there}, kept.files)


def _new(run: Run, store: Store, earlier: Round) -> Iterator[str]:
    """What the round says now that the earlier one did not, key by key, as ``pay.pool: 1000 → 1200``."""
    proposal = earlier.adopted
    files = {} if proposal is None else proposal.act.data["files"]
    if earlier.frozen is not None:
        files = earlier.frozen.files
    before = tomllib.loads(store.file(files[CONFIG]).decode("utf-8-sig"), parse_float=Decimal)
    old = dict(_flat(before.get(ROUND, {})) | _flat({"calendar": before.get("calendar", {})}))
    now = run.project.document.data
    new = dict(_flat(now.get(ROUND, {})) | _flat({"calendar": now.get("calendar", {})}))
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield f"{key}: {old.get(key, '—')} → {new.get(key, '—')}"


def _flat(table: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Every value of nested tables by its dotted key, as text."""
    found: dict[str, str] = {}
    for key, value in table.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            found |= _flat(value, f"{name}.")
        elif isinstance(value, list):
            found[name] = "、".join(
                " ".join(_flat(one).values() if isinstance(one, Mapping) else [str(one)]) for one in value
            )
        else:
            found[name] = str(value)
    return found


def _voted(run: Run, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    return Prepared({"bound": bound(run, round.scheme).as_data()})


def _draw(_run: Run, _store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    assert round.seed is not None  # noqa: S101  # the step waits for both
    assert round.candidates is not None  # noqa: S101  # as above
    listed = Candidates(**round.candidates.data)
    found = lots.draw(str(round.seed.data["seed"]), str(said["public"]), listed.strata())
    return Prepared({"drawn": [attrs.asdict(one) for one in found]})


# ---------------------------------------------------------------- the records


def _freeze(run: Run, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    return _frozen(run, round)


def _frozen(run: Run, round: Round) -> Prepared:
    """Every table as the project has it now, read and checked, with the files behind it."""
    chain = read_by(run, round.scheme)
    tables = tables_of(run, round)
    files = kept_instead(run, round.scheme, table_files(run, round.scheme), run.project.folder)
    files |= scheme_files(run, round.scheme)
    own = chain[-1]
    return Prepared(
        {
            "bound": bound(run, round.scheme).as_data(),
            "tables": {name: content_digest(data) for name, data in tables.items()},
            "files": {path: digest_of_bytes(content) for path, content in files.items()},
            "roster": people(own.plan, run.tables(own.entry.id)),
            "year": _year(chain),
            "titles": _titles(own, tables),
            "calendar": {name: list(days) for name, days in attrs.asdict(run.project.config.calendar).items()},
            "clauses": {
                step.id: list(_read_by(step.measures(), run, chain)) for step in own.plan.steps if step.role == "clause"
            },
        },
        {digest_of_bytes(content): content for content in files.values()},
    )


def _titles(ready: Ready, tables: Mapping[str, Data]) -> dict[str, dict[str, str]]:
    """What the clauses, the dimensions and the tables of a scheme are called."""
    scheme = ready.scheme
    adjustments = {clause.id: clause.text for clause in scheme.adjustment}
    return {
        "clause": {clause.id: clause.text for clause in scheme.clauses()},
        "dimension": {**{one.id: one.title for one in scheme.dimensions()}, **adjustments},
        "table": {name: data.table.title.text("zh") for name, data in tables.items()},
    }


def _year(chain: list[Ready]) -> dict[str, str]:
    """The digest of each scheme with what the round says about it; of the others the text says all."""
    return {ready.entry.id: ready.digest for ready in chain if ready.text is not ready.resolved}


def tables_of(run: Run, round: Round) -> dict[str, Data]:
    """Every table with records of its own that the round reads, without account numbers; raises where a finding blocks.

    What is read to pay the money out and for nothing else is none of them.
    """
    found: dict[str, Data] = {}
    chain = read_by(run, round.scheme)
    accounts, paying = accounts_of(chain), only_paid_by(chain)
    for ready in chain:
        for name, data in run.tables(ready.entry.id).items():
            source = run.project.config.tables.get(name)
            if name in paying:
                continue
            if not isinstance(source, ResultSource) and source is not None and source.file != NO_RECORDS:
                found.setdefault(name, without(data, accounts.get(name, ())))
    run.findings.stop()
    return found


def _read_by(measures: Iterator[tree.Measure], run: Run, chain: list[Ready]) -> dict[str, None]:
    """The tables behind measures; behind another scheme's result, all that that scheme reads."""
    found: dict[str, None] = {}
    for node in measures:
        found |= _behind(node.table.id, run, chain)
    return found


def _behind(name: str, run: Run, chain: list[Ready]) -> dict[str, None]:
    """The tables with records of their own that one table is made of."""
    source = run.project.config.tables.get(name)
    if isinstance(source, ResultSource):
        other = next(ready for ready in chain if ready.entry.id == source.result)
        return _read_by(iter(other.plan.measures()), run, chain)
    return {name: None} | (_behind(source.join, run, chain) if isinstance(source, JoinedSource) else {})


def _recount(run: Run, store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    """The tables that lie in the group's folder under the names they have in the project."""
    folder = str(said["folder"])
    project = run.project
    if not (project.folder / folder).is_dir():
        findings = Findings()
        findings.add(Place(file=folder), message("there is no such folder"))
        findings.stop()
    kept = as_frozen(run.project, store, round)  # not what lies in the project's folder by now
    return recounted(project, tables_of(kept, round), round, folder, project.folder)


def recounted(project: Project, mine: Mapping[str, Data], round: Round, folder: str, home: Path | None) -> Prepared:
    """What a group entered in ``folder``, held against ``mine``, the tables as they were frozen.

    ``home`` is the folder where the office keeps its salt, if that is asked for.
    """
    entered, names = dict(project.config.tables), []
    for name, source in project.config.tables.items():
        if isinstance(source, ResultSource):
            continue
        there = [project.folder / folder / file for file in source.files]
        if not all(project.shelf.holds(path) or path.is_file() for path in there):
            continue
        names.append(name)
        entered[name] = source.moved(lambda file: f"{folder}/{file}")
    run = over(project.from_files(entered))
    own = tables_of(run, round)
    names = [name for name in names if name in mine]
    shelf, group = run.project.shelf, project.folder / folder
    sources = {name: project.config.tables[name] for name in names}
    read = {
        name if number == 1 else f"{name} {number}": (file, shelf.read(group / file))
        for name, one in sources.items()
        if not isinstance(one, ResultSource)
        for number, file in enumerate(one.files, 1)
    }
    content = kept_instead(run, round.scheme, read, home)
    return Prepared(
        {
            "tables": {name: content_digest(own[name]) for name in names},
            "files": {path: digest_of_bytes(one) for path, one in content.items()},
            "differences": [one.data("zh") for name in names for one in differences(mine[name], own[name])],
        },
        {digest_of_bytes(one): one for one in content.values()},
    )


# ---------------------------------------------------------------- the marks


def _score(run: Run, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    found = results(run, round.scheme)
    scored = _scored(run, round)
    ready = scored.ready
    data = json.loads(found[round.scheme])
    limit = ready.scheme.governance.tell_below
    return Prepared(
        {
            "bound": bound(run, round.scheme).as_data(),
            "year": _year(read_by(run, round.scheme)),
            "inputs": {name: content_digest(one) for name, one in tables_of(run, round).items()},
            "files": {id: digest_of_bytes(content) for id, content in found.items()},
            "subjects": {one["id"]: _digest(one) for one in data["subjects"]},
            "dimensions": _dimensions(data),
            "lacking": list(_lacking(ready, data)),
            "unevidenced": _unevidenced(scored),
            "low": [
                one["id"]
                for one in data["subjects"]
                if limit is not None and one["total"] is not None and Fraction(one.get("exact", one["total"])) < limit
            ],
            "paid": data["payments-total"],
        },
        {digest_of_bytes(content): content for content in found.values()},
    )


def _scored(run: Run, round: Round) -> Scored:
    found = run.score([round.scheme])
    run.findings.stop()
    return found[0]


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


def _sign(_run: Run, _store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    assert round.scores is not None  # noqa: S101  # the step waits for it
    only = [round.find("dimension", name) for name in said.get("only", ())]
    return Prepared({"dimensions": {d: v for d, v in round.scores.dimensions.items() if not only or d in only}})


def _own_results(_run: Run, _store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    assert round.scores is not None  # noqa: S101  # the step waits for it
    people = {round.person(name): name for name in said["people"]}
    return Prepared({"results": {id: round.scores.subjects.get(id, "") for id in people}})


def _publish(_run: Run, _store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    assert round.scores is not None  # noqa: S101  # the step waits for it
    return Prepared({"results": round.scores.results})


# ---------------------------------------------------------------- appeals


def _decide(run: Run, store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    appeal = round.appeals.get(int(said["appeal"]))
    if appeal is None:
        return Prepared()
    kept = as_frozen(run.project, store, round)
    return Prepared({"givers": givers(kept, round, appeal.clause, appeal.about)})


def givers(run: Run, round: Round, clause: str, subject: str) -> list[str]:
    """Who gave the marks behind one clause of one subject: judges and raters, as the tables name them."""
    scored = _scored(run, round)
    ready, tables = scored.ready, scored.tables
    found: dict[str, None] = {}
    if clause not in {step.id for step in ready.plan.steps}:
        return []
    rows = ready.plan.rows(tables)
    for node in ready.plan.step(clause).measures():
        if node.table.giver is not None:
            found |= {str(row[node.table.giver]): None for row in rows(node, subject) if row[node.table.giver]}
    return list(found)


def as_frozen(project: Project, store: Store, round: Round) -> Run:
    """A run over the project as its records were frozen, from the kept files, which lie nowhere on the disk."""
    assert round.frozen is not None  # noqa: S101  # asked for only then
    files = {path: store.file(digest) for path, digest in round.frozen.files.items()}
    return over(reopened(files, project))


def _correct(run: Run, store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    now = tables_of(run, round)
    assert round.frozen is not None  # noqa: S101  # the step waits for it
    contents = {name: content_digest(data) for name, data in now.items()}
    names = {**round.frozen.contents, **contents}
    changed = [name for name in names if round.frozen.contents.get(name) != contents.get(name)]
    cells: list[Difference] = []
    if changed:
        kept = as_frozen(run.project, store, round)
        before = tables_of(kept, round)
        for name in changed:
            if name in before and name in now:
                cells.extend(differences(before[name], now[name]))
    prepared = _frozen(run, round)
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


def _supplement(run: Run, store: Store, round: Round, _said: Mapping[str, Any]) -> Prepared:
    assert round.frozen is not None  # noqa: S101  # the step waits for it
    now = tables_of(run, round)
    kept = as_frozen(run.project, store, round)
    before = tables_of(kept, round)
    names = dict.fromkeys([*before, *now])
    shared = [name for name in names if name in before and name in now]
    cells = [one for name in shared for one in differences(before[name], now[name])]
    filled = [one for one in cells if _fills_in(one)]
    others = [one.text("zh") for one in cells if not _fills_in(one)]
    others += [name for name in names if name not in shared]
    prepared = _frozen(run, round)
    scored = _scored(run, round)
    found = results(run, round.scheme)
    return Prepared(
        {
            **prepared.values,
            "filled": [one.data("zh") for one in filled],
            "others": others,
            "results": {id: digest_of_bytes(content) for id, content in found.items()},
            "unevidenced": _unevidenced(scored),
        },
        prepared.files,
    )


def _fills_in(one: Difference) -> bool:
    """Whether a cell of evidence that was empty says something now."""
    column = one.column
    return column is not None and column.id == one.table.evidence and one.first is None


def _unevidenced(scored: Scored) -> list[str]:
    """The rows behind marks that refer to no record."""
    return [one.data.row_place(one.row).text("zh") for one in unevidenced(scored.result, scored.tables)]


def _annul(_run: Run, _store: Store, round: Round, said: Mapping[str, Any]) -> Prepared:
    return Prepared({"stands": first_on(round, int(said["act"]))})


PREPARE: Mapping[str, Prepare] = {
    "annul": _annul,
    "open": _open,
    "lead": _lead,
    "deliberate": _deliberate,
    "carry": _carry,
    "vote": _voted,
    "endorse": _voted,
    "draw": _draw,
    "freeze": _freeze,
    "recount": _recount,
    "score": _score,
    "supplement": _supplement,
    "sign": _sign,
    "confirm": _own_results,
    "excuse": _own_results,
    "publish": _publish,
    "decide": _decide,
    "correct": _correct,
}
