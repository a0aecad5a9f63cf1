"""Whole numbers that know their range: the carrier of exact arithmetic in columns.

A :class:`Whole` is a column of integers together with the smallest and the largest value it can take. The range is
followed through every operation *before* any data is read, so that a result which could leave 128 bits is refused when
the scheme is loaded, and everything that fits 64 bits is computed in 64. Without an expression (``expr is None``) only
the ranges are followed: that is how a scheme is checked without importing Polars.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from kaohe_core.formula.tree import FormulaError
from kaohe_core.messages import message

if TYPE_CHECKING:
    import polars as pl

NARROW = 2**63 - 1
WIDE = 2**127 - 1


@frozen(eq=False)
class Whole:
    """Integers between ``lo`` and ``hi``; ``literal`` ones are the same number for everybody and need no column."""

    lo: int
    hi: int
    expr: pl.Expr | None = None
    literal: bool = False
    nullable: bool = False
    wide: bool = False  # the expression is Int128 rather than Int64
    uses: frozenset[str] = field(default=frozenset())  # the intermediate columns the expression reads

    def __attrs_post_init__(self) -> None:
        largest = max(abs(self.lo), abs(self.hi))
        if largest > WIDE:
            digits = len(str(largest))
            raise FormulaError(
                message("the numbers of this formula can grow to {digits} digits, beyond exact 38", digits=digits),
                message("round an intermediate result with round(…), or declare narrower ranges for the columns"),
            )

    # arithmetic ------------------------------------------------------------------------------------------------

    def __add__(self, other: Whole) -> Whole:
        if other.is_zero:
            return self
        if self.is_zero:
            return other
        return _combined(lambda a, b: a + b, self.lo + other.lo, self.hi + other.hi, self, other)

    def __sub__(self, other: Whole) -> Whole:
        if other.is_zero:
            return self
        return _combined(lambda a, b: a - b, self.lo - other.hi, self.hi - other.lo, self, other)

    def __mul__(self, other: Whole) -> Whole:
        if other.literal and other.lo == 1:
            return self
        if self.literal and self.lo == 1:
            return other
        corners = [a * b for a in (self.lo, self.hi) for b in (other.lo, other.hi)]
        return _combined(lambda a, b: a * b, min(corners), max(corners), self, other)

    def times(self, factor: int) -> Whole:
        """Multiplied by a plain integer."""
        return self * constant(factor)

    def __neg__(self) -> Whole:
        if self.literal:
            return constant(-self.lo)
        return _combined(lambda a, zero: zero - a, -self.hi, -self.lo, self, constant(0))  # Polars negates no Int128

    def __floordiv__(self, other: Whole) -> Whole:
        """Divided and rounded towards minus infinity; the divisor is positive or null."""
        low = max(other.lo, 1)
        corners = [a // b for a in (self.lo, self.hi) for b in (low, max(other.hi, 1))]
        result = _combined(
            lambda a, b: a // b,
            min(corners),
            max(corners),
            self,
            other,
            through=max(abs(self.lo), abs(self.hi), other.hi),
        )
        return result.narrowed()

    def magnitude(self) -> Whole:
        """The absolute value."""
        if self.lo >= 0:
            return self
        if self.hi <= 0:
            return -self
        return _combined(lambda a, _b: a.abs(), 0, max(-self.lo, self.hi), self, constant(0))

    def clipped(self, lo: int | None = None, hi: int | None = None) -> Whole:
        """Held between two plain integers; what is already there is left alone."""
        if (lo is None or self.lo >= lo) and (hi is None or self.hi <= hi):
            return self
        new_lo = self.lo if lo is None else max(self.lo, lo)
        new_hi = self.hi if hi is None else min(self.hi, hi)
        if lo is not None:
            new_hi = max(new_hi, lo)
        if hi is not None:
            new_lo = min(new_lo, hi)
        if self.literal:
            return constant(min(max(self.lo, new_lo), new_hi))
        wide = self.wide or max(abs(new_lo), abs(new_hi)) > NARROW
        expr = None
        if self.expr is not None:
            import polars as pl

            kind = pl.Int128 if wide else pl.Int64
            # Bounds beyond the type of the expression cannot be reached, so they are left out.
            limit = WIDE if wide else NARROW
            low = None if lo is None or lo < -limit else pl.lit(lo, dtype=kind)
            high = None if hi is None or hi > limit else pl.lit(hi, dtype=kind)
            expr = self.column(wide).clip(low, high)
        return evolve(self, lo=new_lo, hi=new_hi, expr=expr, wide=wide)

    # inspection ------------------------------------------------------------------------------------------------

    @property
    def is_zero(self) -> bool:
        """The plain number zero."""
        return self.literal and self.lo == 0

    def column(self, wide: bool) -> Any:
        """The expression in the wanted width; a literal becomes a typed constant."""
        import polars as pl

        kind = pl.Int128 if wide else pl.Int64
        if self.literal:
            return pl.lit(self.lo, dtype=kind)
        assert self.expr is not None  # noqa: S101  # callers ask only where columns are being built
        return self.expr if wide == self.wide else self.expr.cast(kind)

    def narrowed(self) -> Whole:
        """In 64 bits again where the range allows it."""
        if self.wide and self.expr is not None and max(abs(self.lo), abs(self.hi)) <= NARROW:
            import polars as pl

            return evolve(self, expr=self.expr.cast(pl.Int64), wide=False)
        return self


def constant(value: int) -> Whole:
    """The same integer for everybody."""
    return Whole(value, value, literal=True)


def needs_wide(*wholes: Whole) -> bool:
    """Whether these must be carried in 128 bits together."""
    return any(w.wide or max(abs(w.lo), abs(w.hi)) > NARROW for w in wholes)


def _combined(operate: Callable[[Any, Any], Any], lo: int, hi: int, a: Whole, b: Whole, through: int = 0) -> Whole:
    uses = a.uses | b.uses
    nullable = a.nullable or b.nullable
    if a.literal and b.literal:
        return constant(lo)
    if (a.expr is None and not a.literal) or (b.expr is None and not b.literal):
        return Whole(lo, hi, nullable=nullable, uses=uses)
    wide = needs_wide(a, b) or max(abs(lo), abs(hi), through) > NARROW
    return Whole(lo, hi, operate(a.column(wide), b.column(wide)), nullable=nullable, wide=wide, uses=uses)
