"""A paper as somebody reads it from its HTML page: a line a heading, a paragraph, a stated fact or a row."""

from __future__ import annotations

from html.parser import HTMLParser

from kaohe_core.papers.as_html import html
from kaohe_core.papers.paper import Paper

HEADS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### "}
LINES = {*HEADS, "p", "div", "tr", "caption", "footer"}  # what begins a line


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._shown = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class") or ""
        if tag == "main":
            self._shown = True
        if tag in LINES:
            self.lines.append(HEADS.get(tag, ""))
        if tag in ("td", "th") and self.lines[-1]:
            self.lines[-1] += "｜"
        if tag == "dd":
            self.lines[-1] += "："
        if tag == "p" and classes == "ruled":
            self.lines[-1] = "＿"

    def handle_data(self, data: str) -> None:
        if self._shown and data.strip():
            self.lines[-1] += data.strip()


def read(page: bytes) -> list[str]:
    """The lines of a page, in order, without empty ones."""
    found = _Page()
    found.feed(page.decode())
    return [line for line in found.lines if line.strip("# ")]


def lines_of(paper: Paper) -> list[str]:
    """The lines of a paper as its page has them."""
    return read(html(paper))
