"""Values as people read them: decimals as they are, endless ones as a fraction, yes and no, dates."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from kaohe_core.described import described
from kaohe_core.formula.exact import ExactValue, rounded
from kaohe_core.messages import Language, message

NEAR = 4  # decimals of the approximation shown beside an endless fraction


@described
def shown(value: ExactValue, language: Language = "zh", places: int | None = None) -> str:
    """A value for people: decimals as they are, endless ones as a fraction with about how much, the rest plainly."""
    match value:
        case None:
            return message("no data").text(language)
        case bool():
            return (message("yes") if value else message("no")).text(language)
        case Fraction() if endless(value):
            near = number(rounded(value, NEAR, "half-up"))
            return message("{fraction} (about {near})", fraction=number(value), near=near).text(language)
        case Fraction():
            return number(value, places)
        case date():
            return value.isoformat()
        case str():
            return value
    raise TypeError(value)


def endless(value: Fraction) -> bool:
    """Whether the decimals have no end."""
    return _decimals(value) is None


def _decimals(value: Fraction) -> int | None:
    bottom = value.denominator
    twos = fives = 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    return None if bottom != 1 else max(twos, fives)


def number(value: Fraction, places: int | None = None) -> str:
    """A number in decimals, at least ``places`` of them; a fraction ``a/b`` where the decimals have no end."""
    own = _decimals(value)
    sign = "−" if value < 0 else ""
    if own is None:
        return f"{sign}{abs(value.numerator)}/{value.denominator}"
    digits = max(own, places or 0)
    text = str(abs(value.numerator) * 10**digits // value.denominator).rjust(digits + 1, "0")
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def plain_number(value: Fraction, places: int = 0) -> str:
    """As :func:`number` with an ASCII minus, for files and JSON; an endless fraction stays ``a/b``."""
    return number(value, places).replace("−", "-")
