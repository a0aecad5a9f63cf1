"""A whole job on the page: from an empty folder to the payment. What it wrote is what the commands write, to the byte.

The same is done beside it by commands, in a folder of its own.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kaohe_case.receipt import receipt
from kaohe_case.store import FILE, Store
from kaohe_core.cli.app import app as command
from kaohe_core.cli.session import Session

from .conftest import asking, inside, text_of, word_of

ADDED = """
[[payment]]
id = "share"
title = "读书奖金"
settlement = "share"

[governance]
approval = false
recounts = 0
confirmations = false
"""
SCHEME, LOG = "schemes/reading.toml", "data/reading-log.csv"
ROUND = "2026"
STEPS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("open", "考核办公室", "2026-06-01T09:00:00+08:00", {"scheme": "reading"}),
    (
        "lead",
        "考核办公室",
        "2026-06-01T09:10:00+08:00",
        {"chair": "李小禾", "deputies": "王一鸣", "members": "赵雨，林校长", "office": "赵雨", "outside": "林校长"},
    ),
    ("deliberate", "考核办公室", "2026-06-02T15:00:00+08:00", {"minutes": "纪要第3号"}),
    (
        "vote",
        "考核办公室",
        "2026-06-02T16:00:00+08:00",
        {"members": "7", "attending": "7", "agreeing": "6", "minutes": "纪要第3号"},
    ),
    ("file", "考核办公室", "2026-06-03T09:00:00+08:00", {"bureau": "县教育局", "number": "1号"}),
    ("freeze", "考核办公室", "2026-07-06T09:00:00+08:00", {}),
    ("score", "考核办公室", "2026-07-06T10:00:00+08:00", {}),
    ("sign", "考核办公室", "2026-07-06T11:00:00+08:00", {"members": "李小禾,王一鸣,赵雨,林校长"}),
    ("publish", "考核办公室", "2026-07-08T10:00:00+08:00", {"where": "校务公开栏"}),
    ("finalise", "考核办公室", "2026-08-20T15:00:00+08:00", {}),
    ("pay", "考核办公室", "2026-08-21T09:00:00+08:00", {"amount": "90.00", "voucher": "记-118"}),
)


def kaohe(*arguments: str) -> str:
    done = CliRunner().invoke(command, list(arguments), obj=Session())
    assert done.exit_code == 0, done.output
    return done.output


def with_money(scheme: str) -> str:
    """The scheme with 90 yuan to be shared by the totals."""
    return scheme.replace("marks = 16\n", "marks = 16\npool = 90.00\n", 1) + ADDED


def form_of(page: str, file: str) -> dict[str, str]:
    """The fields of the form that puts a file in the place of ``file``."""
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        if fields.get("which") == file:
            return fields
    raise AssertionError(file)


def put(client: Any, content: bytes) -> str:
    form = form_of(client.get("/tables/reading-log").text, LOG)
    answer = client.post("/tables/reading-log/file", data=form, files={"file": ("我的记录.csv", content)})
    assert answer.status_code == 200
    return str(answer.text)


def all_files(folder: Path) -> dict[str, bytes]:
    """Everything in a project but the record, whose bytes are SQLite's own, and files whose place another took."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != FILE and "kept" not in path.parts
    }


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    folder.mkdir()
    return folder


