"""``kaohe report``."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Option, Speaking, language_option, project_argument, scheme_option
from kaohe_core.messages import message

ENDING = ".xlsx"


def run(own: Session, project: Path, scheme: str | None, workbook: Path | None) -> int:
    """Score and write the workbook of every scheme."""
    if workbook is None:
        raise WrongUse(message("say what to write: --workbook result.xlsx"))
    if workbook.suffix.lower() != ENDING:
        raise WrongUse(message("the workbook’s name must end in .xlsx, not “{name}”", name=workbook.name))
    if not workbook.absolute().parent.is_dir():
        raise WrongUse(message("there is no folder {folder}", folder=workbook.parent))
    with working(own.language) as stage:
        stage(message("loading plugins and schemes"))
        opened = own.project(project)
        loaded = opened.begin(scheme)
        stage(message("reading tables and scoring"))
        outcomes = opened.outcomes(loaded)
        stage(message("writing the workbook"))
        written = []
        for one in outcomes:
            out = workbook if len(outcomes) == 1 else workbook.with_stem(f"{workbook.stem}-{one.id}")
            try:
                written.append(one.to_workbook(out))
            except OSError as error:
                what = message(
                    "{file} cannot be written ({reason}): is it open in another program?",
                    file=out,
                    reason=error.strerror or str(error),
                )
                raise WrongUse(what) from None
    own.tell(outcomes[0].findings)
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
