"""What notice, summary and personal sheets tell beside marks: awards, vetoes, quotas, gaps, the change, sections."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

import kaohe_core as kaohe
from kaohe_core import Section, Text
from kaohe_core.cli.app import app
from kaohe_core.findings import Findings, FindingsError
from kaohe_core.papers.earlier import earlier
from kaohe_core.papers.notice import notice
from kaohe_core.papers.occasion import Addressed, Occasion
from kaohe_core.papers.paper import Bars, Heading, Paper, Paragraph, PrintedTable, WorkedOut
from kaohe_core.papers.personal import _records as records_told
from kaohe_core.papers.personal import personal
from kaohe_core.papers.summary_sheet import _steps, summary
from kaohe_core.plugins.contributions import Stamped
from kaohe_core.results.evidence import Evidence
from kaohe_core.testing.files import write_all

KAOHE = """
[project]
name = "校"
plugins = []
[tables]
staff = "staff.csv"
bonus = "bonus.csv"
sanctions = "sanctions.csv"
[[scheme]]
id = "pay"
file = "pay.toml"
[table.staff]
title = "教职工"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "n", title = "得分", high = 10, required = false },
]
[table.bonus]
title = "加分"
absence = "zero"
column = [{ id = "id", title = "工号", type = "text" }, { id = "n", title = "分", high = 5 }]
[table.sanctions]
title = "处分"
rows = "event"
absence = "zero"
key = ["id", "date"]
evidence = "decision"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "date", title = "日期", type = "date" },
  { id = "what", title = "事由", type = "text" },
  { id = "decision", title = "文号", type = "text" },
]
"""
SCHEME = """
title = "考核"
subject = "staff"
name = "staff.name"
marks = 10
round = { total = 2 }
[[dimension]]
id = "d"
title = "德"
marks = 10
  [[dimension.clause]]
  id = "c"
  text = "得分"
  rule = "formula"
  points = "staff.n"
