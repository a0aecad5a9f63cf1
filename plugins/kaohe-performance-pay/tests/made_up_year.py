"""Made-up records of a year for the yearly appraisal: shares of projects that often fall on half a hundredth."""

from __future__ import annotations

from decimal import Decimal as D

from kaohe_performance_pay import appraisal_tables as declared
from kaohe_performance_pay import tables

from .conftest import TERMS, Row
from .made_up import Chance, Rows, judged

DISCRETIONS = ("lateness", "ethics-discretion", "routine-discretion")


def made_up_year(seed: int, size: int, schools: int) -> Rows:
    """So many schools of so many people each."""
    chance = Chance(seed)
    rows: Rows = {table.id: [] for table in (*tables.TABLES, *declared.TABLES)} | {"judgements": []}
    for number in range(schools * size):
        _person(rows, chance, f"T{number:06}", f"学校{number // size}")
    return rows


def _person(rows: Rows, chance: Chance, id: str, school: str) -> None:
    kind = tables.KINDS[0] if chance.random() < 0.9 else chance.choice(tables.KINDS)
    rows["staff"].append(
        {
            "id": id,
            "name": id,
            "unit": school,
            "sex": chance.choice("男女"),
            "born": chance.day(1960, 2000),
            "kind": kind,
            "employment": "正式",
            "in-post": "是",
            "arrangement": tables.ON_DUTY,
        }
    )
    for term in TERMS:
        rows["attendance"].append(
            {
                "id": id,
                "term": term,
                "sick-days": 2 + chance.half(13),
                "personal-days": chance.half(4),
                "absent-days": chance.half(chance.choice((0, 0, 0, 1))),
                "missed-signs": 0,
                "hospital-days": chance.choice((None, D(0), chance.half(2))),
                "missed-lessons": chance.choice((None, 0, 1)),
            }
        )
        if chance.random() < 0.3:
            planned = chance.randint(1, 40)
            rows["lab-lessons"].append({"id": id, "term": term, "planned": planned, "held": chance.randint(0, planned)})
    if chance.random() < 0.99:
        rows["teaching-scores"].append({"id": id, "score": chance.cents(120)})
    rows["judgements"] += [judged(id, clause, -chance.cents(10)) for clause in DISCRETIONS if chance.random() < 0.2]
    _events(rows, chance, id)


def _events(rows: Rows, chance: Chance, id: str) -> None:
    def some(table: str, most: int, **cells: object) -> None:
        for number in range(chance.choice((0, 0, 0, *range(most + 1)))):
            dated: Row = {"id": id, "title": str(number), "date": chance.day(2025, 2027)}
            drawn = {name: chance.choice(cell) if isinstance(cell, tuple) else cell for name, cell in cells.items()}
            rows[table].append(dated | drawn)

    some("incidents", 2, kind=(*declared.CONDUCT, *declared.ROUTINE))
    some("sanctions", 1, kind=declared.SANCTIONS)
    some("honours", 2, level=declared.LEVELS)
    for prizes in ("contest-prizes", "coached-prizes"):
        some(prizes, 3, level=declared.LEVELS, prize=declared.PRIZES, pupil="学生")
    some("group-places", 2, level=declared.LEVELS, place=tuple(range(1, 20)))
    some("papers", 2, journal="教育", proper=("是", "否"), signed=("是", "否"))
    share = (None, None, D(chance.randint(0, 10_000)) / 10_000, D(chance.randint(0, 200)) / 400)
    # 0.5 marks × 4 × an odd multiple of 0.0025 is half a hundredth
    least = {"level": (*declared.LEVELS, *["区级"] * 4), "prize": (*declared.PRIZES, *["鼓励奖"] * 4)}
    roles = (declared.WRITER, declared.MEMBER, declared.MEMBER)
    some("research-projects", 2, **least, others=tuple(range(1, 8)), role=roles, share=share)
