"""The hooks of this plugin, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from kaohe_core import Data, Finding, ReadyDimension, ReadyScheme, Result, Scheme, Section, Table, Text, hookimpl
from kaohe_safety import checks, sections, tables

DIMENSIONS = ("work-safety", "fire", "forest-fire")


@hookimpl
def kaohe_tables() -> list[Table]:
    """The units, their hazards, and what else is recorded about them."""
    return list(tables.TABLES)


@hookimpl
def kaohe_dimensions() -> list[ReadyDimension]:
    """For ``use = "safety/fire"`` and its like."""
    folder = files("kaohe_safety") / "dimensions"
    return [ReadyDimension.from_file(folder / f"{name}.toml") for name in DIMENSIONS]


@hookimpl
def kaohe_schemes() -> list[ReadyScheme]:
    """For ``kaohe init``."""
    folder = Path(__file__).parent / "schemes" / "campaign"
    return [ReadyScheme("campaign", Text("冬春安全治理考核", "Safety campaign of a winter"), folder)]


@hookimpl
def kaohe_check(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """What only a look across rows and tables can find."""
    return checks.all_findings(scheme, tables)


@hookimpl
def kaohe_report_sections(result: Result) -> list[Section]:
    """How far hazards are closed."""
    return sections.all_sections(result)
