"""Write the files of this folder as an office would have them; README.md counts what is odd about them.

Run it from anywhere; it needs openpyxl and xlwt. What no library writes (_x000D_, Strict Open XML, backslashes in the
archive, comments of LibreOffice) is written as XML.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

DATA = Path(__file__).parent / "data"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT = {
    SPREADSHEET: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
NOW = (2026, 11, 30, 12, 0, 0)  # of the parts, so that the files stay the same


def staff() -> None:
    """1-7: the header below row 10; ids shown as 0001; _x000D_; months; a hidden row; a total; a signature."""
    rows: list[Sequence[Any]] = [["青山小学教职工名册"], ["填写说明"], *([[f"{n}．请如实填写"] for n in range(1, 11)])]
    rows += [["序号", "工号", "姓名_x000D_\n", "出生年月", "教龄（单位：年）"]]
    people = [
        ("张三", "1987-10", 15),
        ("李四", "1990年2月", "10年"),
        ("王五_x000D_", datetime.date(1975, 5, 1), 28),
        ("赵六", "1980.12", "20年半"),
        ("孙 七", "1995/7", 5),
        ("周八", "200001", 1),
    ]
    rows += [[n, n, name, birth, years] for n, (name, birth, years) in enumerate(people, 1)]
    rows += [["全校合计", None, "6 人", None, 79.5], ["制表人：吴九", None, None, None, "2026年9月1日"]]
    sheet = openpyxl.Workbook().active
    sheet.title = "名册"
    for cells in rows:
        sheet.append(cells)
    for cell in sheet["B"][13:19]:
        cell.number_format = "0000"
    sheet["D16"].number_format = 'yyyy"年"m"月"'
    sheet.row_dimensions[18].hidden = True
    sheet.merge_cells("A1:E1")
    save(sheet.parent, "教职工.xlsx")


def attendance() -> None:
    """8-16: a sheet a month; a header of three rows; empty, / and — for 0; 半天; 两天半; a sheet that is no month."""
    book = openpyxl.Workbook()
    head = [["工号", "姓名", "考勤", None], [None, None, "请假", None], [None, None, "病假", "事假"]]
    months = {
        "9月": [
            ["0001", "张三", "半天", None],
            ["0002", "李四", "/", 2],
            ["0003", "王五", 1, 0.5],
            ["0004", "赵六", "两天半", "／"],
            ["0005", "孙七", "—", "——"],
            ["0006", "周八", 0, 1],
            [None, None, 4, 3.5],
        ],
        "10月": [["0001", "张三", 1, None], ["0003", "王五", 2, None], ["本页小计", None, 3, 0]],
    }
    book.active.title = "说明"
    book.active.append(["每月一张"])
    for name, rows in months.items():
        sheet = book.create_sheet(name)
        for cells in [[f"青山小学{name}考勤"], *head, *rows]:
            sheet.append(cells)
        for area in ("A1:D1", "A2:A4", "B2:B4", "C2:D2", "C3:D3"):
            sheet.merge_cells(area)
    save(book, "考勤.xlsx")


def duty() -> None:
    """17-21, in the old format: the header again on the next page, with its title; subtotals; a unit in other words."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("值班")
    title, head = ["青山小学值班"], ["序号", "工号", "姓名", "值班次数（按次）"]
    rows: list[list[Any]] = [title, head, [1, "0001", "张三", 3], [2, "0002", "李四", 5], [3, "0003", "王五", 0]]
    rows += [["小计", "", "", 8], title, head, [4, "0004", "赵六", 4], [5, "0005", "孙七", 2], [6, "0006", "周八", 6]]
    rows += [["小计", "", "", 12], ["总 计", "", "", 20], ["校长（签字）", "", "", ""]]
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell != "":
                sheet.write(at, column, cell)
    book.save(str(DATA / "值班.xls"))


def leave() -> None:
    """22-27, of LibreOffice: comments; a name merged over its rows; reading aids; weekdays, times and half days."""

    def cell(text: str, inside: str = "", attributes: str = "") -> str:
        return (
            f'<table:table-cell office:value-type="string" {attributes}>{inside}<text:p>{text}</text:p>'
            "</table:table-cell>"
        )

    note = "<office:annotation><text:p>三月调入，5</text:p></office:annotation>"
    ruby = "<text:ruby><text:ruby-base>王五</text:ruby-base><text:ruby-text>wáng wǔ</text:ruby-text></text:ruby>"
    two, covered = 'table:number-rows-spanned="2"', "<table:covered-table-cell/>"
    rows = [
        [cell("工号"), cell("姓名"), cell("日期"), cell("天数")],
        [cell("0001", note, two), cell("张三", "", two), cell("2026/9/8 星期二 8:20"), cell("1")],
        [covered, covered, cell("2026年9月10日 上午"), cell("半天")],
        [cell("0003"), cell(ruby), cell("2026-10-09（周五）"), cell("2天")],
        [cell("备注：病假不在此列")],
    ]
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    body = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="请假">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "<manifest/>"}
    write_zip("请假.ods", {**parts, "content.xml": content})


