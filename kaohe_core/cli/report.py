"""``kaohe report``."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Option, Speaking, language_option, project_argument, scheme_option
from kaohe_core.messages import message
from kaohe_core.writing import write_files

ENDING = ".xlsx"


def run(own: Session, project: Path, scheme: str | None, workbook: Path | None) -> int:
    """Score and write the workbook of every scheme."""
    if workbook is None:
        raise WrongUse(message("say what to write: --workbook result.xlsx"))
    if workbook.suffix.lower() != ENDING:
        raise WrongUse(message("the workbook’s name must end in .xlsx, not “{name}”", name=workbook.name))
    if workbook.is_dir():
        raise WrongUse(message("{file} is a folder: name a file in it", file=workbook))
    if not workbook.absolute().parent.is_dir():
        raise WrongUse(message("there is no folder {folder}", folder=workbook.parent))
    with working(own.language) as stage:
        opened, outcomes, findings = own.scored(project, scheme, stage)
        stage(message("writing the workbook"))
        files = {
            (workbook if len(outcomes) == 1 else workbook.with_stem(f"{workbook.stem}-{one.id}")).name: one.workbook()
            for one in outcomes
        }
        findings.extend(one for outcome in outcomes for one in outcome.findings)  # each is told once
        written = write_files(workbook.parent, files, findings, opened.project.inputs(), by="kaohe report")
    own.tell(findings)
    own.wrote(written)
    return 0


command = Speaking(
    "report",
    say=message(
        "Write a workbook that computes the result itself: "
        "every mark and amount is a live formula over the input sheets."
    ),
    run=run,
    params=[
        project_argument(),
        Option(
            "--workbook",
            say=message("the .xlsx file to write; of several schemes each gets its id in the name"),
            metavar="OUT.xlsx",
            type=click.Path(path_type=Path, dir_okay=False),
            default=None,
        ),
        scheme_option(),
        language_option(),
    ],
)
