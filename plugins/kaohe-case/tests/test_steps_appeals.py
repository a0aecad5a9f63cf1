"""Appeals: made in time, decided by others, answered by correcting the records and nothing else (G06, G07, G12)."""

from __future__ import annotations

from typing import Any

import pytest

from kaohe_case.steps.appeals import Lodge

from .rounds import FIRST, LEADERS, ROSTER, SECOND, Play, no, owed

DECIDE, CORRECT = "申诉答复", "更正台账"


def lodged(who: str = "t9", **said: Any) -> tuple[Play, int]:
    """Published results, and an appeal about them."""
    play = Play().to("confirm")
    return play, play.appeal(who, **said)


def answer(play: Play, appeal: int, *deciders: str, **said: Any) -> list[str]:
    said = {"upheld": True, "reason": "核对假条", **said}
    return play.refused("decide", appeal=appeal, deciders=deciders, **said)


# ---------------------------------------------------------------- made


@pytest.mark.clause("G07")
def test_what_can_be_appealed() -> None:
    play = Play().to("sign")
    said = {"clause": "sick-leave", "claim": "假条已交"}
    assert play.refused("appeal", "t9", **said) == [owed("申诉", "结果还没有公示", "考核办公室", "kaohe case publish")]
    play.proper("publish")
    assert play.refused("appeal", "张三", **said) == [no("申诉", "没有“张三”的考核结果")]
    assert play.refused("appeal", "t9", **said, about="张三") == [no("申诉", "没有“张三”的考核结果")]
    assert play.refused("appeal", "t9", **{**said, "clause": "sick-leaves"}) == [
        no("申诉", "方案没有条款“sick-leaves”", "是不是“sick-leave”？")
    ]
    assert play.refused("appeal", "t9", **{**said, "clause": "课时"}) == [
        no("申诉", "方案没有条款“课时”", "可以用：ethics、sick-leave")
    ]
    assert play.refused("appeal", "郑九", **said) == []
    assert play.refused("appeal", "学校工会", **said, about="t9") == []  # somebody else may speak for t9


@pytest.mark.clause("G07")
def test_an_appeal_by_a_name_that_two_people_bear() -> None:
    play = Play().to("lead")
    play.do("freeze", roster={**ROSTER, "t10": "郑九"})
    for kind in ("score", "recount", "sign", "publish"):
        play.proper(kind)
    two = no("申诉", "有几个人都叫“郑九”：t9、t10", "请改写工号")
    assert play.refused("appeal", "郑九", clause="ethics", claim="少计") == [two]
    assert play.refused("appeal", "t1", clause="ethics", claim="少计", about="郑九") == [two]


@pytest.mark.clause("G07")
def test_a_late_appeal_is_refused_and_kept_and_admitted_nowhere() -> None:
    play = Play().to("confirm")
    play.wait(days=3, seconds=-1)
    assert play.refused("appeal", "t9", clause="ethics", claim="少计") == []
    play.wait(seconds=1)
    late = no("申诉", "申诉已于 2026-09-04T08:00:00+08:00 截止", "这次申诉作为逾期申诉记入卷宗，不予受理")
    assert play.refused("appeal", "t9", clause="ethics", claim="少计") == [late]
    play.record(Lodge(clause="ethics", claim="少计", late=True), "t9")  # as the record keeps it
    assert play.round.acts[-1].data["late"] is True
    assert play.round.appeals == {}
    number = play.round.acts[-1].number
    assert answer(play, number, "t1") == [no(DECIDE, f"没有第 {number} 号申诉")]
    assert play.refused("correct", appeal=number, evidence="假条") == [no(CORRECT, f"第 {number} 号申诉不需要更正台账")]
    play.do("finalise")


@pytest.mark.clause("G07")
def test_every_appeal_gets_an_answer_before_the_end() -> None:
    play, appeal = lodged()
    play.wait(days=3)
    assert play.refused("finalise") == [
        owed("定稿", f"郑九（t9）的第 {appeal} 号申诉还没有答复", "考核领导小组", "kaohe case decide")
    ]
    play.decide(appeal, upheld=False)
    play.do("finalise")


# ---------------------------------------------------------------- decided by others


