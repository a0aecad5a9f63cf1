"""Numbers as Excel keeps them, .xlsx and .xls alike: what its format makes a number, a percentage, a date or a time."""

from __future__ import annotations

import datetime
from decimal import Decimal

from kaohe_core.tables.grid import Formatted, Percent, Raw
from kaohe_core.tables.number_formats import NumberFormat
from kaohe_core.tables.opened import DIGITS_LOST

DAY_0 = datetime.datetime(1899, 12, 30)  # a spreadsheet's days have no time zone
DAY_0_MAC = datetime.datetime(1904, 1, 1)  # as above


def shown_number(number: float, form: NumberFormat, day_0: datetime.datetime) -> Raw:
    """A number in a cell of this format: a number, a percentage, a date or a time."""
    if form.kind != "number":
        moment = _moment(number, form, day_0)
        return float(number) if moment is None else Formatted(moment, code=form.code)
    match form.percent(number):
        case "multiplied":
            return Percent(float(number))
        case "written":
            return Percent(Decimal(format(float(number), ".15g")).scaleb(-2))
    if abs(number) >= DIGITS_LOST:
        return float(number)
    return Formatted(number, code=form.code)


def _moment(
    number: float, form: NumberFormat, day_0: datetime.datetime
) -> datetime.date | datetime.time | datetime.timedelta | None:
    """The moment that a cell shows; None where it lies beyond all days."""
    seconds = round(float(number) * 86400 * 1000) / 1000
    try:
        length = datetime.timedelta(seconds=seconds)
        if form.kind == "elapsed":
            return length
        if 0 <= number < 1 and day_0 == DAY_0:
            return (DAY_0 + length).time()
        if number < 0:
            return None
        if day_0 == DAY_0 and number < 60:
            length += datetime.timedelta(days=1)  # Excel counts a 29 February 1900
        moment = day_0 + length
    except OverflowError:
        return None
    return moment.date() if moment.time() == datetime.time() else moment
