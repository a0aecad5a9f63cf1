"""A cell says what a person sees in it: its number format, its text without comments, and whether it was computed."""

from __future__ import annotations

import datetime
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kaohe_core.messages import Text
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.number_formats import rendered
from tests.tables import made

PERCENT = Table(
    "rates",
    "比率",
    (
        Column("id", "工号", "text"),
        Column("rate", "比率", unit="%", decimals=2, high=100),
        Column("days", "天数", unit=Text("天", "days"), decimals=1, high=200, required=False),
    ),
)
CLASSES = Table("classes", "班级", (Column("id", "班级", "text"), Column("mark", "得分", high=1000, required=False)))


def rates(data: Any) -> list[Any]:
    return list(data.frame.select("id", "rate").iter_rows())


# 0.5 in the format 0.0"%" is shown as 0.5%; 0.005 in 0.0% is shown as 0.5%, too: both are half a percent, kept as 50
@pytest.mark.fault("O04")
@pytest.mark.parametrize("code", ['0.0"%"', r"0.0\%", "0.0!%", '0.0"％"', '[Red]0.0"%";-0.0"%"', '0.0"% "'])
def test_a_percent_sign_that_is_only_written(read: Any, tmp_path: Path, code: str) -> None:
    made.xlsx(
        tmp_path / "a.xlsx",
        made.row("工号", "比率")
        + made.row("T1", '<c s="1"><v>0.5</v></c>')
        + made.row("T2", '<c s="2"><v>0.005</v></c>'),
        styles=made.formats(code, "0.0%"),
    )
    made.xls(tmp_path / "a.xls", [["工号", "比率"], ["T1", 0.5], ["T2", 0.005]], {(1, 1): code, (2, 1): "0.0%"})
    for file in ("a.xlsx", "a.xls"):
        data, texts = read(file, PERCENT)
        assert (texts, rates(data)) == ([], [("T1", 50), ("T2", 50)])


@pytest.mark.fault("O04")
def test_a_percent_sign_that_is_only_written_in_ods_and_csv(read: Any, csv: Any, tmp_path: Path) -> None:
    written = '<table:table-cell office:value-type="float" office:value="0.5"><text:p>0.5%</text:p></table:table-cell>'
    shown = (
        '<table:table-cell office:value-type="percentage" office:value="0.005"><text:p>0.5%</text:p></table:table-cell>'
    )
    sheet = made.ods_sheet(made.ods_row("工号", "比率"), made.ods_row("T1", written), made.ods_row("T2", shown))
    made.ods(tmp_path / "a.ods", sheet)
    for file in ("a.ods", csv("工号,比率\nT1,0.5%\nT2,0.5%\n", file="a.csv")):
        data, texts = read(file, PERCENT)
        assert (texts, rates(data)) == ([], [("T1", 50), ("T2", 50)])


@pytest.mark.fault("O04")
def test_a_written_percent_sign_in_a_column_of_days_is_told_as_it_is_shown(read: Any, tmp_path: Path) -> None:
    rows = made.row("工号", "比率", "天数") + made.row("T1", 1, '<c s="1"><v>85</v></c>')
    made.xlsx(tmp_path / "a.xlsx", rows, styles=made.formats('0"%"'))
    made.xls(tmp_path / "a.xls", [["工号", "比率", "天数"], ["T1", 1, 85]], {(1, 2): '0"%"'})
    for file in ("a.xlsx", "a.xls"):
        assert read(file, PERCENT)[1] == [
            f"{file} 工作表“考勤” 第 2 行 “天数”: “85%”是百分数，而这一列的单位是天\n"
            "    改法：直接填数字，并把单元格格式改为“数值”"
        ]


