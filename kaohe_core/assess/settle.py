"""The room of money: every payment as steps, in the order the scheme states, out of one pool where there is one."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_core.assess.about import Reading
from kaohe_core.assess.plan import PlanStep
from kaohe_core.findings import Findings
from kaohe_core.formula.tree import Formula, FormulaError, Mark, lift, sum_over, total
from kaohe_core.messages import Text
from kaohe_core.plugins.answers import steps_of
from kaohe_core.rules.settlement import Pot
from kaohe_core.scheme.model import Scheme
from kaohe_core.toml.document import Document

POOL = "pool"
PAID = "paid"


def amount_of(payment: str) -> str:
    """The id of the step that holds a payment's amount."""
    return f"{payment}/amount"


def money(scheme: Scheme, document: Document, findings: Findings, reading: Reading) -> Iterator[PlanStep]:
    """The pool, each payment's steps, and what each subject is paid in all.

    Who a payment's formula is not about has a weight or an amount of 0; so has whom the unit is not about.
    """
    if not scheme.payment:
        return
    left: Formula | None = None
    if scheme.pool is not None:
        whole = reading.divided(reading.taken(scheme.pool).round(2))
        yield PlanStep(POOL, Text("总额", "pool"), "money", whole, keys=("pool",), whole=True)
        left = Mark(POOL, Text("总额", "pool"))
    amounts: list[Formula] = []
    for index, payment in enumerate(scheme.payment):
        keys = ("payment", index)
        pool = None
        if left is not None:
            pool = Mark(f"{payment.id}/pool", Text("可分金额", "left in the pool"))
            yield PlanStep(pool.id, pool.title, "money", reading.divided(left), keys=keys, payment=payment)
        try:
            steps = steps_of(reading.payment(payment).settlement, Pot(pool, payment.id))
        except FormulaError as error:
            findings.add(document.place(keys), error.what, error.mend)
            return
        for step in steps:
            yield PlanStep(
                step.id,
                step.title,
                "money",
                reading.divided(step.formula),
                keys=keys,
                payment=payment,
                whole=step.whole,
                out_of=step.out_of,
                shares=step.shares,
                weight=step.weight,
            )
        amount = Mark(steps[-1].id, Text(payment.title))
        amounts.append(amount)
        left = None if pool is None else pool - sum_over(amount, among="assessed")
    yield PlanStep(
        PAID, Text("应发合计", "paid in all"), "money", total(amounts) if amounts else lift(0), keys=("payment",)
    )
