"""From draft to a scheme in force: votes, signatures, amendments, filing, approval (G01, G02, G03, G09)."""

from __future__ import annotations

import pytest

from .rounds import Play, no, owed

NOT_OPEN = "没有名为“2026”的考核卷宗"
CHANGE_BY_VOTE, CHANGE_BY_NAMES = "修改这个方案须经表决", "修改这个方案须经代表签名"
DELEGATES = tuple(f"代表{number}" for number in range(1, 61))


def ballot(play: Play, members: int, attending: int, agreeing: int) -> list[str]:
    return play.do("vote", members=members, attending=attending, agreeing=agreeing, minutes="纪要")


# ---------------------------------------------------------------- the vote


@pytest.mark.clause("G01")
@pytest.mark.parametrize(
    ("members", "attending", "agreeing", "failures"),
    [
        # 60 members: 60 × 2/3 = 40 must attend; of 40, more than 20 must agree, so 21
        (60, 40, 21, []),
        (60, 39, 39, ["应到 60 人，实到 39 人，须至少 2/3，即 40 人到会"]),
        (60, 40, 20, ["到会 40 人中 20 人同意，须超过 1/2，即至少 21 人"]),
        # of 41, more than 20.5 must agree: 21 again
        (60, 41, 21, []),
        (60, 41, 20, ["到会 41 人中 20 人同意，须超过 1/2，即至少 21 人"]),
        # 50 members: 50 × 2/3 = 33 1/3, so 34 must attend; of 34, more than 17 must agree, so 18
        (50, 34, 18, []),
        (50, 33, 33, ["应到 50 人，实到 33 人，须至少 2/3，即 34 人到会"]),
        (50, 34, 17, ["到会 34 人中 17 人同意，须超过 1/2，即至少 18 人"]),
        # both at once; nobody came: more than 0 of 0 is at least 1
        (
            50,
            33,
            16,
            ["应到 50 人，实到 33 人，须至少 2/3，即 34 人到会", "到会 33 人中 16 人同意，须超过 1/2，即至少 17 人"],
        ),
        (3, 0, 0, ["应到 3 人，实到 0 人，须至少 2/3，即 2 人到会", "到会 0 人中 0 人同意，须超过 1/2，即至少 1 人"]),
        (1, 1, 1, []),
    ],
)
def test_a_vote_passes_with_its_quorum_and_more_than_half(
    members: int, attending: int, agreeing: int, failures: list[str]
) -> None:
    play = Play().to("deliberate")
    assert ballot(play, members, attending, agreeing) == failures
    assert (play.round.adopted is not None) is (failures == [])
    assert (play.round.failed is None) is (failures == [])


@pytest.mark.clause("G01")
def test_a_school_may_ask_for_more() -> None:
    # 9/10 of 60 = 54; more than 3/5 of 54 = 32.4, so 33
    for attending, agreeing, passed in ((54, 33, True), (53, 53, False), (54, 32, False)):
        play = Play({"quorum": "9/10", "majority": "3/5"}).to("deliberate")
        assert (ballot(play, 60, attending, agreeing) == []) is passed
    assert ballot(Play({"quorum": "9/10", "majority": "3/5"}).to("deliberate"), 60, 53, 31) == [
        "应到 60 人，实到 53 人，须至少 9/10，即 54 人到会",
        "到会 53 人中 31 人同意，须超过 3/5，即至少 32 人",  # 53 × 3/5 = 31.8
    ]


@pytest.mark.clause("G01")
def test_numbers_that_cannot_be_are_no_vote() -> None:
    play = Play().to("deliberate")
    mend = "同意的不能多于实到的，实到的不能多于应到的"
    for members, attending, agreeing in ((60, 40, 41), (60, 61, 40), (0, 0, 0)):
        found = play.refused("vote", members=members, attending=attending, agreeing=agreeing, minutes="纪要")
        why = f"应到 {members} 人、实到 {attending} 人、同意 {agreeing} 人，这三个数对不上"
        assert found == [no("表决", why, mend)]


