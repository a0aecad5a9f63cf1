"""columns = exact for every rule of the core, on 2,000 or 40,000 people in schools of every size, ties included.

One population is made once; every rule is a scheme of its own over it, so that the workers share them out.
"""

from functools import cache
from random import Random

import polars as pl
import pytest
from attrs import define, evolve, field

from kaohe_core.assess import Plan, Result, plan
from kaohe_core.assess.assessment import assess
from kaohe_core.assess.measure import ExactRows
from kaohe_core.findings import Findings
from kaohe_core.formula import tree
from kaohe_core.formula.exact import Exact, rounded
from kaohe_core.plugins.loader import Plugins
from kaohe_core.rules import RULES, TABLES
from kaohe_core.scheme.layers import resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Column, Table
from kaohe_core.toml.document import parse

WORK = Table(
    "work",
    "工作",
    (
        Column("id", "工号", "text"),
        Column("school", "学校", "text"),
        Column("x", "得分", decimals=3, low=-100, high=200, required=False),
        Column("y", "参照", decimals=1, high=60, required=False),
        Column("n", "次数", high=20),
        Column("up", "接班", low=-2, high=2),
        Column("grade", "等次", "text", choices=("优", "良", "差"), required=False),
        Column("plan", "计划", "flag"),
        Column("log", "记录", "flag", required=False),
    ),
)
LEAVE = Table(
    "leave",
    "请假",
    (
        Column("id", "工号", "text"),
        Column("term", "学期", "text"),
        Column("days", "天数", decimals=1, high=30),
        Column("kind", "种类", "text"),
    ),
    rows="event",
    absence="zero",
    period="term",
    limit=20,
)
SHEETS = Table(
    "sheets",
    "测评",
    (Column("id", "工号", "text"), Column("by", "类别", "text"), Column("marks", "分", decimals=1, high=100)),
    rows="event",
    limit=20,
)
MARKS = Table(
    "judgements-made",
    "评定",
    (Column("id", "工号", "text"), Column("points", "分", decimals=2, high=5)),
)
TYPES = {"number": pl.Int64, "flag": pl.Int64, "text": pl.String, "date": pl.Date}


def data(table: Table, rows: list[tuple]) -> Data:
    schema = {column.id: TYPES[column.type] for column in table.columns}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("_row", 1)
    return Data(table, frame.select(*schema, pl.col("_row").cast(pl.Int64)), "rows")


@pytest.fixture(scope="module")
def people(thorough: bool) -> int:
    return MANY if thorough else 2_000


@cache
def population(people: int) -> dict[str, Data]:
    """Schools of 1 to 900 people; values that often end on a half, some missing, many equal."""
    random = Random(20260831)  # the same school in every run
    sizes: list[int] = []
    while sum(sizes) < people:
        sizes.append(random.choice([1, 2, 3, 7, 30, 60, 60, 60, 200, 900]))
    schools = [f"S{number}" for number, size in enumerate(sizes) for _ in range(size)][:people]
    whole = {f"S{number}" for number in range(len(sizes)) if random.random() < 0.8}  # schools without a missing value
    work, leave, sheets = [], [], []
    for number, school in enumerate(schools):
        id = f"T{number:06}"
        x = random.choice(
            [random.randrange(-100_000, 200_000), random.randrange(0, 20_000, 5), random.choice([0, 5, -5])]
        )
        y = random.randrange(0, 600)
        missing = school not in whole and random.random() < 0.05
        work.append(
            (
                id,
                school,
                None if missing else x,
                None if missing else y,
                random.randrange(21),
                random.randrange(-2, 3),
                random.choice(["优", "良", "差", None]),
                random.randrange(2),
                random.choice([0, 1, 1, None]),
            )
        )
        for _ in range(random.choice([0, 0, 1, 2, 3])):
            leave.append((id, random.choice("上下"), random.randrange(0, 100, 5), random.choice(["病假", "事假"])))
        for by in random.choice([("领导", "同事"), ("领导", "同事", "同事", "家长"), ("同事",) * 5, ()]):
            sheets.append((id, by, random.randrange(0, 1001)))
    random.shuffle(leave)
    judged = [(row[0], random.randrange(501)) for row in work if random.random() < 0.9]
    return {
        "work": data(WORK, work),
        "leave": data(LEAVE, leave),
        "sheets": data(SHEETS, sheets),
        "judgements-made": data(MARKS, judged),
        "judgements": judgements(work, random),
    }


