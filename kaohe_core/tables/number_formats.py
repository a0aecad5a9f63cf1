"""The number formats of spreadsheets: what kind of value a cell shows, and how it looks."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from attrs import frozen

Shows = Literal["number", "date", "elapsed"]

GENERAL = frozenset({"", "general", "g/通用格式", "@", "standard"})
# The formats that a workbook names by number only (ECMA-376 18.8.30), with those of Chinese Excel.
BUILTIN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}

Token = tuple[str, str]  # what it is, and its text: literal, date, digit, point, comma, percent, elapsed, other
PIECES = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]{3,4})|(?P<digit>[0#?])"
    r"|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<section>;)|(?P<other>.)",
    re.DOTALL,
)


@frozen
class NumberFormat:
    """One format: its sections (above zero, below, zero, text), each a list of tokens."""

    code: str
    sections: tuple[tuple[Token, ...], ...]

    @property
    def plain(self) -> bool:
        """Whether it shows a value as it is."""
        return not self.sections

    @property
    def kind(self) -> Shows:
        """What a number in this format is."""
        tokens = self.sections[0] if self.sections else ()
        if any(what == "elapsed" for what, _text in tokens):
            return "elapsed"
        return "date" if any(what in ("date", "half") for what, _text in tokens) else "number"

    def of(self, value: float | Decimal) -> tuple[tuple[Token, ...], bool]:
        """The section for a value, and whether that section shows the sign by itself."""
        if value < 0 and len(self.sections) > 1:
            return self.sections[1], True
        if value == 0 and len(self.sections) > 2:
            return self.sections[2], False
        return self.sections[0], False

    def percent(self, value: float | Decimal) -> Literal["multiplied", "written"] | None:
        """Whether the cell shows a percentage: of a hundredth (0.85 as 85%), or of the number itself (85 as 85%)."""
        if self.plain:
            return None
        tokens, _signed = self.of(value)
        if any(what == "percent" for what, _text in tokens):
            return "multiplied"
        written = "".join(text for what, text in tokens if what == "literal")
        return "written" if any(sign in written for sign in "%％") else None


@lru_cache(maxsize=4096)
def number_format(code: str) -> NumberFormat:
    """A format by its code."""
    if code.strip().casefold() in GENERAL:
        return NumberFormat(code, ())
    sections: list[list[Token]] = [[]]
    for token in _tokens(code):
        if token[0] == "section":
            sections.append([])
        else:
            sections[-1].append(token)
    return NumberFormat(code, tuple(tuple(section) for section in sections))


def _tokens(code: str) -> Iterator[Token]:
    for found in PIECES.finditer(code):
        what, text = found.lastgroup or "other", found[found.lastgroup or 0] or ""
        match what:
            case "quoted" | "escaped":
                yield "literal", text
            case "space":
                yield "literal", " "
            case "fill":
                continue
            case "bracket":
                if re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE):
                    yield "elapsed", text
                elif text.startswith("$"):  # [$¥-804]: a currency, and where it is spoken
                    yield "literal", text[1:].partition("-")[0]
            case _:
                yield what, text


def rendered(value: object, code: str) -> str:
    """What a cell in this format shows; the plain value where the format says nothing that is understood here."""
    form = number_format(code)
    match value:
        case datetime.datetime() | datetime.date() | datetime.time():
            return _moment(value, form)
        case datetime.timedelta():
            return str(value)
        case int() | float() | Decimal():
            return _number(value, form)
    return str(value)


def plainly(value: float | Decimal) -> str:
    """A number without a format, in the fifteen digits that a spreadsheet shows."""
    exact = value if isinstance(value, Decimal) else Decimal(format(value, ".15g"))
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: float | Decimal, form: NumberFormat) -> str:
    if form.plain or form.kind != "number":
        return plainly(value)
    tokens, signed = form.of(value)
    digits = [index for index, (what, _text) in enumerate(tokens) if what == "digit"]
    if not digits:
        return "".join(text for what, text in tokens if what == "literal") or plainly(value)
    if any(what == "other" and text in "/eE" for what, text in tokens):
        return plainly(value)  # fractions and powers of ten
    points = [index for index, (what, _text) in enumerate(tokens) if what == "point"]
    point = points[0] if points else digits[-1] + 1
    whole, after = [i for i in digits if i < point], [i for i in digits if i > point]
    exact = abs(value if isinstance(value, Decimal) else Decimal(format(value, ".15g")))
    exact = exact.scaleb(2 * sum(what == "percent" for what, _text in tokens))
    last = max(whole, default=-1)
    commas = [i for i, (what, _text) in enumerate(tokens) if what == "comma"]
    exact = exact.scaleb(-3 * sum(last < i < (after[0] if after else len(tokens)) for i in commas))
    grouped = any(whole and whole[0] < i < last for i in commas)
    exact = exact.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    before, _point, behind = format(exact, "f").partition(".")
    shown: dict[int, str] = {}
    rest = "" if before == "0" else before
    for place, index in enumerate(reversed(whole)):
        digit = rest[-1:] or {"0": "0", "?": " ", "#": ""}[tokens[index][1]]
        rest = rest[:-1]
        shown[index] = digit + ("," if grouped and place and place % 3 == 0 and digit.strip() else "")
    if whole:
        while rest:
            place = len(before) - len(rest)
            shown[whole[0]] = rest[-1] + ("," if grouped and place % 3 == 0 else "") + shown[whole[0]]
            rest = rest[:-1]
    for place, index in enumerate(after):
        needed = tokens[index][1] == "0" or behind[place:].strip("0")
        shown[index] = behind[place] if needed else ""
    parts: list[str] = []
    for index, (what, text) in enumerate(tokens):
        if what == "digit":
            parts.append(shown[index])
        elif what != "comma":
            parts.append(text)
    return ("-" if value < 0 and not signed else "") + "".join(parts).strip()


WEEKDAYS = "一二三四五六日"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _moment(value: datetime.date | datetime.time, form: NumberFormat) -> str:
    if form.plain or form.kind != "date":
        return value.isoformat()
    day = value if isinstance(value, datetime.date) else datetime.date(1899, 12, 31)
    time = value.time() if isinstance(value, datetime.datetime) else value
    clock = time if isinstance(time, datetime.time) else datetime.time()
    tokens = form.sections[0]
    twelve = any(what == "half" for what, _text in tokens)
    parts: list[str] = []
    for index, (what, text) in enumerate(tokens):
        if what == "half":
            am, _slash, pm = text.partition("/")
            parts.append(am if clock.hour < 12 else pm)
        elif what == "date":
            minutes = text[0] in "mM" and len(text) <= 2 and _beside_time(tokens, index)
            parts.append(_part(text.lower(), day, clock, minutes=minutes, twelve=twelve))
        elif what not in ("comma", "elapsed"):
            parts.append(text)
    return "".join(parts).strip()


def _beside_time(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether the m at this place are minutes: after hours, or before seconds."""
    dates = [i for i, (what, _text) in enumerate(tokens) if what == "date"]
    at = dates.index(index)
    before = tokens[dates[at - 1]][1][0].lower() if at else ""
    behind = tokens[dates[at + 1]][1][0].lower() if at + 1 < len(dates) else ""
    return before == "h" or behind == "s"


def _part(text: str, day: datetime.date, clock: datetime.time, *, minutes: bool, twelve: bool) -> str:
    if text[0] == "y":
        return f"{day.year:04}" if len(text) > 2 else f"{day.year % 100:02}"
    if text[0] == "a":
        return ("星期" if len(text) == 4 else "周") + WEEKDAYS[day.weekday()]
    if len(text) > 2 and text[0] in "md":
        name = MONTHS[day.month - 1] if text[0] == "m" else DAYS[day.weekday()]
        return name if len(text) > 3 else name[:3]
    number = {"m": clock.minute if minutes else day.month, "d": day.day, "s": clock.second}.get(text[0], clock.hour)
    if text[0] == "h" and twelve:
        number = number % 12 or 12
    return f"{number:02}" if len(text) > 1 else str(number)
