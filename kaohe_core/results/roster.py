"""Who is on the roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kaohe_core.formula.exact import Exact

if TYPE_CHECKING:
    from kaohe_core.assess import Plan
    from kaohe_core.tables.data import Data


def people(plan: Plan, tables: Mapping[str, Data]) -> dict[str, str]:
    """Everybody's name by id, in roster order; the id where there is no name."""
    exact = exact_before(plan, tables)
    name = plan.scheme.name
    return {id: id if name is None else str(exact.value(name, id) or id) for id in exact.subjects}


def unit_of(plan: Plan, tables: Mapping[str, Data], subject: str) -> str | None:
    """The unit that a subject belongs to; None where it is not known."""
    return plan.unit_of(subject, exact_before(plan, tables))


def exact_before(plan: Plan, tables: Mapping[str, Data]) -> Exact:
    """What can be asked about everybody on the roster before anything is scored: names, units, accounts."""
    everybody = tables[plan.roster.id].frame[plan.roster.subject].to_list()
    return Exact.before(everybody, plan.rows(tables))
