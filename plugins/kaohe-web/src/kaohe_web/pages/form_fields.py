"""One key of a table as a field of a form: how it is asked for, what stands in it, and what the typed text means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen

from kaohe_core import Findings, Language, Message
from kaohe_core.scheme.json_schema import Schema
from kaohe_core.scheme.key_titles import KINDS, LABELS
from kaohe_core.toml.document import parse
from kaohe_core.toml.edited import toml_of
from kaohe_web.messages import message
from kaohe_web.pages.schema_walk import said_of, shapes

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EMPTY_ROWS = 2  # below those that are there
MOST_ROWS = 200


@frozen
class FormColumn:
    """One column of a field that has rows."""

    key: str
    label: str
    needed: bool
    allowed: Sequence[Schema]


@frozen(kw_only=True)
class FormField:
    """A key. ``kind``: text, number, date, choice, yes-no, lines, rows, pairs or toml."""

    key: str
    label: str
    means: str
    kind: str
    allowed: Sequence[Schema]  # what the value may be; of an array what its items may be
    needed: bool
    alone: bool = False  # of lines: whether a single one stands without an array
    choices: Sequence[str] = ()
    columns: Sequence[FormColumn] = ()
    value: str = ""  # as it is shown and typed
    rows: Sequence[Sequence[str]] = ()
    below: str = ""  # what holds where nothing is written
    written: bool = False  # whether the file itself says it
    number: int = 0  # its place among the fields of the form


WORDING = message("wording")
BELOW = {"text": WORDING}  # what a key is called in a part of a scheme, and not at its head


def label_of(key: str, language: Language, *, below: bool = False) -> str:
    """What a key is called where a school reads it; the key where it has no other name."""
    found: Message | None = (BELOW.get(key) if below else None) or LABELS.get(key) or KINDS.get(key)
    return key if found is None else found.text(language)


def field_of(
    key: str,
    schema: Schema,
    root: Schema,
    own: Mapping[str, Any],
    effective: Any,
    language: Language,
    *,
    needed: bool = False,
    below: bool = True,
) -> FormField:
    """The field of ``key``: ``own`` is what the file says of its table, ``effective`` what holds with all layers."""
    kind, choices, columns = _kind(schema, root, language)
    value = own.get(key)
    if key in own and not _fits(kind, value):
        kind, columns = "toml", ()
    rows = list(_rows(kind, value, columns)) if kind in ("rows", "pairs") else []
    default = schema.get("default")
    lies = "" if key in own else shown(effective) if effective is not None else shown(default)
    return FormField(
        key=key,
        label=label_of(key, language, below=below),
        means=said_of(schema, root),
        kind=kind,
        allowed=_allowed(schema, root),
        alone=any(one.get("type") != "array" for one in shapes(schema, root)),
        needed=needed and key not in own and effective is None,
        choices=choices,
        columns=columns,
        value="" if key not in own else toml_of(value) if kind == "toml" else shown(value, kind),
        rows=[*rows, *([[""] * len(columns)] * EMPTY_ROWS if columns else [])],
        below=lies,
        written=key in own,
    )


def shown(value: Any, kind: str = "") -> str:
    """A value as a person types it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return f"{Decimal(value):f}"
        case date():
            return value.isoformat()
        case str():
            return value
        case list() if not any(isinstance(one, list | dict) for one in value):
            return ("\n" if kind == "lines" else ", ").join(map(shown, value))
    return toml_of(value)


def typed_of(one: FormField, form: Mapping[str, str], name: str, findings: list[Message]) -> Any:
    """What was typed into a field, as data; None: nothing. What cannot be read is said in ``findings``."""
    if one.kind in ("rows", "pairs"):
        return _typed_rows(one, form, name, findings)
    text = form.get(name, "").strip().replace("\r\n", "\n")
    if not text:
        return None
    if one.kind == "toml":
        found = Findings()
        read = parse(f"x = {text}\n", "", found)
        if read is None or list(read.data) != ["x"]:
            findings.append(message("“{text}” is no value as a scheme’s file has them", text=text))
            return None
        return read.data["x"]
    if one.kind == "lines":
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        values = [_scalar(line, one.allowed, findings) for line in lines]
        return values[0] if one.alone and len(values) == 1 else values
    return _scalar(text, one.allowed, findings)


def typed_as_it_was(one: FormField, form: Mapping[str, str], name: str) -> FormField:
    """The field with what was typed into it."""
    if not one.columns:
        return evolve(one, value=form.get(name, one.value).replace("\r\n", "\n").strip())
    if not any(key.startswith(f"{name}:") for key in form):
        return one
    rows = [
        [form.get(f"{name}:{number}:{column.key}", "").strip() for column in one.columns] for number in range(MOST_ROWS)
    ]
    there = [row for row in rows if any(row)]
    return evolve(one, rows=[*there, *([[""] * len(one.columns)] * EMPTY_ROWS)])


# what kind ------------------------------------------------------------------------------------------------------------


