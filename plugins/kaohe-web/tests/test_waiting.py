"""What takes longer: other pages are answered meanwhile, and a window says for how long something is computed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kaohe_core.run import Run
from kaohe_web.app import app
from kaohe_web.safety import OFFICE, Safety

from .conftest import HOME, PORT, text_of

WINDOW = {"sec-fetch-dest": "document"}  # as a browser says of an address that was opened


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Until it is opened, whoever scores waits."""
    opened, score = threading.Event(), Run.score
    monkeypatch.setattr(Run, "score", lambda self, ids=None: (opened.wait(30), score(self, ids))[1])
    return opened


@pytest.fixture
def client(project: Path) -> Iterator[TestClient]:
    """A server that goes on between two requests, and the office."""
    safety = Safety(port=PORT)
    with TestClient(app(project, safety, patience=0.05), base_url=HOME, raise_server_exceptions=False) as client:
        client.cookies.set(safety.cookie, safety.ticket(OFFICE))
        client.cookies.set("kaohe-language", "en")
        yield client


def test_others_are_answered_while_one_waits_for_a_result(client, gate):
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(client.get, "/results/reading")
        for address in ("/scheme/reading", "/edit?file=schemes/reading.toml", "/static/page.css", "/trial/reading"):
            assert client.get(address).status_code == 200
        assert not waiting.done()
        gate.set()
        assert "山里的夏天" not in waiting.result().text
        assert "李小禾" in waiting.result().text


def test_a_window_says_for_how_long_it_computes_and_goes_on_by_itself(client, gate):
    client.get("/scheme/reading")  # the scheme is loaded, and it is the tables that take time

    first = client.get("/results/reading?sort=1", headers=WINDOW)

    assert first.status_code == 202
    assert 'data-look-again="/results/reading?sort=1"' in first.text
    assert text_of(first.text) == (
        "It is being computed for 0 seconds; 0 of 2 tables are read This page goes on by itself when it is done. Other "
        "pages can be opened meanwhile. Look again"
    )
    assert client.get("/results/reading?sort=1", headers=WINDOW).status_code == 202
    gate.set()
    for _ in range(100):
        answer = client.get("/results/reading?sort=1", headers=WINDOW)
        if answer.status_code == 200:
            break
        time.sleep(0.02)
    assert "李小禾" in answer.text


def test_the_answer_to_a_form_is_fetched_where_it_is_kept_and_by_nobody_else(client, gate):
    word = client.app.safety.form_word(OFFICE)
    data = {"word": word, "value:books.each-book.points": "3"}

    first = client.post("/trial/reading", data=data, headers=WINDOW)

    assert first.status_code == 202
    address = first.text.partition('data-look-again="')[2].partition('"')[0]
    assert address.startswith("/working/")
    other = TestClient(client.app, base_url=HOME, raise_server_exceptions=False)
    assert other.get(address).status_code == 403
    gate.set()
    for _ in range(200):
        answer = client.get(address, headers=WINDOW)
        if answer.status_code == 200:
            break
        time.sleep(0.02)
    assert "+2.00" in text_of(answer.text)
    assert client.get("/working/nothing", headers=WINDOW).url.path == "/results/reading"


def test_what_goes_wrong_meanwhile_is_said_as_everywhere(client, gate):
    first = client.get("/results/reading/R99", headers=WINDOW)

    assert first.status_code == 202
    gate.set()
    for _ in range(200):
        answer = client.get("/results/reading/R99", headers=WINDOW)
        if answer.status_code != 202:
            break
        time.sleep(0.02)
    assert (answer.status_code, text_of(answer.text)) == (404, "This cannot be shown 404: nobody is called so")
