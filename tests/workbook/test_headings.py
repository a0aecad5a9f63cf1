"""What stands above a column of the workbook."""

from __future__ import annotations

import pytest

from kaohe_core.workbook.headings import cells, short, with_unit


@pytest.mark.parametrize(
    ("whole", "kept"),
    [
        ("考勤", "考勤"),
        ("病假每天扣 0.2 分，每学期头 2 天不扣", "病假每天扣 0.2 分，每学期头 2 天不扣"),  # 14 × 2 + 8 = 36 cells
        # the last comma within the first 34 cells, not the first one
        ("男满 55 周岁、女满 50 周岁的，教研分按学期考核分计", "男满 55 周岁、女满 50 周岁的…"),
        # cut at its comma nothing would be left: 17 characters of 2 cells are 34
        ("一，二三四五六七八九十一二三四五六七八九", "一，二三四五六七八九十一二三四五六…"),
    ],
)
def test_a_title_is_cut_at_a_comma_and_says_so(whole: str, kept: str) -> None:
    assert short(whole) == kept
    assert cells(short(whole)) <= 36


def test_a_unit_stands_below_in_the_brackets_of_its_language() -> None:
    assert with_unit("总分", "分") == "总分\n（分）"
    assert with_unit("Total", "marks") == "Total\n(marks)"
    assert with_unit("等次", "") == "等次"
