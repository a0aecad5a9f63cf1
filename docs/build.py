"""Build the site in both languages: ``python docs/build.py [folder]``. Every warning is an error."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent
PLAYGROUND = runpy.run_path(str(DOCS.parent / "tools" / "playground.py"))
LANGUAGES = {"zh": "zh_CN", "en": "en"}
INDEX = """<!doctype html>
<html lang="zh">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=zh/index.html"><title>考核 kaohe</title></head>
<body><a href="zh/index.html">中文</a> <a href="en/index.html" lang="en">English</a></body>
</html>
"""


def build(out: Path, folders: Sequence[str] = tuple(LANGUAGES)) -> None:
    """The site in ``out``: a folder for each language, and a page that leads to the Chinese one."""
    running = []
    for folder in folders:
        language = LANGUAGES[folder]
        command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-b", "html", "-c", str(DOCS)]
        command += ["-D", f"language={language}", "-d", str(out / ".doctrees" / folder)]
        running.append(subprocess.Popen([*command, str(DOCS / folder), str(out / folder)]))  # noqa: S603  # our own
    codes = [process.wait() for process in running]
    if any(codes):
        sys.exit("the docs have warnings")
    (out / "index.html").write_text(INDEX, encoding="utf-8")


def with_playground(out: Path) -> None:
    """The site with what its page 试一试 runs in, where that has been fetched."""
    build(out)
    if PLAYGROUND["missing"]():
        print("without the playground: run python tools/playground.py first", file=sys.stderr)
    else:
        PLAYGROUND["pack"](out / "_play")


if __name__ == "__main__":
    with_playground(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "_build")
