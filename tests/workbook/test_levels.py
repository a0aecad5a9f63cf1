"""A value that is the same for everybody, and missing for some: its column stands where theirs do (M19)."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import kaohe_core as kaohe
from kaohe_core.testing import office

KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
leave = "leave.csv"
[[scheme]]
id = "pay"
file = "pay.toml"
[table.staff]
title = "教职工名册"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "a", title = "工作量奖", unit = "元", decimals = 2, high = 20000 },
  { id = "b", title = "节数", low = 1, high = 50, required = false },
]
[table.leave]
title = "请假"
rows = "event"
absence = "zero"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "days", title = "天数", decimals = 1, high = 366 },
]
"""
SCHEME = """
title = "奖"
subject = "staff"
marks = 100
round = { total = 2 }
POOL
[parameters]
school-days = 200
[[dimension]]
id = "calc"
title = "天数"
marks = 100
at-most = "none"
  [[dimension.clause]]
  id = "sick"
  text = "天数"
  CLAUSE
"""
DAYS = 'rule = "formula"\npoints = "sum(leave.days)"'
AMOUNT = (  # the fault as it was met: a long formula, constants in both branches of a condition over rows
    "staff.a * (1 - (if marks.sick > (if staff.a >= 50 then 40 else 30) then marks.sick else 0) / school-days)"
    " - 20 * sum(leave.days) + 20 * sum(leave.days)" + " - marks.sick" * 9
)
PAYMENT = f'\n[[payment]]\nid = "x"\ntitle = "奖"\nsettlement = "allowance"\namount = "{AMOUNT}"\n'


def book(folder: Path, clause: str, payment: str = "") -> tuple[kaohe.api.Outcome, Path]:
    """The result and the workbook: T1 has 3 days of leave, T2 none; T1 has 2 lessons, T2 4, T3 nobody knows."""
    folder.mkdir()
    scheme = SCHEME.replace("CLAUSE", clause).replace("POOL", "pool = 40000" if payment else "")
    (folder / "kaohe.toml").write_text(KAOHE, encoding="utf-8")
    (folder / "pay.toml").write_text(scheme + payment, encoding="utf-8")
    (folder / "staff.csv").write_text("工号,工作量奖,节数\nT1,8000,2\nT2,7000,4\nT3,10,\n", encoding="utf-8")
    (folder / "leave.csv").write_text("工号,天数\nT1,3\n", encoding="utf-8")
    outcome = kaohe.open(folder).score("pay")
    return outcome, outcome.to_workbook(folder / f"{folder.name}.xlsx")


BOOKS = {
    # 8000 × (1 − 0 ÷ 200) − 60 + 60 − 9 × 3 = 7973
    "branches": (DAYS, PAYMENT, "paid", ["7973", "7000", "10"]),
    # a number ÷ a cell that one of them lacks, and something in its stead, wherever it is asked about: 200 ÷ 2, 200 ÷ 4
    "instead": (
        'rule = "formula"\npoints = "otherwise(school-days / staff.b, 7) + otherwise(1 / staff.b, 0)"',
        "",
        "total",
        ["201/2", "201/4", "7"],
    ),
    # … and in a long formula: 200 ÷ 2 = 100, and 20 × 2 = 40 more; 200 ÷ 4 = 50, and 80 more
    "quotient": (
        f'rule = "formula"\npoints = "(if staff.a > 50 then school-days else 100) / staff.b{" + staff.b" * 20}"',
        "",
        "total",
        ["140", "130", None],
    ),
    # a condition over rows between two numbers, rounded, divided by a parameter
    "rounded": (
        'rule = "formula"\npoints = "round((if staff.b > 3 then 40 else 30) / school-days, 2) * staff.b / school-days"',
        "",
        "total",
        ["0", "0", None],  # 0.15 × 2 ÷ 200, 0.2 × 4 ÷ 200
    ),
}


@pytest.mark.fault("M19")
@pytest.mark.parametrize("one", BOOKS)
def test_it_is_a_workbook(one: str, tmp_path: Path) -> None:
    clause, payment, step, expected = BOOKS[one]
    outcome, path = book(tmp_path / one, clause, payment)
    found = [subject.value(step) for subject in outcome.result.subjects()]
    assert [None if value is None else str(value) for value in found] == expected
    assert openpyxl.load_workbook(path).sheetnames


@pytest.mark.fault("M19")
@pytest.mark.thorough  # a start of LibreOffice takes seconds; tests/workbook has one in every run
def test_libreoffice_comes_to_the_same(tmp_path: Path) -> None:
    books = [book(tmp_path / case, *BOOKS[case][:2])[1] for case in BOOKS]
    for mine, theirs in zip(books, office.recomputed(tmp_path, *books), strict=True):
        office.agree(mine, theirs)
