"""columns = exact: random formulas over random schools, and the edges where fast arithmetic goes wrong."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import polars as pl
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from kaohe_core.assess import Plan
from kaohe_core.assess.assessment import assess
from kaohe_core.assess.oracle import Oracle
from kaohe_core.assess.plan import PlanStep, check
from kaohe_core.calendar import Calendar
from kaohe_core.findings import Findings
from kaohe_core.formula import tree
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.text import ROW_FUNCTIONS, UNIT_FUNCTIONS
from kaohe_core.formula.tree import Field, Formula, FormulaError, Mark, Measure, Number, choose, lift
from kaohe_core.messages import Text
from kaohe_core.scheme.model import Reason, Rounded, Scheme
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Column, Table
from kaohe_core.testing import differences
from kaohe_core.toml.document import Document

PEOPLE = Table(
    "people",
    "人员",
    (
        Column("id", "工号", "text"),
        Column("school", "学校", "text"),
        Column("paid", "取平均", "flag"),
        Column("league", "组别", "text", required=False),
        Column("half", "半分", decimals=1, low=-50, high=50),
        Column("mark", "得分", decimals=2, high=100, required=False),
        Column("few", "次数", high=3, required=False),
        Column("born", "出生", "date", required=False),
        Column("since", "入职", "date"),
    ),
)
EVENTS = Table(
    "leave",
    "请假",
    (
        Column("id", "工号", "text"),
        Column("days", "天数", decimals=1, low=-5, high=30, required=False),
        Column("kind", "种类", "text"),
        Column("bad", "违规", "flag", required=False),
    ),
    rows="event",
    absence="zero",
    limit=20,
)
RATERS = Table(
    "sheets",
    "测评",
    (Column("id", "工号", "text"), Column("marks", "分", high=10)),
    rows="event",
    absence="no-data",
    limit=20,
)
TYPES = {"number": pl.Int64, "flag": pl.Int64, "text": pl.String, "date": pl.Date}


def data(table: Table, rows: list[tuple]) -> Data:
    """Rows as integers of the column's scale, texts and dates."""
    schema = {column.id: TYPES[column.type] for column in table.columns}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("_row", 1)
    return Data(table, frame.select(*schema, pl.col("_row").cast(pl.Int64)), "rows")


def column(name: str, table: Table = PEOPLE) -> Field:
    found = table.column(name)
    assert found is not None
    return Field(table, found)


def own(name: str) -> Measure:
    return tree.OnlyRow(PEOPLE, column(name))


def plan_of(*formulas: Formula, scored: bool = True, unit: bool = True, table: Table = PEOPLE) -> Plan:
    scheme = Scheme(
        id="test",
        title="试",
        subject=table.id,
        marks=Number(Decimal(100)),
        round=Rounded(total=2),
        dimension=(),
        unit=own("school") if unit else None,
        not_scored=() if scored else (Reason(when=own("paid").equals(1), reason="取平均"),),
    )
    steps = tuple(PlanStep(f"s{n}", Text(f"s{n}"), "clause", formula) for n, formula in enumerate(formulas))
    return Plan(scheme, steps, table)


def ranges(plan: Plan) -> tuple[dict, list[str]]:
    findings = Findings()
    return check(plan, Document("x.toml", {}), findings), [f.what.text("en") for f in findings]


def rows_of(how: str, of: Formula, where: Formula | None = None, table: Table = EVENTS, **rest: object) -> Measure:
    node = ROW_FUNCTIONS[how]
    own = {field.name for field in attrs.fields(node)}
    return node(table, of=of, where=where, **{name: value for name, value in rest.items() if name in own})


# random formulas ---------------------------------------------------------------------------------------------------

