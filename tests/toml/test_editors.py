"""Editors read the schema as kaohe does: Tombi, and Taplo (Even Better TOML), find nothing in the examples."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kaohe_core.cli.app import app

pytestmark = pytest.mark.thorough  # programs of others, once for each example; tests/toml/test_schema.py has the keys

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path.parent for where in ("examples", "docs/examples") for path in ROOT.glob(f"{where}/*/kaohe.toml"))
SETTINGS = """
[[schemas]]
path = "scheme.json"
include = ["schemes/*.toml"]

[[schemas]]
path = "project.json"
include = ["kaohe.toml"]
"""


def program(name: str) -> str:
    """Where it is, beside the Python that runs this."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{name} is not installed: pip install {name}")
    return found


@pytest.fixture
def edited(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The schemes and ``kaohe.toml`` of an example, beside what ``kaohe schema`` writes of it."""
    example: Path = request.param
    shutil.copy(example / "kaohe.toml", tmp_path)
    schemes = tmp_path / "schemes"
    schemes.mkdir()
    for path in example.glob("schemes/*.toml"):
        shutil.copy(path, schemes)
    for of in ("scheme", "project"):
        with pytest.raises(SystemExit) as ended:
            app.main(["schema", str(example), "--of", of])
        assert ended.value.code == 0
        (tmp_path / f"{of}.json").write_text(capsys.readouterr().out, encoding="utf-8")
    (tmp_path / "tombi.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def tombi(folder: Path) -> tuple[int, str]:
    """The code with which it ends, and what it says."""
    told = subprocess.run(
        [program("tombi"), "lint", "--offline"], cwd=folder, capture_output=True, text=True, check=False
    )
    return told.returncode, re.sub(r"\x1b\[[\d;]*m", "", told.stdout + told.stderr)


def each(*examples: Path) -> pytest.MarkDecorator:
    """For each of these examples."""
    ids = [path.relative_to(ROOT).as_posix() for path in examples]
    return pytest.mark.parametrize("edited", examples, ids=ids, indirect=True)


@pytest.mark.fault("S02")
@pytest.mark.fault("S03")
@pytest.mark.fault("S04")
@each(*EXAMPLES)
def test_tombi_finds_nothing(edited: Path) -> None:
    code, told = tombi(edited)

    assert code == 0, told
    assert "warning" not in told.lower()


@each(*EXAMPLES)
def test_taplo_finds_nothing(edited: Path) -> None:
    for file, of in [(edited / "kaohe.toml", "project"), *((path, "scheme") for path in edited.glob("schemes/*.toml"))]:
        command = [program("taplo"), "lint", "--schema", (edited / f"{of}.json").as_uri(), str(file)]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr


@each(ROOT / "docs" / "examples" / "five-clauses")
def test_tombi_blames_a_misspelt_key_on_its_own_line(edited: Path) -> None:
    (path,) = edited.glob("schemes/*.toml")
    text = path.read_text(encoding="utf-8")
    line = text.partition("  allowance = 2")[0].count("\n") + 1
    path.write_text(text.replace("  allowance = 2", "  alowance = 2"), encoding="utf-8")
    code, told = tombi(edited)

    assert code == 1
    assert '"alowance" is not allowed' in told
    assert f"{path}:{line}:3" in told
