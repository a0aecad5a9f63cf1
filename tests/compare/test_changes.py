"""What changed between two schemes: parts known by their ids, every difference told once, in scheme order."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_core.compare.changes import changes, data, lines
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.scheme.as_toml import plain
from kaohe_core.scheme.resolved import full

TOWNSHIP = Path(__file__).parents[2] / "examples" / "township-school"


def clause(id: str, text: str, **values: Any) -> dict[str, Any]:
    return {"id": id, "rule": "deduct", "text": text, "source": "四、1", "per": "term", **values}


def scheme() -> dict[str, Any]:
    """Two dimensions of 10 and 90, two clauses in the first."""
    return {
        "title": "考核",
        "marks": Decimal(100),
        "round": {"total": 2, "mode": "half-up"},
        "periods": {"term": [{"id": "上"}, {"id": "下"}]},
        "not-scored": [{"when": "a == 1", "reason": "借调"}, {"when": "a == 2", "reason": "督导"}],
        "dimension": [
            {
                "id": "attendance",
                "title": "考勤",
                "marks": Decimal(10),
                "start": "full",
                "text": "满分 10 分",
                "clause": [
                    clause("sick", "病假每天扣 0.2 分", points=Decimal("0.2")),
                    clause("late", "迟到每次扣 0.1 分", points=Decimal("0.1")),
                ],
            },
            {
                "id": "quality",
                "title": "质量",
                "marks": Decimal(90),
                "start": "zero",
                "clause": [
                    {
                        "id": "bands",
                        "rule": "bands",
                        "text": "分档",
                        "of": "a.b",
                        "bands": [{"at-least": 90, "points": 20}, {"at-least": 80, "points": 10}],
                    }
                ],
            },
        ],
        "grade": [{"name": "优秀", "at-least": 90}, {"name": "合格"}],
        "payment": [
            {
                "id": "share",
                "title": "绩效",
                "settlement": "share",
                "group": [{"when": "a == 1", "reason": "借调", "of-mean": 1}],
            }
        ],
        "parameters": {"gap": Decimal("1.5")},
        "governance": {"publicity-days": 3, "approval": True},
    }


def told(edit: Callable[[dict[str, Any]], Any], language: str = "zh") -> list[str]:
    """The lines about a scheme that ``edit`` has changed, without how many there are."""
    new = scheme()
    edit(new)
    return lines(changes(scheme(), new), "zh" if language == "zh" else "en")[1:]


@pytest.mark.clause("G11")
def test_a_figure_a_clause_less_a_clause_more() -> None:
    new = scheme()
    attendance = new["dimension"][0]
    attendance["clause"][0] |= {"text": "病假每天扣 0.3 分", "points": Decimal("0.3")}
    attendance["clause"][1] = clause("absence", "旷工每天扣 5 分", points=5)
    found = changes(scheme(), new)
    assert [(change.kind, change.part, change.id) for change in found] == [
        ("changed", "clause", "sick"),
        ("removed", "clause", "late"),
        ("added", "clause", "absence"),
    ]
    assert lines(found, "zh") == [
        "共 3 处：修改 1 处，新增 1 处，取消 1 处",
        "[修改] 条款 考勤 › sick（四、1）",
        "　　条文：病假每天扣 0.3 分",
        "　　原条文：病假每天扣 0.2 分",
        "　　分值（points）：0.2 → 0.3",
        "[取消] 条款 考勤 › late（四、1）",
        "　　原条文：迟到每次扣 0.1 分",
        "　　计分规则（rule）：deduct；分期（per）：term；分值（points）：0.1",
        "[新增] 条款 考勤 › absence（四、1）",
        "　　条文：旷工每天扣 5 分",
        "　　计分规则（rule）：deduct；分期（per）：term；分值（points）：5",
    ]
    assert lines(found, "en")[:5] == [
        "changes: 3 (changed 1, added 1, removed 1)",
        "[changed] clause 考勤 › sick (四、1)",
        "  wording: 病假每天扣 0.3 分",
        "  wording until now: 病假每天扣 0.2 分",
        "  marks for it (points): 0.2 → 0.3",
    ]


def test_a_figure_whose_wording_stayed() -> None:
    def edit(new: dict[str, Any]) -> None:
        new["dimension"][0]["clause"][0]["points"] = Decimal("0.3")

    assert told(edit) == [
        "[修改] 条款 考勤 › sick（四、1）",
        "　　条文（未改）：病假每天扣 0.2 分",
        "　　分值（points）：0.2 → 0.3",
    ]


def test_nothing() -> None:
    assert changes(scheme(), scheme()) == ()
    assert lines((), "zh") == ["条款和数值都没有变化"]


def test_spelling_is_no_change_but_a_source_is_a_text() -> None:
    new = scheme()
    new["dimension"][0]["clause"][0]["points"] = Decimal("0.20")
    new["marks"] = "100.0"
    assert changes(scheme(), new) == ()
    old = scheme()
    old["dimension"][0]["clause"][0]["source"], new["dimension"][0]["clause"][0]["source"] = "1.1", "1.10"
    assert [value.keys for change in changes(old, new) for value in change.values] == [("source",)]


def test_a_way_through_json_makes_no_difference() -> None:
    new = scheme()
    new["dimension"][1]["marks"] = Decimal(80)
    stored = json.loads(json.dumps(plain(scheme())))
    assert changes(stored, new) == changes(scheme(), new) == changes(stored, json.loads(json.dumps(plain(new))))
    assert changes(stored, scheme()) == ()


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda new: new.update(marks=110), ["[修改] 方案总则", "　　满分（marks）：100 → 110"]),
        (
            lambda new: new["round"].update(mode="down"),
            ["[修改] 方案总则", "　　取舍办法（round.mode）：half-up → down"],
        ),
        (lambda new: new["parameters"].update(gap=2), ["[修改] 参数", "　　gap：1.5 → 2"]),
        (
            lambda new: new.update({"parameters": {"gap": 2}, "parameter-titles": {"gap": "算作明显的差距"}}),
            [
                "[修改] 参数",
                "　　算作明显的差距（gap）：1.5 → 2",
                "[新增] 参数的名称",
                "　　gap：算作明显的差距",
            ],
        ),
        (
            lambda new: new["governance"].update(approval=False),
            ["[修改] 程序规定", "　　须经县局批准（approval）：是 → 否"],
        ),
        (lambda new: new["grade"][0].update({"at-least": 85}), ["[修改] 等次 优秀", "　　最低（at-least）：90 → 85"]),
        (
            lambda new: new["grade"].insert(1, {"name": "良好", "at-least": 75}),
            ["[新增] 等次 良好", "　　最低（at-least）：75"],
        ),
        (lambda new: new["periods"]["term"].append({"id": "夏"}), ["[新增] 学期 夏"]),
        (
            lambda new: new["payment"][0]["group"][0].update({"of-mean": Decimal("0.8")}),
            ["[修改] 发放中单列的人员 绩效", "　　条文（未改）：借调", "　　平均值的几成（of-mean）：1 → 0.8"],
        ),
        (lambda new: new["not-scored"].pop(0), ["[取消] 不计分的人员", "　　原条文：借调", "　　条件（when）：a == 1"]),
        (
            lambda new: new["not-scored"].reverse(),
            ["[修改] 方案总则", "　　不计分的人员的先后次序：借调、督导 → 督导、借调"],
        ),
        (
            lambda new: new["dimension"][1]["clause"].append(new["dimension"][0]["clause"].pop()),
            [
                "[修改] 条款 质量 › late（四、1）",
                "　　条文（未改）：迟到每次扣 0.1 分",
                "　　所属（in）：attendance → quality",
            ],
        ),
    ],
)
def test_every_part(edit: Callable[[dict[str, Any]], Any], expected: list[str]) -> None:
    assert told(edit) == expected


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda bands: bands[1].update(points=12), ["　　分值（bands.#2.points）：10 → 12"]),
        (
            lambda bands: bands.insert(1, {"at-least": 85, "points": 15}),
            ["　　分档（bands.#2）：（无） → ｛at-least 85、points 15｝"],
        ),
        (lambda bands: bands.pop(0), ["　　分档（bands.#1）：｛at-least 90、points 20｝ → （无）"]),
    ],
)
def test_bands_one_by_one(edit: Callable[[list[dict[str, Any]]], Any], expected: list[str]) -> None:
    assert told(lambda new: edit(new["dimension"][1]["clause"][0]["bands"])) == [
        "[修改] 条款 质量 › bands",
        "　　条文（未改）：分档",
        *expected,
    ]


def test_a_removed_dimension_stands_where_it_was_with_its_clauses() -> None:
    new = scheme()
    del new["dimension"][0]
    assert [(change.kind, change.id) for change in changes(scheme(), new)] == [
        ("removed", "attendance"),
        ("removed", "sick"),
        ("removed", "late"),
    ]
    back = changes(new, scheme())
    assert [(change.kind, change.id) for change in back] == [
        ("added", "attendance"),
        ("added", "sick"),
        ("added", "late"),
    ]


def test_long_values_have_a_line_each() -> None:
    def edit(new: dict[str, Any]) -> None:
        new["dimension"][1]["clause"][0]["of"] = "mean(teaching-quality.own-mean\n  - teaching-quality.town-mean)"

    assert told(edit, "en")[2:] == [
        "  what counts (of): mean(teaching-quality.own-mean - teaching-quality.town-mean)",
        "    until now: a.b",
    ]


def test_data() -> None:
    new = scheme()
    new["dimension"][0]["clause"][0]["points"] = Decimal("0.3")
    assert data(changes(scheme(), new), "zh") == [
        {
            "kind": "changed",
            "part": "clause",
            "id": "sick",
            "name": "sick",
            "inside": ["考勤"],
            "source": "四、1",
            "wording": {"old": "病假每天扣 0.2 分", "new": "病假每天扣 0.2 分"},
            "values": [{"keys": ["points"], "label": "分值（points）", "old": "0.2", "new": "0.3"}],
        }
    ]


def test_the_order_of_keys_is_no_change() -> None:
    ready = Run(Project.open(TOWNSHIP)).ready("pay")
    assert ready is not None
    told = full(ready.resolved.data, ready.toolbox)
    assert changes(told, dict(reversed(told.items()))) == ()


leaf = st.tuples(st.sampled_from(["points", "per", "text", "allowance"]), st.sampled_from(["0.2", "1", "a", None]))


@given(st.lists(leaf, max_size=3), st.lists(leaf, max_size=3), st.permutations(range(2)))
def test_whatever_differs_is_told_in_both_directions(
    one: list[tuple[str, Any]], other: list[tuple[str, Any]], order: list[int]
) -> None:
    old, new = scheme(), scheme()
    old["dimension"][0]["clause"][0].update(one)
    new["dimension"][0]["clause"][0].update(other)
    new["dimension"][0]["clause"] = [new["dimension"][0]["clause"][index] for index in order]
    there, back = changes(old, new), changes(new, old)
    assert bool(there) == (_canonical(old) != _canonical(new)) == bool(back)
    assert {(c.id, v.keys, v.old, v.new) for c in there for v in c.values if v.keys[-1] != "order"} == {
        (c.id, v.keys, v.new, v.old) for c in back for v in c.values if v.keys[-1] != "order"
    }


def _canonical(scheme: dict[str, Any]) -> str:
    clean = copy.deepcopy(scheme)
    for clause in clean["dimension"][0]["clause"]:
        for key in [key for key, value in clause.items() if value is None]:
            del clause[key]
    return json.dumps(plain(clean), sort_keys=True)