def test_an_id_is_read_as_it_is_shown(read: Any, csv: Any, tmp_path: Path) -> None:
    """42 in the format 000000 is 000042; class 1.1 in the format 0.00 is 1.10; in a column of numbers they are 42."""
    rows = made.row("班级", "得分") + made.row('<c s="1"><v>42</v></c>', '<c s="1"><v>42</v></c>')
    rows += made.row('<c s="2"><v>1.1</v></c>', 7) + made.row('<c s="3"><v>7</v></c>', 7) + made.row(3, 7)
    made.xlsx(tmp_path / "a.xlsx", rows, styles=made.formats("000000", "0.00", '"高一"0"班"'))
    cells = [["班级", "得分"], [42, 42], [1.1, 7], [7, 7], [3, 7]]
    made.xls(tmp_path / "a.xls", cells, {(1, 0): "000000", (2, 0): "0.00", (3, 0): '"高一"0"班"'})

    def cell(value: float, text: str) -> str:
        start = f'<table:table-cell office:value-type="float" office:value="{value}">'
        return f"{start}<text:p>{text}</text:p></table:table-cell>"

    shown = [cell(42, "000042"), cell(1.1, "1.10"), cell(7, "高一7班"), cell(3, "3")]
    body = [made.ods_row(one, 42 if one == shown[0] else 7) for one in shown]
    made.ods(tmp_path / "a.ods", made.ods_sheet(made.ods_row("班级", "得分"), *body))
    text = csv("班级,得分\n000042,42\n1.10,7\n高一7班,7\n3,7\n", file="a.csv")
    for file in ("a.xlsx", "a.xls", "a.ods", text):
        data, texts = read(file, CLASSES)
        assert texts == []
        assert list(data.frame.select("id", "mark").iter_rows()) == [
            ("000042", 42),
            ("1.10", 7),
            ("高一7班", 7),
            ("3", 7),
        ]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (42, "000000", "000042"),
        (1.1, "0.00", "1.10"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234567, "#,##0", "1,234,567"),
        (0.125, "0.0%", "12.5%"),
        (-3, "0;(0)", "(3)"),
        (-3, "0.0", "-3.0"),
        (0, '0;-0;"无"', "无"),
        (12345, '0!.0,"万"', "1.2万"),
        (13800138000, "000-0000-0000", "138-0013-8000"),
        (7, '"T"000', "T007"),
        (0.5, "# ?/?", "0.5"),
        (2.50, "0.##", "2.5"),
        (2, "General", "2"),
        (2, "G/通用格式", "2"),
        (3, '[$-804]0"班"', "3班"),
        (3, "[$¥-804]0.00", "¥3.00"),
        (datetime.date(2026, 9, 1), 'm"月"', "9月"),
        (datetime.date(2026, 9, 1), 'yyyy"年"mm"月"', "2026年09月"),
        (datetime.date(2026, 9, 1), "aaaa", "星期二"),
        (datetime.datetime(2026, 9, 1, 8, 5), "yyyy/m/d h:mm", "2026/9/1 8:05"),  # as in a cell
        (datetime.datetime(2026, 9, 1, 20, 5), '上午/下午h"时"mm"分"', "下午8时05分"),  # as above
        (datetime.time(8, 20), "h:mm", "8:20"),
        (datetime.date(2026, 3, 5), "[$-409]d-mmm-yy", "5-Mar-26"),
    ],
)
def test_how_a_format_shows_a_value(value: Any, code: str, text: str) -> None:
    assert rendered(value, code) == text
    if isinstance(value, float):
        assert rendered(Decimal(str(value)), code) == text


def test_what_extensions_and_conditional_formats_say_is_not_the_cells(read: Any, tmp_path: Path) -> None:
    """A date of 1904 stays one beside a later extension's settings, and a date one beside a conditional percentage."""
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    styles += '<dxfs><dxf><numFmt numFmtId="14" formatCode="0.0%"/></dxf></dxfs>'
    workbook = '<workbookPr date1904="1"/><extLst><ext><x:workbookPr xmlns:x="later"/></ext></extLst>'
    table = Table("x", "日期", (Column("id", "班级", "text"), Column("day", "日期", "date")))
    rows = made.row("班级", "日期") + made.row("一班", '<c s="1"><v>1</v></c>')
    made.xlsx(tmp_path / "a.xlsx", rows, styles=styles, workbook=workbook)
    data, texts = read("a.xlsx", table)
    assert (texts, data.frame["day"].to_list()) == ([], [datetime.date(1904, 1, 2)])


# ---------------------------------------------------------------------------------------------------- texts


