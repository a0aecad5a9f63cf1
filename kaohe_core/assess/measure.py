"""The room of measures (计量): from the rows of tables to one value per subject.

Twice, on purpose: as columns over the whole population (:func:`columns`), and as plain rows for the exact evaluator
(:class:`ExactRows`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen

from kaohe_core.formula import tree
from kaohe_core.formula.columns import ColumnRatio, ColumnValue, Compiler, PlainColumn
from kaohe_core.formula.exact import RowValues
from kaohe_core.formula.rendering import Rendering, renders
from kaohe_core.formula.tree import Formula, FormulaError
from kaohe_core.formula.whole import Whole, needs_wide
from kaohe_core.messages import message
from kaohe_core.rules.judged import JUDGEMENTS
from kaohe_core.scheme.model import Period
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import APART, Data
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.subjects import positions

if TYPE_CHECKING:
    import polars as pl

SUBJECT = "_subject"  # the subject's id in the population frame
PersonsValue = Callable[[tree.PersonsOwn], ColumnValue]
OWN = "_own:"  # before the number of a value of the person that rows are held against
AT = "_at"  # the place of a row in its table
DAYS = 3_660_000  # between two dates of the calendar
WHO = "_who"  # whom a row is about: the place of the subject in the population, or the value that ``via`` speaks of


def via_column(column: str) -> str:
    """The population's column that holds the roster's ``column``, for tables whose rows are about its value."""
    return f"_via:{column}"


# ranges, before any data -------------------------------------------------------------------------------------------


def field_value(node: Formula, *, building: bool) -> ColumnValue:
    """A column of a row: a number between its declared bounds, or a text or date."""
    assert isinstance(node, tree.Field)  # noqa: S101  # the tree lets nothing else into rows
    return _column_value(node.column, node.column.id, building=building)


def _column_value(column: Column, name: str, *, building: bool) -> ColumnValue:
    expr, uses = None, frozenset[str]()
    if building:
        import polars as pl

        expr = pl.col(name)
    if column.type in ("text", "date"):
        return PlainColumn(expr, nullable=not column.required, uses=uses)
    lo, hi = (0, 1) if column.type == "flag" else _bounds(column)
    return ColumnRatio(Whole(lo, hi, expr, nullable=not column.required, uses=uses), column.scale)


def _bounds(column: Column) -> tuple[int, int]:
    assert column.low is not None and column.high is not None  # noqa: S101, PT018  # a number column has a range
    return int(column.low * column.scale), int(column.high * column.scale)


class Ranges(Rendering[ColumnValue]):
    """What each measure can come to, from what its table declares.

    ``person`` gives the range of a value of the person that its rows are held against.
    """

    __slots__ = ("_person",)

    def __init__(self, person: PersonsValue | None = None) -> None:
        self._person = person

    def _leaf(self, node: Formula) -> ColumnValue:
        if isinstance(node, tree.Window):
            return window_range(node)
        if not isinstance(node, tree.PersonsOwn):
            return field_value(node, building=False)
        if self._person is not None:
            return self._person(node)
        return Compiler(leaf=measure_range_of, members=1, building=False).value(node.of)

    def _of(self, node: tree.Measure) -> ColumnValue:
        """What one row can hold."""
        assert node.what is not None  # noqa: S101  # only a count of rows alone goes without, and asks nothing
        value = Compiler(leaf=self._leaf, members=1, building=False).value(node.what)
        if isinstance(value, ColumnRatio) and value.den is not None:
            raise FormulaError(
                message("{how} over unrounded quotients whose denominators differ from row to row", how=node.function),
                message("round each one first: {how}(round(…, 2))", how=node.function),
            )
        return value

    def _number(self, node: tree.Measure) -> tuple[ColumnRatio, int, int]:
        """What one row can hold, and its range with 0 in it: no row may be 0."""
        value = self._of(node)
        assert isinstance(value, ColumnRatio)  # noqa: S101  # kinds were checked when the tree was built
        return value, min(value.num.lo, 0), max(value.num.hi, 0)

    @renders(tree.OnlyRow)
    def _only(self, node: tree.OnlyRow) -> ColumnValue:
        return PlainColumn(nullable=True) if isinstance(self._of(node), PlainColumn) else self._between(node)

    @renders(tree.ExtremeOfRows)
    def _between(self, node: tree.Measure) -> ColumnValue:
        value, lo, hi = self._number(node)
        if node.table.absence != "zero":
            lo, hi = value.num.lo, value.num.hi
        return ColumnRatio(Whole(lo, hi, nullable=True), value.scale)

    @renders(tree.CountOfRows, tree.DistinctOfRows, tree.Streak)
    def _counted(self, node: tree.Measure) -> ColumnValue:
        if node.what is not None:
            self._of(node)
        return ColumnRatio(Whole(0, most(node.table), nullable=True))

    @renders(tree.SumOfRows)
    def _sum(self, node: tree.SumOfRows) -> ColumnValue:
        value, lo, hi = self._number(node)
        return ColumnRatio(Whole(lo * most(node.table), hi * most(node.table), nullable=True), value.scale)

    @renders(tree.Best)
    def _best(self, node: tree.Best) -> ColumnValue:
        value, lo, hi = self._number(node)
        count = most(node.table)
        if isinstance(node.n, tree.PersonsOwn):
            self._whole(node.n)
        elif node.each is None:
            count = min(node.n, count)
        return ColumnRatio(Whole(lo * count, hi * count, nullable=True), value.scale)

    def _whole(self, number: tree.PersonsOwn) -> None:
        """Refuse a number of rows that need not be whole."""
        value = self._leaf(number)
        if not isinstance(value, ColumnRatio) or value.den is not None or value.scale != 1:
            raise FormulaError(
                message("how many rows are taken or left out is a whole number, and this one need not be"),
                message('write round(…, 0, "down"), round(…, 0, "up"), or round(…) for half up'),
            )

    @renders(tree.TrimmedMean)
    def _trimmed_mean(self, node: tree.TrimmedMean) -> ColumnValue:
        for part in node.drop:
            if isinstance(part, tree.PersonsOwn):
                self._whole(part)
        return self._mean(node)

    @renders(tree.MeanOfRows)
    def _mean(self, node: tree.OfNumbers) -> ColumnValue:
        value, lo, hi = self._number(node)
        limit = most(node.table)
        num, den = Whole(lo * limit, hi * limit, nullable=True), Whole(1, limit, nullable=True)
        return ColumnRatio(num, value.scale, den, node, "subject")


def window_range(node: tree.Window) -> ColumnRatio:
    """The range of what a row reads of the rows before it: a number of rows, or of days."""
    hi = most(node.table) if isinstance(node, tree.Earlier) else DAYS
    return ColumnRatio(Whole(0, hi, nullable=True))


def most(table: Table) -> int:
    """How many rows may be about one subject."""
    return table.limit if table.has_rows else 1


def measure_range(node: tree.Measure, person: PersonsValue | None = None) -> ColumnValue:
    """The range of a measure, from what its table declares; ``person``: that of values its rows are held against."""
    return Ranges(person).render(node)


def measure_range_of(node: Formula) -> ColumnValue:
    """As :func:`measure_range`, of a leaf that must be a measure."""
    if isinstance(node, tree.Mark):
        raise too_early(node)
    assert isinstance(node, tree.Measure)  # noqa: S101  # a value of the person is made of measures and marks
    return measure_range(node)


def too_early(mark: tree.Mark) -> FormulaError:
    """What is read before it is there, by the name under which formulas read it."""
    of, _, what = mark.id.rpartition("/")
    if what == "grade":
        return FormulaError(
            message("“{id}” is not known yet when this is computed", id=f"{of}-grade"),
            message(
                "the grades of dimensions are given once all marks are there: ask for the marks, marks.{id}", id=of
            ),
        )
    return FormulaError(
        message("“{id}” is not known yet when this is computed", id=of if what == "amount" else mark.id),
        message("only what stands earlier in the scheme can be referred to"),
    )


def check_unique(node: tree.Measure) -> None:
    """Refuse the single row of a table that may have several, unless a bound period makes it one."""
    if not isinstance(node, tree.OnlyRow) or not node.table.has_rows:
        return
    table = node.table
    period = table.column(table.period) if table.period is not None else None
    dated = period is not None and period.type == "date"  # one row a day is not one row a term
    if not table.keys or dated or not set(table.keys) <= {table.subject, table.period}:
        raise FormulaError(
            message("the table “{table}” may have several rows per person: which one is meant?", table=node.table.id),
            message("gather them with sum(…), max(…), min(…) or mean(…), or give the table a key"),
        )
    if node.period is None:
        raise FormulaError(
            message("the table “{table}” has a row for every period: which one is meant?", table=node.table.id),
            message(
                'take the clause period by period (per = "term"), name one ({table}.column["…"]), or write sum(…)',
                table=node.table.id,
            ),
        )


# columns -----------------------------------------------------------------------------------------------------------


@frozen(eq=False)
class Measured:
    """The population with a column for every measure, and what each column holds.

    ``awaiting``: by table, those whose rows are results that a person must still judge.
    """

    frame: pl.DataFrame
    values: Mapping[tree.Measure, ColumnValue]
    awaiting: Mapping[str, frozenset[str]]
    tables: Mapping[str, Data]
    periods: Mapping[str, Period]

    def leaf(self, node: Formula) -> ColumnValue:
        """The value of a measure."""
        assert isinstance(node, tree.Measure)  # noqa: S101  # marks are known to the compiler, fields stand only in rows
        return self.values[node]

    def having(self, node: tree.Measure) -> list[str]:
        """Those about whom there are rows that a measure takes, in every period in which there must be one."""
        import polars as pl

        frame, table = self.tables[node.table.id].frame, node.table
        out = apart(node, frame.columns)
        found = frame.filter(~pl.any_horizontal(out)) if out else frame
        for period in (node.period,) if node.period is not None else node.throughout:
            within = found.filter(in_period(table, period, self.periods, pl.col))
            found = found.join(within.select(table.subject).unique(), on=table.subject, how="semi")
        return found[table.subject].unique().drop_nulls().to_list()

    def gathered(
        self, measures: Iterable[tree.Measure], own: Mapping[tree.PersonsOwn, ColumnValue] | None = None
    ) -> Measured:
        """With these measures too; ``own`` are the values of the person that stand in columns of the frame."""
        import polars as pl

        by_table: dict[str, list[tree.Measure]] = {}
        for node in measures:
            by_table.setdefault(node.table.id, []).append(node)
        frame, values = self.frame.with_row_index(WHO).cast({WHO: pl.UInt32}), dict(self.values)
        for table_id, nodes in by_table.items():
            frame, found = _of_table(frame, nodes, self.tables[table_id], self.periods, own or {}, len(values))
            values |= found
        awaiting = {name: self.tables[name].awaiting for name in by_table if self.tables[name].awaiting}
        return evolve(self, frame=frame.drop(WHO), values=values, awaiting={**self.awaiting, **awaiting})

    def further(self, measures: Sequence[tree.Measure], compiler: Compiler) -> Measured:
        """With measures whose rows are held against values of the person; ``compiler`` knows what these are made of."""
        written = dict.fromkeys(one for node in measures for one in node.own())
        own = {one: compiler.step(f"{OWN}{index}", one.of) for index, one in enumerate(written)}
        found = evolve(self, frame=compiler.run(self.frame)).gathered(measures, own)
        return evolve(found, frame=found.frame.drop(name for name in found.frame.columns if name.startswith(OWN)))


def columns(
    population: pl.DataFrame,
    measures: Iterable[tree.Measure],
    tables: Mapping[str, Data],
    periods: Mapping[str, Period],
) -> Measured:
    """Every measure as one column (a mean: two) beside the population, whose ids stand in ``_subject``.

    Those whose rows are held against marks come later, when the marks are there: :meth:`Measured.further`.
    """
    measures = list(measures)
    plain = [node for node in measures if not tree.some(node.own())]
    measured = Measured(population, {}, {}, tables, periods).gathered(plain)
    further = [node for node in measures if tree.some(node.own()) and not tree.some(tree.marks_of(node))]
    while further:
        ready = [node for node in further if all(one in measured.values for one in _inner(node))]
        measured = measured.further(ready, Compiler(leaf=measured.leaf, members=max(population.height, 1)))
        further = [node for node in further if node not in ready]
    return measured


def _inner(node: tree.Measure) -> list[tree.Measure]:
    """The measures that the values are made of which the rows of a measure are held against."""
    return list(tree.measures_of(*(one.of for one in node.own())))


def _of_table(
    frame: pl.DataFrame,
    nodes: Sequence[tree.Measure],
    data: Data,
    periods: Mapping[str, Period],
    own: Mapping[tree.PersonsOwn, ColumnValue],
    first: int,
) -> tuple[pl.DataFrame, dict[tree.Measure, ColumnValue]]:
    import polars as pl

    table = data.table
    names = {node: f"{table.id}:{index}" for index, node in enumerate(nodes, start=first)}
    who = data.frame[table.subject]
    key = WHO if table.via is None else via_column(table.via)
    if table.via is None:
        who = positions(who, frame[SUBJECT])  # whole numbers are grouped and joined several times as fast as texts
        who = who.set_sorted() if who.is_sorted() else who
    rows = data.frame.hstack([who.alias(WHO)])
    if own:
        beside = [name for name in frame.columns if name.startswith(OWN)]
        rows = rows.join(frame.select(WHO, *beside), on=WHO, how="left", maintain_order="left")
    gathered = Gathering(table, rows, periods, own)
    for node in nodes:
        gathered.add(node, names[node])
    joined = frame
    for found in gathered.results():
        joined = _beside(joined, found if key == WHO else found.rename({WHO: key}), key)
    filled: list[pl.Expr] = []
    ranges = {node: measure_range(node, own.__getitem__ if own else None) for node in nodes}
    for node, range_ in ranges.items():
        name = names[node]
        zero = table.absence == "zero" and not isinstance(range_, PlainColumn)
        if zero or node.throughout or gathered.may_be_empty(node):
            present = pl.all_horizontal(pl.col(counts).fill_null(0) > 0 for counts in gathered.presences(node))
            filled.append(pl.when(present).then(pl.col(name)).otherwise(0 if zero else None).alias(name))
            if isinstance(range_, ColumnRatio) and range_.den is not None:
                below = pl.when(present).then(pl.col(f"{name}/n")).otherwise(1 if zero else None)
                filled.append(below.alias(f"{name}/n"))
    if filled:
        joined = joined.with_columns(filled)
    counts = [name for name in joined.columns if name.startswith("?")]
    joined = joined.drop(counts) if counts else joined
    return joined, {node: _stored(range_, names[node], joined) for node, range_ in ranges.items()}


def _stored(range_: ColumnValue, name: str, frame: pl.DataFrame) -> ColumnValue:
    """The value read from its column, within the range found there rather than the one declared for any data.

    The scheme was accepted for the whole declared range; a narrower one keeps what follows in 64 bits.
    """
    import polars as pl

    if isinstance(range_, PlainColumn):
        return PlainColumn(pl.col(name), nullable=frame[name].has_nulls())
    num = _found(range_.num, frame[name])
    return evolve(range_, num=num, den=None if range_.den is None else _found(range_.den, frame[f"{name}/n"]))


def _found(whole: Whole, column: pl.Series) -> Whole:
    import polars as pl

    low, high = column.min(), column.max()
    if isinstance(low, int) and isinstance(high, int):
        whole = evolve(whole, lo=low, hi=high)
    return evolve(whole, expr=pl.col(column.name), nullable=column.has_nulls(), wide=column.dtype == pl.Int128)


def _beside(frame: pl.DataFrame, found: pl.DataFrame, key: str) -> pl.DataFrame:
    """``found`` joined to the population; where both list the same subjects in the same order, simply put beside it."""
    import polars as pl

    if found.height == frame.height and found[key].equals(frame[key]):
        return pl.concat([frame, found.drop(key)], how="horizontal")
    return frame.join(found, on=key, how="left", validate="m:1", maintain_order="left")


@frozen
class _Rows:
    """The values of the rows that are gathered, and where a row spoils the whole."""

    mask: Any  # None: every row
    bad: Any = None  # None: nowhere
    column: Any = None  # the values of every row
    values: Any = None  # those that are gathered

    def where(self, values: Any) -> Any:
        """Of the values of every row, those that are gathered."""
        return values if self.mask is None else values.filter(self.mask)

    def spoilt(self, missing: Any) -> _Rows:
        """Also spoilt by these of the rows that are gathered."""
        missing = missing if self.mask is None else self.mask & missing
        return evolve(self, bad=missing if self.bad is None else self.bad | missing)


@define
class Gathering(Rendering[None]):
    """The measures of one table, gathered per subject.

    ``rows`` has in ``_who`` whom a row is about. The only row of a subject is taken as it stands, period by period
    (``_only``); all else is aggregated.
    """

    table: Table
    rows: pl.DataFrame
    periods: Mapping[str, Period]
    own: Mapping[tree.PersonsOwn, ColumnValue] = field(factory=dict)  # values of the person, in columns of the rows
    _aggregations: list[Any] = field(factory=list)
    _only: dict[tuple[str | None, tuple[str, ...]], list[Any]] = field(factory=dict)
    _windows: list[Any] = field(factory=list)  # places among the rows of one kind
    _of_windows: dict[tree.Window, str] = field(factory=dict)
    _presence: dict[tuple[str | None, tuple[str, ...], bool], str] = field(factory=dict)
    _inside: dict[None, Any] = field(factory=dict)  # the rows of any period of the scheme
    _inputs: Compiler = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._inputs = Compiler(leaf=self._leaf, members=1)

    def _leaf(self, node: Formula) -> ColumnValue:
        if isinstance(node, tree.PersonsOwn):
            return self._persons(self.own[node])
        if isinstance(node, tree.Window):
            return self._window(node)
        value = field_value(node, building=True)
        assert isinstance(node, tree.Field)  # noqa: S101  # the tree lets nothing else into rows
        complete = self.rows[node.column.id].null_count() == 0
        if isinstance(value, PlainColumn):
            return evolve(value, nullable=not complete)
        return evolve(value, num=evolve(value.num, nullable=not complete))

    def _window(self, node: tree.Window) -> ColumnValue:
        """What every row reads of the rows before it, in a column of its own beside the rows."""
        import polars as pl

        name = self._of_windows.get(node)
        if name is None:
            name = self._of_windows[node] = f"{self.table.id}<{len(self._of_windows)}"
            self.rows = self.rows.hstack([_before(node, self._taking_part(node), self.rows.height).alias(name)])
        found = window_range(node)
        return evolve(found, num=evolve(found.num, expr=pl.col(name)))

    def _taking_part(self, node: tree.Window) -> pl.DataFrame:
        """The rows of the scheme’s periods, with whom they are about, the day, and what else is asked of them."""
        import polars as pl

        inputs = Compiler(leaf=self._leaf, members=1)
        condition = pl.lit(value=True)
        if node.where is not None:
            condition = inputs.store_plain("?holds", inputs.plain(node.where)).expr
        inside = self._period_mask(None)
        asked = [
            pl.col(self.table.subject).alias("who"),
            pl.col(node.on.column.id).alias("day"),
            (pl.lit(0) if node.same is None else pl.col(node.same.column.id)).alias("same"),
            condition.alias("holds"),
            (pl.lit(value=True) if inside is None else inside).alias("inside"),
        ]
        frame = inputs.run(self.rows)
        return frame.with_row_index(AT).select(AT, *asked).filter(pl.col("who").is_not_null() & pl.col("inside"))

    def _persons(self, value: ColumnValue) -> ColumnValue:
        """A value of the person, read from the rows: a row about nobody who is there has none."""
        if isinstance(value, PlainColumn):
            return evolve(value, nullable=True, uses=frozenset())
        num = evolve(value.num, nullable=True, uses=frozenset())
        return evolve(
            value, num=num, den=None if value.den is None else evolve(value.den, nullable=True, uses=frozenset())
        )

    def _is_only(self, node: tree.Measure) -> bool:
        """Whether it is the subject's single row (within the period), as it stands."""
        alone = not self.table.has_rows or node.period is not None
        return isinstance(node, tree.OnlyRow) and node.where is None and alone

    def may_be_empty(self, node: tree.Measure) -> bool:
        """Whether a subject may have rows, and none that counts: what no row means is then said by the table."""
        return not self._is_only(node) and self._mask(*self._counting(node)) is not None

    def presences(self, node: tree.Measure) -> list[str]:
        """The columns that count the rows which must be there: of the measure, or of each period that it needs."""
        return [self.presence(one) for one in (node.in_each() if node.throughout else (node,))]

    def presence(self, node: tree.Measure) -> str:
        """The column that counts a subject's rows (within the measure's period)."""
        import polars as pl

        counting = self._counting(node)
        key = *counting, self._is_only(node)
        if key not in self._presence:
            self._presence[key] = f"?{self.table.id}:{len(self._presence)}"
            name = self._presence[key]
            if self._is_only(node):
                self._only.setdefault(counting, []).append(pl.lit(1, dtype=pl.Int64).alias(name))
            else:
                mask = self._mask(*counting)
                count = pl.len() if mask is None else mask.sum()
                self._aggregations.append(count.cast(pl.Int64).alias(name))
        return self._presence[key]

    def _counting(self, node: tree.Measure) -> tuple[str | None, tuple[str, ...]]:
        """What says which rows count for a measure: its period, and which marks must be about somebody."""
        return node.period, apart(node, self.rows.columns)

    def _mask(self, period: str | None, apart: tuple[str, ...]) -> Any:
        """The rows that count; None where all of them do."""
        import polars as pl

        mask = self._period_mask(period)
        for name in apart:
            mask = ~pl.col(name) if mask is None else mask & ~pl.col(name)
        return mask

    def _period_mask(self, period: str | None) -> Any:
        """The rows that count: those of the period, or of any period of the scheme; None where all of them do."""
        import polars as pl

        if period is not None:
            return in_period(self.table, period, self.periods, pl.col)
        if period not in self._inside:
            # None of the rows outside in most tables: then nothing is filtered.
            known = fitting(self.table, self.periods)
            mask = (
                None
                if known is None
                else pl.any_horizontal(
                    [in_period(self.table, one, self.periods, pl.col).fill_null(value=False) for one in known]
                )
            )
            self._inside[period] = None if mask is None or self.rows.select(mask.all()).item() else mask
        return self._inside[period]

    def add(self, node: tree.Measure, name: str) -> None:
        """Gather one measure under ``name``."""
        if node.throughout or self.table.absence == "zero" or self.may_be_empty(node):
            self.presences(node)
        if isinstance(node, tree.OnlyRow) and self._is_only(node):
            column, _ = self._input(node.of, f"{name}=")
            self._only.setdefault(self._counting(node), []).append(column.alias(name))
        else:
            self.render(node, name)

    def _input(self, formula: Formula, name: str) -> tuple[Any, bool]:
        """A column with what a formula comes to for every row, and whether a row may have no value."""
        stored = self._inputs.store(name, self._inputs.value(formula))
        column = stored.expr if isinstance(stored, PlainColumn) else stored.num.expr
        assert column is not None  # noqa: S101  # building
        return column, stored.nullable if isinstance(stored, PlainColumn) else stored.num.nullable

    def _chosen(self, node: tree.Measure, name: str) -> _Rows:
        """The rows of the period that meet the condition."""
        asked = _Rows(self._mask(*self._counting(node)))
        if node.where is None:
            return asked
        where, nullable = self._input(node.where, f"{name}?")
        if nullable:
            asked, where = asked.spoilt(where.is_null()), where.fill_null(value=False)
        return evolve(asked, mask=where if asked.mask is None else asked.mask & where)

    def _values(self, node: tree.Measure, name: str, *, summed: bool = False) -> _Rows:
        """The values of the chosen rows; for a sum in 128 bits where 64 may not hold it."""
        assert node.what is not None  # noqa: S101  # callers ask only where there are values
        chosen = self._chosen(node, name)
        column, nullable = self._input(node.what, f"{name}=")
        if nullable and not isinstance(node, tree.OnlyRow):
            chosen = chosen.spoilt(column.is_null())
        values = chosen.where(column)
        return evolve(chosen, column=column, values=self._fit(node, values) if summed else values)

    def _keep(self, name: str, rows: _Rows, result: Any) -> None:
        self._aggregations.append(_unless(rows.bad, result).alias(name))

    def _keep_mean(self, name: str, rows: _Rows, sum_: Any, number: Any) -> None:
        import polars as pl

        self._keep(name, rows, sum_)
        self._aggregations.append(pl.when(number > 0).then(number).otherwise(None).alias(f"{name}/n"))

    def _or_zero(self, values: Any, result: Any) -> Any:
        """Where absence means zero, no row at all is 0."""
        import polars as pl

        return pl.when(values.len() == 0).then(0).otherwise(result) if self.table.absence == "zero" else result

    def _fit(self, node: tree.Measure, values: Any) -> Any:
        """Values whose sum may leave 64 bits in 128: Int64 sums wrap without a word."""
        import polars as pl

        range_ = measure_range(node, self.own.__getitem__ if self.own else None)
        return values.cast(pl.Int128) if isinstance(range_, ColumnRatio) and needs_wide(range_.num) else values

    @renders(tree.OnlyRow)
    def _the_only(self, node: tree.OnlyRow, name: str) -> None:
        rows = self._values(node, name)
        first = rows.values.first()
        self._keep(name, rows, self._or_zero(rows.values, first) if node.kind == "number" else first)

    @renders(tree.CountOfRows)
    def _count(self, node: tree.CountOfRows, name: str) -> None:
        import polars as pl

        if node.of is not None:
            rows = self._values(node, name)
            self._keep(name, rows, rows.values.len().cast(pl.Int64))
            return
        rows = self._chosen(node, name)
        self._keep(name, rows, (pl.len() if rows.mask is None else rows.mask.sum()).cast(pl.Int64))

    @renders(tree.DistinctOfRows)
    def _distinct(self, node: tree.DistinctOfRows, name: str) -> None:
        import polars as pl

        rows = self._values(node, name)
        self._keep(name, rows, rows.values.n_unique().cast(pl.Int64))

    @renders(tree.SumOfRows)
    def _sum(self, node: tree.SumOfRows, name: str) -> None:
        rows = self._values(node, name, summed=True)
        self._keep(name, rows, rows.values.sum())

    @renders(tree.LeastOfRows)
    def _least(self, node: tree.LeastOfRows, name: str) -> None:
        rows = self._values(node, name)
        self._keep(name, rows, self._or_zero(rows.values, rows.values.min()))

    @renders(tree.GreatestOfRows)
    def _greatest(self, node: tree.GreatestOfRows, name: str) -> None:
        rows = self._values(node, name)
        self._keep(name, rows, self._or_zero(rows.values, rows.values.max()))

    @renders(tree.MeanOfRows)
    def _mean(self, node: tree.MeanOfRows, name: str) -> None:
        import polars as pl

        rows = self._values(node, name, summed=True)
        number = rows.values.len().cast(pl.Int64)
        if self.table.absence == "zero":
            number = pl.when(number > 0).then(number).otherwise(1)
        self._keep_mean(name, rows, rows.values.sum(), number)

    @renders(tree.TrimmedMean)
    def _trimmed_mean(self, node: tree.TrimmedMean, name: str) -> None:
        import polars as pl

        rows = self._values(node, name, summed=True)
        count = rows.values.len().cast(pl.Int64)
        rows, low = self._dropped(rows, node.drop[0], count, node.rounding, f"{name}-low")
        rows, high = self._dropped(rows, node.drop[1], count, node.rounding, f"{name}-high")
        kept = rows.values.sort().slice(low, pl.max_horizontal(count - low - high, 0))
        self._keep_mean(name, rows, kept.sum(), kept.len().cast(pl.Int64))

    @renders(tree.Best)
    def _best(self, node: tree.Best, name: str) -> None:
        rows = self._values(node, name, summed=True)
        if node.each is not None:
            self._best_of_each(node, node.each, name, rows)
            return
        if node.by is None:
            ordered = rows.values.sort(descending=node.highest_first)
        else:  # of equal ones the greater first
            order, nullable = self._input(node.by, f"{name}|")
            rows = rows.spoilt(order.is_null()) if nullable else rows
            ordered = rows.values.sort_by([rows.where(order), rows.values], descending=[node.highest_first, True])
        rows, n = self._so_many(rows, node.n, f"{name}n")
        self._keep(name, rows, ordered.head(n if isinstance(n, int) else n.first()).sum())

    def _so_many(self, rows: _Rows, number: Decimal | int | tree.PersonsOwn, name: str) -> tuple[_Rows, Any]:
        """A number of rows, the same for everybody or the person's own; where it is not known, nothing is."""
        if not isinstance(number, tree.PersonsOwn):
            return rows, int(number)
        import polars as pl

        column, _ = self._input(number, name)
        unknown = column.is_null()
        rows = evolve(rows, bad=unknown if rows.bad is None else rows.bad | unknown)
        return rows, column.fill_null(0).clip(lower_bound=0).cast(pl.Int64)

    def _dropped(
        self, rows: _Rows, part: Decimal | tree.PersonsOwn, count: Any, rounding: tree.Rounding, name: str
    ) -> tuple[_Rows, Any]:
        """So many rows: a whole number, the person's own number, or a share of them rounded to whole rows."""
        if isinstance(part, tree.PersonsOwn) or part >= 1:
            rows, number = self._so_many(rows, part, name)
            return rows, number if isinstance(number, int) else number.first()
        top, bottom = part.as_integer_ratio()
        match rounding:
            case "down":
                return rows, count * top // bottom
            case "up":
                return rows, (count * top + bottom - 1) // bottom
            case "half-up":
                return rows, (count * top * 2 + bottom) // (2 * bottom)

    def _best_of_each(self, node: tree.Best, each: Formula, name: str, rows: _Rows) -> None:
        import polars as pl

        of_kind, nullable = self._input(each, f"{name}%")
        rows = rows.spoilt(of_kind.is_null()) if nullable else rows
        among = rows.column if rows.mask is None else pl.when(rows.mask).then(rows.column)
        place = among.rank("ordinal", descending=node.highest_first).over(WHO, of_kind)
        self._windows.append(place.alias(f"{name}#"))
        rows, n = self._so_many(rows, node.n, f"{name}n")
        first = (pl.col(f"{name}#") <= n).fill_null(value=False)
        self._keep(name, rows, self._fit(node, rows.column.filter(first)).sum())

    @renders(tree.Streak)
    def _streak(self, node: tree.Streak, name: str) -> None:
        import polars as pl

        assert node.where is not None  # noqa: S101  # a streak has a condition
        within = _Rows(self._mask(*self._counting(node)))
        holds, nullable = self._input(node.where, f"{name}?")
        if nullable:
            within, holds = within.spoilt(holds.is_null()), holds.fill_null(value=False)
        order, nullable = self._input(node.of, f"{name}=")
        within = within.spoilt(order.is_null()) if nullable else within
        holds, order = within.where(holds), within.where(order)
        runs = holds.sort_by(order, maintain_order=True).rle()  # rows of equal order stand as in the file
        longest = runs.struct.field("len").filter(runs.struct.field("value")).max()
        self._keep(name, within, longest.fill_null(0).cast(pl.Int64))

    def results(self) -> Iterator[pl.DataFrame]:
        """Frames with one row per subject that has rows, in ``_who``."""
        frame = self.rows
        for stage in self._inputs.finished():
            frame = frame.with_columns([expr.alias(name) for name, expr in stage.columns])
        for counting, columns_ in self._only.items():
            mask = self._mask(*counting)
            rows = frame.lazy() if mask is None else frame.lazy().filter(mask)
            yield rows.select(WHO, *columns_).collect().rechunk()  # in one piece, like the frame it is put beside
        if self._windows:
            frame = frame.with_columns(self._windows)
        if self._aggregations:
            yield frame.group_by(WHO, maintain_order=True).agg(self._aggregations)


