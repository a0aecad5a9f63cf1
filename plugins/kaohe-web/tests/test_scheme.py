"""The scheme: its text beside its clauses; edited with what is wrong while it is typed; saved whole or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from html import unescape
from pathlib import Path

import pytest

import kaohe_core as kaohe
import kaohe_core.writing

from .conftest import inside, text_of, word_of

FILE = "schemes/reading.toml"
TOWNSHIP = Path(__file__).resolve().parents[3] / "examples/township-school"


def opened(client, file: str = FILE) -> dict[str, str]:
    """The form of the editor, as it was filled in by the server."""
    page = client.get("/edit", params={"file": file}).text
    was = re.search(r'name="was" value="([0-9a-f]*)"', page)
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert was is not None
    assert text is not None
    return {"word": word_of(page), "file": file, "was": was[1], "text": unescape(text[1])}


def test_each_clause_with_its_rule_and_where_its_values_come_from(project):
    page = text_of(inside(project).get("/scheme").text)

    assert "每读一本不同的书得 2 分 each-book" in page
    assert "earn" in page
    assert "schemes/reading.toml:20" in page  # of = "distinct(…)"
    assert "plugin example 0.1.0" in page
    assert str(kaohe.open(project).score("reading").digest) in page


def test_the_written_text_stands_beside_what_computes_it(project):
    (project / "方案.md").write_text("一、阅读\n1. 每读一本不同的书得 2 分。\n2. 其他。\n", encoding="utf-8")
    scheme = project / FILE
    text = scheme.read_text("utf-8").replace('subject = "readers"', 'subject = "readers"\ntext = "方案.md"')
    scheme.write_text(text.replace('rule = "earn"', 'rule = "earn"\n  source = "一1"'), encoding="utf-8")

    page = text_of(inside(project).get("/scheme/reading").text)

    assert re.search(r"一1 每读一本不同的书得 2 分。 formalised 每读一本不同的书得 2 分 each-book", page)
    assert re.search(r"一2 其他。 not covered", page)


def test_the_editor_shows_the_file_as_it_is(project):
    form = opened(inside(project))

    assert form["text"] == (project / FILE).read_text("utf-8")


def test_what_is_wrong_is_said_while_it_is_typed_and_nothing_is_saved(project):
    client = inside(project)
    form, before = opened(client), (project / FILE).read_bytes()

    clean = client.post("/edit/check", data=form)
    wrong = client.post("/edit/check", data=form | {"text": form["text"].replace("points = 2", "pionts = 2")})

    assert clean.json() == []
    [one, *_] = [found for found in wrong.json() if "pionts" in found["what"]]
    assert one["file"] == FILE
    assert one["line"] == 21
    assert one["blocks"] is True
    assert "points" in one["mend"]
    assert (project / FILE).read_bytes() == before


def test_the_project_file_is_checked_as_well(project):
    client = inside(project)
    form = opened(client, "kaohe.toml")

    found = client.post("/edit/check", data=form | {"text": form["text"].replace("plugins", "plugin")}).json()

    assert found[0]["place"].startswith("kaohe.toml:")


def test_a_saved_file_is_what_was_typed_and_the_result_follows(project):
    """Two marks a book become three: R01 has read two books, 6 instead of 4."""
    client = inside(project)
    form = opened(client)
    text = form["text"].replace("points = 2", "points = 3").replace("\n", "\r\n")  # as browsers send it

    page = client.post("/edit", data=form | {"text": text})

    assert page.status_code == 200
    assert "“schemes/reading.toml” is saved" in text_of(page.text)
    assert (project / FILE).read_text("utf-8") == form["text"].replace("points = 2", "points = 3")
    assert kaohe.open(project).score("reading").result.subject("R01").number("each-book") == 6
    assert [path.name for path in project.rglob(".*")] == []


def test_line_ends_and_the_mark_of_the_file_stay(project):
    path = project / FILE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before, client = path.read_bytes(), inside(project)

    client.post("/edit", data=opened(client))

    assert path.read_bytes() == before


def test_an_edit_from_outside_is_noticed_and_what_was_typed_is_not_lost(project):
    client = inside(project)
    form = opened(client)
    path = project / FILE
    path.write_text(path.read_text("utf-8") + "# from outside\n", encoding="utf-8")

    page = client.post("/edit", data=form | {"text": form["text"] + "# mine\n"})

    assert page.status_code == 422
    assert "this file was changed by another program since it was shown" in text_of(page.text)
    assert "# mine" in page.text
    assert path.read_text("utf-8").endswith("# from outside\n")


def test_killed_while_saving_the_file_is_whole(project, monkeypatch):
    """The process ends at the very moment in which the new file is put in place."""
    client = inside(project)
    form, before = opened(client), (project / FILE).read_bytes()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(kaohe_core.writing, "_carry_out", killed)
        with pytest.raises(BaseException):  # noqa: B017, PT011  # whatever is left of it where it was asked
            client.post("/edit", data=form | {"text": "x"})

    assert (project / FILE).read_bytes() in (before, b"x")
    kaohe_core.writing.recover(project)
    assert (project / FILE).read_bytes() in (before, b"x")
    assert not os.path.lexists(project / ".kaohe-work")


@pytest.mark.parametrize("file", ["../reading/kaohe.toml", "data/readers.csv", "/etc/passwd", "schemes/other.toml", ""])
def test_no_other_file_is_shown_or_written(project, file):
    client = inside(project)
    form = opened(client)

    assert client.get("/edit", params={"file": file}).status_code == 404
    assert client.post("/edit", data=form | {"file": file}).status_code == 404
    assert client.post("/edit/check", data=form | {"file": file}).status_code == 404


def test_a_project_that_cannot_be_opened_can_be_mended_here(project):
    config = project / "kaohe.toml"
    good = config.read_text("utf-8")
    config.write_text(good.replace("plugins =", "plugin ="), encoding="utf-8")
    client = inside(project)
    assert 'href="/edit"' in client.get("/results").text

    client.post("/edit", data=opened(client, "kaohe.toml") | {"text": good})

    assert client.get("/results/reading").status_code == 200


def test_keys_and_values_are_completed_from_the_schema(project):
    client = inside(project)

    def offered(path: str, key: str = "") -> list[str]:
        answer = client.get("/edit/complete", params={"file": FILE, "path": path, "key": key})
        return [one["label"] for one in answer.json()]

    assert {"title", "subject", "dimension", "round"} <= set(offered(""))
    assert {"id", "text", "rule", "points", "allowance", "per"} <= set(offered("dimension.clause"))
    assert {'"earn"', '"deduct"', '"ladder"'} <= set(offered("dimension.clause", "rule"))
    assert {'"full"', '"zero"'} <= set(offered("dimension", "start"))
    assert "reading-log.book" in offered("dimension.clause", "of")
    assert offered("nothing.at.all") == []


def test_what_is_typed_is_text_on_the_page(project):
    client = inside(project)
    form = opened(client)
    (project / FILE).write_text('title = "</textarea><script>alert(1)</script>"\n' + "x = {{ 7 * 7 }}\n", "utf-8")

    page = client.get("/edit", params={"file": FILE}).text

    assert "</textarea><script>" not in page
    assert opened(client)["text"].endswith("x = {{ 7 * 7 }}\n")
    assert form["was"] != opened(client)["was"]


def test_a_keystroke_in_a_schools_scheme_is_answered_soon(tmp_path):
    """300 ms are asked for; here three times as much, for machines at work on something else. Of five the best."""
    shutil.copytree(TOWNSHIP, tmp_path / "school", ignore=shutil.ignore_patterns("out", "papers"))
    client = inside(tmp_path / "school")
    file = "schemes/班级考核.toml"
    form = opened(client, file)
    taken = []
    for number in range(5):
        start = time.perf_counter()
        answer = client.post("/edit/check", data=form | {"text": form["text"] + f"# {number}\n"})
        taken.append(time.perf_counter() - start)
        assert json.loads(answer.text) == []

    assert min(taken) < 0.9


def test_what_cannot_be_seen_comes_back_from_the_editor_as_it_is_in_the_file(project):
    path, client = project / FILE, inside(project)
    path.write_text(path.read_text("utf-8") + "# \u202e x \u200b\n", encoding="utf-8")
    before = path.read_bytes()

    client.post("/edit", data=opened(client))

    assert path.read_bytes() == before


def test_a_finding_leads_to_what_its_id_means(project):
    client = inside(project)
    (project / FILE).write_text((project / FILE).read_text("utf-8").replace("points = 2", "pionts = 2"), "utf-8")

    listed = client.get("/scheme/reading").text
    found = re.search(r'<a href="(/finding/(K\d+))">\2</a>', listed)
    assert found is not None
    told = client.get(found[1])

    assert told.status_code == 200
    assert f"<h1>{found[2]}</h1>" in told.text
    assert all(f"<h2>{head}" in told.text for head in ("What is said", "Right"))
    assert client.get("/finding/K9999").status_code == 404
