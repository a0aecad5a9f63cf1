"""What if: other numbers on the same records, and nothing saved."""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_core.from_ready import copy, ready_schemes

from .conftest import inside, text_of, word_of

FIELD = "value:books.each-book.points"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_who_gains_is_told_and_nothing_is_saved(project):
    """Three marks a book instead of two, six at most: R01 read two books, 4 → 6; R02 one, 2 → 3; R03 none."""
    client = inside(project)
    page = client.get("/trial").text
    assert field(page, FIELD) == "2"
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}

    answer = client.post("/trial/reading", data={"word": word_of(page), FIELD: "3"}).text

    rows = [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", answer, re.DOTALL)
    ]
    people = {row[1]: row for row in rows if row[:1] and row[0].startswith("R0")}
    assert set(people) == {"李小禾", "王一鸣"}
    assert "+2.00" in people["李小禾"]
    assert "+1.00" in people["王一鸣"]
    assert field(answer, FIELD) == "3"
    assert "now 2" in text_of(answer)
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_without_a_change_nothing_is_compared(project):
    client = inside(project)
    page = client.get("/trial/reading").text

    answer = client.post("/trial/reading", data={"word": word_of(page), FIELD: "2"}).text

    assert 'id="found"' not in answer


def test_what_is_no_number_or_cannot_be_is_refused(project):
    client = inside(project)
    word = word_of(client.get("/trial/reading").text)

    for typed in ("zwei", "NaN", "1e999999999", ""):
        answer = client.post("/trial/reading", data={"word": word, FIELD: typed})
        assert answer.status_code == 422
        assert "books.each-book.points" in text_of(answer.text)


def test_the_pool_of_a_round_is_tried_where_it_stands(tmp_path):
    """The round says the pool and the scheme nothing: 100000.00 yuan more than that are to be given."""
    ready, _ = ready_schemes()
    folder = tmp_path / "school"
    copy(ready["performance-pay/pay"].value, folder)
    client = inside(folder)
    page = client.get("/trial/pay").text
    pool = Decimal(field(page, "value:pool"))

    answer = client.post("/trial/pay", data={"word": word_of(page), "value:pool": str(pool + 100_000)})

    assert f"pool: {pool:.2f} → {pool + 100_000:.2f} yuan (+100000.00)" in text_of(answer.text)
