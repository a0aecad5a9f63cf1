"""What goes out with a published round: the notice, everybody's own sheet, answers to appeals (G05, G07, G16)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaohe_case.papers import Papers, papers, write
from kaohe_case.papers.facts import figure, when
from kaohe_case.round import Round
from kaohe_core import writing
from kaohe_core.cli.app import app
from kaohe_core.findings import Findings, FindingsError
from kaohe_core.messages import Language
from kaohe_core.papers.as_html import html
from kaohe_core.papers.filenames import filenames

from .page import lines_of, read
from .rounds import no, owed
from .school import START, School

HTML = ("html",)
NAMES = {"t1": "张一", "t2": "王二", "t3": "李三", "t4": "赵四"}
OBJECTING = """\
## 异议与申诉
对结果有异议的，可在2026年7月4日 08:00（UTC+08:00）前申请复核或提出申诉；逾期不予受理。
向考核领导小组提出（组长：{chair}；副组长：{deputy}；成员：{member}、陈书记），由办公室（{office}）受理。请写明是哪一条、错在哪里。
申诉人、得分的本人以及给出这项得分的人，不得参与决定。
{more}每一件申诉都有书面答复。申诉成立的，更正台账，凡受影响的都重新计算，结果重新公示。
"""
IN_PUBLIC = OBJECTING.format(chair="张一", deputy="王二", member="李三", office="赵四", more="")
CHECK = "拿着这份文书，谁都可以在项目文件夹里核对此前的记录没有改动、没有缺少：kaohe case verify --head {head}\n"
FOOT = "四人小学 · 奖励性绩效工资办法 · 2026 · {when}公示中，未定稿 · 方案 {scheme} · 卷宗 {head}\n"


def objecting(more: str = "") -> str:
    """What somebody reads who gets the own sheet, where ids stand with the names."""
    return OBJECTING.format(
        chair="张一（t1）", deputy="王二（t2）", member="李三（t3）", office="赵四（t4）", more=more
    )


def foot(school: School, when: str) -> str:
    """The foot of every page, with twelve digits of the digests."""
    head, round = digests(school)
    assert round.adopted is not None
    scheme = str(round.adopted.bound["schemes"]["pay"])
    return FOOT.format(when=f"{when} · ", scheme=scheme[7:19], head=head[7:19])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> School:
    """Results that hang out since the first of July, eight o'clock; whoever has less than 24 is told in person."""
    school = School.made(tmp_path_factory.mktemp("notice") / "school")
    school.change("scheme.toml", "group-size = 2", "group-size = 2\ntell-below = 24")
    school.in_force().do("freeze")
    return school.counted()


@pytest.fixture
def school(published: School, tmp_path: Path) -> School:
    return published.copy(tmp_path / "school")


def made(school: School, language: Language = "zh") -> Papers:
    return papers(school.case, "2026", school.at, language)


def text(found: Papers, name: str) -> str:
    """A paper as it is read from its page."""
    return "".join(f"{line}\n" for line in lines_of(found.papers[name]))


def refused(school: School) -> list[str]:
    with pytest.raises(FindingsError) as error:
        made(school)
    return [finding.text("zh") for finding in error.value.findings]


def digests(school: School) -> tuple[str, Round]:
    return school.case.store.head(), school.case.round("2026")


# ---------------------------------------------------------------- the public notice


@pytest.mark.clause("G05")
@pytest.mark.clause("G07")
def test_the_public_notice_word_for_word(school: School) -> None:
    """Totals and money as school.py works them out; three days from the first of July, eight o'clock."""
    head, _ = digests(school)
    expected = f"""\
# 奖励性绩效工资办法结果公示
公示中，未定稿
轮次：2026
单位：四人小学
公示地点：公示栏
公示起：2026年7月1日 08:00（UTC+08:00）
公示止：2026年7月4日 08:00（UTC+08:00），共 3 天
申诉截止：2026年7月4日 08:00（UTC+08:00）
人数：4
应发合计（元）：1000.00
考核结果
姓名｜考勤｜师德｜总分｜奖励性绩效（元）｜备注
张一｜10.00｜20.00｜30.00｜300.00｜
王二｜5.00｜20.00｜25.00｜250.00｜
李三｜10.00｜15.00｜25.00｜250.00｜
赵四｜0.00｜20.00｜20.00｜200.00｜
{IN_PUBLIC}每人另有个人考核表，列明本人各项算式，凭表即可重算。
四人小学（盖章）日期
公示到2026年7月4日 08:00（UTC+08:00），共 3 天为止；期满即行撤下，不转发、不留存网上。
{CHECK.format(head=head)}{foot(school, "2026年7月1日 08:00（UTC+08:00）")}"""
    assert text(made(school), "公示") == expected


