"""How long 100 personal sheets take as PDF, and how much memory: the command a school's office runs.

Run it from the project's folder::

    python benchmarks/papers.py [--people 100] [--repeats 3]

The school is ``examples/township-school``, whose sheets are the longest of all examples, with its people written down
again under further ids until there are so many. Every measurement is a whole process, from reading the workbooks to
the file; the median counts. The aim is 30 s for 100 people.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "township-school"
KAOHE = [sys.executable, "-c", "from kaohe_core.cli import main; main()"]
FORMS = {
    "personal sheets, one PDF": ("--as", "pdf", "--paper", "personal"),
    "personal sheets, a PDF a person": ("--as", "pdf", "--paper", "personal", "--each"),
    "personal sheets, one page": ("--as", "html", "--paper", "personal"),
    "scored, and the notice as a page": ("--as", "html", "--paper", "notice"),
}


def school(folder: Path, people: int) -> None:
    """The example with ``people`` who are assessed: the rows of the first ones once more, under ids with a letter."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("out", "papers", "kaohe.case"))
    staff = openpyxl.load_workbook(folder / "data" / "教职工名册.xlsx").active
    head = next(row for row in staff.iter_rows(values_only=True) if "工号" in row)
    at = head.index("工号")
    ids = [str(row[at]) for row in staff.iter_rows(values_only=True) if re.fullmatch(r"[A-Z]\d{3}", str(row[at]))]
    assessed = [id for id in ids if id[0] in "TKH"]
    wanted, number = people - (len(ids) - 3), 0  # three of the roster are not assessed
    again: dict[str, list[str]] = {}
    while wanted > 0:
        letter = "ABCDEFGHIJ"[number]
        for id in assessed[:wanted]:
            again.setdefault(id, []).append(id + letter)
        wanted, number = wanted - len(assessed), number + 1
    for file in sorted((folder / "data").glob("*.xlsx")):
        book = openpyxl.load_workbook(file)
        for sheet in book:
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            column = next((row.index("工号") for row in rows if "工号" in row), None)
            if column is None:
                continue
            for row in rows:
                for id in again.get(str(row[column]), ()):
                    sheet.append([*row[:column], id, *row[column + 1 :]])
        book.save(file)


def measured(command: list[str]) -> tuple[float, int]:
    """Seconds on the clock, and the most memory in megabytes, of one process."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True)
    assert child.stdout is not None  # it is a pipe
    told = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} failed:\n{told}")
    return time.perf_counter() - start, used.ru_maxrss // 1024


def main() -> None:
    """Print a line for each form."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--people", type=int, default=100)
    arguments.add_argument("--repeats", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "school"
        school(folder, options.people)
        print(f"{options.people} people, {options.repeats} times, the medians")
        for title, given in FORMS.items():
            command = [*KAOHE, "papers", str(folder), "--scheme", "pay", *given]
            runs = [measured(command) for _ in range(options.repeats)]
            seconds, memory = (statistics.median(run[at] for run in runs) for at in (0, 1))
            print(f"{title:<40} {seconds:6.1f} s {memory:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
