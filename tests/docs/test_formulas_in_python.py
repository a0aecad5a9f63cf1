"""The table “In Python” of the page Formulas: what stands side by side is the same tree."""

from __future__ import annotations

import datetime
import re

import pytest
from docs_blocks import DOCS, LANGUAGES, SCHOOL

import kaohe_core
from kaohe_core.formula.text import KnownNames, parse
from kaohe_core.project import Project

ROW = re.compile(r"^\| `(.+)` \| `(.+)` \|$")


def rows(language: str) -> list[tuple[str, str]]:
    lines = (DOCS / language / "reference" / "formulas.md").read_text("utf-8").splitlines()
    found = [match for line in lines if (match := ROW.match(line))]
    return [(one[1], one[2].replace("\\|", "|")) for one in found]


STAFF = ("weekly", "months", "quality", "role", "rating", "birth")


@pytest.fixture(scope="module")
def school() -> dict[str, object]:
    tables = dict(Project.open(SCHOOL).tables)
    staff, leave = tables["staff"], tables["leave"]
    columns: dict[str, object] = {
        name: kaohe_core.OnlyRow(staff, kaohe_core.Field(staff, staff.column(name))) for name in STAFF
    }
    columns |= {name: kaohe_core.Field(leave, leave.column(name)) for name in ("days", "kind")}
    columns["on"] = kaohe_core.Field(leave, leave.column("date"))
    return {"tables": tables, "leave": leave, **columns}


@pytest.mark.parametrize(("written", "python"), [pytest.param(*row, id=row[0]) for row in rows("zh")])
def test_both_are_the_same_formula(written, python, school):
    names = {**school, **{name: getattr(kaohe_core, name) for name in kaohe_core.__all__}, "date": datetime.date}

    found = eval(python, {name: one for name, one in names.items() if name != "tables"})  # noqa: S307  # our own page

    assert found == parse(written, KnownNames(school["tables"]))


def test_both_languages_show_the_same():
    assert len(rows("zh")) > 20
    assert [rows(language) for language in LANGUAGES] == [rows("zh")] * 2
