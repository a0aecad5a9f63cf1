"""Polars taken away for a while: what asks the frames gets plain ones, and what imports it by its name fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kaohe_core import frames
from kaohe_core.frames import plain


@contextmanager
def without_polars() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "polars", None)  # an import of it raises
        frames.library.cache_clear()  # it is chosen anew
        assert frames.library() is plain
        try:
            yield
        finally:
            frames.library.cache_clear()
