"""The pages in Chromium: nothing from elsewhere, nothing against the policy, no sideways scroll, keyboard alone."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from kaohe_web.app import app
from kaohe_web.safety import Safety

from .conftest import READING

PAGES = (
    "results/reading",
    "results/reading/R01",
    "tables",
    "tables/reading-log",
    "scheme/reading",
    "edit?file=schemes/reading.toml",
    "trial/reading",
    "papers/reading",
    "case",
    "case/2026",
)
NASTY = "<img src=x onerror=alert(1)>=1+1"
WIDTHS = {"light": 1280, "dark": 390}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server as ``kaohe serve`` starts it, over a project with a name that is HTML, and a round that is open."""
    folder = tmp_path_factory.mktemp("school") / "reading"
    shutil.copytree(READING, folder)
    readers = folder / "data/readers.csv"
    readers.write_text(readers.read_text("utf-8-sig").replace("赵雨", NASTY), encoding="utf-8")
    opened_round(folder)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    safety = Safety(port=listening.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(app(folder, safety), log_level="error"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{safety.port}/?token={safety.token}"
    server.should_exit = True
    thread.join()
    listening.close()


def opened_round(folder: Path) -> None:
    from kaohe_case.case import opened

    case = opened(folder)
    case.take("2026", "open", "办公室", "2026-06-01T09:00:00+08:00", {"scheme": "reading"})


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Any]:
    """A window of some look, let in; what it asks for elsewhere, and what it complains of, is kept."""
    contexts = []

    def made(look: str = "light", width: int = 1280) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=look)
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.elsewhere = [], []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: page.complaints.append(dialog.message))
        home = address.partition("?")[0]
        page.on("request", lambda r: None if r.url.startswith((home, "data:")) else page.elsewhere.append(r.url))
        page.goto(address)
        page.wait_for_selector(
            "main:not(:has([data-look-again]))"
        )  # on a busy machine it says for how long it computes
        page.home = home
        return page

    yield made
    for context in contexts:
        context.close()


@pytest.mark.thorough
@pytest.mark.parametrize("look", WIDTHS)
def test_every_page_fits_is_quiet_and_bars_nobody(visit, look):
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    page = visit(look, WIDTHS[look])
    found = {}
    for name in PAGES:
        page.goto(page.home + name)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.evaluate(axe)
        faults = page.evaluate("axe.run(document, {iframes: false}).then(r => r.violations)")
        serious = [
            (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
            for one in faults
            if one["impact"] in ("serious", "critical")
        ]
        if wide > 0 or serious:
            found[name] = wide, serious

    assert found == {}
    assert page.complaints == []
    assert page.elsewhere == []


def test_with_the_keyboard_alone(visit):
    from playwright.sync_api import expect

    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("王一")
    expect(page.locator("#people tbody tr")).to_have_count(1)
    assert "q=" in page.url  # the address can be kept
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "王一鸣":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/results/reading/R02")
    assert page.complaints == []


def test_what_is_wrong_is_shown_while_it_is_typed(visit):
    page = visit()
    page.goto(page.home + "edit?file=schemes/reading.toml")
    page.click(".cm-content")
    page.keyboard.press("Control+End")
    start = time.monotonic()
    page.keyboard.type("pionts = 3")
    page.wait_for_selector(".cm-lint-marker-error")
    taken = time.monotonic() - start
    page.hover(".cm-lint-marker-error")
    said = page.inner_text(".cm-tooltip-lint")

    assert "pionts" in said
    assert "points" in said
    assert taken < 10  # on a machine at work on something else; alone it is 0.3 s and the time of typing
    assert page.complaints == []


def test_keys_are_completed(visit):
    page = visit()
    page.goto(page.home + "edit?file=schemes/reading.toml")
    page.click(".cm-content")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n  allow")
    page.wait_for_selector(".cm-tooltip-autocomplete")

    assert "allowance" in page.inner_text(".cm-tooltip-autocomplete")


def test_a_form_is_sent_and_taken(visit):
    """By a browser, which says itself whence a form comes: with “no-referrer” it says “null”, and is refused."""
    page = visit()
    page.goto(page.home + "trial/reading")
    page.fill('input[name="value:books.each-book.points"]', "3")
    page.click("main form button >> nth=0")
    page.wait_for_selector("#found")

    assert "+2.00" in page.inner_text("#found")
    assert page.complaints == []


def test_a_name_that_is_html_is_a_name_everywhere(visit):
    page = visit()
    assert NASTY in page.inner_text("#people")
    for name in ("results/reading/R03", "tables/readers", "papers/reading?paper=personal&who=R03", "case/2026"):
        page.goto(page.home + name)
        page.wait_for_load_state("networkidle")
        assert page.query_selector("img") is None
    assert page.complaints == []
