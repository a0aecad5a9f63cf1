"""What a rendering is: a class with a method for each node class, found through the node's own ancestry.

A method says with :func:`renders` which nodes it is for. A node is rendered by the method for its class, or for the
nearest of its bases that there is one for; a node that says :meth:`~kaohe_core.formula.node.Formula.lowered` is
rendered lowered where none of the classes up to the one that says so has a method. So a new rendering needs methods for
primitives only, and a new node that is lowered needs no rendering to know it.

(Models: ``sympy.printing`` looks methods up through the MRO, ``ibis`` has one ``visit_<Op>`` a node and lowers the
rest, ``sqlglot``'s generator keeps one table by class.)
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import isfunction
from typing import Any, ClassVar, Generic, TypeVar

from kaohe_core.described import described
from kaohe_core.formula.node import Formula

T = TypeVar("T")
Method = TypeVar("Method", bound=Callable[..., Any])

_FOR: dict[Callable[..., Any], tuple[type[Formula], ...]] = {}


@described
def renders(*kinds: type[Formula]) -> Callable[[Method], Method]:
    """Mark a method as the one that renders these node classes."""

    def marked(method: Method) -> Method:
        _FOR[method] = kinds
        return method

    return marked


class Methods(dict[type[Formula], Callable[..., Any]]):
    """What renders a node, by its class; filled as classes are met."""

    def __init__(self, rendering: type[Rendering[Any]]) -> None:
        super().__init__()
        self.rendering = rendering.__name__
        self.own: dict[type[Formula], Callable[..., Any]] = {}
        for base in reversed(rendering.__mro__):
            for name, value in vars(base).items():
                for kind in _FOR.get(value, ()) if isfunction(value) else ():
                    self.own[kind] = getattr(rendering, name)

    def __missing__(self, kind: type[Formula]) -> Callable[..., Any]:
        self[kind] = found = self._found(kind)
        return found

    def _found(self, kind: type[Formula]) -> Callable[..., Any]:
        for base in kind.__mro__:
            if base in self.own:
                return self.own[base]
            if base is not Formula and "lowered" in vars(base):
                return _lowered
        raise NotImplementedError(f"{self.rendering} has no method for {kind.__name__}, and it is not lowered")


@described
class Rendering(Generic[T]):
    """The base of every rendering."""

    __slots__ = ()

    methods: ClassVar[Methods]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.methods = Methods(cls)

    @described
    def render(self, node: Formula, *at: Any) -> T:
        """The node by the method for its class; ``at`` is handed on, such as the subject it is evaluated for."""
        result: T = self.methods[type(node)](self, node, *at)
        return result

    @described
    def read(self, node: Formula, *at: Any) -> T:
        """A node below another one; a rendering that remembers what it has rendered says so here."""
        return self.render(node, *at)

    @classmethod
    @described
    def primitives(cls) -> list[type[Formula]]:
        """The node classes that it has a method for."""
        return list(cls.methods.own)


def _lowered(rendering: Rendering[Any], node: Formula, *at: Any) -> Any:
    return rendering.read(node.simpler(), *at)
