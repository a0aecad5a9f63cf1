"""The playground tries a project again whenever a file of it changes, and says what came of it as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaohe_core.playground import Playground
from tests.frames.without_polars import without_polars

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "five-clauses"
FILES = {
    path.relative_to(EXAMPLE).as_posix(): path.read_bytes() for path in sorted(EXAMPLE.rglob("*")) if path.is_file()
}
SCHEME = "schemes/绩效工资.toml"
STAFF = "data/教职工.csv"


@pytest.fixture
def playground(tmp_path: Path) -> Playground:
    return Playground(tmp_path / "project")


def changed(name: str, old: str, new: str) -> dict[str, bytes]:
    text = FILES[name].decode("utf-8")
    assert old in text
    return FILES | {name: text.replace(old, new).encode("utf-8")}


def marks(tried: dict[str, Any], column: str) -> dict[str, str]:
    [scheme] = tried["schemes"]
    at = scheme["head"].index(column)
    return {row[1]: row[at] for row in scheme["rows"]}


def test_marks_pay_and_the_explanation_come_without_polars(playground: Playground) -> None:
    with without_polars():
        tried = playground.tried(FILES, "zh")
        told = playground.explained("pay", "T02", "zh")

    assert tried["findings"] == []
    # 病假：T02 上学期 1.5 天不扣，下学期 (4.5 − 2) × 0.2 = 0.50；课时 16 ÷ (60 ÷ 4) × 30 = 32
    assert marks(tried, "考勤")["李国栋"] == "9.50"
    assert marks(tried, "工作量")["李国栋"] == "32.00"
    # (9.5 + 32 + 18) = 59.5，警告扣 30%：59.5 × 0.3 = 17.85
    assert marks(tried, "总分")["李国栋"] == "41.65"
    [scheme] = tried["schemes"]
    assert "只用精确算法算了一遍：安装的 kaohe 还会用另一种算法再算一遍，互相核对；这里没有那种算法" in scheme["notes"]
    assert "〔2026下〕−(病假天数 4.5 天 − 2) × 0.2 = −0.5" in told


def test_a_clause_is_broken_and_mended(playground: Playground) -> None:
    playground.tried(FILES, "zh")
    broken = playground.tried(changed(SCHEME, 'rule = "deduct"', 'rule = "deductt"'), "zh")

    [finding] = broken["findings"]
    place = (finding["file"], finding["line"], finding["column"], finding["blocks"])
    assert place == (SCHEME, 22, 10, True)
    assert finding["what"] == "没有计分规则“deductt”"
    assert finding["mend"] == "是不是“deduct”？"
    assert broken["schemes"] == []
    assert playground.explained("pay", "T02", "zh") == ""

    mended = playground.tried(changed(SCHEME, "points = 0.2", "points = 1"), "zh")
    # (4.5 − 2) × 1 = 2.5; and (3 − 2) × 1 = 1 in the first half-year
    assert marks(mended, "考勤") == {"张春兰": "9.00", "李国栋": "7.50", "王小燕": "10.00", "赵志强": "10.00"}


def test_a_changed_row_counts_at_once_and_another_file_takes_its_place(playground: Playground) -> None:
    playground.tried(FILES, "zh")
    more = playground.tried(changed(STAFF, "T01,张春兰,14", "T01,张春兰,18"), "zh")
    # 18 ÷ (64 ÷ 4) × 30 = 33.75
    assert marks(more, "工作量")["张春兰"] == "33.75"

    pasted = FILES[STAFF].replace(b",", b"\t")  # as rows come from a spreadsheet
    other = changed("kaohe.toml", STAFF, "data/新名册.txt") | {"data/新名册.txt": pasted}
    del other[STAFF]
    again = playground.tried(other, "zh")
    assert again["findings"] == []
    assert marks(again, "工作量")["张春兰"] == "28.00"  # 14 ÷ 15 × 30
    assert not (playground.folder / STAFF).exists()


def test_findings_are_said_in_the_language_of_the_page(playground: Playground) -> None:
    [finding] = playground.tried(changed(SCHEME, 'rule = "deduct"', 'rule = "deductt"'), "en")["findings"]

    assert (finding["what"], finding["mend"]) == ("there is no rule “deductt”", "did you mean “deduct”?")


CASE = """
title = "病假"
# (3 − 2) × 0.2 = 0.20 off
rows.leave = [{ id = "Zhang", days = 3 }]
[[scheme.clause]]
id = "sick"
rule = "deduct"
of = "leave.days"
points = 0.2
allowance = 2
[[expect]]
step = "sick"
points = { Zhang = POINTS }
"""


@pytest.mark.parametrize(("points", "wrong"), [("-0.2", False), ("-0.3", True)])
def test_a_case_file_is_run(playground: Playground, points: str, wrong: bool) -> None:
    with without_polars():
        tried = playground.tried({"docs.case.toml": CASE.replace("POINTS", points).encode()}, "zh")

    assert tried["findings"] == []
    [case] = tried["cases"]
    assert (case["title"], case["line"]) == ("病假", 1)
    assert bool(case["wrong"]) is wrong


def test_a_damaged_project_file_is_told(playground: Playground) -> None:
    tried = playground.tried({"kaohe.toml": b"[project\n"}, "zh")

    assert [(one["file"], one["line"], one["blocks"]) for one in tried["findings"]] == [("kaohe.toml", 1, True)]


def test_words_are_those_of_the_project(playground: Playground) -> None:
    playground.tried(FILES, "zh")
    words = playground.words()

    assert {"deduct", "allowance", "attendance.sick-days", "mean", "subject", "share"} <= set(words)
    assert words == sorted(words)
