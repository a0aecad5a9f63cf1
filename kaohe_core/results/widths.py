"""How wide the columns of a printed table are: no number is cut; titles and texts go on in the next line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

TITLE = 8  # cells of a line of a longer title
TEXT = 12  # cells of a line of a longer text
GAP = 3  # cells between two columns

CJK = 0x2E7F  # below it letters are narrow


def cells(text: str) -> int:
    """How wide a text is in a sheet, in Latin letters."""
    return sum(2 if ord(letter) > CJK else 1 for letter in text)


def least(title: str, cells: Sequence[str], *, number: bool) -> int:
    """The cells that a column needs: those of its longest number, or of a line of its title and its texts."""
    from rich.cells import cell_len

    longest = max(map(cell_len, cells), default=0)
    return max(longest if number else min(longest, TEXT), min(cell_len(title), TITLE))


def lay_out(table: Table, width: int | None) -> int:
    """Give every column of ``table`` its width, and return that of the whole.

    ``width``: that of the screen; None: there is none, and nothing is too wide. A table that is wider than the screen
    all the same is not cut: its lines go on.
    """
    from rich.cells import cell_len

    wide, floor = [], []
    for column in table.columns:
        title, cells, number = str(column.header), [str(cell) for cell in column.cells], column.justify == "right"
        wide.append(max(map(cell_len, (title, *cells))))
        floor.append(least(title, cells, number=number))
    while width is not None and sum(wide) + GAP * len(wide) > width:
        room = [at for at in range(len(wide)) if wide[at] > floor[at]]
        if not room:
            break
        wide[max(room, key=lambda at: wide[at])] -= 1
    for column, cells_ in zip(table.columns, wide, strict=True):
        column.width, column.overflow = cells_, "fold"
    return sum(wide) + GAP * len(wide) + 2
