"""The mark ``thorough`` of the conftest.py at the top: what runs with it, what without."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TESTS = """
import pytest

@pytest.mark.thorough(but=["two", "three"])
@pytest.mark.parametrize("name", ["one", "two", pytest.param("three", id="3")])
def test_some(name):
    pass

@pytest.mark.thorough
def test_only_thorough():
    pass

def test_its_size(thorough):
    pass
"""


def run(folder: Path, tests: str, *options: str) -> tuple[set[str], str]:
    """The tests that pass when ``tests`` run beside our conftest.py, and all that pytest says."""
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "test_it.py").write_text(tests, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "--rootdir", ".", *options, "test_it.py"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = said.stdout.splitlines()
    return {line.split("::")[1].split(" ")[0] for line in lines if " PASSED" in line}, said.stdout + said.stderr


@pytest.mark.parametrize(
    ("options", "passed"),
    [
        ((), {"test_some[two]", "test_some[3]", "test_its_size"}),
        (
            ("--thorough",),
            {"test_some[one]", "test_some[two]", "test_some[3]", "test_only_thorough", "test_its_size"},
        ),
        (("--thorough", "-m", "thorough"), {"test_some[one]", "test_only_thorough", "test_its_size"}),
    ],
)
def test_what_is_thorough_runs_when_it_is_asked_for(tmp_path, options, passed):
    assert run(tmp_path, TESTS, *options)[0] == passed


def test_a_parameter_that_is_none_is_said(tmp_path):
    passed, said = run(tmp_path, TESTS.replace('but=["two"', 'but=["tow"'))
    assert not passed
    assert "test_it.py::test_some: thorough(but=…) names 'tow', which is none of its parameters: " in said
    assert "['one', 'two', 'three']" in said
