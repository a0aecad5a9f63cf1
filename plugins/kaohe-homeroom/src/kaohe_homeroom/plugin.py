"""The hooks of this plugin, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from kaohe_core import Data, Finding, ReadyDimension, ReadyScheme, Result, Scheme, Section, Table, Text, hookimpl
from kaohe_homeroom import checks, sections, tables


@hookimpl
def kaohe_tables() -> list[Table]:
    """The classes and their sheet; the head and deputy teachers and what is recorded about them."""
    return list(tables.TABLES)


@hookimpl
def kaohe_dimensions() -> list[ReadyDimension]:
    """For ``use = "homeroom/class-work"`` and ``use = "homeroom/class-result"``."""
    folder = files("kaohe_homeroom") / "dimensions"
    return [ReadyDimension.from_file(folder / f"{name}.toml") for name in ("class-work", "class-result")]


@hookimpl
def kaohe_schemes() -> list[ReadyScheme]:
    """For ``kaohe init``: the classes of one term, and from their result the teachers."""
    folder = Path(__file__).parent / "schemes" / "homeroom"
    return [ReadyScheme("homeroom", Text("班级与班主任考核", "Classes and homeroom teachers"), folder)]


@hookimpl
def kaohe_check(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """What only a look across rows and tables can find."""
    return checks.all_findings(scheme, tables)


@hookimpl
def kaohe_report_sections(result: Result) -> list[Section]:
    """Who is to be trained, and who just missed a quota."""
    return sections.all_sections(result)
