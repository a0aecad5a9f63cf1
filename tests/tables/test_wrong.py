"""Everything an office can get wrong, and the whole sentence it reads."""

from __future__ import annotations

import datetime
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kaohe_core import shelf
from tests.tables import made

P = "考勤.xlsx 工作表“考勤” "

# (row under the header, what is said); the columns are those of the header fixture
CELLS: list[tuple[str, list[object], list[str]]] = [
    (
        "not a number",
        ["001", "三点五"],
        [P + "第 2 行 “病假天数”: “三点五”不是数字\n    改法：用数字填写，例如 2 或 1.5"],
    ),
    ("a dash in a required column", ["001", "—"], [P + "第 2 行 “病假天数”: “—”不是数字\n    改法：没有发生就填 0"]),
    (
        "无 in an optional column",
        ["001", 0, "无"],
        [P + "第 2 行 “迟到次数”: “无”不是数字\n    改法：没有发生就填 0；还不清楚就留空"],
    ),
    (
        "above the range",
        ["001", 201],
        [P + "第 2 行 “病假天数”: 201 超出这一列的范围（0 至 200 天）\n    改法：核对这个数并改正"],
    ),
    (
        "below the range",
        ["001", -0.5],
        [P + "第 2 行 “病假天数”: -0.5 超出这一列的范围（0 至 200 天）\n    改法：核对这个数并改正"],
    ),
    (
        "far above the range",
        ["001", 1e300],
        [P + "第 2 行 “病假天数”: 1.000e+300 超出这一列的范围（0 至 200 天）\n    改法：核对这个数并改正"],
    ),
    (
        "too many decimals",
        ["001", 1.25],
        [
            P + "第 2 行 “病假天数”: 1.25 的小数位数太多，这一列最多 1 位\n"
            "    改法：最多保留 1 位小数；如果是公式算出来的，请在文件里先四舍五入"
        ],
    ),
    (
        "a third",
        ["001", 1 / 3],
        [
            P + "第 2 行 “病假天数”: 0.333333333333333 的小数位数太多，这一列最多 1 位\n"
            "    改法：最多保留 1 位小数；如果是公式算出来的，请在文件里先四舍五入"
        ],
    ),
    (
        "far too many decimals",
        ["001", "0.0000000000000000000001"],
        [
            P + "第 2 行 “病假天数”: 1E-22 的小数位数太多，这一列最多 1 位\n"
            "    改法：最多保留 1 位小数；如果是公式算出来的，请在文件里先四舍五入"
        ],
    ),
    (
        "not whole",
        ["001", 0, 2.5],
        [P + "第 2 行 “迟到次数”: 2.5 不是整数\n    改法：填整数；如果是公式算出来的，请在文件里先取整"],
    ),
    (
        "a percentage of days",
        ["001", "85%"],
        [P + "第 2 行 “病假天数”: “85%”是百分数，而这一列的单位是天\n    改法：直接填数字，并把单元格格式改为“数值”"],
    ),
    (
        "a date in a number column",
        ["001", datetime.date(2026, 3, 5)],
        [
            P + "第 2 行 “病假天数”: 单元格显示的是日期（2026-03-05），这里应填数字\n"
            "    改法：把单元格格式改为“数值”，重新填入数字"
        ],
    ),
    (
        "a time in a number column",
        ["001", datetime.time(8, 30)],
        [
            P + "第 2 行 “病假天数”: 单元格显示的是时间（08:30:00），这里应填数字\n"
            "    改法：把单元格格式改为“数值”，重新填入数字"
        ],
    ),
    (
        "no year",
        ["001", 0, None, None, "3月5日"],
        [P + "第 2 行 “日期”: “3月5日”不是完整的日期\n    改法：年、月、日都要写，例如 2026-03-05 或 2026年3月5日"],
    ),
    (
        "no such day",
        ["001", 0, None, None, "2026-02-30"],
        [P + "第 2 行 “日期”: 没有“2026-02-30”这一天\n    改法：改正日期"],
    ),
    (
        "a serial number",
        ["001", 0, None, None, 46086],
        [P + "第 2 行 “日期”: 数字 46086 不是日期\n    改法：把单元格格式改为“日期”，或者写成 2026-03-05 这样"],
    ),
    (
        "neither yes nor no",
        ["001", 0, None, None, None, "也许"],
        [P + "第 2 行 “满勤”: “也许”看不出是“是”还是“否”\n    改法：填“是”或“否”"],
    ),
    (
        "a choice nearly right",
        ["001", 0, None, None, None, None, "合 各"],
        [P + "第 2 行 “等次”: 这里不能填“合 各”，只能填：优秀、合格、不合格\n    改法：从允许的内容中选一个填写"],
    ),
    (
        "a choice with a neighbour",
        ["001", 0, None, None, None, None, "不合"],
        [P + "第 2 行 “等次”: 这里不能填“不合”，只能填：优秀、合格、不合格\n    改法：是不是“不合格”？"],
    ),
    (
        "a required cell left empty",
        ["001", None, 3],
        [P + "第 2 行 “病假天数”: 单元格是空的，而这一列必须填写\n    改法：填上数字；没有发生就填 0"],
    ),
    ("no id", ["　", 2, 3], [P + "第 2 行 “工号”: 单元格是空的，而这一列必须填写\n    改法：请填上"]),
    (
        "a date in a text column",
        [datetime.date(2026, 1, 2), 0],
        [
            P + "第 2 行 “工号”: 单元格里是日期 2026-01-02，这里应填文字（表格软件会把 1-2 这样的文字自动变成日期）\n"
            "    改法：把单元格格式改为“文本”，重新填写"
        ],
    ),
    (
        "an id that lost its digits",
        [6228480012345678901, 0],
        [
            P + "第 2 行 “工号”: 单元格里的数字超过 15 位，表格软件会丢掉后面几位\n"
            "    改法：把这一列的格式改为“文本”，重新填入完整的数字"
        ],
    ),
    (
        "an id that was shortened",
        ["6.23E+18", 0],
        [
            P + "第 2 行 “工号”: “6.23E+18”是被表格软件缩写了的长数字，原来的数字已经丢失\n"
            "    改法：把这一列的格式改为“文本”，重新填入完整的数字"
        ],
    ),
    (
        "true where text belongs",
        [True, 0],
        [P + "第 2 行 “工号”: 单元格里是 TRUE，这里应填文字\n    改法：把单元格格式改为“文本”，重新填写"],
    ),
    (
        "an error cell",
        ["001", "#N/A"],
        [P + "第 2 行 “病假天数”: 单元格显示错误值 #N/A\n    改法：改正这个单元格的公式，或者直接填入数值"],
    ),
    (
        "an error in an optional column",
        ["001", 0, "#DIV/0!"],
        [P + "第 2 行 “迟到次数”: 单元格显示错误值 #DIV/0!\n    改法：改正这个单元格的公式，或者直接填入数值"],
    ),
    (
        "a formula never computed",
        ["001", "=1+1"],
        [
            P + "第 2 行 “病假天数”: 单元格是公式，但文件里没有保存算好的结果\n"
            "    改法：用 Excel 或 WPS 打开文件，保存一次，再重新运行"
        ],
    ),
    (
        "one cell, which may be somebody",
        ["王五"],
        [P + "第 2 行: 这一行只填了一个单元格：“王五”\n    改法：把这一行填完整；如果是备注，请移到表外"],
    ),
]


