"""``kaohe verify``."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_case.commands import VERIFY
from kaohe_case.messages import message
from kaohe_core import Findings
from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Argument, Speaking, format_option, language_option, project_argument


def run(own: Session, receipt: Path, project: Path) -> int:
    """Score the project again and hold it against a receipt; 1 if anything differs."""
    from kaohe_case.receipt import read_receipt
    from kaohe_case.rerun import rerun

    findings = Findings()
    folder = own.folder(project)
    found = read_receipt(receipt, findings)
    findings.stop()
    assert found is not None  # noqa: S101  # no finding blocks
    with working(own.language) as stage:
        stage(message("scoring again"))
        recorded = rerun(found, folder, str(receipt), findings)
    good = not findings.blocked
    if own.json:
        data = {"round": found.round, "good": good, "record": recorded, "results": dict(found.results)}
        own.dump({**data, "findings": [finding.data(own.language) for finding in findings]})
        return 0 if good else 1
    if len(findings):
        own.tell(findings)
    if not good:
        return 1
    own.say(
        message(
            "{project}, round {round}: scored again, the result is the same byte by byte.",
            project=found.project,
            round=found.round,
        )
    )
    own.say(
        message(
            "Compared: {files} files, {tables} tables, {schemes} schemes, {plugins} versions.",
            files=len(found.files),
            tables=len(found.tables),
            schemes=len(found.schemes),
            plugins=len(found.plugins),
        )
    )
    for scheme, digest in found.results.items():
        own.say(f"  {scheme}  {digest}")
    if recorded:
        own.say(message("The record in the folder has the head of the receipt in its place."))
    return 0


command = Speaking(
    "verify",
    say=VERIFY,
    run=run,
    params=[
        Argument(
            "receipt",
            say=message("the receipt, a file that kaohe case receipt wrote"),
            type=click.Path(path_type=Path),
            metavar="RECEIPT",
        ),
        project_argument(),
        format_option(),
        language_option(),
    ],
)
