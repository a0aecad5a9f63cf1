"""A county and a training in perfect order, for tests that change one thing at a time.

Each project is the ready scheme's, with its data written anew as CSV files; every result is held against the exact
evaluator. Without any change (worked out from the clauses): school A1 30 + 20 + 12 + 0 + 30 = 92, for it hands in no
works; township 甲镇 100; trainee T1 five times 100 × 0.18 + 10 = 100; training school S1 100.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

import kaohe_core as kaohe
from kaohe_core import Result
from kaohe_core.testing import score_all
from kaohe_e_education import plugin

Row = dict[str, Any]
SCHEMES = plugin.folder / "schemes"
TABLES = {table.id: table for table in plugin.kaohe_tables()}
DAYS = ("2009-04-27", "2009-05-07", "2009-05-18", "2009-05-28", "2009-06-10")


def full(table: str, id: str, **other: Any) -> Row:
    """A row with 是 in every flag column."""
    return {"id": id, **{c.id: "是" for c in TABLES[table].columns if c.type == "flag"}, **other}


def school(id: str, mode: str = "模式一") -> Row:
    """A project school."""
    return {"id": id, "name": f"{id}校", "township": "甲镇", "mode": mode}


def works_of(id: str, marks: Sequence[Any] = (100,) * 5, **other: Any) -> list[Row]:
    """One piece of homework a module, in order; None leaves one out."""
    return [
        {"id": id, "module": module, "submitted": day, "how": "网上", "state": "有效", "marks": points, **other}
        for module, (day, points) in enumerate(zip(DAYS, marks, strict=True), start=1)
        if points is not None
    ]


def trainee(id: str, **other: Any) -> Row:
    """Somebody below 50 who has registered."""
    return {"id": id, "name": f"{id}君", "school": "S1", "born": "1980-01-01", "registered": "是", **other}


def county_rows() -> dict[str, list[Row]]:
    """One school in one township."""
    return {
        "project-schools": [school("A1")],
        "facility-use": [{"id": "A1", "facility": "光盘播放", "week": "第1周", "uses": 20}],
        "taking-part": [{"id": "A1", "teachers": 10, "participating": 9}],
        "registers": [full("registers", "A1")],
        "mode-work": [full("mode-work", "A1")],
        "stage-marks": [{"id": "A1", "own": 100, "mutual": 100, "county": 100}],
        "works": [],
        "townships": [{"township": "甲镇"}],
        "backbones": [{"township": "甲镇", "person": "骨干"}],
        "model-schools": [{"township": "甲镇", "term": t, "school": s} for t in ("2005春", "2005秋") for s in "一二"],
        "repairs": [],
        "training-reports": [{"year": "2005", "stated": 0}],
        "training-sessions": [],
    }


def training_rows() -> dict[str, list[Row]]:
    """One trainee of one school."""
    active = {"logins": 20, "study": 30, "posts": 8, "comments": 10, "papers": 1, "reflections": 1, "essays": 1}
    return {
        "trainees": [trainee("T1")],
        "homework": works_of("T1"),
        "activity": [{"id": "T1", **active}],
        "training-schools": [{"id": "S1", "name": "S1校", "trainees": 10}],
        "school-files": [full("school-files", "S1", files=10, indexed=10)],
    }


@frozen(eq=False)
class Scored:
    """Every scheme's result, and the findings."""

    findings: list[str]
    results: Mapping[str, Result]
    readies: Mapping[str, Any]

    def points(self, step: str, id: str, scheme: str) -> Any:
        """The value of a step: a number as an exact decimal, anything else as it is."""
        subject = self.results[scheme].subject(id)
        assert subject is not None, self.findings
        value = subject.value(step)
        return (
            Decimal(value.numerator) / Decimal(value.denominator)
            if hasattr(value, "numerator") and not isinstance(value, bool)
            else value
        )


def _write(folder: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    sources = kaohe.open(folder).project.config.tables
    for name, table_rows in rows.items():
        path = str(getattr(sources[name], "file", sources[name]))
        if not table_rows:  # nobody has any
            config = (folder / "kaohe.toml").read_text("utf-8")
            (folder / "kaohe.toml").write_text(config.replace(f'"{path}"', '"none"'), "utf-8")
            continue
        columns = TABLES[name].columns
        usual = {TABLES[name].evidence: "原件"}
        with (folder / path).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([column.title.zh for column in columns])
            writer.writerows([(usual | row).get(column.id, "") for column in columns] for row in table_rows)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Scored]:
    """``run("county", {"works": rows}, edits=…)``: the ready project with these tables in place of its own."""

    def scored(name: str, rows: Mapping[str, Sequence[Row]], edits: Mapping[str, str] | None = None) -> Scored:
        folder = tmp_path / name
        shutil.copytree(SCHEMES / name, folder)
        base = county_rows() if name == "county" else training_rows()
        _write(folder, base | dict(rows))
        for old, new in (edits or {}).items():
            files = [path for path in (folder / "schemes").glob("*.toml") if old in path.read_text("utf-8")]
            assert files, old
            for path in files:
                path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        found = score_all(kaohe.open(folder))
        return Scored(found.findings, found.results, {id: one.ready for id, one in found.computed.items()})

    return scored