def _before(node: tree.Window, rows: pl.DataFrame, height: int) -> pl.Series:
    """For each of ``height`` rows how many come before it within the days, or the days since the last of them."""
    import polars as pl

    unknown = rows.filter(pl.col("day").is_null())["who"].unique()
    other = rows.select("who", day_before="day", at_before=AT, same_before="same", holds="holds")
    gone = (pl.col("day") - pl.col("day_before")).dt.total_days()
    counts = (gone > 0) | ((gone == 0) & (pl.col("at_before") < pl.col(AT)))
    counts = counts & (pl.col("same") == pl.col("same_before")) & pl.col("holds").fill_null(value=True)
    if isinstance(node, tree.Earlier):
        counts = counts & (gone <= node.days)
    pairs = rows.drop("holds").join(other, on="who").filter(counts).with_columns(gone.alias("gone"))
    what = pl.len() if isinstance(node, tree.Earlier) else pl.col("gone").min()
    found = pairs.group_by(AT).agg(what.cast(pl.Int64).alias("found"), pl.col("holds").is_null().any().alias("open"))
    joined = rows.join(found, on=AT, how="left", maintain_order="left")
    none = 0 if isinstance(node, tree.Earlier) else None
    is_open = pl.col("open").fill_null(value=False) | pl.col("who").is_in(unknown.implode())
    value = (
        pl.when(is_open).then(None).otherwise(pl.col("found").fill_null(none) if none is not None else pl.col("found"))
    )
    places = pl.DataFrame({AT: pl.arange(0, height, eager=True, dtype=pl.UInt32)})
    return places.join(joined.select(AT, value.alias("value")), on=AT, how="left", maintain_order="left")["value"]


