"""How tightly a text binds, and where that puts brackets: the same for every rendering that writes."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from kaohe_core.formula.node import Formula
from kaohe_core.formula.nodes.arithmetic import Add, Divide, Multiply, Subtract
from kaohe_core.formula.nodes.conditions import Operator

EQUATION, SUM, PRODUCT, SIGN, ATOM = 0, 1, 2, 3, 4

BINDS: Mapping[type[Formula], int] = {Add: SUM, Subtract: SUM, Multiply: PRODUCT, Divide: PRODUCT}

# The signs of comparison as people write them, and as spreadsheets do.
PLAIN_SIGNS: Mapping[Operator, str] = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
SHEET_SIGNS: Mapping[Operator, str] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}


@frozen
class Said:
    """A piece of text and how tightly it binds."""

    text: str
    binds: int = ATOM
    done: bool = False  # the result stands in the text already: … ≈ 35.06

    def within(self, binds: int) -> str:
        """The text, in brackets where it binds less tightly."""
        return self.text if self.binds >= binds else f"({self.text})"

    def right(self, binds: int) -> str:
        """As the right operand, where a leading sign needs brackets."""
        return f"({self.text})" if self.text.startswith("−") else self.within(binds)
