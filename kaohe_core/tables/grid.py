"""A sheet as its reader found it: rows of raw cells, before the declaration of the table is held against it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import field, frozen

from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message

Rectangle = tuple[int, int, int, int]  # first row, first column, last row, last column; from 1, all inclusive


@frozen
class ErrorCell:
    """A cell that shows an error such as #N/A."""

    code: str


@frozen
class Uncached:
    """A formula cell whose result was never computed and saved."""


@frozen
class Percent:
    """A number in a cell that shows it as a percentage: 0.85 is shown as 85%."""

    value: float | Decimal


@frozen
class UnderMerged:
    """A cell hidden under merged cells."""

    range: str  # A2:A4


@frozen
class Unreadable:
    """A cell that its file keeps in a way that nobody can read."""

    found: str


Moment = datetime.date | datetime.time | datetime.timedelta


@frozen
class Formatted:
    """A number or a moment that its cell shows in a way of its own: 42 in the format 000000 is shown as 000042.

    Either ``as_shown`` is known, or the number format in which it is to be shown.
    """

    value: int | float | Decimal | Moment
    as_shown: str = ""
    code: str = ""

    @property
    def text(self) -> str:
        """What a person sees in the cell."""
        from kaohe_core.tables.number_formats import rendered

        return self.as_shown or rendered(self.value, self.code)


# What a reader may put into a cell. A binary float is what Excel keeps; cells.py makes it the decimal that is shown.
RawNumber = int | float | Decimal | Percent
Raw = str | RawNumber | bool | Moment | Formatted | ErrorCell | Uncached | Unreadable | UnderMerged | None


@frozen
class Grid:
    """Rows by their number in the file; rows without any content may be left out.

    Of the numbers in ``hidden`` are the rows that the file does not show: hidden, or left out by a filter. ``struck``
    are the cells, by row number and column from 0, with a line through all that stands in them (True) or a part of it.
    """

    file: str
    sheet: str
    rows: list[tuple[int, list[Raw]]]
    merged: list[Rectangle] = field(factory=list)
    delimited: bool = False  # a text file, in which a comma too many moves the cells after it
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()  # from 0
    struck: Mapping[tuple[int, int], bool] = field(factory=dict)


@frozen
class Failure(Exception):  # noqa: N818 - not an error of the program
    """A file that cannot be read as a sheet, said to the person."""

    what: Message
    mend: Message | None = None
    sheet: str = ""

    def note(self, file: str, findings: Findings) -> None:
        """Put it among the findings."""
        findings.add(Place(file=file, sheet=self.sheet), self.what, self.mend)


CARRIAGE = re.compile(
    "_x000d_", re.IGNORECASE
)  # how .xlsx writes a carriage return, and what is left where one copied it


def cleaned(text: str) -> str:
    """A cell's text as it is seen: without what only programs see in it."""
    return with_line_ends(CARRIAGE.sub("\r", text) if "_x" in text else text)


def with_line_ends(text: str) -> str:
    """A text whose lines end in one way."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def is_empty(raw: Raw) -> bool:
    """Whether the cell holds nothing that anyone can see."""
    return raw is None or isinstance(raw, UnderMerged) or (isinstance(raw, str) and not raw.strip(SPACES))


def through(parts: Iterable[bool]) -> bool | None:
    """Whether a line goes through all parts of a cell’s text, through some of them (False), or through none (None)."""
    struck = list(parts)
    return all(struck) if any(struck) else None


# What str.strip() leaves: zero-width characters that come along when text is pasted from chats and web pages.
SPACES = (
    " \t\r\n\v\f\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
    + "\u200b\u200c\u200d\u2060\ufeff"
)


def letters(column: int) -> str:
    """The letters of a sheet's column: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def range_name(area: Rectangle) -> str:
    """``A2:A4``."""
    return f"{letters(area[1])}{area[0]}:{letters(area[3])}{area[2]}"
