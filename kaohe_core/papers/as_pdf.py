"""A paper as PDF, made by typst (``pip install "kaohe[pdf]"``): the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from math import ceil
from typing import TYPE_CHECKING, Any

from kaohe_core.papers.paper import Paper
from kaohe_core.results.widths import CJK

if TYPE_CHECKING:
    import typst

# What official papers are set in where it is there, then what a school's computer has, then free ones.
FONTS = (
    "FangSong",
    "STFangsong",
    "FangSong_GB2312",
    "SimSun",
    "Songti SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
)


HEAD, LEAST, MOST = 6.0, 4.0, 30.0  # ems: of a line of a head, of a column that is broken into lines
HALF = {False: 23.0, True: 34.0}  # ems of half a line, upright and across: what is stated once and longer has it all
ROOM = {False: 504.0, True: 751.0}  # points between the margins, upright and across
SIZES = ((24, 5.0), (14, 6.0), (10, 7.5), (6, 8.5), (0, 9.5))  # points of the letters of a table of more columns than
BESIDE = 8.5  # points of a column beside its text
DENSE = 15  # columns from which on none is as wide as its cells ask
LONG, GAP = 10.0, 1.5  # ems of a cell in one piece in such a table, and of the room beside it


def can_be_made() -> bool:
    """Whether typst is installed."""
    return find_spec("typst") is not None


def pdf(paper: Paper) -> bytes:
    """The PDF; raises ``ImportError`` where typst is not installed."""
    import typst

    given = {"paper": json.dumps(_drawn(paper), ensure_ascii=False), "fonts": json.dumps(FONTS)}
    with as_file(files("kaohe_core.papers") / "paper.typ") as template:
        made: bytes = typst.compile(str(template), format="pdf", sys_inputs=given, font_paths=_fonts())
    return made


@cache
def _fonts() -> typst.Fonts:
    """The fonts of this computer, looked through once: for a sheet a person that took longer than the sheet."""
    import typst

    return typst.Fonts()


def _drawn(paper: Paper) -> dict[str, Any]:
    """The data with how wide every column is: ``em`` for one in one piece, else its ``part`` of what is left."""
    data = paper.data()
    for block in data["blocks"]:
        if block["kind"] == "Particulars":
            block["pairs"] = _placed(block["pairs"], HALF[paper.wide])
        elif block["kind"] == "PrintedTable":
            for at, column in enumerate(block["columns"]):
                cells = [row[at] for row in (*block["rows"], *([block["last"]] if block["last"] else []))]
                longest = max((ems(cell) for cell in cells), default=0.0)
                natural = max(longest, _even(column["title"]))
                one_piece, dense = column["number"] or column["whole"], len(block["columns"]) >= DENSE
                column["em"] = natural if one_piece and not dense else 0
                column["part"] = max(min(natural, MOST), LEAST * column["width"])
                if dense and one_piece:  # a number keeps room for its digits, and a long name is broken
                    column["part"] = min(longest, LONG) + GAP
            block["size"] = next(size for more, size in SIZES if len(block["columns"]) > more or not more)
            _fitted(block["columns"], block["size"], ROOM[paper.wide])
    return data


def _fitted(columns: list[dict[str, Any]], size: float, room: float) -> None:
    """Break the longest texts in one piece, such as a name of fifty letters, where no room is left for the others."""
    while True:
        taken = sum((column["em"] or LEAST) * size + BESIDE for column in columns)
        longest = max(columns, key=lambda column: column["em"], default=None)
        if longest is None or taken <= room or longest["em"] <= HEAD:
            return
        longest["em"] = 0


def _placed(pairs: Sequence[tuple[str, str]], half: float) -> list[tuple[str, str, bool]]:
    """What is stated once, two in a line, and whether one has a line of its own: it is long, or the next one is."""
    found: list[tuple[str, str, bool]] = []
    right = False
    for name, value in pairs:
        long = ems(name) + ems(value) > half
        if long and right:
            found[-1] = (*found[-1][:2], True)
        found.append((name, value, long))
        right = not right and not long
    return found


def _even(title: str) -> float:
    """How wide a head is whose lines are about as long as each other, none longer than ``HEAD``."""
    whole = ems(title)
    return ceil(whole / ceil(whole / HEAD)) if whole else 0.0


def ems(text: str) -> float:
    """About how wide a text is, in ems: a Chinese character has one, a capital ¾, others a little more than half."""
    return sum(1.0 if ord(one) > CJK else 0.75 if one.isupper() else 0.6 for one in text)
