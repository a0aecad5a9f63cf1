"""Every sum that an explanation and a personal sheet print is read back and worked out again, in both languages."""

from __future__ import annotations

import re
from fractions import Fraction
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

import kaohe_core as kaohe
from kaohe_core.cli.app import app
from kaohe_core.papers.as_html import html
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.personal import personal
from tests.explain.readback import NotArithmeticError, equations

HOUSE = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in (HOUSE / "examples").glob("**/kaohe.toml"))
CONTRADICTS = "石门教学点"  # its scheme is not what the county locked, and so nobody has a mark
READY = sorted(path.parent for path in HOUSE.glob("plugins/*/src/*/schemes/*/about.toml"))
N = r"(−?[\d.]+)"
TO_BE_HAD = f">([^<]*(?:得 {N} 分，满分 {N} 分，还可得 {N} 分|: {N} of {N}, {N} more are to be had))<"
PEOPLE = 3  # of each scheme; all of them when thorough


@pytest.mark.parametrize(
    ("line", "left", "right"),
    [
        ("12 − 3 天 × 2 = 6", 6, 6),
        ("〔上〕−(病假天数 3 天 − 2) × 0.2 = −0.2", Fraction(-1, 5), Fraction(-1, 5)),
        ("教师数 4 人 ÷ 专任教师数 5 人 × 20 = 16.00", 16, 16),
        ("(甲 84 分 × 0.5 + 乙 83 分 × 0.5) ÷ 100 × 30 = 25.05", Fraction("25.05"), Fraction("25.05")),
        ("得分 2 ÷ 3 ≈ 0.67（四舍五入到 2 位小数）", Fraction(2, 3), Fraction("0.67")),
        ("10 + 20/3（约 6.6667）+ (甲 + 乙)合计 1 = 53/3（约 17.6667）", Fraction(53, 3), Fraction(53, 3)),
        ("√((甲 3 分)² + 4²) = 5", 5, 5),
        ("100 × 0.98^(年数 2 年) = 96.04", Fraction("96.04"), Fraction("96.04")),
        ("together 4 (role “教师”) + 0 (rating 60 marks ≤ 90) = 4", 4, 4),
    ],
)
def test_a_line_is_read_as_it_is_written(line, left, right):
    [found] = equations(line)

    assert (found.left, found.right, found.holds) == (left, right, True)


def test_a_remark_is_read_too():
    line = "10 − 50 × 0（以下各项中最大的：0、0.9 − 甲 5 人 ÷ 乙 5 人 = −0.1）= 10.00"

    assert [(one.left, one.holds) for one in equations(line)] == [(Fraction(-1, 10), True), (10, True)]


def test_a_root_is_read_to_as_many_places_as_it_is_printed():
    [found] = equations(
        "√(测评分 60 分 ÷ 7) ≈ 2.93（四舍五入到 2 位小数）"
    )  # 60 ÷ 7 = 8.5714…; 2.927² = 8.567, 2.928² = 8.573
    assert found.holds
    assert Fraction("2.927") < found.left < Fraction("2.928")


@pytest.mark.parametrize(
    "line",
    [
        "√(8) ≈ 2.93（四舍五入到 2 位小数）",
        "3² = 6",
        "12 − 3 天 × 2 = 7",
        "得分 2 ÷ 3 ≈ 0.76（四舍五入到 2 位小数）",
        "5 ÷ 3 = 1.67",
    ],
)
def test_a_wrong_one_is_found(line):
    [found] = equations(line)

    assert not found.holds


def test_what_is_no_sum_is_said():
    with pytest.raises(NotArithmeticError, match="no number in '没有数据'"):
        list(equations("没有数据 × 2 = 4"))


@pytest.mark.thorough(but=[path for path in EXAMPLES if path.name in ("county-training", "township-school")])
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("example", [path for path in EXAMPLES if path.name != CONTRADICTS], ids=lambda path: path.name)
def test_every_sum_of_an_example_holds(example, language, thorough):
    all_sums_hold(example, language, thorough=thorough)


@pytest.mark.thorough(but=[path for path in READY if path.name == "reading"])
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("ready", READY, ids=lambda path: path.name)
def test_every_sum_of_a_ready_scheme_holds(ready, language, thorough, tmp_path):
    plugin = ready.parents[3].name.removeprefix("kaohe-")
    folder = tmp_path / ready.name
    made = CliRunner().invoke(app, ["init", f"{plugin}/{ready.name}", str(folder), "--name", "校"])
    assert made.exit_code == 0, made.output
    all_sums_hold(folder, language, thorough=thorough)


def all_sums_hold(project, language, *, thorough):
    """What explanations and personal sheets print of the people of every scheme of a project."""
    wrong, count = [], 0
    for scored in kaohe.open(project, language=language).scores():
        people = scored.result.frame["_subject"].to_list()
        for subject in people if thorough else people[:PEOPLE]:
            explained = scored.explain(subject)
            for part in explained.parts:
                for line in part.lines:
                    found = list(equations(line))
                    wrong += [f"{subject} {part.id}: {one.text}" for one in found if not one.holds]
                    count += len(found)
            wrong += [f"{subject}: {item}" for item in not_from_the_sheet(scored, explained)]

    assert wrong == []
    assert count > (10 if thorough else 3)  # they are seen


def not_from_the_sheet(scored, explained):
    """What stands on the right of a personal sheet, as its page has it, and is not what the lines below come to."""
    occasion = Occasion("校", scored.digest, scored.language)
    page = html(personal([explained], scored.title, occasion)).decode()
    for item in re.findall(r'<section class="item.*?</section>', page, re.DOTALL):
        [result] = re.findall(r'class="result">(.*?)</span>', item)
        lines = [unescape(line) for line in re.findall(r'<p class="line">(.*?)</p>', item)]
        lines = [line for line in lines if not line.startswith(("读法：", "read so: "))]
        if not re.fullmatch(r"≈?[-−]?[\d.]+", result) or not lines:
            continue  # a grade, why there is no mark, or a mark that is a cell of a table
        found = [one.right for line in lines for one in equations(line)]
        value = Fraction(result.lstrip("≈").replace("−", "-"))
        if not found:  # said first, with the reason below, and not worked out: the same number in the same words
            found = [Fraction(text.replace("−", "-")) for text in re.findall(r"[-−]?\d+(?:\.\d+)?", lines[0])]
        if not found or abs(found[-1] - value) >= Fraction(1, 10**6):
            yield f"{result} ← {lines[-1]}"
    for text, *numbers in re.findall(TO_BE_HAD, page):
        had, marks, left = (number.replace("−", "-") for number in numbers if number)
        if Fraction(had) + Fraction(left) != Fraction(marks):
            yield text
