"""A writing that kills its own process at one step on the disk: forked, as Python takes long to start."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from kaohe_core.findings import Findings
from kaohe_core.writing import NewFile, replace

STEPS = ("open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.listdir")


def write(folder: Path, at: int) -> None:
    """Replace what is in ``folder``, and die at the ``at``-th step there."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in STEPS and any(str(folder) in str(one) for one in arguments):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    pay = {"a.csv": NewFile(b"new a", private=True), "c.csv": NewFile(b"new c"), "d.csv": NewFile(b"new d")}
    replace(folder, {"pay": pay, "more": {"sub/e.csv": NewFile(b"new e")}}, Findings())
