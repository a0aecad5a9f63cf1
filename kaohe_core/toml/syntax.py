"""What is wrong with a text that is no TOML, and how to mend it, said in the words of the person who wrote it."""

from __future__ import annotations

import re

from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message
from kaohe_core.toml.habits import habits
from kaohe_core.toml.toml_rs_alive import toml_rs

_WHY: tuple[tuple[str, Message, Message | None], ...] = (
    (
        "invalid unquoted key|invalid key-value pair",
        message("no key may begin like this"),
        message("a key is made of English letters, digits, - and _; other keys go in quotation marks"),
    ),
    (
        "unexpected `=` in array",
        message("= stands inside an array"),
        message("write ] where the array ends, or braces around key = value"),
    ),
    (
        "missing assignment|inline table element",
        message("a table in braces is made of key = value, with commas between"),
        message('write it like {file = "a.xlsx", sheet = "2026"}'),
    ),
    ("extra `=`", message("one = is too many"), message("delete it, or put a text with = between quotation marks")),
    (
        "missing table open|missing array opening|missing inline table opening",
        message("this bracket was not opened before"),
        message("delete it, or write the opening bracket"),
    ),
    (
        "missing opening quote",
        message("this quotation mark was not opened before"),
        message("delete it, or write the opening quotation mark"),
    ),
    (
        "key with no value|missing value for key",
        message("a key stands here without = and a value"),
        message("write: key = value"),
    ),
    (
        "unquoted keys cannot be empty|missing key",
        message("a key is missing here"),
        message("write a key before = , between [ and ] , and after each dot"),
    ),
    (
        "keys cannot be multi-line",
        message("a key cannot stand between three quotation marks"),
        message('write "…" around the key'),
    ),
    (
        "unexpected leading zero",
        message("a number does not begin with 0"),
        message("leave the 0 out; put a code such as 0123 in quotation marks"),
    ),
    (
        "invalid basic string, expected non|invalid literal string, expected non|invalid multi-line.*characters",
        message("a control character stands in this text"),
        message("delete it; \\t is a tab and \\n a new line"),
    ),
    (
        "invalid multi-line",
        message("this text of several lines is not closed"),
        message("write three quotation marks where it ends, the same as where it begins"),
    ),
    (
        "invalid basic string|invalid literal string",
        message("this text is not closed on its line"),
        message("write the closing quotation mark; a text of several lines stands between three of them"),
    ),
    (
        "missing escaped value|unicode",
        message("this \\ in a text is not followed by a sign it can be put before"),
        message("write folders with / , or put the text between single quotation marks '…'"),
    ),
    (
        "unclosed table|unclosed array table",
        message("this header is not closed"),
        message("write ] at its end, or ]] after [["),
    ),
    ("unclosed array", message("this array is not closed"), message("write ] where it ends")),
    ("unclosed inline table", message("this table in braces is not closed"), message("write } on the same line")),
    (
        "newlines are unsupported|comments are unsupported",
        message("a table in braces must stand on one line"),
        message("write it on one line, or as a table of its own under a [header]"),
    ),
    ("trailing commas|extra comma", message("this comma has nothing behind it"), message("delete the comma")),
    (
        "missing comma|extra assignment",
        message("a comma is missing here"),
        message("write a comma between the two values"),
    ),
    (
        "unexpected key or value|unexpected content",
        message("something stands behind the value or header"),
        message("begin a new line here, or put # before a comment"),
    ),
    ("invalid boolean", message("TOML says yes and no with true and false, in small letters"), None),
    (
        "invalid date|between 01 and",
        message("this is not a date as TOML writes it"),
        message("write year-month-day with two digits each for month and day: 2026-09-01"),
    ),
    (
        "invalid time",
        message("this is not a time as TOML writes it"),
        message("write hours, minutes and seconds with two digits each: 08:30:00"),
    ),
    (
        "invalid (fraction|mantissa|exponent|integer|float)|may only go between digits|radix",
        message("this is not a number as TOML writes it"),
        message("write it like 12, 0.5 or -3"),
    ),
    (
        "cannot extend value",
        message("this key has a value already; nothing can be put under it"),
        message("remove one of the two"),
    ),
    (
        "carriage return",
        message("a lone carriage return stands here"),
        message("save the file anew with a text editor"),
    ),
)

