"""Powers with a whole exponent."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from kaohe_core.formula.node import Formula, FormulaError, expect
from kaohe_core.formula.nodes.arithmetic import Multiply
from kaohe_core.formula.nodes.choices import Lookup
from kaohe_core.formula.nodes.gathers import OnlyRow
from kaohe_core.formula.nodes.leaves import Field, Number
from kaohe_core.messages import message
from kaohe_core.tables.declared import Column

MOST_POWER = 12
_MEND = message("write x ^ 2, or give a whole column its range: low = 0, high = 6")


@frozen(cache_hash=True, order=False)
class Power(Formula):
    """x to a whole power: a number from 1 on, or a column of whole numbers from 0 on."""

    of: Formula
    exponent: Formula

    def __attrs_post_init__(self) -> None:
        expect("number", self.of, self.exponent)
        self._exponents()

    def _exponents(self) -> range:
        """The least and the greatest that the exponent can be."""
        least, ends = 1, _ends(self.exponent)  # x to the power of 0 is 1, whatever x is
        if not isinstance(self.exponent, Number):
            least = 0
        if ends is None or any(end != int(end) for end in ends):
            raise FormulaError(message("an exponent is a whole number, or a column of whole numbers"), _MEND)
        low, high = map(int, ends)
        if not least <= low <= high <= MOST_POWER:
            raise FormulaError(
                message("an exponent lies in {least} to {most}", least=least, most=MOST_POWER),
                _MEND,
            )
        return range(low, high + 1)

    def lowered(self) -> Formula:
        """A product; of an exponent that differs from person to person, the product beside it."""
        powers = self._exponents()
        if isinstance(self.exponent, Number):
            return self._product(powers[0])
        return Lookup(self.exponent, tuple((Number(Decimal(n)), self._product(n)) for n in powers))

    def _product(self, exponent: int) -> Formula:
        result: Formula = self.of if exponent else Number(Decimal(1))
        for _ in range(exponent - 1):
            result = Multiply(result, self.of)
        return result


def _ends(exponent: Formula) -> tuple[Decimal, Decimal] | None:
    """The least and the greatest value of a number, or of a column of whole numbers or of yes and no."""
    of = exponent.of if isinstance(exponent, OnlyRow) else exponent
    match of:
        case Number():
            return of.value, of.value
        case Field(column=Column(type="flag")):
            return Decimal(0), Decimal(1)
        case Field(column=Column(decimals=0, low=low, high=high)) if low is not None and high is not None:
            return low, high
    return None
