"""Superior schemes at the command: what holds is printed with where it comes from, and what it replaces (G10)."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Kaohe = Callable[..., Result]

LOCKED = 'locked = ["governance.approval"]'
ALLOWED = """[allowed]
"governance.quorum" = { at-least = "3/4" }
"governance.publicity-days" = { at-least = 5 }

"""

pytestmark = pytest.mark.clause("G10")


@pytest.fixture
def school(small: Path) -> Path:
    """The small school, whose scheme has become the county’s; its own changes three values."""
    scheme = small / "schemes/绩效.toml"
    county = LOCKED + scheme.read_text(encoding="utf-8").replace("[periods]", f"{ALLOWED}[periods]")
    (small / "schemes/县办法.toml").write_text(county, encoding="utf-8")
    scheme.write_text(
        'extends = "县办法.toml"\n\n[governance]\napproval = false\npublicity-days = 4\n', encoding="utf-8"
    )
    return small


def test_a_value_changed_by_a_superior_is_shown_with_what_the_school_wrote(kaohe: Kaohe, school: Path) -> None:
    text = kaohe("resolve", school).stdout
    lines = [" ".join(line.split()) for line in text.splitlines()]

    assert 'quorum = "3/4" # schemes/县办法.toml:10，替换默认值 "2/3"' in lines
    assert "publicity-days = 5 # schemes/县办法.toml:11，替换 schemes/绩效.toml:5 的 4" in lines
    assert "approval = true # schemes/县办法.toml:1，替换 schemes/绩效.toml:4 的 false" in lines
    assert 'majority = "1/2" # 默认' in lines
    assert 'title = "绩效分配" # schemes/县办法.toml:2' in lines
    assert tomllib.loads(text)["governance"]["publicity-days"] == 5


def test_in_english_and_as_data(kaohe: Kaohe, school: Path) -> None:
    found = json.loads(kaohe("resolve", school, "--language", "en", "--format", "json").stdout)
    values = {".".join(value["keys"]): value for value in found["schemes"][0]["values"]}

    assert values["governance.quorum"]["from"] == 'schemes/县办法.toml:10, instead of the default "2/3"'
    assert values["governance.approval"]["from"] == "schemes/县办法.toml:1, instead of false in schemes/绩效.toml:4"


def test_the_school_is_told(kaohe: Kaohe, school: Path) -> None:
    found = kaohe("check", school)

    assert found.exit_code == 0
    assert "“governance.publicity-days”：schemes/县办法.toml 规定应不小于 5，这里的 4 无效，按 5 执行" in found.output


def test_an_editor_knows_the_keys_of_layers(kaohe: Kaohe, small: Path) -> None:
    schema = json.loads(kaohe("schema", small).stdout)

    assert list(schema["properties"])[:3] == ["extends", "locked", "allowed"]
    assert schema["properties"]["allowed"]["additionalProperties"] == {"$ref": "#/$defs/Allowed"}
    assert list(schema["$defs"]["Allowed"]["properties"]) == ["at-least", "at-most", "one-of"]
    assert schema["if"] == {"required": ["extends"]}
    assert schema["then"] == {"additionalProperties": True}  # what a superior says need not be said again
    assert schema["else"]["required"] == ["title", "subject", "marks", "round", "dimension"]
    assert [choice["required"] for choice in schema["$defs"]["Dimension"]["anyOf"]] == [
        ["id", "title", "marks"],
        ["id"],
    ]
    assert schema["$defs"]["Governance"]["properties"]["publicity-days"]["default"] == 3
