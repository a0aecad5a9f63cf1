"""Blocks that show commands, or lines of Python, and what they print: run, compared, and written anew.

    python tests/docs/docs_console.py [PAGE…]        write what they print now into the pages

The blocks of a page are run in order in one folder, a copy of the repository’s examples. Of commands only ``kaohe`` is
run; any other is shown without output. Python (``pycon``) is run line by line as in an interpreter, all of a page in
one; an exception is shown without the lines that led to it. Where only the beginning or the end is shown, the block
says so::

    ```{code-block} console
    :class: head-8 tail-3

With ``short`` every digest is cut off: its value is of no use to the reader, and another one in every version. A
command may go on in the next line after a backslash.

What the reader is asked to do by hand between two blocks is done by a comment, which no page shows::

    % cell: examples/township-school/data/考勤.xlsx | D3 | 三天半
    % text: examples/township-school/schemes/绩效工资.toml | at-most = 36 | at-most = 33
    % copy: examples/township-school/data | 复核/甲组/data

The page says so in words before it, so that whoever has only the page can do it too (test_console.py). Commands of a
block with the class ``quiet`` must not be refused, and what they print is not shown; after ``cd`` everything happens in
that folder.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from docs_blocks import DOCS, LANGUAGES, ROOT, Block, blocks, pages

ELIDED = "…"
PYTHON = "pycon"
QUIET = "quiet"


def printed(command: str) -> list[str]:
    """What a command prints, errors included, without trailing spaces."""
    from kaohe_core.cli.app import app

    words = shlex.split(command)
    if words[0] == "cd":
        os.chdir(words[1])
    if words[0] != "kaohe":
        return []
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        try:
            app.main(words[1:])
        except SystemExit as stopped:
            if stopped.code not in (0, 1):
                raise AssertionError(f"$ {command} ends with {stopped.code}:\n{out.getvalue()}") from None
    return [line.rstrip() for line in out.getvalue().rstrip("\n").split("\n")]


def shown(lines: list[str], classes: tuple[str, ...]) -> list[str]:
    """The lines that a block with these classes shows."""
    if "short" in classes:
        lines = [re.sub("sha256:[0-9a-f]{64}", f"sha256:{ELIDED}", line) for line in lines]
    wanted = {name.partition("-")[0]: int(name.partition("-")[2]) for name in classes if name[:5] in ("head-", "tail-")}
    if not wanted or sum(wanted.values()) >= len(lines):
        return lines
    head, tail = wanted.get("head", 0), wanted.get("tail", 0)
    return [*lines[:head], ELIDED, *lines[len(lines) - tail :]]


def commands(text: str) -> Iterator[list[str]]:
    """The commands of a block, each with the lines it goes on in."""
    going_on: list[str] = []
    for line in text.splitlines():
        if going_on or line.startswith("$ "):
            going_on.append(line)
            if not line.endswith("\\"):
                yield going_on
                going_on = []


def statements(text: str) -> Iterator[list[str]]:
    """The statements of a block of Python, each with the lines it goes on in."""
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith(">>> "):
            found.append([line])
        elif found and line.startswith("... "):
            found[-1].append(line)
    return iter(found)


def answered(source: str, names: dict[str, Any]) -> list[str]:
    """What an interpreter answers to a statement; ``names`` are those that it knows, and may become more."""
    out = io.StringIO()
    with redirect_stdout(out):
        try:
            exec(compile(source, "<docs>", "single"), names)  # noqa: S102  # our own pages
        except Exception as error:
            print("Traceback (most recent call last):", f"  {ELIDED}", sep="\n")
            print(*traceback.format_exception_only(error), sep="")
    return [line.rstrip() for line in out.getvalue().rstrip("\n").split("\n") if line.strip()]


def rewritten(block: Block, names: dict[str, Any]) -> str:
    """The block as it must be: its commands, or its Python, with what they print here and now."""
    lines: list[str] = []
    for statement in statements(block.text) if block.language == PYTHON else ():
        source = "\n".join(line[4:] for line in statement) + "\n"
        lines += [*statement, *shown(answered(source, names), block.classes)]
    if lines:
        return "\n".join(lines) + "\n"
    for command in commands(block.text):
        one = " ".join(line.removesuffix("\\") for line in command).removeprefix("$ ")
        told = printed(one)
        if QUIET in block.classes:
            assert not any(line.startswith(("[问题]", "[wrong]")) for line in told), told
        lines += [*command, *([] if QUIET in block.classes else shown(told, block.classes))]
    return "\n".join(lines).strip("\n") + "\n"


def prepared(folder: Path) -> None:
    """Copy into ``folder`` what the commands in the docs speak of."""
    skipped = shutil.ignore_patterns("out", "__pycache__")
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=skipped)
    shutil.copytree(DOCS / "examples", folder / "docs" / "examples", ignore=skipped)


EDIT = re.compile(r"^% (?P<what>cell|text|copy): (?P<how>.+)$")


def edit(what: str, how: str) -> None:
    """Do what a comment says, in the current folder."""
    parts = how.split(" | ")
    match what, parts:
        case "cell", [file, where, value]:
            cell(Path(file), where, value)
        case "text", [file, old, new]:
            replace(Path(file), old, new)
        case "copy", [source, target]:
            shutil.copytree(source, target, dirs_exist_ok=True)
        case _:
            raise AssertionError(f"% {what}: {how}")


def cell(file: Path, where: str, value: str) -> None:
    """Type into a cell of a workbook."""
    from openpyxl import load_workbook

    book = load_workbook(file)
    book.active[where] = float(value) if re.fullmatch(r"[\d.]+", value) else value
    book.save(file)


def replace(file: Path, old: str, new: str) -> None:
    """Change a piece of a text that is there once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file}: {old!r} is there {text.count(old)} times"
    file.write_text(text.replace(old, new), encoding="utf-8")


def anew(page: Path) -> list[tuple[Block, str]]:
    """The blocks of a page that show what is printed, each with its text as it must be; run in the current folder."""
    lines = page.read_text(encoding="utf-8").splitlines()
    found, done = [], 0
    names: dict[str, Any] = {}
    for block in consoles(page):
        for line in lines[done : block.start]:
            if match := EDIT.match(line):
                edit(match["what"], match["how"])
        done = block.end
        found.append((block, rewritten(block, names)))
    return found


def consoles(path: Path) -> Iterator[Block]:
    """The blocks of a page that show what is printed."""
    return (block for block in blocks(path) if block.language in ("console", PYTHON))


def main() -> None:
    """Write every block anew, or those of the pages named on the command line."""
    named = [Path(name).resolve() for name in sys.argv[1:]]
    for page in [page for language in LANGUAGES for page in pages(language)]:
        if not any(consoles(page)) or (named and page not in named):
            continue
        with tempfile.TemporaryDirectory() as name:
            prepared(Path(name))
            with chdir(name):
                found = anew(page)
        lines = page.read_text(encoding="utf-8").splitlines()
        for block, text in reversed(found):
            lines[block.start : block.end] = text.splitlines()
        page.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(page.relative_to(DOCS), len(found))


if __name__ == "__main__":
    main()