@pytest.mark.clause("G01")
def test_only_the_draft_that_was_deliberated_is_voted_on() -> None:
    play = Play().to("deliberate")
    play.scheme = 2  # somebody edits the scheme after the discussion
    said = {"members": 60, "attending": 60, "agreeing": 60, "minutes": "纪要"}
    assert play.refused("vote", **said) == [
        owed(
            "表决",
            "现在的方案不是第 2 笔记录中讨论的那一个",
            "教职工代表大会",
            "把现在的方案重新讨论：kaohe case deliberate",
        )
    ]
    play.proper("deliberate")
    assert play.do("vote", **said) == []


@pytest.mark.clause("G01")
def test_a_failed_draft_is_deliberated_again_before_the_next_vote() -> None:
    play = Play().to("deliberate")
    assert ballot(play, 60, 39, 30) != []
    again = ("草案在第 3 笔记录中没有通过", "教职工代表大会", "重新讨论：kaohe case deliberate")
    said = {"members": 60, "attending": 40, "agreeing": 21, "minutes": "纪要"}
    assert play.refused("vote", **said) == [owed("表决", *again)]
    assert play.refused("endorse", delegates=1, signed=("甲",), minutes="签名册")[0] == owed("代表签名", *again)
    assert play.refused("file", bureau="县教育局", number="1 号") == [
        owed("备案", "还没有通过任何方案", "教职工代表大会", "kaohe case deliberate")
    ]
    play.proper("deliberate")
    assert play.do("vote", **said) == []


@pytest.mark.clause("G01")
def test_a_scheme_with_holes_is_not_adopted() -> None:
    play = Play().to("open")
    play.do("deliberate", minutes="纪要", holes=("三、2 没有写扣几分", "附表二缺第 5 行"))
    assert play.refused("vote", members=60, attending=60, agreeing=60, minutes="纪要") == [
        owed(
            "表决",
            "方案还有空缺：三、2 没有写扣几分、附表二缺第 5 行",
            "考核办公室",
            "补齐方案后重新讨论：kaohe case deliberate",
        )
    ]


# ---------------------------------------------------------------- changes


@pytest.mark.clause("G02")
def test_a_change_needs_the_vote_of_the_adopted_scheme_not_of_the_draft() -> None:
    play = Play({"quorum": "2/3"}).to("approve")
    play.scheme, play.governance = 2, {"quorum": "1/2"}  # the draft would be content with half of the members
    play.proper("deliberate")
    # 30 of 60 attend: half, yet not 2/3
    assert ballot(play, 60, 30, 30) == ["应到 60 人，实到 30 人，须至少 2/3，即 40 人到会"]
    assert play.round.governance.quorum == "2/3"
    play.proper("deliberate")
    assert ballot(play, 60, 40, 21) == []
    assert play.round.governance.quorum == "1/2"  # in force from the adoption on


@pytest.mark.clause("G02")
@pytest.mark.parametrize(("delegates", "least"), [(60, 40), (50, 34), (3, 2), (1, 1)])
def test_two_thirds_of_the_delegates_sign_a_change(delegates: int, least: int) -> None:
    play = Play({"amendment": "signatures"}).to("approve")  # adopted by vote, changed by signatures
    play.scheme = 2
    play.proper("deliberate")
    if least > 1:
        missed = play.do("endorse", delegates=delegates, signed=DELEGATES[: least - 1], minutes="签名册")
        assert missed == [f"代表 {delegates} 人中 {least - 1} 人签名，须至少 2/3，即 {least} 人"]
        assert play.refused("endorse", delegates=delegates, signed=DELEGATES[:least], minutes="签名册") == [
            owed("代表签名", "草案在第 7 笔记录中没有通过", "教职工代表大会", "重新讨论：kaohe case deliberate")
        ]
        play.proper("deliberate")
    assert play.do("endorse", delegates=delegates, signed=DELEGATES[:least], minutes="签名册") == []
    assert play.round.adopted is play.round.draft
    assert play.round.filed is None


