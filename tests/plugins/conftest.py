"""Distributions that are not real: written to a folder, found by the real ``importlib.metadata``."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from attrs import define, field

from kaohe_core.findings import Findings, Place
from kaohe_core.plugins.loader import Installed, Plugins, installed, load

PACKAGE = """\
from kaohe_core import package

plugin = package(__name__)
"""
HEAD = "from kaohe_core.plugins.hooks import hookimpl\n"


@define
class Site:
    """A folder on ``sys.path`` with distributions in it."""

    folder: Path
    names: set[str] = field(factory=set)

    def add(
        self,
        name: str,
        code: str = "@hookimpl\ndef kaohe_tables():\n    return []\n",
        *,
        version: str | None = "0.1.0",
        distribution: str = "",
        module: str = "",
        entry: str = "",
        entry_points: str | None = None,
        requires: tuple[str, ...] = (),
    ) -> None:
        """Write a module with ``code`` and the metadata of a distribution whose entry point ``name`` leads to it."""
        distribution = distribution or f"kaohe-{name}"
        module = module or "fake_" + distribution.replace("-", "_")
        info = self.folder / f"{distribution.replace('-', '_')}-{version or 0}.dist-info"
        info.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {distribution}", *([f"Version: {version}"] if version else [])]
        lines += [f"Requires-Dist: {one}" for one in requires]
        (info / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
        text = entry_points if entry_points is not None else f"[kaohe]\n{name} = {entry or module}\n"
        (info / "entry_points.txt").write_text(text, encoding="utf-8")
        (self.folder / f"{module}.py").write_text(HEAD + dedent(code), encoding="utf-8")
        self.names.add(name)
        importlib.invalidate_caches()

    def add_package(self, name: str, files: dict[str, str], init: str = PACKAGE, *, version: str = "0.1.0") -> Path:
        """Write a plugin that is a package: its ``__init__.py`` and other files, by their path in the package."""
        folder = self.folder / f"fake_kaohe_{name.replace('-', '_')}"
        for path, text in ({"__init__.py": init} | files).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(dedent(text), encoding="utf-8")
        self.add(name, "", version=version, module=f"{folder.name}_beside", entry=f"{folder.name}:plugin")
        return folder

    def installed(self) -> dict[str, list[Installed]]:
        """What ``importlib.metadata`` finds, without the plugins that happen to be installed beside these tests."""
        return {name: found for name, found in installed().items() if name in self.names}

    def load(self, *requirements: str) -> tuple[Plugins, Findings]:
        """Load plugins as the lines 2, 3, … of ``kaohe.toml``."""
        findings = Findings()
        places = [
            (text, Place("kaohe.toml", line=number, column=3, keys=("project", "plugins")))
            for number, text in enumerate(requirements, start=2)
        ]
        return load(places, findings, installed=self.installed()), findings

    def wrong(self, *requirements: str, language: str = "zh") -> list[str]:
        """The text of every finding."""
        return [finding.text(language) for finding in self.load(*requirements)[1]]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An empty folder in front of ``sys.path``."""
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Site(tmp_path)
    for name in [name for name in sys.modules if name.startswith("fake_")]:
        del sys.modules[name]
