"""What a committee sees when it tries another parameter: by how much everybody gains or loses, and all together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from kaohe_core.assess.judge import TOTAL
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.spreadsheet import At, Parts, Scalar, WholeColumn, quoted, text
from kaohe_core.messages import Language, Message, message
from kaohe_core.workbook.book import FIRST, Page, PageColumn, Ref, first_rows
from kaohe_core.workbook.headings import short

if TYPE_CHECKING:
    from kaohe_core.scheme.model import Scheme
    from kaohe_core.workbook.front_sheet import FrontColumn

FilledCell = tuple[Parts | None, Scalar]  # a cell: its formula, and what it comes to


@frozen
class Gain:
    """A column of the front sheet beside what the program found, and the difference."""

    shown: FrontColumn
    before: Ref
    change: Ref


def gains(page: Page, columns: Iterable[FrontColumn], language: Language) -> list[Gain]:
    """Fill ``page``, where id and name stand already: what everybody had, has now, and the difference.

    Of the marks the total, and of the money what everybody is paid in all.
    """
    columns = list(columns)
    money = [one for one in columns if one.read == "money"][-1:]
    others = [one for one in columns if one.step == TOTAL.id or one.read not in ("marks", "money")]
    return [_held(page, one, language) for one in [*others, *money]]


def _held(page: Page, one: FrontColumn, language: Language) -> Gain:
    number = one.read in ("marks", "money")  # a place is better the less it is: it is told in words
    as_shown = one.ref.page.columns[one.ref.column]
    kind = as_shown.type
    look = {"type": kind, "places": one.places, "money": one.read == "money", "unit": as_shown.unit}
    title = as_shown.title
    was = message("{title}: in the scheme", title=title).text(language)
    before = page.add(PageColumn(was, "fixed", inputs=list(one.found), **look))  # type: ignore[arg-type]  # as declared
    now = message("{title}: tried", title=title).text(language)
    found = one.found
    same: At = lambda row: found[row] if row < len(found) else None  # noqa: E731  # as short as what it is passed to
    tried = page.add(PageColumn(now, "value", parts=(one.ref,), at=same, **look))  # type: ignore[arg-type]  # as above
    as_shown.before = before
    gain, other = message("{title}: gain or loss", title=title), message("{title}: change", title=title)
    changed = (gain if number else other).text(language)
    words = text("IF(", before, "=", tried, ',"",', before, f"&{quoted(' → ')}&", tried, ")")
    if not number:
        nothing = PageColumn(changed, "value", parts=words, at=lambda _row: "", type="text")
        return Gain(one, before, page.add(nothing))
    parts = text("IF(AND(ISNUMBER(", before, "),ISNUMBER(", tried, ")),")
    parts = text(parts, "ROUND(", tried, "-", before, f",{one.places}),", words, ")")
    zero: At = lambda row: Fraction(0) if isinstance(same(row), Fraction) else ""  # noqa: E731  # as above
    change = page.add(PageColumn(changed, "value", parts=parts, at=zero, signed=True, **look))  # type: ignore[arg-type]  # as above
    return Gain(one, before, change)


@define
class TrialLines:
    """The lines beside the parameters: what all of it comes to."""

    page: Page  # the sheet of parameters
    language: Language
    what: list[str] = Factory(list)
    cells: list[tuple[FilledCell, FilledCell, FilledCell]] = Factory(list)

    @property
    def first(self) -> int:
        """The column with what stood there before."""
        return len(self.page.columns) + 1

    def line(self, what: Message, before: FilledCell, now: FilledCell, difference: int | None) -> None:
        """One line; ``difference``: to how many decimals the two are subtracted, None: they are not."""
        row = FIRST + len(self.what)
        self.what.append(what.text(self.language))
        third: FilledCell = (None, None)
        if difference is not None:
            one, other = (Ref(self.page, self.first + at, row) for at in (0, 1))
            parts = text("IF(OR(", one, '="",', other, '=""),"",ROUND(', other, "-", one, f",{difference}))")
            third = (parts, "" if before[1] == "" else Fraction(0))
        self.cells.append((before, now, third))

    def both(self, what: Message, parts: tuple[Parts, Parts], value: Scalar, difference: int) -> None:
        """A line of which both are worked out in one way."""
        self.line(what, (parts[0], value), (parts[1], value), difference)

    def now(self, what: Message, parts: Parts) -> None:
        """A line about what has changed: nothing, as long as nothing is tried."""
        self.line(what, (None, None), (parts, Fraction(0)), None)

    def write(self) -> None:
        """The columns."""
        say = self.language
        titles = (message("by the scheme"), message("by the trial"), message("difference"))
        self.page.count = max(self.page.count, len(self.what))
        self.page.add(PageColumn(message("effect").text(say), "fixed", inputs=list(self.what), type="text"))
        for at, title in enumerate(titles):
            lines = [cells[at] for cells in self.cells]
            values = [value for _, value in lines]
            column = PageColumn(title.text(say), "value", inputs=[parts for parts, _ in lines], type="formulas")
            column.at, column.rate, column.signed = values.__getitem__, True, at == 2
            self.page.add(column)


def effects(page: Page, count: int, scheme: Scheme, held: Sequence[Gain], language: Language) -> None:
    """The lines beside the parameters, of which there are ``count``."""
    lines = TrialLines(page, language)
    tried = Ref(page, lines.first + 1, FIRST)
    scheme_s, own = (first_rows(Ref(page, at), max(count, 1)) for at in (SCHEME_S, TRIED))
    lines.now(message("parameters that are tried"), text("SUMPRODUCT(--(", scheme_s, "<>", own, "))"))
    for one in held:
        match one.shown.read:
            case "marks":
                _mean(lines, one)
                _movers(lines, one)
            case "words":
                for name in dict.fromkeys(grade.name for grade in scheme.grade):
                    _so_many(lines, one, message("{title}: people", title=name), name)
            case "truth":
                yes = message("yes").text(language)
                _so_many(lines, one, message("{title}: people", title=short(one.shown.title)), yes)
            case "money":
                _sum(lines, one)
                _movers(lines, one)
    lines.write()
    for one in held:
        shown = one.shown.ref.page.columns[one.shown.ref.column]
        shown.trying, shown.tried = tried, message("tried: {title}", title=shown.title).text(language)


SCHEME_S, TRIED = 4, 5  # the columns of the sheet of parameters


def _two(one: Gain) -> tuple[WholeColumn, WholeColumn]:
    return WholeColumn(one.before), WholeColumn(one.shown.ref)


def _numbers(one: Gain) -> list[Fraction]:
    return [value for value in one.shown.found if isinstance(value, Fraction)]


def _mean(lines: TrialLines, one: Gain) -> None:
    """The mean of those who have one; a quotient of whole numbers, as everywhere in the workbook."""
    found, places = _numbers(one), one.shown.places
    value: Scalar = rounded(sum(found, Fraction(0)) / len(found), places, "half-up") if found else ""
    before, now = (
        text("IF(COUNT(", all_, ')=0,"",ROUND(ROUND(SUM(', all_, f")*{10**places},0)/(", f"{10**places}*COUNT(", all_)
        + text(f")),{places}))")
        for all_ in _two(one)
    )
    lines.both(message("{title}: mean", title=one.shown.title), (before, now), value, places)


def _sum(lines: TrialLines, one: Gain) -> None:
    before, now = (text("ROUND(SUM(", all_, f"),{one.shown.places})") for all_ in _two(one))
    value = sum(_numbers(one), Fraction(0))
    lines.both(message("{title}: sum", title=short(one.shown.title)), (before, now), value, one.shown.places)


def _so_many(lines: TrialLines, one: Gain, what: Message, word: str) -> None:
    before, now = (text("SUMPRODUCT(--EXACT(", all_, f",{quoted(word)}))") for all_ in _two(one))
    lines.both(what, (before, now), Fraction(sum(value == word for value in one.shown.found)), 0)


def _movers(lines: TrialLines, one: Gain) -> None:
    change, title = WholeColumn(one.change), short(one.shown.title)
    lines.now(message("{title}: people who gain", title=title), text("COUNTIF(", change, ',">0")'))
    lines.now(message("{title}: people who lose", title=title), text("COUNTIF(", change, ',"<0")'))
    lines.now(message("{title}: greatest gain", title=title), text("MAX(0,", change, ")"))
    lines.now(message("{title}: greatest loss", title=title), text("MIN(0,", change, ")"))
