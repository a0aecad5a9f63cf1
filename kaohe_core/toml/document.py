"""Reading a TOML file: the data with exact numbers, the place of every key, and findings a school can act on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import field, frozen

from kaohe_core.findings import Findings, Place, nearest
from kaohe_core.messages import message
from kaohe_core.refusals import reason_of
from kaohe_core.shelf import MOST_TEXT, NoFile, Shelf
from kaohe_core.toml.locate import Keys, Positions, follow, positions
from kaohe_core.toml.syntax import explain

MAX_DIGITS = 38  # before or after the decimal point: what a 128-bit integer can carry
_LIMIT: int = 10**MAX_DIGITS
DEEPEST = 60  # tables and arrays one inside another; a scheme whose dimensions nest ten times has thirty
SHOWN = 6  # of the keys that lead there
# A key of more parts than that: the parsers of TOML would take minutes and gigabytes before anything could be said.
PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
DOTTED = re.compile(rf"(?<![\w\"'-])(?:{PART}){{{DEEPEST}}}")


@frozen
class Document:
    """One TOML file that could be read. ``file`` is its name as shown to people; numbers are ``int`` or ``Decimal``."""

    file: str
    data: dict[str, Any]
    text: str = field(default="", repr=False)

    @cached_property
    def _positions(self) -> Positions:
        """Worked out only when the first finding asks for a place."""
        if not self.text:
            return Positions()
        try:
            return positions(self.text, self.data)
        except (ValueError, RecursionError):  # toml-rs refuses what tomllib accepts: the keys alone must say where
            return Positions()

    def place(self, keys: Keys, *, value: bool = False) -> Place:
        """The place of a key, or of its value; of its nearest existing parent where the key is missing.

        ``keys`` lead there from the top: strings for tables, numbers from 0 for arrays. The place shows an item of
        an array by its ``id``, or else as ``#2``, counted from 1.
        """
        keys = keys[: follow(self.data, keys)[1]]
        line, column = (self._positions.find(keys, value=value) if keys else None) or (None, None)
        return Place(file=self.file, line=line, column=column, keys=tuple(self._shown(keys)))

    def names(self, keys: Keys) -> tuple[str, ...]:
        """The keys as a place shows them; to find out the line takes longer."""
        return tuple(self._shown(keys[: follow(self.data, keys)[1]]))

    def _shown(self, keys: Keys) -> Iterator[str]:
        for depth, key in enumerate(keys):
            if isinstance(key, str):
                yield key
            else:
                item = follow(self.data, keys[: depth + 1])[0]
                name = item.get("id") if isinstance(item, dict) else None
                yield name if isinstance(name, str) and name else f"#{key + 1}"


def read(path: Path, shown: str, findings: Findings, shelf: Shelf | None = None) -> Document | None:
    """Read the TOML file at ``path``, called ``shown`` in findings; None, and findings, if it cannot be read.

    ``shelf`` has, or gets, the bytes that are read.
    """
    text = read_text(path, shown, findings, shelf)
    return None if text is None else parse(text, shown, findings)


def read_text(path: Path, shown: str, findings: Findings, shelf: Shelf | None = None) -> str | None:
    """The text of the TOML file at ``path``, called ``shown``; None, and findings, if it cannot be read."""
    place = Place(file=shown)
    try:
        raw = (shelf or Shelf()).read(path, MOST_TEXT)
    except FileNotFoundError:
        known = sorted(p.name for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        close = nearest(path.name, known)
        if close is not None:
            mend = message("did you mean “{close}”?", close=close)
        elif known:
            mend = message("TOML files in that folder: {names}", names=known)
        elif path.parent.is_dir():
            mend = message("there is no TOML file in that folder")
        else:
            mend = message("the folder does not exist either: {folder}", folder=str(Path(shown).parent))
        findings.add(place, message("the file does not exist"), mend)
        return None
    except IsADirectoryError:
        findings.add(place, message("this is a folder, not a file"), message("name the TOML file inside it"))
        return None
    except NoFile as error:
        findings.add(place, error.what, error.mend)
        return None
    except OSError as error:
        findings.add(place, message("the file cannot be opened: {reason}", reason=reason_of(error)))
        return None
    return _decoded(raw, place, findings)


def _decoded(raw: bytes, place: Place, findings: Findings) -> str | None:
    """The text of the file's bytes, which must be UTF-8, with or without a byte order mark."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start
    mend = message(
        "save it as UTF-8: open it in Notepad, choose File – Save As, set Encoding to UTF-8, and save over the old file"
    )
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        findings.add(place, message("the file is in UTF-16 (“Unicode” in Notepad); TOML must be UTF-8"), mend)
        return None
    place = Place(file=place.file, line=raw.count(b"\n", 0, start) + 1)
    try:
        raw.decode("gb18030")
        what = message("the file is not UTF-8; it looks like GB18030 (GBK, “ANSI” in Chinese Windows)")
    except UnicodeDecodeError:
        what = message("the file is not UTF-8, nor any other text that is known here")
        mend = message("was it made by another program, such as Word or Excel? Write it with a text editor, as UTF-8")
    findings.add(place, what, mend)
    return None


