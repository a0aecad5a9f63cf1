"""The pictures are what the program draws now, the same each time, and nothing on them is wider than its place."""

from __future__ import annotations

import re
import runpy
from typing import Any
from xml.etree import ElementTree

import pytest
from docs_blocks import DOCS, ROOT

PICTURES = runpy.run_path(str(ROOT / "tools" / "pictures.py"))
HEAVY = pytest.mark.thorough  # a whole township school is scored in both languages
OVERFULL = """() => [...document.querySelectorAll('svg.kp text[data-room]')]
    .filter((text) => text.getBBox().width > Number(text.dataset.room) + 1).map((text) => text.textContent)"""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=HEAVY if name == "row-to-payslip" else ()) for name in PICTURES["PICTURES"]]
)
def test_a_picture_is_what_the_program_draws(name: str) -> None:
    """To mend it: python tools/pictures.py --write, and look at it."""
    for path, svg in PICTURES["drawn"](name):
        assert path.read_text(encoding="utf-8") == svg, path.name


def test_every_file_is_a_picture_and_each_is_on_a_page_in_both_languages() -> None:
    files = {path.name for path in (DOCS / "pictures").iterdir()}
    assert files == {f"{name}.{language}.svg" for name in PICTURES["PICTURES"] for language in ("zh", "en")}
    for language in ("zh", "en"):
        pages = "".join(path.read_text(encoding="utf-8") for path in (DOCS / language).rglob("*.md"))
        assert set(re.findall(r"\{kaohe-picture\} ([\w-]+)", pages)) == set(PICTURES["PICTURES"])


def test_a_picture_is_one_whole_drawing_with_a_name() -> None:
    for path in (DOCS / "pictures").iterdir():
        drawing = ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314  # our own
        assert drawing.get("aria-label"), path.name


def test_no_text_is_wider_than_its_place(browser: Any) -> None:
    page = browser.new_page()
    page.set_content("".join(path.read_text(encoding="utf-8") for path in sorted((DOCS / "pictures").iterdir())))
    assert page.locator("svg.kp text[data-room]").count() > 300
    assert page.evaluate(OVERFULL) == []
    page.close()
