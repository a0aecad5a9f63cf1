"""How cells of a workbook of Excel are shown: a number may be a percentage, a date, a time or a length of time."""

from __future__ import annotations

import datetime
import re
from typing import Any, Literal

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Shown = Literal["number", "percent", "date", "duration"]

# The formats that a file names by number only; 27 to 36 and 50 to 58 are those of Chinese Excel.
PERCENTAGES = frozenset({9, 10})
DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
DURATIONS = frozenset({46})

# What a format says literally ("天") and of the locale and the colour ([$-804], [Red]) is none of its signs.
LITERAL = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
DURATION = re.compile(r"\[(hh?|mm?|ss?)\]", re.IGNORECASE)
DATE = re.compile(r"(?<![_\\])[dmhys]", re.IGNORECASE)

WINDOWS_EPOCH, MAC_EPOCH = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
DAY = 86_400_000  # milliseconds


def styles(sheet: Any) -> list[Shown]:
    """What each cell style of a style sheet (its XML) shows."""
    custom = {int(f.get("numFmtId")): f.get("formatCode", "") for f in sheet.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    numbers = [int(style.get("numFmtId", 0)) for style in sheet.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]
    return [_of_code(custom[number]) if number in custom else _of_number(number) for number in numbers]


def _of_number(number: int) -> Shown:
    if number in PERCENTAGES:
        return "percent"
    if number in DURATIONS:
        return "duration"
    return "date" if number in DATES else "number"


def _of_code(code: str) -> Shown:
    positive = code.split(";")[0]
    if DATE.search(LITERAL.sub("", positive)):
        return "duration" if DURATION.search(positive) else "date"
    return "percent" if "%" in code else "number"


def moment(serial: float, epoch: datetime.datetime) -> datetime.date | datetime.time:
    """The day, the time of day or both that a number of days stands for.

    Raises ``ValueError`` or ``OverflowError`` where there is no such day.
    """
    day, fraction = divmod(serial, 1)
    rest = datetime.timedelta(milliseconds=round(fraction * DAY))
    if 0 <= serial < 1 and not rest.days:
        return (datetime.datetime.min + rest).time()
    if 0 < serial < 60 and epoch == WINDOWS_EPOCH:
        day += 1  # Excel believes that 1900 was a leap year
    found = epoch + datetime.timedelta(days=day) + rest
    return found if found.time() != datetime.time() else found.date()


def duration(days: float) -> datetime.timedelta:
    """A length of time, to the millisecond. Raises ``OverflowError`` where it is beyond all measure."""
    found = datetime.timedelta(days=days)
    return datetime.timedelta(seconds=found.total_seconds() // 1, microseconds=round(found.microseconds, -3))
