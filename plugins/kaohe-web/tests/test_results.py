"""The results: everybody, found, sorted and turned over; one person's explanation is that of ``kaohe explain``."""

from __future__ import annotations

import re
from html import unescape

import pytest

import kaohe_core as kaohe

from .conftest import inside, text_of

NASTY = [
    "=1+1",
    "+2",
    "<b>粗</b>",
    "<script>alert(1)</script>",
    'a" onmouseover="x',
    "&amp;",
    "{{ 7 * 7 }}",
    "a\u202eb",
]


def names(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'<th scope="row"><a href="[^"]*">(.*?)</a></th>', page)]


def roster(project, people):
    lines = "".join(f'{id},"{name.replace(chr(34), chr(34) * 2)}"\n' for id, name in people)
    (project / "data/readers.csv").write_text("编号,姓名\n" + lines, encoding="utf-8")
    log = f"编号,书名,页数,日期,凭据\n{people[0][0]},小河淌水,120,2026-03-05,读书卡 1\n"
    (project / "data/reading-log.csv").write_text(log, encoding="utf-8")


def test_the_first_page_is_the_result(project):
    page = inside(project).get("/")

    assert page.url.path == "/results/reading"
    assert names(page.text) == ["李小禾", "王一鸣", "赵雨"]
    assert "People" not in page.text


def test_cells_are_those_of_the_summary(project):
    """R01 read two books for two marks each: 4; the plugin's clauses are what the command prints."""
    from kaohe_core.results.summary import rows_of

    scored = kaohe.open(project).score("reading").scored
    [row, *_] = rows_of(scored, scored.result.subjects(), "en")
    page = inside(project).get("/results/reading").text
    [first, *_] = re.findall(r"<tbody>\s*<tr>(.*?)</tr>", page, re.DOTALL)

    cells = [unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[dh].*?</t[dh]>", first)]
    assert cells == row
    assert cells[:2] == ["R01", "李小禾"]
    assert "4" in cells


def test_everybody_is_found_by_name_and_by_number(project):
    client = inside(project)

    assert names(client.get("/results/reading", params={"q": "小禾"}).text) == ["李小禾"]
    assert names(client.get("/results/reading", params={"q": "r02"}).text) == ["王一鸣"]
    assert names(client.get("/results/reading", params={"q": "nobody"}).text) == []
    assert names(client.get("/results/reading", params={"only": "unscored"}).text) == []


def test_sorted_by_numbers_as_numbers(project):
    """Books: R01 two (4 marks), R02 one (2 marks), R03 none (0)."""
    client = inside(project)
    page = client.get("/results/reading").text
    heads = re.findall(r'<th scope="col".*?>(?:<a [^>]*>)(.*?)</a>', page)
    at = next(n for n, head in enumerate(heads) if head.startswith("阅读面"))

    assert names(client.get("/results/reading", params={"sort": at}).text) == ["赵雨", "王一鸣", "李小禾"]
    down = client.get("/results/reading", params={"sort": at, "down": "1"}).text
    assert names(down) == ["李小禾", "王一鸣", "赵雨"]
    assert 'aria-sort="descending"' in down
    assert names(client.get("/results/reading", params={"sort": "999"}).text) == ["李小禾", "王一鸣", "赵雨"]
    assert client.get("/results/reading", params={"sort": "x", "page": "-3"}).status_code == 200


def test_many_people_come_so_many_at_a_time(project):
    roster(project, [(f"R{n:03}", f"学生{n}") for n in range(1, 121)])
    client = inside(project)

    assert len(names(client.get("/results/reading").text)) == 50
    assert names(client.get("/results/reading", params={"page": "3"}).text)[-1] == "学生120"
    assert len(names(client.get("/results/reading", params={"page": "99"}).text)) == 20
    part = client.get("/results/reading", params={"q": "学生12"}, headers={"hx-request": "true"}).text
    assert names(part) == ["学生12", "学生120"]
    assert "<html" not in part


def test_a_person_reads_what_explain_says(project):
    said = str(kaohe.open(project, language="en").score("reading").explain("R01"))
    page = text_of(inside(project).get("/results/reading/R01").text)

    assert "山里的夏天" in page
    for line in said.splitlines():
        shown = " ".join(line.strip(" ·").split())
        if "data/reading-log.csv" in shown:  # the rows behind it, each with its place
            assert shown in page


def test_what_stands_in_the_data_is_text(project):
    roster(project, [(f"R0{n}", name) for n, name in enumerate(NASTY, 1)])
    client = inside(project)
    page = client.get("/results/reading").text

    assert names(page) == [name.replace("\u202e", "⟨202E⟩") for name in NASTY]  # shown, as on papers: it turns nothing
    assert "<b>粗" not in page
    assert "<script>" not in page
    assert 'onmouseover="x' not in page
    assert "49" not in text_of(client.get("/results/reading/R07").text)
    assert "{{ 7 * 7 }}" in unescape(client.get("/results/reading/R07").text)


def test_a_changed_file_is_seen_at_once(project):
    client = inside(project)
    assert "陈新" not in client.get("/results/reading").text

    roster(project, [("R09", "陈新")])

    assert names(client.get("/results/reading").text) == ["陈新"]


def test_what_is_wrong_stands_in_the_place_of_a_result(project):
    client = inside(project)
    log = project / "data/reading-log.csv"
    log.write_text(log.read_text("utf-8-sig").replace("120", "一百二"), encoding="utf-8")

    page = client.get("/results/reading")

    assert page.status_code == 422
    assert "data/reading-log.csv row 2 “页数”" in text_of(page.text)


def test_a_project_that_cannot_be_opened_says_why(project):
    (project / "kaohe.toml").write_text("[project]\nnam = 1\n", encoding="utf-8")

    page = inside(project).get("/results")

    assert page.status_code == 422
    assert "kaohe.toml:2:1" in text_of(page.text)


def test_strangers_and_other_schemes_are_not_there(project):
    client = inside(project)

    assert client.get("/results/reading/R99").status_code == 404
    assert client.get("/results/nothing").status_code == 404


@pytest.mark.parametrize(("language", "said"), [("zh", "按姓名或工号查找"), ("en", "Search by name or id")])
def test_both_languages(project, language, said):
    assert said in inside(project, language=language).get("/results/reading").text


def test_marks_that_turn_the_direction_of_text_are_shown_and_do_nothing(project):
    """The right-to-left override would show the name, and all that follows on its line, backwards."""
    readers = project / "data/readers.csv"
    readers.write_text(readers.read_text("utf-8-sig").replace("赵雨", "\u202e赵雨\u2066"), encoding="utf-8")
    client = inside(project)

    for address in ("/results/reading", "/results/reading/R03", "/tables/readers", "/papers/reading"):
        page = client.get(address).text
        assert "⟨202E⟩赵雨⟨2066⟩" in page
        assert not {"\u202e", "\u2066"} & set(page)
