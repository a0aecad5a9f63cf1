"""The ``sheet`` rendering: a formula as a live spreadsheet formula.

Cells hold numbers as people write them, 9.80 and not 980; what makes the result exact all the same is said in
:mod:`kaohe_core.formula.spreadsheet`: every value is a decimal whose places and bounds are known, so ``ROUND`` to its
own places gives back the very decimal, and a quotient is rounded only as one whole number over another. Where the
bounds do not prove that, the number gets a column and a *guard*: the limit within which the proof holds, watched on the
check sheet.

No value is an empty text, and every formula that reads such a cell yields an empty text in turn; nothing catches
errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Literal, Protocol

from attrs import Factory, define, evolve, field

from kaohe_core.formula import tree
from kaohe_core.formula.exact import compared, rounded, rounded_root, span
from kaohe_core.formula.node import highest
from kaohe_core.formula.nodes.of_texts import SEPARATOR
from kaohe_core.formula.precedence import ATOM, PRODUCT, SHEET_SIGNS, SIGN, SUM
from kaohe_core.formula.rendering import Rendering, renders
from kaohe_core.formula.spreadsheet import (
    CELL,
    LIMIT,
    UNIT,
    Above,
    At,
    Num,
    Parts,
    PlainCell,
    Scalar,
    SheetPlace,
    SheetValue,
    WholeColumn,
    either,
    in_turn,
    literal,
    places_of,
    quoted,
    serial,
    size,
    text,
    together,
    unless,
)
from kaohe_core.formula.tree import Formula, FormulaError, Level
from kaohe_core.messages import message

Which = tree.Among | Literal["own"]
TRUE: Parts = ("TRUE",)
FALSE: Parts = ("FALSE",)


class Sheets(Protocol):
    """What the rendering writes into: a workbook, seen from one of its sheets."""

    def column(self, level: Level, parts: Parts, at: At, node: Formula | None, places: int) -> SheetPlace:
        """A further column with this formula, on the sheet for the level; ``node`` says what it holds."""
        ...

    def guard(self, place: SheetPlace, limit: Fraction) -> None:
        """Watch that the column's values stay within ``limit``: only then are the results that read it proven."""
        ...

    def leaf(self, node: Formula) -> SheetValue:
        """The value of a named Number, a Field, a value of the person in a row, a Measure or a Mark."""
        ...

    def members(self, among: tree.Among) -> SheetPlace:
        """The column with the number of the unit for its members, 0 for everybody else."""
        ...

    def own_unit(self) -> SheetPlace:
        """The column with the number of everybody's unit."""
        ...

    def unit(self) -> SheetPlace:
        """The column with the number of the unit on the sheet of units."""
        ...

    def several(self) -> bool:
        """Whether there is more than one unit."""
        ...

    def strays(self) -> int | None:
        """The number of the unit of those whose unit is not known, or not about them; None where there are none."""
        ...

    def exact(self, node: Formula, row: int) -> Scalar:
        """The exact value of a formula for a row."""
        ...

    def rows(self) -> int:
        """How many subjects there are."""
        ...

    def belongs(self, which: Which, row: int) -> Fraction:
        """What stands in one of the columns that say who belongs where, for a subject."""
        ...

    def distinct_ignoring_case(self, at: At) -> bool:
        """Whether texts that differ still differ for a search that ignores case and width."""
        ...


