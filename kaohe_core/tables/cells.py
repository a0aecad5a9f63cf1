"""One cell: what the column declares against what the file holds. A value, or what is wrong with it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal

from attrs import frozen

from kaohe_core.findings import nearest
from kaohe_core.messages import Message, message
from kaohe_core.numerals import numeral
from kaohe_core.tables.declared import Column
from kaohe_core.tables.grid import (
    SPACES,
    ErrorCell,
    Formatted,
    Percent,
    Raw,
    Uncached,
    UnderMerged,
    Unreadable,
    is_empty,
)

ERRORS = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)\Z|Err:\d{3}\Z")
YES = frozenset({"是", "有", "√", "✓", "✔", "1", "true", "y", "yes"})
NO = frozenset({"否", "无", "×", "✗", "✘", "0", "false", "n", "no"})
STROKES = frozenset(
    {"-", "--", "---", "—", "——", "———", "－", "–", "―", "/", "//", "／", "\\", "＼"}
)  # nothing is here
NOTHING = STROKES | {"无", "没有", "none"}
LARGEST = 18  # the power of ten no figure reaches


def is_nothing(raw: Raw) -> bool:
    """Whether a cell is empty, or holds a stroke for nothing."""
    return is_empty(raw) or (isinstance(raw, str) and raw.strip(SPACES) in STROKES)


CellValue = str | int | Decimal | datetime.date | None


@frozen
class WrongCell:
    """What is wrong with a cell, and how to mend it."""

    what: Message
    mend: Message | None = None


# What a result of an earlier round says instead of a number that is not determined.
UNDETERMINED = frozenset({"没有数据", "等待评定", "未定", "no data", "awaiting judgement", "undecided", "not known"})

NOT_APPLICABLE = frozenset({"不适用", "not applicable"})  # and of whom it is not about


def value(column: Column, raw: Raw) -> CellValue | WrongCell:
    """The cell's value: a Decimal, a str, a date, 1 or 0, or None for an empty cell.

    Ranges, decimals and choices are for validate.py, which holds them against whole columns.
    """
    if isinstance(raw, Formatted):
        moment = isinstance(raw.value, datetime.date | datetime.time | datetime.timedelta)
        as_seen = column.type == "text" or (column.type == "date" and MONTH.match(raw.text) is not None)
        raw = raw.text if as_seen and not moment else raw.value
    match raw:
        case None:
            return None
        case Unreadable():
            return WrongCell(
                message("the file is damaged in this cell, which holds “{found}” and no value", found=raw.found),
                message("open the file in Excel or WPS, type the value again, and save it"),
            )
        case ErrorCell():
            return _error(raw.code)
        case Uncached():
            return WrongCell(
                message("this cell holds a formula whose result was not saved"),
                message("open the file in Excel or WPS, save it, and try again"),
            )
        case UnderMerged():
            return WrongCell(
                message("this cell is merged with others ({range}), so it has no value of its own", range=raw.range),
                message("unmerge the cells and fill in every row"),
            )
        case str():
            text = raw.strip(SPACES)
            if not text:
                return None
            if ERRORS.match(text):
                return _error(text)
            if text in UNDETERMINED and column.type != "text" and not column.required:
                return None
            if text in STROKES and (not column.required or column.type == "text") and text not in column.choices:
                return None
            if column.blank is not None and text in NOTHING:
                return None
            raw = text
        case Percent() if column.type != "number":
            raw = plain(_hundredfold(raw)) + "%"
    match column.type:
        case "number":
            return number(column, raw)
        case "text":
            return text_of(raw)
        case "date":
            return date(raw, month=column.month)
        case "flag":
            return flag(raw)


def _error(code: str) -> WrongCell:
    return WrongCell(
        message("this cell shows the error {code}", code=code),
        message("correct its formula, or type the value itself"),
    )


# ---------------------------------------------------------------------------------------------------- numbers

PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?\Z")


# What only looks different: full-width and small forms, the signs of old character sets, radicals copied from a PDF.
# Signs that say more are none of these: the footnote in 3① is no digit, nor is the raised one in 3².
WIDENED = re.compile("[\uff01-\uff5e\ufe50-\ufe6b\u3000\u2e80-\u2fdf\uf900-\ufaff]")
APART = re.compile(r"[\d.,]\s+[\d.,]")


def unwidened(text: str) -> str:
    """A text as it is read and compared: full-width signs are the plain ones, and nothing becomes a digit."""
    return WIDENED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def shown(number: float) -> Decimal:
    """The decimal a spreadsheet shows for the double it keeps: 15 significant digits, so 0.1 + 0.2 is 0.3."""
    return Decimal(format(number, ".15g"))


def plain(number: Decimal) -> str:
    """A decimal as a person writes it: no exponent, no needless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(column: Column, raw: Raw) -> Decimal | WrongCell:
    """A number, however an office writes it: full-width, with thousands separators, with its unit, 两天半, 85%."""
    match raw:
        case bool():
            return _not_a_number(column, "TRUE" if raw else "FALSE")
        case int() | Decimal():
            return _bounded(column, Decimal(raw))
        case float():
            return _bounded(column, shown(raw))
        case Percent():
            found = _hundredfold(raw)
            return _bounded(column, found) if is_percent(column) else _percentage(column, plain(found) + "%")
        case datetime.date():
            return WrongCell(
                message("this cell shows a date ({date}) where a number is expected", date=_day(raw)),
                message("set the cell's format to a number and type the number again"),
            )
        case datetime.time() | datetime.timedelta():
            return WrongCell(
                message("this cell shows a time ({time}) where a number is expected", time=raw),
                message("set the cell's format to a number and type the number again"),
            )
        case str():
            return _number_text(column, raw)
    return _not_a_number(column, str(raw))


