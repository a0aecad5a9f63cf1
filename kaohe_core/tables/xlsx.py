"""Workbooks of Excel and WPS (.xlsx) by their XML: what each cell keeps, how it shows it, and which rows are hidden.

Libraries leave out one of these: which formulas were never computed, what a number looks like, what is hidden, files in
Strict Open XML, and which cell it is that cannot be read.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from attrs import field, frozen

from kaohe_core.messages import message
from kaohe_core.tables.archive import Archive, damaged_part, local
from kaohe_core.tables.grid import (
    ErrorCell,
    Failure,
    Grid,
    Raw,
    Rectangle,
    Uncached,
    Unreadable,
    through,
    with_line_ends,
)
from kaohe_core.tables.number_formats import BUILTIN, NumberFormat, number_format
from kaohe_core.tables.opened import DIGITS_LOST, OpenedBook, damaged
from kaohe_core.tables.serial import DAY_0, DAY_0_MAC, shown_number

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})\Z")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
Strikes = tuple[bool | None, ...]  # of a text: whether a line goes through each part; None: as its cell's font says


def open_xlsx(content: bytes, shown: str) -> OpenedBook:
    """The workbook in these bytes; ``shown`` is its name for the person. Raises :class:`Failure`."""
    archive = Archive.of(content)
    workbook = _main_part(archive)
    root = archive.tree(workbook)
    related = _relations(archive, workbook)
    sheets: dict[str, str] = {}
    visible: list[str] = []
    mac = lazy = False
    for element in _settings(root):  # not those of later extensions, which have the same names
        match local(element.tag):
            case "sheet":
                ident = next((value for name, value in element.attrib.items() if local(name) == "id"), "")
                kind, part = related.get(ident, ("", ""))
                if kind != "worksheet" or part not in archive:
                    continue
                name = element.get("name", "")
                sheets[name] = part
                if element.get("state", "visible") == "visible":
                    visible.append(name)
            case "workbookPr":
                mac = _true(element.get("date1904"))
            case "calcPr":
                lazy = _true(element.get("fullCalcOnLoad")) or _true(element.get("forceFullCalc"))
    texts = _first(related, "sharedStrings")
    styles = _first(related, "styles")
    book = _Book(
        archive,
        shown,
        *(_texts(archive, texts) if texts in archive else ([], {})),
        *(_styles(archive, styles) if styles in archive else ([], [])),
        DAY_0_MAC if mac else DAY_0,
        lazy,
    )
    return OpenedBook(list(sheets), visible, lambda name: book.grid(name, sheets[name]))


def _settings(root: Any) -> Iterator[Any]:
    """What the workbook itself says: its own elements, and the sheets in theirs."""
    for element in root:
        yield from element if local(element.tag) == "sheets" else (element,)


def _true(text: str | None) -> bool:
    return text in ("1", "true", "on")


# ---------------------------------------------------------------------------------------------------- parts


def _main_part(archive: Archive) -> str:
    """The part with the workbook: by the relations of the package, else where everybody puts it."""
    if "_rels/.rels" in archive:
        for kind, part in _relations(archive, "").values():
            if kind == "officeDocument" and part in archive:
                return part
    if "xl/workbook.xml" in archive:
        return "xl/workbook.xml"
    raise damaged()


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """By id: what kind of part it is (the last word of its type), and its name."""
    folder, name = posixpath.split(part)
    file = posixpath.join(folder, "_rels", f"{name}.rels")
    if file not in archive:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for element in archive.tree(file):
        target = element.get("Target", "").replace("\\", "/")
        if element.get("TargetMode") != "External":
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return found


def _first(related: dict[str, tuple[str, str]], kind: str) -> str:
    return next((part for found, part in related.values() if found == kind), "\0")


def _texts(archive: Archive, part: str) -> tuple[list[str], dict[int, Strikes]]:
    """The shared texts, and of those in several fonts whether a line goes through each part."""
    items = [item for item in archive.tree(part) if local(item.tag) == "si"]
    struck = {at: found for at, item in enumerate(items) if any(found := _strikes(item))}
    return [_text(item) for item in items], struck


def _strikes(item: Any) -> Strikes:
    """Whether a line goes through each part of a text; None where the part has the font of its cell."""
    found: list[bool | None] = []
    for run in item:
        if local(run.tag) == "r" and any(part.text for part in run if local(part.tag) == "t"):
            fonts = [part for part in run if local(part.tag) == "rPr"]
            found.append(_is_struck(fonts[0]) if fonts else None)
    return tuple(found)


def _is_struck(font: Any) -> bool:
    return any(local(one.tag) == "strike" and one.get("val", "1") not in ("0", "false") for one in font)


def _text(item: Any) -> str:
    """A text without the reading aids (phonetic runs) that East Asian Excel keeps beside it."""
    parts: list[str] = []
    for child in item:
        match local(child.tag):
            case "t":
                parts.append(child.text or "")
            case "r":
                parts.extend(run.text or "" for run in child if local(run.tag) == "t")
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """``_x000D_`` is how .xlsx writes a character that XML cannot hold, and ``_x005F_`` the underscore before an x."""
    return with_line_ends(ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text)


def _styles(archive: Archive, part: str) -> tuple[list[NumberFormat], list[bool]]:
    """The number format of every cell style, and whether its font has a line through it."""
    codes = dict(BUILTIN)
    numbers: list[int] = []
    fonts: list[bool] = []
    chosen: list[int] = []
    for element in archive.tree(part):
        match local(element.tag):
            case "numFmts":  # those of conditional formats stand elsewhere, under the same numbers
                codes |= {_whole(one.get("numFmtId")): one.get("formatCode", "") for one in element}
            case "fonts":
                fonts = [_is_struck(font) for font in element if local(font.tag) == "font"]
            case "cellXfs":
                styles = [style for style in element if local(style.tag) == "xf"]
                numbers = [_whole(style.get("numFmtId")) for style in styles]
                chosen = [_whole(style.get("fontId")) for style in styles]
    formats = [number_format(codes.get(number, "General")) for number in numbers]
    return formats, [number < len(fonts) and fonts[number] for number in chosen]


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.strip().isdecimal() else 0


# ---------------------------------------------------------------------------------------------------- sheets


@frozen
class _Book:
    """What the sheets of one workbook share."""

    archive: Archive
    shown: str
    texts: list[str]
    struck_texts: dict[int, Strikes]
    formats: list[NumberFormat]
    struck_styles: list[bool]
    day_0: datetime.datetime
    lazy: bool  # everything is computed when it is opened, so that a 0 beside a formula may be no result
    names: dict[str, str] = field(init=False, factory=dict)  # of elements, without their namespaces

    def grid(self, sheet: str, part: str) -> Grid:
        from xml.etree import ElementTree

        rows: list[tuple[int, list[Raw]]] = []
        merged: list[Rectangle] = []
        hidden: set[int] = set()
        columns: set[int] = set()
        struck: dict[tuple[int, int], bool] = {}
        number, zero = 0, False
        try:
            for name, element in self._elements(self.archive.read(part)):
                if name == "row":
                    number = self._row_number(element, number)
                    if (
                        _true(element.get("hidden"))
                        or element.get("ht") == "0"
                        or (zero and "ht" not in element.attrib)
                    ):
                        hidden.add(number)
                    cells = self._cells(element, number, struck)
                    if any(raw is not None for raw in cells):
                        rows.append((number, cells))
                    element.clear()
                elif name == "mergeCell":
                    area = _area(element.get("ref", ""))
                    if area is not None:
                        merged.append(area)
                elif name == "col" and (_true(element.get("hidden")) or element.get("width") == "0"):
                    first, last = _whole(element.get("min")), _whole(element.get("max"))
                    columns.update(range(first - 1, min(last, MOST_COLUMNS)))
                elif name == "sheetFormatPr":
                    zero = _true(element.get("zeroHeight"))
        except (ElementTree.ParseError, ValueError, LookupError):
            raise damaged_part(part, sheet) from None
        except Failure as failure:
            raise Failure(failure.what, failure.mend, sheet) from None
        return Grid(
            self.shown,
            sheet,
            _in_order(rows),
            merged,
            hidden=frozenset(hidden),
            hidden_columns=frozenset(columns),
            struck=struck,
        )

    def _elements(self, content: bytes) -> Iterator[tuple[str, Any]]:
        from xml.etree import ElementTree

        for _event, element in ElementTree.iterparse(io.BytesIO(content)):  # noqa: S314  # as in archive.py
            yield self._name(element), element

    def _name(self, element: Any) -> str:
        name = self.names.get(element.tag)
        return self.names.setdefault(element.tag, local(element.tag)) if name is None else name

    def _row_number(self, element: Any, before: int) -> int:
        text = element.get("r")
        if text is None:
            return before + 1
        number = int(text) if text.isdecimal() else 0
        if not 1 <= number <= MOST_ROWS:
            raise Failure(
                message("after row {row} stands a row whose number is “{found}”", row=before, found=text),
                message("open it in Excel or WPS, check what is there, and save it as .xlsx"),
            )
        return number

    def _cells(self, row: Any, number: int, struck: dict[tuple[int, int], bool]) -> list[Raw]:
        cells: list[Raw] = []
        for cell in row:
            if self._name(cell) != "c":
                continue
            at = len(cells)
            reference = cell.get("r")
            if reference is not None:
                found = REFERENCE.match(reference)
                at = _index(found[1]) - 1 if found is not None else MOST_COLUMNS
            if at >= MOST_COLUMNS:
                raise Failure(
                    message("in row {row} stands a cell whose place is “{found}”", row=number, found=reference),
                    message("open it in Excel or WPS, check what is there, and save it as .xlsx"),
                )
            if at >= len(cells):
                cells.extend([None] * (at + 1 - len(cells)))
            cells[at] = self._raw(cell)
            some = self.struck_texts or True in self.struck_styles or cell.get("t") == "inlineStr"
            through_it = self._through(cell) if some else None
            if through_it is not None:
                struck[number, at] = through_it
        return cells

    def _through(self, cell: Any) -> bool | None:
        """Whether a line goes through what the cell shows, as :func:`through` says it."""
        style, kind = _whole(cell.get("s")), cell.get("t")
        whole = style < len(self.struck_styles) and self.struck_styles[style]
        parts: Strikes = ()
        if kind == "s" and self.struck_texts:
            text = next((child.text or "" for child in cell if self._name(child) == "v"), "")
            parts = self.struck_texts.get(_whole(text), ())
        elif kind == "inlineStr":
            parts = next((_strikes(child) for child in cell if self._name(child) == "is"), ())
        return through(whole if one is None else one for one in parts or (None,))

    def _raw(self, cell: Any) -> Raw:
        """What a cell holds."""
        text, formula, inline = "", False, None
        valued = False
        for child in cell:
            match self._name(child):
                case "v":
                    text, valued = child.text or "", True
                case "f":
                    formula = True
                case "is":
                    inline = child
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return (None if inline is None else _text(inline)) or None
        if formula and not text and kind != "str":
            return Uncached()
        if formula and self.lazy and (text == "0" or (kind == "str" and not valued)):
            return Uncached()
        if not text:
            return None
        match kind:
            case "n":
                return self._number(text, self._format(cell.get("s")))
            case "s":
                at = int(text) if text.strip().isdecimal() else -1
                return (self.texts[at] or None) if 0 <= at < len(self.texts) else Unreadable(text)
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return ErrorCell(text)
            case "d":
                return _iso(text)
        return unescaped(text) or None

    def _format(self, style: str | None) -> NumberFormat:
        at = _whole(style)
        return self.formats[at] if at < len(self.formats) else number_format("General")

    def _number(self, text: str, form: NumberFormat) -> Raw:
        try:
            number = int(text) if text.isdecimal() else float(text)
        except ValueError:
            return Unreadable(text)
        if number != number or number in (float("inf"), float("-inf")):  # NaN is not itself
            return Unreadable(text)
        if form.plain:
            return float(number) if abs(number) >= DIGITS_LOST else number
        return shown_number(number, form, self.day_0)


def _iso(text: str) -> Raw:
    """A date as Strict Open XML may write it."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        try:
            return datetime.time.fromisoformat(text)
        except ValueError:
            return Unreadable(text)
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == datetime.time() else moment


def _index(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _area(text: str) -> Rectangle | None:
    first, _colon, last = text.partition(":")
    one, two = REFERENCE.match(first), REFERENCE.match(last or first)
    if one is None or two is None:
        return None
    return int(one[2]), _index(one[1]), int(two[2]), _index(two[1])


def _in_order(rows: list[tuple[int, list[Raw]]]) -> list[tuple[int, list[Raw]]]:
    """The rows by their numbers; what one row has twice is the later, as in Excel."""
    if all(one[0] < two[0] for one, two in pairwise(rows)):
        return rows
    return sorted(dict(rows).items())
