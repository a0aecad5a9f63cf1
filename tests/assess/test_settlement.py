"""Thousands of made-up schools: every pool is paid out to the cent, as an independent reckoning on fractions says.

A county of schools is one run, each school a unit with a pool of its own.
"""

from fractions import Fraction
from functools import cache
from itertools import zip_longest
from math import floor

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_core.assess import Plan, plan
from kaohe_core.assess.assessment import assess
from kaohe_core.findings import Findings
from kaohe_core.plugins.loader import Plugins
from kaohe_core.scheme.layers import resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Column, Table
from kaohe_core.testing import assert_agree, assert_paid_out
from kaohe_core.toml.document import parse

STAFF = Table(
    "staff",
    "教职工",
    (
        Column("id", "工号", "text"),
        Column("school", "学校", "text"),
        Column("kind", "类别", "text", choices=("在岗", "督导", "借出", "旷工", "离职")),
        Column("pool", "总额", decimals=2, high=10_000_000),
    ),
)
WORK = Table("work", "得分", (Column("id", "工号", "text"), Column("marks", "分", decimals=2, high=100)))
EXTRA = Table(
    "extra",
    "津贴",
    (Column("id", "工号", "text"), Column("yuan", "元", decimals=2, high=100_000)),
    rows="event",
    absence="zero",
    limit=5,
)
PARTS = {"督导": Fraction(1), "借出": Fraction(4, 5), "旷工": Fraction(0)}
SCHEME = """
title = "绩效"
subject = "staff"
unit = "staff.school"
marks = 100
round = { total = 2 }
pool = "staff.pool"
not-assessed = [{ when = "staff.kind == '离职'", reason = "不在编在岗" }]
not-scored = [{ when = "staff.kind != '在岗'", reason = "不按得分" }]

[[dimension]]
id = "work"
title = "工作"
marks = 100
[[dimension.clause]]
id = "marks"
text = "得分"
rule = "formula"
points = "work.marks"

[[payment]]
id = "extra"
title = "津贴"
settlement = "allowance"
amount = "sum(extra.yuan)"

[[payment]]
id = "share"
title = "奖励"
settlement = "share"
mean-over = "READING"
group = [
  { when = "staff.kind == '督导'", reason = "取平均", of-mean = 1 },
  { when = "staff.kind == '借出'", reason = "取八成", of-mean = 0.8 },
  { when = "staff.kind == '旷工'", reason = "取消", of-mean = 0 },
]
"""


@cache
def scheme_plan(reading: str) -> Plan:
    findings = Findings()
    document = parse(SCHEME.replace("READING", reading), "scheme.toml", findings)
    assert document is not None
    plugins = Plugins.of({})
    tables = {table.id: table for table in (STAFF, WORK, EXTRA)}
    resolved = resolve(document, {}, findings)
    scheme = load_scheme("test", resolved, Toolbox.of(plugins.rules(), plugins.settlements(), tables), findings)
    assert scheme is not None, [finding.text("en") for finding in findings]
    found = plan(scheme, resolved, tables, findings)
    assert found is not None, [finding.text("en") for finding in findings]
    return found


# one school: its pool in cents; for each person the kind, marks in hundredths, allowance in cents
School = tuple[int, list[tuple[str, int, int]]]


@st.composite
def schools(draw: st.DrawFn) -> School:
    kinds = st.sampled_from(["在岗", "在岗", "在岗", "督导", "借出", "旷工", "离职"])
    marks = st.one_of(st.sampled_from([0, 5000, 7500, 10_000]), st.integers(0, 10_000))
    pool = draw(st.one_of(st.integers(0, 20), st.integers(0, 100_000), st.integers(0, 1_000_000_000)))
    people = draw(st.lists(st.tuples(kinds, marks, st.sampled_from([0, 0, 1, 2])), min_size=1, max_size=9))
    portion = pool // (4 * len(people)) if pool < 1_000_000 else 1234
    made = [(kind, mark, times * portion) for kind, mark, times in people]
    sharing = [mark for kind, mark, _ in made if kind == "在岗"]
    takers = [kind for kind, *_ in made if kind in ("督导", "借出")]
    if (sharing and not any(sharing)) or not (sharing or takers):
        made.append(("在岗", draw(st.integers(1, 10_000)), 0))  # otherwise nobody could be paid
    return pool, made


