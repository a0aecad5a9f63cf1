"""The sheet of measures: from the rows of the input sheets to one value per subject."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, evolve

from kaohe_core.assess.measure import DAYS, apart, counting, fitting, inside
from kaohe_core.formula import tree
from kaohe_core.formula.exact import Beside, in_row, rounded
from kaohe_core.formula.precedence import ATOM, SUM
from kaohe_core.formula.rendering import Rendering, renders
from kaohe_core.formula.sheet import Renderer
from kaohe_core.formula.spreadsheet import (
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
    literal,
    quoted,
    text,
    together,
    unless,
)
from kaohe_core.messages import Language, Message, message
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import APART
from kaohe_core.workbook.book import Book, Page, PageColumn, Ref
from kaohe_core.workbook.input_sheets import RowSheets, SheetRow, as_filled, cell, column_index, searchable

if TYPE_CHECKING:
    from kaohe_core.formula.tree import Formula
    from kaohe_core.scheme.model import Period
    from kaohe_core.tables.data import Data
    from kaohe_core.tables.declared import Column as Declared

NOBODY = 10**9  # the number of whoever has no class: 0 is what rows about nobody have


@define(eq=False)
class InputTable:
    """One input table in the workbook."""

    data: Data
    page: Page
    rows: list[SheetRow]
    renderer: Renderer
    sequence: Ref | None = None  # the number of the subject each row is about
    sequence_at: list[int] = Factory(list)


@define(eq=False)
class Gathered:
    """What a measure is worked out from: the rows that are gathered, and the values beside them."""

    source: InputTable
    of: SheetValue | None  # what is gathered from a row
    key: Ref  # the number under which the rows name a subject
    present: Ref  # that number on every row that counts as a record, else 0
    taken: Ref  # that number on every row that is gathered
    numbers: list[Scalar]  # what stands in ``taken``
    zero: bool  # whether no row means 0
    missing: tuple[Parts, ...]  # where there is no value

    @property
    def criteria(self) -> Parts:
        """The rows gathered for the own subject."""
        return text(WholeColumn(self.taken), ",", self.key)

    @property
    def count(self) -> Parts:
        """How many they are."""
        return text("COUNTIFS(", self.criteria, ")")

    @property
    def records(self) -> Parts:
        """How many records there are about the subject."""
        return text("COUNTIFS(", WholeColumn(self.present), ",", self.key, ")")

    @property
    def most(self) -> Fraction:
        """How many they can be."""
        return Fraction(max(len(self.source.rows), 1))

    @property
    def nothing(self) -> tuple[Parts, ...]:
        """That none is gathered, where that is no value."""
        return () if self.zero else (text(self.count, "=0"),)


@define(eq=False)
class Measures(Rendering[SheetValue]):
    """Measures as columns; whatever several measures share stands once."""

    book: Book
    page: Page  # the sheet of measures, one row per subject
    people: Page
    number: Ref  # everybody's number on the roster
    roster: InputTable
    ids: list[str]
    sources: dict[str, InputTable]
    periods: dict[str, Period]
    language: Language
    exact: Callable[[Formula, int], Scalar]
    title: Callable[[Formula | None], tuple[str, str]]
    people_renderer: Renderer  # of formulas about subjects
    _known: dict[tree.Measure, SheetValue] = Factory(dict)
    _keys: dict[str | None, tuple[Ref, list[int]]] = Factory(dict)
    _rows: dict[str, tuple[Ref, list[int]]] = Factory(dict)
    _helpers: dict[tuple[Any, ...], tuple[Ref, list[Scalar]]] = Factory(dict)

    def value(self, node: tree.Measure) -> SheetValue:
        """The measure of every subject."""
        if node not in self._known:
            self._known[node] = self._made(node)
        return self._known[node]

    def _made(self, node: tree.Measure) -> SheetValue:
        source = self.sources[node.table.id]
        if isinstance(node, tree.OnlyRow) and isinstance(node.of, tree.Field):
            column = node.of.column
            if node.where is None and self._as_it_stands(node) and not self._apart(node):
                ref = Ref(source.page, column_index(source.data, column.id))
                column = as_filled(column, source.data)
                if source is self.roster:
                    return cell(column, ref, self._at(node), self.language)
                return self._looked_up(node, column, source, ref)
        return self.render(node)

    def _as_it_stands(self, node: tree.Measure) -> bool:
        """Whether the subject's one row is read, whatever period it is of."""
        return node.period is None and not node.table.has_rows and fitting(node.table, self.periods) is None

    def _at(self, node: Formula) -> At:
        return lambda row: self.exact(node, row)

    # a table with one row per subject ----------------------------------------------------------------------------

    def _looked_up(self, node: tree.Measure, column: Declared, source: InputTable, ref: Ref) -> SheetValue:
        row, _ = self._row_of(source)
        found = text("INDEX(", WholeColumn(ref), ",", row, ")")
        value = cell(column, ref, self._at(node), self.language)
        there = text(*(found if part == ref else (part,) for part in value.parts))
        blank = (text(found, '=""'),) if value.missing else ()
        absent = text(row, "=0")
        zero = node.table.absence == "zero" and node.kind == "number"
        if zero:
            there = text("IF(", absent, ",0,", there, ")")
            missing = (text("IF(", absent, ",FALSE,", blank[0], ")"),) if blank else ()
        else:
            missing = (text("IF(", absent, ",TRUE,", blank[0], ")"),) if blank else (absent,)
        return self._stored(node, evolve(value, parts=there, missing=missing, level="subject"))

    def _row_of(self, source: InputTable) -> tuple[Ref, list[int]]:
        """The row (1, 2, …; 0: none) of a table that is about a subject."""
        table = source.data.table
        if table.id not in self._rows:
            key_ref, keys = self._texts(table.via)
            subject = Ref(source.page, column_index(source.data, table.subject))
            listed = [row[table.subject] for row in source.rows]
            first: dict[Any, int] = {}
            for index, found in enumerate(listed):
                first.setdefault(found, index + 1)
            rows = [first.get(key, 0) if key is not None else 0 for key in keys]
            match = text("MATCH(", key_ref, ",", WholeColumn(subject), ",0)")
            if searchable([*listed, *keys]):
                parts = text("IF(ISNA(", match, "),0,", match, ")")
            else:
                parts = text(
                    "SUMPRODUCT(EXACT(", WholeColumn(subject), ",", key_ref, ")*(ROW(", WholeColumn(subject), ")-1))"
                )
            title = message("row in “{table}”", table=table.title).text(self.language)
            ref = self.page.add(PageColumn(title, "helper", parts=parts, at=lambda row: Fraction(rows[row])))
            self._rows[table.id] = ref, rows
        return self._rows[table.id]

    def _texts(self, via: str | None) -> tuple[Ref, list[str | None]]:
        """By what a table's rows name a subject: the id, or the roster's column ``via``."""
        roster = self.roster
        if via is None:
            return Ref(roster.page, column_index(roster.data, roster.data.table.subject)), list(self.ids)
        found = [row[via] for row in roster.rows]
        spelled = [None if value is None else same_id(value) for value in found]
        ref = Ref(roster.page, column_index(roster.data, via))
        if spelled != found:
            title = roster.data.titles.get(via, via)
            ref = self.people.add(PageColumn(title, "fixed", inputs=list(spelled), type="text"))
        return ref, spelled

    # a table of events -------------------------------------------------------------------------------------------

    def _key(self, via: str | None) -> tuple[Ref, list[int]]:
        """The number under which a table's rows refer to a subject: its own, or the first with the same class."""
        if via not in self._keys:
            if via is None:
                self._keys[via] = self.number, list(range(1, len(self.ids) + 1))
            else:
                ref, texts = self._texts(via)
                first: dict[str | None, int] = {}
                for index, found in enumerate(texts):
                    first.setdefault(found, index + 1)
                numbers = [0 if found is None else first[found] for found in texts]
                title = message("first of the same {what}", what=self.roster.data.titles.get(via, via))
                place = self.people.add(
                    PageColumn(
                        title.text(self.language),
                        "helper",
                        parts=_first(ref, WholeColumn(ref), texts, none=str(NOBODY)),
                        at=lambda row: Fraction(numbers[row] or NOBODY),
                    )
                )
                self._keys[via] = place, numbers
        return self._keys[via]

    def _sequence(self, source: InputTable) -> Ref:
        """On a table's sheet: the number of the subject (for ``via``: of the first one) a row is about."""
        if source.sequence is None:
            table = source.data.table
            ref, texts = self._texts(table.via)
            first: dict[str | None, int] = {}
            for index, found in enumerate(texts):
                first.setdefault(found, index + 1)
            own = Ref(source.page, column_index(source.data, table.subject))
            named = [row[table.subject] for row in source.rows]
            source.sequence_at = [0 if name is None else first.get(name, 0) for name in named] or [0]
            numbers = source.sequence_at
            parts = _first(own, WholeColumn(ref), [*texts, *named], absent=table.via is not None)
            title = message("number on the roster").text(self.language)
            source.sequence = source.page.add(
                PageColumn(title, "helper", parts=parts, at=lambda row: Fraction(numbers[row]))
            )
        return source.sequence

    def _helper(
        self,
        source: InputTable,
        key: tuple[Any, ...],
        title: Message | str,
        parts: Parts,
        cells: list[Scalar],
        note: str = "",
    ) -> tuple[Ref, list[Scalar]]:
        if key not in self._helpers:
            said = title if isinstance(title, str) else title.text(self.language)
            cells = cells or [Fraction(0)]
            ref = source.page.add(PageColumn(said, "helper", note, parts, lambda row: cells[row]))
            self._helpers[key] = ref, cells
        return self._helpers[key]

    def person(self, node: tree.PersonsOwn, table: str) -> SheetValue:
        """On a table's sheet: the value of the person whom a row is about, fetched by the number on the roster."""
        source = self.sources[table]
        found = self.people_renderer.value(node.of)
        if isinstance(found, Num) and found.den is not None:
            top = self._fetched(evolve(found, den=None, key=None), source, ("top", node))
            below = self._fetched(found.den, source, ("below", node))
            assert isinstance(top, Num) and isinstance(below, Num)  # noqa: S101, PT018  # as given
            return evolve(top, den=below, key=node)
        return self._fetched(found, source, ("whole", node))

    def _fetched(self, value: SheetValue, source: InputTable, key: tuple[str, Formula]) -> SheetValue:
        """A value of everybody, on the rows about them; a row about nobody on the roster has none."""
        renderer, (what, node) = self.people_renderer, key
        if isinstance(value, Num):
            value = renderer.clean(value)
        title, note = self.title(node)
        kind = "number" if isinstance(value, Num) else node.kind
        places = value.places if isinstance(value, Num) else 0
        parts = unless(value.missing, value.parts)
        people = self.page.add(PageColumn(title, "helper", note, parts, value.at, places=places, type=kind))
        number = self._sequence(source)
        numbers, at = source.sequence_at, value.at

        def of_the_row(row: int) -> Scalar:
            return at(numbers[row] - 1) if numbers[row] else None

        cells = [of_the_row(row) for row in range(len(source.rows))] or [None]
        fetched = text("IF(", number, '=0,"",INDEX(', WholeColumn(people), ",", number, "))")
        place, _ = self._helper(source, ("person", source.data.table.id, what, node), title, fetched, cells, note)
        missing = (text(place, '=""'),)
        if isinstance(value, Num):
            return evolve(
                value,
                parts=(place,),
                at=of_the_row,
                binds=ATOM,
                exact=True,
                missing=missing,
                level="row",
                noise=value.size * UNIT,
                literal=None,
            )
        return PlainCell((place,), of_the_row, "row", missing)

    def window(self, node: tree.Window) -> SheetValue:
        """On a table's sheet: what every row reads of the rows before it, those of the same person."""
        source = self.sources[node.table.id]
        renderer = source.renderer
        whole = tree.CountOfRows(node.table)
        present = self._present(whole, source)
        day = renderer.kept_plain(renderer.plain(node.on), node.on)
        (on,) = day.parts
        assert isinstance(on, Ref)  # noqa: S101  # a column
        own = text(WholeColumn(present), ",", present)
        criteria, above = own, text(Above(present), ",", present, ",", Above(on), ",", on)
        if node.same is not None:
            kind, _ = self._kinds(node.same, source)
            criteria = text(criteria, ",", WholeColumn(kind), ",", kind)
            above = text(above, ",", Above(kind), ",", kind)
        earlier = text(criteria, ",", WholeColumn(on), ',"<"&', on)
        if isinstance(node, tree.Earlier):
            earlier = text(earlier, ",", WholeColumn(on), ',">="&', on, f"-{node.days}")
        gone: list[Parts] = [text(present, "=0")]
        gone.append(text("COUNTIFS(", own, ")<>COUNTIFS(", own, ",", WholeColumn(on), ',">0")'))
        if node.where is not None:
            where = renderer.plain(node.where)
            counts = text("IF(", where.parts, ",1,0)")
            counts = text("IF(", either(where.missing), ",2,", counts, ")") if where.missing else counts
            what, note = self.title(node.where)
            said = message("counts: {what}", what=what)
            cells = [_flag(where.at(row)) for row in range(len(source.rows))]
            key = ("before", node.table.id, node.where)
            flag, _ = self._helper(source, key, said, counts, cells, note)
            if where.missing:
                open_ = [
                    text("COUNTIFS(", earlier, ",", WholeColumn(flag), ",2)"),
                    text("COUNTIFS(", above, ",", Above(flag), ",2)"),
                ]
                gone.append(text(open_[0], "+", open_[1], ">0"))
            earlier = text(earlier, ",", WholeColumn(flag), ",1")
            above = text(above, ",", Above(flag), ",1")
        before, today = text("COUNTIFS(", earlier, ")"), text("COUNTIFS(", above, ")")
        title, note = self.title(node)
        if isinstance(node, tree.Earlier):
            parts, most = text(before, "+", today), Fraction(max(len(source.rows), 1))
        else:
            gone.append(text(before, "+", today, "=0"))
            last = text("_xlfn.MAXIFS(", WholeColumn(on), ",", earlier, ")")
            parts, most = text("IF(", today, ">0,0,", on, "-", last, ")"), Fraction(DAYS)
        at = self._windowed(node, whole, source)
        cells_: list[Scalar] = [at(row) for row in range(len(source.rows))] or [None]
        place, _ = self._helper(source, ("window", node), title, unless(tuple(gone), parts), cells_, note)
        return Num((place,), at, Fraction(0), most, level="row", missing=(text(place, '=""'),))

    def _windowed(self, node: tree.Window, whole: tree.Measure, source: InputTable) -> At:
        """The exact values, from the rows of the same person."""
        of: dict[int, list[SheetRow]] = {}
        for row, number in zip(source.rows, source.sequence_at, strict=False):
            if number and self._inside(whole, row):
                of.setdefault(number, []).append(row)

        def at(index: int) -> Scalar:
            if not source.rows or not source.sequence_at[index] or not self._inside(whole, source.rows[index]):
                return None
            number = source.sequence_at[index]
            own = {one: self.people_renderer.value(one.of).at(number - 1) for one in tree.persons_own(node.where)}
            return in_row(node, source.rows[index], Beside(own, of[number]))

        return at

    def _in_period(self, source: InputTable, period: str) -> Parts:
        table = source.data.table
        assert table.period is not None  # noqa: S101  # only tables with a period are bound to one
        declared = table.column(table.period)
        ref = Ref(source.page, column_index(source.data, table.period))
        if declared is not None and declared.type == "date":
            known = self.periods[period]
            assert known.start is not None and known.end is not None  # noqa: S101, PT018  # the scheme says so
            a, b = (f"DATE({d.year},{d.month},{d.day})" for d in (known.start, known.end))
            return text("AND(", ref, '<>"",', ref, f">={a},", ref, f"<={b})")
        return text("EXACT(", ref, f",{quoted(period)})")

    def _inside(self, node: tree.Measure, row: SheetRow) -> bool:
        if any(row[name] for name in self._apart(node)):
            return False
        return inside(node.table, counting(node, self.periods), self.periods, row)

    def _apart(self, node: tree.Measure) -> tuple[str, ...]:
        """The columns of results that say whom a mark is not about, as far as the measure reads these."""
        return apart(node, self.sources[node.table.id].data.frame.columns)

    def _present(self, node: tree.Measure, source: InputTable) -> Ref:
        """The subject's number on every row that counts as a record (within the period), else 0."""
        sequence = self._sequence(source)
        counted = counting(node, self.periods)
        out = self._apart(node)
        if counted is None and not out:
            return sequence
        counts: Parts = ("TRUE",)
        if counted is not None:
            within = [self._in_period(source, period) for period in counted]
            counts = within[0]
            for more in within[1:]:
                counts = text(counts, ",", more)
            if len(within) > 1:
                counts = text("OR(", counts, ")")
        for name in out:
            counts = text("AND(", counts, ",", self._about(source, name), '="")')
        parts = text("IF(", counts, ",", sequence, ",0)")
        cells: list[Scalar] = [
            Fraction(n if self._inside(node, row) else 0)
            for n, row in zip(source.sequence_at, source.rows, strict=False)
        ]
        title = message("counts for {period}", period=node.period)
        if node.period is None:
            title = message("counts: in a period of the scheme")
        if counted is None:
            title = message("counts: {what}", what=self.title(node)[0])
        return self._helper(source, ("in", source.data.table.id, node.period, out), title, parts, cells)[0]

    def _about(self, source: InputTable, name: str) -> Ref:
        """On the sheet of a result: of whom a mark is not applicable."""
        key = ("apart", source.data.table.id, name)
        if key not in self._helpers:
            column = name.removeprefix(APART)
            declared = source.data.table.column(column)
            assert declared is not None  # noqa: S101  # a mark of the result in a column of the table
            said = message("{what}: not applicable", what=source.data.titles.get(column) or declared.title)
            cells: list[Scalar] = ["x" if row[name] else None for row in source.rows] or [None]
            ref = source.page.add(PageColumn(said.text(self.language), "fixed", inputs=cells, type="text"))
            self._helpers[key] = ref, cells
        return self._helpers[key][0]

    def _taken(
        self, node: tree.Measure, source: InputTable, of: SheetValue | None, *ordered: Formula
    ) -> tuple[Ref, list[Scalar]]:
        """The subject's number on every row that is gathered; negative where that, or the value, is not known."""
        present = self._present(node, source)
        streak = isinstance(node, tree.Streak)  # it goes through the rows that do not meet its condition too
        where = None if node.where is None else source.renderer.plain(node.where)
        parts: Parts = (present,)
        known: tuple[Parts, ...] = of.missing if of is not None else ()
        if streak and where is not None:
            known = together(known, where.missing)
        if known:
            parts = text("IF(", either(known), ",-", present, ",", present, ")")
        if where is not None and not streak:
            parts = text("IF(", where.parts, ",", parts, ",0)")
            if where.missing:
                parts = text("IF(", either(where.missing), ",-", present, ",", parts, ")")
        cells: list[Scalar] = []
        for index, row in enumerate(source.rows):
            number = source.sequence_at[index] if self._inside(node, row) else 0
            holds: Scalar = True if where is None else where.at(index)
            if holds is None or (of is not None and (holds or streak) and _at(of, index) is None):
                number = -number
            elif not holds and not streak:
                number = 0
            cells.append(Fraction(number))
        if parts == (present,):
            return present, cells or [Fraction(0)]
        key = (
            "taken",
            source.data.table.id,
            node.period,
            node.where,
            (node.what, ordered) if known else None,
            streak,
            self._apart(node),
        )
        what, note = self.title(node)
        return self._helper(source, key, message("counts: {what}", what=what), parts, cells, note)

    def _gathered(self, node: tree.Measure, by: Formula | None = None) -> Gathered:
        """The rows of a measure; ``by`` is what else must be known of each."""
        source = self.sources[node.table.id]
        of = None if node.what is None else source.renderer.value(node.what)
        if isinstance(of, Num):
            of = source.renderer.clean(of)
        other = None if by is None else source.renderer.value(by)
        ordered = () if by is None else (by,)
        taken, numbers = self._taken(node, source, of if other is None else _both(of, other), *ordered)
        present = self._present(node, source)
        key, _ = self._key(node.table.via)
        zero = node.table.absence == "zero" and node.kind == "number"
        found = Gathered(source, of, key, present, taken, numbers, zero, ())
        missing: list[Parts] = [] if zero else [text(found.records, "=0")]
        for one in node.in_each():
            rows = WholeColumn(self._present(one, source))
            missing.append(text("COUNTIFS(", rows, ",", key, ")=0"))
        unknown = (of, other, None if node.where is None else source.renderer.plain(node.where))
        if any(value is not None and value.missing for value in unknown):
            missing.append(text("COUNTIFS(", WholeColumn(taken), ",-", key, ")>0"))
        found.missing = tuple(missing)
        return found

    # what the rows come to ---------------------------------------------------------------------------------------

    def _counted(self, node: tree.Measure, found: Gathered, parts: Parts) -> SheetValue:
        """So many of the rows."""
        number = Num(parts, self._at(node), Fraction(0), found.most, level="subject", missing=found.missing)
        return self._stored(node, number)

    @renders(tree.CountOfRows)
    def _count(self, node: tree.CountOfRows) -> SheetValue:
        found = self._gathered(node)
        return self._counted(node, found, found.count)

    @renders(tree.Streak)
    def _streak(self, node: tree.Streak) -> SheetValue:
        found = self._gathered(node)
        return self._counted(node, found, self._longest(node, found))

    @renders(tree.DistinctOfRows)
    def _distinct(self, node: tree.DistinctOfRows) -> SheetValue:
        found = self._gathered(node)
        return self._counted(
            node, found, text("COUNTIFS(", WholeColumn(self._firsts(node, found)), ",", found.key, ")")
        )

    @renders(tree.OnlyRow)
    def _only(self, node: tree.OnlyRow) -> SheetValue:
        found = self._gathered(node)
        values, of = self._values(node, found), found.of
        parts = text("INDEX(", WholeColumn(values), ",MATCH(", found.key, ",", WholeColumn(found.taken), ",0))")
        if found.zero:
            parts = text("IF(", found.count, "=0,0,", parts, ")")
        gone = together(found.missing, found.nothing)
        if not isinstance(of, Num):
            return self._stored(node, PlainCell(parts, self._at(node), "subject", gone))
        return self._stored(node, _number(parts, self._at(node), *_with_zero(of, found), of.places, gone))

    @renders(tree.SumOfRows)
    def _sum(self, node: tree.SumOfRows) -> SheetValue:
        found = self._gathered(node)
        values, of = self._values(node, found), _num(found)
        parts = _sum(values, found.criteria, of)
        return self._stored(node, _number(parts, self._at(node), *_summed(of, found), of.places, found.missing))

    @renders(tree.LeastOfRows, tree.GreatestOfRows)
    def _extreme(self, node: tree.ExtremeOfRows) -> SheetValue:
        found = self._gathered(node)
        values, of = self._values(node, found), _num(found)
        name = "_xlfn.MINIFS(" if isinstance(node, tree.LeastOfRows) else "_xlfn.MAXIFS("
        parts = text(name, WholeColumn(values), ",", found.criteria, ")")
        gone = together(found.missing, found.nothing)
        return self._stored(node, _number(parts, self._at(node), *_with_zero(of, found), of.places, gone))

    @renders(tree.Best)
    def _best(self, node: tree.Best) -> SheetValue:
        found = self._gathered(node, node.by if node.each is None else node.each)
        values, of = self._values(node, found), _num(found)
        rank, _ = self._ranks(node, found, values, ">" if node.highest_first else "<", by=node.by, each=node.each)
        n = self._so_many(node.n)
        most = f',"<={node.n}"' if n.literal is not None else text(',"<="&', n.parts)
        parts = _sum(values, text(found.criteria, ",", WholeColumn(rank), most), of)
        gone = together(found.missing, self._asked(found, n))
        return self._stored(node, _number(parts, self._at(node), *_summed(of, found), of.places, gone))

    def _so_many(self, number: Any) -> Num:
        """A number of rows: the same for everybody, or the person's own."""
        if not isinstance(number, tree.PersonsOwn):
            return literal(Fraction(number), 0)
        found = self.people_renderer.clean(self.people_renderer.num(number.of))
        return self.people_renderer.kept_num(found, number.of)

    def _asked(self, found: Gathered, *numbers: Num) -> tuple[Parts, ...]:
        """Where so many is not known; of somebody without any record it is not asked."""
        unknown = together(*(number.missing for number in numbers))
        return (text("AND(", found.records, ">0,", either(unknown), ")"),) if unknown else ()

    @renders(tree.MeanOfRows)
    def _mean(self, node: tree.MeanOfRows) -> SheetValue:
        found = self._gathered(node)
        values, of = self._values(node, found), _num(found)
        count = text("MAX(", found.count, ",1)") if found.zero else found.count
        gone = together(found.missing, found.nothing)
        return self._divided(node, found, _sum(values, found.criteria, of), count, gone, lambda _row, counted: counted)

    @renders(tree.TrimmedMean)
    def _trimmed_mean(self, node: tree.TrimmedMean) -> SheetValue:
        found = self._gathered(node)
        values, of = self._values(node, found), _num(found)
        count, criteria = found.count, found.criteria
        rank, _ = self._ranks(node, found, values)
        numbers = [None if _is_share(part) else self._so_many(part) for part in node.drop]
        low, high = (
            _share(part, count, node.rounding) if number is None else _at_least_0(number)
            for part, number in zip(node.drop, numbers, strict=True)
        )
        inner = text(
            criteria, ",", WholeColumn(rank), ',">"&', high, ",", WholeColumn(rank), ',"<="&(', count, "-", low, ")"
        )
        left = text("MAX(", count, "-", low, "-", high, ",0)")
        empty = text("AND(", found.records, ">0,", left, "=0)") if found.zero else text(left, "=0")
        number = text("MAX(", left, ",1)") if found.zero else left

        def dropped(row: int, counted: Fraction, part: Decimal | tree.PersonsOwn, so_many: Num | None) -> Fraction:
            if so_many is None:
                return rounded(counted * Fraction(part), 0, node.rounding)  # type: ignore[arg-type]  # a share
            return max(so_many.value(row) or Fraction(0), Fraction(0))

        def kept(row: int, counted: Fraction) -> Fraction:
            both = zip(node.drop, numbers, strict=True)
            return counted - sum((dropped(row, counted, *one) for one in both), Fraction(0))

        asked = self._asked(found, *(one for one in numbers if one is not None))
        gone = together(found.missing, asked, (empty,))
        return self._divided(node, found, _sum(values, inner, of), number, gone, kept)

    def _divided(
        self,
        node: tree.OfNumbers,
        found: Gathered,
        sum_: Parts,
        count: Parts,
        gone: tuple[Parts, ...],
        number: Callable[[int, Fraction], Fraction],
    ) -> SheetValue:
        """A sum over a count; where absence means zero, none at all is 0 ÷ 1. ``number``: how many of the gathered."""
        of, counted = _num(found), tree.CountOfRows(node.table, node.of, where=node.where, period=node.period)

        def pair(row: int) -> tuple[Fraction | None, Fraction | None]:
            value, rows = self.exact(node, row), self.exact(counted, row)
            if value is None:
                return None, None
            assert isinstance(value, Fraction) and isinstance(rows, Fraction)  # noqa: S101, PT018  # numbers
            most = max(number(row, rows), Fraction(1))
            return value * most, most

        pairs = [pair(row) for row in range(len(self.ids))]
        top = _number(sum_, lambda row: pairs[row][0], *_summed(of, found), of.places, gone)
        below = Num(count, lambda row: pairs[row][1], Fraction(1), found.most, level="subject", missing=gone)
        kept_top, kept_below = self._stored(node, top), self._stored(node, below, message("number of rows"))
        assert isinstance(kept_top, Num) and isinstance(kept_below, Num)  # noqa: S101, PT018  # as given
        return evolve(kept_top, den=kept_below, key=node)

    # helper columns beside the rows ------------------------------------------------------------------------------

    def _values(self, node: tree.Measure, found: Gathered) -> Ref:
        """What is gathered, in a column beside the rows."""
        assert node.what is not None and found.of is not None  # noqa: S101, PT018  # only a count goes without
        return self._column_of(node.what, found.of, found.source)

    def _column_of(self, node: Formula, of: SheetValue, source: InputTable) -> Ref:
        part = of.parts[0]
        if len(of.parts) == 1 and isinstance(part, Ref):
            return part
        key = ("value", source.data.table.id, node)
        cells: list[Scalar] = [_at(of, row) for row in range(len(source.rows))] or [None]
        title, note = self.title(node)
        return self._helper(source, key, title, unless(of.missing, of.parts), cells, note)[0]

    def _firsts(self, node: tree.DistinctOfRows, found: Gathered) -> Ref:
        """The subject's number where a value stands for the first time."""
        source, of, taken, numbers = found.source, found.of, found.taken, found.numbers
        values = self._values(node, found)
        assert of is not None  # noqa: S101  # different values of something
        same = (
            text("EXACT(", Above(values), ",", values, ")")
            if node.of.kind == "text"
            else text("(", Above(values), "=", values, ")")
        )  # one thing
        parts = text("IF(", taken, "<=0,0,IF(SUMPRODUCT((", Above(taken), "=", taken, ")*", same, ")>0,0,", taken, "))")
        seen: set[tuple[Scalar, Scalar]] = set()
        cells: list[Scalar] = []
        for row, number in enumerate(numbers[: len(source.rows)]):
            pair = (number, _at(of, row))
            cells.append(number if number > 0 and pair not in seen else Fraction(0))  # type: ignore[operator]  # a number
            seen.add(pair)
        key = ("first", source.data.table.id, node.period, node.where, node.of)
        what, note = self.title(node.of)
        return self._helper(source, key, message("different: {what}", what=what), parts, cells, note)[0]

    def _ranks(
        self,
        node: tree.OfRows,
        found: Gathered,
        values: Ref,
        better: str = ">",
        *,
        by: Formula | None = None,
        each: Formula | None = None,
    ) -> tuple[Ref, list[Scalar]]:
        """The place of a row among those gathered for the same subject; equal ones in the order of the file.

        Where another column gives the order, the greater value comes first among rows that are equal in it.
        """
        source, of, taken, numbers = found.source, found.of, found.taken, found.numbers
        assert of is not None  # noqa: S101  # places go by something
        order_by = None if by is None else source.renderer.value(by)
        same = text(WholeColumn(taken), ",", taken, ",")
        above = text(Above(taken), ",", taken, ",", Above(values), ",", values)
        kinds: list[Fraction] = [Fraction(0)] * len(source.rows)
        if each is not None:
            kind, kinds = self._kinds(each, source)
            same = text(same, WholeColumn(kind), ",", kind, ",")
            above = text(above, ",", Above(kind), ",", kind)
        if by is None or order_by is None:
            before = text("COUNTIFS(", same, WholeColumn(values), f',"{better}"&', values, ")")
        else:
            order = self._column_of(by, order_by, source)
            before = text(
                "COUNTIFS(",
                same,
                WholeColumn(order),
                f',"{better}"&',
                order,
                ")+COUNTIFS(",
                same,
                WholeColumn(order),
                ",",
                order,
                ",",
                WholeColumn(values),
                ',">"&',
                values,
                ")",
            )
            above = text(above, ",", Above(order), ",", order)
        parts = text("IF(", taken, "<=0,0,", before, "+COUNTIFS(", above, ")+1)")
        groups: dict[tuple[Scalar, Fraction], list[int]] = {}
        for row, number in enumerate(numbers[: len(source.rows)]):
            groups.setdefault((number, kinds[row]), []).append(row)
        cells: list[Scalar] = [Fraction(0)] * len(source.rows)
        for (number, _), members in groups.items():
            if number > 0:  # type: ignore[operator]  # a number
                if order_by is not None:
                    members.sort(key=lambda row: _at(of, row), reverse=True)  # type: ignore[arg-type,return-value]  # one kind
                order_ = of if order_by is None else order_by
                members.sort(key=lambda row: _at(order_, row), reverse=better == ">")  # type: ignore[arg-type,return-value]  # one kind
                for place, row in enumerate(members):
                    cells[row] = Fraction(place + 1)
        key = (
            "rank",
            source.data.table.id,
            node.period,
            node.where,
            node.of,
            better,
            isinstance(node, tree.Streak),
            by if each is None else ("each", each),
        )
        what, note = self.title(node.of)
        return self._helper(source, key, message("place: {what}", what=what), parts, cells, note)

    def _kinds(self, each: Formula, source: InputTable) -> tuple[Ref, list[Fraction]]:
        """A number for every kind, written beside the rows: spreadsheets take texts with * and ? for patterns."""
        found = source.renderer.value(each)
        known = [_at(found, row) for row in range(len(source.rows))]
        ids: dict[Scalar, Fraction] = {}
        for one in known:
            ids.setdefault(one, Fraction(len(ids) + 1))
        cells = [ids[one] for one in known]
        key = ("kinds", source.data.table.id, each)
        if key not in self._helpers:
            said = message("kind: {what}", what=self.title(each)[0]).text(self.language)
            inputs: list[Scalar] = list(cells) or [None]
            self._helpers[key] = source.page.add(PageColumn(said, "fixed", inputs=inputs)), inputs
        return self._helpers[key][0], cells

    def _longest(self, node: tree.Streak, found: Gathered) -> Parts:
        """The longest run: for each row that holds, its place less the place of the last one before that does not."""
        source, of, taken, numbers = found.source, found.of, found.taken, found.numbers
        assert of is not None  # noqa: S101  # the order
        if node.of.kind == "text":
            # Spreadsheets sort texts by the rules of a language: the order is written beside them instead.
            order = {v: i for i, v in enumerate(sorted({str(_at(of, r)) for r in range(len(source.rows))}))}
            cells = [Fraction(order[str(_at(of, row))]) for row in range(len(source.rows))]
            ordered = message("order: {what}", what=self.title(node.of)[0]).text(self.language)
            values = source.page.add(PageColumn(ordered, "fixed", inputs=list(cells) or [None]))
            of = Num((values,), lambda row: cells[row], Fraction(0), Fraction(len(cells)), level="row")
            found = evolve(found, of=of)
        else:
            values = self._column_of(node.of, of, source)
        place, places = self._ranks(node, found, values, "<")
        holds: list[Scalar] = [True] * len(source.rows)
        flag: Parts = ("1",)
        if node.where is not None:
            where = source.renderer.plain(node.where)
            flag = unless(where.missing, text("IF(", where.parts, ",1,0)"))
            holds = [where.at(row) for row in range(len(source.rows))]
        what, note = self.title(node.where)
        title = message("holds: {what}", what=what)
        held, _ = self._helper(
            source,
            ("held", source.data.table.id, node.where),
            title,
            flag,
            [None if h is None else Fraction(int(bool(h))) for h in holds],
            note,
        )
        parts = text(
            "IF(",
            taken,
            "<=0,0,IF(",
            held,
            "=1,",
            place,
            "-_xlfn.MAXIFS(",
            WholeColumn(place),
            ",",
            WholeColumn(taken),
            ",",
            taken,
            ",",
            WholeColumn(held),
            ",0,",
            WholeColumn(place),
            ',"<"&',
            place,
            "),0))",
        )
        lengths: list[Scalar] = [Fraction(0)] * len(source.rows)
        last: dict[Scalar, Fraction] = {}  # the place of the last row that does not hold, for each subject
        for row in sorted(range(len(source.rows)), key=lambda row: places[row]):  # type: ignore[arg-type,return-value]  # numbers
            place_, number = places[row], numbers[row]
            assert isinstance(place_, Fraction) and isinstance(number, Fraction)  # noqa: S101, PT018  # as written above
            if number > 0 and holds[row] is True:
                lengths[row] = place_ - last.get(number, Fraction(0))
            elif number > 0 and holds[row] is False:
                last[number] = place_
        key_ = ("streak", source.data.table.id, node.period, node.where, node.of)
        what, note = self.title(node)
        run, _ = self._helper(source, key_, message("run: {what}", what=what), parts, lengths, note)
        return text("_xlfn.MAXIFS(", WholeColumn(run), ",", WholeColumn(taken), ",", found.key, ")")

    def _stored(self, node: tree.Measure, value: SheetValue, what: Message | None = None) -> SheetValue:
        """The value in a column of the sheet of measures."""
        title, note = self.title(node)
        if what is not None:
            title = f"{title}：{what.text(self.language)}"
        places = value.places if isinstance(value, Num) else 0
        kind = "number" if isinstance(value, Num) else node.kind
        column = PageColumn(title, "helper", note, unless(value.missing, value.parts), value.at)
        column.places, column.type = places, kind
        if what is None and kind == "number" and isinstance(node.what, tree.Field):
            column.unit = "" if isinstance(node, _COUNTS) else node.what.column.unit.text(self.language)
        ref = self.page.add(column)
        missing = (text(ref, '=""'),) if value.missing else ()
        if isinstance(value, Num):
            return evolve(
                value, parts=(ref,), binds=ATOM, exact=True, missing=missing, level="subject", noise=value.size * UNIT
            )
        return evolve(value, parts=(ref,), missing=missing, level="subject")


