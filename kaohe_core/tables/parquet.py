"""Parquet files: whole columns at once, for a county's or a province's rows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message
from kaohe_core.tables.cell_findings import MOST, Listed
from kaohe_core.tables.cells import CellValue, WrongCell, value
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.filled import columns_at, loose_numbers
from kaohe_core.tables.grid import SPACES, Failure
from kaohe_core.tables.headers import Header, Spellings
from kaohe_core.tables.validate import Loose, frame_type, validated

if TYPE_CHECKING:
    import polars


def read(table: Table, content: bytes, shown: str, findings: Findings) -> Data | None:
    """The table's data; rows count from 1, a Parquet file has no header row. Raises :class:`Failure`.

    A number column holds integers or Decimals: binary floats are refused, since nobody can say which decimal was meant.
    """
    import polars as pl

    try:
        names = list(pl.read_parquet_schema(io.BytesIO(content)))
        spellings = Spellings(table)
        headers = spellings.read(None, names)
        wanted = [header.text for header in headers.found if header.text in names]
        frame = pl.read_parquet(io.BytesIO(content), columns=wanted).rechunk()  # in one piece, all that follows is fast
    except pl.exceptions.PolarsError:
        raise Failure(message("the file is damaged or is not a Parquet file"), message("write it again")) from None
    place = Place(file=shown)
    at = columns_at(table, headers, place, findings)
    if table.subject not in at:
        return None
    named = Data(table, pl.DataFrame(), shown, "", {name: header.text for name, header in at.items()})
    rows = pl.Series(range(1, frame.height + 1), dtype=pl.Int64) if frame.height else pl.Series([], dtype=pl.Int64)
    listed = Listed(named)
    loose: dict[str, Loose] = {}
    for column in table.columns:
        if column.id in at:
            found = _loose(column, frame[_name(names, at[column.id])], rows, listed)
            if isinstance(found, WrongCell):
                findings.add(named.row_place(None, column.id), found.what, found.mend)
            else:
                loose[column.id] = found
    listed.close(findings)
    return validated(table, rows, loose, named, findings)


def _name(names: list[str], header: Header) -> str:
    """The column's name in the file, spaces around it included."""
    return [name for name in names if name.strip(SPACES)][header.index] if header.text not in names else header.text


def _loose(column: Column, series: polars.Series, rows: polars.Series, listed: Listed) -> Loose | WrongCell:
    import polars as pl

    kind = series.dtype
    if kind == pl.Null:
        return Loose(
            pl.Series([None] * len(series), dtype=pl.Int128 if column.type == "number" else frame_type(column))
        )
    if isinstance(kind, pl.Categorical | pl.Enum):
        series, kind = series.cast(pl.String), pl.String()
    if kind == pl.String:
        return _texts(column, series, rows, listed)
    match column.type:
        case "number" if kind.is_integer():
            return Loose(series.cast(pl.Int128))
        case "number" if isinstance(kind, pl.Decimal):
            return Loose(series.to_physical().cast(pl.Int128), kind.scale)
        case "number" if kind.is_float():
            return WrongCell(
                message("this column holds binary floats ({type}), which keep no exact decimals", type=kind),
                message("store it as Decimal or as integers"),
            )
        case "text" if kind.is_integer():
            return Loose(series.cast(pl.String))
        case "date" if kind == pl.Date:
            return Loose(series)
        case "date" if kind == pl.Datetime:
            return Loose(series.cast(pl.Date))
        case "flag" if kind == pl.Boolean:
            return Loose(series.cast(pl.Int64))
        case "flag" if kind.is_integer():
            return _texts(column, series.cast(pl.String), rows, listed)
    return WrongCell(
        message("this column holds {found}, and {wanted} is expected", found=kind, wanted=_wanted(column)),
        message("store it in that type"),
    )


def _wanted(column: Column) -> Message:
    return {
        "number": message("a Decimal or integer column"),
        "text": message("a text column"),
        "date": message("a date column"),
        "flag": message("a Boolean column"),
    }[column.type]


def _texts(column: Column, series: polars.Series, rows: polars.Series, listed: Listed) -> Loose:
    """Texts by the rules for one cell; each different text is looked at once."""
    import polars as pl

    if column.type == "text":
        if not series.str.contains_any(list(SPACES)).any() and series.str.len_bytes().min() != 0:
            return Loose(series)  # a million ids have nothing to strip, and to see that is quicker than to strip it
        trimmed = series.str.strip_chars(SPACES)
        return Loose(pl.select(pl.when(trimmed != "").then(trimmed)).to_series())
    different = series.drop_nulls().unique().to_list()
    read: dict[str, CellValue] = {}
    refused: dict[str, WrongCell] = {}
    for text in different:
        found = value(column, text)
        if isinstance(found, WrongCell):
            refused[text] = found
            read[text] = None
        else:
            read[text] = found
    wrong = series.is_in(list(refused)).fill_null(value=False)
    if refused:
        places = wrong.arg_true()
        shown = zip(rows.gather(places.head(MOST)), series.gather(places.head(MOST)), strict=True)
        listed.many(column.id, ((row, refused[text].what, refused[text].mend) for row, text in shown), len(places))
    if column.type == "number":
        from decimal import Decimal

        digits = loose_numbers([v for v in read.values() if isinstance(v, Decimal)], None).digits
        loose = loose_numbers([v if isinstance(v, Decimal) else None for v in read.values()], None)
        values = series.replace_strict(list(read), loose.values, return_dtype=pl.Int128)
        return Loose(values, digits, wrong)
    kind = frame_type(column)
    replaced = pl.Series(list(read.values()), dtype=kind)
    return Loose(series.replace_strict(list(read), replaced, return_dtype=kind), wrong=wrong)
