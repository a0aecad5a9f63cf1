"""The ``words`` rendering: what a teacher reads for every node, in both languages. Values are worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from kaohe_core.calendar import Calendar
from kaohe_core.formula.exact import Exact
from kaohe_core.formula.nodes import nodes
from kaohe_core.formula.text import ROW_FUNCTIONS, KnownNames, parse
from kaohe_core.formula.tree import (
    CountOfRows,
    Day,
    Earlier,
    Field,
    Formula,
    Greatest,
    GreatestOfRows,
    GreatestOverUnit,
    IsWorkingDay,
    Least,
    LeastOverUnit,
    Lookup,
    LookupByKeys,
    Mark,
    MeanOverUnit,
    Measure,
    Number,
    OnlyRow,
    Otherwise,
    PersonsOwn,
    Power,
    RoundedRoot,
    Running,
    SinceLast,
    Span,
    TextsTogether,
    Words,
    WorkingDaysBetween,
    all_of,
    any_of,
    choose,
    count_over,
    lift,
    lookup,
    mean,
    rank,
    sum_over,
)
from kaohe_core.formula.words import number, plain_number, shown, told, why, words
from kaohe_core.messages import Text
from kaohe_core.tables.declared import Column, Table

STAFF = Table(
    "staff",
    Text("教职工", "staff"),
    [
        Column("id", Text("工号", "id"), "text"),
        Column("role", Text("岗位", "role"), "text"),
        Column("born", Text("出生日期", "born on"), "date"),
        Column("full", Text("是否全职", "full-time"), "flag"),
        Column("weekly", Text("周课时", "weekly lessons"), unit=Text("节", "lessons"), decimals=1, high=60),
        Column("note", Text("处分", "discipline"), "text", required=False),
        Column("score", Text("测评分", "rating"), unit=Text("分", "marks"), high=100),
    ],
)
LEAVE = Table(
    "leave",
    Text("请假", "leave"),
    [
        Column("id", Text("工号", "id"), "text"),
        Column("term", Text("学期", "term"), "text"),
        Column("kind", Text("类别", "kind"), "text"),
        Column("days", Text("天数", "days"), unit=Text("天", "days"), decimals=1, high=200),
    ],
    rows="event",
    absence="zero",
    period="term",
)
ROWS: Mapping[str, Mapping[str, list[dict[str, Any]]]] = {
    "staff": {
        "A": [
            {
                "id": "A",
                "role": "教师",
                "born": date(1970, 2, 20),
                "full": Fraction(1),
                "weekly": Fraction(15),
                "note": None,
                "score": Fraction(92),
            }
        ],
        "B": [
            {
                "id": "B",
                "role": "后勤",
                "born": date(1990, 1, 1),
                "full": Fraction(0),
                "weekly": Fraction(27, 2),
                "note": "警告",
                "score": Fraction(60),
            }
        ],
        "C": [
            {
                "id": "C",
                "role": "教师",
                "born": date(1980, 1, 1),
                "full": Fraction(1),
                "weekly": Fraction(10),
                "note": None,
                "score": Fraction(92),
            }
        ],
    },
    "leave": {
        "A": [
            {"id": "A", "term": "上", "kind": "病假", "days": Fraction(3)},
            {"id": "A", "term": "下", "kind": "事假", "days": Fraction(1, 2)},
        ],
        "B": [
            {"id": "B", "term": "上", "kind": "病假", "days": Fraction(1)},
            {"id": "B", "term": "上", "kind": "病假", "days": Fraction(1)},
            {"id": "B", "term": "上", "kind": "病假", "days": Fraction(2)},
        ],
    },
}


def rows(node: Measure, subject: str) -> list[dict[str, Any]]:
    found = ROWS[node.table.id].get(subject, [])
    return [row for row in found if node.period is None or row["term"] == node.period]


EXACT = Exact(["A", "B", "C"], dict.fromkeys("ABC", ""), {"A", "B", "C"}, rows)
EXACT.marks["total"] = {"A": Fraction(80), "B": Fraction(0), "C": None}


def field(table: Table, column: str) -> Field:
    found = table.column(column)
    assert found is not None
    return Field(table, found)


def staff(column: str) -> Measure:
    return OnlyRow(STAFF, field(STAFF, column))


def leave(how: Any = "sum", where: Formula | None = None, **options: Any) -> Measure:
    return ROW_FUNCTIONS[how](LEAVE, of=field(LEAVE, "days"), where=where, **options)


ROLE, WEEKLY, SCORE, NOTE = staff("role"), staff("weekly"), staff("score"), staff("note")
TOTAL = Mark("total", Text("总分", "total"))
TEACHER = ROLE.equals("教师")
SICK = field(LEAVE, "kind").equals("病假")


def tree_of(text: str) -> Formula:
    return parse(text, KnownNames({"staff": STAFF, "leave": LEAVE}))


CASES: list[tuple[Formula, str, str, str]] = [
    # 15 × 2 = 30; 15 × 0.2 = 3
    (WEEKLY * 2, "A", "周课时 15 节 × 2 = 30", "weekly lessons 15 lessons × 2 = 30"),
    (WEEKLY, "A", "周课时 15 节 = 15", "weekly lessons 15 lessons = 15"),
    (lift(3), "A", "3", "3"),
    (lift(Decimal("-0.50")), "A", "−0.5", "−0.5"),
    (Words("教师"), "A", "“教师” = 教师", "“教师” = 教师"),
    (Day(date(2026, 8, 31)), "A", "2026-08-31", "2026-08-31"),
    # a sign, and none before a zero
    (-(WEEKLY * Decimal("0.2")), "A", "−周课时 15 节 × 0.2 = −3", "−weekly lessons 15 lessons × 0.2 = −3"),
    (-(leave() * 5), "C", "天数合计 0 天 × 5 = 0", "days in all 0 days × 5 = 0"),
    # sums leave out what adds nothing; brackets only where arithmetic needs them
    (
        WEEKLY + SCORE - lift(0),
        "A",
        "周课时 15 节 + 测评分 92 分 − 0 = 107",
        "weekly lessons 15 lessons + rating 92 marks − 0 = 107",
    ),
    (
        lift(10) + -(leave() * 2) + leave("count"),
        "A",
        "10 − 天数合计 3.5 天 × 2 + 天数条数 2 = 5",
        "10 − days in all 3.5 days × 2 + number of days 2 = 5",
    ),
    (lift(10) + -leave(), "C", "10 − 天数合计 0 天 = 10", "10 − days in all 0 days = 10"),
    (
        (WEEKLY - 5) * (WEEKLY - 12),
        "A",
        "(周课时 15 节 − 5) × (周课时 15 节 − 12) = 30",
        "(weekly lessons 15 lessons − 5) × (weekly lessons 15 lessons − 12) = 30",
    ),
    (lift(60) / (WEEKLY / 3), "A", "60 ÷ (周课时 15 节 ÷ 3) = 12", "60 ÷ (weekly lessons 15 lessons ÷ 3) = 12"),
    (lift(4) - lift(-3), "A", "4 − (−3) = 7", "4 − (−3) = 7"),
    # bounds only where they bite: 3.5 − 2 = 1.5; 0 − 2 is below 0; 15 is above 12
    ((leave() - 2).at_least(0) * 2, "A", "(天数合计 3.5 天 − 2) × 2 = 3", "(days in all 3.5 days − 2) × 2 = 3"),
    (
        (leave() - 2).at_least(0) * 2,
        "C",
        "0（天数合计 0 天 − 2 = −2，低于 0，按 0 计）× 2 = 0",
        "0 (days in all 0 days − 2 = −2: below 0, so 0) × 2 = 0",
    ),
    (
        WEEKLY.at_most(12),
        "A",
        "12（周课时 15 节 = 15，超过 12，按 12 计）= 12",
        "12 (weekly lessons 15 lessons = 15: above 12, so 12) = 12",
    ),
    (
        Least((WEEKLY, SCORE)),
        "A",
        "15（以下各项中最小的：周课时 15 节、测评分 92 分）= 15",
        "15 (the least of: weekly lessons 15 lessons, rating 92 marks) = 15",
    ),
    (
        Greatest((WEEKLY, SCORE)),
        "A",
        "92（以下各项中最大的：周课时 15 节、测评分 92 分）= 92",
        "92 (the greatest of: weekly lessons 15 lessons, rating 92 marks) = 92",
    ),
    # 15 ÷ 7 = 2.142857…
    (
        (WEEKLY / 7).round(2),
        "A",
        "周课时 15 节 ÷ 7 ≈ 2.14（四舍五入到 2 位小数）",
        "weekly lessons 15 lessons ÷ 7 ≈ 2.14 (rounded half up to 2 decimals)",
    ),
    (
        (WEEKLY / 7).round(0, "up"),
        "A",
        "周课时 15 节 ÷ 7 ≈ 3（进位取整）",
        "weekly lessons 15 lessons ÷ 7 ≈ 3 (rounded up to a whole number)",
    ),
    (
        (WEEKLY / 7).round(1, "down"),
        "A",
        "周课时 15 节 ÷ 7 ≈ 2.1（只取 1 位小数，其余舍去）",
        "weekly lessons 15 lessons ÷ 7 ≈ 2.1 (cut to 1 decimals)",
    ),
    (
        (WEEKLY / 7).round(1) * 2,
        "A",
        "(周课时 15 节 ÷ 7 ≈ 2.1（四舍五入到 1 位小数）) × 2 = 4.2",
        "(weekly lessons 15 lessons ÷ 7 ≈ 2.1 (rounded half up to 1 decimals)) × 2 = 4.2",
    ),
    # roots and powers: 15 × 15 = 225, the root of 226 is 15.033…
    (
        RoundedRoot(WEEKLY * WEEKLY, 2),
        "A",
        "√(周课时 15 节 × 周课时 15 节) = 15",
        "√(weekly lessons 15 lessons × weekly lessons 15 lessons) = 15",
    ),
    (
        RoundedRoot(Power(WEEKLY, lift(2)) + 1, 2),
        "A",
        "√((周课时 15 节)² + 1) ≈ 15.03（四舍五入到 2 位小数）",
        "√((weekly lessons 15 lessons)² + 1) ≈ 15.03 (rounded half up to 2 decimals)",
    ),
    (
        RoundedRoot(WEEKLY - 16, 2),
        "A",
        "√(周课时 15 节 − 16) = 没有数据",
        "√(weekly lessons 15 lessons − 16) = no data",
    ),
    (Power(lift(Decimal("0.5")), lift(3)), "A", "0.5³ = 0.125", "0.5³ = 0.125"),
    (WEEKLY.round(2), "A", "周课时 15 节 = 15", "weekly lessons 15 lessons = 15"),
    (WEEKLY / 7, "A", "周课时 15 节 ÷ 7 = 15/7（约 2.1429）", "weekly lessons 15 lessons ÷ 7 = 15/7 (about 2.1429)"),
    # 20 February 1970 to 31 August 2026: 56 whole years
    (
        Span("years", staff("born"), Day(date(2026, 8, 31))),
        "A",
        "满 56 年（1970-02-20 至 2026-08-31）= 56",
        "56 whole years (1970-02-20 to 2026-08-31) = 56",
    ),
    (
        Span("months", staff("born"), Day(date(1970, 4, 19))),
        "A",
        "满 1 个月（1970-02-20 至 1970-04-19）= 1",
        "1 whole months (1970-02-20 to 1970-04-19) = 1",
    ),
    (
        Span("days", staff("born"), Day(date(1970, 2, 27))),
        "A",
        "7 天（1970-02-20 至 1970-02-27）= 7",
        "7 days (1970-02-20 to 1970-02-27) = 7",
    ),
    # Friday 20 to Friday 27 February 1970: 6 weekdays; Monday the 23rd is off, Saturday the 21st is worked instead
    (
        WorkingDaysBetween(staff("born"), Day(date(1970, 2, 27)), Calendar()),
        "A",
        "6 个工作日（1970-02-20 至 1970-02-27）= 6",
        "6 working days (1970-02-20 to 1970-02-27) = 6",
    ),
    (
        WorkingDaysBetween(
            staff("born"), Day(date(1970, 2, 27)), Calendar(holidays=("1970-02-23",), make_up=("1970-02-21",))
        ),
        "A",
        "6 个工作日（1970-02-20 至 1970-02-27；放假：1970-02-23；调休上班：1970-02-21）= 6",
        "6 working days (1970-02-20 to 1970-02-27; days off: 1970-02-23; worked instead: 1970-02-21) = 6",
    ),
    (
        WorkingDaysBetween(Day(date(1970, 2, 24)), staff("born"), Calendar(holidays=("1970-02-23",))),
        "A",
        "−2 个工作日（1970-02-24 至 1970-02-20；放假：1970-02-23）= −2",
        "−2 working days (1970-02-24 to 1970-02-20; days off: 1970-02-23) = −2",
    ),
    (
        choose(IsWorkingDay(staff("born"), Calendar()), 2, 3),
        "A",
        "2（1970-02-20是工作日）= 2",
        "2 (1970-02-20 is a working day) = 2",
    ),
    (
        choose(IsWorkingDay(staff("born"), Calendar(holidays=("1970-02-20",))), 2, 3),
        "A",
        "3（1970-02-20不是工作日）= 3",
        "3 (1970-02-20 is no working day) = 3",
    ),
    # choices: the branch that was taken, with the condition that decided
    (
        choose(SCORE >= 90, 10, choose(SCORE >= 80, 8, 5)),
        "A",
        "10（测评分 92 分 ≥ 90）= 10",
        "10 (rating 92 marks ≥ 90) = 10",
    ),
    (
        choose(SCORE >= 90, 10, choose(SCORE >= 80, 8, 5)),
        "B",
        "5（测评分 60 分 < 80）= 5",
        "5 (rating 60 marks < 80) = 5",
    ),
    (choose(TEACHER, 1, 2), "A", "1（岗位“教师”）= 1", "1 (role “教师”) = 1"),
    (choose(TEACHER, 1, 2), "B", "2（岗位“后勤”，不是“教师”）= 2", "2 (role “后勤”, not “教师”) = 2"),
    (choose(staff("full").differs(lift(0)), 1, 0), "A", "1（是否全职 是）= 1", "1 (full-time yes) = 1"),
    (choose(staff("full").differs(lift(0)), 1, 0), "B", "0（是否全职 否）= 0", "0 (full-time no) = 0"),
    (
        choose(TEACHER & (SCORE > 90), 1, 0),
        "A",
        "1（岗位“教师”，且 测评分 92 分 > 90）= 1",
        "1 (role “教师” and rating 92 marks > 90) = 1",
    ),
    (
        choose(TEACHER & (SCORE > 90), 1, 0),  # neither holds, and both are told
        "B",
        "0（岗位“后勤”，不是“教师”，且 测评分 60 分 ≤ 90）= 0",
        "0 (role “后勤”, not “教师” and rating 60 marks ≤ 90) = 0",
    ),
    (choose(TEACHER | (SCORE > 90), 1, 0), "C", "1（岗位“教师”）= 1", "1 (role “教师”) = 1"),
    (choose(~TEACHER, 1, 0), "B", "1（岗位“后勤”，不是“教师”）= 1", "1 (role “后勤”, not “教师”) = 1"),
    (choose(NOTE.known(), 1, 0), "A", "0（处分 没有数据）= 0", "0 (discipline no data) = 0"),
    (
        choose(NOTE.equals("警告"), 1, 0),
        "A",
        "缺数据，无法判断是否“处分 = “警告”” = 没有数据",
        "not known whether discipline = “警告” = no data",
    ),
    # leagues by several columns: 后勤 with 警告 is B alone
    (
        MeanOverUnit(SCORE, within=TextsTogether((ROLE, Otherwise(NOTE, Words("无"))))),
        "B",
        "同一岗位、处分的全体计分人员测评分合计 60 ÷ 1 人 = 60",
        "sum of rating over everybody scored of the same role, discipline 60 ÷ 1 people = 60",
    ),
    # rows held against a value of the person
    (
        leave(where=field(LEAVE, "days") < PersonsOwn(WEEKLY)),
        "A",
        "天数合计（天数 < 本人周课时 15 节）3.5 天 = 3.5",
        "days in all (days < own weekly lessons 15 lessons) 3.5 days = 3.5",
    ),
    # rows before a row: of A there is one row, and none before it
    (
        CountOfRows(STAFF, where=Earlier(field(STAFF, "born"), 30) < 1),
        "A",
        "教职工条数（此前 30 天内的教职工条数 < 1）1",
        "number of staff (number of staff in the 30 days before < 1) 1",
    ),
    (
        CountOfRows(STAFF, where=SinceLast(field(STAFF, "born"), same=field(STAFF, "role")).known()),
        "A",
        "教职工条数（有距上一次同一岗位的教职工的天数的数据）0",
        "number of staff (days since the last staff of the same role known) 0",
    ),
    # look-ups
    (lookup(NOTE, {"警告": Decimal("0.3")}), "B", "0.3（处分“警告”）= 0.3", "0.3 (discipline “警告”) = 0.3"),
    (lookup(ROLE, {"校长": 2}, 1), "A", "1（岗位“教师”，不在对照表中）= 1", "1 (role “教师”: not listed) = 1"),
    (
        lookup(ROLE, {"校长": 2}),
        "A",
        "对照表中没有“岗位“教师”” = 没有数据",
        "nothing is listed for role “教师” = no data",
    ),
    (
        Lookup(NOTE.otherwise(""), ((Words("警告"), lift(1)),), lift(0)),
        "A",
        "0（处分 无，不在对照表中）= 0",
        "0 (discipline: none: not listed) = 0",
    ),
    (
        LookupByKeys(
            (ROLE, NOTE), (((Words("后勤"), Words("警告")), lift(4)), ((Words("教师"), Words("警告")), lift(3)))
        ),
        "B",
        "4（岗位“后勤”、处分“警告”）= 4",
        "4 (role “后勤”, discipline “警告”) = 4",
    ),
    (
        LookupByKeys((NOTE, ROLE), (((Words("警告"), Words("教师")), lift(3)),), lift(1)),
        "B",
        "1（处分“警告”、岗位“后勤”，不在对照表中）= 1",
        "1 (discipline “警告”, role “后勤”: not listed) = 1",
    ),
    (
        LookupByKeys((NOTE, ROLE), (((Words("警告"), Words("教师")), lift(3)),)),
        "B",
        "对照表中没有“处分“警告”、岗位“后勤”” = 没有数据",
        "nothing is listed for discipline “警告”, role “后勤” = no data",
    ),
    (
        GreatestOfRows(LEAVE, field(LEAVE, "days"), period="下").otherwise(7),
        "B",
        "〔下〕最大天数 0 天 = 0",
        "[下] greatest days 0 days = 0",
    ),
    (TOTAL.otherwise(5), "C", "5（总分 没有数据，按 5 计）= 5", "5 (total no data, so 5) = 5"),
    (TOTAL, "A", "总分 80", "total 80"),
    (TOTAL * Decimal("0.3"), "A", "总分 80 × 0.3 = 24", "total 80 × 0.3 = 24"),
    # over rows: A has 3 and 0.5 days, B 1, 1 and 2 days: mean 4 ÷ 3, different ones 1 and 2, the two greatest 2 + 1
    (
        leave("sum", SICK),
        "A",
        "天数合计（类别 = “病假”） 3 天 = 3".replace("） ", "）"),
        "days in all (kind = “病假”) 3 days = 3",
    ),
    (CountOfRows(LEAVE), "A", "请假条数 2", "number of leave 2"),
    (leave("distinct"), "B", "不同天数的个数 2", "different days 2"),
    # of A 3 and 0.5: (3 + 0.5) ÷ 2; of B 1, 1 and 2
    (leave("median"), "A", "天数中位数 1.75 天 = 1.75", "middle days 1.75 days = 1.75"),
    (leave("median"), "B", "天数中位数 1 天 = 1", "middle days 1 days = 1"),
    (leave("min"), "A", "最小天数 0.5 天 = 0.5", "least days 0.5 days = 0.5"),
    (
        leave("best", n=PersonsOwn((CountOfRows(LEAVE) / 2).round(0, "up"))),  # of 1, 1 and 2 the two greatest: 3
        "B",
        "最高 2（请假条数 3 ÷ 2 ≈ 2（进位取整））项天数之和 3 天 = 3",
        "the 2 (number of leave 3 ÷ 2 ≈ 2 (rounded up to a whole number)) greatest days together 3 days = 3",
    ),
    (
        leave(
            "trimmed-mean", drop=(Decimal("0.4"), Decimal(0)), rounding="half-up"
        ),  # 3 × 0.4 = 1.2, so 1: (1 + 2) ÷ 2
        "B",
        "去掉 40%（四舍五入到整数）最低后的天数平均值 1.5 天 = 1.5",
        "mean of days without the lowest 40% (rounded half up to a whole number) 1.5 days = 1.5",
    ),
    (leave("best", n=2), "B", "最高 2 项天数之和 3 天 = 3", "the 2 greatest days together 3 days = 3"),
    # of 病假 3, of 事假 0.5; B has 病假 alone: the two least of it 1 and 1
    (
        leave("best", n=1, each=field(LEAVE, "kind")),
        "A",
        "每个类别最高 1 项天数之和 3.5 天 = 3.5",
        "the 1 greatest days of every kind together 3.5 days = 3.5",
    ),
    (
        leave("best", n=2, highest_first=False, each=field(LEAVE, "kind")),
        "B",
        "每个类别最低 2 项天数之和 2 天 = 2",
        "the 2 least days of every kind together 2 days = 2",
    ),
    # 1 and 1 of 1, 1, 2; by the days themselves, half of them first
    (
        leave("best", n=2, highest_first=False),
        "B",
        "最低 2 项天数之和 2 天 = 2",
        "the 2 least days together 2 days = 2",
    ),
    (
        leave("best", n=1, by=field(LEAVE, "days")),
        "B",
        "天数最大 1 项天数之和 2 天 = 2",
        "days of the 1 with the greatest days together 2 days = 2",
    ),
    (
        leave("best", n=1, by=field(LEAVE, "days"), highest_first=False),
        "B",
        "天数最小 1 项天数之和 1 天 = 1",
        "days of the 1 with the least days together 1 days = 1",
    ),
    (
        leave("trimmed-mean", drop=(Decimal("0.08"), Decimal(0))),
        "A",
        "去掉 8% 最低后的天数平均值 1.75 天 = 1.75",
        "mean of days without the lowest 8% 1.75 days = 1.75",
    ),
    (leave("mean"), "A", "天数平均值 1.75 天 = 1.75", "mean of days 1.75 days = 1.75"),
    (
        leave("mean"),
        "B",
        "(天数平均值：4 ÷ 3) = 4/3（约 1.3333）",
        "(mean of days: 4 ÷ 3) = 4/3 (about 1.3333)",
    ),
    (
        leave("trimmed-mean", drop=(Decimal(1), Decimal(1))),
        "B",
        "去掉 1 个最高、1 个最低后的天数平均值 1 天 = 1",
        "mean of days without the 1 highest, the 1 lowest 1 days = 1",
    ),
    (leave(period="上"), "A", "〔上〕天数合计 3 天 = 3", "[上] days in all 3 days = 3"),
    # over the unit: 15 + 13.5 + 10 = 38.5 of 3 people
    (
        WEEKLY / mean(WEEKLY) * 30,
        "A",
        "周课时 15 节 ÷ (全体计分人员周课时合计 38.5 ÷ 3 人) × 30 = 2700/77（约 35.0649）",
        "weekly lessons 15 lessons ÷ (sum of weekly lessons over everybody scored 38.5 ÷ 3 people) × 30"
        " = 2700/77 (about 35.0649)",
    ),
    (sum_over(leave(), among="assessed"), "A", "全体考核人员天数合计 7.5", "sum of days over everybody assessed 7.5"),
    (
        count_over(TEACHER),
        "A",
        "全体计分人员（岗位 = “教师”）人数 2 人 = 2",
        "number of everybody scored (role = “教师”) 2 people = 2",
    ),
    (GreatestOverUnit(WEEKLY), "A", "全体计分人员中最大的周课时 15", "greatest weekly lessons of everybody scored 15"),
    (
        LeastOverUnit(WEEKLY, within=ROLE),
        "A",
        "同一岗位的全体计分人员中最小的周课时 10",
        "least weekly lessons of everybody scored of the same role 10",
    ),
    (rank(SCORE), "B", "在全体计分人员中按“测评分”排名第 3", "place among everybody scored by rating 3"),
    # 60 is the lowest of 92, 60, 92; A and C have 92 both, and of them A has more lessons
    (
        rank(SCORE, highest_first=False),
        "B",
        "在全体计分人员中按“测评分”从低到高排名第 1",
        "place among everybody scored by rating, the lowest first 1",
    ),
    (
        tree_of("rank(staff.score, then=staff.weekly)"),
        "C",
        "在全体计分人员中按“测评分”，相同时再按“周课时”排名第 2",
        "place among everybody scored by rating, then weekly lessons 2",
    ),
    # of 15, 13.5 and 10 lessons: up to the second by lessons 28.5
    (
        Running(WEEKLY, by=WEEKLY),
        "B",
        "全体计分人员排到本人为止的周课时合计 28.5",
        "sum of weekly lessons over everybody scored up to this place 28.5",
    ),
    # the days of B in their order: 1 and 1 are 病假, and so is 2
    (
        leave("streak", SICK),
        "B",
        "请假按天数连续最多次数（类别 = “病假”） 3 天 = 3".replace("） ", "）"),
        "most leave in a row by days (kind = “病假”) 3 days = 3",
    ),
    # without data
    (NOTE.known(), "A", "处分 没有数据 = 否", "discipline no data = no"),
    (TOTAL * 2, "C", "总分 没有数据 × 2 = 没有数据", "total no data × 2 = no data"),
]


@pytest.mark.parametrize(("formula", "subject", "zh", "en"), CASES)
def test_told(formula: Formula, subject: str, zh: str, en: str) -> None:
    def value(node: Formula) -> Any:
        return EXACT.value(node, subject)

    assert words(formula, value, "zh") == zh
    assert words(formula, value, "en") == en


def of_a(node: Formula) -> Any:
    return EXACT.value(node, "A")


def test_period_by_period() -> None:
    # 上: 3 − 2 = 1 day at 0.2; 下: 0.5 days, nothing beyond 2
    one = -((leave() - 2).at_least(0) * Decimal("0.2"))
    formula = (one.during("上") + one.during("下")).round(2)
    assert told(formula, of_a, "zh", 2).lines == (
        "〔上〕−(天数合计 3 天 − 2) × 0.2 = −0.2",
        "〔下〕0（天数合计 0.5 天 − 2 = −1.5，低于 0，按 0 计）× 0.2 = 0",
        "合计 −0.2 + 0 = −0.20",
    )
    assert words(formula, of_a, "en", 2) == (
        "[上] −(days in all 3 days − 2) × 0.2 = −0.2; "
        "[下] 0 (days in all 0.5 days − 2 = −1.5: below 0, so 0) × 0.2 = 0; together −0.2 + 0 = −0.20"
    )


def test_periods_with_weights_and_a_cap() -> None:
    # 3 × 0.6 + 0.5 × 0.4 = 2, held at 1
    formula = (leave().during("上") * Decimal("0.6") + leave().during("下") * Decimal("0.4")).at_most(1)
    assert told(formula, of_a, "zh").lines == (
        "〔上〕天数合计 3 天 × 0.6 = 1.8",
        "〔下〕天数合计 0.5 天 × 0.4 = 0.2",
        "合计 1（1.8 + 0.2 = 2，超过 1，按 1 计）= 1",
    )


def test_periods_mean_and_best() -> None:
    parts = (leave().during("上"), leave().during("下"))
    assert told((parts[0] + parts[1]) / 2, of_a, "zh").lines[-1] == "合计 (3 + 0.5) ÷ 2 = 1.75"
    assert told(Greatest(parts), of_a, "zh").lines[-1] == "合计 3（以下各项中最大的：3、0.5）= 3"


def test_marks_are_named_and_counted() -> None:
    said = told(lift(10) + TOTAL, of_a, "zh", 2, lambda mark: "")
    assert said.lines == ("10 + 80 = 90.00",)
    assert said.marks == ("total",)


def test_a_sum_of_marks_needs_no_reasons() -> None:
    formula = choose(TEACHER, TOTAL, 0) + 1
    assert told(formula, of_a, "zh").lines == ("总分 80（岗位“教师”）+ 1 = 81",)
    assert told(formula, of_a, "zh", reasons=False).lines == ("总分 80 + 1 = 81",)


def test_why() -> None:
    age = Span("years", staff("born"), Day(date(2026, 8, 31)))
    assert why(age >= 60, of_a, "zh") == "满 56 年（1970-02-20 至 2026-08-31）< 60"
    assert why(leave("sum", SICK, period="下") > 0, of_a, "zh") == "〔下〕天数合计（类别 = “病假”）0 天 = 0"


def test_a_condition_is_told_once_whichever_ways_it_decides() -> None:
    # Neither holds: of the choice it is the part that was asked, and that is the other item over again.
    teacher, sick = staff("role").equals("校长"), leave("sum", SICK, period="下") > 0
    chosen = choose(leave("sum", period="上") < 5, all_of(teacher, sick), lift(0).equals(0))
    neither = any_of(chosen, all_of(teacher, sick))
    said = "〔上〕天数合计 3 天 < 5，且 岗位“教师”，不是“校长”，且 〔下〕天数合计（类别 = “病假”）0 天 = 0"
    assert why(neither, of_a, "zh") == said
    assert why(chosen, of_a, "zh") == said
    always = choose(leave("sum", period="上") > 5, teacher, lift(0).equals(0))  # not beyond 5, and then it holds
    assert why(always, of_a, "zh") == "〔上〕天数合计 3 天 ≤ 5"


def test_a_row() -> None:
    row = ROWS["leave"]["A"][0]
    kind, days = field(LEAVE, "kind"), field(LEAVE, "days")
    formula = choose(kind.equals("病假"), days * Decimal("0.2"), 0)

    def value(node: Formula) -> Any:
        from kaohe_core.formula.exact import in_row

        return in_row(node, row)

    assert words(formula, value, "zh") == "天数 3 天 × 0.2（类别“病假”）= 0.6"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 5), None, "0.2"),
        (Fraction(1, 5), 2, "0.20"),
        (Fraction(-7, 40), 2, "−0.175"),
        (Fraction(3), 0, "3"),
        (Fraction(1, 3), 2, "1/3"),
        (Fraction(-2, 3), None, "−2/3"),
    ],
)
def test_number(value: Fraction, places: int | None, text: str) -> None:
    assert number(value, places) == text
    assert plain_number(value, places or 0) == text.replace("−", "-")


def test_shown() -> None:
    assert shown(None, "zh") == "没有数据"
    assert shown(True, "zh") == "是"
    assert shown(date(2026, 9, 1), "en") == "2026-09-01"
    assert shown(Fraction(-1, 3), "zh") == "−1/3（约 −0.3333）"


def test_every_node_is_told() -> None:
    """A new kind of node needs a sentence here."""
    told_here = {type(node) for formula, *_ in CASES for node in formula.walk()} | {Number, Field}
    assert set(nodes()) - told_here == set()
