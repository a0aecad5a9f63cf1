"""Two versions of a project’s schemes: what changed, and what the new one makes of the records of the old one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from kaohe_core.compare.comparison import Compared, Comparison
from kaohe_core.findings import Finding, Findings, did_you_mean
from kaohe_core.messages import Language, Message, message
from kaohe_core.tables.data import Source

if TYPE_CHECKING:
    from kaohe_core.config import SchemeEntry
    from kaohe_core.project import Project, Ready
    from kaohe_core.results.scored import Scored
    from kaohe_core.run import Run
    from kaohe_core.scheme.layers import Resolved

Blamed = Callable[[Path], AbstractContextManager[None]]  # around work for one of the two: says of which findings are


class NotComparable(Exception):  # noqa: N818  # not an error of the program
    """What was named cannot be compared, said to the person who named it."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.text("en"))
        self.what = what


@frozen
class Side:
    """One of the two: what the command line calls it, and the project that runs it."""

    name: Path
    project: Project


def sides(
    old: Path, new: Path, project: Path | None, scheme: str | None, open_: Callable[[Path], Project], blamed: Blamed
) -> tuple[Side, Side]:
    """The two sides: two projects, or one project with another scheme file; ``open_`` opens a project.

    Raises :class:`NotComparable`, and :class:`~kaohe_core.findings.FindingsError` where one cannot be opened.
    """
    for path in (old, new):
        if not path.exists():
            raise NotComparable(message("there is no file or folder {path}", path=path))
    folders = [path for path in (old, new) if path.is_dir() or path.name == "kaohe.toml"]
    if len(folders) == 2:
        if project is not None:
            raise NotComparable(message("--project goes with scheme files; here OLD and NEW are projects themselves"))
        with blamed(old):
            first = open_(old)
        with blamed(new):
            second = open_(new)
        return Side(old, first), Side(new, second)
    home = project if project is not None else folders[0] if folders else Path()
    opened = open_(home)
    files = [None if path in folders else path for path in (old, new)]
    entries = [None if file is None else _entry(opened, file, scheme) for file in files]
    places = {entry.id for entry in entries if entry is not None}
    if len(places) > 1:
        raise NotComparable(
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
    raise NotComparable(
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
                raise NotComparable(message("not both have a scheme “{id}”: {mend}", id=scheme, mend=mend))
        return [(scheme, scheme)]
    shared = [(id, id) for id in before if id in after]
    if not shared and len(before) == len(after) == 1:
        return [(before[0], after[0])]
    if not shared:
        raise NotComparable(message("OLD and NEW have no scheme in common: {old}; {new}", old=before, new=after))
    return shared


def _plugins(before: Side, after: Side) -> tuple[str, ...]:
    known = dict(before.project.plugins.versions)
    return tuple(f"{name} {version}" for name, version in after.project.plugins.versions if name not in known)


def compared(
    before: Side, after: Side, scheme: str | None, language: Language, blamed: Blamed, run: Run | None = None
) -> Comparison:
    """Every scheme that both have, or ``scheme``: the new one over the records and the periods of the old one.

    ``run`` is one over the old project in which nothing blocks: what it has read and scored is not done again.

    Raises :class:`NotComparable`, and :class:`~kaohe_core.findings.FindingsError` where one cannot be scored.
    """
    from kaohe_core.run import Run
    from kaohe_core.scheme.periods import with_periods

    pairs = _pairs(before.project, after.project, scheme)
    first = Run(before.project) if run is None else run
    with blamed(before.name):
        scored = [_scored(first, old) for old, _ in pairs]
    periods: dict[str, Any] = {
        new: one.ready.resolved.data.get("periods", {}) for (_, new), one in zip(pairs, scored, strict=True)
    }

    def hand(entry: SchemeEntry, resolved: Resolved) -> Resolved:
        return with_periods(resolved, periods.get(entry.id, {}))

    second = Run(after.project.over(before.project).laid(hand), files=first.files)
    found = []
    for (_, new), one in zip(pairs, scored, strict=True):
        with blamed(after.name):
            other = _scored(second, new)
        found.append(_pair(language, before, after, one, other))
    known = {_gist(finding) for finding in first.findings}
    notes = [finding for finding in second.findings if _gist(finding) not in known]
    both, whole = [set(ids) for ids in zip(*pairs, strict=True)], scheme is None
    return Comparison(
        old=before.name,
        new=after.name,
        plugins_added=_plugins(before, after),
        schemes=tuple(found),
        only_in_old=tuple(id for id in before.project.schemes if whole and id not in both[0]),
        only_in_new=tuple(id for id in after.project.schemes if whole and id not in both[1]),
        findings=Findings(notes, language),
        language=language,
    )


def _pair(language: Language, before: Side, after: Side, one: Scored, other: Scored) -> Compared:
    from kaohe_core.compare.changes import changes
    from kaohe_core.compare.effects import effects
    from kaohe_core.compare.weights import weights
    from kaohe_core.results.as_json import scheme_data

    told = _full(before.project, one.ready), _full(after.project, other.ready)
    results = [scheme_data(scored, language, told=False) for scored in (one, other)]
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
    """The scheme as its file, or the hand laid on it, says it, with the periods of its own."""
    from kaohe_core.scheme.resolved import full

    resolved = project.resolve(ready.entry, Findings())
    assert resolved is not None  # noqa: S101  # it was loaded before
    return full(project.hand(ready.entry, resolved).data, ready.toolbox)


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
