"""The steps on a real project: what they take from it, keep of it, and say about it (G02, G04, G06, G12, G15, G16)."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kaohe_case.looking import effects_between, scored_in
from kaohe_case.verify import verify
from kaohe_core import shelf
from kaohe_core.findings import Findings

from .rounds import no, owed
from .school import DATA, GROUPS, LEADERS, School

Money = Fraction


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> School:
    """A round whose results hang out since the first of July, eight o'clock."""
    school = School.made(tmp_path_factory.mktemp("school") / "school").in_force()
    school.do("freeze")
    return school.counted()


@pytest.fixture
def school(published: School, tmp_path: Path) -> School:
    return published.copy(tmp_path / "school")


@pytest.fixture
def adopted(tmp_path: Path) -> School:
    return School.made(tmp_path / "school").in_force()


def result(school: School, number: int) -> dict[str, Any]:
    """The kept result of the act that scored, by person."""
    round = school.case.round("2026")
    act = next(act for act in round.acts if act.number == number)
    kept = json.loads(school.case.store.file(act.data["files"]["pay"]))
    return {one["id"]: one for one in kept["subjects"]}


def corrected(school: School) -> School:
    """赵四 had 10 days and not 20; the appeal is upheld and the round goes on to publication."""
    appeal = school.appeal("赵四", "sick-leave")
    school.do("decide", appeal=appeal, upheld=True, deciders=["张一", "王二"], reason="假条 10 天")
    school.change("data/请假.csv", "t4,20,假条 2", "t4,10,假条 2")
    school.do("correct", appeal=appeal, evidence="假条 2")
    return school


# ---------------------------------------------------------------- the whole way


@pytest.mark.clause("G06")
@pytest.mark.clause("G07")
def test_a_correction_changes_the_money_of_others_and_both_results_are_kept(school: School) -> None:
    corrected(school).counted()
    round = school.case.round("2026")
    old, new = scored_in(round)
    assert {id: one["total"] for id, one in result(school, old).items()} == {
        "t1": "30.00",
        "t2": "25.00",
        "t3": "25.00",
        "t4": "20.00",
    }
    # attendance of 赵四: 10 − 10 × 0.5 = 5, so 25; together 105
    assert {id: one["total"] for id, one in result(school, new).items()} == {
        "t1": "30.00",
        "t2": "25.00",
        "t3": "25.00",
        "t4": "25.00",
    }
    first, last, effects = effects_between(school.case, round, None, None)
    assert (first, last) == (old, new)
    # 1000 × 30/105 = 285.71 4…, 1000 × 25/105 = 238.09 5…: 285.71 + 3 × 238.09 = 999.98; the two cents left go to the
    # largest remainders, those of the three, in the order of the roster: 王二 and 李三
    assert {one.id: one.paid for one in effects.people} == {
        "t1": (Money(300), Money("285.71")),
        "t2": (Money(250), Money("238.10")),
        "t3": (Money(250), Money("238.10")),
        "t4": (Money(200), Money("238.09")),
    }
    assert {one.id: one.total for one in effects.people if one.total[0] != one.total[1]} == {"t4": (20, 25)}
    assert effects.unchanged == 0
    cells = next(act for act in round.acts if act.kind == "correct").data["cells"]
    assert [(cell["key"], cell["title"], cell["first"], cell["second"]) for cell in cells] == [
        ({"id": "t4"}, "天数", "20", "10")
    ]
    # everybody's payment is another now, so everybody signs; 赵四 too, who appealed against the result before
    school.wait(days=3)
    assert school.refused("finalise") == [
        owed(
            "定稿",
            "有 4 人还没有确认本人结果：张一（t1）、王二（t2）、李三（t3）、赵四（t4）",
            "教职工本人",
            "kaohe case confirm；无法签字的用 kaohe case excuse 说明",
        )
    ]
    school.do("confirm", people=["张一", "t2", "李三", "t4"], sheet="签字表")
    school.do("finalise")
    assert school.refused("pay", amount="1000.01", voucher="凭证") == [
        no("发放", "按结果共应发 1000.00 元，而不是 1000.01 元", "请按结果发放；结果有错应通过申诉更正，不能在这里改")
    ]
    school.do("pay", amount="1000.00", voucher="凭证")
    findings = Findings()
    school.case.store.verify(findings)
    assert list(findings) == []


