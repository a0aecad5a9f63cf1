"""Going down a JSON schema: what a key may hold, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kaohe_core.scheme.json_schema import Schema


def under(node: Schema, part: str, root: Schema) -> list[Schema]:
    """What a key of a table may hold."""
    found: list[Schema] = []
    for one in alternatives(node, root):
        inner = one.get("properties", {}).get(part)
        if inner is None and isinstance(one.get("additionalProperties"), dict):
            inner = one["additionalProperties"]
        if isinstance(inner, dict):
            found.append(inner)
    return found


def alternatives(node: Schema, root: Schema, depth: int = 0) -> Iterator[Schema]:
    """The schema and all that it refers to, or is one of; of an array that of its items."""
    if depth > 12:
        return
    yield node
    inner = [node[name] for name in ("then", "else", "items") if isinstance(node.get(name), dict)]
    inner += [one for name in ("anyOf", "oneOf", "allOf") for one in node.get(name, ())]
    if "$ref" in node:
        inner.append(_referred(node, root))
    for one in inner:
        yield from alternatives(one, root, depth + 1)


def said_of(node: Schema, root: Schema) -> str:
    """The description of a schema, or of what it refers to: its first line."""
    for one in alternatives(node, root, 10):
        if one.get("description"):
            return str(one["description"]).splitlines()[0]
    return ""


def shapes(node: Schema, root: Schema, depth: int = 0) -> Iterator[Schema]:
    """What a value itself may be, references followed; not what the items of an array are."""
    if depth > 12:
        return
    inner = [one for name in ("anyOf", "oneOf", "allOf") for one in node.get(name, ())]
    if "$ref" in node:
        inner.append(_referred(node, root))
    if not inner:
        yield node
    for one in inner:
        yield from shapes(one, root, depth + 1)


def _referred(node: Schema, root: Schema) -> Schema:
    target: Any = root
    for step in str(node["$ref"]).removeprefix("#/").split("/"):
        target = target[step.replace("~1", "/").replace("~0", "~")]
    found: Schema = target
    return found
