"""The example gives what its README.md works out by hand."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

import kaohe_core as kaohe
from kaohe_core.testing import differences

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "legal-county"
SCHEMES = ["schools", "volunteers", "deputies", "counsellors", "families"]


@pytest.fixture(scope="module")
def found():
    """The results and tables of every scheme, by its id; and the findings."""
    outcomes = kaohe.open(EXAMPLE).scores()
    scored = {one.id: (one.result, one.scored.tables) for one in outcomes}
    assert list(scored) == SCHEMES
    return scored, outcomes[0].findings


def number(found, scheme: str, id: str, step: str) -> Decimal:
    value = found[0][scheme][0].subject(id).number(step)
    return Decimal(value.numerator) / Decimal(value.denominator)


def holders(found, scheme: str, award: str) -> list[str]:
    return [subject.id for subject in found[0][scheme][0].subjects() if subject.value(award)]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        # every line stands in README.md with its arithmetic
        ("monthly-lecture", "12"),
        ("parents", "18.67"),
        ("deputy-sessions", "6"),
        ("own-counsellor", "7.5"),
        ("weekly-lesson", "8.5"),
        ("teachers", "35.33"),
        ("six-poster", "2.1875"),
        ("six-story", "1.25"),
        ("pupils", "17.66"),
        ("plan-in-time", "2"),
        ("plan-late", "1"),
        ("final-inspection", "10.98"),
        ("stages", "17.98"),
        ("total", "89.64"),
    ],
)
def test_the_school_of_the_readme(found, step, expected):
    assert number(found, "schools", "X01", step) == Decimal(expected)


def test_three_schools_have_the_title_and_who_was_inspected_too_early_does_not(found):
    assert len(holders(found, "schools", "model-school")) == 3
    assert "X01" in holders(found, "schools", "model-school")
    assert number(found, "schools", "X08", "total") > number(found, "schools", "X01", "total")
    assert "X08" not in holders(found, "schools", "model-school")


@pytest.mark.clause("L02")
def test_eight_of_the_countys_ten_volunteers(found):
    assert number(found, "volunteers", "V01", "total") == Decimal("91.4")
    # the school base + 4, teachers base + 1, parents base + 2, society base − 1, of base 80:
    # 84 × 0.4 + 81 × 0.3 + 82 × 0.2 + 79 × 0.1 = 33.6 + 24.3 + 16.4 + 7.9
    assert {number(found, "volunteers", id, "total") for id in ("V02", "V05", "V13")} == {Decimal("82.2")}
    assert sorted(holders(found, "volunteers", "county-best")) == [
        "V01",
        "V03",
        "V04",
        "V06",
        "V07",
        "V09",
        "V10",
        "V12",
    ]


def test_each_school_has_its_own_volunteer(found):
    # X01 has V01 with 91.4 and V13 with 82.2, X02 has V02 with 82.2 and V14 with less; the others have one each
    assert holders(found, "volunteers", "school-best") == [f"V{n:02}" for n in range(1, 13)]


def test_every_chosen_family_did_all_six_and_has_no_offence(found):
    result = found[0]["families"][0]
    chosen = [result.subject(id) for id in holders(found, "families", "model-family")]
    assert chosen
    assert {subject.number("six-ones") for subject in chosen} == {60}
    for school in {subject.unit for subject in chosen}:
        places = [s for s in chosen if s.unit == school]
        assert len({s.number("total") for s in places}) == 1  # one, or those who share the first place


@pytest.mark.parametrize("scheme", SCHEMES)
def test_columns_and_oracle_agree_on_every_step(found, scheme):
    assert differences(*found[0][scheme]) == []
    assert not found[0][scheme][0].provisional


def test_what_only_a_list_can_say_is_said(found):
    texts = [finding.text("zh").split("legal-education: ")[-1].split("\n")[0] for finding in found[1]]
    assert "“实验小学”报送“年度工作计划”迟了 2 天" in texts
    assert "“河口中学”没有配备法制副校长" in texts
    assert "“白杨小学”的“X06-2班”没有法制辅导员" in texts
    assert "“双庙小学”的验收日期 2016-04-13 早于自检日期 2016-04-20" in texts


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_data", EXAMPLE / "make_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_those_of_the_script_byte_for_byte(tmp_path):
    script().main(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    kept = {path.name: path.read_bytes() for path in (EXAMPLE / "data").glob("*.csv")}
    assert made == kept