def _unless(bad: Any, expr: Any) -> Any:
    if bad is None:
        return expr
    import polars as pl

    return pl.when(bad.any()).then(None).otherwise(expr)


def in_period(table: Table, period: str, periods: Mapping[str, Period], column: Any) -> Any:
    """Whether a row lies in a period: its period column holds the id, or a date between the period's first and last."""
    assert table.period is not None  # noqa: S101  # only tables with a period are bound to one
    declared = table.column(table.period)
    value = column(table.period)
    if declared is not None and declared.type == "date":
        known = periods[period]
        return (value >= known.start) & (value <= known.end)
    return value == period


def fitting(table: Table, periods: Mapping[str, Period]) -> list[str] | None:
    """The periods of the scheme that a row of the table may lie in: no other row counts. None: every row does.

    Those with days where the table gives dates. In the table of judgements the “period” of a record is its clause.
    """
    column = None if table.period is None else table.column(table.period)
    if not periods or column is None or table.id == JUDGEMENTS.id:
        return None
    if column.type != "date":
        return list(periods)
    return [id for id, period in periods.items() if period.start is not None] or None


def counting(node: tree.Measure, periods: Mapping[str, Period]) -> list[str] | None:
    """The periods whose rows a measure takes: its own, or any of the scheme's; None where it takes every row."""
    return fitting(node.table, periods) if node.period is None else [node.period]


