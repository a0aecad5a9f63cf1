"""The ready scheme’s project with one thing changed at a time, scored and held against the exact evaluator."""

from __future__ import annotations

import pytest

from kaohe_core.testing import AlteredProject, altered
from kaohe_kindergarten_mentoring import plugin

READY = plugin.folder / "schemes" / "township"


@pytest.fixture
def township() -> AlteredProject:
    """``township({"data/帮扶计划.csv": {"old": "new"}})``: pieces of files replaced, each of which must be there."""
    return altered(READY)
