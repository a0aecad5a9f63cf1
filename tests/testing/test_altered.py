"""``altered``: the tiny project with one piece of a file changed."""

from pathlib import Path

import pytest

from kaohe_core.testing import AlteredProject, altered

TINY = Path(__file__).parent.parent / "tiny"


@pytest.fixture
def tiny() -> AlteredProject:
    return altered(TINY)


def test_a_project_as_it_stands(tiny):
    found = tiny()
    assert not any("改法" in text for text in found.findings)
    [result] = found.results.values()
    assert result.total_of("paid") * 100 == 100001  # the pool of 1000.01


def test_one_piece_is_changed(tiny):
    found = tiny({"schemes/pay.toml": {"pool = 1000.01": "pool = 2000"}})
    [result] = found.results.values()
    assert result.total_of("paid") == 2000


def test_a_piece_that_is_not_there_fails_the_test(tiny):
    with pytest.raises(AssertionError, match=r"schemes/pay\.toml has no 'pool = 7'"):
        tiny({"schemes/pay.toml": {"pool = 7": "pool = 8"}})


def test_what_blocks_is_said_and_gives_no_result(tiny):
    found = tiny({"schemes/pay.toml": {"pool = 1000.01": "pool = -1"}})
    assert found.results == {}
    assert any("总额" in text for text in found.findings)


def test_somebody_who_is_not_there(tiny):
    with pytest.raises(KeyError):
        tiny().points("pay", "nobody")


@pytest.mark.fault("D08")
def test_a_project_with_workbooks_is_altered_too(kaohe_project):
    """What is no text stays as it is."""
    township = Path(__file__).parents[2] / "examples/township-school"
    made = []
    altered(township, lambda files: made.append(files) or kaohe_project(files))()
    book = "data/考勤.xlsx"
    assert made[0][book] == (township / book).read_bytes()
