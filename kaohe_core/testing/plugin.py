"""The pytest plugin, loaded in every test run on a machine where kaohe is installed.

It must cost nothing there: it imports nothing but pytest until a fixture is used or a ``*.case.toml`` file is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kaohe_core.described import described

if TYPE_CHECKING:
    import click.testing

    from kaohe_core.api import Opened
    from kaohe_core.plugins.loader import Plugins
    from kaohe_core.testing.site import FakeSite

ENDING = ".case.toml"


def pytest_configure(config: pytest.Config) -> None:
    """The marks that the fields ``clause``, ``pattern`` and ``fault`` of a case become."""
    config.addinivalue_line("markers", "clause(id): the test proves this clause of a written scheme")
    config.addinivalue_line("markers", "pattern(id): the test proves this arithmetic pattern")
    config.addinivalue_line("markers", "fault(id): the test proves that this fault is mended")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Every ``*.case.toml`` file is a file of tests."""
    if not file_path.name.endswith(ENDING):
        return None
    from kaohe_core.testing.collect import CaseFile

    return CaseFile.from_parent(parent, path=file_path)


@pytest.fixture
@described
def kaohe_plugins() -> Callable[[Mapping[str, object]], Plugins]:
    """Plugins from modules or objects at hand, apart from whatever is installed: ``kaohe_plugins({"x": module})``."""
    from kaohe_core.plugins.loader import Plugins

    return Plugins.of


@pytest.fixture
@described
def kaohe_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSite]:
    """A place where plugins are installed for one test: ``kaohe_site.add("visits", {"tables/visits.toml": …})``."""
    from kaohe_core.testing.site import FakeSite

    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    site = FakeSite(folder)
    yield site
    site.forget()


@pytest.fixture
@described
def kaohe_command() -> Callable[..., click.testing.Result]:
    """The command line, in this process: ``kaohe_command("score", folder).exit_code``; ``.stdout``, ``.stderr``."""
    from click.testing import CliRunner

    from kaohe_core.cli.app import app

    def run(*arguments: object) -> click.testing.Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


@pytest.fixture
@described
def kaohe_project(tmp_path: Path) -> Callable[..., Opened]:
    """An open project from a dict of files: ``kaohe_project({"kaohe.toml": …, "data/考勤.csv": [{"工号": "T1", …}]})``.

    A text or bytes are written as they are; a list of rows becomes a CSV or Excel file, by the file's name. ``plugins``
    (name to module or object) are enabled in place of those that ``kaohe.toml`` names.
    """

    def make(
        files: Mapping[str, str | bytes | Sequence[Mapping[str, Any]]], plugins: Mapping[str, object] | None = None
    ) -> Opened:
        from kaohe_core import api
        from kaohe_core.testing.files import write_all

        return api.open(write_all(tmp_path, files), plugins=plugins)

    return make
