"""Canonical TOML text of plain data, and a digest that depends on what the data says, not on how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from json.encoder import encode_basestring  # what json.dumps takes with ensure_ascii=False, without an encoder a text
from typing import Any

from kaohe_core.toml.document import fits


def write(data: Mapping[str, Any]) -> str:
    """TOML text of plain data: tables, arrays, texts, ``int``, ``Decimal``, ``bool``, dates and times.

    Keys keep their order, except that TOML wants the plain values of a table before its sub-tables. Numbers are
    written with the fewest digits (0.20 as 0.2, 1E+1 as 10). A key whose value is None is left out. Reading the text
    again gives equal data. Raises ``TypeError`` for anything else, ``float`` first of all, and for None in an array;
    ``ValueError`` for a number that is not finite or has more digits than :func:`kaohe_core.toml.document.fits` allows.
    """
    import tomli_w

    return tomli_w.dumps(_plain(data))


def _plain(value: Any) -> Any:
    match value:
        case bool() | str() | date() | datetime() | time():
            return value
        case int() | Decimal():
            coefficient, exponent = _number(value)
            return coefficient * 10**exponent if exponent >= 0 else Decimal(f"{coefficient}E{exponent}")
        case Mapping():
            return {key: _plain(inner) for key, inner in value.items() if inner is not None}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            raise TypeError(f"{value!r} of type {type(value).__name__} has no exact TOML text")


def digest(data: Mapping[str, Any]) -> str:
    """``sha256:…`` of the canonical form of plain data (see :func:`canonical`)."""
    return "sha256:" + sha256(canonical(data).encode()).hexdigest()


def canonical(value: Any) -> str:
    """One text for one meaning, so that anyone can derive the digest again.

    * table: ``{"key":value,…}``, sorted by the Unicode code points of the keys, without spaces; None is left out;
    * array: ``[value,…]`` in its order;
    * text and key: as in JSON (RFC 8259), characters beyond ASCII as they are, in UTF-8;
    * number: the integer without trailing zeros, then ``e`` and the power of ten: 0.20 and 0.2 are ``2e-1``, 10 and
      1e1 are ``1e1``, 2 and 2.0 are ``2e0``, zero (also -0.0) is ``0e0``;
    * ``true``, ``false``;
    * date, date with time, time: ``@`` and ISO 8601 as Python writes it: ``@2026-09-01``.

    The digest is the SHA-256 of that text in UTF-8. Errors are those of :func:`write`.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            coefficient, exponent = _number(value)
            return f"{coefficient}e{exponent}"
        case str():
            return encode_basestring(value)
        case date() | datetime() | time():
            return "@" + value.isoformat()
        case Mapping() if all(isinstance(key, str) for key in value):
            items = ((key, value[key]) for key in sorted(value))
            written = [f"{encode_basestring(key)}:{canonical(inner)}" for key, inner in items if inner is not None]
            return "{" + ",".join(written) + "}"
        case list() | tuple():
            return "[" + ",".join([canonical(inner) for inner in value]) + "]"
        case _:
            raise TypeError(f"{value!r} of type {type(value).__name__} has no canonical form")


def _number(value: int | Decimal) -> tuple[int, int]:
    """Coefficient without trailing zeros and power of ten; ``Decimal.normalize`` would round to its context."""
    if not fits(value):
        raise ValueError(f"{value} is not a number that can be written exactly here")
    _sign, digits, exponent = Decimal(value).as_tuple()
    coefficient, power = int("".join(map(str, digits))), int(exponent)
    if coefficient == 0:
        return 0, 0
    while coefficient % 10 == 0:
        coefficient, power = coefficient // 10, power + 1
    return (-coefficient if value < 0 else coefficient), power