def judgements(work: list[tuple], random: Random) -> Data:
    [table] = TABLES
    given = [(row[0], random.randrange(-200, 501)) for row in work if random.random() < 0.7]
    columns = {"id": [id for id, _ in given], "clause": ["c"] * len(given), "points": [p for _, p in given]}
    schema = {column.id: TYPES[column.type] for column in table.columns}
    frame = pl.DataFrame(columns).with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in schema.items() if name not in columns
    )
    frame = frame.with_row_index("_row", 1).select(*schema, pl.col("_row").cast(pl.Int64))
    return Data(table, frame, "rows")


@cache
def rows(people: int) -> ExactRows:
    """The same rows as fractions, made once for all rules."""
    return ExactRows(population(people), {}, WORK.id)


TEXTS = """\
# deduct
rule = "deduct"
of = "work.x"
points = 0.125
allowance = 2

# deduct-per
rule = "deduct"
of = "sum(leave.days)"
points = 0.15
allowance = 1.5
per = "term"
each-round = 1

# deduct-sum
rule = "deduct"
of = "sum(leave.days where leave.kind == '病假')"
points = 0.25
allowance = 2

# earn
rule = "earn"
of = "work.x"
points = 0.35
beyond = 3.335
at-most = 40

# ratio
rule = "ratio"
of = "work.y"
to = "mean(work.y)"
points = 30

# ratio-own
rule = "ratio"
of = "work.x"
to = "work.n"
points = 0.5

# ratio-best
rule = "ratio"
of = "work.x"
to = "max(work.x)"
points = 20
if-missing = 7.5

# ladder-slab
rule = "ladder"
of = "work.x"
reading = "slab"
steps = [{ up-to = 3, points = 0.5 }, { up-to = 9.005, points = 1.15 }, { points = 2.25 }]

# ladder-marginal
rule = "ladder"
of = "work.x"
reading = "marginal"
steps = [{ up-to = 3, points = 0.5 }, { up-to = 9.005, points = 1.15 }, { points = 2.25 }]

# bands
rule = "bands"
of = "work.x"
otherwise = 0
shift = "work.up"
bands = [{ at-least = 100, points = 20 }, { above = 60, points = 12.345 }, { at-least = 0, points = 3 }]

# bands-low
rule = "bands"
of = "work.x / work.n"
otherwise = 0
bands = [{ at-most = 0, points = 20 }, { below = 3.335, points = 12.345 }, { at-most = 50, points = 3 }]

# lookup
rule = "lookup"
of = "work.grade"
values = { "优" = 1, "良" = 0.855 }
times = "work.x"

# places-best
rule = "places"
of = "work.y"
points = [10, 6.665, 3]
otherwise = 1
ties = "best"
first = "highest"

# places-worst
rule = "places"
of = "work.y"
points = [10, 6, 3]
otherwise = 1
ties = "worst"
first = "lowest"

# places-mean
rule = "places"
of = "work.n"
points = [10, 6, 3]
otherwise = 1
ties = "mean"
first = "highest"

# places-dense
rule = "places"
of = "work.n"
points = [10, 6, 3]
otherwise = 1
ties = "dense"
first = "lowest"

# places-roster
rule = "places"
of = "work.n"
points = [10, 6, 3]
otherwise = 1
ties = "roster"
first = "highest"
within = "otherwise(work.grade, '')"

# checklist
rule = "checklist"
item = [
  { when = "work.plan", points = 2 },
  { when = "work.log", points = 3 },
  { when = "work.x >= 10", points = 0.335 },
]

# panel
rule = "panel"
of = "sheets.marks"
out-of = 100
points = 15
drop = 1

# panel-groups
rule = "panel"
of = "sheets.marks"
out-of = 100
points = 15
group = "sheets.by"
weights = { "领导" = 0.4, "同事" = 0.6 }

# stages
rule = "stages"
stage = [
  { title = "自评", of = "judgements-made.points", weight = 0.3 },
  { title = "互评", of = "work.y / 10", weight = 0.7 },
]

# judgement
rule = "judgement"
low = -2
high = 5
without-record = "awaiting"

# formula
rule = "formula"
points = "(work.x - mean(otherwise(work.x, 0))) * 0.25 + rank(work.n) / 8"

# variants
variant = [
  { when = "work.grade == '优'", rule = "earn", of = "work.x", points = 0.15 },
  { when = "work.plan == 1", rule = "ratio", of = "work.x", to = "work.n", points = 1 },
]
"""
CLAUSES = {block.split("\n", 1)[0].removeprefix("# "): block for block in TEXTS.split("\n\n")}


