"""Chinese numerals (一百二十, 二〇二六, 廿三, 壹佰), read by one parser wherever they stand."""

from __future__ import annotations

import unicodedata

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
OTHERS = str.maketrans("〇○两壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩", "零零二一二二三三四五六六七八九十百千万亿二")
CONTRACTED = {"廿": "二十", "卅": "三十"}
POWERS = {"十": 10, "百": 100, "千": 1000}
WHOLES = (("亿", 10**8), ("万", 10**4))


def numeral(text: str) -> int | None:
    """The number that a Chinese numeral says: 一百二十 is 120; None if it is none, or could be two (一百二)."""
    word = _folded(text)
    if word == "零":
        return 0
    total, rest, least = 0, word, 10**12
    for sign, power in WHOLES:
        head, at, tail = rest.partition(sign)
        if not at:
            continue
        high = _below_ten_thousand(head.removeprefix("零") if total else head)
        if not high or power >= least:
            return None
        total, rest, least = total + high * power, tail, power
    if not rest:
        return total or None
    low = _below_ten_thousand(rest.removeprefix("零") if total else rest)
    if low is None or (total and len(rest) == 1):  # 一万五 is 15,000 to most, and 10,005 to some
        return None
    return total + low


def year_like(text: str) -> int | None:
    """The number that is said digit by digit: 二〇二六 is 2026; None if it is not said so."""
    word = _folded(text)
    if not 2 <= len(word) <= 12 or word[0] == "零" or not all(char in DIGITS for char in word):
        return None
    return int("".join(str(DIGITS[char]) for char in word))


def _folded(text: str) -> str:
    word = unicodedata.normalize("NFKC", text).translate(OTHERS)
    for one, other in CONTRACTED.items():
        word = word.replace(one, other)
    return word


def _below_ten_thousand(word: str) -> int | None:
    """The number of 千, 百, 十 and a digit, each power once and in order, with 零 just where one is left out."""
    total, least, digit, zero = 0, 10**4, 0, False
    for char in word:
        if char == "零":
            if digit or zero or not total:
                return None
            zero = True
        elif char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
        elif char in POWERS:
            power = POWERS[char]
            if power == 10 and not digit and not zero:
                digit = 1  # 十二, 一百十二
            left_out = bool(total) and power * 10 < least
            if not digit or power >= least or left_out != zero:
                return None
            total, least, digit, zero = total + digit * power, power, 0, False
        else:
            return None
    if not digit:
        return None if zero else total or None
    if total and (least > 10) != zero:
        return None
    return total + digit
