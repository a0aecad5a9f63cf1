"""The rows about the people of some units: what a part of a large population is computed over."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from attrs import evolve

from kaohe_core import frames as pl
from kaohe_core.assess.plan import Plan
from kaohe_core.formula import tree
from kaohe_core.formula.exact import Exact
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import Data


def rows_about(plan: Plan, tables: Mapping[str, Data], units: AbstractSet[str | None]) -> dict[str, Data]:
    """The tables with the rows that are about the people of some units, those who are not assessed among them.

    Whose unit is not known may be in any of them, and is always there.
    """
    members = tables[plan.roster.id].frame.filter(_belongs(plan, tables, units))
    found = {}
    for name, data in tables.items():
        subjects = data.frame[data.table.subject]
        if data.table.via is None or name == plan.roster.id:
            whose = members[plan.roster.subject].to_list()
        else:
            meant = {same_id(value) for value in members[data.table.via].unique() if value is not None}
            whose = [value for value in subjects.unique() if value is not None and same_id(value) in meant]
        found[name] = evolve(data, frame=data.frame.filter(subjects.is_in(whose)))
    return found


def _belongs(plan: Plan, tables: Mapping[str, Data], units: AbstractSet[str | None]) -> pl.Series:
    """Who of the roster belongs to one of the units: as a column of the roster says, or by the exact evaluator."""
    roster, unit = tables[plan.roster.id].frame, plan.scheme.unit
    if isinstance(unit, tree.OnlyRow) and isinstance(unit.of, tree.Field) and unit.table.id == plan.roster.id:
        return in_units(roster[unit.of.column.id], units)
    everybody = roster[plan.roster.subject].to_list()
    before = Exact.before(everybody, plan.rows(tables))
    return pl.Series([plan.unit_of(id, before) in {*units, None} for id in everybody])


def in_units(found: pl.Series, units: AbstractSet[str | None]) -> pl.Series:
    """Where a column of units has one of some, or is empty: whose unit is not known may be in any."""
    return found.is_in([unit for unit in units if unit is not None]) | found.is_null()
