"""CSV and text files: the encoding is proved, never guessed."""

from __future__ import annotations

import codecs
import re

from kaohe_core.messages import message
from kaohe_core.tables.declared import Table
from kaohe_core.tables.grid import Failure, Grid, Raw, cleaned
from kaohe_core.tables.header_rows import WITHIN
from kaohe_core.tables.headers import Spellings

DELIMITERS = (",", "\t", ";", "，")  # the last one by hand, with a Chinese keyboard
KEPT_AS_TEXT = re.compile(r"""="([^"]*)"\Z|'(\d+)\Z""")  # ="001", '001: how a zero in front is kept in Excel
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(content: bytes) -> str:
    """The text: by its byte-order mark, else as strict UTF-8, else as strict GB18030 (what Chinese Excel writes).

    Detectors that guess were right half the time; UTF-8 is hardly ever valid by chance. Raises :class:`Failure`.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise _undecodable(content, error) from None
    if b"\0" in content:
        raise Failure(
            message("this is not a text file, although its name ends in .csv"),
            message("open it in Excel or WPS and save it as CSV UTF-8"),
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _nearly_utf_8(content):
            raise _undecodable(content, error) from None
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise _undecodable(content, error) from None
        if _is_no_chinese(text):
            raise _doubtful(text, content, "big5") from None
    else:
        if _is_chinese_by_chance(text):
            raise _doubtful(text, content, "gb18030")
    return text


def _nearly_utf_8(content: bytes) -> bool:
    """Whether only a few bytes of a text in UTF-8 are damaged; as GB18030 it would be read without sense."""
    text = content.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    return 10 * bad <= sum(char > "\u07ff" for char in text) - bad


def _is_no_chinese(text: str) -> bool:
    """Whether a text that could be read as GB18030 is another encoding's: rare characters, or those of no language."""
    foreign = [char for char in text if char > "\x7f"]
    rare = [char for char in foreign if not char.encode("gb2312", errors="ignore")]
    return any("\ue000" <= char <= "\uf8ff" for char in rare) or 2 * len(rare) > max(len(foreign), 6)


def _is_chinese_by_chance(text: str) -> bool:
    """Whether a text that could be read as UTF-8 is GB18030: in two bytes, some Chinese looks like Greek or Arabic."""
    foreign = [char for char in text if char > "\x7f"]
    return any(char > "\xff" for char in foreign) and all(char <= "\u07ff" for char in foreign)


def _doubtful(text: str, content: bytes, other: str) -> Failure:
    """A text that was decoded, and makes no sense."""
    foreign = re.compile(r"[^\x00-\x7f]+")
    found = foreign.findall(content.decode(other, errors="ignore"))
    one = foreign.findall(text)[0]
    what = message("nobody can tell in which encoding this text is: “{one}”?", one=one)
    if found:
        what = message("nobody can tell in which encoding this text is: “{one}”, or “{two}”?", one=one, two=found[0])
    return Failure(what, message("open it in Excel or WPS and save it as CSV UTF-8"))


def _undecodable(content: bytes, error: UnicodeDecodeError) -> Failure:
    line = content.count(b"\n", 0, error.start) + 1
    return Failure(
        message("the text is neither UTF-8 nor GB18030 (line {line} cannot be read)", line=line),
        message("open it in Excel or WPS and save it as CSV UTF-8"),
    )


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    """The records of a CSV text. Raises :class:`Failure` where quotes do not close."""
    import csv
    import io

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error:
        raise Failure(
            message("the quotation marks from line {line} on do not match", line=reader.line_num),
            message("open the file in Excel or WPS and save it as CSV UTF-8"),
        ) from None


def grid(table: Table, content: bytes, shown: str) -> Grid:
    """The file as a grid; the delimiter is the one under which the header row names most columns."""
    text = decoded(content)
    spellings = Spellings(table)
    start = "".join(text.splitlines(keepends=True)[:WITHIN])

    def recognised(delimiter: str) -> int:
        lines = [line.split(delimiter) for line in start.splitlines()]
        unquoted: list[list[Raw]] = [[cell.strip().strip('"') for cell in line] for line in lines]
        return max((len(spellings.read(None, cells).found) for cells in unquoted), default=0)

    best = max(DELIMITERS, key=lambda delimiter: (recognised(delimiter), start.count(delimiter)))
    rows: list[tuple[int, list[Raw]]] = [
        (number, [KEPT_AS_TEXT.sub(r"\1\2", cleaned(cell)) for cell in cells])
        for number, cells in enumerate(rows_of(text, best), 1)
    ]
    return Grid(shown, "", rows, delimited=True)
