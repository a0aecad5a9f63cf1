"""``kaohe plugins`` says what a project wants and lacks, and of which version; no plugin of that name is installed."""

import json

import pytest
from click.testing import CliRunner

from kaohe_core.cli.app import app

KAOHE = """[project]
name = "p"
language = "en"
plugins = [{}]
[[scheme]]
id = "s"
file = "s.toml"
"""


def told(tmp_path, wanted, *options):
    (tmp_path / "kaohe.toml").write_text(KAOHE.format(wanted), "utf-8")
    (tmp_path / "s.toml").write_text('title = "s"\n', "utf-8")
    result = CliRunner().invoke(app, ["plugins", str(tmp_path), *options])
    return result.exit_code, result.output


@pytest.mark.fault("D05")
def test_a_plugin_of_another_version(tmp_path):
    code, text = told(tmp_path, '"example ~= 9.3"')

    assert code == 1
    assert (
        "example 0.1.0 (~=9.3 is wanted)\n"
        "    kaohe.toml:4:12 project.plugins.#1: the plugin “example” is installed as kaohe-example 0.1.0, "
        "while ~=9.3 is required\n"
        "    To mend it: install a version of kaohe-example that is ~=9.3, from where you have the plugin\n"
    ) in text


@pytest.mark.fault("D05")
def test_a_plugin_that_is_missing(tmp_path):
    code, text = told(tmp_path, '"nobody-has-it", "example"')

    assert code == 1
    assert (
        "nobody-has-it (missing)\n    kaohe.toml:4:12 project.plugins.#1: the plugin “nobody-has-it” is not in" in text
    )
    assert "    To mend it: install it as whoever offers it says\n" in text
    assert "example 0.1.0 (enabled)\n" in text


@pytest.mark.fault("D05")
def test_a_machine_reads_it_too(tmp_path):
    code, text = told(tmp_path, '"nobody-has-it >= 1", "example ~= 9.3"', "--format", "json")
    found = {item["name"]: item for item in json.loads(text)["plugins"]}

    assert code == 1
    keys = ("state", "wanted", "version", "enabled")
    assert [found["nobody-has-it"][key] for key in keys] == ["missing", ">=1", None, True]
    assert [found["example"][key] for key in keys] == ["unmet", "~=9.3", "0.1.0", True]
