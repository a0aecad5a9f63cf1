"""What everybody may read: how people are called, and what of a text does not hang out."""

from __future__ import annotations

import pytest

from kaohe_core.papers.called import InPublic, called, without_numbers


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("李", "李"),  # nothing would be left of it
        ("司马光", "司*光"),
        ("欧阳娜娜", "欧**娜"),
        ("王　芳", "王*"),  # set wide, as rosters do: it is one of two, and not of three
        ("张 三 丰", "张*丰"),
        ("张\u200b三", "张*"),  # a mark that nobody sees is no character of a name
        ("阿依古丽·买买提", "阿******提"),
        ("John Smith", "J********h"),
    ],
)
def test_a_masked_name_shows_its_ends_only(name, masked):
    assert called({"1": name}, masked=True) == {"1": masked}


def test_a_name_set_wide_is_a_namesake_of_the_same_name():
    assert called({"1": "王芳", "2": "王　芳", "3": "John Smith"}) == {
        "1": "王芳（1）",
        "2": "王芳（2）",
        "3": "John Smith",
    }


NAMES = {"T1": "张三", "T2": "张三丰", "T3": "李四", "T4": "李四", "5": "王　芳", "00071": "赵", "2026": "孙六"}


@pytest.mark.parametrize(
    ("text", "plain", "masked"),
    [
        ("张三与张三丰同组", "张三与张三丰同组", "张*与张*丰同组"),  # the longer name first
        ("李四获奖", "李四获奖", "李*获奖"),  # which of the two is not said
        ("王芳、王　芳", "王芳、王芳", "王*、王*"),
        ("工号T1、T12和00071", "工号张三、T12和赵", "工号张*、T12和赵"),  # T12 is nobody's
        ("第5组2026年", "第5组2026年", "第5组2026年"),  # numbers that are ids too, and say nothing of anybody
        ("T2", "张三丰", "张*丰"),
        ("赵家村", "赵家村", "赵家村"),  # one character is no name in a text
        ("电话13812345678", "电话*********78", "电话*********78"),
    ],
)
def test_a_text_calls_people_as_the_list_does(text, plain, masked):
    for said, hidden in ((plain, False), (masked, True)):
        shown = called(NAMES, masked=hidden)
        assert InPublic(NAMES, shown, masked=hidden)(text) == said


def test_in_a_row_with_an_id_the_name_is_of_that_person():
    shown = called(NAMES)
    row = InPublic(NAMES, shown, masked=False).row
    assert row(("T4", "李四", "与李四同组")) == ("李四（2）", "李四（2）", "与李四同组")
    assert row(("李四", "二组")) == ("李四", "二组")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("１３８１２３４５６７８", "*********７８"),  # full-width
        ("一三八一二三四五六七八", "*********七八"),
        ("1-3-8-1-2-3-4-5-6-7-8", "*******************-8"),
        ("13 81 23 45 67 81", "***************81"),
        ("张三13812345678", "张三*********78"),  # 三 is of the name
        ("11010119900101123X", "****************3X"),
        ("2026-03-02 2026-04-05", "2026-03-02 2026-04-05"),
        ("二〇二五—二〇二六学年", "二〇二五—二〇二六学年"),
        ("一百二十三万四千五百六十七", "一百二十三万四千五百六十七"),
        ("得分 9 8 7 6 5", "得分 9 8 7 6 5"),
    ],
)
def test_a_number_that_identifies_is_found_however_it_is_written(written, told):
    assert without_numbers(written) == told
