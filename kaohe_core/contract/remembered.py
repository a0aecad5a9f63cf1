"""What a plugin's code keeps from one call to the next: nothing of that may decide a mark."""

from __future__ import annotations

import itertools
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import ModuleType

from kaohe_core.plugins.blame import origin_of

SHARED = (list, dict, set, bytearray, deque)
"""What anybody may change who can name it."""
PLAIN = (*SHARED, tuple, int, str, Decimal, type(None), itertools.count, itertools.cycle)


def shared(cls: type) -> Iterator[tuple[str, object]]:
    """The attributes of a class that every object of it has together, and that anybody can change."""
    for owner in cls.__mro__:
        if owner.__module__.partition(".")[0] == "kaohe_core":
            return
        yield from ((name, value) for name, value in vars(owner).items() if _own(name) and isinstance(value, SHARED))


def remembered(module: str) -> Mapping[str, str]:
    """What this module and the others of its plugin keep at their top level and in their classes, as it reads now."""
    top, origin = module.partition(".")[0], origin_of(module)
    found: dict[str, str] = {}
    for name, one in list(sys.modules.items()):
        beside = (name == top or name.startswith(f"{top}.")) and origin_of(name) == origin
        if beside and isinstance(one, ModuleType):
            for key, value in list(vars(one).items()):
                if _own(key):
                    found |= _told(f"{name}.{key}", value, name)
    return found


def _told(path: str, value: object, module: str) -> dict[str, str]:
    if isinstance(value, type):
        if value.__module__ != module:
            return {}
        inner = {name: one for name, one in vars(value).items() if _own(name) and isinstance(one, PLAIN)}
        return {f"{path}.{name}": repr(one) for name, one in inner.items()}
    if isinstance(value, PLAIN):
        return {path: repr(value)}
    if type(value).__module__ == module and hasattr(value, "__dict__"):
        return {path: repr(vars(value))}
    return {}


def _own(name: str) -> bool:
    return not (name.startswith("__") and name.endswith("__"))