def apart(node: tree.Measure, columns: Iterable[str]) -> tuple[str, ...]:
    """Which of the columns of a table say that a mark is about nobody that the measure reads."""
    held = [name for name in columns if name.startswith(APART)]
    if not held:
        return ()
    read = {f"{APART}{one.column.id}" for one in node.fields()}
    return tuple(name for name in held if name in read)


def inside(table: Table, known: Sequence[str] | None, periods: Mapping[str, Period], row: Mapping[str, Any]) -> bool:
    """Whether a row lies in one of the periods ``known``; None: in whichever it lies."""
    if known is None:
        return True
    assert table.period is not None  # noqa: S101  # only tables with a period have any
    if row[table.period] is None:
        return False
    return any(in_period(table, one, periods, row.__getitem__) for one in known)


# rows, for the exact evaluator -------------------------------------------------------------------------------------


@define
class ExactRows:
    """The rows of every table by subject, as fractions, texts and dates."""

    tables: Mapping[str, Data]
    periods: Mapping[str, Period]
    roster: str  # the id of the roster
    _indexed: dict[str, dict[str, list[tuple[Any, ...]]]] = field(factory=dict)
    _exact: dict[tuple[str, str], list[dict[str, Any]]] = field(factory=dict)  # of those who were asked for

    def __call__(self, node: tree.Measure, subject: str) -> Sequence[RowValues]:
        """The rows that a measure works on for one subject."""
        rows = self.of(node.table.id, subject)
        out = apart(node, self.tables[node.table.id].frame.columns)
        if out:
            rows = [row for row in rows if not any(row[name] for name in out)]
        known = counting(node, self.periods)
        return rows if known is None else [row for row in rows if inside(node.table, known, self.periods, row)]

    def of(self, table_id: str, subject: str) -> list[dict[str, Any]]:
        """All rows of a table about one subject, in the order of the file."""
        via = self.tables[table_id].table.via
        if via is None or table_id == self.roster:
            return self._rows(table_id, subject)
        me = self.of(self.roster, subject)
        return self._rows(table_id, same_id(me[0][via])) if me and me[0][via] is not None else []

    def _rows(self, table_id: str, key: str) -> list[dict[str, Any]]:
        known = self._exact.get((table_id, key))
        if known is None:
            data = self.tables[table_id]
            if table_id not in self._indexed:
                self._indexed[table_id] = _by_key(data)
            scales = {column.id: column.scale for column in data.table.columns if column.type in ("number", "flag")}
            known = self._exact[table_id, key] = [
                {
                    name: Fraction(value, scales[name]) if name in scales and value is not None else value
                    for name, value in zip(data.frame.columns, row, strict=True)
                }
                for row in self._indexed[table_id].get(key, ())
            ]
        return known


def _by_key(data: Data) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of a table, in the order of the file, by whom they are about."""
    index: dict[str, list[tuple[Any, ...]]] = {}
    for key, row in zip(data.frame[data.table.subject], data.frame.iter_rows(), strict=True):
        index.setdefault(key, []).append(row)
    return index
