"""Run everything against the newest of everything, and say what broke.

    python tools/newest.py                          all checks, the docs and all tests
    python tools/newest.py tests/tables -k xlsx     only these tests (what follows goes to pytest)

The newest that the requirements allow is installed in an environment of its own, without ``constraints.txt`` and with
the newest builder. Told are the packages that moved, those that a cap of ours holds back, the checks that fail, and
the tests that fail there but not with the versions in ``constraints.txt`` (the environment that runs this). Exit 1 if
anything broke. What is mended, or does not break, is then held with ``python tools/constraints.py --newest``.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REPORT = "KAOHE_FAILED_TESTS"  # where pytest, with this file as its plugin, writes the ids of the tests that failed
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Hand over what failed; pytest calls this once, wherever the tests ran."""
    failed = [report.nodeid for kind in ("failed", "error") for report in terminalreporter.stats.get(kind, [])]
    Path(os.environ[REPORT]).write_text(json.dumps(list(dict.fromkeys(failed))), encoding="utf-8")


def run(*command: str | Path, **variables: str) -> int:
    """The exit code of a command, run in the project with what it prints in sight."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode  # noqa: S603  # ours


def failing(python: Path, arguments: Sequence[str], folder: Path) -> list[str]:
    """The ids of the tests that fail with this Python; what cannot even start is said to fail as a whole."""
    report = folder / "failed.json"
    report.unlink(missing_ok=True)
    options = {REPORT: str(report), "PYTHONPATH": str(ROOT / "tools")}
    code = run(python, "-m", "pytest", "-q", "--tb=short", "-p", Path(__file__).stem, *arguments, **options)
    found = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else []
    return found or (["pytest itself"] if code not in (0, 5) else [])  # 5: there was no test


def packages(python: Path, *options: str) -> dict[str, dict[str, str]]:
    """What pip lists, by name."""
    command = [str(python), "-m", "pip", "list", "--format", "json", "--disable-pip-version-check", *options]
    listed = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603  # our own command
    return {re.sub(r"[-_.]+", "-", one["name"]).lower(): one for one in json.loads(listed)}


def asked(folder: Path) -> Path:
    """Both requirements files in one, without what holds them."""
    files = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    found = folder / "requirements.txt"
    found.write_text("\n".join(line for line in lines if not line.startswith(("-c", "-r"))), encoding="utf-8")
    return found


def tested() -> dict[str, set[str]]:
    """The versions in ``constraints.txt``, by name; a package may have one for each Python."""
    found: dict[str, set[str]] = {}
    for name, number in re.findall(r"^([^#=\s]+)==(\S+)", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE):
        found.setdefault(name, set()).add(number)
    return found


def main(arguments: list[str]) -> int:
    """Install, run, tell."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        bin = folder / "venv" / "bin"
        run(sys.executable, "-m", "venv", folder / "venv")
        pip = (bin / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
        if run(*pip, "hatchling", "editables") or run(*pip, "--no-build-isolation", "-r", asked(folder)):
            print("broke: what the requirements ask for cannot be installed")
            return 1
        now, newest = packages(bin / "python"), packages(bin / "python", "--outdated")
        moved = [
            f"moved: {name} {' or '.join(sorted(before))} → {now[name]['version']}"
            for name, before in tested().items()
            if name in now and now[name]["version"] not in before
        ]
        moved += [f"new: {name} {now[name]['version']}" for name in now if name not in tested().keys() | OURS]
        held = [
            f"held back: {name} {one['version']}, and there is {one['latest_version']}"
            for name, one in newest.items()
            if name not in OURS
        ]
        broke = []
        if not arguments:
            broke = [" ".join(check) for check in CHECKS if run(bin / check[0], *check[1:])]
            broke += ["docs/build.py"] if run(bin / "python", ROOT / "docs/build.py", folder / "site") else []
        wrong = failing(bin / "python", arguments or ["-n", "auto"], folder)
        again = set(failing(Path(sys.executable), wrong, folder)) if wrong and wrong != ["pytest itself"] else set()
    broke += [id for id in wrong if id not in again]
    told = moved + held + [f"fails with the tested versions too: {id}" for id in wrong if id in again]
    print("", *(told or ["nothing moved"]), *(f"broke: {one}" for one in broke), sep="\n")
    return 1 if broke else 0


OURS = {"pip", "setuptools", "editables", "kaohe", *(path.name for path in (ROOT / "plugins").iterdir())}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
