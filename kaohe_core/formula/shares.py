"""Shares as a scheme writes them, 1/3: a decimal cannot say a third."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from kaohe_core.formula.nodes.arithmetic import Divide
from kaohe_core.formula.nodes.leaves import Number

WRITTEN = re.compile(r"([1-9][0-9]{0,2})/([1-9][0-9]{0,2})\Z")  # 2025/2026 is a school year, and no share


class WrittenShare(Divide):
    """One whole number of the scheme over another."""

    __slots__ = ()

    @property
    def value(self) -> Fraction:
        """What it comes to."""
        assert isinstance(self.left, Number) and isinstance(self.right, Number)  # noqa: S101, PT018  # as it is made
        return Fraction(self.left.value) / Fraction(self.right.value)

    def __str__(self) -> str:
        return f"{self.value.numerator}/{self.value.denominator}"


def written_share(text: str) -> WrittenShare | None:
    """The share that a text writes; None where it is another text."""
    found = WRITTEN.match(text)
    return None if found is None else WrittenShare(Number(Decimal(found[1])), Number(Decimal(found[2])))
