"""What the docs show of commands is what the commands print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs_blocks import DOCS, LANGUAGES, pages
from docs_console import EDIT, anew, commands, consoles, prepared, shown

LONG = ("zh/explanation/workbook.md", "zh/how-to/case.md", "zh/tutorial/first-school.md")
# English pages give the commands of the Chinese ones; those of the case are examples/township-school/round.py's.
PAGES = [
    pytest.param(page, id=id, marks=[pytest.mark.thorough] if id.startswith("en/") or id in LONG else [])
    for language in LANGUAGES
    for page in pages(language)
    for id in [page.relative_to(DOCS).as_posix()]
    if any(consoles(page))
]


@pytest.mark.parametrize("page", PAGES)
def test_the_output_shown_is_the_output(page, tmp_path, monkeypatch):
    prepared(tmp_path)
    monkeypatch.chdir(tmp_path)
    for block, text in anew(page):
        assert block.text == text, "run: python tests/docs/docs_console.py"


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ((), ["a", "b", "c", "d"]),
        (("head-1",), ["a", "…"]),
        (("tail-1",), ["…", "d"]),
        (("head-1", "tail-2"), ["a", "…", "c", "d"]),
        (("head-2", "tail-2"), ["a", "b", "c", "d"]),
    ],
)
def test_the_middle_can_be_left_out(classes, expected):
    assert shown(["a", "b", "c", "d"], classes) == expected


def test_digests_can_be_left_out():
    digest = "0123456789abcdef" * 4

    assert shown([f"摘要：sha256:{digest}。"], ("short",)) == ["摘要：sha256:…。"]
    assert shown([f"sha256:{digest}"], ()) == [f"sha256:{digest}"]


def test_a_command_may_go_on_in_the_next_line():
    text = "$ kaohe check \\\n    --language en\n输出\\\n$ kaohe score\n"

    assert list(commands(text)) == [["$ kaohe check \\", "    --language en"], ["$ kaohe score"]]


@pytest.mark.parametrize("page", [page for language in LANGUAGES for page in pages(language)], ids=str)
def test_what_is_done_by_hand_stands_on_the_page(page):
    """Whoever has only the page can follow it: the cell or file and what goes into it are said in words before."""
    text = page.read_text(encoding="utf-8")
    seen = 0
    for found in re.finditer(EDIT.pattern, text, re.M):
        before = re.sub(r"^% .*$", "", text[max(0, found.start() - 1500) : found.start()], flags=re.M)
        what, parts = found["what"], found["how"].split(" | ")
        wanted = {"cell": [Path(parts[0]).name, *parts[1:]], "copy": parts, "text": [Path(parts[0]).name, parts[-1]]}[
            what
        ]
        assert [one for one in wanted if one not in before] == [], found[0]
        seen += 1
    assert seen == len(re.findall(r"^% (?!\s)", text, re.M))
