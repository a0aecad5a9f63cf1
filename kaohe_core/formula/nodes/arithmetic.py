"""Arithmetic: the four operations, the least and the greatest of several, rounding, spans of time."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from kaohe_core.described import described
from kaohe_core.formula.node import Formula, FormulaError, Rounding, expect, makes
from kaohe_core.messages import message


@described
@frozen(cache_hash=True, order=False)
class Negate(Formula):
    """−x."""

    of: Formula

    def __attrs_post_init__(self) -> None:
        expect("number", self.of)


@frozen(cache_hash=True, order=False)
class Binary(Formula):
    """The base of what two numbers make."""

    left: Formula
    right: Formula

    def __attrs_post_init__(self) -> None:
        expect("number", self.left, self.right)


@described
class Add(Binary):
    """x + y."""

    __slots__ = ()


@described
class Subtract(Binary):
    """x − y."""

    __slots__ = ()


@described
class Multiply(Binary):
    """x × y."""

    __slots__ = ()


@described
class Divide(Binary):
    """x ÷ y; where y is zero there is no value."""

    __slots__ = ()


@frozen(cache_hash=True, order=False)
class Extreme(Formula):
    """The base of what picks one of several numbers."""

    items: tuple[Formula, ...]

    def __attrs_post_init__(self) -> None:
        if not self.items:
            raise ValueError("needs at least one item")
        expect("number", *self.items)


@described
class Least(Extreme):
    """The least of several."""

    __slots__ = ()


@described
class Greatest(Extreme):
    """The greatest of several."""

    __slots__ = ()


@described
@frozen(cache_hash=True, order=False)
class Round(Formula):
    """Rounded to ``places`` decimals: half-up (四舍五入), down (towards zero) or up (away from zero)."""

    of: Formula
    places: int = 0
    mode: Rounding = "half-up"

    def __attrs_post_init__(self) -> None:
        expect("number", self.of)
        if not 0 <= self.places <= 9:
            raise FormulaError(message("decimals lie in 0 to 9, not {found}", found=self.places))


@frozen(cache_hash=True, order=False)
class RoundedRoot(Formula):
    """The square root, rounded to ``places`` decimals; of a negative number there is none.

    A root has no end. It stands directly inside its rounding, which is decided on whole numbers: by squares.
    """

    of: Formula
    places: int = 0
    mode: Rounding = "half-up"

    def __attrs_post_init__(self) -> None:
        Round(self.of, self.places, self.mode)  # refuses what a rounding refuses


@described
@frozen(cache_hash=True, order=False)
class Span(Formula):
    """Whole years, whole months or days from one date to another (negative when reversed)."""

    unit: Literal["years", "months", "days"]
    start: Formula
    end: Formula

    def __attrs_post_init__(self) -> None:
        expect("date", self.start, self.end)


makes(negate=Negate, add=Add, subtract=Subtract, multiply=Multiply, divide=Divide, round=Round)
makes(least=lambda *items: Least(items), greatest=lambda *items: Greatest(items))