_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("yes|True|TRUE|Yes|YES|on|Y|y", "true"),
    ("no|False|FALSE|No|NO|off|N|n", "false"),
)
_VALUE = re.compile(r"(?:.*?[={,\[]\s*)?([^\s=,\[\]{}#\"']+(?:,\d{3})*)\s*[,\]}]?\s*(?:#.*)?")


def explain(text: str, shown: str, error: Exception, findings: Findings) -> None:
    """Note why tomllib refused a text with ``error``: habits wherever they are, and where the parser stopped.

    A habit before the line where the parser stopped (or before the last line with something on it) is none: the parser
    got past it.
    """
    if isinstance(error, RecursionError):
        what = message("arrays or tables are nested too deeply")
        findings.add(Place(file=shown), what, message("nest less deeply"))
        return
    if mixed := _mixed_headers(text):
        for line, what, mend in mixed:
            findings.add(Place(shown, line, 1), what, mend)
        return
    line, column, why = _stop(text, error)
    before = max(
        (n for n, content in enumerate(text.split("\n")[: line - 1], start=1) if content.strip()), default=line
    )
    found: dict[tuple[int, int], tuple[Message, Message | None]] = {
        (h.line, h.column): (h.what, h.mend) for h in habits(text) if h.line >= before
    }
    if not any(at <= line for at, _ in found):
        found[line, column] = _reason(text, line, column, why)
    for at in sorted(found):
        findings.add(Place(shown, *at), *found[at])


def _mixed_headers(text: str) -> list[tuple[int, Message, Message]]:
    """Headers that make one name a table and a list: parsers blame whatever comes later, and in odd words."""
    headers = [
        (number, line.strip().startswith("[["), _header(line))
        for number, line in enumerate(text.split("\n"), start=1)
        if _header(line)
    ]
    lists = {name for _, double, name in headers if double}
    found: list[tuple[int, Message, Message]] = []
    above: set[str] = set()
    for number, double, name in headers:
        outer = name.rpartition(".")[0]
        if not double and name in lists:
            found.append(
                (
                    number,
                    message("[{name}] is a list elsewhere in this file: [[{name}]]", name=name),
                    message("write the header with two pairs of brackets: [[…]]"),
                )
            )
        elif outer in lists and outer not in above:
            what = message("this belongs under a header [[{name}]], and none stands above it", name=outer)
            mend = message("write [[{name}]] above it, or mend the header that was meant", name=outer)
            found.append((number, what, mend))
            break  # the next ones want the same header
        above.add(name)
    return found


def _stop(text: str, error: Exception) -> tuple[int, int, str]:
    """Where and why toml-rs stops: it says more than tomllib, which calls a key written twice “end of document”."""
    library = toml_rs()
    try:
        library.loads(text, toml_version="1.0.0")
    except library.TOMLDecodeError as other:
        before = text.encode()[: other.pos].decode(errors="replace")  # its lineno takes a byte for a character
        start = before.rfind("\n") + 1
        return before.count("\n") + 1, len(before) - start + 1, str(other).splitlines()[-1]
    at = re.search(r"at line (\d+), column (\d+)", str(error))
    return (int(at[1]), int(at[2]), str(error)) if at else (text.count("\n") + 1, 1, str(error))


def _reason(text: str, line: int, column: int, why: str) -> tuple[Message, Message | None]:
    content = text.split("\n")[line - 1].rstrip("\r")
    no_comma = why.startswith("trailing") and content[column - 1 : column] != ","
    if no_comma or (why.startswith("extra comma") and "`=`" in why):
        why = "missing assignment"  # {b} and {b, c = 1}: toml-rs blames a comma for the = that is missing before it
    if "duplicate key" in why:
        return _twice(text, line, content[column - 1 :])
    if "inline table" not in why and "assignment" not in why and (spelling := _spelling(content)):
        return spelling
    if "must be quoted" in why:
        return _unquoted(content[column - 1 :])
    for pattern, what, mend in _WHY:
        if re.search(pattern, why):
            return what, mend
    return message("this is no TOML: {reason}", reason=why), None


