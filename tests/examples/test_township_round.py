"""The township school’s whole round, as examples/township-school/round.py runs it: from draft to payment."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kaohe_case.case import Case, opened
from kaohe_case.round import Round
from kaohe_core.compare.effects import effects

SCRIPT = Path(__file__).resolve().parents[2] / "examples" / "township-school" / "round.py"
LAST = datetime.fromisoformat("2026-07-20T09:10:00+08:00")

pytestmark = pytest.mark.thorough  # kaohe-case plays rounds of a smaller school, kaohe-web a whole job


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder after the round, and everything that was printed."""
    folder = tmp_path_factory.mktemp("round") / "school"
    found = subprocess.run(
        [sys.executable, SCRIPT, folder], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr
    return folder, found.stdout + found.stderr


@pytest.fixture(scope="module")
def case(done: tuple[Path, str]) -> Case:
    return opened(done[0])


@pytest.fixture(scope="module")
def round_(case: Case) -> Round:
    return case.round("2025-2026")


def test_it_ends_paid_with_every_appeal_answered(round_: Round) -> None:
    assert round_.stage(LAST) == "paid"
    assert round_.paid is not None
    assert round_.paid.data["amount"] == "512345.67"  # the pool of the scheme, to the cent
    outcomes = {appeal.by: (appeal.upheld, appeal.corrected) for appeal in round_.appeals.values()}
    assert outcomes == {"T010": (True, True), "T008": (False, False), "T002": (False, False)}


def test_the_late_appeal_is_on_record_and_not_admitted(round_: Round) -> None:
    late = [act for act in round_.acts if act.kind == "appeal" and act.data["late"]]
    assert [(act.who, act.at) for act in late] == [("萧晓梅", "2026-07-12T12:00:00+08:00")]
    assert late[0].number not in round_.appeals


def test_one_vote_failed_and_one_passed(round_: Round) -> None:
    # 60 members: at least 2/3 are 40, and 39 came; then 54 came, more than half of them are 28, and 41 agreed.
    votes = [(act.data["attending"], act.data["agreeing"]) for act in round_.acts if act.kind == "vote"]
    assert votes == [(39, 30), (54, 41)]
    assert round_.adopted is not None
    assert [act.kind for act in round_.acts[:6]] == ["open", "lead", "deliberate", "vote", "deliberate", "vote"]
    assert round_.adopted.act.number == 5  # the second deliberation


@pytest.mark.thorough  # as the first year, without its votes; test_carry carries a smaller school's scheme
@pytest.mark.clause("G01")
def test_the_second_year_needs_no_vote_and_ends_at_the_bank(done: tuple[Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "school"  # the other tests want the record as the first year left it
    shutil.copytree(done[0], folder)
    found = subprocess.run(
        [sys.executable, SCRIPT, folder, "第二年"], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr
    round_ = opened(folder).round("2026-2027")
    assert [act.kind for act in round_.acts][:5] == ["open", "lead", "carry", "freeze", "score"]
    assert not [act for act in round_.acts if act.kind in ("deliberate", "vote")]
    carried = round_.acts[2]
    assert "pay.pool: 512345.67 → 530000.00" in carried.data["new"]
    assert [(one.upheld, one.corrected) for one in round_.appeals.values()] == [(True, True)]
    rows = list(csv.reader((folder / "out/bank/2026-2027/payments.csv").read_text(encoding="utf-8-sig").splitlines()))
    people, total = rows[1:-1], rows[-1]
    assert sum(Decimal(row[4]) for row in people) == Decimal(total[4]) == Decimal("530000.00")  # the pool, to the cent
    assert round_.final is not None
    assert {(row[5], row[6]) for row in rows[1:]} == {("2026-2027", round_.final.at)}


def results(case: Case, round_: Round) -> list[dict[str, Any]]:
    acts = [act for act in round_.acts if act.kind == "score"]
    return [json.loads(case.store.file(act.data["files"]["pay"])) for act in acts]


@pytest.mark.clause("G06")
def test_the_correction_changes_one_mark_and_everybodys_money(case: Case, round_: Round) -> None:
    old, new = results(case, round_)  # both are kept
    found = effects(old, new)
    # Sick leave in the autumn term: 3 days, 2 of them without deduction, 0.2 for the third; with 2 days none.
    changed = {person.id: person for person in found.people}
    mark = changed["T010"].of("clause", "sick-leave")
    assert mark is not None
    assert mark.difference == Decimal("0.20")
    # The share of one mark in a fixed pool grows for one and shrinks for all others who share in it; the pool stays.
    assert {person.id for person in found.people if person.of("total")} == {"T010"}
    gained = sum(p.paid[1] - p.paid[0] for p in found.people if p.paid[0] is not None and p.paid[1] is not None)
    assert gained == 0
    for result in (old, new):
        paid = sum(Decimal(pay["amount"]) for one in result["subjects"] for pay in one["payments"])
        assert paid == Decimal("512345.67")


def test_what_was_refused_was_told(done: tuple[Path, str]) -> None:
    text = done[1]
    for line in (
        "“冻结台账”不能办理：还没有通过任何方案",
        "应到 60 人，实到 39 人，须至少 2/3，即 40 人到会",
        "“冻结台账”不能办理：已通过的方案还没有备案",
        "有 1 处与冻结的台账不同",
        "“病假天数”第一份是 3（data/考勤.xlsx 工作表“2025-2026学年” 第 7 行），第二份是 8（复核/乙组/data/考勤.xlsx",
        "“申诉答复”不能办理：顾建平（T002）不得决定与本人有关的申诉",
        "“定稿”不能办理：董永强（T010）的第 16 号申诉成立，台账还没有更正",
        "申诉已于 2026-07-12T10:00:00+08:00 截止",
        "“计分”不能办理：这些台账与冻结时不同：考勤",
        "“定稿”不能办理：结果须公示满 3 天，到 2026-07-16T15:00:00+08:00 为止",
        "“发放”不能办理：按结果共应发 512345.67 元，而不是 500000.00 元",
    ):
        assert line in text


def test_the_round_leaves_every_paper_and_none_is_markdown(done: tuple[Path, str], case: Case) -> None:
    folder = done[0] / "papers" / "pay-2025-2026"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix not in ("", ".xlsx")}
    names = ("公示", "个人考核表", "汇总表", "发放表", "台账", "签到表决表", "决议", "复核记录表", "指标签字表")
    own = [f"{kind}/{number}" for kind in ("申诉书", "申诉答复书") for number in (16, 17, 18, 24)]  # the last came late
    assert found == {f"{name}.html" for name in (*names, "本人确认签字表", "申诉书（空白）", *own)}
    pages = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    head = case.store.head().removeprefix("sha256:")[:12]
    assert [name for name, page in pages.items() if f"卷宗 {head}" not in page] == []
    assert "已定稿" in pages["公示.html"]
    # The record has no account numbers: they are those of the folder, each with a right check digit.
    assert "hmac" not in "".join(pages.values())
    assert ">6217000000010000010<" in pages["发放表.html"]
    assert "校验位" not in pages["发放表.html"]
    assert "6217000000010000010" not in pages["台账.html"]