@pytest.mark.clause("G15")
def test_after_a_correction_only_the_changed_dimension_is_signed_again(school: School) -> None:
    corrected(school)
    school.do("score")
    for group in GROUPS:
        school.enter(group)
        school.recount(group)
    people = "张一（t1）、王二（t2）、李三（t3）、赵四（t4）"
    assert school.refused("publish", where="公示栏") == [
        owed("公示", f"缺少签字：{people}，所涉指标：考勤", "考核工作小组", "kaohe case sign")
    ]
    school.do("sign", members=["张一", "王二", "李三", "赵四"], only=["attendance"])
    school.do("publish", where="公示栏")


# ---------------------------------------------------------------- nothing outside the records


@pytest.mark.clause("G12")
def test_marks_change_with_the_records_only_and_these_by_appeal_only(school: School) -> None:
    school.change("data/请假.csv", "t4,20,假条 2", "t4,1,假条 2")
    assert school.refused("score") == [
        owed(
            "计分",
            "这些台账与冻结时不同：请假",
            "考核办公室",
            "恢复原样；公示前可用 kaohe case freeze 重新冻结，申诉成立后用 kaohe case correct 更正",
        )
    ]
    assert school.refused("freeze", reason="改一下") == [
        no(
            "冻结台账",
            "这些台账的结果已经公示，此后只能通过申诉更正",
            "依次办理 kaohe case appeal、kaohe case decide、kaohe case correct",
        )
    ]
    school.change("data/请假.csv", "t4,1,假条 2", "t4,20,假条 2")
    school.change("scheme.toml", "points = 0.5", "points = 0.4")
    assert school.refused("score") == [
        owed(
            "计分",
            "现在的方案不是通过的那一个",
            "教职工代表大会",
            "看改了什么：kaohe case changes；恢复已通过的方案，要修改须重新讨论通过：kaohe case deliberate",
        )
    ]


@pytest.mark.clause("G12")
def test_only_tables_that_the_clause_reads_are_corrected(school: School) -> None:
    appeal = school.appeal("赵四", "sick-leave")
    school.do("decide", appeal=appeal, upheld=True, deciders=["张一", "王二"], reason="假条 10 天")
    school.change("data/请假.csv", "t4,20,假条 2", "t4,10,假条 2")
    school.change("data/酌情.csv", "t1,ethics,10", "t1,ethics,9")
    school.change("data/测评.csv", "t3,王二,50", "t3,王二,90")
    assert school.refused("correct", appeal=appeal, evidence="假条 2") == [
        no(
            "更正台账",
            "张一（t1）、李三（t3）的台账也变了，申诉并没有涉及他们",
            "请恢复成冻结时的样子；确属这次更正的，用 --also t1、t3 写明",
        ),
        no("更正台账", "条款“sick-leave”不用这些台账，它们却也变了：judgements、ratings", "把它们恢复成冻结时的样子"),
    ]
    # a row moved, a file saved anew: the same records
    (school.folder / "data" / "酌情.csv").write_text(DATA["酌情"], encoding="utf-8-sig")
    (school.folder / "data" / "测评.csv").write_text(DATA["测评"], encoding="utf-8")
    school.do("correct", appeal=appeal, evidence="假条 2")


@pytest.mark.clause("G12")
def test_records_of_others_are_corrected_only_where_they_are_named(school: School) -> None:
    appeal = school.appeal("赵四", "sick-leave")
    school.do("decide", appeal=appeal, upheld=True, deciders=["张一", "王二"], reason="王二的假条记到了赵四名下")
    school.change("data/请假.csv", "t4,20,假条 2", "t4,10,假条 2")
    school.change("data/请假.csv", "t2,10,假条 1", "t2,20,假条 1")
    assert school.refused("correct", appeal=appeal, evidence="假条 2") == [
        no(
            "更正台账",
            "王二（t2）的台账也变了，申诉并没有涉及他们",
            "请恢复成冻结时的样子；确属这次更正的，用 --also t2 写明",
        )
    ]
    taken = school.do("correct", appeal=appeal, evidence="假条 2", also=["王二"])
    assert taken.act.data["people"] == ["t2", "t4"]


