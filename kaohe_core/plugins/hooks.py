"""Every hook of kaohe, on one page, in the order in which a run reaches them.

A plugin is a module (or an object) with functions of these names, each marked with a bare ``@hookimpl``, and an entry
point of the group ``kaohe`` (of the group ``kaohe.commands`` for commands). A plugin implements the hooks it needs, at
least one. Each hook returns a **list** (or a
tuple), an empty one where there is nothing. What it returns is checked at once and stamped with the plugin's name and
version. Scoring is a method of what was returned, chosen by name from the scheme: the order of plugins never matters.

A hook must give the same on every machine and on every day: no clock, no environment, no network, no random number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:  # names for the reader and the type checker; the rooms after this one are not imported
    from kaohe_core.assess.result import Result
    from kaohe_core.findings import Finding
    from kaohe_core.plugins.contributions import Command, ReadyDimension, ReadyScheme, Section
    from kaohe_core.rules.rule import Rule
    from kaohe_core.rules.settlement import Settlement
    from kaohe_core.scheme.model import Scheme
    from kaohe_core.tables.data import Data
    from kaohe_core.tables.declared import Table

hookspec = pluggy.HookspecMarker("kaohe")
hookimpl = pluggy.HookimplMarker("kaohe")


# ---------------------------------------------------------------- loading: once, before any scheme or table is read


@hookspec
def kaohe_tables() -> Sequence[Table]:
    """The inputs (台账) of this field.

    Called once, when plugins are loaded. Returns tables. A table of the same id in two plugins becomes one table with
    the columns of both, if they declare it alike; otherwise loading stops and names both plugins. ::

        @hookimpl
        def kaohe_tables() -> list[Table]:
            return [tables.HOME_VISITS, tables.CLASSES]

    Source: the tables of a school's written scheme, 台账 by 台账; see :class:`kaohe_core.tables.declared.Table`.
    """
    raise NotImplementedError


@hookspec
def kaohe_rules() -> Sequence[type[Rule]]:
    """New kinds of clause (计分规则), for what the core's rules and a formula cannot say.

    Called once, when plugins are loaded. Returns classes, not objects: a scheme's clause makes the object. The class
    attribute ``name`` is what a scheme writes as ``rule = "…"``; no other plugin and not the core may have it. ::

        @hookimpl
        def kaohe_rules() -> list[type[Rule]]:
            return [rules.PerPage]

    Source: :class:`kaohe_core.rules.rule.Rule`; a rule returns a formula and never computes.
    """
    raise NotImplementedError


@hookspec
def kaohe_dimensions() -> Sequence[ReadyDimension]:
    """Dimensions (指标) ready for ``use = "plugin/id"``.

    Called once, when plugins are loaded. Returns ready dimensions, each a TOML text as it would stand in a scheme;
    the scheme that uses one may override any value. Each id is there once within the plugin. ::

        @hookimpl
        def kaohe_dimensions() -> list[ReadyDimension]:
            return [ReadyDimension.from_file(files("kaohe_homeroom") / "dimensions" / "hygiene.toml")]

    Source: :class:`kaohe_core.plugins.contributions.ReadyDimension`.
    """
    raise NotImplementedError


@hookspec
def kaohe_settlements() -> Sequence[type[Settlement]]:
    """New ways to divide money (分配).

    Called once, when plugins are loaded. Returns classes; the class attribute ``name`` is what a scheme writes as the
    kind of a settlement; no other plugin and not the core may have it. ::

        @hookimpl
        def kaohe_settlements() -> list[type[Settlement]]:
            return [settlements.ByRank]

    Source: :class:`kaohe_core.rules.settlement.Settlement`.
    """
    raise NotImplementedError


@hookspec
def kaohe_schemes() -> Sequence[ReadyScheme]:
    """Complete small projects for ``kaohe init``, with made-up sample data.

    Called once, when plugins are loaded. Returns ready schemes; each is addressed as ``plugin/id``. ::

        @hookimpl
        def kaohe_schemes() -> list[ReadyScheme]:
            return [ReadyScheme("homeroom", "班级考核", Path(__file__).parent / "schemes" / "homeroom")]

    Source: :class:`kaohe_core.plugins.contributions.ReadyScheme`.
    """
    raise NotImplementedError


# ---------------------------------------------------------------- checking: the scheme is resolved, the tables are read


@hookspec
def kaohe_check(scheme: Scheme, tables: Mapping[str, Data]) -> Sequence[Finding]:
    """What is wrong across tables, where no single column can know it: a kindergarten without a mentor.

    Called once for each scheme, after the scheme is resolved and every table is read without a finding, before
    anything is scored. Gets the resolved scheme and the tables by id (not to be changed). Returns findings; one that
    blocks stops the run. A plugin may take only the arguments it needs. ::

        @hookimpl
        def kaohe_check(tables: Mapping[str, Data]) -> list[Finding]:
            return checks.kindergartens_without_mentor(tables)

    Source: :class:`kaohe_core.findings.Finding`; give the place of the very row, and how to mend it.
    """
    raise NotImplementedError


# ---------------------------------------------------------------- reporting: the result stands


@hookspec
def kaohe_report_sections(result: Result) -> Sequence[Section]:
    """Tables of this field for the reports.

    Called once for each report, after the result stands; it can show the result in another way and cannot change it.
    Returns sections, whose cells are text as it shall be printed. Each id is there once within the plugin. ::

        @hookimpl
        def kaohe_report_sections(result: Result) -> list[Section]:
            return [Section("flags", "流动红旗", ["班级", "面"], rows=sections.flags(result))]

    Source: :class:`kaohe_core.plugins.contributions.Section`.
    """
    raise NotImplementedError


# ---------------------------------------------------------------- the command line: where the distribution is installed


@hookspec
def kaohe_commands() -> Sequence[Command]:
    """Commands of the command line, there where their distribution is installed, whatever a project enables.

    Called once when one of its commands is typed, and when help or ``kaohe plugins`` lists them; no other command
    imports it, unless it lies in a plugin that the project enables: then it is asked once more, to see that nothing
    is missing. It is found by an entry point of the group ``kaohe.commands`` for each command, which has the name that
    is typed and leads to the module with this hook. Returns commands, each with one line for the help and the place of
    the Click command, which is imported only when it runs: so the module of the hook should import nothing heavy. No
    other distribution and not the core may have a command of the same name. ::

        @hookimpl
        def kaohe_commands() -> list[Command]:
            return [Command("rota", message("Who has duty."), "kaohe_rota.cli:rota")]

    Source: :class:`kaohe_core.plugins.contributions.Command`.
    """
    raise NotImplementedError
