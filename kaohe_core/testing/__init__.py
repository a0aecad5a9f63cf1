"""The test kit: what plugin developers and scheme authors test with.

pytest finds it by itself (``plugin.py``). It brings the fixtures ``kaohe_project``, ``kaohe_plugins``, ``kaohe_site``,
and ``kaohe_command``; and it collects ``*.case.toml`` files as tests (``cases.py`` documents the format). What follows
may be used anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaohe_core.testing.asserts import (
        assert_agree,
        assert_findings,
        assert_paid_out,
        assert_plugin,
        assert_renderings_agree,
        differences,
    )
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
    from kaohe_core.testing.site import FakeSite
    from kaohe_core.testing.strategies import cells_of, rows_of

_HOME = {
    "AlteredProject": "projects",
    "Computed": "engine",
    "FakeSite": "site",
    "Oracle": "engine",
    "ScoredProject": "projects",
    "altered": "projects",
    "assert_agree": "asserts",
    "assert_findings": "asserts",
    "assert_paid_out": "asserts",
    "assert_plugin": "asserts",
    "assert_renderings_agree": "asserts",
    "cells_of": "strategies",
    "compute": "engine",
    "control_total": "engine",
    "core_tables": "engine",
    "differences": "asserts",
    "on_a_half": "edges",
    "payment_lines": "engine",
    "read_rows": "engine",
    "rows_of": "strategies",
    "score_all": "projects",
    "tied_across_the_edge": "edges",
}

__all__ = [
    "AlteredProject",
    "Computed",
    "FakeSite",
    "Oracle",
    "ScoredProject",
    "altered",
    "assert_agree",
    "assert_findings",
    "assert_paid_out",
    "assert_plugin",
    "assert_renderings_agree",
    "cells_of",
    "compute",
    "control_total",
    "core_tables",
    "differences",
    "on_a_half",
    "payment_lines",
    "read_rows",
    "rows_of",
    "score_all",
    "tied_across_the_edge",
]


def __getattr__(name: str) -> Any:
    """The functions, imported when first asked for: the plugin beside them is loaded in every test run."""
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"kaohe_core.testing.{_HOME[name]}"), name)
    raise AttributeError(name)
