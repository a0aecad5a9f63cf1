"""Whole columns for reading and checking: Polars where it is installed, plain Python lists where it is not.

Reading, checking, the exact evaluator and explanations ask little of a frame, and ask it of this module in the words of
Polars: ``from kaohe_core import frames as pl``. Without Polars (in a browser, on a processor it does not run on) the
same words mean :mod:`kaohe_core.frames.plain`, which tests hold against Polars. The columns engine and Parquet files
need the real one, and import it by its name.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polars import Boolean as Boolean
    from polars import DataFrame as DataFrame
    from polars import DataType as DataType
    from polars import Date as Date
    from polars import Expr as Expr
    from polars import Int64 as Int64
    from polars import Int128 as Int128
    from polars import Series as Series
    from polars import String as String
    from polars import UInt32 as UInt32
    from polars import all_horizontal as all_horizontal
    from polars import any_horizontal as any_horizontal
    from polars import col as col
    from polars import concat as concat
    from polars import int_range as int_range
    from polars import len as len  # noqa: A004  # Polars' name
    from polars import lit as lit
    from polars import select as select
    from polars import when as when


@cache
def library() -> ModuleType:
    """Polars, or what stands in its place; which of the two is decided when it is first needed."""
    try:
        return import_module("polars")
    except ImportError:
        return import_module("kaohe_core.frames.plain")


def has_columns() -> bool:
    """Whether there is Polars, and so the columns engine."""
    return library().__name__ == "polars"


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(library(), name)
