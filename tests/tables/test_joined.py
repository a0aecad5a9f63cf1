"""What offices do is joined: headers of several rows, merged names; what is about nobody is left out, and said."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest

from kaohe_core.tables.declared import Column, Table
from tests.tables import made

PEOPLE = Table(
    "staff",
    "名册",
    (
        Column("id", "姓名", "text"),
        Column("mark", "得分", unit="分", decimals=2, high=1000),
        Column("days", "病假", unit="天", decimals=1, high=200, required=False),
    ),
)
LEAVE = Table(
    "leave",
    "请假",
    (
        Column("id", "工号", "text"),
        Column("name", "姓名", "text", required=False),
        Column("day", "日期", "date"),
        Column("sick", "病假", unit="天", decimals=1, high=100, required=False),
        Column("other", "事假", unit="天", decimals=1, high=100, required=False),
    ),
    rows="event",
    absence="zero",
)


@pytest.fixture(params=["xlsx", "xls", "ods", "csv"])
def in_all(request: Any, tmp_path: Path, read: Any) -> Any:
    """Write rows (texts and numbers) in one of the formats, and read them: the data, and the texts without the file."""

    def written(rows: list[list[Any]], table: Table = PEOPLE) -> tuple[Any, list[str]]:
        file = f"a.{request.param}"
        match request.param:
            case "xlsx":
                made.xlsx(tmp_path / file, "".join(made.row(*cells) for cells in rows))
            case "xls":
                made.xls(tmp_path / file, rows)
            case "ods":
                made.ods(tmp_path / file, made.ods_sheet(*(made.ods_row(*cells) for cells in rows)))
            case "csv":
                lines = (",".join("" if c is None else f'"{c}"' for c in cells) for cells in rows)
                (tmp_path / file).write_text("\n".join(lines), encoding="utf-8")
        data, texts = read(file, table)
        return data, [re.sub(rf"\A{file}( 工作表“考勤”)?(: | )", "", text) for text in texts]

    return written


def marks(data: Any) -> list[tuple[str, float | None]]:
    return [(id, None if mark is None else mark / 100) for id, mark in data.frame.select("id", "mark").iter_rows()]


TWO = [("张三", 10.0), ("李四", 20.0)]


@pytest.mark.fault("O03")
def test_pages_and_what_ends_them_are_nobody(in_all: Any) -> None:
    rows = [["姓名", "得分"], ["张三", 10], ["第二页", None], ["姓名", "得分"], ["李四", 20], ["（以下无正文）", None]]
    data, texts = in_all(rows)
    assert (marks(data), texts) == (
        TWO,
        ["读了 2 行，跳过 3 行：第二页（第 3 行）、重复的表头（第 4 行）、（以下无正文）（第 6 行）"],
    )


DAYS = Table("leave", "请假", (Column("id", "姓名", "text"), Column("sick", "病假天数", unit="天", high=100)))


@pytest.mark.fault("O09")
@pytest.mark.parametrize(("first", "second"), [("病假（天）", "病假/天"), ("病假/日", "病假（单位：天）")])
def test_a_unit_stands_beside_the_title_instead_of_in_it(in_all: Any, first: str, second: str) -> None:
    data, texts = in_all([["姓名", first], ["张三", 3]], DAYS)
    assert (data.frame["sick"].to_list(), texts) == ([3], [])
    data, texts = in_all([["姓名", "得分", second], ["张三", 10, 3]])
    assert (data.frame["days"].to_list(), texts) == ([30], [])


@pytest.mark.fault("O02")
@pytest.mark.parametrize(
    "word",
    [
        *(
            "合计",
            "合 计",
            "全校合计",
            "本页合计",
            "合计（元）",
            "共：",
            "共",
            "计",
            "总计：",
            "小计",
            "语文组小计",
            "累计",
            "共计",
        ),
        *(
            "总人数",
            "人数",
            "平均成绩",
            "平均分",
            "最高分",
            "最低分",
            "及格率",
            "优秀率",
            "均分",
            "合计人数",
            "总和",
            "汇总",
        ),
        *("共2人", "合计：2人", "Total", "Grand total", "SUBTOTAL", "Sum", "Average", "平均", "人均", "标准差"),
    ],
)
def test_a_row_of_totals_is_nobody(in_all: Any, word: str) -> None:
    data, texts = in_all([["姓名", "得分"], ["张三", 10], ["李四", 20], [word, 30]])
    shown = word.partition("：")[0]
    assert (marks(data), texts) == (TWO, [f"读了 2 行，跳过 1 行：{shown}（第 4 行）"])


@pytest.mark.fault("O02")
def test_subtotals_between_the_rows(in_all: Any) -> None:
    rows = [["序号", "姓名", "得分"], [1, "张三", 10], ["小计", None, 10], [2, "李四", 20], ["小计", None, 20]]
    data, texts = in_all([*rows, [None, "合计", 30], ["平均", None, 15]])
    assert marks(data) == TWO
    assert texts == ["读了 2 行，跳过 4 行：小计（第 3, 5 行）、合计（第 6 行）、平均（第 7 行）"]


@pytest.mark.fault("O02")
def test_sums_without_a_word_are_a_total(in_all: Any) -> None:
    data, texts = in_all(
        [["序号", "姓名", "得分", "病假"], [1, "张三", 10, 1], [2, "李四", 20, 2], [None, None, 30, 3]]
    )
    assert (marks(data), texts) == (TWO, ["读了 2 行，跳过 1 行：汇总行（第 4 行）"])
    data, texts = in_all(
        [["序号", "姓名", "得分", "病假"], [1, "张三", 10, 1], [2, "李四", 20, 2], [None, None, 31, 3]]
    )
    assert texts == ["第 4 行 “姓名”: 单元格是空的，而这一列必须填写\n    改法：请填上"]


def test_people_with_such_names_stay(in_all: Any) -> None:
    """余平均 stands above others; 李共, 王计 and 总校区 hold no word of a total."""
    rows = [["姓名", "得分"], ["余平均", 1], ["李共", 2], ["王计", 3], ["校长", 4], ["总校区", 5], ["张人", 6]]
    data, texts = in_all(rows)
    assert ([id for id, _mark in marks(data)], texts) == (["余平均", "李共", "王计", "校长", "总校区", "张人"], [])


def test_a_table_of_rates_is_no_row_of_totals(in_all: Any) -> None:
    data, texts = in_all([["姓名", "得分"], ["及格率", 1], ["优秀率", 2], ["平均分", 3]])
    assert (len(marks(data)), texts) == (3, [])


@pytest.mark.fault("O03")
def test_the_header_once_more(in_all: Any) -> None:
    title, header = ["青山小学名册"], ["姓名", "得分", "备注"]
    data, texts = in_all([title, header, ["张三", 10, "x"], [], title, header, ["李四", 20, None]])
    assert marks(data) == TWO
    assert texts == ["读了 2 行，跳过 2 行：青山小学名册（第 5 行）、重复的表头（第 6 行）"]


@pytest.mark.fault("O03")
def test_figures_like_the_titles_are_no_header(in_all: Any) -> None:
    """Whoever has 1 and 2 under the titles 1 and 2 is somebody."""
    table = Table("x", "检查", (Column("id", "姓名", "text"), Column("a", "1", high=9), Column("b", "2", high=9)))
    data, texts = in_all([["姓名", 1, 2], ["张三", 1, 2], ["李四", 2, 2]], table)
    assert (texts, data.frame.drop("_row").rows()) == ([], [("张三", 1, 2), ("李四", 2, 2)])


@pytest.mark.fault("O03")
def test_another_table_below_is_a_finding(in_all: Any) -> None:
    _data, texts = in_all([["姓名", "得分"], ["张三", 10], ["得分", "姓名"], [20, "李四"]])
    assert texts[0] == (
        "第 3 行: 从这里开始是另一张表，各列的顺序和上面不同：得分、姓名\n"
        "    改法：把它放到另一张工作表，或者把各列排成和上面一样的顺序"
    )
    assert texts[1].startswith("第 4 行 “得分”: “李四”不是数字")


APART = "    改法：要读它，就放到单独的工作表里；要和上面的行一起读，就用上面的表头"


@pytest.mark.fault("O03")
@pytest.mark.parametrize(
    "below",
    [
        [["姓名", "病假"], ["张三", 3], ["王五", 4]],  # in the place of 得分: its figures were read as marks
        [["获奖情况"], ["级别", "姓名"], ["一等", "张三"]],
        [["姓名", "单位", "级别"], ["张三", "初中", "一等"]],
    ],
)
def test_a_second_table_below_is_not_read_and_said(in_all: Any, below: list[list[Any]]) -> None:
    """Its header stands in row 5, or in row 6 below a heading."""
    data, texts = in_all([["姓名", "得分"], ["张三", 10], ["李四", 20], [], *below])
    at = 5 + (len(below[0]) == 1)
    titles = "、".join(below[at - 5])
    assert marks(data) == TWO
    assert texts == [
        f"第 {at} 行: 从这里开始是另一张表，没有读：{titles}\n{APART}",
        f"读了 2 行，跳过 {len(below)} 行：另一张表（第 5-{4 + len(below)} 行）",
    ]


@pytest.mark.fault("O03")
def test_a_header_with_another_title_begins_another_table_without_an_empty_row(in_all: Any) -> None:
    table = Table(
        "x",
        "考勤",
        (Column("id", "工号", "text"), Column("name", "姓名", "text"), Column("mark", "病假", decimals=2, high=99)),
    )
    rows = [["工号", "姓名", "病假"], ["T1", "张三", 1], ["工号", "姓名", "事假"], ["T2", "李四", 9]]
    data, texts = in_all(rows, table)
    assert marks(data) == [("T1", 1.0)]
    assert texts == [
        f"第 3 行: 从这里开始是另一张表，没有读：工号、姓名、事假\n{APART}",
        "读了 1 行，跳过 2 行：另一张表（第 3-4 行）",
    ]


@pytest.mark.fault("O03")
def test_what_may_be_a_second_table_is_not_read_and_must_be_mended(in_all: Any) -> None:
    """A summary below, whose titles are none of this table; somebody whose figure is missing stays somebody."""
    table = Table("x", "考勤", (Column("id", "工号", "text"), Column("mark", "得分", decimals=2, high=99)))
    rows = [["工号", "得分"], ["T1", 10], ["T2", 20], [], ["部门", "人数"], ["语文组", 3]]
    data, texts = in_all(rows, table)
    assert marks(data) == [("T1", 10.0), ("T2", 20.0)]
    assert texts == [
        "第 5 行: 从这里开始是另一张表，没有读：部门、人数\n"
        "    改法：请放到单独的工作表里；这一行如果是某个人的记录，就把缺的填上",
        "读了 2 行，跳过 2 行：另一张表（第 5-6 行）",
    ]
    data, texts = in_all([*rows[:4], ["T3", "没来"], ["T4", 5]], table)
    assert marks(data) == [("T1", 10.0), ("T2", 20.0), ("T3", None), ("T4", 5.0)]
    assert [text.split("\n")[0] for text in texts] == ["第 5 行 “得分”: “没来”不是数字"]


def test_notes_and_signatures(in_all: Any) -> None:
    rows = [["姓名", "得分", "病假"], ["张三", 10, None], ["李四", 20, None]]
    rows += [["备注：以上为第一学期", None, None], ["制表人：王五", None, "审核人：赵六"], ["校长（签字）", None, None]]
    rows += [
        [None, "2026年7月1日", None],
        ["日期", None, "2026.7.1"],
        ["数据由教务处提供，如有疑问请在三日内提出。", None, None],
    ]
    data, texts = in_all(rows)
    assert marks(data) == TWO
    assert texts == [
        "读了 2 行，跳过 6 行：备注（第 4 行）、制表人（第 5 行）、校长（签字）（第 6 行）、2026年7月1日（第 7 行）、"
        "日期（第 8 行）、数据由教务处提供，如有…（第 9 行）"
    ]


def test_units_and_column_numbers_under_the_header(in_all: Any) -> None:
    data, texts = in_all(
        [["姓名", "得分", "病假"], [None, "（分）", "天"], ["甲", 1, 2], ["张三", 10, 1], ["李四", 20, 2]]
    )
    assert marks(data) == TWO
    assert texts == ["读了 2 行，跳过 2 行：表头下的单位或说明（第 2 行）、栏次（第 3 行）"]
    data, texts = in_all([["姓名", "得分", "病假"], [None, "满分100", "按学期填"], ["张三", 10, 1], ["李四", 20, 2]])
    assert (marks(data), texts) == (TWO, ["读了 2 行，跳过 1 行：表头下的单位或说明（第 2 行）"])


def test_another_unit_under_the_header(in_all: Any) -> None:
    _data, texts = in_all([["姓名", "得分", "病假"], [None, "分", "（小时）"], ["张三", 10, 1]])
    assert texts[0] == ("第 2 行: 表头“病假”写的是“小时”，而这一列的单位是天\n    改法：改用天计算，并把表头改为“病假”")


def test_an_example_is_nobody(in_all: Any) -> None:
    data, texts = in_all([["姓名", "得分"], ["示例：王某", 5], ["张三", 10], ["李四", 20]])
    assert (marks(data), texts) == (TWO, ["读了 2 行，跳过 1 行：示例（第 2 行）"])


def test_rows_numbered_beforehand_are_empty(in_all: Any) -> None:
    data, texts = in_all([["序号", "姓名", "得分"], [1, "张三", 10], [2, "李四", 20], [3], [4], [5]])
    assert (marks(data), texts) == (TWO, [])
    assert [left.row for left in data.as_read.left_out] == [4, 5, 6]


@pytest.mark.fault("O13")
@pytest.mark.parametrize("above", [10, 20, 150])
def test_a_header_far_below(in_all: Any, above: int) -> None:
    data, texts = in_all([["填写说明"], *([["请如实填写"]] * above), ["姓名", "得分"], ["张三", 10], ["李四", 20]])
    assert (marks(data), texts) == (TWO, [])


@pytest.mark.fault("O13")
def test_a_word_above_that_is_a_title_too(in_all: Any) -> None:
    data, texts = in_all([["姓名"], [], ["姓名", "得分"], ["张三", 10], ["李四", 20]])
    assert (marks(data), texts) == (TWO, [])


@pytest.mark.fault("O09")
@pytest.mark.parametrize(
    "title",
    [
        "病假（单位：天）",
        "病假（天数）",
        "病假（按天）",
        "病假（按天计）",
        "病假[天]",
        "病假【单位:日】",
        "病假（Days）",
        "病假(以天计算)",
    ],
)
def test_a_unit_in_other_words(in_all: Any, title: str) -> None:
    data, texts = in_all([["姓名", "得分（分）", title], ["张三", 10, 1], ["李四", 20, 2]])
    assert (marks(data), texts, data.frame["days"].to_list()) == (TWO, [], [10, 20])


@pytest.mark.fault("O09")
@pytest.mark.parametrize("unit", ["小时", "单位：小时", "按课时", "半天", "h"])
def test_another_unit_in_other_words(in_all: Any, unit: str) -> None:
    from kaohe_core.tables.headers import key

    _data, texts = in_all([["姓名", "得分", f"病假（{unit}）"], ["张三", 10, 1]])
    assert texts == [
        f"第 1 行: 表头“病假（{unit}）”写的是“{key(unit)}”，而这一列的单位是天\n"
        "    改法：改用天计算，并把表头改为“病假”"
    ]


@pytest.mark.fault("O09")
def test_a_remark_that_is_no_unit_is_said(in_all: Any) -> None:
    data, texts = in_all([["姓名", "得分", "病假（不含公休）"], ["张三", 10, 1], ["李四", 20, 2]])
    assert (marks(data), texts) == (TWO, ["第 1 行: 表头“病假（不含公休）”按“病假”来读，括号里的话没有理会"])


MONTHS = Table(
    "months",
    "月度",
    (
        Column("id", "姓名", "text"),
        Column("first", "1", high=9),
        Column("second", "9月", high=9),
        Column("third", "2026-10-01", high=9),
    ),
)


@pytest.mark.fault("O10")
def test_a_number_or_a_date_as_a_header(read: Any, csv: Any, tmp_path: Path) -> None:
    head = made.row("姓名", 1, '<c s="1"><v>46266</v></c>', '<c s="2"><v>46296</v></c>')  # 2026-09-01 and 2026-10-01
    made.xlsx(tmp_path / "a.xlsx", head + made.row("张三", 1, 2, 3), styles=made.formats('m"月"', "yyyy-mm-dd"))
    made.xls(
        tmp_path / "a.xls",
        [["姓名", 1, 46266, 46296], ["张三", 1, 2, 3]],
        {(0, 2): 'm"月"', (0, 3): "yyyy-mm-dd"},
    )
    day = '<table:table-cell office:value-type="date" office:date-value="{}"><text:p>{}</text:p></table:table-cell>'
    days = day.format("2026-09-01", "9月"), day.format("2026-10-01", "2026-10-01")
    made.ods(tmp_path / "a.ods", made.ods_sheet(made.ods_row("姓名", 1, *days), made.ods_row("张三", 1, 2, 3)))
    for file in ("a.xlsx", "a.xls", "a.ods", csv("姓名,1,9月,2026-10-01\n张三,1,2,3\n", file="a.csv")):
        data, texts = read(file, MONTHS)
        assert (texts, data.frame.rows()) == ([], [("张三", 1, 2, 3, 2)])


# ---------------------------------------------------------------------------------------------------- merged cells


def merged_xlsx(path: Path, rows: list[list[Any]], *areas: str) -> None:
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    made.xlsx(path, "".join(made.row(*cells) for cells in rows), after=f"<mergeCells>{merges}</mergeCells>")


def merged_xls(path: Path, rows: list[list[Any]], *areas: tuple[int, int, int, int]) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("考勤")
    for area in areas:  # first and last row, first and last column, from 0
        sheet.merge(*area)
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(at, column, cell)
    book.save(str(path))


def spanned(text: str, rows: int = 1, columns: int = 1) -> str:
    spans = f'table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}"'
    return f'<table:table-cell {spans} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


COVERED = "<table:covered-table-cell/>"


@pytest.mark.fault("O12")
def test_a_header_of_three_rows(read: Any, csv: Any, tmp_path: Path) -> None:
    """工号, 姓名 and 日期 over three rows; 考勤 over 请假 over 病假 and 事假."""
    rows: list[list[Any]] = [
        ["工号", "姓名", "考勤", None, None],
        [None, None, "日期", "请假", None],
        [None, None, None, "病假", "事假"],
        ["T1", "张三", "2026-03-05", 1, 0.5],
        ["T2", "李四", "2026-03-06", None, 2],
    ]
    merged_xlsx(tmp_path / "a.xlsx", rows, "A1:A3", "B1:B3", "C1:E1", "C2:C3", "D2:E2")
    merged_xls(tmp_path / "a.xls", rows, (0, 2, 0, 0), (0, 2, 1, 1), (0, 0, 2, 4), (1, 2, 2, 2), (1, 1, 3, 4))
    sheet = made.ods_sheet(
        made.ods_row(spanned("工号", 3), spanned("姓名", 3), spanned("考勤", 1, 3), COVERED, COVERED),
        made.ods_row(COVERED, COVERED, spanned("日期", 2), spanned("请假", 1, 2), COVERED),
        made.ods_row(COVERED, COVERED, COVERED, "病假", "事假"),
        *(made.ods_row(*cells) for cells in rows[3:]),
    )
    made.ods(tmp_path / "a.ods", sheet)
    text = csv("".join(",".join("" if c is None else str(c) for c in cells) + "\n" for cells in rows), file="a.csv")
    for file in ("a.xlsx", "a.xls", "a.ods", text):
        data, texts = read(file, LEAVE)
        assert texts == []
        assert data.as_read.header == (1, 2, 3)
        assert data.frame.drop("day").rows() == [("T1", "张三", 10, 5, 4), ("T2", "李四", None, 20, 5)]


TERMS = Table(
    "terms",
    "两学期",
    (
        Column("id", "姓名", "text"),
        Column("one", "上学期病假", unit="天", high=99),
        Column("two", "下学期病假", unit="天", high=99),
        Column("sum", "合计病假", unit="天", high=99, required=False),
    ),
)


def test_titles_that_only_differ_in_what_stands_over_them(read: Any, csv: Any, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["青山小学考勤", None, None],
        ["姓名", "上学期", "下学期"],
        [None, "病假（天）", "病假（天）"],
        ["张三", 1, 2],
    ]
    merged_xlsx(tmp_path / "a.xlsx", rows, "A1:C1", "A2:A3")
    for file in ("a.xlsx", csv("青山小学考勤,,\n姓名,上学期,下学期\n,病假（天）,病假（天）\n张三,1,2\n", file="a.csv")):
        data, texts = read(file, TERMS)
        assert (texts, data.frame.rows()) == ([], [("张三", 1, 2, None, 4)])


def test_a_title_over_several_columns_is_none_of_them(in_all: Any) -> None:
    _data, texts = in_all([["姓名", "得分", "病假", None], [None, None, "校内", "校外"], ["张三", 10, 1, 7]])
    assert texts[0] == (
        "第 2 行: “病假”下面有好几列，看不出指的是哪一列：校内、校外\n    改法：只把要用的那一列写成“病假”"
    )
    data, texts = in_all([["姓名", "得分", "病假", None], [None, None, "病假", "其他"], ["张三", 10, 1, 7]])
    assert (texts, data.frame["days"].to_list()) == (["读了 1 行，跳过 1 行：表头下的单位或说明（第 2 行）"], [10])


def test_a_unit_in_a_second_row_of_the_header(read: Any, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["姓名", "得分", "病假"], [None, "分", "小时"], ["张三", 10, 1]]
    merged_xlsx(tmp_path / "a.xlsx", rows, "A1:A2")
    assert read("a.xlsx", PEOPLE)[1] == [
        "a.xlsx 工作表“考勤” 第 2 行: 表头“病假（小时）”写的是“小时”，而这一列的单位是天\n"
        "    改法：改用天计算，并把表头改为“病假”"
    ]


def test_names_merged_over_their_rows(read: Any, tmp_path: Path) -> None:
    """张三 has three rows, of which one is empty; the date of the first two is merged, too."""
    rows: list[list[Any]] = [
        ["工号", "姓名", "日期", "病假", "事假"],
        ["T1", "张三", "2026-03-05", 1, None],
        [None, None, None, None, 2],
        [None, None, None, None, None],
        ["T2", "李四", "2026-03-06", None, 2],
    ]
    merged_xlsx(tmp_path / "a.xlsx", rows, "A2:A4", "B2:B4", "C2:C3")
    merged_xls(tmp_path / "a.xls", rows, (1, 3, 0, 0), (1, 3, 1, 1), (1, 2, 2, 2))
    sheet = made.ods_sheet(
        made.ods_row(*rows[0]),
        made.ods_row(spanned("T1", 3), spanned("张三", 3), spanned("2026-03-05", 2), 1, None),
        made.ods_row(COVERED, COVERED, COVERED, None, 2),
        made.ods_row(COVERED, COVERED, None, None, None),
        made.ods_row(*rows[4]),
    )
    made.ods(tmp_path / "a.ods", sheet)
    first, second = datetime.date(2026, 3, 5), datetime.date(2026, 3, 6)
    for file in ("a.xlsx", "a.xls", "a.ods"):
        data, texts = read(file, LEAVE)
        assert texts == []
        assert data.frame.rows() == [
            ("T1", "张三", first, 10, None, 2),
            ("T1", "张三", first, None, 20, 3),
            ("T2", "李四", second, None, 20, 5),
        ]
        assert data.as_read.filled == ((3, "id"), (3, "name"), (3, "day"))
