"""The mark of what the reference tells: its docstring is translated. It imports nothing, so that it costs nothing."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")
DESCRIBED = "kaohe_described"


def described(what: T) -> T:
    """Mark a function or class whose docstring is on a page of the reference, and so is translated."""
    setattr(what, DESCRIBED, True)
    return what