@pytest.mark.clause("G06")
@pytest.mark.clause("G12")
def test_nobody_decides_on_the_own_appeal_or_the_own_mark() -> None:
    mend = "可以决定的人：王二（t2）、钱五（t5）、郑九（t9）"
    # the chair appeals about the own mark: named by id, and by name
    play, appeal = lodged("张一")
    for chair in ("t1", "张一"):
        assert answer(play, appeal, "t2", chair) == [no(DECIDE, "张一（t1）不得决定与本人有关的申诉", mend)]
    assert answer(play, appeal, "t2", "t5") == []
    # somebody else appeals about the chair's mark: neither of the two decides
    play, appeal = lodged("t9", about="t1")
    mend = "可以决定的人：王二（t2）、钱五（t5）"
    assert answer(play, appeal, "t1", "郑九", "t2") == [
        no(DECIDE, "张一（t1）不得决定与本人有关的申诉", mend),
        no(DECIDE, "郑九（t9）不得决定与本人有关的申诉", mend),
    ]


@pytest.mark.clause("G06")
def test_nobody_decides_about_marks_that_they_gave() -> None:
    play, appeal = lodged("t3", clause="ethics")
    # 王二 was the judge, and t5 among the raters; the tables name one by the name and the other by the id
    mend = "可以决定的人：张一（t1）、郑九（t9）"
    for judge, rater in (("t2", "钱五"), ("王二", "t5")):
        assert answer(play, appeal, "t1", judge, rater, givers=("王二", "t5", "李老师")) == [
            no(DECIDE, "王二（t2）给过这次申诉所涉的分数，应当回避", mend),
            no(DECIDE, "钱五（t5）给过这次申诉所涉的分数，应当回避", mend),
        ]
    assert answer(play, appeal, "t1", "t9", givers=("王二", "t5", "李老师")) == []


@pytest.mark.clause("G06")
def test_a_giver_s_name_that_two_people_bear_recuses_both() -> None:
    play = Play().to("lead")
    play.do("freeze", roster={**ROSTER, "t5": "王二"})
    for kind in ("score", "recount", "sign", "publish"):
        play.proper(kind)
    appeal = play.appeal("t3", clause="ethics")
    mend = "可以决定的人：张一（t1）、郑九（t9）"
    assert answer(play, appeal, "t2", "t5", givers=("王二",)) == [
        no(DECIDE, "王二（t2）给过这次申诉所涉的分数，应当回避", mend),
        no(DECIDE, "王二（t5）给过这次申诉所涉的分数，应当回避", mend),
    ]


@pytest.mark.clause("G06")
def test_the_leading_group_decides_with_a_reason_and_once() -> None:
    play, appeal = lodged("t3")
    everybody = "可以决定的人：张一（t1）、王二（t2）、钱五（t5）、郑九（t9）"
    assert answer(play, appeal, "孙六") == [no(DECIDE, "孙六（t6）不是考核领导小组的人", everybody)]
    assert answer(play, appeal, LEADERS["office"]) == [no(DECIDE, "冯十（t10）不是考核领导小组的人", everybody)]
    assert answer(play, appeal, "t1", reason=" ") == [no(DECIDE, "没有写明理由")]
    assert answer(play, appeal) == [owed(DECIDE, "没有写明由谁决定", "考核领导小组", "请用 --deciders 写明")]
    assert answer(play, appeal, "t1", "张一") == [no(DECIDE, "“张一（t1）”写了两次")]
    assert answer(play, 99, "t1") == [no(DECIDE, "没有第 99 号申诉", f"还没有答复的申诉：{appeal}")]
    play.decide(appeal, upheld=False)
    decided = play.round.acts[-1].number
    assert answer(play, appeal, "t1") == [no(DECIDE, f"第 {appeal} 号申诉已在第 {decided} 笔记录中答复")]
    assert answer(play, 99, "t1") == [no(DECIDE, "没有第 99 号申诉")]


# ---------------------------------------------------------------- corrected


@pytest.mark.clause("G06")
def test_an_upheld_appeal_waits_for_the_correction() -> None:
    play, appeal = lodged()
    play.decide(appeal, upheld=True)
    play.wait(days=3)
    assert play.refused("finalise") == [
        owed("定稿", f"郑九（t9）的第 {appeal} 号申诉成立，台账还没有更正", "考核办公室", "kaohe case correct")
    ]
    play.tables["leave"]["t9"] = 2
    play.do("correct", appeal=appeal, evidence="假条")
    assert play.refused("finalise")[0] == owed("定稿", "冻结的台账还没有计分", "考核办公室", "kaohe case score")
    for kind in ("score", "recount", "sign", "publish", "confirm", "finalise"):
        play.proper(kind)


