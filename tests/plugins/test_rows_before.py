"""A rule of a plugin looks at the rows before a row, as a formula does; whatever else looks at other rows says how."""

from typing import ClassVar

import pytest
from attrs import define

from kaohe_core import (
    CountOfRows,
    Earlier,
    Field,
    Formula,
    FormulaError,
    GreatestOfRows,
    Number,
    Rule,
    SumOfRows,
    Table,
    Text,
    hookimpl,
    param,
)
from kaohe_core.tables.declared import Column

ID = Column("id", Text("编号", "id"), "text")
SCHOOLS = Table("schools", Text("学校"), [ID], absence="no-data")
POINTS = Column("points", Text("扣分", "points"), decimals=1, high=10)
VISITS = Table(
    "visits", Text("检查"), [ID, Column("on", Text("日期", "date"), "date"), POINTS], "event", absence="zero"
)


@define(kw_only=True)
class Again(Rule):
    """What happens again within so many days counts twice."""

    name: ClassVar[str] = "again"
    title: ClassVar[Text] = Text("重犯加倍", "again")

    days: Number = param(30, doc="within how many days it is again")

    def formula(self) -> Formula:
        points, again = Field(VISITS, POINTS), Earlier(Field(VISITS, VISITS.columns[1]), int(self.days.value))
        return SumOfRows(VISITS, points) + SumOfRows(VISITS, points, where=again > 0)


class Visits:
    @hookimpl
    def kaohe_tables(self) -> list[Table]:
        return [SCHOOLS, VISITS]

    @hookimpl
    def kaohe_rules(self) -> list[type[Rule]]:
        return [Again]


KAOHE = """
[project]
name = "p"
language = "en"
[tables]
schools = "schools.csv"
visits = "visits.csv"
[[scheme]]
id = "s"
file = "s.toml"
"""
SCHEME = """
title = "s"
subject = "schools"
marks = 100
round = { total = 1 }
[[dimension]]
id = "d"
title = "d"
marks = 100
start = "zero"
[[dimension.clause]]
id = "c"
text = "30 天内重犯加倍"
rule = "again"
"""
ROWS = [
    {"编号": "S1", "日期": "2026-03-01", "扣分": 1},
    {"编号": "S1", "日期": "2026-03-31", "扣分": 2},  # 30 days later
    {"编号": "S1", "日期": "2026-05-01", "扣分": 4},  # 31 days later
    {"编号": "S2", "日期": "2026-03-31", "扣分": 8},
]


@pytest.mark.fault("D09")
def test_a_rule_looks_at_the_rows_before_a_row(kaohe_project):
    files = {"kaohe.toml": KAOHE, "s.toml": SCHEME, "schools.csv": [{"编号": "S1"}, {"编号": "S2"}], "visits.csv": ROWS}

    scored = kaohe_project(files, {"visits": Visits()}).score()

    # S1: 1 + 2 × 2 + 4; S2: 8 alone
    assert {subject.id: subject.value("c") for subject in scored.result.subjects()} == {"S1": 9, "S2": 8}


@pytest.mark.fault("D09")
@pytest.mark.parametrize("inner", [CountOfRows(VISITS), GreatestOfRows(VISITS, Field(VISITS, POINTS))])
def test_rows_that_look_at_what_rows_come_to_are_told_how(inner):
    with pytest.raises(FormulaError) as caught:
        SumOfRows(VISITS, Field(VISITS, POINTS), where=Field(VISITS, POINTS) < inner)

    assert caught.value.what.text("en") == (
        "inside sum(…), count(…) and the like stand columns of one table, not measures"
    )
    assert caught.value.mend is not None
    assert caught.value.mend.text("en") == (
        "rows before a row are earlier(table.date, 30) and since-last(table.date); anything else that is gathered gets "
        "a name with [[value]], and is values.… here"
    )
