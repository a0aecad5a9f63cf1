"""The ``columns`` rendering: a formula over a whole population as exact integer columns.

A number is carried as ``numerator / (scale × denominator)``: the numerator a :class:`Whole`, the scale a plain integer
known before any data is read, the denominator another Whole or absent. Nothing is divided except where the formula says
*round here*. The same code runs twice: once without Polars, to refuse what could overflow, and once over data.

Steps and shared sub-formulas become columns of their own, in stages; a stage reads only columns of earlier stages.
"""

from __future__ import annotations

import functools
import math
import operator
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, evolve, field, frozen

from kaohe_core.formula import tree
from kaohe_core.formula.node import highest
from kaohe_core.formula.nodes.conditions import MIRRORED
from kaohe_core.formula.nodes.of_texts import SEPARATOR
from kaohe_core.formula.rendering import Rendering, renders
from kaohe_core.formula.tree import Formula, FormulaError, Level
from kaohe_core.formula.whole import Whole, constant, needs_wide
from kaohe_core.messages import message

if TYPE_CHECKING:
    import polars as pl

MANY = 8  # conditions that are joined one by one
UNIT = "_unit"  # integer code of the unit, absent (see Compiler.units) when everybody is in one
SCORED = "_scored"  # whether the scheme scores this subject
NONE: frozenset[str] = frozenset()


@frozen
class _Named:
    """A part of a denominator's key that is no formula, and never compared as if it were one."""

    name: Hashable


@frozen(eq=False)
class ColumnRatio:
    """A number: ``num / (scale × den)``. ``den`` is positive, or null where there is no value."""

    num: Whole
    scale: int = 1
    den: Whole | None = None
    key: Hashable = None  # two denominators with the same key are the same column
    level: Level = "const"  # of the denominator

    @property
    def nullable(self) -> bool:
        """Whether a value may be missing."""
        return self.num.nullable or (self.den is not None and self.den.nullable)


@frozen(eq=False)
class PlainColumn:
    """A text, a date or a condition."""

    expr: Any = None
    nullable: bool = False
    uses: frozenset[str] = NONE


ColumnValue = ColumnRatio | PlainColumn


@define
class ColumnStage:
    """Columns that are computed together, and those that nobody reads afterwards."""

    columns: list[tuple[str, Any]] = Factory(list)
    drop: list[str] = Factory(list)


