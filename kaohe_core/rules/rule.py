"""What a rule (计分规则) is: typed parameters that yield a formula."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar, Literal

import attrs
from attrs import define, frozen

from kaohe_core.described import described
from kaohe_core.formula.tree import Formula, Kind, Number
from kaohe_core.messages import Text

YIELDS = "yields"  # in the metadata of a parameter
Yields = Kind | Literal["met", "money"]
"""What a parameter’s formula yields.

``met``: a condition, or a 是/否 column, which is met where it says 是; ``money``: yuan, in whole cents
where a number is written.
"""


@described
def number(value: Number | Decimal | int | str) -> Number:
    """A parameter's value as a leaf of the formula: an int, a Decimal or the text of one; never a binary float."""
    if isinstance(value, Number):
        return value
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a binary float: write Decimal({str(value)!r})")
    return Number(Decimal(value))


@described
def param(default: Number | Decimal | int | str | None = None, *, doc: str) -> Any:
    """A numeric parameter of a rule: a plain number in TOML, a named leaf in the formula."""
    start = attrs.NOTHING if default is None else number(default)
    return attrs.field(default=start, converter=number, metadata={"doc": doc})


@described
def doc(text: str, *, yields: Yields | None = None, several: bool = False, rows: bool = False, **options: Any) -> Any:
    """Any other parameter, with what it means.

    ``yields``: what its formula must be, said where it is written; ``several``: a list of formulas may stand for one;
    ``rows``: its formula speaks of single rows, which the rule gathers: ``visits.minutes``, and not their sum.
    """
    metadata: dict[str, object] = {"doc": text} if yields is None else {"doc": text, YIELDS: yields}
    metadata |= {key: True for key, given in (("several", several), ("rows", rows)) if given}
    return attrs.field(metadata=metadata, **options)


@described
@frozen
class Notice:
    """A condition that is reported for every subject whom it strikes."""

    text: Text
    when: Formula


@frozen
class Alternative:
    """One of several things a rule tells apart: a band, a bracket, a key. What can never come up is refused."""

    keys: tuple[str | int, ...]  # from the clause to where it is written
    when: Formula


@described
@define(kw_only=True)
class Rule:
    """A reusable kind of clause: a class with typed parameters; :meth:`formula` says what a subject gets.

    A rule never computes. Its formula yields points: negative where marks are taken off.
    """

    name: ClassVar[str]  # kebab-case, as written in TOML: rule = "deduct"
    title: ClassVar[Text]

    @described
    def formula(self) -> Formula:
        """The points of one subject."""
        raise NotImplementedError

    @described
    def notices(self) -> list[Notice]:
        """What is worth showing about a subject without changing the mark, such as raters far apart."""
        return []

    @described
    def cases(self) -> Iterator[Alternative]:
        """What the rule tells apart, so that a case which cannot come up is found before there are data."""
        yield from ()

    @described
    def limits(self) -> tuple[Number, Number] | None:
        """The range a person's judgement may use; data outside it is a finding. None: no judgement involved."""
        return None
