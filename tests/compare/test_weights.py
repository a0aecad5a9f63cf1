"""What dimensions and clauses weigh, and what they give on the records; worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from kaohe_core.compare.weights import Spread, data, lines, table, weights

F = Fraction


def scheme(marks: int, *dimensions: dict[str, Any]) -> dict[str, Any]:
    return {"title": "考核", "marks": str(marks), "dimension": list(dimensions)}


def dimension(id: str, marks: int, *clauses: dict[str, Any]) -> dict[str, Any]:
    return {"id": id, "title": f"指标{id}", "marks": str(marks), "clause": list(clauses)}


def clause(id: str, rule: str, **values: Any) -> dict[str, Any]:
    return {"id": id, "text": f"条文{id}", "rule": rule, **values}


def result(*points: str | None) -> dict[str, Any]:
    return {
        "subjects": [
            {
                "id": str(n),
                "dimensions": [
                    {
                        "id": "reading",
                        "points": None,
                        "standing": "scored",
                        "clauses": [{"id": "pages", "points": one, "standing": "scored" if one else "no-data"}],
                    }
                ],
            }
            for n, one in enumerate(points)
        ]
    }


OLD = scheme(
    100, dimension("work", 60, clause("w", "ratio", points="60")), dimension("life", 40, clause("l", "deduct"))
)
NEW = scheme(110, *OLD["dimension"], dimension("reading", 10, clause("pages", "earn", **{"at-most": "10"})))


@pytest.mark.clause("G11")
def test_a_new_dimension_takes_weight_from_the_others() -> None:
    """60 of 100 becomes 60 of 110: 6/11, 54.55 %; 40 of 110: 36.36 %; the new one 10 of 110: 9.09 %."""
    found = weights(OLD, NEW)
    assert [(one.id, one.old_share, one.new_share) for one in found if one.part == "dimension"] == [
        ("work", F(3, 5), F(6, 11)),
        ("life", F(2, 5), F(4, 11)),
        ("reading", None, F(1, 11)),
    ]
    rows = list(zip(*(map(str, column.cells) for column in table(found, "zh").columns), strict=True))
    assert rows == [
        ("指标work", "60", "60.00%", "60", "54.55%", "−5.45%", ""),
        ("指标life", "40", "40.00%", "40", "36.36%", "−3.64%", ""),
        ("指标reading", "", "", "10", "9.09%", "+9.09%", "新增"),
        ("　条文pages pages", "", "", "10", "9.09%", "+9.09%", "新增"),
    ]


def test_what_a_new_clause_gives_on_the_records() -> None:
    """10, 4 and 0 to three people, one without data: 14 ÷ 3 = 4.67 on average."""
    found = weights(OLD, NEW, result(), result("10.00", "4.00", None, "0.00"))
    assert [one.new_spread for one in found if one.new_spread] == [Spread(3, F(14, 3), F(0), F(10))]
    assert lines(found, "zh") == [
        "新增、修改、取消的条款在已有台账上给分：",
        "　　[新增] 条款 pages：条文pages",
        "　　　　现在：3 人，平均 ≈4.67，最低 0.00，最高 10.00",
    ]
    assert data(found)[-1] == {
        "part": "clause",
        "id": "pages",
        "name": "条文pages",
        "kind": "added",
        "marks": {"old": None, "new": "10"},
        "share": {"old": None, "new": "1/11"},
        "given": {"old": None, "new": {"people": 3, "mean": "14/3", "least": "0", "most": "10"}},
    }


@pytest.mark.parametrize(
    ("values", "worth"),
    [
        ({"rule": "ratio", "points": "30"}, F(30)),
        ({"rule": "judgement", "low": "0", "high": "10"}, F(10)),
        ({"rule": "judgement", "low": "-20", "high": "0"}, None),
        ({"rule": "bands", "bands": [{"points": "5"}, {"points": "20"}], "otherwise": "1"}, F(20)),
        ({"rule": "deduct", "points": "0.2"}, None),
        ({"rule": "earn", "points": "1", "at-most": "6"}, F(6)),
        ({"rule": "formula", "points": "a.b", "at-most": "none"}, None),
    ],
)
def test_full_marks_of_a_clause(values: dict[str, Any], worth: Fraction | None) -> None:
    one = scheme(10, dimension("x", 10, {"id": "c", "text": "t", **values}))
    assert [weight.old for weight in weights(one, one) if weight.part == "clause"] == [worth]


def test_what_is_gone_stands_where_it_was() -> None:
    assert [one.id for one in weights(NEW, OLD)] == ["work", "w", "life", "l", "reading", "pages"]
    assert [one.id for one in weights(OLD, scheme(40, OLD["dimension"][1]))] == ["work", "w", "life", "l"]
