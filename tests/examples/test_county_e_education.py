"""The example gives what its README.md works out by hand."""

from __future__ import annotations

import importlib.util
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

import kaohe_core as kaohe
from kaohe_core.assess.oracle import Oracle

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "county-e-education"


@pytest.fixture(scope="module")
def found():
    """Scheme, result and tables of every scheme by id, and the findings."""
    outcomes = kaohe.open(EXAMPLE).scores()
    scored = {one.id: (one.scored.ready, one.result, one.scored.tables) for one in outcomes}
    return scored, [finding for outcome in outcomes for finding in outcome.findings]


def number(found, scheme: str, id: str, step: str) -> Decimal:
    value = found[0][scheme][1].subject(id).number(step)
    return Decimal(value.numerator) / Decimal(value.denominator)


@pytest.mark.clause("E10")
def test_all_286_schools_have_a_place(found):
    subjects = list(found[0]["schools"][1].subjects())
    assert Counter(subject.id[0] for subject in subjects) == {"A": 176, "B": 96, "C": 14}
    assert len(subjects) == 286
    assert all(subject.number("county-place") is not None for subject in subjects)


@pytest.mark.clause("E03")
def test_the_first_three_of_each_mode_and_who_shares_the_third_place(found):
    subjects = list(found[0]["schools"][1].subjects())
    rewarded = [subject for subject in subjects if subject.value("rewarded") is True]
    assert Counter(subject.id[0] for subject in rewarded) == {"A": 4, "B": 3, "C": 3}  # A049 and A109 share the third
    assert {s.id for s in rewarded if s.id[0] == "A" and s.number("mode-place") == 3} == {"A049", "A109"}


@pytest.mark.parametrize(
    ("scheme", "id", "step", "expected"),
    [
        ("schools", "A097", "use", "30"),
        ("schools", "A097", "works", "3.5"),
        ("schools", "A097", "review", "26.46"),
        ("schools", "A097", "total", "91.96"),
        ("schools", "A097", "mode-place", "5"),
        ("schools", "B067", "review", "28.38"),
        ("schools", "B067", "total", "91.88"),
        ("schools", "B067", "county-place", "10"),
        ("schools", "B067", "mode-place", "4"),
        ("townships", "柳河镇", "model-schools", "15"),
        ("townships", "柳河镇", "repairs-in-time", "40"),
        ("townships", "柳河镇", "repairs-beyond-limit", "-5"),
        ("townships", "柳河镇", "total", "70"),
        ("training-count", "2005", "people", "2083"),
    ],
)
def test_the_figures_of_the_readme(found, scheme, id, step, expected):
    assert number(found, scheme, id, step) == Decimal(expected)


@pytest.mark.clause("E09")
def test_the_findings_of_the_readme(found):
    texts = [finding.text("zh") for finding in found[1]]
    assert not any(finding.blocks for finding in found[1])
    assert [text.split(": ", 1)[1].split("\n")[0] for text in texts if "插件 e-education" in text] == [
        "乡镇“水口乡”没有技术骨干",
        "乡镇“柳河镇”在 2005春 有 5 所窗口学校",
        "乡镇“胡家乡”在 2005秋 有 1 所窗口学校",
        "2005 年上报合计 2038 人次，各场次相加是 412 + 246 + 1115 + 72 + 238 = 2083",
    ]
    # every thirteenth school from the sixth on: (286 − 6) ÷ 13 = 21.5…, so 22
    assert sum("相差超过" in text and text.endswith("另有 2 人") for text in texts) == 2


@pytest.mark.parametrize("scheme", ["schools", "townships", "training-count"])
def test_columns_and_oracle_agree_on_every_step(found, scheme):
    ready, result, tables = found[0][scheme]
    oracle = Oracle(ready.plan, tables)
    for subject in result.subjects():
        for step in ready.plan.steps:
            assert subject.value(step.id) == oracle.value(step.id, subject.id), (subject.id, step.id)


def test_the_data_are_what_the_script_makes(tmp_path):
    spec = importlib.util.spec_from_file_location("make_e_education", EXAMPLE / "make_data.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    made.main(tmp_path)
    names = sorted(path.name for path in (EXAMPLE / "data").iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert all((tmp_path / name).read_bytes() == (EXAMPLE / "data" / name).read_bytes() for name in names)
