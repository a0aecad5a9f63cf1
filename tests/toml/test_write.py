"""Canonical text and digest: the same data, however it is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_core.findings import Findings
from kaohe_core.toml.document import parse
from kaohe_core.toml.write import canonical, digest, write

texts = st.text(st.characters(codec="utf-8"), max_size=8)
numbers = st.integers(-(10**30), 10**30) | st.decimals(-(10**12), 10**12, places=6)
values: Any = st.recursive(
    texts | numbers | st.booleans() | st.dates(min_value=date(1000, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)
tables = st.dictionaries(texts, values, max_size=4)


def back(text: str) -> dict[str, Any]:
    findings = Findings()
    document = parse(text, "a.toml", findings)
    assert document is not None, [f.text("en") for f in findings]
    return document.data


@given(tables)
def test_written_and_read_again_it_is_the_same(data: dict[str, Any]) -> None:
    again = back(write(data))
    assert again == data
    assert digest(again) == digest(data)
    assert write(again) == write(data) or list(again) != list(data)  # TOML puts plain values before tables


@given(tables)
def test_every_key_of_a_written_table_has_a_line(data: dict[str, Any]) -> None:
    findings = Findings()
    document = parse(write(data), "a.toml", findings)
    assert document is not None

    def walk(value: Any, keys: tuple[str | int, ...]) -> None:
        if keys:
            assert document.place(keys).line is not None
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in items:
            walk(inner, (*keys, key))

    walk(document.data, ())


def shuffled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


def respelled(value: Any) -> Any:
    """2 as 2.00 and 20 as 2E+1: other spellings, the same numbers."""
    if isinstance(value, dict):
        return {key: respelled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [respelled(inner) for inner in value]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    sign, digits, exponent = Decimal(value).as_tuple()
    return Decimal((sign, (*digits, 0, 0), int(exponent) - 2))


@given(tables)
def test_order_of_keys_and_spelling_of_numbers_change_no_digest(data: dict[str, Any]) -> None:
    assert digest(shuffled(data)) == digest(data)
    assert digest(respelled(data)) == digest(data)
    assert back(write(respelled(data))) == data


@given(tables, tables)
def test_other_data_has_another_digest(one: dict[str, Any], other: dict[str, Any]) -> None:
    if canonical(one) != canonical(other):
        assert digest(one) != digest(other)
    elif "True" not in str(one) + str(other) and "False" not in str(one) + str(other):
        assert one == other  # Python alone holds True == 1


def test_the_canonical_form() -> None:
    data = {
        "b": [Decimal("0.20"), 10, Decimal("1e1"), Decimal("-0.0"), -3],
        "a": {"日": date(2026, 9, 1)},
        "c": True,
        "d": None,
        "e": '"\n',
    }
    text = '{"a":{"日":@2026-09-01},"b":[2e-1,1e1,1e1,0e0,-3e0],"c":true,"e":"\\"\\n"}'
    assert canonical(data) == text
    assert digest(data) == "sha256:" + sha256(text.encode()).hexdigest()


def test_text_number_and_flag_are_different_things() -> None:
    assert len({digest({"a": value}) for value in ("1", 1, True, "true", [1], date(2026, 9, 1), "2026-09-01")}) == 7


def test_the_text() -> None:
    data = {
        "title": "甲",
        "marks": Decimal("10.0"),
        "none": None,
        "dimension": [{"id": "a", "points": Decimal("0.20"), "text": "病" * 100}],
        "big": Decimal("1E+3"),
    }
    assert write(data) == (
        'title = "甲"\nmarks = 10\nbig = 1000\n\n[[dimension]]\nid = "a"\npoints = 0.2\ntext = "' + "病" * 100 + '"\n'
    )


@pytest.mark.parametrize("value", [0.5, [None], {1: 2}, object()])
def test_what_has_no_exact_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        write({"a": value})
    with pytest.raises(TypeError):
        digest({"a": value})


@pytest.mark.parametrize("number", [Decimal("nan"), Decimal("inf"), Decimal("1e999999"), 10**38, Decimal("1e-39")])
def test_numbers_beyond_bounds_are_refused(number: int | Decimal) -> None:
    with pytest.raises(ValueError, match="written exactly"):
        write({"a": number})
    with pytest.raises(ValueError, match="written exactly"):
        digest({"a": number})