@pytest.mark.fault("O01")
def test_comments_and_shapes_are_no_text_of_the_cell(read: Any, tmp_path: Path) -> None:
    note = "<office:annotation><text:p>三月调入</text:p></office:annotation>"
    drawn = "<draw:frame><draw:text-box><text:p>5</text:p></draw:text-box></draw:frame>"
    inline = (
        "<text:p><draw:a><draw:frame><draw:text-box><text:p>9</text:p></draw:text-box></draw:frame></draw:a></text:p>"
    )
    ruby = "<text:ruby><text:ruby-base>T3</text:ruby-base><text:ruby-text>tee</text:ruby-text></text:ruby>"
    sheet = made.ods_sheet(
        "<table:shapes><draw:frame><table:table table:name='in'/></draw:frame></table:shapes>",
        made.ods_row("班级", "得分"),
        made.ods_row(f'<table:table-cell office:value-type="string">{note}<text:p>T1</text:p></table:table-cell>'),
        made.ods_row("T2", f"<table:table-cell>{note}</table:table-cell>"),
        made.ods_row(
            f'<table:table-cell office:value-type="string"><text:p>{ruby}</text:p></table:table-cell>',
            3,
        ),
        made.ods_row("T4", f"<table:table-cell>{drawn}{inline}</table:table-cell>"),
        made.ods_row(
            '<table:table-cell office:value-type="string"><text:p>一<text:tab/>班<text:line-break/>甲'
            '<text:s text:c="2"/>乙</text:p></table:table-cell>'
        ),
    )
    made.ods(tmp_path / "a.ods", sheet)
    data, texts = read("a.ods", CLASSES)
    assert texts == []
    assert list(data.frame.select("id", "mark").iter_rows()) == [
        ("T1", None),
        ("T2", None),
        ("T3", 3),
        ("T4", None),
        ("一班甲乙", None),
    ]


@pytest.mark.fault("O06")
def test_a_carriage_return_is_seen_by_nobody(read: Any, csv: Any, tmp_path: Path) -> None:
    """Excel writes _x000D_ for a carriage return, and _x005F_x000D_ where somebody typed _x000D_."""
    shared = "".join(f"<si><t>{text}</t></si>" for text in ("班级_x000D_\n", "得分_x000d_\n（分）", "1_x000D_班"))
    rows = made.row('<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>') + made.row('<c t="s"><v>2</v></c>', 7)
    rows += made.row("2班_x000D_", 8) + made.row('<c t="str"><f>A1</f><v>3班_x000D_</v></c>', 9)
    made.xlsx(tmp_path / "a.xlsx", rows, shared)
    table = [["班级_x000D_", "得分_x000D_\n（分）"], ["1_x000D_班", 7], ["2班_x000D_", 8], ["3班_x000D_", 9]]
    made.xls(tmp_path / "a.xls", table)
    made.ods(tmp_path / "a.ods", made.ods_sheet(*(made.ods_row(*cells) for cells in table)))
    text = csv("".join(f'"{one}","{two}"\n' for one, two in table), file="a.csv")
    for file in ("a.xlsx", "a.xls", "a.ods", text):
        data, texts = read(file, CLASSES)
        assert texts == []
        assert list(data.frame.select("id", "mark").iter_rows()) == [("1班", 7), ("2班", 8), ("3班", 9)]


def test_reading_aids_of_east_asian_excel_are_no_text(read: Any, tmp_path: Path) -> None:
    rich = "<si><r><t>一</t></r><r><t>班</t></r><rPh sb='0' eb='1'><t>イチ</t></rPh><phoneticPr fontId='1'/></si>"
    inline = '<c t="inlineStr"><is><t>二班</t><rPh sb="0" eb="1"><t>ニ</t></rPh></is></c>'
    rows = made.row("班级", "得分") + made.row('<c t="s"><v>0</v></c>', 1) + made.row(inline, 2)
    made.xlsx(tmp_path / "a.xlsx", rows, rich)
    data, texts = read("a.xlsx", CLASSES)
    assert (texts, data.frame["id"].to_list()) == ([], ["一班", "二班"])


# ---------------------------------------------------------------------------------------------------- formulas

NOT_SAVED = "单元格是公式，但文件里没有保存算好的结果\n    改法：用 Excel 或 WPS 打开文件，保存一次，再重新运行"


@pytest.mark.parametrize(
    ("cell", "workbook"),
    [
        ("<c><f>1+1</f></c>", ""),
        ("<c><f>1+1</f><v/></c>", ""),
        ("<c><f>1+1</f><v></v></c>", ""),
        ('<c><f t="shared" si="0"/></c>', ""),
        ("<c><f>1+1</f><v>0</v></c>", '<calcPr fullCalcOnLoad="1"/>'),
        ('<c t="str"><f>"a"</f></c>', '<calcPr fullCalcOnLoad="true"/>'),
    ],
)
def test_a_formula_that_was_never_computed(read: Any, tmp_path: Path, cell: str, workbook: str) -> None:
    made.xlsx(tmp_path / "a.xlsx", made.row("班级", "得分") + made.row("一班", cell), workbook=workbook)
    assert read("a.xlsx", CLASSES)[1] == [f"a.xlsx 工作表“考勤” 第 2 行 “得分”: {NOT_SAVED}"]


