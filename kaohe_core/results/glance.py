"""A mark and an amount as they are read at a glance, on the screen and on paper; the files have them exactly."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe_core.assess.result import NAMES
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import endless, number
from kaohe_core.messages import Language, message

if TYPE_CHECKING:
    from kaohe_core.assess.result import Subject
    from kaohe_core.results.scored import Scored

NONE = "—"


def points(scored: Scored, subject: Subject, step: str, language: Language) -> str:
    """The points of a step, or why there are none; — of whoever is not scored."""
    standing = subject.standing(step)
    if standing != "scored":
        return NONE if not subject.scored else NAMES[standing].text(language)
    found = subject.number(step)
    return "" if found is None else marks(found, scored.ready.scheme.round.total)


def marks(points: Fraction, places: int) -> str:
    """Marks with at most two decimals more than the total has, ≈ where something was cut off."""
    if not endless(points) and (points * 10 ** (places + 2)).denominator == 1:
        return number(points, places)
    return f"≈{number(rounded(points, places, 'half-up'), places)}"


def yuan(amount: Fraction | None, language: Language) -> str:
    """An amount to the cent."""
    return message("not known").text(language) if amount is None else number(amount, 2)


def remarks(texts: Iterable[str], language: Language) -> str:
    """Several remarks as one text, each once."""
    return ("；" if language == "zh" else "; ").join(dict.fromkeys(text for text in texts if text))
