"""What may be wrong with a plugin, one function a question: the object it consists of, and what its hooks return.

pluggy leaves all of this open: it drops a ``None`` silently, never looks at the type of a result, does not see a
keyword-only parameter, fills a parameter with a default without complaint, and stops at the first mistake.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin
from weakref import WeakSet

import attrs

from kaohe_core.findings import Finding, Place, Spot, did_you_mean, nearest
from kaohe_core.messages import LANGUAGES, Language, Message, Text, message
from kaohe_core.plugins import hooks
from kaohe_core.plugins.blame import ASK, cause, located
from kaohe_core.plugins.contributions import Command, ReadyDimension, ReadyScheme, Section
from kaohe_core.tables.declared import KEBAB, Table

if TYPE_CHECKING:
    from pluggy import HookimplOpts

HOOKS: dict[str, tuple[str, ...]] = {
    name: tuple(inspect.signature(function).parameters)
    for name, function in vars(hooks).items()
    if hasattr(function, "kaohe_spec")
}
"""Every hook with the names of its parameters, in the order of the page."""

ItemCheck = Callable[[str, int, Any, Spot], None]
"""Notes what is wrong with one item that a hook returned: the hook, the item's number, the item, where to note it."""


# ---------------------------------------------------------------- the object


def check_object(plugin: object, options_of: Callable[[str], HookimplOpts | None], spot: Spot) -> None:
    """Note all that is wrong with the hooks of ``plugin``; ``options_of`` says how an attribute is marked, if it is."""
    watch = spot.findings.watch()
    marked = {name: options for name in dir(plugin) if (options := options_of(name)) is not None}
    for name, options in marked.items():
        if name not in HOOKS:
            spot.add(message("there is no hook “{hook}”", hook=name), did_you_mean(name, HOOKS))
            continue
        _check_taken(name, getattr(plugin, name), spot)
        given = [option for option, value in options.items() if value]
        if given:
            spot.add(
                message("the hook “{hook}” is marked with {options}", hook=name, options=given),
                message("write @hookimpl alone: the order of plugins never matters and no plugin wraps another"),
            )
    for name in HOOKS:
        if name not in marked and inspect.getattr_static(plugin, name, None) is not None:
            spot.add(
                message("the function “{hook}” has the name of a hook and is not marked as one", hook=name),
                message("write @hookimpl above it (from kaohe_core import hookimpl)"),
            )
    for name in dir(plugin):
        if name not in HOOKS and name not in marked and name.startswith("kaohe_"):
            close = nearest(name, HOOKS)
            if close is not None and inspect.isroutine(inspect.getattr_static(plugin, name, None)):
                spot.add(
                    message(
                        "the function “{hook}” is not marked as a hook, and there is no hook of its name", hook=name
                    ),
                    message("did you mean “{close}”?", close=close),
                )
    if not marked and not watch.blocked:
        found = f"{type(plugin).__name__} {getattr(plugin, '__name__', '')}".strip()
        spot.add(
            message("its entry point leads to “{found}”, where no hook is", found=found),
            message("lead it to the module with the hooks, and mark each with @hookimpl: {hooks}", hooks=list(HOOKS)),
        )


def _check_taken(hook: str, function: Callable[..., object], spot: Spot) -> None:
    allowed = HOOKS[hook]
    mend = (
        message("it may take any of: {names}", names=list(allowed))
        if allowed
        else message("it takes no parameters: write def {hook}():", hook=hook)
    )
    for parameter in inspect.signature(function).parameters.values():
        close = nearest(parameter.name, allowed)
        if parameter.name not in allowed:
            what = message("the hook “{hook}” has no parameter “{name}”", hook=hook, name=parameter.name)
            spot.add(what, message("did you mean “{close}”?", close=close) if close else mend)
        elif parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD or parameter.default is not parameter.empty:
            what = message("the hook “{hook}” must take “{name}” as it is", hook=hook, name=parameter.name)
            spot.add(what, message("write the bare name: no default, no * and no /"))


def note_failure(hook: str, error: BaseException, versions: str, spot: Spot) -> None:
    """Note that a hook raised an exception."""
    spot.add(
        message("the hook “{hook}” failed: {cause} ({versions})", hook=hook, cause=cause(error), versions=versions),
        ASK,
    )


# ---------------------------------------------------------------- what hooks return


def check_result(hook: str, returned: object, spot: Spot) -> None:
    """Note all that is wrong with what a hook returned: not a list, or something else in it than the hook is for."""
    if not isinstance(returned, list | tuple):
        spot.add(
            message("the hook “{hook}” must return a list, not {found}", hook=hook, found=found(returned)),
            message("return [...], and return [] where there is nothing"),
        )
        return
    check = _CHECKS[hook]
    for number, item in enumerate(returned, start=1):
        check(hook, number, item, spot)


