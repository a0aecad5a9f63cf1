"""The code blocks of the docs, and the surrounding that each fragment needs.

A block of TOML says by its class what it is a part of::

    ```{code-block} toml
    :class: kaohe-clause
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
SCHOOL = DOCS / "examples" / "school"  # the project in which fragments are loaded

_OPEN = re.compile(r"^(?P<indent> *)(?P<fence>`{3,})(?P<directive>\{[\w-]+\})? *(?P<language>.*?) *$")
_OPTION = re.compile(r"^ *:(?P<name>[a-z-]+): *(?P<value>.*)$")


@frozen
class Block:
    """One fenced block: its body lies on the lines from ``start`` to before ``end``, counted from 0."""

    path: Path
    start: int
    end: int
    language: str
    classes: tuple[str, ...]
    text: str

    @property
    def kind(self) -> str:
        """The class that begins with kaohe-, without it."""
        return next((name.removeprefix("kaohe-") for name in self.classes if name.startswith("kaohe-")), "")

    def __str__(self) -> str:
        return f"{self.path.relative_to(DOCS)}:{self.start}"


def pages(language: str) -> list[Path]:
    """Every page in one language."""
    return sorted((DOCS / language).rglob("*.md"))


def blocks(path: Path) -> Iterator[Block]:
    """The code blocks of a page; other directives are no code."""
    lines = path.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        opened = _OPEN.match(lines[number])
        number += 1
        if opened is None:
            continue
        classes: tuple[str, ...] = ()
        while option := _OPTION.match(lines[number]):
            if option["name"] == "class":
                classes = tuple(option["value"].split())
            number += 1
        start = number
        while lines[number].strip() != opened["fence"]:
            number += 1
        if opened["directive"] in (None, "{code-block}"):
            body = [line.removeprefix(opened["indent"]) for line in lines[start:number]]
            yield Block(path, start, number, opened["language"], classes, "\n".join(body).strip("\n") + "\n")
        number += 1


HEADER = {
    "title": '"绩效工资考核分配方案"',
    "subject": '"staff"',
    "name": '"staff.name"',
    "round": "{ clause = 2, total = 2 }",
    "periods": '{ term = [{ id = "2026上", start = 2026-02-01, end = 2026-07-31 },'
    ' { id = "2026下", start = 2026-08-01, end = 2027-01-31 }] }',
}
WRAPPER = """
[[dimension]]
id = "wrapper"
title = "指标"
marks = 100
at-least = "none"
at-most = "none"
"""
CLAUSE = """
  [[dimension.clause]]
  id = "wrapped"
  text = "每节课 1 分"
  rule = "earn"
  of = "staff.weekly"
  points = 1
"""


def scheme_around(fragment: str, kind: str) -> str:
    """A whole scheme around a fragment: ``scheme`` is whole, ``clause`` goes into a dimension, ``part`` beside it."""
    if kind == "scheme":
        return fragment
    if kind not in ("clause", "part"):
        raise ValueError(f"a block of TOML needs the class kaohe-scheme, kaohe-clause or kaohe-part, not {kind!r}")
    own = tomllib.loads(fragment)
    whole = kind == "part" and "dimension" in own
    marks = sum(dimension["marks"] for dimension in own["dimension"]) if whole else 100
    divides = any(one["settlement"] == "share" and "takes" not in one for one in own.get("payment", ()))
    header = HEADER | {"marks": str(marks)} | ({"pool": "40000"} if divides or "marks.pool" in fragment else {})
    lines = "".join(f"{key} = {value}\n" for key, value in header.items() if key not in own)
    if kind == "clause":
        return lines + WRAPPER + fragment
    return lines + fragment + ("" if whole else WRAPPER + CLAUSE)
