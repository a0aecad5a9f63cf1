"""The steps of the plan as columns: a sheet for every dimension, then totals, verdicts, and money."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve

from kaohe_core.assess.result import NAMES
from kaohe_core.assess.settle import PAID, amount_of
from kaohe_core.formula import tree
from kaohe_core.formula.precedence import ATOM
from kaohe_core.formula.sheet import Renderer
from kaohe_core.formula.spreadsheet import (
    UNIT,
    At,
    Num,
    Parts,
    PlainCell,
    Scalar,
    SheetValue,
    either,
    quoted,
    text,
    unless,
)
from kaohe_core.messages import Language, message
from kaohe_core.workbook.book import Book, Page, PageColumn, Ref
from kaohe_core.workbook.headings import short
from kaohe_core.workbook.parameter_sheet import Use
from kaohe_core.workbook.people_sheet import PeopleSheets

if TYPE_CHECKING:
    from kaohe_core.assess.plan import Plan, PlanStep


@define(eq=False)
class StepWriter:
    """Writes one step after the other and remembers where each stands."""

    book: Book
    sheets: PeopleSheets
    renderer: Renderer
    plan: Plan
    language: Language
    program: Callable[[str, int], Scalar]  # the program's value of a step for a row
    nothing: Callable[[PlanStep, int], str]  # why a row has no value of a step; empty where nothing is to be said
    note: Callable[[PlanStep], str]
    new_page: Callable[[str], Page]
    marks: dict[str, SheetValue] = Factory(dict)
    places: dict[str, Ref] = Factory(dict)  # step -> the column that it is computed in
    shown: dict[str, Ref] = Factory(dict)  # step -> the column that people read: the value, or why there is none
    _pages: dict[object, Page] = Factory(dict)

    def write(self) -> None:
        """All steps in order."""
        for step in self.plan.steps:
            self.sheets.page = self._page(step)
            self.marks[step.id] = self._step(step)
            self._say_why_empty(step)

    def pages(self) -> Iterator[Page]:
        """The sheets that are written, those of units aside."""
        yield from self._pages.values()

    def _say_why_empty(self, step: PlanStep) -> None:
        """Beside a column in which somebody has no value, the column that is read: the value, or why there is none.

        What is computed with stays without a value there: no formula takes a text for a number.
        """
        ref = self.shown[step.id] = self.places[step.id]
        if ref.page.level != "subject" or not _read(step):
            return
        why = [self.nothing(step, row) for row in range(ref.page.count)]
        if not any(why):
            return
        computed = ref.page.columns[ref.column]
        title = computed.title
        shown = evolve(computed)
        computed.title, computed.kind = message("{title}: computed", title=title).text(self.language), "helper"
        said = ref.page.add(
            PageColumn(
                message("{title}: why empty", title=title).text(self.language),
                "fixed",
                inputs=list(why),
                type="text",
                behind=True,
            )
        )
        no_data, not_applicable = (NAMES[one].text(self.language) for one in ("no-data", "not-applicable"))
        because = text("IF(", said, '="",', quoted(no_data), ",", said, ")")  # empty only since a cell was emptied
        stranger, outside = self._outside(step)
        if outside is not None:
            word = '""' if step.role == "verdict" else quoted(not_applicable)
            because = text("IF(", outside, f",{word},", because, ")")
        if stranger is not None:
            because = text("IF(", stranger, ',"",', because, ")")
        shown.parts = text("IF(", ref, '="",', because, ",", ref, ")")
        shown.at = lambda row: self.program(step.id, row) if not why[row] else why[row]
        self.shown[step.id] = ref.page.add(shown)

    def _page(self, step: PlanStep) -> Page:
        key: object = "total"  # an adjustment changes the total and stands beside it
        if step.keys[:1] == ("dimension",):
            key = step.keys[1]
        elif step.role in ("value", "verdict", "money"):
            key = step.role
        if key not in self._pages:
            match key:
                case int():
                    dimension = self.plan.scheme.dimension[key]
                    title = message("{dimension}: marks", dimension=dimension.title).text(self.language)
                case "value":
                    title = message("Intermediate values").text(self.language)
                case "verdict":
                    title = message("Verdicts").text(self.language)
                case "money":
                    title = message("Money").text(self.language)
                case _:
                    title = message("Total").text(self.language)
            self._pages[key] = self.new_page(title)
        return self._pages[key]

    def _mask(self, step: PlanStep) -> tuple[Parts, ...]:
        """Who has no value whatever the formula says: the unscored, for money those who are not assessed.

        And those whom the step is not about.
        """
        stranger, _ = self._outside(step)
        masks = [] if stranger is None else [stranger]
        if step.applies is not None:
            applies = self.renderer.kept_plain(self.renderer.plain(step.applies), step.applies)
            outside = text("NOT(", applies.parts, ")")
            unknown = either(applies.missing) if applies.missing else None
            masks.append(outside if unknown is None else text("IF(", unknown, ",TRUE,", outside, ")"))
        return tuple(masks)

    def _outside(self, step: PlanStep) -> tuple[Parts | None, Parts | None]:
        """Who is no member at all, and, as far as it is known, whom the step is not about."""
        scheme = self.plan.scheme
        among: tree.Among = "assessed" if step.for_unscored else "scored"
        stranger = None
        if scheme.not_assessed or (among == "scored" and scheme.not_scored):
            stranger = text(self.sheets.members(among), "=0")
        if step.applies is None:
            return stranger, None
        applies = self.renderer.kept_plain(self.renderer.plain(step.applies), step.applies)
        outside = text("NOT(", applies.parts, ")")
        if applies.missing:
            outside = text("IF(", either(applies.missing), ",FALSE,", outside, ")")
        return stranger, outside

    def _step(self, step: PlanStep) -> SheetValue:
        value = self.renderer.value(step.formula)
        mask = self._mask(step)
        shared = step.role == "money" and value.level in ("const", "unit")
        page = self.sheets.units if shared else self.sheets.page
        if shared:
            mask = ()
        masked = bool(mask)
        at = self._at(step, value, shared=shared)
        title, note, unit = *self._head(step), step.unit
        if isinstance(value, PlainCell):
            parts = _masked(mask, unless(value.missing, value.parts))
            ref = page.add(PageColumn(title, "value", note, parts, at, type=step.formula.kind, unit=unit))
            self.places[step.id] = ref
            missing = (text(ref, '=""'),) if value.missing or masked else ()
            return PlainCell((ref,), at, page.level, missing)
        if value.den is not None:
            return self._quotient(step, value, page, mask, title, note, at)
        value = self.renderer.clean(value)
        parts = _masked(mask, unless(value.missing, value.parts))
        column = PageColumn(title, "value", note, parts, at, places=value.places, unit=unit)
        column.money = step.role == "money"
        ref = page.add(column)
        self.places[step.id] = ref
        missing = (text(ref, '=""'),) if value.missing or masked else ()
        return evolve(
            value,
            parts=(ref,),
            at=at,
            binds=ATOM,
            exact=True,
            noise=value.size * UNIT,
            level=page.level,
            missing=missing,
            literal=None,
        )

    def _head(self, step: PlanStep) -> tuple[str, str]:
        """A short title, and what stands in the note: the whole of it, where it comes from, and the formula."""
        whole, note = step.title.text(self.language), self.note(step)
        title = short(whole)
        return title, note if title == whole or whole in note else f"{whole}\n{note}"

    def _at(self, step: PlanStep, value: SheetValue, *, shared: bool) -> At:
        """The program's value; for a unit in which nobody is assessed, and which it leaves out, what it would be."""

        def at(row: int) -> Scalar:
            if shared and self.sheets.belongs("assessed", row) == 0:
                return value.value(row) if isinstance(value, Num) else value.at(row)
            return self.program(step.id, row)

        return at

    def _quotient(
        self, step: PlanStep, value: Num, page: Page, mask: tuple[Parts, ...], title: str, note: str, whole: At
    ) -> Num:
        """A quotient that is rounded nowhere: numerator and denominator in columns, beside what they come to."""
        assert value.den is not None  # noqa: S101  # asked by the caller
        top = self.renderer.clean(evolve(value, den=None))
        below = self.renderer.clean(value.den)
        refs: list[Ref] = []
        for part, what in ((top, message("numerator")), (below, message("denominator"))):
            parts = _masked(mask, unless(value.missing, part.parts))
            gone = value.missing
            at = _where(lambda row: whole(row) is not None, part.at) if mask or gone else part.at
            refs.append(
                page.add(
                    PageColumn(f"{title}：{what.text(self.language)}", "helper", note, parts, at, places=part.places)
                )
            )
        missing = (text(refs[0], '=""'),) if value.missing or mask else ()
        shown = page.add(
            PageColumn(
                title,
                "value",
                note,
                unless(missing, text(refs[0], "/", refs[1])),
                whole,
                money=step.role == "money",
                rate=True,
                unit=step.unit,
            )
        )
        self.places[step.id] = shown
        gone = (text(refs[1], '=""'),) if missing else ()
        if missing:
            top, below = (evolve(n, at=_where(lambda row: whole(row) is not None, n.at)) for n in (top, below))
        den = evolve(below, parts=(refs[1],), binds=ATOM, exact=True, literal=None, level=page.level, missing=gone)
        return evolve(
            top,
            parts=(refs[0],),
            binds=ATOM,
            exact=True,
            literal=None,
            level=page.level,
            missing=missing,
            den=den,
            key=(step.id, "den") if value.key is None else value.key,
        )


