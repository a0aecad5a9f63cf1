"""The same table in every format, every encoding, and with every habit of an office."""

from __future__ import annotations

import datetime
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "data"


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_one_workbook_saved_by_libreoffice_in_three_formats(read: Any, tmp_path: Path, ending: str) -> None:
    """The workbook has a title line, units in headers, percentages, dates, booleans, an empty row, errors, merged cells
    and a hidden sheet; every format must give the same data and the same findings.
    """
    file = f"考勤.{ending}"
    shutil.copy(HERE / file, tmp_path / file)
    data, texts = read(file)
    assert data.frame.to_dict(as_series=False) == {
        "id": ["001", "2", "003", "004", "005", "006"],  # 2 is a number in the file
        "sick-days": [15, 5, 1, 0, 30, None],  # 1.5, 半天, 0.1, 0, 3 and a cell under merged cells; one decimal
        "late": [0, 2, None, None, None, None],  # 2 is =1+1
        "rate": [9550, 8500, None, None, None, None],  # a cell that shows 95.5% and the text 85%; two decimals
        "day": [datetime.date(2026, 3, 5), datetime.date(2026, 3, 6), None, None, None, None],
        "full": [1, 1, 0, 0, None, None],  # √, TRUE, 否
        "grade": ["优秀", "合格", None, None, None, None],
        "_row": [3, 4, 6, 7, 8, 9],
    }
    place = f"{file} 工作表“考勤” "
    assert texts == [
        place + "第 6 行 “迟到次数”: 单元格显示错误值 #N/A\n    改法：改正这个单元格的公式，或者直接填入数值",
        place + "第 7 行 “迟到次数”: 单元格显示错误值 #DIV/0!\n    改法：改正这个单元格的公式，或者直接填入数值",
        place
        + "第 9 行 “病假天数（天）”: 单元格在合并区域 B8:B9 里，自己没有值\n    改法：取消合并单元格，每一行都填上",
    ]


