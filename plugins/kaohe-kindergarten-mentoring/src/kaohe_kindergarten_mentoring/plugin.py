"""The hooks of this plugin, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from kaohe_core import Data, Finding, ReadyDimension, ReadyScheme, Result, Scheme, Section, Table, Text, hookimpl
from kaohe_kindergarten_mentoring import checks, sections, tables

DIMENSIONS = ("plan", "environment", "research", "theme-courses", "home-work", "practice", "meetings")


@hookimpl
def kaohe_tables() -> list[Table]:
    """The kindergartens, their teachers, host schools, applicants for promotion, and what is recorded about them."""
    return list(tables.TABLES)


@hookimpl
def kaohe_dimensions() -> list[ReadyDimension]:
    """For ``use = "kindergarten-mentoring/environment"`` and its like."""
    folder = files("kaohe_kindergarten_mentoring") / "dimensions"
    return [ReadyDimension.from_file(folder / f"{name}.toml") for name in DIMENSIONS]


@hookimpl
def kaohe_schemes() -> list[ReadyScheme]:
    """For ``kaohe init``: the kindergartens of a township, their teachers, the host schools, and promotion."""
    folder = Path(__file__).parent / "schemes" / "township"
    return [ReadyScheme("township", Text("附属幼儿园结对帮扶考核", "Mentoring of attached kindergartens"), folder)]


@hookimpl
def kaohe_check(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """What only a look across rows and tables can find."""
    return checks.all_findings(scheme, tables)


@hookimpl
def kaohe_report_sections(result: Result) -> list[Section]:
    """Attendance at the monthly meetings, and milestones of the environment."""
    return sections.all_sections(result)
