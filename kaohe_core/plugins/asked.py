"""What a plugin's modules ``checks`` and ``sections`` hold: marked functions, asked by their parameters."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from textwrap import dedent
from types import ModuleType
from typing import Any, TypeVar

from attrs import frozen

from kaohe_core.described import described
from kaohe_core.findings import Finding, Place, Spot, did_you_mean
from kaohe_core.messages import message
from kaohe_core.plugins.blame import PluginFailed, gave, guarded, named
from kaohe_core.plugins.contributions import Section
from kaohe_core.plugins.returned import found
from kaohe_core.plugins.rows import Rows

Marked = TypeVar("Marked", bound=Callable[..., Any])
MARK = "_kaohe_asked"
LINES = "_kaohe_lines"  # in a module: where each marked function begins
HIDES = "_kaohe_hides"  # on a function: the line of another of its name before it
SCHEME = "scheme"  # the parameter that is no table


@described
def check(function: Marked) -> Marked:
    """Mark a function of the module ``checks``: what is wrong across rows and tables, where no column can know it.

    It gets what its parameters name: tables by id, with ``_`` for ``-``, as :class:`~kaohe_core.plugins.rows.Rows`, and
    ``scheme``. It is asked about every scheme that reads all of its tables; one with the default ``None`` may be
    missing. It returns or yields findings, best made with ``row.note(column, what, mend)``. ::

        @check
        def no_mentor(kindergartens: Rows) -> Iterator[Finding]:
            for row in kindergartens:
                if row["mentor"] is None:
                    yield row.note("mentor", message("“{name}” has no mentor", name=row["name"]), message("name one"))
    """
    return _marked(function, "check")


@described
def section(function: Marked) -> Marked:
    """Mark a function of the module ``sections``: a table for the reports, made from the ``result``.

    It returns a :class:`~kaohe_core.plugins.contributions.Section`, or None where the result has nothing for it.
    """
    return _marked(function, "section")


def _marked(function: Marked, kind: str) -> Marked:
    """Marked; what had the same name in the module before, nobody can find any more: its line is remembered."""
    setattr(function, MARK, kind)
    if inspect.isfunction(function):
        lines = function.__globals__.setdefault(LINES, {})
        name, line = function.__qualname__, function.__code__.co_firstlineno
        if name in lines:
            setattr(function, HIDES, lines[name])
        lines[name] = line
    return function


def check_marked(module: ModuleType, kind: str, spot: Spot) -> None:
    """Note marked functions that hide another of their name, and sections that never return one."""
    for function in vars(module).values():
        if not marked(function, kind) or function.__module__ != module.__name__:
            continue
        hidden = getattr(function, HIDES, None)
        if hidden is not None:
            spot.add(
                message(
                    "{function} hides another of the same name in line {line}", function=named(function), line=hidden
                ),
                message("give each a name of its own"),
            )
        if kind == "section" and not _returns(function):
            spot.add(
                message("{function} never returns anything", function=named(function)),
                message("return a Section, or None where there is nothing to show"),
            )


def check_unmarked(module: ModuleType, tables: Mapping[str, object], spot: Spot) -> None:
    """Note public functions without a mark that take nothing but tables, as only a check does."""
    for name, function in vars(module).items():
        if not inspect.isfunction(function) or function.__module__ != module.__name__ or name.startswith("_"):
            continue
        takes = [_id(one) for one in inspect.signature(function).parameters if one != SCHEME]
        if takes and not hasattr(function, MARK) and all(id in tables for id in takes):
            spot.add(
                message("{function} takes the tables {tables} and is no check", function=named(function), tables=takes),
                message("write @check above it (from kaohe_core import check), or begin its name with an underscore"),
            )


def _returns(function: Callable[..., Any]) -> bool:
    """Whether a function returns anything, as far as its source is known."""
    try:
        parsed = ast.parse(dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):
        return True
    return any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(parsed))


def marked(function: object, kind: str) -> bool:
    """Whether ``function`` is marked as a ``check`` or a ``section``."""
    return inspect.isfunction(function) and getattr(function, MARK, None) == kind


@frozen
class Check:
    """A marked function with the tables it asks for: those it needs, and those it takes where they are there."""

    function: Callable[..., Any]
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    scheme: bool

    @classmethod
    def of(cls, function: Callable[..., Any]) -> Check:
        """From the parameters of the function."""
        parameters = inspect.signature(function).parameters
        names = [name for name in parameters if name != SCHEME]
        needs = tuple(_id(name) for name in names if parameters[name].default is inspect.Parameter.empty)
        takes = tuple(_id(name) for name in names if parameters[name].default is None)
        return cls(function, needs, takes, SCHEME in parameters)

    def check_parameters(self, tables: Mapping[str, object], spot: Spot) -> None:
        """Note what is wrong with its parameters, where ``tables`` are all that the enabled plugins declare."""
        for parameter in inspect.signature(self.function).parameters.values():
            plain = parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
            if not plain or parameter.default not in (None, inspect.Parameter.empty):
                what = message("{check} must take “{name}” as it is", check=named(self.function), name=parameter.name)
                mend = message("write the bare name; or with “= None”, where the table may be missing")
                spot.add(what, mend)
        for id in self.needs:
            if id not in tables:
                what = message(
                    "{check} asks for the table “{table}”, which no enabled plugin declares",
                    check=named(self.function),
                    table=id,
                )
                spot.add(what, did_you_mean(id, tables))

    def findings(self, scheme: object, rows: Mapping[str, Rows]) -> list[Finding]:
        """What it finds; nothing where a table that it needs is not there."""
        if any(id not in rows for id in self.needs):
            return []
        given: dict[str, object] = {id.replace("-", "_"): rows.get(id) for id in (*self.needs, *self.takes)}
        if self.scheme:
            given[SCHEME] = scheme
        try:
            with guarded(self.function, given=[*given.values()]):
                returned: object = self.function(**given)
                answer = list(returned) if hasattr(returned, "__iter__") else None
            if answer is None:
                raise gave(
                    self.function,
                    message("gave {found}, where findings are due", found=found(returned)),
                    message("yield every finding, or return a list of them"),
                )
        except PluginFailed as error:
            return [Finding(Place(), error.what, error.mend)]
        return answer


def section_of(function: Callable[..., Any], result: object) -> Section | None:
    """What a marked function makes of the result. Raises :class:`PluginFailed` where that is no section."""
    with guarded(function, given=[result]):
        made: object = function(result)
    if made is not None and not isinstance(made, Section):
        raise gave(
            function,
            message("gave {found}, where a section is due", found=found(made)),
            message("return a Section, or None where there is nothing to show"),
        )
    return made


def _id(parameter: str) -> str:
    return parameter.replace("_", "-")