def test_xls_written_by_xlwt(read: Any, tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("考勤")
    for column, title in enumerate(["工号", "病假天数", "日期"]):
        sheet.write(0, column, title)
    sheet.write(1, 0, "001")
    sheet.write(1, 1, 2.5)
    sheet.write(1, 2, datetime.date(2026, 3, 5), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(2, 0, "002")
    sheet.row(2).set_cell_error(1, 0x17)
    book.save(str(tmp_path / "考勤.xls"))
    data, texts = read("考勤.xls")
    assert data.frame.select("id", "sick-days", "day").rows() == [
        ("001", 25, datetime.date(2026, 3, 5)),
        ("002", None, None),
    ]
    assert texts == [
        "考勤.xls 工作表“考勤” 第 3 行 “病假天数”: 单元格显示错误值 #REF!\n"
        "    改法：改正这个单元格的公式，或者直接填入数值"
    ]


CSV = "工号,病假天数,等次\n001,1.5,优秀\n002,0,合格\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_csv(csv: Any, read: Any, encoding: str, delimiter: str, ends: str) -> None:
    data, texts = read(csv(CSV.replace(",", delimiter).replace("\n", ends), encoding))
    assert texts == []
    assert data.frame.select("id", "sick-days", "grade", "_row").rows() == [
        ("001", 15, "优秀", 2),
        ("002", 0, "合格", 3),
    ]


def test_ids_that_programs_protect_from_excel(csv: Any, read: Any) -> None:
    data, texts = read(csv('工号,病假天数\n="001",1\n\t002,2\n'))
    assert texts == []
    assert data.frame["id"].to_list() == ["001", "002"]


def test_a_rare_character_of_gb18030(csv: Any, read: Any) -> None:
    data, _texts = read(csv("工号,病假天数\n㐂𠮷,1\n", "gb18030"))  # names with characters outside GBK
    assert data.frame["id"].to_list() == ["㐂𠮷"]


def test_quoted_cells_and_commas_in_them(csv: Any, read: Any) -> None:
    data, texts = read(csv('"工号","病假天数","备注"\n"001","1,000","a,b;c;d;e"\n"002",3,"一行\n两行"\n"003",4,\n'))
    assert [text.partition("\n")[0] for text in texts] == [
        "考勤.csv 第 2 行 “病假天数”: 1000 超出这一列的范围（0 至 200 天）"
    ]
    assert data.frame["_row"].to_list() == [2, 3, 4]  # a cell of two lines is one row, as in Excel


@pytest.mark.parametrize("ending", ["txt", "tsv"])
def test_texts_with_tabs(csv: Any, read: Any, ending: str) -> None:
    data, texts = read(csv(CSV.replace(",", "\t"), file=f"a.{ending}"))
    assert texts == []
    assert data.frame.height == 2


def test_titles_units_spaces_and_extra_columns(xlsx: Any, read: Any) -> None:
    file = xlsx(
        ["青山镇中心小学 2026 年春季考勤表"],
        ["制表日期：2026-07-01", None, None, "单位：天"],
        [],
        ["序号", "＊工 号", "姓名", "病假（天）", "Late（次）", "日 期", "备注"],
        [1, " 001 ", "张三", "２．５天", 3, "2026.3.5", "x"],
        [2, "002", "李 四", "半天", None, None, None],
        [],
        [3, "003", "王五", 0, None, None, None],
    )
    data, texts = read(file)
    assert texts == []
    assert data.frame.select("id", "sick-days", "day", "_row").rows() == [
        ("001", 25, datetime.date(2026, 3, 5), 5),
        ("002", 5, None, 6),
        ("003", 0, None, 8),
    ]
    assert data.titles == {"id": "＊工 号", "sick-days": "病假（天）", "late": "Late（次）", "day": "日 期"}
    assert data.frame["late"].to_list() == [3, None, None]  # late is the column's id
    assert data.row_place(8, "sick-days").text("zh") == "考勤.xlsx 工作表“考勤” 第 8 行 “病假（天）”"
    assert data.row_place(8, "full").title == "满勤"


def test_english_headers_and_ids(csv: Any, read: Any) -> None:
    for header in ("Staff ID,Sick days", "id,sick-days", "STAFF ID,sick days (days)", "工号,病假天数（天）"):
        data, texts = read(csv(header + "\n001,2\n"))
        assert texts == []
        assert data.frame["sick-days"].to_list() == [20]


def test_the_proper_header_goes_before_an_alias_of_the_subject(csv: Any, read: Any) -> None:
    data, texts = read(csv("教职工编号,工号,病假天数\nX,001,2\n"))
    assert texts == []
    assert data.frame["id"].to_list() == ["001"]
    data, _texts = read(csv("教职工编号,病假天数\nX,2\n"))
    assert data.frame["id"].to_list() == ["X"]


def test_a_computed_empty_text_is_empty_and_not_an_unsaved_formula(xlsx: Any, read: Any, edited: Any) -> None:
    import re

    file = xlsx(["工号", "病假天数", "迟到次数"], ["001", 0, '=IF(1=1,"",1)'])
    edited(file, "xl/worksheets/sheet1.xml", lambda xml: re.sub('<c r="C2"', '<c r="C2" t="str"', xml))
    data, texts = read(file)
    assert texts == []
    assert data.frame["late"].to_list() == [None]


def test_chinese_excel_names_its_date_formats_by_number(xlsx: Any, read: Any, edited: Any) -> None:
    """Format 31 is yyyy年m月d日 in Chinese Excel, which writes no format code for it."""

    def dated(sheet: Any) -> None:
        sheet["C2"].number_format = "0.0000"

    file = xlsx(["工号", "病假天数", "日期"], ["001", 0, 46086], then=dated)  # 46086 days after 1899-12-30
    edited(
        file,
        "xl/styles.xml",
        lambda xml: (
            xml.replace('<numFmt numFmtId="164" formatCode="0.0000" />', "")
            .replace('<numFmt numFmtId="164" formatCode="0.0000"/>', "")
            .replace('numFmtId="164"', 'numFmtId="31"')
        ),
    )
    data, texts = read(file)
    assert texts == []
    assert data.frame["day"].to_list() == [datetime.date(2026, 3, 5)]


def test_a_false_extent_is_not_believed(xlsx: Any, read: Any, edited: Any) -> None:
    file = xlsx(["工号", "病假天数"], ["001", 1], ["002", 2])
    edited(file, "xl/worksheets/sheet1.xml", lambda xml: xml.replace('<dimension ref="A1:B3"', '<dimension ref="A1"'))
    data, texts = read(file)
    assert texts == []
    assert data.frame.height == 2


def test_wps_workbooks_of_the_old_format(read: Any, tmp_path: Path) -> None:
    shutil.copy(HERE / "考勤.xls", tmp_path / "考勤.et")  # .et holds what .xls holds
    data, _texts = read("考勤.et")
    assert data.frame.height == 6


def test_drop_down_lists_are_no_warning(xlsx: Any, read: Any, edited: Any) -> None:
    """Excel keeps lists that lie on another sheet in an extension, of which openpyxl warns."""
    file = xlsx(["工号", "病假天数"], ["001", 1])
    extension = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    edited(file, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</worksheet>", extension))
    data, texts = read(file)
    assert texts == []
    assert data.frame.height == 1


def test_a_percent_cell(xlsx: Any, read: Any) -> None:
    def percent(sheet: Any) -> None:
        sheet["C2"].number_format = "0.0%"
        sheet["B2"].number_format = "0%"

    data, texts = read(xlsx(["工号", "病假天数", "出勤率"], ["001", 0.5, 0.955], then=percent))
    assert data.frame["rate"].to_list() == [9550]
    assert texts == [
        "考勤.xlsx 工作表“考勤” 第 2 行 “病假天数”: “50%”是百分数，而这一列的单位是天\n"
        "    改法：直接填数字，并把单元格格式改为“数值”"
    ]


def test_sixty_rows_take_less_than_fifty_milliseconds(xlsx: Any, read: Any, header: tuple[str, ...]) -> None:
    file = xlsx(header, *([f"{n:03}", n % 7 / 2, n % 5, "98%", "2026年3月5日", "√", "合格"] for n in range(60)))
    best = 1.0
    for _ in range(10):
        start = time.process_time()
        data, texts = read(file)
        best = min(best, time.process_time() - start)
        assert (data.frame.height, texts) == (60, [])
    assert best < 0.05