def parse(text: str, shown: str, findings: Findings) -> Document | None:
    """Read TOML text; None, and findings, if it is not TOML or holds a number that no mark can be made of."""
    text = text.removeprefix("\ufeff")
    deep = DOTTED.search(text)
    if deep is not None:
        at = deep.start()
        _note_deep(Place(shown, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)), findings)
        return None
    try:
        data = tomllib.loads(text, parse_float=_decimal)
        beyond = _too_deep(data)
        refused = [] if beyond else list(_refused(data, ()))
    except (ValueError, RecursionError) as error:  # int() of more than 4300 digits is a plain ValueError
        explain(text, shown, error, findings)
        return None
    document = Document(shown, data, text)
    if beyond:
        _note_deep(Place(shown, keys=document.names(beyond[:SHOWN])), findings)
        return None
    for keys in refused:
        number = follow(data, keys)[0]
        if isinstance(number, Decimal) and not number.is_finite():
            what = message("inf, nan and numbers beyond all bounds are not numbers one can reckon with")
            mend = message("write an ordinary number such as 100 or 0.2")
        else:
            what = message("this number has more than {digits} digits", digits=MAX_DIGITS)
            mend = message("write fewer digits; put codes and numbers of papers in quotation marks")
        findings.add(document.place(keys, value=True), what, mend)
    return None if refused else document


def _note_deep(place: Place, findings: Findings) -> None:
    findings.add(place, message("arrays or tables are nested too deeply"), message("nest less deeply"))


def _too_deep(data: dict[str, Any]) -> Keys:
    """The keys to something that lies deeper than any scheme goes, where there is such a thing."""
    waiting: list[tuple[Any, Keys]] = [(data, ())]
    while waiting:
        value, keys = waiting.pop()
        if len(keys) > DEEPEST:
            return keys
        if isinstance(value, dict):
            waiting.extend((inner, (*keys, key)) for key, inner in value.items())
        elif isinstance(value, list):
            waiting.extend((inner, (*keys, number)) for number, inner in enumerate(value))
    return ()


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond what decimal can carry
        return Decimal("NaN")


def fits(number: int | Decimal) -> bool:
    """Whether a number is finite and has at most MAX_DIGITS digits on each side of its point."""
    if isinstance(number, int):
        return abs(number) < _LIMIT
    if not number.is_finite():
        return False
    exponent = int(number.as_tuple().exponent)
    return exponent >= -MAX_DIGITS and number.adjusted() < MAX_DIGITS


def _refused(value: Any, keys: Keys) -> Iterator[Keys]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _refused(inner, (*keys, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _refused(inner, (*keys, number))
    elif isinstance(value, int | Decimal) and not fits(value):
        yield keys
