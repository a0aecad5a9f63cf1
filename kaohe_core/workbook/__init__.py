"""The workbook: a result that computes itself again in front of the reader (``kaohe report --workbook``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaohe_core.assess.plan import Plan
    from kaohe_core.assess.result import Result
    from kaohe_core.findings import Findings
    from kaohe_core.messages import Language
    from kaohe_core.plugins.contributions import Section, Stamped
    from kaohe_core.tables.data import Data
    from kaohe_core.writing import NewFile

__all__ = ["workbook", "write_workbook"]


def write_workbook(
    plan: Plan,
    result: Result,
    tables: Mapping[str, Data],
    out: Path,
    findings: Findings,
    language: Language = "zh",
    sections: Sequence[Stamped[Section]] = (),
) -> None:
    """Write the result of one scheme to ``out`` (.xlsx): every mark and amount a live formula over the input sheets.

    Beside every formula stands the value the program computed. ``sections`` are the sheets that plugins add. Notes
    if numbers are so large that a spreadsheet's last digit is not certain.
    """
    from kaohe_core.writing import write_file

    write_file(out, workbook(plan, result, tables, findings, language, sections), findings, by="kaohe report")


def workbook(
    plan: Plan,
    result: Result,
    tables: Mapping[str, Data],
    findings: Findings,
    language: Language = "zh",
    sections: Sequence[Stamped[Section]] = (),
) -> NewFile:
    """What :func:`write_workbook` writes."""
    from kaohe_core.workbook.check_sheet import note_beyond_limit
    from kaohe_core.workbook.contents import build
    from kaohe_core.workbook.to_xlsx import xlsx
    from kaohe_core.writing import NewFile

    built = build(plan, result, tables, sections, language)
    note_beyond_limit(built.book, plan.scheme.title, language, findings)
    return NewFile(xlsx(built.book, built.names, plan.scheme.title), private=True)