def test_a_computed_nought_is_a_result(read: Any, tmp_path: Path) -> None:
    rows = made.row("班级", "得分") + made.row("一班", "<c><f>1-1</f><v>0</v></c>")
    made.xlsx(tmp_path / "a.xlsx", rows + made.row("二班", '<c t="str"><f>""</f><v></v></c>'))
    data, texts = read("a.xlsx", CLASSES)
    assert (texts, data.frame["mark"].to_list()) == ([], [0, None])


@pytest.mark.parametrize("formula", ["1+1", '"a"&"b"'])
def test_an_xls_formula_that_was_never_computed(read: Any, tmp_path: Path, formula: str) -> None:
    import xlwt

    made.xls(tmp_path / "a.xls", [["班级", "得分"], ["一班", xlwt.Formula(formula)]])
    assert read("a.xls", CLASSES)[1] == [f"a.xls 工作表“考勤” 第 2 行 “得分”: {NOT_SAVED}"]


def test_an_ods_formula_that_was_never_computed(read: Any, tmp_path: Path) -> None:
    cell = '<table:table-cell table:formula="of:=1+1"/>'
    sheet = made.ods_sheet(made.ods_row("班级", "得分"), made.ods_row("一班", cell))
    made.ods(tmp_path / "a.ods", sheet)
    assert read("a.ods", CLASSES)[1] == [f"a.ods 工作表“考勤” 第 2 行 “得分”: {NOT_SAVED}"]
    # LibreOffice computes all, and writes just this beside a formula that yields an empty text
    meta = (
        '<m xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0">'
        "<meta:generator>LibreOffice/7.4</meta:generator></m>"
    )
    made.ods(tmp_path / "b.ods", sheet, meta_xml=meta)
    data, texts = read("b.ods", CLASSES)
    assert (texts, data.frame["mark"].to_list()) == ([], [None])


# ---------------------------------------------------------------------------------------------------- hidden rows


@pytest.mark.fault("O08")
def test_hidden_rows_are_said(read: Any, tmp_path: Path) -> None:
    import xlwt

    rows = made.row("班级", "得分") + made.row("一班", 1) + made.row("二班", 2, attributes='hidden="1"')
    rows += made.row("三班", 3, attributes='ht="0" customHeight="1"') + made.row("四班", 4)
    made.xlsx(tmp_path / "a.xlsx", rows)
    body = [made.ods_row("班级", "得分"), made.ods_row("一班", 1)]
    body += [made.ods_row("二班", 2, attributes='table:visibility="collapse"')]
    body += [made.ods_row("三班", 3, attributes='table:visibility="filter"'), made.ods_row("四班", 4)]
    made.ods(tmp_path / "a.ods", made.ods_sheet(*body))
    book = xlwt.Workbook()
    sheet = book.add_sheet("考勤")
    for at, cells in enumerate([["班级", "得分"], ["一班", 1], ["二班", 2], ["三班", 3], ["四班", 4]]):
        for column, cell in enumerate(cells):
            sheet.write(at, column, cell)
        sheet.row(at).hidden = at in (2, 3)
    book.save(str(tmp_path / "a.xls"))
    for file in ("a.xlsx", "a.ods", "a.xls"):
        data, texts = read(file, CLASSES)
        assert data.frame["mark"].to_list() == [1, 2, 3, 4]
        assert texts == [
            f"{file} 工作表“考勤”: 4 行里有 2 行在文件里是隐藏的（手工隐藏或筛选掉了），但照样计入：第 3-4 行\n"
            "    改法：把行全部显示出来看一看；不该计入的请删掉"
        ]


# ---------------------------------------------------------------------------------------------------- damage


@pytest.mark.fault("O07")
def test_strict_open_xml(read: Any, tmp_path: Path) -> None:
    rows = made.row("班级", "得分") + made.row("一班", 1)
    made.xlsx(tmp_path / "a.xlsx", rows, namespaces=made.STRICT)
    data, texts = read("a.xlsx", CLASSES)
    assert (texts, data.frame["mark"].to_list()) == ([], [1])


def test_a_date_of_strict_open_xml(read: Any, table: Any, tmp_path: Path) -> None:
    rows = made.row("工号", "病假天数", "日期") + made.row("T1", 1, '<c t="d"><v>2026-03-05T00:00:00</v></c>')
    made.xlsx(tmp_path / "a.xlsx", rows, namespaces=made.STRICT)
    data, texts = read("a.xlsx", table)
    assert (texts, data.frame["day"].to_list()) == ([], [datetime.date(2026, 3, 5)])


