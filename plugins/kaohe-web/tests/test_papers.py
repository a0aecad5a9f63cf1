"""Every paper as it will be printed, in a frame that can run nothing; written, they are those of ``kaohe papers``."""

from __future__ import annotations

import re
import shutil

from click.testing import CliRunner

from kaohe_core.cli.app import app as command

from .conftest import inside, text_of, word_of


def test_each_paper_is_previewed(project):
    client = inside(project)
    page = client.get("/papers").text
    kinds = re.findall(r'<option value="(\w+)"', page.partition("</select>")[0])

    assert kinds == ["notice", "personal", "summary", "tables"]  # nobody is paid
    assert "<iframe" in page
    assert " sandbox>" in page
    for kind in kinds:
        answer = client.get(f"/papers/reading/{kind}")
        assert "李小禾" in answer.text
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "sandbox" in policy
        assert "script" not in policy
    assert client.get("/papers/reading/bank").status_code == 404
    assert client.get("/papers/reading/nothing").status_code == 404


def test_one_persons_sheet(project):
    client = inside(project)
    sheet = client.get("/papers/reading/personal", params={"who": "R02", "date": "2026年7月1日"}).text

    assert "王一鸣" in sheet
    assert "李小禾" not in sheet
    assert "2026年7月1日" in sheet


def test_lists_are_given_as_workbooks(project):
    answer = inside(project).get("/papers/reading/summary", params={"as": "xlsx"})

    assert answer.content[:2] == b"PK"
    assert answer.headers["content-disposition"].startswith("attachment; ")


def test_written_they_are_those_of_the_command(project, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(project, other)
    client = inside(project, language="zh")
    page = client.get("/papers/reading").text

    answer = client.post("/papers/reading", data={"word": word_of(page), "date": "7月1日"})
    CliRunner().invoke(command, ["papers", str(other), "--date", "7月1日"], obj=None)

    written = {path.relative_to(project): path.read_bytes() for path in (project / "papers").rglob("*.html")}
    assert len(written) == 4
    assert written == {path.relative_to(other): path.read_bytes() for path in (other / "papers").rglob("*.html")}
    assert "papers" in text_of(answer.text)
