"""The scheme by form: fields from the schema, what is wrong beside each, one change of the file and no other letter."""

from __future__ import annotations

import difflib
import re
import tomllib
from html import unescape

import pytest

from kaohe_web.safety import Safety

from .conftest import inside, text_of, word_of

FILE = "schemes/reading.toml"
BOOK = "dimension/books/clause/each-book"


def fields(page: str) -> dict[str, str]:
    """All fields of the first form, as a browser would send them."""
    form = page[page.index('class="fields"') :].partition("</form>")[0]
    found = {name: unescape(value) for name, value in re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form)}
    found |= {name: "" for name in re.findall(r'<input[^>]* name="([^"]+)"', form) if name not in found}
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = "" if chosen is None else chosen[1]
    return found


def opened(client, at: str, **more: str) -> dict[str, str]:
    page = client.get("/form/reading", params={"at": at, **more})
    assert page.status_code == 200
    return fields(page.text)


def saved(client, form: dict[str, str], **typed: str):
    named = {f"value:{name.replace('_', '-')}": value for name, value in typed.items()}
    return client.post("/form/reading", data=form | named | {"do": "save"})


def lines(before: str, after: str) -> list[str]:
    found = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in found if line[0] in "-+" and line[2:].strip()]


def at_field(page: str, key: str) -> str:
    """What stands beside a field."""
    number = re.search(rf'id="field-(\d+)" name="value:{key}[":]', page)
    assert number is not None
    found = re.search(rf'<div class="at" id="at-{number[1]}">(.*?)</div>', page, re.DOTALL)
    assert found is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def test_a_form_saved_as_it_was_changes_no_letter(project):
    client, before = inside(project), (project / FILE).read_bytes()

    for at in ("", "dimension/books", BOOK):
        assert saved(client, opened(client, at)).status_code == 200

    assert (project / FILE).read_bytes() == before


def test_one_value_is_changed_and_no_other_letter(project):
    client, before = inside(project), (project / FILE).read_text("utf-8")

    answer = saved(client, opened(client, BOOK), points="3")

    assert "“schemes/reading.toml” is saved" in text_of(answer.text)
    assert lines(before, (project / FILE).read_text("utf-8")) == ["-   points = 2", "+   points = 3"]


def test_what_is_left_empty_goes_and_what_is_added_comes(project):
    client, before = inside(project), (project / FILE).read_text("utf-8")

    saved(client, opened(client, BOOK), at_most="6", round="1")
    both = (project / FILE).read_text("utf-8")
    saved(client, opened(client, BOOK), round="")

    assert [line for line in lines(before, both) if line[0] == "+"] == ["+   at-most = 6", "+   round = 1"]
    assert lines(both, (project / FILE).read_text("utf-8")) == ["-   round = 1"]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(project):
    client, before = inside(project), (project / FILE).read_bytes()

    answer = saved(client, opened(client, BOOK), of="reading-log.pagse", round="one")

    assert answer.status_code == 422
    assert "reading-log.pagse" in at_field(answer.text, "of")
    assert at_field(answer.text, "round") == "“one” is no whole number"
    assert 'value="reading-log.pagse"' in answer.text  # what was typed is still there
    assert (project / FILE).read_bytes() == before


def test_what_is_wrong_is_said_while_it_is_typed(project):
    client, before = inside(project), (project / FILE).read_bytes()
    form = opened(client, BOOK)

    clean = client.post("/form/reading/check", data=form)
    wrong = client.post("/form/reading/check", data=form | {"value:of": "reading-log.pagse"})

    assert "to be mended" not in clean.text
    assert 'hx-swap-oob="true"' in wrong.text
    assert "reading-log.pagse" in wrong.text
    assert (project / FILE).read_bytes() == before


def test_a_new_clause_another_rule_and_away_with_it(project):
    client, before = inside(project), (project / FILE).read_text("utf-8")
    new = opened(client, "dimension/books/clause", **{"is": "new"})
    assert new["choice"] == "deduct"

    again = client.post("/form/reading", data=new | {"choice": "bands", "do": "again", "value:id": "long"})
    form = fields(again.text)
    assert form["value:id"] == "long"  # what was typed stays
    form |= {"value:bands:0:at-least": "100", "value:bands:0:points": "2.5"}
    answer = saved(client, form, text="读得多", of="sum(reading-log.pages)", otherwise="0")

    assert answer.status_code == 200, text_of(answer.text)
    after = (project / FILE).read_text("utf-8")
    assert lines(before, after) == [
        "+   [[dimension.clause]]",
        '+   id = "long"',
        '+   text = "读得多"',
        '+   rule = "bands"',
        '+   of = "sum(reading-log.pages)"',
        "+   bands = [",
        "+     { at-least = 100, points = 2.5 },",
        "+   ]",
        "+   otherwise = 0",
    ]
    form = opened(client, "dimension/books/clause/long")
    assert form["value:bands:0:points"] == "2.5"

    client.post("/form/reading", data=form | {"do": "away"})

    assert lines(before, (project / FILE).read_text("utf-8")) == []


