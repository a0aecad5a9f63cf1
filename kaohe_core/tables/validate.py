"""What a declaration demands of whole columns, held against them in Polars: one place for every kind of file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from operator import xor

from attrs import frozen

from kaohe_core import frames as pl
from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message
from kaohe_core.tables.cell_findings import MOST, Listed
from kaohe_core.tables.cells import WrongCell, choice, out_of_range, plain, same_id, too_many_decimals
from kaohe_core.tables.data import ROW, Data
from kaohe_core.tables.declared import Column, Table

FEW = 10_000  # rows


@frozen(eq=False)
class Loose:
    """A column whose cells are of the right type and not yet held against the declaration.

    Of a number, ``values`` (Int128) are value * 10**digits. ``wrong`` marks the cells that have a finding already.
    """

    values: pl.Series
    digits: int = 0
    wrong: pl.Series | None = None


def frame_type(column: Column) -> type[pl.DataType]:
    """The Polars type of a column in a frame."""
    if column.type == "text":
        return pl.String
    return pl.Date if column.type == "date" else pl.Int64


def validated(
    table: Table,
    rows: pl.Series,
    columns: Mapping[str, Loose],
    named: Data,
    findings: Findings,
) -> Data:
    """The table's data; every fault is a finding, and the cell at fault is null.

    ``columns`` lacks the columns the file lacks: they become null. ``named`` gives the places their names.
    """
    listed = Listed(named)
    series: list[pl.Series] = []
    for column in table.columns:
        loose = columns.get(column.id)
        if loose is None:
            series.append(pl.Series(column.id, [None] * len(rows), dtype=frame_type(column)))
            continue
        if column.blank is not None:
            loose = _filled(column, column.blank, loose)
        good = _required(column, rows, loose, listed)
        match column.type:
            case "number":
                good = _number(column, rows, loose, listed)
            case "text":
                good = _text(column, rows, good, listed, same=column.id == table.subject)
        series.append(good.cast(frame_type(column)).alias(column.id))
    frame = pl.DataFrame([*series, rows.alias(ROW)])
    _duplicates(table, frame, listed)
    note_limit(table, frame, listed)
    listed.close(findings)
    return Data(table, frame, named.file, named.sheet, named.titles)


def _filled(column: Column, blank: Decimal, loose: Loose) -> Loose:
    """A column in which an empty cell means a number; a cell with a finding stays without one."""
    digits = max(loose.digits, column.decimals)
    values = loose.values * pl.Series([10 ** (digits - loose.digits)], dtype=pl.Int128)
    filled = values.fill_null(int(blank.scaleb(digits)))
    if loose.wrong is not None:
        filled = pl.select(pl.when(loose.wrong).then(None).otherwise(filled)).to_series()
    return Loose(filled.cast(pl.Int128), digits, loose.wrong)


def _first(rows: pl.Series, values: pl.Series, mask: pl.Series) -> tuple[list[int], list[object], int]:
    """The rows and values of the first cells under the mask, as many as are listed, and how many there are."""
    count = int(mask.sum())
    if not count:
        return [], [], 0
    places = mask.arg_true().head(MOST)
    return rows.gather(places).to_list(), values.gather(places).to_list(), count


def _required(column: Column, rows: pl.Series, loose: Loose, listed: Listed) -> pl.Series:
    if column.required and loose.values.null_count():
        mask = loose.values.is_null()
        if loose.wrong is not None:
            mask = mask & ~loose.wrong
        at, _values, count = _first(rows, loose.values, mask)
        listed.many(column.id, ((row, *_empty(column)) for row in at), count)
    return loose.values


def _empty(column: Column) -> tuple[Message, Message]:
    what = message("this cell is empty, and the column must be filled in")
    match column.type:
        case "number":
            return what, message("fill in the figure; write 0 if there was none")
        case "flag":
            return what, message("write 是 or 否")
        case "date":
            return what, message("fill in the date, like 2026-03-05")
    return what, message("fill it in")


def _number(column: Column, rows: pl.Series, loose: Loose, listed: Listed) -> pl.Series:
    """The integers value * scale, without those out of range or with too many decimals."""
    name, digits = "x", loose.digits
    frame = loose.values.alias(name).to_frame()
    x = pl.col(name)

    def whole(number: int) -> pl.Expr:
        return pl.lit(number, dtype=pl.Int128)

    unit = 10**digits
    low = int(((column.low or Decimal(0)) * unit).to_integral_value(ROUND_CEILING))
    high = int(((column.high or Decimal(0)) * unit).to_integral_value(ROUND_FLOOR))
    extra = digits - column.decimals
    least, most = loose.values.min(), loose.values.max()
    if extra <= 0 and (least is None or low <= least <= most <= high):  # type: ignore[operator]  # whole numbers
        good = frame.select(x * whole(10**-extra)).to_series() if extra else loose.values
        return good.cast(pl.Int64)  # as nearly always
    outside = (x < whole(low)) | (x > whole(high))
    broken = (x % whole(10**extra) != whole(0)) if extra > 0 else pl.lit(value=False)
    masks = frame.select(outside=outside.fill_null(value=False), broken=(broken & ~outside).fill_null(value=False))
    for mask, wrong in ((masks["outside"], out_of_range), (masks["broken"], too_many_decimals)):
        at, values, count = _first(rows, frame[name], mask)
        found = (
            _pair(row, wrong(column, plain(Decimal(str(v)).scaleb(-digits)))) for row, v in zip(at, values, strict=True)
        )
        listed.many(column.id, found, count)
    kept = pl.when(masks["outside"] | masks["broken"]).then(None).otherwise(x)
    scaled = kept * whole(10**-extra) if extra < 0 else kept // whole(10**extra)
    return frame.select(scaled.cast(pl.Int64)).to_series()


def _pair(row: int, wrong: WrongCell) -> tuple[int, Message, Message | None]:
    return row, wrong.what, wrong.mend


def _text(column: Column, rows: pl.Series, values: pl.Series, listed: Listed, *, same: bool) -> pl.Series:
    """Texts held against the choices; the subject's ids in one spelling."""
    if not same and not column.choices:
        return values
    replaced: dict[str, str | None] = {}
    refused: dict[str, WrongCell] = {}
    # A million plain ids need no second look, and to look for the others first is cheaper than telling them apart.
    looked_at = values
    if not column.choices and len(values) > FEW:
        looked_at = values.filter(values.str.contains("[^!-~]"))
    for text in looked_at.drop_nulls().unique().to_list():
        spelled = choice(column, text) if column.choices else same_id(text)
        if isinstance(spelled, WrongCell):
            replaced[text], refused[text] = None, spelled
        elif spelled != text:
            replaced[text] = spelled
    if not replaced:
        return values
    mask = values.is_in(list(refused))
    at, found, count = _first(rows, values, mask.fill_null(value=False))
    listed.many(column.id, (_pair(row, refused[str(text)]) for row, text in zip(at, found, strict=True)), count)
    return values.replace_strict(list(replaced), list(replaced.values()), default=values, return_dtype=pl.String)


