"""``kaohe serve``: what it says, what it refuses, and one real server."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from click.testing import CliRunner

from kaohe_core.cli.app import app as command
from kaohe_core.cli.session import Session

MAIN = "from kaohe_core.cli import main; main()"


def refused(*arguments: str) -> str:
    done = CliRunner().invoke(command, ["serve", *arguments, "--language", "en"], obj=Session.of(["--language", "en"]))
    assert done.exit_code == 2
    return done.output.splitlines()[0]


def test_other_computers_only_with_a_password(project):
    assert refused(str(project), "--host", "10.0.0.7") == (
        "--host opens the page to other computers, and needs a --password"
    )
    assert refused(str(project), "--password", "short") == "--password: at least 12 letters"


def test_a_port_that_cannot_be_used_is_said(project):
    assert refused(str(project), "--host", "203.0.113.1", "--password", "x" * 12, "--port", "1").startswith(
        "--port: 203.0.113.1:1 cannot be used: "
    )


def test_a_folder_that_is_not_there(tmp_path):
    assert refused(str(tmp_path / "nowhere")) == f"there is no folder {tmp_path / 'nowhere'}"


def test_a_real_server_answers_this_computer_and_ends_when_it_is_told(project):
    told = [sys.executable, "-c", MAIN, "serve", str(project), "--no-open", "--port", "0", "--language", "en"]
    with subprocess.Popen(told, stdout=subprocess.PIPE, text=True) as started:
        try:
            assert started.stdout is not None
            line = started.stdout.readline()
            address = re.fullmatch(r"The page: (http://127\.0\.0\.1:(\d+)/)\?token=([\w-]{32})\n", line)
            assert address is not None
            with pytest.raises(urllib.error.HTTPError) as closed:
                urllib.request.urlopen(address[1])  # noqa: S310  # of our own
            closed.value.close()
            assert closed.value.code == 403
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            with opener.open(f"{address[1]}?token={address[3]}") as page:
                assert page.status == 200
                assert page.url == f"{address[1]}results/reading"
                assert "server" not in page.headers
        finally:
            started.terminate()
        assert started.wait(10) is not None
