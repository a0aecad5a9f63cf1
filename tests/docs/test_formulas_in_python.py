"""The table “In Python” of the page Formulas: what stands side by side is the same tree."""

from __future__ import annotations

import datetime
import re
import runpy

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


def test_what_stands_side_by_side_is_the_same_formula(school, tmp_path):
    names = {name: getattr(kaohe_core, name) for name in kaohe_core.__all__} | {"date": datetime.date}
    names |= {name: one for name, one in school.items() if name != "tables"}
    module = tmp_path / "right.py"
    module.write_text("FOUND = [\n" + "".join(f"    {python},\n" for _, python in rows("zh")) + "]\n", "utf-8")

    found = runpy.run_path(str(module), names)["FOUND"]

    known = KnownNames(school["tables"])
    pairs = zip(rows("zh"), found, strict=True)
    assert [row for row, formula in pairs if formula != parse(row[0], known)] == []


def test_both_languages_show_the_same():
    assert len(rows("zh")) > 20
    assert [rows(language) for language in LANGUAGES] == [rows("zh")] * 2