NUMBERS = st.sampled_from(["0", "1", "2", "-1", "0.5", "3", "0.05", "-7.25", "100", "0.005"]).map(
    lambda text: Number(Decimal(text))
)
DROPS = st.tuples(*[st.sampled_from(["0", "1", "2", "0.3"]).map(Decimal)] * 2)
GATHERED = st.one_of(
    st.sampled_from(["half", "mark", "few", "paid"]).map(own),
    st.builds(
        lambda how, where, drop: rows_of(how, column("days", EVENTS), where, n=2, drop=drop),
        st.sampled_from(["sum", "mean", "median", "min", "max", "best", "trimmed-mean", "distinct", "count"]),
        st.sampled_from(
            [
                None,
                column("kind", EVENTS).equals("病假"),
                column("bad", EVENTS).equals(1),
                column("days", EVENTS) > Decimal("0.5"),
                ~column("days", EVENTS).known(),
                column("days", EVENTS) > tree.PersonsOwn(own("few") / own("mark")),
                column("kind", EVENTS).differs(tree.PersonsOwn(own("league"))) | column("bad", EVENTS).equals(1),
            ]
        ),
        DROPS,
    ),
    st.builds(
        lambda drop, share, rounding, of: tree.TrimmedMean(
            EVENTS, column(of, EVENTS), drop=(tree.PersonsOwn(own("few") - drop), share), rounding=rounding
        ),
        st.integers(0, 3),
        st.sampled_from(["0", "0.3", "0.5", "0.08"]).map(Decimal),
        st.sampled_from(["down", "up", "half-up"]),
        st.sampled_from(["days", "bad"]),
    ),
    st.builds(
        lambda of, by, n, highest: tree.Best(
            EVENTS, column(of, EVENTS), n, by=by and column(by, EVENTS), highest_first=highest
        ),
        st.sampled_from(["days", "bad"]),
        st.sampled_from([None, "days", "bad"]),
        st.sampled_from([1, 2, 3, tree.PersonsOwn(own("few") - 1)]),
        st.booleans(),
    ),
    st.builds(
        lambda of, each, n, highest, where: tree.Best(
            EVENTS, column(of, EVENTS), n, where=where, highest_first=highest, each=column(each, EVENTS)
        ),
        st.sampled_from(["days", "bad"]),
        st.sampled_from(["kind", "bad"]),
        st.sampled_from([1, 2, tree.PersonsOwn(own("few"))]),
        st.booleans(),
        st.sampled_from([None, column("bad", EVENTS).equals(1)]),
    ),
    st.builds(
        lambda of, where: tree.Streak(EVENTS, column(of, EVENTS), where=where),
        st.sampled_from(["days", "bad"]),
        st.sampled_from([column("kind", EVENTS).equals("病假"), column("bad", EVENTS).equals(1)]),
    ),
    st.builds(
        lambda how, drop: rows_of(how, column("marks", RATERS), table=RATERS, drop=drop),
        st.sampled_from(["mean", "trimmed-mean", "sum", "max"]),
        DROPS,
    ),
)


KINDS = (
    "leaf",
    "add",
    "sub",
    "mul",
    "div",
    "least",
    "greatest",
    "round",
    "negate",
    "choose",
    "lookup",
    "otherwise",
    "aggregate",
    "rank",
    "running",
    "span",
    "working-days",
    "root",
    "power",
)


