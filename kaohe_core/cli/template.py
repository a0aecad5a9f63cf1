"""``kaohe template``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Option, Speaking, format_option, language_option, project_argument
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.messages import message

if TYPE_CHECKING:
    from kaohe_core.tables.data import Source

FOLDER = "templates"


def run(own: Session, project: Path, table: tuple[str, ...], output: Path | None, together: str | None) -> int:
    """Write blank workbooks of the project's tables."""
    from kaohe_core.blanks import blanks, workbook
    from kaohe_core.results.out_folder import FOLDER as OUT
    from kaohe_core.run import Run
    from kaohe_core.writing import NewFile, write_files

    opened = own.project(project).project
    scored = Run(opened)
    made = blanks(scored, table, None if together is None else str(Path(together).with_suffix(".xlsx")))
    if not made:
        scored.findings.stop()
    known = list(dict.fromkeys(one.table.id for one in made))
    for name in table:
        if name not in known:
            mend = did_you_mean(name, [one.table.id for one in blanks(scored)])
            raise WrongUse(message("the schemes read no table “{name}” from a file: {mend}", name=name, mend=mend))
    files: dict[str, NewFile] = {}
    for file in dict.fromkeys(one.file for one in made):
        content = workbook([one for one in made if one.file == file], own.language)
        name = Path(file).name
        while name in files:  # of two files called the same in two folders
            name = f"{Path(file).parent.name}-{name}"
        files[name] = NewFile(content)
    folder = opened.folder / OUT / FOLDER if output is None else output
    findings = Findings()
    paths = write_files(folder.absolute(), files, findings, opened.inputs(), by="kaohe template")
    if own.json:
        own.dump({"files": [str(path) for path in paths], "tables": known})
        return 0
    if len(findings):
        own.tell(findings)
    own.wrote(paths)
    own.say(message("Fill them in, put them where kaohe.toml says, and see: kaohe check"))
    own.say("[tables]")
    for id in known:
        parts = list(dict.fromkeys(_as_toml(one.source) for one in made if one.table.id == id))
        several = ", ".join(parts)
        own.say(f"{id} = {several if len(parts) == 1 else f'[{several}]'}")
    return 0


def _as_toml(source: Source) -> str:
    """A source as it stands in ``kaohe.toml``."""
    wide = source.wide
    keys: dict[str, object] = {"file": source.file, "sheet": source.sheet, "sheets": list(source.sheets)}
    keys |= {"label": source.label, "name": source.name}
    told = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items() if value]
    if wide is not None:
        columns = json.dumps(list(wide.columns), ensure_ascii=False)
        told.append(f'wide = {{ columns = {columns}, titles = "{wide.titles}", values = "{wide.values}" }}')
    return f"{{ {', '.join(told)} }}"


command = Speaking(
    "template",
    say=message("Write blank workbooks of the project’s tables, with notes, checks, and the ids of the roster."),
    run=run,
    params=[
        project_argument(),
        Option(
            "--table",
            say=message("only this table, by its id; to be repeated"),
            multiple=True,
            metavar="TABLE",
        ),
        Option(
            "--output",
            say=message("the folder to write into; else out/templates of the project"),
            type=click.Path(path_type=Path, file_okay=False),
            default=None,
            metavar="FOLDER",
        ),
        Option("--together", say=message("all tables in one workbook of this name"), default=None, metavar="NAME"),
        format_option(),
        language_option(),
    ],
)