_COUNTS = (tree.DistinctOfRows, tree.Streak)  # so many rows, whatever the unit of what is in them


def _flag(holds: Scalar) -> Scalar:
    """How it is written beside a row whether it counts; 2: not known."""
    return Fraction(2 if holds is None else int(bool(holds)))


def _num(found: Gathered) -> Num:
    """What is gathered, as a number."""
    assert isinstance(found.of, Num)  # noqa: S101  # the tree lets only numbers be added up
    return found.of


def _with_zero(of: Num, found: Gathered) -> tuple[Fraction, Fraction]:
    """The bounds of one of the values, or of 0 where no row means that."""
    return (min(of.lo, Fraction(0)), max(of.hi, Fraction(0))) if found.zero else (of.lo, of.hi)


def _summed(of: Num, found: Gathered) -> tuple[Fraction, Fraction]:
    """The bounds of a sum of the values."""
    return min(of.lo * found.most, Fraction(0)), max(of.hi * found.most, Fraction(0))


def _at(value: SheetValue, row: int) -> Scalar:
    return value.value(row) if isinstance(value, Num) else value.at(row)


def _both(of: SheetValue | None, by: SheetValue) -> SheetValue:
    """The values, without those of rows whose place in the order is not known."""
    assert of is not None  # noqa: S101  # what is ordered is added up
    return evolve(
        of,
        missing=together(of.missing, by.missing),
        at=lambda row: None if _at(by, row) is None else of.at(row),
    )


