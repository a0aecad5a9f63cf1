"""A project, walked through room after room: configuration, plugins, schemes, tables, results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field

from kaohe_core.config import Config, ResultSource, SchemeEntry, enabled, read_config
from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.messages import Language, message
from kaohe_core.plugins.loader import Plugins, load
from kaohe_core.scheme.layers import Resolved, resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.scheme.model import DeclaredTable, Scheme
from kaohe_core.scheme.resolved import fields
from kaohe_core.tables.declared import Table, united
from kaohe_core.toml.document import Document, read
from kaohe_core.toml.structure import structure

if TYPE_CHECKING:
    from kaohe_core.assess import Plan, Result
    from kaohe_core.tables.data import Data, Source

NO_RECORDS = "none"  # in the place of a file: nothing was recorded, said on purpose


@define
class Ready:
    """A scheme that is loaded and planned."""

    entry: SchemeEntry
    scheme: Scheme
    resolved: Resolved
    plan: Plan
    tables: Mapping[str, Table]  # every table the scheme can speak of


@define
class Project:
    """An open project. Raises :class:`~kaohe_core.findings.FindingsError` wherever work cannot go on."""

    folder: Path
    config: Config
    document: Document
    plugins: Plugins
    tables: dict[str, Table]
    _laid: Callable[[SchemeEntry, Resolved], Resolved] | None = None  # a last hand on every scheme, before it is loaded
    _read: dict[str, Data] = field(factory=dict)  # tables as their files give them
    _results: dict[str, tuple[Ready, Result, dict[str, Data]]] = field(factory=dict)
    _running: list[str] = field(factory=list)  # schemes whose tables are being gathered: a cycle shows here

    @classmethod
    def open(cls, folder: Path, plugins: Plugins | None = None) -> Project:
        """Read ``kaohe.toml`` and load the plugins it enables (or take those given)."""
        findings = Findings()
        found = read_config(folder, findings)
        findings.stop()
        assert found is not None  # noqa: S101  # no finding blocks
        config, document = found
        loaded = load(enabled(config, document, folder, findings), findings) if plugins is None else plugins
        findings.stop()
        tables = {name: stamped.value for name, stamped in loaded.tables().items()}
        tables = with_declared(tables, document, findings)
        _check_schemes(config, document, findings)
        attempted = document.data.get("table")
        for name in config.tables:
            declared = isinstance(attempted, dict) and name in attempted  # what is wrong with it has been said
            if name not in tables and not declared and not isinstance(config.tables[name], ResultSource):
                findings.add(
                    document.place(("tables", name)),
                    message("no enabled plugin and no [table.{name}] declares the table “{name}”", name=name),
                    did_you_mean(name, tables),
                )
        findings.stop()
        return cls(folder, config, document, loaded, tables)

    @property
    def language(self) -> Language:
        """The project's language."""
        return self.config.project.language

    def toolbox(self, tables: Mapping[str, Table]) -> Toolbox:
        """What a scheme can speak of: the rules and settlements of the plugins, and ``tables``."""
        return Toolbox.of(self.plugins.rules(), self.plugins.settlements(), tables)

    def digest(self, ready: Ready) -> str:
        """The digest of a scheme of this project."""
        from kaohe_core.scheme.resolved import digest

        return digest(ready.resolved.data, self.toolbox(ready.tables), ready.plan)

    def anew(self, tables: Mapping[str, Source | ResultSource] | None = None) -> Project:
        """This project with nothing read or scored yet; with ``tables``, over those files instead of its own."""
        config = self.config if tables is None else evolve(self.config, tables=tables)
        return evolve(self, config=config, read={}, results={}, running=[])

    # what if ---------------------------------------------------------------------------------------------------

    def instead(self, entry: SchemeEntry) -> Project:
        """This project with another file for the scheme with the id of ``entry``; its tables are those read already."""
        schemes = tuple(entry if one.id == entry.id else one for one in self.config.scheme)
        config = evolve(self.config, scheme=schemes)
        return evolve(self, config=config, read=self._read, results={}, running=[])

    def over(self, records: Project) -> Project:
        """This project’s schemes and plugins over the files that ``records`` names.

        A table that only this project names comes from its own files, and so does one that is a file in one of the two
        and the result of a scheme in the other.
        """
        tables = dict(self.config.tables)
        for name, source in records.config.tables.items():
            if not isinstance(source, ResultSource) and not isinstance(tables.get(name), ResultSource):
                file = source.file if source.file == NO_RECORDS else str(records.folder.resolve() / source.file)
                tables[name] = evolve(source, file=file)
        read = {name: data for name, data in records._read.items() if tables.get(name) != self.config.tables.get(name)}
        return evolve(self, config=evolve(self.config, tables=tables), read=read, results={}, running=[])

    def laid(self, hand: Callable[[SchemeEntry, Resolved], Resolved]) -> Project:
        """This project with every resolved scheme passed through ``hand`` before it is loaded."""
        return evolve(self, laid=hand, results={}, running=[])

    # schemes ---------------------------------------------------------------------------------------------------

    def entry(self, id: str) -> SchemeEntry:
        """The scheme entry with this id."""
        for entry in self.config.scheme:
            if entry.id == id:
                return entry
        findings = Findings()
        known = [entry.id for entry in self.config.scheme]
        findings.add(
            Place(file=self.document.file), message("there is no scheme “{id}”", id=id), did_you_mean(id, known)
        )
        findings.stop()
        raise AssertionError

    def resolve(self, entry: SchemeEntry, findings: Findings) -> Resolved | None:
        """The scheme with everything it uses laid under it."""
        document = read(self.folder / entry.file, entry.file, findings)
        if document is None:
            return None

        def superior(name: str, of: str) -> Document | None:
            shown = (Path(of).parent / name).as_posix()
            return read(self.folder / shown, shown, findings)

        toolbox = self.toolbox(self.tables)
        return resolve(document, dict(self.plugins.dimensions()), findings, superior, partial(fields, toolbox=toolbox))

    def ready(self, entry: SchemeEntry, findings: Findings) -> Ready | None:
        """The scheme loaded and planned; None if a finding blocks."""
        from kaohe_core.assess import plan

        before = len(findings)
        resolved = self.resolve(entry, findings)
        if resolved is None or any(f.blocks for f in list(findings)[before:]):
            return None
        if self._laid is not None:
            resolved = self._laid(entry, resolved)
        tables = with_declared(self.tables, resolved, findings)
        toolbox = self.toolbox(tables)
        scheme = load_scheme(entry.id, resolved, toolbox, findings)
        if scheme is None:
            return None
        planned = plan(scheme, resolved, tables, findings)
        if planned is None or any(f.blocks for f in list(findings)[before:]):
            return None
        return Ready(entry, scheme, resolved, planned, tables)

    def all_ready(self, findings: Findings) -> list[Ready]:
        """Every scheme that could be loaded; the findings of all."""
        if not self.config.scheme:
            findings.add(
                self.document.place(()),
                message("the project names no scheme, so there is nothing to assess"),
                message('write: [[scheme]] with id = "pay" and file = "schemes/pay.toml"'),
            )
        found = [self.ready(entry, findings) for entry in self.config.scheme]
        return [ready for ready in found if ready is not None]

    # data ------------------------------------------------------------------------------------------------------

    def data(self, ready: Ready, findings: Findings) -> dict[str, Data]:
        """Every table the scheme reads, checked; findings for what is wrong."""
        from kaohe_core.tables.subjects import check_subjects

        found = {name: self._table(name, ready, findings) for name in ready.plan.tables()}
        result = {name: data for name, data in found.items() if data is not None}
        roster = result.get(ready.plan.roster.id)
        if roster is None:
            return result
        return {
            name: data if data is roster or data.table.via is not None else check_subjects(data, roster, findings)
            for name, data in result.items()
        }

    def _table(self, name: str, ready: Ready, findings: Findings) -> Data | None:
        """One table as its source gives it."""
        from kaohe_core.tables.reading import read_table

        table = ready.tables[name]
        if name in self._read and self._read[name].table == table:
            return self._read[name]
        source = self.config.tables.get(name)
        if isinstance(source, ResultSource):
            return self._from_result(name, source, table, findings)
        if source is None:
            self._no_source(name, ready, table, findings)
            return None
        if source.file == NO_RECORDS:
            if table.absence == "no-data":
                findings.add(
                    self.document.place(("tables", name), value=True),
                    message(
                        "the table “{table}” must have records: a person without a row there has no data", table=name
                    ),
                    message("name its file"),
                )
            return empty(table)
        data = read_table(table, source, self.folder, findings)
        if data is not None:
            self._read[name] = data
        return data

    def _no_source(self, name: str, ready: Ready, table: Table, findings: Findings) -> None:
        mend = message('write under [tables]: {table} = "data/{title}.xlsx"', table=name, title=table.title)
        if table.absence != "no-data":
            mend = message(
                'write under [tables]: {table} = "data/{title}.xlsx", or {table} = "{none}" if nothing was recorded',
                table=name,
                title=table.title,
                none=NO_RECORDS,
            )
        findings.add(
            self.document.place(("tables",)),
            message(
                "the scheme “{scheme}” reads the table “{table}” ({title}), and no file is named for it",
                scheme=ready.scheme.title,
                table=name,
                title=table.title,
            ),
            mend,
        )

    def _from_result(self, name: str, source: ResultSource, table: Table, findings: Findings) -> Data | None:
        """The result of another scheme of the project, which is scored first."""
        from kaohe_core.assess.as_table import as_table

        known = [entry.id for entry in self.config.scheme]
        if source.result not in known:
            findings.add(
                self.document.place(("tables", name)),
                message("there is no scheme “{id}”", id=source.result),
                did_you_mean(source.result, known),
            )
            return None
        if source.result in self._running:
            chain = " → ".join([*self._running[self._running.index(source.result) :], source.result])
            findings.add(
                self.document.place(("tables", name)),
                message("the schemes wait for each other’s results: {chain}", chain=chain),
                message("one of them must take its table from a file"),
            )
            return None
        scored = self.scored(source.result, findings)
        return None if scored is None else as_table(scored[1], table, findings)

    def scored(self, id: str, findings: Findings) -> tuple[Ready, Result, dict[str, Data]] | None:
        """A scheme scored once, its own findings included; None if one blocks."""
        if id not in self._results:
            ready = self.ready(self.entry(id), findings)
            found = None if ready is None else self.score(ready, findings)
            if ready is None or found is None:
                return None
            self._results[id] = (ready, *found)
        return self._results[id]

    def score(self, ready: Ready, findings: Findings) -> tuple[Result, dict[str, Data]] | None:
        """The result of one scheme; None if its data have findings that block.

        Schemes whose results it reads are scored before it, each once.
        """
        from kaohe_core.assess.run import assess

        if ready.entry.id in self._results:
            return self._results[ready.entry.id][1:]
        before = len(findings)
        self._running.append(ready.entry.id)
        try:
            tables = self.data(ready, findings)
        finally:
            self._running.pop()
        if any(f.blocks for f in list(findings)[before:]):
            return None
        findings.extend(self.plugins.check(ready.scheme, tables))
        if any(f.blocks for f in list(findings)[before:]):
            return None
        result = assess(ready.plan, tables)
        findings.extend(result.findings)
        self._results[ready.entry.id] = (ready, result, tables)
        return result, tables


