"""Which column of a file is which column of the table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from functools import lru_cache

from attrs import field, frozen

from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.grid import SPACES, ErrorCell, Formatted, Percent, Raw, UnderMerged
from kaohe_core.tables.number_formats import plainly
from kaohe_core.tables.units import is_unit, same_unit

BRACKETED = re.compile(r"(.+?)[(\[【]([^()\[\]【】]*)[)\]】]\Z")
SLASHED = re.compile(r"(.+)/([^/]+)\Z")


def text_in(raw: Raw) -> str:
    """What a person reads in a cell of the header: 1 where a number stands there, or a month where a date does."""
    match raw:
        case None | UnderMerged():
            return ""
        case str():
            return raw.strip(SPACES)
        case Formatted():
            return raw.text.strip(SPACES)
        case Percent():
            return f"{plainly(raw.value)}%"
        case ErrorCell():
            return raw.code
        case bool():
            return "TRUE" if raw else "FALSE"
        case int() | float() | Decimal():
            return plainly(raw)
    return str(raw)


@lru_cache(maxsize=10_000)  # the same few headers are compared with every column of every table
def key(text: str) -> str:
    """A header as it is compared: plain letters and digits, no spaces, no * of a required column, no colon."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c not in SPACES).strip("*:")


def is_called(text: str, patterns: Sequence[str]) -> bool:
    """Whether a title is one of these, in which * stands for anything."""
    return any(fnmatchcase(key(text), key(one.replace("*", "\0")).replace("\0", "*")) for one in patterns)


def split_unit(text: str) -> tuple[str, str]:
    """A header's key and the remark in brackets after it: ``病假天数（天）`` is ``病假天数`` and ``天``."""
    whole = key(text)
    found = BRACKETED.match(whole)
    return (found[1], found[2]) if found else (whole, "")


@frozen
class Header:
    """One cell of the header row that names a declared column."""

    index: int
    text: str
    column: Column
    remark: str  # in brackets after the name
    by_alias: bool

    @property
    def contradicts(self) -> bool:
        """Whether the remark names another unit than the one the column is counted in."""
        units = list(self.column.unit.names())
        return bool(units) and is_unit(self.remark) and not any(same_unit(unit, self.remark) for unit in units)

    @property
    def doubtful(self) -> bool:
        """Whether a remark stands beside the name of a figure that is neither its unit nor another."""
        known = (
            not self.remark or is_unit(self.remark) or any(same_unit(u, self.remark) for u in self.column.unit.names())
        )
        return self.column.type == "number" and not known


@frozen
class Headers:
    """The header row of a file, held against a table."""

    row: int | None  # the last of its rows; Parquet and rows in memory have none
    found: list[Header]
    extra: list[str] = field(factory=list)  # headers of no declared column
    texts: list[str] = field(factory=list)  # all headers
    rows: tuple[int, ...] = ()  # all of its rows
    others: tuple[tuple[int, str], ...] = ()  # index and text of the headers of no declared column

    def of(self, column: Column) -> list[Header]:
        """The headers of a column: one when all is well."""
        return [header for header in self.found if header.column == column]


@frozen
class Spellings:
    """Every spelling of every column of a table."""

    table: Table
    columns: dict[str, tuple[Column, bool]] = field(init=False)  # key -> column, and whether the spelling is an alias

    @columns.default
    def _columns(self) -> dict[str, tuple[Column, bool]]:
        spelled: dict[str, tuple[Column, bool]] = {}
        for column in self.table.columns:
            for name in (column.id, *column.title.names()):
                spelled.setdefault(key(name), (column, False))
        for column in self.table.columns:
            for name in column.aliases:
                spelled.setdefault(key(name), (column, True))
        return spelled

    def recognise(self, index: int, raw: Raw) -> Header | None:
        """The declared column a header cell names, or None."""
        text = text_in(raw)
        if not text:
            return None
        whole = key(text)
        if whole in self.columns:
            column, alias = self.columns[whole]
            return Header(index, text, column, "", alias)
        name, remark = split_unit(text)
        if name in self.columns:
            column, alias = self.columns[name]
            return Header(index, text, column, remark, alias)
        return self._counted(index, text)

    def _counted(self, index: int, text: str) -> Header | None:
        """病假（天） is 病假天数, and so is 病假/天: the unit stands beside the title instead of in it."""
        found = BRACKETED.match(key(text)) or SLASHED.match(key(text))
        if found is None:
            return None
        for column in self.table.columns:
            for unit in column.unit.names():
                if column.type != "number" or not same_unit(unit, found[2]):
                    continue
                for spelling in (f"{found[1]}{unit}数", f"{found[1]}{unit}", found[1]):
                    known, alias = self.columns.get(key(spelling), (None, False))
                    if known == column:
                        return Header(index, text, column, found[2], alias)
        return None

    def read(self, number: int | None, cells: Iterable[Raw]) -> Headers:
        """A row as a header row."""
        named = [(index, text_in(raw), self.recognise(index, raw)) for index, raw in enumerate(cells)]
        return self.headers([(text, header) for _index, text, header in named], (number,) if number else ())

    def headers(self, named: Iterable[tuple[str, Header | None]], rows: tuple[int, ...]) -> Headers:
        """A header row from what stands over each column, and the column it names.

        Where the subject is named both properly and under an alias (工号 beside 姓名), the proper header is meant.
        """
        found: list[Header] = []
        extra: list[str] = []
        texts: list[str] = []
        others: list[tuple[int, str]] = []
        for index, (text, header) in enumerate(named):
            if not text:
                continue
            texts.append(text)
            if header is None:
                extra.append(text)
                others.append((index, text))
            else:
                found.append(header)
        subjects = [header for header in found if header.column.id == self.table.subject]
        if any(not header.by_alias for header in subjects):
            dropped = [header for header in subjects if header.by_alias]
            found = [header for header in found if header not in dropped]
            extra.extend(header.text for header in dropped)
        return Headers(rows[-1] if rows else None, found, extra, texts, rows, tuple(others))


def near(column: Column, headers: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The header most like a spelling of the column, or None when none is."""
    best, most = None, cutoff
    for header in headers:
        name, _remark = split_unit(header)
        for spelling in column.headers():
            likeness = SequenceMatcher(None, name, key(spelling)).ratio()
            if likeness >= most and (best is None or likeness > most):
                best, most = header, likeness
    return best
