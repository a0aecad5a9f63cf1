"""From the rows of a sheet to data: find the header, read every cell, validate the columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import evolve, field, frozen

from kaohe_core import frames as pl
from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message
from kaohe_core.tables.cell_findings import MOST, Listed
from kaohe_core.tables.cells import CellValue, WrongCell, is_nothing, is_percent, plain, value
from kaohe_core.tables.data import Data, Wide
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.grid import SPACES, Formatted, Grid, Percent, Raw, UnderMerged, is_empty
from kaohe_core.tables.header_rows import WITHIN, locate
from kaohe_core.tables.headers import Header, Headers, Spellings, is_called, near
from kaohe_core.tables.kept_rows import RowsApart, note_contradiction, spans
from kaohe_core.tables.validate import Loose, frame_type, validated

NO_ROWS = message("there are no rows under the header")


@frozen
class Given:
    """What is known of a grid beside its cells: values that hold for all of it, and columns to be turned into rows."""

    values: Mapping[str, str] = field(factory=dict)  # by column id
    wide: Wide | None = None


NOTHING_GIVEN = Given()


def data_from_grid(table: Table, grid: Grid, findings: Findings, given: Given = NOTHING_GIVEN) -> list[Data] | None:
    """The table's data, or None where nothing can be told about the rows: no header, or no subject column.

    One, or one for each column that is turned into rows.
    """
    headers = locate(Spellings(table), grid)
    place = Place(file=grid.file, sheet=grid.sheet)
    if headers is None:
        _no_header(table, grid, place, findings)
        return None
    wide = [] if given.wide is None else _wide(given.wide, headers, place, findings)
    known = {*given.values, *((given.wide.titles, given.wide.values) if given.wide is not None else ())}
    used = {text for _index, text in wide}
    headers = evolve(headers, extra=[text for text in headers.extra if text not in used])
    at = columns_at(table, headers, place, findings, known)
    if table.subject not in at or (given.wide is not None and not wide):
        return None
    body = [(number, cells) for number, cells in grid.rows if number > (headers.row or 0)]
    return data_from_body(table, grid, body, at, findings, headers, given, wide)


def _wide(wide: Wide, headers: Headers, place: Place, findings: Findings) -> list[tuple[int, str]]:
    """The columns to be turned into rows: index and title."""
    named = [*headers.others, *((header.index, header.text) for header in headers.found)]
    found = [(index, text) for index, text in sorted(named) if is_called(text, wide.columns)]
    if not found:
        findings.add(
            Place(file=place.file, sheet=place.sheet, row=headers.row),
            message(
                "no column is called {columns}; the headers here are: {headers}",
                columns=wide.columns,
                headers=headers.texts,
            ),
            message("name the columns that are to become rows, as they are called in the file"),
        )
    return found


def data_from_body(
    table: Table,
    grid: Grid,
    body: list[tuple[int, list[Raw]]],
    at: dict[str, Header],
    findings: Findings,
    headers: Headers | None = None,
    given: Given = NOTHING_GIVEN,
    wide: Sequence[tuple[int, str]] = (),
) -> list[Data]:
    """The data of the rows under a header row; ``at`` says where the declared columns are."""
    named = Data(table, pl.DataFrame(), grid.file, grid.sheet, {name: header.text for name, header in at.items()})
    listed = Listed(named)
    kept = RowsApart(
        table, grid, at, headers or Headers(None, list(at.values())), listed, findings, [i for i, _text in wide]
    )
    rows = kept.read(body)
    listed.close(findings)
    if grid.delimited and headers is not None:
        _too_wide(grid, rows, headers, findings)
    _hidden(grid, [number for number, _cells in rows], findings)
    _hidden_columns(grid, at, rows, findings)
    watch = findings.watch()
    found = [
        evolve(_data(table, grid, view, rows_of_view, findings), as_read=kept.as_read())
        for view, rows_of_view in _views(table, at, rows, given, wide)
    ]
    empty = table.rows == "subject" and not any(data.frame.height for data in found)
    if empty and not watch.blocked and not listed.items and body is not grid.rows:
        findings.add(
            Place(file=grid.file, sheet=grid.sheet),
            NO_ROWS,
            message("fill in the table"),
        )
    return found


View = tuple[dict[str, Header], list[tuple[int, list[Raw]]]]


def _views(
    table: Table,
    at: dict[str, Header],
    rows: list[tuple[int, list[Raw]]],
    given: Given,
    wide: Sequence[tuple[int, str]],
) -> Iterator[View]:
    """The rows with what is given; once for each column to be turned into rows, with its own cells only."""
    width = max((len(cells) for _number, cells in rows), default=0)
    values = dict(given.values)
    columns = {column.id: column for column in table.columns}
    for index, title in wide or ((-1, ""),):
        if given.wide is not None:
            values[given.wide.titles] = title
        extra = list(values)
        view = at | {
            id: Header(width + n, columns[id].title.zh, columns[id], "", by_alias=False) for n, id in enumerate(extra)
        }
        chosen = rows
        if given.wide is not None:
            view[given.wide.values] = Header(index, title, columns[given.wide.values], "", by_alias=False)
            chosen = [(number, cells) for number, cells in rows if index < len(cells) and not is_nothing(cells[index])]
        yield (
            view,
            [
                (number, [*cells, *[None] * (width - len(cells)), *(values[id] for id in extra)])
                for number, cells in chosen
            ],
        )


def _data(
    table: Table, grid: Grid, at: dict[str, Header], rows: list[tuple[int, list[Raw]]], findings: Findings
) -> Data:
    """The data of rows that are about somebody."""
    named = Data(table, pl.DataFrame(), grid.file, grid.sheet, {name: header.text for name, header in at.items()})
    listed = Listed(named)
    numbers = pl.Series([number for number, _cells in rows], dtype=pl.Int64)
    loose: dict[str, Loose] = {}
    for column in table.columns:
        if column.id in at:
            loose[column.id] = _column(column, rows, at[column.id].index, listed)
            _small(column, named, [(number, cells[at[column.id].index]) for number, cells in rows], findings)
    own = Findings()
    data = validated(table, numbers, loose, named, own)
    listed.items.extend(item for item in own if item.place.row is not None)
    listed.close(findings)
    findings.extend(item for item in own if item.place.row is None)
    return data


# ---------------------------------------------------------------------------------------------------- headers


def _no_header(table: Table, grid: Grid, place: Place, findings: Findings) -> None:
    filled = [(number, cells) for number, cells in grid.rows if any(not is_empty(raw) for raw in cells)]
    if not filled:
        findings.add(place, message("there is nothing in it"), message("fill in the table, its header row first"))
        return
    subject = table.column(table.subject)
    names = [column.title for column in table.columns if column.required]
    number, cells = max(filled[:WITHIN], key=lambda row: sum(not is_empty(raw) for raw in row[1]))
    seen = [str(raw).strip(SPACES) for raw in cells if not is_empty(raw)][:20]
    findings.add(
        place,
        message(
            "no header row was found in the first {within} filled rows; row {row} has: {seen}",
            within=WITHIN,
            row=number,
            seen=seen,
        ),
        message("put a header row above the data, with the columns {names}", names=names)
        if subject is not None
        else None,
    )


def _too_wide(grid: Grid, rows: list[tuple[int, list[Raw]]], headers: Headers, findings: Findings) -> None:
    """Rows of a text file with more cells than the header: their cells stand under the wrong headers."""
    width = max(len(cells) for number, cells in grid.rows if number in headers.rows)
    wide = [(n, len(cells)) for n, cells in rows if any(not is_empty(c) for c in cells[width:])]
    for number, count in wide[:MOST]:
        findings.add(
            Place(file=grid.file, row=number),
            message("this row has {count} cells, and the header has {width}", count=count, width=width),
            message("put cells that have a separator in them into quotation marks, or save the table as .xlsx"),
        )
    if len(wide) > MOST:
        more = message(
            "{count} more findings of this kind are not listed; the first one is in row {row}",
            count=len(wide) - MOST,
            row=wide[0][0],
        )
        findings.add(Place(file=grid.file), more)


def columns_at(
    table: Table, headers: Headers, place: Place, findings: Findings, known: Collection[str] = ()
) -> dict[str, Header]:
    """The header of every declared column the file has; what is missing, doubled or doubtful is a finding.

    What is ``known`` need not be there, and is not looked for.
    """
    at: dict[str, Header] = {}
    here = Place(file=place.file, sheet=place.sheet, row=headers.row)
    free = list(headers.extra)
    missing: list[Column] = []
    for column in table.columns:
        if column.id in known:
            continue
        found = headers.of(column)
        if not found:
            missing.append(column)
            continue
        at[column.id] = found[0]
        if len(found) > 1:
            findings.add(
                here,
                message(
                    "several headers name the column “{title}”: {headers}",
                    title=column.title,
                    headers=[header.text for header in found],
                ),
                message("keep one of them, and rename or remove the others"),
            )
        for header in found:
            if header.contradicts:
                note_contradiction(header, here, findings)
            elif header.doubtful:
                findings.add(
                    here,
                    message(
                        "the header “{header}” is read as “{title}”; what stands in brackets is not looked at",
                        header=header.text,
                        title=column.title,
                    ),
                    blocks=False,
                )
    for column in sorted(missing, key=lambda c: not c.required):  # a required column has the first claim on a header
        close = near(column, free, 0.6 if column.required else 0.75)
        if close is not None:
            free.remove(close)
        _missing(table, column, headers, close, here, findings)
    return at


def _missing(
    table: Table, column: Column, headers: Headers, close: str | None, place: Place, findings: Findings
) -> None:
    rename: Message | None = None
    if close is not None:
        rename = message("if “{close}” is this column, rename it to “{title}”", close=close, title=column.title)
    if column.required or column.id == table.subject:
        findings.add(
            place,
            message(
                "the column “{title}” is missing; the headers here are: {headers}",
                title=column.title,
                headers=headers.texts,
            ),
            rename or message("add the column “{title}”", title=column.title),
        )
    elif rename is not None:
        findings.add(
            place,
            message(
                "“{close}” is not a column of this table and is left out; there is a column “{title}”",
                close=close,
                title=column.title,
            ),
            rename,
            blocks=False,
        )


# ---------------------------------------------------------------------------------------------------- rows


def _hidden(grid: Grid, numbers: list[int], findings: Findings) -> None:
    """What is not seen in the file counts all the same, and that is said."""
    unseen = [number for number in numbers if number in grid.hidden]
    if unseen:
        findings.add(
            Place(file=grid.file, sheet=grid.sheet),
            message(
                "{count} of the {all} rows are hidden in the file (by hand or by a filter), and count like the others: "
                "row {rows}",
                count=len(unseen),
                all=len(numbers),
                rows=spans(unseen),
            ),
            message("show all rows and look at them; delete those that are not to count"),
            blocks=False,
        )


def _small(column: Column, named: Data, cells: list[tuple[int, Raw]], findings: Findings) -> None:
    """Plain fractions of 1 in a column of percentages: 0.85 is 0.85 % there, and may have been meant as 85 %."""
    if not is_percent(column):
        return
    small: list[tuple[int, Decimal]] = []
    for row, cell in cells:
        raw = cell.value if isinstance(cell, Formatted) else cell
        written = isinstance(raw, Percent) or (isinstance(raw, str) and raw.strip(SPACES).endswith(("%", "％")))
        found = None if written or is_empty(raw) else value(column, raw)
        if isinstance(found, Decimal) and 0 < abs(found) <= 1:
            small.append((row, found))
    fraction = next((found for _row, found in small if abs(found) < 1), None)  # a 1 alone is 1 %
    if fraction is not None:
        findings.add(
            named.row_place(None, column.id),
            message(
                "“{value}” stands here without %, and is read as {value} % ({count} rows: row {rows})",
                value=plain(fraction),
                count=len(small),
                rows=spans([row for row, _found in small]),
            ),
            message("if it is a share of 1, write 85 or 85% for 0.85"),
            blocks=False,
        )


def _hidden_columns(
    grid: Grid, at: Mapping[str, Header], rows: list[tuple[int, list[Raw]]], findings: Findings
) -> None:
    unseen = [
        header.text
        for header in at.values()
        if header.index in grid.hidden_columns and any(not is_empty(cells[header.index]) for _number, cells in rows)
    ]
    if unseen:
        findings.add(
            Place(file=grid.file, sheet=grid.sheet),
            message("these columns are hidden in the file, and are read like the others: {headers}", headers=unseen),
            message("show all columns and look at them; delete those that are not to count"),
            blocks=False,
        )


def _column(column: Column, rows: list[tuple[int, list[Raw]]], index: int, listed: Listed) -> Loose:
    """One column of cells, each read by the cell rules."""
    values: list[CellValue] = []
    wrong: list[bool] = []
    read: dict[str, CellValue | WrongCell] = {}  # the same text means the same in every row
    seen: set[str] = set()  # merged cells are one finding, however many they are
    for number, cells in rows:
        raw = cells[index]
        if isinstance(raw, str):
            found = read[raw] if raw in read else read.setdefault(raw, value(column, raw))
        else:
            found = value(column, raw)
        if isinstance(found, WrongCell):
            if not isinstance(raw, UnderMerged) or raw.range not in seen:
                listed.cell(number, column.id, found.what, found.mend)
            if isinstance(raw, UnderMerged):
                seen.add(raw.range)
            values.append(None)
            wrong.append(True)
        else:
            values.append(found)
            wrong.append(False)
    mask = pl.Series(wrong, dtype=pl.Boolean) if any(wrong) else None
    if column.type == "number":
        return loose_numbers([v if isinstance(v, Decimal) else None for v in values], mask, column.decimals)
    return Loose(pl.Series(values, dtype=frame_type(column)), wrong=mask)


def loose_numbers(values: list[Decimal | None], wrong: pl.Series | None, least: int = 0) -> Loose:
    """Decimals as integers over one power of ten, of ``least`` digits or more."""
    digits = max((decimals(v) for v in values if v is not None), default=0)
    digits = max(digits, least)
    return Loose(pl.Series([None if v is None else scaled(v, digits) for v in values], dtype=pl.Int128), digits, wrong)


def decimals(number: Decimal) -> int:
    """How many digits stand after the point."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def scaled(number: Decimal, digits: int) -> int:
    """``number * 10**digits``, exactly; Decimal arithmetic itself would round at 28 digits."""
    sign, figures, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{number} is not a number")
    whole: int = int("".join(map(str, figures)) or "0") * 10 ** (exponent + digits)
    return -whole if sign else whole
