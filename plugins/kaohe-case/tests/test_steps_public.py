"""Publicity: its clock, its suspensions, who is told in person (G05, G07)."""

from __future__ import annotations

import pytest

from .rounds import PEOPLE, START, Play, no, owed


def published(**governance: object) -> Play:
    """Everybody has signed; the results are readable since the first of September, eight o'clock."""
    play = Play(governance).to("publish")
    play.proper("confirm")
    assert play.at == START
    return play


def waits(until: str, days: int = 3, what: str = "结果须公示满 {} 天") -> str:
    return owed("定稿", f"{what.format(days)}，到 {until} 为止", "考核办公室", "等到那时再办")


def clocks(until: str) -> list[str]:
    """Both the results and the appeals wait for the same moment."""
    return [waits(until), waits(until, what="申诉期为 {} 天")]


# ---------------------------------------------------------------- the clock


@pytest.mark.clause("G05")
def test_three_days_to_the_second() -> None:
    play = published()
    play.wait(days=3, seconds=-1)
    assert play.refused("finalise") == clocks("2026-09-04T08:00:00+08:00")
    play.wait(seconds=1)
    assert play.refused("finalise") == []


@pytest.mark.clause("G05")
def test_results_and_appeals_have_days_of_their_own() -> None:
    play = published(publicity_days=7, appeal_days=5)
    assert play.refused("finalise") == [
        waits("2026-09-08T08:00:00+08:00", 7),  # 1 + 7
        waits("2026-09-06T08:00:00+08:00", 5, "申诉期为 {} 天"),  # 1 + 5
    ]
    play.wait(days=5)
    assert play.refused("finalise") == [waits("2026-09-08T08:00:00+08:00", 7)]
    play.wait(days=2)
    play.do("finalise")


@pytest.mark.clause("G05")
def test_one_suspension_moves_the_end_by_its_length() -> None:
    play = published().wait(days=1)
    play.do("suspend", reason="公开栏损坏")
    play.wait(days=10)
    assert play.refused("finalise") == [owed("定稿", "公示处于中止状态", "考核办公室", "kaohe case resume")]
    play.do("resume")
    # 1 day was readable before; two are left: 12 + 2 = the 14th
    assert play.refused("finalise") == clocks("2026-09-14T08:00:00+08:00")
    play.wait(days=2, seconds=-1)
    assert play.refused("finalise") == clocks("2026-09-14T08:00:00+08:00")
    play.wait(seconds=1)
    play.do("finalise")


@pytest.mark.clause("G05")
def test_two_suspensions_add_up() -> None:
    play = published().wait(hours=24)
    play.do("suspend", reason="停电")  # 2 September 08:00, for 6 hours
    play.wait(hours=6)
    play.do("resume")
    play.wait(hours=24)  # 3 September 14:00: 48 hours were readable
    play.do("suspend", reason="公开栏损坏")  # for 30 hours
    play.wait(hours=30)
    play.do("resume")
    # 1 September 08:00 + 72 + 6 + 30 hours = 108 hours = 4 days and 12 hours
    assert play.refused("finalise") == clocks("2026-09-05T20:00:00+08:00")
    play.wait(hours=24, seconds=-1)
    assert len(play.refused("finalise")) == 2
    play.wait(seconds=1)
    play.do("finalise")


@pytest.mark.clause("G05")
def test_a_suspension_after_the_days_are_over_adds_none() -> None:
    play = published().wait(days=3)
    play.do("suspend", reason="拆除")
    assert play.refused("finalise") == [owed("定稿", "公示处于中止状态", "考核办公室", "kaohe case resume")]
    assert play.refused("appeal", "t9", clause="ethics", claim="少计") == [
        no("申诉", "申诉已于 2026-09-04T08:00:00+08:00 截止", "这次申诉作为逾期申诉记入卷宗，不予受理")
    ]
    play.wait(hours=1)
    play.do("resume")
    play.do("finalise")


@pytest.mark.clause("G05")
def test_results_that_are_readable_later_count_from_then() -> None:
    play = Play().to("sign")
    play.do("publish", where="公示栏", readable="2026-09-03T00:00:00+08:00")
    play.proper("confirm")
    assert play.refused("finalise") == clocks("2026-09-06T00:00:00+08:00")
    assert play.refused("appeal", "t9", clause="ethics", claim="少计") == [
        no("申诉", "结果从 2026-09-03T00:00:00+08:00 起才能查看")
    ]
    play.do("suspend", reason="迟挂")  # before they are readable: what passes before then is no loss
    play.wait(days=2)  # 3 September 08:00
    play.do("resume")
    assert play.refused("finalise") == clocks("2026-09-06T08:00:00+08:00")
    play.do("appeal", "t9", clause="ethics", claim="少计")


