"""Code that may give something else on another day or machine: seen while it runs, however it is called.

The source says much (:mod:`kaohe_core.contract.purity`), and not what a helper in another library does, or a name that
came from somewhere else. So while the contract calls into a plugin, Python tells of every call that is made
(``sys.setprofile``; unlike an audit hook it is gone afterwards, and unlike a patch it sees a function under any name),
decimals tell whether a binary float was made one of them, and what was handed over is held against what it was before.
"""

from __future__ import annotations

import decimal
import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import Any

import attrs
from attrs import define, field, frozen

from kaohe_core.contract.remembered import remembered
from kaohe_core.messages import Message, message
from kaohe_core.plugins.blame import origin_of, owner, place_in

CLOCK = message("reads the clock")
CHANCE = message("draws random numbers")
NETWORK = message("uses the network")
PROGRAMS = message("starts other programs")
THREADS = message("starts threads")
ENVIRONMENT = message("reads the environment")
FILES = message("reads or writes files")
PRINTS = message("prints")
FLOATS = message("computes with binary floats")
DECIMALS = message("changes how all decimals are computed")

# Functions written in C, by their module: Python tells of each call, with the function itself.
BUILT_IN: dict[str, tuple[Message, str]] = {
    "time": (
        CLOCK,
        "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns localtime "
        "gmtime ctime sleep",
    ),
    "_random": (CHANCE, "random getrandbits seed"),
    "_socket": (NETWORK, "getaddrinfo gethostbyname gethostname create_connection"),
    "_thread": (THREADS, "start_new_thread start_joinable_thread"),
    "_posixsubprocess": (PROGRAMS, "fork_exec"),
    "_warnings": (PRINTS, "warn warn_explicit"),
    "builtins": (PRINTS, "print input"),
    "io": (FILES, "open open_code"),
    "_io": (FILES, "open open_code"),
}
_OF_SYSTEM: tuple[tuple[Message, str], ...] = (  # of posix, or nt
    (CHANCE, "urandom getrandom"),
    (PROGRAMS, "system fork posix_spawn execv execve spawnv spawnve startfile"),
    (ENVIRONMENT, "getcwd getcwdb getpid getlogin getuid uname putenv unsetenv"),
    (
        FILES,
        "open read write stat lstat listdir scandir access mkdir rmdir remove unlink rename replace chdir truncate "
        "link symlink chmod utime",
    ),
)
# Functions written in Python, by their module; of some modules only these.
MODULES: dict[str, Message] = {
    "random": CHANCE,
    "secrets": CHANCE,
    "numpy.random": CHANCE,
    "socket": NETWORK,
    "ssl": NETWORK,
    "http.client": NETWORK,
    "urllib.request": NETWORK,
    "subprocess": PROGRAMS,
    "logging": PRINTS,
    "tempfile": FILES,
    "shutil": FILES,
}
FUNCTIONS: dict[tuple[str, str], Message] = {
    ("threading", "Thread.start"): THREADS,
    ("uuid", "uuid1"): CHANCE,
    ("uuid", "uuid4"): CHANCE,
    ("uuid", "getnode"): ENVIRONMENT,
    ("os", "_Environ.__getitem__"): ENVIRONMENT,
    ("os", "_Environ.__iter__"): ENVIRONMENT,
    ("os", "_Environ.__setitem__"): ENVIRONMENT,
}
LOADING = ("kaohe_tables", "kaohe_rules", "kaohe_dimensions", "kaohe_settlements", "kaohe_schemes", "kaohe_commands")
"""Hooks that may read files: those of their own package."""


@frozen
class Deed:
    """Something that a plugin's code did: what was called, where in the plugin that was, and what it did."""

    brought: object
    call: str
    file: str
    line: int
    does: Message
    plugin: str


@frozen
class Altered:
    """Something that was handed over and was something else afterwards."""

    brought: object
    call: str
    what: str
    plugin: str


@frozen
class LeftBehind:
    """Something that a plugin's code keeps from one call to the next."""

    brought: object
    what: str
    plugin: str


@define
class Observer:
    """What was seen while the contract called into a plugin, each thing once."""

    seen: dict[tuple[str, int, str], Deed] = field(factory=dict)
    altered: dict[tuple[str, str, str], Altered] = field(factory=dict)
    kept: dict[str, LeftBehind] = field(factory=dict)

    @contextmanager
    def __call__(self, brought: object, call: str, given: Sequence[object]) -> Iterator[None]:
        """Around one call into what a plugin brought."""
        origin = origin_of(owner(brought).__module__)
        if origin is None:
            yield
            return
        module = owner(brought).__module__
        before, memory = image(given), remembered(module)
        told = _Telling(self, brought, call)
        with decimal.localcontext() as context:
            context.clear_flags()
            settled = (context.prec, context.rounding)
            earlier, collected = sys.getprofile(), gc.isenabled()
            gc.disable()  # what is called when it collects is nobody's doing, and may well read a clock
            sys.setprofile(told.event)
            try:
                yield
            finally:
                sys.setprofile(earlier)
                if collected:
                    gc.enable()
            if (context.prec, context.rounding) != settled:
                told.saw(DECIMALS, None)
            told.look_for_floats(None)
        for what in differing(before, image(given)):
            self.altered.setdefault((str(owner(brought)), call, what), Altered(brought, call, what, origin.plugin))
        now = remembered(module)
        for name in memory:
            if name in now and now[name] != memory[name]:
                self.kept.setdefault(name, LeftBehind(brought, name, origin.plugin))


