"""Performance pay of a county's staff in schools of 60: the command of kaohe beside what a user would write instead.

Run it from the project's folder, in its environment, on a machine with nothing else to do::

    python benchmarks/pay.py [--staff 1000000] [--repeats 5]

Each way is a whole process, as a user would start it, in turns. Before any ratio is printed, every mark and every
amount of all of them is held against kaohe's: one cent of difference is a failure. See README.md for what the numbers
mean.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOR_PEOPLE = 100_000  # more staff than this are written as Parquet only
SAMPLED = 100  # plain Python computes every so many schools
KAOHE = [sys.executable, "-c", "from kaohe_core.cli import main; main()", "score"]
Measured = dict[str, float]


def measured(command: list[str], compiled: Path) -> Measured:
    """One whole process: seconds on the clock and of the processor, and its peak memory."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)  # by the first run, as after an installation
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{output.read().decode()}")
    kilo = 2**20 if sys.platform == "darwin" else 2**10
    return {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / kilo}


def generate(project: Path, sample: Path, staff: int, shuffled: bool) -> None:
    """The project with its data, and the data of every hundredth school."""
    import polars as pl
    from pay_data import write

    shutil.copytree(HERE / "pay", project)
    write(project / "data", staff)
    sample.mkdir()
    schools = pl.col("school").str.slice(1).cast(pl.Int64) % SAMPLED == 1
    ids = pl.read_parquet(project / "data" / "staff.parquet").filter(schools)["id"].implode()
    for file in sorted((project / "data").iterdir()):
        frame = pl.read_parquet(file)
        frame.filter(pl.col("id").is_in(ids)).write_parquet(sample / file.name)
        if shuffled and file.name != "staff.parquet":
            frame.sample(fraction=1, shuffle=True, seed=1).write_parquet(file)


def compared(ours: Path, theirs: Path) -> int:
    """How many values were held against each other; raises SystemExit at the first that differs."""
    import polars as pl

    other = pl.read_parquet(theirs)
    own = pl.read_parquet(ours).rename({"unit": "school"})
    if own.height != other.height:
        own = own.filter(pl.col("id").is_in(other["id"].implode()))
    if not own["id"].equals(other["id"]):
        raise SystemExit(f"{theirs.name} has other people, or in another order")
    for name in other.columns:
        differ = own[name].ne_missing(other[name])
        if differ.any():
            first = pl.DataFrame([own["id"], own[name].alias("kaohe"), other[name].alias(theirs.name)]).filter(differ)
            raise SystemExit(f"{name} differs for {first.height}: {first.row(0, named=True)}")
    return other.height * (other.width - 2)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--staff", type=int, default=1_000_000)
    arguments.add_argument("--repeats", type=int, default=5)
    arguments.add_argument("--shuffled", action="store_true", help="all tables but the roster in random order")
    options = arguments.parse_args()
    sys.path.insert(0, str(HERE))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project, sample = folder / "pay", folder / "sample"
        generate(project, sample, options.staff, options.shuffled)
        ours, parquet, plain = (
            project / "out/pay/results.parquet",
            folder / "polars.parquet",
            folder / "decimal.parquet",
        )
        ways = {
            "kaohe": [*KAOHE, str(project), "--format", "parquet"],
            "kaohe, CSV and JSON": [*KAOHE, str(project)],
            "Polars by hand": [sys.executable, str(HERE / "pay_polars.py"), str(project / "data"), str(parquet)],
            "plain Decimal": [sys.executable, str(HERE / "pay_decimal.py"), str(sample), str(plain)],
        }
        if options.staff > FOR_PEOPLE:
            del ways["kaohe, CSV and JSON"]  # a million people are nothing to open in Excel
        found: dict[str, list[Measured]] = {way: [] for way in ways}
        for _ in range(options.repeats):
            for way, command in ways.items():
                found[way].append(measured(command, folder / "compiled"))
        measured(ways["kaohe"], folder / "compiled")
        checked = [compared(ours, theirs) for theirs in (parquet, plain)]
        import polars as pl

        part = pl.scan_parquet(plain).select(pl.len()).collect().item() / options.staff
    report(found, part, options.staff, checked)


def report(found: dict[str, list[Measured]], part: float, staff: int, checked: list[int]) -> None:
    middle = {way: {key: statistics.median(m[key] for m in runs) for key in runs[0]} for way, runs in found.items()}
    polars = middle["Polars by hand"]
    print(f"{staff:,} staff; equal to the last cent: {checked[0]:,} and {checked[1]:,} values")
    print("medians              seconds    of processor   peak memory")
    for way, one in middle.items():
        rest = f"   for {part:.1%} of the staff" if way == "plain Decimal" else ""
        print(f"{way:<20} {one['seconds']:7.2f} s {one['cpu']:12.2f} s {one['megabytes']:10.0f} MB{rest}")
    for way in [way for way in middle if way.startswith("kaohe")]:
        times, cpu, memory = (middle[way][key] / polars[key] for key in ("seconds", "cpu", "megabytes"))
        print(
            f"{way}: {times:.2f} × Polars by hand on the clock, {cpu:.2f} × of the processor, {memory:.2f} × the memory"
        )


if __name__ == "__main__":
    main()
