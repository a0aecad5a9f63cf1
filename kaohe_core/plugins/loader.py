"""Plugins: which are installed, loading those a project enables, and what they bring.

The only module that touches pluggy's manager and ``importlib.metadata``. pluggy's own entry-point loader is not used:
it imports every plugin of the group, skips a name claimed twice without a word, and ends at the first broken one.
"""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from copy import deepcopy
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy
from attrs import define, evolve, field, frozen
from packaging.utils import canonicalize_name

from kaohe_core.findings import Finding, Findings, FindingsError, Place
from kaohe_core.messages import Message, message
from kaohe_core.plugins import builtin, hooks
from kaohe_core.plugins.asked import check_marked, check_unmarked
from kaohe_core.plugins.blame import ASK, PluginOrigin, cause, interrupted, located, looked_on, note
from kaohe_core.plugins.contributions import Command, ReadyDimension, ReadyScheme, Section, Stamped
from kaohe_core.plugins.package import CODE, Package
from kaohe_core.plugins.requirements import (
    CORE,
    Installed,
    Requirement,
    check_enabled,
    check_installed,
    check_needs,
    needs_of,
    note_not_imported,
    note_twice,
    note_unreadable,
    plugins_of,
)
from kaohe_core.plugins.returned import check_object, check_result, note_failure
from kaohe_core.tables.declared import Table, united

if TYPE_CHECKING:
    from kaohe_core.rules.rule import Rule
    from kaohe_core.rules.settlement import Settlement
    from kaohe_core.tables.data import Data

GROUP = "kaohe"  # of the entry points
COMMAND_GROUP = "kaohe.commands"  # of those of commands, each named as its command
T = TypeVar("T")


def installed(group: str = GROUP) -> dict[str, list[Installed]]:
    """Every installed plugin by its name; more than one in a list is a clash. Nothing is imported.

    ``group`` may be another group of entry points than that of plugins: of commands, by the name that is typed.
    """
    found: dict[str, list[Installed]] = {}
    seen: set[str] = set()
    for distribution in importlib.metadata.distributions():
        try:
            if f"[{group}]" not in (
                distribution.read_text("entry_points.txt") or ""
            ):  # to parse all takes ten times as long
                continue
            entry_points = distribution.entry_points.select(group=group)
            metadata = distribution.metadata if entry_points else {"Name": "", "Version": ""}  # parsed at each asking
            name, version = metadata["Name"], metadata["Version"]
        except Exception:  # noqa: S112  # half-removed packages are common; a plugin missed by this is called missing
            continue
        if entry_points and name not in seen:  # only the first of a name on the path counts, as in an import
            seen.add(name)
            for entry_point in entry_points:
                found.setdefault(entry_point.name, []).append(Installed(entry_point.name, name, version, entry_point))
    return found


def code_of(name: str) -> list[Path]:
    """The files with the code of an installed plugin, found without importing any of it."""
    found: list[Path] = []
    for claim in installed().get(name, []):
        spec = None
        with suppress(ImportError, ValueError):  # it leads nowhere, which is said when it is loaded
            spec = find_spec(claim.entry_point.module.partition(".")[0])
        for folder in () if spec is None else spec.submodule_search_locations or ():
            found += sorted(Path(folder).rglob("*.py"))
        if spec is not None and not spec.submodule_search_locations and spec.origin is not None:
            found.append(Path(spec.origin))
    return found