@pytest.mark.parametrize(("row", "said"), [(row, said) for _name, row, said in CELLS], ids=[c[0] for c in CELLS])
def test_a_wrong_cell(xlsx: Any, read: Any, header: tuple[str, ...], row: list[object], said: list[str]) -> None:
    _data, texts = read(xlsx(header, row))
    assert texts == said


def test_in_english(xlsx: Any, read: Any, header: tuple[str, ...]) -> None:
    file = xlsx(header, ["001", 201], ["002", "x", "=A1"], ["001", None, None, None, 46086], ["004", "85%"])
    _data, texts = read(file, language="en")
    assert texts == [
        "考勤.xlsx sheet “考勤” row 2 “病假天数”: 201 is outside the range of this column, 0 to 200 days\n"
        "    To mend it: check the figure and correct it",
        "考勤.xlsx sheet “考勤” row 3 “病假天数”: “x” is not a number\n"
        "    To mend it: write a number in digits, such as 2 or 1.5",
        "考勤.xlsx sheet “考勤” row 3 “迟到次数”: this cell holds a formula whose result was not saved\n"
        "    To mend it: open the file in Excel or WPS, save it, and try again",
        "考勤.xlsx sheet “考勤” row 4 “日期”: the number 46086 is not a date\n"
        "    To mend it: set the cell's format to a date, or write the date like 2026-03-05",
        "考勤.xlsx sheet “考勤” row 4 “病假天数”: this cell is empty, and the column must be filled in\n"
        "    To mend it: fill in the figure; write 0 if there was none",
        "考勤.xlsx sheet “考勤” row 4 “工号”: “001” is already in row 2\n"
        "    To mend it: keep one of the two rows, or correct the one that is mistaken",
        "考勤.xlsx sheet “考勤” row 5 “病假天数”: “85%” is a percentage, but this column is counted in days\n"
        "    To mend it: write the number itself, and set the cell's format to a number",
    ]


