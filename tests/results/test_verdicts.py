"""Verdicts in the summary, in result.json and in explanations: seven schools in two leagues, worked out by hand.

Totals: work × 0.8 + safety. S1 80 + 20 = 100, S2 and S3 76 + 18 = 94, S4 72 + 16 = 88, S5 77.6 + 20 = 97.6,
S6 79.2 + 11 = 90.2, S7 40 + 10 = 50. S1 is vetoed, so the candidates for 优秀 (at least 90) are S5, S2, S3, S6; 30 % of
7 is 2.1, cut to 2 places; S2 and S3 share the places 2 and 3, and do not fit. S5 falls to 良好 by a criticism. S6 would
be 良好, but 11 of 20 is 55 of 100, like 不合格, and the whole may be one grade better: 合格.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

import kaohe_core as core
from kaohe_core.cli.app import app
from kaohe_core.results.verdicts import Missed

CONFIG = """
[project]
name = "试点县"

[tables]
schools = "data/学校.csv"
events = "data/事件.csv"

[table.schools]
title = "学校"
absence = "no-data"
column = [
  { id = "id", title = "编号", type = "text" },
  { id = "name", title = "校名", type = "text" },
  { id = "mode", title = "模式", type = "text" },
  { id = "marks", title = "得分", unit = "分", high = 100 },
  { id = "safety", title = "安全", unit = "分", high = 20 },
]

[table.events]
title = "事件"
rows = "event"
absence = "zero"
evidence = "record"
column = [
  { id = "id", title = "编号", type = "text" },
  { id = "kind", title = "类别", type = "text" },
  { id = "decided", title = "认定日期", type = "date" },
  { id = "record", title = "文号", type = "text" },
]

[[scheme]]
id = "year"
file = "schemes/年度.toml"
"""

SCHEME = """
title = "年度考核"
subject = "schools"
name = "schools.name"
marks = 100
round = { total = 1 }

[[dimension]]
id = "work"
title = "工作"
marks = 80
  [[dimension.clause]]
  id = "marks"
  text = "工作按得分计"
  rule = "formula"
  points = "schools.marks * 0.8"

[[dimension]]
id = "safety"
title = "安全"
marks = 20
  [[dimension.clause]]
  id = "safe"
  text = "安全按得分计"
  rule = "formula"
  points = "schools.safety"

[[ranking]]
id = "place"
title = "分模式名次"
within = "schools.mode"
ties = "best"

[[veto]]
id = "accident"
text = "发生责任事故的，一票否决"
source = "六、1"
when = "count(events where events.kind == '责任事故') > 0"
grade = "不合格"

[[grade]]
name = "优秀"
at-least = 90
source = "五"
quota = { most = "round(count() * 30%, 0, 'down')", ties = "none" }

[[grade]]
name = "良好"
at-least = 80

[[grade]]
name = "合格"
at-least = 60

[[grade]]
name = "不合格"

[[grade-limit]]
text = "受通报批评的，不得评为优秀"
source = "六、2"
when = "count(events where events.kind == '通报批评') > 0"
not-above = "良好"

[[grade-limit]]
text = "等次最多比最差的部分高一档"
weakest-of = ["work", "safety"]
steps = 1

