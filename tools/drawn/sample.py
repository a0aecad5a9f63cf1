"""The small school from which the workbook, the papers and the page are drawn, scored once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import kaohe_core as kaohe
from kaohe_core import Language
from kaohe_core.api import Outcome


def folder(root: Path) -> Path:
    """Where its project lies."""
    return root / "docs" / "examples" / "five-clauses"


@cache
def outcome(root: Path, language: Language) -> Outcome:
    """Its result."""
    return kaohe.open(folder(root), language=language).score()