def load(
    requirements: Sequence[tuple[str, Place]],
    findings: Findings,
    installed: Mapping[str, Sequence[Installed]] | None = None,
    enabled: Collection[str] | None = None,
) -> Plugins:
    """Import and register what ``requirements`` ask for, in that order, and nothing else.

    Whatever is wrong goes to ``findings``, everything at once, with the place of the requirement; the plugins returned
    are then not complete, and the caller must stop. ``installed`` stands in for what is really installed. ``enabled``
    are the names of all that is enabled, where that is not the same as what is asked for.
    """
    if enabled is None:
        enabled = _names(text for text, _ in requirements)
    if installed is None:
        installed = _installed() if requirements else {}
    plugins = Plugins(findings)
    wanted: set[str] = set()
    for text, place in requirements:
        watch, spot = findings.watch(), findings.at(place)
        try:
            requirement = Requirement.parse(text)
        except ValueError:
            note_unreadable(text, spot)
            continue
        if requirement.name in wanted:
            note_twice(requirement, spot)
        else:
            check_installed(requirement, installed, spot)
            if not watch.blocked:
                found = installed[requirement.name][0]
                check_needs(found, _versions(installed), spot)
                if not watch.blocked:
                    check_enabled(found, installed, enabled, spot)
        wanted.add(requirement.name)
        if watch.blocked:
            continue
        chosen = installed[requirement.name][0]
        note(
            chosen.entry_point.module.partition(".")[0],
            PluginOrigin(chosen.name, versions_of(f"{chosen.name} {chosen.version}")),
        )
        try:
            with foreign():
                plugin = chosen.entry_point.load()
        except Broken as broken:
            note_not_imported(chosen, broken.error, versions_of(str(chosen)), spot)
            continue
        plugins._register(plugin, _Source(chosen.name, chosen.version, chosen.distribution, place))
    return plugins._collected()


