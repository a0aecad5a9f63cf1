"""The hooks of this plugin, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from kaohe_core import (
    Data,
    Finding,
    ReadyDimension,
    ReadyScheme,
    Result,
    Rule,
    Scheme,
    Section,
    Table,
    Text,
    hookimpl,
)
from kaohe_performance_pay import appraisal_checks, appraisal_tables, checks, rules, sections, tables

DIMENSIONS = (
    "attendance",
    "workload",
    "process",
    "results",
    "appraisal-attendance",
    "appraisal-ethics",
    "appraisal-routine",
    "appraisal-ability",
    "appraisal-workload",
    "indicators-ethics",
    "indicators-workload",
    "indicators-performance",
    "indicators-growth",
    "indicators-pupils",
    "indicators-pass-rate",
    "indicators-course-development",
)
SCHEMES = (
    ("pay", Text("绩效工资考核分配", "Performance pay")),
    ("appraisal", Text("教师年度考核", "Yearly appraisal of teachers")),
    ("indicators", Text("教师学期考核评价指标", "Indicators of a term for teachers")),
)


@hookimpl
def kaohe_rules() -> list[type[Rule]]:
    """Two-way tables of prizes, and marks lost altogether beyond a limit."""
    return [rules.PrizeTable, rules.Forfeit]


@hookimpl
def kaohe_tables() -> list[Table]:
    """The roster, and everything that is recorded about the people on it."""
    return [*tables.TABLES, *appraisal_tables.TABLES]


@hookimpl
def kaohe_dimensions() -> list[ReadyDimension]:
    """For ``use = "performance-pay/attendance"`` and its like."""
    folder = files("kaohe_performance_pay") / "dimensions"
    return [ReadyDimension.from_file(folder / f"{name}.toml") for name in DIMENSIONS]


@hookimpl
def kaohe_schemes() -> list[ReadyScheme]:
    """For ``kaohe init``."""
    folder = Path(__file__).parent / "schemes"
    return [ReadyScheme(id, title, folder / id) for id, title in SCHEMES]


@hookimpl
def kaohe_check(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """What only a look across rows and tables can find."""
    return [*checks.all_findings(scheme, tables), *appraisal_checks.all_findings(scheme, tables)]


@hookimpl
def kaohe_report_sections(result: Result) -> list[Section]:
    """Who is referred to the superior's rule."""
    return sections.all_sections(result)
