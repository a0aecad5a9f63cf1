"""The page on one's own machine, in small: what stands on its page of results, asked of the page itself."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import Factory, define
from starlette.testclient import TestClient

from drawn.canvas import Canvas, shares, width
from drawn.sample import folder
from kaohe_core import Language, Text
from kaohe_web.app import app
from kaohe_web.safety import Safety

TITLE = Text("在自己电脑上打开的网页", "The page on one’s own machine")
WIDE, PORT = 640.0, 8420
ADDRESS = "/results/pay"


def draw(root: Path, language: Language) -> str:
    """A window with its menu, its title and its table."""
    seen = Seen()
    seen.feed(html(root, language))
    canvas = Canvas(WIDE)
    rows = seen.rows[: 1 + 4]
    canvas.box(1, 2, WIDE - 2, 30, "soft")
    for number in range(3):
        canvas.parts.append(f'<circle class="plain" cx="{16 + 16 * number}" cy="17" r="5"/>')
    canvas.box(70, 7, WIDE - 82, 20, "plain", 10)
    canvas.text(82, 22, f"127.0.0.1:{PORT}{ADDRESS}", "mono", inside=400)
    canvas.text(16, 56, seen.name, "bold", inside=150)
    x = 180.0
    for place, current in seen.menu:
        wide = width(place, "small") + 16
        canvas.box(x, 40, wide, 24, "strong" if current else "soft")
        canvas.text(x + 8, 56, place, "small", inside=wide - 8)
        x += wide + 6
    canvas.text(16, 92, seen.title, "bold", inside=WIDE - 30)
    y = canvas.table(16, 104, shares(rows, WIDE - 32), rows)
    canvas.box(1, 2, WIDE - 2, y + 12, "plain")
    canvas.parts.insert(0, canvas.parts.pop())  # the window lies under what is in it
    return canvas.svg(TITLE.text(language))


def html(root: Path, language: Language) -> str:
    """The page of results as somebody in the office gets it."""
    safety = Safety(port=PORT)
    with TemporaryDirectory() as made:
        project = Path(made) / "school"
        shutil.copytree(folder(root), project, ignore=shutil.ignore_patterns("out", "papers"))
        client = TestClient(app(project, safety), base_url=f"http://127.0.0.1:{PORT}")
        client.cookies.set("kaohe-language", language)
        client.get("/", params={"token": safety.token}, follow_redirects=False)
        return client.get(ADDRESS).text


@define
class Seen(HTMLParser):
    """What a page shows: its name, its menu with the place that one is at, its title, the rows of its first table."""

    name: str = ""
    title: str = ""
    menu: list[tuple[str, bool]] = Factory(list)
    rows: list[list[str]] = Factory(list)
    _open: list[str] = Factory(list)
    _tables: int = 0

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What follows stands in this."""
        given = dict(attrs)
        if tag == "p" and given.get("class") == "name":
            self._open.append("name")
        elif tag == "a" and "nav" in self._open:
            self.menu.append(("", "aria-current" in given))
            self._open.append("place")
        elif tag in ("nav", "h1"):
            self._open.append(tag)
        elif tag == "table":
            self._tables += 1
        elif tag == "tr" and self._tables == 1:
            self.rows.append([])
        elif tag in ("td", "th") and self._tables == 1:
            self.rows[-1].append("")
            self._open.append("cell")

    def handle_endtag(self, tag: str) -> None:
        """It ends."""
        kinds = {"p": "name", "a": "place", "nav": "nav", "h1": "h1", "td": "cell", "th": "cell"}
        if self._open and self._open[-1] == kinds.get(tag):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """A text, where one is looked for."""
        text = " ".join(data.split())
        match self._open[-1:]:
            case ["name"]:
                self.name += text
            case ["place"]:
                self.menu[-1] = (self.menu[-1][0] + text, self.menu[-1][1])
            case ["h1"]:
                self.title += text
            case ["cell"]:
                self.rows[-1][-1] += text
