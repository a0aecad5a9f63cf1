"""Whose fault it is when something of a plugin fails: one guard around every call into what a plugin brought.

The core's own rules and settlements come from no plugin, so nothing about them is ever blamed on one.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from contextvars import ContextVar
from dis import opmap
from types import FrameType, FunctionType, MethodType, TracebackType
from typing import Protocol

from attrs import frozen

from kaohe_core.findings import Finding, FindingsError, Place
from kaohe_core.formula.tree import FormulaError
from kaohe_core.messages import Message, message

ASK = message("send this message to the plugin's author")
FAILED = message("{what} failed: {cause} ({versions})")
FAILED_IN = message("{what} failed in {call}: {cause} ({versions})")
GAVE = message("{brought} {wrong}")


@frozen
class PluginOrigin:
    """The plugin that some code belongs to; ``versions`` are those of plugin, core and Python, for its author."""

    plugin: str
    versions: str


_origins: dict[str, PluginOrigin] = {}  # by module: like sys.modules, what has been imported in this process


def note(module: str, origin: PluginOrigin) -> None:
    """Remember that ``module`` and what lies in it are the plugin's; the core's own never are."""
    if module.partition(".")[0] != "kaohe_core":
        _origins[module] = origin


def origin_of(module: str) -> PluginOrigin | None:
    """The plugin that a module, or the package it lies in, belongs to."""
    while module:
        if module in _origins:
            return _origins[module]
        module = module.rpartition(".")[0]
    return None


class Watching(Protocol):
    """Whoever looks on while a plugin's code runs: around the call into what was ``brought``, with what was given."""

    def __call__(self, brought: object, call: str, given: Sequence[object]) -> AbstractContextManager[None]:
        """What is entered before the call and left after it."""


_watching: ContextVar[Watching | None] = ContextVar("watching", default=None)


@contextmanager
def watched(watching: Watching) -> Iterator[None]:
    """Let ``watching`` look on at every call into a plugin meanwhile: the contract does, nobody else."""
    token = _watching.set(watching)
    try:
        yield
    finally:
        _watching.reset(token)


def looked_on(brought: object, call: str, given: Sequence[object]) -> AbstractContextManager[None]:
    """Around a call into what a plugin brought: nothing, unless somebody looks on."""
    watching = _watching.get()
    return nullcontext() if watching is None else watching(brought, call, given)


class PluginFailed(FormulaError):  # noqa: N818  # it is said to a person, as "the plugin failed"
    """Something that a plugin brought failed, or gave what it must not; carries the words for the plugin's author."""


@contextmanager
def guarded(brought: object, call: str = "", given: Sequence[object] = ()) -> Iterator[None]:
    """Around a ``call``, such as ``formula()``, into what a plugin brought: a rule, a settlement, a class, a function.

    Raises :class:`PluginFailed` where the plugin's code fails. What is meant for the author of the scheme
    (:class:`FormulaError`, :class:`FindingsError`), and whatever the core does wrong itself, goes through. What the
    code prints goes to the error output, for the output may be read by a machine. ``given`` is what it works on.
    """
    origin = origin_of(owner(brought).__module__)
    if origin is None:
        yield
        return
    try:
        with redirect_stdout(sys.stderr), looked_on(brought, call, given):
            yield
    except (FormulaError, FindingsError, GeneratorExit):
        raise
    except BaseException as error:  # whatever foreign code may raise, SystemExit too
        if _plugins_frame(error) is None or interrupted(error):
            raise
        said = (FAILED_IN if call else FAILED).filled(
            what=named(brought), call=call, cause=cause(error), versions=origin.versions
        )
        raise PluginFailed(said, ASK) from error


def interrupted(error: BaseException) -> bool:
    """Whether somebody pressed Ctrl-C; a line of a plugin that raises ``KeyboardInterrupt`` itself is its own."""
    if not isinstance(error, KeyboardInterrupt):
        return False
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or origin_of(str(trace.tb_frame.f_globals.get("__name__", ""))) is None:
        return True
    return trace.tb_frame.f_code.co_code[trace.tb_lasti] != opmap["RAISE_VARARGS"]