class Broken(Exception):  # noqa: N818  # as in "this is broken"
    """A plugin's code raised ``error``, whatever it is: SystemExit and the like too."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(str(type(error)))
        self.error = error


@contextmanager
def foreign(brought: object = None, call: str = "", given: Sequence[object] = ()) -> Iterator[None]:
    """Around code of a plugin. What it prints goes to the error output: the output may be read by a machine.

    Of a hook, ``brought`` is the function, ``call`` its name, and ``given`` what it works on.
    """
    try:
        with redirect_stdout(sys.stderr), looked_on(brought, call, given):
            yield
    except FindingsError:  # said well enough
        raise
    except BaseException as error:
        if interrupted(error):  # Ctrl-C is not the plugin's business
            raise
        raise Broken(error) from error


_installed = installed  # for `load`, whose parameter has the same name


def asked(plugin: object, found: Installed, hook: str, findings: Findings) -> list[Any]:
    """What one hook of one imported plugin returns outside any project."""
    plugins = Plugins(findings)
    plugins._register(plugin, _Source(found.distribution, found.version, found.distribution, Place()))
    return [item for _, item in plugins._ask(hook, findings)]


def with_needs(name: str) -> list[str]:
    """The plugin of this name, after the plugins that its distribution requires, and theirs: each once."""
    there = _installed()
    found: list[str] = []

    def visit(one: str) -> None:
        if one in visited:
            return
        visited.add(one)
        for claim in there.get(one, ()):
            for needed in needs_of(claim):
                for other in plugins_of(needed.name, there):
                    visit(other)
        found.append(one)

    visited: set[str] = set()
    visit(name)
    return found


def _names(requirements: Iterable[str]) -> set[str]:
    """The names of the plugins that are asked for; what cannot be read is said elsewhere."""
    found = set()
    for text in requirements:
        with suppress(ValueError):
            found.add(Requirement.parse(text).name)
    return found


def _versions(installed: Mapping[str, Sequence[Installed]]) -> dict[str, str]:
    """The versions of the core and of what brings plugins, by the normal name of the distribution."""
    found = {canonicalize_name(one.distribution): one.version for claims in installed.values() for one in claims}
    return found | {"kaohe": core_version()}


@cache
def core_version() -> str:
    """The version of the core."""
    return importlib.metadata.version("kaohe")


def _own(argument: object) -> object:
    """What a hook is given: a copy, so that whatever a plugin does to it alters nothing that is scored or written."""
    if isinstance(argument, Mapping):
        return MappingProxyType({name: deepcopy(value) for name, value in argument.items()})
    return deepcopy(argument)


def versions_of(plugin: str) -> str:
    """The versions that whoever mends ``plugin`` must know."""
    return f"{plugin}, kaohe {core_version()}, Python {platform.python_version()}"


# ---------------------------------------------------------------- what plugins bring


@frozen
class _Source:
    name: str
    version: str
    distribution: str
    place: Place

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def stamp(self, value: T) -> Stamped[T]:
        return Stamped(value, self.name, self.version, self.distribution)

    def stamped(self, finding: Finding) -> Finding:
        """A finding with the plugin that it comes from."""
        place = finding.place
        return finding if place.plugin else evolve(finding, place=evolve(place, plugin=self.name))

    def inside(self) -> Place:
        """The place of something in the plugin itself."""
        return evolve(self.place, plugin=self.name)


@define
class Plugins:
    """The plugins of a project, and the core as one of them. Made by :func:`load` or :meth:`of`."""

    _findings: Findings = field(factory=Findings)
    _manager: pluggy.PluginManager = field(init=False, factory=lambda: pluggy.PluginManager(GROUP))
    _sources: list[_Source] = field(init=False, factory=list)
    _packages: list[tuple[_Source, Package]] = field(init=False, factory=list)
    _tables: dict[str, Stamped[Table]] = field(init=False, factory=dict)
    _rules: dict[str, Stamped[type[Rule]]] = field(init=False, factory=dict)
    _dimensions: dict[str, Stamped[ReadyDimension]] = field(init=False, factory=dict)
    _settlements: dict[str, Stamped[type[Settlement]]] = field(init=False, factory=dict)
    _schemes: dict[str, Stamped[ReadyScheme]] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self._manager.add_hookspecs(hooks)
        self._register(builtin, _Source(CORE, core_version(), "kaohe", Place()))

    @classmethod
    def of(cls, plugins: Mapping[str, object]) -> Plugins:
        """Plugins from modules or objects at hand, without entry points: for tests and notebooks.

        Of a module whose ``plugin`` is a package it is that one, as its entry point would lead there.
        Raises :class:`~kaohe_core.findings.FindingsError` if anything is wrong with them.
        """
        findings = Findings()
        made = cls(findings)
        for name, given in plugins.items():
            package = getattr(given, "plugin", None) if isinstance(given, ModuleType) else None
            plugin = package if isinstance(package, Package) else given
            made._register(plugin, _Source(name, "0", "", Place()))
        made._collected()
        findings.stop()
        return made

    @property
    def versions(self) -> list[tuple[str, str]]:
        """Name and version of every plugin, the core first, then in the order of the project."""
        return [(source.name, source.version) for source in self._sources]

    def tables(self) -> dict[str, Stamped[Table]]:
        """The tables by id; a table that several plugins declare is one table with the columns of all."""
        return dict(self._tables)

    def rules(self) -> dict[str, Stamped[type[Rule]]]:
        """The rule classes by the name that a scheme uses."""
        return dict(self._rules)

    def dimensions(self) -> dict[str, Stamped[ReadyDimension]]:
        """The ready dimensions by ``plugin/id``."""
        return dict(self._dimensions)

    def settlements(self) -> dict[str, Stamped[type[Settlement]]]:
        """The settlement classes by the name that a scheme uses."""
        return dict(self._settlements)

    def schemes(self) -> dict[str, Stamped[ReadyScheme]]:
        """The ready schemes by ``plugin/id``."""
        return dict(self._schemes)

    def check(self, scheme: object, tables: Mapping[str, Data], findings: Findings) -> None:
        """Note what the plugins find wrong across tables, and what goes wrong in a plugin meanwhile.

        The scheme is handed on unread, as the result is to sections: both are made in rooms after this one.
        """
        for source, finding in self._ask("kaohe_check", findings, scheme=scheme, tables=dict(tables)):
            findings.extend([source.stamped(finding)])

    def report_sections(self, result: object, findings: Findings) -> list[Stamped[Section]]:
        """What the plugins add to the reports; where one fails, that is noted: a report with a hole is not a report."""
        sections: dict[str, Stamped[Section]] = {}
        for source, section in self._ask("kaohe_report_sections", findings, result=result):
            what = message("the section “{name}”", name=section.id)
            self._once(sections, f"{source.name}/{section.id}", section, source, what, findings)
        return list(sections.values())

    def modules_of(self, name: str) -> list[ModuleType]:
        """The modules in which the code of a plugin lies, each once: the plugin's own, and those of its classes."""
        plugin = self._manager.get_plugin(name)
        found = [plugin] if isinstance(plugin, ModuleType) else []
        if isinstance(plugin, Package):
            found = [sys.modules[plugin.name], *(module for part in CODE for module in plugin.modules(part))]
        elif not found:
            found = [sys.modules[type(plugin).__module__]]
        classes: list[type] = [one.value for one in self._rules.values() if one.plugin == name]
        classes += [one.value for one in self._settlements.values() if one.plugin == name]
        found += [sys.modules[one.__module__] for one in classes]
        return list(dict.fromkeys(found))

    # ------------------------------------------------------------ loading

    def _register(self, plugin: object, source: _Source) -> None:
        """Register ``plugin`` if nothing is wrong with its hooks."""
        place = source.inside()
        self._note(plugin, source)
        watch = self._findings.watch()
        if plugin is None:  # the manager takes None without a word
            check_object(plugin, lambda _name: None, self._findings.at(place))
        else:
            options = partial(self._manager.parse_hookimpl_opts, plugin)
            check_object(plugin, options, self._findings.at(place))
        if watch.blocked:
            return
        same = self._manager.get_name(plugin)
        if same is not None:
            self._findings.add(
                place, message("the plugins “{first}” and “{second}” are the same code", first=same, second=source.name)
            )
            return
        if isinstance(plugin, Package) and not self._imported(plugin, source):
            return
        try:
            self._manager.register(plugin, name=source.name)
            self._manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:  # only if pluggy learns to find more than we do
            self._findings.add(place, message("it cannot be registered: {cause}", cause=cause(error)))
            return
        self._sources.append(source)
        if isinstance(plugin, Package):
            self._packages.append((source, plugin))
            self._register_hooks(plugin, source)
            self._look_at_marked(plugin, source)

    def _imported(self, plugin: Package, source: _Source) -> bool:
        """Whether every module of a package can be imported; one that cannot is said once, by its name."""
        watch = self._findings.watch()
        for name in CODE:
            try:
                with foreign():
                    plugin.modules(name)
            except Broken as broken:
                what = message(
                    "the module “{module}” cannot be imported: {cause} ({versions})",
                    module=f"{plugin.name}.{name}",
                    cause=cause(broken.error),
                    versions=versions_of(str(source)),
                )
                self._findings.add(source.inside(), what, ASK)
        return not watch.blocked

    def _look_at_marked(self, plugin: Package, source: _Source) -> None:
        """Marked functions that are never asked, or never give anything."""
        for name, kind in (("checks", "check"), ("sections", "section")):
            for module in plugin.modules(name):
                check_marked(module, kind, self._findings.at(source.inside()))

    def _register_hooks(self, plugin: Package, source: _Source) -> None:
        """Register the module with the hooks that a package has beside its data."""
        try:
            with foreign():
                module = plugin.hooks()
        except Broken as broken:
            note_failure("hooks", broken.error, versions_of(str(source)), self._findings.at(source.inside()))
            return
        if module is None:
            return
        watch = self._findings.watch()
        check_object(module, partial(self._manager.parse_hookimpl_opts, module), self._findings.at(source.inside()))
        if not watch.blocked:
            self._manager.register(module, name=f"{source.name}:hooks")

    @staticmethod
    def _note(brought: object, source: _Source) -> None:
        """Remember whose the code of ``brought`` is: the whole package of a module, the module of anything else."""
        module = getattr(brought, "__module__", None)
        if isinstance(brought, ModuleType):
            module = brought.__package__ or brought.__name__
        if isinstance(brought, Package):
            module = brought.name
        if source.name != CORE and isinstance(module, str):
            note(module, PluginOrigin(source.name, versions_of(str(source))))

    def _collected(self) -> Plugins:
        """Ask for all that is registered once; later calls of the façade only look it up."""
        findings = self._findings
        tables = findings.watch()
        for source, table in self._ask("kaohe_tables", findings):
            self._unite(table, source)
        all_known = not tables.blocked  # what a broken file declares is not asked for in vain
        for source, rule in self._ask("kaohe_rules", findings):
            self._note(rule, source)
            what = message("the rule “{name}”", name=rule.name)
            self._once(self._rules, rule.name, rule, source, what, findings)
        for source, settlement in self._ask("kaohe_settlements", findings):
            self._note(settlement, source)
            what = message("the settlement “{name}”", name=settlement.name)
            self._once(self._settlements, settlement.name, settlement, source, what, findings)
        for source, dimension in self._ask("kaohe_dimensions", findings):
            what = message("the ready dimension “{name}”", name=dimension.id)
            self._once(self._dimensions, f"{source.name}/{dimension.id}", dimension, source, what, findings)
        for source, scheme in self._ask("kaohe_schemes", findings):
            what = message("the ready scheme “{name}”", name=scheme.id)
            self._once(self._schemes, f"{source.name}/{scheme.id}", scheme, source, what, findings)
        for source, package in self._packages if all_known else ():
            self._look_at_checks(package, source)
        for source, command in self._ask("kaohe_commands", findings):
            self._check_named(command, source)
        return self

    def _check_named(self, command: Command, source: _Source) -> None:
        """A command that no entry point names is never found, for nothing else is looked at for commands."""
        claims = installed(COMMAND_GROUP).get(command.name, ())
        if source.distribution and all(claim.distribution != source.distribution for claim in claims):
            self._findings.add(
                source.inside(),
                message("the hook “kaohe_commands” returns “{name}”, and no entry point names it", name=command.name),
                message(
                    'write under [project.entry-points."kaohe.commands"]: {name} = "module-of-the-hook"',
                    name=command.name,
                ),
            )

    def _look_at_checks(self, package: Package, source: _Source) -> None:
        """What the checks of a package ask for, now that all tables are known."""
        spot = self._findings.at(source.inside())
        try:
            with foreign():
                checks = package.checks()
        except Broken as broken:
            note_failure("kaohe_check", broken.error, versions_of(str(source)), spot)
            return
        for check in checks:
            check.check_parameters(self._tables, spot)
        for module in package.modules("checks"):
            check_unmarked(module, self._tables, spot)

    def _ask(self, hook: str, findings: Findings, **arguments: object) -> Iterable[tuple[_Source, Any]]:
        """One hook of every plugin, each on its own, so that a failure has a name and no result hides another's."""
        implementations = {i.plugin_name: i for i in getattr(self._manager.hook, hook).get_hookimpls()}
        names = [(source, name) for source in self._sources for name in (source.name, f"{source.name}:hooks")]
        for source, name in names:
            implementation = implementations.get(name)
            if implementation is None:
                continue
            given = [_own(arguments[name]) for name in implementation.argnames]
            watch, spot = findings.watch(), findings.at(source.inside())
            try:
                with foreign(implementation.function, hook, given):
                    returned: Any = implementation.function(*given)
            except FindingsError as error:
                findings.extend(source.stamped(finding) for finding in error.findings)
                continue
            except Broken as broken:
                note_failure(hook, broken.error, versions_of(str(source)), spot)
                continue
            check_result(hook, returned, spot)
            if not watch.blocked:
                yield from ((source, item) for item in returned)

    def _unite(self, table: Table, source: _Source) -> None:
        """Note ``table``, as one with what other plugins declare of it."""
        first = self._tables.get(table.id)
        if first is None:
            self._tables[table.id] = source.stamp(table)
            return
        if source.name in first.plugin.split(" + "):
            what = message("the table “{name}”", name=table.id)
            self._findings.add(source.inside(), message("{what} is there twice", what=what), message("make them one"))
            return
        try:
            both = united(first.value, table)
        except ValueError as error:
            self._findings.add(
                source.inside(),
                message(
                    "{first} and {second} declare the table “{name}” differently: {cause}",
                    first=first,
                    second=source,
                    name=table.id,
                    cause=str(error),
                ),
                message("leave out one of the two plugins, or ask their authors to agree"),
            )
            return
        self._tables[table.id] = first.and_from(source.stamp(both))

    @staticmethod
    def _once(
        known: dict[str, Stamped[T]], key: str, value: T, source: _Source, what: Message, findings: Findings
    ) -> None:
        """Note ``value`` under ``key``, unless somebody has it already."""
        first = known.get(key)
        if first is None:
            known[key] = source.stamp(value)
        elif first.plugin == CORE and isinstance(value, type):
            findings.add(
                source.inside(),
                message("{what} comes from {first} and from {second}", what=what, first=first, second=source),
                message("give the class {name} another name: that one is the core's", name=located(value)),
            )
        elif first.plugin == source.name:
            findings.add(
                source.inside(), message("{what} is there twice", what=what), message("give each a name of its own")
            )
        else:
            findings.add(
                source.inside(),
                message("{what} comes from {first} and from {second}", what=what, first=first, second=source),
                message("leave out one of the two plugins, or ask an author to rename it"),
            )
