"""Whom another result changes: two results as ``--format json`` gives them, differences worked out by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_core.compare.effects import data, effects, lines
from kaohe_core.compare.effects_table import table

F = Fraction


def subject(id: str, total: str | None, paid: str | None = None, **more: Any) -> dict[str, Any]:
    """Somebody with one dimension of one clause that bear the total, and one payment."""
    standing = more.pop("standing", "scored")
    points = {"points": total, "standing": standing}
    return {
        "id": id,
        "name": more.pop("name", f"老师{id}"),
        "standing": standing,
        "total": total,
        "grade": None,
        "dimensions": [{"id": "work", "title": "工作"} | points | {"clauses": [{"id": "lessons"} | points]}],
        "payments": [{"id": "share", "kind": "share", "title": "绩效", "amount": paid}],
    } | more


def result(*subjects: dict[str, Any], pool: str | None = "100.00", out: Any = (), **more: Any) -> dict[str, Any]:
    amounts = [payment["amount"] for one in subjects for payment in one["payments"]]
    paid = None if None in amounts or not amounts else str(sum(map(F, amounts), F(0)))
    return {
        "id": "pay",
        "pool": pool,
        "provisional": False,
        "subjects": list(subjects),
        "not-assessed": list(out),
        "payments-total": paid,
    } | more


OLD = result(subject("01", "9.80", "60.00"), subject("02", "10.00", "30.00"), subject("03", "5.00", "10.00"))


def test_the_same_is_empty() -> None:
    found = effects(OLD, OLD)
    assert found.empty
    assert found.unchanged == 3
    assert lines(found, "zh")[0] == "3 人的结果都没有变化"


@pytest.mark.clause("G11")
def test_who_gains_and_who_loses() -> None:
    """01: 9.8 → 9.5, −0.3, 60 → 55.5, −4.5; 02: 30 → 34.5, +4.5; 03 as before."""
    new = result(subject("01", "9.50", "55.50"), subject("02", "10.00", "34.50"), subject("03", "5.00", "10.00"))
    found = effects(OLD, new)
    assert [person.id for person in found.people] == ["01", "02"]
    assert [(one.what, one.id, one.difference) for one in found.people[0].moved] == [
        ("total", "total", F("-0.3")),
        ("dimension", "work", F("-0.3")),
        ("clause", "lessons", F("-0.3")),
        ("payment", "share", F("-4.5")),
        ("paid", "paid", F("-4.5")),
    ]
    assert lines(found, "zh") == [
        "共 3 人，其中 2 人的结果有变化",
        "总分：增加 0 人（合计 0.00），减少 1 人（合计 −0.30），不变 2 人",
        "总额：100.00 元，不变",
        "　　绩效：100.00 元，不变",
        "应发合计：100.00 元，不变",
        "增加 1 人，合计 +4.50 元",
        "减少 1 人，合计 −4.50 元",
        "不变 1 人",
    ]
    assert data(found, "zh")["money"] == {
        "gain": 1,
        "lose": 1,
        "stay": 1,
        "unknown": 0,
        "gained": "4.50",
        "lost": "-4.50",
    }
    assert data(found, "zh")["people"][1]["moved"][1] == {
        "what": "paid",
        "id": "paid",
        "title": "",
        "old": "30.00",
        "new": "34.50",
        "difference": "4.50",
    }


def test_json_and_back_is_the_same() -> None:
    new = result(subject("01", "9.50", "55.50"), subject("02", "10.00", "34.50"), subject("03", "5.00", "10.00"))
    assert effects(json.loads(json.dumps(OLD)), json.loads(json.dumps(new))) == effects(OLD, new)


def test_numbers_without_end_are_exact() -> None:
    """1/3 to 2/3 is one third more, though both were cut to six decimals."""
    old = result(subject("01", "0.333333", "1.00", exact="1/3"))
    new = result(subject("01", "0.666667", "1.00", exact="2/3"))
    total = effects(old, new).people[0].of("total")
    assert total is not None
    assert total.difference == F(1, 3)
    assert "总分：增加 1 人（合计 ≈+0.33），减少 0 人（合计 0.00），不变 0 人" in lines(effects(old, new), "zh")


def test_people_in_one_of_them_only() -> None:
    """03 leaves with 10 yuan and is told why; 04 comes and has 12: 2 yuan more are paid in all."""
    new = result(
        OLD["subjects"][0],
        OLD["subjects"][1],
        subject("04", "6.00", "12.00"),
        out=[{"id": "03", "name": "老师03", "reason": "借调"}],
    )
    found = effects(OLD, new)
    assert [(person.id, person.there) for person in found.people] == [("04", "new"), ("03", "old")]
    assert (found.money.gained, found.money.lost) == (F(12), F(-10))
    assert found.marks.gain == found.marks.lose == 0
    told = lines(found, "zh")
    assert "只按新方案参加考核：老师04" in told
    assert "只按旧方案参加考核：老师03（借调）" in told
    assert "应发合计：100.00 → 102.00 元（+2.00）" in told


def test_grades_places_vetoes_awards() -> None:
    one = subject("01", "9.00", "1.00", grade="优秀", places={"rank": "1"}, vetoes=[], awards=["best"])
    two = subject("01", "9.00", "1.00", grade="不合格", places={"rank": "2"}, vetoes=["crime"], awards=[])
    names: dict[str, Any] = {
        "awards": [{"id": "best", "title": "先进"}],
        "vetoes": [{"id": "crime", "text": "违法"}],
        "rankings": [{"id": "rank", "title": "校内名次"}],
    }
    found = effects(result(one, **names), result(two, **names))
    moved = {move.what: (move.old, move.new) for move in found.people[0].moved}
    assert moved == {"grade": ("优秀", "不合格"), "place": (1, 2), "veto": (None, "yes"), "award": ("yes", None)}
    assert lines(found, "zh")[1:4] == [
        "等次有变化 1 人：老师01 优秀 → 不合格",
        "失去表彰“先进”：老师01",
        "新触发一票否决“违法”：老师01",
    ]
    shown = table(found, "zh")
    assert [str(column.header) for column in shown.columns] == ["编号", "姓名", "校内名次", "等次", "备注"]
    assert [str(next(iter(column.cells))) for column in shown.columns] == [
        "01",
        "老师01",
        "1 → 2",
        "优秀 → 不合格",
        "一票否决：违法；失去先进",
    ]


def test_a_mark_that_becomes_unknown() -> None:
    """9.8 against no data is no difference that anybody could name."""
    new = result(subject("01", None, None, standing="no-data"), *OLD["subjects"][1:], provisional=True)
    found = effects(OLD, new)
    assert (found.marks.unknown, found.money.unknown) == (1, 1)
    assert found.people[0].of("total").difference is None  # type: ignore[union-attr]  # it is there
    assert "应发合计：100.00 → 未定 元" in lines(found, "zh")
    assert "只有一边有总分：1 人" in lines(found, "zh")


def test_a_dimension_that_only_one_scheme_has() -> None:
    """It counts 0 in the other: 3 points are 3 more; 0 points and “not applicable” are no change for anybody."""

    def with_reading(points: str | None, standing: str = "scored") -> dict[str, Any]:
        reading: dict[str, Any] = {
            "id": "reading",
            "title": "阅读",
            "points": points,
            "standing": standing,
            "clauses": [],
        }
        one = subject("01", "9.80", "60.00")
        return one | {"dimensions": [*one["dimensions"], reading]}

    old = result(subject("01", "9.80", "60.00"))
    moved = effects(old, result(with_reading("3.00"))).people[0].moved
    assert [(one.id, one.old, one.new, one.difference) for one in moved] == [("reading", None, F(3), F(3))]
    assert effects(old, result(with_reading("0.00"))).empty
    assert effects(old, result(with_reading(None, "not-applicable"))).empty
    assert not effects(old, result(with_reading(None, "awaiting"))).empty


def test_without_money_there_are_no_lines_of_money() -> None:
    old, new = (result({**subject("01", total), "payments": []}, pool=None) for total in ("9.00", "8.00"))
    assert lines(effects(old, new), "zh") == [
        "共 1 人，其中 1 人的结果有变化",
        "总分：增加 0 人（合计 0.00），减少 1 人（合计 −1.00），不变 0 人",
    ]


def test_the_table_has_the_largest_change_first() -> None:
    new = result(subject("01", "9.80", "60.01"), subject("02", "10.00", "35.00"), subject("03", "5.00", "4.99"))
    shown = table(effects(OLD, new), "zh")
    assert [str(column.header) for column in shown.columns] == ["编号", "姓名", "原应发", "新应发", "增减", "备注"]
    assert [str(cell) for cell in shown.columns[0].cells] == ["03", "02", "01"]
    assert [str(cell) for cell in shown.columns[4].cells] == ["−5.01", "+5.00", "+0.01"]


cents = st.integers(0, 10**9).map(lambda n: f"{n // 100}.{n % 100:02}")
rows = st.dictionaries(st.sampled_from(["01", "02", "03", "04"]), st.tuples(cents, cents), min_size=1)


def _result(rows: dict[str, tuple[str, str]]) -> dict[str, Any]:
    found = result(*(subject(id, total, paid) for id, (total, paid) in rows.items()))
    return found | {"payments-total": str(sum((F(paid) for _, paid in rows.values()), F(0)))}


@given(rows)
def test_a_result_against_itself_is_empty(one: dict[str, tuple[str, str]]) -> None:
    assert effects(_result(one), _result(one)).empty


@given(rows, rows)
def test_what_people_gain_and_lose_is_what_is_paid_more(
    one: dict[str, tuple[str, str]], other: dict[str, tuple[str, str]]
) -> None:
    found = effects(_result(one), _result(other))
    assert found.money.moved == found.paid.difference
    moved = [person.of("paid") for person in found.people]
    assert sum((m.difference for m in moved if m is not None and m.difference is not None), F(0)) == found.money.moved
    assert found.money.gain + found.money.lose + found.money.stay == len({*one, *other})
