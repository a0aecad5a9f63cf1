"""The other commands, help, wrong use, and what no command may do: a traceback, a needless import."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from kaohe_core import writing
from kaohe_core.run import Run
from tests.cli.conftest import change, write_small

Kaohe = Callable[..., Result]


# start -------------------------------------------------------------------------------------------------------------


def test_version_imports_next_to_nothing() -> None:
    code = (
        "import sys; from kaohe_core.cli import main; sys.argv = ['kaohe', '--version']\n"
        "try: main()\nexcept SystemExit as end: assert end.code == 0\n"
        "print(*sorted(m for m in sys.modules if m.split('.')[0] in "
        "('polars', 'rich', 'openpyxl', 'xlsxwriter', 'lark') or m.startswith('kaohe_') and 'kaohe_core' not in m))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert found.stdout.splitlines()[0].startswith("kaohe ")
    assert found.stdout.splitlines()[1] == ""


def test_a_real_process(small: Path) -> None:
    kaohe = Path(sys.executable).with_name("kaohe")
    found = subprocess.run([kaohe, "score", small], capture_output=True, text=True, check=False, encoding="utf-8")
    assert (found.returncode, found.stderr) == (0, "")
    assert "发放合计：1000.01 元" in found.stdout


def test_help_in_both_languages(kaohe: Kaohe) -> None:
    found = kaohe("--help")
    assert found.exit_code == 0
    assert "  score       给项目计分，显示汇总，并把结果写入项目的 out/ 文件夹。" in found.stdout
    assert kaohe("score", "--help").stdout.startswith("用法：kaohe score [PROJECT] [选项]\n")
    assert kaohe("score", "--help", "--language", "en").stdout.startswith("Usage: kaohe score [PROJECT] [options]\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scor"], "没有“scor”这个命令：是不是“score”？"),
        (["score", "--frmat", "json"], "没有选项 --frmat，是不是 --format？"),
        (["score", "--format", "xml"], "--format 只能是：text、json、parquet"),
        (["score", "--scheme"], "选项 --scheme 后面要写值"),
        (["explain"], "缺少 SUBJECT"),
        (["check", "a", "b"], "命令行上多写了：b"),
        (["check", "没有的文件夹"], "没有文件夹 没有的文件夹"),
        (["check", "nowhere", "--language", "en"], "there is no folder nowhere"),
    ],
)
def test_wrong_use(kaohe: Kaohe, arguments: list[str], said: str) -> None:
    found = kaohe(*arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.splitlines()[0] == said


def test_a_folder_without_a_project(kaohe: Kaohe, tmp_path: Path) -> None:
    found = kaohe("check", tmp_path)
    assert (found.exit_code, found.stderr.splitlines()[0]) == (1, "[问题] kaohe.toml: 文件不存在")


def test_a_fault_is_no_traceback(kaohe: Kaohe, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(Run, "score", fail)
    found = kaohe("score", small)
    assert found.exit_code == 70
    assert found.stderr.startswith(
        "kaohe 自身出错：RuntimeError：boom\n这不是您的方案或数据的问题，也没有改动任何文件。"
    )
    monkeypatch.setenv("KAOHE_DEBUG", "1")
    assert isinstance(kaohe("score", small).exception, RuntimeError)


# init --------------------------------------------------------------------------------------------------------------


def test_init_lists(kaohe: Kaohe) -> None:
    found = kaohe("init")
    assert found.exit_code == 0
    assert "　　example/reading：读书活动考核（example 0.1.0）" in found.stdout
    data = json.loads(kaohe("init", "--format", "json").stdout)
    assert {"id": "example/reading", "title": "读书活动考核", "plugin": "example", "version": "0.1.0"} in data[
        "schemes"
    ]


@pytest.mark.parametrize("there", [False, True])
def test_init_copies(kaohe: Kaohe, tmp_path: Path, there: bool) -> None:
    target = tmp_path / "读书"
    if there:
        target.mkdir()
    found = kaohe("init", "example/reading", target)
    assert (found.exit_code, found.stdout) == (0, f"{target} 已经建好。接下来可以运行：kaohe score {target}\n")
    assert (target / "kaohe.toml").is_file()
    assert kaohe("check", target).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["读书"]


def test_init_refuses(kaohe: Kaohe, small: Path) -> None:
    found = kaohe("init", "example/reading", small)
    assert (found.exit_code, found.stderr.splitlines()[0]) == (2, f"{small} 已经存在而且不是空的：请换一个文件夹")
    found = kaohe("init", "example/readin", small / "x")
    assert found.exit_code == 2
    assert found.stderr.splitlines()[0] == "已安装的插件都没有现成方案“example/readin”：是不是“example/reading”？"


def test_init_leaves_nothing_behind(kaohe: Kaohe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = writing._write

    def fail(path: Path, file: writing.NewFile) -> None:
        if path.name.endswith(".csv"):
            raise OSError(28, "No space left on device")
        whole(path, file)

    monkeypatch.setattr(writing, "_write", fail)
    found = kaohe("init", "example/reading", tmp_path / "读书")
    assert found.exit_code == 1
    assert "Traceback" not in found.output
    assert list(tmp_path.iterdir()) == []


# plugins, schema ---------------------------------------------------------------------------------------------------


def test_plugins(kaohe: Kaohe, small: Path) -> None:
    change(small / "kaohe.toml", 'name = "试点小学"', 'name = "试点小学"\nplugins = ["example"]')
    found = kaohe("plugins", small)
    assert found.exit_code == 0
    assert "example 0.1.0（已启用）" in found.stdout
    assert "　　计分规则：every" in found.stdout
    data = {
        plugin["name"]: plugin for plugin in json.loads(kaohe("plugins", small, "--format", "json").stdout)["plugins"]
    }
    assert "core" not in data
    assert data["example"]["enabled"] is True
    assert data["example"]["dimensions"] == ["example/reading"]


def test_schema(kaohe: Kaohe, small: Path) -> None:
    schema = json.loads(kaohe("schema", small).stdout)
    names = [choice["properties"]["rule"].get("const") for choice in schema["$defs"]["Clause"]["anyOf"][:-1]]
    assert "deduct" in names
    assert "every" not in names
    assert "id" not in schema["properties"]
    assert "staff" in json.loads(kaohe("schema", small, "--of", "project").stdout)["properties"]["tables"]["properties"]
    change(small / "kaohe.toml", 'name = "试点小学"', 'name = "试点小学"\nplugins = ["example"]')
    schema = json.loads(kaohe("schema", small).stdout)
    assert "every" in json.dumps(schema["$defs"]["Clause"])
    assert schema["$defs"]["Dimension"]["anyOf"][1]["properties"]["use"]["enum"] == ["example/reading"]


# resolve -----------------------------------------------------------------------------------------------------------


def digest(kaohe: Kaohe, folder: Path) -> str:
    found = kaohe("resolve", folder, "--format", "json")
    assert found.exit_code == 0
    return str(json.loads(found.stdout)["schemes"][0]["digest"])


def test_resolve(kaohe: Kaohe, small: Path) -> None:
    text = kaohe("resolve", small).stdout
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "points = 0.2 # schemes/绩效.toml:32" in lines
    assert 'when-not-applicable = "full"' not in text
    assert 'combine = "sum" # 默认' in lines
    assert 'weight = "marks.total" # 默认' in lines
    data = tomllib.loads(text)
    assert data["dimension"][0]["clause"][0]["allowance"] == 2
    assert data["periods"]["term"] == [{"id": "上"}, {"id": "下"}]


def test_what_a_plugin_brings_is_named(kaohe: Kaohe, tmp_path: Path) -> None:
    target = tmp_path / "读书"
    kaohe("init", "example/reading", target)
    assert "# 插件 example 0.1.0，" in kaohe("resolve", target).stdout


def test_what_the_round_says_comes_from_the_project(kaohe: Kaohe, small: Path) -> None:
    change(small / "schemes/绩效.toml", "pool = 1000.01\n", "")
    (small / "kaohe.toml").write_text(
        (small / "kaohe.toml").read_text("utf-8") + "[round.pay]\npool = 1000.01\n", "utf-8"
    )
    line = (small / "kaohe.toml").read_text("utf-8").split("\n").index("pool = 1000.01") + 1
    [pool] = [row for row in kaohe("resolve", small).stdout.split("\n") if row.startswith("pool")]
    assert re.sub(" +", " ", pool) == f"pool = 1000.01 # kaohe.toml:{line}"


def test_a_resolved_scheme_is_the_same_scheme(kaohe: Kaohe, small: Path) -> None:
    before = digest(kaohe, small)
    (small / "schemes/绩效.toml").write_text(kaohe("resolve", small).stdout, encoding="utf-8")
    assert digest(kaohe, small) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("schemes/绩效.toml", "points = 0.2", "points = 0.20"),
        ("schemes/绩效.toml", 'title = "绩效分配"\nsubject = "staff"', 'subject = "staff"\ntitle = "绩效分配"'),
        ("schemes/绩效.toml", 'term = ["上", "下"]', 'term = [{ id = "上" }, "下"]'),
        ("schemes/绩效.toml", 'per = "term"', 'per = "term"\n  combine = "sum"'),
        ("kaohe.toml", 'name = "试点小学"', 'name = "试点小学"\nlanguage = "en"'),
        ("kaohe.toml", 'title = "病假天数"', 'title = "病假"'),
    ],
)
def test_the_digest_stays(kaohe: Kaohe, small: Path, tmp_path: Path, file: str, old: str, new: str) -> None:
    other = write_small(tmp_path / "elsewhere")
    change(other / file, old, new)
    assert digest(kaohe, other) == digest(kaohe, small)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("schemes/绩效.toml", "points = 0.2", "points = 0.3"),
        ("schemes/绩效.toml", "  allowance = 2\n", ""),
        ("schemes/绩效.toml", "pool = 1000.01", "pool = 1000"),
        ("kaohe.toml", "decimals = 1, high = 200", "decimals = 1, high = 100"),
    ],
)
def test_the_digest_changes(kaohe: Kaohe, small: Path, tmp_path: Path, file: str, old: str, new: str) -> None:
    other = write_small(tmp_path / "elsewhere")
    change(other / file, old, new)
    assert digest(kaohe, other) != digest(kaohe, small)


@pytest.mark.fault("S01")
def test_without_arguments_the_help_is_shown() -> None:
    """A process of its own: in the tests' own runner an empty list of arguments is taken from pytest's."""
    kaohe = Path(sys.executable).with_name("kaohe")
    found = subprocess.run([kaohe], capture_output=True, text=True, check=False, encoding="utf-8")
    assert found.returncode == 2
    assert found.stdout == ""
    assert found.stderr.startswith("用法：kaohe [选项]\n")
    assert "命令:" in found.stderr


@pytest.mark.fault("S01")
def test_a_shell_completes_commands_and_options() -> None:
    kaohe = str(Path(sys.executable).with_name("kaohe"))

    def completed(words: str, place: int) -> list[str]:
        asked = {"_KAOHE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(place)}
        found = subprocess.run(
            [kaohe], capture_output=True, text=True, check=True, encoding="utf-8", env={**os.environ, **asked}
        )
        assert found.stderr == ""
        return found.stdout.splitlines()

    assert completed("kaohe sc", 1) == ["plain,score", "plain,schema"]
    assert "plain,--language" in completed("kaohe score --", 2)
    source = {**os.environ, "_KAOHE_COMPLETE": "bash_source"}
    found = subprocess.run([kaohe], capture_output=True, text=True, check=True, encoding="utf-8", env=source)
    assert found.stdout.startswith("_kaohe_completion() {")
