"""What a formula needs of the person alone: ``if-missing`` is for one's own missing data, not for a colleague's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import define, evolve, field

from kaohe_core.formula import tree
from kaohe_core.formula.tree import Formula

ONE = tree.lift(1)
Behind = Callable[[str], Formula | None]  # what the mark or value of an id is worked out by


def instead(formula: Formula, fallback: Formula, behind: Behind, unit: Formula | None = None) -> Formula:
    """The formula, or the fallback where the person's own data are missing; also those behind the marks it reads.

    What says in which ``unit`` and league somebody is belongs to them.
    """
    own = _Own(behind, unit)
    if not own.over_unit(formula):
        return formula.otherwise(fallback)
    return tree.Otherwise(formula, fallback, own=own.of(formula))


@define
class _Own:
    behind: Behind
    unit: Formula | None = None
    _over_unit: dict[str, bool] = field(factory=dict)  # by mark

    def over_unit(self, formula: Formula) -> bool:
        """Whether it goes through the unit, by itself or by a mark that it reads."""
        for node in formula.walk():
            if isinstance(node, tree.OverUnit):
                return True
            if isinstance(node, tree.Mark) and self._mark_over_unit(node.id):
                return True
        return False

    def _mark_over_unit(self, id: str) -> bool:
        if id not in self._over_unit:
            self._over_unit[id] = False  # what reads itself is refused elsewhere
            found = self.behind(id)
            self._over_unit[id] = found is not None and self.over_unit(found)
        return self._over_unit[id]

    def of(self, node: Formula) -> Formula:
        """A formula that has a value where the person's own data suffice for ``node``; which one does not matter."""
        match node:
            case tree.Mark() if self._mark_over_unit(node.id):
                found = self.behind(node.id)
                return node if found is None else self.of(found)
            case tree.Rank():
                return tree.total([*(self.of(key) for key in node.keys), *self._groups(node)])
            case tree.Running():
                return tree.total([self.of(node.of), self.of(node.by), *self._groups(node)])
            case tree.OverUnit():
                return tree.total([ONE, *self._groups(node)])
            case tree.Choose() if self.over_unit(node.condition):
                # A stand-in of the condition would lead either way: which it is, or that the person need not say it.
                ways = evolve(node, then=self.of(node.then), other=self.of(node.other))
                return tree.choose(node.condition.known(), ways, self._enough(node.condition, node))
            case tree.And() | tree.Or() if self.over_unit(node):
                enough = tree.total([self._enough(item, ONE) for item in node.items]) >= 1
                return tree.choose(node.known(), node, enough)
            case tree.Divide() if self.over_unit(node.right):
                return self.of(node.left) + self.of(node.right)  # the stand-ins might add up to 0
            case tree.Otherwise() if node.own is not None:
                return evolve(node, of=self.of(node.of), fallback=self.of(node.fallback), own=None)
        return node.mapped(self.of)

    def _groups(self, node: tree.OverUnit) -> Iterator[Formula]:
        """Numbers that are there where it is known in which unit and league somebody is."""
        for group in (self.unit, node.within):
            if group is not None:
                yield tree.choose(self.of(group).equals(""), 1, 2)

    def _enough(self, condition: Formula, like: Formula) -> Formula:
        """Something like ``like`` where the person's own data suffice for a condition, else nothing."""
        match like.kind:
            case "number":
                return tree.choose(self.of(condition), 1, 2)
            case "truth":
                return self.of(condition)
            case "text":
                return tree.choose(self.of(condition), "1", "2")
        return like


def in_vain(formula: Formula, fallback: Formula, behind: Behind) -> Iterator[tuple[tree.OfMembers, tree.Measure]]:
    """Where a fallback goes through the unit with the very data that are missing: nobody who needs it has a value."""
    lacking = set(_needed(_Own(behind).of(formula)))
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