def scheme_plan(clause: str) -> Plan:
    text = (
        'title = "试"\nsubject = "work"\nmarks = 100\nunit = "work.school"\nround = { clause = 2, total = 2 }\n'
        'not-scored = [{ when = "work.n == 20", reason = "取平均" }]\nperiods = { term = ["上", "下"] }\n'
        '[[dimension]]\nid = "d"\ntitle = "指标"\nmarks = 100\nat-least = "none"\nat-most = "none"\n'
        f'[[dimension.clause]]\nid = "c"\ntext = "条款"\n{clause}\n'
    )
    findings = Findings()
    document = parse(text, "scheme.toml", findings)
    assert document is not None
    plugins = Plugins.of({})
    tables = {table.id: table for table in (WORK, LEAVE, SHEETS, MARKS, *TABLES)}
    resolved = resolve(document, {}, findings)
    scheme = load_scheme("test", resolved, Toolbox.of(plugins.rules(), plugins.settlements(), tables), findings)
    assert [finding.text("en") for finding in findings if finding.blocks] == []
    assert scheme is not None
    found = plan(scheme, resolved, tables, findings)
    assert [finding.text("en") for finding in findings if finding.blocks] == []
    assert found is not None
    return found


def test_no_rule_is_left_out():
    used = {name for text in CLAUSES.values() for name in (rule.name for rule in RULES) if f'rule = "{name}"' in text}
    assert used == {rule.name for rule in RULES}


@define
class Compared:
    """The marks of a result against the exact evaluator's."""

    wrong: list[tuple] = field(factory=list)
    known: int = 0
    halves: int = 0  # marks on the edge of rounding


def compared(made: Plan, result: Result, rows: ExactRows) -> Compared:
    clause = made.step("c")
    assert isinstance(clause.formula, tree.Round)
    frame = result.frame
    ids, scored = frame["_subject"].to_list(), set(frame.filter("_scored")["_subject"])
    exact = Exact(ids, dict(zip(ids, frame["_unit"], strict=True)), scored, rows)
    places, mode, inner = clause.formula.places, clause.formula.mode, clause.formula.of
    scale = result.values["c"].scale
    found = Compared()
    for id, fast in zip(ids, frame["c"], strict=True):
        if id not in scored:
            found.wrong += [(id, fast, "not scored")] if fast is not None else []
            continue
        about = clause.applies is None or exact.value(clause.applies, id) is True
        value = exact.value(inner, id) if about else None
        slow = None if value is None else rounded(value, places, mode)
        found.known += value is not None
        found.halves += value is not None and (value * 10**places).denominator == 2
        if (None if slow is None else slow * scale) != fast:
            found.wrong.append((id, fast, slow))
    return found


@pytest.mark.parametrize("name", CLAUSES)
def test_columns_and_exact_agree_on_every_mark(name, people):
    made = scheme_plan(CLAUSES[name])
    found = compared(made, assess(made, population(people), Findings()), rows(people))
    assert found.wrong[:5] == []
    assert found.known > people / 10
    if name not in WITHOUT_HALVES and (name not in RARELY or people == MANY):
        assert found.halves > 0, "the population must have marks on the edge of rounding"


@pytest.mark.parametrize("wrong", [pl.col("c") + 1, pl.lit(None)])
def test_one_wrong_mark_among_all_is_found(wrong, people):
    made = scheme_plan(CLAUSES["deduct"])
    result = assess(made, population(people), Findings())
    known = result.frame.filter(pl.col("c").is_not_null())["_subject"]
    who = known[len(known) // 2]
    mark = pl.when(pl.col("_subject") == who).then(wrong).otherwise("c").alias("c")
    found = compared(made, evolve(result, frame=result.frame.with_columns(mark)), rows(people))
    assert [id for id, _, _ in found.wrong] == [who]


MANY = 40_000  # people: with the records of their leave and the sheets about them, more than 100,000 rows
RARELY = {"ratio", "formula", "ratio-best"}  # quotients: only many people have one that ends on a half
WITHOUT_HALVES = {
    # marks that are written in the scheme, or recorded, to two decimals or fewer
    "deduct-per",
    "places-worst",
    "places-mean",
    "places-dense",
    "places-roster",
    "judgement",
}
