"""What a plugin's modules ``checks`` and ``sections`` hold: marked functions, asked by their parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import frozen

from kaohe_core.findings import Finding, Place, Spot, did_you_mean
from kaohe_core.messages import message
from kaohe_core.plugins.blame import PluginFailed, gave, guarded, named
from kaohe_core.plugins.contract import found
from kaohe_core.plugins.contributions import Section
from kaohe_core.plugins.rows import Rows

Marked = TypeVar("Marked", bound=Callable[..., Any])
MARK = "_kaohe_asked"
SCHEME = "scheme"  # the parameter that is no table


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
    setattr(function, MARK, "check")
    return function


def section(function: Marked) -> Marked:
    """Mark a function of the module ``sections``: a table for the reports, made from the ``result``.

    It returns a :class:`~kaohe_core.plugins.contributions.Section`, or None where the result has nothing for it.
    """
    setattr(function, MARK, "section")
    return function


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
            with guarded(self.function):
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
    with guarded(function):
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