def _check_schemes(config: Config, document: Document, findings: Findings) -> None:
    """Every scheme has its own id."""
    seen: set[str] = set()
    for index, entry in enumerate(config.scheme):
        if entry.id in seen:
            findings.add(
                document.place(("scheme", index, "id"), value=True),
                message("two schemes are called “{id}”", id=entry.id),
                message("give each its own id"),
            )
        seen.add(entry.id)


def empty(table: Table) -> Data:
    """A table without rows: nothing was recorded."""
    from kaohe_core.tables.reading import data_from_rows

    found = data_from_rows(table, [], Findings())
    assert found is not None  # noqa: S101  # no row can be wrong
    return found


def with_declared(tables: Mapping[str, Table], document: Document, findings: Findings) -> dict[str, Table]:
    """``tables`` and those that a TOML file declares under ``[table.…]``."""
    result = dict(tables)
    declared: Any = document.data.get("table", {})
    if not isinstance(declared, dict):
        findings.add(document.place(("table",)), message("tables are declared as [table.name]"))
        return result
    for name, data in declared.items():
        made = structure(DeclaredTable, data, document, ("table", name), findings)
        if made is None:
            continue
        try:
            table = made.table(name)
            result[name] = united(result[name], table) if name in result else table
        except ValueError as error:
            what = (
                error.args[0]
                if error.args and not isinstance(error.args[0], str)
                else message("{reason}", reason=str(error))
            )
            findings.add(document.place(("table", name)), what)
    return result