def _unquoted(rest: str) -> tuple[Message, Message | None]:
    value = re.sub(r"\s(#|//).*", "", " " + rest).strip().rstrip(",;")
    if not value:
        return message("the value is missing"), message("write: key = value")
    mend = message('write "…" around the text') if '"' in value else message("write {text}", text=f'"{value}"')
    return message("a text must stand between straight quotation marks"), mend


def _twice(text: str, line: int, rest: str) -> tuple[Message, Message | None]:
    key = (re.match(r"\"[^\"]*\"|'[^']*'|[\w-]+", rest) or [""])[0]
    before = text.split("\n")[: line - 1]
    content = text.split("\n")[line - 1].strip()
    if content.startswith("["):
        same = [n for n, other in enumerate(before, start=1) if _header(other) == _header(content)]
        mend = message("remove one; for one more item of a list write [[…]] each time")
    else:
        start = max((n for n, other in enumerate(before) if _header(other)), default=-1) + 1
        same = [
            n
            for n, other in enumerate(before[start:], start=start + 1)
            if re.match(rf"\s*{re.escape(key)}\s*[.=]", other)
        ]
        mend = message("remove one of the two")
    if same:
        return message("“{key}” stands here a second time; the first is on line {line}", key=key, line=same[0]), mend
    return message("“{key}” stands here a second time", key=key), mend


def _header(line: str) -> str:
    """The keys of a header line without brackets and comment, or nothing."""
    found = re.match(r"\s*\[++([^\]#]++)\]", line)
    return re.sub(r"\s", "", found[1]) if found else ""


def _spelling(content: str) -> tuple[Message, Message] | None:
    """A value of the line that is written as in another language, and its TOML spelling."""
    if re.match(r"\s*[\w-]+\s*:", content):
        return message("a colon stands between key and value"), message("write = between key and value")
    if re.match(r"\s*//", content):
        return message("// does not begin a comment in TOML"), message("write # before a comment")
    value = _VALUE.fullmatch(content.strip())
    if value is None or not (found := value[1].rstrip(";")):
        return None
    said = message("“{found}” is not how TOML writes this value", found=found)
    for spellings, right in _SPELLINGS:
        if re.fullmatch(spellings, found):
            return said, message("write {text}", text=right)
    if re.fullmatch("null|None|NULL|nil|none", found):
        return said, message("TOML has no empty value: delete the line")
    if percent := re.fullmatch(r"(\d+)(?:\.(\d+))?%", found):
        digits = percent[1].rjust(3, "0")
        shifted = f"{digits[:-2]}.{digits[-2:]}{percent[2] or ''}".rstrip("0").rstrip(".")
        return said, message("write {text}", text=shifted)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", found):
        return said, message("write {text}", text=found.replace(",", ""))
    if day := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", found):
        if 1 <= int(day[2]) <= 12 and 1 <= int(day[3]) <= 31 and f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}" != found:
            return said, message("write {text}", text=f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}")
        return None
    if clock := re.fullmatch(r"(\d{1,2}):(\d{2})", found):
        return said, message("write {text}", text=f"{int(clock[1]):02}:{clock[2]}:00")
    if part := re.fullmatch(r"([-+]?)(\d*)\.(\d*)", found):
        return said, message("write {text}", text=f"{part[1]}{part[2] or '0'}.{part[3] or '0'}")
    if re.fullmatch(r"[A-Za-z][\w.-]*", found) and "=" in content:
        what = message("the text “{word}” stands without quotation marks", word=found)
        return what, message("write {text}", text=f'"{found}"')
    if value[1].endswith(";"):
        return message("a semicolon stands at the end of the line"), message(
            "delete it: in TOML a line ends without a sign"
        )
    return None