@pytest.mark.clause("G05")
def test_a_suspension_is_told_and_moves_the_days(school: School) -> None:
    school.wait(days=1).do("suspend", reason="公开栏损坏")
    found = text(made(school), "公示")
    assert "公示中止：2026年7月2日 08:00（UTC+08:00）起\n公示止：共 3 天，恢复公示后接着计算\n" in found
    assert "\n公示已中止。申请复核或提出申诉的期限共 3 天，恢复公示后接着计算。\n" in found

    school.wait(days=2).do("resume")  # two days later: 4 July + 2
    found = text(made(school), "公示")
    assert "公示中止：2026年7月2日 08:00（UTC+08:00）至2026年7月4日 08:00（UTC+08:00），期限相应顺延\n" in found
    assert "公示止：2026年7月6日 08:00（UTC+08:00），共 3 天\n" in found
    assert "可在2026年7月6日 08:00（UTC+08:00）前申请复核" in found


def test_the_papers_tell_of_the_record_and_not_of_the_folder(school: School) -> None:
    before = made(school)
    school.change("data/请假.csv", "t4,20,假条 2", "t4,0,假条 2")
    school.change("scheme.toml", "points = 0.5", "points = 0.1")
    assert made(school) == before


# ---------------------------------------------------------------- everybody's own


@pytest.mark.clause("G07")
@pytest.mark.clause("G16")
def test_the_own_result_of_somebody_with_a_low_total_word_for_word(school: School) -> None:
    """赵四: 20 days × 0.5 = 10 off; a rater gave 100 of 100, so 10; judged 10."""
    head, round = digests(school)
    assert round.scores is not None
    expected = f"""\
# 个人考核表
奖励性绩效工资办法
姓名：赵四
编号：t4
单位：四人小学
轮次：2026
状态：公示中，未定稿
日期：2026年7月1日 08:00（UTC+08:00）
您的总分较低，本考核表应当面送达并说明。
## 考勤（满分 10 分）
1. 病假每天扣 0.5 分−10
−天数 20 天 × 0.5 = −10.00
请假，data/请假.csv 第 3 行：天数 20 天（依据：假条 2）
考勤小计0
10 − 10 = 0
## 师德（满分 20 分）
2. 民主测评10
打分平均值 100 ÷ 100 × 10 = 10.00
测评，data/测评.csv 第 7 行：打分 100
3. 师德由领导小组评定10
酌情记录 10 = 10.00
酌情记录，data/酌情.csv 第 5 行：分值 10、决定人 王二、决定日期 2026-06-30、理由 优秀、\
决定文号 没有数据（依据：会议记录）
师德小计20
10 + 10 = 20
总分20
考勤 0 + 师德 20 = 20.00
## 分配
总额1000
分配权重20
总分 20
待分金额1000
总额 1000 − 全体考核人员按均值合计 0 = 1000
权重合计100
全体考核人员分配权重合计 100
舍到分200
待分金额 1000 × 分配权重 20 ÷ 权重合计 100 = 200
奖励性绩效200
舍到分 200 = 200.00
## 还可以得分的指标
考勤：得 0 分，满分 10 分，还可得 10 分
— 1. 病假每天扣 0.5 分：−10 分
{objecting()}当面告知人日期
本人已按方案复算以上结果。签名日期
本人结果摘要：{round.scores.subjects["t4"]}
{CHECK.format(head=head)}每一分背后的记录：kaohe explain t4
{foot(school, "2026年7月1日 08:00（UTC+08:00）")}"""
    assert text(made(school), "个人考核表/t4 赵四") == expected


