"""Blank workbooks to be filled in (空表): a table of the project as its readers want it, with what is known put in.

A sheet a table, or as many as it is read from: headers with notes (what it is, unit, range, choices), an example row
that the reader leaves out, ids and names of the roster, cells formatted so that an id or a card number stays text, and
checks of what is typed. A table whose columns become rows (one a month, a rater) has these columns.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from kaohe_core.assess.join import own_table
from kaohe_core.config import JoinedSource, ResultSource
from kaohe_core.messages import Language, message
from kaohe_core.project import NO_RECORDS
from kaohe_core.results.plain_book import plain_book
from kaohe_core.results.roster import people
from kaohe_core.rules.judged import JUDGEMENTS, Judgement
from kaohe_core.tables.cells import plain, same_id
from kaohe_core.tables.data import Source, Wide
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.headers import is_called

if TYPE_CHECKING:
    from kaohe_core.project import Ready
    from kaohe_core.run import Run

EXAMPLE = "示例"  # in the column that says whom a row is about: readers leave such a row out
LISTS = "选项"  # the hidden sheet with choices that are too long for one cell's check
ROWS = 2000  # rows that are formatted and checked, at least
LONGEST = 250  # characters of a list that Excel takes in a check itself
FIRST = date(1900, 3, 1)  # before it, spreadsheets disagree about days
INTO = "data"  # where a file of a table is that the project does not name yet
SEVERAL = 3  # columns or sheets, where nobody knows how many there will be


@frozen
class Blank:
    """One table to be filled in, or a sheet of it: the file it belongs into, and the rows that are known."""

    table: Table
    file: str
    sheet: str
    source: Source  # how it is read
    replaces: str = ""  # the file that the project names now
    wide: tuple[str, ...] = ()  # the titles of the columns that become rows
    rows: tuple[Mapping[str, str], ...] = ()  # by column id
    choices: Mapping[str, tuple[str, ...]] = field(factory=dict)  # of columns, beside those that they declare
    strict: frozenset[str] = frozenset()  # the columns in which nothing else can be right

    def heads(self, language: Language) -> list[tuple[str, Column]]:
        """What stands over each column, and the column it is; what the sheet or a title says needs none."""
        wide = self.source.wide
        columns = {column.id: column for column in self.table.columns}
        told = {self.source.label, *((wide.titles, wide.values) if wide is not None else ())}
        found = [(column.title.text(language), column) for column in columns.values() if column.id not in told]
        if wide is not None:  # an empty cell makes no row
            value = evolve(columns[wide.values], required=False, blank=None)
            found += [(title, value) for title in self.wide]
        return found


def blanks(run: Run, only: Sequence[str] = (), together: str | None = None, *, empty: bool = False) -> list[Blank]:
    """A blank for each table that the schemes of a run read from files, or for the tables ``only``.

    ``together`` is the one file that all go into; else each goes where the project reads it from. ``empty``: nobody is
    known yet.
    """
    found: dict[str, list[Blank]] = {}
    taken: set[tuple[str, str]] = set()
    for ready in run.load():
        for name in run.names(ready):
            source = run.project.config.tables.get(name)
            if name in found or (only and name not in only) or isinstance(source, ResultSource):
                continue
            table = ready.tables[name]
            if isinstance(source, JoinedSource):
                table = own_table(table, source)
            known = _Known(run, ready, empty)
            named = source is not None and source.file != NO_RECORDS
            parts = source.parts if source is not None and named else (Source(""),)
            found[name] = [one for part in parts for one in known.blanks(table, part, together, taken)]
    return [blank for some in found.values() for blank in some]


def _file(path: str) -> str:
    return str(PurePosixPath(path).with_suffix(".xlsx"))


def _sheet(title: str) -> str:
    """A name that a sheet can have."""
    return "".join("-" if one in "[]:*?/\\'" else one for one in title)[:31] or "1"


def _called(patterns: Sequence[str], known: Sequence[str]) -> list[str]:
    """Names by their patterns: those that are known, or numbers in the place of what may be anything."""
    found: list[str] = []
    for pattern in patterns:
        if "*" not in pattern:
            found.append(pattern)
            continue
        fitting = [one for one in known if is_called(one, (pattern,))]
        found += fitting or [pattern.replace("*", str(number)) for number in range(1, SEVERAL + 1)]
    return list(dict.fromkeys(found))


@frozen
class _Known:
    """What a project knows about the rows of its tables."""

    run: Run
    ready: Ready
    empty: bool

    def blanks(self, table: Table, part: Source, together: str | None, taken: set[tuple[str, str]]) -> Iterator[Blank]:
        """The blanks of one file of a table; ``taken`` are sheets that are made already."""
        title = _sheet(table.title.text(self.run.project.language))
        file = together or _file(part.file or f"{INTO}/{title}.xlsx")
        sheets = self._sheets(table, part) if part.sheets else [title if together else part.sheet or title]
        free: list[str] = []
        for one in sheets:
            sheet = one
            while (file, sheet) in taken:
                sheet = _sheet(f"{sheet[:28]}{len(taken)}")
            taken.add((file, sheet))
            free.append(sheet)
        read = evolve(part, file=file, sheet=None if part.sheets else free[0], more=())
        if part.sheets and together:  # what the pattern would take may be another table there
            read = evolve(read, sheets=tuple(free))
        titles = tuple(self._titles(table, part.wide)) if part.wide is not None else ()
        for sheet in free:
            rows = tuple(self.rows(table, read))
            yield Blank(table, file, sheet, read, part.file, titles, rows, *self.choices(table))

    def _sheets(self, table: Table, part: Source) -> list[str]:
        """The sheets that a source is read from: by their names, or those that a pattern would take."""
        known = [] if part.label is None else self._labels(table, part.label)
        return [_sheet(one) for one in _called(part.sheets, known)]

    def _titles(self, table: Table, wide: Wide) -> list[str]:
        """The columns that become rows: by their titles, or those that a pattern would take."""
        return _called(wide.columns, self._labels(table, wide.titles))

    def _labels(self, table: Table, id: str) -> list[str]:
        """What can stand in a column that is filled by titles or sheets: choices, periods, what stands there now."""
        column = table.column(id)
        if column is None:
            return []
        if column.choices:
            return list(column.choices)
        if id == table.period and column.type == "text" and self._periods():
            return self._periods()
        tables = {} if self.empty else self.run.tables(self.ready.entry.id)
        if column.type != "text" or table.id not in tables or id not in tables[table.id].frame.columns:
            return []
        return [str(one) for one in tables[table.id].frame[id].unique(maintain_order=True).to_list() if one]

    def rows(self, table: Table, source: Source) -> Iterator[dict[str, str]]:
        """The rows of which it is known whom they are about: one a person, or one a person and period."""
        roster = self.ready.plan.roster
        sheet = (table.subject, source.label)  # of events, too, one row a person where each has a sheet or a column
        one_each = source.wide is not None or (bool(source.sheets) and set(table.keys) == set(sheet))
        if table.rows == "event" and table.id != roster.id and not one_each:
            return
        name = self._name(table)
        period = table.column(table.period) if table.period is not None else None
        told = {source.label, *((source.wide.titles,) if source.wide is not None else ())}
        labels = [""] if period is None or period.type != "text" or period.id in told else self._periods() or [""]
        for label in labels:
            for id, called in self._about(table).items():
                row = {table.subject: id}
                if name is not None and called != id:
                    row[name] = called
                if label and period is not None:
                    row[period.id] = label
                yield row

    def choices(self, table: Table) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
        """What can stand in columns that declare no choices; and in which of them nothing else can be right."""
        found: dict[str, tuple[str, ...]] = {}
        period = table.column(table.period) if table.period is not None else None
        if table == JUDGEMENTS:
            clauses = self.ready.scheme.clauses()
            found["clause"] = tuple(c.id for c in clauses if any(isinstance(rule, Judgement) for rule in c.rules()))
        elif period is not None and period.type == "text" and self._periods():
            found[period.id] = tuple(self._periods())
        strict = frozenset(found)
        if table.rows == "event":
            found[table.subject] = tuple(self._about(table))
        return {name: values for name, values in found.items() if values}, strict

    def _about(self, table: Table) -> dict[str, str]:
        """Whom a table can be about, with the name: everybody, or every class or school that somebody belongs to."""
        plan = self.ready.plan
        tables = {} if self.empty else self.run.tables(self.ready.entry.id)
        if plan.roster.id not in tables:
            return {}
        if table.via is not None:
            frame = tables[plan.roster.id].frame
            units = [] if table.via not in frame.columns else frame[table.via].unique(maintain_order=True).to_list()
            return {same_id(one): same_id(one) for one in units if one}
        name = plan.scheme.name
        read = {node.table.id for node in (() if name is None else name.walk()) if hasattr(node, "table")}
        if not read <= tables.keys():
            return dict.fromkeys(map(str, tables[plan.roster.id].frame[plan.roster.subject].to_list()), "")
        return people(plan, tables)

    def _name(self, table: Table) -> str | None:
        """The column beside the id with the name, for the reader's sake."""
        found = table.column("name")
        return "name" if found is not None and found.type == "text" and table.subject != "name" else None

    def _periods(self) -> list[str]:
        """The labels of the periods; of months and weeks there are too many to be put in."""
        kinds = self.ready.scheme.periods.values()
        return list(dict.fromkeys(one.id for periods in kinds if len(periods) <= 12 for one in periods))


