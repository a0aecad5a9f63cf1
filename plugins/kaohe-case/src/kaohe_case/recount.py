"""Independent recounts (G15): whether two groups entered the same table alike, and if not, which cells differ.

Every group has an operator and a supervisor, and no member of another one. What a group entered is told by one digest,
which depends on nothing but the content, so that an Excel file of one group can be held against a CSV file of another.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Literal

from attrs import frozen

from kaohe_case.messages import message
from kaohe_core import ROW, Column, Data, Language, Message, Place, Table
from kaohe_core.tables.cells import plain
from kaohe_core.toml.write import canonical

CountedValue = Decimal | str | datetime.date | bool | None  # of one cell; None: nothing was entered
Cells = tuple[Any, ...]  # one row as the frame holds it


# ---------------------------------------------------------------------------------------------------- the digest


def content_digest(data: Data) -> str:
    """``sha256:…`` of the content of a table.

    It is :func:`kaohe_core.toml.write.digest` of ``{"table": id, "rows": [{column id: value, …}, …]}``, the rows
    sorted by their canonical texts and empty cells left out. The kind of file, the order of rows and columns, headers,
    the spelling of numbers and dates change nothing; a row that stands twice counts twice.
    """
    ordered = sorted(data.table.columns, key=lambda column: column.id)
    cells = [_texts(data, column) for column in ordered]
    rows = sorted("{" + ",".join(text for text in row if text) + "}" for row in zip(*cells, strict=True))
    whole = f'{{"rows":[{",".join(rows)}],"table":{canonical(data.table.id)}}}'
    return "sha256:" + hashlib.sha256(whole.encode()).hexdigest()


def _texts(data: Data, column: Column) -> list[str]:
    """``"id":value`` of every cell of a column, empty where the cell is; each value is made a text once."""
    head, known = canonical(column.id) + ":", {None: ""}
    result: list[str] = []
    for raw in data.frame[column.id].to_list():
        if raw not in known:
            known[raw] = head + canonical(_value(column, raw))
        result.append(known[raw])
    return result


def _value(column: Column, raw: Any) -> CountedValue:
    """What a cell says; the frame keeps a number as an integer over the column's scale, a flag as 1 or 0."""
    if raw is None:
        return None
    if column.type == "number":
        return Decimal(raw).scaleb(-column.decimals)  # at most 19 digits: nothing is rounded
    return bool(raw) if column.type == "flag" else raw  # a text or a date


# ---------------------------------------------------------------------------------------------------- differences


@frozen
class Difference:
    """One cell that two groups entered differently, or one row that only one of them entered.

    Of a ``cell``, ``column`` is the column, ``first`` and ``second`` are its two values, with both places. Of a row
    that the second group does not have (``missing``), or that it has in addition (``extra``), ``column`` is None and
    ``row`` holds the cells; the place in the other file is None.
    """

    table: Table
    kind: Literal["cell", "missing", "extra"]
    key: tuple[tuple[Column, CountedValue], ...]  # whom and what the row is about
    column: Column | None = None
    first: CountedValue = None
    second: CountedValue = None
    row: tuple[tuple[Column, CountedValue], ...] = ()  # its cells beside the key, the empty ones left out
    first_place: Place | None = None
    second_place: Place | None = None

    def text(self, language: Language) -> str:
        """One sentence: table, key, column, then the two values, each with its place."""
        named = message("“{table}” {key}", table=self.table.title, key=_listed(self.key, language))
        if self.column is not None:
            told = message(
                "{row}: “{column}” is {first} ({first_place}) and {second} ({second_place})",
                row=named,
                column=self.column.title,
                first=_shown(self.first, language),
                first_place=_where(self.first_place, language),
                second=_shown(self.second, language),
                second_place=_where(self.second_place, language),
            )
        elif self.kind == "missing":
            told = message(
                "{row}: only the first has this row ({place}): {cells}",
                row=named,
                place=_where(self.first_place, language),
                cells=_listed(self.row, language),
            )
        else:
            told = message(
                "{row}: only the second has this row ({place}): {cells}",
                row=named,
                place=_where(self.second_place, language),
                cells=_listed(self.row, language),
            )
        return told.text(language)

    def data(self, language: Language) -> dict[str, Any]:
        """The difference as plain data; numbers and dates as texts, a flag as true or false."""
        result: dict[str, Any] = {
            "table": self.table.id,
            "kind": self.kind,
            "key": {column.id: _plain(value) for column, value in self.key},
        }
        if self.column is not None:
            result |= {"column": self.column.id, "title": self.column.title.text(language)}
            result |= {"first": _plain(self.first), "second": _plain(self.second)}
        else:
            result["row"] = {column.id: _plain(value) for column, value in self.row}
        for name, place in (("first-place", self.first_place), ("second-place", self.second_place)):
            if place is not None:
                result[name] = place.data()
        return result | {"text": self.text(language)}


