"""The JSON Schema follows the reading."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from attrs import field, frozen

from kaohe_core.messages import Text
from kaohe_core.scheme.json_schema import scheme_schema
from kaohe_core.toml.schema import schema


class Own:
    pass


@frozen
class Part:
    """A part."""

    for_: str = field(metadata={"doc": Text("给谁", "for whom")})
    parts: tuple[Part, ...] = field(default=(), metadata={"key": "part"})


@frozen
class Whole:
    """The whole.

    More about it.
    """

    sick_days: int
    points: Decimal = Decimal(2)
    tenth: Decimal = Decimal("0.1")
    start: Literal["full", "zero"] = "zero"
    of: Own | None = None
    source: str | Part = ""
    since: date | None = None
    pair: tuple[int, bool] = (0, False)
    weights: dict[str, Decimal] = field(factory=dict)
    any: Any = None


def test_a_schema() -> None:
    part = {
        "type": "object",
        "description": "A part.",
        "properties": {
            "for": {"type": "string", "description": "给谁"},
            "part": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
        },
        "additionalProperties": False,
        "required": ["for"],
    }
    assert schema(Whole, {Own: {"type": "string"}}) == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "description": "The whole.\n\nMore about it.",
        "properties": {
            "sick-days": {"type": "integer"},
            "points": {"type": "number", "default": 2},
            "tenth": {"type": "number"},
            "start": {"enum": ["full", "zero"], "default": "zero"},
            "of": {"type": "string"},
            "source": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Part"}], "default": ""},
            "since": {"type": "string", "format": "date"},
            "pair": {
                "type": "array",
                "prefixItems": [{"type": "integer"}, {"type": "boolean"}],
                "minItems": 2,
                "maxItems": 2,
            },
            "weights": {"type": "object", "additionalProperties": {"type": "number"}},
            "any": {},
        },
        "additionalProperties": False,
        "required": ["sick-days"],
        "$defs": {"Part": part},
    }


def test_a_schema_is_json_and_speaks_english_too() -> None:
    result = json.loads(json.dumps(schema(Part, language="en")))
    assert result["properties"]["for"]["description"] == "for whom"


def test_an_own_type_must_be_described() -> None:
    with pytest.raises(TypeError, match="Own"):
        schema(Whole)


@pytest.mark.fault("S02")
@pytest.mark.fault("S03")
@pytest.mark.fault("S04")
def test_a_scheme_s_schema_has_dates_spans_and_no_closed_branch() -> None:
    made = scheme_schema({}, {}, {}, "en")
    parameter = made["properties"]["parameters"]["additionalProperties"]
    assert {"type": "string", "format": "date"} in parameter["anyOf"]  # a TOML date, for those who tell it from a text
    listed, span = made["properties"]["periods"]["additionalProperties"]["anyOf"]
    assert listed["type"] == "array"
    assert set(span["properties"]) == {"every", "start", "end"}
    assert made["then"] == {"additionalProperties": True}
    assert made["else"]["additionalProperties"] is True
    assert "title" in made["else"]["required"]
