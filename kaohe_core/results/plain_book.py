"""A workbook for lists: texts stay texts whatever they look like, and the bytes are the same whenever it is written."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any


@contextmanager
def plain_book(stream: io.BytesIO) -> Iterator[Any]:
    """An XlsxWriter workbook, which is in ``stream`` afterwards. Nothing of it, no account number, is on the disk."""
    import xlsxwriter  # type: ignore[import-untyped]  # it has no type information

    kept = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **kept})
    book.set_properties({"created": datetime(2000, 1, 1)})
    yield book
    book.close()