def _plain(value: CountedValue) -> str | bool | None:
    match value:
        case Decimal():
            return plain(value)
        case datetime.date():
            return value.isoformat()
    return value


def _shown(value: CountedValue, language: Language) -> str:
    match value:
        case None:
            return message("empty").text(language)
        case bool():
            return (message("yes") if value else message("no")).text(language)
        case str():
            return f"“{value}”"
    return str(_plain(value))


def _listed(cells: Sequence[tuple[Column, CountedValue]], language: Language) -> str:
    parts = [f"{column.title.text(language)} {_shown(value, language)}" for column, value in cells]
    return ("、" if language == "zh" else ", ").join(parts) or message("nothing else").text(language)


def _where(place: Place | None, language: Language) -> str:
    return "" if place is None else place.text(language)


def differences(first: Data, second: Data) -> tuple[Difference, ...]:
    """Every cell that differs between two entries of one table, in the order of the first; none if they say the same.

    Rows that say the same are taken out in pairs first. Of what is left, rows are held against each other that have
    the same key; in a table without a key, that are about the same subject: the two with the fewest differing cells
    first, of equally many those that stand further up, until one side has no row left. What is left then is missing
    or extra. Raises ``ValueError`` where the two are not the same declared table.
    """
    if first.table != second.table:
        raise ValueError(f"the tables {first.table.id!r} and {second.table.id!r} are not the same one")
    return tuple(_Comparison(first, second).all())


@frozen(eq=False)
class _Comparison:
    first: Data
    second: Data

    def all(self) -> Iterator[Difference]:
        """The differences, those of one key together."""
        mine, theirs = _left(self.first, self.second), _left(self.second, self.first)
        key = self._key()
        groups: dict[Cells, tuple[list[_Line], list[_Line]]] = {}
        for side, lines in enumerate((mine, theirs)):
            for line in lines:
                groups.setdefault(key(line.cells), ([], []))[side].append(line)
        for ours, others in groups.values():
            pairs, missing, extra = _aligned(ours, others)
            for one, other in pairs:
                yield from self._cells(one, other)
            for line in missing:
                yield self._row("missing", line)
            for line in extra:
                yield self._row("extra", line)

    @property
    def table(self) -> Table:
        return self.first.table

    def _named(self) -> tuple[str, ...]:
        """The columns that say which row it is."""
        return self.table.keys or (self.table.subject,)

    def _key(self) -> Callable[[Cells], Cells]:
        ids = [column.id for column in self.table.columns]
        at = [ids.index(name) for name in self._named()]
        return lambda cells: tuple(cells[index] for index in at)

    def _of(self, cells: Cells, *, key: bool) -> tuple[tuple[Column, CountedValue], ...]:
        named = self._named()
        found = [
            (column, _value(column, raw))
            for column, raw in zip(self.table.columns, cells, strict=True)
            if (column.id in named) is key
        ]
        return tuple((column, value) for column, value in found if key or value is not None)

    def _cells(self, one: _Line, other: _Line) -> Iterator[Difference]:
        key, here, there = self._of(one.cells, key=True), self._place(one, first=True), self._place(other, first=False)
        for column, mine, theirs in zip(self.table.columns, one.cells, other.cells, strict=True):
            if mine != theirs:
                values = _value(column, mine), _value(column, theirs)
                yield Difference(self.table, "cell", key, column, *values, first_place=here, second_place=there)

    def _row(self, kind: Literal["missing", "extra"], line: _Line) -> Difference:
        place = self._place(line, first=kind == "missing")
        return Difference(
            self.table,
            kind,
            self._of(line.cells, key=True),
            row=self._of(line.cells, key=False),
            first_place=place if kind == "missing" else None,
            second_place=place if kind == "extra" else None,
        )

    def _place(self, line: _Line, *, first: bool) -> Place:
        return (self.first if first else self.second).row_place(line.row)


