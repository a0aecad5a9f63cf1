"""The test kit: what plugin developers and scheme authors test with.

pytest finds it by itself (``plugin.py``). It brings the fixtures ``kaohe_project`` and ``kaohe_plugins``, and collects
``*.case.toml`` files as tests (``cases.py`` documents the format). The functions below may be used anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaohe_core.testing.asserts import assert_agree, assert_findings, assert_paid_out, differences

__all__ = ["assert_agree", "assert_findings", "assert_paid_out", "differences"]


def __getattr__(name: str) -> Any:
    """The functions, imported when first asked for: the plugin beside them is loaded in every test run."""
    if name in __all__:
        from kaohe_core.testing import asserts

        return getattr(asserts, name)
    raise AttributeError(name)