@st.composite
def numbers(draw: st.DrawFn, depth: int) -> Formula:
    if depth == 0:
        return draw(st.one_of(NUMBERS, GATHERED, GATHERED))
    inner = numbers(depth - 1)
    kind = draw(st.sampled_from(KINDS))
    match kind:
        case "leaf":
            return draw(numbers(0))
        case "add":
            return draw(inner) + draw(inner)
        case "sub":
            return draw(inner) - draw(inner)
        case "mul":
            return draw(inner) * draw(inner)
        case "div":
            return draw(inner) / draw(inner)
        case "least":
            return tree.Least(tuple(draw(st.lists(inner, min_size=1, max_size=3))))
        case "greatest":
            return tree.Greatest(tuple(draw(st.lists(inner, min_size=1, max_size=3))))
        case "round":
            return draw(inner).round(draw(st.integers(0, 3)), draw(st.sampled_from(["half-up", "down", "up"])))
        case "negate":
            return -draw(inner)
        case "choose":
            return choose(draw(truths(depth - 1)), draw(inner), draw(inner))
        case "lookup":
            default = draw(st.one_of(st.none(), inner))
            if draw(st.booleans()):
                keys = (("甲", 1), ("甲", 2), ("乙", 1))
                entries = tuple(((lift(one), lift(two)), draw(inner)) for one, two in keys)
                return tree.LookupByKeys((own("league"), own("few")), entries, default)
            if draw(st.booleans()):
                return tree.Lookup(own("league"), ((lift("甲"), draw(inner)), (lift("乙"), draw(inner))), default)
            return tree.Lookup(own("few"), ((lift(1), draw(inner)), (lift(2), draw(inner))), default)
        case "otherwise":
            return draw(inner).otherwise(draw(inner))
        case "aggregate":
            how = UNIT_FUNCTIONS[draw(st.sampled_from(["sum", "mean", "count", "min", "max"]))]
            of = [] if how is tree.CountOverUnit else [draw(inner).round(2)]
            return how(*of, **draw(members(depth - 1)))
        case "rank":
            return tree.Rank(
                draw(inner).round(2),
                then=tuple(key.round(1) for key in draw(st.lists(inner, max_size=2))),
                **draw(members(depth - 1)),
                ties=draw(st.sampled_from(["best", "worst", "mean", "dense", "roster"])),
                highest_first=draw(st.booleans()),
            )
        case "running":
            first = draw(st.booleans())
            by = draw(inner).round(1)
            return tree.Running(draw(inner).round(2), **draw(members(depth - 1)), highest_first=first, by=by)
        case "root":
            of = draw(inner)
            return tree.RoundedRoot(of, draw(st.integers(0, 3)), draw(st.sampled_from(["half-up", "down", "up"])))
        case "power":
            return tree.Power(draw(inner), draw(st.one_of(st.integers(1, 3).map(lift), st.just(own("few")))))
        case "working-days":
            return tree.WorkingDaysBetween(*draw(st.tuples(DATES, DATES)), WINTER)
    return tree.Span(draw(st.sampled_from(["years", "months", "days"])), *draw(st.tuples(DATES, DATES)))


# The spring festival of 2024: a Saturday to a Saturday off, the Sundays before and after it worked instead.
WINTER = Calendar(holidays=("2024-02-10..2024-02-17",), make_up=("2024-02-04", "2024-02-18"))


DATES = st.one_of(
    st.sampled_from(["born", "since"]).map(own), st.just(lift(date(2026, 2, 28))), st.just(lift(date(2024, 2, 29)))
)


@st.composite
def members(draw: st.DrawFn, depth: int) -> dict:
    where = draw(st.one_of(st.none(), truths(depth)))
    within = draw(st.sampled_from([None, own("league"), tree.TextsTogether((own("league"), own("school")))]))
    return {"where": where, "within": within, "among": draw(st.sampled_from(["scored", "assessed"]))}


@st.composite
def truths(draw: st.DrawFn, depth: int) -> Formula:
    kind = draw(st.sampled_from(["compare", "compare", "text", "date", "and", "or", "not", "known"]))
    op = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    if depth == 0 or kind == "compare":
        return tree.Compare(draw(op), draw(numbers(max(depth - 1, 0))), draw(numbers(max(depth - 1, 0))))
    match kind:
        case "text":
            return tree.Compare(draw(st.sampled_from(["==", "!="])), own("league"), lift(draw(st.sampled_from("甲乙"))))
        case "date":
            return tree.Compare(draw(op), draw(DATES), draw(DATES))
        case "and":
            return tree.And(tuple(draw(st.lists(truths(depth - 1), min_size=1, max_size=3))))
        case "or":
            return tree.Or(tuple(draw(st.lists(truths(depth - 1), min_size=1, max_size=3))))
        case "not":
            return ~draw(truths(depth - 1))
    return draw(numbers(depth - 1)).known()