@pytest.mark.fault("O14")
@pytest.mark.parametrize(
    ("cell", "options"),
    [
        ('<c s=""><v>7</v></c>', {}),  # an empty style, and no shared texts
        ('<c s="99"><v>7</v></c>', {}),  # a style that is not there
        ("<c><v>7</v></c>", {"name": lambda part: part.replace("/", "\\")}),  # backslashes in the archive
        ("<c><v>7</v></c>", {"name": lambda part: part.replace("xl/w", "XL/W")}),  # another case than referred to
        ('<c r="B2"><v>7</v></c>', {"after": "<mergeCells/><mergeCells><mergeCell ref=''/></mergeCells>"}),
        ("<c><v>7.0</v></c>", {"styles": "<mc:x xmlns:mc='m'><fonts/></mc:x><cellXfs><xf/></cellXfs>"}),
    ],
)
def test_what_other_programs_open_is_opened(read: Any, tmp_path: Path, cell: str, options: Any) -> None:
    made.xlsx(tmp_path / "a.xlsx", made.row("班级", "得分") + made.row("一班", cell), **options)
    data, texts = read("a.xlsx", CLASSES)
    assert (texts, data.frame["mark"].to_list()) == ([], [7])


@pytest.mark.fault("O14")
@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ("<c><v>NaN</v></c>", "NaN"),
        ("<c><v>x7</v></c>", "x7"),
        ('<c t="s"><v>5</v></c>', "5"),
        ('<c t="d"><v>x</v></c>', "x"),
    ],
)
def test_a_damaged_cell_is_named(read: Any, tmp_path: Path, cell: str, held: str) -> None:
    made.xlsx(tmp_path / "a.xlsx", made.row("班级", "得分") + made.row("一班", cell) + made.row("二班", 8))
    data, texts = read("a.xlsx", CLASSES)
    assert data.frame["mark"].to_list() == [None, 8]
    assert texts == [
        f"a.xlsx 工作表“考勤” 第 2 行 “得分”: 文件在这个单元格处已损坏，里面是“{held}”，不是一个值\n"
        "    改法：用 Excel 或 WPS 打开文件，重新填入这个值，再保存"
    ]


CHECK = "\n    改法：用 Excel 或 WPS 打开，检查内容，再另存为 .xlsx"


@pytest.mark.fault("O14")
@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ('<row r="x"><c/></row>', "第 1 行后面有一行的行号是“x”"),
        ('<row r="2"><c r="7"><v>1</v></c></row>', "第 2 行有一个单元格的位置写成“7”"),
        ("<row><c></row>", "文件里的部件 xl/worksheets/sheet1.xml 已损坏"),
    ],
)
def test_a_damaged_part_is_named(read: Any, tmp_path: Path, rows: str, what: str) -> None:
    made.xlsx(tmp_path / "a.xlsx", made.row("班级", "得分") + rows)
    assert read("a.xlsx", CLASSES) == (None, [f"a.xlsx 工作表“考勤”: {what}{CHECK}"])


def changed(path: Path, part: str, change: Any) -> None:
    """Change what the archive says about one of its parts."""
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo(part).header_offset
    content = bytearray(path.read_bytes())
    change(content, offset, content.index(part.encode(), content.index(b"PK\x01\x02")) - 46)
    path.write_bytes(bytes(content))


def encrypted(content: bytearray, local: int, central: int) -> None:
    content[local + 6] |= 1
    content[central + 8] |= 1


def method_99(content: bytearray, local: int, central: int) -> None:
    content[local + 8] = content[central + 10] = 99


def garbled(content: bytearray, local: int, _central: int) -> None:
    at = content.index(b"<", local)
    content[at + 20 : at + 40] = bytes(20)


SOUND = made.ods_sheet(made.ods_row("班级", "得分"), made.ods_row("一班", 1))


