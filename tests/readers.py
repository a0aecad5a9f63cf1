"""One project as all its readers show it: screen, CSV, JSON, explanation, workbook, the resolved scheme."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from attrs import frozen
from click.testing import CliRunner

from kaohe_core.cli.app import app


@frozen
class Readers:
    """A project in ``folder`` with one scheme called ``scheme``."""

    folder: Path
    scheme: str = "s"

    @classmethod
    def of(cls, folder: Path, files: Mapping[str, str]) -> Readers:
        """Of a project written into ``folder``."""
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return cls(folder)

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command prints, and on the error stream where it is to fail."""
        done = CliRunner().invoke(app, [*arguments])
        assert done.exit_code == code, done.output
        return done.output if code else done.stdout

    def screen(self) -> str:
        """The summary; what is printed is also written to out/."""
        return self.run("score", str(self.folder))

    def rows(self, file: str = "results.csv") -> dict[str, dict[str, str]]:
        """The rows of a CSV file that was written, by id."""
        path = self.folder / "out" / self.scheme / file
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        return {row[next(iter(row))]: row for row in rows}

    def data(self) -> dict[str, Any]:
        """The scheme in JSON."""
        schemes = json.loads(self.run("score", str(self.folder), "--format", "json"))["schemes"]
        return next(one for one in schemes if one["id"] == self.scheme)

    def people(self) -> dict[str, dict[str, Any]]:
        """The subjects in JSON, by id."""
        return {one["id"]: one for one in self.data()["subjects"]}

    def explain(self, person: str, *arguments: str) -> str:
        """The explanation, as text."""
        return self.run("explain", person, str(self.folder), "--scheme", self.scheme, *arguments)

    def parts(self, person: str) -> dict[str, dict[str, Any]]:
        """The explanation's parts in JSON, by id."""
        told = json.loads(self.explain(person, "--format", "json"))["schemes"][0]
        return {part["id"]: part for part in told["parts"]}

    def book(self) -> openpyxl.Workbook:
        """The workbook with the values that stand in it."""
        path = self.folder / "book.xlsx"
        self.run("report", str(self.folder), "--scheme", self.scheme, "--workbook", str(path))
        return openpyxl.load_workbook(path, data_only=True)

    def resolve(self) -> str:
        """The scheme whole."""
        return self.run("resolve", str(self.folder), "--scheme", self.scheme)


def cell(book: openpyxl.Workbook, sheet: str, person: str, title: str) -> Any:
    """The value that stands in a sheet in somebody's row under a title."""
    rows = list(book[sheet].iter_rows(values_only=True))
    row = next(row for row in rows if row[0] == person)
    return row[rows[0].index(title)]
