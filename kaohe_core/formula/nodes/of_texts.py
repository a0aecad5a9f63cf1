"""Texts: several as one."""

from __future__ import annotations

from attrs import frozen

from kaohe_core.formula.node import Formula, Kind, expect

SEPARATOR = " · "  # between the parts; a dot in a part is doubled, so that no two lists of parts come to one text


@frozen(cache_hash=True, order=False)
class TextsTogether(Formula):
    """Several texts as one, such as a school and a post: equal where all of them are; without one of them, none."""

    items: tuple[Formula, ...]

    def __attrs_post_init__(self) -> None:
        expect("text", *self.items)

    @property
    def kind(self) -> Kind:
        """A text."""
        return "text"


def texts_together(items: tuple[Formula, ...]) -> Formula:
    """One text as it is, several together."""
    return items[0] if len(items) == 1 else TextsTogether(items)
