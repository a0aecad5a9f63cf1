"""The settlement and the section on the page “Settlements and sections” give what the page says."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "settlement-plugin"
KAOHE = """[project]
name = "试"
[tables]
people = "people.csv"
[[scheme]]
id = "s"
file = "s.toml"
[table.people]
title = "人员"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "hours", title = "课时", high = 99 }]
"""
SCHEME = """title = "课时费"
subject = "people"
marks = 10
pool = POOL
round = { total = 2 }
[[dimension]]
id = "d"
title = "课时"
marks = 10
[[dimension.clause]]
id = "c"
text = "每课时 1 分"
rule = "earn"
of = "people.hours"
points = 1
[[payment]]
id = "hours"
title = "课时费"
settlement = "per-hour"
hours = "people.hours"
rate = 12.5
"""


@pytest.mark.parametrize(
    ("pool", "rows"),
    [
        # 4 × 12.5 = 50 and 6 × 12.5 = 75: 125 in all, which the pool of 200 reaches
        (200, [("A", "50.00", "50.00"), ("B", "75.00", "75.00")]),
        # 50 × 100 ÷ 125 = 40 and 75 × 100 ÷ 125 = 60
        (100, [("A", "50.00", "40.00"), ("B", "75.00", "60.00")]),
    ],
)
def test_the_settlement_and_the_section(kaohe_project, monkeypatch, pool, rows):
    monkeypatch.syspath_prepend(str(EXAMPLE))
    kaohe_hours = import_module("kaohe_hours")

    files = {"kaohe.toml": KAOHE, "s.toml": SCHEME.replace("POOL", str(pool)), "people.csv": "工号,课时\nA,4\nB,6\n"}
    outcome = kaohe_project(files, plugins={"hours": kaohe_hours.plugin}).score()
    paid_by_the_hour = import_module("kaohe_hours.sections").paid_by_the_hour

    section = paid_by_the_hour(outcome.result)

    assert section is not None
    assert list(section.rows) == rows
    for name in [name for name in sys.modules if name.startswith("kaohe_hours")]:
        del sys.modules[name]
