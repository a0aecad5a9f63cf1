"""One change of a TOML text, in which every other letter stays as it was written: comments, order, layout, line ends.

The places come from :mod:`kaohe_core.toml.locate`. What a change makes of the text is read again before anybody sees
it: if it says anything else than was asked for, nothing is changed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from kaohe_core.toml.locate import Keys, Positions, follow, positions
from kaohe_core.toml.write import write

BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
PLAIN = re.compile(r"[^,\]}#\r\n]+")
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
LONG_TEXT = re.compile(r'"""(?:[^\\]|\\.)*?"""{1,3}|\'\'\'.*?\'\'\'{1,3}', re.DOTALL)
GAP = re.compile(r"[ \t]*(?:#[^\n]*)?")


class EditError(ValueError):
    """The text is written in a way in which this change cannot be made without touching more than was asked for."""


def with_value(text: str, keys: Keys, value: Any) -> str:
    """``text`` in which ``keys`` lead to ``value``: plain data, or None for no such key any more.

    A table that leads there and is not written yet is written. Raises :class:`EditError`, and ``ValueError`` for a
    text that is no TOML.
    """
    data = _read(text)
    found = _Text(text, data)
    there = follow(data, keys)[1] == len(keys)
    if value is None:
        made = found.without(keys) if there else text
    elif there:
        made = found.replaced(keys, toml_of(value))
    else:
        made = found.added(keys, toml_of(value))
    return _checked(made, _expected(data, keys, value))


def with_item(text: str, keys: Keys, item: Mapping[str, Any]) -> str:
    """``text`` with one more ``[[…]]`` at the end of the array to which ``keys`` lead.

    Raises :class:`EditError`, and ``ValueError`` for a text that is no TOML.
    """
    data = _read(text)
    written = deepcopy(data)
    table, reached = follow(written, keys[:-1])
    if reached < len(keys) - 1 or not isinstance(table, dict):
        raise EditError(keys)
    table.setdefault(keys[-1], []).append(dict(item))
    return _checked(_Text(text, data).appended(keys, item), written)


def without_item(text: str, keys: Keys) -> str:
    """``text`` without the ``[[…]]`` to which ``keys`` lead, and without all that stands in it."""
    data = _read(text)
    written = deepcopy(data)
    array, _ = follow(written, keys[:-1])
    del array[keys[-1]]
    if not array:
        del follow(written, keys[:-2])[0][keys[-2]]
    return _checked(_Text(text, data).cut(keys), written)


def _read(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def toml_of(value: Any) -> str:
    """A value as TOML; tables in it inline, the rows of an array of them below each other."""
    match value:
        case Mapping():
            return "{ " + ", ".join(f"{_key(key)} = {toml_of(one)}" for key, one in value.items()) + " }"
        case list() | tuple() if value and all(isinstance(one, Mapping) for one in value):
            return "[\n" + "".join(f"  {toml_of(one)},\n" for one in value) + "]"
        case list() | tuple():
            return "[" + ", ".join(map(toml_of, value)) + "]"
    return write({"x": value}).removeprefix("x = ").strip()


def _key(key: str | int) -> str:
    return key if isinstance(key, str) and BARE.match(key) else toml_of(str(key))


def _expected(data: dict[str, Any], keys: Keys, value: Any) -> dict[str, Any]:
    """What the text shall say."""
    written = deepcopy(data)
    table: Any = written
    for key in keys[:-1]:
        table = table.setdefault(key, {}) if isinstance(table, dict) else table[key]
    if value is None:
        table.pop(keys[-1], None)
    else:
        table[keys[-1]] = value
    return written


def _checked(made: str, expected: Any) -> str:
    try:
        found = _read(made)
    except ValueError:
        raise EditError from None
    if _alike(found) != _alike(expected):
        raise EditError
    return made


def _alike(value: Any) -> Any:
    """What compares as it is read: 1 and true are two things, a list and a tuple one."""
    match value:
        case bool():
            return ("bool", value)
        case Mapping():
            return {key: _alike(one) for key, one in value.items()}
        case list() | tuple():
            return [_alike(one) for one in value]
    return value


class _Text:
    """A text, what it says, and where each of its tables and values stands."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self.text, self.end = text, "\r\n" if "\r\n" in text else "\n"
        self.at: Positions = positions(text, data)
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.heads = sorted((self.offset(*point), keys) for keys, point in self.at.keys.items() if self._is_head(point))

    def offset(self, line: int, column: int) -> int:
        return self.lines[line - 1] + column - 1

    def _is_head(self, point: tuple[int, int]) -> bool:
        return self.text.startswith("[", self.offset(*point))

    # where something ends ----------------------------------------------------------------------------------------

    def value_end(self, start: int) -> int:
        """Behind the value that begins at ``start``."""
        for kind in (LONG_TEXT, TEXT):
            found = kind.match(self.text, start)
            if found is not None:
                return found.end()
        if self.text[start] not in "[{":
            found = PLAIN.match(self.text, start)
            if found is None:
                raise EditError
            return start + len(found[0].rstrip())
        depth, at = 0, start
        while at < len(self.text):
            letter = self.text[at]
            if letter in "\"'":
                at = self.value_end(at)
                continue
            if letter == "#":
                at = self.text.find("\n", at)
                if at < 0:
                    break
            depth += (letter in "[{") - (letter in "]}")
            at += 1
            if not depth:
                return at
        raise EditError

    def line_end(self, at: int) -> int:
        """The beginning of the next line."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def indent(self, at: int) -> str:
        found = re.compile(r"[ \t]*").match(self.text, self.line_start(at))
        return "" if found is None else found[0]

    # which lines are whose ---------------------------------------------------------------------------------------

    def statements(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Begin and end of each ``key = value`` that stands on its own between two places."""
        inside = -1
        for key in sorted(self.offset(*self.at.keys[keys]) for keys in self.at.values if keys in self.at.keys):
            if first <= key < last and key > inside and not self.text.startswith("[", key):
                value = self.text.index("=", self._key_end(key)) + 1
                value += len(self.text[value:]) - len(self.text[value:].lstrip(" \t"))
                inside = self.value_end(value)
                yield self.line_start(key), inside

    def _key_end(self, at: int) -> int:
        """Behind the last quoted part of a key, in which there may be an equals sign."""
        found = re.compile(r"""(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[ \t]*\.[ \t]*)+""").match(self.text, at)
        return at if found is None else found.end()

    def next_head(self, at: int) -> int:
        """The next ``[…]`` behind a place, or the end of the text."""
        return min((place for place, _ in self.heads if place > at), default=len(self.text))

    def block(self, keys: Keys) -> tuple[int, int]:
        """Where the head of a table is, and the end of its own lines, without what is below it."""
        head = next((place for place, own in self.heads if own == keys), -1 if not keys else None)
        if head is None:
            raise EditError(keys)
        last = self.line_end(head) if keys else 0
        for _, end in self.statements(last, self.next_head(head)):
            last = self.line_end(end)
        return head, last

    def whole(self, keys: Keys) -> tuple[int, int]:
        """The same, with all that is below it."""
        head, last = self.block(keys)
        for place, own in self.heads:
            if place > head and own[: len(keys)] == keys:
                last = max(last, self.block(own)[1])
        return head, last

    # changes -----------------------------------------------------------------------------------------------------

    def replaced(self, keys: Keys, value: str) -> str:
        """Another value in the place of the one that is there."""
        point = self.at.values.get(keys)
        if point is None:
            raise EditError(keys)
        start = self.offset(*point)
        return self.text[:start] + self.laid_out(value, start) + self.text[self.value_end(start) :]

    def laid_out(self, value: str, at: int) -> str:
        """Lines of a value as deep as the line in which it begins."""
        return value.replace("\n", self.end + self.indent(at))

    def without(self, keys: Keys) -> str:
        """Without the line of a key, or without it among others in braces."""
        start, end = self._statement(keys)
        line = self.line_start(start)
        rest = GAP.match(self.text, end)
        behind = end if rest is None else rest.end()
        if not self.text[line:start].strip() and self.text[behind : behind + 1] in ("", "\r", "\n"):
            return self.text[:line] + self.text[self.line_end(behind) :]
        after = re.compile(r"\s*,[ \t]*").match(self.text, end)
        if after is not None:
            return self.text[:start] + self.text[after.end() :]
        before = self.text[:start].rstrip().removesuffix(",")
        return before + self.text[end:]

    def _statement(self, keys: Keys) -> tuple[int, int]:
        if keys not in self.at.keys or keys not in self.at.values:
            raise EditError(keys)
        return self.offset(*self.at.keys[keys]), self.value_end(self.offset(*self.at.values[keys]))

    def added(self, keys: Keys, value: str) -> str:
        """One more key in a table."""
        table, key = keys[:-1], f"{_key(keys[-1])} = "
        point = self.at.values.get(table)
        if point is not None and self.text.startswith("{", self.offset(*point)):
            return self._in_braces(self.offset(*point), key + value)
        if any(own == table for _, own in self.heads) or not table:
            head, last = self.block(table)
            inside = [start for start, _ in self.statements(head + 1, last)]
            indent = self.indent(inside[-1] if inside else max(head, 0))
            return self._put(last, indent + key + value.replace("\n", self.end + indent))
        if len(table) == 1 and table not in self.at.keys:
            first = self.heads[0][0] if self.heads else len(self.text)
            line = self.line_start(first)
            while line and self.text[self.line_start(line - 1) : line].startswith("#"):
                line = self.line_start(line - 1)
            block = f"[{_key(table[0])}]{self.end}{key}{value.replace(chr(10), self.end)}{self.end}"
            before = self.text[:line]
            gap = "" if not before.strip() or before.endswith(self.end * 2) else self.end
            return self._put(line, gap + block + (self.end if self.text[line:] else ""), whole=True)
        return self.added(table, f"{{ {key}{value} }}")

    def _in_braces(self, start: int, line: str) -> str:
        end = self.value_end(start) - 1
        inner = self.text[start + 1 : end].rstrip()
        comma = ", " if inner.strip() else " "
        return self.text[: start + 1] + inner + comma + line + " " + self.text[end:]

    def _put(self, at: int, lines: str, *, whole: bool = False) -> str:
        before = self.text[:at]
        gap = self.end if before and not before.endswith("\n") else ""
        return before + gap + lines + ("" if whole else self.end) + self.text[at:]

    def appended(self, keys: Keys, item: Mapping[str, Any]) -> str:
        """One more item of an array of tables behind its last, or behind all of the table that has it."""
        if keys in self.at.values:
            raise EditError(keys)
        items = [own for _, own in self.heads if own[:-1] == keys and isinstance(own[-1], int)]
        last = self.whole(items[-1])[1] if items else self.whole(keys[:-1])[1] if keys[:-1] else len(self.text)
        indent = self.indent(next(place for place, own in self.heads if own == items[-1])) if items else ""
        if not items and keys[:-1]:
            indent = self.indent(self.block(keys[:-1])[0]) + "  "
        name = ".".join(_key(part) for part in keys if isinstance(part, str))
        lines = [f"[[{name}]]", *(f"{_key(key)} = {toml_of(value)}" for key, value in item.items())]
        block = "\n".join(lines).replace("\n", self.end + indent)
        before = self.text[:last]
        gap = "" if not before or before.endswith(self.end * 2) else self.end
        return self._put(last, gap + indent + block)

    def cut(self, keys: Keys) -> str:
        """Without a table and all below it, and without one of the empty lines around it."""
        head, last = self.whole(keys)
        rest = self.text[last:]
        return self.text[: self.line_start(head)] + rest.removeprefix(self.end)