[[award]]
id = "top"
title = "各模式第一名"
text = "各模式第一名予以表彰"
source = "七"
when = "marks.grade != '不合格'"
quota = { most = "1", ties = "all", within = "schools.mode" }
"""

SCHOOLS = """编号,校名,模式,得分,安全
S1,一校,一,100,20
S2,二校,一,95,18
S3,三校,一,95,18
S4,四校,二,90,16
S5,五校,二,97,20
S6,六校,二,99,11
S7,七校,一,50,10
"""

EVENTS = """编号,类别,认定日期,文号
S1,责任事故,2026-03-01,县教〔2026〕3号
S5,通报批评,2026-04-01,县教〔2026〕5号
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("县")
    for name, text in (
        ("kaohe.toml", CONFIG),
        ("schemes/年度.toml", SCHEME),
        ("data/学校.csv", SCHOOLS),
        ("data/事件.csv", EVENTS),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def kaohe(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def data(county: Path):
    return json.loads(kaohe("score", county, "--format", "json"))["schemes"][0]


def test_grades_are_counted_with_rates_of_one_decimal(county):
    # of 7: 良好 S2, S3, S4, S5; 合格 S6; 不合格 S1, S7. 4 ÷ 7 = 57.14…, 5 ÷ 7 = 71.42…, 1 ÷ 7 = 14.28…, 2 ÷ 7 = 28.57…
    found = [(g["name"], g["count"], g["rate"], g["and-better"]) for g in data(county)["grades"]]
    assert found == [
        ("优秀", 0, "0.0", "0.0"),
        ("良好", 4, "57.1", "57.1"),
        ("合格", 1, "14.3", "71.4"),
        ("不合格", 2, "28.6", "100.0"),
    ]


def test_every_position_of_a_grade_has_a_title_of_its_own(county):
    steps = [step for step in core.open(county).score().scored.plan.steps if step.id.startswith("grade@")]
    assert [step.title.zh for step in steps] == ["第 1 条限制前的等次序号", "第 2 条限制前的等次序号", "等次序号"]


def test_who_just_missed_is_named_with_the_place_and_the_number_of_places(county):
    found = data(county)
    assert [(m["id"], m["place"], m["most"], m["by"]) for m in found["grades"][0]["missed"]] == [
        ("S2", "3", "2", "94"),
        ("S3", "3", "2", "94"),
    ]
    [top] = found["awards"]
    assert top["holders"] == ["S2", "S3", "S5"]  # both with 94 in the first league, which has no S1
    assert [(m["id"], m["reason"]) for m in top["missed"]] == [("S6", "候选第 2 名，名额只有 1 个")]


def test_a_veto_stands_beside_the_unchanged_marks_with_its_record(county):
    [veto] = data(county)["vetoes"]
    assert (veto["id"], veto["source"], veto["grade"]) == ("accident", "六、1", "不合格")
    assert veto["strikes"] == [
        {
            "id": "S1",
            "name": "一校",
            "total": "100",
            "evidence": ["事件，data/事件.csv 第 2 行：类别 责任事故、认定日期 2026-03-01（依据：县教〔2026〕3号）"],
        },
    ]


def test_leagues_are_published_apart(county):
    [ranking] = data(county)["rankings"]
    assert [(each["league"], [(p["place"], p["id"]) for p in each["places"]]) for each in ranking["leagues"]] == [
        ("一", [("1", "S1"), ("2", "S2"), ("2", "S3"), ("4", "S7")]),
        ("二", [("1", "S5"), ("2", "S6"), ("3", "S4")]),
    ]


def test_the_summary_says_it_all(county):
    said = kaohe("score", county)
    assert said[said.index("优秀：") : said.index("两种算法核对一致")] == (
        "优秀：0，占 0.0%\n"
        "  未列入：二校（S2）：2 个同分，一直排到候选第 3 名，名额只有 2 个，都不取\n"
        "  未列入：三校（S3）：2 个同分，一直排到候选第 3 名，名额只有 2 个，都不取\n"
        "良好：4，占 57.1%（良好及以上 57.1%）\n"
        "合格：1，占 14.3%（合格及以上 71.4%）\n"
        "不合格：2，占 28.6%\n"
        "一票否决：一校（S1）：发生责任事故的，一票否决；等次为“不合格”，总分 100.0 不变；"
        "事件，data/事件.csv 第 2 行：类别 责任事故、认定日期 2026-03-01（依据：县教〔2026〕3号）\n"
        "各模式第一名（3）：二校、三校、五校\n"
        "  未列入：六校（S6）：候选第 2 名，名额只有 1 个\n"
    )
    assert " 分模式名次 " in said.splitlines()[2]


def verdict(county: Path, school: str, id_: str, language: str = "zh") -> list[str]:
    """The lines of one verdict."""
    return kaohe("explain", school, county, "--clause", id_, "--language", language).splitlines()[2:]


def test_a_place_is_explained(county):
    assert verdict(county, "S2", "place") == [
        "分模式名次：在同一模式的全体计分人员中按“总分”排名第 2",
        "    · 学校，data/学校.csv 第 3 行：模式 一",
    ]


def test_a_veto_is_explained_with_its_record(county):
    assert verdict(county, "S1", "accident") == [
        "一票否决　【六、1】：事件条数（类别 = “责任事故”）1 > 0",
        "    等次为“不合格”，得分不变",
        "    发生责任事故的，一票否决",
        "    · 事件，data/事件.csv 第 2 行：类别 责任事故、认定日期 2026-03-01（依据：县教〔2026〕3号）",
    ]
    assert verdict(county, "S1", "grade") == ["等次：不合格", "    按上面的一票否决"]


def test_a_grade_missed_by_a_tie_is_explained(county):
    assert verdict(county, "S2", "grade") == [
        "等次：良好",
        "    “优秀”　【五】：够条件：总分 94 ≥ 90",
        "    候选名次：在全体计分人员（优秀候选）中按“总分”排名第 3",
        "    名额：全体计分人员人数 7 人 × 0.3 ≈ 2（舍去小数取整）",
        "    连同分的排到第 3 名，超出 2 个名额",
        "    “良好”：够条件：总分 94 ≥ 80",
    ]


def test_a_grade_lowered_by_an_event_is_explained_with_its_record(county):
    assert verdict(county, "S5", "grade") == [
        "等次：良好",
        "    “优秀”　【五】：够条件：总分 97.6 ≥ 90",
        "    候选名次：在全体计分人员（优秀候选）中按“总分”排名第 1",
        "    名额：全体计分人员人数 7 人 × 0.3 ≈ 2（舍去小数取整）",
        "    第 1 名，在 2 个名额之内",
        "    受通报批评的，不得评为优秀　【六、2】：事件条数（类别 = “通报批评”）1 > 0",
        "    等次由“优秀”降为“良好”",
        "    · 事件，data/事件.csv 第 3 行：类别 通报批评、认定日期 2026-04-01（依据：县教〔2026〕5号）",
    ]


def test_a_grade_lowered_by_the_weakest_part_is_explained(county):
    assert verdict(county, "S6", "grade")[4:] == [
        "    第 4 名，在 2 个名额之外",
        "    “良好”：够条件：总分 90.2 ≥ 80",
        "    等次最多比最差的部分高一档",
        "    工作：80 分得 79.2 分，相当于“优秀”",
        "    安全：20 分得 11 分，相当于“不合格”",
        "    等次由“良好”降为“合格”",
    ]


def test_the_last_grade_says_which_were_not_met(county):
    assert verdict(county, "S7", "grade", "en") == [
        "grade: 不合格",
        "    “优秀” [五]: not met: total 50 < 90",
        "    “良好”: not met: total 50 < 80",
        "    “合格”: not met: total 50 < 60",
        "    “不合格”: everybody else",
    ]


def test_an_award_is_explained_to_who_has_it_and_to_who_has_not(county):
    assert verdict(county, "S5", "top") == [
        "各模式第一名　【七】：是",
        "    等次 良好，不是“不合格”",
        "    候选名次：在同一模式的全体计分人员（各模式第一名候选）中按“总分”排名第 1",
        "    名额：1",
        "    第 1 名，在 1 个名额之内",
        "    各模式第一名予以表彰",
    ]
    assert verdict(county, "S6", "top")[:1] == ["各模式第一名　【七】：否"]
    assert verdict(county, "S6", "top")[4:5] == ["    第 2 名，在 1 个名额之外"]
    assert verdict(county, "S7", "top")[:2] == ["各模式第一名　【七】：否", "    等次 不合格"]


def test_what_can_be_asked_for(county):
    done = CliRunner().invoke(app, ["explain", "S1", str(county), "--clause", "accidents"])
    assert done.exit_code == 2
    assert "accident" in done.stderr


@pytest.mark.parametrize(
    ("place", "sharing", "straddles", "said"),
    [
        # three ahead of two who tie, three places: the tie costs them nothing
        (4, 2, False, "候选第 4 名，名额只有 3 个"),
        # one ahead of two who tie as the last of places 2 and 3, two places: without the tie one of them had it
        (3, 2, True, "2 个同分，一直排到候选第 3 名，名额只有 2 个，都不取"),
    ],
)
def test_a_tie_is_the_reason_only_where_it_lies_across_the_edge(place, sharing, straddles, said):
    missed = Missed("S1", "一校", None, Fraction(place), Fraction(3 if not straddles else 2), sharing, straddles)
    assert missed.reason().text("zh") == said