@define
class Compiler(Rendering[ColumnValue]):
    """Turns formulas into integer columns.

    ``leaf`` gives the value of a Field, PersonsOwn, Measure or Mark that was not defined here. ``members`` bounds the
    subjects of a unit. ``building=False`` follows ranges only. ``units`` says whether there is a unit column, and
    ``placed`` whether it says of everybody which unit is theirs.
    """

    leaf: Callable[[Formula], ColumnValue]
    members: int
    building: bool = True
    units: bool = False
    placed: bool = True
    everyone: bool = True  # all subjects of the frame are scored: no mask needed
    stages: list[ColumnStage] = Factory(list)
    marks: dict[str, ColumnValue] = Factory(dict)
    _memo: dict[Formula, ColumnValue] = Factory(dict)
    _stage_of: dict[str, int] = Factory(dict)
    _last_use: dict[str, int] = Factory(dict)
    _shared: Counter[Formula] = Factory(Counter)
    _kept: set[str] = Factory(set)
    _names: int = field(default=0)

    # steps -----------------------------------------------------------------------------------------------------

    def expect(self, formulas: Iterable[Formula]) -> None:
        """Say which formulas will come, so that what they share is computed once."""
        for formula in formulas:
            self._count(formula)

    def _count(self, formula: Formula) -> None:
        self._shared[formula] += 1
        if self._shared[formula] == 1:
            for child in formula.children():
                self._count(child)

    def step(self, id: str, formula: Formula, only: PlainColumn | None = None) -> ColumnValue:
        """Compute ``formula`` into columns named after ``id`` (``id``, and ``id/den`` where it stays a quotient).

        Where the condition ``only`` does not hold there is no value.
        """
        value = self.value(formula)
        if only is not None:
            value = self._only_where(only, value)
        stored = self.store(id, value)
        self.marks[id] = stored
        return stored

    def store(self, id: str, value: ColumnValue) -> ColumnValue:
        """Keep a value in columns of its own, whatever follows."""
        if isinstance(value, PlainColumn):
            kept: ColumnValue = self._let_plain(value, id)
        else:
            num = self._let(value.num.narrowed(), id)
            den = None if value.den is None else self._let(value.den.narrowed(), f"{id}/den")
            kept = evolve(value, num=num, den=den, key=_Named(id) if den is not None else None)
        self._kept.update((id, f"{id}/den"))
        return kept

    def store_plain(self, id: str, plain: PlainColumn) -> PlainColumn:
        """As :meth:`store`, for a text, a date or a condition."""
        self._kept.add(id)
        return self._let_plain(plain, id)

    def both(self, one: PlainColumn, other: PlainColumn) -> PlainColumn:
        """Both conditions hold."""
        expr = one.expr & other.expr if self.building else None
        return PlainColumn(expr, one.nullable or other.nullable, one.uses | other.uses)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with the columns of all that was asked so far."""
        for stage in self.finished():
            frame = frame.with_columns([expr.alias(name) for name, expr in stage.columns])
            if stage.drop:
                frame = frame.drop(stage.drop)
        return frame

    def finished(self) -> list[ColumnStage]:
        """The stages in order, with what can be dropped after each."""
        for name, last in self._last_use.items():
            if name not in self._kept:
                self.stages[last].drop.append(name)
        return self.stages

    def _place(self, uses: frozenset[str]) -> int:
        return 1 + max((self._stage_of[name] for name in uses), default=-1)

    def _add(self, name: str, expr: Any, uses: frozenset[str]) -> None:
        stage = self._place(uses)
        while len(self.stages) <= stage:
            self.stages.append(ColumnStage())
        self.stages[stage].columns.append((name, expr))
        self._stage_of[name] = stage
        self._last_use[name] = stage
        for used in uses:
            self._last_use[used] = max(self._last_use[used], stage)

    def _name(self) -> str:
        self._names += 1
        return f"_{self._names}"

    def _let(self, whole: Whole, name: str = "") -> Whole:
        """The same integers read from a column, so that an expression used twice is computed once."""
        if not self.building or (whole.literal and not name):
            return whole
        if not name and _plain_column(whole.expr):
            return whole
        import polars as pl

        name = name or self._name()
        expr = whole.column(needs_wide(whole)) if whole.literal else whole.expr
        self._add(name, expr, whole.uses)
        return evolve(
            whole,
            expr=pl.col(name),
            literal=False,
            uses=frozenset((name,)),
            wide=needs_wide(whole) if whole.literal else whole.wide,
        )

    def _let_plain(self, plain: PlainColumn, name: str = "") -> PlainColumn:
        if not self.building or (not name and _plain_column(plain.expr)):
            return plain
        import polars as pl

        name = name or self._name()
        self._add(name, plain.expr, plain.uses)
        return evolve(plain, expr=pl.col(name), uses=frozenset((name,)))

    def _let_ratio(self, ratio: ColumnRatio) -> ColumnRatio:
        return evolve(ratio, num=self._let(ratio.num), den=None if ratio.den is None else self._let(ratio.den))

    # values ----------------------------------------------------------------------------------------------------

    def ratio(self, formula: Formula) -> ColumnRatio:
        """The value of a formula that yields a number."""
        value = self.value(formula)
        assert isinstance(value, ColumnRatio), formula  # noqa: S101  # kinds were checked when the tree was built
        return value

    def plain(self, formula: Formula) -> PlainColumn:
        """The value of a formula that yields a text, a date or a condition."""
        value = self.value(formula)
        assert isinstance(value, PlainColumn), formula  # noqa: S101  # kinds were checked when the tree was built
        return value

    def value(self, formula: Formula) -> ColumnValue:
        """The value of any formula; equal sub-formulas are computed once."""
        known = self._memo.get(formula)
        if known is None:
            known = self.render(formula)
            if self._shared[formula] > 1 and not isinstance(formula, tree.Number | tree.Words | tree.Day):
                known = self._let_ratio(known) if isinstance(known, ColumnRatio) else self._let_plain(known)
            self._memo[formula] = known
        return known

    def read(self, node: Formula, *_at: Any) -> ColumnValue:
        """As :meth:`value`."""
        return self.value(node)

    # leaves ----------------------------------------------------------------------------------------------------

    @renders(tree.Number)
    def _number(self, node: tree.Number) -> ColumnValue:
        return _number(node.value)

    @renders(tree.Words, tree.Day)
    def _written(self, node: tree.Words | tree.Day) -> ColumnValue:
        return PlainColumn(self._literal(node.value))

    @renders(tree.Mark)
    def _mark(self, node: tree.Mark) -> ColumnValue:
        return self.marks[node.id] if node.id in self.marks else self.leaf(node)

    @renders(tree.Field, tree.Measure, tree.PersonsOwn, tree.Window)
    def _given(self, node: Formula) -> ColumnValue:
        return self.leaf(node)

    def _literal(self, value: object) -> Any:
        if not self.building:
            return None
        import polars as pl

        return pl.lit(value)

    # arithmetic ------------------------------------------------------------------------------------------------

    @renders(tree.Negate)
    def _negate(self, node: tree.Negate) -> ColumnRatio:
        of = self.ratio(node.of)
        return evolve(of, num=-of.num)

    @renders(tree.Add)
    def _plus(self, node: tree.Add) -> ColumnRatio:
        (x, y), scale, den = _common([self.ratio(node.left), self.ratio(node.right)])
        return ColumnRatio(x + y, scale, *den)

    @renders(tree.Subtract)
    def _minus(self, node: tree.Subtract) -> ColumnRatio:
        (x, y), scale, den = _common([self.ratio(node.left), self.ratio(node.right)])
        return ColumnRatio(x - y, scale, *den)

    @renders(tree.Multiply)
    def _multiply(self, node: tree.Multiply) -> ColumnRatio:
        return _product(self.ratio(node.left), self.ratio(node.right))

    @renders(tree.Divide)
    def _divide(self, node: tree.Divide) -> ColumnRatio:
        a, b, divisor = self.ratio(node.left), self.ratio(node.right), node.right
        g = math.gcd(a.scale, b.scale)
        up, scale = b.scale // g, a.scale // g
        if b.num.literal:
            if b.num.lo == 0:
                raise FormulaError(message("a division by zero"))
            sign = 1 if b.num.lo > 0 else -1
            num = a.num.times(up * sign)
            if b.den is not None:
                num = num * b.den
            return _reduced(ColumnRatio(num, scale * abs(b.num.lo), a.den, a.key, a.level))
        below = b.num
        num = a.num.times(up)
        if below.lo < 0:
            below = self._let(below)
            num = num * self._apply([below], lambda x: x.sign(), -1, 1)
            below = below.magnitude()
        if b.den is not None:
            num = num * b.den
        level: Level = divisor.level
        key: Hashable = divisor
        if below.lo <= 0:
            below = evolve(self._apply([below], lambda x: _where(x > 0, x), 1, max(below.hi, 1)), nullable=True)
        if a.den is not None:
            below, key, level = below * a.den, (key, a.key), highest(level, a.level)
        return ColumnRatio(num, scale, self._let(below), key, level)

    def _apply(
        self, wholes: list[Whole], make: Callable[..., Any], lo: int, hi: int, *, nullable: bool | None = None
    ) -> Whole:
        """A new Whole from expressions of others, all in one width."""
        uses = frozenset[str]().union(*(w.uses for w in wholes))
        missing = any(w.nullable for w in wholes) if nullable is None else nullable
        if not self.building:
            return Whole(lo, hi, nullable=missing)
        wide = needs_wide(*wholes) or needs_wide(Whole(lo, hi))
        import polars as pl

        expr = make(*(w.column(wide) for w in wholes)).cast(pl.Int128 if wide else pl.Int64)
        return Whole(lo, hi, expr, nullable=missing, wide=wide, uses=uses)

    @renders(tree.Least, tree.Greatest)
    def _extreme(self, node: tree.Extreme) -> ColumnRatio:
        least = isinstance(node, tree.Least)
        result = self.ratio(node.items[0])
        for item in node.items[1:]:
            result = self._extreme_of_two(result, self.ratio(item), least=least)
        return result

    def _extreme_of_two(self, a: ColumnRatio, b: ColumnRatio, *, least: bool) -> ColumnRatio:
        if a.num.literal and a.den is None:
            a, b = b, a
        (x, y), scale, den = _common([a, b])
        if y.literal:
            clipped = x.clipped(hi=y.lo) if least else x.clipped(lo=y.lo)
            return ColumnRatio(clipped, scale, *den)
        x, y = self._let(x), self._let(y)
        pick = min if least else max
        chosen = self._apply(
            [x, y],
            (lambda p, q: _guarded(p <= q, p, q)) if least else (lambda p, q: _guarded(p >= q, p, q)),
            pick(x.lo, y.lo),
            pick(x.hi, y.hi),
        )
        return ColumnRatio(chosen, scale, *den)

    @renders(tree.Round)
    def _round(self, node: tree.Round) -> ColumnRatio:
        value, places, mode = self.ratio(node.of), node.places, node.mode
        target = 10**places
        if value.den is None and target % value.scale == 0:
            return ColumnRatio(value.num.times(target // value.scale), target)
        g = math.gcd(target, value.scale)
        num, below = value.num.times(target // g), constant(value.scale // g)
        if value.den is not None:
            below = value.den * below
        signed = num.lo < 0 < num.hi
        if signed:
            num = self._let(num)
        below = self._let(below)
        size = num.magnitude()
        match mode:
            case "half-up":
                if below.literal and below.lo % 2 == 0:
                    result = (size + constant(below.lo // 2)) // below
                else:
                    result = (size.times(2) + below) // below.times(2)
            case "down":
                result = size // below
            case "up":
                result = (size + below - constant(1)) // below
        if num.hi <= 0:
            result = -result
        elif signed:
            lo, hi = -result.hi, result.hi
            result = self._apply([num, result], lambda n, r: _where(n < 0, 0 - r, r), lo, hi)
        return ColumnRatio(result, target)

    @renders(tree.RoundedRoot)
    def _rounded_root(self, node: tree.RoundedRoot) -> ColumnRatio:
        """⌊√y⌋ is ⌊√⌊y⌋⌋ and ⌈√y⌉ is ⌈√⌈y⌉⌉, so that whole numbers decide; half up is ⌊(⌊2 √y⌋ + 1) ÷ 2⌋."""
        value, twice = self.ratio(node.of), node.mode == "half-up"
        factor = 100**node.places * (4 if twice else 1)
        g = math.gcd(factor, value.scale)
        top, below = value.num.times(factor // g), constant(value.scale // g)
        if value.den is not None:
            below = value.den * below
        if top.lo < 0:
            top = self._let(top)
            top = self._apply([top], lambda x: _where(x >= 0, x), 0, max(top.hi, 0), nullable=True)
        if node.mode == "up" and (value.den is not None or below.lo > 1):
            below = self._let(below)
            top = top + below - constant(1)
        root = self._root(
            top if below.literal and below.lo == 1 else top // below, _root_up if node.mode == "up" else math.isqrt
        )
        return ColumnRatio((root + constant(1)) // constant(2) if twice else root, 10**node.places)

    def _root(self, of: Whole, take: Callable[[int], int]) -> Whole:
        """The whole root of whole numbers, each taken by itself: columns have no exact one."""
        if of.literal:
            return constant(take(of.lo))
        lo, hi = take(max(of.lo, 0)), take(max(of.hi, 0))
        if not self.building:
            return Whole(lo, hi, nullable=of.nullable)
        import polars as pl

        of = self._let(of)
        kind = pl.Int128 if of.wide or needs_wide(of) else pl.Int64

        def taken(numbers: pl.Series) -> pl.Series:
            return pl.Series([None if one is None else take(one) for one in numbers], dtype=kind)

        expr = of.column(kind == pl.Int128).map_batches(taken, return_dtype=kind, is_elementwise=True)
        return Whole(lo, hi, expr, nullable=of.nullable, wide=kind == pl.Int128, uses=of.uses)

    @renders(tree.Span)
    def _span(self, node: tree.Span) -> ColumnRatio:
        start, end = self.plain(node.start), self.plain(node.end)
        missing, uses = start.nullable or end.nullable, start.uses | end.uses
        span = {"years": 10_000, "months": 120_000, "days": 3_660_000}[node.unit]
        if not self.building:
            return ColumnRatio(Whole(-span, span, nullable=missing))
        import polars as pl

        def parts(day: Any) -> tuple[Any, Any, Any]:
            return day.dt.year().cast(pl.Int64), day.dt.month().cast(pl.Int64), day.dt.day().cast(pl.Int64)

        def months_between(early: Any, late: Any) -> Any:
            (y1, m1, d1), (y2, m2, d2) = parts(early), parts(late)
            return (y2 - y1) * 12 + (m2 - m1) - (d2 < d1).cast(pl.Int64)

        if node.unit == "days":
            expr = (end.expr - start.expr).dt.total_days()
        else:
            forward, back = months_between(start.expr, end.expr), months_between(end.expr, start.expr)
            whole = 12 if node.unit == "years" else 1
            reversed_ = start.expr > end.expr
            expr = pl.when(reversed_).then(-(back // whole)).otherwise(forward // whole)
        return ColumnRatio(Whole(-span, span, expr.cast(pl.Int64), nullable=missing, uses=uses))

    @renders(tree.WorkingDaysBetween)
    def _working_days(self, node: tree.WorkingDaysBetween) -> ColumnRatio:
        """Weekdays as Polars counts them, without its last day; the days of a weekend that are worked one by one."""
        start, end = self.plain(node.start), self.plain(node.end)
        missing, uses = start.nullable or end.nullable, start.uses | end.uses
        most = 3_660_000
        if not self.building:
            return ColumnRatio(Whole(-most, most, nullable=missing))
        import polars as pl

        off, on = node.calendar.exceptions()

        def counted(early: Any, late: Any) -> Any:
            found = pl.business_day_count(early, late + pl.duration(days=1), holidays=off).cast(pl.Int64)
            for day in on:
                found = found + ((early <= day) & (late >= day)).cast(pl.Int64)
            return found

        reversed_ = start.expr > end.expr
        expr = pl.when(reversed_).then(-counted(end.expr, start.expr)).otherwise(counted(start.expr, end.expr))
        if node.level == "const":  # Polars counts between fixed days on a single row, and must be told that it is all
            expr = expr.first()
        return ColumnRatio(Whole(-most, most, expr, nullable=missing, uses=uses))

    # conditions ------------------------------------------------------------------------------------------------

    @renders(tree.Compare)
    def _compare(self, node: tree.Compare) -> PlainColumn:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(left, PlainColumn) or isinstance(right, PlainColumn):
            assert isinstance(left, PlainColumn)  # noqa: S101  # kinds agree by construction
            assert isinstance(right, PlainColumn)  # noqa: S101  # as above
            expr = _comparison(node.op, left.expr, right.expr) if self.building else None
            return PlainColumn(expr, left.nullable or right.nullable, left.uses | right.uses)
        (x, y), _, den = _common([left, right])
        nullable = x.nullable or y.nullable or (den[0] is not None and den[0].nullable)
        uses = x.uses | y.uses | (den[0].uses if den[0] is not None else NONE)
        if not self.building:
            return PlainColumn(None, nullable)
        wide = needs_wide(x, y)
        expr = _comparison(node.op, x.column(wide), y.column(wide))
        if den[0] is not None and den[0].nullable:
            import polars as pl

            expr = pl.when(den[0].column(den[0].wide).is_null()).then(None).otherwise(expr)
        return PlainColumn(expr, nullable, uses)

    @renders(tree.And, tree.Or)
    def _joined(self, node: tree.Joined) -> PlainColumn:
        items = [self.plain(item) for item in node.items]
        nullable, uses = any(item.nullable for item in items), NONE.union(*(item.uses for item in items))
        if not self.building:
            return PlainColumn(None, nullable, uses)
        exprs, every = [item.expr for item in items], isinstance(node, tree.And)
        if len(exprs) <= MANY:
            return PlainColumn(functools.reduce(operator.and_ if every else operator.or_, exprs), nullable, uses)
        import polars as pl

        # Hundreds in a chain are as deep as they are long, and take Polars the square of it.
        return PlainColumn(pl.all_horizontal(exprs) if every else pl.any_horizontal(exprs), nullable, uses)

    @renders(tree.Not)
    def _not(self, node: tree.Not) -> PlainColumn:
        of = self.plain(node.of)
        return evolve(of, expr=~of.expr if self.building else None)

    @renders(tree.Known)
    def _known(self, node: tree.Known) -> PlainColumn:
        return self._is_known(self.value(node.of))

    def _is_known(self, value: ColumnValue) -> PlainColumn:
        if not self.building:
            return PlainColumn()
        import polars as pl

        if not value.nullable:
            return PlainColumn(pl.lit(value=True))
        if isinstance(value, PlainColumn):
            return PlainColumn(value.expr.is_not_null(), uses=value.uses)
        expr, uses = value.num.column(value.num.wide).is_not_null(), value.num.uses
        if value.den is not None:
            expr, uses = expr & value.den.expr.is_not_null(), uses | value.den.uses  # type: ignore[union-attr]  # building
        return PlainColumn(expr, uses=uses)

    @renders(tree.TextsTogether)
    def _texts_together(self, node: tree.TextsTogether) -> PlainColumn:
        items = [self.plain(item) for item in node.items]
        expr = None
        if self.building:
            import polars as pl

            doubled = [item.expr.str.replace_all("·", "··", literal=True) for item in items]
            expr = pl.concat_str(doubled, separator=SEPARATOR)
        uses = NONE.union(*(item.uses for item in items))
        return PlainColumn(expr, any(item.nullable for item in items), uses)

    # choices ---------------------------------------------------------------------------------------------------

    @renders(tree.Choose)
    def _choose(self, node: tree.Choose) -> ColumnValue:
        return self._chosen(self.plain(node.condition), self.value(node.then), self.value(node.other))

    def _chosen(self, condition: PlainColumn, then: ColumnValue, other: ColumnValue) -> ColumnValue:
        if isinstance(then, PlainColumn) or isinstance(other, PlainColumn):
            assert isinstance(then, PlainColumn)  # noqa: S101  # kinds agree by construction
            assert isinstance(other, PlainColumn)  # noqa: S101  # as above
            nullable = condition.nullable or then.nullable or other.nullable
            expr = _chosen(condition, then.expr, other.expr) if self.building else None
            return PlainColumn(expr, nullable, condition.uses | then.uses | other.uses)
        if then.key != other.key:
            condition = self._let_plain(condition)
            same = math.lcm(then.scale, other.scale)
            x, y = then.num.times(same // then.scale), other.num.times(same // other.scale)
            den = self._pick(condition, then.den or constant(1), other.den or constant(1))
            return ColumnRatio(
                self._pick(condition, x, y),
                same,
                self._let(den),
                (then.key, other.key, _Named(id(condition))),
                "subject",
            )
        (x, y), scale, den_ = _common([then, other])
        return ColumnRatio(self._pick(condition, x, y), scale, *den_)

    def _pick(self, condition: PlainColumn, x: Whole, y: Whole) -> Whole:
        picked = self._apply(
            [x, y],
            lambda p, q: _chosen(condition, p, q),
            min(x.lo, y.lo),
            max(x.hi, y.hi),
            nullable=condition.nullable or x.nullable or y.nullable,
        )
        return evolve(picked, uses=picked.uses | condition.uses)

    @renders(tree.Lookup)
    def _look_up(self, node: tree.Lookup) -> ColumnValue:
        of = self.value(node.of)
        of = self._let_ratio(of) if isinstance(of, ColumnRatio) else self._let_plain(of)
        result = None if node.default is None else self.value(node.default)
        for key, value in reversed(node.entries):
            same = self._same(of, self.value(key))
            entry = self.value(value)
            result = self._only_where(same, entry) if result is None else self._chosen(same, entry, result)
        assert result is not None  # noqa: S101  # a look-up has at least one entry
        return result

    def _same(self, of: ColumnValue, key: ColumnValue) -> PlainColumn:
        if isinstance(of, PlainColumn) and isinstance(key, PlainColumn):
            expr = _comparison("==", of.expr, key.expr) if self.building else None
            return PlainColumn(expr, of.nullable, of.uses)
        assert isinstance(of, ColumnRatio)  # noqa: S101  # kinds agree by construction
        assert isinstance(key, ColumnRatio)  # noqa: S101  # as above
        (x, y), _, _ = _common([self._missing_above(of), key])
        wide = needs_wide(x, y)
        expr = _comparison("==", x.column(wide), y.column(wide)) if self.building else None
        return PlainColumn(expr, of.nullable, x.uses | y.uses)

    def _only_where(self, condition: PlainColumn, value: ColumnValue) -> ColumnValue:
        if isinstance(value, PlainColumn):
            expr = _where(condition.expr, value.expr) if self.building else None
            return PlainColumn(expr, nullable=True, uses=condition.uses | value.uses)
        num = self._apply([value.num], lambda x: _where(condition.expr, x), value.num.lo, value.num.hi, nullable=True)
        return evolve(value, num=evolve(num, uses=num.uses | condition.uses))

    @renders(tree.Otherwise)
    def _otherwise(self, node: tree.Otherwise) -> ColumnValue:
        of, fallback = self.value(node.of), self.value(node.fallback)
        if not of.nullable:
            return of
        if node.own is not None:
            return self._chosen(self._is_known(self.value(node.own)), of, fallback)
        of = self._let_ratio(of) if isinstance(of, ColumnRatio) else self._let_plain(of)
        return self._chosen(self._is_known(of), of, fallback)

    # over the unit ---------------------------------------------------------------------------------------------

    @renders(tree.CountOverUnit)
    def _count_over(self, node: tree.CountOverUnit) -> ColumnRatio:
        return ColumnRatio(self._let(_Members(self, node, constant(0)).count(0)))

    @renders(tree.SumOverUnit)
    def _sum_over(self, node: tree.SumOverUnit) -> ColumnRatio:
        of, members = self._over(node)
        return ColumnRatio(self._let(members.sum()), of.scale, of.den, of.key, of.level)

    @renders(tree.MeanOverUnit)
    def _mean_over(self, node: tree.MeanOverUnit) -> ColumnRatio:
        of, members = self._over(node)
        whole, count = self._let(members.sum()), self._let(members.count(1))
        below = count if of.den is None else self._let(count * of.den)
        return ColumnRatio(whole, of.scale, below, node, "unit" if node.within is None else "subject")

    @renders(tree.LeastOverUnit, tree.GreatestOverUnit)
    def _extreme_over(self, node: tree.ExtremeOverUnit) -> ColumnRatio:
        of, members = self._over(node)
        return ColumnRatio(
            self._let(members.extreme(least=isinstance(node, tree.LeastOverUnit))), of.scale, of.den, of.key, of.level
        )

    @renders(tree.Rank)
    def _rank(self, node: tree.Rank) -> ColumnRatio:
        members = [self._over(node, key)[1] for key in node.keys]
        members[0] = members[0].in_order(members[1:])
        return ColumnRatio(*members[0].places(node.ties, down=node.highest_first))

    @renders(tree.Running)
    def _running(self, node: tree.Running) -> ColumnRatio:
        of, members = self._over(node)
        order = tree.Rank(
            node.by,
            ties="roster",
            highest_first=node.highest_first,
            where=node.where,
            within=node.within,
            among=node.among,
        )
        return ColumnRatio(self._let(members.running(self.ratio(order).num)), of.scale, of.den, of.key, of.level)

    def _over(self, node: tree.OfMembers, key: Formula | None = None) -> tuple[ColumnRatio, _Members]:
        """What is worked on, and the members it is worked on for; ``key`` is what they are told apart by."""
        of = self.ratio(node.of if key is None else key)
        if of.den is not None and (of.level == "subject" or node.within is not None):
            raise FormulaError(
                message(
                    "{how} over unrounded quotients whose denominators differ from person to person", how=node.function
                ),
                message("round each one first: {how}(round(…, 2))", how=node.function),
            )
        of = self._missing_above(of)
        # A number written in the formula has no rows to add up or rank: give it a column with one for everybody.
        return of, _Members(self, node, self._let(of.num, self._name() if of.num.literal else ""))

    def _missing_above(self, of: ColumnRatio) -> ColumnRatio:
        """The same value with a denominator that is there for everybody: where there was none, no numerator is."""
        if of.den is None or not of.den.nullable:
            return of

        def where_both(above: Any, below: Any) -> Any:
            import polars as pl

            return pl.when(below.is_null()).then(None).otherwise(above)

        den = self._let(of.den)
        num = self._apply([of.num, den], where_both, of.num.lo, of.num.hi, nullable=True)
        den = self._apply([den], lambda below: below.fill_null(1), min(den.lo, 1), max(den.hi, 1), nullable=False)
        return ColumnRatio(num, of.scale, self._let(den), (of.key, _Named("there")), of.level)

    def _partition(self, league: PlainColumn | None) -> tuple[Callable[[Any], Any], frozenset[str]]:
        keys: list[Any] = []
        uses = NONE
        if self.building:
            import polars as pl

            if self.units:
                keys.append(pl.col(UNIT))
        if league is not None:
            keys.append(league.expr)
            uses = league.uses
        if not keys:
            return (lambda expr: expr), uses
        return (lambda expr: expr.over(keys)), uses

    def _league(self, node: tree.OverUnit) -> PlainColumn | None:
        """Which group of the unit everybody belongs to; None where the unit is one."""
        return None if node.within is None else self._let_plain(self.plain(node.within))

    def _unplaced(self, league: PlainColumn | None, mask: Any, spoilt: Any) -> Any:
        """Where it is not known who is in the own group: of oneself, or of anybody who counts and may be in it."""
        leagues = league is not None and league.nullable
        if self.placed and not leagues:
            return None
        if not self.building:
            return True
        import polars as pl

        counting = mask if spoilt is None or mask is None else mask | spoilt
        strays = pl.col(UNIT).is_null()  # they may be in any unit, of their own league
        found: list[Any] = []

        def lost(who: Any, over: Any) -> None:
            somebody = (who if counting is None else counting & who).any()
            found.extend((who, somebody if over is None else somebody.over(over)))

        if league is not None and leagues:
            lost(league.expr.is_null(), pl.col(UNIT) if self.units else None)
        if not self.placed:
            lost(strays, None if league is None else league.expr)
        if league is not None and leagues and not self.placed:
            lost(strays & league.expr.is_null(), None)
        return functools.reduce(operator.or_, found)

    def _members(self, node: tree.OverUnit) -> tuple[Any, Any, frozenset[str]]:
        """Who counts (None: everybody), where that cannot be known (None: nowhere), and what both read."""
        masks: list[Any] = []
        uses, spoilt = NONE, None
        if node.among == "scored" and not self.everyone and self.building:
            import polars as pl

            masks.append(pl.col(SCORED))
        if node.where is not None:
            where = self._let_plain(self.plain(node.where))
            uses = where.uses
            if self.building:
                masks.append(where.expr.fill_null(value=False) if where.nullable else where.expr)
                if where.nullable:
                    # Only those who are asked can leave the answer open: masks[0] says who is.
                    unknown = where.expr.is_null()
                    spoilt = masks[0] & unknown if len(masks) > 1 else unknown
            elif where.nullable:
                spoilt = True
        if not masks:
            return None, spoilt, uses
        mask = masks[0]
        for more in masks[1:]:
            mask = mask & more
        return mask, spoilt, uses


@define
class _Members:
    """The members of everybody's group: their numerators, and what one column per group is made with."""

    compiler: Compiler
    node: tree.OverUnit
    num: Whole
    over: Callable[[Any], Any] = field(init=False)
    mask: Any = field(init=False)  # who counts; None: everybody
    spoilt: Any = field(init=False)  # where that cannot be known; None: nowhere
    unplaced: Any = field(init=False)  # where it is not known of all to which group they belong; None: nowhere
    uses: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        league = self.compiler._league(self.node)
        self.over, over_uses = self.compiler._partition(league)
        self.mask, self.spoilt, mask_uses = self.compiler._members(self.node)
        self.unplaced = self.compiler._unplaced(league, self.mask, self.spoilt)
        self.uses = self.num.uses | over_uses | mask_uses

    def column(self, make: Callable[[Any], Any], lo: int, hi: int, *, nullable: bool = False) -> Whole:
        """One column made of the members' numerators, null where a member has no value."""
        num = self.num
        if not self.compiler.building:
            open_ = self.spoilt is not None or self.unplaced is not None
            return Whole(lo, hi, nullable=nullable or num.nullable or open_)
        import polars as pl

        wide = needs_wide(num, Whole(lo, hi))
        values = num.column(wide)
        taken = values if self.mask is None else pl.when(self.mask).then(values).otherwise(None)
        expr = make(taken)
        bad = self.spoilt
        if num.nullable:
            absent = values.is_null() if self.mask is None else self.mask & values.is_null()
            bad = absent if bad is None else bad | absent
        if bad is not None:
            expr = pl.when(self.over(bad.any())).then(None).otherwise(expr)
        if self.unplaced is not None:
            expr = pl.when(self.unplaced).then(None).otherwise(expr)
        expr = expr.cast(pl.Int128 if wide else pl.Int64)
        open_ = bad is not None or self.unplaced is not None
        return Whole(lo, hi, expr, nullable=nullable or open_, wide=wide, uses=self.uses)

    def count(self, least: int) -> Whole:
        """How many they are; none at all is no value where at ``least`` one is needed."""

        def counted(_taken: Any) -> Any:
            import polars as pl

            count = self.over(pl.len() if self.mask is None else self.mask.sum())
            return _positive(count) if least else count

        return self.column(counted, least, self.compiler.members, nullable=bool(least))

    def _sums(self) -> tuple[int, int]:
        num, most = self.num, self.compiler.members
        return min(num.lo, num.lo * most, 0), max(num.hi, num.hi * most, 0)

    def sum(self) -> Whole:
        """Their sum."""
        return self.column(lambda x: self.over(x.sum()), *self._sums())

    def extreme(self, *, least: bool) -> Whole:
        """The least or the greatest of them."""
        return self.column(lambda x: self.over(x.min() if least else x.max()), self.num.lo, self.num.hi, nullable=True)

    def _place(self, method: str, *, down: bool) -> Whole:
        if method == "ordinal":
            # Equal values go by roster order in both directions, hence the ascending rank of the negated value.
            make = lambda x: self.over((0 - x if down else x).rank("ordinal"))  # noqa: E731  # beside its sibling
        else:
            make = lambda x: self.over(x.rank(method, descending=down))  # noqa: E731  # as above
        return self.column(make, 1, self.compiler.members, nullable=self.mask is not None)

    def places(self, ties: tree.Ties, *, down: bool) -> tuple[Whole, int]:
        """Everybody's place, and its scale."""
        let = self.compiler._let
        match ties:
            case "best":
                return let(self._place("min", down=down)), 1
            case "worst":
                return let(self._place("max", down=down)), 1
            case "dense":
                return let(self._place("dense", down=down)), 1
            case "roster":
                return let(self._place("ordinal", down=down)), 1
            case "mean":
                return let(self._place("min", down=down) + self._place("max", down=down)), 2

    def in_order(self, then: list[_Members]) -> _Members:
        """The same members with one number each that orders by the own one, then by those of ``then``."""
        found = self
        for more in then:
            # Places among all are whole numbers up to how many there are, so that they stand side by side.
            high, low = (self.compiler._let(one._place("dense", down=False)) for one in (found, more))
            found = _Members(self.compiler, self.node, self.compiler._let(high.times(self.compiler.members + 1) + low))
        return found

    def running(self, place: Whole) -> Whole:
        """The sum of everybody up to the own place."""

        def sums(x: Any) -> Any:
            # Put in order, summed up, and each sum taken back to its own row.
            ordered = x.fill_null(0).sort_by(place.expr, nulls_last=True).cum_sum()
            return self.over(ordered.gather(place.column(wide=False) - 1))

        whole = self.column(sums, *self._sums(), nullable=place.nullable)
        return evolve(whole, uses=whole.uses | place.uses)


