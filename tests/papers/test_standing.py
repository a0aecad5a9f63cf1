"""How far a round has come stands on every paper in every form, and nothing is called final before it is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from fractions import Fraction
from html import unescape
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

import kaohe_core as kaohe
from kaohe_core.cli.app import app
from kaohe_core.papers.as_html import html
from kaohe_core.papers.as_pdf import pdf
from kaohe_core.papers.as_xlsx import has_lists, xlsx
from kaohe_core.papers.bank import bank
from kaohe_core.papers.notice import notice
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import Paper
from kaohe_core.papers.papers_folder import Wanted, papers
from kaohe_core.papers.personal import personal
from kaohe_core.papers.summary_sheet import summary
from kaohe_core.results.payout import Transfer
from tests.papers.test_everybody import SECTIONS, school

KAOHE = "from kaohe_core.cli import main; main()"
KINDS = ("notice", "personal", "summary", "tables")
TRIAL, PUBLIC, FINAL = "试算，未公示，未定稿", "公示中，未定稿", "已定稿"
STAGES = {TRIAL: {}, PUBLIC: {"since": "7月1日"}, FINAL: {"since": "7月1日", "final": True}}
TRANSFER = Transfer(1, "1", "张三", "0000079927398713", Fraction(1001, 100))


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory):
    """Sections of plugins may hang out, too."""
    more = 'notice = { columns = ["total", "sections"] }\n'
    return kaohe.open(school(tmp_path_factory.mktemp("standing"), more)).score("pay")


def pages_of(paper: Paper) -> list[str]:
    """The text of every page of the PDF."""
    reader = pypdf.PdfReader(io.BytesIO(pdf(paper)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def workbook_of(paper: Paper) -> str:
    """All that stands in the workbook, footers too."""
    with zipfile.ZipFile(io.BytesIO(xlsx(paper))) as book:
        return "".join(unescape(book.read(name).decode()) for name in book.namelist())


@pytest.mark.parametrize("told", STAGES)
def test_every_paper_says_how_far_the_round_has_come(outcome, told):
    occasion = Occasion("校", outcome.digest, "zh", round="2026", **STAGES[told])
    found = {kind: paper for kind, _, paper in papers(outcome, occasion, Wanted(KINDS, ()))}
    found["bank"] = bank([TRANSFER], "绩效", occasion)
    others = [one for one in STAGES if one != told]
    assert set(found) == {*KINDS, "bank"}
    for kind, paper in found.items():
        pages = pages_of(paper)
        assert [page for page in pages if told not in page] == [], kind
        texts = [html(paper).decode(), *pages, *([workbook_of(paper)] if has_lists(paper) else [])]
        assert [text for text in texts if told not in text or any(one in text for one in others)] == [], kind
        assert ("不得据此发放" in texts[0]) is (kind == "bank" and told != FINAL)


def test_a_table_of_a_plugin_is_in_every_form_of_notice_personal_sheet_and_summary(outcome):
    occasion = Occasion("校", outcome.digest, "zh")
    made = {
        "notice": notice(outcome.scored, occasion, SECTIONS),
        "personal": personal([outcome.explain("T3")], "考核", occasion, SECTIONS),
        "summary": summary(outcome.scored, occasion, SECTIONS),
    }
    for kind, paper in made.items():
        lists = workbook_of(paper)
        for form in (html(paper).decode(), "".join(pages_of(paper)), lists):
            assert "名单" in form, kind
            assert "电话" in form, kind
            assert form is lists or "以教务处为准" in form, kind  # a workbook has the lists alone


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.thorough)])
def test_elsewhere_and_another_day_a_paper_has_the_same_bytes(tmp_path: Path, monkeypatch, language: str) -> None:
    """In another folder, home and time zone, under other settings of the computer, and with its clock set."""
    runs = []
    for at, settings in enumerate(({}, ELSEWHERE)):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        found = kaohe.open(school(tmp_path / str(at) / "另 一处"), language=language).score("pay")
        occasion = Occasion("校", found.digest, language, date="7月1日")
        made = [paper for _, _, paper in papers(found, occasion, Wanted(KINDS, ()))]
        made.append(bank([TRANSFER], "绩效", occasion))
        runs.append([form(paper) for paper in made for form in (html, pdf)] + [xlsx(p) for p in made if has_lists(p)])
    assert runs[0] == runs[1]


ELSEWHERE = {
    "TZ": "America/New_York",
    "LANG": "de_DE.UTF-8",
    "LC_ALL": "C",
    "HOME": "/nowhere",
    "SOURCE_DATE_EPOCH": "86400",
}


@pytest.mark.thorough  # what differs between two processes: the order of sets
def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    runs = []
    for seed in ("1", "77"):
        folder = tmp_path / seed
        made = CliRunner().invoke(app, ["init", "performance-pay/pay", str(folder), "--name", "校"])
        assert made.exit_code == 0, made.output
        command = [sys.executable, "-c", KAOHE, "papers", str(folder), "--language", "zh"]
        environment = {**os.environ, **ELSEWHERE, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        written = [path for path in sorted((folder / "papers").rglob("*.*")) if path.suffix]  # and no mark of kaohe
        assert {path.suffix for path in written} == {".html", ".pdf", ".xlsx"}
        runs.append({path.relative_to(folder): path.read_bytes() for path in written})
    assert runs[0] == runs[1]