@pytest.mark.clause("G07")
def test_everybody_gets_the_own_result_and_low_ones_come_first(school: School) -> None:
    found = made(school)
    assert [(one.id, one.in_person, one.told) for one in found.people] == [
        ("t4", True, False),
        ("t1", False, False),
        ("t2", False, False),
        ("t3", False, False),
    ]
    files = [f"个人考核表/{id} {NAMES[id]}" for id in ("t4", "t1", "t2", "t3")]
    assert list(found.papers) == ["公示", *files]
    for id in ("t1", "t2", "t3"):
        own = text(found, f"个人考核表/{id} {NAMES[id]}")
        assert "当面" not in own
        assert "\n本人已按方案复算以上结果。签名日期\n" in own

    school.do("tell", people=["赵四"], by="张一")
    assert [one.told for one in made(school).people] == [True, False, False, False]


@pytest.mark.clause("G07")
def test_who_is_of_the_leading_group_is_told_not_to_decide_on_the_own_marks(school: School) -> None:
    found, own = made(school), "您是领导小组的人，不得参与决定与您本人得分有关的申诉。\n"
    for id in ("t1", "t2", "t3"):  # chair, deputy, member; 赵四 is the office
        assert objecting(own) in text(found, f"个人考核表/{id} {NAMES[id]}")
    assert own not in text(found, "个人考核表/t4 赵四")


@pytest.mark.clause("G07")
def test_the_head_digest_is_on_every_paper(school: School) -> None:
    appeal = school.appeal("赵四", "sick-leave")
    school.do("decide", appeal=appeal, upheld=False, deciders=["张一", "王二"], reason="假条齐全")
    head = school.case.store.head()
    found = made(school)
    assert len(found.papers) == 6  # the public notice, four people, one answer
    for name in found.papers:
        assert CHECK.format(head=head) in text(found, name)
        assert text(found, name).endswith(f" · 卷宗 {head.removeprefix('sha256:')[:12]}\n")


# ---------------------------------------------------------------- answers to appeals


@pytest.mark.clause("G06")
@pytest.mark.clause("G07")
def test_the_answer_to_an_upheld_appeal_word_for_word(school: School) -> None:
    """With 10 days 赵四 has 10 − 5 = 5 for attendance, 25 in all; 1000 × 25 ÷ 105 = 238.0952… → 238.10 or 238.09.

    300 ÷ 105 and so on: 张一 285.7142…, the others 238.0952…; rounded down 285.71 + 3 × 238.09 = 999.98, so that two
    cents go to the largest remainders: 张一 has 0.42 of a cent, the others 0.52 each; 王二 and 李三 stand first.
    """
    appeal = school.wait(hours=1).appeal("赵四", "sick-leave")
    school.wait(hours=1).do("decide", appeal=appeal, upheld=True, deciders=["张一", "王二"], reason="假条只有 10 天")
    assert "台账还没有更正；更正后的结果将重新公示。" in text(made(school), f"申诉答复书/{appeal}")

    school.change("data/请假.csv", "t4,20,假条 2", "t4,10,假条 2")
    school.wait(hours=1).do("correct", appeal=appeal, evidence="假条 2")
    assert refused(school) == [owed("公示文书", "结果变了，变动后还没有公示", "考核办公室", "kaohe case publish")]
    school.counted()
    head, round = digests(school)
    assert round.scores is not None
    expected = f"""\
# 申诉答复书（第 {appeal} 号）
奖励性绩效工资办法
申诉人：赵四（t4）
得分的本人：赵四（t4）
条款：病假每天扣 0.5 分（sick-leave）
提出时间：2026年7月1日 09:00（UTC+08:00）
申诉内容：有误
## 决定
申诉成立。
决定人：张一（t1）、王二（t2）
决定时间：2026年7月1日 10:00（UTC+08:00）
理由：假条只有 10 天
## 更正
更正时间：2026年7月1日 11:00（UTC+08:00）
依据：假条 2
台账｜行｜列｜更正前｜更正后
请假｜工号 t4｜天数｜20｜10
## 对赵四（t4）的影响
结果｜申诉时｜现在
病假每天扣 0.5 分｜−10.00｜−5.00
考勤｜0.00｜5.00
总分｜20.00｜25.00
奖励性绩效（元）｜200.00｜238.09
两次结果都由当时的台账按已通过的方案算出；其间如有别的更正，也计算在内；按得分分配的金额随所有人的得分而变。
四人小学考核领导小组（盖章）日期
2026年7月1日 11:00（UTC+08:00）
本人结果摘要：{round.scores.subjects["t4"]}
{CHECK.format(head=head)}{foot(school, "2026年7月1日 11:00（UTC+08:00）")}"""
    assert text(made(school), f"申诉答复书/{appeal}") == expected


