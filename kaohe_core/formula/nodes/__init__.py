"""The nodes of formulas, a file for each subject; one class a node.

A new file is named here, and its nodes are known everywhere: to authors of schemes by their functions, to every
rendering, and to the page “how to add a node”.
"""

from __future__ import annotations

from kaohe_core.formula.node import Formula
from kaohe_core.formula.nodes import (
    arithmetic,
    choices,
    conditions,
    gathers,
    in_rows,
    leaves,
    of_texts,
    over_unit,
    powers,
)

FILES = (leaves, arithmetic, conditions, choices, over_unit, in_rows, gathers, powers, of_texts)


def nodes() -> list[type[Formula]]:
    """Every node of the core, in the order of the files; bases of several nodes are none themselves."""
    found = [
        cls
        for file in FILES
        for cls in vars(file).values()
        if isinstance(cls, type) and issubclass(cls, Formula) and cls.__module__ == file.__name__
    ]
    return [cls for cls in found if not any(issubclass(other, cls) and other is not cls for other in found)]
