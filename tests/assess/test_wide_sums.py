"""Sums of rows beyond 64 bits: carried in 128, never wrapped."""

from __future__ import annotations

from pathlib import Path

import kaohe_core as kaohe
from kaohe_core.assess.oracle import Oracle

KAOHE = """
[project]
name = "大数"
[tables]
people = "people.csv"
sums = "sums.csv"
[[scheme]]
id = "big"
file = "big.toml"
[table.people]
title = "人员"
absence = "no-data"
column = [{ id = "id", title = "编号", type = "text" }]
[table.sums]
title = "金额"
rows = "event"
absence = "zero"
column = [
  { id = "id", title = "编号", type = "text" },
  { id = "amount", title = "金额", high = 900000000000000000 },
]
"""
SCHEME = """
title = "大数"
subject = "people"
marks = 100
round = { total = 0 }
[[dimension]]
id = "d"
title = "d"
marks = 100
at-most = "none"
clause = [
  { id = "sum", text = "合计", rule = "formula", points = "sum(sums.amount) / 100000000000000000" },
  { id = "mean", text = "平均", rule = "formula", points = "mean(sums.amount) / 100000000000000000" },
  { id = "best", text = "最大两项", rule = "formula", points = "best(sums.amount, 2) / 100000000000000000" },
]
"""


def test_a_sum_of_rows_may_leave_64_bits(tmp_path: Path) -> None:
    (tmp_path / "kaohe.toml").write_text(KAOHE, encoding="utf-8")
    (tmp_path / "big.toml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "people.csv").write_text("编号\nA\n", encoding="utf-8")
    (tmp_path / "sums.csv").write_text("编号,金额\n" + "A,900000000000000000\n" * 11, encoding="utf-8")
    scored = kaohe.open(tmp_path).score().scored
    ready, result, tables = scored.ready, scored.result, scored.tables
    (person,) = result.subjects()
    # Eleven rows of 9 × 10^17: the sum 99 × 10^17 is beyond 2^63 ≈ 92 × 10^17, the two greatest come to 18 × 10^17.
    assert [person.value(id_) for id_ in ("sum", "mean", "best")] == [99, 9, 18]
    oracle = Oracle(ready.plan, tables)
    assert [oracle.value(id_, "A") for id_ in ("sum", "mean", "best")] == [99, 9, 18]