def test_a_wrong_cell_is_null_and_the_others_stay(xlsx: Any, read: Any, header: tuple[str, ...]) -> None:
    data, texts = read(xlsx(header, ["001", 1.5, 2], ["002", "x", 3], ["003", 300, 4]))
    assert data.frame["sick-days"].to_list() == [15, None, None]
    assert data.frame["late"].to_list() == [2, 3, 4]
    assert len(texts) == 2


def test_a_duplicate_names_both_rows(xlsx: Any, read: Any, header: tuple[str, ...]) -> None:
    _data, texts = read(xlsx(header, ["001", 1], ["002", 1], [], ["００１", 2]))
    assert texts == [P + "第 5 行 “工号”: “001” 在第 2 行已经有了\n    改法：两行只留一行，或者改正填错的那一行"]


def test_a_key_of_two_columns(csv: Any, read: Any, events: Any) -> None:
    _data, texts = read(csv("工号,日期,天数\n001,2026-3-5,1\n001,2026-3-6,1\n001,2026年3月5日,2\n"), events)
    assert texts == [
        "考勤.csv 第 4 行 “工号”: “001”、“2026-03-05” 在第 2 行已经有了\n    改法：两行只留一行，或者改正填错的那一行"
    ]


def test_more_rows_than_the_limit(csv: Any, read: Any, events: Any) -> None:
    rows = "".join(f"001,2026-3-{day},1\n" for day in range(1, 5))
    _data, texts = read(csv("工号,日期,天数\n002,2026-3-1,1\n" + rows), events)
    assert texts == [
        "考勤.csv 第 3 行 “工号”: “001”有 4 行，而这张台账里每个对象最多 3 行\n    改法：检查是不是重复粘贴了"
    ]


def test_merged_cells_are_one_finding(xlsx: Any, read: Any, header: tuple[str, ...]) -> None:
    file = xlsx(
        ["考勤表"],
        header,
        ["001", 2, 1],
        ["002", None, 1],
        ["003", None, 1],
        then=lambda sheet: (sheet.merge_cells("B3:B5"), sheet.merge_cells("A1:G1")),
    )
    _data, texts = read(file)
    assert texts == [
        P + "第 4 行 “病假天数”: 单元格在合并区域 B3:B5 里，自己没有值\n    改法：取消合并单元格，每一行都填上"
    ]


def test_twenty_of_a_kind_and_how_many_more(csv: Any, read: Any) -> None:
    _data, texts = read(csv("工号,病假天数,迟到次数\n" + "".join(f"{n},x,{n}\n" for n in range(1, 51))))
    assert len(texts) == 21
    assert texts[19].startswith("考勤.csv 第 21 行 “病假天数”: “x”不是数字")
    assert texts[20] == "考勤.csv “病假天数”: 同样的问题还有 30 处，没有一一列出；第一处在第 2 行"


def test_vectorised_findings_are_counted_alike(csv: Any, read: Any) -> None:
    _data, texts = read(csv("工号,病假天数\n" + "".join(f"{n},999\n" for n in range(1, 51))))
    assert len(texts) == 21
    assert texts[0].startswith("考勤.csv 第 2 行 “病假天数”: 999 超出这一列的范围（0 至 200 天）")
    assert texts[20] == "考勤.csv “病假天数”: 同样的问题还有 30 处，没有一一列出；第一处在第 2 行"


# ---------------------------------------------------------------------------------------------------- headers


def test_a_missing_column_with_a_near_miss(csv: Any, read: Any) -> None:
    _data, texts = read(csv("工号,病假天,备注\n001,2,\n"))
    assert texts == [
        "考勤.csv 第 1 行: 缺少“病假天数”这一列；这里的表头有：工号、病假天、备注\n"
        "    改法：如果“病假天”就是这一列，请把它改名为“病假天数”"
    ]


