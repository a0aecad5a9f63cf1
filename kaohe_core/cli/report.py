"""``kaohe report``."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session, Wrong
from kaohe_core.cli.speaking import Option, Speaking, language_option, project_argument, scheme_option
from kaohe_core.findings import Findings
from kaohe_core.messages import message

ENDING = ".xlsx"


def run(own: Session, project: Path, scheme: str | None, workbook: Path | None) -> int:
    """Score and write the workbook of every scheme."""
    from kaohe_core.cli.score import scored
    from kaohe_core.workbook import write_workbook

    if workbook is None:
        raise Wrong(message("say what to write: --workbook result.xlsx"))
    if workbook.suffix.lower() != ENDING:
        raise Wrong(message("the workbook’s name must end in .xlsx, not “{name}”", name=workbook.name))
    if not workbook.absolute().parent.is_dir():
        raise Wrong(message("there is no folder {folder}", folder=workbook.parent))
    findings = Findings()
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        opened = own.project(project)
        readies = own.ready(opened, scheme)
        stage(message("reading tables and scoring"))
        schemes = scored(opened, readies, findings)
        stage(message("writing the workbook"))
        written = []
        for one in schemes:
            out = workbook if len(schemes) == 1 else workbook.with_stem(f"{workbook.stem}-{one.ready.entry.id}")
            sections = opened.plugins.report_sections(one.result)
            try:
                findings.extend(write_workbook(one.plan, one.result, one.tables, out, own.language, sections))
            except OSError as error:
                what = message(
                    "{file} cannot be written ({reason}): is it open in another program?",
                    file=out,
                    reason=error.strerror or str(error),
                )
                raise Wrong(what) from None
            written.append(out)
    own.tell(findings)
    own.say(message("Written:"))
    for path in written:
        own.say(f"  {path}")
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
