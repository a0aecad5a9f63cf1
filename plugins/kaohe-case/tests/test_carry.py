"""A scheme in force is carried into a new round as it is; the present scheme is held against the adopted one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_case.case import Taken
from kaohe_case.looking import Since, changes_since
from kaohe_case.verify import verify
from kaohe_core.compare.changes import lines
from kaohe_core.findings import Findings, FindingsError

from .school import LEADERS, School


@pytest.fixture
def school(tmp_path: Path) -> School:
    made = School.made(tmp_path / "school")
    made.in_force()
    return made


def carried(school: School, source: str = "2026") -> Taken:
    case, at = school.case, school.at.isoformat()
    case.take("2027", "open", "办公室", at, {"scheme": "pay"})
    return case.take("2027", "carry", "办公室", at, {"from_round": source})


@pytest.mark.clause("G01")
@pytest.mark.clause("G03")
def test_the_scheme_in_force_stays_in_force(school: School) -> None:
    taken = carried(school)
    assert taken.round.stage(school.at) == "filed"
    school.case.take(
        "2027",
        "lead",
        "办公室",
        school.at.isoformat(),
        {"chair": "张一", "deputies": ["王二"], "members": ["李三"], "office": "赵四"},
    )
    frozen = school.case.take("2027", "freeze", "办公室", school.at.isoformat(), {})
    assert frozen.round.stage(school.at) == "frozen"
    findings = Findings()
    verify(school.folder, findings)
    assert [finding.text("zh") for finding in findings] == []


@pytest.mark.clause("G09")
def test_a_changed_scheme_is_not_carried(school: School) -> None:
    school.change("scheme.toml", "points = 0.5", "points = 0.4")
    with pytest.raises(FindingsError) as refused:
        carried(school)
    assert [finding.text("zh") for finding in refused.value.findings] == [
        "kaohe.case 2027: “沿用方案”不能办理：现在的方案不是卷宗“2026”中生效的那一个\n"
        "    改法：应由教职工代表大会办理：改动须讨论通过：kaohe case deliberate"
    ]


@pytest.mark.clause("G09")
def test_only_what_is_in_force_is_carried(tmp_path: Path) -> None:
    school = School.made(tmp_path / "school")
    school.do("open", scheme="pay")
    school.do("deliberate", minutes="纪要")
    school.do("vote", members=4, attending=3, agreeing=2, minutes="纪要")  # adopted, and not filed yet
    with pytest.raises(FindingsError) as refused:
        carried(school)
    assert [finding.text("zh") for finding in refused.value.findings] == [
        "kaohe.case 2027: “沿用方案”不能办理：卷宗“2026”中没有生效的同一方案\n"
        "    改法：应由教职工代表大会办理：在这一轮中讨论通过：kaohe case deliberate"
    ]


def test_a_round_with_a_scheme_of_its_own_carries_none(school: School) -> None:
    carried(school)
    with pytest.raises(FindingsError) as refused:
        school.case.take("2027", "carry", "办公室", school.at.isoformat(), {"from_round": "2026"})
    assert [finding.what.text("zh") for finding in refused.value.findings] == [
        "“沿用方案”不能办理：这一轮已有通过的方案，见第 8 笔记录"  # six acts of 2026, then open, then carry
    ]


@pytest.mark.clause("G11")
def test_what_the_present_scheme_changes_is_shown_clause_by_clause(school: School) -> None:
    assert changes_since(school.case, "pay") == Since("2026", 3, (), adopted=True)  # the third act deliberated it
    school.change("scheme.toml", "points = 0.5", "points = 0.4")
    found = changes_since(school.case, "pay")
    assert (found.round, found.number, found.adopted) == ("2026", 3, False)
    text = "\n".join(lines(found.changes, "zh"))
    assert "sick-leave" in text
    assert "0.5 → 0.4" in text


# ---------------------------------------------------------------- what changes every year


@pytest.fixture
def yearly(tmp_path: Path) -> School:
    """The pool and a parameter stand in the round; the scheme that is voted on does not say them."""
    made = School.made(tmp_path / "school")
    made.change("scheme.toml", "pool = 1000.00\n", "")
    made.change("scheme.toml", "points = 0.5\n", 'points = "a-day"\n')
    made.change("kaohe.toml", "[tables]", "[round.pay]\npool = 1000.00\nparameters = { a-day = 0.5 }\n[tables]")
    made.in_force()
    return made


def test_the_next_year_has_its_own_pool_without_a_vote(yearly: School) -> None:
    """1200 yuan by 30 + 25 + 25 + 20 = 100 marks: 12 yuan a mark."""
    yearly.do("freeze")
    yearly.do("score")
    yearly.change("kaohe.toml", "pool = 1000.00", "pool = 1200.00")
    taken = carried(yearly)
    assert list(taken.act.data["new"]) == ["pay.pool: 1000.00 → 1200.00"]
    assert taken.round.stage(yearly.at) == "filed"
    case, at = yearly.case, yearly.at.isoformat()
    case.take("2027", "lead", "办公室", at, {**LEADERS})
    case.take("2027", "freeze", "办公室", at, {})
    scored = case.take("2027", "score", "办公室", at, {})
    assert scored.act.data["paid"] == "1200.00"
    findings = Findings()
    verify(yearly.folder, findings, "2027")
    assert [finding.text("zh") for finding in findings] == []


def test_what_was_frozen_of_the_round_counts(yearly: School) -> None:
    yearly.do("freeze")
    yearly.change("kaohe.toml", "pool = 1000.00", "pool = 9999.00")
    assert yearly.refused("score") == [
        "kaohe.case 2026: “计分”不能办理：本轮的总额、周期或参数与冻结时不同\n"
        "    改法：应由考核办公室办理：在 kaohe.toml 里恢复原样；公示之前可以 kaohe case freeze"
    ]
    yearly.do("freeze", reason="总额下达")
    assert yearly.do("score").act.data["paid"] == "9999.00"


def test_the_text_is_voted_on_whatever_the_round_says(yearly: School) -> None:
    yearly.change("scheme.toml", "marks = 30", "marks = 30 # 原文")
    carried(yearly)  # a remark is no change
    yearly.change("scheme.toml", 'start = "full"', 'start = "zero"')
    case, at = yearly.case, yearly.at.isoformat()
    case.take("2028", "open", "办公室", at, {"scheme": "pay"})
    with pytest.raises(FindingsError):
        case.take("2028", "carry", "办公室", at, {"from_round": "2026"})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("marks = 40", "本轮里不能写“marks”：它属于表决的方案"),
        ("pool = 5", "“pool”方案里写了，本轮里也写了"),
        ("parameters = 5", "“parameters”应是一张表"),
    ],
)
def test_what_a_round_cannot_say(tmp_path: Path, line: str, told: str) -> None:
    made = School.made(tmp_path / "school")
    made.change("kaohe.toml", "[tables]", f"[round.pay]\n{line}\n[tables]")
    made.do("open", scheme="pay")
    assert [one for one in made.refused("deliberate", minutes="纪要") if told in one]
