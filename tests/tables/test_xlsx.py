"""Cells of .xlsx files are read as openpyxl reads them: it knows nothing of ours, and has met far more files."""

import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from kaohe_core.tables.grid import ErrorCell, Failure, Percent
from kaohe_core.tables.xlsx import open_xlsx

FORMATS = (
    *(n for n in range(50) if n not in range(27, 37)),  # openpyxl does not know that 27 to 36 are Chinese dates
    "0.00%", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d", "h:mm", "[h]:mm:ss", "[H]:mm", "[ss].00", "mm:ss.0",
    "yyyy/m/d h:mm", "[Red]0.00;[Blue]-0.00%", '"d"0', '0"天"', "_d0", "\\d0", "[DBNum1]0", "G/通用格式", "aaaa",
)  # fmt: skip
NUMBERS = (
    *(0, 1, -1, 0.5, 0.999999999, 0.9999999999, 1.5, 59, 59.5, 60, 61, 43900, 43900.25, 43900.123456, 2958465),
    *(2958466, 1e10, -5.5, 1e15, 10**15, 10**16 + 1, 0.1 + 0.2, 1e-9, 123456.789, 0.85),
)
TEXTS = ("x", "001", " 工号 ", "a\nb", "<&>", True, False)


def by_openpyxl(content: bytes, sheet: str) -> list[tuple[int, list[object]]]:
    rows: list[tuple[int, list[object]]] = []
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for number, cells in enumerate(book[sheet].iter_rows(), 1):
        row: list[object] = []
        for cell in cells:
            found = cell.value
            if cell.data_type == "e":
                found = ErrorCell(str(found))
            elif cell.data_type == "n" and found is not None and "%" in cell.number_format:
                found = Percent(float(found))
            elif isinstance(found, datetime.datetime) and found.time() == datetime.time():
                found = found.date()
            elif isinstance(found, int) and abs(found) >= 10**15:
                found = float(found)
            row.append(found)
        while row and row[-1] is None:
            row.pop()
        if row:
            rows.append((number, row))
    return rows


@pytest.mark.parametrize("mac", [False, True])
@pytest.mark.filterwarnings("ignore:Cell .* is marked as a date:UserWarning")
def test_every_kind_of_cell_is_read_as_openpyxl_reads_it(mac: bool) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"date_1904": mac})
    sheet = book.add_worksheet("考勤 & <1>")
    for row, code in enumerate(FORMATS):
        style = book.add_format({"num_format": code})
        for column, value in enumerate((*NUMBERS, *TEXTS)):
            sheet.write(row, column, value, style)
    for column, result in enumerate(["#DIV/0!", 0, 5, "文", True]):
        sheet.write_formula(100, column, "=A1", None, result)
    sheet.write_rich_string(101, 2, "一", book.add_format({"bold": True}), "二", "三")
    sheet.write(120, 40, "far")
    book.close()
    found = open_xlsx(content.getvalue(), "a.xlsx").read("考勤 & <1>").rows
    expected = by_openpyxl(content.getvalue(), "考勤 & <1>")
    assert [(n, [(type(c), c) for c in cells]) for n, cells in found] == [
        (n, [(type(c), c) for c in cells]) for n, cells in expected
    ]


def test_sheets_a_person_sees_and_charts_that_are_no_sheets() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    for name in ("一", "二", "三"):
        book.add_worksheet(name)
    book.get_worksheet_by_name("二").hide()
    book.get_worksheet_by_name("三").very_hidden()
    book.add_chartsheet("图")
    book.close()
    opened = open_xlsx(content.getvalue(), "a.xlsx")
    assert (opened.names, opened.visible) == (["一", "二", "三"], ["一"])


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def written(rows: str, after: str = "") -> bytes:
    """A workbook as other programs write it: no styles, no shared strings, the parts at paths of their own."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<w:workbook xmlns:w="{MAIN}" xmlns:r="{TYPES}"><w:sheets>'
            '<w:sheet name="表" sheetId="1" r:id="rId7"/></w:sheets></w:workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="rId7" Type="{TYPES}/worksheet" Target="/xl/a.xml"/></Relationships>',
        )
        archive.writestr("xl/a.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>')
    return content.getvalue()


def grid(rows: str, after: str = "") -> Any:
    return open_xlsx(written(rows, after), "a.xlsx").read("表")


def test_cells_without_references_texts_within_and_dates_as_text() -> None:
    found = grid(
        "<row><c t='inlineStr'><is><r><t>工</t></r><r><t>号</t></r><rPh sb='0' eb='1'><t>gong</t></rPh></is></c><c/>"
        "<c t='d'><v>2026-03-05</v></c><c t='d'><v>2026-03-05T08:30:00Z</v></c><c t='d'><v>08:30:00</v></c>"
        "<c t='d'><v>PT8H</v></c></row><row r='5'/><row><c r='B6'><v>1</v></c><c><v>2</v></c></row>"
    )
    moment = datetime.datetime(2026, 3, 5, 8, 30)
    assert found.rows == [
        (1, ["工号", None, moment.date(), moment, moment.time(), "PT8H"]),
        (6, [None, 1, 2]),
    ]


def test_merged_cells_and_formulas_that_were_never_computed() -> None:
    found = grid(
        "<row r='2'><c r='A2'><f>B2</f></c><c r='B2'><f>1</f><v></v></c><c r='C2'><f>1</f><v>1</v></c>"
        "<c r='D2' t='str'><f>\"\"</f><v></v></c><c r='AA2'/></row>",
        "<mergeCells><mergeCell ref='A3:B4'/><mergeCell ref='AA1:AB1'/></mergeCells>",
    )
    assert found.merged == [(3, 1, 4, 2), (1, 27, 1, 28)]
    assert found.uncached == {(2, 1), (2, 2)}


@pytest.mark.parametrize(
    "cell",
    [
        "<c><v>x</v></c>",  # no number
        "<c t='s'><v>0</v></c>",  # a shared string where there is none
        "<c s='3'><v>1</v></c>",  # a style where there is none
        "<c r='ABCD1'><v>1</v></c>",  # beyond the last column
        "<c><v>1</c>",  # no XML
    ],
)
def test_a_damaged_cell(cell: str) -> None:
    with pytest.raises(Failure) as failure:
        grid(f"<row>{cell}</row>")
    assert failure.value.what.text("zh") == "文件已损坏，或者不是电子表格"


def test_a_number_whose_format_is_a_date_and_that_is_none() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("a").write(0, 0, 1e300, book.add_format({"num_format": 14}))
    book.close()
    assert open_xlsx(content.getvalue(), "a.xlsx").read("a").rows == [(1, [ErrorCell("#VALUE!")])]
