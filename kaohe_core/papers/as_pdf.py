"""A paper as PDF, made by typst (``pip install "kaohe[pdf]"``): the same bytes every time."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from importlib.util import find_spec

from kaohe_core.papers.paper import Paper

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


def can_be_made() -> bool:
    """Whether typst is installed."""
    return find_spec("typst") is not None


def pdf(paper: Paper) -> bytes:
    """The PDF; raises ``ImportError`` where typst is not installed."""
    import typst

    given = {"paper": json.dumps(paper.data(), ensure_ascii=False), "fonts": json.dumps(FONTS)}
    with as_file(files("kaohe_core.papers") / "paper.typ") as template:
        made: bytes = typst.compile(str(template), format="pdf", sys_inputs=given)
    return made
