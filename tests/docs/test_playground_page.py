"""The page 试一试 as its readers use it: in Chromium, from a server on this machine, and nothing from anywhere else."""

from __future__ import annotations

import functools
import http.server
import io
import os
import runpy
import threading
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from docs_blocks import DOCS, ROOT

from tests.made_once import made_once

pytestmark = (
    pytest.mark.thorough
)  # Python is opened in the browser: 10 seconds; tests/test_playground.py has the answers

ENGINE = runpy.run_path(str(ROOT / "tools" / "playground.py"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site on a server."""
    if ENGINE["missing"]():
        why = "the playground is not fetched: python tools/playground.py"
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    site = made_once(tmp_path_factory, "site", runpy.run_path(str(DOCS / "build.py"))["build"])
    ENGINE["pack"](site / "_play")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def page(browser: Any, address: str) -> Iterator[Any]:
    """The page, on which something has been tried; whatever it asks of another address is refused and noted."""
    context = browser.new_context(viewport={"width": 1300, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(180_000)  # where many tests share the machine
    page.strangers = []

    def only_ours(route: Any) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            page.strangers.append(route.request.url)
            route.abort()

    context.route("**/*", only_ours)
    page.goto(f"{address}/zh/playground.html")
    tried(page)
    yield page
    context.close()


def tried(page: Any, state: str = "没有问题") -> None:
    """Wait until what was written last has been tried, and came to this."""
    page.wait_for_function("state => document.querySelector('.play-state')?.textContent === state", arg=state)


def begun(page: Any) -> None:
    """The example that the page begins with."""
    page.evaluate("document.querySelector('.play-examples').dispatchEvent(new Event('change'))")
    page.wait_for_function("document.querySelector('.play-state').textContent !== '没有问题'")
    tried(page)


def change(page: Any, old: str, new: str) -> None:
    """Select a piece of the scheme and type another over it."""
    page.evaluate(
        """old => {
            const editor = document.querySelector('.CodeMirror').CodeMirror;
            const at = editor.getValue().indexOf(old);
            editor.setSelection(editor.posFromIndex(at), editor.posFromIndex(at + old.length));
            editor.focus();
        }""",
        old,
    )
    page.keyboard.type(new)
    page.keyboard.press("Escape")


COLUMN = """([column, expected]) => {
    const heads = [...document.querySelectorAll('.play-results th')].map((head) => head.textContent);
    const rows = [...document.querySelectorAll('.play-results tbody tr')];
    return rows.map((row) => row.cells[heads.indexOf(column)]?.textContent).join() === expected.join();
}"""


def marks(page: Any, column: str, *expected: str) -> None:
    """Wait until a column of the table of marks has these."""
    page.wait_for_function(COLUMN, arg=[column, list(expected)])


def test_it_computes_explains_and_asks_nobody_else(page: Any) -> None:
    # 张春兰：10 − (3 − 2) × 0.2 = 9.80；李国栋：10 − (4.5 − 2) × 0.2 = 9.50
    marks(page, "考勤", "9.80", "9.50", "10.00", "10.00")
    page.click(".play-results tbody tr:nth-child(2)")
    page.wait_for_function("document.querySelector('.play-told').textContent.startsWith('李国栋')")
    assert "〔2026下〕−(病假天数 4.5 天 − 2) × 0.2 = −0.5" in page.inner_text(".play-told")
    assert "只用精确算法算了一遍" in page.inner_text(".play-results")
    assert page.strangers == []


def test_a_clause_is_typed_broken_and_mended(page: Any) -> None:
    change(page, "points = 0.2", "points = 1")
    marks(page, "考勤", "9.00", "7.50", "10.00", "10.00")  # 10 − 1, 10 − 2.5
    change(page, 'rule = "deduct"', 'rule = "deductt"')
    tried(page, "有问题，算不了")
    assert page.inner_text(".play-line") == "没有计分规则“deductt”\n是不是“deduct”？"
    assert page.inner_text(".play-findings").startswith("schemes/绩效工资.toml:22:10")
    assert page.locator(".play-results table").count() == 0
    change(page, 'rule = "deductt"', 'rule = "deduct"')
    tried(page)
    assert page.locator(".play-line").count() == 0
    marks(page, "考勤", "9.00", "7.50", "10.00", "10.00")


def test_an_excel_file_takes_the_place_of_a_table_and_a_link_holds_all(page: Any, address: str) -> None:
    begun(page)
    page.click(".play-right [role=tab]:has-text('考勤')")
    book = openpyxl.Workbook()
    book.active.append(("工号", "学期", "病假天数"))
    for who, days in {"T01": 12, "T02": 0, "T03": 7, "T04": 2}.items():
        book.active.append((who, "2026上", days))
        book.active.append((who, "2026下", 0))
    stream = io.BytesIO()
    book.save(stream)
    page.set_input_files(".play-drop input", {"name": "病假.xlsx", "mimeType": "", "buffer": stream.getvalue()})
    marks(page, "考勤", "8.00", "10.00", "9.00", "10.00")  # 10 − (12 − 2) × 0.2, 10 − (7 − 2) × 0.2
    assert "病假.xlsx" in page.inner_text(".play-right")
    page.click(".play-share")
    page.wait_for_function("location.hash.length > 100")
    link = page.url
    begun(page)
    marks(page, "考勤", "9.80", "9.50", "10.00", "10.00")
    page.evaluate("link => { location.href = link }", link)
    page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")  # as when it is opened
    marks(page, "考勤", "8.00", "10.00", "9.00", "10.00")


def test_a_block_of_the_docs_is_tried(page: Any, address: str) -> None:
    other = page.context.new_page()
    other.set_default_timeout(180_000)
    other.goto(f"{address}/zh/how-to/common-clauses.html")
    link = other.locator("a.kaohe-try").first
    link.wait_for()
    link.click()
    other.wait_for_function("document.querySelector('#kaohe-play')?.dataset.done")
    assert other.inner_text(".play-state") in ("没有问题", "可以算，有话要说")
    assert "折算课时" in other.inner_text(".play-results")
    other.close()


def test_it_fits_a_phone_and_a_wide_table_scrolls_by_itself(page: Any) -> None:
    begun(page)
    for width in (390, 1300):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
