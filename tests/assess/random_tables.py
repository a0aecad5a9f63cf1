"""The tables of a small random school: what each means where there is no row, and rows with holes in them."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from attrs import evolve

from kaohe_core.tables.declared import Column, Table

ROLES, PERIODS, CLASSES = ("教师", "后勤", "借调"), ("上", "下"), ("一班", "二班", "三班")
CELLS = ("a", "b", "role", "ok")  # of a roster, that may be empty
ABSENCES = ("zero", "no-data", "not-applicable", "awaiting")
Row = dict[str, Any]
Rows = Mapping[str, list[Row]]

ID = Column("id", "工号", "text")
TERM = Column("term", "学期", "text")
MARK = Column("n", "得分", decimals=1, high=20, required=False)


def _roster(id: str, title: str, *more: Column) -> Table:
    columns = (
        ID,
        Column("school", "学校", "text", required=False),
        Column("a", "甲", decimals=1, high=20, required=False),
        Column("b", "乙", high=20, required=False),
        Column("role", "岗位", "text", choices=ROLES, required=False),
        Column("ok", "合格", "flag", required=False),
    )
    return Table(id, title, (*columns, *more))


CLASS = _roster("classes", "班级")
STAFF = _roster("staff", "教职工", Column("class", "所带班", "text", required=False))
LEAVE = Table(
    "leave",
    "请假",
    (ID, TERM, Column("days", "天数", decimals=0, high=20)),
    rows="event",
    absence="zero",
    period="term",
    limit=9,
)
CHECKS = Table("checks", "检查", (ID, TERM, MARK), rows="event", period="term", limit=9)
EXAMS = Table("exams", "考试", (ID, TERM, MARK), key=("id", "term"), period="term")
EXTRA = Table("extra", "附加", (ID, MARK))
VISITS = Table("visits", "来访", (ID, Column("day", "日期", "date", required=False)), rows="event", limit=9)
TOTAL = Column("total", "总分", decimals=2, low=-(10**9), high=10**9)
PART = Column("d0", "项0", decimals=2, low=-(10**9), high=10**9, required=False)
OF_STAFF = Table("of-staff", "教师的结果", (ID, TOTAL, PART), rows="event", limit=9, results=True)
OF_CLASS = Table(
    "of-class",
    "所带班的结果",
    (
        ID,
        TOTAL,
        PART,
        Column("grade", "等次", "text", required=False),
    ),
    via="class",
    results=True,
)


def drawn_tables(random: Random) -> dict[str, Table]:
    """The tables that schemes of staff read, each with what absence means in it."""
    changing = (CHECKS, EXAMS, EXTRA, VISITS)
    return {
        "staff": STAFF,
        "leave": LEAVE,
        **{table.id: evolve(table, absence=random.choice(ABSENCES)) for table in changing},
        "of-class": evolve(OF_CLASS, absence=random.choice(["zero", *ABSENCES])),
        "of-staff": evolve(OF_STAFF, absence=random.choice(["zero", *ABSENCES])),
    }


def value(random: Random, key: str) -> Any:
    """Something possible in a column."""
    match key:
        case "role":
            return random.choice(ROLES)
        case "school":
            return random.choice("东西")
        case "ok":
            return random.choice(["是", "否"])
        case "day":
            return f"2026-{random.randrange(3, 5):02}-{random.randrange(1, 29):02}"
        case "a" | "n":
            return random.choice(["0", "20", f"{random.randrange(41) / 2:g}"])
        case _:
            return str(random.choice([0, 20, random.randrange(21)]))


def drawn_rows(random: Random) -> Rows:
    """A few people, each with some rows of every table, and empty cells."""
    people = [f"T{n}" for n in range(random.choice([3, 5, 7]))]
    rare = random.choice([0, 0.05, 0.15])  # how often a cell is empty
    every = random.choice([0.6, 0.9, 1])  # how often there is a row

    def cell(key: str) -> Any:
        return None if random.random() < rare else value(random, key)

    def roster(ids: list[str]) -> list[Row]:
        return [{"id": id, "school": random.choice("东西"), **{key: cell(key) for key in CELLS}} for id in ids]

    staff = [row | {"class": random.choice([*CLASSES, ""])} for row in roster(people)]
    rows: dict[str, list[Row]] = {"staff": staff, "classes": roster([*CLASSES])}
    rows |= {id: [] for id in ("leave", "checks", "exams", "extra", "visits", "judgements")}
    for id in people:
        for term in PERIODS:
            rows["leave"] += [
                {"id": id, "term": term, "days": str(random.randrange(6))} for _ in range(random.choice([0, 0, 1, 2]))
            ]
            rows["checks"] += [{"id": id, "term": term, "n": cell("n")} for _ in range(random.choice([0, 1, 1, 2]))]
            rows["exams"] += [{"id": id, "term": term, "n": cell("n")} for _ in range(random.random() < every)]
        rows["extra"] += [{"id": id, "n": cell("n")} for _ in range(random.random() < every)]
        rows["visits"] += [{"id": id, "day": cell("day")} for _ in range(random.choice([0, 1, 2, 4]))]
    lost = Random(repr(staff))  # of its own: with it all else is drawn as without
    for one in (*staff, *rows["classes"]):
        if lost.random() < rare / 2:
            one["school"] = None
    return rows
