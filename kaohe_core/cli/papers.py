"""``kaohe papers``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Option, Speaking, language_option, project_argument, scheme_option
from kaohe_core.messages import Message, message
from kaohe_core.papers.paper_kinds import FORMATS, KINDS

if TYPE_CHECKING:
    from kaohe_core.papers.papers_folder import Wanted


def run(
    own: Session,
    project: Path,
    scheme: str | None,
    paper: Sequence[str],
    forms: Sequence[str],
    each: bool,
    date: str,
    before: Path | None,
) -> int:
    """Score, and write the papers of every scheme."""
    from kaohe_core.papers.papers_folder import write

    asked = wanted(paper, forms, each=each, date=date, before=before)
    with working(own.language) as stage:
        opened, outcomes, findings = own.scored(project, scheme, stage)
        stage(message("writing the papers"))
        written = write(opened, outcomes, asked, findings)
    own.tell(findings)
    own.wrote(listed(written))
    return 0


def wanted(
    paper: Sequence[str],
    forms: Sequence[str],
    *,
    each: bool,
    date: str = "",
    before: Path | None = None,
    kinds: Sequence[str] = KINDS,
) -> Wanted:
    """What the options ask for: all ``kinds`` where none is named."""
    from kaohe_core.papers.papers_folder import Wanted

    return Wanted(tuple(paper) or tuple(kinds), formats(forms), each, date, before)


def formats(forms: Sequence[str]) -> tuple[str, ...]:
    """The forms asked for; PDF without being asked only where typst is installed."""
    from kaohe_core.papers.as_pdf import can_be_made
    from kaohe_core.papers.papers_folder import forms_here

    if "pdf" in forms and not can_be_made():
        raise WrongUse(message("PDF is made by typst, which is not installed: pip install typst, or leave out pdf"))
    return tuple(forms) or forms_here()


def listed(written: Sequence[Path]) -> Iterator[Path | Message]:
    """The files; of a folder with many, how many."""
    folders: dict[Path, list[Path]] = {}
    for path in written:
        folders.setdefault(path.parent, []).append(path)
    for parent, paths in folders.items():
        if len(paths) > 2 * len(KINDS) * len(FORMATS):
            yield message("  {count} files in {folder}", count=len(paths), folder=parent)
        else:
            yield from paths


def form_option(say: Message) -> Option:
    """``--as``."""
    return Option("--as", "forms", say=say, type=click.Choice(FORMATS), multiple=True)


def paper_options(kinds: Sequence[str] = KINDS) -> list[Option]:
    """``--paper``, ``--as``, ``--each``, ``--before``."""
    return [
        Option(
            "--paper",
            say=message("which paper, several times for several; else all that the scheme has"),
            type=click.Choice(kinds),
            multiple=True,
        ),
        form_option(message("html, pdf or xlsx, several times for several; else all that can be made here")),
        Option("--each", say=message("a file for every person, instead of one for all"), is_flag=True),
        Option(
            "--before",
            say=message("the folder of an earlier round, after kaohe score: the summary says what changed since"),
            type=click.Path(path_type=Path),
            metavar="FOLDER",
            default=None,
        ),
    ]


command = Speaking(
    "papers",
    say=message(
        "Write what is hung out, signed, sent or filed: the notice, personal sheets, the summary, the bank sheet, the "
        "records; each as a page, as PDF, and lists as .xlsx."
    ),
    run=run,
    params=[
        project_argument(),
        scheme_option(),
        *paper_options(),
        Option("--date", say=message("the date that stands on the papers, as it shall be printed"), default=""),
        language_option(),
    ],
)