def _kind(schema: Schema, root: Schema, language: Language) -> tuple[str, Sequence[str], Sequence[FormColumn]]:
    found = list(shapes(schema, root))
    types = {kind for one in found for kind in _types(one)}
    choices = [str(value) for one in found for value in one.get("enum", [one["const"]] if "const" in one else [])]
    if choices and not types - {"string"} and all("enum" in one or "const" in one for one in found):
        return "choice", choices, ()
    if types == {"boolean"}:
        return "yes-no", (), ()
    if "array" in types:
        items = [one for array in found if array.get("type") == "array" for one in shapes(array.get("items", {}), root)]
        if items and all(_is_plain(one) for one in items):
            return "lines", (), ()
        flat = _columns(items[0], root, language) if len(items) == 1 and types == {"array"} else ()
        return ("rows", (), flat) if flat else ("toml", (), ())
    if types == {"object"} and len(found) == 1:
        inner = list(shapes(found[0].get("additionalProperties") or {}, root)) if not found[0].get("properties") else []
        if inner and all(_is_plain(one) for one in inner):
            columns = [FormColumn("key", "", True, [{"type": "string"}]), FormColumn("value", "", True, inner)]
            return "pairs", (), columns
    if "object" in types:
        return "toml", (), ()
    if types and types <= {"number", "integer"}:
        return "number", (), ()
    if types == {"string"} and all(one.get("format") == "date" for one in found):
        return "date", (), ()
    return "text", choices, ()


def _types(one: Schema) -> list[str]:
    kinds = one.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _is_plain(one: Schema) -> bool:
    return bool(_types(one) or "enum" in one or "const" in one) and not {"array", "object"} & set(_types(one))


def _columns(item: Schema, root: Schema, language: Language) -> list[FormColumn]:
    """The columns of an array of small tables; none where something lies deeper."""
    inner = item.get("properties", {})
    if not all(_is_plain(one) for value in inner.values() for one in shapes(value, root)):
        return []
    needed = item.get("required", ())
    return [
        FormColumn(key, label_of(key, language), key in needed, list(shapes(value, root)))
        for key, value in inner.items()
    ]


def _allowed(schema: Schema, root: Schema) -> list[Schema]:
    """What a value may be, or the items of one that is an array."""
    found = list(shapes(schema, root))
    return [
        one
        for kind in found
        for one in (shapes(kind.get("items", {}), root) if kind.get("type") == "array" else [kind])
    ]


def _fits(kind: str, value: Any) -> bool:
    """Whether what the file says can be shown in a field of this kind."""
    match kind:
        case "rows":
            return isinstance(value, list) and all(isinstance(one, dict) for one in value) and len(value) < MOST_ROWS
        case "pairs":
            return isinstance(value, dict) and not any(isinstance(one, list | dict) for one in value.values())
        case "lines":
            return not isinstance(value, list) or not any(isinstance(one, list | dict) for one in value)
        case "toml":
            return True
    return not isinstance(value, list | dict)


# rows -----------------------------------------------------------------------------------------------------------------


def _rows(kind: str, value: Any, columns: Sequence[FormColumn]) -> Iterator[list[str]]:
    if kind == "pairs":
        yield from ([str(key), shown(one)] for key, one in (value or {}).items())
    else:
        yield from ([shown(item.get(column.key)) for column in columns] for item in value or ())


def _typed_cells(one: FormField, form: Mapping[str, str], name: str) -> list[list[str]]:
    """The rows in which something was typed."""
    rows = (
        [form.get(f"{name}:{number}:{column.key}", "").strip() for column in one.columns]
        for number in range(MOST_ROWS + EMPTY_ROWS)
    )
    return [row for row in rows if any(row)]


def _typed_rows(one: FormField, form: Mapping[str, str], name: str, findings: list[Message]) -> Any:
    rows = _typed_cells(one, form, name)
    if not rows:
        return None
    made = [
        {
            column.key: _scalar(text, column.allowed, findings)
            for column, text in zip(one.columns, typed, strict=True)
            if text
        }
        for typed in rows
    ]
    return {str(row.get("key", "")): row.get("value") for row in made} if one.kind == "pairs" else made


def _scalar(text: str, allowed: Sequence[Schema], findings: list[Message]) -> Any:
    """A number where one can stand and is typed, a date, a choice, a text."""
    types = {kind for one in allowed for kind in _types(one)}
    narrow = unicodedata.normalize("NFKC", text).replace(",", "" if types <= {"number", "integer"} else ",")
    if types & {"number", "integer"} and NUMBER.fullmatch(narrow):
        number = Decimal(narrow)
        return int(number) if number == number.to_integral_value() and "." not in narrow else number
    if "boolean" in types and narrow in ("true", "false"):
        return narrow == "true"
    if DAY.fullmatch(narrow) and any(one.get("format") == "date" for one in allowed):
        try:
            return date.fromisoformat(narrow)
        except ValueError:
            findings.append(message("“{text}” is no day of a calendar", text=text))
            return None
    if "string" in types or not types:
        return text
    what = message("“{text}” is no whole number", text=text) if types == {"integer"} else None
    findings.append(what or message("“{text}” is no number", text=text))
    return None
