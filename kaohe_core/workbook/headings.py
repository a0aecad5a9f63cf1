"""What stands above a column: short enough for a line or two, with the unit; the whole of it stands in the note."""

from __future__ import annotations

from kaohe_core.results.widths import cells

WIDE = 36  # cells of a title, a Chinese character taking two
LEAST = 10  # cells that a title keeps at least where it is cut at a comma
_STOPS = "，；：。（、,;:("


def short(title: str, wide: int = WIDE) -> str:
    """The title, or its beginning up to a comma, and an ellipsis: whoever reads a table wants no whole clause there."""
    if cells(title) <= wide:
        return title
    kept = ""
    for letter in title:
        if cells(kept + letter) > wide - 2:
            break
        kept += letter
    stops = [at for at, letter in enumerate(kept) if letter in _STOPS and cells(kept[:at]) >= LEAST]
    return kept[: stops[-1] if stops else None].rstrip() + "…"


def with_unit(title: str, unit: str) -> str:
    """The title, and below it the unit of its numbers."""
    if not unit:
        return title
    return f"{title}\n({unit})" if unit.isascii() else f"{title}\n（{unit}）"