def test_a_missing_column_without_one(csv: Any, read: Any) -> None:
    _data, texts = read(csv("工号,备注\n001,2\n"))
    assert texts == ["考勤.csv 第 1 行: 缺少“病假天数”这一列；这里的表头有：工号、备注\n    改法：加上“病假天数”这一列"]


def test_the_subject_column_is_missing(csv: Any, read: Any) -> None:
    data, texts = read(csv("职工编号,病假天数\n001,2\n"))
    assert data is None
    assert texts == [
        "考勤.csv 第 1 行: 缺少“工号”这一列；这里的表头有：职工编号、病假天数\n"
        "    改法：如果“职工编号”就是这一列，请把它改名为“工号”"
    ]


def test_an_optional_column_nearly_named_does_not_block(csv: Any, read: Any, tmp_path: Path) -> None:
    data, texts = read(csv("工号,病假天数,迟到次\n001,2,5\n"))
    assert data.frame["late"].to_list() == [None]
    assert texts == [
        "考勤.csv 第 1 行: “迟到次”不是这张台账的列，没有使用；台账里有一列叫“迟到次数”\n"
        "    改法：如果“迟到次”就是这一列，请把它改名为“迟到次数”"
    ]


def test_a_header_twice(csv: Any, read: Any) -> None:
    _data, texts = read(csv("工号,病假天数,病假（天）\n001,2,3\n"))
    assert texts == [
        "考勤.csv 第 1 行: 有几个表头都是“病假天数”这一列：病假天数、病假（天）\n    改法：只留一个，其余的改名或删掉"
    ]


def test_another_unit_in_the_header(csv: Any, read: Any) -> None:
    _data, texts = read(csv("工号,病假天数（小时）\n001,2\n"))
    assert texts == [
        "考勤.csv 第 1 行: 表头“病假天数（小时）”写的是“小时”，而这一列的单位是天\n"
        "    改法：改用天计算，并把表头改为“病假天数”"
    ]


def test_no_header(csv: Any, read: Any) -> None:
    data, texts = read(csv("001,2,3\n002,1,0\n"))
    assert data is None
    assert texts == [
        "考勤.csv: 前 200 个有内容的行里没有找到表头；第 1 行是：001、2、3\n"
        "    改法：在数据上面加一行表头，要有这些列：工号、病假天数"
    ]


def test_a_header_too_far_down(csv: Any, read: Any) -> None:
    _data, texts = read(csv("说明\n" * 200 + "工号,病假天数\n001,2\n"))
    assert texts == [
        "考勤.csv: 前 200 个有内容的行里没有找到表头；第 1 行是：说明\n"
        "    改法：在数据上面加一行表头，要有这些列：工号、病假天数"
    ]


def test_a_comma_too_many(csv: Any, read: Any) -> None:
    _data, texts = read(csv("工号,病假天数,备注\n001,1,,\n002,1,家里有事,请假\n"))
    assert texts == [
        "考勤.csv 第 3 行: 这一行有 4 格，而表头只有 3 格\n    改法：含有分隔符的单元格要加引号；或者另存为 .xlsx"
    ]


def test_nothing_under_the_header(csv: Any, read: Any, events: Any) -> None:
    _data, texts = read(csv("工号,病假天数\n"))
    assert texts == ["考勤.csv: 表头下面没有数据\n    改法：请填写这张台账"]
    data, texts = read(csv("工号,日期,天数\n"), events)  # no leave this term
    assert texts == []
    assert data.frame.height == 0


# ---------------------------------------------------------------------------------------------------- files


def test_a_file_misnamed(xlsx: Any, read: Any, header: tuple[str, ...]) -> None:
    xlsx(header, ["001", 1], file="考勤表.xlsx")
    assert read("考勤.xlsx") == (None, ["考勤.xlsx: 没有这个文件\n    改法：是不是“考勤表.xlsx”？"])


def test_a_file_missing_among_others(csv: Any, read: Any) -> None:
    csv("", file="a.csv")
    csv("", file="b.txt")
    csv("", file="notes.md")
    assert read("考勤.xlsx")[1] == ["考勤.xlsx: 没有这个文件\n    改法：这个文件夹里有：a.csv、b.txt"]


def test_a_folder_missing(read: Any) -> None:
    assert read("数据/考勤.xlsx")[1] == [
        "数据/考勤.xlsx: 没有这个文件：文件夹 数据 不存在\n    改法：改正 kaohe.toml 里的路径，或者把文件放到那里"
    ]