@pytest.mark.clause("G06")
@pytest.mark.clause("G12")
def test_judges_and_raters_do_not_decide_about_their_marks(school: School) -> None:
    # 王二 judged 李三, and 王二 and 张一 rated 李三
    ethics, rating, sick = (school.appeal("李三", clause) for clause in ("ethics", "rating", "sick-leave"))
    said = {"upheld": False, "reason": "核对记录"}
    gave, own = "给过这次申诉所涉的分数，应当回避", "不得决定与本人有关的申诉"
    left = "可以决定的人：张一（t1）、陈书记"
    assert school.refused("decide", appeal=ethics, deciders=["t2", "李三", "张一"], **said) == [
        no("申诉答复", f"王二（t2）{gave}", left),
        no("申诉答复", f"李三（t3）{own}", left),
    ]
    left = "可以决定的人：陈书记"
    assert school.refused("decide", appeal=rating, deciders=["王二", "t1", "陈书记"], **said) == [
        no("申诉答复", f"王二（t2）{gave}", left),
        no("申诉答复", f"张一（t1）{gave}", left),
    ]
    assert school.do("decide", appeal=rating, deciders=["陈书记"], **said).act.data["givers"] == ["王二", "张一"]
    school.do("decide", appeal=ethics, deciders=["张一", "陈书记"], **said)
    school.do("decide", appeal=sick, deciders=["王二", "张一"], **said)  # sick leave is nobody's mark


@pytest.mark.clause("G12")
def test_the_chair_has_no_part_in_the_own_appeal(school: School) -> None:
    appeal = school.appeal("张一", "rating")
    said = {"upheld": True, "reason": "核对记录"}
    # 张一 was rated by 李三 and a parent
    left = "可以决定的人：王二（t2）、陈书记"
    assert school.refused("decide", appeal=appeal, deciders=["张一", "李三"], **said) == [
        no("申诉答复", "张一（t1）不得决定与本人有关的申诉", left),
        no("申诉答复", "李三（t3）给过这次申诉所涉的分数，应当回避", left),
    ]
    school.do("decide", appeal=appeal, deciders=["王二", "陈书记"], **said)


@pytest.mark.clause("G07")
def test_a_late_appeal_stays_on_the_record(school: School) -> None:
    school.wait(days=3)
    closed, kept = "申诉已于 2026-07-04T08:00:00+08:00 截止", "这次申诉作为逾期申诉记入卷宗，不予受理"
    taken = school.do("appeal", "赵四", clause="sick-leave", claim="有误")
    assert [failure.text("zh") for failure in taken.failures] == [closed, kept]
    round = school.case.round("2026")
    act = round.acts[-1]
    assert (act.kind, act.who, act.data["late"], act.data["claim"]) == ("appeal", "赵四", True, "有误")
    assert round.appeals == {}
    assert school.refused("appeal", "赵四", clause="迟到", claim="有误") == [
        no("申诉", "方案没有条款“迟到”", "可以用：ethics、rating、sick-leave"),
        no("申诉", closed, kept),
    ]
    assert school.case.round("2026").acts[-1] == act  # an appeal against nothing is not kept
    school.do("confirm", people=["t1", "t2", "t3", "t4"], sheet="签字表")
    school.do("finalise")


# ---------------------------------------------------------------- recounts


@pytest.mark.clause("G15")
def test_one_differing_cell_is_shown_with_its_row_and_both_values(adopted: School) -> None:
    adopted.do("freeze")
    for group in GROUPS:
        adopted.enter(group)
    assert adopted.recount("甲").failures == ()
    adopted.change("乙/data/请假.csv", "t4,20,假条 2", "t4,2,假条 2")
    taken = adopted.recount("乙")
    assert [failure.text("zh") for failure in taken.failures] == ["有 1 处与冻结的台账不同"]
    assert [cell["text"] for cell in taken.act.data["differences"]] == [
        "“请假”工号 “t4”：“天数”第一份是 20（data/请假.csv 第 3 行），第二份是 2（乙/data/请假.csv 第 3 行）"
    ]
    assert {table: len(taken.round.groups(table)) for table in taken.round.frozen.contents} == {
        "staff": 2,
        "leave": 1,
        "ratings": 2,
        "judgements": 2,
    }
    # the slip is kept beside the record; the second try counts
    adopted.change("乙/data/请假.csv", "t4,2,假条 2", "t4,20,假条 2")
    assert len(adopted.recount("乙").round.groups("leave")) == 2
    kept = adopted.case.store.file(taken.act.data["files"]["data/请假.csv"]).decode()
    assert kept == DATA["请假"].replace("t4,20", "t4,2")


