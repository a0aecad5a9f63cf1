"""Both languages have the same pages, the same code, and the whole reference."""

from __future__ import annotations

import inspect
import re
import tomllib

import pytest
from docs_blocks import DOCS, LANGUAGES, ROOT, blocks, pages

from kaohe_core.formula.text import FUNCTIONS
from kaohe_core.plugins.loader import Plugins
from kaohe_core.sphinxext import worked
from kaohe_core.sphinxext.directives import hook_functions

CORE = Plugins.of({})
NAMES = [page.relative_to(DOCS / "zh").as_posix() for page in pages("zh")]


def test_both_languages_have_the_same_pages():
    assert [page.relative_to(DOCS / "en").as_posix() for page in pages("en")] == NAMES


def outline(text: str) -> list[str]:
    """What a page and its translation have in common: the levels of headings, the directives, what they include."""
    found = []
    fence = ""
    for line in text.splitlines():
        opened = re.match(r"([`:]{3,})(\{[\w-]+\})?", line)
        if fence:  # inside a block of code, where # begins a comment
            fence = "" if line == fence else fence
        elif opened:
            fence = opened[1] if opened[1].startswith("`") else ""
            included = line if opened[2] == "{literalinclude}" or (opened[2] or "").startswith("{kaohe-") else ""
            found.append(included or opened[2] or "")
        elif heading := re.match("#+ ", line):
            found.append(heading[0])
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_page_and_its_translation_have_the_same_outline(name):
    zh, en = ((DOCS / language / name).read_text(encoding="utf-8") for language in LANGUAGES)

    assert outline(zh) == outline(en)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_and_its_translation_show_the_same_toml(name):
    zh, en = ([b.text for b in blocks(DOCS / lang / name) if b.language == "toml"] for lang in LANGUAGES)

    assert zh == en


@pytest.mark.parametrize("name", [*CORE.rules(), *CORE.settlements()])
def test_every_rule_and_settlement_has_an_example(name):
    assert f'"{name}"' in (DOCS / "examples" / "rules" / f"{name}.toml").read_text(encoding="utf-8")


def test_every_example_is_of_a_rule_or_settlement():
    known = {*CORE.rules(), *CORE.settlements()}

    assert {path.stem for path in (DOCS / "examples" / "rules").glob("*.toml")} == known


def test_every_rule_and_settlement_has_its_wordings_and_a_slip():
    about = tomllib.loads((DOCS / "examples" / "about-rules.toml").read_text(encoding="utf-8"))

    assert {*CORE.rules(), *CORE.settlements()} <= set(about)
    assert all(one["wording"] and set(one["instead"]) == {"zh", "en"} for one in about.values())


def test_every_function_has_an_example_its_wordings_and_a_slip():
    about = tomllib.loads((DOCS / "examples" / "about-functions.toml").read_text(encoding="utf-8"))

    assert {path.stem for path in (DOCS / "examples" / "functions").glob("*.toml")} == set(FUNCTIONS) == set(about)
    assert all(one["wording"] and set(one["instead"]) == {"zh", "en"} for one in about.values())


@pytest.mark.thorough(but=["best"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_is_worked_out_and_its_slip_refused(name):
    text = (DOCS / "examples" / "functions" / f"{name}.toml").read_text(encoding="utf-8")
    before, after = tomllib.loads((DOCS / "examples" / "about-functions.toml").read_text(encoding="utf-8"))[name][
        "wrong"
    ]
    school = DOCS / "examples" / "school"

    assert any(sign in worked.example(school, text, "zh") for sign in ("= ", "≈ "))
    assert before in text
    assert worked.refused(school, text.replace(before, after), "zh")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_formulas_is_shown(name):
    shown = [b.text for b in blocks(DOCS / "zh" / "reference" / "formulas.md") if b.kind == "formulas"]

    assert re.search(rf"(?<![\w-]){name}\(", "\n".join(shown))


@pytest.mark.parametrize(("name", "hook"), hook_functions())
def test_every_hook_says_when_it_is_called_and_shows_how(name, hook):
    doc = inspect.getdoc(hook) or ""

    assert "Called once" in doc
    assert f"def {name}(" in doc


def test_the_example_plugin_is_shown_file_by_file():
    """Whatever the plugin consists of stands on the page; texts in other languages and empty files aside."""
    plugin = ROOT / "plugins" / "kaohe-example"
    page = (DOCS / "zh" / "how-to" / "write-a-plugin.md").read_text(encoding="utf-8")
    files = [
        path for path in plugin.rglob("*") if path.suffix in (".py", ".toml", ".csv") and path.stat().st_size > 100
    ]

    missing = [path.relative_to(plugin).as_posix() for path in files if path.relative_to(ROOT).as_posix() not in page]
    assert not missing


@pytest.mark.parametrize("folder", sorted(path.parents[2].name for path in ROOT.glob("plugins/*/src/*/dimensions")))
def test_every_plugin_is_in_the_reference(folder):
    """To mend it: add the plugin to ``kaohe_plugins`` in docs/conf.py, and to the two pages in both languages."""
    name = folder.removeprefix("kaohe-")
    reference = DOCS / "zh" / "reference"

    assert f'"{name}"' in (DOCS / "conf.py").read_text(encoding="utf-8")
    assert f"```{{kaohe-tables}} {name}\n" in (reference / "tables.md").read_text(encoding="utf-8")
    assert f"```{{kaohe-dimensions}} {name}\n" in (reference / "dimensions.md").read_text(encoding="utf-8")
