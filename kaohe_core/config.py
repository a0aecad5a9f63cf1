"""``kaohe.toml``: what a project (项目) enables, where its tables are, and its schemes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from kaohe_core.calendar import Calendar
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.messages import LANGUAGES, Language, message
from kaohe_core.shelf import MOST_TEXT, NoFile, Shelf
from kaohe_core.tables.data import Source, Wide
from kaohe_core.tables.declared import kebab
from kaohe_core.toml.document import Document, read
from kaohe_core.toml.structure import Context, Refused, structure

FILE = "kaohe.toml"
SCHOOL = 1000  # people: up to here everybody is computed twice, shown on the screen, and told every clause in words


def doc(text: str, **options: Any) -> Any:
    """A key of ``kaohe.toml``, with what it means."""
    return field(metadata={"doc": text}, **options)


def _named(_instance: object, _attribute: object, value: str) -> None:
    if not value.strip():
        raise ValueError(message("the name of the file is empty"))


@frozen(kw_only=True)
class ProjectTable:
    """``[project]``."""

    name: str = doc("the school’s or county’s name, as printed")
    plugins: tuple[str, ...] = doc('the plugins enabled, like "performance-pay ~= 0.1"', default=())
    plugin_set: str | None = doc("a plugin set named in [plugin-sets], here or in the file of extends", default=None)
    extends: str | None = doc("a superior’s file whose [plugin-sets] this project may use", default=None)
    without: tuple[str, ...] = doc("plugins of the set that this project leaves out", default=())
    language: Language = doc("zh: 中文; en: English", default="zh")


@frozen(kw_only=True)
class ResultSource:
    """Another scheme's result as a table."""

    result: str = doc("the id of that scheme")
    by: str | None = doc(
        "a column of that scheme’s roster: the rows are then about its value, so that results of members are rolled up "
        "to their school, township, …",
        default=None,
    )


@frozen(kw_only=True)
class WideColumns:
    """Columns of a file that are turned into rows: one row for each of them that is filled in."""

    columns: tuple[str, ...] = doc("their titles in the file, like *月 (* stands for anything)")
    titles: str = doc("the column of the table that gets their title", validator=kebab)
    values: str = doc("the column of the table that gets what stands in them", validator=kebab)


@frozen(kw_only=True)
class FileSource:
    """A file, and the sheet where it has several."""

    file: str = doc("the file, from the project’s folder", validator=_named)
    sheet: str | None = doc("the sheet, where the file has several", default=None)
    sheets: tuple[str, ...] = doc('several sheets as one table; * stands for anything, ["*"] for all', default=())
    label: str | None = doc("the column that gets the name of the sheet, or of a file without sheets", default=None)
    name: str | None = doc("what that column gets instead", default=None)
    wide: WideColumns | None = doc("columns to be turned into rows, such as one a month", default=None)

    join: str | None = doc("another table, of which columns are laid beside the rows of the file", default=None)
    on: str | None = doc("the column of the file that says to which row of the other table a row belongs", default=None)
    take: tuple[str, ...] = doc("the columns that are taken from the other table", default=())

    def __attrs_post_init__(self) -> None:
        if self.sheet is not None and self.sheets:
            raise ValueError(message("either sheet or sheets"))
        if self.name is not None and self.label is None:
            raise ValueError(message("name goes with label, which says the column that gets it"))
        if {self.join is None, self.on is None, not self.take} == {True, False}:
            raise ValueError(message("join, on and take go together"))

    def source(self) -> Source:
        """The same, as tables are read from it."""
        wide = None if self.wide is None else Wide(self.wide.columns, self.wide.titles, self.wide.values)
        place = self.file, self.sheet, self.sheets, self.label, self.name, wide
        if self.join is None or self.on is None:
            return Source(*place)
        return JoinedSource(*place, join=self.join, on=self.on, take=self.take)


@frozen
class JoinedSource(Source):
    """A file to whose rows columns of another table are joined."""

    join: str = field(kw_only=True)
    on: str = field(kw_only=True)
    take: tuple[str, ...] = field(kw_only=True)


@frozen(kw_only=True)
class SchemeEntry:
    """One ``[[scheme]]``."""

    id: str = doc("its name in the project, like pay", validator=kebab)
    file: str = doc("its file, from the project’s folder", validator=_named)


@frozen(kw_only=True)
class Config:
    """The whole of ``kaohe.toml``."""

    project: ProjectTable = doc("the project itself")
    tables: Mapping[str, Source | ResultSource] = doc("where each table is", factory=dict)
    scheme: tuple[SchemeEntry, ...] = doc("the schemes", default=())
    calendar: Calendar = doc("holidays and make-up days, for what is counted in working days", default=Calendar())
    round: Mapping[str, Mapping[str, Any]] = doc(
        "what changes every year, by scheme: its pool, periods and parameters, which are not voted on", factory=dict
    )
    plugin_sets: Mapping[str, tuple[str, ...]] = doc(
        "lists of plugins that projects can enable by one word", factory=dict
    )
    table: Mapping[str, Mapping[str, Any]] = doc("tables that the project declares itself", factory=dict)
    column: Mapping[str, Any] = doc("columns that several of these tables share, by name", factory=dict)