def duplicates(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows whose key an earlier row has, with that row's number as ``_first``."""
    keys = list(table.keys)
    none = frame.clear().hstack([pl.Series("_first", dtype=pl.Int64)])
    if not keys or (_all_differ(frame, keys) if frame.height <= FEW else len(keys) == 1 and _rising(frame[keys[0]])):
        return none
    # Equal keys have equal hashes: where all hashes differ, so do all keys, and that is ten times as fast to see.
    hashes = [pl.col(key).hash(seed) for seed, key in enumerate(keys)]
    known = pl.all_horizontal([pl.col(key).is_not_null() for key in keys])
    if frame.select(reduce(xor, hashes).filter(known).n_unique() == known.sum()).item():
        return none
    keyed = frame.drop_nulls(keys)
    return keyed.with_columns(_first=pl.col(ROW).first().over(keys)).filter(pl.col(ROW) != pl.col("_first"))


def _all_differ(frame: pl.DataFrame, keys: list[str]) -> bool:
    """Whether no two rows have the same key; one that is not known is like no other."""
    known = [key for key in zip(*(frame[key].to_list() for key in keys), strict=True) if None not in key]
    return len(set(known)) == len(known)


def _rising(values: pl.Series) -> bool:
    """Whether every value is greater than the one before, as ids are in a roster's order: seen without hashing."""
    return not values.has_nulls() and values.is_sorted() and not (values == values.shift(1)).any()


def note_duplicates(table: Table, repeated: pl.DataFrame, listed: Listed) -> None:
    """A finding for every repeated row."""

    def found() -> Iterator[tuple[int, Message, Message | None]]:
        for row in repeated.head(MOST).iter_rows(named=True):
            key = [_key_text(table, name, row[name]) for name in table.keys]
            yield (
                row[ROW],
                _already(key, listed.data.row_place(row["_first"]), several=bool(listed.data.parts)),
                message("keep one of the two rows, or correct the one that is mistaken"),
            )

    listed.many(table.keys[0] if table.keys else None, found(), repeated.height)


def _already(key: list[str], first: Place, *, several: bool) -> Message:
    if several:
        return message(
            "{key} is already in row {first} of {file} {sheet}",
            key=key,
            first=first.row,
            file=first.file,
            sheet=f"“{first.sheet}”" if first.sheet else "",
        )
    return message("{key} is already in row {first}", key=key, first=first.row)


def _key_text(table: Table, id: str, value: object) -> str:
    column = table.column(id)
    if column is not None and column.type == "number":
        return plain(Decimal(str(value)) / column.scale)
    return f"“{value}”"


def _duplicates(table: Table, frame: pl.DataFrame, listed: Listed) -> None:
    note_duplicates(table, duplicates(table, frame), listed)


def note_limit(table: Table, frame: pl.DataFrame, listed: Listed) -> None:
    """More rows of one subject than declared: sums over them are only safe up to that number."""
    if table.rows != "event" or frame.height <= table.limit:
        return
    counts = (
        frame.drop_nulls(table.subject)
        .group_by(table.subject, maintain_order=True)
        .agg(count=pl.len(), row=pl.col(ROW).first())
        .filter(pl.col("count") > table.limit)
    )
    for row in counts.iter_rows(named=True):
        listed.cell(
            row["row"],
            table.subject,
            message(
                "“{subject}” has {count} rows, and this table holds at most {limit} for one",
                subject=row[table.subject],
                count=row["count"],
                limit=table.limit,
            ),
            message("check whether the rows were pasted in several times"),
        )
