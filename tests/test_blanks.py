"""Blank workbooks: what is filled in reads back without a finding, value for value."""

from __future__ import annotations

import datetime
import io
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve
from click.testing import Result

from kaohe_core.blanks import EXAMPLE, LISTS, Blank, blanks, workbook
from kaohe_core.findings import Findings
from kaohe_core.from_ready import copy, ready_schemes
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.tables.data import Source, Wide
from kaohe_core.tables.declared import Column
from kaohe_core.tables.reading import read_table
from tests.cli.conftest import kaohe

__all__ = ["kaohe"]  # the fixture
Kaohe = Callable[..., Result]
TOWNSHIP = Path(__file__).resolve().parent.parent / "examples" / "township-school"


def value(column: Column, blank: Blank, number: int) -> Any:
    """A value as somebody types it; another one in each row where the column allows."""
    choices = column.choices or blank.choices.get(column.id, ())
    match column.type:
        case "number":
            low, high = column.low or Decimal(0), column.high or Decimal(0)
            step = Decimal(1).scaleb(-column.decimals)
            return float(min(high, low + number * step))
        case "date":
            return datetime.date(2026, 1, 1) + datetime.timedelta(days=number)
        case "flag":
            return "是" if number % 2 else "否"
    return choices[number % len(choices)] if choices else f"00{number}"


def filled(blank: Blank, path: Path) -> list[dict[str, Any]]:
    """Type into a written blank, in the rows that are there or in three more; what was typed."""
    book = openpyxl.load_workbook(path)
    sheet = book[blank.sheet]
    typed: list[dict[str, Any]] = []
    for number in range(len(blank.rows) or 3):
        row: dict[str, Any] = {}
        for place, (title, column) in enumerate(blank.heads("zh"), start=1):
            cell = sheet.cell(row=3 + number, column=place)
            if cell.value is None:
                cell.value = value(column, blank, number)
            row[title if title in blank.wide else column.id] = cell.value
        typed.append(row)
    book.save(path)
    return typed


def every_blank() -> list[Any]:
    ready, _ = ready_schemes()
    folders = {id: stamped.value.folder for id, stamped in ready.items()} | {"township": TOWNSHIP}
    large = pytest.mark.thorough
    return [pytest.param(one, id=id, marks=[] if id == "township" else [large]) for id, one in folders.items()]


@pytest.mark.parametrize("folder", every_blank())
def test_what_is_filled_in_reads_back(folder: Path, tmp_path: Path) -> None:
    run = Run(Project.open(folder))
    made = blanks(run)
    assert made
    for number, blank in enumerate(made):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(workbook([blank], "zh"))
        typed = filled(blank, path)
        findings = Findings()
        data = read_table(blank.table, Source(path.name, blank.sheet), tmp_path, findings)
        assert [finding.text("zh") for finding in findings if finding.blocks] == [], blank.table.id
        assert data is not None
        read = data.frame.to_dicts()
        assert len(read) == len(typed), blank.table.id
        for one, other in zip(read, typed, strict=True):
            for column in blank.table.columns:
                said = other[column.id]
                if column.type == "text":
                    assert one[column.id] == said
                elif column.type == "number":
                    assert Decimal(one[column.id]).scaleb(-column.decimals) == Decimal(str(said))


OFFICE = TOWNSHIP.parent / "office-as-it-is"


