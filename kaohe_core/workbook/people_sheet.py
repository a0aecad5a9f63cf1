"""The sheet of people: who is assessed, who is scored and in which unit, and the view of the workbook from there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from attrs import Factory, define, frozen

from kaohe_core.formula import tree
from kaohe_core.formula.sheet import Renderer, Which
from kaohe_core.formula.spreadsheet import (
    At,
    Parts,
    PlainCell,
    Scalar,
    SheetPlace,
    SheetValue,
    WholeColumn,
    quoted,
    text,
    unless,
)
from kaohe_core.formula.tree import Formula, Level
from kaohe_core.messages import Language, message
from kaohe_core.scheme.model import Reason
from kaohe_core.workbook.book import Book, Page, PageColumn, Ref
from kaohe_core.workbook.input_sheets import searchable

LONGEST = 32767  # characters that a cell may hold


@define(eq=False)
class Who:
    """Everybody on the roster: in which unit (a position in ``units``), and why not assessed or not scored."""

    ids: list[str]
    names: list[str]
    unit_of: list[str | None]  # None where it is not known, or not about somebody
    units: list[str | None]
    not_assessed: list[str]  # the reason, or an empty text
    not_scored: list[str]

    def unit_number(self, row: int) -> int:
        """The number of somebody's unit, from 1."""
        return self.units.index(self.unit_of[row]) + 1

    def first_of(self, unit: str | None) -> int:
        """The subject that stands for a unit: the first who is assessed, or else the first."""
        rows = [row for row, of in enumerate(self.unit_of) if of == unit]
        return next((row for row in rows if not self.not_assessed[row]), rows[0])

    def first_assessed(self) -> list[int]:
        """For every unit in which somebody is assessed, the subject that stands for it."""
        rows = [self.first_of(unit) for unit in self.units] if self.ids else []
        return [row for row in rows if not self.not_assessed[row]]

    def belongs(self, which: Which, row: int) -> Fraction:
        """The number of the unit for its members, 0 for everybody else."""
        out = which != "own" and (self.not_assessed[row] or (which == "scored" and self.not_scored[row]))
        return Fraction(0 if out else self.unit_number(row))


@frozen
class Unpaid:
    """A column that says why somebody gets nothing of a payment, or no share; ``found``: as the program has it."""

    ref: Ref
    found: tuple[str, ...]


@define(eq=False)
class PeopleSheets:
    """The workbook as formulas about subjects see it; columns go to ``page``, those of units to the sheet of units."""

    book: Book
    who: Who
    people: Page
    units: Page
    language: Language
    number: Ref
    ident: Ref
    page: Page
    exact_: Callable[[Formula, int], Scalar]
    leaf_: Callable[[Formula], SheetValue]
    title: Callable[[Formula | None], tuple[str, str]]
    name: Ref | None = None
    unit_name: Ref | None = None
    reasons: list[Ref] = Factory(list)  # why somebody is not assessed, and why not scored
    groups: dict[Which, Ref] | None = None

    def column(self, level: Level, parts: Parts, at: At, node: Formula | None, places: int) -> Ref:
        """A helper column where the level says."""
        page = self.units if level in ("const", "unit") else self.page
        title, note = self.title(node)
        return page.add(PageColumn(title, "helper", note, parts, at, places=places))

    def guard(self, place: SheetPlace, limit: Fraction) -> None:
        """Watch a column."""
        self.book.watch(place, limit)

    def leaf(self, node: Formula) -> SheetValue:
        """A measure, a mark or a parameter."""
        return self.leaf_(node)

    def members(self, among: tree.Among) -> Ref:
        """The column of the scored, or of the assessed."""
        assert self.groups is not None  # noqa: S101  # made before any aggregate
        return self.groups[among]

    def remarks(self, page: Page, unpaid: Sequence[Unpaid] = ()) -> None:
        """On another sheet of people: why somebody is not assessed, or not scored, and has empty cells there.

        Behind it, each reason once, why somebody is paid nothing, or no share by marks.
        """
        who, between = self.who, "；" if self.language == "zh" else "; "
        if not self.reasons and not unpaid:
            return
        parts: Parts = (self.reasons[-1],) if self.reasons else ('""',)
        for reason in reversed(self.reasons[:-1]):
            parts = text("IF(", reason, '="",', parts, ",", reason, ")")
        if unpaid:  # each behind a mark of its own, and of the first that mark is cut off
            told = text("IF(", parts, f'="","",{quoted(between)}&', parts, ")")
            before = [parts]
            for one in unpaid:
                same = text(*(part for other in before for part in text(",", one.ref, "=", other)))
                told = text(told, "&IF(OR(", one.ref, '=""', same, f'),"",{quoted(between)}&', one.ref, ")")
                before.append((one.ref,))
            parts = text("MID(", told, f",{len(between) + 1},{LONGEST})")
        said = PageColumn(message("remarks").text(self.language), "value", parts=parts, type="text")

        def at_row(row: int) -> str:
            if row >= len(who.ids):
                return ""
            reasons = [who.not_assessed[row] or who.not_scored[row], *(one.found[row] for one in unpaid)]
            return between.join(dict.fromkeys(reason for reason in reasons if reason))

        said.at = at_row
        page.add(said)

    def own_unit(self) -> Ref:
        """The column of unit numbers."""
        assert self.groups is not None  # noqa: S101  # as above
        return self.groups["own"]

    def unit(self) -> Ref:
        """The unit's number on its own sheet."""
        return Ref(self.units, 0)

    def several(self) -> bool:
        """More than one unit."""
        return len(self.who.units) > 1

    def strays(self) -> int | None:
        """Those whose unit is not known have a row of the sheet of units, too, with no name."""
        return self.who.units.index(None) + 1 if None in self.who.units else None

    def exact(self, node: Formula, row: int) -> Scalar:
        """By the exact evaluator."""
        return self.exact_(node, row)

    def belongs(self, which: Which, row: int) -> Fraction:
        """As the columns of the sheet of people say."""
        return self.who.belongs(which, row)

    def rows(self) -> int:
        """How many people are on the roster."""
        return len(self.who.ids)

    def distinct_ignoring_case(self, at: At) -> bool:
        """As it says."""
        return searchable(at(row) for row in range(self.rows()))


