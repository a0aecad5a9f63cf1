"""The sheets that are signed in a round, at any stage: what the record has is printed, the rest is blank."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from kaohe_case.papers.folder import _before
from kaohe_case.papers.round_sheets import sheets_of
from kaohe_case.papers.sheets import sheets
from kaohe_core.cli.app import app
from kaohe_core.findings import Findings
from kaohe_core.messages import Language
from kaohe_core.papers.as_html import html
from kaohe_core.papers.as_pdf import pdf
from kaohe_core.papers.as_xlsx import xlsx
from kaohe_core.papers.paper import BLANK
from kaohe_core.papers.papers_folder import Wanted

from .page import lines_of
from .rounds import owed
from .school import School

BLANKS = f"：{BLANK}"
EARLY = ["签到表决表", "决议"]
COUNTED = [*EARLY, "复核记录表", "指标签字表", "本人确认签字表"]


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> School:
    """A scheme that is in force, with records that are not frozen."""
    return School.made(tmp_path_factory.mktemp("sheets") / "school").in_force()


@pytest.fixture(scope="module")
def published(adopted: School, tmp_path_factory: pytest.TempPathFactory) -> School:
    school = adopted.copy(tmp_path_factory.mktemp("published") / "school")
    school.do("freeze")
    return school.counted()


@pytest.fixture
def school(published: School, tmp_path: Path) -> School:
    return published.copy(tmp_path / "school")


def read(school: School, language: Language = "zh") -> dict[str, list[str]]:
    """Every sheet, line by line."""
    found = sheets_of(school.case, "2026", school.at, language)
    return {name: lines_of(paper) for name, paper in sheets(found)}


# the scheme -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("G01")
def test_before_the_meeting_the_numbers_are_blank(tmp_path: Path) -> None:
    school = School.made(tmp_path / "school")
    school.do("open", scheme="pay")
    found = read(school)

    assert list(found) == EARLY
    sheet, resolution = found["签到表决表"], found["决议"]
    assert sheet[:3] == ["# 考核方案签到表决表", "四人小学 · 奖励性绩效工资办法", "轮次：2026"]
    assert {f"应到人数{BLANKS}", f"到会（至少应到人数的 2/3）{BLANKS}", f"同意（须超过到会人数的 1/2）{BLANKS}"} < set(
        sheet
    )
    rows = [line for line in sheet if line.count("｜") == 3]
    assert rows[:2] == ["序号｜姓名｜签名｜备注", "1｜｜｜"]
    assert len(rows) == 41  # the head, and a page of lines for people whom the record does not know
    assert "□ 通过　□ 未通过" in resolution
    assert f"备案文号{BLANKS}" in resolution


@pytest.mark.clause("G01")
def test_after_the_vote_the_resolution_has_the_sum_behind_it(adopted: School) -> None:
    """Four members, three came, two agreed: 4 × 2/3 = 8/3, at most three; half of three is 1.5, less than two."""
    found = read(adopted)
    digest = adopted.case.round("2026").adopted.bound["schemes"]["pay"]

    for sheet in (found["签到表决表"], found["决议"]):
        assert {"应到人数：4", "到会（至少应到人数的 2/3）：3", "同意（须超过到会人数的 1/2）：2"} < set(sheet)
        assert f"所讨论方案的摘要：{digest}" in sheet
    assert {
        "√ 通过　□ 未通过",
        "4 × 2/3 = 8/3，到会 3 人",
        "3 × 1/2 = 1.5，须多于此数，同意 2 人",
        "备案机关：县教育局",
        "备案文号：1 号",
        "批复文号：2 号",
    } < set(found["决议"])


def test_where_all_the_staff_are_members_their_names_stand_there(school: School) -> None:
    """Four members of the staff congress, and four people on the frozen roster."""
    rows = [line for line in read(school)["签到表决表"] if line.count("｜") == 3]
    assert rows == ["序号｜姓名｜签名｜备注", "1｜张一｜｜", "2｜王二｜｜", "3｜李三｜｜", "4｜赵四｜｜"]


@pytest.mark.clause("G01")
def test_a_vote_that_failed_is_ticked_so(tmp_path: Path) -> None:
    school = School.made(tmp_path / "school")
    school.do("open", scheme="pay")
    school.do("deliberate", minutes="纪要")
    school.do("vote", members=4, attending=2, agreeing=2, minutes="纪要")
    assert "□ 通过　√ 未通过" in read(school)["决议"]


@pytest.mark.clause("G02")
def test_delegates_who_signed_are_listed(tmp_path: Path) -> None:
    """Three of four delegates signed; at least 4 × 2/3 = 8/3 must."""
    school = School.made(tmp_path / "school")
    school.change("scheme.toml", 'amendment = "signatures"', 'adoption = "signatures"')
    school.do("open", scheme="pay")
    school.do("deliberate", minutes="纪要")
    school.do("endorse", delegates=4, signed=["t1", "t2", "t3"], minutes="签名册", outside=["t1", "t2", "t3"])
    found = read(school)
    assert found["签到表决表"][0] == "# 考核方案代表签名表"
    assert "签名（至少代表人数的 2/3）：3" in found["签到表决表"]
    assert [line for line in found["签到表决表"] if line.count("｜") == 3][1:] == [
        "1｜t1｜｜",
        "2｜t2｜｜",
        "3｜t3｜｜",
        "4｜｜｜",
    ]
    assert "4 × 2/3 = 8/3，签名 3 人" in found["决议"]


# recounts and signatures ----------------------------------------------------------------------------------------------


@pytest.mark.clause("G15")
def test_a_page_a_group_recorded_or_still_to_come(adopted: School, tmp_path: Path) -> None:
    school = adopted.copy(tmp_path / "school")
    school.do("freeze")
    blank = read(school)
    assert list(blank) == [*EARLY, "复核记录表"]
    sheet = blank["复核记录表"]
    assert [line for line in sheet if line.startswith("## ")] == ["## 第 1 组", "## 第 2 组"]
    assert sheet.count("请假｜□｜｜") == 2
    assert sheet.count("成员日期") == 4  # two in each group, as the scheme asks


@pytest.mark.clause("G15")
def test_what_a_group_entered_and_where_it_differs(adopted: School, tmp_path: Path) -> None:
    school = adopted.copy(tmp_path / "school")
    school.do("freeze")
    (school.folder / "甲").mkdir()
    for file in (school.folder / "data").iterdir():
        text = file.read_text(encoding="utf-8").replace("t4,20,", "t4,2,")
        (school.folder / "甲" / "data").mkdir(exist_ok=True)
        (school.folder / "甲" / "data" / file.name).write_text(text, encoding="utf-8")
    school.do("recount", folder="甲", members=["张一", "王二"], operator="张一", supervisor="王二")
    sheet = read(school)["复核记录表"]
    assert {"操作人：张一（t1）", "监督人：王二（t2）", "请假｜√｜1｜有出入，待查清", "名册｜√｜0｜一致"} < set(sheet)
    [told] = [line for line in sheet if "天数" in line]
    assert "20" in told
    assert "2（" in told
    assert {"张一（t1）日期", "王二（t2）日期"} < set(sheet)


@pytest.mark.clause("G15")
@pytest.mark.clause("G16")
def test_who_signed_and_who_confirmed_is_ticked(school: School) -> None:
    assert list(read(school)) == [*COUNTED, "申诉书（空白）"]
    found = read(school)
    assert "考勤｜√｜√｜√｜√" in found["指标签字表"]
    assert "4｜赵四（t4）｜20.00｜□｜□｜｜｜" in found["本人确认签字表"]

    school.do("confirm", people=["赵四"], sheet="签字表")
    school.do("excuse", people=["李三"], reason="出差")
    sheet = read(school)["本人确认签字表"]
    assert "3｜李三（t3）｜25.00｜□｜□｜｜｜未能签字，见卷宗" in sheet
    assert "4｜赵四（t4）｜20.00｜√｜□｜｜｜" in sheet


# appeals --------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("G06")
def test_a_blank_form_and_one_an_appeal(school: School) -> None:
    appeal = school.wait(hours=1).appeal("赵四", "sick-leave")
    found = read(school)
    blank, own = found["申诉书（空白）"], found[f"申诉书/{appeal}"]

    assert {f"申诉人{BLANKS}", f"条款{BLANKS}", "申诉截止：2026年7月4日 08:00（UTC+08:00）"} < set(blank)
    assert blank.count("＿") == 7  # five lines for what is wrong, two for the evidence
    assert {
        "申诉人：赵四（t4）",
        "条款：病假每天扣 0.5 分（sick-leave）",
        "提出时间：2026年7月1日 09:00（UTC+08:00）",
        "有误",
    } < set(own)


@pytest.mark.clause("G07")
def test_an_appeal_without_an_answer_has_a_form_for_it(school: School) -> None:
    """Nothing of the decision is made up: two boxes, lines for the reason, three places to sign."""
    appeal = school.appeal("赵四", "sick-leave")
    given = ["case", "papers", str(school.folder), "--round", "2026", "--at", school.at.isoformat(), "--as", "html"]
    done = CliRunner().invoke(app, [*given, "--paper", "answers"])
    assert done.exit_code == 0, done.output
    page = (school.folder / "papers" / "pay-2026" / "申诉答复书" / f"{appeal}.html").read_text(encoding="utf-8")
    assert "□ 申诉成立。　□ 申诉不成立。" in page
    assert page.count(">决定人<") == 3


# the round before -----------------------------------------------------------------------------------------------------


def test_the_result_of_the_round_before_is_held_against_the_new_one(school: School) -> None:
    school.case.take("2027", "open", "办公室", school.at.isoformat(), {"scheme": "pay"})
    found: Any = SimpleNamespace(round=school.case.round("2027"))
    before = _before(school.case, found, Wanted((), ()), Findings())
    assert before is not None
    assert before.name == "2026"
    assert [one["total"] for one in before.data["subjects"]] == ["30.00", "25.00", "25.00", "20.00"]

    first: Any = SimpleNamespace(round=school.case.round("2026"))
    assert _before(school.case, first, Wanted((), ()), Findings()) is None


# the command ----------------------------------------------------------------------------------------------------------


def test_sheets_can_be_had_before_anything_is_published(tmp_path: Path) -> None:
    school = School.made(tmp_path / "school")
    school.do("open", scheme="pay")
    given = ["case", "papers", str(school.folder), "--round", "2026", "--at", school.at.isoformat(), "--as", "html"]
    done = CliRunner().invoke(app, [*given, "--paper", "sheets"])
    assert done.exit_code == 0, done.output
    folder = school.folder / "papers" / "pay-2026"
    assert done.output == f"已写出：\n  {folder}/签到表决表.html\n  {folder}/决议.html\n"

    refused = CliRunner().invoke(app, given)
    assert refused.exit_code == 1
    assert owed("公示文书", "结果还没有公示", "考核办公室", "kaohe case publish") in refused.output


def test_every_sheet_in_every_form_and_language_twice_the_same(school: School) -> None:
    appeal = school.appeal("赵四", "sick-leave")
    for language in ("zh", "en"):
        found = dict(sheets(sheets_of(school.case, "2026", school.at, language)))
        again = dict(sheets(sheets_of(school.case, "2026", school.at, language)))
        assert found == again
        for name in found:
            assert html(found[name]) == html(again[name])
    assert list(found) == [
        "sign-in and vote",
        "resolution",
        "recounts",
        "dimension signatures",
        "confirmation list",
        "appeal form",
        f"appeals/{appeal}",
    ]
    form = found[f"appeals/{appeal}"]
    assert pdf(form).startswith(b"%PDF")
    assert xlsx(found["confirmation list"]).startswith(b"PK")