def _number_text(column: Column, raw: str) -> Decimal | WrongCell:
    text = unwidened(raw)
    if APART.search(text):  # 1 0, or two lines in a cell: ten, or one and nothing?
        return _not_a_number(column, raw)
    text = "".join(text.split()).replace("−", "-").replace("–", "-")
    if text.endswith("%"):
        found = _plain_number(text[:-1])
        if found is None:
            return _not_a_number(column, raw)
        return _bounded(column, found) if is_percent(column) else _percentage(column, raw)
    found = _plain_number(text)
    if found is None:
        for unit in _units(column):
            found = _with_unit(text, unit)
            if found is not None:
                break
    return _not_a_number(column, raw) if found is None else _bounded(column, found)


def _plain_number(text: str) -> Decimal | None:
    if PLAIN.match(text) or THOUSANDS.match(text):
        return Decimal(text.replace(",", ""))
    return None


def _with_unit(text: str, unit: str) -> Decimal | None:
    """3天, 1.5天, 半天, 两天半, 2天半, 三个半天, 1/2天; the same with any other unit the column declares."""
    body, at, tail = text.casefold().partition(unit)
    if not at or tail not in ("", "半"):
        return None
    if body in ("半", "1/2"):
        return None if tail else Decimal("0.5")
    halves = body.endswith("个半")
    whole = _counted(body.removesuffix("个半") if halves else body.removesuffix("个"))
    if whole is None or (halves and tail):
        return None
    if halves:
        return whole / 2
    if not tail:
        return whole
    return whole + Decimal("0.5") if whole == whole.to_integral_value() and whole >= 0 else None


def _counted(text: str) -> Decimal | None:
    """A number in digits, or in Chinese."""
    found = _plain_number(text)
    if found is None:
        counted = numeral(text)
        found = None if counted is None else Decimal(counted)
    return found


def _units(column: Column) -> list[str]:
    names = tuple(column.unit.names())
    both = [*map(unwidened, names), *(unicodedata.normalize("NFKC", name) for name in names)]  # ㎡, and m2
    return list(dict.fromkeys("".join(name.split()).casefold() for name in both))


def is_percent(column: Column) -> bool:
    """Whether a column is counted in per cent."""
    return "%" in _units(column)


def _hundredfold(raw: Percent) -> Decimal:
    return (raw.value if isinstance(raw.value, Decimal) else shown(raw.value)).scaleb(2)


def _percentage(column: Column, found: str) -> WrongCell:
    if column.unit.zh:
        what = message("“{value}” is a percentage, but this column is counted in {unit}", value=found, unit=column.unit)
    else:
        what = message("“{value}” is a percentage, but this column holds plain numbers", value=found)
    return WrongCell(what, message("write the number itself, and set the cell's format to a number"))


def _bounded(column: Column, found: Decimal) -> Decimal | WrongCell:
    """Refuse what no column could hold, so that the integers of validate.py cannot overflow."""
    if not found.is_finite():
        return _not_a_number(column, str(found))
    found = Decimal(plain(found)) if -1000 < found.adjusted() < LARGEST else found
    if found and found.adjusted() >= LARGEST:
        return out_of_range(column, f"{found:.3e}")
    exponent = found.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > LARGEST:
        return too_many_decimals(column, str(found))
    return found


