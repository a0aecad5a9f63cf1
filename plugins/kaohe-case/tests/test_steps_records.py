"""The records: frozen, entered by two groups, scored; the signatures of groups and of everybody (G12, G15, G16)."""

from __future__ import annotations

import pytest

from .rounds import FIRST, PEOPLE, REST, ROSTER, SECOND, Play, no, owed

RECOUNT = ("考核工作小组", "kaohe case recount")
OTHER = (
    "现在的方案不是通过的那一个",
    "教职工代表大会",
    "看改了什么：kaohe case changes；恢复已通过的方案，要修改须重新讨论通过：kaohe case deliberate",
)


def group(*members: str, operator: str = "", supervisor: str = "") -> dict[str, object]:
    return {
        "folder": "甲",
        "members": members,
        "operator": operator or members[0],
        "supervisor": supervisor or members[1],
    }


# ---------------------------------------------------------------- nothing but the adopted rules and the frozen records


@pytest.mark.clause("G12")
def test_only_the_adopted_scheme_freezes_and_scores() -> None:
    play = Play().to("lead")
    play.scheme = 2
    assert play.refused("freeze") == [owed("冻结台账", *OTHER)]
    play.scheme = 1
    play.proper("freeze")
    play.scheme = 2
    assert play.refused("score") == [owed("计分", *OTHER)]


@pytest.mark.clause("G12")
def test_another_version_of_a_plugin_is_another_scheme() -> None:
    play = Play().to("lead")
    bound = {**play.bound(), "plugins": {"core": "2"}}
    assert play.refused("freeze", bound=bound) == [owed("冻结台账", *OTHER)]


@pytest.mark.clause("G12")
def test_only_frozen_records_are_scored() -> None:
    play = Play().to("freeze")
    play.tables["leave"]["t1"] = 3
    mend = "恢复原样；公示前可用 kaohe case freeze 重新冻结，申诉成立后用 kaohe case correct 更正"
    assert play.refused("score") == [owed("计分", "这些台账与冻结时不同：leave", "考核办公室", mend)]
    changed = {"leave": play.contents()["leave"], "posts": "a table that was not there"}  # and ratings is gone
    assert play.refused("score", inputs=changed) == [
        owed("计分", "这些台账与冻结时不同：leave、posts、ratings", "考核办公室", mend)
    ]


@pytest.mark.clause("G12")
def test_records_are_frozen_again_with_a_reason_and_never_after_publication() -> None:
    play = Play().to("sign")
    assert play.refused("freeze") == [no("冻结台账", "台账已经冻结", "要重新冻结，请用 --reason 写明原因")]
    play.tables["leave"]["t1"] = 3
    play.do("freeze", reason="补录病假")
    assert play.round.stage(play.at) == "frozen"
    for kind in ("score", "recount", "sign", "publish"):
        play.proper(kind)
    play.tables["leave"]["t1"] = 0
    assert play.refused("freeze", reason="改回") == [
        no(
            "冻结台账",
            "这些台账的结果已经公示，此后只能通过申诉更正",
            "依次办理 kaohe case appeal、kaohe case decide、kaohe case correct",
        )
    ]
    # nor once they were corrected, whose results do not hang out yet
    appeal = play.appeal("t1")
    play.decide(appeal, deciders=("t2", "t5"))
    play.do("correct", appeal=appeal, evidence="假条")
    assert len(play.refused("freeze", reason="改回")) == 1


@pytest.mark.clause("G12")
def test_scoring_the_same_again_takes_nothing_down() -> None:
    play = Play().to("confirm")
    play.proper("score")
    assert play.round.hanging_out()
    play.proper("finalise")


# ---------------------------------------------------------------- groups