def test_a_whole_job_writes_what_the_commands_write(empty, tmp_path):
    client = inside(empty, language="zh")

    # a new project
    page = client.get("/")
    assert page.url.path == "/new"
    data = {"word": word_of(page.text), "scheme": "example/reading", "name": "桃源小学", "tables": "sample"}
    assert client.post("/new", data=data).url.path == "/tables"

    # files in, two findings mended
    good = (empty / LOG).read_bytes()
    bad = good.decode("utf-8-sig").replace("120", "一百二").replace("R02", "R20")
    assert put(client, bad.encode()).count('class="mark">须改正') == 2
    page = put(client, good)
    assert "须改正" not in text_of(page)

    # scored, explained, what if
    assert client.get("/results/reading").status_code == 200
    assert "山里的夏天" in client.get("/results/reading/R01").text
    page = client.get("/trial").text
    tried = client.post("/trial/reading", data={"word": word_of(page), "value:books.each-book.points": "3"})
    assert "+2.00" in text_of(tried.text)

    # the scheme says how it is adopted, and what is paid
    page = client.get("/edit", params={"file": SCHEME}).text
    text = with_money((empty / SCHEME).read_text("utf-8"))
    was = re.search(r'name="was" value="(\w+)"', page)
    assert was is not None
    client.post("/edit", data={"word": word_of(page), "file": SCHEME, "was": was[1], "text": text})

    # from the vote to the payment
    word = word_of(client.get("/case").text)
    too_early = client.post(f"/case/{ROUND}/pay", data={"word": word, "who": "x"})
    assert too_early.status_code == 422
    for kind, who, at, said in STEPS:
        address, more = ("/case", {"round": ROUND}) if kind == "open" else (f"/case/{ROUND}/{kind}", {})
        answer = client.post(address, data={"word": word, "who": who, "at": at, **said, **more})
        assert answer.status_code == 200, text_of(answer.text)
    assert "已发放" in text_of(client.get(f"/case/{ROUND}").text)
    assert "卷宗无误" in text_of(client.post("/verified", data={"word": word}).text)

    # the papers, looked at and taken along
    page = client.get(f"/papers-of/{ROUND}").text
    names = re.findall(r'<option value="([^"]+)"', page)
    assert {"公示", "个人考核表", "汇总表", "台账", "签到表决表", "决议"} <= set(names)
    shown = client.get(f"/papers-of/{ROUND}/{names[0]}.html")
    assert Store(empty / FILE).head()[7:19] in shown.text
    assert "sandbox" in shown.headers["content-security-policy"]
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"/papers-of/{ROUND}/all.zip").content))
    assert {f"{name}.html" for name in names} <= set(packed.namelist())
    for name in ("..%2fkaohe.toml", "x.html", "kaohe.toml"):
        assert client.get(f"/papers-of/{ROUND}/{name}").status_code == 404

    # and written
    client.post("/papers/reading", data={"word": word, "date": "7月1日"})
    dated = "2026-08-22T09:00:00+08:00"
    of_round = client.post(f"/papers-of/{ROUND}", data={"word": word, "at": dated})
    assert of_round.status_code == 200, text_of(of_round.text)

    # all of it by commands
    other = tmp_path / "commands"
    kaohe("init", "example/reading", str(other), "--name", "桃源小学")
    scheme = other / SCHEME
    scheme.write_text(with_money(scheme.read_text("utf-8")), encoding="utf-8")
    for kind, who, at, said in STEPS:
        options = [part for name, value in said.items() for part in (f"--{name}", value)]
        kaohe("case", kind, str(other), "--round", ROUND, "--who", who, "--at", at, *options)
    kaohe("papers", str(other), "--date", "7月1日")
    kaohe("case", "papers", str(other), "--round", ROUND, "--at", dated)

    ours, by_commands = all_files(empty), all_files(other)
    assert list(ours) == list(by_commands)
    assert [name for name in ours if ours[name] != by_commands[name]] == []
    assert client.get(f"/receipt/{ROUND}").content == receipt(other, ROUND).text().encode()
    acts, theirs = (Store(folder / FILE).acts() for folder in (empty, other))
    assert [act.digest for act in acts] == [act.digest for act in theirs]
    assert [act.kind for act in acts] == [kind for kind, _, _, _ in STEPS]


def test_what_stands_against_a_step_is_shown_and_nothing_is_recorded(empty):
    shutil.rmtree(empty)
    kaohe("init", "example/reading", str(empty))
    client = inside(empty)
    word = word_of(client.get("/case").text)
    _, who, at, said = STEPS[0]
    client.post("/case", data={"word": word, "who": who, "at": at, "round": ROUND, **said})

    refused = client.post(f"/case/{ROUND}/publish", data={"word": word, "who": who, "where": "栏"})
    late = {"word": word, "who": who, "minutes": "x", "at": "2999-01-01"}
    beyond = client.post(f"/case/{ROUND}/deliberate", data=late)
    wrong = client.post(f"/case/{ROUND}/vote", data={"word": word, "who": who, "members": "七"})
    early = client.get(f"/papers-of/{ROUND}").text

    assert refused.status_code == 422
    assert "“publish” is refused: " in text_of(refused.text)
    assert "no leading group is named To mend it: owed by " in text_of(refused.text)
    assert "has not come yet: every later act would have to lie after it" in text_of(beyond.text)
    assert "“七” is no whole number" in text_of(wrong.text)
    assert "the results are not published" in text_of(early)  # what can be had by now is there all the same
    assert "<iframe" in early
    assert [act.kind for act in Store(empty / FILE).acts()] == ["open"]
    page = client.get(f"/case/{ROUND}").text
    assert '<a href="#step-lead">' in page  # not the command, but the form
    assert 'id="step-lead"' in page
    assert client.post(f"/case/{ROUND}/nothing", data={"word": word}).status_code == 404
    assert client.get("/case/other").status_code == 422


def test_a_new_project_is_made_only_in_an_empty_folder(empty):
    client = inside(empty)
    word = word_of(client.get("/new").text)
    (empty / "mine.txt").write_text("mine")

    answer = client.post("/new", data={"word": word, "scheme": "example/reading", "name": "x"})

    assert answer.status_code == 409
    assert [path.name for path in empty.iterdir()] == ["mine.txt"]
    assert client.post("/new", data={"word": word, "scheme": "../x", "name": "x"}).status_code == 404
    assert asking(empty).get("/new").status_code == 403
