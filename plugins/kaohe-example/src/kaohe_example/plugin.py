"""The hooks of this plugin, and nothing else."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from kaohe_core import ReadyDimension, ReadyScheme, Rule, Table, Text, hookimpl
from kaohe_example import rules, tables


@hookimpl
def kaohe_tables() -> list[Table]:
    """The roster of readers, and what they read."""
    return [tables.READERS, tables.READING_LOG]


@hookimpl
def kaohe_rules() -> list[type[Rule]]:
    """Marks for every full so many pages."""
    return [rules.Every]


@hookimpl
def kaohe_dimensions() -> list[ReadyDimension]:
    """For ``use = "example/reading"``."""
    return [ReadyDimension.from_file(files("kaohe_example") / "dimensions" / "reading.toml")]


@hookimpl
def kaohe_schemes() -> list[ReadyScheme]:
    """For ``kaohe init``."""
    folder = Path(__file__).parent / "schemes" / "reading"
    return [ReadyScheme("reading", Text("读书活动考核", "Reading activity"), folder)]
