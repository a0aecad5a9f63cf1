"""The front sheet, which a committee reads: everybody on a line, with dimensions, total, grade, awards and amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from kaohe_core.assess.judge import TOTAL
from kaohe_core.assess.settle import PAID, amount_of
from kaohe_core.formula.spreadsheet import Parts, Scalar, quoted, text
from kaohe_core.messages import Language, message
from kaohe_core.workbook.book import Page, PageColumn, Ref
from kaohe_core.workbook.headings import short
from kaohe_core.workbook.people_sheet import PeopleSheets, Unpaid

if TYPE_CHECKING:
    from kaohe_core.assess.plan import Plan, PlanStep

NONE = "—"
Read = Literal["marks", "place", "words", "truth", "money"]


@frozen
class FrontColumn:
    """A column of the front sheet: what the program found (``found``), and where the workbook shows it."""

    step: str
    title: str
    read: Read
    ref: Ref
    found: tuple[Scalar, ...]

    @property
    def places(self) -> int:
        """Its decimals."""
        return self.ref.page.columns[self.ref.column].places


def front(
    page: Page,
    plan: Plan,
    sheets: PeopleSheets,
    places: dict[str, Ref],
    program: Callable[[str, int], Scalar],
    nothing: Callable[[PlanStep, int], str],
    unpaid: Sequence[Unpaid],
    language: Language,
) -> list[FrontColumn]:
    """Fill ``page``, where id and name stand already. Every cell says what there is, or why there is nothing."""
    page.front = True
    sheet = _FrontSheet(page, plan, sheets, places, program, nothing, language)
    if sheets.unit_name is not None:
        unit = PageColumn(message("unit").text(language), "name", parts=(sheets.unit_name,), type="text")
        unit.at = lambda row: sheets.who.unit_of[row]
        page.add(unit)
    columns = [sheet.column(step, title, read) for step, title, read in _steps(plan, language) if step in places]
    sheets.remarks(page, unpaid)
    return columns


def _steps(plan: Plan, language: Language) -> Iterator[tuple[str, str, Read]]:
    scheme = plan.scheme
    for dimension in scheme.dimension:
        yield dimension.id, dimension.title, "marks"
    if scheme.adjustment:
        before = plan.step(f"{TOTAL.id}@0")
        yield before.id, before.title.text(language), "marks"
    yield TOTAL.id, message("Total").text(language), "marks"
    for ranking in scheme.ranking:
        yield ranking.id, ranking.title, "place"
    if scheme.grade:
        yield "grade", message("grade").text(language), "words"
    for award in scheme.award:
        yield award.id, award.title, "truth"
    for payment in scheme.payment:
        yield amount_of(payment.id), payment.title, "money"
    if len(scheme.payment) > 1:
        yield PAID, message("paid in all").text(language), "money"


@frozen
class _FrontSheet:
    page: Page
    plan: Plan
    sheets: PeopleSheets
    places: dict[str, Ref]
    program: Callable[[str, int], Scalar]
    nothing: Callable[[PlanStep, int], str]
    language: Language

    def column(self, step: str, title: str, read: Read) -> FrontColumn:
        """What the workbook has of a step, and whom the scheme leaves out in words."""
        rows = range(len(self.sheets.who.ids))
        found = tuple(self._found(step, read, row) for row in rows)
        shown = self.places[step]
        as_there = shown.page.columns[shown.column]
        ref = self.page.add(
            PageColumn(
                short(title),
                "value",
                "" if short(title) == title else title,
                self._parts(shown, read),
                lambda row: found[row] if row < len(found) else None,
                type="text" if read in ("words", "truth") else "number",
                places=as_there.places,
                money=read == "money",
                rate=as_there.rate,
                unit=self._unit(read),
            )
        )
        return FrontColumn(step, title, read, ref, found)

    def _unit(self, read: Read) -> str:
        match read:
            case "marks":
                return message("marks").text(self.language)
            case "money":
                return message("yuan").text(self.language)
        return ""

    def _found(self, step: str, read: Read, row: int) -> Scalar:
        who = self.sheets.who
        if who.not_assessed[row]:
            return self._not_assessed
        if read != "money" and who.not_scored[row]:
            return self._not_scored
        value = self.program(step, row)
        if isinstance(value, bool):
            return self._yes if value else NONE
        return value if value not in (None, "") else self.nothing(self.plan.step(step), row) or NONE

    def _parts(self, ref: Ref, read: Read) -> Parts:
        shown: Parts = (ref,)
        if read == "truth":  # compared, as LibreOffice holds what is true for a number
            shown = text("IF(", ref, f"=TRUE,{quoted(self._yes)},IF(", ref, f"=FALSE,{quoted(NONE)},", ref, "))")
        parts = text("IF(", ref, f'="",{quoted(NONE)},', shown, ")")
        scheme = self.plan.scheme
        if scheme.not_scored and read != "money":
            parts = text("IF(", self.sheets.members("scored"), f"=0,{quoted(self._not_scored)},", parts, ")")
        if scheme.not_assessed:
            parts = text("IF(", self.sheets.members("assessed"), f"=0,{quoted(self._not_assessed)},", parts, ")")
        return parts

    @property
    def _not_assessed(self) -> str:
        return message("not assessed").text(self.language)

    @property
    def _not_scored(self) -> str:
        return message("not scored").text(self.language)

    @property
    def _yes(self) -> str:
        return message("yes").text(self.language)
