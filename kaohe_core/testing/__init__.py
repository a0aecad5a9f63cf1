"""The test kit: what plugin developers and scheme authors test with.

pytest finds it by itself (``plugin.py``). It brings the fixtures ``kaohe_project`` and ``kaohe_plugins``, and collects
``*.case.toml`` files as tests (``cases.py`` documents the format). The functions below may be used anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaohe_core.testing.asserts import assert_agree, assert_findings, assert_paid_out, assert_plugin, differences
    from kaohe_core.testing.edges import on_a_half, tied_across_the_edge
    from kaohe_core.testing.engine import (
        Computed,
        Oracle,
        compute,
        control_total,
        core_tables,
        payment_lines,
        read_rows,
    )
    from kaohe_core.testing.projects import AlteredProject, ScoredProject, altered, score_all

_HOME = {
    "AlteredProject": "projects",
    "Computed": "engine",
    "Oracle": "engine",
    "ScoredProject": "projects",
    "altered": "projects",
    "assert_agree": "asserts",
    "assert_findings": "asserts",
    "assert_paid_out": "asserts",
    "assert_plugin": "asserts",
    "compute": "engine",
    "control_total": "engine",
    "core_tables": "engine",
    "differences": "asserts",
    "on_a_half": "edges",
    "payment_lines": "engine",
    "read_rows": "engine",
    "score_all": "projects",
    "tied_across_the_edge": "edges",
}

__all__ = [
    "AlteredProject",
    "Computed",
    "Oracle",
    "ScoredProject",
    "altered",
    "assert_agree",
    "assert_findings",
    "assert_paid_out",
    "assert_plugin",
    "compute",
    "control_total",
    "core_tables",
    "differences",
    "on_a_half",
    "payment_lines",
    "read_rows",
    "score_all",
    "tied_across_the_edge",
]


def __getattr__(name: str) -> Any:
    """The functions, imported when first asked for: the plugin beside them is loaded in every test run."""
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"kaohe_core.testing.{_HOME[name]}"), name)
    raise AttributeError(name)