@pytest.mark.clause("G06")
@pytest.mark.clause("G12")
def test_a_correction_is_what_the_appeal_is_about_with_evidence() -> None:
    play, appeal = lodged()
    other = play.appeal("t8", clause="ethics")
    asks = no(CORRECT, f"第 {appeal} 号申诉不需要更正台账")
    play.tables["leave"]["t9"] = 2
    assert play.refused("correct", appeal=appeal, evidence="假条") == [asks]  # not answered yet
    play.decide(other, upheld=False)
    assert play.refused("correct", appeal=other, evidence="假条") == [no(CORRECT, f"第 {other} 号申诉不需要更正台账")]
    play.decide(appeal, upheld=True)
    assert play.refused("correct", appeal=99, evidence="假条") == [
        no(CORRECT, "第 99 号申诉不需要更正台账", f"已成立、尚未更正的申诉：{appeal}")
    ]
    assert play.refused("correct", appeal=appeal, evidence=" ") == [
        no(CORRECT, "没有写明依据", "请用 --evidence 写明凭什么更正")
    ]
    play.tables["ratings"]["t9"] = 10  # and somebody lifts a mark for conduct on the way
    assert play.refused("correct", appeal=appeal, evidence="假条") == [
        no(CORRECT, "条款“sick-leave”不用这些台账，它们却也变了：ratings", "把它们恢复成冻结时的样子")
    ]
    play.tables["ratings"]["t9"] = 9
    play.scheme = 2
    assert play.refused("correct", appeal=appeal, evidence="假条") == [
        owed(
            CORRECT,
            "现在的方案不是通过的那一个",
            "教职工代表大会",
            "看改了什么：kaohe case changes；恢复已通过的方案，要修改须重新讨论通过：kaohe case deliberate",
        )
    ]
    play.scheme = 1
    play.tables["leave"]["t9"] = 0
    assert play.refused("correct", appeal=appeal, evidence="假条") == [
        no(CORRECT, "台账与冻结时没有任何不同", "先在项目的文件里改正，再重新执行命令")
    ]
    play.tables["leave"]["t9"] = 2
    play.do("correct", appeal=appeal, evidence="假条")
    assert play.refused("correct", appeal=appeal, evidence="假条") == [asks]  # once


@pytest.mark.clause("G06")
def test_two_appeals_about_one_cell_are_both_settled_by_one_correction() -> None:
    play, first = lodged()
    second = play.appeal("t10", about="t9")
    unrelated = play.appeal("t10", clause="ethics")
    for one in (first, second, unrelated):
        play.decide(one, upheld=True)
    play.tables["leave"]["t9"] = 2
    play.do("correct", appeal=first, evidence="假条")
    for kind in ("score", "recount", "sign", "publish"):
        play.proper(kind)
    play.do("correct", appeal=second, evidence="同一张假条")  # the records are right already
    assert play.round.hanging_out()  # so that nothing is taken down
    assert len(play.refused("correct", appeal=unrelated, evidence="假条")) == 1  # another clause, another table
    play.tables["ratings"]["t10"] = 10
    play.do("correct", appeal=unrelated, evidence="评分表")


@pytest.mark.clause("G06")
def test_a_later_appeal_is_not_settled_by_an_earlier_correction() -> None:
    play, first = lodged()
    play.decide(first)
    play.tables["leave"]["t9"] = 2
    play.do("correct", appeal=first, evidence="假条")
    for kind in ("score", "recount", "sign", "publish"):
        play.proper(kind)
    again = play.appeal("t9")
    play.decide(again)
    assert play.refused("correct", appeal=again, evidence="假条") == [
        no(CORRECT, "台账与冻结时没有任何不同", "先在项目的文件里改正，再重新执行命令")
    ]


@pytest.mark.clause("G12")
def test_a_correction_sets_back_what_was_built_on_the_old_records() -> None:
    play, appeal = lodged()
    play.decide(appeal)
    play.tables["leave"]["t9"] = 2
    play.do("correct", appeal=appeal, evidence="假条")
    round = play.round
    assert (round.scores, round.published, round.publicity) == (None, None, None)
    assert [len(round.groups(table)) for table in ("leave", "ratings")] == [0, 2]
    assert set(round.signers()) == set(FIRST + SECOND)
