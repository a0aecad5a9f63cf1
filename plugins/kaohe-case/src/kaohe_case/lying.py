"""The files that lie in the project's folder now, held against those that a round relies on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kaohe_case.messages import message
from kaohe_case.store import digest_of_bytes
from kaohe_core import Findings, Message, Place
from kaohe_core.refusals import reason_of


def others(folder: Path, files: Mapping[str, str]) -> dict[str, Message]:
    """By path, what is wrong with each file whose bytes have another digest; white space counts like anything else."""
    found: dict[str, Message] = {}
    for path, digest in files.items():
        try:
            content = (folder / path).read_bytes()
        except FileNotFoundError:
            found[path] = message("the file is missing")
        except (OSError, ValueError) as error:
            found[path] = message("the file cannot be read: {reason}", reason=reason_of(error))
        else:
            if digest_of_bytes(content) != digest:
                found[path] = message("the file is not what it was")
    return found


def compare(folder: Path, files: Mapping[str, str], number: int, findings: Findings) -> None:
    """A finding for each file that is not what act ``number`` made of it."""
    for path, what in others(folder, files).items():
        note(path, what, number, findings)


def note(path: str, what: Message, number: int, findings: Findings) -> None:
    """A finding for one file."""
    findings.add(
        Place(file=path),
        message("{what}; act {number} relies on it", what=what, number=number),
        message(
            "put it back as it was; a change counts once it is recorded: kaohe case deliberate for a scheme, "
            "kaohe case freeze for records before publication, kaohe case correct after an appeal"
        ),
    )