def test_a_folder_in_place_of_a_file(read: Any, tmp_path: Path) -> None:
    (tmp_path / "考勤").mkdir()
    assert read("考勤")[1] == ["考勤: 这是文件夹，不是文件\n    改法：请写明里面的哪个文件"]


def test_another_ending(csv: Any, read: Any) -> None:
    assert read(csv("", file="考勤.dbf"))[1] == [
        "考勤.dbf: 不能读取以“.dbf”结尾的文件\n"
        "    改法：可以用：.xlsx、.xlsm、.xls、.et、.ods、.csv、.tsv、.txt、.parquet"
    ]


def test_a_sheet_of_a_csv_file(csv: Any, read: Any) -> None:
    assert read(csv("工号\n"), sheet="一月")[1] == [
        '考勤.csv: .csv 文件没有工作表，而设置里写了工作表“一月”\n    改法：去掉这一项：sheet = "一月"'
    ]


def test_a_sheet_that_is_not_there(xlsx: Any, read: Any, header: tuple[str, ...]) -> None:
    assert read(xlsx(header, ["001", 1]), sheet="考勤表")[1] == [
        "考勤.xlsx: 没有工作表“考勤表”；现有的工作表：考勤\n    改法：是不是“考勤”？"
    ]


def test_a_sheet_that_only_explains_is_not_read_and_told(xlsx: Any, read: Any, header: tuple[str, ...]) -> None:
    def more(sheet: Any) -> None:
        sheet.parent.create_sheet("填表说明").append(["每人一行"])

    data, told = read(xlsx(header, ["001", 1], then=more))
    assert data.frame.height == 1
    assert told == ["考勤.xlsx 工作表“考勤”: 只有这个工作表有这张台账的表头；没有读：填表说明"]


def test_several_sheets(xlsx: Any, read: Any, header: tuple[str, ...]) -> None:
    def more(sheet: Any) -> None:
        sheet.parent.create_sheet("空")
        sheet.parent.create_sheet("二月").append(["x"])
        hidden = sheet.parent.create_sheet("字典")
        hidden.append(["优秀"])
        hidden.sheet_state = "hidden"

    file = xlsx(header, ["001", 1], then=more)
    assert read(file)[1] == [
        '考勤.xlsx: 有内容的工作表不止一个：考勤、二月\n    改法：在 kaohe.toml 里写明用哪一个：sheet = "考勤"'
    ]
    assert read(file, sheet="考勤")[1] == []


def test_an_empty_sheet_an_empty_file(xlsx: Any, read: Any, csv: Any) -> None:
    assert read(xlsx())[1] == ["考勤.xlsx: 里面什么都没有\n    改法：请填写这张台账，第一行写表头"]
    assert read(csv(""))[1] == ["考勤.csv: 里面什么都没有\n    改法：请填写这张台账，第一行写表头"]
    assert read(csv("", file="0.xlsx"))[1] == ["0.xlsx: 文件是空的（0 字节）\n    改法：请重新保存这张台账"]


def test_a_renamed_csv(csv: Any, read: Any) -> None:
    assert read(csv("工号,病假天数\n", file="考勤.xlsx"))[1] == [
        "考勤.xlsx: 文件名以 .xlsx 结尾，其实是纯文本\n"
        "    改法：把文件名改为 .csv，或者用 Excel 或 WPS 打开，另存为 .xlsx"
    ]


def test_a_web_page_with_the_name_of_a_workbook(csv: Any, read: Any) -> None:
    assert read(csv("<html><table><tr><td>工号</td></tr></table></html>", file="考勤.xls"))[1] == [
        "考勤.xls: 文件名以 .xls 结尾，其实是网页（有些网站导出的文件就是这样）\n"
        "    改法：用 Excel 或 WPS 打开，另存为 .xlsx"
    ]


def test_a_workbook_named_csv_or_xls(xlsx: Any, read: Any, header: tuple[str, ...], tmp_path: Path) -> None:
    content = (tmp_path / xlsx(header)).read_bytes()
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "a.xls").write_bytes(content)
    assert read("a.csv")[1] == [
        "a.csv: 这不是文本文件，虽然文件名以 .csv 结尾\n    改法：用 Excel 或 WPS 打开，另存为“CSV UTF-8”格式"
    ]
    assert read("a.xls")[1] == [
        "a.xls: 文件名以 .xls 结尾，其实是 .xlsx 文件\n    改法：用 Excel 或 WPS 打开，另存为 .xlsx"
    ]


