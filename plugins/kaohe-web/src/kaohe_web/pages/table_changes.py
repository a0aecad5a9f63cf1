"""What a file that takes the place of another changes in a table: rows that come, rows that go, cells that differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from attrs import field, frozen

from kaohe_core import Language
from kaohe_core.tables.as_understood import understood
from kaohe_core.tables.data import Data

ShownRow = tuple[str, ...]
MOST = 200  # rows that are shown one by one


@frozen
class ChangedRow:
    """A row of one kind: ``new``, ``gone`` or ``other``; ``cells`` are its columns as they were and as they are."""

    kind: str
    cells: Sequence[tuple[str, str]]


@frozen
class TableChanges:
    """All that differs between two readings of a table."""

    titles: Sequence[str]
    rows: Sequence[ChangedRow] = field(factory=tuple)

    def count(self, kind: str) -> int:
        """How many rows are of this kind."""
        return sum(row.kind == kind for row in self.rows)

    def first(self) -> Sequence[ChangedRow]:
        """Those that are shown."""
        return self.rows[:MOST]


def table_changes(old: Data, new: Data, language: Language) -> TableChanges:
    """The rows of ``new`` against those of ``old``. Rows are the same one where the columns that name it say the same.

    Where several rows bear one name, they are taken in their order.
    """
    table = new.table
    titles = [column.title.text(language) for column in table.columns]
    naming = [number for number, column in enumerate(table.columns) if column.id in (table.keys or (table.subject,))]
    before, after = Counter(_rows(old, language)), Counter(_rows(new, language))
    gone, come = _apart(before - after, naming), _apart(after - before, naming)
    rows: list[ChangedRow] = []
    for name in dict.fromkeys([*come, *gone]):
        was, now = gone.get(name, []), come.get(name, [])
        both = min(len(was), len(now))
        rows += [
            ChangedRow("other", tuple(zip(*pair, strict=True))) for pair in zip(was[:both], now[:both], strict=True)
        ]
        rows += [ChangedRow("new", tuple(("", cell) for cell in row)) for row in now[both:]]
        rows += [ChangedRow("gone", tuple((cell, "") for cell in row)) for row in was[both:]]
    return TableChanges(titles, sorted(rows, key=lambda row: ("new", "gone", "other").index(row.kind)))


def _rows(data: Data, language: Language) -> Iterator[ShownRow]:
    for sheet in understood(data, language):
        yield from (tuple(value or "" for value in line.values) for line in sheet.lines if not line.left_out)


def _apart(rows: Counter[ShownRow], naming: Sequence[int]) -> dict[ShownRow, list[ShownRow]]:
    found: dict[ShownRow, list[ShownRow]] = defaultdict(list)
    for row in rows.elements():
        found[tuple(row[number] for number in naming)].append(row)
    return dict(found)
