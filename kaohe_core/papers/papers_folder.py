"""The folder ``papers/`` of a project: every paper of every scheme, in every form asked for, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from kaohe_core.findings import Findings
from kaohe_core.messages import message
from kaohe_core.papers.as_html import html
from kaohe_core.papers.as_pdf import can_be_made, pdf
from kaohe_core.papers.as_xlsx import has_lists, xlsx
from kaohe_core.papers.bank import bank
from kaohe_core.papers.earlier import EarlierResult, earlier
from kaohe_core.papers.filenames import filenames
from kaohe_core.papers.notice import notice
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import Paper
from kaohe_core.papers.paper_kinds import FORMATS
from kaohe_core.papers.personal import personal
from kaohe_core.papers.summary_sheet import summary
from kaohe_core.papers.table_lists import table_lists
from kaohe_core.results.payout import lines
from kaohe_core.writing import NewFile, replace

if TYPE_CHECKING:
    from kaohe_core.api import Opened, Outcome
    from kaohe_core.plugins.contributions import Section, Stamped
    from kaohe_core.results.payout import Transfer
    from kaohe_core.tables.data import Data

FOLDER = "papers"
PRIVATE = ("personal", "summary", "bank", "tables")  # all but what hangs out


def forms_here() -> tuple[str, ...]:
    """The forms that can be made here: PDF only where typst is installed."""
    return tuple(one for one in FORMATS if one != "pdf" or can_be_made())


@frozen
class Wanted:
    """Which papers, in which forms, and whether everybody has a file of their own."""

    kinds: tuple[str, ...]
    formats: tuple[str, ...]
    each: bool = False
    date: str = ""
    before: Path | None = None  # where an earlier result lies


@frozen
class PaidInto:
    """What is printed of a result that was scored without account numbers: who is paid, and the tables without them."""

    transfers: Sequence[Transfer]
    tables: Mapping[str, Data]


def write(opened: Opened, outcomes: Sequence[Outcome], wanted: Wanted, findings: Findings) -> list[Path]:
    """Write the papers under ``papers`` of the project, a folder a scheme; what stood there before goes.

    What is worth knowing is noted in ``findings``. Raises :class:`~kaohe_core.findings.FindingsError` where something
    cannot be written; nothing is changed then.
    """
    watch = findings.watch()
    occasions = [
        Occasion(opened.name, one.digest, one.language, date=wanted.date, before=_before(wanted, one.id, findings))
        for one in outcomes
    ]
    watch.stop()
    both = zip(outcomes, occasions, strict=True)
    folders = {outcome.id: dict(files(outcome, occasion, wanted)) for outcome, occasion in both}
    findings.extend(one for outcome in outcomes for one in outcome.findings)  # each is told once
    return replace(opened.folder / FOLDER, folders, findings, opened.project.inputs(), by="kaohe papers")


def _before(wanted: Wanted, scheme: str, findings: Findings) -> EarlierResult | None:
    return None if wanted.before is None else earlier(wanted.before, scheme, findings)


def files(
    outcome: Outcome, occasion: Occasion, wanted: Wanted, accounts: PaidInto | None = None
) -> Iterator[tuple[str, NewFile]]:
    """The files of one result by name, printed for this occasion."""
    for kind, name, paper in papers(outcome, occasion, wanted, accounts):
        yield from filed(name, paper, wanted.formats, private=kind in PRIVATE)


def filed(name: str, paper: Paper, formats: Sequence[str], *, private: bool) -> Iterator[tuple[str, NewFile]]:
    """A paper in every form that it has, by the name of the file."""
    if "html" in formats:
        yield f"{name}.html", NewFile(html(paper), private=private)
    if "pdf" in formats:
        yield f"{name}.pdf", NewFile(pdf(paper), private=private)
    if "xlsx" in formats and has_lists(paper):
        yield f"{name}.xlsx", NewFile(xlsx(paper), private=private)


def papers(
    outcome: Outcome, occasion: Occasion, wanted: Wanted, accounts: PaidInto | None = None
) -> Iterator[tuple[str, str, Paper]]:
    """The papers of one result: kind, name of the file, paper. A scheme that pays nobody has no bank sheet.

    ``accounts``: where the result was scored without account numbers, the transfers and the tables to print instead.
    """
    say, scored = outcome.language, outcome.scored
    sections = sections_of(outcome)
    if "notice" in wanted.kinds:
        yield "notice", message("notice").text(say), notice(scored, occasion, sections)
    if "personal" in wanted.kinds:
        for name, paper in _personal(outcome, occasion, sections, each=wanted.each):
            yield "personal", name, paper
    if "summary" in wanted.kinds:
        yield "summary", message("summary").text(say), summary(scored, occasion, sections)
    if "bank" in wanted.kinds:
        transfers = accounts.transfers if accounts is not None else _transfers(outcome)
        if transfers:
            yield "bank", message("payment sheet").text(say), bank(transfers, outcome.title, occasion)
    if "tables" in wanted.kinds:
        yield "tables", message("records").text(say), _tables(outcome, occasion, accounts)


def _transfers(outcome: Outcome) -> Sequence[Transfer]:
    watch = outcome.findings.watch()
    found = lines(outcome.scored, outcome.findings)
    watch.stop()
    return found


def _tables(outcome: Outcome, occasion: Occasion, accounts: PaidInto | None) -> Paper:
    tables = outcome.scored.tables if accounts is None else accounts.tables
    return table_lists(tables, outcome.title, occasion)


def sections_of(outcome: Outcome) -> Sequence[Stamped[Section]]:
    """The tables that plugins add; raises :class:`~kaohe_core.findings.FindingsError` where one fails."""
    watch = outcome.findings.watch()
    found = outcome.project.plugins.report_sections(outcome.result, outcome.findings)
    watch.stop()
    return found


def _personal(
    outcome: Outcome, occasion: Occasion, sections: Sequence[Stamped[Section]], *, each: bool
) -> Iterator[tuple[str, Paper]]:
    say = outcome.language
    ids = [subject.id for subject in outcome.result.subjects()]
    title = message("personal sheets").text(say)
    if not each:
        if ids:
            yield title, personal([outcome.explain(id) for id in ids], outcome.title, occasion, sections)
        return
    names = filenames([f"{id} {outcome.people[id]}" for id in ids], "")
    for id, name in zip(ids, names, strict=True):
        yield f"{title}/{name}", personal([outcome.explain(id)], outcome.title, occasion, sections)
