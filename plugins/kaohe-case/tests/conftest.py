"""The folder of a small project."""

from __future__ import annotations

from pathlib import Path

import pytest

from .school import School


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Four teachers and their scheme, and no record yet."""
    return School.made(tmp_path / "四人").folder
