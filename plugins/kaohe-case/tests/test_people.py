"""One way to find a person, in every step and whatever the spelling: strangers are refused (G06, G08, G15)."""

from __future__ import annotations

from typing import Any

import pytest

from .rounds import LEADERS, ROSTER, Play, no, owed
from .school import School

SPACED = {**ROSTER, "t1": "张 一", "T11": "买买提"}  # as it is typed to make two characters as wide as three
CHAIR = ("张一", "张 一", "张　一", " 张一 ", "t1", "ｔ１", "张一（t1）", "张 一(t1)")  # full-width


def stranger(step: str, who: str) -> str:
    return no(step, f"名册上没有“{who}”", f"请按名册写姓名或工号；确实不在名册上的人，加上 --outside {who}")


@pytest.mark.fault("R01")
@pytest.mark.parametrize("appeals", CHAIR)
@pytest.mark.parametrize("decides", CHAIR)
def test_nobody_decides_on_the_own_appeal_whatever_the_spelling(appeals: str, decides: str) -> None:
    play = Play()
    play.to("approve")
    play.do("lead", **{**LEADERS, "chair": "张一"}, roster=SPACED)
    play.do("freeze", roster=SPACED)
    for kind in ("score", "recount", "sign", "publish"):
        play.proper(kind)
    appeal = play.appeal(appeals)
    assert play.refused("decide", appeal=appeal, upheld=True, deciders=("王二", decides), reason="同意") == [
        no("申诉答复", "张 一（t1）不得决定与本人有关的申诉", "可以决定的人：王二（t2）、钱五（t5）、郑九（t9）")
    ]


@pytest.mark.fault("R01")
@pytest.mark.parametrize("name", ["猪八戒", "张一一一", "t99", "张一（t2）"])
def test_a_stranger_leads_nothing(name: str) -> None:
    play = Play().to("approve")
    for said in ({"chair": name}, {"deputies": (name,)}, {"members": ("t5", name)}):
        refused = play.refused("lead", **{**LEADERS, **said})
        assert [text.split("\n")[0] for text in refused] == [
            f"kaohe.case 2026: “成立领导小组”不能办理：名册上没有“{name}”"
        ]
    assert play.refused("lead", **{**LEADERS, "chair": "猪八戒"}) == [stranger("成立领导小组", "猪八戒")]
    assert play.refused("lead", **{**LEADERS, "chair": name, "outside": (name,)}) == []


@pytest.mark.fault("R01")
def test_who_is_on_the_roster_does_not_come_from_outside() -> None:
    play = Play().to("approve")
    assert play.refused("lead", **LEADERS, outside=("张 一",)) == [
        no("成立领导小组", "张一（t1）在名册上，不是名册以外的人", "--outside 里不要写这个名字")
    ]


@pytest.mark.fault("R01")
def test_somebody_from_outside_is_one_person_too() -> None:
    """An official leads; recused by any spelling, and named once in all later steps."""
    play = Play().to("approve")
    play.do("lead", **{**LEADERS, "members": ("t5", "陈书记")}, outside=("陈书记",))
    for kind in ("freeze", "score", "recount", "sign", "publish"):
        play.proper(kind)
    appeal = play.appeal("t9", clause="ethics")
    said: dict[str, Any] = {"appeal": appeal, "upheld": True, "reason": "同意", "givers": ("陈 书记",)}
    assert play.refused("decide", deciders=("t2", "陈书记"), **said) == [
        no("申诉答复", "陈书记给过这次申诉所涉的分数，应当回避", "可以决定的人：张一（t1）、王二（t2）、钱五（t5）")
    ]
    assert play.refused("tell", people=("t9",), by="陈　书记") == []
    assert play.refused("tell", people=("t9",), by="李书记") == [stranger("当面告知", "李书记")]


