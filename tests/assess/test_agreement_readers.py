"""5,000 or 100,000 made-up readers: columns and exact evaluator agree on every mark, also on a full step exactly."""

from __future__ import annotations

import random

import polars as pl

import kaohe_core as kaohe
from kaohe_core.assess.assessment import assess
from kaohe_core.assess.oracle import Oracle
from kaohe_core.tables.data import Data
from kaohe_core.testing import differences
from kaohe_example import plugin

TABLES = {table.id: table for table in plugin.kaohe_tables()}
SAMPLE = plugin.folder / "schemes" / "reading"
TYPES = {"number": pl.Int64, "text": pl.String, "date": pl.Date}


def in_columns(table, rows):
    schema = {column.id: TYPES[column.type] for column in table.columns}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.int_range(1, pl.len() + 1).alias("_row"))
    return Data(table, frame, "rows")


def test_columns_and_exact_agree(thorough):
    readers = 100_000 if thorough else 5_000
    run = kaohe.open(SAMPLE).begin()
    [ready] = run.load()
    assert not list(run.findings)
    chance = random.Random(20260831)
    ids = [f"R{number:06}" for number in range(readers)]
    log = [
        (id, f"书{chance.randrange(9)}", chance.choice((chance.randrange(1, 200), 25, 50, 100)), None, "记录")
        for id in ids
        for _ in range(chance.choice((0, 1, 2, 5)))
    ]
    data = {
        "readers": in_columns(TABLES["readers"], [(id, id) for id in ids]),
        "reading-log": in_columns(TABLES["reading-log"], log),
    }
    result, oracle = assess(ready.plan, data, kaohe.Findings()), Oracle(ready.plan, data)
    assert differences(result, data, oracle)[:5] == []
    pages = data["reading-log"].frame.group_by("reader").agg(pl.col("pages").sum())["pages"]
    assert ((pages % 50) == 0).sum() > readers / 100  # a full step exactly
    assert ((pages % 50) == 49).sum() > readers / 1000  # one page too few
