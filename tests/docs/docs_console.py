"""Blocks that show commands and what they print: run, compared, and written anew.

    python tests/docs/docs_console.py        write what the commands print now into the pages

The blocks of a page are run in order in one folder, a copy of the repository’s examples. Only ``kaohe`` is run; any
other command is shown without output. Where only the beginning or the end is shown, the block says so::

    ```{code-block} console
    :class: head-8 tail-3

What the reader is asked to do by hand between two blocks is done by a comment, which no page shows::

    % cell: examples/township-school/data/考勤.xlsx | D3 | 三天半
    % text: examples/township-school/schemes/绩效工资.toml | at-most = 36 | at-most = 33
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from docs_blocks import DOCS, LANGUAGES, ROOT, Block, blocks, pages

ELIDED = "…"


def printed(command: str) -> list[str]:
    """What a command prints, errors included, without trailing spaces."""
    from kaohe_core.cli.app import app

    words = shlex.split(command)
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
    wanted = {name.partition("-")[0]: int(name.partition("-")[2]) for name in classes if name[:5] in ("head-", "tail-")}
    if not wanted or sum(wanted.values()) >= len(lines):
        return lines
    head, tail = wanted.get("head", 0), wanted.get("tail", 0)
    return [*lines[:head], ELIDED, *lines[len(lines) - tail :]]


def rewritten(block: Block) -> str:
    """The block as it must be: its commands with what they print here and now."""
    commands = [line for line in block.text.splitlines() if line.startswith("$ ")]
    lines = [text for command in commands for text in (command, *shown(printed(command[2:]), block.classes))]
    return "\n".join(lines).strip("\n") + "\n"


def prepared(folder: Path) -> None:
    """Copy into ``folder`` what the commands in the docs speak of."""
    skipped = shutil.ignore_patterns("out", "__pycache__")
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=skipped)
    shutil.copytree(DOCS / "examples", folder / "docs" / "examples", ignore=skipped)


_EDIT = re.compile(r"^% (?P<what>cell|text): (?P<file>.+?) \| (?P<where>.+?) \| (?P<value>.+)$")


def edit(what: str, file: Path, where: str, value: str) -> None:
    """Change a cell of a workbook, or a piece of a text that is there once."""
    if what == "cell":
        from openpyxl import load_workbook

        book = load_workbook(file)
        book.active[where] = float(value) if re.fullmatch(r"[\d.]+", value) else value
        book.save(file)
        return
    text = file.read_text(encoding="utf-8")
    assert text.count(where) == 1, f"{file}: {where!r} is there {text.count(where)} times"
    file.write_text(text.replace(where, value), encoding="utf-8")


def anew(page: Path) -> list[tuple[Block, str]]:
    """The blocks of a page that show commands, each with its text as it must be; run in the current folder."""
    lines = page.read_text(encoding="utf-8").splitlines()
    found, done = [], 0
    for block in consoles(page):
        for line in lines[done : block.start]:
            if match := _EDIT.match(line):
                edit(match["what"], Path(match["file"]), match["where"], match["value"])
        done = block.end
        found.append((block, rewritten(block)))
    return found


def consoles(path: Path) -> Iterator[Block]:
    """The blocks of a page that show commands."""
    return (block for block in blocks(path) if block.language == "console")


def main() -> None:
    """Write every block anew."""
    for page in [page for language in LANGUAGES for page in pages(language)]:
        if not any(consoles(page)):
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
