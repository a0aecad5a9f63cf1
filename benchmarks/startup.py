"""How long commands take to start, beside importing the libraries that they need.

Run it from the project's folder::

    python benchmarks/startup.py [--repeats 11]

Every measurement is a process of its own; the median counts. The aim is ``kaohe score`` of the example within twice the
time of importing Polars and openpyxl alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "township-school"
KAOHE = [sys.executable, "-c", "from kaohe_core.cli import main; main()"]


def seconds(command: list[str], compiled: Path) -> tuple[float, float]:
    """One run on the clock and of the processor, with compiled modules, as after an installation."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--repeats", type=int, default=11)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        example = Path(name) / "township-school"  # a copy: the results go into its folder
        commands = {
            "python": [sys.executable, "-c", ""],
            "import polars, openpyxl": [sys.executable, "-c", "import polars, openpyxl"],
            "kaohe --version": [*KAOHE, "--version"],
        }
        if EXAMPLE.is_dir():
            shutil.copytree(EXAMPLE, example)
            commands["kaohe score"] = [*KAOHE, "score", str(example)]
        compiled = Path(name) / "compiled"
        for command in commands.values():
            seconds(command, compiled)  # compiles
        found: dict[str, list[tuple[float, float]]] = {way: [] for way in commands}
        for _ in range(options.repeats):  # in turns, so that a busy moment meets all of them
            for way, command in commands.items():
                found[way].append(seconds(command, compiled))
    middle = {way: [statistics.median(part) for part in zip(*times, strict=True)] for way, times in found.items()}
    for way, (clock, processor) in middle.items():
        print(f"{way:<24} {clock * 1000:7.0f} ms {processor * 1000:7.0f} ms of processor")
    if "kaohe score" in middle:
        own, libraries = middle["kaohe score"], middle["import polars, openpyxl"]
        print(
            f"kaohe score takes {own[0] / libraries[0]:.2f} × as long as importing Polars and openpyxl (aim: at most 2)"
        )
        print(f"and {own[1] / libraries[1]:.2f} × of the processor")


if __name__ == "__main__":
    main()
