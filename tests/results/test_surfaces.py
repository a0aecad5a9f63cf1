"""The same clause of an undetermined person looks the same wherever it is read: they print one result."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

import kaohe_core as kaohe
from kaohe_core.cli.app import app

KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
posts = "posts.csv"
judgements = "judgements.csv"
[[scheme]]
id = "s"
file = "s.toml"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "kind", title = "岗位", type = "text" },
]
[table.posts]
title = "工作量"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "hours", title = "课时", high = 40 }]
"""
SCHEME = """
title = "考核"
subject = "staff"
name = "staff.name"
marks = 30
round = { clause = 2, total = 2 }
pool = 100
[[dimension]]
id = "d-hours"
title = "工作量"
marks = 10
at-most = "none"
  [[dimension.clause]]
  id = "hours"
  text = "每课时 1 分"
  rule = "formula"
  points = "posts.hours"
[[dimension]]
id = "d-panel"
title = "评议"
marks = 10
  [[dimension.clause]]
  id = "panel"
  text = "由校务会评"
  rule = "judgement"
  low = 0
  high = 10
  without-record = "awaiting"
[[dimension]]
id = "d-class"
title = "班级"
marks = 10
when-not-applicable = "full"
  [[dimension.clause]]
  id = "class"
  text = "班主任得 5 分"
  only-for = "staff.kind == '班主任'"
  rule = "formula"
  points = "5"
[[payment]]
id = "pay"
title = "课时费"
settlement = "allowance"
amount = "posts.hours"
"""
FILES = {
    "kaohe.toml": KAOHE,
    "s.toml": SCHEME,
    "staff.csv": "工号,姓名,岗位\nA,赵一,班主任\nB,钱二,教师\n",
    "posts.csv": "工号,课时\nA,8\n",
    "judgements.csv": "工号,条款,分值,决定人,决定日期,理由,依据\nA,panel,7,校务会,2026-06-01,好,纪要1\n",
}
# of B: the standing, as data and as a word; the clause, its dimension and its mark when somebody has one (A)
CLAUSES = {
    "hours": ("no-data", "没有数据", "每课时 1 分", "工作量", "8.00"),
    "panel": ("awaiting", "等待评定", "由校务会评", "评议", "7.00"),
    "class": ("not-applicable", "不适用", "班主任得 5 分", "班级", "5.00"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("surfaces")
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def screen(folder: Path) -> dict[str, list[str]]:
    """The rows of the summary by their first cell; what is printed, is also written to out/."""
    return {cells[0]: cells for line in run("score", folder).splitlines() if (cells := line.split())}


@pytest.fixture(scope="module")
def book(folder: Path, screen: object) -> openpyxl.Workbook:
    run("report", folder, "--workbook", folder / "book.xlsx")
    return openpyxl.load_workbook(folder / "book.xlsx", data_only=True)


def cell(book: openpyxl.Workbook, sheet: str, person: str, title: str) -> Any:
    """The value that stands in a sheet in somebody's row under a title."""
    rows = list(book[sheet].iter_rows(values_only=True))
    row = next(row for row in rows if row[0] == person)
    return row[rows[0].index(title)]


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_of_an_undetermined_person(
    clause: str, folder: Path, screen: dict[str, list[str]], book: openpyxl.Workbook
) -> None:
    standing, word, text, dimension, mark = CLAUSES[clause]
    place = screen["编号"].index(dimension)
    assert (screen["B"][place], screen["A"][place]) == (word, mark)

    with (folder / "out/s/results.csv").open(encoding="utf-8-sig", newline="") as stream:
        a, b = csv.DictReader(stream)
    assert (b[text], b[dimension]) == (word, word)
    assert (a[text], a[dimension]) == (mark, mark)

    data = json.loads(run("score", folder, "--format", "json"))
    person = data["schemes"][0]["subjects"][1]
    [told] = [one for one in person["dimensions"] if one["id"] == f"d-{clause}"]
    assert (told["points"], told["standing"]) == (None, standing)
    assert (told["clauses"][0]["points"], told["clauses"][0]["standing"]) == (None, standing)
    assert told["clauses"][0]["words"].startswith({"没有数据": "缺数据"}.get(word, word))

    # In the workbook it is said in the cell that is read; what is computed with is empty, as a formula has no value.
    for title in (text, dimension):
        assert cell(book, f"{dimension}得分", "B", title) == word
        assert cell(book, f"{dimension}得分", "B", f"{title}：计算") in (None, "")
        assert f"{cell(book, f'{dimension}得分', 'A', title):.2f}" == mark
        assert cell(book, "程序结果", "B", title) == word
        assert f"{cell(book, '程序结果', 'A', title):.2f}" == mark

    frame = kaohe.open(folder).score().frame
    assert frame[clause].to_list()[1] is None
    assert frame[f"{clause}!"].to_list()[1] == standing

    explained = {part["id"]: part for part in _explained(folder, "B")}
    for id in (clause, f"d-{clause}"):
        if id in explained:  # of a dimension that is not about somebody no clause is told
            assert (explained[id]["points"], explained[id]["standing"]) == (None, standing)
    assert explained[f"d-{clause}"]["standing"] == standing


def _explained(folder: Path, person: str) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = json.loads(run("explain", person, folder, "--format", "json"))["schemes"][0]["parts"]
    return parts


def test_the_total_and_the_money_of_an_undetermined_person(
    folder: Path, screen: dict[str, list[str]], book: openpyxl.Workbook
) -> None:
    assert screen["B"][screen["编号"].index("总分")] == "等待评定"
    assert screen["B"][screen["编号"].index("课时费")] == "未定"
    with (folder / "out/s/results.csv").open(encoding="utf-8-sig", newline="") as stream:
        a, b = csv.DictReader(stream)
    assert (b["状态"], b["总分"], b["课时费 金额"]) == ("等待评定", "等待评定", "未定")
    assert (a["状态"], a["总分"], a["课时费 金额"]) == ("已计分", "20.00", "8.00")  # 8 + 7 + 5
    scheme = json.loads((folder / "out/s/result.json").read_text(encoding="utf-8"))["schemes"][0]
    person = scheme["subjects"][1]
    assert (person["total"], person["standing"], person["payments"][0]["amount"]) == (None, "awaiting", None)
    assert (scheme["provisional"], scheme["payments-total"]) == (True, None)
    assert cell(book, "程序结果", "B", "总分") == cell(book, "总分", "B", "总分") == "等待评定"
    assert cell(book, "分配", "B", "金额") == "未定"
    assert (cell(book, "核对", "合计", "不一致的格数（应为 0）")) == 0
    explained = {part["id"]: part for part in _explained(folder, "B")}
    assert (explained["total"]["points"], explained["total"]["standing"]) == (None, "awaiting")
    assert explained["pay/amount"]["points"] is None
    assert not (folder / "out/s/payments.csv").exists()
