"""Evidence that comes after the records were frozen is taken over without an appeal (G04, G12)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_case.verify import verify
from kaohe_core.findings import Findings

from .rounds import no, owed
from .school import School

STEP = "补充依据"
CELL = "“请假”工号 “t4”：“依据”第一份是 空（data/请假.csv 第 3 行），第二份是 “假条 2”（data/请假.csv 第 3 行）"


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Everything is signed; one row of sick leave names no evidence."""
    made = School.made(tmp_path / "校")
    made.in_force()
    made.change("data/请假.csv", "t4,20,假条 2", "t4,20,")
    made.do("freeze")
    made.do("score")
    for group in ("甲", "乙"):
        made.enter(group)
        made.recount(group)
    made.do("sign", members=["t1", "t2", "t3", "t4"])
    return made


@pytest.mark.fault("R03")
def test_the_way_out_of_missing_evidence(school: School) -> None:
    assert school.refused("publish", where="公示栏") == [
        owed(
            "公示",
            "有 1 行得分没有写明依据：data/请假.csv 第 3 行",
            "考核办公室",
            "在项目的文件里写明依据，然后 kaohe case supplement",
        )
    ]
    school.change("data/请假.csv", "t4,20,", "t4,20,假条 2")
    taken = school.do("supplement", reason="假条夹在别的册子里")
    assert [cell["text"] for cell in taken.act.data["filled"]] == [CELL]
    assert taken.round.stage(school.at) == "recounted"  # entries and signatures stay
    school.do("publish", where="公示栏")
    school.do("confirm", people=["t1", "t2", "t3", "t4"], sheet="签字表")
    school.wait(days=3).do("finalise")
    findings = Findings()
    verify(school.folder, findings)
    assert [finding.text("zh") for finding in findings] == []


@pytest.mark.fault("R03")
def test_nothing_but_missing_evidence_is_taken_over(school: School) -> None:
    said = {"reason": "补"}
    assert school.refused("supplement", **said) == [
        no(STEP, "原来空着的依据，一处也没有补上", "先在项目的文件里填好依据，再执行一次这条命令")
    ]
    back = "恢复成冻结时的样子；公示前改台账用 kaohe case freeze，公示后须经申诉"
    school.change("data/请假.csv", "t4,20,", "t4,19,假条 2")
    assert school.refused("supplement", **said) == [
        no(
            STEP,
            "除了补充原来空着的依据，还改了别的：“请假”工号 “t4”：“天数”第一份是 20（data/请假.csv 第 3 行），"
            "第二份是 19（data/请假.csv 第 3 行）",
            back,
        )
    ]
    school.change("data/请假.csv", "t4,19,", "t4,20,")
    school.change("data/请假.csv", "假条 1", "假条 3")  # evidence that was there is no evidence that was missing
    assert school.refused("supplement", **said) == [
        no(
            STEP,
            "除了补充原来空着的依据，还改了别的：“请假”工号 “t2”：“依据”第一份是 “假条 1”（data/请假.csv 第 2 行），"
            "第二份是 “假条 3”（data/请假.csv 第 2 行）",
            back,
        )
    ]
    school.change("data/请假.csv", "假条 3", "假条 1")
    assert school.refused("supplement", reason=" ") == [no(STEP, "没有写明理由")]
    assert school.refused("supplement", **said) == []