@st.composite
def schools(draw: st.DrawFn) -> dict[str, Data]:
    days = st.sampled_from([date(2024, 2, 29), date(2024, 3, 1), date(2000, 1, 31), date(1990, 12, 31)])
    person = st.tuples(
        st.sampled_from("东西"),
        st.integers(0, 1),
        st.sampled_from([None, "甲", "乙"]),
        st.sampled_from([-500, -5, -1, 0, 1, 5, 125, 500]),
        st.sampled_from([None, 0, 1, 5, 5050, 10_000]),
        st.sampled_from([None, 0, 1, 2, 3]),
        st.one_of(st.none(), days),
        days,
    )
    people = draw(st.lists(person, min_size=1, max_size=7))
    ids = [f"T{n}" for n in range(len(people))]
    days = st.sampled_from([None, -5, 0, 5, 15, 20, 300])
    row = st.tuples(st.sampled_from(ids), days, st.sampled_from(["病假", "事假"]), st.sampled_from([None, 0, 1]))
    sheet = st.tuples(st.sampled_from(ids), st.integers(0, 10))
    return {
        "people": data(PEOPLE, [(id, *one) for id, one in zip(ids, people, strict=True)]),
        "leave": data(EVENTS, draw(st.lists(row, max_size=10))),
        "sheets": data(RATERS, draw(st.lists(sheet, max_size=10))),
    }


def brief(node: Formula) -> str:
    """A formula short enough to be read in a failure."""
    match node:
        case Number() | tree.Words() | tree.Day():
            return str(node.value)
        case Field():
            return node.column.id
        case Measure():
            where = "" if node.where is None else f" where {brief(node.where)}"
            return f"{node.function}({node.table.id}.{'' if node.what is None else brief(node.what)}{where})"
        case Mark():
            return node.id
    extra = [str(getattr(node, n)) for n in ("how", "op", "places", "mode", "ties", "among") if hasattr(node, n)]
    return f"{type(node).__name__}({', '.join([*extra, *(brief(child) for child in node.children())])})"


KNOWN_REFUSALS = ("over unrounded quotients", "can grow to", "a division by zero")


@given(st.lists(numbers(3), min_size=1, max_size=2), truths(2), schools(), st.booleans(), st.booleans())
def test_random_formulas_over_random_schools(formulas, condition, tables, scored, unit):
    # the last steps read the earlier ones, share a sub-formula, and have a condition
    held = tree.CountOfRows(EVENTS, where=column("days", EVENTS) < tree.PersonsOwn(Mark("s0") * 2))
    last = choose(condition, Mark("s0") + formulas[-1], Mark("s0") * 2 + held)
    plan = plan_of(*formulas, last, scored=scored, unit=unit)
    found, refused = ranges(plan)
    if refused:
        assert all(any(known in text for known in KNOWN_REFUSALS) for text in refused), refused
        event("refused: " + refused[0][:24])
        return
    event("computed")
    result = assess(plan, tables, Findings())
    wrong = differences(result, tables)
    assert not wrong, [*wrong, *(brief(step.formula) for step in plan.steps)]
    for step in plan.steps:
        held = result.frame[step.id]
        promised = found[step.id]
        assert isinstance(promised, ColumnRatio)
        if held.null_count() < len(held):
            assert promised.num.lo <= held.min()
            assert held.max() <= promised.num.hi


# edges -------------------------------------------------------------------------------------------------------------


def values(*formulas: Formula, tables: dict[str, Data], table: Table = PEOPLE, unit: bool = True, scored: bool = True):
    """The value of each formula for each subject, by both evaluators."""
    plan = plan_of(*formulas, table=table, unit=unit, scored=scored)
    assert ranges(plan)[1] == []
    result = assess(plan, tables, Findings())
    assert differences(result, tables) == []
    return [[subject.value(step.id) for subject in result.subjects()] for step in plan.steps]


def one_column(low: int, high: int, decimals: int, held: list[int | None]) -> tuple[Table, dict[str, Data], Measure]:
    table = Table(
        "big",
        "大",
        (Column("id", "工号", "text"), Column("x", "值", decimals=decimals, low=low, high=high, required=False)),
    )
    tables = {"big": data(table, [(f"T{n}", x) for n, x in enumerate(held)])}
    return table, tables, tree.OnlyRow(table, column("x", table))


