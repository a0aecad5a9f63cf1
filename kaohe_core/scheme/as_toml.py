"""A whole scheme as TOML, with beside each value where it comes from; the text reads back to the same scheme."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kaohe_core.messages import Language, message
from kaohe_core.scheme.origins import name_of
from kaohe_core.toml.write import write

if TYPE_CHECKING:
    from kaohe_core.findings import Place
    from kaohe_core.scheme.layers import Resolved
    from kaohe_core.toml.locate import Keys

BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
WIDTH = 44  # where the remarks begin, unless a value is longer


def text(data: Mapping[str, Any], resolved: Resolved, language: Language) -> str:
    """``data`` (the scheme in full) as TOML, each value with its origin."""
    return "\n".join(_table(data, (), resolved, language)) + "\n"


def origins(data: Mapping[str, Any], resolved: Resolved, language: Language) -> list[dict[str, Any]]:
    """Every value of ``data`` with its keys and where it comes from."""
    return list(_origins(data, (), resolved, language))


def origin(keys: Keys, resolved: Resolved, language: Language) -> str:
    """File and line of a value, before it the plugin that brought it; or that it is a default.

    Where a superior layer’s value holds, what it replaces follows.
    """
    if not is_written(keys, resolved.data):
        return message("by default").text(language)
    where = _where(resolved.place(keys, value=True), resolved.layer(keys), resolved, language)
    overruled = resolved.overruled.get(name_of(keys, resolved.data))
    for origin, value in overruled.written if overruled is not None else ():
        before = message("{after}, instead of the default {value}", after=where, value=_value(value))
        if origin is not None:
            there = _where(origin.place(), origin.layer, resolved, language)
            before = message("{after}, instead of {value} in {there}", after=where, value=_value(value), there=there)
        where = before.text(language)
    return where


def _where(place: Place, layer: str, resolved: Resolved, language: Language) -> str:
    where = place.file + (f":{place.line}" if place.line is not None else "")
    if layer in (resolved.file, *resolved.layers, place.file):  # what the round says is in kaohe.toml
        return where
    plugin, _, version = layer.rpartition(" ")
    file = where.removeprefix(f"{plugin}: ")
    return message("plugin {plugin} {version}, {file}", plugin=plugin, version=version, file=file).text(language)


def is_written(keys: Keys, data: Any) -> bool:
    """Whether somebody wrote the value, be it as part of a shorter spelling (a period by its id alone)."""
    for key in keys:
        if isinstance(data, str):
            return True
        known: Any = range(len(data)) if isinstance(data, list) else data if isinstance(data, Mapping) else ()
        if key not in known:
            return False
        data = data[key]
    return True


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _table(data: Mapping[str, Any], keys: Keys, resolved: Resolved, language: Language) -> Iterator[str]:
    inner = {key: value for key, value in data.items() if isinstance(value, Mapping) or _is_tables(value)}
    for key, value in data.items():
        if key not in inner and value is not None:
            line = f"{_key(key)} = {_value(value)}"
            yield f"{line.ljust(WIDTH)} # {origin((*keys, key), resolved, language)}"
    for key, value in inner.items():
        path = ".".join(_key(part) for part in (*keys, key) if isinstance(part, str))
        if isinstance(value, Mapping):
            plain_values = any(not isinstance(item, Mapping) and not _is_tables(item) for item in value.values())
            yield from ("", f"[{path}]") if plain_values else ()
            yield from _table(value, (*keys, key), resolved, language)
        else:
            for index, item in enumerate(value):
                yield from ("", f"[[{path}]]")
                yield from _table(item, (*keys, key, index), resolved, language)


def _origins(data: Any, keys: Keys, resolved: Resolved, language: Language) -> Iterator[dict[str, Any]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _origins(value, (*keys, key), resolved, language)
    elif _is_tables(data):
        for index, item in enumerate(data):
            yield from _origins(item, (*keys, index), resolved, language)
    else:
        yield {"keys": [str(key) for key in keys], "value": plain(data), "from": origin(keys, resolved, language)}


def plain(value: Any) -> Any:
    """Data as JSON can carry them: every number a decimal string, dates in ISO 8601."""
    match value:
        case bool() | str() | None:
            return value
        case int() | Decimal():
            return f"{Decimal(value):f}"
        case date():
            return value.isoformat()
        case Mapping():
            return {key: plain(inner) for key, inner in value.items()}
        case _:
            return [plain(inner) for inner in value]


def _key(key: str) -> str:
    return key if BARE.match(key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    return write({"x": value}).removeprefix("x = ").strip()