@pytest.mark.clause("G15")
def test_two_groups_enter_every_table() -> None:
    play = Play().to("score")
    both = owed("公示", "有 2 张台账还没有 2 个小组独立录入且与冻结的台账一致：leave、ratings", *RECOUNT)
    assert play.refused("publish", where="公示栏") == [both]
    play.entered(FIRST)
    assert play.refused("publish", where="公示栏")[0] == both
    play.entered(FIRST)  # the same group once more is no second one
    play.do("recount", **group(*FIRST[::-1], operator="t4", supervisor="t3"))
    assert play.refused("publish", where="公示栏")[0] == both
    play.entered(SECOND, tables={"leave": play.contents()["leave"]})
    assert play.refused("publish", where="公示栏")[0] == owed(
        "公示", "有 1 张台账还没有 2 个小组独立录入且与冻结的台账一致：ratings", *RECOUNT
    )
    play.entered(SECOND, tables={"ratings": play.contents()["ratings"]})
    play.proper("sign")
    assert play.refused("publish", where="公示栏") == []


@pytest.mark.clause("G15")
def test_an_entry_that_differs_does_not_count_until_it_is_put_right() -> None:
    play = Play().to("score")
    play.entered(FIRST)
    cell = {"text": "“病假”工号 t3：“天数”是 0 和 1"}
    wrong = {**play.contents(), "leave": "leave, with a slip"}
    failures = play.do("recount", **group(*SECOND), tables=wrong, differences=[cell])
    assert failures == ["有 1 处与冻结的台账不同"]
    assert play.refused("publish", where="公示栏")[0] == owed(
        "公示", "有 1 张台账还没有 2 个小组独立录入且与冻结的台账一致：leave", *RECOUNT
    )
    play.entered(SECOND)  # its last entry is the one that counts
    play.proper("sign")
    play.do("recount", **group(*SECOND), tables=wrong, differences=[cell])
    assert len(play.refused("publish", where="公示栏")) == 1


@pytest.mark.clause("G15")
def test_a_group_of_at_least_four_with_both_offices_and_nobody_of_another_group() -> None:
    play = Play().to("freeze")
    title = "独立复核"
    assert play.refused("recount", **group("t1", "t2", "t3")) == [
        no(title, "小组只有 3 人，至少要有 4 人", "请增加人员，凑足 4 人以上")
    ]
    assert play.refused("recount", **group(*FIRST, supervisor="张一")) == [  # the operator's name instead of the id
        no(title, "操作员和监督员都是“张一（t1）”", "请由另一名组员监督")
    ]
    people = "张一（t1）、王二（t2）、李三（t3）、赵四（t4）"
    for office, word in (("operator", "操作员"), ("supervisor", "监督员")):
        assert play.refused("recount", **group(*FIRST, **{office: "t9"})) == [
            no(title, f"{word}“郑九（t9）”不是本组组员", f"请从本组组员中指定：{people}")
        ]
    assert play.refused("recount", **group(*FIRST, "张一")) == [
        no(title, "小组里“张一（t1）”写了 2 次", "每人只写一次")
    ]
    play.entered(FIRST)
    assert play.refused("recount", **group("t5", "t6", "t7", "张一")) == [
        no(title, "张一（t1）已在另一小组核算过，两个小组不独立", f"请换上没有参加过该小组的人，该小组组员是：{people}")
    ]
    assert play.refused("recount", **group(*SECOND), tables={}) == [no(title, "文件夹里没有项目的任何台账文件")]


@pytest.mark.clause("G15")
def test_a_name_that_two_people_bear_is_not_taken() -> None:
    play = Play().to("lead")
    play.do("freeze", roster={**ROSTER, "t10": "张一"})
    assert play.refused("recount", **group("张一", "t2", "t3", "t4")) == [
        no("独立复核", "有几个人都叫“张一”：t1、t10", "请改写工号")
    ]


@pytest.mark.clause("G15")
@pytest.mark.parametrize(("recounts", "size"), [(3, 2), (1, 5)])
def test_number_and_size_of_groups_are_those_of_the_scheme(recounts: int, size: int) -> None:
    play = Play({"recounts": recounts, "group_size": size}).to("score")
    if size == 5:
        assert play.refused("recount", **group(*FIRST)) == [
            no("独立复核", "小组只有 4 人，至少要有 5 人", "请增加人员，凑足 5 人以上")
        ]
    for number in range(recounts):
        assert play.refused("publish", where="公示栏")[0] == owed(
            "公示", f"有 2 张台账还没有 {recounts} 个小组独立录入且与冻结的台账一致：leave、ratings", *RECOUNT
        )
        play.entered(PEOPLE[number * size : (number + 1) * size])
    play.do("sign", members=PEOPLE[: recounts * size])
    assert play.refused("publish", where="公示栏") == []