@pytest.mark.clause("G15")
def test_groups_that_are_none(adopted: School) -> None:
    adopted.do("freeze")
    adopted.enter("甲")
    adopted.recount("甲")
    said = {"folder": "甲", "members": ["李三", "王二"], "operator": "李三", "supervisor": "王二"}
    assert adopted.refused("recount", **said) == [
        no(
            "独立复核",
            "王二（t2）已在另一小组核算过，两个小组不独立",
            "请换上没有参加过该小组的人，该小组组员是：张一（t1）、王二（t2）",
        )
    ]
    assert adopted.refused("recount", **{**said, "folder": "丙"}) == ["丙: 没有这个文件夹"]
    (adopted.folder / "丁").mkdir()
    assert adopted.refused("recount", folder="丁", members=["李三", "赵四"], operator="李三", supervisor="赵四") == [
        no("独立复核", "文件夹里没有项目的任何台账文件")
    ]


# ---------------------------------------------------------------- evidence and judgements


@pytest.mark.clause("G04")
@pytest.mark.fault("R03")
def test_missing_evidence_and_judgements_stop_the_publication(adopted: School) -> None:
    adopted.change("data/请假.csv", "t4,20,假条 2", "t4,20,")
    adopted.change("data/酌情.csv", "t1,ethics,10,王二,2026-06-30,优秀,会议记录\n", "")
    adopted.do("freeze")
    adopted.do("score")
    for group in ("甲", "乙"):
        adopted.enter(group)
        adopted.recount(group)
    adopted.do("sign", members=["t1", "t2", "t3", "t4"])
    assert adopted.refused("publish", where="公示栏") == [
        owed(
            "公示",
            "有 1 项得分没有数据或等待评定：张一（t1）师德由领导小组评定",
            "考核办公室",
            "补齐台账后 kaohe case freeze；申诉成立之后则为 kaohe case correct",
        ),
        owed(
            "公示",
            "有 1 行得分没有写明依据：data/请假.csv 第 3 行",
            "考核办公室",
            "在项目的文件里写明依据，然后 kaohe case supplement",
        ),
    ]


# ---------------------------------------------------------------- the scheme


@pytest.mark.clause("G02")
def test_a_change_of_the_scheme_needs_two_thirds_of_the_delegates_of_the_old_one(school: School) -> None:
    school.change("scheme.toml", "points = 0.5", "points = 0.4")
    school.change("scheme.toml", "group-size = 2", 'group-size = 2\nsignatures = "1/3"')
    signed = {"delegates": 4, "minutes": "签名册", "outside": ["甲", "乙", "丙"]}
    assert school.refused("endorse", signed=["甲", "乙", "丙"], **signed) == [
        owed(
            "代表签名",
            "现在的方案不是第 3 笔记录中讨论的那一个",
            "教职工代表大会",
            "把现在的方案重新讨论：kaohe case deliberate",
        )
    ]
    school.do("deliberate", minutes="纪要")
    # the draft is content with 1/3; the adopted scheme asks for 2/3 of 4, that is 3
    taken = school.do("endorse", signed=["甲", "乙"], **signed)
    assert [one.text("zh") for one in taken.failures] == ["代表 4 人中 2 人签名，须至少 2/3，即 3 人"]
    school.do("deliberate", minutes="纪要")
    taken = school.do("endorse", signed=["甲", "乙", "丙"], **signed)
    assert taken.failures == ()
    assert taken.round.governance.signatures == "1/3"
    assert taken.round.stage(school.at) == "adopted"
    school.do("file", bureau="县教育局", number="3 号")
    school.do("approve", "县教育局", number="4 号")
    school.do("freeze")
    school.do("score")
    # 赵四: 10 − 20 × 0.4 = 2, and 20 for conduct
    number = school.case.round("2026").acts[-1].number
    assert result(school, number)["t4"]["total"] == "22.00"