def reckoned(school: School, reading: str) -> tuple[list[int | None], bool]:
    """What everybody is paid in cents (None: not assessed), and whether equal remainders were told apart by place."""
    pool, people = school
    here = [(kind, mark, extra) for kind, mark, extra in people if kind != "离职"]
    left = pool - sum(extra for *_, extra in here)
    parts = [PARTS.get(kind, Fraction(0)) for kind, *_ in here]
    weights = [Fraction(mark) if kind == "在岗" else Fraction(0) for kind, mark, _ in here]
    sharing = sum(kind == "在岗" for kind, *_ in here)
    fixed = [0] * len(here)
    if sharing:
        mean = Fraction(left) / (sharing + (sum(parts) if reading == "scored" else sum(part > 0 for part in parts)))
        fixed = [floor(mean * part + Fraction(1, 2)) for part in parts]
        if sum(fixed) > left:
            fixed = [floor(mean * part) for part in parts]
    else:
        weights = parts
    rest = left - sum(fixed)
    ideal = [rest * weight / sum(weights) for weight in weights]
    cents = rest - sum(floor(share) for share in ideal)
    order = sorted(range(len(here)), key=lambda n: floor(ideal[n]) - ideal[n])  # the largest remainder first, stable
    more = set(order[:cents])
    amounts = iter(extra + fixed[n] + floor(ideal[n]) + (n in more) for n, (_kind, _mark, extra) in enumerate(here))
    remainders = [share - floor(share) for share in ideal]
    tied = len(set(remainders)) < len(remainders)
    return [None if kind == "离职" else next(amounts) for kind, *_ in people], tied


def data(table: Table, rows: list[tuple]) -> Data:
    types = {"number": pl.Int64, "text": pl.String}
    schema = {column.id: types[column.type] for column in table.columns}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("_row", 1)
    return Data(table, frame.select(*schema, pl.col("_row").cast(pl.Int64)), "rows")


def county(schools: list[School], *, mixed: bool = False) -> dict[str, Data]:
    """The tables of all schools; ``mixed``: one person of each school in turn, so that schools lie apart."""
    people = [
        [(f"{s}-{n}", f"S{s}", kind, pool, mark, extra) for n, (kind, mark, extra) in enumerate(school)]
        for s, (pool, school) in enumerate(schools)
    ]
    if mixed:
        rows = [person for turn in zip_longest(*people) for person in turn if person is not None]
    else:
        rows = [person for school in people for person in school]
    return {
        "staff": data(STAFF, [(id, school, kind, pool) for id, school, kind, pool, *_ in rows]),
        "work": data(WORK, [(id, mark) for id, *_, mark, _extra in rows]),
        "extra": data(EXTRA, [(id, e // 2) for id, *_, e in rows] + [(id, e - e // 2) for id, *_, e in rows]),
    }


def paid(tables: dict[str, Data], reading: str) -> dict[str, Fraction]:
    result = assess(scheme_plan(reading), tables, Findings())
    return {subject.id: subject.value("paid") for subject in result.subjects()}


def reordered(made: Data, how: str) -> Data:
    frame = made.frame.reverse() if how == "reversed" else made.frame.sample(fraction=1, shuffle=True, seed=7)
    return evolve(made, frame=frame)


@pytest.mark.parametrize("reading", ["all", "scored"])
@settings(max_examples=settings.default.max_examples // 10)  # each is twenty schools and more
@given(made=st.lists(schools(), min_size=20, max_size=30))
def test_schools_pay_out_their_pool(reading, made):
    tables = county(made)
    findings = Findings()
    result = assess(scheme_plan(reading), tables, findings)
    assert list(findings) == []
    assert_paid_out(result)  # the pool to the cent in every school, nobody negative
    found = {subject.id: subject.value("paid") for subject in result.subjects()}
    expected, tied = {}, set()
    for s, school in enumerate(made):
        amounts, ties = reckoned(school, reading)
        expected |= {f"{s}-{n}": Fraction(cents, 100) for n, cents in enumerate(amounts) if cents is not None}
        tied |= {str(s)} if ties else set()
    assert found == expected

    # the order of rows and tables changes nothing, nor does it where schools lie apart on the roster
    shuffled = {name: one if name == "staff" else reordered(one, "shuffled") for name, one in reversed(tables.items())}
    assert paid(shuffled, reading) == found
    assert paid(county(made, mixed=True), reading) == found

    # turning the roster round changes only who has the cent among equal remainders
    turned = paid(tables | {"staff": reordered(tables["staff"], "reversed")}, reading)
    assert {id: yuan for id, yuan in turned.items() if id.split("-")[0] not in tied} == {
        id: yuan for id, yuan in found.items() if id.split("-")[0] not in tied
    }
    assert all(abs(turned[id] - found[id]) <= Fraction(1, 100) for id in found)


@pytest.mark.parametrize("reading", ["all", "scored"])
@settings(max_examples=settings.default.max_examples // 10)  # each is eight schools and more
@given(made=st.lists(schools(), min_size=8, max_size=12))
def test_both_evaluators_agree_on_every_step(reading, made):
    tables = county(made)
    assert_agree(assess(scheme_plan(reading), tables, Findings()), tables)
