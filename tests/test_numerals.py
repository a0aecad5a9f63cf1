"""Chinese numerals by one parser, held against cn2an."""

from __future__ import annotations

import random

import cn2an
import pytest

from kaohe_core.numerals import numeral, year_like


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("两百", 200),
        ("三千零四十", 3040),
        ("一万二千", 12000),
        ("〇", 0),
        ("十万", 100000),
        ("考", None),
        ("万", None),
        ("一万万", None),
    ],
)
def test_chinese_numerals(word: str, number: int | None) -> None:
    assert numeral(word) == number


@pytest.mark.parametrize(
    "word", ["一百二", "一万五", "一二", "零五", "十十", "百", "二十零三", "一千五十", "一百零二十", "千三"]
)
def test_what_is_none_or_may_be_two(word: str) -> None:
    assert numeral(word) is None


@pytest.mark.parametrize(
    ("word", "number"), [("廿三", 23), ("卅", 30), ("壹佰贰拾", 120), ("一百十二", 112), ("兩千", 2000)]
)
def test_other_ways_to_write_them(word: str, number: int) -> None:
    assert numeral(word) == number


@pytest.mark.parametrize(
    ("word", "number"), [("二〇二六", 2026), ("一九八七", 1987), ("二", None), ("〇五", None), ("二十", None)]
)
def test_digit_by_digit(word: str, number: int | None) -> None:
    assert year_like(word) == number


def test_cn2an_reads_the_same() -> None:
    """Every number up to 12,000 and a thousand larger ones, in cn2an's spelling and in that of cheques."""
    draw = random.Random(7)
    for number in [*range(12_001), *(draw.randrange(10 ** draw.randrange(5, 12)) for _ in range(1000))]:
        for mode in ("low", "up"):
            word = cn2an.an2cn(number, mode)
            assert numeral(word) == number == cn2an.cn2an(word, "strict"), word
