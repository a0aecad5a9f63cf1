"""``kaohe init``."""

from __future__ import annotations

import re
from pathlib import Path

import click

from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Argument, Speaking, format_option, language_option
from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.messages import message
from kaohe_core.plugins.contributions import ABOUT, ReadyScheme, Stamped
from kaohe_core.plugins.loader import installed, load

LEFT_BEHIND = re.compile(rf"__pycache__|.*\.pyc|\..*|out|{re.escape(ABOUT)}")


def run(own: Session, scheme: str | None, folder: Path | None) -> int:
    """Copy a ready scheme, or list all there are."""
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
    copy(ready[scheme].value, target)
    if own.json:
        own.dump({"scheme": scheme, "folder": str(target)})
    else:
        own.say(message("{folder} is ready. Next: kaohe score {folder}", folder=target))
    return 0


def ready_schemes() -> tuple[dict[str, Stamped[ReadyScheme]], Findings]:
    """The ready schemes of every installed plugin by ``plugin/id``; and what is wrong with plugins that are broken."""
    found: dict[str, Stamped[ReadyScheme]] = {}
    wrong = Findings()
    for name, candidates in sorted(installed().items()):
        findings = Findings()
        plugins = load([(name, Place())], findings, {name: candidates})
        if findings.blocked:
            wrong.extend(findings)
        else:
            found |= plugins.schemes()
    return found, wrong


def copy(scheme: ReadyScheme, target: Path) -> None:
    """Copy a ready scheme to ``target``, whole or not at all. Raises FindingsError where the disk refuses."""
    from kaohe_core.writing import NewFile, new_folder

    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise WrongUse(message("{folder} is there already and not empty: name another folder", folder=target))
    files = {
        path.relative_to(scheme.folder).as_posix(): NewFile(path.read_bytes())
        for path in sorted(scheme.folder.rglob("*"))
        if path.is_file() and not any(LEFT_BEHIND.fullmatch(part) for part in path.relative_to(scheme.folder).parts)
    }
    new_folder(target.absolute(), files)


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
        format_option(),
        language_option(),
    ],
)
