"""The digest of a scheme: it stands for what the scheme means.

It covers the scheme with its defaults and, of the tables it reads, all that can change a mark: the columns read with
type, decimals, range and choices, the key, the period, and what absence means. It does not depend on the order of keys,
the spelling of numbers, the language, the name of a file, headers and their aliases, or whether something was written
out or taken from a plugin with ``use``. The digest has the canonical form of :func:`kaohe_core.toml.write.canonical`,
so that anyone can derive it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaohe_core.assess.plan import Plan
from kaohe_core.scheme.load import Toolbox
from kaohe_core.scheme.resolved import full
from kaohe_core.tables.declared import Column, Table
from kaohe_core.toml.write import digest as digest_of


def digest(data: Mapping[str, Any], toolbox: Toolbox, plan: Plan) -> str:
    """``sha256:…`` of a scheme (its resolved ``data``) and of the tables that ``plan`` reads."""
    scheme = {key: value for key, value in full(data, toolbox).items() if key not in ("table", "column")}
    return digest_of({"scheme": scheme, "tables": _declarations(plan)})


def _declarations(plan: Plan) -> dict[str, Any]:
    read: dict[str, tuple[Table, set[str]]] = {plan.roster.id: (plan.roster, set())}
    for measure in plan.measures():
        columns = read.setdefault(measure.table.id, (measure.table, set()))[1]
        columns |= {field.column.id for field in measure.fields()}
    return {id: _declaration(table, columns) for id, (table, columns) in read.items()}


def _declaration(table: Table, read: set[str]) -> dict[str, Any]:
    read = read | {table.subject, *table.keys, *([table.period] if table.period is not None else [])}
    return {
        "rows": table.rows,
        "subject": table.subject,
        "absence": table.absence,
        "key": list(table.keys),
        "period": table.period,
        "limit": table.limit,
        "via": table.via,
        "columns": {column.id: _column(column) for column in table.columns if column.id in read},
    }


def _column(column: Column) -> dict[str, Any]:
    number = column.type == "number"
    return {
        "type": column.type,
        "required": column.required,
        "choices": sorted(column.choices),
        "decimals": column.decimals if number else None,
        "low": column.low if number else None,
        "high": column.high if number else None,
    }