# ---------------------------------------------------------------- the signatures of those who computed


@pytest.mark.clause("G15")
def test_everybody_who_entered_signs_every_dimension() -> None:
    play = Play().to("recount")
    play.do("sign", members=FIRST + SECOND[1:])
    play.do("sign", members=("钱五",), only=("attendance",))
    assert play.refused("publish", where="公示栏") == [
        owed("公示", "缺少签字：钱五（t5），所涉指标：conduct", "考核工作小组", "kaohe case sign")
    ]
    play.do("sign", members=("t5",), only=("conduct",))
    assert play.refused("publish", where="公示栏") == []


@pytest.mark.clause("G15")
def test_who_signs_what() -> None:
    play = Play().to("score")
    title = "指标签字"
    assert play.refused("sign", members=("t1",)) == [
        no(title, "“t1”没有参加独立复核", "请先独立录入台账：kaohe case recount")
    ]
    play.proper("recount")
    people = "、".join(f"{ROSTER[one]}（{one}）" for one in FIRST + SECOND)
    assert play.refused("sign", members=("郑九",)) == [no(title, "“郑九”没有参加独立复核", f"应签字的人：{people}")]
    assert play.refused("sign", members=("t1", "张一")) == [no(title, "“张一（t1）”写了两次")]
    assert play.refused("sign", members=("t1",), only=("conducts",)) == [
        no(title, "没有指标“conducts”", "可以用：attendance、conduct")
    ]
    assert play.refused("sign", members=("t1",), dimensions={"conduct": "as it was before"}) == [
        no(title, "指标“conduct”的得分已经变了")
    ]


@pytest.mark.clause("G15")
def test_where_nobody_enters_again_the_leading_group_signs() -> None:
    play = Play({"recounts": 0}).to("score")
    leaders = "张一（t1）、王二（t2）、钱五（t5）、郑九（t9）"
    assert play.refused("publish", where="公示栏") == [
        owed("公示", f"缺少签字：{leaders}，所涉指标：attendance、conduct", "考核工作小组", "kaohe case sign")
    ]
    assert play.refused("sign", members=("t3",)) == [
        no("指标签字", "李三（t3）不是考核领导小组的人", f"应签字的人：{leaders}")
    ]
    play.do("sign", members=("t1", "t2", "t5", "t9"))
    assert play.refused("publish", where="公示栏") == []


@pytest.mark.clause("G15")
@pytest.mark.clause("G16")
def test_after_a_correction_only_what_changed_is_signed_and_confirmed_again() -> None:
    play = Play().to("confirm")
    appeal = play.appeal("t9")
    play.decide(appeal)
    play.tables["leave"]["t9"] = 2  # attendance of t9 changes; conduct, and everybody else, stays
    play.do("correct", appeal=appeal, evidence="假条")
    play.proper("score")
    found = play.refused("publish", where="公示栏")
    assert found[0] == owed("公示", "有 1 张台账还没有 2 个小组独立录入且与冻结的台账一致：leave", *RECOUNT)
    play.proper("recount")
    names = "张一（t1）、王二（t2）、李三（t3）、赵四（t4）、钱五（t5）、…"
    assert play.refused("publish", where="公示栏") == [
        owed("公示", f"缺少签字：{names}，所涉指标：attendance", "考核工作小组", "kaohe case sign")
    ]
    play.do("sign", members=FIRST + SECOND, only=("attendance",))
    play.proper("publish")
    play.wait(days=3)
    # only t9 signs again: the appeal was about the result before
    assert play.refused("finalise") == [
        owed(
            "定稿",
            "有 1 人还没有确认本人结果：郑九（t9）",
            "教职工本人",
            "kaohe case confirm；无法签字的用 kaohe case excuse 说明",
        )
    ]
    play.do("confirm", people=("郑九",), sheet="签字表")
    play.do("finalise")


