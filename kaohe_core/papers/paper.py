"""A paper, said once: its title, its blocks in order, and what stands at the foot of every page.

A paper knows nothing of HTML, PDF or workbooks: :mod:`~kaohe_core.papers.as_html`, :mod:`~kaohe_core.papers.as_pdf` and
:mod:`~kaohe_core.papers.as_xlsx` draw the same blocks. All texts are plain: what stands in the data is never read as
markup or as a formula, and what cannot be seen in it is shown (:func:`visible`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import attrs
from attrs import field, frozen

from kaohe_core.messages import Language, Message

BLANK = "＿" * 5  # in the place of a value that is written by hand
BOX, TICKED = "□", "√"  # both are in every Chinese font, which is not so of ☐ and ☑

_BREAKS = re.compile(r"[\t\r\n]+")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # controls, marks of direction, line separators


def visible(text: str) -> str:
    """``text`` with every character that has no shape of its own as its number: none acts on a screen or a printer.

    A break of the line is a space.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub(" ", text)
    return "".join(f"⟨{ord(one):04X}⟩" if unicodedata.category(one) in _HIDDEN else one for one in text)


def _texts(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(visible(value) for value in values)


def _pairs(values: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((visible(one), visible(other)) for one, other in values)


def _rows(values: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(_texts(row) for row in values)


@frozen
class Heading:
    """The title of a part; ``level`` 1 is the highest."""

    text: str = field(converter=visible)
    level: int = 1


@frozen
class Paragraph:
    """A paragraph; ``strong``: what must not be overlooked; ``small``: what is there to be looked up."""

    text: str = field(converter=visible)
    strong: bool = False
    small: bool = False


@frozen
class Particulars:
    """What is stated once, each under its name: the round, the dates, the sums."""

    pairs: tuple[tuple[str, str], ...] = field(converter=_pairs)


def particulars(given: Iterable[tuple[Message, str]], language: Language) -> Particulars:
    """What is stated under these names; what is empty is left out."""
    return Particulars(tuple((name.text(language), value) for name, value in given if value))


@frozen
class PrintedColumn:
    """A column of a grid. ``number``: on the right, and in one piece; ``whole``: in one piece, as a name is.

    ``width``: how wide it is beside the others whose cells may be broken into lines.
    """

    title: str = field(converter=visible)
    number: bool = False
    width: int = 1
    whole: bool = False


@frozen
class PrintedTable:
    """A table whose head stands again on every page and whose rows are never cut; ``last``: the line of sums.

    ``tall``: rows in which somebody writes.
    """

    columns: tuple[PrintedColumn, ...]
    rows: tuple[tuple[str, ...], ...] = field(converter=_rows)
    last: tuple[str, ...] = field(default=(), converter=_texts)
    title: str = field(default="", converter=visible)
    tall: bool = False


@frozen
class WorkedOut:
    """One thing worked out: what it is called, its wording, what it comes to, the sum in words, the records behind."""

    title: str = field(converter=visible)
    result: str = field(converter=visible)
    wording: str = field(default="", converter=visible)
    lines: tuple[str, ...] = field(default=(), converter=_texts)
    records: tuple[str, ...] = field(default=(), converter=_texts)
    strong: bool = False
    level: int = 1


@frozen
class Bars:
    """How many are where: a bar for each, with its number beside it."""

    title: str = field(converter=visible)
    bars: tuple[tuple[str, int], ...]


@frozen
class Signatures:
    """Lines to sign and date, each under what is signed."""

    labels: tuple[str, ...] = field(converter=_texts)
    date: str = ""


@frozen
class Blanks:
    """So many lines to write on, under what is written there."""

    label: str = field(converter=visible)
    lines: int = 1


@frozen
class NewPage:
    """What follows is a sheet of its own, under the title, with ``name`` on each of its pages; also the first block."""

    name: str = field(default="", converter=visible)


Block = Heading | Paragraph | Particulars | PrintedTable | WorkedOut | Bars | Signatures | Blanks | NewPage


@frozen
class Paper:
    """A paper of any kind. ``foot`` stands at the foot of every page; ``wide``: across the sheet."""

    title: str = field(converter=visible)
    blocks: tuple[Block, ...]
    foot: str = field(converter=visible)
    language: Language
    subtitle: str = field(default="", converter=visible)
    wide: bool = False

    def data(self) -> dict[str, Any]:
        """As plain data, each block with its ``kind``: what the drawings are made from."""
        blocks = [{"kind": type(block).__name__, **attrs.asdict(block)} for block in self.blocks]
        own = {"title": self.title, "subtitle": self.subtitle, "foot": self.foot, "wide": self.wide}
        return {**own, "language": self.language, "blocks": blocks}
