"""The rows behind a mark: what the tables say about one person, with file, sheet, row and the record they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from kaohe_core.formula import tree
from kaohe_core.formula.exact import Beside, Exact, ExactValue, in_row
from kaohe_core.formula.words import JUDGEMENTS, number, shown, words
from kaohe_core.messages import Language, message

if TYPE_CHECKING:
    from kaohe_core.assess.measure import ExactRows
    from kaohe_core.tables.data import Data
    from kaohe_core.tables.declared import Column, Table

ROW = "_row"
SHOWN = 10  # rows left out that are shown


@frozen
class Evidence:
    """One row of a table, or the remark that there is none."""

    table: str
    place: str  # file, sheet and row; empty where there is no row
    cells: tuple[tuple[str, str], ...] = ()
    sums: tuple[str, ...] = ()  # what a formula over the row comes to
    record: str = ""  # what the evidence column says
    note: str = ""
    counts: bool = True  # False: a condition leaves the row out
    more: int = 0  # how many further rows are left out, where the note says so

    @classmethod
    def left_out(cls, table: str, count: int, language: Language) -> Evidence:
        """The remark that so many further rows of a table do not count."""
        note = message("{count} more rows that do not count", count=count)
        return cls(table, "", note=note.text(language), counts=False, more=count)

    def text(self, language: Language) -> str:
        """One line."""
        if self.note:
            return message("{table}: {note}", table=self.table, note=self.note).text(language)
        cells = [f"{title} {value}" for title, value in self.cells] + list(self.sums)
        text = message("{table}, {place}: {cells}", table=self.table, place=self.place, cells=cells).text(language)
        if self.record:
            text += message(" (evidence: {record})", record=self.record).text(language)
        return text if self.counts else message("{row}; it does not count", row=text).text(language)

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "table": self.table,
            "place": self.place,
            "cells": dict(self.cells),
            "sums": list(self.sums),
            "evidence": self.record,
            "note": self.note,
            **({} if self.counts else {"counts": False}),
        }


def evidence(
    measures: Iterable[tree.Measure],
    exact: Exact,
    rows: ExactRows,
    tables: Mapping[str, Data],
    subject: str,
    language: Language,
    *,
    whole: bool = False,
) -> list[Evidence]:
    """The rows that ``measures`` read about ``subject``, each once, in the order of the files.

    ``whole``: events with all that was recorded of them, as behind a veto; else with the columns that are read.
    """
    by_table: dict[str, list[tree.Measure]] = {}
    for node in measures:
        by_table.setdefault(node.table.id, []).append(node)
    found: list[Evidence] = []
    for id, nodes in by_table.items():
        chosen: dict[int, Mapping[str, Any]] = {}
        left: dict[int, Mapping[str, Any]] = {}  # what a condition leaves out
        sums: dict[int, dict[str, None]] = {}
        for node in nodes:
            beside = exact.beside(node, subject)
            for row in rows(node, subject):
                free = node.where is None or isinstance(node, tree.Streak)
                fits = True if free or node.where is None else in_row(node.where, row, beside)
                if fits is True:
                    chosen.setdefault(id_of(row), row)
                    if node.what is not None and not isinstance(node.what, tree.Field):
                        line = words(node.what, partial(_in_row, row=row, beside=beside), language)
                        sums.setdefault(id_of(row), {})[line] = None
                elif fits is False:
                    left.setdefault(id_of(row), row)
        table = nodes[0].table
        if not chosen:
            about = rows.of(id, subject)
            note = message("no row of this person fits") if about else message("no row about this person")
            found.append(Evidence(table.title.text(language), "", note=note.text(language)))
        columns = _columns(table, nodes, whole=whole and table.has_rows)
        ordered = sorted(chosen.values(), key=lambda row: row.get(ROW) or 0)
        found.extend(_row(tables[id], columns, row, tuple(sums.get(id_of(row), ())), language) for row in ordered)
        if not whole:
            found.extend(_left_out(tables[id], columns, [left[at] for at in left if at not in chosen], language))
    return found


def _left_out(
    data: Data, columns: Iterable[Column], rows: Iterable[Mapping[str, Any]], language: Language
) -> Iterator[Evidence]:
    """The rows that a condition leaves out, the first ones whole, and how many more there are."""
    ordered = sorted(rows, key=lambda row: row.get(ROW) or 0)
    for row in ordered[:SHOWN]:
        yield evolve(_row(data, columns, row, (), language), counts=False)
    if len(ordered) > SHOWN:
        yield Evidence.left_out(data.table.title.text(language), len(ordered) - SHOWN, language)


def _in_row(node: tree.Formula, row: Mapping[str, Any], beside: Beside) -> ExactValue:
    return in_row(node, row, beside)


def id_of(row: Mapping[str, Any]) -> int:
    """What tells two rows apart: the very object, for an in-memory table has no row numbers."""
    return id(row)


def _columns(table: Table, nodes: Iterable[tree.Measure], *, whole: bool) -> list[Column]:
    """The columns that are read, and the period; of a judgement and a veto everything that was recorded."""
    # What a formula over a row reads is told with that formula.
    parts = [p for m in nodes for p in m.children() if p is not m.what or isinstance(p, tree.Field)]
    read = {n.column.id for part in parts for n in tree.of_the_row(part) if isinstance(n, tree.Field)}
    if whole:
        read = {column.id for column in table.columns} - {table.subject}
    elif table.id == JUDGEMENTS:
        read = {column.id for column in table.columns} - {table.subject, str(table.period)}
    elif table.period is not None:
        read.add(table.period)
    if not read - {table.period, table.subject}:
        read |= set(table.keys) - {table.subject}  # rows that are only counted are named by what tells them apart
    return [column for column in table.columns if column.id in read and column.id != table.evidence]


def _row(
    data: Data, columns: Iterable[Column], row: Mapping[str, Any], sums: tuple[str, ...], language: Language
) -> Evidence:
    table = data.table
    record = row.get(table.evidence) if table.evidence is not None else None
    cells = tuple((column.title.text(language), _cell(column, row[column.id], language)) for column in columns)
    return Evidence(
        table.title.text(language),
        data.row_place(row.get(ROW)).text(language),
        cells,
        sums,
        "" if record is None else str(record),
    )


def _cell(column: Column, value: Any, language: Language) -> str:
    if value is None:
        return message("no data").text(language)
    if column.type == "flag":
        return (message("yes") if value else message("no")).text(language)
    if isinstance(value, Fraction):
        unit = column.unit.text(language)
        return number(value) + (f" {unit}" if unit else "")
    return shown(value, language)
