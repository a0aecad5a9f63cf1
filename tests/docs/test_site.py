"""The site is built without a warning in both languages; it needs no network; what is looked for is found.

Of a thorough run: the whole site takes a minute. A small one is built in test_small_site.py.
"""

from __future__ import annotations

import re
import runpy
import tomllib
import zipfile
from pathlib import Path

import pytest
from anchors import slugs
from docs_blocks import DOCS, pages

from kaohe_core.finding_ids import register
from kaohe_core.formula.text import FUNCTIONS
from kaohe_core.plugins.loader import Plugins
from kaohe_core.sphinxext.directives import hook_functions
from tests.made_once import made_once


def plugins(conf: Path) -> list[str]:
    """The plugins that the site describes."""
    return list(runpy.run_path(str(conf))["kaohe_plugins"])


pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site in both languages."""
    make = runpy.run_path(str(DOCS / "build.py"))["build"]
    return made_once(tmp_path_factory, "site", make)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*Plugins.of({}).rules(), *Plugins.of({}).settlements()])
def test_every_rule_and_settlement_is_in_the_reference_with_its_example(site, language, name):
    kind = "rule" if name in Plugins.of({}).rules() else "settlement"
    page = (site / language / "reference" / f"{kind}s.html").read_text(encoding="utf-8")
    section = page.partition(f'<section id="{kind}-{name}">')[2].partition("</section>")[0]

    assert "<table" in section
    assert "highlight-toml" in section
    for head in WORKED[language]:
        assert head in section, head


WORKED = {
    "zh": ["用于这样的条款：", "以一个人为例：", "错的写法：", "提示是：", "改成："],
    "en": ["For clauses like:", "Worked out for one person:", "Wrong:", "what is said:", "right:"],
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", plugins(DOCS / "conf.py"))
def test_every_plugin_has_a_page_and_its_projects_to_download(site, language, name):
    folder = site / language / "plugins"
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    archives = re.findall(r'href="([\w-]+\.zip)"', page)

    assert archives
    for archive in archives:
        with zipfile.ZipFile(folder / archive) as packed:
            assert f"{archive.removesuffix('.zip')}/kaohe.toml" in packed.namelist()
    assert page.count("highlight-text") >= 2 * len(archives)  # the command, and a result worked out


def test_a_clause_is_worked_out_on_the_page_of_its_rule(site):
    # T01 of docs/examples/school has one prize of a city: 1 × 2
    page = (site / "zh" / "reference" / "rules.html").read_text(encoding="utf-8")
    section = re.sub("<[^>]+>", "", page.partition('<section id="rule-earn">')[2].partition("</section>")[0])

    assert "获奖台账条数（级别 = “市”，或 级别 = “省”）1 × 2 = 2.00" in section
    assert "缺少键“points”，应填数" in section


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_worked_out_on_its_page_with_what_is_recorded(site, name):
    page = (site / "zh" / "reference" / "functions.html").read_text(encoding="utf-8")
    section = page.partition(f'<section id="function-{name}">')[2].partition("</section>")[0]

    assert all(head in section for head in ("台账（", "以一个人为例：", "错的写法", "改成"))


@pytest.mark.parametrize("name", ["every", "prize-table", "forfeit"])
def test_the_rules_of_plugins_are_worked_out_too(site, name):
    page = (site / "zh" / "reference" / "rules.html").read_text(encoding="utf-8")
    section = page.partition(f'<section id="rule-{name}">')[2].partition("</section>")[0]

    assert "以一个人为例：" in section


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_hook_is_in_the_reference(site, language):
    page = (site / language / "reference" / "hooks.html").read_text(encoding="utf-8")

    assert all(f'<section id="hook-{name.replace("_", "-")}">' in page for name, _ in hook_functions())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_is_told_under_its_id(site, language):
    folder = site / language / "findings"
    pages = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    packages = ["kaohe_core", "kaohe_case", *(f"kaohe_{name.replace('-', '_')}" for name in plugins(DOCS / "conf.py"))]
    for id in [id for package in packages for id in kept(package)]:
        page = re.search(r"url=(\w+)\.html#(finding-[\w-]+)", pages[id])
        assert page is not None
        assert f'<section id="{page[2]}">' in pages[page[1]], id


def kept(package: str) -> list[str]:
    """The ids of the findings of a package."""
    found = register(package)
    assert found is not None
    return list(found.templates)


def test_the_chinese_reference_is_chinese(site):
    page = (site / "zh" / "reference" / "rules.html").read_text(encoding="utf-8")

    assert "超过免扣数的，每多一个扣多少分。" in page
    assert "Take marks off" not in page


def test_no_page_needs_the_network(site):
    fetched = re.compile(r'<(?:script|img|link|iframe)\b[^>]*?(?:src|href)="(?:https?:)?//', re.I)
    styled = re.compile(r'(?:@import|url\()\s*["\']?(?:https?:)?//', re.I)

    assert not [path for path in site.rglob("*.html") if fetched.search(path.read_text(encoding="utf-8"))]
    assert not [path for path in site.rglob("*.css") if styled.search(path.read_text(encoding="utf-8"))]


def test_a_line_broken_in_the_source_is_not_broken_on_the_page(site):
    page = (site / "zh" / "reference" / "rules.html").read_text(encoding="utf-8")

    prose = re.sub(r"<pre>.*?</pre>", "", page.partition("<article")[2], flags=re.S)
    assert not re.search(r"[\u4e00-\u9fff，。]\s*\n\s*(?:<[^>]+>)?[\u4e00-\u9fff]", prose)


# in a browser --------------------------------------------------------------------------------------------------------


def found(browser, site: Path, language: str, query: str) -> tuple[list[str], list[str]]:
    """The pages that a search shows, and whatever was asked of the network meanwhile."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{(site / language / 'search.html').as_uri()}?q={query}")
    page.wait_for_selector("#search-results p.search-summary:not(:empty)", timeout=20_000)
    page.wait_for_timeout(300)  # results appear one after the other
    titles = page.locator("#search-results ul.search li a").all_inner_texts()
    page.close()
    return titles, [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.mark.parametrize(
    ("language", "query", "title"),
    [
        ("zh", "绩效工资", "把五条细则写成文件"),
        ("zh", "公示期", "凭什么相信结果"),
        ("zh", "病假", "把五条细则写成文件"),
        ("zh", "deduct", "计分规则"),
        pytest.param("en", "remainder", "Money to the cent"),
        pytest.param("en", "绩效工资", "Turn five clauses into a file"),
    ],
)
def test_a_search_finds_the_page(site, browser, language, query, title):
    titles, network = found(browser, site, language, query)

    assert any(title in shown for shown in titles), titles
    assert not network


FIRST = (
    """words => words.map((word) => kaoheSearch.search(word).slice(0, 5).map((hit) => `${hit.page}#${hit.anchor}`))"""
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_schools_look_for_lands_on_its_section(site, browser, language):
    """From the disk, by the page's own search: the section is among the first five, and is there."""
    wanted = tomllib.loads((Path(__file__).parent / "search_words.toml").read_text(encoding="utf-8"))[language]
    page = browser.new_page()
    page.goto((site / language / "search.html").as_uri())
    found = dict(zip(wanted, page.evaluate(FIRST, list(wanted)), strict=True))
    page.close()

    assert {word: found[word] for word in wanted if wanted[word] not in found[word]} == {}
    for place in wanted.values():
        path, _, anchor = place.partition("#")
        assert f'id="{anchor}"' in (site / language / f"{path}.html").read_text(encoding="utf-8"), place


def test_a_result_leads_to_its_section_and_shows_the_words_around(site, browser):
    page = browser.new_page()
    page.goto(f"{(site / 'zh' / 'search.html').as_uri()}?q=减分", wait_until="domcontentloaded")
    hit = page.locator("#search-results li", has=page.locator("a[href$='reference/rules.html#rule-deduct']"))
    assert hit.locator("mark").first.inner_text() in ("扣", "扣分", "减分")
    hit.locator("a").click()
    page.wait_for_url("**/reference/rules.html#rule-deduct", wait_until="domcontentloaded")
    page.close()


def test_who_changes_the_language_stays_in_the_section(site, browser):
    page = browser.new_page()
    page.goto(f"{(site / 'zh' / 'how-to' / 'install.html').as_uri()}#upgrade", wait_until="domcontentloaded")
    page.evaluate("addEventListener('click', (event) => event.preventDefault())")
    link = page.locator(".kaohe-language a").first
    link.click()
    assert link.evaluate("one => one.href").endswith("/en/how-to/install.html#upgrade")
    page.close()


@pytest.mark.parametrize("name", [path.relative_to(DOCS / "en").as_posix() for path in pages("en")])
def test_the_anchors_of_a_page_are_those_of_the_english_one(site, name):
    page = (site / "zh" / name).with_suffix(".html").read_text(encoding="utf-8")

    missing = [slug for slug in slugs(DOCS / "en" / name) if f'<section id="{slug}">' not in page]
    assert not missing


def test_a_search_for_what_is_nowhere_finds_nothing(site, browser):
    titles, _ = found(browser, site, "zh", "示公期")

    assert titles == []
