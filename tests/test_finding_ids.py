"""Every message that says what is wrong has an id for good, which is shown where a person reads it."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaohe_core.cli.app import app
from kaohe_core.cli.session import Session
from kaohe_core.finding_ids import Register, examples, id_of, read, register
from kaohe_core.findings import Finding, Place
from kaohe_core.messages import catalogue, message

TOOL = runpy.run_path(str(Path(__file__).parent.parent / "tools" / "finding_ids.py"))
PACKAGES = TOOL["packages"]()


@pytest.mark.parametrize("package", PACKAGES, ids=[path.name for path in PACKAGES])
def test_every_message_that_says_what_is_wrong_has_an_id_and_no_id_is_of_nothing(package):
    """To mend it: python tools/finding_ids.py --write"""
    old, new = TOOL["kept"](package)

    assert dict(old.templates) == dict(new.templates)
    assert set(examples(package.name)) == set(old.templates)
    assert len(set(old.templates.values())) == len(old.templates)


def test_a_message_that_is_reworded_keeps_its_id_and_a_number_is_never_given_again(tmp_path, monkeypatch):
    monkeypatch.setitem(TOOL["kept"].__globals__["PREFIXES"], "small", "SM")
    package = tmp_path / "small"
    (package / "locale").mkdir(parents=True)
    code, file = package / "a.py", package / "locale" / "findings.txt"

    def written(*templates: str) -> dict[str, str]:
        code.write_text("".join(f"findings.add(place, message({t!r}))\n" for t in templates), encoding="utf-8")
        for name in ("trees", "said", "_messages"):
            TOOL["kept"].__globals__[name].cache_clear()
        new = TOOL["kept"](package)[1]
        file.write_text(new.text(), encoding="utf-8")
        return dict(new.templates)

    assert written("the file is not there", "a row too many") == {
        "SM001": "the file is not there",
        "SM002": "a row too many",
    }
    assert written("the file {file} is not there") == {"SM001": "the file {file} is not there"}
    assert written("the file {file} is not there", "nobody is paid") == {
        "SM001": "the file {file} is not there",
        "SM003": "nobody is paid",
    }


def test_a_register_reads_back():
    kept = Register("K", {"K001": "one\ntwo"}, 7)

    assert kept.text() == "K\t7\nK001\tone\\ntwo\n"
    assert read(kept.text()) == kept


def test_what_is_wrong_in_a_formula_is_looked_up_and_not_where_it_stands():
    inner = message("the file does not exist")

    assert id_of(message("in the formula “{text}”: {what}", text="1 +", what=inner)) == id_of(inner) is not None


def test_a_plugin_need_not_keep_ids():
    assert register("json") is None
    assert Finding(Place(), catalogue("json")("wrong")).id is None


@pytest.fixture
def wrong(tmp_path) -> Path:
    (tmp_path / "kaohe.toml").write_text('[projet]\nname = "试"\n', encoding="utf-8")
    return tmp_path


def test_a_terminal_shows_the_id_and_a_file_does_not(wrong, monkeypatch, capsys):
    finding = Finding(Place("a.toml"), message("the file does not exist"), message("close the file"))
    Session().tell([finding])
    assert capsys.readouterr().err.splitlines()[0] == "[问题] a.toml: 文件不存在"

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    Session().tell([finding])
    first = capsys.readouterr().err.splitlines()[0]
    assert first.replace("\x1b[2m", "").replace("\x1b[0m", "") == f"[问题] a.toml: 文件不存在  {finding.id}"


def test_json_has_the_id_and_the_command_tells_of_it(wrong):
    done = CliRunner().invoke(app, ["check", str(wrong), "--format", "json"])
    id = next(one["id"] for one in json.loads(done.stdout)["findings"] if "projet" in one["what"])

    told = CliRunner().invoke(app, ["finding", id.lower()])

    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0] == f"{id}　不认识的键“{{key}}”；这里可以用：{{names}}"
    assert "错的写法" in told.stdout
    assert "改成" in told.stdout


def test_an_id_that_is_none_is_told(wrong):
    done = CliRunner().invoke(app, ["finding", "K9999"])

    assert done.exit_code == 2
    assert "没有编号为“K9999”的提示" in done.stderr
