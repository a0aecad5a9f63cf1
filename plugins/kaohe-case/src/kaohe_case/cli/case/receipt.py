"""``kaohe case receipt``."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_case.cli.case.sound import sound
from kaohe_case.cli.case.step_command import round_option
from kaohe_case.messages import message
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, language_option, project_argument


@sound
def run(own: Session, project: Path, *, round_id: str, output: Path | None) -> int:
    """Write the receipt of a round."""
    from kaohe_case.receipt import file_name, receipt
    from kaohe_case.store import FILE, Store
    from kaohe_core import Findings
    from kaohe_core.results.out_folder import FOLDER
    from kaohe_core.writing import NewFile, write_file

    folder = own.folder(project)
    made = receipt(folder, round_id)
    rounds = [act.round for act in Store(folder / FILE).acts()]
    path = folder / FOLDER / file_name(round_id, rounds) if output is None else output
    findings = Findings()
    record = {(folder / FILE).resolve(): message("the record of the rounds")}
    write_file(path, NewFile(made.text().encode()), findings, record, by="kaohe case receipt")
    own.tell(findings)
    own.wrote([path])
    own.say(message("Whoever has a copy of the folder can verify it: kaohe verify {path}", path=path))
    return 0


command = Speaking(
    "receipt",
    say=message("Write the receipt of a round: the digests by which anyone can check that it comes out the same."),
    run=run,
    params=[
        project_argument(),
        round_option(),
        Option(
            "--output",
            say=message("the file to write; else out/<round>.receipt.toml"),
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            default=None,
        ),
        language_option(),
    ],
)