def _read(step: PlanStep) -> bool:
    """Whether people read a step for itself: not the places and sums that only lead to an award or an amount."""
    if step.role == "money":
        return step.id == PAID or (step.payment is not None and step.id == amount_of(step.payment.id))
    return step.role != "notice" and (step.role != "verdict" or "/" not in step.id or step.keys[0] == "dimension")


def _masked(mask: tuple[Parts, ...], parts: Parts) -> Parts:
    return unless(mask, parts)


def _where(holds: Callable[[int], bool], at: At) -> At:
    return lambda row: at(row) if holds(row) else None


def named_formulas(plan: Plan, language: Language) -> Iterator[Use]:
    """Every formula of a plan, and where it stands in the scheme, to look for parameters in."""
    scheme = plan.scheme
    for reason in (*scheme.not_assessed, *scheme.not_scored):
        yield Use("", reason.reason, reason.when)
    for step in plan.steps:
        title = step.title.text(language)
        match step.keys:
            case ("dimension", int() as index, *_):
                counted = _counted(step, language)
                yield Use(scheme.dimension[index].title, title, step.formula, counted, owner=step.clause)
            case _ if step.payment is not None:
                yield Use(step.payment.title, title, step.formula, money=True, owner=step.payment)
            case _:
                yield Use("", title, step.formula, _counted(step, language), step.role == "money", step.clause)


def _counted(step: PlanStep, language: Language) -> str:
    """The unit of what a clause counts."""
    of = getattr(step.clause and step.clause.rule, "of", None)
    if isinstance(of, tree.Measure) and isinstance(of.what, tree.Field):
        return of.what.column.unit.text(language)
    return ""


__all__ = ["Fraction", "StepWriter", "named_formulas"]
