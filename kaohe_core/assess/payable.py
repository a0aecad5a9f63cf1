"""Whether the money can be paid as it was divided: one pot for a unit, no more than there is, nobody below nothing.

For every unit the first thing that is wrong is said, with the sums that show it; what only follows from it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import define

from kaohe_core import frames as pl
from kaohe_core.assess.plan import Plan, PlanStep
from kaohe_core.assess.result import Result, Subject
from kaohe_core.assess.settle import PAID, POOL, amount_of
from kaohe_core.findings import Findings, Place
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.words import plain_number
from kaohe_core.messages import Message, message
from kaohe_core.scheme.model import Payment

SHOWN = 20  # people who are named


def check_money(plan: Plan, result: Result, findings: Findings) -> None:
    """Payments of all kinds never exceed the pool (P28), and nobody is paid less than nothing."""
    if not plan.scheme.payment or PAID not in result.values:
        return
    wrong: list[str] = []
    sums = _sums(plan, result)
    for row in sums.filter(_suspicious(plan, result, sums.columns)).iter_rows(named=True):
        if not _Unit(plan, result, row, findings).check():
            wrong.append(row["_unit"])
    _check_people(result, wrong, findings)


def _sums(plan: Plan, result: Result) -> pl.DataFrame:
    """One row a unit: the least, the first and the number of different values of every step that is checked."""
    columns = [pl.col(PAID).sum(), pl.col(PAID).null_count().alias("unknown")]
    for step in plan.steps:
        if step.role != "money" or step.id == PAID:
            continue
        one = pl.col(step.id)
        columns += [one.first().alias(f"first:{step.id}"), one.min().alias(f"least:{step.id}")]
        if step.whole:
            columns.append(one.drop_nulls().n_unique().alias(f"many:{step.id}"))
        if step.payment is not None and step.id == amount_of(step.payment.id):
            columns.append(one.sum().alias(f"sum:{step.id}"))
    return result.frame.group_by("_unit", maintain_order=True).agg(columns)


def _suspicious(plan: Plan, result: Result, columns: list[str]) -> pl.Expr:
    """The units in which something may be wrong, found in whole columns: in nearly all of them nothing is."""
    tests: list[Any] = [pl.col("unknown") > 0]
    tests += [pl.col(name) > 1 for name in columns if name.startswith("many:")]
    tests += [pl.col(name) < 0 for name in columns if name.startswith(("least:", "first:"))]
    for step in plan.steps:
        if step.out_of is not None:
            tests.append(_scaled(result, step.id) > _scaled(result, step.out_of))
    if POOL in result.values:
        pool = f"first:{POOL}"
        paid, whole = result.values[PAID], result.values[POOL]
        assert isinstance(paid, ColumnRatio) and isinstance(whole, ColumnRatio)  # noqa: S101, PT018  # amounts are numbers
        tests += [pl.col(pool).is_null(), pl.col(PAID) * whole.scale > pl.col(pool) * paid.scale]
    return pl.any_horizontal([test.fill_null(value=False) for test in tests])


def _scaled(result: Result, step: str) -> pl.Expr:
    value = result.values[step]
    assert isinstance(value, ColumnRatio)  # noqa: S101  # amounts are numbers
    return pl.col(f"first:{step}").cast(pl.Int128) * (100 // value.scale if value.scale < 100 else 1)


@define
class _Unit:
    """One unit’s money, checked pass by pass."""

    plan: Plan
    result: Result
    row: Mapping[str, Any]
    findings: Findings

    def check(self) -> bool:
        """Say the first thing that is wrong; False if something is."""
        if self.row["_unit"] is None:
            return self.known()  # they are no unit together
        if self.plan.scheme.pool is not None:
            if not self.one_pool():
                return False
            if self.amount(POOL) is None:
                return True  # nothing is divided yet
        pool = self.amount(POOL) if self.plan.scheme.pool is not None else None
        paid = Fraction(0)
        for payment in self.plan.scheme.payment:
            if not self.affordable(paid, pool) or not self.sound(payment):
                return False
            paid += self.amount(amount_of(payment.id), "sum") or 0
        return self.known() and (self.row["unknown"] > 0 or self.affordable(paid, pool))

    def known(self) -> bool:
        """Say how many amounts are waited for; always True."""
        if self.row["unknown"]:
            self.findings.add(
                Place(),
                message(
                    "{unit}: {count} people’s pay is not known yet, so nothing is final",
                    unit=self.unit,
                    count=self.row["unknown"],
                ),
                blocks=False,
            )
        return True

    def one_pool(self) -> bool:
        """The pool of a unit: the same for everybody, not less than nothing; one that is not known is waited for."""
        pool = self.amount(POOL)
        if self.row[f"many:{POOL}"] > 1:
            return self.wrong(
                message("{unit}: the pool differs from person to person", unit=self.unit),
                message("write the same pool for everybody in a unit"),
            )
        if pool is None:
            what = message("{unit}: the pool is not known, so nobody’s pay is final", unit=self.unit)
            self.findings.add(Place(), what, blocks=False)  # whose cell it waits for is said beside it
            return True
        if pool < 0:
            return self.wrong(message("{unit}: the pool is negative: {pool}", unit=self.unit, pool=_yuan(pool)))
        return True

    def affordable(self, paid: Fraction, pool: Fraction | None) -> bool:
        """What the passes so far come to is in the pool, where there is one."""
        return (
            pool is None
            or paid <= pool
            or self.wrong(
                message(
                    "{unit}: payments of {paid} exceed the pool of {pool}",
                    unit=self.unit,
                    paid=_yuan(paid),
                    pool=_yuan(pool),
                ),
                message("allowances leave the pool first: lower them, or raise the pool"),
            )
        )

    def sound(self, payment: Payment) -> bool:
        """One pass: what it divides is one sum that is there, and it gives nobody less than nothing."""
        steps = [step for step in self.plan.steps if step.payment is not None and step.payment.id == payment.id]
        for step in steps:
            if step.whole and not self.one_sum(payment, step):
                return False
            if step.weight and not self.weighed(payment, step):
                return False
            if step.shares is not None and not self.shareable(payment, step):
                return False
        least = None if payment.settlement.may_take else self.amount(amount_of(payment.id), "least")
        return (
            least is None
            or least >= 0
            or self.wrong(
                message("{unit}: “{title}” has a negative amount", unit=self.unit, title=payment.title),
                message("hold it with at-least 0 in its formula, or look at what leaves the pool before it"),
            )
        )

    def one_sum(self, payment: Payment, step: PlanStep) -> bool:
        """An amount of the whole unit: the same for everybody, not below nothing, and not more than there is."""
        names = {"unit": self.unit, "payment": payment.title, "what": step.title}
        if self.row[f"many:{step.id}"] > 1:
            return self.wrong(
                message("{unit}: “{what}” of “{payment}” differs from person to person", **names),
                message("one amount is divided in a unit: write the same for everybody in it"),
            )
        found = self.amount(step.id)
        there = None if step.out_of is None else self.amount(step.out_of)
        if found is not None and found < 0:
            return self.wrong(
                message("{unit}: “{what}” of “{payment}” is less than nothing: {found}", found=_yuan(found), **names),
                message("correct the formula: an amount that is divided is 0 or more"),
            )
        if found is not None and there is not None and found > there:
            return self.wrong(
                message(
                    "{unit}: “{what}” of “{payment}” is {found}, and {there} is left",
                    found=_yuan(found),
                    there=_yuan(there),
                    **names,
                ),
                message("take no more than there is: lower it, or raise the pool"),
            )
        return True

    def weighed(self, payment: Payment, step: PlanStep) -> bool:
        """Money is divided in proportion to something that is nobody's less than nothing.

        The others would be paid more than there is; and where weights on both sides of 0 add up to 0, nobody would be
        told from those who have none.
        """
        least = self.amount(step.id, "least")
        if least is None or least >= 0:
            return True
        frame = self.result.frame
        below = frame.filter((pl.col("_unit") == self.row["_unit"]) & (pl.col(step.id) < 0))
        first = Subject(self.result, below.row(0, named=True))
        said = {"unit": self.unit, "payment": payment.title, "what": step.title, "who": first.name}
        found = plain_number(first.number(step.id) or Fraction(0))
        return self.wrong(
            message("{unit}: “{payment}” is divided by “{what}”, and that of {who} is {found}", found=found, **said)
            if below.height == 1
            else message(
                "{unit}: “{payment}” is divided by “{what}”; that of {who} is {found}, and {more} more are below 0",
                found=found,
                more=below.height - 1,
                **said,
            ),
            message("what money is divided by is 0 or more: hold it with max(…, 0), or name these people in a group"),
        )

    def shareable(self, payment: Payment, step: PlanStep) -> bool:
        """Money is divided in proportion to something: the weights do not add up to 0."""
        weights, money = self.amount(step.id), self.amount(str(step.shares))
        if weights != 0 or not money:
            return True
        return self.wrong(
            message(
                "{unit}: “{payment}” divides {money}, and nobody has a weight: the weights add up to 0",
                unit=self.unit,
                payment=payment.title,
                money=_yuan(money),
            ),
            message('say what becomes of it: without-weight = "left" (it stays in the pool) or "equal" (equal shares)'),
        )

    @property
    def unit(self) -> Message:
        """The unit in a message."""
        name = self.row["_unit"]
        if name is None:
            return message("those whose unit is not known")
        return message("unit “{unit}”", unit=name) if name else message("the whole population")

    def amount(self, step: str, which: str = "first") -> Fraction | None:
        """One value of the unit, in yuan."""
        value, found = self.result.values[step], self.row[f"{which}:{step}"]
        if found is None or not isinstance(value, ColumnRatio):
            return None
        return Fraction(int(found), value.scale)

    def wrong(self, what: Message, mend: Message | None = None) -> bool:
        """Say it; always False."""
        self.findings.add(Place(), what, mend)
        return False


def _check_people(result: Result, units: list[str], findings: Findings) -> None:
    """A payment may take off (a fine); nobody can be paid less than nothing in all."""
    value = result.values[PAID]
    assert isinstance(value, ColumnRatio)  # noqa: S101  # an amount
    below = result.frame.filter((pl.col(PAID) < 0) & ~pl.col("_unit").is_in(units)).select("_name", PAID)
    for row in below.head(SHOWN).iter_rows(named=True):
        paid = _yuan(Fraction(int(row[PAID]), value.scale))
        findings.add(
            Place(),
            message("{who}: all payments together are {paid}", who=row["_name"], paid=paid),
            message('take off no more than there is: amount = "max(−…, −marks.share)", where share is paid before it'),
        )
    if below.height > SHOWN:
        findings.add(Place(), message("and {more} more people with a negative sum", more=below.height - SHOWN))


def _yuan(amount: Fraction) -> str:
    return plain_number(amount, 2)