# ---------------------------------------------------------------- everybody's own signature


@pytest.mark.clause("G16")
def test_everybody_confirms_the_own_result() -> None:
    play = Play().to("publish")
    play.wait(days=3)
    how = ("教职工本人", "kaohe case confirm；无法签字的用 kaohe case excuse 说明")
    names = "张一（t1）、王二（t2）、李三（t3）、赵四（t4）、钱五（t5）、…"
    assert play.refused("finalise") == [owed("定稿", f"有 10 人还没有确认本人结果：{names}", *how)]
    play.do("confirm", people=PEOPLE[:8], sheet="签字表")
    assert play.refused("finalise") == [owed("定稿", "有 2 人还没有确认本人结果：郑九（t9）、冯十（t10）", *how)]
    play.do("excuse", people=("郑九",), reason="外出学习，已电话告知")
    play.do("confirm", people=("t10",), sheet="签字表")
    play.do("finalise")


@pytest.mark.clause("G16")
def test_whoever_appealed_need_not_sign_that_result() -> None:
    play = Play().to("publish")
    play.do("confirm", people=(*PEOPLE[:8], "t10"), sheet="签字表")
    appeal = play.appeal("t9")
    play.decide(appeal, upheld=False)
    play.wait(days=3)
    assert play.refused("finalise") == []


@pytest.mark.clause("G16")
def test_an_appeal_about_somebody_else_is_nobody_s_signature() -> None:
    play = Play().to("publish")
    play.do("confirm", people=PEOPLE[:8], sheet="签字表")
    appeal = play.appeal("t10", about="t9")
    play.decide(appeal, upheld=False)
    play.wait(days=3)
    assert play.refused("finalise") == [
        owed(
            "定稿",
            "有 2 人还没有确认本人结果：郑九（t9）、冯十（t10）",
            "教职工本人",
            "kaohe case confirm；无法签字的用 kaohe case excuse 说明",
        )
    ]


@pytest.mark.clause("G16")
def test_confirmations_are_of_results_that_are_there() -> None:
    play = Play().to("score")
    assert play.refused("confirm", people=("t1",), sheet="签字表", results={"t1": "an older one"}) == [
        no("本人确认", "张一（t1）的结果已经变了")
    ]
    assert play.refused("confirm", people=("张三",), sheet="签字表") == [no("本人确认", "没有“张三”的考核结果")]
    assert play.refused("confirm", people=("t1", "张一"), sheet="签字表") == [no("本人确认", "“张一（t1）”写了两次")]
    play.proper("confirm")
    play.tables["leave"]["t3"] = 1
    play.do("freeze", reason="补录")
    play.proper("score")
    assert play.round.unconfirmed() == ["t3"]


@pytest.mark.clause("G16")
def test_an_excuse_says_why_and_comes_after_publication() -> None:
    play = Play().to("sign")
    assert play.refused("excuse", people=("t9",), reason="病重") == [
        owed("未签说明", "结果还没有公示", "考核办公室", "kaohe case publish")
    ]
    play.proper("publish")
    assert play.refused("excuse", people=("t9",), reason=" ") == [no("未签说明", "没有写明理由")]
    assert play.refused("excuse", people=("t9",), reason="病重", results={"t9": "an older one"}) == [
        no("未签说明", "郑九（t9）的结果已经变了")
    ]
    assert play.refused("excuse", people=("t9", "郑九", "张三"), reason="病重") == [
        no("未签说明", "“郑九（t9）”写了两次"),
        no("未签说明", "没有“张三”的考核结果"),
    ]


@pytest.mark.clause("G16")
def test_a_scheme_may_do_without_confirmations() -> None:
    play = Play({"confirmations": False}).to("publish")
    play.wait(days=3)
    play.do("finalise")


def test_the_people_of_these_tests() -> None:
    assert len(FIRST + SECOND + REST) == len(ROSTER) == 10
