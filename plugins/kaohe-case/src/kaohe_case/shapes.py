"""Whether what an act holds is what its step says: acts are plain data that anybody may have written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints


@cache
def shapes(step: type) -> dict[str, Any]:
    """The type of every field of a step."""
    hints = get_type_hints(step)
    return {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}


def misfit(step: type, data: Mapping[str, Any]) -> str | None:
    """The first field that holds something else than the step says; None where all fit."""
    known = shapes(step)
    return next((name for name, value in data.items() if name not in known or not fits(value, known[name])), None)


def fits(value: object, hint: Any) -> bool:
    """Whether plain data are of a type: a list stands for a tuple, a table for a mapping."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, UnionType):
        return any(fits(value, one) for one in inner)
    if hint in (None, NoneType):
        return value is None
    if origin is tuple:
        return isinstance(value, list | tuple) and all(fits(one, inner[0]) for one in value)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(fits(one, inner[1]) for one in value.values())
    return type(value) is hint