@pytest.mark.clause("G02")
def test_each_way_is_refused_where_the_scheme_asks_for_the_other() -> None:
    said = {"members": 60, "attending": 60, "agreeing": 60, "minutes": "纪要"}
    signed = {"delegates": 3, "signed": ("甲", "乙"), "minutes": "签名册"}
    congress = "教职工代表大会"
    play = Play({"amendment": "signatures"}).to("deliberate")
    assert play.refused("endorse", **signed) == [owed("代表签名", "通过这个方案须经表决", congress, "kaohe case vote")]
    play.do("vote", **said)
    play.scheme = 2
    play.proper("deliberate")
    assert play.refused("vote", **said) == [owed("表决", CHANGE_BY_NAMES, congress, "kaohe case endorse")]
    play = Play({"adoption": "signatures"}).to("deliberate")
    assert play.refused("vote", **said) == [owed("表决", "通过这个方案须经代表签名", congress, "kaohe case endorse")]
    assert play.refused("file", bureau="县教育局", number="1") == [
        owed("备案", "还没有通过任何方案", congress, "kaohe case endorse")
    ]
    assert play.do("endorse", **signed) == []  # 2 of 3
    play.scheme = 2
    play.proper("deliberate")
    assert play.refused("endorse", **signed) == [owed("代表签名", CHANGE_BY_VOTE, congress, "kaohe case vote")]


def test_signatures_that_cannot_be() -> None:
    play = Play({"adoption": "signatures"}).to("deliberate")
    assert play.refused("endorse", delegates=2, signed=("甲", "乙", "丙"), minutes="签名册") == [
        no("代表签名", "代表 2 人、签名 3 个，这两个数对不上")
    ]
    assert play.refused("endorse", delegates=2, signed=(), minutes="签名册") == [
        no("代表签名", "代表 2 人、签名 0 个，这两个数对不上")
    ]
    assert play.refused("endorse", delegates=3, signed=("甲", "乙", "甲"), minutes="签名册") == [
        no("代表签名", "“甲”写了两次")
    ]


@pytest.mark.clause("G02")
def test_a_change_sets_filing_records_and_marks_back() -> None:
    play = Play().to("confirm")
    assert play.round.stage(play.at) == "published"
    play.scheme = 2
    play.proper("deliberate")
    assert play.round.stage(play.at) == "published"  # a draft changes nothing yet
    play.proper("vote")
    round = play.round
    assert (round.filed, round.approved, round.frozen, round.scores, round.published) == (None,) * 5
    assert round.stage(play.at) == "adopted"
    assert play.refused("finalise")[0] == owed("定稿", "已通过的方案还没有备案", "考核办公室", "kaohe case file")
    for kind in ("file", "approve", "freeze", "score"):
        play.proper(kind)
    play.proper("recount")  # the groups are those of the new scheme; the marks are others, so they are signed again
    assert play.refused("publish", where="公示栏") == [
        owed(
            "公示",
            "缺少签字：张一（t1）、王二（t2）、李三（t3）、赵四（t4）、钱五（t5）、…，所涉指标：attendance、conduct",
            "考核工作小组",
            "kaohe case sign",
        )
    ]
    # nothing of the new records was published, so they can be frozen again
    assert play.refused("freeze", reason="补录") == []
    play.proper("sign")
    play.proper("publish")
    play.proper("confirm")
    play.proper("finalise")


@pytest.mark.clause("G02")
def test_a_change_that_fails_leaves_the_adopted_scheme_in_force() -> None:
    play = Play().to("confirm")
    play.scheme = 2
    play.proper("deliberate")
    assert ballot(play, 60, 40, 20) != []
    assert play.round.in_force
    play.scheme = 1
    play.proper("finalise")


