"""JSON Schemas (2020-12) of ``kaohe.toml`` and of scheme files, for exactly the plugins that a project enables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kaohe_core.config import Config, FileSource
from kaohe_core.formula.shares import WrittenShare
from kaohe_core.formula.tree import Day, Formula, Number, Words
from kaohe_core.messages import Language, Text, message
from kaohe_core.plugins.contributions import ReadyDimension, Stamped
from kaohe_core.plugins.table_files import DeclaredColumn, DeclaredTable
from kaohe_core.rules.rule import Rule
from kaohe_core.rules.settlement import Settlement
from kaohe_core.scheme.file_keys import AboutLayers, TakenOver
from kaohe_core.scheme.model import Clause, Dimension, Every, Payment, Period, Scheme, Variant
from kaohe_core.tables.data import Source
from kaohe_core.tables.declared import Table
from kaohe_core.toml.schema import schema

Schema = dict[str, Any]
HEAD = "https://json-schema.org/draft/2020-12/schema"
DEFS = "$defs"
SPLIT = {Clause: "rule", Variant: "rule", Payment: "settlement"}  # a key names a class; its parameters stand beside it


def project_schema(tables: Mapping[str, Table], language: Language) -> Schema:
    """The schema of ``kaohe.toml``; the tables of the enabled plugins can be completed."""
    builder = _SchemaWriter(language)
    file = builder.of(FileSource)
    one = [{"type": "string"}, file]
    builder.describe[Source] = {"anyOf": [*one, {"type": "array", "items": {"anyOf": one}, "minItems": 1}]}
    root = builder.of(Config)
    sources = root["properties"]["tables"]
    titles = {
        id: {**sources["additionalProperties"], "description": table.title.text(language)}
        for id, table in tables.items()
    }
    sources["properties"] = titles
    root["properties"] |= builder.tables()
    return builder.whole(root)


def scheme_schema(
    rules: Mapping[str, Stamped[type[Rule]]],
    settlements: Mapping[str, Stamped[type[Settlement]]],
    dimensions: Mapping[str, Stamped[ReadyDimension]],
    language: Language,
) -> Schema:
    """The schema of a scheme file with the rules, settlements and ready dimensions of the enabled plugins."""
    builder = _SchemaWriter(language)
    rule_classes = {name: stamped.value for name, stamped in rules.items()}
    builder.split(Variant, rule_classes)
    builder.split(Clause, rule_classes)
    builder.split(Payment, {name: stamped.value for name, stamped in settlements.items()})
    builder.dimensions(dimensions)
    root = builder.of(Scheme)
    del root["properties"]["id"]
    root["required"] = [key for key in root["required"] if key != "id"]
    root["properties"]["parameters"] = _each(
        {"anyOf": [{"type": ["number", "string"]}, {"type": "string", "format": "date"}]}
    )
    listed = root["properties"]["periods"]["additionalProperties"]
    root["properties"]["periods"]["additionalProperties"] = {"anyOf": [listed, builder.of(Every)]}
    root["properties"] |= builder.tables()
    return builder.whole(_layered(root, builder))


def _layered(root: Schema, builder: _SchemaWriter) -> Schema:
    """The keys that speak about layers; a scheme that extends another may leave out what that one says."""
    own = builder.of(AboutLayers)["properties"]
    required = root.pop("required")
    # Checkers that are strict take either branch for a table of its own, which allows what it does not forbid.
    free = {"additionalProperties": True}
    whole = {"if": {"required": ["extends"]}, "then": free, "else": {**free, "required": required}}
    return {**root, "properties": {**own, **root["properties"]}, **whole}


def _title() -> Schema:
    """The Chinese title alone, or one for each language."""
    names = {"zh": {"type": "string"}, "en": {"type": "string"}}
    both = {"type": "object", "properties": names, "required": ["zh"], "additionalProperties": False}
    return {"anyOf": [{"type": "string"}, both]}


def _each(item: Schema) -> Schema:
    return {"type": "object", "additionalProperties": item}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/{DEFS}/{name}"}


class _SchemaWriter:
    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.definitions: dict[str, Schema] = {}
        self.describe: dict[Any, Schema] = {
            Formula: {"type": ["string", "number"]},
            Number: {"type": ["number", "string"]},
            WrittenShare: {"type": "string"},
            Words: {"type": "string"},
            Day: {"type": "string", "format": "date"},
            Rule: {},
            Settlement: {},
            Text: _title(),
            Dimension: _ref("Dimension"),
            **{cls: _ref(cls.__name__) for cls in SPLIT},
        }
        period = self.of(Period)
        self.describe[Period] = {"anyOf": [{"type": "string"}, period]}

    def of(self, cls: type) -> Schema:
        """The schema of one class; what it refers to goes to the definitions."""
        made = schema(cls, self.describe, self.language)
        self.definitions |= made.pop(DEFS, {})
        made.pop("$schema")
        return made

    def whole(self, root: Schema) -> Schema:
        """The schema of a file."""
        return {"$schema": HEAD, **root, DEFS: {name: self.definitions[name] for name in sorted(self.definitions)}}

    def tables(self) -> Schema:
        """The keys under which a file declares tables of its own, and the columns that they share."""
        shared = {"anyOf": [self.of(DeclaredColumn), {"type": "array", "items": {"type": "string"}}]}
        shared["anyOf"][0]["required"] = ["title"]
        return {"table": _each(self.of(DeclaredTable)), "column": _each(shared)}

    def split(self, cls: type, known: Mapping[str, type]) -> None:
        """A table in which one key names the class whose parameters stand beside it: one choice for each class."""
        key = SPLIT[cls]
        own = self.of(cls)
        own["properties"].pop(key)
        own["required"] = [name for name in own["required"] if name != key]
        choices = [self._with(own, key, name, chosen) for name, chosen in known.items()]
        if cls is Clause:
            variants = {**own, "title": message("with variants").text(self.language)}
            choices.append({**variants, "required": [*own["required"], "variant"]})
            for choice in choices[:-1]:
                choice["properties"].pop("variant")
        self.definitions[cls.__name__] = {"anyOf": choices}

    def _with(self, own: Schema, key: str, name: str, chosen: Any) -> Schema:
        parameters = self.of(chosen)
        return {
            "title": chosen.title.text(self.language),
            "type": "object",
            "description": parameters["description"],
            "properties": {**own["properties"], key: {"const": name}, **parameters["properties"]},
            "required": [*own["required"], key, *parameters.get("required", ())],
            "additionalProperties": False,
        }

    def dimensions(self, ready: Mapping[str, Stamped[ReadyDimension]]) -> None:
        """A dimension written out, a ready one, or a superior’s; any value of the latter two may be overridden."""
        written = self.of(Dimension)
        clause = self.definitions["Clause"]["anyOf"]
        override = {
            "type": "object",
            "properties": _any(c["properties"] for c in clause),
            "required": ["id"],
            "additionalProperties": False,
        }
        over = self.of(TakenOver)["properties"]
        changed = {
            **written,
            "properties": {
                "without": over["without"],
                **written["properties"],
                "clause": {"type": "array", "items": {"anyOf": [_ref("Clause"), override]}},
            },
            "required": ["id"],
        }
        use = {"enum": sorted(ready), "description": over["use"]["description"]}
        used = {**changed, "properties": {"use": use, **changed["properties"]}, "required": ["use"]}
        self.definitions["Dimension"] = {"anyOf": [written, used, changed] if ready else [written, changed]}


def _any(properties: Iterable[Schema]) -> Schema:
    """Every key of several tables; a key that means different things may hold what any of them holds."""
    found: dict[str, list[Schema]] = {}
    for table in properties:
        for key, value in table.items():
            if value not in found.setdefault(key, []):
                found[key].append(value)
    return {key: values[0] if len(values) == 1 else {"anyOf": values} for key, values in found.items()}
