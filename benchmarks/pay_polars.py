"""The same pay, written by hand in Polars integers for this one scheme: nothing is checked and nothing is explained.

Marks are hundredths, money is cents. Every rounding is half up.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

WEIGHTS = {"上": 4, "下": 6}  # tenths
SHARE_TAKEN = {"通报批评": 20, "警告": 30, "记过": 80, "记大过": 100}  # hundredths
OF_MEAN = {"督导员": 10, "内退": 8, "停薪": 0}  # tenths


def run(data: Path, out: Path) -> None:
    tenths = {"sick-days", "personal-days", "absent-days", "routine", "research", "weekly", "quality"}
    cents = {"homeroom-score", "pool"}

    def scan(name: str) -> pl.LazyFrame:
        frame = pl.scan_parquet(data / f"{name}.parquet")
        columns = frame.collect_schema().names()
        scaled = [(pl.col(c) * (10 if c in tenths else 100)).cast(pl.Int64) for c in columns if c in tenths | cents]
        return frame.with_columns(scaled)

    attendance = (
        scan("attendance")
        .group_by("id")
        .agg(
            (-(pl.col("sick-days") - 20).clip(0) * 2).sum().alias("sick-leave"),
            (-pl.col("personal-days") * 5).sum().alias("personal-leave"),
            (-pl.col("absent-days") * 50).sum().alias("absent"),
            (-(pl.col("missed") - 5).clip(0) * 10).sum().alias("missed-sign-in"),
        )
    )
    weight = pl.col("term").replace_strict(WEIGHTS, return_dtype=pl.Int64)
    process = (
        scan("process")
        .group_by("id")
        .agg((pl.col("routine") * weight).sum().alias("routine"), (pl.col("research") * weight).sum().alias("research"))
    )
    people = (
        scan("staff")
        .join(attendance, on="id", how="left", maintain_order="left")
        .join(process, on="id", how="left", maintain_order="left")
        .join(scan("workload"), on="id", how="left", maintain_order="left")
        .join(scan("results"), on="id", how="left", maintain_order="left")
    )
    scored = ~pl.col("role").is_in(list(OF_MEAN))
    quality = pl.col("quality")
    people = people.with_columns(
        scored=scored,
        own=pl.when(scored).then("weekly"),
    ).with_columns(
        *(
            pl.when("scored").then(pl.col(name).fill_null(0)).alias(name)
            for name in ("sick-leave", "personal-leave", "absent", "missed-sign-in")
        ),
        pl.when("scored").then((pl.col("routine") * 6 + 4) // 8).alias("teaching-routine"),
        pl.when("scored").then((pl.col("research") * 2 + 3) // 6).alias("research-activity"),
        pl.when("scored")
        .then(
            pl.when(quality >= 900)
            .then(2000)
            .when(quality >= 800)
            .then(1700)
            .when(quality >= 700)
            .then(1400)
            .when(quality >= 600)
            .then(1100)
            .otherwise(800)
        )
        .alias("quality"),
        members=pl.col("own").count().over("school").cast(pl.Int64),
        sum=pl.col("own").sum().over("school"),
    )
    deductions = pl.col("sick-leave") + pl.col("personal-leave") + pl.col("absent") + pl.col("missed-sign-in")
    people = (
        people.with_columns(
            ((pl.col("own") * pl.col("members") * 6000 + pl.col("sum")) // (pl.col("sum") * 2)).alias("load"),
            (1000 + deductions).clip(0, 1000).alias("attendance-marks"),
            (pl.col("teaching-routine") + pl.col("research-activity")).clip(0, 4000).alias("process-marks"),
            pl.col("quality").clip(0, 2000).alias("results-marks"),
        )
        .with_columns(pl.col("load").clip(0).alias("workload-marks"))
        .with_columns(
            before=(
                pl.col("attendance-marks")
                + pl.col("workload-marks")
                + pl.col("process-marks")
                + pl.col("results-marks")
            ).clip(0)
        )
    )
    taken = pl.col("discipline").replace_strict(SHARE_TAKEN, default=0, return_dtype=pl.Int64)
    people = people.with_columns(discipline=-((pl.col("before") * taken * 2 + 100) // 200)).with_columns(
        total=(pl.col("before") + pl.col("discipline")).clip(0)
    )
    # money
    monthly = (300 + pl.col("pupils") * 5).clip(upper_bound=600)
    people = (
        people.with_columns(
            part=pl.col("role").replace_strict(OF_MEAN, default=0, return_dtype=pl.Int64),
            homeroom=(monthly * pl.col("homeroom-months") * pl.col("homeroom-score") * 2 + 1000) // 2000,
            weight=pl.when("scored").then("total").otherwise(0),
        )
        .with_columns(
            left=pl.col("pool") - pl.col("homeroom").sum().over("school"),
            heads=(pl.col("scored") | (pl.col("part") > 0)).sum().over("school").cast(pl.Int64),
            weights=pl.col("weight").sum().over("school"),
        )
        .with_columns(fixed=(pl.col("left") * pl.col("part") * 2 + pl.col("heads") * 10) // (pl.col("heads") * 20))
        .with_columns(rest=pl.col("left") - pl.col("fixed").sum().over("school"))
        .with_columns(product=pl.col("rest") * pl.col("weight"))
        .with_columns(floor=pl.col("product") // pl.col("weights"), remainder=pl.col("product") % pl.col("weights"))
        .with_columns(
            over=pl.col("rest") - pl.col("floor").sum().over("school"),
            place=(-pl.col("remainder")).rank("ordinal").over("school").cast(pl.Int64),
        )
        .with_columns(share=pl.col("fixed") + pl.col("floor") + (pl.col("place") <= pl.col("over")).cast(pl.Int64))
        .with_columns(paid=pl.col("homeroom") + pl.col("share"))
    )
    names = [
        "sick-leave",
        "personal-leave",
        "absent",
        "missed-sign-in",
        "attendance-marks",
        "load",
        "workload-marks",
        "teaching-routine",
        "research-activity",
        "process-marks",
        "quality",
        "results-marks",
        "before",
        "discipline",
        "total",
        "homeroom",
        "share",
        "paid",
    ]
    result = people.select(
        "id", "school", *(pl.col(name).cast(pl.Int128).reinterpret(dtype=pl.Decimal(18, 2)) for name in names)
    ).rename({"before": "total@0", "homeroom": "homeroom/amount", "share": "share/amount"})
    result.collect().write_parquet(out)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
