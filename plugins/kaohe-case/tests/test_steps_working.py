"""Who works on the round: the leading group, the democratic review, the draw (G08, G13, G14)."""

from __future__ import annotations

import pytest

from .rounds import FIRST, LEADERS, Play, no, owed

GROUPS = ("领导=1:张一,王二", "教师=3：t3，t4，t5，t6")  # 全角标点也行


# ---------------------------------------------------------------- the leading group


@pytest.mark.clause("G08")
def test_the_leading_group_has_a_chair_deputies_members_and_an_office() -> None:
    play = Play().to("approve")
    assert play.refused("lead", **{**LEADERS, "chair": " "}) == [no("成立领导小组", "没有写明组长")]
    assert play.refused("lead", **{**LEADERS, "deputies": ()}) == [no("成立领导小组", "没有写明副组长")]
    assert play.refused("lead", **{**LEADERS, "members": ()}) == [no("成立领导小组", "没有写明成员")]
    assert play.refused("lead", **{**LEADERS, "office": ""}) == [no("成立领导小组", "没有写明办公室由谁负责")]
    assert play.refused("lead", **{**LEADERS, "deputies": ("t1",)}) == [no("成立领导小组", "“张一（t1）”写了两次")]
    play.proper("lead")
    assert play.round.group is not None
    assert play.round.group.people() == ("t1", "t2", "t5", "t9")


@pytest.mark.clause("G08")
def test_nothing_is_frozen_or_published_without_a_leading_group() -> None:
    play = Play().to("approve")
    assert play.refused("freeze") == [owed("冻结台账", "还没有成立考核领导小组", "学校", "kaohe case lead")]
    play.proper("lead")
    assert play.refused("freeze") == []


@pytest.mark.clause("G08")
def test_the_group_is_named_by_names_or_ids_and_once_only() -> None:
    play = Play().to("freeze")  # the roster is known
    found = play.refused("lead", **{**LEADERS, "deputies": ("张一",)})
    assert found == [no("成立领导小组", "“张一（t1）”写了两次")]


# ---------------------------------------------------------------- the order before freezing


@pytest.mark.clause("G13")
def test_review_then_draw_then_records() -> None:
    play = Play({"before_freezing": ("review", "draw")}).to("lead")
    review = ("还没有进行民主评议", "学校", "kaohe case review")
    drawn = ("考核工作小组还没有抽签产生", "考核领导小组", "kaohe case draw")
    assert play.refused("freeze") == [owed("冻结台账", *review), owed("冻结台账", *drawn)]
    assert play.refused("seed", seed="甲", number="七星彩") == [owed("抽签种子", *review)]
    play.do("review", minutes="纪要")
    assert play.refused("freeze") == [owed("冻结台账", *drawn)]
    play.do("seed", seed="甲", number="七星彩")
    play.do("candidates", group=GROUPS)
    play.do("draw", public="5 7 11")
    play.proper("freeze")


@pytest.mark.clause("G13")
def test_a_scheme_may_have_it_the_other_way_round() -> None:
    play = Play({"before_freezing": ("draw", "review")}).to("lead")
    assert play.refused("review", minutes="纪要") == [
        owed("民主评议", "考核工作小组还没有抽签产生", "考核领导小组", "kaohe case draw")
    ]
    play.do("seed", seed="甲", number="七星彩")
    play.do("candidates", group=GROUPS)
    play.do("draw", public="5 7 11")
    play.do("review", minutes="纪要")
    play.proper("freeze")


@pytest.mark.clause("G13")
def test_a_scheme_without_review_and_draw_asks_for_neither() -> None:
    play = Play().to("lead")
    assert play.refused("freeze") == []
    assert play.refused("seed", seed="甲", number="七星彩") == []


# ---------------------------------------------------------------- the draw


