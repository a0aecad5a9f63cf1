"""``kaohe init``."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve

from kaohe_core.cli.session import Session, WrongUse, refuse_filled
from kaohe_core.cli.speaking import Argument, Option, Speaking, format_option, language_option
from kaohe_core.config import ResultSource
from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.messages import message
from kaohe_core.plugins.contributions import ABOUT, ReadyScheme, Stamped
from kaohe_core.plugins.loader import installed, load

if TYPE_CHECKING:
    from kaohe_core.writing import NewFile

LEFT_BEHIND = re.compile(rf"__pycache__|.*\.pyc|\..*|out|{re.escape(ABOUT)}")


def run(own: Session, scheme: str | None, folder: Path | None, name: str | None, *, empty: bool) -> int:
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
    copy(ready[scheme].value, target, _asked(own, ready[scheme].value) if name is None else name, empty=empty)
    if own.json:
        own.dump({"scheme": scheme, "folder": str(target)})
    else:
        if empty:
            own.say(message("{folder} is ready, with blank workbooks. Next: kaohe check {folder}", folder=target))
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


def _asked(own: Session, scheme: ReadyScheme) -> str | None:
    """The school's name, where there is somebody to be asked; else that of the sample stays."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or own.json:
        return None
    answer: str = click.prompt(message("The school’s name").text(own.language), default=_sample_name(scheme))
    return answer


def _sample_name(scheme: ReadyScheme) -> str:
    """The name of the made-up school of a ready scheme."""
    found = tomllib.loads((scheme.folder / "kaohe.toml").read_text(encoding="utf-8-sig"))
    return str(found["project"]["name"])


def copy(scheme: ReadyScheme, target: Path, name: str | None = None, *, empty: bool = False) -> None:
    """Copy a ready scheme to ``target``, whole or not at all.

    ``name`` takes the place of the sample's school wherever that is named; ``empty`` puts blank workbooks in the place
    of the sample's data. Raises FindingsError where the disk refuses.
    """
    from kaohe_core.writing import NewFile, new_folder

    refuse_filled(target)
    files = {
        path.relative_to(scheme.folder).as_posix(): NewFile(path.read_bytes())
        for path in sorted(scheme.folder.rglob("*"))
        if path.is_file() and not any(LEFT_BEHIND.fullmatch(part) for part in path.relative_to(scheme.folder).parts)
    }
    if empty:
        files = _emptied(scheme, files)
    if name is not None:
        files = {path: _renamed(path, file, _sample_name(scheme), name) for path, file in files.items()}
    new_folder(target.absolute(), files)


def _renamed(path: str, file: NewFile, sample: str, name: str) -> NewFile:
    """A file with the school's name in the place of the sample's."""
    if Path(path).suffix not in (".toml", ".md", ".csv", ".txt"):
        return file
    text = file.content.decode("utf-8-sig")
    quoted = json.dumps(name, ensure_ascii=False)[1:-1] if path.endswith(".toml") else name
    return evolve(file, content=text.replace(sample, quoted).encode())


def _emptied(scheme: ReadyScheme, files: dict[str, NewFile]) -> dict[str, NewFile]:
    """Blank workbooks instead of the sample's data, and their names in ``kaohe.toml``."""
    from kaohe_core.blanks import blanks, workbook
    from kaohe_core.project import NO_RECORDS, Project
    from kaohe_core.run import Run
    from kaohe_core.writing import NewFile

    project = Project.open(scheme.folder)
    made = blanks(Run(project), empty=True)
    sources = {name: source for name, source in project.config.tables.items() if not isinstance(source, ResultSource)}
    data = {file for source in sources.values() for file in source.files}
    config = files["kaohe.toml"].content.decode("utf-8-sig")
    for blank in made:
        source = sources.get(blank.table.id)
        if source is not None and source.file != NO_RECORDS:
            config = config.replace(f'"{source.file}"', f'"{blank.file}"')
    kept = {path: file for path, file in files.items() if path not in data}
    named = {blank.file for blank in made if blank.table.id in sources and sources[blank.table.id].file != NO_RECORDS}
    books = {
        file: NewFile(workbook([one for one in made if one.file == file], project.language)) for file in sorted(named)
    }
    return {**kept, **books, "kaohe.toml": NewFile(config.encode())}


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