def _number(parts: Parts, at: At, lo: Fraction, hi: Fraction, places: int, missing: tuple[Parts, ...]) -> Num:
    return Num(parts, at, lo, hi, places, SUM, noise=max(abs(lo), abs(hi)) * UNIT, level="subject", missing=missing)


def _sum(values: Ref, criteria: Parts, of: Num) -> Parts:
    added = text("SUMIFS(", WholeColumn(values), ",", criteria, ")")
    return text("ROUND(", added, f",{of.places})") if of.places else added


def _is_share(part: Any) -> bool:
    """Whether so many rows are written as a share of them."""
    return not isinstance(part, tree.PersonsOwn) and 0 < part < 1


def _at_least_0(number: Num) -> Parts:
    """So many, and 0 where it is not known: MAX takes no notice of the text in a cell, but a difference does."""
    return number.parts if number.lo >= 0 and not number.missing else text("MAX(", number.parts, ",0)")


def _share(part: Any, count: Parts, rounding: tree.Rounding) -> Parts:
    """A share of the rows in whole rows, decided on whole numbers."""
    top, bottom = part.as_integer_ratio()
    match rounding:
        case "down":
            return text("INT(", count, f"*{top}/{bottom})")
        case "up":
            return text("INT((", count, f"*{top}+{bottom - 1})/{bottom})")
        case "half-up":
            return text("INT((", count, f"*{2 * top}+{bottom})/{2 * bottom})")


def _first(of: SheetPlace, whole: WholeColumn, texts: list[Any], *, absent: bool = False, none: str = "0") -> Parts:
    """The position of a text in a column; ``none`` for an empty one, and 0 for one that may not be there."""
    if not searchable(texts):
        known = text("SUMPRODUCT(EXACT(", whole, ",", of, ")*1)")
        found = text("199999-SUMPRODUCT(MAX(EXACT(", whole, ",", of, ")*(200000-ROW(", whole, "))))")
        return text("IF(", of, f'="",{none},IF(', known, "=0,0,", found, "))")
    match = text("MATCH(", of, ",", whole, ",0)")
    inner = text("IF(ISNA(", match, "),0,", match, ")") if absent else match
    return text("IF(", of, f'="",{none},', inner, ")")


__all__ = ["InputTable", "Measures", "RowSheets"]
