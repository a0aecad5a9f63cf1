"""Findings: what is wrong with a scheme, a plugin or data, said to the person who can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from attrs import asdict, define, field, frozen

from kaohe_core.messages import Language, Message, message


@frozen
class Place:
    """Where something is wrong. Only what is known is filled in; rows and columns count from 1, as people do."""

    file: str = ""
    line: int | None = None  # of a text file
    column: int | None = None  # of a text file
    keys: tuple[str, ...] = ()  # the TOML keys that lead there
    sheet: str = ""
    row: int | None = None  # of a sheet or of a CSV file, the header included
    title: str = ""  # the header of the table column
    plugin: str = ""

    def text(self, language: Language) -> str:
        """``data/考勤.xlsx 工作表“2026上” 第 7 行 “病假天数”`` or ``kaohe.toml:4:8 project.plugins``."""
        where = self.file
        if self.line is not None:
            where += f":{self.line}" + (f":{self.column}" if self.column is not None else "")
        parts = [where] if where else []
        if self.sheet:
            parts.append(message("sheet “{sheet}”", sheet=self.sheet).text(language))
        if self.row is not None:
            parts.append(message("row {row}", row=self.row).text(language))
        if self.title:
            parts.append(f"“{self.title}”")
        if self.keys:
            parts.append(".".join(self.keys))
        if self.plugin:
            parts.append(message("plugin {plugin}", plugin=self.plugin).text(language))
        return " ".join(parts)


@frozen
class Finding:
    """One thing that is wrong: where, what was found and what is allowed (``what``), and how to mend it (``mend``)."""

    place: Place
    what: Message
    mend: Message | None = None
    blocks: bool = True  # False: worth knowing, yet the work goes on

    def text(self, language: Language) -> str:
        """One paragraph: place, colon, what; the mend on a line of its own."""
        where = self.place.text(language)
        text = (f"{where}: " if where else "") + self.what.text(language)
        if self.mend is not None:
            text += "\n    " + message("To mend it: {mend}", mend=self.mend).text(language)
        return text

    def data(self, language: Language) -> dict[str, Any]:
        """The finding as plain data, for ``--format json``."""
        place = {**asdict(self.place), "keys": list(self.place.keys)}
        return {
            "place": {name: value for name, value in place.items() if value},
            "what": self.what.text(language),
            "blocks": self.blocks,
            "mend": self.mend.text(language) if self.mend else None,
        }


@define
class Findings:
    """A collector, so that all findings of a file come at once."""

    items: list[Finding] = field(factory=list)

    def add(self, place: Place, what: Message, mend: Message | None = None, *, blocks: bool = True) -> None:
        """Note one finding."""
        self.items.append(Finding(place, what, mend, blocks))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Note several."""
        self.items.extend(findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def stop(self) -> None:
        """Raise :class:`FindingsError` if any finding blocks."""
        if any(item.blocks for item in self.items):
            raise FindingsError(self.items)


class FindingsError(Exception):
    """Work cannot go on; carries every finding, to be printed to the person, never as a traceback."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(f.text("en") for f in self.findings))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to ``name``, or None when nothing is close."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> Message:
    """How to mend an unknown name: the nearest one, or else all of them."""
    names = sorted(set(known))
    close = nearest(name, names)
    if close is not None:
        return message("did you mean “{close}”?", close=close)
    if not names:
        return message("nothing is declared here yet")
    return message("use one of: {names}", names=names)
