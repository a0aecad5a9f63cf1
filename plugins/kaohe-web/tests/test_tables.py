"""The tables: what was read, what is wrong beside its cell, and files put in whole, or not at all."""

from __future__ import annotations

import io
import re
from html import unescape

import openpyxl
import pytest

from kaohe_core.blanks import blanks, workbook
from kaohe_core.project import Project
from kaohe_core.run import Run

from .conftest import inside, text_of, word_of

LOG = "/tables/reading-log"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def put(client, content: bytes, name: str, **other: str):
    page = client.get(LOG).text
    data = {"word": word_of(page), "was": field(page, "was"), "which": field(page, "which"), **other}
    return client.post(f"{LOG}/file", data=data, files={"file": (name, content)})


def test_every_table_with_its_file_and_its_rows(project):
    page = text_of(inside(project).get("/tables").text)

    assert "data/readers.csv 3 in order" in page
    assert "data/reading-log.csv 4 in order" in page  # as many as the file has
    assert "Nothing is wrong." in page


def test_a_finding_stands_beside_its_cell(project):
    log = project / "data/reading-log.csv"
    log.write_text(log.read_text("utf-8-sig").replace("120", "一百二"), encoding="utf-8")
    client = inside(project)

    listed, page = client.get("/tables").text, client.get(LOG).text

    assert "1 to be mended" in text_of(listed)
    cells = re.findall(r'<td class="number blocks">(.*?)</td>', page, re.DOTALL)
    assert len(cells) == 1
    assert "data/reading-log.csv row 2 “页数”" in unescape(re.sub(r"<[^>]+>", " ", cells[0]))


def test_what_was_left_out_is_shown_with_its_reason(project):
    log = project / "data/reading-log.csv"
    log.write_text(log.read_text("utf-8-sig") + "合计,,845,,\n", encoding="utf-8")

    page = text_of(inside(project).get(LOG).text)

    assert "1 rows left out" in page
    assert "left out:" in page


def test_a_file_takes_the_place_of_another_byte_for_byte(project):
    new = "编号,书名,页数,日期,凭据\nR01,小河淌水,121,2026-03-05,读书卡 1\n".encode()

    answer = put(inside(project), new, "C:\\fakepath\\新的.csv")

    assert answer.url.path == LOG
    assert (project / "data/reading-log.csv").read_bytes() == new
    assert "is in its place: data/reading-log.csv" in text_of(answer.text)
    assert "121" in text_of(answer.text)
    assert [path.name for path in project.iterdir() if path.name.startswith(".")] == []


def test_what_was_there_is_kept_and_what_changed_is_told_in_rows(project):
    """R01's first book has a page more, R02's only one goes, R03 comes."""
    log = project / "data/reading-log.csv"
    before = log.read_bytes()
    rows = before.decode("utf-8-sig").splitlines()
    [gone] = [row for row in rows if "R02" in row]
    more = [row.replace("120", "121") for row in rows if row != gone]
    client = inside(project)

    answer = put(client, "\n".join([*more, "R03,新书,30,2026-04-01,读书卡 9"]).encode(), "a.csv")

    [kept] = (project / "kept").rglob("*.csv")
    assert kept.read_bytes() == before
    assert re.fullmatch(
        r"kept/data/reading-log 20\d\d-\d\d-\d\d \d\d\.\d\d\.\d\d\.csv", kept.relative_to(project).as_posix()
    )
    page = text_of(answer.text)
    assert f"what was there is kept as {kept.relative_to(project).as_posix()}" in page
    assert "new rows 1 · rows gone 1 · rows that differ 1" in page
    assert "<del>120</del> <ins>121</ins>" in answer.text
    name = {"file": kept.relative_to(project).as_posix()}
    assert client.get(f"{LOG}/kept", params=name).content == before
    for other in ("kaohe.toml", "../x", "kept/../kaohe.toml", str(kept)):
        assert client.get(f"{LOG}/kept", params={"file": other}).status_code == 404
    assert put(client, before, "b.csv").status_code == 200  # and back again
    assert log.read_bytes() == before
    assert len(list((project / "kept").rglob("*.csv"))) == 2


def test_what_only_its_owner_may_read_is_kept_so(project):
    log = project / "data/reading-log.csv"
    log.chmod(0o600)

    put(inside(project), "编号,书名,页数,日期,凭据\n".encode(), "a.csv")

    [kept] = (project / "kept").rglob("*.csv")
    assert [path.stat().st_mode & 0o777 for path in (log, kept)] == [0o600, 0o600]