def found(value: object) -> Message:
    """What stands where something else is due."""
    if value is None:
        return message("nothing (None)")
    if inspect.isgenerator(value):
        return message("a generator")
    if inspect.iscoroutine(value):
        value.close()  # nobody awaits it
        return message("a coroutine, as async def makes one")
    if inspect.isfunction(value):
        return message("the function {name}", name=value.__name__)
    if isinstance(value, type):
        return message("the class {name}", name=value.__name__)
    return message("an object of the type {name}", name=type(value).__name__)


def _other(hook: str, number: int, item: object, wanted: Message, spot: Spot) -> None:
    what = message("the hook “{hook}” returned {found} as item {number}", hook=hook, found=found(item), number=number)
    spot.add(what, message("return {wanted}", wanted=wanted))


def _objects(type_: type) -> ItemCheck:
    def check(hook: str, number: int, item: object, spot: Spot) -> None:
        if not isinstance(item, type_):
            _other(hook, number, item, message("objects of the type {name}", name=type_.__name__), spot)

    return check


def _finding(hook: str, number: int, item: object, spot: Spot) -> None:
    """Note what is wrong with a finding: its parts, and whether they can be put into words."""
    if not isinstance(item, Finding):
        _other(hook, number, item, message("objects of the type {name}", name="Finding"), spot)
        return
    mend = message('make it with row.note(column, message("…"), message("…")), or Finding(place, message("…"))')
    parts = {"place": (item.place, Place), "what": (item.what, Message), "mend": (item.mend, Message | None)}
    parts["blocks"] = (item.blocks, bool)
    for name, (value, type_) in parts.items():
        if not isinstance(value, type_):
            what = message(
                "the hook “{hook}” returned a finding as item {number} whose “{part}” is {found}",
                hook=hook,
                number=number,
                part=name,
                found=found(value),
            )
            spot.add(what, mend)
            return
    _check_wording(hook, number, item.text, spot)


def _section(hook: str, number: int, item: object, spot: Spot) -> None:
    if not isinstance(item, Section):
        _other(hook, number, item, message("objects of the type {name}", name="Section"), spot)
        return
    texts = (item.title, item.note, *item.columns)
    _check_wording(hook, number, lambda language: "".join(text.text(language) for text in texts), spot)


def _check_wording(hook: str, number: int, text: Callable[[Language], str], spot: Spot) -> None:
    """Note what is wrong where a text cannot be shown in one of the languages."""
    try:
        for language in LANGUAGES:
            text(language)
    except Exception as error:  # whatever stands in a plugin's message
        what = message(
            "the hook “{hook}” returned a text in item {number} that cannot be shown: {cause}",
            hook=hook,
            number=number,
            cause=f"{type(error).__name__}: {error}",
        )
        spot.add(what, message("give the message every value that its template and its translation name"))


def _rule(hook: str, number: int, item: object, spot: Spot) -> None:
    from kaohe_core.rules.rule import Rule  # here, for it needs the formulas, and `kaohe --version` does not

    _class(hook, number, item, Rule, "formula", spot)


def _settlement(hook: str, number: int, item: object, spot: Spot) -> None:
    from kaohe_core.rules.settlement import Settlement

    _class(hook, number, item, Settlement, "steps", spot)


_SOUND: WeakSet[type] = WeakSet()  # classes in which nothing was found: every project that is opened brings them again


def _class(hook: str, number: int, item: object, base: type, method: str, spot: Spot) -> None:
    """Note what is wrong with a class that shall be derived from ``base`` and say what its ``method`` does."""
    if not isinstance(item, type) or not issubclass(item, base) or item is base:
        _other(hook, number, item, message("classes derived from {base}", base=base.__name__), spot)
        return
    if item in _SOUND:
        return
    watch = spot.findings.watch()  # where the class stands is looked up only for what is wrong: that takes long
    if "__attrs_attrs__" not in vars(item):  # without it, the parameters that the class declares do not exist
        what = message("the class {name} is not marked with @define", name=located(item))
        spot.add(what, message("write @define(kw_only=True) above it (from attrs import define)"))
    name = getattr(item, "name", None)
    if not isinstance(name, str) or not KEBAB.match(name):
        what = message("the class {name} needs a kebab-case name, not {found}", name=located(item), found=repr(name))
        spot.add(what, message('write it like name: ClassVar[str] = "per-page"'))
    title = getattr(item, "title", None)
    if not isinstance(title, Text) or not isinstance(title.zh, str) or not isinstance(title.en, str):
        what = message("the class {name} needs a title", name=located(item))
        spot.add(what, message('write it like title: ClassVar[Text] = Text("每页计分", "marks per page")'))
    if getattr(item, method) is getattr(base, method):
        what = message("the class {name} lacks the method {method}", name=located(item), method=method)
        spot.add(what, message("write it as in {base}", base=f"{base.__module__}.{base.__name__}"))
    if not watch.blocked:
        _parameters(item, spot)
    if not watch.blocked:
        _SOUND.add(item)


