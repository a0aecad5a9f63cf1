"""``kaohe init``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe_core.cli.session import Session, WrongUse, refuse_filled
from kaohe_core.cli.speaking import Argument, Option, Speaking, format_option, language_option
from kaohe_core.findings import did_you_mean
from kaohe_core.messages import message

if TYPE_CHECKING:
    from kaohe_core.plugins.contributions import ReadyScheme, Stamped


def run(own: Session, scheme: str | None, folder: Path | None, name: str | None, *, empty: bool) -> int:
    """Copy a ready scheme, or list all there are."""
    from kaohe_core.from_ready import copy, ready_schemes

    ready, broken = ready_schemes()
    if scheme is None:
        _list(own, ready)
        own.tell(broken) if len(broken) and not own.json else None
        return 0
    if scheme not in ready:
        own.tell(broken) if len(broken) and not own.json else None
        mend = did_you_mean(scheme, ready)
        raise WrongUse(message("no installed plugin brings the ready scheme “{name}”: {mend}", name=scheme, mend=mend))
    target = Path(scheme.partition("/")[2]) if folder is None else folder
    refuse_filled(target)
    copy(ready[scheme].value, target, _asked(own, ready[scheme].value) if name is None else name, empty=empty)
    if own.json:
        own.dump({"scheme": scheme, "folder": str(target)})
    else:
        if empty:
            own.say(message("{folder} is ready, with blank workbooks. Next: kaohe check {folder}", folder=target))
        else:
            own.say(message("{folder} is ready. Next: kaohe score {folder}", folder=target))
    return 0


def _asked(own: Session, scheme: ReadyScheme) -> str | None:
    """The school's name, where there is somebody to be asked; else that of the sample stays."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or own.json:
        return None
    from kaohe_core.from_ready import sample_name

    answer: str = click.prompt(message("The school’s name").text(own.language), default=sample_name(scheme))
    return answer


def _list(own: Session, ready: dict[str, Stamped[ReadyScheme]]) -> None:
    if own.json:
        own.dump(
            {
                "schemes": [
                    {
                        "id": id,
                        "title": stamped.value.title.text(own.language),
                        "plugin": stamped.plugin,
                        "version": stamped.version,
                    }
                    for id, stamped in ready.items()
                ]
            }
        )
        return
    if not ready:
        own.say(message("No installed plugin brings a ready scheme."))
        return
    own.say(message("Ready schemes (kaohe init SCHEME FOLDER copies one):"))
    for id, stamped in ready.items():
        own.say(message("  {id}: {title} ({plugin})", id=id, title=stamped.value.title, plugin=stamped))


command = Speaking(
    "init",
    say=message("Copy the ready scheme of a plugin into a new folder; without one, list them."),
    run=run,
    params=[
        Argument("scheme", say=message("the ready scheme, like plugin/id"), required=False, metavar="[SCHEME]"),
        Argument(
            "folder",
            say=message("the new folder; else one named like the scheme"),
            required=False,
            type=click.Path(path_type=Path),
            metavar="[FOLDER]",
        ),
        Option(
            "--name",
            say=message("the school’s name, written wherever the sample names one; else it is asked for"),
            default=None,
            metavar="NAME",
        ),
        Option("--empty", say=message("begin with blank workbooks instead of the sample’s data"), is_flag=True),
        format_option(),
        language_option(),
    ],
)