def test_half_up_is_away_from_zero_on_both_sides():
    # x.xx5 for every hundredth from −3 to 3 in thousandths: 1.005 → 1.01, −1.005 → −1.01, 0.125 → 0.13
    held = [sign * (n * 10 + 5) for n in range(300) for sign in (1, -1)]
    table, tables, x = one_column(-10, 10, 3, held)
    [found] = values(x.round(2), tables=tables, table=table, unit=False)
    assert found == [Fraction(sign * (n + 1), 100) for n in range(300) for sign in (1, -1)]


def test_the_two_other_ways_to_round():
    # 1.009, −1.009, 1.001, −1.001, 1.000
    table, tables, x = one_column(-10, 10, 3, [1009, -1009, 1001, -1001, 1000])
    down, up = values(x.round(2, "down"), x.round(2, "up"), tables=tables, table=table, unit=False)
    assert down == [1, -1, 1, -1, 1]
    assert up == [Fraction("1.01"), Fraction("-1.01"), Fraction("1.01"), Fraction("-1.01"), 1]


def test_a_quotient_on_the_edge_of_a_half():
    # 1/3 and 2/3 of a mean: x ÷ mean(x) of 1, 2, 3 is 1/2, 1, 3/2; to 0 decimals 1, 1, 2; of −1, −2, −3 the same
    for sign in (1, -1):
        table, tables, x = one_column(-10, 10, 0, [sign, 2 * sign, 3 * sign])
        [found] = values((x / tree.mean(x)).round(0), tables=tables, table=table, unit=False)
        assert found == [1, 1, 2]


def test_beyond_64_bits_nothing_wraps():
    # 2^62 × 4 = 2^64, which Int64 would wrap to 0; and the sum over two of them
    table, tables, x = one_column(-(2**62), 2**62, 0, [2**62, -(2**62), 2**62])
    four, twice, rounded = values(
        x * 4, tree.sum_over(x * 4), (x * 4 / 8).round(0), tables=tables, table=table, unit=False
    )
    assert four == [2**64, -(2**64), 2**64]
    assert twice == [2**64] * 3
    assert rounded == [2**61, -(2**61), 2**61]


def test_the_sum_of_a_narrow_column_may_be_wide():
    # three times 2^62 is beyond 2^63
    table, tables, x = one_column(0, 2**62, 0, [2**62, 2**62, 2**62])
    sums, means, ranks = values(
        tree.sum_over(x), tree.mean(x), tree.rank(x, "mean"), tables=tables, table=table, unit=False
    )
    assert sums == [3 * 2**62] * 3
    assert means == [2**62] * 3
    assert ranks == [2, 2, 2]


def test_what_could_overflow_is_refused_with_the_reason():
    _table, _tables, x = one_column(0, 2**62, 0, [1])
    plan = plan_of(x * x * x, table=_table, unit=False)
    findings = Findings()
    check(plan, Document("x.toml", {}), findings)
    [found] = findings
    # 2^62 = 4.6 × 10^18, and its cube 9.8 × 10^55: 56 digits
    assert found.what.text("en") == "the numbers of this formula can grow to 56 digits, beyond exact 38"
    assert found.what.text("zh") == "这个算式的数可能大到 56 位，超出可精确计算的 38 位"
    assert found.mend is not None
    assert found.mend.text("zh") == "请用 round(…) 给中间结果四舍五入，或给各列声明更小的范围"


def test_an_aggregate_over_unrounded_quotients_is_refused():
    plan = plan_of(tree.sum_over(own("half") / own("mark")))
    findings = Findings()
    check(plan, Document("x.toml", {}), findings)
    [found] = findings
    assert found.what.text("en") == "sum over unrounded quotients whose denominators differ from person to person"
    assert found.mend is not None
    assert found.mend.text("en") == "round each one first: sum(round(…, 2))"


def test_a_mean_inside_a_sum_is_no_such_quotient():
    # x ÷ mean: the denominator is the same for all; 1, 2, 3 → 1/2 + 1 + 3/2 = 3
    table, tables, x = one_column(-10, 10, 0, [1, 2, 3])
    [found] = values(tree.sum_over(x / tree.mean(x)), tables=tables, table=table, unit=False)
    assert found == [3, 3, 3]


