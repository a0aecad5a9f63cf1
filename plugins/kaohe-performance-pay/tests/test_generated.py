"""Made-up schools: columns and the exact evaluator agree on every step, and the pool is paid out whole."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest

from kaohe_core.assess.oracle import Oracle
from kaohe_core.assess.run import assess
from kaohe_core.findings import Findings
from kaohe_core.project import Project
from kaohe_core.tables.read import data_from_rows
from kaohe_performance_pay import plugin, tables

from .conftest import RATED, TABLES, TERMS, Row

SAMPLE = Path(plugin.__file__).parent / "schemes" / "pay"
SIZE = 150


def made_up(seed: int) -> dict[str, list[Row]]:
    """A school of :data:`SIZE` people; every cell lies in the range of its column."""
    chance = random.Random(seed)  # made-up data, no secret

    def half(high: int) -> D:
        return D(chance.randint(0, high * 2)) / 2

    def cents(high: int) -> D:
        # hundredths, and often quarters, so that halves of them fall on x.xx5
        return D(chance.randint(0, high * 100)) / 100 if chance.random() < 0.5 else D(chance.randint(0, high * 4)) / 4

    def day(first: int, last: int) -> date:
        return date(first, 1, 1) + timedelta(days=chance.randint(0, (last - first) * 365 or 364))

    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for number in range(SIZE):
        id = f"T{number:04}"
        kind = chance.choice(tables.KINDS)
        arrangement = chance.choice(tables.ARRANGEMENTS) if chance.random() < 0.2 else tables.ON_DUTY
        rows["staff"].append({
            "id": id, "name": id, "sex": chance.choice("男女"), "born": day(1960, 2000), "kind": kind,
            "employment": "临聘" if chance.random() < 0.05 else "正式", "in-post": chance.choice("是是是否"),
            "arrangement": arrangement, "private-school": chance.choice(("是", None, None)),
            "salary-stopped": "是" if chance.random() < 0.03 else None,
        })  # fmt: skip
        rows["accounts"].append({"id": id, "account": id, "holder": id})
        for post in range(chance.randint(1, 3)):
            rows["posts"].append({"id": id, "post": str(post), "weekly": half(20)})
        rows["judgements"] += [
            {"id": id, "clause": clause, "points": points, "by": "校务会", "on": date(2026, 6, 1), "reason": "理由",
             "evidence": "纪要"}
            for clause, points in (("research-at-discretion", cents(10)), ("ethics", -cents(20)))
            if clause != "ethics" or chance.random() < 0.1
        ]  # fmt: skip
        if chance.random() < 0.2:
            first, second = chance.randint(0, 10), chance.randint(0, 10)
            first, second = min(first, second), max(first, second)
            rows["role-shares"].append({
                "id": id, "teaching": D(first) / 10, "kindergarten": D(second - first) / 10,
                "duties": D(10 - second) / 10,
            })  # fmt: skip
        if chance.random() < 0.1:
            rows["discipline"].append(
                {"id": id, "date": day(2025, 2027), "kind": chance.choice(tables.DISCIPLINE_KINDS)}
            )
        rows["ratings"] += [
            {"id": id, "rater": f"校长{rater}", **{aspect: half(10) for aspect in RATED}} for rater in range(3)
        ]
        for term in TERMS:
            key = {"id": id, "term": term}
            rows["attendance"].append({
                **key, "sick-days": half(chance.choice((3, 5, 50))), "personal-days": half(chance.choice((1, 4))),
                "absent-days": half(chance.choice((0, 0, 0, 6))), "missed-signs": chance.randint(0, 9),
            })  # fmt: skip
            rows["term-marks"].append({**key, "routine": cents(40), "research": cents(30)})
            rows["duty-marks"].append({**key, "duties": cents(20), "safety": cents(10), "attitude": cents(10)})
            rows["kindergarten-results"].append(
                {**key, "showing": cents(10), "safety": cents(5), "enrolment": cents(5)}
            )
            rows["post-targets"].append({**key, "target": cents(10)})
            for course in range(chance.randint(1, 3)):
                taken = chance.random() < 0.5
                rows["teaching-quality"].append({
                    **key, "course": str(course), "own-mean": 70 + cents(20), "town-mean": 80,
                    "rank": chance.randint(1, 9), "taken-over": "是" if taken else "否",
                    "last-rank": chance.randint(1, 9) if taken else None, "last-gap": cents(10) if taken else None,
                })  # fmt: skip
            if chance.random() < 0.2:
                rows["regulated-leave"].append(
                    {**key, "kind": "婚假", "start": day(int(term[:4]), int(term[:4])), "days": half(30)}
                )
            if chance.random() < 0.1:
                rows["study-leave"].append({**key, "arranged": chance.choice("是否"), "days": half(90)})
            if chance.random() < 0.3:
                rows["homeroom"].append({
                    **key, "class": f"{number}班", "pupils": chance.randint(5, 80), "months": 5, "score": cents(100),
                })  # fmt: skip
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_columns_and_oracle_agree_and_the_pool_is_paid_out(seed):
    findings = Findings()
    [ready] = Project.open(SAMPLE).all_ready(findings)
    rows = made_up(seed)
    data = {}
    for name in ready.plan.tables():
        found = data_from_rows(ready.tables[name], rows[name], findings)
        assert found is not None
        data[name] = found
    assert [finding.text("zh") for finding in findings] == []
    result, oracle = assess(ready.plan, data), Oracle(ready.plan, data)
    assert {subject.id for subject in result.subjects()} | set(oracle.not_assessed) == {
        row["id"] for row in rows["staff"]
    }
    for step in ready.plan.steps:
        for subject in result.subjects():
            assert subject.value(step.id) == oracle.value(step.id, subject.id), (subject.id, step.id)
            if step.role != "money":
                assert subject.standing(step.id) == oracle.standings[step.id][subject.id], (subject.id, step.id)
    assert result.total_of("paid") == 60000
