"""``kaohe check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import (
    Option,
    Speaking,
    format_option,
    language_option,
    project_argument,
    scheme_option,
)
from kaohe_core.findings import Place
from kaohe_core.messages import Message, message

if TYPE_CHECKING:
    from rich.table import Table

    from kaohe_core.api import Opened
    from kaohe_core.tables.as_understood import SheetAsRead
    from kaohe_core.tables.data import Data


def run(own: Session, project: Path, scheme: str | None, show: str | None) -> int:
    """Print every finding about the schemes and the data, or one table as it was read; nothing is written."""
    if show is not None:
        return _show(own, own.project(project), scheme, show)
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        opened = own.project(project)
        stage(message("reading tables and scoring"))
        findings = opened.check(scheme)
    if own.json or len(findings):
        own.tell(findings, err=False)
    if findings.blocked:
        return 1
    if not own.json:
        own.say(
            message(
                "{project}: {count} schemes and their data are in order.",
                project=opened.name,
                count=1 if scheme is not None else len(opened.schemes),
            )
        )
    return 0


def _show(own: Session, opened: Opened, scheme: str | None, asked: str) -> int:
    """Print a table as it was understood, and what is wrong with it."""
    from kaohe_core.tables.as_understood import as_data, understood

    findings, data = opened.begin(scheme).as_read(asked)
    if own.json:
        shown = {} if data is None else as_data(data, own.language)
        own.dump({**shown, "findings": [finding.data(own.language) for finding in findings]})
        return 1 if findings.blocked else 0
    for sheet in () if data is None else understood(data, own.language):
        own.say(message("{table}, as read from {place}:", table=sheet.data.table.title, place=_named(sheet.data, own)))
        for about in sheet.about():
            own.say(about)
        own.draw(_drawn(own, sheet))
    own.tell(findings, err=False)
    return 1 if findings.blocked else 0


def _named(data: Data, own: Session) -> str:
    return Place(file=data.file, sheet=data.sheet).text(own.language)


def _drawn(own: Session, sheet: SheetAsRead) -> Table:
    from rich.table import Table

    def text(said: Message) -> str:
        return said.text(own.language)

    columns = sheet.data.table.columns
    table = Table(box=None, pad_edge=False)
    table.add_column(text(message("row")), justify="right")
    for column in columns:
        table.add_column(column.title.text(own.language), justify="right" if column.type == "number" else "left")
    table.add_column("")
    for line in sheet.lines:
        number = "" if line.row is None else str(line.row)
        if line.left_out:
            why = text(message("left out: {why}", why=line.remarks[0]))
            table.add_row(number, line.text, *([""] * (len(columns) - 1)), why, style="dim")
        else:
            remarks = "; ".join(text(remark) for remark in line.remarks)
            table.add_row(number, *("—" if value is None else value for value in line.values), remarks)
    return table


command = Speaking(
    "check",
    say=message("Check the schemes and the data of a project, and show all that is wrong at once."),
    run=run,
    params=[
        project_argument(),
        scheme_option(),
        Option(
            "--show",
            say=message("show this table (its id or title) row by row, as it was understood"),
            metavar="TABLE",
            default=None,
        ),
        format_option(),
        language_option(),
    ],
)