@pytest.mark.clause("G01")
def test_a_scheme_with_holes_is_not_adopted(tmp_path: Path) -> None:
    school = School.made(tmp_path / "school")
    hole = '[[not-computed]]\nsource = "三、2"\nreason = "没有写扣几分"\nopen = true\n'
    school.change("scheme.toml", "[governance]", hole + "[governance]")
    school.do("open", scheme="pay")
    school.do("deliberate", minutes="纪要")
    assert school.refused("vote", members=4, attending=4, agreeing=4, minutes="纪要") == [
        owed("表决", "方案还有空缺：三、2 没有写扣几分", "考核办公室", "补齐方案后重新讨论：kaohe case deliberate")
    ]
    school.change("scheme.toml", hole, "")
    school.do("deliberate", minutes="纪要")
    school.do("vote", members=4, attending=4, agreeing=4, minutes="纪要")


@pytest.mark.clause("G13")
@pytest.mark.clause("G14")
def test_review_draw_records_scores(tmp_path: Path) -> None:
    school = School.made(tmp_path / "school")
    school.change("scheme.toml", "group-size = 2", 'group-size = 2\nbefore-freezing = ["review", "draw"]')
    school.in_force()
    assert school.refused("score") == [owed("计分", "台账还没有冻结", "考核办公室", "kaohe case freeze")]
    assert school.refused("freeze") == [
        owed("冻结台账", "还没有进行民主评议", "学校", "kaohe case review"),
        owed("冻结台账", "考核工作小组还没有抽签产生", "考核领导小组", "kaohe case draw"),
    ]
    school.do("review", minutes="纪要")
    school.do("seed", seed="四人小学 2026", number="7 月 1 日七星彩")
    school.do("candidates", group=["全体=4:张一,王二,李三,赵四"])
    taken = school.do("draw", public="1234567")
    assert sorted(taken.round.drawn or ()) == sorted(["张一", "王二", "李三", "赵四"])
    school.do("freeze")
    school.counted()


def test_an_answer_about_an_appeal_of_an_older_scheme_is_no_crash(school: School) -> None:
    appeal = school.appeal("赵四", "sick-leave")
    school.do("decide", appeal=appeal, upheld=False, deciders=["张一"], reason="核对假条")
    school.change("scheme.toml", "points = 0.5", "points = 0.4")
    school.do("deliberate", minutes="纪要")
    school.do("endorse", delegates=1, signed=["甲"], minutes="签名册", outside=["甲"])
    assert school.refused("decide", appeal=appeal, upheld=True, deciders=["张一"], reason="核对假条") == [
        owed("申诉答复", "已通过的方案还没有备案", "考核办公室", "kaohe case file")
    ]


@pytest.mark.clause("G15")
@pytest.mark.parametrize("folder", ["/tmp", "../别处"])  # noqa: S108  # a place that is not the project's
def test_an_entry_lies_in_the_project(school: School, folder: str) -> None:
    (school.folder.parent / "别处").mkdir(exist_ok=True)
    assert no(
        "独立复核", f"文件夹“{folder}”不在项目文件夹里", "请放到项目文件夹里，以后才能再核对，如 --folder 复核/甲组"
    ) in school.refused("recount", "张一", folder=folder, members=["张一", "王二"], operator="张一", supervisor="王二")


# ---------------------------------------------------------------- files that are saved meanwhile


@pytest.mark.fault("B09")
@pytest.mark.parametrize(("step", "file"), [("freeze", "data/请假.csv"), ("deliberate", "scheme.toml")])
def test_what_is_digested_is_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, file: str
) -> None:
    """Somebody saves another version each time that the file has been read: the act goes by what was read first."""
    school = School.made(tmp_path / "school")
    if step == "freeze":
        school.in_force()
    else:
        school.do("open", scheme="pay")
        school.do("lead", **LEADERS)
    path = school.folder / file
    first, really, versions = path.read_bytes(), shelf._bytes, count()

    def saved(read: Path, most: int) -> bytes:
        content = really(read, most)
        if read.name == path.name:
            path.write_bytes(first + b"\n" * next(versions) + (b"t1,5,x\n" if step == "freeze" else b"# x\n"))
        return content

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(shelf, "_bytes", saved)
        act = school.do(step, **({} if step == "freeze" else {"minutes": "纪要"})).act
    assert school.case.store.file(act.data["files"][file]) == first
    path.write_bytes(first)
    findings = Findings()
    verify(school.folder, findings)
    assert [finding.text("zh") for finding in findings] == []
