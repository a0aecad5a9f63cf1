"""The table lists (台账): every table as it was read, to be checked against the originals and signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kaohe_core.formula.words import number, shown
from kaohe_core.messages import Language, message
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import Block, Paper, PrintedColumn, PrintedTable, Signatures

if TYPE_CHECKING:
    from kaohe_core.tables.data import Data
    from kaohe_core.tables.declared import Column


def table_lists(tables: Mapping[str, Data], title: str, occasion: Occasion) -> Paper:
    """These tables, each with what stands in its columns, in the order of its rows; ``title``: of the scheme."""
    say = occasion.language
    name = message("Records: {scheme}", scheme=title).text(say)
    blocks = (*_grids(tables, say), Signatures((message("checked by").text(say),), message("date").text(say)))
    return Paper(name, blocks, occasion.foot(title), say, occasion.standing, wide=True)


def _grids(tables: Mapping[str, Data], say: Language) -> Iterator[Block]:
    for data in tables.values():
        columns = [column for column in data.table.columns if _filled(data, column)]
        heads = tuple(PrintedColumn(_head(column, say), column.type == "number") for column in columns)
        ids = [column.id for column in columns]
        rows = tuple(
            tuple(_cell(column, row[column.id], say) for column in columns)
            for row in data.frame.select(ids).iter_rows(named=True)
        )
        yield PrintedTable(heads, rows, title=data.table.title.text(say))


def _filled(data: Data, column: Column) -> bool:
    """Whether anything stands in a column: those that a file has not, or has empty, only take room."""
    return column.id in data.frame.columns and data.frame[column.id].null_count() < data.frame.height


def _head(column: Column, say: Language) -> str:
    title, unit = column.title.text(say), column.unit.text(say)
    return message("{title} ({unit})", title=title, unit=unit).text(say) if unit else title


def _cell(column: Column, value: Any, say: Language) -> str:
    """What stands in a cell, as a person wrote it; nothing where it is empty."""
    if value is None:
        return ""
    if column.type == "flag":
        return (message("yes") if value else message("no")).text(say)
    return number(Fraction(value, column.scale)) if column.type == "number" else shown(value, say)