# helpers without state -------------------------------------------------------------------------------------------


def _number(value: Decimal) -> ColumnRatio:
    numerator, denominator = value.as_integer_ratio()
    # A power of ten keeps the scales of sums small: 1/4 and 1/20 meet at 100 rather than at 20.
    return _reduced(ColumnRatio(constant(numerator), denominator))


def _reduced(value: ColumnRatio) -> ColumnRatio:
    if value.num.literal and value.num.lo != 0:
        g = math.gcd(value.num.lo, value.scale)
        return evolve(value, num=constant(value.num.lo // g), scale=value.scale // g)
    return value


def _product(a: ColumnRatio, b: ColumnRatio) -> ColumnRatio:
    num, scale = a.num * b.num, a.scale * b.scale
    for literal, other in ((a, b), (b, a)):
        if literal.num.literal and literal.num.lo != 0 and literal.den is None:
            # 30 × (x / 10) is 3 × x: cancel what both sides share before any column is touched.
            g = math.gcd(literal.num.lo, other.scale)
            num, scale = other.num.times(literal.num.lo // g), literal.scale * (other.scale // g)
            break
    if a.den is None:
        return ColumnRatio(num, scale, b.den, b.key, b.level)
    if b.den is None:
        return ColumnRatio(num, scale, a.den, a.key, a.level)
    return ColumnRatio(num, scale, a.den * b.den, (a.key, b.key), highest(a.level, b.level))


_Denominator = tuple[Whole | None, Hashable, Level]


def _common(ratios: list[ColumnRatio]) -> tuple[list[Whole], int, _Denominator]:
    """Numerators over one scale and one denominator."""
    scale = math.lcm(*(r.scale for r in ratios))
    nums = [r.num.times(scale // r.scale) for r in ratios]
    keyed = {r.key: r for r in ratios if r.den is not None}
    if not keyed:
        return nums, scale, (None, None, "const")
    result: Whole | None = None
    level: Level = "const"
    for key, owner in keyed.items():
        assert owner.den is not None  # noqa: S101  # filtered above
        nums = [num if r.key == key else num * owner.den for num, r in zip(nums, ratios, strict=True)]
        result = owner.den if result is None else result * owner.den
        level = highest(level, owner.level)
    key_ = next(iter(keyed)) if len(keyed) == 1 else tuple(keyed)
    return nums, scale, (result, key_, level)


def read(value: ColumnValue) -> ColumnValue:
    """A value that was stored, for another compiler: it stands in columns of the frame."""
    if isinstance(value, PlainColumn):
        return evolve(value, uses=NONE)
    den = None if value.den is None else evolve(value.den, uses=NONE)
    return evolve(value, num=evolve(value.num, uses=NONE), den=den)


def _where(condition: Any, value: Any, other: Any = None) -> Any:
    import polars as pl

    return pl.when(condition).then(value).otherwise(other)


def _guarded(condition: Any, value: Any, other: Any) -> Any:
    """Like _where, but no value where the condition is unknown (Polars would take ``other``)."""
    import polars as pl

    return pl.when(condition).then(value).when(~condition).then(other).otherwise(None)


def _chosen(condition: PlainColumn, value: Any, other: Any) -> Any:
    return _guarded(condition.expr, value, other) if condition.nullable else _where(condition.expr, value, other)


def _root_up(square: int) -> int:
    """The least whole number whose square is not below."""
    return math.isqrt(square - 1) + 1 if square else 0


def _positive(count: Any) -> Any:
    return _where(count > 0, count)


def _comparison(op: tree.Operator, left: Any, right: Any) -> Any:
    # A constant goes to the right: Polars 2.1 comes to one row where it stands left of a column that is constant too.
    if not left.meta.root_names():
        op, left, right = MIRRORED[op], right, left
    match op:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "==":
            return left == right
        case "!=":
            return left != right


def _plain_column(expr: Any) -> bool:
    """Whether an expression merely reads a column."""
    return expr is not None and bool(expr.meta.is_column())