def test_another_rule_takes_the_parameters_of_the_old_one_away(project):
    client, before = inside(project), (project / FILE).read_text("utf-8")
    form = fields(client.post("/form/reading", data=opened(client, BOOK) | {"choice": "formula", "do": "again"}).text)

    saved(client, form, points="2")

    assert set(lines(before, (project / FILE).read_text("utf-8"))) == {
        '-   rule = "earn"',
        '-   of = "distinct(reading-log.book)"',
        '+   rule = "formula"',
    }


def test_parameters_by_name(project):
    client, before = inside(project), (project / FILE).read_text("utf-8")
    form = opened(client, "parameters")

    answer = client.post("/form/reading", data=form | {"key:+": "per-book", "value:+": "２.5", "do": "save"})

    assert answer.status_code == 200, text_of(answer.text)
    assert lines(before, (project / FILE).read_text("utf-8")) == ["+ [parameters]", "+ per-book = 2.5"]
    assert opened(client, "parameters")["value:per-book"] == "2.5"


def test_what_a_plugin_brought_is_overridden_in_the_own_file(project):
    """The dimension comes from a plugin; the clause with its one other value is written into the school's file."""
    client, before = inside(project), (project / FILE).read_text("utf-8")
    page = client.get("/form/reading", params={"at": "dimension/reading/clause/pages"})
    assert "plugin example 0.1.0, dimensions/reading.toml:11" in text_of(page.text)  # where size = 50 comes from

    answer = saved(client, fields(page.text), size="40")

    assert answer.status_code == 200, text_of(answer.text)
    after = (project / FILE).read_text("utf-8")
    assert lines(before, after) == ["+   [[dimension.clause]]", '+   id = "pages"', "+   size = 40"]
    assert after.index("size = 40") < after.index('id = "books"')


def test_an_edit_from_outside_is_noticed(project):
    client = inside(project)
    form = opened(client, BOOK)
    path = project / FILE
    path.write_text("# from outside\n" + path.read_text("utf-8"), encoding="utf-8")

    answer = saved(client, form, points="3")

    assert answer.status_code == 422
    assert "this file was changed by another program since it was shown" in text_of(answer.text)
    assert "points = 2" in path.read_text("utf-8")


@pytest.mark.parametrize(
    "at", ["nothing", "dimension/x", "dimension/books/clause/x", "grade/#9", "../..", "title", "title/x"]
)
def test_what_is_not_there_has_no_form(project, at):
    assert inside(project).get("/form/reading", params={"at": at}).status_code == 404


def test_who_only_reads_sees_it_and_changes_nothing(project):
    client = inside(project, Safety(port=8420, readonly=True))
    page = client.get("/form/reading", params={"at": BOOK})

    assert "<button" not in page.text.partition('class="fields"')[2]
    assert client.post("/form/reading", data={"at": BOOK, "word": word_of(page.text)}).status_code == 403


def test_a_new_dimension_comes_with_its_first_clause_and_nobody_is_asked_for_ids(project):
    """The sample has two dimensions: this is the third; and it is the first clause in its own."""
    client = inside(project)
    before = (project / "schemes/reading.toml").read_text("utf-8")
    page = client.get("/form/reading?at=dimension&is=new").text
    data = {
        "word": word_of(page),
        "was": re.search(r'name="was" value="(\w+)"', page)[1],
        "at": "dimension",
        "is": "new",
        "do": "save",
        "value:title": "朗读",
        "value:marks": "4",
        "value:start": "zero",
        "first": "earn",
        "value:first:text": "每读一本书再得 1 分",
        "value:first:of": "count(reading-log)",
        "value:first:points": "1",
    }

    answer = client.post("/form/reading", data=data)

    after = (project / "schemes/reading.toml").read_text("utf-8")
    assert answer.status_code == 200, text_of(answer.text)
    assert after.startswith(before)
    added = tomllib.loads(after)["dimension"][-1]
    assert added["id"] == "dimension-3"
    assert added["title"] == "朗读"
    assert [one["id"] for one in added["clause"]] == ["clause-1"]
    assert (added["clause"][0]["rule"], added["clause"][0]["points"]) == ("earn", 1)


def test_what_is_wrong_with_the_first_clause_stands_beside_its_field(project):
    client = inside(project)
    page = client.get("/form/reading?at=dimension&is=new").text
    data = {
        "word": word_of(page),
        "at": "dimension",
        "is": "new",
        "value:title": "朗读",
        "value:marks": "4",
        "value:start": "zero",
        "first": "earn",
        "value:first:text": "每本 1 分",
        "value:first:of": "reading-log.bok",
        "value:first:points": "1",
    }

    found = client.post("/form/reading/check", data=data).text

    points, other = (
        re.search(rf'<div class="at" id="at-{number}" hx-swap-oob="true">(.*?)</div>', found, re.S)
        for number in (field_number(page, "value:first:of"), field_number(page, "value:first:points"))
    )
    assert points is not None
    assert other is not None
    assert "“reading-log.bok” is not known here To mend it: did you mean “reading-log.book”?" in text_of(
        f"<main>{points[1]}"
    )
    assert not other[1].strip()


def field_number(page: str, name: str) -> str:
    """The number of a field in the form."""
    found = re.search(rf'id="field-(\d+)" name="{name}"', page)
    assert found is not None
    return found[1]
