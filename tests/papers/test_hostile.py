"""Names and cells that hold markup, formulas, commands to a terminal, marks of direction are texts in every form."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path

import openpyxl
import pypdf
import pytest

import kaohe_core as kaohe
from kaohe_core.papers.as_html import html
from kaohe_core.papers.as_pdf import pdf
from kaohe_core.papers.as_xlsx import has_lists, xlsx
from kaohe_core.papers.called import without_numbers
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import Paper
from kaohe_core.papers.papers_folder import Wanted, papers
from tests.papers.test_everybody import school

# A name, and what is printed of it: what has no shape of its own as its number.
HOSTILE = {
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")': '=HYPERLINK("http://x","y")',
    "+1-2": "+1-2",
    "@SUM(A1)": "@SUM(A1)",
    "红\x1b[31m字": "红⟨001B⟩[31m字",
    "左\u202e右": "左⟨202E⟩右",
    "#set page(width: 1cm)": "#set page(width: 1cm)",
    "{{ 7 * 7 }}": "{{ 7 * 7 }}",
}
ID, PHONE, CARD = "110101199001011237", "13812345678", "6217000000010000010"
KINDS = ("notice", "personal", "summary", "tables")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Paper]:
    """Every paper of a school whose people have these names; the last one's is full of numbers that identify."""
    names = [*HOSTILE, f"李四{ID} {PHONE} {CARD}"]
    cells = "".join(f'T{at},"{name.replace(chr(34), chr(34) * 2)}",{at % 3 + 6}\n' for at, name in enumerate(names))
    folder = school(tmp_path_factory.mktemp("hostile"), **{"staff.csv": f"工号,姓名,得分\n{cells}"})
    found = kaohe.open(folder).score("pay")
    occasion = Occasion("校", found.digest, "zh")
    return {kind: paper for kind, _, paper in papers(found, occasion, Wanted(KINDS, ()))}


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_page_they_are_text(made: dict[str, Paper], kind: str) -> None:
    page = html(made[kind]).decode()
    body = page.partition("<body")[2]
    assert not re.search(r"<(script|img|iframe|link|a)\b", body)
    texts = {unescape(text).strip() for text in re.findall(r">([^<]+)<", body)}
    assert set(HOSTILE.values()) <= texts
    assert "\x1b" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_pdf_they_are_text(made: dict[str, Paper], kind: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf(made[kind])))
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for printed in HOSTILE.values():
        assert "".join(printed.split()) in text, printed
    assert all(min(page.mediabox[2:]) > 590 for page in reader.pages)  # A4, whatever a name says of pages
    assert not [page for page in reader.pages if page.get("/Annots")]  # no links


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "personal"])
def test_in_a_workbook_they_are_text(made: dict[str, Paper], kind: str) -> None:
    assert has_lists(made[kind])
    book = openpyxl.load_workbook(io.BytesIO(xlsx(made[kind])))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert set(HOSTILE.values()) <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # neither a formula nor a link
    assert not [cell for cell in cells if cell.hyperlink]


def test_no_number_that_identifies_is_in_the_bytes_of_a_notice(made: dict[str, Paper]) -> None:
    paper = made["notice"]
    reader = pypdf.PdfReader(io.BytesIO(pdf(paper)))
    book = openpyxl.load_workbook(io.BytesIO(xlsx(paper)))
    forms = {
        "html": html(paper).decode(),
        "pdf": "".join(page.extract_text() for page in reader.pages).replace("\n", ""),
        "xlsx": "\n".join(str(cell.value) for row in book.active.iter_rows() for cell in row),
    }
    for form, text in forms.items():
        assert not [one for one in (ID, PHONE, CARD) if one in text], form
        assert not re.search(r"\bT\d\b", text), form  # ids of the roster
        assert "李四" in text, form


WRITTEN = {
    "138 1234 5678": "***********78",
    "138-1234-5678": "***********78",
    "138\u200b1234\u200b5678": "***********78",
    "(0571) 8765 4321": "(*************21",  # what stands before the first digit stays
    "6217 0000 0001 0000 010": "*********************10",
    "110101 1990 0101 1237": "*******************37",
    "2024-2025-2026": "2024-2025-2026",
    "2026-03-02": "2026-03-02",
    "校处〔2026〕1号": "校处〔2026〕1号",
    "1000.00 2000.00": "1000.00 2000.00",
    "3 + 4.5 = 7.5": "3 + 4.5 = 7.5",
}


@pytest.mark.parametrize(("written", "shown"), WRITTEN.items())
def test_a_number_in_groups_identifies_as_well_and_a_date_does_not(written: str, shown: str) -> None:
    assert without_numbers(written) == shown


PLACES = (  # of a scheme whatever has a title
    ('title = "考核"', "考核"),
    ('title = "德"', "德"),
    ('name = "优"', "优"),
    ('title = "标兵"', "标兵"),
    ('source = "四、1"', "四、1"),
    ('text = "获奖加分，', "获奖加分"),
)


@pytest.mark.parametrize("secret", [PHONE, CARD, ID, "欧阳娜娜", "张　三"])
def test_nothing_leaks_through_titles_or_what_a_file_says_of_itself(tmp_path: Path, secret: str) -> None:
    """A number, and a name where names are masked, in every title: in no byte of a page, a PDF or a workbook."""
    folder = school(tmp_path, 'notice = { columns = ["dimensions", "adjustments", "total", "grade", "awards", "vetoes"'
                              ', "remarks"], names = "masked" }\n')  # fmt: skip
    scheme = (folder / "pay.toml").read_text(encoding="utf-8")
    for old, text in PLACES:
        assert old in scheme
        scheme = scheme.replace(old, old.replace(text, f"{text}{secret}"))
    (folder / "pay.toml").write_text(scheme, encoding="utf-8")
    staff = (folder / "staff.csv").read_text(encoding="utf-8")
    (folder / "staff.csv").write_text(staff.replace("张三", "张　三"), encoding="utf-8")
    found = kaohe.open(folder).score("pay")
    occasion = Occasion("校", found.digest, "zh", where=f"公开栏 {secret}")
    ((_, _, paper),) = papers(found, occasion, Wanted(("notice",), ()))

    reader = pypdf.PdfReader(io.BytesIO(pdf(paper)))
    with zipfile.ZipFile(io.BytesIO(xlsx(paper))) as book:
        parts = [book.read(name).decode() for name in book.namelist()]
    pages = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    texts = (html(paper).decode(), pages, str(reader.metadata), *parts)
    assert "标兵" in texts[0]
    assert "欧**娜" in texts[0]
    assert "标兵" in pages
    hidden = [secret, "".join(secret.split())]
    assert not [text for text in texts for one in hidden if one in text]


@pytest.mark.thorough(but=["zh"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_runs_give_the_same_bytes(tmp_path: Path, language: str) -> None:
    folder = school(tmp_path)
    runs = []
    for _ in range(2):
        found = kaohe.open(folder, language=language).score("pay")
        wanted = Wanted(KINDS, ())
        made = [paper for _, _, paper in papers(found, Occasion("校", found.digest, language), wanted)]
        runs.append([form(paper) for paper in made for form in (html, pdf)] + [xlsx(p) for p in made if has_lists(p)])
    assert runs[0] == runs[1]
