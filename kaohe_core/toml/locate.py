"""Where each key and each value stands in a TOML text.

tomllib gives none. toml-rs gives the lines and columns of keys and values (columns in bytes), yet no position for a
plain ``[table]``: those are found by their header lines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from kaohe_core.toml.toml_rs_alive import toml_rs

Keys = tuple[str | int, ...]
Point = tuple[int, int]  # line and column, both counted from 1, in characters


@frozen
class Positions:
    """The points of every key and every value; a ``[table]`` and an array item have one point for both."""

    keys: dict[Keys, Point] = field(factory=dict)
    values: dict[Keys, Point] = field(factory=dict)

    def find(self, keys: Keys, *, value: bool) -> Point | None:
        """The point of the key (or of its value); a table made only of dotted keys stands where its first key does."""
        first, second = (self.values, self.keys) if value else (self.keys, self.values)
        point = first.get(keys) or second.get(keys)
        if point is None:
            point = min((at for key, at in self.keys.items() if key[: len(keys)] == keys), default=None)
        if point is None and len(keys) > 1:  # an empty table in an array in an array
            return self.find(keys[:-1], value=value)
        return point


def positions(text: str, data: Mapping[str, Any]) -> Positions:
    """All points of ``text``, which tomllib has read as ``data``."""
    walk = _Walk(text.split("\n"))
    walk.table(toml_rs().load_with_metadata(text, toml_version="1.0.0").meta["nodes"], data, ())
    walk.headers(data)
    return walk.found


class _Walk:
    """Goes through toml-rs's nodes beside the data: only the data tells a user's key ``value`` from toml-rs's own."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.inside: set[int] = set()  # lines inside a value of several lines: what looks like a header there is none
        self.found = Positions()

    def point(self, line: Any, column: Any) -> Point:
        line = line[0] if isinstance(line, tuple) else line
        column = column[0] if isinstance(column, tuple) else column
        before = self.lines[line - 1].encode()[: column - 1]
        return line, len(before.decode(errors="replace")) + 1

    def value(self, node: Mapping[str, Any], value: Any, keys: Keys) -> None:
        if isinstance(node.get("value_line"), int | tuple):
            line = node["value_line"]
            self.found.values[keys] = self.point(line, node["value_col"])
            if isinstance(line, tuple):
                self.inside.update(range(line[0] + 1, line[1] + 1))
        elif isinstance(value, dict):  # a table in an array in an array has no node of its own
            self.table(node, value, keys)
            return
        inner = node.get("value")
        if isinstance(value, dict) and isinstance(inner, dict):
            self.table(inner, value, keys)
        elif isinstance(value, list) and isinstance(inner, list):
            for number, (item, entry) in enumerate(zip(inner, value, strict=False)):
                self.value(item, entry, (*keys, number))

    def table(self, nodes: Mapping[str, Any], data: Mapping[str, Any], keys: Keys) -> None:
        for key, value in data.items():
            node = nodes.get(key)
            if not isinstance(node, dict):
                continue
            if isinstance(node.get("key_line"), int):
                self.found.keys[*keys, key] = self.point(node["key_line"], node["key_col"])
                self.value(node, value, (*keys, key))
            elif isinstance(value, dict):
                self.table(node, value, (*keys, key))

    def headers(self, data: Mapping[str, Any]) -> None:
        counts: dict[Keys, int] = {}
        for number, line in enumerate(self.lines, start=1):
            if number in self.inside or not line.lstrip().startswith("["):
                continue
            try:
                parts = list(_parts(tomllib.loads(line.rstrip("\r"))))
            except tomllib.TOMLDecodeError:
                continue
            keys: Keys = ()
            for position, (part, array) in enumerate(parts):
                keys = (*keys, part)
                if array:
                    counts[keys] = counts.get(keys, -1) + 1
                if position < len(parts) - 1 or array:
                    keys = (*keys, counts[keys]) if keys in counts else keys
            if _exists(data, keys) and keys not in self.found.keys:
                self.found.keys[keys] = number, len(line) - len(line.lstrip()) + 1


def _parts(header: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The keys of a header line that was read on its own; True for the last one of ``[[…]]``."""
    while header:
        ((key, inner),) = header.items()
        yield key, isinstance(inner, list)
        header = inner if isinstance(inner, dict) else {}


def _exists(data: Any, keys: Keys) -> bool:
    return follow(data, keys)[1] == len(keys)


def follow(data: Any, keys: Keys) -> tuple[Any, int]:
    """Go down ``keys`` as far as they exist: what stands there, and how many of them were gone down."""
    for depth, key in enumerate(keys):
        table = isinstance(key, str) and isinstance(data, Mapping) and key in data
        array = isinstance(key, int) and isinstance(data, list | tuple) and 0 <= key < len(data)
        if not table and not array:
            return data, depth
        data = data[key]
    return data, len(keys)