# ---------------------------------------------------------------- the book


def workbook(made: Sequence[Blank], language: Language) -> bytes:
    """One workbook with a sheet for each blank; the same bytes whenever it is made."""
    stream = io.BytesIO()
    with plain_book(stream) as book:
        pen = _Pen(book, language)
        for blank in made:
            pen.sheet(blank)
        pen.lists()
    return stream.getvalue()


@frozen
class _Pen:
    book: Any
    language: Language
    long: dict[tuple[str, ...], str] = field(factory=dict)  # choices to the range of the hidden sheet
    formats: dict[str, Any] = field(factory=dict)

    def format(self, kind: str, **more: Any) -> Any:
        if kind not in self.formats:
            self.formats[kind] = self.book.add_format(more)
        return self.formats[kind]

    def sheet(self, blank: Blank) -> None:
        """Header, example, and the rows that are known."""
        sheet = self.book.add_worksheet(blank.sheet)
        sheet.freeze_panes(1, 0)
        rows = max(ROWS, len(blank.rows) + 200)
        heads = blank.heads(self.language)
        for place, (title, column) in enumerate(heads):
            cell = self.format(column.type + str(column.decimals), num_format=_number_format(column))
            sheet.set_column(place, place, max(10, min(30, 2 * len(title) + 4)), cell)
            colour = "#FFF2CC" if column.required else "#E7E6E6"
            head = self.format(colour, bold=True, bg_color=colour, border=1, num_format="@")
            sheet.write_string(0, place, title, head)
            sheet.write_comment(0, place, self.told(blank, column), {"x_scale": 2, "y_scale": 1.5})
            self.example(sheet, place, blank, column)
            check = self.check(blank, column)
            if check is not None:
                sheet.data_validation(2, place, rows, place, check)
        for number, row in enumerate(blank.rows, start=2):
            for place, (_title, column) in enumerate(heads):
                cell = self.format(column.type + str(column.decimals))
                if column.id in row:
                    sheet.write_string(number, place, row[column.id], self.format("text0", num_format="@"))
                else:
                    sheet.write_blank(number, place, None, cell)

    def example(self, sheet: Any, place: int, blank: Blank, column: Column) -> None:
        """A cell of the example row."""
        look = {"italic": True, "font_color": "#7F7F7F", "num_format": _number_format(column)}
        cell = self.format("example" + column.type + str(column.decimals), **look)
        value = EXAMPLE if column.id == blank.table.subject else _example(column, blank.choices.get(column.id, ()))
        match value:
            case date():
                sheet.write_datetime(1, place, datetime(value.year, value.month, value.day), cell)
            case Decimal():
                sheet.write_number(1, place, value, cell)
            case _:
                sheet.write_string(1, place, str(value), cell)

    def told(self, blank: Blank, column: Column) -> str:
        """The note of a header."""
        lines = [message("{title} ({id})", title=column.title, id=column.id)]
        if column.unit.text(self.language):
            lines.append(message("unit: {unit}", unit=column.unit))
        if column.type == "number" and column.low is not None and column.high is not None:
            lines.append(message("range: {low} to {high}", low=plain(column.low), high=plain(column.high)))
            lines.append(message("decimals: at most {count}", count=column.decimals))
        if column.type == "date":
            lines.append(message("a day, like 2026-03-01"))
        if column.type == "flag":
            lines.append(message("是 or 否"))
        choices = column.choices or (blank.choices.get(column.id, ()) if column.id in blank.strict else ())
        if choices:
            lines.append(message("one of: {choices}", choices=list(choices[:30])))
        if column.id == blank.table.subject:
            lines.append(message("whom the row is about; the row “{example}” is left out", example=EXAMPLE))
        if column.blank is not None:
            lines.append(message("an empty cell means {blank}", blank=plain(column.blank)))
        elif not column.required:
            lines.append(message("may stay empty"))
        return "\n".join(line.text(self.language) for line in lines)

    def check(self, blank: Blank, column: Column) -> dict[str, Any] | None:
        """What a spreadsheet checks while somebody types."""
        choices = column.choices or blank.choices.get(column.id, ())
        wrong = {
            "error_title": column.title.text(self.language)[:32],
            "error_message": self.told(blank, column)[:255],
            "error_type": "stop" if column.choices or column.id in blank.strict or column.type != "text" else "warning",
        }
        if column.type == "flag":
            return {"validate": "list", "source": ["是", "否"], **wrong}
        if choices:
            short = len(",".join(choices)) <= LONGEST and not any("," in one for one in choices)
            return {"validate": "list", "source": list(choices) if short else self.range(choices), **wrong}
        if column.type == "number":
            kind = "integer" if column.decimals == 0 else "decimal"
            low, high = (plain(value or Decimal(0)) for value in (column.low, column.high))
            return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high, **wrong}
        if column.type == "date":
            return {"validate": "date", "criteria": ">=", "value": FIRST, **wrong}
        return None

    def range(self, choices: Sequence[str]) -> str:
        from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]  # it has no type information

        place = self.long.setdefault(tuple(choices), str(len(self.long)))
        letter = xl_col_to_name(int(place))
        return f"='{LISTS}'!${letter}$1:${letter}${len(choices)}"

    def lists(self) -> None:
        """The choices that are too many for a check."""
        if not self.long:
            return
        sheet = self.book.add_worksheet(LISTS)
        sheet.very_hidden()
        for choices, place in self.long.items():
            for row, text in enumerate(choices):
                sheet.write_string(row, int(place), text)


def _number_format(column: Column) -> str:
    match column.type:
        case "number":
            return "0" + ("." + "0" * column.decimals if column.decimals else "")
        case "date":
            return "yyyy-mm-dd"
    return "@"


def _example(column: Column, choices: Sequence[str]) -> str | Decimal | date:
    """A value that could stand in a column."""
    match column.type:
        case "number":
            low, high = column.low or Decimal(0), column.high or Decimal(0)
            return min(high, max(low, Decimal(1)))
        case "date":
            return date(2026, 3, 1)
        case "flag":
            return "是"
    return next(iter(column.choices or choices), EXAMPLE)
