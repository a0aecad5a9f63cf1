"""The ready scheme’s project with one thing changed at a time, scored and held against the exact evaluator."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import frozen

from kaohe_core.assess.result import Result
from kaohe_core.findings import Findings
from kaohe_core.testing import assert_agree
from kaohe_kindergarten_mentoring import plugin

READY = Path(plugin.__file__).parent / "schemes" / "township"


@frozen(eq=False)
class Scored:
    """The results by scheme, and what was found, in Chinese."""

    findings: list[str]
    results: dict[str, Result]

    def points(self, scheme: str, id: str, step: str = "total") -> Decimal | None:
        """The value of a step, as an exact decimal."""
        subject = self.results[scheme].subject(id)
        assert subject is not None
        number = subject.number(step)
        return None if number is None else Decimal(number.numerator) / Decimal(number.denominator)

    def held(self, scheme: str, award: str) -> list[str]:
        """Who holds an award."""
        return [s.id for s in self.results[scheme].subjects() if s.value(award) is True]


@pytest.fixture
def township(kaohe_project) -> Callable[..., Scored]:
    """``township({"data/帮扶计划.csv": {"old": "new"}})``: pieces of the files, which must be there, replaced."""

    def scored(changes: dict[str, dict[str, str]] | None = None, **files: str) -> Scored:
        texts = {p.relative_to(READY).as_posix(): p.read_text("utf-8") for p in READY.rglob("*") if p.is_file()}
        for name, pieces in (changes or {}).items():
            for old, new in pieces.items():
                assert old in texts[name], (name, old)
                texts[name] = texts[name].replace(old, new)
        project = kaohe_project(texts | files)
        findings = Findings()
        results = {}
        for ready in project.all_ready(findings):
            found = project.score(ready, findings)
            if found is not None:
                assert_agree(*found)
                results[ready.entry.id] = found[0]
        return Scored([finding.text("zh") for finding in findings], results)

    return scored
