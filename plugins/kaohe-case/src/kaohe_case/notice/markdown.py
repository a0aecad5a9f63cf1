"""Text from people put into Markdown so that it stays what it is: names, claims and wordings are never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ANYWHERE = re.compile(r"[\\`*_\[\]<>|~&$]")
_AT_THE_START = re.compile(r"^([#+=-]|\d+(?=[.)](?: |$)))")


def escaped(text: str) -> str:
    """One line of Markdown that is read as ``text``; breaks and runs of spaces become one space."""
    line = " ".join(text.split())
    line = _ANYWHERE.sub(lambda found: "\\" + found[0], line)
    start = _AT_THE_START.match(line)
    if start is None:
        return line
    if start[1].isdigit():  # “3.” would begin a list
        return f"{start[1]}\\{line[start.end() :]}"
    return "\\" + line


def table(heads: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; ``heads`` are titles, and whether the column is of numbers. Cells are escaped here."""
    return [
        _row([title for title, _ in heads]),
        "|" + "|".join("---:" if right else "---" for _, right in heads) + "|",
        *(_row(row) for row in rows),
    ]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"