def test_a_division_by_a_plain_zero_is_refused_and_by_data_has_no_value():
    table, tables, x = one_column(-10, 10, 0, [0, 4, None])
    plan = plan_of(x / 0, table=table, unit=False)
    assert ranges(plan)[1] == ["a division by zero"]
    [found] = values(8 / x, tables=tables, table=table, unit=False)
    assert found == [None, 2, None]


@pytest.mark.parametrize(
    ("ties", "places"),
    [  # 90, 80, 80, 70: as the docstring of Aggregate says
        ("best", ["1", "2", "2", "4"]),
        ("worst", ["1", "3", "3", "4"]),
        ("mean", ["1", "2.5", "2.5", "4"]),
        ("dense", ["1", "2", "2", "3"]),
        ("roster", ["1", "2", "3", "4"]),
    ],
)
def test_ranks(ties, places):
    table, tables, x = one_column(0, 100, 0, [90, 80, 80, 70])
    highest, lowest = values(
        tree.rank(x, ties), tree.rank(-x, ties, highest_first=False), tables=tables, table=table, unit=False
    )
    assert highest == [Fraction(place) for place in places]
    assert lowest == highest


def test_what_is_not_known():
    # Kleene: unknown and no = no; unknown or yes = yes; not unknown = unknown
    table, tables, x = one_column(-10, 10, 0, [1, None])
    yes, no, unknown = (lift(1) > 0), (lift(0) > 1), x > 0
    pairs = {
        "and": (unknown & yes, 1, None),
        "and no": (unknown & no, 0, 0),
        "or": (unknown | no, 1, None),
        "or yes": (unknown | yes, 1, 1),
        "not": (~unknown, 0, None),
        "known": (x.known(), 1, 0),
    }
    for name, (condition, sure, not_sure) in pairs.items():
        [found] = values(choose(condition, 1, 0), tables=tables, table=table, unit=False)
        assert found == [sure, not_sure], name


def test_extremes_and_choices_of_what_is_not_known_have_no_value():
    table, tables, x = one_column(-10, 10, 0, [1, None])
    found = values(
        tree.Least((x, lift(0))),
        tree.Greatest((x, x + 1)),
        x.otherwise(7),
        choose(x.equals(1), 5, 6),
        tables=tables,
        table=table,
        unit=False,
    )
    assert found == [[0, None], [2, None], [1, 7], [5, None]]


def test_one_member_without_a_value_leaves_the_unit_without_one():
    table, tables, x = one_column(-10, 10, 0, [1, None, 3])
    found = values(
        tree.sum_over(x),
        tree.mean(x, where=x.known()),
        tree.count_over(x > 0),
        tree.sum_over(x.otherwise(0)),
        tables=tables,
        table=table,
        unit=False,
    )
    # the mean of 1 and 3 is 2; whom x > 0 holds for is not known for the second
    assert found == [[None] * 3, [2] * 3, [None] * 3, [4] * 3]


def test_leagues_and_units_whose_names_run_together_stay_apart():
    rows = [
        ("A", "东/甲", 0, "乙", 10, 0, 0, None, date(2000, 1, 1)),
        ("B", "东", 0, "甲/乙", 20, 0, 0, None, date(2000, 1, 1)),
        ("C", "东", 0, None, 30, 0, 0, None, date(2000, 1, 1)),
        ("D", "东", 0, "None", 40, 0, 0, None, date(2000, 1, 1)),
    ]
    tables = {"people": data(PEOPLE, rows)}
    whole = tree.SumOverUnit(own("half"), within=own("league").otherwise(""))
    known = tree.SumOverUnit(own("half"), within=own("league"))
    found = values(whole, known, tables=tables)
    # C of 东 may belong with B or with D
    assert found == [[1, 2, 3, 4], [1, None, None, None]]


