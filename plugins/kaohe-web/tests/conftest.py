"""A project of one's own for every test, and somebody who asks its page."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kaohe_web.app import app
from kaohe_web.safety import Safety

READING = Path(__file__).resolve().parents[2] / "kaohe-example/src/kaohe_example/schemes/reading"
PORT = 8420
HOME = f"http://127.0.0.1:{PORT}"


def asking(folder: Path, safety: Safety | None = None, *, language: str = "en") -> TestClient:
    """Somebody who has not come in yet."""
    client = TestClient(app(folder, safety or Safety(port=PORT)), base_url=HOME, raise_server_exceptions=False)
    client.cookies.set("kaohe-language", language)
    return client


def inside(folder: Path, safety: Safety | None = None, *, language: str = "en") -> TestClient:
    """The office, come in by the whole address."""
    safety = safety or Safety(port=PORT)
    client = asking(folder, safety, language=language)
    assert client.get("/", params={"token": safety.token}, follow_redirects=False).status_code == 303
    return client


def word_of(page: str) -> str:
    """What the forms of a page carry."""
    found = re.search(r'name="word" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def text_of(page: str) -> str:
    """What a person reads on a page, with one blank between."""
    body = page.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", "<main" + body)).split())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sample of the example plugin, to be changed as a test likes."""
    folder = tmp_path / "reading"
    shutil.copytree(READING, folder)
    return folder
