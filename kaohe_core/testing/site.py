"""Distributions that are not real: written to a folder on ``sys.path``, found as those that pip installs are."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent

from attrs import define, field


@define
class FakeSite:
    """A folder in front of ``sys.path`` with plugins in it; made by the fixture ``kaohe_site``."""

    folder: Path
    packages: set[str] = field(factory=set)

    def add(
        self,
        name: str,
        files: Mapping[str, str],
        *,
        version: str = "0.1.0",
        distribution: str = "",
        requires: Iterable[str] = (),
    ) -> Path:
        """Install the plugin ``name``: ``files`` are those of its package, by path, ``__init__.py`` if it has its own.

        ``requires`` are lines like ``kaohe>=0.2``. Returns the folder of the package, ``fake_kaohe_<name>``.
        """
        distribution = distribution or f"kaohe-{name}"
        package = "fake_" + distribution.replace("-", "_")
        whole = {"__init__.py": "from kaohe_core import package\n\nplugin = package(__name__)\n", **files}
        for path, text in whole.items():
            (self.folder / package / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / package / path).write_text(dedent(text), encoding="utf-8")
        info = self.folder / f"{package}-{version}.dist-info"
        info.mkdir()
        head = ["Metadata-Version: 2.1", f"Name: {distribution}", f"Version: {version}"]
        lines = [*head, *(f"Requires-Dist: {one}" for one in requires)]
        (info / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[kaohe]\n{name} = {package}:plugin\n", encoding="utf-8")
        self.packages.add(package)
        importlib.invalidate_caches()
        return self.folder / package

    def forget(self) -> None:
        """Take what was imported from here out of this process."""
        for module in [module for module in sys.modules if module.partition(".")[0] in self.packages]:
            del sys.modules[module]
