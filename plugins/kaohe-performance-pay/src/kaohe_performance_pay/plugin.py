"""The hooks of this plugin, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from kaohe_core import Data, Finding, ReadyDimension, ReadyScheme, Scheme, Table, Text, hookimpl
from kaohe_performance_pay import checks, tables

DIMENSIONS = ("attendance", "workload", "process", "results")


@hookimpl
def kaohe_tables() -> list[Table]:
    """The roster, and everything that is recorded about the people on it."""
    return list(tables.TABLES)


@hookimpl
def kaohe_dimensions() -> list[ReadyDimension]:
    """For ``use = "performance-pay/attendance"`` and its like."""
    folder = files("kaohe_performance_pay") / "dimensions"
    return [ReadyDimension.from_file(folder / f"{name}.toml") for name in DIMENSIONS]


@hookimpl
def kaohe_schemes() -> list[ReadyScheme]:
    """For ``kaohe init``."""
    folder = Path(__file__).parent / "schemes" / "pay"
    return [ReadyScheme("pay", Text("绩效工资考核分配", "Performance pay"), folder)]


@hookimpl
def kaohe_check(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """What only a look across rows and tables can find."""
    return checks.all_findings(scheme, tables)
