"""Every rendering of formulas, and by which of its methods it renders a node: the page on nodes is written from it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import kaohe_core
from kaohe_core.assess import measure
from kaohe_core.formula import columns, exact, maths, names, sheet, words
from kaohe_core.formula.node import Formula
from kaohe_core.formula.rendering import Rendering
from kaohe_core.workbook import measure_sheet

ROOT = Path(kaohe_core.__file__).parent.parent

# What each rendering consists of; the first class that knows a node best renders it.
RENDERINGS: Mapping[str, tuple[type[Rendering[Any]], ...]] = {
    "exact": (exact.GatheredValues, exact.OverMembers, exact.OverRow, exact.Exact),
    "columns": (measure.Gathering, columns.Compiler),
    "ranges": (measure.Ranges, columns.Compiler),
    "sheet": (measure_sheet.Measures, sheet.GroupCells, sheet.Renderer),
    "words": (words.Telling,),
    "names": (names.Names,),
    "maths": (maths.Maths,),
}


def method(rendering: str, node: type[Formula]) -> str | None:
    """``file: method`` by which a node is rendered; None where it is rendered lowered."""
    best: tuple[int, Any] | None = None
    for part in RENDERINGS[rendering]:
        for distance, base in enumerate(node.__mro__):
            if base in part.methods.own:
                if best is None or distance < best[0]:
                    best = distance, part.methods.own[base]
                break
            if base is not Formula and "lowered" in vars(base):
                break
    if best is None:
        if node.is_lowered():
            return None
        raise NotImplementedError(f"{rendering} has no method for {node.__name__}, and it is not lowered")
    return f"{file_of(best[1])}: {best[1].__name__}"


def file_of(thing: Any) -> str:
    """Where something is written, from the folder of the repository."""
    return Path(inspect.getsourcefile(thing) or "").relative_to(ROOT).as_posix()


def files(rendering: str) -> list[str]:
    """The files of a rendering, those that hold its methods."""
    found = {file_of(method) for part in RENDERINGS[rendering] for method in part.methods.own.values()}
    return sorted(found)
