"""A plugin as a package: TOML in its folders, and Python for what is not data. ``plugin = package(__name__)``.

| in the package | is |
|---|---|
| ``tables/*.toml`` | tables, in the form in which a school writes them: ``[table.visits]`` |
| ``dimensions/*.toml`` | dimensions ready for ``use = "plugin/name"``, each named by its file |
| ``schemes/*/`` | complete projects for ``kaohe init``, each with its title in ``about.toml`` |
| ``rules``, ``settlements`` | modules (or folders of modules) with classes of rules and settlements |
| ``checks``, ``sections`` | modules (or folders of modules) with functions under ``@check`` and ``@section`` |
| ``hooks`` | a module with any other hook, under ``@hookimpl`` |

Each is there only where it is needed. What begins with an underscore is the module's own.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from attrs import define, frozen

from kaohe_core.described import described
from kaohe_core.findings import Finding, Findings, FindingsError, Place, did_you_mean, nearest
from kaohe_core.messages import Text, message
from kaohe_core.plugins.asked import Check, marked, section_of
from kaohe_core.plugins.blame import PluginFailed
from kaohe_core.plugins.contributions import ABOUT, ReadyDimension, ReadyScheme, Section
from kaohe_core.plugins.hooks import hookimpl
from kaohe_core.plugins.rows import Rows
from kaohe_core.plugins.table_files import TITLES, declared_tables, said, shared_columns
from kaohe_core.rules.rule import Rule, doc
from kaohe_core.rules.settlement import Settlement
from kaohe_core.tables.declared import Table
from kaohe_core.toml.document import Document, parse, read, read_text
from kaohe_core.toml.structure import structure

if TYPE_CHECKING:
    from kaohe_core.tables.data import Data

DATA = ("tables", "dimensions", "schemes")
CODE = ("rules", "settlements", "checks", "sections", "hooks")


@described
def package(name: str) -> Package:
    """The plugin that the package of this name is: ``__name__`` in its ``__init__.py``.

    Nothing is read and no module imported before the plugin is loaded. The entry point is
    ``homeroom = "kaohe_homeroom:plugin"``.
    """
    return Package(name)


@define(kw_only=True)
class _About:
    """What ``about.toml`` says about a ready scheme."""

    title: Text = doc("its name in the list of ready schemes")


@frozen
class Package:
    """The hooks of a plugin that is a package. What is wrong in its files is a finding with the line."""

    name: str

    @property
    def folder(self) -> Path:
        """Where the package lies."""
        return Path(str(files(self.name)))

    # ------------------------------------------------------------ data

    @hookimpl
    def kaohe_tables(self) -> list[Table]:
        """The tables of ``tables/*.toml``, file by file in alphabetical order."""
        findings = Findings()
        self._look_around(findings)
        tables, found = _tables(self._texts("tables", findings))
        findings.extend(found)
        findings.stop()
        return list(tables)

    def table(self, id: str) -> Table:
        """A table of the plugin, for its own Python; raises ``KeyError`` for any other."""
        return {table.id: table for table in self.kaohe_tables()}[id]

    @hookimpl
    def kaohe_dimensions(self) -> list[ReadyDimension]:
        """The dimensions of ``dimensions/*.toml``, in alphabetical order."""
        findings = Findings()
        dimensions, found = _dimensions(self._texts("dimensions", findings))
        findings.extend(found)
        findings.stop()
        return list(dimensions)

    @hookimpl
    def kaohe_schemes(self) -> list[ReadyScheme]:
        """The projects of ``schemes/*/``, in alphabetical order."""
        findings = Findings()
        found = []
        for folder in sorted(path for path in (self.folder / "schemes").glob("[!._]*") if path.is_dir()):
            shown = f"{self.name}/schemes/{folder.name}"
            document = read(folder / ABOUT, f"{shown}/{ABOUT}", findings)
            about = None if document is None else structure(_About, document.data, document, (), findings, TITLES)
            if about is None:
                continue
            try:
                found.append(ReadyScheme(folder.name, about.title, folder))
            except ValueError as error:
                findings.add(Place(file=shown), said(error))
        findings.stop()
        return found

    def _texts(self, folder: str, findings: Findings) -> Texts:
        found = []
        for path in sorted((self.folder / folder).glob("*")):
            shown = f"{self.name}/{folder}/{path.name}"
            if path.name.startswith((".", "_")):
                continue
            if path.suffix != ".toml":
                findings.add(Place(file=shown), message("here stand TOML files only"), message("name it ….toml"))
            elif (text := read_text(path, shown, findings)) is not None:
                found.append((shown, text))
        return tuple(found)

    def _look_around(self, findings: Findings) -> None:
        """A package in which there is nothing, most likely for a folder with another name."""
        if any((self.folder / name).is_dir() for name in DATA) or any(self.modules(name) for name in CODE):
            return
        names = [path.stem for path in self.folder.glob("[!._]*")]
        close = [(name, known) for name in names if (known := nearest(name, (*DATA, *CODE))) is not None]
        findings.add(
            Place(file=self.name),
            message("the package holds nothing of a plugin: {names}", names=[*DATA, *CODE]),
            message("rename “{name}” to “{known}”", name=close[0][0], known=close[0][1])
            if close
            else message("write tables/….toml, for a start"),
        )

    # ------------------------------------------------------------ Python

    @hookimpl
    def kaohe_rules(self) -> list[type[Rule]]:
        """The rules in the modules ``rules`` and ``settlements``."""
        return list(self._classes(Rule))

    @hookimpl
    def kaohe_settlements(self) -> list[type[Settlement]]:
        """The settlements in the modules ``rules`` and ``settlements``."""
        return list(self._classes(Settlement))

    def checks(self) -> list[Check]:
        """The functions under ``@check`` in the module ``checks``."""
        return [Check.of(function) for function in self._functions("checks", "check")]

    @hookimpl
    def kaohe_check(self, scheme: object, tables: Mapping[str, Data]) -> list[Finding]:
        """What every check finds whose tables are there."""
        rows = {id: Rows(data) for id, data in tables.items()}
        return [finding for check in self.checks() for finding in check.findings(scheme, rows)]

    @hookimpl
    def kaohe_report_sections(self, result: object) -> list[Section]:
        """The sections that the result has anything for."""
        try:
            made = [section_of(function, result) for function in self._functions("sections", "section")]
        except PluginFailed as error:
            raise FindingsError([Finding(Place(), error.what, error.mend)]) from error
        return [section for section in made if section is not None]

    def hooks(self) -> ModuleType | None:
        """The module with other hooks."""
        found = self.modules("hooks")
        return found[0] if found else None

    def _classes(self, base: type) -> Iterator[type[Any]]:
        for module in (*self.modules("rules"), *self.modules("settlements")):
            for name, value in vars(module).items():
                own = inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_")
                if own and issubclass(value, base):
                    yield value

    def _functions(self, module: str, kind: str) -> Iterable[Callable[..., Any]]:
        found = {value: None for one in self.modules(module) for value in vars(one).values() if marked(value, kind)}
        return list(found)

    def modules(self, name: str) -> list[ModuleType]:
        """The module of this name, or those in the folder of this name; none where there is neither."""
        full = f"{self.name}.{name}"
        if find_spec(full) is None:
            return []
        module = import_module(full)
        inner = pkgutil.iter_modules(getattr(module, "__path__", ()))
        return [module, *(import_module(f"{full}.{one.name}") for one in inner)]


Texts = tuple[tuple[str, str], ...]
"""Files as shown to people, each with its text."""


# The same texts declare the same: a process that opens many projects reads them once.
@lru_cache(64)
def _tables(texts: Texts) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    findings = Findings()
    documents = [document for file, text in texts if (document := parse(text, file, findings)) is not None]
    shared: dict[str, Any] = {}
    for document in documents:
        _only(document, ("table", "column"), findings)
        shared = shared_columns(document, findings, shared)
    whole = len(documents) == len(texts)  # a column that a broken file may share is not said to be unknown
    tables = [table for document in documents for table in declared_tables(document, findings, shared, whole=whole)]
    return tuple(tables), tuple(findings)


@lru_cache(64)
def _dimensions(texts: Texts) -> tuple[tuple[ReadyDimension, ...], tuple[Finding, ...]]:
    findings, found = Findings(), []
    for shown, text in texts:
        document = parse(text, shown, findings)
        if document is None:
            continue
        _only(document, ("dimension",), findings)
        file = shown.rpartition("/")[2]
        try:
            found.append(ReadyDimension(file.removesuffix(".toml"), document.text, f"dimensions/{file}"))
        except ValueError as error:
            findings.add(Place(file=shown), said(error))
    return tuple(found), tuple(findings)


def _only(document: Document, allowed: tuple[str, ...], findings: Findings) -> None:
    for key in document.data:
        if key not in allowed:
            what = message("unknown key “{key}”; allowed here: {names}", key=key, names=list(allowed))
            findings.add(document.place((key,)), what, did_you_mean(key, allowed))
