"""What mypy knows of kaohe with ``plugins = ["kaohe_core.mypy_plugin"]`` under ``[tool.mypy]``.

* A function under ``@hookimpl`` that is called as no hook is, or takes what the hook is not given, is an error: pluggy
  sees neither before the plugin is loaded.
* ``doc(…)`` and ``param(…)`` are fields of attrs: a rule made without one that has no default (``Every(points=…)``
  without ``of=``) is an error, and what a parameter may be is known by its type.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import Decorator
from mypy.plugin import MethodContext, Plugin
from mypy.plugins import attrs
from mypy.types import CallableType, Type, get_proper_type

from kaohe_core.described import described
from kaohe_core.findings import nearest
from kaohe_core.plugins.returned import HOOKS

FIELDS = ("kaohe_core.rules.rule.doc", "kaohe_core.rules.rule.param")


class KaohePlugin(Plugin):
    """The checks of hooks."""

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """Look at what stands under ``@hookimpl``."""
        mine = fullname.startswith("pluggy.") and fullname.endswith(".HookimplMarker.__call__")
        return _hook if mine else None


def _hook(context: MethodContext) -> Type:
    function = get_proper_type(context.arg_types[0][0]) if context.arg_types and context.arg_types[0] else None
    definition = function.definition if isinstance(function, CallableType) else None
    if not isinstance(function, CallableType) or definition is None:
        return context.default_return_type
    name = definition.func.name if isinstance(definition, Decorator) else definition.name
    if name not in HOOKS:
        close = nearest(name, HOOKS)
        mend = f'did you mean "{close}"?' if close else f"there are: {', '.join(HOOKS)}"
        context.api.fail(f'There is no hook "{name}"; {mend}', context.context)
        return context.default_return_type
    taken = [one for one in function.arg_names if one is not None and one != "self"]
    for one in taken:
        if one not in HOOKS[name]:
            known = ", ".join(HOOKS[name]) or "nothing"
            context.api.fail(f'The hook "{name}" is not given "{one}"; it may take: {known}', context.context)
    return context.default_return_type


@described
def plugin(_version: str) -> type[Plugin]:
    """What mypy asks for."""
    attrs.attr_attrib_makers.update(FIELDS)
    return KaohePlugin
