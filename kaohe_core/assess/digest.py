"""The digest of a scheme: it stands for what the scheme means.

It covers the scheme with its defaults; of the tables it reads, all that can change a mark (the columns read with type,
decimals, range and choices, the key, the period, and what absence means); every formula of the plan as resolved, so
that a rule that yields another one is seen; and the plugins whose rules, settlements and tables it uses, with their
versions. It does not depend on the order of keys, the spelling of numbers, the language, the name of a file, headers
and their aliases, or whether something was written out or taken from a plugin with ``use``.

The digest has the canonical form of :func:`kaohe_core.toml.write.canonical`, so that anyone can derive it again. A
formula stands in it as the digest of its node: a table with the class of the node under ``node`` and its fields, where
a formula below is the digest of that formula, a table or a column its id. What is lowered has what it means under
``means``. A node of a plugin bears its module before its class: two plugins' nodes are never one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kaohe_core.assess.plan import Plan
from kaohe_core.calendar import Calendar
from kaohe_core.formula.tree import Formula, Number
from kaohe_core.messages import Message, Text
from kaohe_core.plugins.requirements import CORE
from kaohe_core.scheme.load import Toolbox
from kaohe_core.scheme.resolved import full
from kaohe_core.tables.declared import Column, Table
from kaohe_core.toml.write import digest as digest_of

NAMED: dict[type, str] = {Number: "name"}  # a number means the same whoever may change it
OURS = Formula.__module__.partition(".")[0]


def digest(data: Mapping[str, Any], toolbox: Toolbox, plan: Plan) -> str:
    """``sha256:…`` of a scheme (its resolved ``data``), of what it computes, and of the tables that ``plan`` reads."""
    scheme = {key: value for key, value in full(data, toolbox).items() if key not in ("table", "column")}
    return digest_of(
        {
            "scheme": scheme,
            "tables": _declarations(plan),
            "formulas": _formulas(plan),
            "plugins": _plugins(plan, toolbox),
        }
    )


def digest_of_text(data: Mapping[str, Any], toolbox: Toolbox, plan: Plan) -> str:
    """``sha256:…`` of a scheme without what the round says: of its text, its tables and its plugins.

    The formulas of a plan have the values of the year in them; what they come to follows from the text and the plugins.
    """
    scheme = {key: value for key, value in full(data, toolbox).items() if key not in ("table", "column")}
    return digest_of({"text": scheme, "tables": _declarations(plan), "plugins": _plugins(plan, toolbox)})


def _plugins(plan: Plan, toolbox: Toolbox) -> dict[str, Any]:
    """What the scheme uses of each plugin, and its version. The core is known by its formulas."""
    used = {("rule", type(rule).name) for clause in plan.scheme.clauses() for rule in clause.rules()}
    used |= {("settlement", type(payment.settlement).name) for payment in plan.scheme.payment}
    used |= {("table", id) for id in plan.tables()}
    found: dict[str, Any] = {}
    for kind, name in sorted(used):
        brought = toolbox.brought.get((kind, name))
        if brought is not None and brought.plugin != CORE:
            plugin = found.setdefault(brought.plugin, {"version": brought.version})
            plugin.setdefault(kind, []).append(name)
    return found


def _formulas(plan: Plan) -> dict[str, Any]:
    known = _Digests()
    steps = {
        step.id: {
            "formula": known.of(step.formula),
            "applies": None if step.applies is None else known.of(step.applies),
            "parts": list(step.parts),
        }
        for step in plan.steps
    }
    return {"steps": steps, "conditions": [known.of(formula) for formula in plan.conditions()]}


class _Digests:
    """The digests of formulas; what formulas share is worked out once."""

    def __init__(self) -> None:
        self._known: dict[Formula, str] = {}

    def of(self, formula: Formula) -> str:
        """The digest of one formula."""
        if formula not in self._known:
            kind: Any = type(formula)
            ours = kind.__module__.partition(".")[0] == OURS
            fields = {
                field.name: self._plain(getattr(formula, field.name))
                for field in attrs.fields(kind)
                if field.eq
                and field.name != NAMED.get(kind)  # what two may differ in and mean the same is a title
                and (field.name != "throughout" or getattr(formula, field.name))  # without it digests stay as they were
            }
            self._known[formula] = digest_of(
                {
                    "node": kind.__name__ if ours else f"{kind.__module__}:{kind.__qualname__}",
                    "fields": fields,
                    "means": self.of(formula.simpler()) if formula.is_lowered() else None,
                }
            )
        return self._known[formula]

    def _plain(self, value: Any) -> Any:
        match value:
            case Formula():
                return self.of(value)
            case Table() | Column():
                return value.id
            case Calendar():  # however its days are spelled
                return [list(days) for days in value.exceptions()]
            case Message() | Text():
                return None
            case Fraction():
                return [value.numerator, value.denominator]
            case tuple() | list():
                return [{} if item is None else self._plain(item) for item in value]
            case Mapping():
                return {str(key): self._plain(item) for key, item in value.items()}
            case None | bool() | int() | Decimal() | str() | date():
                return value
            case _:  # of a plugin's node
                return str(value)


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
        **({} if column.blank is None else {"blank": column.blank}),
        **({"month": True} if column.month else {}),
    }
