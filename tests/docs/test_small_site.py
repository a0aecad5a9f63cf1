"""A site of one page, built as an outside plugin builds its own: with the extension alone, and warnings as errors."""

from __future__ import annotations

import pytest
from sphinx.cmd.build import main
from sphinx.util.docutils import docutils_namespace

CONF = """
project = "x"
extensions = ["myst_parser", "kaohe_core.sphinxext"]
nitpicky = True
language = "zh_CN"
kaohe_plugins = ["example"]
"""
PAGE = """# 规则

```{kaohe-rules} example
```
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("site")
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "index.md").write_text(PAGE, encoding="utf-8")
    with docutils_namespace():
        assert main(["-W", "-n", "-q", "-b", "html", str(folder), str(folder / "out")]) == 0
    return (folder / "out" / "index.html").read_text(encoding="utf-8")


def test_a_rule_of_a_plugin_is_told_with_its_parameters(page: str) -> None:
    section = page.partition('<section id="rule-every">')[2].partition("</section>")[0]

    assert "<table" in section
    assert "满多少算一档" in section


def test_nothing_else_is_told(page: str) -> None:
    assert '<section id="rule-deduct">' not in page
