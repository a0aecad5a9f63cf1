"""Tables as a check sees them: rows that know their place, with exact numbers, and that nobody can change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, overload

from attrs import frozen

from kaohe_core.described import described
from kaohe_core.findings import Finding, nearest
from kaohe_core.messages import Message
from kaohe_core.tables.data import ROW, Data
from kaohe_core.tables.declared import Column, Table


@described
@frozen(eq=False)
class Row(Mapping[str, Any]):
    """One row: ``row["sick-days"]`` by the id of the column.

    A number is a ``Decimal``, a text a ``str``, a date a ``date``, a flag ``True`` or ``False``; no data is ``None``.
    """

    _data: Data
    _cells: Mapping[str, Any]
    number: int | None  # in the file, as a person counts it; None where the file has none

    def __getitem__(self, column: str) -> Any:
        if column not in self._cells:
            close = nearest(column, self._cells)
            raise KeyError(f"{self._data.table.id} has no column {column}" + (f"; it has {close}" if close else ""))
        return self._cells[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    @described
    def note(self, column: str, what: Message, mend: Message | None = None, *, blocks: bool = True) -> Finding:
        """The finding at this row's cell in ``column``; with ``blocks=False`` the work goes on."""
        self[column]  # a column that is not there is a mistake in the check
        return Finding(self._data.row_place(self.number, column), what, mend, blocks)


class _Names(dict[str, str]):
    def __missing__(self, id: str) -> str:
        return id


@described
@frozen(eq=False)
class Rows(Sequence[Row]):
    """The rows of a table that was read, in the order of its file."""

    _data: Data

    @property
    @described
    def table(self) -> Table:
        """How the table is declared."""
        return self._data.table

    @described
    def names(self, column: str = "name") -> Mapping[str, str]:
        """What the subjects are called, by id; whoever has no name here, or no row, is called by the id."""
        subject = self.table.subject
        return _Names({row[subject]: row[column] for row in self if row[column] is not None})

    @described
    def column(self, id: str) -> Column:
        """How a column is declared; raises ``KeyError`` for one that is not there."""
        found = self.table.column(id)
        if found is None:
            raise KeyError(f"{self.table.id} has no column {id}")
        return found

    @described
    def note(self, column: str | None, what: Message, mend: Message | None = None, *, blocks: bool = True) -> Finding:
        """The finding about the file, or about a column of it; with ``blocks=False`` the work goes on."""
        return Finding(self._data.row_place(None, column), what, mend, blocks)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._all)

    @cached_property
    def _all(self) -> tuple[Row, ...]:
        scales = {column.id: column.scale for column in self.table.columns if column.type == "number"}
        flags = {column.id for column in self.table.columns if column.type == "flag"}
        found = []
        for cells in self._data.frame.iter_rows(named=True):
            number = cells.pop(ROW)
            for name, value in cells.items():
                if value is not None and name in scales:
                    cells[name] = Decimal(value) / scales[name]
                elif value is not None and name in flags:
                    cells[name] = value == 1
            found.append(Row(self._data, cells, number))
        return tuple(found)
