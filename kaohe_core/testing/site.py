"""Distributions that are not real: written to a folder on ``sys.path``, found as those that pip installs are."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

from attrs import define, field

from kaohe_core.described import described
from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Language

if TYPE_CHECKING:
    from kaohe_core.plugins.loader import Plugins
    from kaohe_core.plugins.requirements import Installed

PACKAGE = "from kaohe_core import package\n\nplugin = package(__name__)\n"
NO_TABLES = "@hookimpl\ndef kaohe_tables():\n    return []\n"


@described
@define
class FakeSite:
    """A folder in front of ``sys.path`` with plugins in it; made by the fixture ``kaohe_site``.

    ``head`` is what every plugin begins with that is a single module.
    """

    folder: Path
    head: str = "from kaohe_core import hookimpl\n"
    names: set[str] = field(factory=set)
    packages: set[str] = field(factory=set)

    @described
    def add(
        self,
        name: str,
        files: Mapping[str, str] | str = NO_TABLES,
        *,
        version: str | None = "0.1.0",
        distribution: str = "",
        requires: Iterable[str] = (),
        module: str = "",
        entry: str = "",
        entry_points: str | None = None,
    ) -> Path:
        """Install the plugin ``name``: ``files`` are those of its package, by path, ``__init__.py`` if it has its own.

        A text instead of files is the code of a plugin that is a single module. ``requires`` are lines like
        ``kaohe>=0.2``. For what packagers get wrong: without a ``version`` the metadata have none; ``entry`` is where
        the entry point leads, ``entry_points`` the whole file. Returns the folder of the package, or the module:
        ``fake_kaohe_<name>``, or ``module``.
        """
        distribution = distribution or f"kaohe-{name}"
        module = module or "fake_" + distribution.replace("-", "_")
        single = isinstance(files, str)
        made = self.folder / (f"{module}.py" if single else module)
        whole = {"": self.head + dedent(files)} if isinstance(files, str) else {"__init__.py": PACKAGE, **files}
        for path, text in whole.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_text(dedent(text), encoding="utf-8")
        info = self.folder / f"{distribution.replace('-', '_')}-{version or 0}.dist-info"
        info.mkdir()
        head = ["Metadata-Version: 2.1", f"Name: {distribution}", *([f"Version: {version}"] if version else [])]
        lines = [*head, *(f"Requires-Dist: {one}" for one in requires)]
        (info / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if entry_points is None:
            entry_points = f"[kaohe]\n{name} = {entry or (module if single else f'{module}:plugin')}\n"
        (info / "entry_points.txt").write_text(entry_points, encoding="utf-8")
        self.names.add(name)
        self.packages.add(module)
        importlib.invalidate_caches()
        return made

    @described
    def installed(self) -> dict[str, list[Installed]]:
        """What is found of the plugins added here, by name; not those that are installed beside them."""
        from kaohe_core.plugins.loader import installed

        return {name: found for name, found in installed().items() if name in self.names}

    @described
    def load(self, *requirements: str) -> tuple[Plugins, Findings]:
        """The plugins as a project has them that asks for them in the lines 2, 3, … of its ``kaohe.toml``."""
        from kaohe_core.plugins.loader import load

        findings = Findings()
        places = [
            (text, Place("kaohe.toml", line=number, column=3, keys=("project", "plugins")))
            for number, text in enumerate(requirements, start=2)
        ]
        return load(places, findings, installed=self.installed()), findings

    @described
    def wrong(self, *requirements: str, language: Language = "zh") -> list[str]:
        """The text of every finding of :meth:`load`."""
        return [finding.text(language) for finding in self.load(*requirements)[1]]

    @described
    def forget(self) -> None:
        """Take what was imported from here out of this process."""
        for module in [module for module in sys.modules if module.partition(".")[0] in self.packages]:
            del sys.modules[module]
