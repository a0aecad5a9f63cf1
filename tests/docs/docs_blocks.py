"""The code blocks of the docs, and the surrounding that each fragment needs.

A block of TOML says by its class what it is a part of::

    ```{code-block} toml
    :class: kaohe-clause
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from kaohe_core.sphinxext.around import scheme_around as scheme_around

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
SCHOOL = DOCS / "examples" / "school"  # the project in which fragments are loaded

sys.path.insert(0, str(DOCS))


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
