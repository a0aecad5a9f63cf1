"""The core's settlements: an amount of one's own, and shares of what is left to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from attrs import define, frozen

from kaohe_core.formula.tree import (
    Formula,
    Least,
    Mark,
    Number,
    Rounding,
    Ties,
    all_of,
    any_of,
    choose,
    count_over,
    lift,
    rank,
    sum_over,
)
from kaohe_core.messages import Text, message
from kaohe_core.rules.rule import doc, number
from kaohe_core.rules.settlement import Amount, Pot, Settlement
from kaohe_core.rules.shared_places import by_place, together

CENT = Decimal("0.01")
ZERO = lift(0)


@frozen(kw_only=True)
class LeftOut:
    """People who get nothing, for a stated reason."""

    when: Formula = doc("who belongs to the group; the first group that fits holds", yields="truth")
    reason: str = doc("why, as printed beside the payment")
    source: str = doc("the place in the written scheme", default="", kw_only=True)


def _but_for(groups: tuple[LeftOut, ...], amount: Formula) -> Formula:
    """The amount, and nothing for those who are left out."""
    return choose(any_of(*(group.when for group in groups)), 0, amount) if groups else amount


@define(kw_only=True)
class Allowance(Settlement):
    """An amount of each subject's own, worked out by a formula and rounded half up to the cent.

    Written before a ``share`` it leaves the pool first. It may be negative, such as a fine: then it goes back to the
    pool for the passes after it. What nobody may be is paid less than nothing in all. A scheme all of whose amounts are
    fixed needs no pool.
    """

    name: ClassVar[str] = "allowance"
    title: ClassVar[Text] = Text("津贴", "allowance")
    may_take: ClassVar[bool] = True

    amount: Formula = doc("the amount of one subject, in yuan", yields="money")
    only_for: Formula | None = doc("who gets it; everybody else gets nothing", default=None, yields="truth")
    group: tuple[LeftOut, ...] = doc("people who get nothing all the same, each with the reason", default=())

    def steps(self, pot: Pot) -> list[Amount]:
        """The amount, rounded."""
        amount = _but_for(self.group, self.amount.round(2))
        if self.only_for is not None:
            amount = choose(self.only_for, amount, 0)
        steps: list[Amount] = []
        pot.step(steps, "amount", Text("金额", "amount"), amount)
        return steps


def _not_negative(_instance: object, _attribute: object, value: Number) -> None:
    if value.value < 0:
        raise ValueError(message("a part of the mean is not negative: {found}", found=value.value))


@frozen(kw_only=True)
class Group(LeftOut):
    """People who do not share by their marks: paid the mean or a part of it, or nothing at all, for a stated reason."""

    of_mean: Number = doc(
        "the part of the mean they are paid: 1 the whole mean, 0.8 four fifths, 0 nothing",
        converter=number,
        validator=_not_negative,
    )


@define(kw_only=True)
class Share(Settlement):
    """What is left of the pool, divided in proportion to a weight, by largest remainder to the cent.

    Subjects in a group are paid a part of the mean, rounded half up to the cent (down, where a pool of a few cents
    would be exceeded), before the rest is shared. The mean depends on who is in it, ``mean_over``: with pool R,
    n people sharing, m people paid by the mean, and f the sum of
    their parts, ``scored`` is the mean of those who share, R ÷ (n + f); ``all`` is the mean of both together,
    R ÷ (n + m), whatever part of it they are then paid. Either way the payments add up to R. Where nobody shares, the
    whole pool is divided among those paid by the mean, in proportion to their parts.

    Cents left over go one each to the largest remainders; equal remainders in roster order. In a scheme without a pool
    ``takes`` says what is divided.
    """

    name: ClassVar[str] = "share"
    title: ClassVar[Text] = Text("按得分分配", "share by marks")

    weight: Formula = doc(
        "what the shares are in proportion to", default=Mark("total", Text("总分", "total")), yields="number"
    )
    group: tuple[Group, ...] = doc("people who do not share by their marks", default=())
    mean_over: Literal["all", "scored"] = doc("who is in the mean", default="all")
    takes: Formula | None = doc(
        "how much of what is left is divided, in yuan; all of it unless said otherwise", default=None, yields="money"
    )

    without_weight: Literal["left", "equal"] | None = doc(
        "what becomes of the money where nobody has a weight: left, it stays in the pool; equal, it is divided evenly "
        "among those who share; unless said, such a unit is a finding",
        default=None,
    )

    def steps(self, pot: Pot) -> list[Amount]:
        """Part of the mean, fixed amounts, weights, rounded-down shares, places by remainder, amounts."""
        steps: list[Amount] = []
        if self.takes is not None:
            title = Text("本次分配", "divided here")
            left = pot.step(steps, "takes", title, self.takes.round(2), whole=True, out_of=pot.pool)
        else:
            left = pot.left
        part: Formula = ZERO
        for group in reversed(self.group):
            part = choose(group.when, group.of_mean, part)
        part = pot.step(steps, "part", Text("均值份额", "part of the mean"), part)
        grouped = any_of(*(group.when for group in self.group)) if self.group else None
        shares = pot.step(
            steps, "shares", Text("参与分配", "shares"), lift(1) if grouped is None else choose(grouped, 0, 1)
        )
        sharing = pot.step(
            steps, "sharing", Text("参与分配人数", "people who share"), sum_over(shares, among="assessed")
        )
        nobody = sharing.equals(0)
        parts = sum_over(part, among="assessed")
        paid = parts if self.mean_over == "scored" else count_over(part > 0, among="assessed")
        mean_ = pot.step(
            steps, "mean", Text("均值", "mean"), choose((sharing + paid).equals(0), 0, left / (sharing + paid))
        )
        exact = choose(nobody, 0, mean_ * part)
        near = pot.step(steps, "near", Text("均值四舍五入", "mean to the nearest cent"), exact.round(2))
        fits = sum_over(near, among="assessed") <= left
        fixed = pot.step(steps, "fixed", Text("按均值", "paid by the mean"), choose(fits, near, exact.round(2, "down")))
        weight = pot.step(
            steps,
            "weight",
            Text("分配权重", "weight"),
            choose(shares.equals(1), self.weight, choose(nobody, part, 0)),
            weight=True,
        )
        # Never negative, as `fits` sees to it; saying so keeps the numbers that follow small.
        rest = (left - sum_over(fixed, among="assessed")).at_least(0)
        if self.without_weight is not None:
            if self.without_weight == "equal":
                even = choose(sum_over(weight, among="assessed").equals(0), shares, weight)
                weight = pot.step(steps, "even", Text("均分权重", "weight, or equal shares"), even)
            rest = choose(sum_over(weight, among="assessed").equals(0), 0, rest)
        shared = largest_remainder(pot, steps, rest, weight)
        pot.step(steps, "amount", Text("金额", "amount"), fixed + shared)
        return steps


@define(kw_only=True)
class Capped(Settlement):
    """Amounts of each subject's own, together at most a cap: where their sum exceeds it, all are scaled down alike.

    Scaled amounts are divided by largest remainder, so that they add up to the cap to the cent.
    """

    name: ClassVar[str] = "capped"
    title: ClassVar[Text] = Text("限额发放", "capped amounts")

    amount: Formula = doc("the amount of one subject before scaling, in yuan", yields="money")
    cap: Formula = doc("the most that all amounts of a unit may come to, in yuan", yields="money")
    group: tuple[LeftOut, ...] = doc("people who get nothing all the same, each with the reason", default=())

    def steps(self, pot: Pot) -> list[Amount]:
        """The claims, their sum or the cap, and the amounts."""
        steps: list[Amount] = []
        claim = pot.step(steps, "claim", Text("应得", "claim"), _but_for(self.group, self.amount.round(2)), weight=True)
        cap = pot.step(steps, "cap", Text("最多发放", "at most"), self.cap.round(2), whole=True)
        rest = Least((sum_over(claim, among="assessed"), cap))
        amount = largest_remainder(pot, steps, rest, claim)
        pot.step(steps, "amount", Text("金额", "amount"), amount)
        return steps


def largest_remainder(pot: Pot, steps: list[Amount], money: Formula, weight: Formula) -> Formula:
    """``money`` divided in proportion to ``weight``, to the cent: the steps, and the formula of a subject's part.

    Every part is cut to the cent; the cents left over go one each to the largest remainders, equal ones in roster
    order.
    """
    rest = pot.step(steps, "rest", Text("待分金额", "left to share"), money)
    sum_ = sum_over(weight, among="assessed")
    weights = pot.step(steps, "weights", Text("权重合计", "sum of weights"), sum_, shares=rest)
    nothing = all_of(rest.equals(0), weights.equals(0))
    ideal = choose(nothing, 0, rest * weight / weights)
    # Nobody's share exceeds the whole: said for the sake of the range.
    floor = pot.step(steps, "floor", Text("舍到分", "cut to the cent"), ideal.round(2, "down").at_most(rest))
    cents = pot.step(steps, "cents", Text("余下分数", "cents left"), (rest - sum_over(floor, among="assessed")) * 100)
    remainder = choose(nothing, 0, rest * weight - floor * weights)
    place = pot.step(
        steps, "place", Text("余数名次", "place by remainder"), rank(remainder, "roster", among="assessed")
    )
    return floor + choose(place <= cents, CENT, 0)


@define(kw_only=True)
class Prizes(Settlement):
    """A prize for each of the first places, in the unit or in each league.

    Equal ones are told apart by ``then``; what is still equal shares a place as ``ties`` says. With ``average`` they
    share the prizes of the places that they take, each the mean of them: two first ones with prizes of 1000 and 600
    yuan have 800.00 each. A mean that is no whole cent is rounded as ``rounding`` says: ``down`` never pays more than
    the prizes, ``half-up`` may by a few cents.
    """

    name: ClassVar[str] = "prizes"
    title: ClassVar[Text] = Text("名次奖金", "prizes by place")
    ranked: ClassVar[tuple[str, ...]] = ("by", "then", "within")

    prizes: tuple[Number, ...] = doc("the prizes of the first, second, … place, in yuan", yields="money")
    otherwise: Number = doc("what all further places get, in yuan", default=ZERO, converter=number, yields="money")
    by: Formula = doc("what is ranked", default=Mark("total", Text("总分", "total")), yields="number")
    then: tuple[Formula, ...] = doc(
        "what decides between equal ones, the first that differs, in the same direction; -x for the other",
        default=(),
        yields="number",
    )
    ties: Literal["average", "best", "worst", "dense", "roster"] = doc(
        "what equal values do: average, they share the mean of the prizes of their places; best 1 2 2 4, "
        "worst 1 3 3 4, dense 1 2 2 3, roster"
    )
    rounding: Rounding = doc("how a mean of prizes is rounded to the cent", default="half-up")
    first: Literal["highest", "lowest"] = doc("whether the highest or the lowest value comes first", default="highest")
    within: Formula | None = doc(
        "leagues that have the prizes each: one column or a list", default=None, yields="text", several=True
    )
    only_for: Formula | None = doc("who takes part; everybody else gets nothing", default=None, yields="truth")
    group: tuple[LeftOut, ...] = doc("people who get nothing all the same, each with the reason", default=())

    def steps(self, pot: Pot) -> list[Amount]:
        """Who takes part, the place (of equal ones the first and the last), the prizes together, and the amounts."""
        steps: list[Amount] = []
        taking: Formula | None = None
        if self.only_for is not None or self.group:
            part = choose(self.only_for, 1, 0) if self.only_for is not None else lift(1)
            taking = pot.step(steps, "part", Text("参加评奖", "takes part"), _but_for(self.group, part)).equals(1)

        def place(ties: Ties) -> Formula:
            order = rank(
                self.by,
                ties,
                then=self.then,
                highest_first=self.first == "highest",
                where=taking,
                within=self.within,
                among="assessed",
            )
            return order if taking is None else choose(taking, order, 0)

        if self.ties != "average":
            there = pot.step(steps, "place", Text("名次", "place"), place(self.ties))
            amount = by_place(there, self.prizes, self.otherwise)
        else:
            first = pot.step(steps, "place", Text("名次", "place"), place("best"))
            last = pot.step(steps, "last", Text("并列的最后名次", "last place of those with the same"), place("worst"))
            sum_ = together(first, last, self.prizes, self.otherwise)
            prizes = pot.step(steps, "prizes", Text("并列名次的奖金合计", "prizes of these places"), sum_)
            amount = (prizes / (last - first + 1)).round(2, self.rounding)
        pot.step(steps, "amount", Text("金额", "amount"), amount if taking is None else choose(taking, amount, 0))
        return steps


SETTLEMENTS: tuple[type[Settlement], ...] = (Allowance, Share, Capped, Prizes)
