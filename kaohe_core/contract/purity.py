"""Code that may give something else on another day or machine: looked for in the source, without running it.

A rule, a settlement, a check and a section see what they are given, and nothing else: no clock, no random number, no
file, no environment, no network; and no binary float comes near a mark or an amount.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message

IMPORTS = {
    "random": message("draws random numbers"),
    "secrets": message("draws random numbers"),
    "uuid": message("draws random numbers"),
    "time": message("reads the clock"),
    "socket": message("uses the network"),
    "urllib.request": message("uses the network"),
    "http": message("uses the network"),
    "requests": message("uses the network"),
    "httpx": message("uses the network"),
    "subprocess": message("starts other programs"),
    "numpy": message("computes with binary floats"),
}
CALLS = {
    "date.today": message("reads the clock"),
    "datetime.now": message("reads the clock"),
    "datetime.today": message("reads the clock"),
    "datetime.utcnow": message("reads the clock"),
    "os.getenv": message("reads the environment"),
    "getenv": message("reads the environment"),
    "float": message("computes with binary floats"),
    "print": message("prints"),
    "input": message("waits for a person"),
    "open": message("reads or writes files"),
}
NAMES = {"os.environ": message("reads the environment"), "environ": message("reads the environment")}


@frozen
class Impure:
    """A place in the source where code does what it must not."""

    line: int
    does: Message


def impurities(source: str) -> list[Impure]:
    """What code does that may be different on another day or machine, line by line."""
    return sorted(_found(ast.parse(source)), key=lambda one: one.line)


def check_purity(module: Path, shown: str, plugin: str, findings: Findings) -> None:
    """Note every line of a module's source that does what it must not."""
    for one in impurities(module.read_text(encoding="utf-8")):
        findings.add(
            Place(shown, one.line, plugin=plugin),
            message("this {does}", does=one.does),
            message("a plugin's code gives the same on every day and machine: it works with what it is given alone"),
        )


def check_texts(module: Path, shown: str, plugin: str, findings: Findings) -> None:
    """Note findings without a remedy, and refusals in one language alone."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr="note"), args=args, keywords=keywords):
                if len(args) < 3 and not any(keyword.arg in ("mend", None) for keyword in keywords):
                    findings.add(
                        Place(shown, node.lineno, plugin=plugin),
                        message("this finding does not say how to mend it"),
                        message('say it as the third value: row.note(column, message("…"), message("…"))'),
                    )
            case ast.Raise(exc=ast.Call(func=ast.Name("ValueError"), args=[ast.Constant() | ast.JoinedStr(), *_])):
                findings.add(
                    Place(shown, node.lineno, plugin=plugin),
                    message("this refusal is said in one language only"),
                    message('write raise ValueError(message("…")), where message = catalogue("its_package")'),
                )


def _found(tree: ast.Module) -> Iterator[Impure]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield from _imported(node.lineno, alias.name)
            case ast.ImportFrom(module=str(name), names=names):
                yield from _imported(node.lineno, name) or ()
                for alias in names:
                    if f"{name}.{alias.name}" in IMPORTS:
                        yield Impure(node.lineno, IMPORTS[f"{name}.{alias.name}"])
            case ast.Call(func=function) if (does := CALLS.get(_last(function))) is not None:
                yield Impure(node.lineno, does)
            case ast.Attribute() | ast.Name() if (does := NAMES.get(_last(node))) is not None:
                yield Impure(node.lineno, does)
            case ast.Constant(value=float()):
                yield Impure(node.lineno, message("computes with binary floats"))


def _imported(line: int, name: str) -> Iterator[Impure]:
    for known, does in IMPORTS.items():
        if name == known or name.startswith(f"{known}."):
            yield Impure(line, does)


def _last(node: ast.expr) -> str:
    """A name as written, with what stands before its last point: ``datetime.now`` of ``datetime.datetime.now``."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=of) | ast.Attribute(attr=of), attr=name):
            return f"{of}.{name}"
    return ""
