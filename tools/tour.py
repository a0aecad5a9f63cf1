"""Keep the README's tour true: every ```console block is run, and what it prints is what stands there.

    python tools/tour.py            run it, and list what differs (exit 1 if anything does)
    python tools/tour.py --write    put into the README what is printed now

The blocks are run one after another in a folder of their own, which holds a copy of ``examples/``. A line that begins
with ``$`` is a command; the lines up to the next one are what it prints, errors included.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


def printed(command: str, folder: Path) -> str:
    """What a command of the tour prints, as it would in a terminal of 100 columns."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "100"}
    done = subprocess.run(  # noqa: S603  # the commands of our own README
        ["/bin/sh", "-c", command], cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def run(text: str) -> str:
    """The text, with what the commands print now."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("out"))

        def block(match: re.Match[str]) -> str:
            commands = [line for line in match[0].splitlines() if line.startswith("$ ")]
            return "".join(f"{command}\n{printed(command[2:], folder)}" for command in commands)

        return BLOCK.sub(block, text)


def main() -> int:
    """Run the tour, then compare or write."""
    before = README.read_text(encoding="utf-8")
    after = run(before)
    if "--write" in sys.argv:
        README.write_text(after, encoding="utf-8")
        return 0
    print(*difflib.unified_diff(before.splitlines(), after.splitlines(), "README.md", "printed", lineterm=""), sep="\n")
    return 0 if before == after else 1


if __name__ == "__main__":
    sys.exit(main())