@pytest.mark.clause("G07")
def test_an_appeal_about_somebody_else_tells_both_what_it_changed(school: School) -> None:
    appeal = school.appeal("李三", "sick-leave", about="赵四")
    school.do("decide", appeal=appeal, upheld=True, deciders=["张一", "王二"], reason="假条只有 10 天")
    school.change("data/请假.csv", "t4,20,假条 2\n", "")  # the whole row is gone
    school.do("correct", appeal=appeal, evidence="销假单")
    found = text(made(school.counted()), f"申诉答复书/{appeal}")
    assert "申诉人：李三（t3）\n得分的本人：赵四（t4）\n" in found
    assert "请假｜工号 t4｜整行｜天数 20，依据 假条 2｜（没有这一行）\n" in found
    assert found.index("## 对赵四（t4）的影响") < found.index("## 对李三（t3）的影响")
    # 30 + 25 + 25 + 30 = 110; 李三 has 1000 × 25 ÷ 110 = 227.2727…
    assert "总分｜25.00｜25.00\n奖励性绩效（元）｜250.00｜227.27\n" in found


@pytest.mark.clause("G07")
def test_rejected_late_and_waiting_appeals(school: School) -> None:
    """Rejected with the reason; a late one is answered by its lateness; a waiting one is named."""
    first = school.appeal("王二", "sick-leave")
    second = school.appeal("赵四", "rating")
    school.do("decide", appeal=first, upheld=False, deciders=["张一", "李三"], reason="假条齐全")
    school.wait(days=3)
    assert school.do("appeal", "赵四", clause="sick-leave", claim="晚了").failures != ()
    late = school.case.round("2026").acts[-1].number
    found = made(school)
    assert found.answers == {first: f"申诉答复书/{first}", late: f"申诉答复书/{late}"}
    assert found.waiting == (second,)
    rejected = text(found, f"申诉答复书/{first}")
    assert "\n申诉不成立。\n决定人：张一（t1）、李三（t3）\n" in rejected
    assert "\n理由：假条齐全\n四人小学考核领导小组（盖章）日期\n" in rejected
    told = "## 决定\n不予受理：申诉已于2026年7月4日 08:00（UTC+08:00）截止。这件申诉留在卷宗里。\n"
    assert told in text(found, f"申诉答复书/{late}")


# ---------------------------------------------------------------- refusals


@pytest.mark.clause("G09")
def test_nothing_is_written_before_the_results_are_published(tmp_path: Path) -> None:
    school = School.made(tmp_path / "school").in_force()
    expected = [owed("公示文书", "结果还没有公示", "考核办公室", "kaohe case publish")]
    assert refused(school) == expected
    school.do("freeze")
    school.do("score")
    assert refused(school) == expected


def test_an_unknown_round_is_told(school: School) -> None:
    with pytest.raises(FindingsError) as error:
        papers(school.case, "2062", school.at, "zh")
    assert [finding.text("zh") for finding in error.value.findings] == [
        "kaohe.case: 没有名为“2062”的考核卷宗\n    改法：是不是“2026”？"
    ]


