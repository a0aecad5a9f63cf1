"""The declaration of tables (台账): what a plugin or a scheme author says about an input before any file is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, get_args

from attrs import evolve, field, frozen

from kaohe_core.described import described
from kaohe_core.messages import Text, message

Type = Literal["number", "text", "date", "flag"]
RowsPer = Literal["subject", "event"]
Absence = Literal["zero", "no-data", "not-applicable", "awaiting"]

KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
KEPT_WORDS = frozenset({"if", "then", "else", "and", "or", "not", "in", "where", "marks", "values"})  # of formulas
MAX_DECIMALS = 9
MAX_ROWS = 1_000_000  # of one subject in one table


def _text(value: str | Text) -> Text:
    return Text(value) if isinstance(value, str) else value


def _decimal(value: Decimal | int | str | None) -> Decimal | None:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a binary float: write Decimal({str(value)!r})")
    return None if value is None else Decimal(value)


def _strings(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


def kebab(_instance: object, _attribute: object, value: str) -> None:
    """The validator of an attribute that is a name as authors write it: lower-case words joined by hyphens."""
    if not KEBAB.match(value):
        raise ValueError(message("“{found}” must be lower-case words joined by hyphens, like sick-leave", found=value))


@described
@frozen
class Column:
    """One column of a table.

    A number has a range and a number of decimals: from them the largest magnitude of every formula is known before
    any data is read. A text may be restricted to ``choices``. A flag is 是/否 in a file and 1/0 in a formula.
    ``blank`` is the number that an empty cell means; without it, an empty cell is a finding or "no data".
    """

    id: str  # kebab-case
    title: Text = field(converter=_text)
    type: Type = "number"
    unit: Text = field(default=Text(""), converter=_text)  # 天, 分, 元
    decimals: int = 0
    low: Decimal | None = field(default=Decimal(0), converter=_decimal)
    high: Decimal | None = field(default=None, converter=_decimal)
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    required: bool = True  # an empty cell is a finding; otherwise it is "no data"
    blank: Decimal | None = field(default=None, converter=_decimal)  # what an empty cell means, such as 0
    month: bool = False  # of a date: a year and a month are enough, and mean its first day

    def __attrs_post_init__(self) -> None:
        if not KEBAB.match(self.id):
            raise ValueError(message("column id {id!r} must be kebab-case, like 'sick-days'", id=self.id))
        if self.type not in get_args(Type):
            raise ValueError(
                message(
                    "column {id!r}: its type is one of {types}, not {found}",
                    id=self.id,
                    types=get_args(Type),
                    found=self.type,
                )
            )
        if self.month and self.type != "date":
            raise ValueError(message("column {id!r}: only a date can be a month", id=self.id))
        if self.blank is not None and self.type != "number":
            raise ValueError(message("column {id!r}: only in a column of numbers can an empty cell be one", id=self.id))
        if self.type == "number":
            if not 0 <= self.decimals <= MAX_DECIMALS:
                raise ValueError(
                    message(
                        "column {id!r}: decimals must lie in 0..{most}, not {found}",
                        id=self.id,
                        most=MAX_DECIMALS,
                        found=self.decimals,
                    )
                )
            if self.low is None or self.high is None:
                raise ValueError(message("column {id!r}: a number needs a range: state low and high", id=self.id))
            if self.low > self.high:
                raise ValueError(
                    message(
                        "column {id!r}: a number needs a range, low <= high, not {low}..{high}",
                        id=self.id,
                        low=self.low,
                        high=self.high,
                    )
                )
            if self.blank is not None and self.blank * self.scale % 1:
                raise ValueError(
                    message("column {id!r}: {blank} has more decimals than the column", id=self.id, blank=self.blank)
                )
            if self.blank is not None and not self.low <= self.blank <= self.high:
                raise ValueError(
                    message(
                        "column {id!r}: an empty cell cannot mean {blank}, which lies outside {low}..{high}",
                        id=self.id,
                        blank=self.blank,
                        low=self.low,
                        high=self.high,
                    )
                )
            if max(abs(self.low), abs(self.high)) * self.scale >= 2**63:
                raise ValueError(
                    message(
                        "column {id!r}: its range with {decimals} decimals does not fit 64 bits",
                        id=self.id,
                        decimals=self.decimals,
                    )
                )

    @property
    @described
    def scale(self) -> int:
        """A number ``x`` of this column is kept as the integer ``x * scale``."""
        return int(10**self.decimals) if self.type == "number" else 1

    @described
    def headers(self) -> tuple[str, ...]:
        """Every spelling under which a file may carry this column."""
        return (self.id, *self.title.names(), *self.aliases)


def _columns(values: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(values)


@described
@frozen
class Table:
    """A declared kind of input.

    ``rows`` says whether a row is a subject (a roster or one row per subject) or an event of a subject (leave, prizes,
    raters' marks; several rows per subject). ``absence`` says what a subject without a row means: ``zero`` (none
    happened), ``no-data`` (the record should exist), ``not-applicable`` or ``awaiting`` (a person must still judge).
    ``key`` names the columns that no two rows may share. ``period`` names the column that holds the period's id, or a
    date from which it follows. ``limit`` bounds the rows of one subject (events) so that sums cannot overflow.
    ``via`` names a column of the roster: rows are then about its value, so that everybody in a class, a team or a
    school has what the class, the team or the school has. ``giver`` names the column that says who gave the marks: who
    gave a mark decides on no appeal about it.
    """

    id: str
    title: Text = field(converter=_text)
    columns: tuple[Column, ...] = field(converter=_columns)
    rows: RowsPer = "subject"
    subject: str = "id"  # the column that says whom the row is about
    absence: Absence = "no-data"
    key: tuple[str, ...] = field(default=(), converter=_strings)
    period: str | None = None
    evidence: str | None = None  # the column that refers to the record behind the row
    limit: int = 1000
    via: str | None = None  # the roster column whose value the rows are about, such as a class or a school
    giver: str | None = None  # the column that says who gave the marks
    results: bool = False  # its rows, or columns joined to them, are a scheme's result: a mark may be about nobody

    def __attrs_post_init__(self) -> None:
        if not KEBAB.match(self.id):
            raise ValueError(message("table id {id!r} must be kebab-case, like 'term-marks'", id=self.id))
        if self.id.rpartition("-")[2].isdigit() and "-" in self.id:
            raise ValueError(
                message(
                    "no formula can read a table called {id!r}: before a point, a hyphen and a number are a minus; "
                    "write {better!r}",
                    id=self.id,
                    better="".join(self.id.rsplit("-", 1)),
                )
            )
        if self.id in KEPT_WORDS:
            raise ValueError(message("no formula can read a table called {id!r}: formulas keep this word", id=self.id))
        if not 1 <= self.limit <= MAX_ROWS:
            raise ValueError(
                message(
                    "table {id!r}: limit must lie in 1..{most}, not {found}",
                    id=self.id,
                    most=MAX_ROWS,
                    found=self.limit,
                )
            )
        ids = [column.id for column in self.columns]
        if len(set(ids)) != len(ids):
            raise ValueError(message("table {id!r} declares a column twice: {columns}", id=self.id, columns=ids))
        subject = self.column(self.subject)
        if subject is not None and subject.type != "text":
            raise ValueError(
                message(
                    "table {id!r}: its subject column {subject!r} must be a text, not a {found}",
                    id=self.id,
                    subject=self.subject,
                    found=subject.type,
                )
            )
        spelled: dict[str, str] = {}
        for column in self.columns:
            for header in column.headers():
                owner = spelled.setdefault("".join(header.split()).casefold(), column.id)
                if owner != column.id:
                    raise ValueError(
                        message(
                            "table {id!r}: {header!r} names both {one!r} and {two!r}",
                            id=self.id,
                            header=header,
                            one=owner,
                            two=column.id,
                        )
                    )
        named = {"subject": self.subject, "period": self.period, "evidence": self.evidence, "giver": self.giver}
        for what, name in [*named.items(), *(("key", k) for k in self.key)]:
            if name is not None and name not in ids:
                raise ValueError(
                    message(
                        "table {id!r}: its {what} column {name!r} is not declared; it has {columns}",
                        id=self.id,
                        what=what,
                        name=name,
                        columns=ids,
                    )
                )

    @described
    def column(self, id: str) -> Column | None:
        """The column with this id, or None."""
        return next((column for column in self.columns if column.id == id), None)

    @property
    @described
    def keys(self) -> tuple[str, ...]:
        """The columns no two rows may share; a subject table without a stated key has one row per subject."""
        if self.key or self.rows == "event":
            return self.key
        return (self.subject,)

    @property
    @described
    def has_rows(self) -> bool:
        """Whether a subject may have several rows: events, or one row per subject and period."""
        return self.rows == "event" or self.keys != (self.subject,)


def united(first: Table, second: Table) -> Table:
    """Two declarations of one table as one: several plugins may each declare the columns they need.

    Raises ``ValueError`` where they contradict each other; a column declared twice must be declared alike.
    """
    columns: dict[str, Column] = {column.id: column for column in first.columns}
    for column in second.columns:
        if columns.setdefault(column.id, column) != column:
            raise ValueError(
                message(
                    "column {column!r} of table {table!r} is declared in two different ways",
                    column=column.id,
                    table=first.id,
                )
            )
    for name in ("title", "rows", "subject", "absence", "key", "period", "evidence", "limit", "via", "giver"):
        if getattr(first, name) != getattr(second, name):
            raise ValueError(
                message(
                    "table {id!r}: {name} is declared as {one!r} and as {two!r}",
                    id=first.id,
                    name=name,
                    one=getattr(first, name),
                    two=getattr(second, name),
                )
            )
    return evolve(first, columns=tuple(columns.values()))