@frozen(kw_only=True)
class Superior:
    """What a project may take from its superior’s file."""

    plugin_sets: Mapping[str, tuple[str, ...]] = doc("lists of plugins", factory=dict)


def _source(value: Any, context: Context) -> Any:
    if isinstance(value, dict) and "result" in value:
        return structure(ResultSource, value, context.document, context.keys, context.findings)
    if isinstance(value, list) and value:
        parts = [_file(item, evolve(context, keys=(*context.keys, at))) for at, item in enumerate(value)]
        if any(isinstance(part, JoinedSource) for part in parts):
            raise Refused(message("of a table in several files, no other table can be joined to one"))
        return None if None in parts else evolve(parts[0], more=tuple(parts[1:]))
    return _file(value, context)


def _file(value: Any, context: Context) -> Any:
    if isinstance(value, str):
        if not value.strip():
            raise Refused(message("the name of the file is empty"))
        return Source(value)
    if isinstance(value, dict) and "result" not in value:
        found = structure(FileSource, value, context.document, context.keys, context.findings)
        return None if found is None else found.source()
    raise Refused(
        message("a table is a file name, or { file = …, sheet = … }, or a list of these, or { result = … }"),
        message(
            'write for example {key} = "data/{key}.xlsx"',
            key=next(k for k in reversed(context.keys) if isinstance(k, str)),
        ),
    )


def read_config(folder: Path, findings: Findings, shelf: Shelf | None = None) -> tuple[Config, Document] | None:
    """The ``kaohe.toml`` in ``folder``; None if a finding blocks. ``shelf`` has, or gets, its bytes."""
    document = read(folder / FILE, FILE, findings, shelf)
    config = None if document is None else configured(document, findings)
    return None if config is None or document is None else (config, document)


def configured(document: Document, findings: Findings, *, lenient: bool = False) -> Config | None:
    """What the ``kaohe.toml`` in ``document`` says; None if a finding blocks.

    ``lenient`` takes what is right and nearly right in it, in spite of findings; None if it is too little.
    """
    data = document.data
    if lenient and isinstance(data.get("project"), dict):
        data = {**data, "project": {"name": "", **data["project"]}}
    hooks = {Source | ResultSource: _source, Source: _source, ResultSource: _source}
    return structure(Config, data, document, (), findings, hooks, lenient=lenient)


def language_of(folder: Path, shelf: Shelf | None = None) -> Language:
    """The language a project asks for, as far as its file can be read at all: its own faults are told in it."""
    try:
        text = (shelf or Shelf()).read(folder / FILE, MOST_TEXT).decode("utf-8-sig")
        found = tomllib.loads(text)["project"]["language"]
    except (NoFile, OSError, ValueError, KeyError, TypeError, RecursionError):
        return "zh"
    return next((language for language in LANGUAGES if language == found), "zh")


def enabled(
    config: Config, document: Document, folder: Path, findings: Findings, shelf: Shelf | None = None
) -> list[tuple[str, Any]]:
    """The requirements of every enabled plugin with the place where each was written."""
    wanted = [
        (text, document.place(("project", "plugins", index), value=True))
        for index, text in enumerate(config.project.plugins)
    ]
    name = config.project.plugin_set
    if name is None:
        for index in range(len(config.project.without)):
            findings.add(
                document.place(("project", "without", index), value=True),
                message("without leaves plugins of a set out, and no plugin-set is enabled"),
                message("take the plugin out of plugins instead"),
            )
        return wanted
    sets = dict(config.plugin_sets)
    places = {key: document.place(("plugin-sets", key), value=True) for key in sets}
    if config.project.extends is not None:
        superior = read(folder / config.project.extends, config.project.extends, findings, shelf)
        if superior is None:
            return wanted
        own = {key: value for key, value in superior.data.items() if key == "plugin-sets"}
        found = structure(Superior, own, superior, (), findings)
        for key, value in (found.plugin_sets if found is not None else {}).items():
            sets.setdefault(key, value)
            places.setdefault(key, superior.place(("plugin-sets", key), value=True))
        if found is None:
            return wanted
    if name not in sets:
        findings.add(
            document.place(("project", "plugin-set"), value=True),
            message("there is no plugin set “{name}”", name=name),
            did_you_mean(name, sets),
        )
        return wanted
    left_out = _left_out(config, document, sets[name], findings)
    return [*((text, places[name]) for text in sets[name] if _plugin(text) not in left_out), *wanted]


def _plugin(requirement: str) -> str:
    """The name of the plugin that a requirement like ``homeroom ~= 0.1`` asks for."""
    return re.split(r"[^a-z0-9-]", requirement.strip(), maxsplit=1)[0]


def _left_out(config: Config, document: Document, listed: tuple[str, ...], findings: Findings) -> set[str]:
    """The plugins of the set that the project goes without; a name that the set does not have is a finding."""
    there = [_plugin(text) for text in listed]
    for index, plugin in enumerate(config.project.without):
        if plugin not in there:
            findings.add(
                document.place(("project", "without", index), value=True),
                message(
                    "the plugin set “{name}” has no plugin “{plugin}”", name=config.project.plugin_set, plugin=plugin
                ),
                did_you_mean(plugin, there),
            )
    return set(config.project.without)