def test_the_papers_are_not_dated_before_what_they_tell(school: School) -> None:
    school.at = START - timedelta(minutes=1)
    number = school.case.round("2026").acts[-1].number
    assert refused(school) == [
        f"kaohe.case 2026: 文书讲到2026-07-01T08:00:00+08:00的第 {number} 笔记录，日期不能更早\n"
        "    改法：请用 --at 写一个更晚的时刻"
    ]


def test_results_that_come_out_differently_are_not_printed(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe_case.papers.facts.results", lambda *_: {"pay": b"{}"})
    assert refused(school) == [
        "kaohe.case 2026: 由保存的文件重新计分，得到的结果与公示的不同\n    改法：查明不同之处：kaohe case verify"
    ]


# ---------------------------------------------------------------- the command


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["case", *arguments])
    return found.exit_code, found.output


@pytest.mark.clause("G07")
def test_the_command_lists_those_to_be_told_in_person_first(school: School) -> None:
    waiting = school.appeal("王二", "sick-leave")
    head = school.case.store.head()
    code, out = run("notice", str(school.folder), "--round", "2026", "--at", "2026-07-01T09:00:00+08:00")
    folder = school.folder / "out" / "notices" / "2026"
    assert code == 0
    assert out == (
        f"已写入 {folder}：\n"
        "  公示.html\n"
        "  个人考核表/t4 赵四.html（须当面告知：kaohe case tell）\n"
        "  个人考核表/t1 张一.html\n"
        "  个人考核表/t2 王二.html\n"
        "  个人考核表/t3 李三.html\n"
        f"第 {waiting} 号申诉还没有答复：kaohe case decide\n"
        f"最新摘要：{head}\n"
    )
    assert read((folder / "公示.html").read_bytes())[-1] + "\n" == foot(school, "2026年7月1日 09:00（UTC+08:00）")
    assert not list(folder.rglob("*.md"))


def test_the_command_as_data_and_in_english(school: School) -> None:
    school.do("tell", people=["赵四"], by="张一")
    arguments = ("--round", "2026", "--at", "2026-07-01T09:00:00+08:00", "--language", "en")
    code, out = run("notice", str(school.folder), *arguments, "--format", "json")
    data = json.loads(out)
    assert code == 0
    assert data["files"][:2] == ["public notice.html", "personal sheets/t4 赵四.html"]
    assert data["people"][0] == {"id": "t4", "file": "personal sheets/t4 赵四.html", "in-person": True, "told": True}
    assert (data["round"], data["at"], data["answers"], data["waiting"]) == (
        "2026",
        "2026-07-01T09:00:00+08:00",
        [],
        [],
    )
    page = read((school.folder / "out" / "notices" / "2026" / "personal sheets" / "t4 赵四.html").read_bytes())
    assert "Your total is low: this paper is handed over and explained in person." in page
    assert "A review or an appeal can be asked for before 2026-07-04 08:00 (UTC+08:00)." in page
    code, out = run("notice", str(school.folder), *arguments)
    assert out.splitlines()[2] == "  personal sheets/t4 赵四.html (told in person already)"


def test_publishing_says_how_to_make_the_papers(tmp_path: Path) -> None:
    school = School.made(tmp_path / "school").in_force()
    school.do("freeze")
    school.counted()
    school.wait(hours=1).do("suspend", reason="停电")
    code, out = run(
        "resume", str(school.folder), "--round", "2026", "--who", "办公室", "--at", "2026-07-01T10:00:00+08:00"
    )
    assert code == 0
    assert "  生成公示和个人考核表：kaohe case notice --round 2026\n" in out


def test_files_of_others_stay_and_old_papers_go(school: School) -> None:
    write(made(school), school.folder, HTML, Findings())
    folder = school.folder / "out" / "notices" / "2026"
    (folder / "个人考核表" / "签字扫描.txt").write_text("扫描", encoding="utf-8")
    (folder / "申诉材料").mkdir()
    (folder / "申诉材料" / "假条.txt").write_text("假条", encoding="utf-8")
    write(made(school, "en"), school.folder, HTML, Findings())
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    own = [f"personal sheets/{id} {name}.html" for id, name in NAMES.items()]
    assert found == [".kaohe", *own, "public notice.html", "个人考核表/签字扫描.txt", "申诉材料/假条.txt"]


