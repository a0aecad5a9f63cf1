"""The hooks of this plugin, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from kaohe_core import Data, Finding, ReadyDimension, ReadyScheme, Result, Scheme, Section, Table, Text, hookimpl
from kaohe_legal_education import checks, sections, tables

DIMENSIONS = ("parents", "teachers", "pupils", "stages")


@hookimpl
def kaohe_tables() -> list[Table]:
    """The schools, the people who are chosen among, and what is recorded about them."""
    return list(tables.TABLES)


@hookimpl
def kaohe_dimensions() -> list[ReadyDimension]:
    """For ``use = "legal-education/parents"`` and its like."""
    folder = files("kaohe_legal_education") / "dimensions"
    return [ReadyDimension.from_file(folder / f"{name}.toml") for name in DIMENSIONS]


@hookimpl
def kaohe_schemes() -> list[ReadyScheme]:
    """For ``kaohe init``."""
    folder = Path(__file__).parent / "schemes" / "legal"
    return [ReadyScheme("legal", Text("法律“三带三进”活动考核", "Legal education of a county"), folder)]


@hookimpl
def kaohe_check(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """What only a look across rows and tables can find."""
    return checks.all_findings(scheme, tables)


@hookimpl
def kaohe_report_sections(result: Result) -> list[Section]:
    """How many pupils did each of the six ones."""
    return sections.all_sections(result)