@define
class _Telling:
    """One call, as Python tells of it."""

    watch: Observer
    brought: object
    call: str

    def event(self, frame: FrameType, event: str, argument: Any) -> None:
        """What Python calls for every call and every return; ``frame`` is the caller of what is written in C."""
        if event == "c_call":
            does = _of_built_in(argument)
            if does is not None:
                self.saw(does, frame)
        elif event == "call":
            does = _of_function(frame)
            if does is not None:
                self.saw(does, frame.f_back)
        elif event == "return" and origin_of(str(frame.f_globals.get("__name__", ""))) is not None:
            if isinstance(argument, float) or any(isinstance(one, float) for one in frame.f_locals.values()):
                self.saw(FLOATS, frame)
            self.look_for_floats(frame)

    def look_for_floats(self, frame: FrameType | None) -> None:
        """Whether a binary float was made a decimal, or held against one, since it was last looked at."""
        flags = decimal.getcontext().flags
        if flags[decimal.FloatOperation]:
            flags[decimal.FloatOperation] = False
            self.saw(FLOATS, frame)

    def saw(self, does: Message, frame: FrameType | None) -> None:
        """Note what was done, if it was a plugin's code that did it; without a frame, at what was called."""
        if does is FILES and self.call in LOADING:
            return
        if frame is None:
            code = owner(self.brought)
            origin, place = origin_of(code.__module__), place_in(code)
        else:
            found = _plugins(frame)
            if found is None:
                return
            origin, place = origin_of(str(found.f_globals["__name__"])), (found.f_code.co_filename, found.f_lineno)
        assert origin is not None  # noqa: S101  # both are a plugin's
        key = (*place, does.template)
        self.watch.seen.setdefault(key, Deed(self.brought, self.call, *place, does, origin.plugin))


def _plugins(frame: FrameType | None) -> FrameType | None:
    """The plugin's frame that led here; None where the core did it, or Python itself while importing."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if origin_of(name) is not None:
            return frame
        if name.partition(".")[0] == "kaohe_core" or name.startswith("importlib._") or name in ("linecache", "inspect"):
            return None
        frame = frame.f_back
    return None


def _of_built_in(function: Any) -> Message | None:
    """What a function written in C does that a plugin's must not."""
    name, of = getattr(function, "__name__", ""), getattr(function, "__self__", None)
    module = getattr(function, "__module__", None)
    if module in ("posix", "nt"):
        return next((does for does, names in _OF_SYSTEM if name in names.split()), None)
    if module is None:  # a method
        if isinstance(of, type) and issubclass(of, date) and name in ("today", "now", "utcnow"):
            return CLOCK
        if any(of is one for one in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)):
            return PRINTS if name in ("write", "writelines") else None
        module = type(of).__mro__[-2].__module__ if not isinstance(of, type) and len(type(of).__mro__) > 1 else None
    does, names = BUILT_IN.get(str(module), (None, ""))
    return does if name in names.split() else None


def _of_function(frame: FrameType) -> Message | None:
    """What a function written in Python does that a plugin's must not."""
    module, code = str(frame.f_globals.get("__name__", "")), frame.f_code
    if code.co_name.startswith("<"):  # a module that is being imported
        return None
    return MODULES.get(module) or FUNCTIONS.get((module, code.co_qualname))


# ---------------------------------------------------------------- what was handed over

Image = Mapping[str, str]
"""What something is made of, by where it stands in it: ``result.frame``."""


def image(given: Sequence[object]) -> Image:
    """All that is given, down to what has no parts, each thing once."""
    found: dict[str, str] = {}
    known: dict[int, str] = {}
    waiting: list[tuple[str, object]] = [(type(one).__name__, one) for one in given]
    while waiting:
        path, value = waiting.pop()
        parts = _parts(path, value)
        if parts is None:
            found[path] = _leaf(value)
        elif id(value) in known:
            found[path] = known[id(value)]
        else:
            known[id(value)] = path
            found[path] = f"{type(value).__name__} of {len(parts)}"
            waiting += parts
    return found


def _parts(path: str, value: object) -> list[tuple[str, object]] | None:
    """What stands in something, each with its path; None for what has no parts."""
    if isinstance(value, Mapping):
        return [(f"{path}[{key!r}]", one) for key, one in value.items()]
    if isinstance(value, list | tuple):
        return [(f"{path}[{number}]", one) for number, one in enumerate(value)]
    if attrs.has(type(value)):
        fields: Sequence[attrs.Attribute[Any]] = attrs.fields(type(value))  # type: ignore[arg-type]  # it has them
        return [(f"{path}.{one.name.lstrip('_')}", getattr(value, one.name, None)) for one in fields]
    return None


def _leaf(value: object) -> str:
    rows: Callable[[], Any] | None = getattr(value, "to_dict", None)
    if rows is not None and hasattr(value, "columns"):  # a frame
        return repr({name: list(value[name]) for name in value.columns})  # type: ignore[index]  # it has columns
    return repr(value)


def differing(before: Image, after: Image) -> Iterator[str]:
    """Where something stands that is something else now, as near to it as can be said; the first of each thing."""
    wrong = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    for path in wrong:
        if not any(path != other and path.startswith(other) for other in wrong):
            yield path
