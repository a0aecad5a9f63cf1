"""The end: nothing is lacking, final, paid to the cent (G04, G09, G12)."""

from __future__ import annotations

import pytest

from .rounds import Play, no, owed

FINAL = ("结果已在第 14 笔记录中定稿", "学校", "另立新卷：kaohe case open")


@pytest.mark.clause("G04")
@pytest.mark.fault("R03")
def test_what_would_stop_the_end_stops_the_publication() -> None:
    play = Play(
        lacking=("张一（t1）师德由领导小组评定", "王二（t2）病假每天扣 0.5 分"),
        unevidenced=("data/请假.csv 第 2 行", "data/请假.csv 第 3 行", "data/请假.csv 第 4 行"),
    ).to("sign")
    office = "考核办公室"
    assert play.refused("publish", where="公示栏") == [
        owed(
            "公示",
            "有 2 项得分没有数据或等待评定：张一（t1）师德由领导小组评定、王二（t2）病假每天扣 0.5 分",
            office,
            "补齐台账后 kaohe case freeze；申诉成立之后则为 kaohe case correct",
        ),
        owed(
            "公示",
            "有 3 行得分没有写明依据：data/请假.csv 第 2 行、data/请假.csv 第 3 行、data/请假.csv 第 4 行",
            office,
            "在项目的文件里写明依据，然后 kaohe case supplement",
        ),
    ]


@pytest.mark.clause("G04")
def test_what_is_wrong_is_made_good_by_a_correction() -> None:
    play = Play().to("confirm")
    appeal = play.appeal("t9")
    play.decide(appeal)
    play.tables["leave"]["t9"] = 2
    play.do("correct", appeal=appeal, evidence="假条")
    for kind in ("score", "recount", "sign", "publish", "confirm", "finalise"):
        play.proper(kind)


@pytest.mark.clause("G09")
def test_the_end_lists_everything_that_is_open() -> None:
    play = Play(low=("t9",)).to("publish")
    appeal = play.appeal("t9")
    until = "，到 2026-09-04T08:00:00+08:00 为止"
    assert [text.split("：")[1].split("\n")[0] for text in play.refused("finalise")] == [
        f"郑九（t9）的第 {appeal} 号申诉还没有答复",
        "有 10 人还没有确认本人结果",
        "有 1 名得分较低的人还没有当面告知",
        "结果须公示满 3 天" + until,
        "申诉期为 3 天" + until,
    ]


@pytest.mark.clause("G09")
@pytest.mark.clause("G12")
def test_nothing_but_payment_follows_the_end() -> None:
    play = Play().to("finalise")
    said = {
        "lead": {"chair": "t1", "deputies": ("t2",), "members": ("t3",), "office": "t4"},
        "deliberate": {"minutes": "纪要"},
        "vote": {"members": 3, "attending": 3, "agreeing": 3, "minutes": "纪要"},
        "endorse": {"delegates": 3, "signed": ("甲",), "minutes": "签名册"},
        "file": {"bureau": "县教育局", "number": "1"},
        "approve": {"number": "2"},
        "review": {"minutes": "纪要"},
        "seed": {"seed": "甲", "number": "七星彩"},
        "candidates": {"group": ("甲=1:乙",)},
        "draw": {"public": "1"},
        "freeze": {"reason": "补录"},
        "score": {},
        "sign": {"members": ("t1",)},
        "recount": {"folder": "甲", "members": ("t1", "t2", "t3", "t4"), "operator": "t1", "supervisor": "t2"},
        "confirm": {"people": ("t1",), "sheet": "签字表"},
        "excuse": {"people": ("t1",), "reason": "病重"},
        "publish": {"where": "公示栏"},
        "suspend": {"reason": "停电"},
        "resume": {},
        "finalise": {},
        "tell": {"people": ("t1",), "by": "t2"},
        "appeal": {"clause": "ethics", "claim": "少计"},
        "decide": {"appeal": 1, "upheld": True, "deciders": ("t1",), "reason": "核对"},
        "correct": {"appeal": 1, "evidence": "假条"},
    }
    for kind, values in said.items():
        found = play.refused(kind, "t9", **values)
        assert found[0] == owed(play.step(kind, **values).title.zh, *FINAL), kind


@pytest.mark.clause("G09")
def test_what_the_results_say_is_paid_to_the_cent_and_once() -> None:
    play = Play(pays="1200000.05").to("confirm")
    assert play.refused("pay", amount="1200000.05", voucher="凭证") == [
        owed("发放", "结果还没有定稿", "考核办公室", "kaohe case finalise")
    ]
    play.proper("finalise")
    mend = "请按结果发放；结果有错应通过申诉更正，不能在这里改"
    for amount in ("1200000.04", "1200000", "1200000.0500001", "一百二十万", "", "1,200,000.05", "-1200000.05", "1e6"):
        assert play.refused("pay", amount=amount, voucher="凭证") == [
            no("发放", f"按结果共应发 1200000.05 元，而不是 {amount} 元", mend)
        ]
    play.do("pay", amount="1200000.050", voucher="凭证")  # the same amount
    number = play.round.acts[-1].number
    assert play.refused("pay", amount="1200000.05", voucher="凭证") == [no("发放", f"第 {number} 笔记录已经登记发放")]
    assert play.round.stage(play.at) == "paid"


@pytest.mark.clause("G09")
def test_a_scheme_that_pays_nothing() -> None:
    play = Play(pays=None).to("finalise")
    assert play.refused("pay", amount="1", voucher="凭证") == [no("发放", "这个方案不发钱")]


@pytest.mark.clause("G09")
def test_the_stages_in_their_order() -> None:
    play, stages = Play(), []
    for kind in (
        "open",
        "deliberate",
        "vote",
        "file",
        "approve",
        "lead",
        "freeze",
        "score",
        "recount",
        "sign",
        "publish",
        "confirm",
    ):
        play.proper(kind)
        stages.append(play.round.stage(play.at))
    assert stages == [
        "draft",
        "deliberated",
        "adopted",
        "filed",
        "filed",
        "filed",
        "frozen",
        "scored",
        "scored",
        "recounted",
        "published",
        "published",
    ]
    assert play.round.stage(play.wait(days=3).at) == "decided"
    play.do("finalise")
    assert play.round.stage(play.at) == "final"
    play.proper("pay")
    assert play.round.stage(play.at) == "paid"
