"""How deep a formula is nested: long sums are made shallow, and what is deeper than anybody could read is refused.

Every rendering goes down a formula by calling itself, and Python calls itself a thousand times at most. A sum written
``a + b + c …``, or made in a loop of a rule, is as deep as it has terms; here it becomes a tree of sums, which has
the same value and is said in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from kaohe_core.formula.node import Formula, FormulaError
from kaohe_core.formula.nodes.arithmetic import Add, Subtract
from kaohe_core.messages import message

LONG = 64  # terms of a sum from which on it is made shallow; shorter ones stay as they are written
DEEPEST = 100  # levels; the rendering that needs most calls a level is well within Python's thousand


T = TypeVar("T")
Signed = tuple[bool, Formula]
"""A term of a sum, and whether it is added."""


def shallow(formula: Formula) -> Formula:
    """The formula with its long sums made shallow; raises :class:`FormulaError` where it is too deep even so."""
    if depth(formula) <= LONG:
        return formula
    done: dict[int, Formula] = {}
    waiting = [(formula, False)]
    while waiting:
        node, ready = waiting.pop()
        if id(node) in done:
            continue
        terms = _terms(node)
        if not ready:
            waiting.append((node, True))
            waiting.extend((part, False) for part in ([term for _, term in terms] if terms else node.parts()))
        elif terms:
            done[id(node)] = _sum([(added, done[id(term)]) for added, term in terms])
        else:
            done[id(node)] = node.mapped(lambda part: done[id(part)])
    refuse_deep(depth(done[id(formula)]))
    return done[id(formula)]


def sum_of(items: Iterable[Formula]) -> Formula:
    """The sum of one formula at least: as written from left to right, or shallow where it is long."""
    terms = list(items)
    if len(terms) >= LONG:
        return _sum([(True, term) for term in terms])
    result = terms[0]
    for term in terms[1:]:
        result = Add(result, term)
    return result


def refuse_deep(found: int) -> None:
    """Refuse what has more levels than any rendering could go down."""
    if found > DEEPEST:
        raise FormulaError(
            message("the formula is nested {levels} deep, and {most} levels are the most", levels=found, most=DEEPEST),
            message(
                "name parts of it with [[value]]; of many cases make lookup(…), of many conditions one and, one or"
            ),
        )


def depth(formula: Formula) -> int:
    """How many levels a formula has."""
    return levels(formula, lambda node: node.parts())


def levels(root: T, parts: Callable[[T], Iterable[T]]) -> int:
    """How many levels a tree of any kind has, told by its ``parts``."""
    deepest, waiting = 1, [(root, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((part, level + 1) for part in parts(node))
    return deepest


def _terms(node: Formula) -> list[Signed]:
    """The terms of a long sum, from left to right; of anything else none."""
    found: list[Signed] = []
    while isinstance(node, Add | Subtract):
        found.append((isinstance(node, Add), node.right))
        node = node.left
    found.append((True, node))
    return found[::-1] if len(found) >= LONG else []


def _sum(terms: list[Signed]) -> Formula:
    """Neighbours in pairs, and those in pairs; the first is always added."""
    while len(terms) > 1:
        pairs = [_pair(one, other) for one, other in zip(terms[::2], terms[1::2], strict=False)]
        terms = [*pairs, *terms[2 * len(pairs) :]]
    return terms[0][1]


def _pair(one: Signed, other: Signed) -> Signed:
    """``-x + y`` is taken off as ``x - y``."""
    kind = Add if one[0] == other[0] else Subtract
    return one[0], kind(one[1], other[1])
