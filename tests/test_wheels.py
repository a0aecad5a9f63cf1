"""What a wheel holds: everything that lies in the package, and who brings it."""

import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]
PROJECTS = [(ROOT, ROOT / "kaohe_core")]
PROJECTS += [
    (folder, folder / "src" / folder.name.replace("-", "_"))
    for folder in sorted((ROOT / "plugins").iterdir())
    if folder.is_dir()
]


@pytest.fixture(scope="module", params=PROJECTS, ids=lambda param: param[0].name)
def built(request, tmp_path_factory):
    """A package's folder, and its wheel."""
    project, package = request.param
    [wheel] = WheelBuilder(str(project)).build(directory=str(tmp_path_factory.mktemp("dist")), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        yield package, archive


def test_a_wheel_holds_every_file_of_its_package_and_no_other(built):
    package, archive = built
    here = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }

    assert {name for name in archive.namelist() if ".dist-info/" not in name} == here


def test_a_wheel_holds_types_catalogues_and_data(built):
    package, archive = built
    names = set(archive.namelist())

    assert f"{package.name}/py.typed" in names
    assert f"{package.name}/locale/zh_CN/LC_MESSAGES/{package.name}.mo" in names
    if (package / "plugin.py").is_file():  # neither the core nor what brings commands alone
        assert any(name.endswith("/kaohe.toml") for name in names), "a ready scheme"
        assert any("/dimensions/" in name and name.endswith(".toml") for name in names), "a ready dimension"
        assert any("/schemes/" in name and "/data/" in name for name in names), "sample data"


def test_a_wheel_says_what_it_is(built):
    package, archive = built
    [info] = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
    metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())

    assert metadata["Name"].replace("-", "_") in {"kaohe", package.name}
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert f"{info}/licenses/LICENSE" in archive.namelist()
    assert f"{info}/entry_points.txt" in archive.namelist()
