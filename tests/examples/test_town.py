"""docs/examples/town: classes, the teachers who teach them, and their schools, as the page on results tells them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import kaohe_core as kaohe
from kaohe_core.blanks import blanks
from kaohe_core.project import Project
from kaohe_core.run import Run

TOWN = Path(__file__).parents[2] / "docs/examples/town"


def test_the_numbers_of_the_page():
    classes, teachers, schools = (outcome.result for outcome in kaohe.open(TOWN).scores())
    marks = {one.id: one.number("total") for one in classes.subjects()}
    assert marks == {"一班": 82, "二班": 60, "三班": Fraction("70.5")}
    # T1 (82 + 60) ÷ 2, T2 the second class, T3 the third
    marks = {one.id: one.number("total") for one in teachers.subjects()}
    assert marks == {"T1": 71, "T2": 60, "T3": Fraction("70.5")}
    # by lessons (82 × 10 + 60 × 5) ÷ 15 = 74.666…
    assert {one.id: one.number("values.by-hours") for one in teachers.subjects()}["T1"] == Fraction("74.67")
    # 中心校: 65.5 × 0.8 and one of two excellent; 村小: 70.5 × 0.8 and one of one
    marks = {one.id: one.number("total") for one in schools.subjects()}
    assert marks == {"中心校": Fraction("62.4"), "村小": Fraction("76.4")}


def test_a_template_asks_only_for_what_the_file_holds():
    """What is taken from a result is in no file, and neither is the result itself."""
    asked = {blank.table.id: [column.id for column in blank.table.columns] for blank in blanks(Run(Project.open(TOWN)))}
    assert asked["taught"] == ["teacher", "class", "hours"]
    assert sorted(asked) == ["classes", "schools", "taught", "teachers"]
