"""What a formula needs of the person alone: ``if-missing`` is for one's own missing data, not for a colleague's."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from kaohe_core.formula import tree
from kaohe_core.formula.tree import Formula


def instead(formula: Formula, fallback: Formula) -> Formula:
    """The formula, or the fallback where the person's own data are missing."""
    if not any(isinstance(node, tree.OverUnit) for node in formula.walk()):
        return formula.otherwise(fallback)
    return tree.Otherwise(formula, fallback, own=_own(formula))


def _own(node: Formula) -> Formula:
    """A formula that has a value where the person's own data suffice for ``node``; which one does not matter."""
    match node:
        case tree.Rank():
            return tree.total([_own(key) for key in node.keys])
        case tree.Running():
            return _own(node.of) + _own(node.by)
        case tree.OverUnit():
            return tree.lift(1)
        case tree.Divide() if any(isinstance(below, tree.OverUnit) for below in node.right.walk()):
            return _own(node.left) + _own(node.right)  # the stand-ins might add up to 0
        case tree.Otherwise() if node.own is not None:
            return evolve(node, of=_own(node.of), fallback=_own(node.fallback), own=None)
    return node.mapped(_own)


def in_vain(formula: Formula, fallback: Formula) -> Iterator[tuple[tree.OfMembers, tree.Measure]]:
    """Where a fallback goes through the unit with the very data that are missing: nobody who needs it has a value."""
    lacking = set(_needed(_own(formula)))
    for node in fallback.walk():
        if isinstance(node, tree.OfMembers) and not _guarded(node):
            yield from ((node, measure) for measure in _needed(node.of) if measure in lacking)


def _guarded(node: tree.OverUnit) -> bool:
    return node.where is not None and any(isinstance(part, tree.Known) for part in node.where.walk())


def _needed(node: Formula) -> Iterator[tree.Measure]:
    match node:
        case tree.Known():
            return
        case tree.Otherwise():
            yield from _needed(node.fallback)
        case tree.Measure() if not node.is_lowered():
            yield node
            for own in node.own():
                yield from _needed(own.of)
        case _:
            for part in node.children():
                yield from _needed(part)
