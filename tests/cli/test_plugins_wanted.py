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


@pytest.mark.fault("D05")
def test_a_plugin_that_another_requires(tmp_path, kaohe_site):
    kaohe_site.add("pages")
    kaohe_site.add("reads", requires=("kaohe-pages",))
    kaohe_site.add("writes", requires=("kaohe-paper>=2",))

    code, text = told(tmp_path, '"reads", "writes"')

    assert code == 1
    assert (
        "reads 0.1.0 (unmet)\n"
        "    kaohe.toml:4:12 project.plugins.#1: the plugin “reads” (kaohe-reads 0.1.0) requires the plugin pages "
        "(kaohe-pages), which is not enabled\n"
        "    To mend it: write “pages” before “reads” in plugins\n"
    ) in text
    assert (
        "writes 0.1.0 (unmet)\n"
        "    kaohe.toml:4:21 project.plugins.#2: the plugin “writes” (kaohe-writes 0.1.0) requires kaohe-paper>=2, "
        "which is not installed\n"
    ) in text
    checked = CliRunner().invoke(app, ["check", str(tmp_path), "--language", "en"]).stderr
    assert checked.startswith(
        "[finding] kaohe.toml:4:12 project.plugins.#1: the plugin “reads” (kaohe-reads 0.1.0) requires the plugin "
        "pages (kaohe-pages), which is not enabled\n"
    )


def test_a_plugin_that_is_not_enabled_is_shown_with_what_it_requires(tmp_path, kaohe_site):
    kaohe_site.add("pages")
    kaohe_site.add("reads", requires=("kaohe-pages",))

    code, text = told(tmp_path, '"pages"')

    assert code == 0
    assert "reads 0.1.0 (not enabled)\n" in text
