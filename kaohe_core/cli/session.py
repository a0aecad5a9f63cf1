"""What all commands share: the language, the format, the project, and how things are printed."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import define

from kaohe_core.config import language_of
from kaohe_core.findings import Finding, Findings, marked, ordered
from kaohe_core.messages import LANGUAGES, Language, Message, message

if TYPE_CHECKING:
    from rich.table import Table

    from kaohe_core.api import Opened, Outcome


class WrongUse(click.UsageError):
    """Wrong use, said in the language of the command."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.text("en"))
        self.what = what


def refuse_filled(target: Path) -> None:
    """Refuse to make something new where there is something already."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise WrongUse(message("{folder} is there already and not empty: name another folder", folder=target))


@define
class Session:
    """One run of one command."""

    asked: Language | None = None  # --language, which overrides the project's
    language: Language = "zh"
    format: str = "text"

    @property
    def json(self) -> bool:
        """Whether data are printed rather than sentences."""
        return self.format == "json"

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Session:
        """From the raw arguments: help and complaints about wrong use need the language before anything is parsed."""
        asked = None
        for argument, after in zip(arguments, (*arguments[1:], ""), strict=False):
            name, _, value = argument.partition("=")
            if name == "--language":
                found = value or after
                asked = next((language for language in LANGUAGES if language == found), asked)
        return cls(asked, asked or "zh")

    # projects --------------------------------------------------------------------------------------------------

    def project(self, folder: Path) -> Opened:
        """The project in ``folder``, whose language everything is printed in unless another was asked for."""
        from kaohe_core import api

        project = api.open(self.folder(folder), language=self.asked)
        self.language = project.language
        return project

    def folder(self, folder: Path) -> Path:
        """The project's folder, also for its ``kaohe.toml``; whatever is wrong with it is told in its language."""
        if folder.is_file():
            if folder.suffix != ".toml":
                raise WrongUse(message("{file} is no project: name its folder, or its kaohe.toml", file=folder))
            folder = folder.parent
        if not folder.is_dir():
            raise WrongUse(message("there is no folder {folder}", folder=folder))
        from kaohe_core.results.out_folder import FOLDER
        from kaohe_core.writing import recover

        self.language = self.asked or language_of(folder)
        for place in (folder, folder / FOLDER):
            recover(place)
        return folder

    def scored(
        self, folder: Path, scheme: str | None, stage: Callable[[Message], None]
    ) -> tuple[Opened, list[Outcome], Findings]:
        """The project, its results, and what was found on the way to them, each once; ``stage`` shows how far it is."""
        stage(message("loading plugins and schemes"))
        opened = self.project(folder)
        loaded = opened.begin(scheme)
        stage(message("reading tables and scoring"))
        watch = loaded.findings.watch()
        outcomes = opened.outcomes(loaded)
        return opened, outcomes, Findings(watch.found, self.language)

    # printing --------------------------------------------------------------------------------------------------

    def say(self, text: Message | str, *, err: bool = False) -> None:
        """Print a line."""
        click.echo(text if isinstance(text, str) else text.text(self.language), err=err)

    def wrote(self, files: Iterable[Path | Message]) -> None:
        """Print which files were written, a line each, or what is said of many."""
        self.say(message("Written:"))
        for file in files:
            self.say(file if isinstance(file, Message) else f"  {file}")

    def dump(self, data: Any) -> None:
        """Print data as JSON."""
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))

    @property
    def width(self) -> int | None:
        """The cells of a line of the terminal; None where the output is none, and everything is printed in full."""
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else None

    def draw(self, what: Table) -> None:
        """Print a table. No number in it is cut: texts go on in the next line where the terminal is too narrow."""
        from rich.console import Console

        from kaohe_core.results.widths import lay_out

        wide = lay_out(what, self.width)
        console = Console(markup=False, highlight=False, emoji=False, width=wide, height=25)  # no guess at the screen
        with console.capture() as capture:
            console.print(what)
        click.echo("\n".join(line.rstrip() for line in capture.get().rstrip("\n").split("\n")))

    def _on_screen(self, finding: Finding, err: bool) -> str:
        """The finding; on a terminal with its id, dimmed, behind what is wrong. A file, or a program, gets none."""
        text = marked(finding, self.language)
        if finding.id is None or not (sys.stderr if err else sys.stdout).isatty():
            return text
        what, line, mend = text.partition("\n")
        return f"{what}  {click.style(finding.id, dim=True)}{line}{mend}"

    def tell(self, findings: Iterable[Finding], *, err: bool = True) -> None:
        """Print findings, the blocking ones first, and how many there are."""
        items = ordered(findings)
        if self.json:
            self.dump({"findings": [finding.data(self.language) for finding in items]})
            return
        for finding in items:
            self.say(self._on_screen(finding, err), err=err)
        blocking = sum(finding.count for finding in items if finding.blocks)
        if blocking:
            one = message("1 finding to be mended.")
            self.say(one if blocking == 1 else message("{count} findings to be mended.", count=blocking), err=err)