def gave(brought: object, what: Message, mend: Message) -> PluginFailed:
    """To be raised where what a plugin brought gave something that it must not give."""
    return PluginFailed(GAVE.filled(brought=named(brought), wrong=what), mend)


def blamed(what: Message) -> bool:
    """Whether a finding says that something of a plugin failed, or gave what it must not, wherever it was noted."""
    return what.template in {one.template for one in (FAILED, FAILED_IN, GAVE)}


def whose(error: BaseException) -> Finding | None:
    """The finding for an error that nobody caught, where it came out of a plugin's code; None for a fault of kaohe."""
    frame = _plugins_frame(error)
    origin = None if frame is None else origin_of(str(frame.f_globals.get("__name__", "")))
    if origin is None:
        return None
    what = message("the plugin failed: {cause} ({versions})", cause=cause(error), versions=origin.versions)
    return Finding(Place(plugin=origin.plugin), what, ASK)


# ---------------------------------------------------------------- words


def named(brought: object) -> Message:
    """A rule, a settlement or a function, with its plugin, and the file and line where its code begins."""
    code = owner(brought)
    origin = origin_of(code.__module__)
    name = getattr(code, "name", None)
    name = name if isinstance(name, str) else code.__name__  # a node may have an attribute that is called so
    line = _line_of(code)
    where = message("class {name}", name=", ".join(part for part in (code.__name__, line) if part))
    if not isinstance(code, type):
        where = message("{one}", one=line)
    if origin is None:
        return message("“{name}” ({where})", name=name, where=where)
    return message("“{name}” of the plugin {plugin} ({where})", name=name, plugin=origin.plugin, where=where)


def located(thing: type) -> str:
    """A class with its file and line, as far as they are known: ``Every (rules.py:15)``."""
    line = _line_of(thing)
    return f"{thing.__name__} ({line})" if line else thing.__name__


def _line_of(thing: type | FunctionType) -> str:
    file, line = place_in(thing)
    return f"{_short(file)}:{line}" if line else ""


def cause(error: BaseException) -> str:
    """The exception in one line, with the line of the plugin's code that led to it, or else the line that raised it.

    ``ZeroDivisionError: division by zero (rules.py:12)``.
    """
    try:
        text = " ".join(str(error).split())
    except Exception:  # the exception is the plugin's too
        text = ""
    line = f"{type(error).__name__}: {text}" if text else type(error).__name__
    if isinstance(error, SyntaxError):  # it names its place itself
        return line
    frames = list(_frames(error.__traceback__))
    found = _plugins_place(frames) or (frames[-1] if frames else None)
    if found is None:
        return line
    file = _short(found[0].f_code.co_filename)
    return line if file.startswith("<") else f"{line} ({file}:{found[1]})"


def owner(brought: object) -> type | FunctionType:
    """The class or the function whose code it is."""
    brought = brought.__func__ if isinstance(brought, MethodType) else brought
    return brought if isinstance(brought, type | FunctionType) else type(brought)


def place_in(thing: type | FunctionType) -> tuple[str, int]:
    """The file and the line where a class or a function begins; no file and 0 where it has no source."""
    try:
        return inspect.getsourcefile(thing) or "", inspect.getsourcelines(thing)[1]
    except (OSError, TypeError):
        return "", 0


def _frames(trace: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _plugins_place(frames: list[tuple[FrameType, int]]) -> tuple[FrameType, int] | None:
    """The innermost frame of a plugin's code that lies in a file."""
    for frame, line in reversed(frames):
        if origin_of(str(frame.f_globals.get("__name__", ""))) and not frame.f_code.co_filename.startswith("<"):
            return frame, line
    return None


def _plugins_frame(error: BaseException) -> FrameType | None:
    found = _plugins_place(list(_frames(error.__traceback__)))
    return None if found is None else found[0]


def _short(file: str) -> str:
    return file.replace("\\", "/").rpartition("/")[2]
