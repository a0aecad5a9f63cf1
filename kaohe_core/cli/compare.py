"""``kaohe compare``: what another scheme says, clause by clause, and whom it would have changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from attrs import frozen

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Argument, Option, Speaking, format_option, language_option, scheme_option
from kaohe_core.findings import Finding, Findings, FindingsError, did_you_mean
from kaohe_core.messages import Message, message
from kaohe_core.tables.data import Source

if TYPE_CHECKING:
    from kaohe_core.compare.changes import Change
    from kaohe_core.compare.effects import Effects
    from kaohe_core.compare.weights import Weight
    from kaohe_core.config import SchemeEntry
    from kaohe_core.project import Project, Ready
    from kaohe_core.results.scored import Scored
    from kaohe_core.run import Run
    from kaohe_core.scheme.layers import Resolved

T = TypeVar("T")


@frozen
class Side:
    """One of the two: what the command line calls it, and the project that runs it."""

    name: Path
    project: Project


@frozen
class Compared:
    """One scheme in two versions."""

    id: str
    title: str
    changes: tuple[Change, ...]
    weights: tuple[Weight, ...]
    effects: Effects
    notes: list[Message]  # where records and periods come from, where that is not plain


def run(own: Session, old: Path, new: Path, project: Path | None, scheme: str | None) -> int:
    """Print what changed, what it weighs, whom it changes, and the money."""
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        before, after = _opened(own, old, new, project, scheme)
        pairs = _pairs(before.project, after.project, scheme)
        stage(message("reading tables and scoring"))
        notes = Findings(language=own.language)
        compared = _compared(own, before, after, pairs, notes)
    alone = [
        [entry.id for entry in side.project.config.scheme if entry.id not in {pair[index] for pair in pairs}]
        if scheme is None
        else []
        for index, side in enumerate((before, after))
    ]
    if own.json:
        own.dump(
            {
                "old": str(old),
                "new": str(new),
                "plugins-added": _plugins(before, after),
                "schemes": [_data(own, one) for one in compared],
                "only-in-old": alone[0],
                "only-in-new": alone[1],
                "findings": [finding.data(own.language) for finding in notes],
            }
        )
        return 0
    own.say(message("old: {old}; new: {new}", old=old, new=new))
    if _plugins(before, after):
        own.say(message("plugins newly enabled: {names}", names=_plugins(before, after)))
    if alone[0]:
        own.say(message("schemes only in the old project: {ids}", ids=alone[0]))
    if alone[1]:
        own.say(message("schemes only in the new project: {ids}", ids=alone[1]))
    for one in compared:
        _tell(own, one)
    own.tell(notes)
    return 0


# what is compared -----------------------------------------------------------------------------------------------------


def _opened(own: Session, old: Path, new: Path, project: Path | None, scheme: str | None) -> tuple[Side, Side]:
    """The two sides: two projects, or one project with another scheme file."""
    for path in (old, new):
        if not path.exists():
            raise WrongUse(message("there is no file or folder {path}", path=path))
    folders = [path for path in (old, new) if path.is_dir() or path.name == "kaohe.toml"]
    if len(folders) == 2:
        if project is not None:
            raise WrongUse(message("--project goes with scheme files; here OLD and NEW are projects themselves"))
        first = _blamed(own, old, lambda: own.project(old).project)
        second = _blamed(own, new, lambda: own.project(new).project)
        return Side(old, first), Side(new, second)
    home = project if project is not None else folders[0] if folders else Path()
    opened = own.project(home).project
    files = [None if path in folders else path for path in (old, new)]
    entries = [None if file is None else _entry(opened, file, scheme) for file in files]
    places = {entry.id for entry in entries if entry is not None}
    if len(places) > 1:
        raise WrongUse(
            message("OLD and NEW take the place of two schemes, {ids}: say which with --scheme", ids=sorted(places))
        )
    if scheme is None and len(entries) == len(places) == 1:
        scheme = places.pop()
    first, second = (opened if entry is None else opened.instead(entry) for entry in entries)
    return Side(old, first), Side(new, second)


def _entry(project: Project, file: Path, scheme: str | None) -> SchemeEntry:
    """The scheme that a file takes the place of: the one asked for, of that file or its name, or the only one."""
    from kaohe_core.config import SchemeEntry

    entries = project.config.scheme
    shown = Path(os.path.relpath(file.resolve(), project.folder.resolve())).as_posix()
    if scheme is not None:
        findings = Findings(language=project.language)
        project.entry(scheme, findings)
        findings.stop()
        return SchemeEntry(id=scheme, file=shown)
    for entry in entries:
        if (project.folder / entry.file).resolve() == file.resolve():
            return SchemeEntry(id=entry.id, file=entry.file)
    for entry in entries:
        if file.stem == entry.id or file.name == Path(entry.file).name:
            return SchemeEntry(id=entry.id, file=shown)
    if len(entries) == 1:
        return SchemeEntry(id=entries[0].id, file=shown)
    raise WrongUse(
        message(
            "which scheme does {file} take the place of? say --scheme with one of: {ids}",
            file=file,
            ids=[entry.id for entry in entries],
        )
    )


def _pairs(old: Project, new: Project, scheme: str | None) -> list[tuple[str, str]]:
    """The ids of the schemes to be compared: those that both have, or the only ones."""
    before, after = ([entry.id for entry in project.config.scheme] for project in (old, new))
    if scheme is not None:
        for ids in (before, after):
            if scheme not in ids:
                mend = did_you_mean(scheme, ids)
                raise WrongUse(message("not both have a scheme “{id}”: {mend}", id=scheme, mend=mend))
        return [(scheme, scheme)]
    shared = [(id, id) for id in before if id in after]
    if not shared and len(before) == len(after) == 1:
        return [(before[0], after[0])]
    if not shared:
        raise WrongUse(message("OLD and NEW have no scheme in common: {old}; {new}", old=before, new=after))
    return shared


def _plugins(before: Side, after: Side) -> list[str]:
    known = dict(before.project.plugins.versions)
    return [f"{name} {version}" for name, version in after.project.plugins.versions if name not in known]


# run ------------------------------------------------------------------------------------------------------------------


def _compared(own: Session, before: Side, after: Side, pairs: list[tuple[str, str]], notes: Findings) -> list[Compared]:
    """Every pair, the new one over the records and the periods of the old one; noted is what only the new one notes."""
    from kaohe_core.run import Run
    from kaohe_core.scheme.periods import with_periods

    first = Run(before.project)
    scored = [_blamed(own, before.name, partial(_scored, first, old)) for old, _ in pairs]
    periods: dict[str, Any] = {
        new: one.ready.resolved.data.get("periods", {}) for (_, new), one in zip(pairs, scored, strict=True)
    }

    def hand(entry: SchemeEntry, resolved: Resolved) -> Resolved:
        return with_periods(resolved, periods.get(entry.id, {}))

    second = Run(after.project.over(before.project).laid(hand), files=first.files)
    found = []
    for (_, new), one in zip(pairs, scored, strict=True):
        other = _blamed(own, after.name, partial(_scored, second, new))
        found.append(_pair(own, before, after, one, other))
    known = {_gist(finding) for finding in first.findings}
    notes.extend(finding for finding in second.findings if _gist(finding) not in known)
    return found


def _pair(own: Session, before: Side, after: Side, one: Scored, other: Scored) -> Compared:
    from kaohe_core.compare.changes import changes
    from kaohe_core.compare.effects import effects
    from kaohe_core.compare.weights import weights
    from kaohe_core.results.as_json import scheme_data

    told = _full(before.project, one.ready), _full(after.project, other.ready)
    results = [scheme_data(scored, own.language, told=False) for scored in (one, other)]
    return Compared(
        other.ready.entry.id,
        other.ready.scheme.title,
        changes(*told),
        weights(*told, *results),
        effects(*results),
        [*_own_files(before, after, other), *_other_periods(after, one, other)],
    )


def _scored(run: Run, id: str) -> Scored:
    run.load([id])
    run.findings.stop()
    found = run.score([id])
    run.findings.stop()
    return found[0]


def _full(project: Project, ready: Ready) -> dict[str, Any]:
    """The scheme as its file says it, with the periods of its own."""
    from kaohe_core.scheme.resolved import full

    resolved = project.resolve(ready.entry, Findings())
    assert resolved is not None  # noqa: S101  # it was loaded before
    return full(resolved.data, ready.toolbox)


def _own_files(before: Side, after: Side, scored: Scored) -> Iterator[Message]:
    """The tables that only the new project names, from whose own files they come."""
    for name in scored.plan.tables():
        source = after.project.config.tables.get(name)
        if name not in before.project.config.tables and isinstance(source, Source):
            yield message(
                "the table “{table}” is only in the new project: read from {file}",
                table=scored.ready.tables[name].title,
                file=", ".join(str(after.project.folder / file) for file in source.files),
            )


def _other_periods(after: Side, one: Scored, other: Scored) -> Iterator[Message]:
    from kaohe_core.scheme.periods import differing

    resolved = after.project.resolve(other.ready.entry, Findings())
    assert resolved is not None  # noqa: S101  # it was loaded before
    for found in differing(resolved, one.ready.resolved.data.get("periods", {})):
        if found.taken:
            yield message(
                "periods ({kind}): the new scheme says {own}; it was run over those of the records, {other}",
                kind=found.kind,
                own=found.own,
                other=found.other,
            )
        else:
            yield message(
                "periods ({kind}): the new scheme says {own}, the records {other}; the new scheme was run as "
                "it is, and records of other periods do not count in it",
                kind=found.kind,
                own=found.own,
                other=found.other,
            )


def _gist(finding: Finding) -> tuple[object, ...]:
    """What makes two notes the same, wherever the file lies."""
    place = finding.place
    return Path(place.file).name, place.sheet, place.row, place.title, place.keys, finding.what


def _blamed(own: Session, name: Path, work: Callable[[], T]) -> T:
    """Say of which of the two the findings are that stop the work."""
    try:
        return work()
    except FindingsError:
        if not own.json:
            own.say(message("findings of {name}:", name=name), err=True)
        raise


# told -----------------------------------------------------------------------------------------------------------------


def _tell(own: Session, one: Compared) -> None:
    """Clauses, weights, people, money."""
    from kaohe_core.compare import changes, effects, effects_table, weights

    own.say("")
    own.say(message("{title} ({id})", title=one.title, id=one.id))
    for note in one.notes:
        own.say(note)
    if not one.changes and one.effects.empty:
        own.say(message("no difference: the same clauses, the same result"))
        return
    _section(own, message("1. What changed, clause by clause"), changes.lines(one.changes, own.language))
    _section(own, message("2. What the dimensions weigh"), [])
    own.draw(weights.table(one.weights, own.language))
    given = weights.lines(one.weights, own.language)
    for line in given:
        own.say(line)
    _section(own, message("3. Who gains and who loses"), effects.people(one.effects, own.language), gap=bool(given))
    drawn = any(not person.only_clauses for person in one.effects.people)
    if drawn:
        own.draw(effects_table.table(one.effects, own.language))
    money = effects.money(one.effects, own.language)
    if money:
        _section(own, message("4. The money"), money, gap=not drawn)
    if any(one.effects.provisional):
        own.say(message("One of the two results is provisional: marks are without data or await judgement."))


def _section(own: Session, title: Message, lines: list[str], *, gap: bool = True) -> None:
    """A heading and its lines; ``gap``: with an empty line before, which a table has behind it anyway."""
    if gap:
        own.say("")
    own.say(title)
    for line in lines:
        own.say(line)


def _data(own: Session, one: Compared) -> dict[str, Any]:
    from kaohe_core.compare import changes, effects, weights

    return {
        "id": one.id,
        "title": one.title,
        "notes": [line.text(own.language) for line in one.notes],
        "changes": changes.data(one.changes, own.language),
        "weights": weights.data(one.weights),
        "effects": effects.data(one.effects, own.language),
    }


def _side(name: str, say: Message) -> Argument:
    return Argument(name, say=say, type=click.Path(path_type=Path))


command = Speaking(
    "compare",
    say=message(
        "Compare two versions of a scheme: what changed clause by clause, and whom it would have changed on the "
        "records."
    ),
    run=run,
    params=[
        _side("old", message("the scheme in force: a project’s folder, or a scheme file")),
        _side("new", message("the other scheme: a project’s folder, or a scheme file")),
        Option(
            "--project",
            say=message("for scheme files, the project whose records are used; else the current folder"),
            type=click.Path(path_type=Path),
            default=None,
            metavar="FOLDER",
        ),
        scheme_option(),
        format_option(),
        language_option(),
    ],
)
