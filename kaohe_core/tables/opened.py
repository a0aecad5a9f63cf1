"""What the readers of workbooks share: an open book, and what may be wrong with the file as a whole."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from kaohe_core.messages import message
from kaohe_core.tables.grid import Failure, Grid

DIGITS_LOST = 10**15  # a spreadsheet keeps fifteen digits: from here on a number is a double, and cells.py says so


@frozen(eq=False)
class OpenedBook:
    """An open workbook: the names of its sheets, those a person sees, and how to read one."""

    names: list[str]
    visible: list[str]
    read: Callable[[str], Grid]


def damaged() -> Failure:
    """A file that no reader understands."""
    return Failure(
        message("the file is damaged or is not a workbook"),
        message("open it in Excel or WPS and save it as .xlsx"),
    )


def locked() -> Failure:
    """A file under a password."""
    return Failure(
        message("the file is protected by a password"),
        message("open it in Excel or WPS, remove the password, and save it"),
    )
