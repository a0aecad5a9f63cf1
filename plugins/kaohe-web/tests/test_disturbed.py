"""What befalls a save: killed for real at any step, two at once, given up half way, longer than anything."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import uvicorn

from kaohe_core.writing import digest_of
from kaohe_web.app import app
from kaohe_web.safety import OFFICE, Safety

from .conftest import inside, word_of

FILE, LOG = "data/reading-log.csv", "/tables/reading-log"


@pytest.mark.thorough(but=[9])  # seventy seconds for all: a project is opened anew for each
@pytest.mark.parametrize("every", [9, 1])
def test_killed_at_any_step_a_file_is_whole_and_what_was_there_is_kept(project, every):
    """SIGKILL, not an exception: nothing of the process tidies up. Opened anew, the page finishes what was begun."""
    script = Path(__file__).with_name("killed_saving.py")
    done = subprocess.run([sys.executable, script, project, str(every)], capture_output=True, text=True, check=True)
    *killed, saved = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(killed) >= (4 if every == 9 else 30)
    assert {one["then"] for one in killed} == {"old", "new"}  # and never none, or half of one
    assert {(one["anew"], tuple(one["kept"])) for one in killed} == {("old", ()), ("new", (True,))}
    assert {name for one in killed for name in one["left"]} <= {".kaohe-lock"}
    assert saved["new"]


def test_of_several_browsers_saving_at_the_same_moment_one_is_heard(project):
    clients = [inside(project) for _ in range(4)]
    words = [word_of(client.get(LOG).text) for client in clients]
    was, together = digest_of(project / FILE), threading.Barrier(len(clients))

    def save(number: int) -> int:
        content = f"编号,书名,页数,日期,凭据\nR01,书{number},1,2026-03-05,卡\n".encode()
        data = {"word": words[number], "was": was, "which": FILE}
        together.wait()
        files = {"file": ("a.csv", content)}
        return clients[number].post(f"{LOG}/file", data=data, files=files, follow_redirects=False).status_code

    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(threads.map(save, range(len(clients))))

    assert sorted(answers) == [303, 422, 422, 422]
    assert f"书{answers.index(303)}" in (project / FILE).read_text("utf-8")


@pytest.fixture
def server(project: Path) -> Iterator[Safety]:
    """A real server, as ``kaohe serve`` starts it."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    safety = Safety(port=listening.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(app(project, safety), log_level="error"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield safety
    server.should_exit = True
    thread.join()
    listening.close()


def asked(safety: Safety, head: str, body: bytes = b"", *, answered: bool = True) -> str:
    """What comes back to a request that is written by hand; nothing where nobody waits for it."""
    with socket.create_connection(("127.0.0.1", safety.port), timeout=20) as connection:
        cookie = f"{safety.cookie}={safety.ticket(OFFICE)}"
        start = f"POST {LOG}/file HTTP/1.1\r\nHost: 127.0.0.1:{safety.port}\r\nCookie: {cookie}\r\n{head}\r\n\r\n"
        connection.sendall(start.encode() + body)
        return connection.recv(4096).decode(errors="replace") if answered else ""


def test_an_upload_that_is_given_up_changes_nothing(project, server):
    before = (project / FILE).read_bytes()
    kind = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000"
    start = f'--b\r\nContent-Disposition: form-data; name="word"\r\n\r\n{server.form_word(OFFICE)}\r\n--b\r\n'
    file = 'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n编号,书名'

    asked(server, kind, (start + file).encode(), answered=False)  # and the browser is closed

    whole = (start + file + "\r\n--b--\r\n").encode()
    told = asked(server, kind.replace("1000000", str(len(whole))), whole)
    assert told.startswith("HTTP/1.1 422")  # the server goes on answering: this one names no file whose place it takes
    assert (project / FILE).read_bytes() == before


def test_two_gigabytes_are_refused_before_a_byte_of_them_is_taken(project, server):
    before = (project / FILE).read_bytes()

    for length in ("2147483648", "99999999999999999999", "-1", "1e9"):
        told = asked(server, f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}")
        assert told.startswith(("HTTP/1.1 413", "HTTP/1.1 400"))

    assert (project / FILE).read_bytes() == before