def test_another_kind_of_file_is_named_in_the_project(project):
    book = openpyxl.Workbook()
    for row in (["编号", "书名", "页数", "日期", "凭据"], ["R02", "星星的名字", 7, "2026-03-18", "读书卡 4"]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    before = (project / "kaohe.toml").read_text(encoding="utf-8")

    answer = put(inside(project), content.getvalue(), "log.XLSX")

    assert answer.status_code == 200
    assert (project / "data/reading-log.xlsx").read_bytes() == content.getvalue()
    after = (project / "kaohe.toml").read_text(encoding="utf-8")
    assert after == before.replace("data/reading-log.csv", "data/reading-log.xlsx")
    assert "星星的名字" in answer.text


def test_a_table_without_a_file_gets_one(project):
    config = project / "kaohe.toml"
    config.write_text(config.read_text("utf-8").replace('reading-log = "data/reading-log.csv"\n', ""), "utf-8")
    client = inside(project)
    assert "no file is named yet" in text_of(client.get(LOG).text)

    answer = put(client, "编号,书名,页数,日期,凭据\n".encode(), "x.csv")

    assert answer.status_code == 200
    assert 'reading-log = "data/读书记录.csv"\n' in config.read_text("utf-8")
    assert (project / "data/读书记录.csv").exists()


def test_an_edit_from_outside_is_not_written_over(project):
    client, log = inside(project), project / "data/reading-log.csv"
    page = client.get(LOG).text
    log.write_bytes(log.read_bytes() + "R03,新书,5,2026-04-01,读书卡 9\n".encode())
    kept = log.read_bytes()

    data = {"word": word_of(page), "was": field(page, "was"), "which": field(page, "which")}
    answer = client.post(f"{LOG}/file", data=data, files={"file": ("a.csv", b"x")})

    assert answer.status_code == 422
    assert log.read_bytes() == kept
    assert text_of(answer.text) == (
        f"This cannot be shown to be mended K561 {log} this file was changed by another program since it was shown "
        "To mend it: open it anew, and enter the change again Edit"
    )


def test_of_two_browsers_saving_at_once_one_is_refused(project):
    first, second = inside(project), inside(project)
    pages = [one.get(LOG).text for one in (first, second)]
    answers = [
        one.post(
            f"{LOG}/file",
            data={"word": word_of(page), "was": field(page, "was"), "which": field(page, "which")},
            files={"file": ("a.csv", f"编号,书名,页数,日期,凭据\nR01,书{n},1,2026-03-05,卡\n".encode())},
        )
        for n, (one, page) in enumerate(zip((first, second), pages, strict=True))
    ]

    assert [answer.status_code for answer in answers] == [200, 422]
    assert "书0" in (project / "data/reading-log.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "which", "status"),
    [("a.exe", "data/reading-log.csv", 422), ("", "data/reading-log.csv", 400), ("a.csv", "../../evil.csv", 422)],
)
def test_no_other_file_can_be_written(project, name, which, status):
    """A file that the table does not name is as if none was named: that there is one already is found."""
    before = {path: path.read_bytes() for path in project.parent.rglob("*") if path.is_file()}

    answer = put(inside(project), b"x", name, which=which)

    assert answer.status_code == status
    assert {path: path.read_bytes() for path in project.parent.rglob("*") if path.is_file()} == before


def test_the_empty_workbook_is_that_of_the_command(project):
    answer = inside(project).get(f"{LOG}/blank")
    made = blanks(Run(Project.open(project)), ("reading-log",))

    assert "".join(answer.headers["content-disposition"]).endswith(".xlsx")
    ours, theirs = (
        [[cell.value for row in sheet.iter_rows() for cell in row] for sheet in openpyxl.load_workbook(io.BytesIO(b))]
        for b in (answer.content, workbook(made, "en"))
    )
    assert ours == theirs


def test_who_only_reads_is_shown_no_form_and_changes_nothing(project):
    from kaohe_web.safety import Safety

    client = inside(project, Safety(port=8420, readonly=True))
    page = client.get(LOG).text
    assert "enctype" not in page

    word = Safety.form_word(client.app.safety, "office")
    answer = client.post(f"{LOG}/file", data={"word": word, "was": ""}, files={"file": ("a.csv", b"x")})

    assert answer.status_code == 403
    assert "403: this page is only for reading" in text_of(answer.text)