@define
class Renderer(Rendering[SheetValue]):
    """Renders formulas into one :class:`Sheets`; equal parts are rendered once and share a column where long."""

    sheets: Sheets
    _memo: dict[Formula, SheetValue] = Factory(dict)
    _columns: dict[tuple[object, ...], SheetPlace] = Factory(dict)
    depth: int = field(default=0)

    # values ----------------------------------------------------------------------------------------------------

    def num(self, formula: Formula) -> Num:
        """The value of a formula that yields a number."""
        value = self.value(formula)
        assert isinstance(value, Num), formula  # noqa: S101  # kinds were checked when the tree was built
        return value

    def plain(self, formula: Formula) -> PlainCell:
        """The value of a formula that yields a text, a date or a condition."""
        value = self.value(formula)
        assert isinstance(value, PlainCell), formula  # noqa: S101  # kinds were checked when the tree was built
        return value

    def value(self, formula: Formula) -> SheetValue:
        """The value of any formula; what would make the text long gets a column of its own."""
        known = self._memo.get(formula)
        if known is None:
            self.depth += 1
            known = self.render(formula)
            self.depth -= 1
            long = size(known.parts) + sum(size(m) for m in known.missing) > CELL
            if long and self.depth:
                known = self.kept(known, formula)
            self._memo[formula] = known
        return known

    def kept(self, value: SheetValue, node: Formula | None) -> SheetValue:
        """The same value read from a column of its own (a quotient: from two)."""
        if isinstance(value, PlainCell):
            return self.kept_plain(value, node)
        if value.den is None:
            return self.kept_num(value, node)
        # Where there is no value the denominator's column shows none either, rather than an error.
        bottom = value.den
        at: At = lambda row: None if value.value(row) is None else bottom.at(row)  # noqa: E731  # as short as the others
        guarded = evolve(bottom, missing=value.missing, at=at) if value.missing else bottom
        den = self.kept_num(guarded, node)
        return evolve(self.kept_num(evolve(value, den=None), node), den=den, key=value.key)

    def kept_num(self, value: Num, node: Formula | None = None) -> Num:
        """A numerator in a column of its own; a cell or a plain number is left where it is."""
        if value.literal is not None or (value.exact and _is_cell(value.parts) and _own_blank(value)):
            return value
        return self._stored(self.clean(value), node)

    def _stored(self, value: Num, node: Formula | None = None) -> Num:
        """As :meth:`kept_num`, for a value that is clean."""
        if _is_cell(value.parts) and _own_blank(value):
            return value
        place = self._column(value.level, unless(value.missing, value.parts), value.at, node, value.places)
        missing = (text(place, '=""'),) if value.missing else ()
        return evolve(value, parts=(place,), binds=ATOM, missing=missing, noise=value.size * UNIT, level=place.level)

    def kept_plain(self, value: PlainCell, node: Formula | None = None) -> PlainCell:
        """A text, date or condition in a column of its own."""
        if _is_cell(value.parts) and _own_blank(value):
            return value
        place = self._column(value.level, unless(value.missing, value.parts), value.at, node, 0)
        return evolve(value, parts=(place,), missing=(text(place, '=""'),) if value.missing else (), level=place.level)

    def _column(self, level: Level, parts: Parts, at: At, node: Formula | None, places: int) -> SheetPlace:
        """A column with the formula, and for whom it has values: also for whom what it reads has some.

        A value that is the same for everybody may be missing for some: a number ÷ one that only they lack.
        """
        level = highest(level, *(part.level for part in parts if not isinstance(part, str | WholeColumn | Above)))
        key = (level, parts)
        if key not in self._columns:
            self._columns[key] = self.sheets.column(level, parts, at, node, places)
        return self._columns[key]

    def read(self, node: Formula, *_at: Any) -> SheetValue:
        """As :meth:`value`."""
        return self.value(node)

    # leaves ----------------------------------------------------------------------------------------------------

    @renders(tree.Number)
    def _number(self, node: tree.Number) -> SheetValue:
        if node.name:
            return self.sheets.leaf(node)
        value = Fraction(node.value)
        return literal(value, places_of(value))

    @renders(tree.Words)
    def _words(self, node: tree.Words) -> PlainCell:
        return PlainCell((quoted(node.value),), lambda _row: node.value)

    @renders(tree.Day)
    def _day(self, node: tree.Day) -> PlainCell:
        day = node.value
        return PlainCell((f"DATE({day.year},{day.month},{day.day})",), lambda _row: day)

    @renders(tree.Field, tree.PersonsOwn, tree.Window, tree.Measure, tree.Mark)
    def _given(self, node: Formula) -> SheetValue:
        return self.sheets.leaf(node)

    # exactness -------------------------------------------------------------------------------------------------

    def clean(self, value: Num) -> Num:
        """The double next to the decimal: rounded to its own places where it was computed."""
        if value.literal is not None:
            return value
        value = self._proven(value)
        if value.exact:
            return value
        parts = text("ROUND(", value.parts, f",{value.places})")
        return evolve(value, parts=parts, binds=ATOM, exact=True, noise=value.size * UNIT)

    def _proven(self, value: Num) -> Num:
        """The value with a bound that fits fourteen digits; where it has none, a guarded column gives it one."""
        scale = 10**value.places
        if value.size * scale > LIMIT:
            return self.guarded(value, Fraction(LIMIT, scale))
        if value.noise * 8 * scale >= 1 and not value.exact:
            parts = text("ROUND(", value.parts, f",{value.places})")
            return evolve(value, parts=parts, binds=ATOM, exact=True, noise=value.size * UNIT)
        return value

    def guarded(self, value: Num, limit: Fraction) -> Num:
        """The value in a column whose absolute values are watched to stay within ``limit``."""
        if value.size <= limit:
            return value
        if value.literal is not None:
            raise FormulaError(message("{value} has too many digits for a spreadsheet", value=value.parts[0]))
        if not value.exact:
            parts = text("ROUND(", value.parts, f",{value.places})")
            value = evolve(value, parts=parts, binds=ATOM, exact=True)
        kept = self._stored(value)
        place = kept.parts[0]
        assert not isinstance(place, str)  # noqa: S101  # a column of its own
        self.sheets.guard(place, limit)  # type: ignore[arg-type]  # a single cell, neither whole column nor part of one
        lo, hi = max(value.lo, -limit), min(value.hi, limit)
        return evolve(kept, lo=lo, hi=hi, noise=max(abs(lo), abs(hi)) * UNIT)

    # arithmetic ------------------------------------------------------------------------------------------------

    @renders(tree.Negate)
    def _negate(self, node: tree.Negate) -> Num:
        return self._negated(self.num(node.of))

    def _negated(self, of: Num) -> Num:
        at = _map(lambda x: -x, of.at)
        if of.literal is not None:
            return evolve(literal(-of.literal, of.places), at=at, den=of.den, key=of.key, missing=of.missing)
        return evolve(of, parts=text("-", of.within(SIGN)), binds=SIGN, at=at, lo=-of.hi, hi=-of.lo)

    @renders(tree.Add)
    def _add(self, node: tree.Add) -> Num:
        return self._sum(self.num(node.left), self.num(node.right), "+")

    @renders(tree.Subtract)
    def _subtract(self, node: tree.Subtract) -> Num:
        return self._sum(self.num(node.left), self.num(node.right), "-")

    def _sum(self, a: Num, b: Num, sign: str) -> Num:
        a, b, den, key = self._common(a, b)
        way = 1 if sign == "+" else -1
        if b.literal == 0:
            return evolve(a, den=den, key=key, missing=together(a.missing, b.missing))
        if a.literal == 0:
            return evolve(b if way > 0 else self._negated(b), den=den, key=key, missing=together(a.missing, b.missing))
        lo, hi = (a.lo + b.lo, a.hi + b.hi) if way > 0 else (a.lo - b.hi, a.hi - b.lo)
        largest = max(abs(lo), abs(hi))
        second = b.within(PRODUCT)
        if b.binds == SIGN and isinstance(second[0], str) and second[0].startswith("-"):
            second = text("(", second, ")")
        result = Num(
            text(a.within(SUM), sign, second),
            _both(lambda x, y: x + way * y, a.at, b.at),
            lo,
            hi,
            max(a.places, b.places),
            SUM,
            exact=False,
            noise=a.noise + b.noise + largest * UNIT,
            level=_higher(a, b),
            missing=together(a.missing, b.missing),
            den=den,
            key=key,
        )
        return self._proven(result)

    @renders(tree.Multiply)
    def _multiply(self, node: tree.Multiply) -> Num:
        return self.product(self.num(node.left), self.num(node.right))

    def product(self, a: Num, b: Num) -> Num:
        """A × b."""
        den, key = a.den or b.den, a.key if a.den is not None else b.key
        if a.den is not None and b.den is not None:
            den, key = self.product(a.den, b.den), (a.key, b.key)
        missing = together(a.missing, b.missing)
        for one, other in ((a, b), (b, a)):
            if one.literal == 1:
                return evolve(other, den=den, key=key, missing=missing)
        a, b = self._proven(a), self._proven(b)
        corners = [x * y for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
        lo, hi = min(corners), max(corners)
        noise = a.size * b.noise + b.size * a.noise + a.noise * b.noise + max(abs(lo), abs(hi)) * UNIT
        result = Num(
            text(a.within(PRODUCT), "*", b.within(PRODUCT)),
            _both(lambda x, y: x * y, a.at, b.at),
            lo,
            hi,
            a.places + b.places,
            PRODUCT,
            exact=False,
            noise=noise,
            level=_higher(a, b),
            missing=missing,
            den=den,
            key=key,
        )
        return self._proven(result)

    @renders(tree.Divide)
    def _divide(self, node: tree.Divide) -> Num:
        a, b, divisor = self.num(node.left), self.num(node.right), node.right
        if b.literal is not None and b.den is None:
            if b.literal == 0:
                raise FormulaError(message("a division by zero"))
            inverse = 1 / b.literal
            if _terminates(inverse) and places_of(inverse) <= 2:
                a = self._proven(a)
                whole = self.product(a, literal(inverse, places_of(inverse)))
                if b.literal == 1 or whole.exact:
                    return whole
                return evolve(whole, parts=text(a.within(PRODUCT), "/", b.within(SIGN)))
        missing = b.missing
        below = evolve(b, den=None, key=None)  # keeps its conditions: it may get a column of its own
        top = a
        if below.literal is not None and below.literal < 0:
            top, below = self._negated(a), literal(-below.literal, below.places)
        if below.lo < 0:
            # The denominator stays positive: the sign goes up.
            below = self.kept_num(below, None)
            sign = Num(
                text("SIGN(", below.parts, ")"),
                _map(lambda x: Fraction((x > 0) - (x < 0)), below.at),
                Fraction(-1),
                Fraction(1),
                level=below.level,
                missing=below.missing,
            )
            top = self.product(top, sign)
            below = evolve(
                below, parts=text("ABS(", below.parts, ")"), at=_map(abs, below.at), lo=Fraction(0), hi=below.size
            )
        if below.lo <= 0:
            below = self.clean(below)
            missing = _also(below, text(below.within(SUM), "=0"))
            below = evolve(below, lo=Fraction(1, 10**below.places), hi=max(below.hi, Fraction(1)))
        if b.den is not None:
            top = self.product(top, evolve(b.den, den=None))
        den = below if a.den is None else self.product(a.den, below)
        if top.den is not None:
            top = evolve(top, den=None)
        key = divisor if a.den is None else (divisor, a.key)
        top_at = top.at
        at: At = lambda row: top_at(row) if b.value(row) else None  # noqa: E731  # as short as the others
        return evolve(top, at=at, den=den, key=key, missing=together(a.missing, top.missing, missing))

    def _common(self, a: Num, b: Num) -> tuple[Num, Num, Num | None, object]:
        """Numerators over one denominator."""
        if a.key == b.key and (a.den is None) == (b.den is None):
            return evolve(a, den=None), evolve(b, den=None), a.den, a.key
        x, y = evolve(a, den=None), evolve(b, den=None)
        if b.den is None:
            assert a.den is not None  # noqa: S101  # otherwise both were the same
            return x, self.product(y, a.den), a.den, a.key
        if a.den is None:
            return self.product(x, b.den), y, b.den, b.key
        return self.product(x, b.den), self.product(y, a.den), self.product(a.den, b.den), (a.key, b.key)

    @renders(tree.Least, tree.Greatest)
    def _extreme(self, node: tree.Extreme) -> Num:
        least = isinstance(node, tree.Least)
        result = self.num(node.items[0])
        for item in node.items[1:]:
            result = self._extreme_of_two(result, self.num(item), least=least)
        return result

    def _extreme_of_two(self, a: Num, b: Num, *, least: bool) -> Num:
        pick = min if least else max
        x, y, den, key = self._common(a, b)
        inner = _inner(x.parts, "MIN(" if least else "MAX(")
        parts = text("MIN(" if least else "MAX(", inner or x.parts, ",", y.parts, ")")
        return Num(
            parts,
            _both(pick, x.at, y.at),
            pick(x.lo, y.lo),
            pick(x.hi, y.hi),
            max(x.places, y.places),
            exact=x.exact and y.exact,
            noise=max(x.noise, y.noise),
            level=_higher(x, y),
            missing=together(x.missing, y.missing),
            den=den,
            key=key,
        )

    @renders(tree.Round)
    def _round(self, node: tree.Round) -> Num:
        of, places, mode = self.num(node.of), node.places, node.mode
        name = {"half-up": "ROUND", "down": "ROUNDDOWN", "up": "ROUNDUP"}[mode]
        at = _map(lambda x: rounded(x, places, mode), of.value)
        if of.den is None:
            if of.places <= places:
                return evolve(of, at=at)
            of = self.clean(of)
            lo, hi = rounded(of.lo, places, mode), rounded(of.hi, places, mode)
            parts = text(f"{name}(", of.parts, f",{places})")
            return Num(
                parts, at, lo, hi, places, noise=max(abs(lo), abs(hi)) * UNIT, level=of.level, missing=of.missing
            )
        scale = max(of.places, of.den.places)
        # a ÷ b and a tie k ÷ (2 × 10^places) are at least 1 ÷ (2 × a × 10^places) of the quotient apart, a and b being
        # whole numbers; what the numerator has more in decimals than the denominator is a factor of both and cancels.
        # Within the limit they differ before the fifteenth digit.
        shared = 10 ** min(places, max(of.places - of.den.places, 0))
        top = self.guarded(evolve(of, den=None), Fraction(LIMIT * shared, 2 * 10 ** (scale + places)))
        below = self.guarded(of.den, Fraction(LIMIT, 10**scale))
        parts = text(f"{name}(", _as_whole(top, scale), "/", _as_whole(below, scale), f",{places})")
        corners = [x / y for x in (top.lo, top.hi) for y in (below.lo, below.hi)]
        lo, hi = (rounded(x, places, "up" if mode == "half-up" else mode) for x in (min(corners), max(corners)))
        return Num(
            parts,
            at,
            lo,
            hi,
            places,
            noise=max(abs(lo), abs(hi)) * UNIT,
            level=_higher(top, below),
            missing=top.missing,
        )

    @renders(tree.RoundedRoot)
    def _rounded_root(self, node: tree.RoundedRoot) -> Num:
        """The root of a ÷ b in units of the last place, rounded there: a root of a square of whole numbers is exact.

        A root that is none and a tie are at least 1 ÷ (8 × a) of the root apart, a and b being whole numbers: within
        the limit they differ before the fifteenth digit.
        """
        of, places, mode = self.num(node.of), node.places, node.mode
        name = {"half-up": "ROUND", "down": "ROUNDDOWN", "up": "ROUNDUP"}[mode]

        def at(row: int) -> Scalar:
            square = of.value(row)
            return None if square is None or square < 0 else rounded_root(square, places, mode)

        den = of.den or literal(Fraction(1), 0)
        scale = max(of.places, den.places)
        shared = min(2 * places, scale - den.places)  # so many factors 10 both have, and they cancel
        up, down = scale + 2 * places - shared, scale - shared
        top = self.guarded(self.clean(evolve(of, den=None)), Fraction(LIMIT, 8 * 10**up))
        below = self.guarded(den, Fraction(LIMIT, 10**down))
        square = _as_whole(top, up)
        if below.literal != 1 or down:
            square = text(square, "/", _as_whole(below, down))
        parts = text(f"{name}(SQRT(", square, "),0)", f"/{10**places}" if places else "")
        missing = top.missing
        if top.lo < 0:
            missing = _also(top, text(top.within(SUM), "<0"))
        most = rounded_root(max(top.hi, Fraction(0)) / max(below.lo, Fraction(1, 10**scale)), places, "up")
        return Num(
            parts,
            at,
            Fraction(0),
            most,
            places,
            PRODUCT if places else ATOM,
            exact=True,
            noise=most * UNIT,
            level=_higher(top, below),
            missing=missing,
        )

    @renders(tree.Span)
    def _span(self, node: tree.Span) -> Num:
        start, end = self.kept_plain(self.plain(node.start)), self.kept_plain(self.plain(node.end))
        a, b = start.parts, end.parts

        def months(early: Parts, late: Parts) -> Parts:
            return text(
                "(YEAR(",
                late,
                ")-YEAR(",
                early,
                "))*12+MONTH(",
                late,
                ")-MONTH(",
                early,
                ")-IF(DAY(",
                late,
                ")<DAY(",
                early,
                "),1,0)",
            )

        def whole(parts: Parts) -> Parts:
            return text("INT((", parts, ")/12)") if node.unit == "years" else text("(", parts, ")")

        if node.unit == "days":
            parts, binds = text(b, "-", a), SUM
        else:
            parts, binds = text("IF(", b, "<", a, ",-", whole(months(b, a)), ",", whole(months(a, b)), ")"), ATOM

        def at(row: int) -> Scalar:
            first, last = start.at(row), end.at(row)
            if first is None or last is None:
                return None
            return Fraction(span(first, last, node.unit))  # type: ignore[arg-type]  # dates

        most = Fraction({"years": 10_000, "months": 120_000, "days": 3_660_000}[node.unit])
        return Num(
            parts, at, -most, most, binds=binds, level=_higher(start, end), missing=together(start.missing, end.missing)
        )

    @renders(tree.WorkingDaysBetween)
    def _working_days(self, node: tree.WorkingDaysBetween) -> Num:
        """``NETWORKDAYS`` knows the days off, and of no day of a weekend that is worked: those are added."""
        start, end = self.kept_plain(self.plain(node.start)), self.kept_plain(self.plain(node.end))
        a, b = start.parts, end.parts
        off, on = node.calendar.exceptions()

        def counted(early: Parts, late: Parts) -> Parts:
            parts = text("NETWORKDAYS(", early, ",", late)
            if off:
                parts = text(parts, ",{", ",".join(str(serial(day)) for day in off), "}")
            parts = text(parts, ")")
            for day in on:
                parts = text(parts, "+(", early, f"<={serial(day)})*(", late, f">={serial(day)})")
            return text("(", parts, ")")

        def at(row: int) -> Scalar:
            first, last = start.at(row), end.at(row)
            if not isinstance(first, date) or not isinstance(last, date):
                return None
            return Fraction(node.calendar.working_days(first, last))

        parts = text("IF(", b, "<", a, ",-", counted(b, a), ",", counted(a, b), ")") if on else counted(a, b)
        most = Fraction(3_660_000)
        missing = together(start.missing, end.missing)
        return Num(parts, at, -most, most, binds=ATOM, level=_higher(start, end), missing=missing)

    # conditions ------------------------------------------------------------------------------------------------

    @renders(tree.Compare)
    def _compare(self, node: tree.Compare) -> PlainCell:
        return self._compared(node.op, self.value(node.left), self.value(node.right), node.left.kind)

    def _compared(self, op: tree.Operator, left: SheetValue, right: SheetValue, kind: tree.Kind) -> PlainCell:
        missing = together(left.missing, right.missing)
        if isinstance(left, Num) and isinstance(right, Num):
            x, y, _, _ = self._common(left, right)
            x, y = self.clean(x), self.clean(y)
            parts = text(x.within(SUM), SHEET_SIGNS[op], y.within(SUM))
            at = _compare_at(op, x.at, y.at)
        else:
            at = _compare_at(op, left.at, right.at)
            if kind == "text":
                parts = text("EXACT(", left.parts, ",", right.parts, ")")
                if op == "!=":
                    parts = text("NOT(", parts, ")")
            else:
                parts = text(left.parts, SHEET_SIGNS[op], right.parts)
        return PlainCell(parts, at, _higher(left, right), missing)

    @renders(tree.And, tree.Or)
    def _joined(self, node: tree.Joined) -> PlainCell:
        """All or one of them; an unknown item leaves the answer open only where it would decide it."""
        items = [self.plain(item) for item in node.items]
        items = [
            self.kept_plain(i, n) if i.missing or size(i.parts) > CELL // 3 else i
            for i, n in zip(items, node.items, strict=True)
        ]
        name, deciding = ("AND(", "FALSE") if isinstance(node, tree.And) else ("OR(", "TRUE")
        said = [text(i.parts, "=TRUE") if i.missing else i.parts for i in items]
        parts = text(name, _listed(said), ")") if len(said) > 1 else said[0]
        missing: tuple[Parts, ...] = ()
        unknown = together(*(i.missing for i in items))
        if unknown:
            decided = [text(i.parts, f"={deciding}") for i in items]
            missing = (text("AND(", either(unknown), ",NOT(", either(tuple(decided)), "))"),)
        return PlainCell(parts, _joined_at([i.at for i in items], deciding == "TRUE"), _higher(*items), missing)

    @renders(tree.Not)
    def _not(self, node: tree.Not) -> PlainCell:
        of = self.plain(node.of)
        return evolve(of, parts=text("NOT(", of.parts, ")"), at=_not(of.at))

    @renders(tree.Known)
    def _known(self, node: tree.Known) -> PlainCell:
        of = self.value(node.of)
        if not of.missing:
            return PlainCell(TRUE, lambda _row: True)
        return PlainCell(text("NOT(", either(of.missing), ")"), lambda row: _value(of, row) is not None, of.level)

    @renders(tree.TextsTogether)
    def _texts_together(self, node: tree.TextsTogether) -> PlainCell:
        items = [self.plain(item) for item in node.items]
        parts: Parts = ()
        for item in items:
            joint = f'&"{SEPARATOR}"&' if parts else ""
            parts = text(parts, joint, "SUBSTITUTE(", item.parts, ',"·","··")')

        def at(row: int) -> Scalar:
            texts = [item.at(row) for item in items]
            return None if None in texts else SEPARATOR.join(str(one).replace("·", "··") for one in texts)

        return PlainCell(parts, at, _higher(*items), together(*(item.missing for item in items)))

    # choices ---------------------------------------------------------------------------------------------------

    @renders(tree.Choose)
    def _choose(self, node: tree.Choose) -> SheetValue:
        return self._chosen(self.plain(node.condition), self.value(node.then), self.value(node.other), node)

    def _chosen(
        self, condition: PlainCell, then: SheetValue, other: SheetValue, node: tree.Choose | None
    ) -> SheetValue:
        if condition.parts in (TRUE, FALSE):
            return then if condition.parts == TRUE else other
        branches = together(then.missing, other.missing)
        if (condition.missing or branches) and size(condition.parts) > 60:
            condition = self.kept_plain(condition, None if node is None else node.condition)

        def at(row: int) -> Scalar:
            truth = condition.at(row)
            return None if truth is None else then.at(row) if truth else other.at(row)

        missing: list[Parts] = list(condition.missing)
        if then.missing == other.missing:
            missing += then.missing if not condition.missing else []
        if branches and (then.missing != other.missing or condition.missing):
            a = either(then.missing) if then.missing else FALSE
            b = either(other.missing) if other.missing else FALSE
            chosen = text("IF(", condition.parts, ",", a, ",", b, ")") if a != b else a
            missing = [text("IF(", either(condition.missing), ",TRUE,", chosen, ")")] if condition.missing else [chosen]
        level = _higher(condition, then, other)
        if isinstance(then, PlainCell) or isinstance(other, PlainCell):
            parts = text("IF(", condition.parts, ",", then.parts, ",", other.parts, ")")
            return PlainCell(parts, at, level, tuple(missing))
        x, y, den, key = evolve(then, den=None), evolve(other, den=None), then.den, then.key
        if then.key != other.key or (then.den is None) != (other.den is None):
            one = literal(Fraction(1), 0)
            chosen_den = self._chosen(condition, then.den or one, other.den or one, node)
            assert isinstance(chosen_den, Num)  # noqa: S101  # both were numbers
            den, key = chosen_den, (then.key, other.key, id(condition))
        if not (x.exact and y.exact) and (x.exact or y.exact):
            x, y = (n if n.literal is not None else self.clean(n) for n in (x, y))
        parts = text("IF(", condition.parts, ",", x.parts, ",", y.parts, ")")
        return Num(
            parts,
            at,
            min(x.lo, y.lo),
            max(x.hi, y.hi),
            max(x.places, y.places),
            exact=x.exact and y.exact,
            noise=max(x.noise, y.noise),
            level=level,
            missing=tuple(missing),
            den=den,
            key=key,
        )

    @renders(tree.Lookup)
    def _look_up(self, node: tree.Lookup) -> SheetValue:
        of = self.kept(self.value(node.of), node.of)

        def asked(result: SheetValue) -> SheetValue:
            """The key decides first: where it is missing the rest is not asked."""
            if not of.missing:
                return result
            known_at = result.at
            at: At = lambda row: None if of.at(row) is None else known_at(row)  # noqa: E731  # as short as the others
            missing = in_turn(of.missing, either(result.missing)) if result.missing else either(of.missing)
            return evolve(result, at=at, missing=(missing,))

        result = None if node.default is None else self.value(node.default)
        for index, (key, value) in enumerate(reversed(node.entries)):
            same = self._compared("==", of, self.value(key), node.of.kind)
            same = evolve(same, missing=())
            entry = self.value(value)
            if result is None:
                absent = text("NOT(", same.parts, ")")
                result = evolve(
                    entry,
                    at=_only(same.at, entry.at),
                    missing=together(entry.missing, (absent,)),
                    level=_higher(same, entry),
                )
            else:
                result = self._chosen(same, entry, result, None)
            if index % 20 == 19 or size(result.parts) + sum(size(m) for m in result.missing) > CELL * 4:
                result = self.kept(asked(result), node)
        assert result is not None  # noqa: S101  # a look-up has at least one entry
        return asked(result)

    @renders(tree.Otherwise)
    def _otherwise(self, node: tree.Otherwise) -> SheetValue:
        of, fallback = self.value(node.of), self.value(node.fallback)
        if not of.missing:
            return of
        if node.own is not None:
            own = self.kept(self.value(node.own), node.own)
            if not own.missing:
                return of
            unknown = PlainCell(either(own.missing), lambda row: _value(own, row) is None, own.level)
            return self._chosen(unknown, fallback, of, None)
        of = self.kept(of, node.of)
        if not of.missing:
            return of
        unknown = PlainCell(either(of.missing), lambda row: _value(of, row) is None, of.level)
        return self._chosen(unknown, fallback, evolve(of, missing=()), None)

    # over the unit ---------------------------------------------------------------------------------------------

    @renders(tree.OverUnit)
    def _over_unit(self, node: tree.OverUnit) -> SheetValue:
        return GroupCells(self, node).render(node)


@define
class GroupCells(Rendering[Num]):
    """What one group comes to: the members' column, the values' column, and the formula over both."""

    renderer: Renderer
    node: tree.OverUnit
    own: Parts = ()  # the group's number on the subject's row
    key: Parts = ()  # the group's number where the result stands
    member: SheetPlace = field(init=False)  # the group's number for its members, 0 for others, negative: not known
    unsure: bool = False  # whether membership may be unknown
    unplaced: SheetPlace | None = None  # the unit of whoever counts in a group that is not known, else 0
    level: Level = "unit"

    def __attrs_post_init__(self) -> None:
        sheets, node = self.renderer.sheets, self.node
        self.level = node.level
        among = sheets.members(node.among)
        self.own = (sheets.own_unit(),)
        if node.within is not None:
            self.own = self._league(node.within)
        self.key = (sheets.unit(),) if self.level == "unit" else self.own
        if node.where is None and node.within is None:
            self.member = among
            return
        if node.within is not None and (missing := self.renderer.plain(node.within).missing):
            self.unplaced = self._unplaced(among, missing)
        chosen: Parts = self.own
        if node.where is not None:
            where = self.renderer.plain(node.where)
            where = self.renderer.kept_plain(where, node.where) if where.missing else where
            chosen = text("IF(", where.parts, ",", self.own, ",0)")
            if where.missing:
                self.unsure = True
                chosen = text("IF(", either(where.missing), ",-", self.own, ",", chosen, ")")
        parts = text("IF(", among, "=0,0,", chosen, ")")
        self.member = self.renderer._column("subject", parts, self._membership, None, 0)

    def _unplaced(self, among: SheetPlace, missing: tuple[Parts, ...]) -> SheetPlace:
        sheets, node = self.renderer.sheets, self.node
        counts: Parts = (sheets.own_unit(),)
        if node.where is not None:
            where = self.renderer.plain(node.where)
            where = self.renderer.kept_plain(where, node.where) if where.missing else where
            counts = text("IF(", where.parts, ",", counts, ",0)")
            if where.missing:
                counts = text("IF(", either(where.missing), ",", sheets.own_unit(), ",", counts, ")")
        parts = text("IF(", among, "=0,0,IF(", either(missing), ",", counts, ",0))")

        def at(row: int) -> Scalar:
            candidate = node.where is None or self.renderer.plain(node.where).at(row) is not False
            lost = node.within is not None and self.renderer.plain(node.within).at(row) is None
            there = sheets.belongs(node.among, row) != 0
            return sheets.belongs("own", row) if there and lost and candidate else Fraction(0)

        return self.renderer._column("subject", parts, at, None, 0)

    def _league(self, within: Formula) -> Parts:
        renderer, sheets = self.renderer, self.renderer.sheets
        league = renderer.kept_plain(renderer.plain(within), within)
        place = league.parts[0]
        if isinstance(place, str):
            place = renderer._column("subject", league.parts, league.at, within, 0)
        assert not isinstance(place, str | WholeColumn | Above)  # noqa: S101  # a column
        if sheets.distinct_ignoring_case(league.at):
            first = text("MATCH(", place, ",", WholeColumn(place), ",0)")
        else:
            first = text(
                "SUMPRODUCT(MAX(EXACT(", WholeColumn(place), ",", place, ")*(200000-ROW(", WholeColumn(place), "))))"
            )
        parts = text("IF(", place, '="",0,', first, ")")
        code = renderer._column("subject", parts, self._leagues(league.at, within), within, 0)
        own = text(sheets.own_unit(), "*1000000+", code)
        return (renderer._column("subject", own, self._own_numbers, within, 0),)

    # the exact values of the helper columns, in step with the texts ------------------------------------------------

    def _leagues(self, at: At, _within: Formula) -> At:
        sheets = self.renderer.sheets
        values = [at(row) for row in range(sheets.rows())]
        plain = sheets.distinct_ignoring_case(at)
        first: dict[Scalar, int] = {}
        for row, value in enumerate(values):
            first.setdefault(value, row + 1 if plain else 200000 - (row + 2))

        def code(row: int) -> Scalar:
            return Fraction(0) if values[row] in (None, "") else Fraction(first[values[row]])

        self._codes = code
        return code

    _codes: At = field(default=lambda _row: Fraction(0))

    def _own_numbers(self, row: int) -> Scalar:
        return self.renderer.sheets.belongs("own", row) * 1000000 + self._codes(row)  # type: ignore[operator]  # numbers

    def own_at(self, row: int) -> Fraction:
        """The group's number of a subject."""
        if self.node.within is None:
            return self.renderer.sheets.belongs("own", row)
        return self._own_numbers(row)  # type: ignore[return-value]  # a number

    def _membership(self, row: int) -> Scalar:
        sheets, node = self.renderer.sheets, self.node
        if sheets.belongs(node.among, row) == 0:
            return Fraction(0)
        own = self.own_at(row)
        if node.where is None:
            return own
        truth = self.renderer.plain(node.where).at(row)
        return -own if truth is None else own if truth else Fraction(0)

    def member_at(self, row: int) -> Scalar:
        """What stands in the members' column."""
        node = self.node
        if node.where is None and node.within is None:
            return self.renderer.sheets.belongs(node.among, row)
        return self._membership(row)

    # formulas ----------------------------------------------------------------------------------------------------

    @property
    def matches(self) -> Parts:
        """The criterion: members of the own group."""
        return text(WholeColumn(self.member), ",", self.key)

    def _unknown(self, values: SheetPlace | None = None) -> tuple[Parts, ...]:
        found: list[Parts] = []
        if self.unsure:
            found.append(text("COUNTIFS(", WholeColumn(self.member), ",-", self.key, ")>0"))
        if self.unplaced is not None and self.node.within is not None:
            found += self.renderer.plain(self.node.within).missing
            found.append(text("COUNTIFS(", WholeColumn(self.unplaced), ",", self.renderer.sheets.own_unit(), ")>0"))
        found += self._astray()
        if values is not None:
            found.append(
                text("COUNTIFS(", self.matches, ")<>COUNTIFS(", self.matches, ",", WholeColumn(values), ',">-1E+300")')
            )
        return tuple(found)

    def _astray(self) -> Iterator[Parts]:
        """Where the own unit is not known, or somebody counts who may be in any, of the own league."""
        sheets = self.renderer.sheets
        stray = sheets.strays()
        if stray is None:
            return
        yield text(sheets.unit() if self.level == "unit" else sheets.own_unit(), f"={stray}")
        keys: list[Parts] = [(str(stray),)]
        if self.node.within is not None:
            keys = [(f"{stray}*1000000",), text(f"{stray}*1000000+MOD(", self.own, ",1000000)")]
        for key in keys:
            yield text("COUNTIFS(", WholeColumn(self.member), ",", key, ")>0")
            if self.unsure:
                yield text("COUNTIFS(", WholeColumn(self.member), ",-(", key, "))>0")

    def _outside(self) -> tuple[Parts, ...]:
        """Who is no member has no place."""
        return () if self.own == (self.member,) else (text(self.member, "<>", self.own),)

    def _kept(self, value: Num) -> Num:
        return self.renderer.kept_num(value, self.node)

    def _exact(self, node: Formula) -> At:
        return lambda row: self.renderer.sheets.exact(node, row)

    def _counted(self) -> tree.CountOverUnit:
        """How many members the own group has, as a formula."""
        return tree.CountOverUnit(where=self.node.where, within=self.node.within, among=self.node.among)

    def _number_of_members(self, lo: int, missing: tuple[Parts, ...] = ()) -> Num:
        return self._kept(
            Num(
                text("COUNTIFS(", self.matches, ")"),
                self._exact(self._counted()),
                Fraction(lo),
                Fraction(self.renderer.sheets.rows()),
                level=self.level,
                missing=missing,
            )
        )

    @renders(tree.CountOverUnit)
    def _count(self, _node: tree.CountOverUnit) -> Num:
        return self._number_of_members(0, self._unknown())

    # values of the members ---------------------------------------------------------------------------------------

    def _num(self, of: Formula) -> Num:
        """The values that are worked on."""
        found = self.renderer.num(of)
        if found.den is not None and (found.den.level == "subject" or self.node.within is not None):
            how = self.node.function
            raise FormulaError(
                message("{how} over unrounded quotients whose denominators differ from person to person", how=how),
                message("round each one first: {how}(round(…, 2))", how=how),
            )
        return found

    def _summable(self, of: Num) -> Num:
        """Adding n doubles in turn errs by n units in the last place of the sum: the sum must leave room for that."""
        rows = self.renderer.sheets.rows()
        most = Fraction(2**53, 8 * rows * 10**of.places)
        if of.size * rows <= most:
            return of
        return evolve(self.renderer.guarded(evolve(of, den=None), most / rows), den=of.den)

    def _column_of(self, of: Num, node: Formula) -> SheetPlace:
        """The numerators in a column with a value for every member."""
        top = self.renderer.kept_num(evolve(of, den=None), node)
        values = _cell(top)
        if values is None or top.level != "subject":
            return self.renderer._column("subject", unless(top.missing, top.parts), top.at, node, top.places)
        return values

    def _nobody_unknown(self, of: Num, values: SheetPlace) -> tuple[Parts, ...]:
        return self._unknown(values if of.missing else None)

    def _over(self, of: Num, exact: Formula) -> At:
        """The numerator of a result: over a common denominator it is the value times that."""
        at, den = self._exact(exact), of.den
        return at if den is None else _both(lambda x, y: x * y, at, den.at)

    # what they come to -------------------------------------------------------------------------------------------

    @renders(tree.SumOverUnit)
    def _sum(self, node: tree.SumOverUnit) -> Num:
        of = self._summable(self._num(node.of))
        values = self._column_of(of, node.of)
        added = self._added(of, values, node, self._nobody_unknown(of, values))
        return evolve(self._kept(added), den=of.den, key=of.key)

    def _added(self, of: Num, values: SheetPlace, exact: Formula, missing: tuple[Parts, ...]) -> Num:
        rows = self.renderer.sheets.rows()
        lo, hi = min(of.lo * rows, Fraction(0)), max(of.hi * rows, Fraction(0))
        parts = text("ROUND(SUMIFS(", WholeColumn(values), ",", self.matches, f"),{of.places})")
        return Num(
            parts,
            self._over(of, exact),
            lo,
            hi,
            of.places,
            noise=max(-lo, hi) * UNIT,
            level=self.level,
            missing=missing,
        )

    @renders(tree.MeanOverUnit)
    def _mean(self, node: tree.MeanOverUnit) -> Num:
        of = self._summable(self._num(node.of))
        values = self._column_of(of, node.of)
        none = text("COUNTIFS(", self.matches, ")=0")
        summed = tree.SumOverUnit(node.of, where=node.where, within=node.within, among=node.among)
        added = self._added(of, values, summed, (*self._nobody_unknown(of, values), none))
        counted = self._exact(self._counted())
        sum_ = self._kept(evolve(added, at=_only(lambda row: counted(row) != 0, added.at)))
        number = self._number_of_members(1, self._unknown())
        den = number if of.den is None else self.renderer.product(number, of.den)
        return evolve(sum_, den=den, key=node)

    @renders(tree.LeastOverUnit, tree.GreatestOverUnit)
    def _extreme(self, node: tree.ExtremeOverUnit) -> Num:
        of = self._num(node.of)
        values = self._column_of(of, node.of)
        name = "_xlfn.MINIFS(" if isinstance(node, tree.LeastOverUnit) else "_xlfn.MAXIFS("
        none = text("COUNTIFS(", self.matches, ")=0")
        extreme = Num(
            text(name, WholeColumn(values), ",", self.matches, ")"),
            self._over(of, node),
            of.lo,
            of.hi,
            of.places,
            noise=of.size * UNIT,
            level=self.level,
            missing=(*self._nobody_unknown(of, values), none),
        )
        return evolve(self._kept(extreme), den=of.den, key=of.key)

    @renders(tree.Rank)
    def _rank(self, node: tree.Rank) -> Num:
        nums = [self._num(key) for key in node.keys]
        columns = [self._column_of(num, key) for num, key in zip(nums, node.keys, strict=True)]
        unknown = together(*(self._nobody_unknown(n, c) for n, c in zip(nums, columns, strict=True)))
        rows = Fraction(self.renderer.sheets.rows())
        better = ">" if node.highest_first else "<"
        # Ahead is who is better in one of the columns, and equal in those before it.
        matches = self.matches
        ahead: list[Parts] = []
        equal: Parts = ()
        for values in columns:
            ahead.append(text(equal, ",", WholeColumn(values), f',"{better}"&', values))
            equal = text(equal, ",", WholeColumn(values), ",", values)
        before = _summed([text("COUNTIFS(", matches, one, ")") for one in ahead])
        above: Parts = text(Above(self.member), ",", self.key)
        for values in columns:
            above = text(above, ",", Above(values), ",", values)
        equal_above = text("COUNTIFS(", above, ")")
        if len(columns) == 1:
            upto = text("COUNTIFS(", matches, ",", WholeColumn(columns[0]), f',"{better}="&', columns[0], ")")
        else:
            upto = text(before, "+COUNTIFS(", matches, equal, ")")
        places = 0
        match node.ties:
            case "best":
                parts = text(before, "+1")
            case "worst":
                parts = upto
            case "mean":
                parts, places = text("(", before, "+1+", upto, ")/2"), 1
            case "roster":
                parts = text(before, "+", equal_above, "+1")
            case "dense":
                first = self.renderer._column(
                    "subject",
                    text("IF(", self.member, "<=0,0,IF(", equal_above, ">0,0,", self.member, "))"),
                    self._firsts(nums),
                    node,
                    0,
                )
                firsts = text(WholeColumn(first), ",", self.key)
                parts = text(_summed([text("COUNTIFS(", firsts, one, ")") for one in ahead]), "+1")
        return self._kept(
            Num(
                parts,
                self._exact(node),
                Fraction(1),
                rows,
                places,
                SUM,
                noise=rows * UNIT,
                level="subject",
                missing=(*self._outside(), *unknown),
            )
        )

    def _firsts(self, nums: list[Num]) -> At:
        found: dict[int, Fraction] = {}
        seen: set[tuple[Scalar, ...]] = set()
        for row in range(self.renderer.sheets.rows()):
            member = self.member_at(row)
            keys = (member, *(num.at(row) for num in nums))
            first = isinstance(member, Fraction) and member > 0 and keys not in seen
            seen.add(keys)
            found[row] = member if first else Fraction(0)  # type: ignore[assignment]  # a number where it is the first
        return found.__getitem__

    @renders(tree.Running)
    def _running(self, node: tree.Running) -> Num:
        of = self._summable(self._num(node.of))
        values = self._column_of(of, node.of)
        by = evolve(self.renderer.num(node.by), den=None)
        order = self._column_of(by, node.by)
        unknown = self._nobody_unknown(of, values)
        if by.missing:
            unknown = together(unknown, self._unknown(order))
        better = ">" if node.highest_first else "<"
        parts = text(
            "ROUND(SUMIFS(",
            WholeColumn(values),
            ",",
            self.matches,
            ",",
            WholeColumn(order),
            f',"{better}"&',
            order,
            ")+SUMIFS(",
            Above(values),
            ",",
            Above(self.member),
            ",",
            self.key,
            ",",
            Above(order),
            ",",
            order,
            ")+",
            values,
            f",{of.places})",
        )
        rows = self.renderer.sheets.rows()
        lo, hi = min(of.lo * rows, Fraction(0)), max(of.hi * rows, Fraction(0))
        running = Num(
            parts,
            self._over(of, node),
            lo,
            hi,
            of.places,
            noise=max(-lo, hi) * UNIT,
            level="subject",
            missing=(*self._outside(), *unknown),
        )
        return evolve(self._kept(running), den=of.den, key=of.key)


# helpers without state -------------------------------------------------------------------------------------------


def _is_cell(parts: Parts) -> bool:
    return len(parts) == 1 and not isinstance(parts[0], str)


def _own_blank(value: SheetValue) -> bool:
    """Whether nothing but the cell itself decides whether there is a value."""
    return all(missing == text(*value.parts, '=""') for missing in value.missing)


def _also(value: Num, condition: Parts) -> tuple[Parts, ...]:
    """Where there is no value, and where the condition on it holds; one on more than a cell is not asked before."""
    if _is_cell(value.parts):
        return together(value.missing, (condition,))
    return (in_turn(value.missing, condition),)


def _cell(value: Num) -> SheetPlace | None:
    part = value.parts[0] if len(value.parts) == 1 else ""
    return None if isinstance(part, str | WholeColumn | Above) else part


def _as_whole(value: Num, scale: int) -> Parts:
    """The number times ten to ``scale``, as a whole number to the last bit."""
    if value.literal is not None:
        return literal(value.literal * 10**scale, 0).parts
    if value.places == 0 and value.exact and scale == 0:
        return value.within(SIGN)
    if scale == 0:
        return text("ROUND(", value.parts, ",0)")
    return text("ROUND(", value.within(PRODUCT), f"*{10**scale},0)")


def _inner(parts: Parts, name: str) -> Parts | None:
    """What stands inside ``MIN(…)`` when the whole text is one, so that it can take one more."""
    first, last = parts[0], parts[-1]
    if not isinstance(first, str) or not isinstance(last, str) or not first.startswith(name) or not last.endswith(")"):
        return None
    depth = 0
    joined = "".join(part if isinstance(part, str) else "#" for part in parts)
    for position, letter in enumerate(joined):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and letter == ")":
            if position != len(joined) - 1:
                return None
            break
    if len(parts) == 1:
        return (first[len(name) : -1],)
    return text(first[len(name) :], tuple(parts[1:-1]), last[:-1])


def _listed(items: list[Parts], sign: str = ",") -> Parts:
    joined = items[0]
    for item in items[1:]:
        joined = text(joined, sign, item)
    return joined


def _summed(items: list[Parts]) -> Parts:
    return _listed(items, "+")


def _higher(*values: SheetValue) -> Level:
    levels: list[Level] = []
    for value in values:
        levels.append(value.level)
        if isinstance(value, Num) and value.den is not None:
            levels.append(value.den.level)
    return highest(*levels)


def _map(change: Callable[[Fraction], Fraction], at: Callable[[int], Scalar]) -> At:
    def mapped(row: int) -> Scalar:
        value = at(row)
        return None if value is None else change(value)  # type: ignore[arg-type]  # numbers

    return mapped


def _both(change: Callable[[Fraction, Fraction], Fraction], a: At, b: At) -> At:
    def combined(row: int) -> Scalar:
        x, y = a(row), b(row)
        return None if x is None or y is None else change(x, y)  # type: ignore[arg-type]  # numbers

    return combined


def _compare_at(op: tree.Operator, a: At, b: At) -> At:
    def holds(row: int) -> Scalar:
        x, y = a(row), b(row)
        return None if x is None or y is None else compared(op, x, y)

    return holds


def _not(at: At) -> At:
    def opposite(row: int) -> Scalar:
        truth = at(row)
        return None if truth is None else not truth

    return opposite


def _joined_at(items: list[At], deciding: bool) -> At:
    """All or one of several: one that decides does so whatever is not known about the others."""

    def joined(row: int) -> Scalar:
        truths = [at(row) for at in items]
        return deciding if deciding in truths else None if None in truths else not deciding

    return joined


def _only(condition: At, at: At) -> At:
    return lambda row: at(row) if condition(row) is True else None


def _value(value: SheetValue, row: int) -> Scalar:
    return value.value(row) if isinstance(value, Num) else value.at(row)


def _terminates(value: Fraction) -> bool:
    bottom = value.denominator
    for prime in (2, 5):
        while bottom % prime == 0:
            bottom //= prime
    return bottom == 1
