"""From a result to a book: the order of the sheets, and what every one is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve, field, frozen

from kaohe_core.assess.result import NAMES
from kaohe_core.formula import tree
from kaohe_core.formula.exact import Exact
from kaohe_core.formula.maths import maths
from kaohe_core.formula.sheet import Renderer
from kaohe_core.formula.spreadsheet import PlainCell, Scalar, SheetValue, text
from kaohe_core.messages import Language, message
from kaohe_core.results.scored import deciding, grouped
from kaohe_core.results.widths import cells
from kaohe_core.workbook.book import Book, Page, PageColumn, Ref
from kaohe_core.workbook.check_sheet import check
from kaohe_core.workbook.front_sheet import front
from kaohe_core.workbook.headings import WIDE
from kaohe_core.workbook.input_sheets import RowSheets, SheetRow, column_index, exact_rows, input_page
from kaohe_core.workbook.measure_sheet import InputTable, Measures
from kaohe_core.workbook.parameter_sheet import Parameters, Use, parameters
from kaohe_core.workbook.people_sheet import PeopleSheets, Unpaid, Who, fill, first_reason
from kaohe_core.workbook.step_sheets import StepWriter, named_formulas
from kaohe_core.workbook.trial_sheet import effects, gains

if TYPE_CHECKING:
    from kaohe_core.assess.plan import Plan, PlanStep
    from kaohe_core.assess.result import Result, Subject
    from kaohe_core.formula.tree import Formula, Level
    from kaohe_core.plugins.contributions import Section, Stamped
    from kaohe_core.tables.data import Data


@frozen
class Built:
    """The book, and the cells of parameters by defined name."""

    book: Book
    names: Mapping[str, Ref]


class _Marks(dict[str, Scalar]):
    """The values of one step; somebody who is not assessed has none."""

    def __missing__(self, _key: str) -> Scalar:
        return None


def build(
    plan: Plan, result: Result, tables: Mapping[str, Data], sections: Sequence[Stamped[Section]], language: Language
) -> Built:
    """The whole workbook of one scheme."""
    return _ContentsBuilder(plan, result, tables, language).build(sections)


@define(eq=False)
class _ContentsBuilder:
    plan: Plan
    result: Result
    tables: Mapping[str, Data]
    language: Language
    # What follows comes into being one after the other, in build().
    book: Book = field(init=False)
    who: Who = field(init=False)
    exact: Exact = field(init=False)
    subjects: dict[str, Subject] = field(init=False)
    parameters: Parameters = field(init=False)
    measured: Page = field(init=False)
    sheets: PeopleSheets = field(init=False)
    renderer: Renderer = field(init=False)
    measures: Measures = field(init=False)
    steps: StepWriter = field(init=False)
    _long: dict[Formula, int] = Factory(dict)  # the formulas whose columns are called by a number

    def build(self, sections: Sequence[Stamped[Section]]) -> Built:
        plan, language, tables = self.plan, self.language, self.tables
        self.book = book = Book()
        self.who = who = self._who()
        self.exact = self._exact()
        self._about()
        self.parameters = parameters(book, self._formulas(), plan.scheme, language)
        sources = {}
        for name in plan.tables():
            level: Level = "subject" if name == plan.roster.id else "row"
            rows = exact_rows(tables[name])
            page = input_page(book, tables[name], level, language)
            sources[name] = InputTable(tables[name], page, rows, self._of_rows(book, page, tables[name], rows))
        roster = sources[plan.roster.id]
        count = max(len(who.ids), 1)
        people = book.page(message("People").text(language), "subject", count, names=3, behind=True)
        number = people.add(
            PageColumn(message("serial number").text(language), "fixed", inputs=[Fraction(i + 1) for i in range(count)])
        )
        listed = Ref(roster.page, column_index(roster.data, plan.roster.subject))
        ident = people.add(
            PageColumn(
                roster.page.columns[listed.column].title,
                "value",
                parts=(listed,),
                at=lambda row: who.ids[row],
                type="text",
            )
        )
        self.measured = book.page(message("Measures").text(language), "subject", count, names=2, behind=True)
        units = self._units()
        sheets = PeopleSheets(
            book, who, people, units, language, number, ident, people, self.exact_value, self.leaf, self.title
        )
        self.sheets = sheets
        self.renderer = Renderer(sheets)
        self.measures = Measures(
            book,
            self.measured,
            people,
            number,
            roster,
            who.ids,
            sources,
            plan.periods,
            language,
            self.exact_value,
            self.title,
            self.renderer,
        )
        scheme = plan.scheme
        fill(sheets, self.renderer, scheme.unit, scheme.name, scheme.not_assessed, scheme.not_scored)
        self._named(self.measured)
        self.steps = StepWriter(
            book, sheets, self.renderer, plan, language, self.program, self.nothing, self._note, self._people_page
        )
        self.steps.write()
        for page in self.steps.pages():
            sheets.remarks(page)
        self._units_before_money(units)
        for stamped in sections:
            self._section(stamped.value)
        self._front()
        check(
            book,
            plan,
            self.steps.places,
            self.program,
            self.nothing,
            len(who.ids),
            who.first_assessed(),
            language,
            self._people_page,
        )
        book.pages.sort(key=lambda page: page.behind)  # what is entered and what only computes stand behind
        return Built(book, self.parameters.names)

    def _units_before_money(self, units: Page) -> None:
        """Units stand behind the marks and before the money, where a reader looks for them."""
        pages = self.book.pages
        pages.remove(units)
        money = [page for page in pages if any(column.money for column in page.columns)]
        pages.insert(pages.index(money[0]) if money else len(pages), units)

    def _front(self) -> None:
        """The sheet for the committee, before it nothing; the parameters to try, and what they do to everybody."""
        pages, say, trial = self.book.pages, self.language, self.parameters.page
        page = self._people_page(message("Results").text(say))
        columns = front(page, self.plan, self.sheets, self.steps.shown, self.program, self.nothing, self._unpaid(), say)
        gained = self._people_page(message("Gains and losses").text(say))
        effects(trial, len(self.parameters.names), self.plan.scheme, gains(gained, columns, say), say)
        for one in (gained, trial, page):
            pages.remove(one)
            pages.insert(0, one)

    def _unpaid(self) -> list[Unpaid]:
        """For every payment with groups, on the sheet of people: why somebody gets nothing of it, or no share."""
        found = []
        for payment in self.plan.scheme.payment:
            groups = [(group.when, str(group.reason)) for group in getattr(payment.settlement, "group", ())]
            decides = self.steps.shown.get(deciding(payment, self.result))
            if not groups or decides is None:
                continue
            said = dict(grouped(payment, self.result, lambda: self.exact))
            names = tuple(said.get(id, "") for id in self.who.ids)
            out, shares = self.sheets.members("assessed"), text("IF(ISNUMBER(", decides, "),", decides, "<>0,FALSE)")
            column = PageColumn(
                message("nothing of “{payment}”, because", payment=payment.title).text(self.language),
                "helper",
                parts=text("IF(OR(", out, "=0,", shares, '),"",', first_reason(self.renderer, groups), ")"),
                at=partial(_nth, names),
                type="text",
            )
            found.append(Unpaid(self.sheets.people.add(column), names))
        return found

    def _of_rows(self, book: Book, page: Page, data: Data, rows: list[SheetRow]) -> Renderer:
        """What renders formulas over the rows of a table."""

        def beside(node: tree.PersonsOwn | tree.Window) -> SheetValue:
            if isinstance(node, tree.Window):
                return self.measures.window(node)
            return self.measures.person(node, data.table.id)

        return Renderer(RowSheets(book, page, data, rows, self.language, self.parameters.value, self.title, beside))

    # who -------------------------------------------------------------------------------------------------------

    def _who(self) -> Who:
        plan, scheme = self.plan, self.plan.scheme
        ids = [str(x) for x in self.tables[plan.roster.id].frame[plan.roster.subject].to_list()]
        first = Exact.before(ids, self.plan.rows(self.tables))
        units = [plan.unit_of(i, first) for i in ids]
        out = {person.id: person.reason for person in self.result.not_assessed}
        unscored = {s.id: s.reason for s in self.result.subjects()}
        names = [str((scheme.name is not None and first.value(scheme.name, i)) or "") for i in ids]
        reasons = []
        for i in ids:
            held = [r.reason for r in scheme.not_scored if first.value(r.when, i) is True]
            reasons.append(unscored.get(i, held[0] if held else ""))
        assessed = [unit for unit, i in zip(units, ids, strict=True) if i not in out]
        # Units in which nobody is assessed stand last: the check sheet leaves them out, as the program does.
        listed: list[str | None] = list(dict.fromkeys([*assessed, *units])) or [""]
        return Who(ids, names, units, listed, [out.get(i, "") for i in ids], reasons)

    def _exact(self) -> Exact:
        who = self.who
        self.subjects = {subject.id: subject for subject in self.result.subjects()}
        marks: dict[str, dict[str, Scalar]] = {
            step.id: _Marks({i: s.value(step.id) for i, s in self.subjects.items()}) for step in self.plan.steps
        }
        scored = {i for i, s in self.subjects.items() if s.scored}
        exact = Exact(
            list(self.subjects),
            dict(zip(who.ids, who.unit_of, strict=True)),
            scored,
            self.plan.rows(self.tables),
            marks,
        )
        for unit in who.units:
            exact._members.setdefault(unit, [])  # a unit none of whose people is assessed
        return exact

    def exact_value(self, node: Formula, row: int) -> Scalar:
        """The exact value of a formula for a row of the roster, given the program's marks."""
        return self.exact.value(node, self.who.ids[row])

    def program(self, step: str, row: int) -> Scalar:
        """The program's value of a step."""
        return self.exact.marks[step][self.who.ids[row]]

    def nothing(self, step: PlanStep, row: int) -> str:
        """Why somebody has no value of a step, as the other readers say it: the standing, or that money is open."""
        subject = self.subjects.get(self.who.ids[row]) if row < len(self.who.ids) else None
        if step.role == "notice" or subject is None or subject.value(step.id) is not None:
            return ""
        if step.role == "money":
            return message("not known").text(self.language)
        standing = subject.standing(step.id)
        if standing == "scored" or not (subject.scored or step.for_unscored):
            return ""
        if step.role == "verdict" and standing == "not-applicable":  # whoever is no candidate has no place
            return ""
        return NAMES[standing].text(self.language)

    # sheets ----------------------------------------------------------------------------------------------------

    def _about(self) -> None:
        scheme, language = self.plan.scheme, self.language
        lines = [
            scheme.title,
            message("Every mark and amount here is a live formula: change a white input cell and see.").text(language),
            message("To try a parameter, change it on the sheet “{sheet}”.", sheet=message("What if")).text(language),
            message("“{sheet}” then says who gains or loses.", sheet=message("Gains and losses")).text(language),
            message("White cells are inputs, grey ones intermediate results, blue ones marks and amounts.").text(
                language
            ),
            message("Intermediate results are folded away: unprotect the sheet, then click the [+] above it.").text(
                language
            ),
            message("The header of every column has a note: the wording of the scheme and where it stands.").text(
                language
            ),
            message("The last sheet compares every cell with what the program computed: zero is right.").text(language),
            message("Formula cells are protected without a password, so that nobody overwrites one by mistake.").text(
                language
            ),
        ]
        page = self.book.page(message("Read me").text(language), "const", len(lines))
        page.add(PageColumn(message("This workbook").text(language), "fixed", inputs=list(lines), type="text"))

    def _units(self) -> Page:
        who, language = self.who, self.language
        rows = [who.first_of(unit) for unit in who.units] if who.ids else [0]
        page = self.book.page(message("Units").text(language), "unit", len(who.units), names=2, rows=rows)
        page.add(
            PageColumn(
                message("serial number").text(language),
                "fixed",
                inputs=[Fraction(i + 1) for i in range(len(who.units))],
            )
        )
        names = [unit or message("everybody").text(language) for unit in who.units]
        if self.plan.scheme.unit is not None:
            names = [unit or "" for unit in who.units]
        page.add(PageColumn(message("unit").text(language), "fixed", inputs=list(names), type="text"))
        return page

    def _named(self, page: Page) -> None:
        """Id and name in front of every row."""
        who, sheets = self.who, self.sheets
        title = sheets.people.columns[sheets.ident.column].title
        page.add(PageColumn(title, "name", parts=(sheets.ident,), at=lambda row: who.ids[row], type="text"))
        name = sheets.name
        if name is not None:
            page.add(
                PageColumn(
                    message("name").text(self.language),
                    "name",
                    parts=text("IF(", name, '="","",', name, ")"),
                    at=lambda row: who.names[row],
                    type="text",
                )
            )

    def _people_page(self, title: str) -> Page:
        page = self.book.page(title, "subject", max(len(self.who.ids), 1), names=2)
        self._named(page)
        return page

    def _section(self, section: Section) -> None:
        page = self.book.page(section.title.text(self.language), "const", len(section.rows), names=1)
        for index, title in enumerate(section.columns):
            note = section.note.text(self.language) if index == 0 else ""
            cells = [row[index] for row in section.rows]
            page.add(PageColumn(title.text(self.language), "fixed", note, inputs=list(cells), type="text"))

    # leaves ----------------------------------------------------------------------------------------------------

    def leaf(self, node: Formula) -> SheetValue:
        """What a formula about subjects reads."""
        match node:
            case tree.Measure():
                return self.measures.value(node)
            case tree.Mark():
                return self.steps.marks[node.id]
        return self.parameters.value(node)

    def _formulas(self) -> list[Use]:
        found = list(named_formulas(self.plan, self.language))
        for use in list(found):
            for node in tree.measures_of(use.formula):
                found += [evolve(use, formula=part) for part in node.children()]
        return found

    # words -----------------------------------------------------------------------------------------------------

    def title(self, node: Formula | None) -> tuple[str, str]:
        """What a helper column is called, and the formula in its note."""
        if node is None:
            return message("intermediate").text(self.language), ""
        said = maths(node, self.language)
        if cells(said) <= WIDE and not said.startswith("{"):
            return said, said
        number = self._long.setdefault(node, len(self._long) + 1)
        return message("intermediate {number}", number=number).text(self.language), said

    def _note(self, step: PlanStep) -> str:
        """The wording, its place in the written scheme, and the formula."""
        owner = step.clause or step.dimension or step.payment
        lines = []
        if owner is not None:
            wording = owner.text or getattr(owner, "title", "")
            lines += [wording] if wording else []
            if owner.source:
                lines.append(message("source: {source}", source=owner.source).text(self.language))
        lines.append(maths(step.formula, self.language))
        return "\n".join(lines)


def _nth(texts: Sequence[str], row: int) -> str:
    return texts[row] if row < len(texts) else ""


__all__ = ["Built", "Parameters", "PlainCell", "build"]
