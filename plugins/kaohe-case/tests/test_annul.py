"""A wrong act is annulled by another one; a moment beyond now, or a year away, is asked about (G09)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaohe_case.cli.case import step_command
from kaohe_case.verify import verify
from kaohe_core.cli.app import app
from kaohe_core.findings import Findings

from .rounds import Play, no
from .school import LEADERS, School

STEP = "作废"


def annulled(play: Play, number: int, who: str = "办公室", **said: str) -> list[str]:
    """What stands against annulling an act."""
    from kaohe_case.standing import first_on

    return play.refused("annul", who, act=number, reason="写错", stands=first_on(play.round, number), **said)


@pytest.fixture
def school(tmp_path: Path) -> School:
    made = School.made(tmp_path / "校")
    made.in_force()
    return made


# ---------------------------------------------------------------- annulled


def test_what_is_annulled_counts_no_more_and_stays() -> None:
    """Two of three delegates agreed, and 1 was typed: the vote failed, and is annulled and recorded anew."""
    play = Play().to("deliberate")
    play.do("vote", members=3, attending=3, agreeing=1, minutes="纪要")
    assert play.round.failed is not None
    assert annulled(play, 3) == []
    play.do("annul", act=3, reason="同意的是 2 人")
    assert play.round.failed is None
    play.do("vote", members=3, attending=3, agreeing=2, minutes="纪要")
    assert play.round.stage(play.at) == "adopted"
    assert [act.kind for act in play.round.acts] == ["open", "deliberate", "vote", "annul", "vote"]
    assert [act.number for act in play.round.counting()] == [1, 2, 5]


def test_nothing_is_annulled_that_others_stand_on() -> None:
    play = Play().to("score")
    assert annulled(play, 7) == [
        no(STEP, "后面有以第 7 笔为依据的：第 8 笔记录（计分）：台账还没有冻结", "先作废后面的那一笔")
    ]
    assert annulled(play, 3) == [
        no(STEP, "后面有以第 3 笔为依据的：第 4 笔记录（备案）：还没有通过任何方案", "先作废后面的那一笔")
    ]
    play.do("annul", act=8, reason="写错")
    play.do("annul", act=7, reason="写错")
    assert play.round.stage(play.at) == "filed"


def test_what_cannot_be_annulled() -> None:
    play = Play().to("publish")
    last = play.round.acts[-1].number
    assert annulled(play, last + 1) == [
        no(STEP, f"第 {last + 1} 笔不属于卷宗“2026”", "各笔属于哪个卷宗，用 kaohe case acts 查看")
    ]
    appeal = play.appeal("t9")
    assert annulled(play, appeal) == [no(STEP, "申诉只能由申诉人郑九（t9）本人撤回", "请答复申诉：kaohe case decide")]
    assert annulled(play, appeal, "郑 九") == []
    play.do("annul", "郑九", act=appeal, reason="算错了")
    assert play.round.appeals == {}
    assert annulled(play, appeal + 1) == [
        no(STEP, f"第 {appeal + 1} 笔是作废别的一笔的，它本身不能作废", "误作废的那一步，重新办一次")
    ]
    assert annulled(play, appeal, "郑九") == [no(STEP, f"第 {appeal} 笔已由第 {appeal + 1} 笔作废")]
    assert play.refused("annul", act=last, reason=" ", stands=()) == [no(STEP, "没有写明理由")]


@pytest.mark.fault("B10")
def test_an_act_of_a_wrong_year_is_annulled_and_time_goes_on(school: School) -> None:
    school.case.take("2026", "lead", "办公室", "2062-07-01T09:00:00+08:00", LEADERS)
    assert school.refused("review", minutes="纪要") == [
        "kaohe.case: 时间 2026-07-01T08:00:00+08:00 早于最近一笔记录的时间 2062-07-01T09:00:00+08:00\n"
        "    改法：请把这台电脑的时钟调准，再重新执行命令；如果第 7 笔的时间写错了，就作废它："
        "kaohe case annul --round 2026 --act 7"
    ]
    school.do("annul", act=7, reason="年份写错")
    school.do("review", minutes="纪要")
    findings = Findings()
    verify(school.folder, findings)
    assert [finding.text("zh") for finding in findings] == []
    said = CliRunner().invoke(app, ["case", "acts", str(school.folder), "--language", "zh"]).output
    assert "第 7 笔 · 成立领导小组 · 办公室 · 2062-07-01T09:00:00+08:00 · 已由第 8 笔作废" in said


# ---------------------------------------------------------------- moments


def take(school: School, *more: str) -> Result:
    said = ["--round", "2026", "--who", "办公室", "--minutes", "纪要"]
    return CliRunner().invoke(app, ["case", "review", str(school.folder), *said, *more])


@pytest.mark.fault("B10")
def test_a_moment_that_has_not_come_is_refused_unless_it_is_meant(school: School) -> None:
    before = (school.folder / "kaohe.case").read_bytes()
    found = take(school, "--at", "2062-07-01T09:00:00+08:00")
    assert found.exit_code == 1
    assert found.output == (
        "[问题] kaohe.case: 2062-07-01T09:00:00+08:00 还没有到：记下之后，以后的每一笔都只能在它之后\n"
        "    改法：用 --at 写对时间；确实要写将来的时间，加上 --beyond-now\n"
        "共 1 个问题需要处理。\n"
    )
    assert (school.folder / "kaohe.case").read_bytes() == before
    assert take(school, "--at", "2062-07-01T09:00:00+08:00", "--beyond-now").exit_code == 0


@pytest.mark.fault("B10")
def test_at_a_terminal_it_is_asked_about(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    monkeypatch.setattr(step_command, "sys", type("sys", (), {"stdin": Terminal, "stderr": Terminal}))
    monkeypatch.setattr("click.confirm", lambda text, **_: asked.append(text))
    asked: list[str] = []
    assert take(school, "--at", "2062-07-01T09:00:00+08:00").exit_code == 0
    assert asked == ["仍然要记入卷宗吗？"]


@pytest.mark.fault("B10")
@pytest.mark.parametrize("at", ["0206-07-01T09:00:00+08:00", "9999-12-31T23:00:00-08:00", "0001-01-01T00:00:00+08:00"])
def test_a_year_that_nobody_means_is_no_moment(school: School, at: str) -> None:
    found = take(school, "--at", at, "--beyond-now")
    assert found.exit_code == 2
    assert f"--at：“{at}”不是一个时刻；写法如 2026-11-24T08:00:00+08:00" in found.output


@pytest.mark.fault("B10")
@pytest.mark.parametrize(
    "readable", ["2062-09-01T09:00:00+08:00", "9999-12-31T23:00:00+08:00", "2027-09-03T08:00:00+08:00"]
)
def test_results_are_readable_within_a_year(readable: str) -> None:
    play = Play().to("sign")
    assert play.refused("publish", where="公示栏", readable=readable) == [
        no("公示", f"结果从 {readable} 起才能查看，在一年多以后", "请把年份写对")
    ]
    assert play.refused("publish", where="公示栏", readable="2027-09-01T08:00:00+08:00") == []


@pytest.mark.fault("B10")
def test_what_cannot_be_gone_on_from_fails_before_it_is_written(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a step breaks in the round breaks before the act is on the disk."""
    before = (school.folder / "kaohe.case").read_bytes()
    monkeypatch.setattr("kaohe_case.round.Round.stage", lambda _self, _at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        school.do("review", minutes="纪要")
    assert (school.folder / "kaohe.case").read_bytes() == before


def test_data_of_status_tell_nothing_of_what_was_annulled(school: School) -> None:
    school.do("file", bureau="县教育局", number="2 号")
    school.do("annul", act=7, reason="重复")
    found = CliRunner().invoke(app, ["case", "status", str(school.folder), "--format", "json"])
    assert json.loads(found.output)["rounds"][0]["stage"] == "filed"
