"""Conditions: comparisons, and, or, not, and whether there is a value."""

from __future__ import annotations

from functools import partial
from typing import Literal

from attrs import frozen

from kaohe_core.described import described
from kaohe_core.formula.node import KIND, Formula, FormulaError, Kind, expect, makes
from kaohe_core.messages import message

Operator = Literal["<", "<=", ">", ">=", "==", "!="]

OPPOSITE: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
MIRRORED: dict[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Truth(Formula):
    """The base of what holds or does not."""

    __slots__ = ()

    @property
    def kind(self) -> Kind:
        """A condition."""
        return "truth"


@described
@frozen(cache_hash=True, order=False)
class Compare(Truth):
    """A comparison of two numbers, two dates or (equal or not) two texts."""

    op: Operator
    left: Formula
    right: Formula

    def __attrs_post_init__(self) -> None:
        if self.left.kind != self.right.kind:
            raise FormulaError(
                message("{left} is compared with {right}", left=KIND[self.left.kind], right=KIND[self.right.kind])
            )
        if self.left.kind == "truth" or (self.left.kind == "text" and self.op not in ("==", "!=")):
            raise FormulaError(
                message("{kind} has no order: “{op}” does not apply", kind=KIND[self.left.kind], op=self.op)
            )


@frozen(cache_hash=True, order=False)
class Joined(Truth):
    """The base of what several conditions make."""

    items: tuple[Formula, ...]

    def __attrs_post_init__(self) -> None:
        expect("truth", *self.items)


@described
class And(Joined):
    """All hold."""

    __slots__ = ()


@described
class Or(Joined):
    """At least one holds."""

    __slots__ = ()


@described
@frozen(cache_hash=True, order=False)
class Not(Truth):
    """Does not hold."""

    of: Formula

    def __attrs_post_init__(self) -> None:
        expect("truth", self.of)


@described
@frozen(cache_hash=True, order=False)
class Known(Truth):
    """There is a value."""

    of: Formula


makes(known=Known)
makes(**{"and": lambda *items: And(items)}, **{"or": lambda *items: Or(items)}, **{"not": Not})
makes(**{sign: partial(Compare, sign) for sign in OPPOSITE})
