"""A ready scheme's project with pieces of its files changed, scored and held against the exact evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from kaohe_core import Result
from kaohe_core.testing import altered
from kaohe_performance_pay import plugin


@frozen(eq=False)
class Scored:
    """What came of it; there is no result where a finding blocks."""

    findings: list[str]
    found: Result | None

    def points(self, id: str, step: str = "total") -> Decimal | None:
        """The value of a step, as an exact decimal."""
        number = self._subject(id).number(step)
        return None if number is None else Decimal(number.numerator) / Decimal(number.denominator)

    def value(self, id: str, step: str) -> Any:
        """The value of a step as it is, such as a grade."""
        return self._subject(id).value(step)

    def says(self, text: str) -> bool:
        """Whether one of the findings ends with this text."""
        return any(finding.endswith(text) for finding in self.findings)

    def _subject(self, id: str) -> Any:
        assert self.found is not None, self.findings
        subject = self.found.subject(id)
        assert subject is not None
        return subject


def changed(scheme: str) -> Callable[..., Scored]:
    """``found({"data/考勤.csv": {"old": "new"}}, {"data/考勤.csv": "one more row"})``: pieces that must be there."""
    folder = plugin.folder / "schemes" / scheme
    school = altered(folder)

    def scored(changes: Mapping[str, Mapping[str, str]] | None = None, more: Mapping[str, str] | None = None) -> Scored:
        texts = {name: (folder / name).read_text("utf-8-sig") for name in (*(changes or {}), *(more or {}))}
        for name, pieces in (changes or {}).items():
            for old, new in pieces.items():
                assert old in texts[name], (name, old)
                texts[name] = texts[name].replace(old, new)
        for name, rows in (more or {}).items():
            texts[name] += rows + "\n"
        found = school(**texts)
        return Scored(found.findings, next(iter(found.results.values()), None))

    return scored
