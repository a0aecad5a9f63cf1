"""Since which version every public name is there, and what is promised of it: what authors of plugins may rely on.

A name that is offered and does not stand here fails a test; so does one that stands here and is not offered. Names that
are to go stand in :mod:`kaohe_core.deprecated`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from kaohe_core.messages import Message, message

STABLE = message("the same within a minor version")
MAY_GROW = message("what it finds may grow with any version")


@frozen
class PublicName:
    """A name that may be relied on: where it is imported from, or what it is, since when, and what is promised."""

    name: str
    where: str
    since: str
    promise: Message


_NAMES: Mapping[str, Mapping[str, str]] = {  # where, since, which
    "kaohe_core": {
        "0.1": (
            "Add Amount And Best Choose Clause Column Command Compare CountOfRows CountOverUnit Data Day "
            "Dimension DistinctOfRows Divide Earlier Field Finding Findings FindingsError Formula FormulaError "
            "Greatest GreatestOfRows GreatestOverUnit Known Language Least LeastOfRows LeastOverUnit Lookup Mark "
            "MeanOfRows MeanOverUnit Measure Message Multiply Negate Not Notice Number OnlyRow Opened Operand Or "
            "Otherwise Outcome OverUnit Place Pot ROW Rank ReadyDimension ReadyScheme Rendering Result Round Row "
            "Rows Rule Running Scheme Section Settlement SinceLast Span Streak Subject Subtract SumOfRows "
            "SumOverUnit Table Text TrimmedMean Words all_of any_of catalogue check choose count_over "
            "did_you_mean doc hookimpl lift lookup mean nearest number open package param rank renders section "
            "shown sum_over total"
        )
    },
    "kaohe_core.testing": {
        "0.1": (
            "AlteredProject Computed FakeSite Oracle ScoredProject altered assert_agree assert_findings "
            "assert_paid_out assert_plugin assert_renderings_agree cells_of compute control_total core_tables "
            "differences kaohe_command kaohe_plugins kaohe_project kaohe_site on_a_half payment_lines read_rows "
            "rows_of score_all tied_across_the_edge"
        )
    },
    "hook": {
        "0.1": (
            "kaohe_check kaohe_commands kaohe_dimensions kaohe_report_sections kaohe_rules kaohe_schemes "
            "kaohe_settlements kaohe_tables"
        )
    },
    "kaohe_core.mypy_plugin": {"0.1": "plugin"},
}


def public_names() -> Iterator[PublicName]:
    """Every public name, by where it is imported from: of a fixture, the kit that brings it."""
    for where, by_version in _NAMES.items():
        promise = MAY_GROW if where.endswith("mypy_plugin") else STABLE
        for since, names in by_version.items():
            yield from (PublicName(name, where, since, promise) for name in names.split())
