"""Chinese writing habits that TOML does not know: full-width signs, Chinese quotation marks, bare Chinese words.

They are looked for outside strings and comments only, and only in a text that is no TOML as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from attrs import frozen

from kaohe_core.messages import Message, message
from kaohe_core.numerals import numeral, year_like


@frozen
class Habit:
    """One such place: line and column from 1, what stands there, how to write it."""

    line: int
    column: int
    what: Message
    mend: Message


QUOTES = {"“": "”", "‘": "’", "＂": "＂", "＇": "＇", "「": "」", "『": "』", "”": "”", "’": "’"}
SIGNS = dict(zip("＝，、：【】［］〔〕｛｝（）。．－—–−＋＃＿", "=,,:[][][]{}()..----+#_", strict=True))
SPACES = "\u3000\u00a0\u2002\u2003\u2009\u200b\u200e\u200f\ufeff"
FLAGS = {"是": "true", "真": "true", "有": "true", "否": "false", "假": "false", "无": "false"}

_WORD = re.compile(r"[\w.\-]+")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
_WITH_UNIT = re.compile(r"(-?\d+(?:\.\d+)?)([^\W\d].*)")
_KEY_FOLLOWS = re.compile(r"[ \t]*[=＝：:.。]")


def habits(text: str) -> Iterator[Habit]:
    """Every such place, each sign at most once a line."""
    seen: set[tuple[int, str]] = set()
    position = line_start = 0
    line = 1
    closed = -1  # where the last string ended
    while position < len(text):
        char = text[position]
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if char == "\n":
            position += 1
            line, line_start = line + 1, position
        elif char == "#":
            position = end
        elif text.startswith(('"""', "'''"), position):
            start, position = position, _after_string(text, position, text[position : position + 3], len(text))
            if newlines := text.count("\n", start, position):
                line += newlines
                line_start = text.rindex("\n", start, position) + 1
        elif char in "\"'":
            position = closed = _after_string(text, position, char, end)
        else:
            habit, after = _outside(text, position, end, text[line_start:position], closed == position)
            if habit is not None and (line, char) not in seen:
                seen.add((line, char))
                yield Habit(line, position - line_start + 1, *habit)
            position = after


def _after_string(text: str, start: int, quote: str, end: int) -> int:
    position = start + len(quote)
    while position < end:
        if text[position] == "\\" and quote[0] == '"':
            position += 2
        elif text.startswith(quote, position):
            return position + len(quote)
        else:
            position += 1
    return min(position, end)


def _outside(
    text: str, position: int, end: int, before: str, after_string: bool
) -> tuple[tuple[Message, Message] | None, int]:
    """What to say about the character or word at ``position``, and where to go on."""
    char = text[position]
    if char in QUOTES:
        return _quoted(text, position, end)
    word = _WORD.match(text, position, end)
    if word is not None and not word[0].isascii():
        if after_string:
            what = message("a straight quotation mark inside the text ends the text before “{word}”", word=word[0])
            mend = message('inside a text write “ ” instead of " ", or put \\ before each "')
            return (what, mend), end
        return _word(word[0], _is_key(before, text[word.end() : end])), word.end()
    if word is not None:
        return None, word.end()
    if char.isascii():
        return None, position + 1
    if char in SPACES:
        name = f"U+{ord(char):04X}"
        what = message("a full-width or invisible space ({name}) stands here; TOML does not know it", name=name)
        return (what, message("delete it, or type an ordinary space")), position + 1
    what = message("“{sign}” is a full-width or Chinese sign; TOML does not know it", sign=char)
    if char == "；":
        mend = message("delete it: in TOML a line ends without a sign")
    elif char == "：" and _is_key(before, "="):
        mend = message("switch to English input and type “{sign}” between key and value", sign="=")
    elif char in "（）":
        mend = message(
            "switch to English input and type “{sign}”; a formula goes between quotation marks", sign=SIGNS[char]
        )
    elif char in SIGNS:
        mend = message("switch to English input and type “{sign}”", sign=SIGNS[char])
    else:
        mend = message('put the text between straight quotation marks "…"')
    return (what, mend), position + 1


def _quoted(text: str, position: int, end: int) -> tuple[tuple[Message, Message], int]:
    char = text[position]
    close = QUOTES[char]
    stop = next((i for i in range(position + 1, end) if text[i] in (close, char, '"')), None)
    pair = char if char == close else f"{char} {close}"
    what = message("Chinese quotation marks {pair} do not enclose a text in TOML", pair=pair)
    if stop is None:
        return (what, message('switch to English input and type straight ones: "…"')), position + 1
    inside = text[position + 1 : stop]
    return (what, message("switch to English input and type straight ones: {text}", text=f'"{inside}"')), stop + 1


def _is_key(before: str, after: str) -> bool:
    """Whether a word stands where a key does: in a header, or before ``=``."""
    line = before.strip()
    header = line[:1] in ("[", "【", "［") and "=" not in line and "＝" not in line
    opened = max(line.rfind("{"), line.rfind("｛"), line.rfind(","), line.rfind("，"))
    value = any(sign in line[opened + 1 :] for sign in "=＝：")
    return header or (not value and _KEY_FOLLOWS.match(after) is not None)


def _word(word: str, key: bool) -> tuple[Message, Message]:
    plain = unicodedata.normalize("NFKC", word)
    if plain.isascii():
        what = message("“{word}” is written in full-width letters or digits", word=word)
        return what, message("switch to English input and write {text}", text=plain)
    if key:
        what = message("the key “{word}” is in Chinese and stands without quotation marks", word=word)
        mend = message(
            "the keys of kaohe are English words; a name of your own goes in quotation marks: {text}",
            text=".".join(f'"{part}"' for part in word.split(".") if part),
        )
        return what, mend
    number = numeral(word) if numeral(word) is not None else year_like(word)
    if number is not None:
        what = message("“{word}” is a Chinese numeral; TOML reads only digits", word=word)
        return what, message("write {text}", text=str(number))
    if day := _DATE.fullmatch(plain):
        what = message("“{word}” is not how TOML writes a date", word=word)
        return what, message("write {text}", text=f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}")
    if word in FLAGS:
        what = message("“{word}” is not how TOML says yes or no", word=word)
        return what, message("write {text}", text=FLAGS[word])
    if parts := _WITH_UNIT.fullmatch(plain):
        what = message("the unit “{unit}” stands behind the number", unit=parts[2])
        return what, message("write only the number: {text}", text=parts[1])
    what = message("the text “{word}” stands without quotation marks", word=word)
    return what, message("write {text}", text=f'"{word}"')