def test_a_table_of_several_sheets_or_columns_is_filled_in_as_it_is_read(tmp_path: Path) -> None:
    """``考勤`` has a sheet a month and ``月度考核`` a column a month: 6 people, 2 months and 3."""
    made = [one for one in blanks(Run(Project.open(OFFICE))) if one.table.id in ("attendance", "monthly", "prizes")]
    assert [(one.file, one.sheet, [title for title, _column in one.heads("zh")]) for one in made] == [
        ("data/考勤.xlsx", "9月", ["工号", "姓名", "病假", "事假"]),
        ("data/考勤.xlsx", "10月", ["工号", "姓名", "病假", "事假"]),
        ("data/月度考核.xlsx", "月度考核", ["姓名", "9月", "10月", "11月"]),
        ("data/获奖-上半年.xlsx", "获奖", ["工号", "获奖数"]),
        ("data/获奖-下半年.xlsx", "获奖", ["工号", "获奖数"]),
    ]
    months, columns = made[:2], made[2]
    (tmp_path / "data").mkdir()
    (tmp_path / months[0].file).write_bytes(workbook(months, "zh"))
    (tmp_path / columns.file).write_bytes(workbook([columns], "zh"))
    findings = Findings()
    typed = {one.sheet: filled(one, tmp_path / one.file) for one in (*months, columns)}
    data = read_table(months[0].table, months[0].source, tmp_path, findings)
    assert data is not None
    assert [(row["id"], row["month"], Decimal(row["sick"]) / 10) for row in data.frame.to_dicts()] == [
        (row["id"], sheet, Decimal(str(row["sick"]))) for sheet in ("9月", "10月") for row in typed[sheet]
    ]
    data = read_table(columns.table, columns.source, tmp_path, findings)
    assert data is not None
    assert [(row["id"], row["month"], Decimal(row["mark"]) / 10) for row in data.frame.to_dicts()] == [
        (row["id"], month, Decimal(str(row[month]))) for month in ("9月", "10月", "11月") for row in typed["月度考核"]
    ]
    assert [finding.text("zh") for finding in findings if finding.blocks] == []


def test_titles_that_nobody_knows_yet_are_numbered(tmp_path: Path) -> None:
    """Raters, of whom nobody knows how many there will be: columns may be added, and left empty."""
    (one,) = [one for one in blanks(Run(Project.open(OFFICE)), empty=True) if one.table.id == "monthly"]
    wide = Wide(("*月", "期末"), "month", "mark")
    columns = evolve(one, source=evolve(one.source, wide=wide), wide=("1月", "2月", "3月", "期末"))
    assert one.wide == ("1月", "2月", "3月")
    (tmp_path / "data").mkdir()
    (tmp_path / one.file).write_bytes(workbook([columns], "zh"))
    book = openpyxl.load_workbook(tmp_path / one.file)
    assert [cell.value for cell in book.active[1]] == ["姓名", "1月", "2月", "3月", "期末"]
    assert book.active["E1"].comment.text.splitlines() == [
        "得分（mark）", "单位：分", "从 0 到 100", "小数：至多 1 位", "可以空着"
    ]  # fmt: skip
    book.active.append(["张三", None, 80.5, "/", 90])
    book.save(tmp_path / one.file)
    data = read_table(columns.table, columns.source, tmp_path, findings := Findings())
    assert data is not None
    assert [(row["month"], row["mark"]) for row in data.frame.to_dicts()] == [("2月", 805), ("期末", 900)]
    assert [finding.text("zh") for finding in findings if finding.blocks] == []


def test_what_is_known_is_put_in() -> None:
    run = Run(Project.open(TOWNSHIP))
    made = {blank.table.id: blank for blank in blanks(run)}
    assert len(made["accounts"].rows) == len(run.tables("pay")["staff"].frame)
    assert made["accounts"].rows[0] == {"id": "T001", "name": "沈静怡"}
    # one row a person and term; prizes and the like are typed by whoever has some
    assert [row["term"] for row in made["term-marks"].rows[:1]] == ["2025下"]
    assert made["ratings"].rows == ()
    assert made["ratings"].choices["id"][0] == "T001"
    assert made["judgements"].strict == {"clause"}
    assert "sick-leave" not in made["judgements"].choices["clause"]


def test_a_sheet_says_what_goes_into_it() -> None:
    run = Run(Project.open(TOWNSHIP))
    made = {blank.table.id: blank for blank in blanks(run)}
    book = openpyxl.load_workbook(io.BytesIO(workbook([made["attendance"], made["accounts"]], "zh")))
    assert book.sheetnames == ["2025-2026学年", "银行账户", LISTS] or book.sheetnames == ["2025-2026学年", "银行账户"]
    accounts = book["银行账户"]
    at = {cell.value: cell.column for cell in accounts[1]}
    card = accounts.cell(row=3, column=at["银行账号"])
    assert card.number_format == "@"  # a card number keeps its digits
    assert accounts.cell(row=2, column=at["工号"]).value == EXAMPLE
    attendance = book["2025-2026学年"]
    heads = {cell.value: cell for cell in attendance[1]}
    note = heads["病假天数"].comment.text
    assert note.splitlines()[:3] == ["病假天数（sick-days）", "单位：天", "从 0 到 200"]
    checks = {str(check.sqref): check for check in attendance.data_validations.dataValidation}
    letter = heads["病假天数"].column_letter
    (found,) = [check for where, check in checks.items() if where.startswith(f"{letter}3")]
    assert (found.type, found.formula1, found.formula2) == ("decimal", "0", "200")