def test_years_and_months_are_whole():
    # from 29 February 2024: a year is over on 1 March 2025, not on the 28th; three years on 1 March 2027
    rows = [
        ("A", "东", 0, None, 0, 0, 0, date(2024, 2, 29), date(2025, 2, 28)),
        ("B", "东", 0, None, 0, 0, 0, date(2024, 2, 29), date(2025, 3, 1)),
        ("C", "东", 0, None, 0, 0, 0, date(2025, 3, 1), date(2024, 2, 29)),
        ("D", "东", 0, None, 0, 0, 0, date(2024, 1, 31), date(2024, 2, 29)),
    ]
    tables = {"people": data(PEOPLE, rows)}
    years, months, days = values(
        *(tree.Span(u, own("born"), own("since")) for u in ("years", "months", "days")), tables=tables
    )
    assert years == [0, 1, -1, 0]
    assert months == [11, 12, -12, 0]
    assert days == [365, 366, -366, 29]


def test_working_days_are_those_of_the_calendar():
    # Sunday 4 February to Sunday 18 February 2024: ten weekdays, five of them off, two Sundays worked
    sunday, monday, saturday = date(2024, 2, 4), date(2024, 2, 12), date(2024, 2, 17)
    rows = [
        ("A", "东", 0, None, 0, 0, 0, sunday, date(2024, 2, 18)),
        ("B", "东", 0, None, 0, 0, 0, date(2024, 2, 18), sunday),
        ("C", "东", 0, None, 0, 0, 0, sunday, sunday),
        ("D", "东", 0, None, 0, 0, 0, monday, saturday),
        ("E", "东", 0, None, 0, 0, 0, None, saturday),
        ("F", "东", 0, None, 0, 0, 0, date(1900, 1, 1), date(9999, 12, 31)),
    ]
    tables = {"people": data(PEOPLE, rows)}
    counted, plain, worked = values(
        tree.WorkingDaysBetween(own("born"), own("since"), WINTER),
        tree.WorkingDaysBetween(own("born"), own("since"), Calendar()),
        choose(tree.IsWorkingDay(own("born"), WINTER), 1, 0),
        tables=tables,
    )
    # 1 January 1900 is a Monday, 31 December 9999 a Friday: 2958464 days are 422637 weeks and 5 days
    assert plain == [10, -10, 0, 5, None, 422637 * 5 + 5]
    assert counted == [7, -7, 1, 0, None, 422637 * 5 + 5 - 5 + 2]
    assert worked == [1, 1, 1, 0, None, 1]


def test_the_oracle_alone_for_one_unit_says_the_same():
    rows = [
        ("A", "东", 0, "甲", 100, 5000, 1, None, date(2000, 1, 1)),
        ("B", "西", 0, "甲", 200, 5000, 1, None, date(2000, 1, 1)),
        ("C", "东", 1, "甲", 300, 5000, 1, None, date(2000, 1, 1)),
    ]
    tables = {"people": data(PEOPLE, rows)}
    plan = plan_of(own("half") / tree.mean(own("half")), scored=False)
    oracle = Oracle(plan, tables, only="东")
    assert oracle.exact.subjects == ["A", "C"]
    assert oracle.value("s0", "A") == 1  # C is set apart, so the mean is A's own
    assert oracle.standings["s0"]["C"] == "not-applicable"


def test_a_formula_error_carries_its_mend():
    with pytest.raises(FormulaError, match="stand side by side") as caught:
        _ = (column("half") + own("half")).level
    assert caught.value.mend is not None


def leave(*rows: tuple) -> dict[str, Data]:
    person = ("A", "东", 0, None, 0, 0, 0, None, date(2000, 1, 1))
    return {"people": data(PEOPLE, [person]), "leave": data(EVENTS, [("A", *row) for row in rows])}


def test_streaks_are_taken_in_order_and_rows_of_equal_order_as_they_stand():
    # by days: 0.1 no, 0.2 yes, 0.3 yes, 0.3 no, 0.4 yes → two in a row, wherever the rows stand in the file
    rows = [(4, "病假", 0), (2, "病假", 0), (3, "病假", 0), (1, "事假", 0), (3, "事假", 0)]
    streak = rows_of("streak", column("days", EVENTS), column("kind", EVENTS).equals("病假"))
    assert values(streak, tables=leave(*rows)) == [[2]]
    assert values(streak, tables=leave(*rows, (None, "事假", 0))) == [[None]]  # a row without a place in the order


