"""Write down the versions that are tested, so that a fresh clone installs them on any day.

    python tools/constraints.py              what the requirements ask for; the versions there already stay
    python tools/constraints.py --newest     the newest of everything that they allow

Writes ``constraints.txt``, for every Python from the oldest that the core supports, and the same versions into
``[build-system]`` of every ``pyproject.toml``, as no constraint reaches the environment in which pip builds. Run all
tests before committing what changed. Needs uv (``pip install uv``): it resolves for several Pythons at once.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# The versions that were tested, for every Python that is supported; both requirements files hold to them.
# Made by `python tools/constraints.py`; never edited by hand.
"""
BUILD = re.compile(r"(?<=^requires = )\[.*\]$", re.MULTILINE)


def projects() -> list[Path]:
    """The ``pyproject.toml`` of the core and of every plugin."""
    return [ROOT / "pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml"))]


def asked() -> str:
    """What both requirements files ask for, without what holds it."""
    files = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return "\n".join(line for line in lines if not line.startswith(("-c", "-r")))


def python() -> str:
    """The oldest Python that the core supports."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["requires-python"]).removeprefix(">=")


def resolved(requirements: str, before: Path | None = None) -> list[str]:
    """What is required and all that this needs in turn, a version for every Python; as in ``before`` where possible."""
    if not which("uv"):
        raise SystemExit("uv is not installed, and it must resolve the versions: pip install uv")
    command = ["uv", "pip", "compile", "-q", "--universal", "--no-header", "--no-annotate"]
    with TemporaryDirectory() as folder:
        found = Path(folder, "found.txt")
        if before:
            found.write_bytes(before.read_bytes())  # uv keeps what stands in the file that it is to write
        subprocess.run(  # noqa: S603  # our own command
            [*command, "--python-version", python(), "--output-file", found, "-"],
            cwd=ROOT,
            input=requirements,
            text=True,
            check=True,
        )
        lines = found.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("-e", "#"))]


def main(arguments: list[str]) -> None:
    """Write the versions down."""
    if arguments not in ([], ["--newest"]):
        raise SystemExit(__doc__)
    constraints = ROOT / "constraints.txt"
    lines = resolved(asked(), constraints if not arguments and constraints.is_file() else None)
    constraints.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    build = ", ".join(f'"{line}"' for line in resolved("hatchling", constraints))
    for path in projects():
        path.write_text(BUILD.sub(f"[{build}]", path.read_text(encoding="utf-8"), count=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