def test_the_same_bytes_each_time() -> None:
    made = blanks(Run(Project.open(TOWNSHIP)), ["accounts"])
    assert workbook(made, "zh") == workbook(made, "zh")
    assert [blank.table.id for blank in made] == ["accounts"]


def test_an_id_that_begins_with_zeros_stays(tmp_path: Path) -> None:
    made = blanks(Run(Project.open(TOWNSHIP)), ["accounts"])
    rows = ({"id": "000042", "name": "张三"},)
    (tmp_path / "t.xlsx").write_bytes(workbook([evolve(made[0], rows=rows)], "zh"))
    filled(evolve(made[0], rows=rows), tmp_path / "t.xlsx")
    data = read_table(made[0].table, Source("t.xlsx"), tmp_path, Findings())
    assert data is not None
    assert data.frame["id"].to_list() == ["000042"]


# ---------------------------------------------------------------- commands


def test_the_command_writes_one_workbook_a_table(kaohe: Kaohe, tmp_path: Path) -> None:
    folder = tmp_path / "校"
    shutil.copytree(TOWNSHIP, folder)
    found = kaohe("template", str(folder), "--table", "accounts")
    assert found.exit_code == 0, found.output
    assert found.output == (
        f"已写出：\n  {folder / 'out/templates/银行账户.xlsx'}\n"
        "填好以后放到 kaohe.toml 写的地方，再用 kaohe check 检查\n"
        '[tables]\naccounts = { file = "data/银行账户.xlsx", sheet = "银行账户" }\n'
    )
    together = kaohe("template", str(folder), "--together", "台账", "--output", str(tmp_path / "空表"))
    assert together.exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "空表" / "台账.xlsx")
    assert {"教职工名册", "银行账户", "考勤"} <= set(book.sheetnames)
    wrong = kaohe("template", str(folder), "--table", "account")
    assert wrong.exit_code == 2
    assert "方案不从文件读取名为“account”的台账：是不是“accounts”？" in wrong.output


def test_no_ledger_is_written_over(kaohe: Kaohe, tmp_path: Path) -> None:
    folder = tmp_path / "校"
    shutil.copytree(TOWNSHIP, folder)
    before = (folder / "data/银行账户.xlsx").read_bytes()
    assert kaohe("template", str(folder), "--table", "accounts", "--output", str(folder / "data")).exit_code == 1
    assert (folder / "data/银行账户.xlsx").read_bytes() == before


def test_a_project_begins_with_its_own_name_and_empty(kaohe: Kaohe, tmp_path: Path) -> None:
    folder = tmp_path / "二小"
    found = kaohe("init", "homeroom/homeroom", str(folder), "--name", '红旗"二"小', "--empty")
    assert found.exit_code == 0, found.output
    assert Project.open(folder).config.project.name == '红旗"二"小'
    texts = [path for path in folder.rglob("*") if path.suffix in (".toml", ".md")]
    assert not [path for path in texts if "青山镇中心小学" in path.read_text(encoding="utf-8")]
    assert sorted(path.suffix for path in (folder / "data").iterdir()) == [".xlsx"] * 5
    said = kaohe("check", str(folder))
    assert said.exit_code == 1  # nobody is on the rosters yet
    assert "一行数据" in said.output or "没有" in said.output


def test_the_sample_keeps_its_name_where_nobody_is_asked(tmp_path: Path) -> None:
    ready, _ = ready_schemes()
    copy(ready["homeroom/homeroom"].value, tmp_path / "样本")
    assert Project.open(tmp_path / "样本").config.project.name == "青山镇中心小学"
