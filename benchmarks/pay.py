"""Performance pay of 1,000,000 staff in schools of 60: kaohe beside what a user would write instead.

Run it from the project's folder, on a machine with nothing else to do::

    python benchmarks/pay.py [--staff 1000000] [--repeats 5]

Each way runs in a process of its own, in turns. Before any ratio is printed, every mark and every amount of all of them
is held against kaohe's: one cent of difference is a failure. See README.md for what the numbers mean.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLED = 100  # plain Python computes every so many schools
WORKER = """
import json, resource, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
start = time.perf_counter()
from {module} import run
loaded = time.perf_counter()
run(Path(sys.argv[2]), Path(sys.argv[3]))
end = time.perf_counter()
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({{
    "seconds": end - start, "without_imports": end - loaded, "cpu": used.ru_utime + used.ru_stime,
    "megabytes": used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10),
}}))
"""
Measured = dict[str, float]


def measured(module: str, source: Path, out: Path) -> Measured:
    command = [sys.executable, "-c", WORKER.format(module=module), str(HERE), str(source), str(out)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(out.parent / "compiled")  # by the first run, as after an installation
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stdout}{done.stderr}")
    result: Measured = json.loads(done.stdout.splitlines()[-1])
    return result


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
        ways = {"pay_kaohe": project, "pay_polars": project / "data", "pay_decimal": sample}
        found: dict[str, list[Measured]] = {way: [] for way in ways}
        for _ in range(options.repeats):
            for way, source in ways.items():
                found[way].append(measured(way, source, folder / f"{way}.parquet"))
        checked = [compared(folder / "pay_kaohe.parquet", folder / f"{way}.parquet") for way in list(ways)[1:]]
        import polars as pl

        part = pl.scan_parquet(folder / "pay_decimal.parquet").select(pl.len()).collect().item() / options.staff
    report(found, part, options.staff, checked)


def report(found: dict[str, list[Measured]], part: float, staff: int, checked: list[int]) -> None:
    middle = {way: {key: statistics.median(m[key] for m in runs) for key in runs[0]} for way, runs in found.items()}
    kaohe, polars, plain = middle["pay_kaohe"], middle["pay_polars"], middle["pay_decimal"]
    whole = {key: plain[key] / part for key in ("without_imports", "cpu")}
    print(f"{staff:,} staff; equal to the last cent: {checked[0]:,} and {checked[1]:,} values")
    print(f"median of {len(found['pay_kaohe'])}:       seconds   of processor   peak memory")
    print(f"kaohe              {kaohe['seconds']:8.2f} s  {kaohe['cpu']:8.2f} s  {kaohe['megabytes']:9.0f} MB")
    print(f"Polars by hand     {polars['seconds']:8.2f} s  {polars['cpu']:8.2f} s  {polars['megabytes']:9.0f} MB")
    print(
        f"plain Decimal     ~{whole['without_imports']:8.1f} s  ~{whole['cpu']:7.1f} s          –     "
        f"(extrapolated from {part:.1%} of the staff: {plain['without_imports']:.2f} s)"
    )
    times = kaohe["seconds"] / polars["seconds"], whole["without_imports"] / kaohe["seconds"]
    cpu = kaohe["cpu"] / polars["cpu"]
    print(f"kaohe takes {times[0]:.2f} × as long as Polars by hand (aim: at most 1.5), {cpu:.2f} × of the processor")
    print(f"plain Decimal takes {times[1]:.1f} × as long as kaohe (aim: at least 20)")
    print(f"kaohe needs {kaohe['megabytes'] / polars['megabytes']:.2f} × the memory of Polars by hand")


if __name__ == "__main__":
    main()
