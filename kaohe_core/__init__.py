"""What a plugin is written with: ``from kaohe_core import Rule, Table, hookimpl``.

And how a project is used from Python: ``import kaohe_core as kaohe``, then ``kaohe.open("township-school")``; see
:mod:`kaohe_core.api`.

These names are the whole public interface, and they stay as they are within a minor version. Modules below this one
may change at any time, except :mod:`kaohe_core.testing`, which tests of plugins use.

Each name is imported when it is first asked for: ``import kaohe_core`` alone imports neither Polars nor any room.
The core's own modules import from the module that defines a name, never from here.

``message`` is missing on purpose: a plugin makes its own with ``catalogue("its_package")``, or its translations would
not be found.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaohe_core.api import Opened, Outcome, open  # noqa: A004  # kaohe.open(folder) opens a project
    from kaohe_core.assess.result import Result, Subject
    from kaohe_core.findings import Finding, Findings, FindingsError, Place, did_you_mean, nearest
    from kaohe_core.formula.numbers import shown
    from kaohe_core.formula.rendering import Rendering, renders
    from kaohe_core.formula.tree import (
        Add,
        And,
        Best,
        Choose,
        Compare,
        CountOfRows,
        CountOverUnit,
        Day,
        DistinctOfRows,
        Divide,
        Earlier,
        Field,
        Formula,
        FormulaError,
        Greatest,
        GreatestOfRows,
        GreatestOverUnit,
        Known,
        Least,
        LeastOfRows,
        LeastOverUnit,
        Lookup,
        Mark,
        MeanOfRows,
        MeanOverUnit,
        Measure,
        Multiply,
        Negate,
        Not,
        Number,
        OnlyRow,
        Operand,
        Or,
        Otherwise,
        OverUnit,
        Rank,
        Round,
        Running,
        SinceLast,
        Span,
        Streak,
        Subtract,
        SumOfRows,
        SumOverUnit,
        TrimmedMean,
        Words,
        all_of,
        any_of,
        choose,
        count_over,
        lift,
        lookup,
        mean,
        rank,
        sum_over,
        total,
    )
    from kaohe_core.messages import Language, Message, Text, catalogue
    from kaohe_core.plugins.asked import check, section
    from kaohe_core.plugins.contributions import Command, ReadyDimension, ReadyScheme, Section
    from kaohe_core.plugins.hooks import hookimpl
    from kaohe_core.plugins.package import package
    from kaohe_core.plugins.rows import Row, Rows
    from kaohe_core.rules.rule import Notice, Rule, doc, number, param
    from kaohe_core.rules.settlement import Amount, Pot, Settlement
    from kaohe_core.scheme.model import Clause, Dimension, Scheme
    from kaohe_core.tables.data import ROW, Data
    from kaohe_core.tables.declared import Column, Table

__all__ = [
    "ROW",
    "Add",
    "Amount",
    "And",
    "Best",
    "Choose",
    "Clause",
    "Column",
    "Command",
    "Compare",
    "CountOfRows",
    "CountOverUnit",
    "Data",
    "Day",
    "Dimension",
    "DistinctOfRows",
    "Divide",
    "Earlier",
    "Field",
    "Finding",
    "Findings",
    "FindingsError",
    "Formula",
    "FormulaError",
    "Greatest",
    "GreatestOfRows",
    "GreatestOverUnit",
    "Known",
    "Language",
    "Least",
    "LeastOfRows",
    "LeastOverUnit",
    "Lookup",
    "Mark",
    "MeanOfRows",
    "MeanOverUnit",
    "Measure",
    "Message",
    "Multiply",
    "Negate",
    "Not",
    "Notice",
    "Number",
    "OnlyRow",
    "Opened",
    "Operand",
    "Or",
    "Otherwise",
    "Outcome",
    "OverUnit",
    "Place",
    "Pot",
    "Rank",
    "ReadyDimension",
    "ReadyScheme",
    "Rendering",
    "Result",
    "Round",
    "Row",
    "Rows",
    "Rule",
    "Running",
    "Scheme",
    "Section",
    "Settlement",
    "SinceLast",
    "Span",
    "Streak",
    "Subject",
    "Subtract",
    "SumOfRows",
    "SumOverUnit",
    "Table",
    "Text",
    "TrimmedMean",
    "Words",
    "all_of",
    "any_of",
    "catalogue",
    "check",
    "choose",
    "count_over",
    "did_you_mean",
    "doc",
    "hookimpl",
    "lift",
    "lookup",
    "mean",
    "nearest",
    "number",
    "open",
    "package",
    "param",
    "rank",
    "renders",
    "section",
    "shown",
    "sum_over",
    "total",
]

_ROOMS = {
    "api": "Opened Outcome open",
    "assess.result": "Result Subject",
    "plugins.contributions": "Command ReadyDimension ReadyScheme Section",
    "findings": "Finding Findings FindingsError Place did_you_mean nearest",
    "formula.numbers": "shown",
    "formula.rendering": "Rendering renders",
    "formula.tree": (
        "Day Field Formula FormulaError Mark Number Operand Words "
        "Measure Best CountOfRows DistinctOfRows GreatestOfRows LeastOfRows MeanOfRows OnlyRow Streak SumOfRows "
        "TrimmedMean Earlier SinceLast "
        "Add And Choose Compare Divide Greatest Known Least Lookup Multiply Negate Not Or Otherwise Round "
        "Span Subtract OverUnit CountOverUnit GreatestOverUnit LeastOverUnit MeanOverUnit Rank Running SumOverUnit "
        "all_of any_of choose count_over lift lookup mean rank sum_over total"
    ),
    "plugins.asked": "check section",
    "plugins.hooks": "hookimpl",
    "plugins.package": "package",
    "plugins.rows": "Row Rows",
    "messages": "Language Message Text catalogue",
    "rules.rule": "Notice Rule doc number param",
    "rules.settlement": "Amount Pot Settlement",
    "scheme.model": "Clause Dimension Scheme",
    "tables.data": "Data ROW",
    "tables.declared": "Column Table",
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """The public name, imported now; raises ``AttributeError`` for any other."""
    if name not in _HOME and not name.startswith("__"):
        from warnings import warn

        going = import_module("kaohe_core.deprecated").DEPRECATED
        if name in going:
            warn(going[name].told(name), DeprecationWarning, stacklevel=2)
            return __getattr__(going[name].instead)
    if name not in _HOME:
        raise AttributeError(f"kaohe_core offers no {name!r} to plugins; what it offers is in kaohe_core.__all__")
    value = getattr(import_module(f"kaohe_core.{_HOME[name]}"), name)
    globals()[name] = value  # the next time it is there
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