@frozen
class _Line:
    """One row: its number in the file, and its cells in declared order."""

    row: int | None
    cells: Cells


def _left(data: Data, other: Data) -> list[_Line]:
    """The rows of ``data`` that ``other`` does not have as often; of equal rows the lower ones are left."""
    spare = Counter(cells for cells, _row in _rows(other))
    result: list[_Line] = []
    for cells, row in _rows(data):
        if spare[cells] > 0:
            spare[cells] -= 1
        else:
            result.append(_Line(row, cells))
    return result


def _rows(data: Data) -> Iterator[tuple[Cells, int | None]]:
    """The cells of every row in declared order, and its number in the file."""
    names = [column.id for column in data.table.columns]
    for row in data.frame.select(*names, ROW).iter_rows():
        yield row[:-1], row[-1]


def _aligned(first: list[_Line], second: list[_Line]) -> tuple[list[tuple[_Line, _Line]], list[_Line], list[_Line]]:
    """Pairs of rows, the most alike first; and what is left on either side."""
    costs = sorted(
        (sum(a != b for a, b in zip(one.cells, other.cells, strict=True)), i, j)
        for i, one in enumerate(first)
        for j, other in enumerate(second)
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _cost, i, j in costs:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return (
        [(first[i], second[j]) for i, j in sorted(partner.items())],
        [line for i, line in enumerate(first) if i not in partner],
        [line for j, line in enumerate(second) if j not in taken],
    )


# ---------------------------------------------------------------------------------------------------- groups


@frozen
class CountingGroup:
    """Who counted: the members, among them one who enters and one who watches."""

    members: tuple[str, ...]
    operator: str
    supervisor: str


def check_groups(group: CountingGroup, others: Sequence[CountingGroup], size: int) -> Iterator[tuple[Message, Message]]:
    """What is wrong with a group that must have at least ``size`` people, each time with how to mend it.

    ``others`` are the groups that counted the same before; only their members matter.
    """
    people = dict.fromkeys(group.members)
    for person in people:
        times = group.members.count(person)
        if times > 1:
            yield (
                message("“{person}” is named {times} times in the group", person=person, times=times),
                message("name everybody once"),
            )
    if len(people) < size:
        yield (
            message("the group has {count} people; it must have at least {size}", count=len(people), size=size),
            message("add people, so that there are at least {size}", size=size),
        )
    if group.operator == group.supervisor:
        yield (
            message("“{person}” both enters and watches", person=group.operator),
            message("let another member watch"),
        )
    for person in dict.fromkeys((group.operator, group.supervisor)):
        if person not in people:
            office = message("operator") if person == group.operator else message("supervisor")
            yield (
                message("the {office} “{person}” is not a member of the group", office=office, person=person),
                message("choose one of: {people}", people=list(people)),
            )
    for other in others:
        shared = [person for person in people if person in other.members]
        if shared:
            yield (
                message("{people} counted in another group already, so the two are not independent", people=shared),
                message("let people count who were not in the group of {people}", people=list(other.members)),
            )