def test_nothing_changes_where_the_disk_refuses(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    write(made(school), school.folder, HTML, Findings())
    folder = school.folder / "out" / "notices" / "2026"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    whole = writing._write

    def full(path: Path, file: writing.NewFile) -> None:
        if path.name == "3":
            raise OSError(28, "No space left on device")
        whole(path, file)

    monkeypatch.setattr(writing, "_write", full)
    with pytest.raises(FindingsError):
        write(made(school.wait(hours=1)), school.folder, HTML, Findings())
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


# ---------------------------------------------------------------- what people write


def test_what_people_write_is_never_markup(school: School) -> None:
    said = {"clause": "sick-leave", "claim": "# 一\n- **二** | `三` <b>"}
    appeal = school.do("appeal", "赵四", **said).act.number
    school.do("decide", appeal=appeal, upheld=False, deciders=["张一"], reason="1. [见](附件)")
    found = made(school).papers[f"申诉答复书/{appeal}"]
    page = html(found).decode()
    assert "<dd># 一 - **二** | `三` &lt;b&gt;</dd>" in page
    assert "<dd>1. [见](附件)</dd>" in page


def test_figures_and_moments() -> None:
    assert figure({"points": None}, "points") == "—"
    assert figure({"points": "-0.50"}, "points") == "−0.50"
    assert figure({"points": "0.333333", "exact": "1/3"}, "points") == "≈0.333333"
    assert when(START, "zh") == "2026年7月1日 08:00（UTC+08:00）"
    assert when(START + timedelta(seconds=5), "en") == "2026-07-01 08:00:05 (UTC+08:00)"


def test_no_answer_is_refused_for_what_is_not_published_any_more(school: School) -> None:
    """The usual message, whether or not the results were published once."""
    appeal = school.appeal("赵四", "sick-leave")
    school.do("decide", appeal=appeal, upheld=True, deciders=["张一"], reason="假条")
    school.change("data/请假.csv", "t4,20,假条 2", "t4,10,假条 2")
    school.do("correct", appeal=appeal, evidence="假条 2")
    code, out = run("notice", str(school.folder), "--round", "2026", "--at", school.at.isoformat())
    assert code == 1
    told = no("公示文书", "结果变了，变动后还没有公示", "应由考核办公室办理：kaohe case publish")
    assert out == f"[问题] {told}\n共 1 个问题需要处理。\n"


def test_rounds_with_nearly_one_name_have_a_folder_each(school: School) -> None:
    """The second round of two whose names a file system takes for one."""
    assert made(school).folder == "2026"
    school.case.take("2026/上", "open", "办公室", school.at.isoformat(), {"scheme": "pay"})
    school.case.take("2026_上", "open", "办公室", school.at.isoformat(), {"scheme": "pay"})
    assert made(school).folder == "2026"  # the papers of a round stay where they are
    assert filenames(school.case.rounds(), "") == ["2026", "2026_上", "2026_上 (2)"]


# ---------------------------------------------------------------- as people hold them


def test_the_papers_bear_the_round_its_days_and_its_digest(school: School) -> None:
    """The public notice of the round, as a page: three days from the first of July, eight o'clock."""
    head, _ = digests(school)
    given = ["case", "papers", str(school.folder), "--round", "2026", "--at", school.at.isoformat()]
    done = CliRunner().invoke(app, [*given, "--as", "html"])
    assert done.exit_code == 0, done.output

    folder = school.folder / "papers" / "pay-2026"
    page = (folder / "公示.html").read_text(encoding="utf-8")
    for text in (
        "奖励性绩效工资办法结果公示",
        "公示中，未定稿",
        "2026年7月1日 08:00（UTC+08:00）",
        "2026年7月4日 08:00（UTC+08:00）",
    ):
        assert text in page
    assert head.removeprefix("sha256:")[:12] in page
    assert not [id for id in NAMES if f">{id}<" in page or f"{id} " in page]
    sheet = (folder / "个人考核表.html").read_text(encoding="utf-8")
    assert sheet.count("公示中，未定稿") > len(NAMES)
