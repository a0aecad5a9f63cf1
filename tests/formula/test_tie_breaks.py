"""Places where equal ones are told apart by further values: a field of the rank, shown as it is meant (M28)."""

from __future__ import annotations

from fractions import Fraction

import openpyxl
import pytest

from kaohe_core.formula import tree
from kaohe_core.formula.maths import maths
from kaohe_core.formula.text import KnownNames, parse
from kaohe_core.testing import office
from tests import scored

pytestmark = pytest.mark.fault("M28")

KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
[table.staff]
title = "名单"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "group", title = "组别", type = "text" },
  { id = "a", title = "总评", high = 100 },
  { id = "b", title = "课时", high = 5000000, decimals = 1 },
  { id = "c", title = "教龄", high = 60 },
]
[[scheme]]
id = "s"
file = "s.toml"
"""
HEAD = """
title = "考核"
subject = "staff"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "指标"
marks = 100
at-most = "none"
"""
CLAUSE = """
  [[dimension.clause]]
  id = "{id}"
  text = "名次 {id}"
  rule = "formula"
  points = '{points}'
"""
# of 90: B has the most lessons, A and C as many, of them C has served longer; D and E are equal in everything
ROWS = """工号,组别,总评,课时,教龄
A,甲,90,12,8
B,乙,90,4000000.5,1
C,甲,90,12,12
D,乙,80,20,3
E,甲,80,20,3
"""
PLACES = {
    "rank(staff.a, then=staff.b)": [2, 1, 2, 4, 4],
    "rank(staff.a, then=[staff.b, staff.c])": [3, 1, 2, 4, 4],
    'rank(staff.a, then=[staff.b, staff.c], ties="worst")': [3, 1, 2, 5, 5],
    'rank(staff.a, then=[staff.b, staff.c], ties="mean")': [3, 1, 2, "4.5", "4.5"],
    'rank(staff.a, then=[staff.b, staff.c], ties="dense")': [3, 1, 2, 4, 4],
    'rank(staff.a, then=[staff.b, staff.c], ties="roster")': [3, 1, 2, 4, 5],
    # from the lowest: D and E, then of 90 A and C by years, then B
    'rank(staff.a, then=[staff.b, staff.c], first="lowest")': [3, 5, 4, 1, 1],
    # in 甲: C, A, E; in 乙: B, D
    "rank(staff.a, then=[staff.b, staff.c], within=staff.group)": [2, 1, 1, 2, 3],
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ties")
    (folder / "kaohe.toml").write_text(KAOHE, encoding="utf-8")
    clauses = [CLAUSE.format(id=f"r{n}", points=points) for n, points in enumerate(PLACES)]
    (folder / "s.toml").write_text(HEAD + "".join(clauses), encoding="utf-8")
    (folder / "staff.csv").write_text(ROWS, encoding="utf-8")
    [found] = scored.run(folder)
    return found


def test_the_places_are_those_worked_out_by_hand_and_both_evaluators_agree(run):
    _, result, _ = run
    for n, places in enumerate(PLACES.values()):
        found = [subject.value(f"r{n}") for subject in result.subjects()]
        assert found == [Fraction(place) for place in places]
    assert scored.unlike_oracle(run) == []


@pytest.mark.thorough  # a start of LibreOffice takes seconds; tests/workbook has one in every run
def test_a_workbook_shows_no_encoding_and_libreoffice_finds_the_same(run, tmp_path):
    book = scored.written(run, tmp_path / "ties.xlsx")
    [again] = office.recomputed(tmp_path, book)
    office.agree(book, again)
    said = [
        text
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
        for text in (str(cell.value or ""), cell.comment.text if cell.comment else "")
    ]
    assert not [text for text in said if "1000000 +" in text or "× 1000000" in text]
    assert any("单位名次(总评，相同时按课时)" in text for text in said)


NAMES = KnownNames(marks={name: tree.Mark(name) for name in ("a", "b", "c")})


def test_a_list_tells_apart_in_its_order():
    a, b, c = (tree.Mark(name) for name in ("a", "b", "c"))
    assert parse("rank(marks.a, then=marks.b)", NAMES) == tree.rank(a, then=b)
    assert parse("rank(marks.a, then=[marks.b, marks.c])", NAMES) == tree.rank(a, then=(b, c))


def test_places_with_further_keys_are_written_as_people_write_them():
    formula = parse("rank(marks.a, then=[marks.b, marks.c])", NAMES)
    assert maths(formula, "en") == "place in the unit(a, equal ones by b, equal ones by c)"
