"""Made-up records of a year for the yearly appraisal: shares of projects that often fall on half a hundredth."""

from __future__ import annotations

from decimal import Decimal as D

from .conftest import DECLARED, TERMS, Row, choices
from .made_up import Chance, Rows, judged

DISCRETIONS = ("lateness", "ethics-discretion", "routine-discretion")


def made_up_year(seed: int, size: int, schools: int) -> Rows:
    """So many schools of so many people each."""
    chance = Chance(seed)
    rows: Rows = {id: [] for id in DECLARED}
    for number in range(schools * size):
        _person(rows, chance, f"T{number:06}", f"学校{number // size}")
    return rows


def _person(rows: Rows, chance: Chance, id: str, school: str) -> None:
    kinds = choices("staff", "kind")
    kind = kinds[0] if chance.random() < 0.9 else chance.choice(kinds)
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
            "arrangement": "在岗",
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

    some("incidents", 2, kind=choices("incidents", "kind"))
    some("sanctions", 1, kind=choices("sanctions", "kind"))
    levels, prizes = choices("honours", "level"), choices("contest-prizes", "prize")
    some("honours", 2, level=levels)
    for table in ("contest-prizes", "coached-prizes"):
        some(table, 3, level=levels, prize=prizes, pupil="学生")
    some("group-places", 2, level=levels, place=tuple(range(1, 20)))
    some("papers", 2, journal="教育", proper=("是", "否"), signed=("是", "否"))
    share = (None, None, D(chance.randint(0, 10_000)) / 10_000, D(chance.randint(0, 200)) / 400)
    # 0.5 marks × 4 × an odd multiple of 0.0025 is half a hundredth
    least = {"level": (*levels, *["区级"] * 4), "prize": (*prizes, *["鼓励奖"] * 4)}
    roles = ("执笔人", "成员", "成员")
    some("research-projects", 2, **least, others=tuple(range(1, 8)), role=roles, share=share)
