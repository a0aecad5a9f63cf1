"""A book written with XlsxWriter: the same bytes for the same book.

A cell holds a binary double, as a spreadsheet has no other number. Here, and only here, an exact value becomes one: the
double next to it, which is what a spreadsheet makes of the decimal as well.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

from attrs import define, field

from kaohe_core.formula.spreadsheet import quoted, serial
from kaohe_core.results.widths import cells
from kaohe_core.workbook.book import BEFORE, FIRST, ROW, Book, Page, PageColumn, Ref, letters
from kaohe_core.workbook.headings import with_unit

if TYPE_CHECKING:
    import xlsxwriter  # type: ignore[import-untyped]  # it has no type information
    from xlsxwriter.format import Format  # type: ignore[import-untyped]  # as above
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as above

CREATED = datetime(2000, 1, 1)  # a fixed day, so that two writings are the same bytes
NOTE = 1500  # characters of a note
FONT = "Noto Sans CJK SC"
UPRIGHT, ABREAST, WIDEST = 100, 16, 60  # cells across an upright page, columns across a page, cells of one
WRAPPED = ("fixed", "value")  # kinds of columns whose texts go on in the next line
LINE = 15  # points of a line of text
SIGNED = "#,##0.##"
TRIED = "#FFF2CC"  # what another parameter has changed
TABS = {"front": "#2F75B5", "behind": "#BFBFBF"}
COLOURS = {"input": "#FFFFFF", "fixed": "#FFFFFF", "name": "#FFFFFF", "helper": "#F2F2F2", "value": "#E8F1FB"}
HEADS = {"input": "#FFF2CC", "fixed": "#E7E6E6", "name": "#E7E6E6", "helper": "#D9D9D9", "value": "#BDD7EE"}


def xlsx(book: Book, names: Mapping[str, Ref], title: str) -> bytes:
    """The book as a file."""
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    class Plain(Worksheet):  # type: ignore[misc]  # it has no type information
        """A sheet whose formulas are written as they are: none of them needs the thirty prefixes XlsxWriter looks for.

        That search takes two thirds of the time; where XlsxWriter renames the method, it merely is slow again.
        """

        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002  # its own
            return formula.removeprefix("=")

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    try:
        workbook.set_properties({"title": title, "created": CREATED})
        workbook.set_calc_mode("auto")
        writer = _Writer(workbook, book, title, Plain)
        for page in book.pages:
            writer.page(page)
        for name, ref in names.items():
            sheet = ref.page.name.replace("'", "''")
            workbook.define_name(name, f"='{sheet}'!${letters(ref.column)}${ref.row}")
    finally:
        workbook.close()
    return stream.getvalue()


@define
class _Writer:
    workbook: xlsxwriter.Workbook
    book: Book
    title: str
    sheets: type
    _formats: dict[tuple[Any, ...], Format] = field(factory=dict)

    def page(self, page: Page) -> None:
        """One sheet: header, cells, and how it looks and prints."""
        sheet = self.workbook.add_worksheet(page.name, self.sheets)
        for index, column in enumerate(page.columns):
            self._head(sheet, page, index, column)
            if column.parts is not None:
                self._formulas(sheet, page, index, column)
            else:
                self._inputs(sheet, page, index, column)
            if column.before is not None:
                self._marked(sheet, page, index, column.before)
        sheet.set_row(0, 45)
        self._fold(sheet, page)
        if not page.folded_rows:
            self._heights(sheet, page)
        sheet.freeze_panes(FIRST - 1, page.names)
        self._printing(sheet, page)
        if page.behind or page.front:
            sheet.set_tab_color(TABS["behind" if page.behind else "front"])
        sheet.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})

    def _printing(self, sheet: Worksheet, page: Page) -> None:
        """The sheet as wide as a page unless it is very wide, with its titles on every page."""
        rows = max(page.count, *(len(column.inputs or ()) for column in page.columns)) if page.columns else 1
        sheet.print_area(0, 0, FIRST - 2 + max(rows, 1), max(len(page.columns) - 1, 0))
        sheet.repeat_rows(0)
        if page.names:
            sheet.repeat_columns(0, page.names - 1)
        shown = [column for column in page.columns if not column.folded]
        sheet.set_paper(9)
        if sum(_width(column, page) for column in shown) > UPRIGHT:
            sheet.set_landscape()
        sheet.fit_to_pages(1 if page.front or len(shown) <= ABREAST else 0, 0)
        if page.front:
            sheet.set_header(f'&C&14&"{FONT},Bold"{_printed(self.title)}')
        else:
            sheet.set_header(f"&L{_printed(self.title)}&R{_printed(page.name)}")
        sheet.set_footer("&C&P / &N")

    def _heights(self, sheet: Worksheet, page: Page) -> None:
        """Rows as high as their longest text, whole on paper too: what a formula comes to makes no row higher."""
        lines: dict[int, int] = {}
        for column in page.columns:
            if column.type != "text" or column.kind not in WRAPPED:
                continue
            values = list(column.inputs or ())
            if column.at is not None and page.level == "subject":
                values = [column.at(row) for row in range(page.count)]
            width = _width(column, page)
            for row, value in enumerate(values):
                if isinstance(value, str) and cells(value) + 2 > width:
                    lines[row] = max(lines.get(row, 1), ceil((cells(value) + 2) / width))
        for row, count in sorted(lines.items()):
            sheet.set_row(FIRST - 1 + row, LINE * count)

    def _fold(self, sheet: Worksheet, page: Page) -> None:
        """What only computes, out of sight until somebody asks for it with the [+] above it or beside it."""
        before = False
        for index, column in enumerate([*page.columns, None]):
            folded = column is not None and column.folded
            options = {"level": 1, "hidden": True} if folded else {"collapsed": True} if before else {}
            if column is not None or options:
                sheet.set_column(index, index, None if column is None else _width(column, page), None, options)
            before = folded
        if page.folded_rows:
            sheet.outline_settings(True, False)  # the line that stands for them is above them
            sheet.set_row(FIRST - 1, None, None, {"collapsed": True})
            for row in range(FIRST, FIRST - 1 + page.count):
                sheet.set_row(row, None, None, {"level": 1, "hidden": True})

    def _marked(self, sheet: Worksheet, page: Page, index: int, before: Ref) -> None:
        """Cells in another colour that are not what they were in the scheme."""
        rule = self.book.template((Ref(page, index), "<>", before), page).replace(ROW, str(FIRST))
        look = self.workbook.add_format({"bg_color": TRIED})
        last = FIRST - 2 + max(page.count, len(page.columns[index].inputs or ()))
        sheet.conditional_format(FIRST - 1, index, last, index, {"type": "formula", "criteria": rule, "format": look})

    def _head(self, sheet: Worksheet, page: Page, index: int, column: PageColumn) -> None:
        look = self._format(bold=True, text_wrap=True, valign="top", border=1, bg_color=HEADS[column.kind])
        title = with_unit(column.title, column.unit)
        if column.trying is None:
            sheet.write_string(0, index, title, look)
        else:  # nothing tried is taken for the result
            asked = self.book.template((column.trying, ">0"), page)[1:]
            sheet.write_formula(
                0, index, f"=IF({asked},{quoted(with_unit(column.tried, column.unit))},{quoted(title)})", look, title
            )
        if column.note and column.note != column.title:
            lines = len(column.note) // 22 + column.note.count("\n") + 1
            sheet.write_comment(
                0, index, column.note[:NOTE], {"x_scale": 2.2, "y_scale": min(0.4 + 0.22 * lines, 6), "author": ""}
            )

    def _formulas(self, sheet: Worksheet, page: Page, index: int, column: PageColumn) -> None:
        assert column.parts is not None and column.at is not None  # noqa: S101, PT018  # asked by the caller
        template = self.book.template(column.parts, page)
        look = self._look(column)
        rows = page.rows if page.rows is not None else range(page.count)
        for offset, row in enumerate(rows):
            number = FIRST + offset
            formula = template.replace(ROW, str(number)).replace(BEFORE, str(number - 1))
            sheet.write_formula(number - 1, index, formula, look, cached(column.at(row)))

    def _inputs(self, sheet: Worksheet, page: Page, index: int, column: PageColumn) -> None:
        look = self._look(column)
        for offset, value in enumerate(column.inputs or []):
            row = FIRST - 1 + offset
            match value:
                case None | "" | ():
                    if column.kind in ("input", "fixed"):  # within its frame
                        sheet.write_blank(row, index, None, look)
                case tuple():  # a formula of this cell's own
                    assert column.at is not None  # noqa: S101  # comes with its value
                    formula = self.book.template(value, page)
                    sheet.write_formula(row, index, formula, look, cached(column.at(offset)))
                case str():
                    sheet.write_string(row, index, value, look)  # whatever it begins with: = + - @ are text
                case bool():
                    sheet.write_boolean(row, index, value, look)
                case _:
                    sheet.write_number(row, index, cached(value), look)
        if column.check is not None:
            self._validation(sheet, page, index, column.check)

    def _validation(self, sheet: Worksheet, page: Page, index: int, rule: Mapping[str, Any]) -> None:
        for offset, each in enumerate(rule.get("each", [rule])):
            first = FIRST - 1 + offset
            last = first if "each" in rule else FIRST - 2 + page.count
            if "choices" in each:
                options = {"validate": "list", "source": each["choices"]}
            else:
                cell = f"{letters(index)}{first + 1}"
                options = {
                    "validate": "custom",
                    "value": f"=AND(ISNUMBER({cell}),{cell}>={each['low']},{cell}<={each['high']},"
                    f"ROUND({cell},{each['places']})={cell})",
                    "error_message": each["message"][:255],
                }
            sheet.data_validation(first, index, last, index, {**options, "error_title": each["title"][:32]})

    # looks -----------------------------------------------------------------------------------------------------

    def _look(self, column: PageColumn) -> Format:
        style: dict[str, Any] = {"border": 1, "border_color": "#D0D0D0", "locked": column.kind != "input"}
        style["valign"] = "top"  # a row that is too low for its text shows how it begins
        if column.kind != "input":
            style["bg_color"] = COLOURS[column.kind]
        if column.type == "text":
            style |= {"align": "left", "indent": 1}
        elif column.kind in ("value", "helper"):
            style["align"] = "right"  # also the words that say why there is no number
        if column.type == "date":
            style["num_format"] = "yyyy-mm-dd"
        elif column.type == "text":
            style["num_format"] = "@" if column.parts is None else "General"
            style["text_wrap"] = column.kind in WRAPPED
        elif column.money and not column.signed:
            style["num_format"] = "#,##0.00" + ("####" if column.rate else "")
        elif column.signed:
            style["num_format"] = f"+{SIGNED};-{SIGNED};0"
        elif column.rate:
            style["num_format"] = "General"
        elif column.places:
            style["num_format"] = "0." + "0" * min(column.places, 2) + "#" * min(max(column.places - 2, 0), 10)
        else:
            style["num_format"] = "0"
        return self._format(**style)

    def _format(self, **style: Any) -> Format:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({"font_name": FONT, "font_size": 10, **style})
        return self._formats[key]


def cached(value: Any) -> Any:
    """A value as the cell shows it before anything is computed again."""
    match value:
        case None:
            return ""
        case bool() | str():
            return value
        case Fraction():
            return value.numerator if value.denominator == 1 else value.numerator / value.denominator
        case date():
            return serial(value)
    raise TypeError(value)


def _width(column: PageColumn, page: Page) -> float:
    """Wide enough for the title on two or three lines, and for the longest text."""
    values = column.inputs or ()
    if column.type == "text" and column.at is not None and page.level == "subject":
        values = [column.at(row) for row in range(page.count)]
    longest = max((cells(value) for value in values if isinstance(value, str)), default=0)
    title = max(cells(column.title) / 2, cells(column.unit) + 4)
    return min(max(9.0, title + 2, longest + 3), WIDEST / 2 if page.front else WIDEST)


def _printed(shown: str) -> str:
    return shown.replace("&", "&&")[:80]