def fill(
    sheets: PeopleSheets,
    renderer: Renderer,
    unit: Formula | None,
    name: Formula | None,
    not_assessed: tuple[Reason, ...],
    not_scored: tuple[Reason, ...],
) -> None:
    """The columns that say who belongs where, by the conditions of the scheme."""
    who, people, language = sheets.who, sheets.people, sheets.language
    if name is not None:
        value = renderer.plain(name)
        sheets.name = people.add(
            PageColumn(message("name").text(language), "value", parts=value.parts, at=value.at, type="text")
        )
    units = sheets.units
    one = Ref(units, 0)
    own_title = message("number of the unit").text(language)
    numbers: At = lambda row: Fraction(who.unit_number(row))  # noqa: E731  # as short as what it is passed to
    if unit is None:
        own = people.add(PageColumn(own_title, "fixed", inputs=[Fraction(1)] * len(who.ids)))
    else:
        value = renderer.plain(unit)
        named = people.add(
            PageColumn(
                message("unit").text(language),
                "value",
                parts=unless(value.missing, value.parts),
                at=value.at,
                type="text",
            )
        )
        sheets.unit_name = named
        parts = text("SUMPRODUCT(EXACT(", WholeColumn(Ref(units, 1)), ",", named, ")*", WholeColumn(one), ")")
        if (stray := sheets.strays()) is not None:
            parts = text("IF(", named, f'="",{stray},', parts, ")")
        own = people.add(PageColumn(own_title, "helper", parts=parts, at=numbers))
    sheets.book.unit_of = own
    sheets.groups = {"own": own, "assessed": own, "scored": own}
    assessed: Parts = (own,)
    if not_assessed:
        reason = _reasons(
            sheets, renderer, not_assessed, message("not assessed, because").text(language), who.not_assessed
        )
        place = people.add(
            PageColumn(
                message("assessed in unit").text(language),
                "helper",
                parts=text("IF(", reason, '="",', own, ",0)"),
                at=lambda row: who.belongs("assessed", row),
            )
        )
        sheets.groups |= {"assessed": place, "scored": place}
        assessed = (place,)
    if not_scored:
        reason = _reasons(sheets, renderer, not_scored, message("not scored, because").text(language), who.not_scored)
        sheets.groups["scored"] = people.add(
            PageColumn(
                message("scored in unit").text(language),
                "helper",
                parts=text("IF(", reason, '="",', *assessed, ",0)"),
                at=lambda row: who.belongs("scored", row),
            )
        )


def _reasons(
    sheets: PeopleSheets, renderer: Renderer, reasons: tuple[Reason, ...], title: str, found: list[str]
) -> Ref:
    parts = first_reason(renderer, [(reason.when, reason.reason) for reason in reasons])
    ref = sheets.people.add(PageColumn(title, "value", parts=parts, at=lambda row: found[row], type="text"))
    sheets.reasons.append(ref)
    return ref


def first_reason(renderer: Renderer, reasons: Iterable[tuple[Formula, str]]) -> Parts:
    """The first reason whose condition holds; a condition that is not known does not hold."""
    parts: Parts = ('""',)
    for when, reason in reversed(list(reasons)):
        condition = renderer.plain(when)
        if condition.missing:
            condition = renderer.kept_plain(condition, when)
            assert isinstance(condition, PlainCell)  # noqa: S101  # as given
        asked = text(condition.parts, "=TRUE") if condition.missing else condition.parts
        parts = text("IF(", asked, ",", quoted(reason), ",", parts, ")")
    return parts
