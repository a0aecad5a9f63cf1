"""The keys of a TOML table, from the attrs class that it becomes: type, default, meaning."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_origin

import attrs
from docutils import nodes

from kaohe_core.formula.shares import WrittenShare
from kaohe_core.formula.tree import Day, Formula, Number, Words
from kaohe_core.messages import Language, Message, Text, message
from kaohe_core.rules.rule import Rule
from kaohe_core.rules.settlement import Settlement
from kaohe_core.sphinxext.docstrings import CellContent, inline, literal, table, translated
from kaohe_core.tables.data import Source
from kaohe_core.toml.structure import allowed_keys, choices, members, types_of

_WORDS: dict[Any, Message] = {
    str: message("text"),
    int: message("integer"),
    Decimal: message("number"),
    Number: message("number"),
    WrittenShare: message("share like 1/3"),
    bool: message("true or false"),
    date: message("date"),
    Words: message("text"),
    Day: message("date"),
    Formula: message("formula"),
    Rule: message("name of a rule"),
    Settlement: message("name of a settlement"),
    Text: message("text, or `{ zh = …, en = … }`"),
    Source: message("file name, or `{ file = …, sheet = … }`, or a list of these"),
}


def package_of(cls: type) -> str:
    """The package whose catalogue translates the texts of a class."""
    return cls.__module__.partition(".")[0]


def keys_table(cls: type, language: Language, without: Collection[str] = ()) -> nodes.table:
    """Every key of ``cls`` that TOML may set, but those of ``without``."""
    head = (message("key"), message("value"), message("default"), message("meaning"))
    return table([title.text(language) for title in head], list(_rows(cls, language, without)), [18, 22, 14, 46])


def _rows(cls: type, language: Language, without: Collection[str]) -> Iterator[tuple[CellContent, ...]]:
    hints = types_of(cls)
    for key, attribute in allowed_keys(cls).items():
        if key in without:
            continue
        yield (
            literal(key),
            inline(type_words(hints[attribute.name], key, language)),
            inline(default_words(attribute, language)),
            inline(translated(str(attribute.metadata.get("doc", "")), package_of(cls), language)),
        )


def type_words(type_: Any, key: str, language: Language) -> str:
    """What may stand in a value of this type under ``key``; a table is named as TOML heads it."""
    parts = [_single(part, key, language) for part in members(type_) if part is not type(None)]
    return (" / " if language == "en" else "／").join(dict.fromkeys(parts))


def _single(type_: Any, key: str, language: Language) -> str:
    if type_ in _WORDS:
        return _WORDS[type_].text(language)
    if (values := choices(type_)) is not None:
        return " ".join(f"`{value}`" for value in values)
    origin, arguments = get_origin(type_) or type_, get_args(type_)
    if origin is tuple:
        classes = [part for part in members(arguments[0]) if isinstance(part, type) and _is_table(part)]
        if classes:
            return f"`[[{key}]]`"
        return message("list: {of}", of=type_words(arguments[0], key, language)).text(language)
    if origin is Mapping or origin is dict:
        return message("table: name → {of}", of=type_words(arguments[1], f"{key}.…", language)).text(language)
    if isinstance(origin, type) and _is_table(origin):
        return f"`[{key}]`"
    return message("any value").text(language)


def _is_table(cls: type) -> bool:
    return attrs.has(cls) and cls not in _WORDS and not issubclass(cls, Formula | Rule | Settlement)


def default_words(attribute: attrs.Attribute[Any], language: Language) -> str:
    """What holds where the key is left out."""
    default = attribute.default
    if attribute.metadata.get("from") == "id":
        return message("the clause’s `id`").text(language)
    if default is attrs.NOTHING:
        return message("required").text(language)
    if isinstance(default, Number):
        return f"`{default.value}`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, int | str | Decimal) and default != "":
        return f"`{default}`"
    if isinstance(default, Formula):
        return f"`marks.{getattr(default, 'id', '')}`"
    return "–"


def inner_tables(cls: type, head: str = "") -> Iterator[tuple[str, type]]:
    """The tables inside the table that becomes ``cls``, each once: how TOML heads it, and its class.

    ``head`` is the heading of the table itself, without brackets: ``dimension.clause``.
    """
    seen: set[type] = {cls}

    def visit(of: type, path: str) -> Iterator[tuple[str, type]]:
        hints = types_of(of)
        for key, attribute in allowed_keys(of).items():
            for found, brackets in _classes(hints[attribute.name]):
                if found in seen:
                    continue
                seen.add(found)
                inner = f"{path}.{key}" if path else key
                yield brackets.format(inner), found
                yield from visit(found, inner)

    yield from visit(cls, head)


def _classes(hint: Any, brackets: str = "[{}]") -> Iterator[tuple[type, str]]:
    origin = get_origin(hint)
    if origin is tuple:
        brackets = "[[{}.…]]" if brackets == "[{}.…]" else "[[{}]]"
    elif origin in (Mapping, dict):
        brackets = "[{}.…]" if brackets == "[{}]" else brackets
    for argument in get_args(hint):
        yield from _classes(argument, brackets)
    if isinstance(hint, type) and _is_table(hint):
        yield hint, brackets
