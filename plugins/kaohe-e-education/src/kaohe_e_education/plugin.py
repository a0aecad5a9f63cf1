"""The hooks of this plugin, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from kaohe_core import Data, Finding, ReadyDimension, ReadyScheme, Result, Scheme, Section, Table, Text, hookimpl
from kaohe_e_education import checks, sections, tables

DIMENSIONS = (
    "use",
    "registers",
    "mode",
    "works",
    "review",
    "service",
    "homework",
    "activity",
    "organising",
    "files",
)
SCHEMES = {
    "county": Text("县远程教育考核", "County e-education"),
    "training": Text("教师远程培训考核", "Teachers’ remote training"),
}


@hookimpl
def kaohe_tables() -> list[Table]:
    """Schools, townships, trainees, and what is recorded about them."""
    return list(tables.TABLES)


@hookimpl
def kaohe_dimensions() -> list[ReadyDimension]:
    """For ``use = "e-education/use"`` and its like."""
    folder = files("kaohe_e_education") / "dimensions"
    return [ReadyDimension.from_file(folder / f"{name}.toml") for name in DIMENSIONS]


@hookimpl
def kaohe_schemes() -> list[ReadyScheme]:
    """For ``kaohe init``."""
    folder = Path(__file__).parent / "schemes"
    return [ReadyScheme(name, title, folder / name) for name, title in SCHEMES.items()]


@hookimpl
def kaohe_check(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """What only a look across rows and tables can find."""
    return checks.all_findings(scheme, tables)


@hookimpl
def kaohe_report_sections(result: Result) -> list[Section]:
    """Training by kind of staff, grades with their rates, and progress at the date that the scheme names."""
    return sections.all_sections(result)
