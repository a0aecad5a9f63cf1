"""Made-up schools: every cell lies in the range of its column, and many marks lie on the edge of rounding (x.xx5)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import polars as pl

from kaohe_core import ROW, Column, Data, Table

from .conftest import RATED, TABLES, TERMS, Row, choices

Rows = dict[str, list[Row]]
TYPES = {"number": pl.Int64, "flag": pl.Int64, "text": pl.String, "date": pl.Date}


class Chance(random.Random):
    """Draws the values that occur in tables; the same in every run with the same seed."""

    def half(self, high: int) -> D:
        """Half days and half marks, up to ``high``."""
        return D(self.randint(0, high * 2)) / 2

    def cents(self, high: int) -> D:
        """Hundredths, and often quarters, so that halves of them fall on x.xx5."""
        return D(self.randint(0, high * 100)) / 100 if self.random() < 0.5 else D(self.randint(0, high * 4)) / 4

    def day(self, first: int, last: int) -> date:
        """A day between the beginning of one year and the end of another."""
        return date(first, 1, 1) + timedelta(days=self.randint(0, (last - first) * 365 or 364))


def made_up(seed: int, size: int, schools: int = 1, missing: float = 0) -> Rows:
    """So many schools of so many people each; in a part of the schools, one record in fifty is missing.

    In one school in five, people after the first come in pairs with the same records, so that cents run out between
    equal remainders. In every second one, workloads are 10 or 20, so that the mean often divides them to x.xx5.
    """
    chance = Chance(seed)
    rows: Rows = {name: [] for name in TABLES}
    for school in range(schools):
        first = {name: len(table) for name, table in rows.items()}
        pairs, round_workloads = chance.random() < 0.2, chance.random() < 0.5
        for number in range(size):
            if number % 2 == 1 or number == 0 or not pairs:
                before = chance.getstate()
            else:
                chance.setstate(before)
            person = f"T{school * size + number:06}"
            _person(rows, chance, person, f"学校{school}", f"{school}-{number}班", round_workloads=round_workloads)
        if chance.random() < missing:
            for name in ("posts", "attendance", "term-marks", "teaching-quality", "judgements", "ratings"):
                rows[name][first[name] :] = [row for row in rows[name][first[name] :] if chance.random() > 0.02]
    return rows


def _person(rows: Rows, chance: Chance, id: str, school: str, homeroom: str, *, round_workloads: bool) -> None:
    arrangement = chance.choice(choices("staff", "arrangement")) if chance.random() < 0.2 else "在岗"
    rows["staff"].append(
        {
            "id": id,
            "name": id,
            "unit": school,
            "sex": chance.choice("男女"),
            "born": chance.day(1960, 2000),
            "kind": chance.choice(choices("staff", "kind")),
            "employment": "临聘" if chance.random() < 0.05 else "正式",
            "in-post": chance.choice("是是是否"),
            "arrangement": arrangement,
            "private-school": chance.choice(("是", None, None)),
            "salary-stopped": "是" if chance.random() < 0.03 else None,
        }
    )
    rows["accounts"].append({"id": id, "account": id, "holder": id})
    for post in range(1 if round_workloads else chance.randint(1, 3)):
        weekly = D(chance.choice((10, 20))) if round_workloads else chance.half(20)
        rows["posts"].append({"id": id, "post": str(post), "weekly": weekly})
    rows["judgements"].append(judged(id, "research-at-discretion", chance.cents(10)))
    if chance.random() < 0.1:
        rows["judgements"].append(judged(id, "ethics", -chance.cents(20)))
    if chance.random() < 0.2:
        one, two = sorted((chance.randint(0, 10), chance.randint(0, 10)))
        rows["role-shares"].append(
            {
                "id": id,
                "teaching": D(one) / 10,
                "kindergarten": D(two - one) / 10,
                "duties": D(10 - two) / 10,
            }
        )
    if chance.random() < 0.2:
        kind = chance.choice(
            (*choices("discipline", "kind"), "警告", "警告")
        )  # 30 %, which can end on half a hundredth
        rows["discipline"].append({"id": id, "date": chance.day(2025, 2027), "kind": kind})
    for rater in range(3):
        rows["ratings"].append({"id": id, "rater": f"校长{rater}", **{aspect: chance.half(10) for aspect in RATED}})
    for term in TERMS:
        _term(rows, chance, {"id": id, "term": term}, homeroom)


def judged(id: str, clause: str, points: D) -> Row:
    """A judgement with all that makes it one."""
    evidence = {"by": "校务会", "on": date(2026, 6, 1), "reason": "理由", "evidence": "纪要"}
    return {"id": id, "clause": clause, "points": points, **evidence}


def _term(rows: Rows, chance: Chance, key: Row, homeroom: str) -> None:
    rows["attendance"].append(
        {
            **key,
            "sick-days": chance.half(chance.choice((3, 5, 50))),
            "personal-days": chance.half(chance.choice((1, 4))),
            "absent-days": chance.half(chance.choice((0, 0, 0, 6))),
            "missed-signs": chance.randint(0, 9),
        }
    )
    rows["term-marks"].append({**key, "routine": chance.cents(40), "research": chance.cents(30)})
    rows["duty-marks"].append(
        {**key, "duties": chance.cents(20), "safety": chance.cents(10), "attitude": chance.cents(10)}
    )
    rows["kindergarten-results"].append(
        {**key, "showing": chance.cents(10), "safety": chance.cents(5), "enrolment": chance.cents(5)}
    )
    rows["post-targets"].append({**key, "target": chance.cents(10)})
    for course in range(chance.randint(1, 3)):
        taken = chance.random() < 0.5
        rows["teaching-quality"].append(
            {
                **key,
                "course": str(course),
                "own-mean": 70 + chance.cents(20),
                "town-mean": 80,
                "rank": chance.randint(1, 9),
                "taken-over": "是" if taken else "否",
                "last-rank": chance.randint(1, 9) if taken else None,
                "last-gap": chance.cents(10) if taken else None,
            }
        )
    if chance.random() < 0.2:
        year = int(key["term"][:4])
        rows["regulated-leave"].append(
            {**key, "kind": "婚假", "start": chance.day(year, year), "days": chance.half(30)}
        )
    if chance.random() < 0.1:
        rows["study-leave"].append({**key, "arranged": chance.choice("是否"), "days": chance.half(90)})
    if chance.random() < 0.3:
        rows["homeroom"].append(
            {
                **key,
                "class": homeroom,
                "pupils": chance.randint(5, 80),
                "months": 5,
                "score": chance.cents(100),
            }
        )


def in_columns(table: Table, rows: Sequence[Row]) -> Data:
    """The rows as reading them from a file would give them, without its checks: for rows that are known to be right."""
    columns = {column.id: [_stored(column, row.get(column.id)) for row in rows] for column in table.columns}
    schema = {column.id: TYPES[column.type] for column in table.columns}
    frame = pl.DataFrame(columns, schema=schema).with_columns(pl.int_range(1, pl.len() + 1).alias(ROW))
    return Data(table, frame, "rows")


def _stored(column: Column, cell: Any) -> Any:
    if cell is None or column.type in ("text", "date"):
        return cell
    return int(cell == "是") if column.type == "flag" else int(cell * column.scale)
