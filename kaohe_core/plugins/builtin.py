"""The core's own rules and settlements, through the hooks that every plugin uses. Registered as the plugin ``core``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kaohe_core.plugins.hooks import hookimpl

if TYPE_CHECKING:
    from kaohe_core.rules.rule import Rule
    from kaohe_core.rules.settlement import Settlement
    from kaohe_core.tables.declared import Table


@hookimpl
def kaohe_tables() -> Sequence[Table]:
    """The table of discretionary marks, which the rule ``judgement`` reads."""
    from kaohe_core.rules import TABLES

    return list(TABLES)


@hookimpl
def kaohe_rules() -> Sequence[type[Rule]]:
    """The rules that every scheme may use."""
    from kaohe_core.rules import RULES  # here, for `kaohe --version` needs no rule

    return list(RULES)


@hookimpl
def kaohe_settlements() -> Sequence[type[Settlement]]:
    """The settlements that every scheme may use."""
    from kaohe_core.rules.money import SETTLEMENTS

    return list(SETTLEMENTS)