def test_a_streak_without_a_condition_is_refused():
    with pytest.raises(FormulaError) as caught:
        rows_of("streak", column("days", EVENTS))
    assert caught.value.what.text("zh") == "streak(…) 数的是连续符合条件的行，没有写条件"


@pytest.mark.parametrize("how", ["sum", "mean", "min", "max", "distinct", "count"])
def test_quotients_of_rows_are_refused(how):
    quotient = column("days", EVENTS) / column("bad", EVENTS)
    [refused] = ranges(plan_of(rows_of(how, quotient)))[1]
    assert refused == f"{how} over unrounded quotients whose denominators differ from row to row"


@pytest.mark.parametrize(
    ("days", "middle"),
    [
        ([30], 3),
        ([30, 10], 2),
        ([30, 10, 15], Fraction("1.5")),
        ([300, -5, 20, 15], Fraction("1.75")),  # −0.5, 1.5, 2, 30
        (list(range(20)), Fraction("0.95")),  # 0 to 1.9, as many as the table may hold: 0.9 and 1
        (list(range(19)), Fraction("0.9")),
        ([], 0),  # nobody asked for leave
        ([30, None], None),
    ],
)
def test_the_median_is_the_middle_or_the_mean_of_the_two_in_the_middle(days, middle):
    tables = leave(*((day, "病假", 0) for day in days), (300, "事假", 0))
    sick = column("kind", EVENTS).equals("病假")
    assert values(rows_of("median", column("days", EVENTS), sick), tables=tables) == [[middle]]


def test_different_texts_are_counted():
    tables = leave((0, "病假", 0), (0, "事假", 0), (0, "病假", 0))
    assert values(rows_of("distinct", column("kind", EVENTS)), tables=tables) == [[2]]


def test_a_constant_over_the_unit_counts_everybody():
    # the sum of 1 over three people is 3, its mean 1, and all are first
    table, tables, _x = one_column(0, 1, 0, [0, 0, 0])
    one = lift(1)
    found = values(tree.sum_over(one), tree.mean(one), tree.rank(one), tables=tables, table=table, unit=False)
    assert found == [[3] * 3, [1] * 3, [1] * 3]


@pytest.mark.fault("B01")
def test_a_mean_of_nobody_is_no_value_for_whoever_reads_it():
    # x is 1, 2, 3 and nobody's is above 5: no mean, so no sum, place, extreme or entry for it; nothing adds up to 0
    table, tables, x = one_column(0, 9, 0, [1, 2, 3])
    nobody = tree.mean(x, where=x > 5)
    unknown = [
        nobody,
        nobody + x,
        tree.sum_over(nobody),
        tree.mean(nobody),
        tree.rank(nobody),
        tree.rank(x, then=(nobody,)),
        tree.GreatestOverUnit(nobody),
        tree.LeastOverUnit(nobody),
        tree.Running(nobody, by=x),
        tree.Running(x, by=nobody),
        tree.Lookup(nobody, ((lift(1), lift(5)),), lift(7)),
        choose(nobody > 0, 1, 2),
        tree.mean(x, where=nobody > 0),
    ]
    assert values(*unknown, tables=tables, table=table, unit=False) == [[None] * 3] * len(unknown)
    known = [
        tree.sum_over(nobody, where=x > 5),
        tree.count_over(nobody.known()),
        tree.sum_over(nobody.otherwise(4).round(0)),
    ]
    assert values(*known, tables=tables, table=table, unit=False) == [[0] * 3, [0] * 3, [12] * 3]


def test_a_constant_left_of_a_table_without_rows():
    # Polars 2.1 gives one row for `0 < column` where the column is one value throughout; nobody has had leave
    tables = leave()
    assert values(choose(lift(0) < rows_of("sum", column("days", EVENTS)), 1, 2), tables=tables) == [[2]]
