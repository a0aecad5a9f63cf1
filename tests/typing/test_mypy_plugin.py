"""mypy with kaohe's plugin catches what pluggy and attrs leave to the moment when a school loads the plugin."""

from __future__ import annotations

import re
from pathlib import Path

import mypy.api
import pytest

from kaohe_core.mypy_plugin import FIELDS
from kaohe_core.rules import rule

WRONG = Path(__file__).parent / "wrong_plugin.py"
ROOT = Path(__file__).resolve().parent.parent.parent


def test_what_it_takes_for_fields_is_there():
    assert sorted(FIELDS) == sorted(f"{rule.__name__}.{function.__name__}" for function in (rule.doc, rule.param))


@pytest.mark.thorough  # mypy reads the core anew: half a minute without its cache
def test_mypy_finds_exactly_what_is_wrong(tmp_path, monkeypatch):
    config = tmp_path / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\nplugins = kaohe_core.mypy_plugin\n", encoding="utf-8")
    monkeypatch.chdir(ROOT)

    text, trouble, _ = mypy.api.run(["--config-file", str(config), "--cache-dir", str(tmp_path), str(WRONG)])

    said = [re.sub(r"  \[[a-z-]+\]$", "", line.partition(": error: ")[2]) for line in text.splitlines()[:-1]]
    lines = [int(line.split(":")[1]) for line in text.splitlines()[:-1]]
    expected = [
        (number, line.partition("  # E: ")[2])
        for number, line in enumerate(WRONG.read_text(encoding="utf-8").splitlines(), start=1)
        if "  # E: " in line
    ]
    assert trouble == ""
    assert list(zip(lines, said, strict=True)) == expected