def monthly() -> None:
    """28-32: a column a month, with dates as headers; a column and a row of means; a stroke and an empty cell."""
    sheet = openpyxl.Workbook().active
    sheet.title = "月度"
    months = [datetime.date(2026, month, 1) for month in (9, 10, 11)]
    for cells in (
        ["序号", "姓名", *months, "平均"],
        [1, "张三", 90, 95, 100, 95],
        [2, "李 四", 80, "/", 90, 85],
        [3, "王五", 85, 85, 85, 85],
        [4, "赵六", None, 70, 80, 75],
        [5, "孙七", 60, 60, 60, 60],
        [6, "周八", 100, 100, 100, 100],
        [None, "平均分", 83, 82, 85.8, 83.3],
    ):
        sheet.append(cells)
    for cell in sheet[1][2:5]:
        cell.number_format = 'm"月"'
    save(sheet.parent, "月度考核.xlsx")


def learning() -> None:
    """33-37, as old Excel saves it: GB18030, semicolons, ="0001", full-width digits, numerals, — and 无."""
    lines = ["业务学习;;", "工号;学时;备注", '="0001";12;', '="0002";１０;', '="0003";十二课时;', '="0004";8课时;']
    lines += ['="0005";—;', '="0006";无;产假', "合计；;42;"]
    (DATA / "业务学习.csv").write_bytes("\r\n".join(lines).encode("gb18030"))


def prizes() -> None:
    """38-41: two files as one table; Strict Open XML; names for ids; another order of columns."""
    rows = row("姓名", "获奖数（项）") + row("张三", "三项") + row("李 四", 1) + row("赵六", 2)
    write_xlsx("获奖-上半年.xlsx", "获奖", rows, namespaces=STRICT)
    text = "获奖数,备注,工号\n两项,市级,0004\n"
    (DATA / "获奖-下半年.csv").write_text(text, encoding="utf-8-sig")


def rating() -> None:
    """42-45: a % that is only written beside one that counts; an archive with backslashes; an empty style."""
    rows = row("工号", "满意率") + row("0001", '<c s="1"><v>95.5</v></c>') + row("0002", '<c s="2"><v>0.88</v></c>')
    rows += row("0003", "90%") + row("0004", '<c s=""><v>77</v></c>') + row("0005", "<c><f>8*10</f><v>80</v></c>")
    rows += row("0006", '<c s="3"><v>1</v></c>') + row("及格率", '<c s="3"><v>1</v></c>')
    codes = ("0.0&quot;%&quot;", "0.0%", "0%")
    numbers = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
    styles = f"<numFmts>{numbers}</numFmts><cellXfs><xf numFmtId='0'/>"
    styles += "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(codes))) + "</cellXfs>"
    write_xlsx("评教.xlsx", "评教", rows, styles, name=lambda part: part.replace("/", "\\"))


def credits() -> None:
    """46-48, copied from a web page: tabs, UTF-16, zero-width spaces, a * at what must be filled in."""
    text = "学分汇总表\n＊工号\t学 分*\n0001\t5\n0002\u200b\t4.5\n0003\t3\n0004\t２\n0005\t6\n０００６\t1\n合计\t21.5\n"
    (DATA / "学分.txt").write_text(text, encoding="utf-16")


def safety() -> None:
    """49-54: numbers as headers; units and numbers of the columns under them; an example; notes; another sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "检查"
    for cells in (
        ["安全检查", None, None],
        ["工号", 1, 2],
        [None, "（分）", "（分）"],
        ["甲", 1, 2],
        ["示例：0000", 5, 5],
        ["0001", 1, 2],
        ["0002", 2, 2],
        ["0003", 0, 1],
        ["0004", 1, 1],
        ["0005", 2, 0],
        ["0006", 1, 0],
        [3, None, None],
        ["※ 两次检查各 5 分", None, None],
        ["检查人签字：", None, None],
    ):
        sheet.append(cells)
    sheet.delete_rows(12)
    book.create_sheet("字典").append(["优秀"])
    save(book, "安全.xlsx")


# ---------------------------------------------------------------------------------------------------- writing


def row(*cells: object) -> str:
    """The XML of a row: texts inline, numbers as they are, XML taken as it is."""
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(cell: object) -> str:
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    return str(cell) if str(cell).startswith("<c") else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'


def write_xlsx(
    file: str,
    sheet: str,
    rows: str,
    styles: str = "",
    *,
    name: Callable[[str], str] = str,
    namespaces: Mapping[str, str] | None = None,
) -> None:
    """An .xlsx file from the XML of its rows."""
    relation = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
    target = f'<Relationship Id="r{{}}" Type="{RELATIONS}/{{}}" Target="{{}}"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relation.format(target.format(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}"><sheets>'
            f'<sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relation.format(
            target.format(1, "worksheet", "worksheets/sheet1.xml") + target.format(2, "styles", "styles.xml")
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/styles.xml": f'<styleSheet xmlns="{SPREADSHEET}">{styles}</styleSheet>',
    }
    for usual, other in (namespaces or {}).items():
        parts = {part: content.replace(usual, other) for part, content in parts.items()}
    write_zip(file, {name(part): content for part, content in parts.items()})


def write_zip(file: str, parts: Mapping[str, str | bytes]) -> None:
    """An archive that is the same on every day."""
    with zipfile.ZipFile(DATA / file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            info = zipfile.ZipInfo("x", NOW)
            info.filename = part  # as it is, backslashes included
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def save(book: openpyxl.Workbook, file: str) -> None:
    """A workbook of openpyxl without the moment at which it was written."""
    moment = datetime.datetime(*NOW)  # a workbook's moments have no time zone
    book.properties.created = book.properties.modified = moment
    book.save(DATA / file)
    with zipfile.ZipFile(DATA / file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}
    write_zip(file, parts)


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    for make in (staff, attendance, duty, leave, monthly, learning, prizes, rating, credits, safety):
        make()
