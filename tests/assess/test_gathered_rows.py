"""The rows of a table become one value per subject, whatever their order and whoever is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from kaohe_core.assess.measure import SUBJECT, check_unique, columns
from kaohe_core.findings import Findings
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.text import KnownNames, parse
from kaohe_core.formula.tree import FormulaError, Measure
from kaohe_core.scheme.model import Period
from kaohe_core.tables.declared import Absence, Column, Table
from kaohe_core.tables.reading import Cell, data_from_rows

TERMS = {id: Period(id=id) for id in ("1", "2")}
ROWS: list[dict[str, Cell]] = [
    {"id": "a", "term": "1", "days": 3},
    {"id": "a", "term": "2", "days": 4},
    {"id": "b", "term": "1", "days": 5},
    {"id": "b", "term": "2", "days": 6},
    {"id": "c", "term": "1", "days": 7},
    {"id": "c", "term": "2", "days": 8},
]


def table(absence: Absence, period_type: str = "text") -> Table:
    return Table(
        "leave",
        "请假",
        (
            Column("id", "工号", type="text"),
            Column("term", "学期", type="date" if period_type == "date" else "text"),
            Column("days", "天数", high=100),
        ),
        absence=absence,
        key=("id", "term"),
        period="term",
    )


def gathered(texts: Sequence[str], rows: Sequence[Mapping[str, Cell]], absence: Absence) -> dict[str, list[int | None]]:
    """The value of each formula for a, b, c."""
    declared = table(absence)
    findings = Findings()
    data = data_from_rows(declared, rows, findings)
    assert data is not None
    assert not list(findings)
    nodes = {text: parse(text, KnownNames({"leave": declared})) for text in texts}
    measures = {text: node for text, node in nodes.items() if isinstance(node, Measure)}
    population = pl.DataFrame({SUBJECT: ["a", "b", "c"]})
    found = columns(population, measures.values(), {"leave": data}, TERMS)
    assert found.frame[SUBJECT].to_list() == ["a", "b", "c"]
    values: dict[str, list[int | None]] = {}
    for text, node in measures.items():
        value = found.values[node]
        assert isinstance(value, ColumnRatio)
        values[text] = found.frame.select(value.num.expr).to_series().to_list()
    return values


ORDERS = {
    "person after person": [0, 1, 2, 3, 4, 5],
    "term after term": [0, 2, 4, 1, 3, 5],
    "backwards": [5, 4, 3, 2, 1, 0],
    "mixed": [3, 0, 5, 4, 1, 2],
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    found = gathered(
        ['leave.days["1"]', 'leave.days["2"]', "sum(leave.days)", "max(leave.days)"], [ROWS[i] for i in order], "zero"
    )
    # Straight from ROWS: a has 3 and 4, b 5 and 6, c 7 and 8.
    assert found == {
        'leave.days["1"]': [3, 5, 7],
        'leave.days["2"]': [4, 6, 8],
        "sum(leave.days)": [7, 11, 15],
        "max(leave.days)": [4, 6, 8],
    }


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize(("absence", "none"), [("zero", 0), ("no-data", None)])
def test_a_missing_row_is_what_the_table_says(order: list[int], absence: Absence, none: int | None) -> None:
    rows = [ROWS[i] for i in order if i not in (1, 2, 3)]  # a lacks the second term, b has no row at all
    found = gathered(['leave.days["1"]', 'leave.days["2"]', "sum(leave.days)"], rows, absence)
    assert found == {
        'leave.days["1"]': [3, none, 7],
        'leave.days["2"]': [none, none, 8],
        "sum(leave.days)": [3, none, 15],
    }


def test_a_table_without_rows() -> None:
    assert gathered(['leave.days["1"]'], [], "zero") == {'leave.days["1"]': [0, 0, 0]}
    assert gathered(['leave.days["1"]'], [], "no-data") == {'leave.days["1"]': [None, None, None]}


def test_rows_about_nobody_on_the_roster_are_left_out() -> None:
    rows: list[Mapping[str, Cell]] = [*ROWS, {"id": "x", "term": "1", "days": 9}]
    assert gathered(['leave.days["1"]', "sum(leave.days)"], rows, "zero") == {
        'leave.days["1"]': [3, 5, 7],
        "sum(leave.days)": [7, 11, 15],
    }


def test_one_row_a_day_is_not_one_row_a_term() -> None:
    """A key of id and date leaves many rows within a term: none of them can stand for the term."""
    node = parse('leave.days["1"]', KnownNames({"leave": table("zero", "date")}))
    assert isinstance(node, Measure)
    with pytest.raises(FormulaError) as caught:
        check_unique(node)
    assert caught.value.what.text("en") == "the table “leave” may have several rows per person: which one is meant?"
