"""Spreadsheet text and what is known about the number it yields: the carrier of the ``sheet`` rendering.

A spreadsheet computes in binary doubles. That is exact enough where it is known how many decimals a value has and how
large it can become: a decimal of at most fourteen digits survives any few operations with an error far below half a
unit of its last place, and ``ROUND`` to its own decimals gives back the very decimal. So every :class:`Num` carries its
decimals, its bounds and the bound of its error; they decide where a ``ROUND`` must stand and what cannot be promised.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from fractions import Fraction
from typing import Protocol

from attrs import frozen

from kaohe_core.formula.node import Level
from kaohe_core.formula.precedence import ATOM, SIGN

LIMIT = 10**14  # a value times ten to its decimals stays within this: fourteen digits (see docs, “The workbook”)
UNIT = Fraction(1, 2**53)  # the relative error of one operation on doubles
EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, for days from March 1900 on
CELL = 400  # a longer text is cut into columns of its own, for the sake of the reader

Scalar = Fraction | str | date | bool | None  # None: no value, an empty text in the cell
At = Callable[[int], Scalar]


class SheetPlace(Protocol):
    """A column of a sheet, or one cell that is the same for everybody."""

    @property
    def level(self) -> Level:
        """For whom it has values."""
        ...


@frozen
class WholeColumn:
    """All cells of a column."""

    of: SheetPlace


@frozen
class Above:
    """The cells of a column above the row of the formula, the header included."""

    of: SheetPlace


FormulaPart = str | SheetPlace | WholeColumn | Above
Parts = tuple[FormulaPart, ...]


def text(*items: FormulaPart | Parts) -> Parts:
    """Pieces of a formula put together."""
    joined: list[FormulaPart] = []
    for item in items:
        for part in item if isinstance(item, tuple) else (item,):
            if isinstance(part, str) and joined and isinstance(joined[-1], str):
                joined[-1] += part
            else:
                joined.append(part)
    return tuple(joined)


def size(parts: Parts) -> int:
    """About how many characters the formula has."""
    return sum(len(part) if isinstance(part, str) else 10 for part in parts)


def quoted(value: str) -> str:
    """A text as it stands in a formula."""
    return '"' + value.replace('"', '""') + '"'


def either(conditions: tuple[Parts, ...]) -> Parts:
    """True where one of the conditions holds."""
    if len(conditions) == 1:
        return conditions[0]
    joined = conditions[0]
    for more in conditions[1:]:
        joined = text(joined, ",", more)
    return text("OR(", joined, ")")


def in_turn(conditions: tuple[Parts, ...], then: Parts) -> Parts:
    """True where one of the conditions holds, or else where ``then`` does: for one that can only be asked elsewhere.

    ``OR`` asks all of its conditions, and an error in one of them is an error of all: an empty text times 2 is one.
    """
    return text("IF(", either(conditions), ",TRUE,", then, ")") if conditions else then


def unless(conditions: tuple[Parts, ...], parts: Parts) -> Parts:
    """The formula, and an empty text where one of the conditions holds."""
    return text("IF(", either(conditions), ',"",', parts, ")") if conditions else parts


def together(*several: tuple[Parts, ...]) -> tuple[Parts, ...]:
    """Conditions without repetition, in order."""
    return tuple(dict.fromkeys(condition for conditions in several for condition in conditions))


@frozen(eq=False)
class Num:
    """A number: ``parts``, or ``parts ÷ den.parts`` where there is a denominator (positive, or no value).

    ``places`` decimals at most; between ``lo`` and ``hi``; the double is within ``noise`` of it, and ``exact`` says
    that it is the double next to the decimal. ``missing``: conditions under which there is no value, of numerator or
    denominator (which has its own beside, for what reads it alone); otherwise the text yields one. ``at`` is the value
    (of the numerator) for one row, by exact arithmetic.
    """

    parts: Parts
    at: At
    lo: Fraction
    hi: Fraction
    places: int = 0
    binds: int = ATOM
    exact: bool = True
    noise: Fraction = Fraction(0)
    level: Level = "const"
    missing: tuple[Parts, ...] = ()
    den: Num | None = None
    key: Hashable = None
    literal: Fraction | None = None

    @property
    def size(self) -> Fraction:
        """The largest absolute value."""
        return max(abs(self.lo), abs(self.hi))

    def within(self, binds: int) -> Parts:
        """The text, in brackets where it binds less tightly."""
        return self.parts if self.binds >= binds else text("(", self.parts, ")")

    def value(self, row: int) -> Fraction | None:
        """The exact value of the whole quotient."""
        top = self.at(row)
        if self.den is None or top is None:
            return top  # type: ignore[return-value]  # numbers yield fractions
        bottom = self.den.at(row)
        return None if not bottom else top / bottom  # type: ignore[operator,return-value]  # as above


@frozen(eq=False)
class PlainCell:
    """A text, a date or a condition."""

    parts: Parts
    at: At
    level: Level = "const"
    missing: tuple[Parts, ...] = ()


SheetValue = Num | PlainCell


def literal(value: Fraction, places: int) -> Num:
    """A number written in the formula."""
    sign = "-" if value < 0 else ""
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    shown = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return Num(
        (sign + shown,),
        lambda _row: value,
        value,
        value,
        places,
        SIGN if sign else ATOM,
        noise=abs(value) * UNIT if places else Fraction(0),
        literal=value,
    )


def serial(day: date) -> int:
    """The number of a day in a spreadsheet."""
    return (day - EPOCH).days


def places_of(value: Fraction) -> int:
    """How many decimals a terminating decimal has."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        if places > 30:
            raise ValueError(f"{value} has no end")
    return places
