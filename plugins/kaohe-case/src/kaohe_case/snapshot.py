"""What a round is bound to, kept so that it can be derived again: schemes, plugin versions, files, result bytes.

A round binds itself to one scheme and to all schemes whose results that one reads. :class:`BoundVersions` has their
digests and the plugin versions; the files behind them go into the store of acts; :func:`reopened` opens them again, in
memory, and :func:`results` gives the bytes that everybody must get from them.
"""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from attrs import frozen

from kaohe_case.messages import message
from kaohe_case.store import canonical
from kaohe_core import Findings, Message, Place
from kaohe_core.config import FILE as CONFIG
from kaohe_core.config import ResultSource
from kaohe_core.plugins.requirements import CORE
from kaohe_core.project import NO_RECORDS, Project, Ready
from kaohe_core.refusals import reason_of
from kaohe_core.results.as_json import scheme_data
from kaohe_core.run import Run
from kaohe_core.scheme.resolved import full
from kaohe_core.shelf import NoFile, Shelf

NOWHERE = Path(os.path.abspath(os.sep), "kaohe.kept")  # the made-up folder that kept files are opened in

# ---------------------------------------------------------------- what counts


@frozen
class BoundVersions:
    """The schemes of a round by id, with their digests, and the version of every plugin; the core is called “core”."""

    schemes: Mapping[str, str]
    plugins: Mapping[str, str]

    def as_data(self) -> dict[str, Any]:
        """Plain data for an act."""
        return {"schemes": dict(self.schemes), "plugins": dict(self.plugins)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> BoundVersions:
        """What :meth:`as_data` gave."""
        return cls(dict(data["schemes"]), dict(data["plugins"]))


def bound(run: Run, scheme: str) -> BoundVersions:
    """What a round of ``scheme`` is bound to now; raises where a finding blocks."""
    digests = {ready.entry.id: ready.text_digest for ready in read_by(run, scheme)}
    return BoundVersions(digests, dict(run.project.plugins.versions))


def differs(before: BoundVersions, now: BoundVersions) -> list[Message]:
    """Which scheme and which plugin is not what it was; empty if all are."""
    told: list[Message] = []
    for id in [*before.schemes, *(id for id in now.schemes if id not in before.schemes)]:
        was, is_ = before.schemes.get(id), now.schemes.get(id)
        if was is None:
            told.append(message("the scheme “{id}” takes part now, and did not then", id=id))
        elif is_ is None:
            told.append(message("the scheme “{id}” took part then, and does not now", id=id))
        elif was != is_:
            told.append(
                message("the scheme “{id}” has changed: its digest was {was}, and is {now}", id=id, was=was, now=is_)
            )
    for name in [*before.plugins, *(name for name in now.plugins if name not in before.plugins)]:
        was, is_ = before.plugins.get(name), now.plugins.get(name)
        if was is None:
            told.append(message("the plugin {name} {now} is enabled now, and was not then", name=name, now=is_))
        elif is_ is None:
            told.append(message("the plugin {name} {was} was enabled then, and is not now", name=name, was=was))
        elif was != is_ and name == CORE:
            told.append(message("kaohe itself was of version {was}, and is of {now}", was=was, now=is_))
        elif was != is_:
            told.append(message("the plugin {name} was of version {was}, and is of {now}", name=name, was=was, now=is_))
    return told


def read_by(run: Run, scheme: str) -> list[Ready]:
    """The scheme and all whose results it reads, directly or not, each after those it reads.

    Raises where one is wrong, with all that is wrong in their tables, too. Schemes that wait for each other are told
    when they are scored.
    """
    found = run.in_order([scheme])
    if run.findings.blocked:
        run.look([scheme])
    run.findings.stop()
    return found


def full_scheme(ready: Ready) -> dict[str, Any]:
    """The scheme as it is voted on, with every default, as data that an act can hold: decimals and dates as texts."""
    plain = _plain(full(ready.text.data, ready.toolbox))
    assert isinstance(plain, dict)  # noqa: S101  # a scheme is a table
    return plain


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case date() | datetime() | time():
            return value.isoformat()
        case Mapping():
            return {key: _plain(item) for key, item in value.items() if item is not None}
        case list() | tuple():
            return [_plain(item) for item in value]
    return value


# ---------------------------------------------------------------- the result


def results(run: Run, scheme: str) -> dict[str, bytes]:
    """By scheme, the bytes that whoever scores the round again must get; raises where a finding blocks.

    They are the canonical JSON text, in UTF-8, of the result as Chinese plain data, without the words of each clause.
    """
    scored = run.score([ready.entry.id for ready in read_by(run, scheme)])
    run.findings.stop()
    return {one.ready.entry.id: canonical(scheme_data(one, "zh", told=False)).encode() for one in scored}


# ---------------------------------------------------------------- the files


def scheme_files(run: Run, scheme: str) -> dict[str, bytes]:
    """Everything in words: ``kaohe.toml``, the schemes, what they extend, their written text, the superior's file.

    By the path from the project's folder, as it is written in the TOML: ``schemes/../../county.toml`` for one that
    ``schemes/pay.toml`` names as ``../../county.toml``. Raises :class:`FindingsError` if one cannot be read.
    """
    project, findings = run.project, Findings()
    wanted = {CONFIG: Place(file=CONFIG)}
    if project.config.project.extends is not None and project.config.project.plugin_set is not None:
        wanted[project.config.project.extends] = project.document.place(("project", "extends"), value=True)
    for ready in read_by(run, scheme):
        wanted |= {layer: Place(file=ready.entry.file) for layer in ready.resolved.layers}
        if ready.scheme.text:
            wanted[ready.scheme.text] = ready.resolved.place(("text",), value=True)
    found = {path: _bytes(project, path, place, findings) for path, place in wanted.items()}
    findings.stop()
    return found


def table_files(run: Run, scheme: str) -> dict[str, tuple[str, bytes]]:
    """By table, the file that the schemes read it from: its path as ``kaohe.toml`` has it, and its bytes.

    The second file of a table that lies in several stands under ``leave 2``, and so on.
    A table that is another scheme's result has no file, nor has one where nothing was recorded. Several tables may
    share a file. Raises :class:`FindingsError` if one cannot be read.
    """
    project, findings = run.project, Findings()
    found: dict[str, tuple[str, bytes]] = {}
    read: dict[str, bytes] = {}
    for ready in read_by(run, scheme):
        for table in run.names(ready):
            source = project.config.tables.get(table)
            if source is None:
                findings.add(
                    project.document.place(("tables",)), message("no file is named for the table “{name}”", name=table)
                )
            elif not isinstance(source, ResultSource) and source.file != NO_RECORDS and table not in found:
                for number, file in enumerate(source.files, 1):
                    if file not in read:
                        place = project.document.place(("tables", table), value=True)
                        read[file] = _bytes(project, file, place, findings)
                    found[table if number == 1 else f"{table} {number}"] = file, read[file]
    findings.stop()
    return found


def _bytes(project: Project, path: str, place: Place, findings: Findings) -> bytes:
    """What is in a file; empty, with a finding, if it cannot be read or be put back at the same path elsewhere."""
    if not _portable(path):
        findings.add(
            place,
            message("the file “{path}” could not be found again on another computer", path=path),
            message("put it into the project’s folder, and write its path from there, with / between the names"),
        )
        return b""
    try:
        return project.shelf.read(project.folder / path)
    except FileNotFoundError:
        findings.add(place, message("the file “{file}” does not exist", file=path))
        return b""
    except NoFile as error:
        findings.add(place, error.what, error.mend)
        return b""
    except OSError as error:
        findings.add(place, message("the file “{path}” cannot be read: {reason}", path=path, reason=reason_of(error)))
        return b""


def _portable(path: str) -> bool:
    """Whether a path is relative and means the same on every system."""
    windows = PureWindowsPath(path)
    named = PurePosixPath(path).name not in ("", "..")
    return named and not path.startswith("/") and not windows.drive and not {"\\", "\0"} & set(path)


def reopened(files: Mapping[str, bytes], now: Project | None = None) -> Project:
    """The project that ``files`` were, by their paths from its folder; they are laid out nowhere on the disk.

    It has the plugins of ``now``, or those that its own ``kaohe.toml`` enables.

    Raises :class:`FindingsError` for a path that is absolute or means something else on another system, for two paths
    that mean one place and have different bytes, and where the project cannot be opened.
    """
    folder, placed = laid_out(files)
    return Project.open(folder, None if now is None else now.plugins, Shelf.closed(placed))


def laid_out(files: Mapping[str, bytes]) -> tuple[Path, dict[Path, bytes]]:
    """A made-up folder of a project, as deep as paths with ``..`` ask for, and where in it each file would lie.

    Raises :class:`FindingsError` as :func:`reopened` does.
    """
    findings = Findings()
    for path in files:
        if not _portable(path):
            findings.add(Place(file=path), message("the path leads out of the folder that the files are put back into"))
    findings.stop()
    name = "project"
    while any(name in PurePosixPath(path).parts for path in files):  # a path that goes up and down again stays apart
        name += "-"
    project = NOWHERE.joinpath(*[name] * (1 + max((_height(path) for path in files), default=0)))
    placed: dict[Path, bytes] = {}
    for path, content in files.items():
        target = Path(os.path.normpath(project / path))
        if not target.is_relative_to(NOWHERE):
            findings.add(Place(file=path), message("the path leads out of the folder that the files are put back into"))
        elif placed.setdefault(target, content) != content:
            findings.add(Place(file=path), message("another path leads to the same place, with another content"))
    findings.stop()
    return project, placed


def _height(path: str) -> int:
    """How many folders above the project's a path leads at most."""
    depth = lowest = 0
    for part in PurePosixPath(path).parent.parts:
        depth += -1 if part == ".." else 1
        lowest = min(lowest, depth)
    return -lowest