def _not_a_number(column: Column, found: str) -> WrongCell:
    what = message("“{value}” is not a number", value=found)
    if found in UNDETERMINED:
        return WrongCell(
            what,
            message(
                "fill it in; or say that it may be open: required = false at the column, and it is no data here too"
            ),
        )
    if found in NOT_APPLICABLE:
        return WrongCell(
            what,
            message(
                "whom the table is not about has no row in it, or nothing but this in it: "
                'absence = "not-applicable" at the table says so'
            ),
        )
    if found in NOTHING:
        if column.required:
            return WrongCell(what, message("write 0 if there was none"))
        return WrongCell(what, message("write 0 if there was none, or leave the cell empty if it is not known"))
    return WrongCell(what, message("write a number in digits, such as 2 or 1.5"))


def _range(column: Column) -> Message:
    low, high = plain(column.low or Decimal(0)), plain(column.high or Decimal(0))
    if column.unit.zh:
        return message("{low} to {high} {unit}", low=low, high=high, unit=column.unit)
    return message("{low} to {high}", low=low, high=high)


def out_of_range(column: Column, found: str) -> WrongCell:
    """A number outside the declared range."""
    return WrongCell(
        message("{value} is outside the range of this column, {range}", value=found, range=_range(column)),
        message("check the figure and correct it"),
    )


def too_many_decimals(column: Column, found: str) -> WrongCell:
    """A number with more decimals than the column keeps."""
    if column.decimals == 0:
        return WrongCell(
            message("{value} is not a whole number", value=found),
            message("write a whole number; where the figure is computed, round it in the file"),
        )
    return WrongCell(
        message("{value} has too many decimals: at most {decimals} here", value=found, decimals=column.decimals),
        message(
            "write the figure with at most {decimals} decimals; where it is computed, round it in the file",
            decimals=column.decimals,
        ),
    )


# ---------------------------------------------------------------------------------------------------- texts

SHORTENED = re.compile(r"\d(\.\d+)?[Ee]\+\d+\Z")


def text_of(raw: Raw) -> str | WrongCell:
    """A text, or a number kept in a text column (an account number, a class number) as its digits."""
    match raw:
        case str():
            if SHORTENED.match(raw):
                return WrongCell(
                    message("“{value}” is a long number that a spreadsheet has shortened", value=raw),
                    message("set the column's format to text and type the whole number again"),
                )
            return raw
        case bool():
            return WrongCell(
                message("this cell holds {value} where text is expected", value="TRUE" if raw else "FALSE"),
                message("set the cell's format to text and type the text again"),
            )
        case int():
            return str(raw)
        case Decimal():
            return plain(raw)
        case float():
            if abs(raw) >= 1e15:
                return WrongCell(
                    message("this cell keeps a number of more than 15 digits; a spreadsheet loses the last ones"),
                    message("set the column's format to text and type the whole number again"),
                )
            return plain(shown(raw))
        case datetime.date():
            return WrongCell(
                message(
                    "this cell holds the date {date} where text is expected; a spreadsheet turns text such as 1-2 "
                    "into a date",
                    date=_day(raw),
                ),
                message("set the cell's format to text and type the text again"),
            )
    return WrongCell(
        message("this cell holds {value} where text is expected", value=raw),
        message("set the cell's format to text and type the text again"),
    )


def choice(column: Column, found: str) -> str | WrongCell:
    """The declared spelling of an allowed value; spaces and full-width letters make no difference."""
    if found in column.choices:
        return found
    for allowed in column.choices:
        if _folded(allowed) == _folded(found):
            return allowed
    close = nearest(found, column.choices)
    what = message("“{value}” is not allowed here; allowed are: {choices}", value=found, choices=column.choices)
    if close is not None:
        return WrongCell(what, message("did you mean “{close}”?", close=close))
    return WrongCell(what, message("write one of the allowed values"))


def _folded(text: str) -> str:
    return same_id(text).casefold()


def same_id(text: str) -> str:
    """An id or a name as it is compared: full-width digits and letters are the plain ones, spaces inside are none."""
    return "".join(unwidened(text).split())


# ---------------------------------------------------------------------------------------------------- dates, flags

