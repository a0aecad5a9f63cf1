"""The page “Add a node to formulas” says what is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kaohe_core.formula.nodes import nodes
from kaohe_core.formula.rendering import Rendering
from kaohe_core.sphinxext.renderings import RENDERINGS, files, method

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "docs" / language / "how-to" / "add-a-node.md" for language in ("en", "zh")]


def renderings(base: type[Rendering[Any]] = Rendering) -> set[str]:
    """Every rendering of the core that is no base of another one."""
    found: set[str] = set()
    for cls in base.__subclasses__():
        below = renderings(cls)
        found |= below or ({f"{cls.__module__}.{cls.__name__}"} if cls.__module__.startswith("kaohe_core.") else set())
    return found


def test_every_rendering_is_on_the_page():
    listed = {f"{part.__module__}.{part.__name__}" for parts in RENDERINGS.values() for part in parts}
    assert renderings() == listed


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_every_node_is_rendered_as_the_page_says(rendering):
    for node in nodes():
        said = method(rendering, node)
        if said is None:
            assert node.is_lowered(), node
            continue
        file, name = said.split(": ")
        assert file in files(rendering)
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_the_files_that_the_page_names_are_there(page):
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:kaohe_core|tests|tools|changelog\.d)[\w./-]*)`", text)
    assert len(named) >= 8
    assert [file for file in named if not (ROOT / file).exists()] == []


def test_both_pages_name_the_same_files():
    texts = (page.read_text(encoding="utf-8") for page in PAGES)
    english, chinese = (set(re.findall(r"`([\w./-]+\.(?:py|po|toml)|[\w.-]+/)`", text)) for text in texts)
    assert english == chinese


@pytest.mark.parametrize("vocabulary", ["names", "maths"])
def test_a_function_is_called_by_a_name_of_its_own(vocabulary):
    functions = [node for node in nodes() if getattr(node, "function", None)]
    assert [node for node in functions if method(vocabulary, node) is None] == []
