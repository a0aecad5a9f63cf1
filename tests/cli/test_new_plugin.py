"""``kaohe new-plugin``: what it writes is found, keeps the contract, and passes its own cases, as it stands."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaohe_core.catalogues.kept import missing, stale, unused
from kaohe_core.cli.app import app
from kaohe_core.cli.plugin_files import package_of
from kaohe_core.findings import Findings
from kaohe_core.testing import assert_plugin
from kaohe_core.testing.cases import read_cases

MADE = [("chess-club", ()), ("garden", ("--data-only",))]


def kaohe(*arguments):
    done = CliRunner().invoke(app, ["new-plugin", *map(str, arguments), "--language", "en"])
    return done.exit_code, done.output


def install(folder: Path, name: str) -> None:
    """As ``pip install -e`` leaves it, as far as anybody can see."""
    info = folder / "src" / f"{package_of(name)}-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: kaohe-{name}\nVersion: 0.1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[kaohe]\n{name} = {package_of(name)}:plugin\n", "utf-8")
    importlib.invalidate_caches()


@pytest.fixture(params=MADE, ids=lambda made: made[0])
def made(request, tmp_path, monkeypatch):
    name, options = request.param
    folder = tmp_path / "new"
    code, text = kaohe(name, folder, *options)
    assert code == 0, text
    install(folder, name)
    monkeypatch.syspath_prepend(str(folder / "src"))
    yield name, folder, text
    for module in [module for module in sys.modules if module.partition(".")[0] == package_of(name)]:
        del sys.modules[module]


def test_it_works_as_it_stands(made):
    name, folder, text = made

    assert text == (
        f"{folder} is ready: a plugin that works as it stands. Next:\n"
        f'  pip install -e "{folder}[test]"\n'
        f"  kaohe plugin check {name}\n"
        f"  pytest {folder}\n"
    )
    assert_plugin(name)
    [case] = read_cases(folder / "tests" / "hours.case.toml", Findings())
    case.run()


@pytest.mark.parametrize("made", MADE[:1], indirect=True)
def test_its_chinese_is_whole_and_compiled(made):
    name, folder, _ = made
    package = folder / "src" / package_of(name)

    assert (missing(package), unused(package), stale(package)) == ([], [], False)
    (package / "locale/zh_CN/LC_MESSAGES" / f"{package.name}.mo").unlink()
    with pytest.raises(AssertionError) as caught:
        assert_plugin(name)
    assert (
        "kaohe_chess_club/checks.py plugin chess-club: “check the hours, and the date” has no Chinese\n"
        "    To mend it: translate it in kaohe_chess_club/locale/zh_CN/….po, then run in the plugin’s folder: "
        "kaohe plugin catalogue\n"
    ) in str(caught.value)
    assert (
        "kaohe_chess_club/locale/zh_CN plugin chess-club: the compiled catalogue says something else than its sources "
        "(.po)\n    To mend it: compile it, in the plugin’s folder: kaohe plugin catalogue"
    ) in str(caught.value)
    done = CliRunner().invoke(app, ["plugin", "catalogue", str(folder), "--language", "en"])
    assert (done.exit_code, stale(package)) == (0, False), done.output


def test_data_only_has_one_line_of_python(tmp_path):
    kaohe("garden", tmp_path / "new", "--data-only")
    [code] = (tmp_path / "new" / "src").rglob("*.py")

    lines = code.read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith('"""')] == [
        "from kaohe_core import package",
        "plugin = package(__name__)",
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "Chess Club",
            "“Chess Club” is no name of a plugin: write lower-case words joined by hyphens, like home-visits",
        ),
        ("chess-2", "“chess-2” is no name of a plugin: write lower-case words joined by hyphens, like home-visits"),
        ("core", "the name “core” is taken by kaohe: choose another"),
        ("example", "the name “example” is taken by kaohe-example 0.1.0: choose another"),
    ],
)
def test_a_name_that_cannot_be(tmp_path, name, says):
    code, text = kaohe(name, tmp_path / "new")

    assert code == 2
    assert text.startswith(says + "\n")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_not_empty_is_let_be(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")

    code, text = kaohe("chess-club", tmp_path)

    assert code == 2
    assert text.startswith(f"{tmp_path} is there already and not empty: name another folder\n")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.thorough  # mypy and pytest start anew, over the whole core
def test_it_passes_its_own_tests_and_the_type_check(made):
    _, folder, _ = made

    for command in (["pytest", "-q", "-p", "no:cacheprovider"], ["mypy"]):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=folder,
            env={"PYTHONPATH": "src", "MYPYPATH": "src", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.thorough  # Sphinx builds a site
@pytest.mark.parametrize("made", MADE[:1], indirect=True)
def test_its_pages_build_as_they_stand(made, tmp_path):
    from sphinx.application import Sphinx

    _, folder, _ = made
    docs, out = str(folder / "docs"), str(tmp_path / "built")
    built = Sphinx(
        docs, docs, out, str(tmp_path / "trees"), "text", {"language": "en"}, None, None, warningiserror=True
    )

    built.build()

    assert built.statuscode == 0
    text = (tmp_path / "built" / "index.txt").read_text("utf-8")
    assert '"chess-club-every"' in text
    assert "total: 活动时数 2 = 2.00" in text  # 2.5 + 2.5 = 5 hours are two full steps
    assert (tmp_path / "built" / "zh.txt").is_file()
