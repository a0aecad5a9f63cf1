"""Code that may give something else on another day or machine: looked for in the source, without running it.

A rule, a settlement, a check and a section see what they are given, and nothing else: no clock, no random number, no
file, no environment, no network; and no binary float comes near a mark or an amount.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

from kaohe_core.contract.watched import CHANCE, CLOCK, ENVIRONMENT, FILES, FLOATS, NETWORK, PRINTS, PROGRAMS, THREADS
from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message

BY_CHANCE = message("goes by a number that is another one in every run")
ORDER = message("goes through a set, whose order is another one in every run: write sorted(…)")
ENDS = message("ends the whole process, without a word")

IMPORTS = {
    "random": CHANCE,
    "secrets": CHANCE,
    "uuid": CHANCE,
    "time": CLOCK,
    "socket": NETWORK,
    "urllib.request": NETWORK,
    "http": NETWORK,
    "requests": NETWORK,
    "httpx": NETWORK,
    "subprocess": PROGRAMS,
    "threading": THREADS,
    "multiprocessing": PROGRAMS,
    "concurrent.futures": THREADS,
    "asyncio": THREADS,
    "platform": ENVIRONMENT,
    "getpass": ENVIRONMENT,
    "numpy": FLOATS,
}
CALLS = {
    "float": FLOATS,
    "print": PRINTS,
    "input": message("waits for a person"),
    "open": FILES,
    "hash": BY_CHANCE,
    "id": BY_CHANCE,
}
HANDED = {"float", "print", "input"}
"""Of these, those that are called too where they are handed over: ``map(float, texts)``."""
NAMES = {
    "date.today": CLOCK,
    "datetime.now": CLOCK,
    "datetime.today": CLOCK,
    "datetime.utcnow": CLOCK,
    "os.getenv": ENVIRONMENT,
    "os.environ": ENVIRONMENT,
    "os.environb": ENVIRONMENT,
    "os.getpid": ENVIRONMENT,
    "os.getlogin": ENVIRONMENT,
    "os.uname": ENVIRONMENT,
    "os.cpu_count": ENVIRONMENT,
    "sys.argv": ENVIRONMENT,
    "sys.stdin": ENVIRONMENT,
    "sys.platform": ENVIRONMENT,
    "os.urandom": CHANCE,
    "os.getrandom": CHANCE,
    "os.system": PROGRAMS,
    "os.popen": PROGRAMS,
    "os.fork": PROGRAMS,
    "os._exit": ENDS,
    "os.abort": ENDS,
    "os.kill": ENDS,
    "os.killpg": ENDS,
}
"""What is not to be named: who hands it to somebody else has it called where no profile sees it (``map(…)``)."""
UNORDERED = ("list", "tuple", "enumerate", "iter")
SAME = message("a plugin's code gives the same on every day and machine: it works with what it is given alone")


@frozen
class Impure:
    """A place in the source where code does what it must not."""

    line: int
    does: Message


def impurities(source: str) -> list[Impure]:
    """What code does that may be different on another day or machine, line by line."""
    return sorted(_found(ast.parse(source)), key=lambda one: one.line)


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
    known = _aliases(tree)
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
            case ast.Call(func=function, args=args):
                called = _last(function, known)
                if (does := CALLS.get(called)) is not None:
                    yield Impure(node.lineno, does)
                elif called in UNORDERED and args and _is_set(args[0]):
                    yield Impure(node.lineno, ORDER)
                elif called not in ("isinstance", "issubclass"):
                    given = {_last(one, known) for one in args} & HANDED
                    yield from (Impure(node.lineno, CALLS[one]) for one in sorted(given))
            case ast.For(iter=over) if _is_set(over):
                yield Impure(node.lineno, ORDER)
            case ast.ListComp(generators=[ast.comprehension(iter=over), *_]) if _is_set(over):
                yield Impure(node.lineno, ORDER)
            case ast.Attribute() | ast.Name() if (does := NAMES.get(_last(node, known))) is not None:
                yield Impure(node.lineno, does)
            case ast.Constant(value=float()):
                yield Impure(node.lineno, FLOATS)


def _is_set(node: ast.expr) -> bool:
    """Whether an expression makes a set, whose order nobody knows."""
    match node:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name("set" | "frozenset")):
            return True
    return False


def endings(source: str) -> list[Impure]:
    """Where code ends the process, so that nobody could say anything any more; nothing of text that is no Python."""
    try:
        return [one for one in impurities(source) if one.does is ENDS]
    except SyntaxError:
        return []


def _aliases(tree: ast.Module) -> Mapping[str, str]:
    """What names that were imported stand for: ``D`` for ``datetime.date``."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found |= {alias.asname: alias.name for alias in names if alias.asname}
            case ast.ImportFrom(module=str(name), names=names):
                whole = "" if name == "builtins" else f"{name}."
                found |= {alias.asname or alias.name: f"{whole}{alias.name}" for alias in names}
    return found


def _imported(line: int, name: str) -> Iterator[Impure]:
    for known, does in IMPORTS.items():
        if name == known or name.startswith(f"{known}."):
            yield Impure(line, does)


def _last(node: ast.expr, known: Mapping[str, str]) -> str:
    """What is called, with what stands before its last point: ``datetime.now`` of ``datetime.datetime.now``."""
    match node:
        case ast.Name(id=name):
            return ".".join(known.get(name, name).split(".")[-2:])
        case ast.Attribute(value=ast.Name(id=of) | ast.Attribute(attr=of), attr=name):
            return f"{known.get(of, of).rpartition('.')[2]}.{name}"
    return ""