@pytest.mark.clause("G02")
def test_the_same_scheme_adopted_again_changes_nothing() -> None:
    play = Play().to("confirm")
    said = {"members": 60, "attending": 60, "agreeing": 60, "minutes": "纪要"}
    assert play.refused("vote", **said) == [no("表决", "这个方案在第 2 笔记录中讨论后已经通过")]
    play.proper("deliberate")
    assert play.do("vote", **said) == []
    assert play.round.hanging_out()
    play.proper("finalise")


@pytest.mark.clause("G06")
def test_a_change_waits_for_the_appeals_under_the_old_scheme() -> None:
    play = Play().to("publish")
    appeal = play.appeal()
    play.scheme = 2
    play.proper("deliberate")
    said = {"members": 60, "attending": 60, "agreeing": 60, "minutes": "纪要"}
    assert play.refused("vote", **said) == [
        owed("表决", f"郑九（t9）的第 {appeal} 号申诉还没有答复", "考核领导小组", "kaohe case decide")
    ]
    play.decide(appeal, upheld=True)
    assert play.refused("vote", **said) == [
        owed("表决", f"郑九（t9）的第 {appeal} 号申诉成立，台账还没有更正", "考核办公室", "kaohe case correct")
    ]
    play.scheme = 1
    play.tables["leave"]["t9"] = 2
    play.do("correct", appeal=appeal, evidence="假条")
    play.scheme = 2
    assert play.do("vote", **said) == []


# ---------------------------------------------------------------- filing, approval


@pytest.mark.clause("G03")
def test_a_scheme_is_used_only_when_it_is_filed_and_approved() -> None:
    play = Play().to("vote")
    assert play.refused("freeze")[0] == owed("冻结台账", "已通过的方案还没有备案", "考核办公室", "kaohe case file")
    assert play.refused("approve", number="2 号") == [
        owed("批复", "已通过的方案还没有备案", "考核办公室", "kaohe case file")
    ]
    play.proper("file")
    waits = ("备案的方案还没有得到县教育局批复", "县教育局", "kaohe case approve")
    assert play.refused("freeze")[0] == owed("冻结台账", *waits)
    assert play.refused("review", minutes="纪要") == [owed("民主评议", *waits)]
    assert play.do("approve", number="2 号", refused="奖励比例过高") == ["县教育局不同意：奖励比例过高"]
    assert play.refused("freeze")[0] == owed("冻结台账", "已通过的方案还没有备案", "考核办公室", "kaohe case file")
    play.proper("file")
    play.proper("approve")
    play.proper("lead")
    assert play.refused("freeze") == []


@pytest.mark.clause("G03")
def test_an_answer_is_about_one_filing() -> None:
    play = Play().to("lead")
    play.proper("file")  # filed once more: the earlier answer was about the earlier letter
    assert play.refused("freeze") == [
        owed("冻结台账", "备案的方案还没有得到县教育局批复", "县教育局", "kaohe case approve")
    ]


@pytest.mark.clause("G03")
def test_a_scheme_may_need_no_approval_yet_is_filed() -> None:
    play = Play({"approval": False}).to("vote")
    assert play.refused("freeze")[0] == owed("冻结台账", "已通过的方案还没有备案", "考核办公室", "kaohe case file")
    play.proper("file")
    play.proper("lead")
    assert play.refused("freeze") == []


# ---------------------------------------------------------------- order


