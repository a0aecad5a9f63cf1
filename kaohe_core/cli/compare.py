"""``kaohe compare``: what another scheme says, clause by clause, and whom it would have changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Argument, Option, Speaking, format_option, language_option, scheme_option
from kaohe_core.findings import FindingsError
from kaohe_core.messages import Message, message


def run(own: Session, old: Path, new: Path, project: Path | None, scheme: str | None) -> int:
    """Print what changed, what it weighs, whom it changes, and the money."""
    from kaohe_core.compare.comparison import told
    from kaohe_core.compare.versions import NotComparable, compared, sides

    blamed = partial(_blamed, own)
    try:
        with working(own.language) as stage:
            stage(message("loading plugins and schemes"))
            before, after = sides(old, new, project, scheme, lambda path: own.project(path).project, blamed)
            stage(message("reading tables and scoring"))
            found = compared(before, after, scheme, own.language, blamed)
    except NotComparable as error:
        raise WrongUse(error.what) from error
    if own.json:
        own.dump(found.data())
        return 0
    for part in told(found):
        if isinstance(part, str):
            own.say(part)
        else:
            own.draw(part)
    own.tell(found.findings)
    return 0


@contextmanager
def _blamed(own: Session, name: Path) -> Iterator[None]:
    """Say of which of the two the findings are that stop the work."""
    try:
        yield
    except FindingsError:
        if not own.json:
            own.say(message("findings of {name}:", name=name), err=True)
        raise


def _side(name: str, say: Message) -> Argument:
    return Argument(name, say=say, type=click.Path(path_type=Path))


command = Speaking(
    "compare",
    say=message(
        "Compare two versions of a scheme: what changed clause by clause, and whom it would have changed on the "
        "records."
    ),
    run=run,
    params=[
        _side("old", message("the scheme in force: a project’s folder, or a scheme file")),
        _side("new", message("the other scheme: a project’s folder, or a scheme file")),
        Option(
            "--project",
            say=message("for scheme files, the project whose records are used; else the current folder"),
            type=click.Path(path_type=Path),
            default=None,
            metavar="FOLDER",
        ),
        scheme_option(),
        format_option(),
        language_option(),
    ],
)
