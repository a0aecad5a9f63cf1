"""The ready scheme’s project with one thing changed at a time, scored and held against the exact evaluator."""

from __future__ import annotations

import pytest

from kaohe_core.testing import AlteredProject, altered
from kaohe_homeroom import plugin

READY = plugin.folder / "schemes" / "homeroom"


@pytest.fixture
def school() -> AlteredProject:
    """``school({"data/班级名册.csv": {"old": "new"}})``: pieces of files replaced, each of which must be there."""
    return altered(READY)