[[adjustment]]
id = "plus"
text = "获奖加分，以证书为准"
rule = "formula"
points = "bonus.n"
[[veto]]
id = "struck"
text = "受处分的"
source = "四、1"
when = "count(sanctions) > 0"
grade = "差"
decision = "sanctions.decision"
[[grade]]
name = "优"
at-least = 8
[[grade]]
name = "差"
[[award]]
id = "star"
title = "标兵"
quota = { most = "2", ties = "none" }
when = "marks.total >= 7"
"""
STAFF = "工号,姓名,得分\nT1,张三,8\nT2,张三,6\nT3,欧阳娜娜,7\nT4,钱五,7\n"
TABLES = {
    "staff.csv": STAFF,
    "bonus.csv": "工号,分\nT1,1\n",
    "sanctions.csv": "工号,日期,事由,文号\nT2,2026-03-02,醉酒,校处〔2026〕1号 13800001111\n",
}


def school(folder: Path, more: str = "", **tables: str) -> Path:
    """Totals: 8 + 1 = 9, 6, 7, 7. The two best of those with 7 or more: 9, and nobody of the two with 7."""
    write_all(folder, {"kaohe.toml": KAOHE, "pay.toml": more + SCHEME, **TABLES, **tables})
    return folder


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory):
    return kaohe.open(school(tmp_path_factory.mktemp("whole"))).score("pay")


def occasion(outcome, **more) -> Occasion:
    return Occasion("校", outcome.digest, "zh", **more)


def told(paper: Paper) -> list[str]:
    """Headings and paragraphs."""
    return [block.text for block in paper.blocks if isinstance(block, Heading | Paragraph)]


def table(paper: Paper, title: str) -> PrintedTable:
    return next(block for block in paper.blocks if isinstance(block, PrintedTable) and block.columns[0].title == title)


# the notice -----------------------------------------------------------------------------------------------------------


@pytest.mark.fault("R07")
def test_a_notice_has_a_column_for_every_adjustment(outcome):
    grid = table(notice(outcome.scored, occasion(outcome)), "姓名")
    assert [column.title for column in grid.columns] == ["姓名", "德", "获奖加分", "总分", "等次", "备注"]
    assert grid.rows[0] == ("张三（1）", "8.00", "1.00", "9.00", "优", "标兵")


def test_a_notice_tells_awards_and_of_a_veto_date_and_decision_only(outcome):
    lines = told(notice(outcome.scored, occasion(outcome)))
    assert lines[lines.index("表彰") + 1] == "标兵：张三（1）"
    # Neither what happened nor the phone number that somebody wrote beside the decision.
    assert (
        lines[lines.index("一票否决") + 1]
        == "张三（2）：按“四、1”一票否决，等次为差（2026-03-02 校处〔2026〕1号 *********11）"
    )
    assert "醉酒" not in "".join(lines)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "（2026-03-02）"),  # nobody said which column the decision is: what stands beside the event stays inside
        ('date = "sanctions.date"\n', "（2026-03-02）"),
        ('date = "sanctions.heard"\ndecision = "sanctions.what"\n', "（2026-03-05 醉酒）"),
    ],
)
def test_a_notice_tells_of_a_veto_the_columns_that_the_scheme_names(tmp_path, said, told):
    folder = school(tmp_path, **{"sanctions.csv": "工号,日期,听证,事由,文号\nT2,2026-03-02,2026-03-05,醉酒,2026-1\n"})
    config, scheme = folder / "kaohe.toml", folder / "pay.toml"
    heard = '  { id = "date", title = "日期", type = "date" },\n'
    write_all(
        folder,
        {
            "kaohe.toml": config.read_text(encoding="utf-8").replace(
                heard, heard + '  { id = "heard", title = "听证", type = "date" },\n'
            ),
            "pay.toml": scheme.read_text(encoding="utf-8").replace('decision = "sanctions.decision"\n', said),
        },
    )
    found = kaohe.open(folder).score("pay")
    lines = [line for line in _said(notice(found.scored, occasion(found))) if "一票否决，" in line]
    assert lines == [f"张三（2）：按“四、1”一票否决，等次为差{told}"]


def _said(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks if isinstance(block, Paragraph)]


def test_a_notice_of_a_round_says_when_it_is_taken_down(outcome):
    lines = told(
        notice(outcome.scored, occasion(outcome, since="7月1日", until="7月4日", objecting=("7月4日前申诉。",)))
    )
    assert "公示到7月4日为止；期满即行撤下，不转发、不留存网上。" in lines
    assert lines[lines.index("异议与申诉") + 1] == "7月4日前申诉。"


def test_an_id_that_is_a_name_hangs_out_and_a_code_does_not(tmp_path):
    rows = "工号,姓名,得分\nT1,T1,8\n一（2）班,一（2）班,8\nT2,张三,6\n柳河镇,柳河镇,7\n"
    outcome = kaohe.open(school(tmp_path, **{"staff.csv": rows})).score("pay")
    names = [row[0] for row in table(notice(outcome.scored, occasion(outcome)), "姓名").rows]
    assert names == ["#1", "一（2）班", "张三", "柳河镇"]


SECTIONS = [
    Stamped(
        Section(
            "named",
            Text("名单", "list"),
            [Text("工号", "id"), Text("姓名", "name"), Text("说明", "note")],
            [("T3", "欧阳娜娜", "电话 13812345678"), ("T1", "张三", "与欧阳娜娜同组")],
            Text("以教务处为准", ""),
        ),
        "list",
        "0.1.0",
        "kaohe-list",
    )
]


def test_sections_of_plugins_hang_out_only_where_the_scheme_says_so(outcome, tmp_path):
    made = notice(outcome.scored, occasion(outcome), SECTIONS)
    assert not [block for block in made.blocks if isinstance(block, PrintedTable) and block.title == "名单"]

    allowed = 'notice = { columns = ["sections"], names = "masked" }\n'
    found = kaohe.open(school(tmp_path, allowed)).score("pay")
    grid = table(notice(found.scored, occasion(found), SECTIONS), "工号")
    assert grid.rows == (
        ("欧**娜", "欧**娜", "电话 *********78"),
        ("张*（1）", "张*（1）", "与欧**娜同组"),
    )


# personal sheets ------------------------------------------------------------------------------------------------------


def test_a_person_reads_the_rows_of_sections_about_the_own_person(outcome):
    sheets = personal([outcome.explain("T3")], "考核", occasion(outcome), SECTIONS)
    assert table(sheets, "工号").rows == (("T3", "欧阳娜娜", "电话 13812345678"),)
    assert "以教务处为准" in told(sheets)
    assert not [b for b in personal([outcome.explain("T4")], "考核", occasion(outcome), SECTIONS).blocks
                if isinstance(b, PrintedTable)]  # fmt: skip


def test_of_namesakes_the_id_counts(outcome):
    both = personal([outcome.explain("T1"), outcome.explain("T2")], "考核", occasion(outcome), SECTIONS)
    assert [b.rows for b in both.blocks if isinstance(b, PrintedTable)] == [(("T1", "张三", "与欧阳娜娜同组"),)]


def test_a_round_says_more_to_one_person(outcome):
    people = {"T4": Addressed(("当面送达。",), ("向组长提出。",), ("摘要 1",), ("告知人",))}
    sheet = told(personal([outcome.explain("T4")], "考核", occasion(outcome, people=people)))
    assert [line for line in sheet if line in ("当面送达。", "向组长提出。", "摘要 1")] == [
        "当面送达。",
        "向组长提出。",
        "摘要 1",
    ]


def test_a_sheet_does_not_say_a_number_or_a_verdict_twice(outcome):
    sheets = personal([outcome.explain("T3")], "考核", occasion(outcome))
    items = {block.title: block for block in sheets.blocks if isinstance(block, WorkedOut)}
    assert (items["德小计"].result, items["德小计"].lines) == ("7", ())
    assert (items["总分"].result, items["总分"].lines) == ("7", ("调整前总分 7 + 0 = 7.00",))
    assert items["标兵"].result == "否"
    assert items["标兵"].lines[0] == "总分 7 ≥ 7"


def test_of_many_records_that_do_not_count_a_sheet_says_how_many_there_are():
    """The text of explain lists the first ten of them; four of one table are one line of a sheet, and three are not."""
    counts = Evidence("评分", "评分.csv 第 2 行", (("得分", "9 分"),))
    out = Evidence("评分", "评分.csv 第 3 行", (("得分", "8 分"),), counts=False)
    more = Evidence("评分", "", note="另有 2 行不计入", counts=False, more=2)

    few = ["评分，评分.csv 第 2 行：得分 9 分", *["评分，评分.csv 第 3 行：得分 8 分；不计入"] * 3]
    assert list(records_told([counts, out, out, out], "zh")) == few
    assert list(records_told([counts, out, out, more], "zh")) == [few[0], "评分：另有 4 行不计入"]


# the summary ----------------------------------------------------------------------------------------------------------


def test_quotas_used_and_left(outcome):
    """Three candidates with 7 or more; two places; two share the second place, and so one place is left."""
    grid = table(summary(outcome.scored, occasion(outcome)), "等次或表彰")
    assert grid.rows == (("标兵", "", "2", "3", "1", "1"),)


def test_the_mean_of_a_dimension_in_percent(outcome):
    """(8 + 6 + 7 + 7) ÷ (4 × 10) = 0.7."""
    bars = {
        block.title: block.bars
        for block in summary(outcome.scored, occasion(outcome)).blocks
        if isinstance(block, Bars)
    }
    assert bars["各指标平均得分占满分的百分比"] == (("德", 70),)
    assert bars["等次分布"] == (("优 25.0%", 1), ("差 75.0%", 3))


@pytest.mark.parametrize(
    ("totals", "bars"),
    [
        # 28 between the least and the greatest: in steps of 2 these are 15, in steps of 5 from 70 on they are 6.
        (
            [72, 86, 88, 100],
            {"95 至 100": 1, "90 至 95": 0, "85 至 90": 2, "80 至 85": 0, "75 至 80": 0, "70 至 75": 1},
        ),
        # 12: in steps of 1 these are 12, in steps of 2 from -4 on they are 7.
        ([-3, 0, 9], {"8 至 10": 1, "6 至 8": 0, "4 至 6": 0, "2 至 4": 0, "0 至 2": 1, "-2 至 0": 0, "-4 至 -2": 1}),
        ([90, 90], {"90 至 91": 2}),
    ],
)
def test_totals_lie_in_round_steps(totals, bars):
    assert [(label, count) for label, count in _steps([Fraction(one) for one in totals], "zh")] == list(bars.items())


def test_what_is_missing_is_told_by_clause(outcome, tmp_path):
    assert "没有缺数据的，也没有待评定的。" in told(summary(outcome.scored, occasion(outcome)))

    lacks = kaohe.open(school(tmp_path, **{"staff.csv": STAFF.replace("钱五,7", "钱五,")})).score("pay")
    grid = table(summary(lacks.scored, occasion(lacks)), "条款")
    assert grid.rows == (("得分", "没有数据", "1", "钱五"),)


def test_the_change_since_an_earlier_round(tmp_path):
    """T1 had 7 + 1 = 8 and has 9, T2 has 6 as before, T3 had 9 and has 7; T5 went, T4 came.

    Means: (8 + 6 + 9 + 5) ÷ 4 = 7 then, (9 + 6 + 7 + 7) ÷ 4 = 7.25 now.
    """
    old = school(tmp_path / "old", **{"staff.csv": "工号,姓名,得分\nT1,张三,7\nT2,张三,6\nT3,欧阳娜娜,9\nT5,孙六,5\n"})
    assert CliRunner().invoke(app, ["score", str(old)]).exit_code == 0
    new = school(tmp_path / "new")
    given = ["papers", str(new), "--as", "html", "--paper", "summary", "--before", str(old)]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.output
    page = (new / "papers" / "pay" / "汇总表.html").read_text(encoding="utf-8")
    for text in ("7.00", "7.25", "升 1 人，降 1 人，不变 1 人", "钱五", "孙六"):
        assert f"<dd>{text}</dd>" in page, text
    cells = page.replace("\n", "")
    for row in (("9.00", "+1.00"), ("7.00", "−2.00")):
        assert re.search(">{}</td><td [^>]*>{}</td>".format(*map(re.escape, row)), cells), row


MEND = "请写上一轮项目的文件夹（已运行过 kaohe score），或其中的 result.json：--before 文件夹"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "{folder}: 这里没有方案“pay”的结果"),
        ("{", "{file}: 这不是 kaohe score 写出的结果"),
        ('{"schemes": [{"id": "pya"}]}', "{file}: 这不是 kaohe score 写出的结果"),
    ],
)
def test_what_is_no_earlier_result_is_told(tmp_path, content, expected):
    file = tmp_path / "result.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    findings = Findings()
    watch = findings.watch()
    assert earlier(tmp_path, "pay", findings) is None
    with pytest.raises(FindingsError):
        watch.stop()
    assert [one.text("zh") for one in findings] == [expected.format(folder=tmp_path, file=file) + f"\n    改法：{MEND}"]
