"""A page that is killed (SIGKILL) at each step that it takes on the disk while it saves: run by itself, not by pytest.

    python killed_saving.py FOLDER EVERY

Prints, a line a kill: the step, what the page's file holds then and after the page is opened anew, and what is kept.
It forks, as Python takes long to start; nothing is scored here before, so that there are no threads to be lost.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from kaohe_core.writing import digest_of
from kaohe_web.app import app
from kaohe_web.desk import Desk
from kaohe_web.safety import OFFICE, Safety

FILE = "data/reading-log.csv"
NEW = "编号,书名,页数,日期,凭据\nR01,小河淌水,121,2026-03-05,读书卡 1\n".encode()
STEPS = ("open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod")


def save(folder: Path, at: int) -> None:
    """Put a file in, and die at the ``at``-th step on the disk of the project."""
    safety = Safety(port=8420)
    client = TestClient(app(folder, safety), base_url="http://127.0.0.1:8420")
    client.cookies.set(safety.cookie, safety.ticket(OFFICE))
    data = {"word": safety.form_word(OFFICE), "was": digest_of(folder / FILE), "which": FILE}
    seen = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in STEPS and any(str(folder) in str(one) for one in arguments):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

    client.get("/tables/nothing")  # the project is open, and from here on it is saved
    sys.addaudithook(watch)
    client.post("/tables/reading-log/file", data=data, files={"file": ("a.csv", NEW)}, follow_redirects=False)


def main(folder: Path, every: int) -> None:
    """All steps in turn, until none is left at which to die."""
    before, at = (folder / FILE).read_bytes(), 1
    while True:
        child = os.fork()
        if not child:
            save(folder, at)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            break
        told = {"step": at, "then": _state(folder, before)}
        Desk(folder).now()
        told["anew"] = _state(folder, before)
        told["kept"] = [path.read_bytes() == before for path in sorted(folder.glob("kept/**/*.csv"))]
        told["left"] = sorted(path.name for path in folder.rglob(".kaohe*"))
        print(json.dumps(told), flush=True)
        (folder / FILE).write_bytes(before)
        for path in folder.glob("kept/**/*.csv"):
            path.unlink()
        at += every
    print(json.dumps({"step": at, "then": "saved", "new": (folder / FILE).read_bytes() == NEW}))


def _state(folder: Path, before: bytes) -> str:
    content = (folder / FILE).read_bytes() if (folder / FILE).exists() else b""
    return {before: "old", NEW: "new"}.get(content, "broken")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