@pytest.mark.clause("G14")
def test_seed_then_candidates_then_the_public_number() -> None:
    play = Play({"before_freezing": ("draw",)}).to("lead")
    seedless = ("还没有登记抽签种子", "考核领导小组", "kaohe case seed")
    assert play.refused("candidates", group=GROUPS) == [owed("抽签名单", *seedless)]
    assert play.refused("draw", public="5") == [
        owed("抽签", "还没有登记抽签名单", "考核领导小组", "kaohe case candidates")
    ]
    assert play.refused("seed", seed=" ", number="七星彩") == [no("抽签种子", "种子是空的")]
    play.do("seed", seed="甲", number="七星彩")  # act 7, after the six that put the scheme in force
    assert play.refused("seed", seed="乙", number="七星彩") == [no("抽签种子", "抽签种子已在第 7 笔记录中登记")]
    play.do("candidates", group=GROUPS)
    assert play.refused("candidates", group=GROUPS) == [no("抽签名单", "抽签名单已在第 8 笔记录中登记")]
    assert play.refused("seed", seed="乙", number="七星彩") == [
        no("抽签种子", "抽签名单已在第 8 笔记录中登记", "名单公开后再定种子就能操纵结果；请用已登记的种子继续抽签")
    ]
    assert play.refused("draw", public=" ") == [no("抽签", "公开数字是空的")]
    play.do("draw", public="5 7 11")
    assert play.refused("draw", public="6") == [no("抽签", "考核工作小组已经抽签产生")]


@pytest.mark.clause("G14")
def test_the_stated_numbers_are_drawn_from_the_stated_groups() -> None:
    play = Play({"before_freezing": ("draw",)}).to("lead")
    play.do("seed", seed="甲", number="七星彩")
    play.do("candidates", group=GROUPS)
    play.do("draw", public="5 7 11")
    drawn = play.round.drawn or ()
    assert len(drawn) == 4
    assert drawn[0] in ("张一", "王二")
    assert set(drawn[1:]) < {"t3", "t4", "t5", "t6"}
    assert [one["person"] for one in play.drawn("5 7 11")] == list(drawn)  # anyone gets the same again
    assert len({tuple(one["person"] for one in play.drawn(str(n))) for n in range(20)}) > 1


@pytest.mark.clause("G14")
@pytest.mark.parametrize("text", ["领导", "领导=2", "领导=二:张三", "=2:张三", "领导=2:,"])
def test_what_is_no_list_of_candidates(text: str) -> None:
    play = Play().to("lead")
    play.do("seed", seed="甲", number="七星彩")
    assert play.refused("candidates", group=(text,)) == [
        no("抽签名单", f"“{text}”不是一份抽签名单", "写法如 领导=2:张三,李四,王五（三人中抽两人）")
    ]


@pytest.mark.clause("G14")
def test_a_list_that_cannot_be_drawn_from() -> None:
    play = Play().to("lead")
    play.do("seed", seed="甲", number="七星彩")
    assert play.refused("candidates", group=("领导=1:张一,张一",)) == [
        no("抽签名单", "“领导”：“张一”出现了 2 次", "每人只写一次；如有同名的人，请加注以便区分")
    ]
    assert len(play.refused("candidates", group=("领导=3:张一,王二",))) == 1
    assert len(play.refused("candidates", group=())) == 1


@pytest.mark.clause("G14")
@pytest.mark.clause("G15")
def test_only_those_who_were_drawn_enter_the_tables() -> None:
    play = Play({"before_freezing": ("draw",)}).to("lead")
    play.do("seed", seed="甲", number="七星彩")
    play.do("candidates", group=("领导=2:张一,王二", "教师=2:t3,t4"))
    play.do("draw", public="5 7 11")
    play.proper("freeze")
    others = ("t1", "t2", "t3", "周七")
    people = "、".join(play.round.drawn or ())
    assert play.refused("recount", folder="甲", members=others, operator="t1", supervisor="t2") == [
        no("独立复核", "周七不是抽签产生的考核工作小组成员", f"考核工作小组：{people}")
    ]
    play.entered(FIRST)  # t1 and t2 were drawn by their names
