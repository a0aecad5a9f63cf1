"""columns = exact for every settlement, on 100,000 people in schools of 60, to the cent and with its ties.

Four counties, so that several processes can share them; a small one, unless a run is thorough.
The money goes through all settlements one after another.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import polars as pl
import pytest

from kaohe_core.assess import Plan, plan
from kaohe_core.assess.assessment import assess
from kaohe_core.assess.oracle import Oracle
from kaohe_core.findings import Findings
from kaohe_core.plugins.loader import Plugins
from kaohe_core.rules.money import SETTLEMENTS
from kaohe_core.scheme.layers import resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Column, Table
from kaohe_core.testing import differences, on_a_half, tied_across_the_edge
from kaohe_core.toml.document import parse

COUNTIES, SCHOOLS, SMALL, SCHOOL = 4, 417, 36, 60
STAFF = Table(
    "staff",
    "教职工",
    (
        Column("id", "工号", "text"),
        Column("school", "学校", "text"),
        Column("kind", "类别", "text", choices=("在岗", "督导", "旷工")),
        Column("marks", "得分", decimals=2, high=100, required=False),
        Column("duty", "值班", decimals=1, high=100),
        Column("fine", "扣款", decimals=3, low=-10, high=0),
        Column("claim", "申报", decimals=3, high=1000),
        Column("pool", "总额", decimals=2, high=1_000_000),
        Column("cap", "限额", decimals=2, high=1_000_000),
    ),
)
SCHEME = """
title = "绩效"
subject = "staff"
unit = "staff.school"
marks = 100
round = { total = 2 }
pool = "staff.pool"
not-scored = [{ when = "staff.kind != '在岗'", reason = "不按得分" }]

[[dimension]]
id = "work"
title = "工作"
marks = 100
[[dimension.clause]]
id = "marks"
text = "得分"
rule = "formula"
points = "staff.marks"

[[payment]]
id = "duty"
title = "值班津贴"
settlement = "allowance"
amount = "staff.duty * 0.25"
only-for = "staff.kind == '在岗'"

[[payment]]
id = "fine"
title = "扣款"
settlement = "allowance"
amount = "max(staff.fine, -marks.duty)"

[[payment]]
id = "claims"
title = "报销"
settlement = "capped"
amount = "staff.claim"
cap = "staff.cap"

[[payment]]
id = "prizes"
title = "名次奖"
settlement = "prizes"
prizes = [1.01, 0.5, 0.25]
otherwise = 0.01
then = ["staff.claim"]
ties = "average"
only-for = "staff.kind == '在岗' and staff.pool > 100"

[[payment]]
id = "first"
title = "上半年"
settlement = "share"
mean-over = "scored"
takes = "marks.pool / 8"
group = [
  { when = "staff.kind == '旷工'", of-mean = 0, reason = "旷工" },
  { when = "staff.kind == '督导'", of-mean = 0.8, reason = "督导" },
]

[[payment]]
id = "second"
title = "下半年"
settlement = "share"
weight = "otherwise(marks.total, 0) + 1"
group = [{ when = "staff.kind != '在岗'", of-mean = 1, reason = "按平均" }]
"""
TYPES = {"number": pl.Int64, "text": pl.String}


def county(seed: int, schools: int) -> Data:
    """Schools in which many marks are equal, some pools are a few cents, and nobody shares in some."""
    random = Random(seed)
    rows: list[tuple] = []
    for number in range(schools):
        pool = random.choice([random.randrange(40_000_00, 90_000_00), random.randrange(100)])
        cap = random.choice([random.randrange(1, 50_000_00), 900_000_00, 0])
        marks = [random.randrange(0, 10_001, random.choice([1, 50])) for _ in range(random.choice([3, 20, 60]))]
        claims = [0, *(random.choice([random.randrange(400_000), random.randrange(5, 20_000, 10)]) for _ in range(20))]
        kinds = random.choice(["在岗 在岗 在岗 督导 旷工", "在岗", "督导 督导 旷工"]).split()
        unknown = random.random() < 0.05
        for person in range(SCHOOL):
            kind, mark = random.choice(kinds), random.choice(marks)
            claim = random.choice(claims)
            rows.append(
                (
                    f"T{number:03}{person:02}",
                    f"S{number:03}",
                    kind,
                    None if unknown and person == 7 else mark,
                    random.randrange(200) if pool > 100 else 0,
                    -random.randrange(0, 10_000, 5),
                    claim if pool > 100 else 0,
                    pool,
                    cap if pool > 100 else 0,
                )
            )
    schema = {column.id: TYPES[column.type] for column in STAFF.columns}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.int_range(1, pl.len() + 1).alias("_row"))
    return Data(STAFF, frame, "rows")


def scheme_plan() -> Plan:
    findings = Findings()
    document = parse(SCHEME, "scheme.toml", findings)
    assert document is not None
    plugins, tables = Plugins.of({}), {"staff": STAFF}
    resolved = resolve(document, {}, findings)
    scheme = load_scheme("pay", resolved, Toolbox.of(plugins.rules(), plugins.settlements(), tables), findings)
    assert [finding.text("en") for finding in findings] == []
    assert scheme is not None
    found = plan(scheme, resolved, tables, findings)
    assert [finding.text("en") for finding in findings] == []
    assert found is not None
    return found


def test_no_settlement_is_left_out():
    assert {payment.settlement.name for payment in scheme_plan().scheme.payment} == {one.name for one in SETTLEMENTS}


@pytest.mark.thorough(but=[0])
@pytest.mark.parametrize("seed", range(COUNTIES))
def test_columns_and_exact_agree_to_the_cent(seed, thorough):
    made, data = scheme_plan(), {"staff": county(seed, SCHOOLS if thorough else SMALL)}
    assert data["staff"].frame.height * COUNTIES >= 100_000 or not thorough
    result, oracle = assess(made, data, Findings()), Oracle(made, data)
    assert differences(result, data, oracle)[:5] == []
    schools = result.frame.group_by("_unit").agg(pl.col("paid").sum(), pl.col("pool").first())
    assert schools.filter(pl.col("paid") > pl.col("pool")).height == 0
    halves = Counter(on_a_half(oracle, oracle.exact.subjects[::10], made.steps))
    assert set(halves) >= {"duty/amount", "fine/amount", "claims/claim", "first/takes"}
    for payment in ("claims", "first", "second"):
        assert tied_across_the_edge(oracle, payment), payment
    values = {step.id: set(oracle.exact.marks[step.id].values()) for step in made.steps}
    assert None in values["first/amount"]  # a mark is missing, and the school waits
    assert {0} < values["first/sharing"]  # nobody shares, so that the mean takes it all
