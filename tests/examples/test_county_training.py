"""The example gives what its README.md works out by hand."""

from __future__ import annotations

import importlib.util
import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

import kaohe_core as kaohe
from kaohe_core.assess.oracle import Oracle
from kaohe_core.cli.app import app
from kaohe_core.findings import Findings
from kaohe_core.scheme.coverage import coverage
from kaohe_core.toml.document import read

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "county-training"


@pytest.fixture(scope="module")
def found():
    """Scheme, result and tables of every scheme, by id."""
    outcomes = kaohe.open(EXAMPLE).scores()
    assert not list(outcomes[0].findings)
    return {one.id: (one.scored.ready, one.result, one.scored.tables) for one in outcomes}


def number(found, scheme: str, id: str, step: str) -> Decimal:
    value = found[scheme][1].subject(id).number(step)
    return Decimal(value.numerator) / Decimal(value.denominator)


@pytest.mark.thorough
@pytest.mark.clause("T06")
def test_the_report_prints_the_grades_and_their_rates(tmp_path):
    for path in EXAMPLE.rglob("*"):
        if path.is_file() and "out" not in path.parts:
            copy = tmp_path / path.relative_to(EXAMPLE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    done = CliRunner().invoke(app, ["score", str(tmp_path), "--scheme", "trainees"])
    assert done.exit_code == 0
    assert (
        "优秀：129，占 15.7%\n"
        "良好：560，占 68.0%（良好及以上 83.7%）\n"
        "合格：134，占 16.3%（合格及以上 100.0%）\n"
        "不合格：0，占 0.0%\n"
    ) in done.stdout
    written = json.loads((tmp_path / "out/trainees/result.json").read_text("utf-8"))
    [scheme] = written["schemes"]
    assert [(g["name"], g["count"], g["rate"]) for g in scheme["grades"]] == [
        ("优秀", 129, "15.7"),
        ("良好", 560, "68.0"),
        ("合格", 134, "16.3"),
        ("不合格", 0, "0.0"),
    ]


@pytest.mark.clause("T07")
def test_progress_at_the_date(found):
    # 8 full hundreds and the remainders 0 to 22: README.md has the sums
    subjects = list(found["trainees"][1].subjects())
    counts = [sum(subject.value(f"progress-{k}") is True for subject in subjects) for k in range(6)]
    assert counts == [27, 63, 173, 160, 320, 80]
    assert sum(counts) == 823


@pytest.mark.parametrize(
    ("id", "step", "expected"),
    [
        ("T001", "homework", "83.16"),
        ("T001", "activity", "10"),
        ("T001", "total", "93.16"),
        ("T008", "module-5", "14.94"),  # 83 × 0.18, not the copied 84
        ("T008", "homework", "75.06"),
        ("T008", "total", "84.06"),
    ],
)
def test_the_two_trainees_of_the_readme(found, id, step, expected):
    assert number(found, "trainees", id, step) == Decimal(expected)


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("S05", "92"),  # without summary: 52 + 40
        ("S09", "92.47"),  # no attendance: 54; files 25, indexed 53 ÷ 59 × 15 = 13.4745…
        ("S12", "93.10"),  # 58 trainees, 48 files: 60 + 48 ÷ 58 × 25 = 20.6896… + 48 ÷ 58 × 15 = 12.4137…
        ("S01", "100"),
    ],
)
def test_the_schools_of_the_readme(found, id, expected):
    assert number(found, "training-schools", id, "total") == Decimal(expected)


def test_who_need_not_take_part_is_named_with_the_reason(found):
    assert [(n.id, n.reason) for n in found["trainees"][1].not_assessed] == [
        ("T824", "已满 50 周岁，没有注册，可以不参加")
    ]


def test_no_clause_of_the_written_text_is_left_uncovered(found):
    file = EXAMPLE / "schemes" / "参训教师.toml"
    document = read(file, file.name, findings := Findings())
    text = (EXAMPLE / "方案.md").read_text("utf-8")
    covered = coverage(found["trainees"][0].scheme, text, document, "方案.md", findings)
    assert [(one.written.number, one.kind) for one in covered] == [
        ("一（一）", "formalised"),
        ("二（一）1", "formalised"),
        ("二（一）2", "stated"),
        ("二（一）3", "stated"),
        ("二（一）4", "formalised"),
        ("二（一）5", "formalised"),
        ("二（二）", "formalised"),
    ]
    assert not list(findings)


@pytest.mark.parametrize("scheme", ["trainees", "training-schools"])
def test_columns_and_oracle_agree_on_every_step(found, scheme):
    ready, result, tables = found[scheme]
    oracle = Oracle(ready.plan, tables)
    for subject in result.subjects():
        for step in ready.plan.steps:
            assert subject.value(step.id) == oracle.value(step.id, subject.id), (subject.id, step.id)


def test_the_data_are_what_the_script_makes(tmp_path):
    spec = importlib.util.spec_from_file_location("make_training", EXAMPLE / "make_data.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    made.main(tmp_path)
    names = sorted(path.name for path in (EXAMPLE / "data").iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert all((tmp_path / name).read_bytes() == (EXAMPLE / "data" / name).read_bytes() for name in names)