@pytest.mark.clause("G05")
def test_another_offset_is_the_same_moment() -> None:
    play = Play().to("sign")
    play.do("publish", where="公示栏", readable="2026-09-01T02:00:00+00:00")  # 10:00 in China
    play.proper("confirm")
    assert play.refused("finalise") == clocks("2026-09-04T02:00:00+00:00")
    play.wait(days=3, hours=2)
    play.do("finalise")


@pytest.mark.clause("G05")
def test_since_when_results_are_readable_is_no_earlier_than_their_publication() -> None:
    play = Play().to("sign")
    title = "公示"
    assert play.refused("publish", where="公示栏", readable="2026-09-01T07:59:59+08:00") == [
        no(title, "公示之前的时间不能算作结果已可查看")
    ]
    for text in ("明天", "2026-09-02T08:00:00"):  # the second without its offset
        assert play.refused("publish", where="公示栏", readable=text) == [
            no(title, f"“{text}”不是一个时刻", "写法如 2026-11-24T08:00:00+08:00")
        ]
    assert play.refused("publish", where="公示栏", results={"pay": "others"}) == [no(title, "这不是计分得出的结果")]
    play.proper("publish")
    assert play.refused("publish", where="公示栏") == [no(title, "这些结果已经在公示")]


@pytest.mark.clause("G05")
def test_the_clock_is_stopped_once_and_started_once() -> None:
    play = published()
    assert play.refused("resume") == [no("公示恢复", "公示并没有中止")]
    play.do("suspend", reason="停电")
    assert play.refused("suspend", reason="停电") == [no("公示中止", "公示已经中止")]
    play.do("resume")
    assert play.refused("resume") == [no("公示恢复", "公示并没有中止")]


@pytest.mark.clause("G05")
def test_changed_results_hang_out_for_the_whole_time_again() -> None:
    play = published().wait(days=2)
    appeal = play.appeal("t9")
    play.decide(appeal)
    play.tables["leave"]["t9"] = 2
    play.do("correct", appeal=appeal, evidence="假条")
    for kind in ("score", "recount", "sign"):
        play.proper(kind)
    play.wait(days=9)
    assert play.refused("finalise")[0] == owed("定稿", "结果变了，变动后还没有公示", "考核办公室", "kaohe case publish")
    play.proper("publish")
    play.proper("confirm")
    assert play.refused("finalise") == clocks("2026-09-15T08:00:00+08:00")  # 1 + 2 + 9 + 3 = 15
    play.wait(days=3)
    play.do("finalise")


# ---------------------------------------------------------------- told in person


@pytest.mark.clause("G07")
def test_low_scorers_are_told_in_person() -> None:
    play = Play({"tell_below": 60}, low=("t3", "t9")).to("confirm")
    play.wait(days=3)
    assert play.refused("finalise") == [
        owed("定稿", "有 2 名得分较低的人还没有当面告知：李三（t3）、郑九（t9）", "考核领导小组", "kaohe case tell")
    ]
    play.do("tell", people=("李三",), by="张一")
    assert play.refused("finalise") == [
        owed("定稿", "有 1 名得分较低的人还没有当面告知：郑九（t9）", "考核领导小组", "kaohe case tell")
    ]
    play.do("tell", people=("t9",), by="张一")
    play.do("finalise")


@pytest.mark.clause("G07")
def test_another_low_result_is_told_anew() -> None:
    play = Play(low=("t3", "t9")).to("publish")
    play.do("tell", people=("t3", "t9"), by="张一")
    appeal = play.appeal("t9")
    play.decide(appeal)
    play.tables["leave"]["t9"] = 2
    play.do("correct", appeal=appeal, evidence="假条")
    for kind in ("score", "recount", "sign", "publish", "confirm"):
        play.proper(kind)
    play.wait(days=3)
    assert play.refused("finalise") == [
        owed("定稿", "有 1 名得分较低的人还没有当面告知：郑九（t9）", "考核领导小组", "kaohe case tell")
    ]


@pytest.mark.clause("G07")
def test_who_can_be_told_and_when() -> None:
    play = Play().to("sign")
    title = "当面告知"
    assert play.refused("tell", people=("t3",), by="张一") == [
        owed(title, "结果还没有公示", "考核办公室", "kaohe case publish")
    ]
    play.proper("publish")
    assert play.refused("tell", people=("t3", "李三", "张三"), by="张一") == [
        no(title, "“李三（t3）”写了两次"),
        no(title, "没有“张三”的考核结果"),
    ]


@pytest.mark.clause("G07")
def test_a_long_list_of_people_is_cut() -> None:
    play = Play(low=PEOPLE).to("publish")
    assert play.refused("finalise")[-3] == owed(
        "定稿",
        "有 10 名得分较低的人还没有当面告知：张一（t1）、王二（t2）、李三（t3）、赵四（t4）、钱五（t5）、…",
        "考核领导小组",
        "kaohe case tell",
    )