@pytest.mark.fault("B14")
@pytest.mark.parametrize(
    ("change", "what"),
    [
        (garbled, "文件里的部件 {part} 已损坏" + CHECK),
        (method_99, "文件里的部件 {part} 已损坏" + CHECK),
        (encrypted, "文件加了密码\n    改法：用 Excel 或 WPS 打开，取消密码后保存"),
    ],
)
def test_a_damaged_archive(read: Any, tmp_path: Path, change: Any, what: str) -> None:
    made.ods(tmp_path / "a.ods", SOUND)
    changed(tmp_path / "a.ods", "content.xml", change)
    assert read("a.ods", CLASSES)[1] == ["a.ods: " + what.format(part="content.xml")]
    made.xlsx(tmp_path / "a.xlsx", made.row("班级", "得分") + made.row("一班", 1))
    changed(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", change)
    sheet = "" if change is None else " 工作表“考勤”"
    assert read("a.xlsx", CLASSES)[1] == [f"a.xlsx{sheet}: " + what.format(part="xl/worksheets/sheet1.xml")]


@pytest.mark.fault("B14")
@pytest.mark.parametrize("count", ["abc", "-1", "0", "1e3"])
def test_an_ods_that_repeats_without_a_number(read: Any, tmp_path: Path, count: str) -> None:
    row = made.ods_row("一班", 1, attributes=f'table:number-rows-repeated="{count}"')
    made.ods(tmp_path / "a.ods", made.ods_sheet(made.ods_row("班级", "得分"), row))
    assert read("a.ods", CLASSES)[1] == [
        f"a.ods 工作表“考勤”: 第 2 行写着 number-rows-repeated=“{count}”，这不是数{CHECK}"
    ]


@pytest.mark.fault("B14")
def test_an_ods_that_repeats_a_million_rows(read: Any, tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="1000" office:value-type="string"><text:p>x</text:p>'
    row = made.ods_row(f"{cell}</table:table-cell>", attributes='table:number-rows-repeated="1000000"')
    made.ods(tmp_path / "a.ods", made.ods_sheet(made.ods_row("班级", "得分"), row))
    assert read("a.ods", CLASSES)[1] == [f"a.ods 工作表“考勤”: 从第 2 行起，文件把单元格重复了 10 百万次以上{CHECK}"]


@pytest.mark.fault("B18")
@pytest.mark.parametrize("repeated", [1_000_000_000, 10**40])
def test_an_ods_that_says_it_has_a_thousand_million_rows(read: Any, tmp_path: Path, repeated: int) -> None:
    row = made.ods_row("一班", 1, attributes=f'table:number-rows-repeated="{repeated}"')
    made.ods(tmp_path / "a.ods", made.ods_sheet(made.ods_row("班级", "得分"), row))
    told = "到第 2 行为止，文件里的行重复了 999999999 次"
    if repeated == 10**40:  # 10 and 17 zeros, then the rest
        told = "第 2 行写着 number-rows-repeated=“100000000000000000…”，这不是数"
    assert read("a.ods", CLASSES)[1] == [f"a.ods 工作表“考勤”: {told}{CHECK}"]


@pytest.mark.fault("B18")
def test_a_part_beyond_all_measure_is_not_called_damaged(
    read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.ods(tmp_path / "a.ods", made.ods_sheet(made.ods_row("班级", "得分" * 1_000_000)))
    monkeypatch.setattr("kaohe_core.tables.archive.LARGEST_PART", 2_000_000)
    assert read("a.ods", CLASSES)[1] == [
        "a.ods: 文件里的 content.xml 太大：解压后有 6 百万字节，最多读 2 百万字节\n"
        "    改法：用 Excel 或 WPS 打开，删掉没有内容的行和列，再保存"
    ]


@pytest.mark.fault("O06")
def test_what_somebody_typed_stays(read: Any, tmp_path: Path) -> None:
    """_x005F_ is the underscore of a text that somebody typed: 一_x000D_班."""
    made.xlsx(tmp_path / "a.xlsx", made.row("班级", "得分") + made.row("一_x005F_x000D_班", 1))
    data, texts = read("a.xlsx", CLASSES)
    assert (texts, data.frame["id"].to_list()) == ([], ["一_x000D_班"])


@pytest.mark.fault("B14")
def test_spans_within_spans(read: Any, tmp_path: Path) -> None:
    deep = "<text:span>" * 5000 + "一班" + "</text:span>" * 5000
    cell = f'<table:table-cell office:value-type="string"><text:p>{deep}</text:p></table:table-cell>'
    made.ods(tmp_path / "a.ods", made.ods_sheet(made.ods_row("班级", "得分"), made.ods_row(cell, 1)))
    data, texts = read("a.ods", CLASSES)
    assert (texts, data.frame["id"].to_list()) == ([], ["一班"])


# ---------------------------------------------------------------------------------------------------- encodings


def test_what_keeps_a_zero_in_front_is_no_part_of_the_text(read: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('班级,得分\n\'0101,1\n"=""0102""",2\n\'甲班,3\n', encoding="utf-8")
    data, texts = read("a.csv", CLASSES)
    assert (texts, data.frame["id"].to_list()) == ([], ["0101", "0102", "'甲班"])


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("班级,得分\n一班,1\n二班级,2\n三班级,3\n".encode().replace("二".encode(), b"\xe4\xba"), "nearly UTF-8"),
        ("id,mark\n1-1,1\n谭,2\n".encode("gbk"), "“̷”，还是“谭”"),
    ],
)
def test_an_encoding_that_only_happens_to_decode(read: Any, tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    mend = "\n    改法：用 Excel 或 WPS 打开，另存为“CSV UTF-8”格式"
    if what == "nearly UTF-8":
        said = "文字编码既不是 UTF-8 也不是 GB18030（第 3 行读不出来）"
    else:
        said = f"看不出这份文字用的是什么编码：是{what}？"
    assert read("a.csv", CLASSES)[1] == [f"a.csv: {said}{mend}"]


# ---------------------------------------------------------------------------------------------------- crossed out

STRUCK_FONTS = "<fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf fontId='1'/></cellXfs>"
LINE = '<style:text-properties style:text-line-through-style="solid"/>'


def _crossed(tmp_path: Path, file: str) -> None:
    """Crossed out are all of 二班, the figure of 四班, and the first digit of 五班’s 35."""
    import xlwt

    kind = file.partition(".")[2]
    if kind == "xlsx":
        through = '<c s="1" t="inlineStr"><is><t>{}</t></is></c>'.format
        rows = made.row("班级", "得分") + made.row("一班", 1)
        rows += made.row(through("二班"), '<c s="1"><v>2</v></c>') + made.row("三班", 3)
        rows += made.row("四班", '<c s="1"><v>4</v></c>')
        rich = "<r><rPr><strike/></rPr><t>3</t></r><r><t>5</t></r>"
        rows += made.row("五班", f'<c t="inlineStr"><is>{rich}</is></c>')
        made.xlsx(tmp_path / file, rows, styles=STRUCK_FONTS)
    elif kind == "ods":
        cell = (
            '<table:table-cell table:style-name="x" office:value-type="float" office:value="{0}"><text:p>{0}</text:p>'
        )
        cell += "</table:table-cell>"
        span = "<text:p><text:span text:style-name='x'>3</text:span>5</text:p>"
        named = (
            "<table:table-cell table:style-name='x' office:value-type='string'><text:p>二班</text:p></table:table-cell>"
        )
        rich = f"<table:table-cell office:value-type='string'>{span}</table:table-cell>"
        body = [made.ods_row("班级", "得分"), made.ods_row("一班", 1), made.ods_row(named, cell.format(2))]
        body += [made.ods_row("三班", 3), made.ods_row("四班", cell.format(4)), made.ods_row("五班", rich)]
        styles = (
            '<s xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
            f'<style:style style:name="base">{LINE}</style:style>'
            '<style:style style:name="x" style:parent-style-name="base"/></s>'
        )
        made.ods(tmp_path / file, made.ods_sheet(*body), styles_xml=styles)
    else:
        book = xlwt.Workbook()
        sheet = book.add_sheet("考勤")
        struck = xlwt.easyxf("font: struck_out true")
        font = xlwt.Font()
        font.struck_out = True
        cells = [("班级", "得分"), ("一班", 1), ("二班", 2), ("三班", 3), ("四班", 4)]
        for at, (name, mark) in enumerate(cells):
            sheet.write(at, 0, name, *([struck] if name == "二班" else []))
            sheet.write(at, 1, mark, *([struck] if mark in (2, 4) else []))
        sheet.write(5, 0, "五班")
        sheet.write_rich_text(5, 1, [("3", font), ("5", xlwt.Font())])
        book.save(str(tmp_path / file))


@pytest.mark.fault("O08")
@pytest.mark.parametrize("file", ["a.xlsx", "a.ods", "a.xls"])
def test_what_is_crossed_out_is_left_out_or_asked_about(read: Any, tmp_path: Path, file: str) -> None:
    _crossed(tmp_path, file)
    data, texts = read(file, CLASSES)
    where = f"{file} 工作表“考勤”"
    assert data.frame["id"].to_list() == ["一班", "三班", "四班", "五班"]
    assert data.frame["mark"].to_list()[:2] == [1, 3]
    assert texts == [
        f"{where}: 读了 4 行，跳过 1 行：划掉的行（第 3 行）",
        f"{where} 第 5 行 “得分”: “4”在文件里划掉了\n    改法：不该计入的请删掉，该计入的请去掉删除线",
        f"{where} 第 6 行 “得分”: “35”在文件里划掉了一部分\n    改法：不该计入的请删掉，该计入的请去掉删除线",
    ]


@pytest.mark.fault("O08")
def test_hidden_columns_are_said(read: Any, tmp_path: Path) -> None:
    import xlwt

    rows = made.row("班级", "得分") + made.row("一班", 1)
    made.xlsx(
        tmp_path / "a.xlsx",
        "",
        namespaces={"<sheetData>": f'<cols><col min="2" max="2" hidden="1"/></cols><sheetData>{rows}'},
    )
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="9"/>'
    made.ods(tmp_path / "a.ods", made.ods_sheet(columns, made.ods_row("班级", "得分"), made.ods_row("一班", 1)))
    book = xlwt.Workbook()
    sheet = book.add_sheet("考勤")
    for at, cells in enumerate([["班级", "得分"], ["一班", 1]]):
        for column, cell in enumerate(cells):
            sheet.write(at, column, cell)
    sheet.col(1).hidden = True
    book.save(str(tmp_path / "a.xls"))
    for file in ("a.xlsx", "a.ods", "a.xls"):
        data, texts = read(file, CLASSES)
        assert data.frame["mark"].to_list() == [1]
        assert texts == [
            f"{file} 工作表“考勤”: 这几列在文件里是隐藏的，但照样读入：得分\n"
            "    改法：把列全部显示出来看一看；不该计入的请删掉"
        ]


@pytest.mark.fault("O04")
def test_a_share_of_one_in_a_column_of_percentages_is_told(read: Any, csv: Any, tmp_path: Path) -> None:
    """0.85 may be 0.85 % or 85 %: it is read as it stands, and said; 0.85 shown as 85% is 85."""
    text = "教职工编号,病假天数,出勤率\n01,1,0.85\n02,1,98\n03,1,0.9\n04,1,0.5%\n05,1,0\n"
    csv(text)
    made.xlsx(
        tmp_path / "考勤.xlsx",
        made.row("工号", "病假天数", "出勤率")
        + made.row("01", 1, 0.85)
        + made.row("02", 1, 98)
        + made.row("03", 1, "0.9")
        + made.row("04", 1, '<c s="1"><v>0.005</v></c>')
        + made.row("05", 1, 0),
        styles=made.formats("0.0%"),
    )
    for file in ("考勤.csv", "考勤.xlsx"):
        data, texts = read(file)
        assert data.frame["rate"].to_list() == [85, 9800, 90, 50, 0]
        where = file if file.endswith("csv") else f"{file} 工作表“考勤”"
        assert texts == [
            f"{where} “出勤率”: 这里写的是“0.85”，没有 %，读作 0.85%（2 行：第 2, 4 行）\n"
            "    改法：如果 0.85 指的是 85%，请写 85 或 85%"
        ]


@pytest.mark.fault("O08")
def test_a_sheet_that_is_hidden_is_not_called_nothing(read: Any, xlsx: Any, tmp_path: Path) -> None:
    import xlwt

    def hide(sheet: Any) -> None:
        sheet.parent.create_sheet("空表")
        sheet.sheet_state = "veryHidden"

    xlsx(("班级", "得分"), ("一班", 1), file="a.xlsx", then=hide)
    shown, unseen = made.ods_sheet(name="空表"), made.ods_sheet(made.ods_row("班级", "得分"), made.ods_row("一班", 1))
    styles = '<s><style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" style:name="u">'
    styles += '<style:table-properties table:display="false"/></style:style></s>'
    made.ods(
        tmp_path / "a.ods", styles, shown, unseen.replace("<table:table ", '<table:table table:style-name="u" ', 1)
    )
    book = xlwt.Workbook()
    for name in ("空表", "考勤"):
        sheet = book.add_sheet(name)
    sheet.write(0, 0, "班级")
    sheet.visibility = 1
    book.save(str(tmp_path / "a.xls"))
    for file in ("a.xlsx", "a.ods", "a.xls"):
        data, texts = read(file, CLASSES)
        assert data is None
        assert texts == [
            f'{file}: 只有隐藏的工作表里有内容：考勤\n    改法：请取消隐藏；或者在 kaohe.toml 里写明：sheet = "考勤"'
        ]