def _parameters(cls: type, spot: Spot) -> None:
    """Note what is wrong with the parameters of a class: a type no scheme can write, a default none could."""
    from kaohe_core.formula.shares import WrittenShare
    from kaohe_core.formula.tree import Formula, Number
    from kaohe_core.toml.structure import allowed_keys, types_of, unreadable

    try:
        types = types_of(cls)
    except Exception as error:  # an annotation is the plugin's code
        what = message(
            "the class {name}: the types of its parameters cannot be read: {cause}",
            name=located(cls),
            cause=cause(error),
        )
        spot.add(what, message("import what the annotations name, outside of TYPE_CHECKING"))
        return
    for attribute in allowed_keys(cls).values():
        name = attribute.name
        if name not in types:
            what = message(
                "the class {name}: its parameter “{parameter}” has no type", name=located(cls), parameter=name
            )
            spot.add(what, message("write it like {parameter}: Number = param(…)", parameter=name))
        elif (odd := unreadable(types[name], (Formula, Number, WrittenShare))) is not None:
            what = message(
                "the class {name}: its parameter “{parameter}” has the type {type}, which no scheme can write",
                name=located(cls),
                parameter=name,
                type=getattr(odd, "__name__", odd),
            )
            mend = message("use Formula, Number, Decimal, int, str, bool, date, Literal, tuple or Mapping of these")
            if odd is float:
                mend = message("a binary float is not exact: write {parameter}: Number = param(…)", parameter=name)
            spot.add(what, mend)
        _default(attribute, types.get(name), cls, spot)


def _default(attribute: attrs.Attribute[Any], type_: Any, cls: type, spot: Spot) -> None:
    """Note what is wrong with the default of a parameter."""
    from kaohe_core.formula.tree import Mark, Number

    default: Any = attribute.default
    converter: Any = attribute.converter
    try:
        if converter is not None and default is not attrs.NOTHING and default is not None:
            default = converter(default)
    except Exception as error:  # a converter is the plugin's code
        what = message(
            "the class {name}: the default of its parameter “{parameter}” cannot be taken: {cause}",
            name=located(cls),
            parameter=attribute.name,
            cause=cause(error),
        )
        spot.add(what, message("mend the converter, or the default"))
        return
    written = isinstance(default, bool | int | Decimal | str | tuple | Number | Mark | attrs.Factory)
    if default is attrs.NOTHING or default is None:
        return
    if written:
        if type_ is not None and not hasattr(default, "factory") and not _fits(default, type_):
            what = message(
                "the class {name}: the default of its parameter “{parameter}” is {found}, which is no {type}",
                name=located(cls),
                parameter=attribute.name,
                found=repr(default),
                type=getattr(type_, "__name__", None) if isinstance(type_, type) else str(type_).replace("typing.", ""),
            )
            spot.add(what, message("write a default that a scheme could write there, or another type"))
        return
    what = message(
        "the class {name}: the default of its parameter “{parameter}” is {found}, which no scheme could write",
        name=located(cls),
        parameter=attribute.name,
        found=repr(default),
    )
    spot.add(what, message("a default is a number, a text, True, False, None or (): everybody shares it"))


def _fits(value: Any, type_: Any) -> bool:
    """Whether a value is of a type that a scheme can write, as far as its outermost form tells."""
    origin, arguments = get_origin(type_), get_args(type_)
    if origin in (Union, UnionType):
        return any(_fits(value, one) for one in arguments)
    if origin is Literal:
        return any(type(value) is type(one) and value == one for one in arguments)
    if origin is tuple:
        each = arguments[0] if arguments else Any
        return isinstance(value, tuple) and (each is Any or all(_fits(one, each) for one in value))
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    if type_ in (int, Decimal):
        return isinstance(value, (int,) if type_ is int else (int, Decimal)) and not isinstance(value, bool)
    if not isinstance(type_, type):
        return True  # a mapping, or what only a converter reads
    from kaohe_core.formula.tree import Formula

    return isinstance(value, type_) or not issubclass(type_, bool | str | date | Formula | NoneType)


_CHECKS: Mapping[str, ItemCheck] = {
    "kaohe_tables": _objects(Table),
    "kaohe_rules": _rule,
    "kaohe_dimensions": _objects(ReadyDimension),
    "kaohe_settlements": _settlement,
    "kaohe_schemes": _objects(ReadyScheme),
    "kaohe_check": _finding,
    "kaohe_report_sections": _section,
    "kaohe_commands": _objects(Command),
}