@pytest.mark.clause("G09")
def test_without_a_round_every_step_but_opening_is_refused() -> None:
    play = Play()
    said = {
        "lead": {"chair": "甲", "deputies": ("乙",), "members": ("丙",), "office": "丁"},
        "deliberate": {"minutes": "纪要"},
        "vote": {"members": 3, "attending": 3, "agreeing": 3, "minutes": "纪要"},
        "endorse": {"delegates": 3, "signed": ("甲",), "minutes": "签名册"},
        "file": {"bureau": "县教育局", "number": "1"},
        "approve": {"number": "2"},
        "review": {"minutes": "纪要"},
        "freeze": {},
        "score": {},
        "recount": {"folder": "甲", "members": ("甲", "乙", "丙", "丁"), "operator": "甲", "supervisor": "乙"},
        "sign": {"members": ("甲",)},
        "confirm": {"people": ("甲",), "sheet": "签字表"},
        "excuse": {"people": ("甲",), "reason": "病重"},
        "publish": {"where": "公示栏"},
        "suspend": {"reason": "停电"},
        "resume": {},
        "tell": {"people": ("甲",), "by": "乙"},
        "appeal": {"clause": "sick-leave", "claim": "假条已交"},
        "finalise": {},
        "pay": {"amount": "1", "voucher": "凭证"},
    }
    for kind, values in said.items():
        title = play.step(kind, **values).title.zh
        assert play.refused(kind, **values)[0] == owed(title, NOT_OPEN, "考核办公室", "kaohe case open")
    play.proper("open")
    assert play.refused("open", scheme="pay") == [no("立卷", "卷宗“2026”已经立过", "请给新的一轮换个名字")]


@pytest.mark.clause("G09")
def test_each_step_says_which_step_is_missing() -> None:
    play = Play().to("open")
    said = {"members": 60, "attending": 40, "agreeing": 21, "minutes": "纪要"}
    congress, office = "教职工代表大会", "考核办公室"
    assert play.refused("vote", **said) == [owed("表决", "方案还没有提交讨论", congress, "kaohe case deliberate")]
    assert play.refused("file", bureau="局", number="1") == [
        owed("备案", "还没有通过任何方案", congress, "kaohe case deliberate")
    ]
    play.proper("deliberate")
    play.proper("vote")
    play.proper("file")
    play.proper("approve")
    assert play.refused("score") == [owed("计分", "台账还没有冻结", office, "kaohe case freeze")]
    assert play.refused("freeze") == [owed("冻结台账", "还没有成立考核领导小组", "学校", "kaohe case lead")]
    play.proper("lead")
    play.proper("freeze")
    assert play.refused("publish", where="公示栏") == [owed("公示", "冻结的台账还没有计分", office, "kaohe case score")]
    play.proper("score")
    assert play.refused("publish", where="公示栏") == [
        owed(
            "公示",
            "有 2 张台账还没有 2 个小组独立录入且与冻结的台账一致：leave、ratings",
            "考核工作小组",
            "kaohe case recount",
        )
    ]
    play.proper("recount")
    play.proper("sign")
    for kind, title in (("suspend", "公示中止"), ("resume", "公示恢复")):
        values = {"reason": "停电"} if kind == "suspend" else {}
        assert play.refused(kind, **values) == [owed(title, "结果还没有公示", office, "kaohe case publish")]
    assert play.refused("excuse", people=("t9",), reason="病重") == [
        owed("未签说明", "结果还没有公示", office, "kaohe case publish")
    ]
    assert play.refused("pay", amount="1000.00", voucher="凭证") == [
        owed("发放", "结果还没有定稿", office, "kaohe case finalise")
    ]


@pytest.mark.clause("G01")
@pytest.mark.fault("R08")
def test_a_scheme_may_ask_for_more_than_half_of_all_members() -> None:
    """30 delegates, 22 present: more than half of those present is 12; more than half of all is 16."""
    vote = {"members": 30, "attending": 22, "minutes": "纪要"}
    assert Play().to("deliberate").do("vote", agreeing=12, **vote) == []
    play = Play({"majority_of": "members"}).to("deliberate")
    assert play.do("vote", agreeing=15, **vote) == ["全体 30 人中 15 人同意，须超过 1/2，即至少 16 人"]
    play.proper("deliberate")
    assert play.do("vote", agreeing=16, **vote) == []
