"""``kaohe-names``: every public name of a group with its signature and what its docstrings say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from attrs import frozen
from docutils import nodes

from kaohe_core.described import DESCRIBED
from kaohe_core.messages import Message, message
from kaohe_core.public_names import PublicName, public_names
from kaohe_core.sphinxext.directives import Reference
from kaohe_core.sphinxext.docstrings import code, documentation, inline

_FIRST = {  # what a page begins with, in this order; the other names of its group follow by the alphabet
    "python": "open Opened Outcome Result Subject Comparison FindingsError Finding Place",
    "plugins": "package Rule param doc number Notice Settlement Pot Amount check Rows Row section Section hookimpl",
    "formulas": "Formula Operand lift Field Number Words Day Mark Measure OverUnit",
    "testing": "assert_plugin assert_renderings_agree kaohe_project altered score_all assert_findings",
}
_KIND = {"python": "api", "plugins": "plugin-name", "formulas": "formula-name", "testing": "testing-name"}
GROUPS = tuple(_KIND)
_HANDED = (  # kaohe makes these and hands them over: how they are made is nobody's business
    "Opened Outcome Result Subject Comparison FindingsError Findings Pot Rows Row Data Clause Dimension Scheme Message "
    "Rule Settlement Formula Measure OverUnit Rendering AlteredProject Computed FakeSite Oracle ScoredProject"
)
_NO_DOCSTRING: Mapping[str, Message] = {
    "ROW": message("What the last column of a frame is called: the row’s number in its file, as a person counts it."),
    "Language": message("The languages in which kaohe speaks."),
    "Operand": message("What may stand in a formula: a formula, or a plain value that becomes one."),
    "hookimpl": message(
        "Mark a function as a hook of this plugin; who writes `plugin = package(__name__)` needs it only for what no "
        "file or module of the package can say."
    ),
}
_SHOWN = {"ROW": 'ROW = "_row"', "Language": 'Language = Literal["zh", "en"]', "hookimpl": "@hookimpl"}
_LONG = 96  # characters, from which on every parameter has a line of its own


@frozen
class NameTold:
    """A public name on its page: the object, the group it is in, and what links to it say."""

    name: str
    what: Any
    group: str

    @property
    def kind(self) -> str:
        """Of the things described: the role that refers to them."""
        return _KIND[self.group]

    @property
    def target(self) -> str:
        """A class by its name; a function by another, for ``section`` makes a ``Section``."""
        if self.name == "ROW":
            return "the-constant-ROW"  # beside Row
        return f"the-function-{self.name}" if callable(self.what) and self.name.islower() else self.name


def kinds() -> set[str]:
    """The kinds of things that the pages of names describe."""
    return set(_KIND.values())


def told(group: str) -> list[NameTold]:
    """The names of a group, those first that its page begins with."""
    names = {one.name: _object(one) for one in public_names() if group_of(one) == group}
    if group == "python":
        from kaohe_core.compare.comparison import Comparison

        names["Comparison"] = Comparison  # what Opened.compare gives
    first = _FIRST[group].split()
    return [NameTold(name, names[name], group) for name in [*first, *sorted(names.keys() - set(first), key=str.lower)]]


def told_of(one: PublicName) -> NameTold:
    """A public name that is no hook, as its page tells it."""
    return NameTold(one.name, _object(one), group_of(one))


def group_of(one: PublicName) -> str:
    """The page on which a public name stands; a hook stands on that of the hooks."""
    if one.where == "hook":
        return "hook"
    if one.where == "kaohe_core.testing":
        return "testing"
    if one.name in _FIRST["python"].split():
        return "python"
    home = getattr(_object(one), "__module__", "")
    made_of = home.startswith("kaohe_core.formula.") or one.name == "Operand"
    return "formulas" if made_of and one.name != "shown" else "plugins"


def _object(one: PublicName) -> Any:
    from importlib import import_module

    if one.name.startswith("kaohe_"):  # a fixture: pytest has wrapped the function that is documented
        fixture = getattr(import_module("kaohe_core.testing.plugin"), one.name)
        return inspect.unwrap(getattr(fixture, "_fixture_function", fixture))
    return getattr(import_module(one.where), one.name)


class NamesDirective(Reference):
    """A section for each name, with its signature, its docstring and the members that are marked for it."""

    required_arguments = 1
    kind: ClassVar[str] = ""

    def written(self) -> list[nodes.Node]:
        """The sections of the group that is named: ``python``, ``plugins``, ``formulas`` or ``testing``."""
        return [self._told(one) for one in told(self.arguments[0])]

    def _told(self, one: NameTold) -> nodes.Node:
        self.kind = one.kind  # type: ignore[misc]  # of this section; the directive is made for one group
        if one.name in _NO_DOCSTRING:
            shown = _SHOWN.get(one.name, f"{one.name} = {_alias(one.what)}")
            content: list[nodes.Node] = [
                code(shown, "python"),
                nodes.paragraph("", "", *inline(self.say(_NO_DOCSTRING[one.name]))),
            ]
        elif isinstance(one.what, type):
            made: list[nodes.Node] = (
                [] if one.name in _HANDED.split() else [code(signature(one.name, one.what), "python")]
            )
            content = [*made, *self._documented(one.what), *self._members(one.what)]
        else:
            content = self.member(
                one.name, one.what, call=not one.name.startswith("kaohe_")
            )  # a fixture is given, not called
        return self.section(one.target, f"`{one.name}`", *content)

    def _members(self, cls: type) -> Iterator[nodes.Node]:
        for name, found in vars(cls).items():
            function = getattr(found, "fget", None) or getattr(found, "func", None) or getattr(found, "__func__", found)
            if inspect.isfunction(function) and getattr(function, DESCRIBED, False):
                yield from self.member(name, function, call=callable(found) or hasattr(found, "__func__"))

    def member(self, name: str, function: Any, *, call: bool = True) -> list[nodes.Node]:
        """The signature, and below it what the docstring says."""
        return [code(signature(name, function, call=call), "python"), *self._documented(function)]

    def _documented(self, what: Any) -> list[nodes.Node]:
        return documentation(what.__doc__, "kaohe_core", self.words)


def signature(name: str, what: Any, *, call: bool = True) -> str:
    """As it is called, or read where it is an attribute; annotations as they are written in the code."""
    found = inspect.signature(what)
    own = [one for key, one in found.parameters.items() if key not in ("self", "cls")]
    gives = found.return_annotation
    result = "" if gives in (found.empty, None, "None") else _text(gives)
    if not call:
        return f"{name}: {result}"
    written = [_parameter(one) for one in own]
    keywords = [i for i, one in enumerate(own) if one.kind is one.KEYWORD_ONLY]
    if keywords and not any(one.kind is one.VAR_POSITIONAL for one in own):
        written.insert(keywords[0], "*")
    after = f" -> {result}" if result else ""
    line = f"{name}({', '.join(written)}){after}"
    return line if len(line) <= _LONG else "\n".join([f"{name}(", *(f"    {one}," for one in written), f"){after}"])


def _parameter(one: inspect.Parameter) -> str:
    stars = "*" if one.kind is one.VAR_POSITIONAL else "**" if one.kind is one.VAR_KEYWORD else ""
    typed = "" if one.annotation is one.empty else f": {_text(one.annotation)}"
    if one.default is one.empty:
        return f"{stars}{one.name}{typed}"
    value = repr(one.default)
    default = "…" if value == "NOTHING" else re.sub(r"^Decimal\('(.*)'\)$", r'Decimal("\1")', value)
    return f"{stars}{one.name}{typed} = {default}"


def _text(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))


def _alias(what: Any) -> str:
    return re.sub(r"\b(?:[a-z_]+\.)+", "", str(what))
