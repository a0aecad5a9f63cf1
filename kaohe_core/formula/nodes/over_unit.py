"""Over the unit: what the members of a unit come to together, and each one's place among them."""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import field, frozen

from kaohe_core.described import described
from kaohe_core.formula.node import Formula, FormulaError, Level, expect
from kaohe_core.messages import Message, message

Ties = Literal["best", "worst", "mean", "dense", "roster"]
Among = Literal["scored", "assessed"]


@described
@frozen(cache_hash=True, order=False)
class OverUnit(Formula):
    """The base of what is worked out over the members of the unit.

    The members are those the scheme scores (``among="assessed"``: everyone it assesses), further narrowed by ``where``
    and divided by ``within`` (leagues). A member without a value leaves it without one: nothing is skipped unseen.
    """

    function: ClassVar[str]  # what an author of a scheme calls it
    meaning: ClassVar[Message | None] = None  # what the function does; None where it has other meanings too

    where: Formula | None = field(default=None, kw_only=True)
    within: Formula | None = field(default=None, kw_only=True)
    among: Among = field(default="scored", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.where is not None:
            expect("truth", self.where)
        if self.within is not None:
            expect("text", self.within)
        if "row" in {child.level for child in self.parts()}:
            raise FormulaError(message("a row of events stands where a value per subject is needed"))

    @property
    def level(self) -> Level:
        """One value a unit; a league's is the subject's own."""
        return "subject" if self.within is not None else "unit"


@frozen(cache_hash=True, order=False)
class OfMembers(OverUnit):
    """The base of what works on the value ``of`` of every member."""

    of: Formula

    def __attrs_post_init__(self) -> None:
        expect("number", self.of)
        OverUnit.__attrs_post_init__(self)


@described
@frozen(cache_hash=True, order=False)
class CountOverUnit(OverUnit):
    """How many members there are."""

    function: ClassVar[str] = "count"


@described
@frozen(cache_hash=True, order=False)
class SumOverUnit(OfMembers):
    """The sum over the members."""

    function: ClassVar[str] = "sum"


@described
@frozen(cache_hash=True, order=False)
class MeanOverUnit(OfMembers):
    """The mean over the members."""

    function: ClassVar[str] = "mean"


@frozen(cache_hash=True, order=False)
class ExtremeOverUnit(OfMembers):
    """The base of the least and the greatest."""


@described
class LeastOverUnit(ExtremeOverUnit):
    """The least of the members."""

    __slots__ = ()
    function: ClassVar[str] = "min"


@described
class GreatestOverUnit(ExtremeOverUnit):
    """The greatest of the members."""

    __slots__ = ()
    function: ClassVar[str] = "max"


@described
@frozen(cache_hash=True, order=False)
class Rank(OfMembers):
    """Each member's place, counted from 1 with the highest first, or the lowest (``highest_first=False``).

    Where ``of`` is equal, the first of ``then`` that differs decides, in the same direction. What is equal in all of
    them shares a place as ``ties`` says: ``best`` 1 2 2 4, ``worst`` 1 3 3 4, ``mean`` 1 2.5 2.5 4, ``dense`` 1 2 2 3,
    ``roster`` in the order of the roster.
    """

    function: ClassVar[str] = "rank"
    meaning: ClassVar[Message | None] = message("the place among the members of the unit")

    then: tuple[Formula, ...] = field(default=(), kw_only=True)
    ties: Ties = field(default="best", kw_only=True)
    highest_first: bool = field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        expect("number", *self.then)
        OfMembers.__attrs_post_init__(self)

    @property
    def keys(self) -> tuple[Formula, ...]:
        """What decides, the first first."""
        return self.of, *self.then

    @property
    def level(self) -> Level:
        """One value a subject."""
        return "subject"


@described
@frozen(cache_hash=True, order=False)
class Running(OfMembers):
    """The sum of ``of`` over everybody up to this member, in the order of ``by`` (highest or lowest first).

    Of equal ones, in the order of the roster.
    """

    function: ClassVar[str] = "running"
    meaning: ClassVar[Message | None] = message(
        "the sum over everybody up to this member, in the order of another value"
    )

    by: Formula = field(kw_only=True)
    highest_first: bool = field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        expect("number", self.by)
        OfMembers.__attrs_post_init__(self)

    @property
    def level(self) -> Level:
        """One value a subject."""
        return "subject"