# Behind a day, or before it, may stand its weekday, its half and a time of day, as sign-in machines write them.
WEEKDAY = r"[(（\[]?(?:星期|周|礼拜|週)(?P<weekday{0}>[一二三四五六日天])[)）\]]?"
CLOCK = (
    r"(?:上午|下午|中午|晚上|早上|早晨|凌晨|傍晚|夜间|全天|am|pm)|"
    r"T?\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?|\d{1,2}[时点](?:半|\d{1,2}分(?:\d{1,2}秒)?)?"
)
DATE = re.compile(
    rf"(?:{WEEKDAY.format(0)} ?)?"
    r"(?P<year>\d{4})(?:年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})[日号]?|(?P<sep>[-/.])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2}))"
    rf"(?:[ ,]?{WEEKDAY.format(1)})?(?: ?(?:{CLOCK}))*(?: ?{WEEKDAY.format(2)})?\Z",
    re.IGNORECASE,
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?\Z")
MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月(?:份)?|[-/.](\d{1,2})|(\d{2}))\Z")
DAYS_OF_WEEK = "一二三四五六日"


def _day(raw: datetime.date) -> str:
    return (raw.date() if isinstance(raw, datetime.datetime) else raw).isoformat()


def date(raw: Raw, *, month: bool = False) -> datetime.date | WrongCell:
    """A day; its weekday and a time of day that come with it (as in a sign-in export) are left out.

    Where a ``month`` is enough, a year and a month are its first day.
    """
    match raw:
        case datetime.datetime():
            return raw.date()
        case datetime.date():
            return raw
        case str():
            return _date_text(raw, month=month)
        case int() | float() | Decimal() if not isinstance(raw, bool):
            digits = plain(shown(raw) if isinstance(raw, float) else Decimal(raw))
            compact = COMPACT.match(digits)
            if compact is not None:
                return _calendar(digits, *(int(part) for part in compact.groups()))
            if month and MONTH.match(digits):
                return _date_text(digits, month=True)
            return WrongCell(
                message("the number {value} is not a date", value=digits),
                message("set the cell's format to a date, or write the date like 2026-03-05"),
            )
    return _not_a_date(str(raw))


def _date_text(raw: str, *, month: bool) -> datetime.date | WrongCell:
    text = " ".join(unwidened(raw).split())
    spaced = re.sub(r"\s*([年月日号/.-])\s*", r"\1", text)
    spaced = re.sub(r"(?<=[日号\d])(?=[(\[星周礼週上下中晚早凌傍夜全])", " ", spaced)
    found = DATE.match(spaced)
    if found is not None:
        day = _calendar(raw, int(found["year"]), int(found["m1"] or found["m2"]), int(found["d1"] or found["d2"]))
        said = found["weekday0"] or found["weekday1"] or found["weekday2"]
        if said is None or isinstance(day, WrongCell):
            return day
        right = DAYS_OF_WEEK[day.weekday()]
        if said.replace("天", "日") == right:
            return day
        return WrongCell(
            message(
                "“{value}” contradicts itself: {date} is 星期{right}", value=raw, date=day.isoformat(), right=right
            ),
            message("correct the date or the weekday"),
        )
    compact = COMPACT.match(text)
    if compact is not None:
        return _calendar(raw, *(int(part) for part in compact.groups()))
    short = MONTH.match(re.sub(r"\s", "", text))
    if short is None:
        return _not_a_date(raw)
    if not month:
        return WrongCell(
            message("“{value}” is a month, and a day is expected", value=raw),
            message("write the day too, like 2026-03-05; where a month is enough, say so at the column: month = true"),
        )
    if re.fullmatch(r"\d{4}\.1", text):
        return WrongCell(
            message("“{value}” may be January, or an October that has lost its nought", value=raw),
            message("write it like 1987-10, or like 1987年1月"),
        )
    return _calendar(raw, int(short[1]), int(short[2] or short[3] or short[4]), 1)


def _calendar(found: str, year: int, month: int, day: int) -> datetime.date | WrongCell:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return WrongCell(
            message("there is no such day as “{value}”", value=found),
            message("correct the date"),
        )


def _not_a_date(found: str) -> WrongCell:
    return WrongCell(
        message("“{value}” is not a full date", value=found),
        message("write year, month and day, like 2026-03-05 or 2026年3月5日"),
    )


def flag(raw: Raw) -> int | WrongCell:
    """是 and its like are 1, 否 and its like are 0."""
    if isinstance(raw, float):
        found = plain(shown(raw))
    elif isinstance(raw, bool):
        found = "1" if raw else "0"
    else:
        found = str(raw)
    folded = _folded(found)
    if folded in YES:
        return 1
    if folded in NO:
        return 0
    return WrongCell(
        message("“{value}” is neither yes nor no", value=found),
        message("write 是 or 否"),
    )
