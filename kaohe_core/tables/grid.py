"""A sheet as its reader found it: rows of raw cells, before the declaration of the table is held against it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
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


# What a reader may put into a cell. A binary float is what Excel keeps; cells.py makes it the decimal that is shown.
RawNumber = int | float | Decimal | Percent
Moment = datetime.date | datetime.time | datetime.timedelta
Raw = str | RawNumber | bool | Moment | ErrorCell | Uncached | UnderMerged | None


@frozen
class Grid:
    """Rows by their number in the file; rows without any content may be left out."""

    file: str
    sheet: str
    rows: list[tuple[int, list[Raw]]]
    merged: list[Rectangle] = field(factory=list)
    delimited: bool = False  # a text file, in which a comma too many moves the cells after it
    uncached: Callable[[], set[tuple[int, int]]] | None = None  # formula cells without a result, looked up when needed


@frozen
class Failure(Exception):  # noqa: N818 - not an error of the program
    """A file that cannot be read as a sheet, said to the person."""

    what: Message
    mend: Message | None = None
    sheet: str = ""

    def note(self, file: str, findings: Findings) -> None:
        """Put it among the findings."""
        findings.add(Place(file=file, sheet=self.sheet), self.what, self.mend)


def is_empty(raw: Raw) -> bool:
    """Whether the cell holds nothing that anyone can see."""
    return raw is None or isinstance(raw, UnderMerged) or (isinstance(raw, str) and not raw.strip(SPACES))


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
