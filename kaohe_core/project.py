"""A project, walked through room after room: configuration, plugins, schemes, tables, results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

from kaohe_core.config import Config, ResultSource, SchemeEntry, enabled, read_config
from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.messages import Language, message
from kaohe_core.plugins import Plugins, load
from kaohe_core.scheme.layers import Resolved, resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.scheme.model import DeclaredTable, Scheme
from kaohe_core.tables.model import Table, united
from kaohe_core.toml.read import Document, read
from kaohe_core.toml.structure import structure

if TYPE_CHECKING:
    from kaohe_core.assess import Plan, Result
    from kaohe_core.tables.data import Data


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
    _read: dict[str, Data] = field(factory=dict)

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
        for name in config.tables:
            if name not in tables and not isinstance(config.tables[name], ResultSource):
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
        return resolve(document, dict(self.plugins.dimensions()), findings)

    def ready(self, entry: SchemeEntry, findings: Findings) -> Ready | None:
        """The scheme loaded and planned; None if a finding blocks."""
        from kaohe_core.assess import plan

        before = len(findings)
        resolved = self.resolve(entry, findings)
        if resolved is None or any(f.blocks for f in list(findings)[before:]):
            return None
        tables = with_declared(self.tables, resolved, findings)
        toolbox = Toolbox.of(self.plugins.rules(), self.plugins.settlements(), tables)
        scheme = load_scheme(entry.id, resolved, toolbox, findings)
        if scheme is None:
            return None
        planned = plan(scheme, resolved, tables, findings)
        return None if planned is None else Ready(entry, scheme, resolved, planned, tables)

    def all_ready(self, findings: Findings) -> list[Ready]:
        """Every scheme that could be loaded; the findings of all."""
        found = [self.ready(entry, findings) for entry in self.config.scheme]
        return [ready for ready in found if ready is not None]

    # data ------------------------------------------------------------------------------------------------------

    def data(self, ready: Ready, findings: Findings) -> dict[str, Data]:
        """Every table the scheme reads, checked; findings for what is wrong."""
        from kaohe_core.tables.read import read_table
        from kaohe_core.tables.subjects import check_subjects

        result: dict[str, Data] = {}
        for name in ready.plan.tables():
            if name in self._read:
                result[name] = self._read[name]
                continue
            source = self.config.tables.get(name)
            table = ready.tables[name]
            if source is None or isinstance(source, ResultSource):
                if name == "judgements" or table.absence in ("zero", "awaiting", "not-applicable"):
                    result[name] = empty(table)
                    continue
                findings.add(
                    self.document.place(("tables",)),
                    message("the scheme “{scheme}” reads the table “{table}” ({title}), and no file is named for it",
                            scheme=ready.scheme.title, table=name, title=table.title),
                    message('write under [tables]: {table} = "data/{title}.xlsx"', table=name, title=table.title),
                )  # fmt: skip
                continue
            read_ = read_table(table, source, self.folder, findings)
            if read_ is not None:
                result[name] = read_
        roster = result.get(ready.plan.roster.id)
        if roster is not None:
            for name, data in result.items():
                if name != ready.plan.roster.id and data.table.via is None:
                    result[name] = check_subjects(data, roster, findings)
        self._read.update(result)
        return result

    def score(self, ready: Ready, findings: Findings) -> tuple[Result, dict[str, Data]] | None:
        """The result of one scheme; None if its data have findings that block."""
        from kaohe_core.assess.run import assess

        before = len(findings)
        tables = self.data(ready, findings)
        if any(f.blocks for f in list(findings)[before:]):
            return None
        findings.extend(self.plugins.check(ready.scheme, tables))
        if any(f.blocks for f in list(findings)[before:]):
            return None
        result = assess(ready.plan, tables)
        findings.extend(result.findings)
        return result, tables


def empty(table: Table) -> Data:
    """A table without rows: nothing was recorded."""
    from kaohe_core.tables.read import data_from_rows

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