@pytest.mark.parametrize("cut", [30, 300, 1500])
def test_a_damaged_workbook(xlsx: Any, read: Any, header: tuple[str, ...], tmp_path: Path, cut: int) -> None:
    path = tmp_path / xlsx(header, ["001", 1])
    path.write_bytes(path.read_bytes()[:-cut])
    assert read("考勤.xlsx")[1] == [
        "考勤.xlsx: 文件已损坏，或者不是电子表格\n    改法：用 Excel 或 WPS 打开，另存为 .xlsx"
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "考勤.wps",
            ".wps 文件是文字文档，读不了\n    改法：把里面的表复制到 Excel 或 WPS 的工作表里，另存为 .xlsx",
        ),
        ("考勤.zip", ".zip 文件是压缩包，读不了\n    改法：先解压，再写里面的文件名"),
        ("考勤.numbers", ".numbers 文件是其他程序的表格，读不了\n    改法：用原来的程序打开，另存为 .xlsx"),
    ],
)
def test_files_that_are_no_workbooks(read: Any, tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert read(name)[1] == [f"{name}: {told}"]


def test_a_locked_old_workbook(read: Any, tmp_path: Path) -> None:
    """Under a password, the record FILEPASS (0x002F) stands after the first one; .et of WPS is the same format."""
    made.xls(tmp_path / "考勤.xls", [["工号", "病假天数"], ["001", 1]])
    content = (tmp_path / "考勤.xls").read_bytes()
    begins = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # BOF of the workbook: 16 bytes follow, version 8, globals
    at = content.index(begins)
    kind, size = struct.unpack_from("<HH", content, at + 20)
    locked = content[: at + 20] + struct.pack("<HH", 0x002F, size) + content[at + 24 :]
    assert kind != 0x002F
    for name in ("考勤.xls", "考勤.et"):
        (tmp_path / name).write_bytes(locked)
        assert read(name)[1] == [f"{name}: 文件加了密码\n    改法：用 Excel 或 WPS 打开，取消密码后保存"]


def test_a_locked_workbook(read: Any, tmp_path: Path) -> None:
    # What Excel writes under a password is an OLE container with a stream of this name.
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    (tmp_path / "考勤.xlsx").write_bytes(content)
    assert read("考勤.xlsx")[1] == ["考勤.xlsx: 文件加了密码\n    改法：用 Excel 或 WPS 打开，取消密码后保存"]


@pytest.mark.parametrize(
    "parts",
    [
        {"encrypted-package": "x", "META-INF/manifest.xml": "<manifest/>"},
        {"content.xml": "x", "META-INF/manifest.xml": "<manifest><manifest:encryption-data/></manifest>"},
    ],
)
def test_a_locked_ods(read: Any, tmp_path: Path, parts: dict[str, str]) -> None:
    with zipfile.ZipFile(tmp_path / "考勤.ods", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read("考勤.ods")[1] == ["考勤.ods: 文件加了密码\n    改法：用 Excel 或 WPS 打开，取消密码后保存"]


def test_an_xls_that_is_none(read: Any, tmp_path: Path) -> None:
    (tmp_path / "考勤.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    assert read("考勤.xls")[1] == [
        "考勤.xls: 文件已损坏，或者不是电子表格\n    改法：用 Excel 或 WPS 打开，另存为 .xlsx"
    ]


def test_a_file_that_somebody_keeps_open(csv: Any, read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _most: int) -> bytes:
        raise PermissionError(13, "Permission denied")

    file = csv("工号\n")
    monkeypatch.setattr(shelf, "_bytes", refuse)
    assert read(file)[1] == [
        "考勤.csv: 文件打不开（没有权限）\n    改法：如果别处正打开着，请先关掉；再看看有没有读取权限"
    ]


def test_neither_encoding(read: Any, tmp_path: Path) -> None:
    (tmp_path / "考勤.csv").write_bytes("工号,病假天数\n".encode() + b"\xff\xff,1\n")
    assert read("考勤.csv")[1] == [
        "考勤.csv: 文字编码既不是 UTF-8 也不是 GB18030（第 2 行读不出来）\n"
        "    改法：用 Excel 或 WPS 打开，另存为“CSV UTF-8”格式"
    ]


def test_quotes_that_do_not_close(csv: Any, read: Any) -> None:
    assert read(csv('工号,病假天数\n"001,2\n'))[1] == [
        "考勤.csv: 从第 2 行起引号不成对\n    改法：用 Excel 或 WPS 打开文件，另存为“CSV UTF-8”格式"
    ]