@pytest.mark.fault("R01")
def test_a_group_named_before_there_was_a_roster_is_looked_at_when_there_is_one() -> None:
    play = Play().to("approve")
    play.do("lead", **{**LEADERS, "chair": "猪八戒", "members": ("钱五",)}, roster={})
    assert play.refused("freeze", roster={**ROSTER, "t11": "钱 五"}) == [
        owed(
            "冻结台账",
            "领导小组中的猪八戒，名册上没有这样的人",
            "学校",
            "重新登记领导小组：kaohe case lead；确实不在名册上的人用 --outside 写明",
        ),
        owed(
            "冻结台账",
            "领导小组中的钱五，名册上有几个同名的人",
            "学校",
            "改用工号重新登记领导小组：kaohe case lead",
        ),
    ]


@pytest.mark.fault("R01")
def test_nobody_counts_or_signs_twice_under_two_spellings() -> None:
    play = Play().to("score")
    said: dict[str, Any] = {"folder": "甲", "operator": "张一", "supervisor": "王 二"}
    assert play.refused("recount", members=("张一", "王二", "李三", "赵四"), **said) == []
    assert play.refused("recount", members=("张一", "t1", "王二", "李三", "赵四"), **said) == [
        no("独立复核", "小组里“张一（t1）”写了 2 次", "每人只写一次")
    ]
    assert play.refused("recount", members=("张一", "王二", "李三", "猪八戒"), **said) == [
        stranger("独立复核", "猪八戒")
    ]
    play = Play({"adoption": "signatures"}).to("deliberate")
    play.do("lead", **LEADERS)
    assert play.refused("endorse", delegates=9, signed=("张一", "张 一", "t1"), minutes="册") == [
        no("代表签名", "“张一（t1）”写了两次")
    ]
    assert play.refused("endorse", delegates=9, signed=("张一", "猪八戒"), minutes="册") == [
        stranger("代表签名", "猪八戒")
    ]


@pytest.mark.fault("R01")
def test_nobody_is_drawn_twice_under_two_spellings() -> None:
    play = Play({"before_freezing": ("draw",)}).to("lead")
    play.do("seed", seed="甲", number="七星彩")
    assert play.refused("candidates", group=("领导=1:张一,王二", "教师=1:t1,李三,猪八戒")) == [
        no("抽签名单", "“张一”和“t1”是同一个人", "每人在一组里只写一次，各组的写法要一样"),
        stranger("抽签名单", "猪八戒"),
    ]
    assert play.refused("candidates", group=("领导=1:张一,王二", "教师=1:张一,李三")) == []


@pytest.mark.fault("R02")
@pytest.mark.parametrize("leads", [("张一", "王二", "钱五"), ("t1", "t2", "t5"), ("张 一", "t2", "钱五（t5）")])
@pytest.mark.parametrize("signs", [("张一", "王二", "钱五"), ("t1", "t2", "t5"), ("t1", "王　二", "ｔ５")])
def test_a_signature_is_a_person_s_whatever_the_spelling(leads: tuple[str, ...], signs: tuple[str, ...]) -> None:
    play = Play({"recounts": 0}).to("approve")
    play.do("lead", chair=leads[0], deputies=leads[1:2], members=leads[2:], office="t10")
    play.proper("freeze")
    play.proper("score")
    play.do("sign", members=signs)
    assert play.round.stage(play.at) == "recounted"
    assert play.refused("publish", where="公示栏") == []


@pytest.mark.fault("R01")
def test_the_roster_of_the_project_is_looked_at(tmp_path: Any) -> None:
    school = School.made(tmp_path / "校")
    school.do("open", scheme="pay")
    said = {"chair": "张 一", "deputies": ["王二"], "members": ["猪八戒"], "office": "校办"}
    assert school.refused("lead", **said) == [stranger("成立领导小组", "猪八戒")]
    taken = school.do("lead", **{**said, "members": ["赵四"]})
    assert taken.act.data["roster"] == {"t1": "张一", "t2": "王二", "t3": "李三", "t4": "赵四"}


def test_a_round_may_begin_before_there_is_a_roster(tmp_path: Any) -> None:
    school = School.made(tmp_path / "校")
    (school.folder / "data/名册.csv").unlink()
    school.do("open", scheme="pay")
    taken = school.do("lead", chair="张一", deputies=["王二"], members=["李三"], office="赵四")
    assert taken.act.data["roster"] == {}
