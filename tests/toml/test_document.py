# ruff: noqa: E501 - a message is asserted on one line, and Chinese characters count twice
"""Reading: places, and every way a file can be no TOML, word for word."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Language
from kaohe_core.toml.document import Document, parse, read
from kaohe_core.toml.locate import Keys

SCHEME = """\
title = "绩效工资"
[project]
name = "校"  # 名称
a.b.c = 1
tables = { v = "x", "工 作" = [1, 2, { z = 3 }] }

[[dimension]]
id = "attendance"
  [[dimension.clause]]
  id = "sick-leave"
  points = 0.2
  [[dimension.clause]]
  text = '''
[dimension]
[[dimension]]
'''
  [dimension.sub.deep]
  x = true
[[dimension]]
use = "y"
multi = [
  1, "甲", 2,
  { q = "x" },
]
[dimension.value]
key = 1
key_line = { value = 2 }
"""


def texts(text: str, language: Language = "zh") -> list[str]:
    findings = Findings()
    document = parse(text, "方案.toml", findings)
    assert (document is None) == bool(len(findings))
    return [finding.text(language) for finding in findings]


def scheme(text: str = SCHEME) -> Document:
    findings = Findings()
    document = parse(text, "方案.toml", findings)
    assert document is not None
    return document


@pytest.mark.parametrize(
    ("keys", "place"),
    [  # lines and columns counted by hand in SCHEME
        (("title",), (1, 1, ("title",))),
        (("project",), (2, 1, ("project",))),
        (("project", "name"), (3, 1, ("project", "name"))),
        (("project", "a", "b"), (4, 5, ("project", "a", "b"))),  # where its first key stands
        (("project", "tables", "工 作"), (5, 21, ("project", "tables", "工 作"))),
        (("project", "tables", "工 作", 1), (5, 33, ("project", "tables", "工 作", "#2"))),
        (("project", "tables", "工 作", 2, "z"), (5, 38, ("project", "tables", "工 作", "#3", "z"))),
        (("dimension", 0), (7, 1, ("dimension", "attendance"))),
        (
            ("dimension", 0, "clause", 0, "points"),
            (11, 3, ("dimension", "attendance", "clause", "sick-leave", "points")),
        ),
        (("dimension", 0, "clause", 1, "text"), (13, 3, ("dimension", "attendance", "clause", "#2", "text"))),
        (("dimension", 0, "clause", 1, "absent"), (12, 3, ("dimension", "attendance", "clause", "#2"))),  # its parent
        (("dimension", 0, "sub", "deep"), (17, 3, ("dimension", "attendance", "sub", "deep"))),
        (("dimension", 1), (19, 1, ("dimension", "#2"))),
        (("dimension", 1, "multi", 1), (22, 6, ("dimension", "#2", "multi", "#2"))),
        (("dimension", 1, "multi", 3, "q"), (23, 5, ("dimension", "#2", "multi", "#4", "q"))),
        (("dimension", 1, "value"), (25, 1, ("dimension", "#2", "value"))),
        (("dimension", 1, "value", "key_line", "value"), (27, 14, ("dimension", "#2", "value", "key_line", "value"))),
        (("absent", "deeper"), (None, None, ())),
    ],
)
def test_the_place_of_a_key(keys: Keys, place: tuple[int, int, tuple[str, ...]]) -> None:
    line, column, shown = place
    assert scheme().place(keys) == Place("方案.toml", line, column, shown)


def test_the_place_of_a_value_counts_characters_not_bytes() -> None:
    place = scheme().place(("project", "tables", "工 作"), value=True)
    assert (place.line, place.column) == (5, 29)


def test_windows_line_ends_change_no_place() -> None:
    document = scheme(SCHEME.replace("\n", "\r\n"))
    assert document.place(("dimension", 0, "clause", 0, "points")).line == 11
    assert document.place(("dimension", 0, "sub", "deep")).line == 17


def test_numbers_are_exact_and_a_byte_order_mark_is_tolerated() -> None:
    assert scheme("\ufeffa = 0.1\nb = 3\n").data == {"a": Decimal("0.1"), "b": 3}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a ＝ 1",
            ["方案.toml:1:3: 这里用了全角（中文）符号“＝”，TOML 不认识\n    改法：切换到英文输入，改成半角的“=”"],
        ),
        (
            "title = “绩效工资”",
            ['方案.toml:1:9: 这里用了中文引号 “ ”，TOML 不认识\n    改法：切换到英文输入，改成英文引号："绩效工资"'],
        ),
        ("a = ‘x’", ['方案.toml:1:5: 这里用了中文引号 ‘ ’，TOML 不认识\n    改法：切换到英文输入，改成英文引号："x"']),
        ("a = “x", ['方案.toml:1:5: 这里用了中文引号 “ ”，TOML 不认识\n    改法：切换到英文输入，改成英文引号："…"']),
        (
            "a = [\n  '甲'，\n  '乙'\n]",
            ["方案.toml:2:6: 这里用了全角（中文）符号“，”，TOML 不认识\n    改法：切换到英文输入，改成半角的“,”"],
        ),
        (
            "marks：10",
            [
                "方案.toml:1:6: 这里用了全角（中文）符号“：”，TOML 不认识\n"
                "    改法：切换到英文输入，键和值之间写半角的“=”"
            ],
        ),
        (
            "【project】",
            [
                "方案.toml:1:1: 这里用了全角（中文）符号“【”，TOML 不认识\n    改法：切换到英文输入，改成半角的“[”",
                "方案.toml:1:9: 这里用了全角（中文）符号“】”，TOML 不认识\n    改法：切换到英文输入，改成半角的“]”",
            ],
        ),
        (
            "a = （1",
            [
                "方案.toml:1:5: 这里用了全角（中文）符号“（”，TOML 不认识\n"
                "    改法：切换到英文输入，改成半角的“(”；算式要写在英文引号里"
            ],
        ),
        (
            "姓名 = 1",
            [
                "方案.toml:1:1: 键“姓名”是中文，又没有加引号\n"
                '    改法：kaohe 规定的键都是英文；自己取的名称要加英文引号："姓名"'
            ],
        ),
        (
            "[[指标.条款]]",
            [
                "方案.toml:1:3: 键“指标.条款”是中文，又没有加引号\n"
                '    改法：kaohe 规定的键都是英文；自己取的名称要加英文引号："指标"."条款"'
            ],
        ),
        (
            "marks = 一百二十",
            ["方案.toml:1:9: “一百二十”是中文数字，TOML 只认阿拉伯数字\n    改法：写成 120"],
        ),
        (
            "marks = １２．５",
            [
                "方案.toml:1:9: “１２”用了全角字母或数字\n    改法：切换到半角输入，写成 12",
                "方案.toml:1:11: 这里用了全角（中文）符号“．”，TOML 不认识\n    改法：切换到英文输入，改成半角的“.”",
                "方案.toml:1:12: “５”用了全角字母或数字\n    改法：切换到半角输入，写成 5",
            ],
        ),
        ("allowance = 2天", ["方案.toml:1:13: 数字后面带了单位“天”\n    改法：只写数字：2"]),
        ("day = 2026年9月1日", ["方案.toml:1:7: “2026年9月1日”不是 TOML 的日期写法\n    改法：写成 2026-09-01"]),
        ("required = 是", ["方案.toml:1:12: TOML 里的是和否不写作“是”\n    改法：写成 true"]),
        ("title = 考勤", ['方案.toml:1:9: 文字“考勤”没有加引号\n    改法：写成 "考勤"']),
        (
            'text = "所谓"病假"者"',
            [
                '方案.toml:1:12: 文字里用了英文引号 "，文字在“病假”前面就结束了\n'
                '    改法：文字里面的引号请用中文引号 “ ”，或在每个 " 前面加 \\'
            ],
        ),
        (
            "a\u3000= 1",
            [
                "方案.toml:1:2: 这里有全角空格或看不见的空格（U+3000），TOML 不认识\n    改法：删掉它，或改成普通的半角空格"
            ],
        ),
        (
            "a = 1；",
            ["方案.toml:1:6: 这里用了全角（中文）符号“；”，TOML 不认识\n    改法：删掉它：TOML 的行末不加任何符号"],
        ),
        ("a = 1\nb = 2\na = 3", ["方案.toml:3:1: “a”重复出现，第一次在第 1 行\n    改法：两处删掉一处"]),
        (
            "[a]\nb = 1\n[ a ]\n",
            ["方案.toml:3:3: “a”重复出现，第一次在第 1 行\n    改法：删掉一处；若是列表的又一项，每项都写 [[…]]"],
        ),
        ("a =", ["方案.toml:1:4: 这里缺少值\n    改法：写成：键 = 值"]),
        ("a = yes", ["方案.toml:1:5: “yes”不是 TOML 的写法\n    改法：写成 true"]),
        ("a = True", ["方案.toml:1:5: “True”不是 TOML 的写法\n    改法：写成 true"]),
        ("a = 2.5%", ["方案.toml:1:8: “2.5%”不是 TOML 的写法\n    改法：写成 0.025"]),
        ("a = 10,000", ["方案.toml:1:7: “10,000”不是 TOML 的写法\n    改法：写成 10000"]),
        ("a = 2026/9/1", ["方案.toml:1:5: “2026/9/1”不是 TOML 的写法\n    改法：写成 2026-09-01"]),
        ("a = null", ["方案.toml:1:5: “null”不是 TOML 的写法\n    改法：TOML 没有空值：删掉这一行"]),
        ("a = posts + 1", ['方案.toml:1:5: 文字必须写在英文引号里\n    改法：写成 "posts + 1"']),
        ("a: 1", ["方案.toml:1:4: 键和值之间写了冒号\n    改法：键和值之间写 ="]),
        ('a = "x', ["方案.toml:1:7: 这段文字在本行没有结束\n    改法：补上后引号；多行文字要用三个引号括起来"]),
        ("a = [1, 2", ["方案.toml:1:10: 这个数组没有结束\n    改法：在结尾补上 ]"]),
        ("[a", ["方案.toml:1:3: 这个表头没有结束\n    改法：在结尾补上 ] ，以 [[ 开头的补上 ]]"]),
        ("a = 1 b = 2", ["方案.toml:1:9: 值或表头后面还有别的内容\n    改法：在这里换行；若是注释，前面加 #"]),
        (
            'a = "C:\\校"',
            [
                "方案.toml:1:9: 文字里的 \\ 后面跟了不能转义的字符\n    改法：文件夹路径用 / ，或把文字写在英文单引号 '…' 里"
            ],
        ),
        ("a = 012", ["方案.toml:1:5: 数字不能以 0 开头\n    改法：去掉开头的 0；像 0123 这样的编号要加英文引号"]),
        (
            "a = { b = 1,\n c = 2 }",
            ["方案.toml:1:13: 花括号里的表必须写在一行\n    改法：写成一行，或另起一个 [表头] 单独写"],
        ),
        (
            "a = 2026-02-30",
            ["方案.toml:1:5: 这不是 TOML 的日期写法\n    改法：写成年-月-日，月和日都写两位：2026-09-01"],
        ),
        ("a = [1\nb = 2", ["方案.toml:2:1: 这里缺少逗号\n    改法：在两个值之间加英文逗号"]),
        ("a = [1,\nb = 2", ["方案.toml:2:3: 数组里面出现了 =\n    改法：在数组结尾补上 ] ，或给 键 = 值 加上花括号"]),
        ("a = == 1", ["方案.toml:1:5: 多了一个 =\n    改法：删掉它；文字里含有 = 的，写在英文引号里"]),
        ("a = 1\n]", ["方案.toml:2:1: 这个括号前面没有对应的左括号\n    改法：删掉它，或补上左括号"]),
        (
            "a = {b}",
            [
                "方案.toml:1:7: 花括号里的表由若干个 键 = 值 组成，用英文逗号隔开\n"
                '    改法：写成 {file = "a.xlsx", sheet = "2026"} 这样'
            ],
        ),
        (
            "a = nan",
            ["方案.toml:1:5 a: inf、nan 和大得没有边际的数不能参加计算\n    改法：写普通的数，例如 100 或 0.2"],
        ),
        (
            "[[c]]\nid = 'x'\ny = [1, -inf]",
            ["方案.toml:3:9 c.x.y.#2: inf、nan 和大得没有边际的数不能参加计算\n    改法：写普通的数，例如 100 或 0.2"],
        ),
        ("a = 1e999999999", ["方案.toml:1:5 a: 这个数超过 38 位\n    改法：减少位数；编号、证件号要加英文引号"]),
        ("a = " + "[" * 3000, ["方案.toml: 数组或表嵌套得太深\n    改法：减少嵌套层数"]),
    ],
)
def test_what_is_no_toml_is_said_in_chinese(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a ＝ 1",
            "方案.toml:1:3: “＝” is a full-width or Chinese sign; TOML does not know it\n"
            "    To mend it: switch to English input and type “=”",
        ),
        (
            "a = 1\na = 2",
            "方案.toml:2:1: “a” stands here a second time; the first is on line 1\n    To mend it: remove one of the two",
        ),
        ("a = 20%", "方案.toml:1:5: “20%” is not how TOML writes this value\n    To mend it: write 0.2"),
    ],
)
def test_what_is_no_toml_is_said_in_english(text: str, expected: str) -> None:
    assert texts(text, "en") == [expected]


def test_all_habits_come_at_once_and_none_from_texts_and_comments() -> None:
    text = 'a = "，" # ，\nb = """\n，\n""" \n甲 = 1\nc = 十\n'
    assert [line.split(": ")[0] for line in texts(text)] == ["方案.toml:5:1", "方案.toml:6:5"]


def test_an_error_before_the_habits_is_said_too() -> None:
    assert [line.split(": ")[0] for line in texts("a = 1\na = 2\n\n甲 = 1\n")] == ["方案.toml:2:1", "方案.toml:4:1"]


SIGNS = st.sampled_from("＝，“”‘’【】（）\"'=[]{}#.\\,甲一2 \n\r\u3000：天-+_é😀\t%")


@given(st.lists(st.tuples(st.integers(0, len(SCHEME) - 1), SIGNS, st.integers(0, 2)), min_size=1, max_size=4))
def test_a_damaged_file_is_never_a_traceback(damages: list[tuple[int, str, int]]) -> None:
    text = SCHEME
    for at, sign, length in damages:  # puts a sign in, in place of 0 to 2 others
        text = text[:at] + sign + text[at + length :]
    findings = Findings()
    document = parse(text, "方案.toml", findings)
    assert (document is None) == bool(len(findings))
    assert all(finding.place.line is not None and finding.text("zh") for finding in findings)
    if document is not None:
        assert all(document.place((key,)).line is not None for key in document.data)


def refused(path: Path) -> str:
    findings = Findings()
    assert read(path, f"schemes/{path.name}", findings) is None
    (finding,) = findings
    return finding.text("zh")


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.toml") == "schemes/a.toml: 文件不存在\n    改法：该文件夹里没有 TOML 文件"
    (tmp_path / "绩效工资.toml").touch()
    assert refused(tmp_path / "绩效.toml") == "schemes/绩效.toml: 文件不存在\n    改法：是不是“绩效工资.toml”？"
    assert (
        refused(tmp_path / "x.yaml") == "schemes/x.yaml: 文件不存在\n    改法：该文件夹里的 TOML 文件有：绩效工资.toml"
    )
    assert refused(tmp_path / "no" / "x.toml") == "schemes/x.toml: 文件不存在\n    改法：文件夹也不存在：schemes"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path).endswith(": 这是文件夹，不是文件\n    改法：请写出其中的 TOML 文件名")


UTF_8 = "\n    改法：另存为 UTF-8：用记事本打开，选“文件 – 另存为”，“编码”选 UTF-8，覆盖原文件"


def test_other_encodings_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes("a = 1\ntitle = '考勤'\n".encode("gb18030"))
    assert refused(path) == "schemes/a.toml:2: 文件不是 UTF-8 编码，像是 GB18030（即 GBK，记事本里叫“ANSI”）" + UTF_8
    path.write_bytes("a = 1\n".encode("utf-16"))
    assert refused(path) == "schemes/a.toml: 文件是 UTF-16 编码（记事本里叫“Unicode”），TOML 必须是 UTF-8" + UTF_8
    path.write_bytes(b"a = 1\n\xff\xff\xff")
    assert refused(path) == (
        "schemes/a.toml:2: 文件不是 UTF-8 编码，也不是认得出的其他文本\n"
        "    改法：是不是用 Word、Excel 等程序做的？请用文本编辑器编写，存为 UTF-8"
    )


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 0.2\r\n")
    document = read(path, "a.toml", Findings())
    assert document is not None
    assert document.data == {"a": Decimal("0.2")}
    assert document.place(("a",)) == Place("a.toml", 1, 1, ("a",))


CHINESE = "# 考核考核考核考核考核考核\ntitle = '奖励性绩效工资考核分配方案（试行）'\ntext = \"教职工代表大会通过\"\n"
# (an error under these lines, its line and column there, what is said of it)
ERRORS = [
    ("marks = 1\nmarks = 2\n", (2, 1), "“marks”重复出现，第一次在第 4 行"),
    ("a = 20%\n", (1, 5), "“20%”不是 TOML 的写法"),
    ("甲 = 1\n", (1, 1), "键“甲”是中文，又没有加引号"),
    ("a = yes\n", (1, 5), "“yes”不是 TOML 的写法"),
    ('name = "中" x\n', (1, 12), "值或表头后面还有别的内容"),
    ("a = [1\nb = 2\n", (2, 1), "这里缺少逗号"),
]


@pytest.mark.fault("B11")
@pytest.mark.parametrize(("text", "at", "said"), ERRORS)
@pytest.mark.parametrize("above", [CHINESE, CHINESE.replace("\n", "\r\n"), CHINESE + "# 🀄🀄\n"])
def test_an_error_is_on_its_own_line_under_chinese(text: str, at: tuple[int, int], said: str, above: str) -> None:
    findings = Findings()
    assert parse(above + text, "方案.toml", findings) is None
    place = findings.items[0].place
    assert (place.line, place.column) == (at[0] + above.count("\n"), at[1])
    if above == CHINESE:
        assert findings.items[0].what.text("zh").startswith(said)


@pytest.mark.fault("B11")
def test_chinese_and_plain_letters_have_their_errors_at_the_same_place() -> None:
    """Every line of a school's scheme, broken in turn; and the same with a letter for every Chinese character."""
    path = Path(__file__).parents[2] / "examples/township-school/schemes/绩效工资.toml"
    lines = path.read_text("utf-8").split("\n")
    held = 0
    for number in range(0, len(lines), 7):
        if "\n".join(lines[: number + 1]).count('"""') % 2:
            continue  # inside a text of several lines anything may stand
        broken = "\n".join([*lines[:number], lines[number] + "\nkey", *lines[number + 1 :]])
        found = []
        for text in (broken, "".join(letter if letter.isascii() else "a" for letter in broken)):
            findings = Findings()
            assert parse(text, "a.toml", findings) is None
            found.append([(finding.place.line, finding.place.column, finding.what) for finding in findings])
        assert found[0] == found[1]
        held += 1
    assert held > 20
