"""Turning TOML data strictly into attrs classes.

Own walker rather than cattrs: cattrs coerces silently ('12' to 12, 2.9 to 2, true to 1), and its errors lose the key
and the found value, which a finding needs. Nothing is coerced here but an integer to ``Decimal`` and an array to
``tuple``. All findings of a table are collected; nothing is built from a table that has one.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

import attrs
from attrs import frozen

from kaohe_core.findings import Findings, Place, nearest
from kaohe_core.messages import Message, message
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys

T = TypeVar("T")
Hook = Callable[[Any, "Context"], Any]
Hooks = Mapping[Any, Hook]


class Refused(ValueError):  # noqa: N818 - it is said to a person, as "this was refused"
    """A value that cannot be taken, raised by a hook, a validator or ``__attrs_post_init__``.

    ``keys`` lead from the value (or from the table, when a class refuses) to the part that is wrong.
    """

    def __init__(self, what: Message, mend: Message | None = None, keys: Keys = ()) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.keys = keys


@frozen
class Described:
    """A hook that says in a word what it takes, for findings about a key that is missing or wrong."""

    takes: Message
    make: Hook

    def __call__(self, value: Any, context: Context) -> Any:
        """The made value."""
        return self.make(value, context)


@frozen
class Context:
    """Where a value stands; what hooks need to say more than one thing about it, or to go on inside it."""

    document: Document
    keys: Keys
    findings: Findings
    hooks: Hooks
    lenient: bool = False  # what is good is kept, whatever stands beside it

    def at(self, *keys: str | int) -> Context:
        """The context further in."""
        return attrs.evolve(self, keys=(*self.keys, *keys))

    def place(self, *, value: bool = True) -> Place:
        """The place of the value, or of its key."""
        return self.document.place(self.keys, value=value)

    def add(self, what: Message, mend: Message | None = None, *, value: bool = True, blocks: bool = True) -> None:
        """Note a finding about this value (or about its key)."""
        self.findings.add(self.place(value=value), what, mend, blocks=blocks)

    def structure(self, type_: Any, value: Any) -> Any:
        """Turn ``value`` into ``type_``; :data:`FAILED` if a finding blocks."""
        return _value(type_, value, self, type_)


class _Failed(Enum):
    FAILED = "failed"


FAILED = _Failed.FAILED

TEXT, INTEGER, FRACTION, FLAG = "text", "integer", "fraction", "flag"
ARRAY, TABLE, DATE, DATETIME, TIME, NOTHING = "array", "table", "date", "datetime", "time", "nothing"
_KINDS: dict[type, str] = {
    str: TEXT,
    int: INTEGER,
    Decimal: FRACTION,
    bool: FLAG,
    list: ARRAY,
    tuple: ARRAY,
    dict: TABLE,
    date: DATE,
    datetime: DATETIME,
    time: TIME,
    type(None): NOTHING,
}
_WORDS: dict[str, Message] = {
    TEXT: message("a text"),
    INTEGER: message("an integer"),
    FRACTION: message("a decimal number"),
    FLAG: message("true or false"),
    ARRAY: message("an array"),
    TABLE: message("a table"),
    DATE: message("a date"),
    DATETIME: message("a date with a time"),
    TIME: message("a time of day"),
    NOTHING: message("nothing"),
}
_SCALARS: dict[Any, frozenset[str]] = {
    str: frozenset({TEXT}),
    int: frozenset({INTEGER}),
    Decimal: frozenset({INTEGER, FRACTION}),
    bool: frozenset({FLAG}),
    date: frozenset({DATE}),
    datetime: frozenset({DATETIME}),
    time: frozenset({TIME}),
}


def kind(value: Any) -> str:
    """The kind of a TOML value; ``true`` is never an integer."""
    return _KINDS.get(type(value), type(value).__name__)


def key_of(attribute: attrs.Attribute[Any]) -> str:
    """The TOML key of an attribute: ``sick_days`` is ``sick-days``, ``for_`` is ``for``; an alias or metadata wins."""
    key = attribute.metadata.get("key")
    return key if isinstance(key, str) else (attribute.alias or attribute.name).rstrip("_").replace("_", "-")


def allowed_keys(cls: type) -> Mapping[str, attrs.Attribute[Any]]:
    """The TOML keys of a class, in the order of its attributes; attributes out of ``__init__`` have none."""
    return _allowed(cls)


@cache
def _allowed(cls: type) -> Mapping[str, attrs.Attribute[Any]]:
    return {key_of(attribute): attribute for attribute in attrs.fields(cls) if attribute.init}


@cache
def types_of(cls: type) -> dict[str, Any]:
    """The resolved type of each attribute, by attribute name."""
    return typing.get_type_hints(cls)


def structure(
    cls: type[T],
    data: Mapping[str, Any],
    document: Document,
    keys: Keys,
    findings: Findings,
    hooks: Hooks | None = None,
    *,
    given: Mapping[str, Any] | None = None,
    also: Iterable[str] = (),
    lenient: bool = False,
) -> T | None:
    """An instance of ``cls`` from the table ``data`` that stands at ``keys`` of ``document``; None if a finding blocks.

    ``hooks`` make own types: ``{Formula: function(value, context)}``. ``given`` holds values, by attribute name, that
    do not come from the file and have no key in it. ``also`` names keys of the table that somebody else reads: they
    are no findings here, and are named among the allowed ones. ``lenient`` makes what can be made in spite of findings:
    a key that is nearly an allowed one is taken for it, and what is wrong is left out; for whoever looks for more that
    is wrong, and makes nothing of it. A type this module does not know raises ``TypeError``:
    that is a mistake in the class, not in the file.
    """
    context = Context(document, keys, findings, hooks or {}, lenient)
    result = _table(cls, data, context, given or {}, tuple(also))
    return None if result is FAILED else cast(T, result)


def _table(
    cls: type,
    data: Any,
    context: Context,
    given: Mapping[str, Any] = types.MappingProxyType({}),
    also: Sequence[str] = (),
) -> Any:
    if not isinstance(data, Mapping):
        return _wrong(data, cls, context)
    watch = context.findings.watch()
    allowed = {key: attribute for key, attribute in allowed_keys(cls).items() if attribute.name not in given}
    names = [*also, *(key for key in allowed if key not in also)]
    for key in data:
        if key not in names:
            _unknown(str(key), names, context.at(key))
    if context.lenient:
        data = _as_meant(data, names)
    hints = types_of(cls)
    values: dict[str, Any] = {}
    for key, attribute in allowed.items():
        if key in data:
            values[attribute.name] = _value(hints[attribute.name], data[key], context.at(key), hints[attribute.name])
        elif attribute.default is attrs.NOTHING:
            what = message(
                "the key “{key}” is missing; it takes {allowed}",
                key=key,
                allowed=describe(hints[attribute.name], context.hooks),
            )
            context.add(what, message("write a line “{key} = …” here", key=key), value=False)
    good = {name: value for name, value in values.items() if value is not FAILED} | dict(given)
    if not watch.blocked or context.lenient:
        try:
            return cls(
                **{
                    attribute.alias or attribute.name: good[attribute.name]
                    for attribute in attrs.fields(cls)
                    if attribute.name in good
                }
            )
        except TypeError:
            if not context.lenient:  # what must be there is not
                raise
        except ValueError as error:
            if not _validate(cls, good, context):
                _refuse(error, context, value=False)
    else:
        _validate(cls, good, context)
    return FAILED


def _as_meant(data: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """A table whose nearly right keys are right."""
    result: dict[str, Any] = {}
    for key, value in data.items():
        close = key if key in names else nearest(key, names)
        result.setdefault(key if close is None or (close != key and close in data) else close, value)
    return result


def _unknown(key: str, names: Sequence[str], context: Context) -> None:
    what = message("unknown key “{key}”; allowed here: {names}", key=key, names=names)
    if not names:
        what = message("unknown key “{key}”; no key is allowed here", key=key)
    close = nearest(key, names)
    mend = (
        message("did you mean “{close}”?", close=close) if close else message("remove it, or move it where it belongs")
    )
    context.add(what, mend, value=False)


def _validate(cls: type, good: Mapping[str, Any], context: Context) -> bool:
    """Run every converter and validator on its own, so that all of them are heard; True if any refused.

    attrs would stop at the first. The instance exists for validators that look at their neighbours; where a neighbour
    is missing because it is wrong itself, such a validator cannot be heard yet.
    """
    blank: Any = object.__new__(cls)
    converted: dict[str, Any] = {}
    refused = False
    for attribute in attrs.fields(cls):
        if attribute.name in good:
            try:
                value = good[attribute.name]
                converted[attribute.name] = attribute.converter(value) if callable(attribute.converter) else value
            except ValueError as error:
                _refuse(error, context.at(key_of(attribute)))
                refused = True
            else:
                object.__setattr__(blank, attribute.name, converted[attribute.name])
        elif (default := _default(attribute)) is not attrs.NOTHING:
            object.__setattr__(blank, attribute.name, default)
    for attribute in attrs.fields(cls):
        if attribute.name not in converted:
            continue
        for validator in _validators(attribute.validator):
            try:
                validator(blank, attribute, converted[attribute.name])
            except ValueError as error:
                _refuse(error, context.at(key_of(attribute)), validator, converted[attribute.name])
                refused = True
            except AttributeError:  # looks at a neighbour that is wrong itself
                if len(good) == len(attrs.fields(cls)):
                    raise
    return refused


def _default(attribute: attrs.Attribute[Any]) -> Any:
    """The default where it can be known without an instance; NOTHING otherwise."""
    default: Any = attribute.default
    if not (hasattr(default, "factory") and hasattr(default, "takes_self")):  # mypy takes attrs.Factory for a function
        return default
    return attrs.NOTHING if default.takes_self else default.factory()


def _validators(validator: Any) -> list[Any]:
    """The single validators of a combined one."""
    if validator is None:
        return []
    parts = getattr(validator, "_validators", None)
    return [single for part in parts for single in _validators(part)] if isinstance(parts, tuple) else [validator]


def _refuse(
    error: ValueError, context: Context, validator: Any = None, found: Any = None, *, value: bool = True
) -> None:
    if isinstance(error, Refused):
        context.at(*error.keys).add(error.what, error.mend, value=value or bool(error.keys))
        return
    sign = getattr(validator, "compare_op", None)
    first = error.args[0] if error.args else ""  # a second message says how to mend it
    if isinstance(first, Message):
        what = first
    elif isinstance(sign, str):  # ge, gt, le, lt of attrs: they speak English only
        signs = {">=": "≥", "<=": "≤"}
        what = message(
            "{found} is out of range: the value must be {sign} {bound}",
            found=found,
            sign=signs.get(sign, sign),
            bound=validator.bound,
        )
    else:
        what = message("{reason}", reason=str(first))
    mend = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], Message) else None
    context.add(what, mend, value=value)


def members(type_: Any) -> tuple[Any, ...]:
    """The members of a union, or the type alone; ``Annotated`` and ``NewType`` are looked through."""
    if isinstance(type_, type):
        return (type_,)
    if get_origin(type_) is Annotated:
        return members(get_args(type_)[0])
    if isinstance(type_, typing.NewType):
        return members(type_.__supertype__)
    if get_origin(type_) in (Union, types.UnionType):
        return tuple(member for part in get_args(type_) for member in members(part))
    return (type_,)


def choices(type_: Any) -> tuple[Any, ...] | None:
    """The values of a ``Literal`` or of an ``Enum``; None for other types."""
    if isinstance(type_, type):
        return tuple(member.value for member in type_) if issubclass(type_, Enum) else None
    return get_args(type_) if get_origin(type_) is Literal else None


def _kinds(type_: Any, hooks: Hooks) -> frozenset[str] | None:
    """The kinds of TOML value a single type can be read from; None for any kind."""
    if type_ in hooks or type_ is Any or type_ is object:
        return None
    if type_ is type(None):
        return frozenset()
    if type_ in _SCALARS:
        return _SCALARS[type_]
    if (values := choices(type_)) is not None:
        return frozenset(kind(value) for value in values)
    origin = get_origin(type_) or type_
    if origin in (tuple, list, Sequence):
        return frozenset({ARRAY})
    if origin in (dict, Mapping) or (isinstance(origin, type) and attrs.has(origin)):
        return frozenset({TABLE})
    raise TypeError(f"{type_!r} cannot be read from TOML: give a hook for it, or use another type")


def unreadable(type_: Any, own: Sequence[Any], seen: tuple[Any, ...] = ()) -> Any:
    """The part of a type that no TOML value can be turned into, or None; ``own`` are the types that hooks make."""
    hooks = dict.fromkeys(own, lambda value, _context: value)
    for part in members(type_):
        try:
            kinds = _kinds(part, hooks)
        except TypeError:
            return part
        if kinds is None or part in hooks:
            continue
        origin, arguments = get_origin(part) or part, get_args(part)
        inner: Sequence[Any] = ()
        if origin in (tuple, list, Sequence):
            inner = [argument for argument in arguments if argument is not ...]
        elif origin in (dict, Mapping):
            inner = arguments[1:]
        elif isinstance(origin, type) and attrs.has(origin) and origin not in seen:  # a class may hold its like
            inner = [types_of(origin).get(attribute.name) for attribute in allowed_keys(origin).values()]
        for one in inner:
            if (found := unreadable(one, own, (*seen, origin))) is not None:
                return found
    return None


def _value(type_: Any, value: Any, context: Context, whole: Any) -> Any:
    """``value`` as ``type_``, or FAILED. ``whole`` is the union ``type_`` is a member of, for the wording."""
    parts = members(type_)
    found = kind(value)
    fitting = [(part, kinds) for part in parts if (kinds := _kinds(part, context.hooks)) is None or found in kinds]
    if not fitting:
        return _wrong(value, whole, context)
    if len(fitting) == 1:
        return _single(fitting[0][0], value, context, whole)
    best: Findings | None = None
    for part, _ in sorted(fitting, key=lambda fit: fit[1] is None):  # plain types first, then hooks
        trial = Findings()
        result = _single(part, value, attrs.evolve(context, findings=trial), whole)
        if result is not FAILED:
            context.findings.extend(trial)
            return result
        best = trial if best is None or len(trial) < len(best) else best
    context.findings.extend(best or ())
    return FAILED


def _single(type_: Any, value: Any, context: Context, whole: Any) -> Any:
    """``value``, whose kind fits, as the single type ``type_``."""
    if type_ in context.hooks:
        watch = context.findings.watch()
        try:
            result = context.hooks[type_](value, context)
        except Refused as error:
            context.at(*error.keys).add(error.what, error.mend)
            return FAILED
        return FAILED if watch.blocked else result
    if type_ is Any or type_ is object:
        return value
    if type_ is Decimal:
        return Decimal(value)
    if type_ in _SCALARS:
        return value
    if choices(type_) is not None:
        return _choice(type_, value, context, whole)
    origin, arguments = get_origin(type_) or type_, get_args(type_)
    if origin in (tuple, list, Sequence):
        return _array(origin, arguments, value, context)
    if origin in (dict, Mapping):
        inner = arguments[1] if arguments else Any
        result = {key: _value(inner, item, context.at(key), inner) for key, item in value.items()}
        if context.lenient:
            return {key: item for key, item in result.items() if item is not FAILED}
        return FAILED if FAILED in result.values() else result
    return _table(origin, value, context)


def _choice(type_: Any, value: Any, context: Context, whole: Any) -> Any:
    values = cast("tuple[Any, ...]", choices(type_))
    if any(type(value) is type(choice) and value == choice for choice in values):
        return type_(value) if isinstance(type_, type) else value
    texts = [choice for choice in values if isinstance(choice, str)]
    close = nearest(value, texts) if isinstance(value, str) else None
    what = message(
        "{found} is not allowed here; allowed: {allowed}", found=shown(value), allowed=describe(whole, context.hooks)
    )
    context.add(what, message("did you mean “{close}”?", close=close) if close else None)
    return FAILED


def _array(origin: Any, arguments: tuple[Any, ...], value: Sequence[Any], context: Context) -> Any:
    fixed = origin is tuple and arguments and not (len(arguments) == 2 and arguments[1] is ...)
    if fixed:
        if len(arguments) != len(value):
            context.add(
                message("{found} items stand here; there must be {count}", found=len(value), count=len(arguments))
            )
            return FAILED
        inner = list(arguments)
    else:
        inner = [arguments[0] if arguments else Any] * len(value)
    result = [_value(part, item, context.at(n), part) for n, (part, item) in enumerate(zip(inner, value, strict=True))]
    if context.lenient and not fixed:
        result = [item for item in result if item is not FAILED]
    if any(item is FAILED for item in result):
        return FAILED
    return result if origin is list else tuple(result)


def _wrong(value: Any, type_: Any, context: Context) -> Any:
    """Say which kind was found and which are allowed; mend the usual slips."""
    found = kind(value)
    word = _WORDS.get(found, message("something else"))
    what = message(
        "here stands {kind}, {found}; allowed: {allowed}",
        kind=word,
        found=shown(value),
        allowed=describe(type_, context.hooks),
    )
    if found in (ARRAY, TABLE, NOTHING, FLAG):  # naming the kind says all, or the value would be too long
        what = message(
            "here stands {kind}; allowed: {allowed}",
            kind=word if found != FLAG else f"“{shown(value)}”",
            allowed=describe(type_, context.hooks),
        )
    context.add(what, _mend(value, type_, context.hooks))
    return FAILED


def _mend(value: Any, type_: Any, hooks: Hooks) -> Message | None:
    kinds = frozenset[str]().union(*(_kinds(part, hooks) or () for part in members(type_)))
    found = kind(value)
    if found == TEXT and kinds & {INTEGER, FRACTION} and _like(value, Decimal):
        return message("remove the quotation marks: {text}", text=value)
    if found == TEXT and DATE in kinds and _like(value, date.fromisoformat):
        return message("remove the quotation marks: {text}", text=value)
    if found == TEXT and FLAG in kinds and value in ("true", "false"):
        return message("remove the quotation marks: {text}", text=value)
    if found == TEXT and FLAG in kinds:
        return message("write true for yes (是), false for no (否)")
    if found in (INTEGER, FRACTION, DATE) and TEXT in kinds:
        return message("put it in quotation marks: {text}", text=f'"{value}"')
    if found == FRACTION and INTEGER in kinds and value == value.to_integral_value():
        return message("write {text}", text=f"{value.to_integral_value():f}")
    if found == TABLE and ARRAY in kinds:
        return message("write the header with two pairs of brackets: [[…]]")
    if found == ARRAY and TABLE in kinds:
        return message("write the header with one pair of brackets: […]")
    if found not in (ARRAY, TABLE) and ARRAY in kinds:
        return message(
            "put it in square brackets: {text}", text=f'["{value}"]' if found == TEXT else f"[{shown(value)}]"
        )
    return None


def _like(text: str, read: Callable[[str], object]) -> bool:
    try:
        read(text)
    except (ValueError, ArithmeticError):
        return False
    return True


def shown(value: Any) -> str:
    """A TOML value as it would be written, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"“{value}”" if len(value) <= 40 else f"“{value[:39]}…”"
    return str(value)


def describe(type_: Any, hooks: Hooks) -> Message:
    """What a type takes, in words: kinds, or the list of values."""
    words: list[object] = []
    kinds: set[str] = set()
    for part in members(type_):
        if part in hooks:
            hook = hooks[part]
            words.append(hook.takes if isinstance(hook, Described) else message("a text"))
        elif (values := choices(part)) is not None:
            words += [shown(value) for value in values]
        else:
            kinds |= _kinds(part, hooks) or set()
    if {INTEGER, FRACTION} <= kinds:
        words.append(message("a number"))
        kinds -= {INTEGER, FRACTION}
    words += [word for name, word in _WORDS.items() if name in kinds]
    words = list(dict.fromkeys(words))
    if not words:
        return message("any value")
    if len(words) == 1:
        return message("{one}", one=words[0])
    return message("{some} or {last}", some=words[:-1], last=words[-1])
