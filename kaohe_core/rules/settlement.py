"""What a settlement (分配) is: typed parameters that yield formulas for money, step by step."""

from __future__ import annotations

from typing import ClassVar

from attrs import define, frozen

from kaohe_core.described import described
from kaohe_core.formula.tree import Formula, FormulaError, Mark
from kaohe_core.messages import Text, message


@described
@frozen
class Amount:
    """One step on the way to a payment: a named formula; the last step of a settlement is the amount itself."""

    id: str
    title: Text
    formula: Formula
    whole: bool = False  # of the whole unit: the same for everybody, and not less than nothing
    shares: str | None = None  # of a sum of weights: the step whose money is divided by them
    out_of: str | None = None  # the step that it may not exceed, such as the money that is left
    weight: bool = False  # money is divided in proportion to it: nobody's is below 0


@described
@define(kw_only=True)
class Settlement:
    """A way to divide money. Amounts are in yuan with two decimals (元, 角, 分)."""

    name: ClassVar[str]  # kebab-case, as written in TOML: settlement = "share"
    title: ClassVar[Text]
    may_take: ClassVar[bool] = False  # whether an amount may be negative, as a fine is
    ranked: ClassVar[tuple[str, ...]] = ()  # parameters that say who comes first: whom they are not about takes no part

    @described
    def steps(self, pot: Pot) -> list[Amount]:
        """The steps in order; the last one is each subject's amount, to the cent."""
        raise NotImplementedError


@described
@frozen
class Pot:
    """What a settlement divides: the money left when its turn comes, and the name its steps are stored under."""

    pool: Mark | None  # what is left of the pool, in yuan, the same for everybody in the unit; None: there is no pool
    prefix: str

    @property
    @described
    def left(self) -> Mark:
        """What is left of the pool. Raises :class:`FormulaError` where the scheme has none."""
        if self.pool is None:
            raise FormulaError(
                message("this payment divides what is left of the pool, and the scheme has no pool"),
                message("write pool = … at the head of the scheme; a share can say itself what it divides: takes = …"),
            )
        return self.pool

    @described
    def step(
        self,
        steps: list[Amount],
        id: str,
        title: Text,
        formula: Formula,
        *,
        whole: bool = False,
        out_of: Mark | None = None,
        shares: Mark | None = None,
        weight: bool = False,
    ) -> Mark:
        """Append a step and return the mark by which later steps refer to it.

        ``whole``: an amount of the whole unit, not of a person; ``out_of``: the step that it may not exceed;
        ``shares``: of a sum of weights, the step whose money is divided in proportion to them; ``weight``: one of
        these weights, of which nobody's may be below 0.
        """
        if not isinstance(formula, Formula):  # whoever has no type checker
            raise TypeError(f"a step takes a formula, and {formula!r} is none: write lift({formula!r})")
        full = f"{self.prefix}/{id}"
        behind = {"out_of": out_of, "shares": shares}
        marks = {key: mark.id for key, mark in behind.items() if mark is not None}
        steps.append(Amount(full, title, formula, whole, weight=weight, **marks))
        return Mark(full, title, formula.kind)
