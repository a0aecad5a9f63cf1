"""Papers of the shipped example and of a small school: what stands in them, in every form, and what never does."""

from __future__ import annotations

import io
import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import normalize

import openpyxl
import pypdf
import pytest

import kaohe_core as kaohe
from kaohe_core.papers.as_html import html
from kaohe_core.papers.as_pdf import GAP, pdf
from kaohe_core.papers.as_pdf import _drawn as drawn_for_pdf
from kaohe_core.papers.as_xlsx import xlsx
from kaohe_core.papers.bank import bank, checks
from kaohe_core.papers.called import called
from kaohe_core.papers.notice import notice
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import (
    Bars,
    Heading,
    NewPage,
    Paper,
    Paragraph,
    Particulars,
    PrintedColumn,
    PrintedTable,
    Signatures,
    WorkedOut,
)
from kaohe_core.papers.papers_folder import Wanted, papers
from kaohe_core.papers.summary_sheet import summary
from kaohe_core.results.payout import Transfer
from tests.explain.readback import equations

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "township-school"
NASTY = ["=1+1", "+2", "@x", "<b>粗</b>", "a\x1b[31mb", "x\u202ey", "&amp;", "{{ 7 * 7 }}", "#set text(red)", "[a](b)"]


class Read(HTMLParser):
    """The texts of a page, and whatever it would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.wrong: list[str] = []
        self._style = False

    def handle_starttag(self, tag, attrs):
        self._style = tag == "style"
        if tag in ("script", "link", "img", "iframe", "object") or any(
            name in ("src", "style") or name.startswith("on") for name, _ in attrs
        ):
            self.wrong.append(tag)

    def handle_endtag(self, tag):
        self._style = False

    def handle_data(self, data):
        if data.strip() and not self._style:
            self.texts.append(data.strip())


def read(paper: Paper) -> Read:
    found = Read()
    found.feed(html(paper).decode())
    return found


@pytest.fixture(scope="module")
def outcome():
    return kaohe.open(EXAMPLE).score("pay")


@pytest.fixture(scope="module")
def occasion(outcome) -> Occasion:
    return Occasion("青山镇中心小学", outcome.digest, "zh", round="2025-2026", date="2026年7月8日")


# every form -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def every_block() -> Paper:
    grid = PrintedTable(
        (PrintedColumn("名称"), PrintedColumn("数", number=True)),
        tuple((text, f"{number}.50") for number, text in enumerate(NASTY)),
        ("合计", "50.00"),
        "名单",
    )
    blocks = [Heading(text) for text in NASTY] + [Paragraph(text) for text in NASTY]
    blocks += [Particulars(tuple((text, text) for text in NASTY)), grid]
    blocks += [WorkedOut(text, text, text, (text,), (text,)) for text in NASTY]
    blocks += [Bars("图", (("甲", 3), ("乙", 0))), Signatures(tuple(NASTY), "日期"), NewPage(), Paragraph("完")]
    return Paper("<i>标题</i>", tuple(blocks), "脚 & 注", "zh")


def seen(text: str) -> str:
    """What is printed of a text: what has no shape is shown as its number."""
    return text.replace("\x1b", "⟨001B⟩").replace("\u202e", "⟨202E⟩")


def test_what_stands_in_data_arrives_as_text_in_html(every_block):
    found = read(every_block)

    assert found.wrong == []
    assert {seen(text) for text in NASTY} <= set(found.texts)
    assert "default-src &#39;none&#39;" in html(every_block).decode()


def test_what_stands_in_data_arrives_as_text_in_a_workbook(every_block):
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(every_block))).active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}

    assert {seen(text) for text in NASTY} <= set(cells)
    assert {cells[seen(text)] for text in NASTY} == {"s"}
    assert cells[50] == "n"
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)


def test_every_block_is_drawn_as_pdf_and_twice_the_same(every_block):
    assert pdf(every_block).startswith(b"%PDF")
    assert pdf(every_block) == pdf(every_block)
    assert html(every_block) == html(every_block)
    assert xlsx(every_block) == xlsx(every_block)


def test_in_a_table_of_many_columns_a_number_keeps_room_for_its_digits():
    """Thirty dimensions: 180.00 is 6 × 0.6 = 3.6 ems wide and 6.00 is 2.4; each has as much more as the other."""
    columns = [PrintedColumn("姓名", whole=True), *(PrintedColumn("教育教学常规指标", number=True) for _ in range(31))]
    row = ("Christopher Montgomery-Featherstonehaugh", *["6.00"] * 30, "180.00")
    paper = Paper("公示", (PrintedTable(tuple(columns), (row,)),), "", "zh", wide=True)

    drawn = drawn_for_pdf(paper)["blocks"][0]["columns"]
    assert [column["part"] for column in drawn[1:]] == pytest.approx([2.4 + GAP] * 30 + [3.6 + GAP])
    assert drawn[0]["part"] == 10 + GAP  # a long name is broken
    assert 'class="dense densest"' in html(paper).decode()


def test_a_long_name_is_broken_where_it_would_leave_no_room_for_the_others():
    """Upright there are 504 points; at 9.5 a name of 80 letters takes 80 × 0.6 × 9.5 + 8.5 = 464.5, one of ten 65.5."""
    heads = (PrintedColumn("姓名", whole=True), PrintedColumn("总分", number=True), PrintedColumn("备注", width=4))
    for letters, em in ((80, 0), (10, 6)):
        paper = Paper("公示", (PrintedTable(heads, (("x" * letters, "95.79", "标兵"),)),), "", "zh")
        [block] = drawn_for_pdf(paper)["blocks"]
        assert block["columns"][0]["em"] == pytest.approx(em)
        assert block["columns"][1]["em"] > 0  # a number is in one piece
        assert block["size"] == 9.5
        assert not off_the_page(paper)


def off_the_page(paper: Paper) -> list[str]:
    """What stands beyond the right margin of a page of the PDF; the paper is 595 points wide, the margin 45."""
    found: list[str] = []

    def look(text: str, _user: object, matrix: list[float], *_: object) -> None:
        if text.strip() and matrix[4] > 595 - 45:
            found.append(text)

    for page in pypdf.PdfReader(io.BytesIO(pdf(paper))).pages:
        page.extract_text(visitor_text=look)
    return found


def test_what_is_stated_once_has_the_whole_line_where_it_is_long():
    """Two stand in a line; a digest of 71 characters is about 43 ems wide, and half a line holds 21."""
    pairs = (("轮次", "2026"), ("摘要", "sha256:" + "0" * 64), ("人数", "3"), ("日期", "7月1日"), ("地点", "公开栏"))
    [block] = drawn_for_pdf(Paper("决议", (Particulars(pairs),), "", "zh"))["blocks"]

    assert [whole for _, _, whole in block["pairs"]] == [True, True, False, False, False]
    assert pdf(Paper("决议", (Particulars(pairs),), "", "zh")).startswith(b"%PDF")


@pytest.mark.parametrize(("title", "wide"), [("", 0), ("考勤", 2), ("教育教学过程", 6), ("奖励性绩效工资（元）", 5)])
def test_the_lines_of_a_head_are_about_as_long_as_each_other(title, wide):
    """At most six characters in a line: ten are two lines of five, not one of six and one of four."""
    paper = Paper("公示", (PrintedTable((PrintedColumn(title, number=True),), (("",),)),), "", "zh")
    assert drawn_for_pdf(paper)["blocks"][0]["columns"][0]["em"] == wide


SHOWN = ("notice", "personal", "summary", "bank", "tables")
A4 = {False: 673, True: 1017}  # pixels between the margins, upright and across


@pytest.fixture(scope="module")
def pages(outcome, occasion, tmp_path_factory) -> dict[str, tuple[Paper, Path]]:
    """Every paper of the example as a page; of the personal sheets the first."""
    folder, found = tmp_path_factory.mktemp("pages"), {}
    for kind, _, paper in papers(outcome, occasion, Wanted(SHOWN, (), each=True)):
        if kind not in found:
            found[kind] = paper, folder / f"{kind}.html"
            found[kind][1].write_bytes(html(paper))
    return found


@pytest.mark.thorough(but=[390])  # what fits there fits
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_needs_no_network_and_no_sideways_scroll(pages, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    assert tuple(pages) == SHOWN
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    for kind, (_, path) in pages.items():
        asked.clear()
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
        assert page.get_by_text("沈静怡").first.is_visible(), kind
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(238, 238, 238)"  # styled
        assert (wrong, asked) == ([], [path.as_uri()]), kind
    context.close()


def test_a_page_fits_the_paper_that_it_is_printed_on(pages, browser, thorough):
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.emulate_media(media="print")
    for kind, (paper, path) in pages.items():
        page.set_viewport_size({"width": A4[paper.wide], "height": 900})
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= A4[paper.wide], kind
        if kind == "bank" or (thorough and kind == "notice"):  # printing takes a while
            printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
            sizes = {tuple(round(side) for side in sheet.mediabox[2:]) for sheet in printed.pages}
            assert sizes == {(842, 595) if paper.wide else (595, 842)}  # points: A4
            # Chromium's fonts give some characters as radicals, which look the same.
            first, second = (normalize("NFKC", printed.pages[at].extract_text()) for at in (0, 1))
            assert "沈静怡" in first
            assert {"notice": "姓名", "bank": "账号"}[kind] in second  # the head stands again
    context.close()


# people ---------------------------------------------------------------------------------------------------------------


def test_namesakes_are_told_apart_and_names_masked():
    names = {"1": "张三", "2": "欧阳娜娜", "3": "张三", "4": "李", "5": "王13812345678"}

    assert called(names) == {"1": "张三（1）", "2": "欧阳娜娜", "3": "张三（2）", "4": "李", "5": "王*********78"}
    assert called(names, masked=True) == {
        "1": "张*（1）",
        "2": "欧**娜",
        "3": "张*（2）",
        "4": "李",
        "5": "王**********8",  # what was left of the phone number goes, too
    }


def test_a_notice_has_no_id_and_no_account(outcome, occasion):
    made = notice(outcome.scored, occasion)
    ids = list(outcome.people)

    for content in (html(made).decode(), "\n".join(read(made).texts)):
        assert not [id for id in ids if re.search(rf"\b{id}\b", content)]
        assert "62170000000" not in content  # how every account of the example begins
    texts = read(made).texts
    assert "青山镇中心小学绩效工资考核分配方案结果公示" in texts
    assert "试算，未公示，未定稿" in texts
    assert {"沈静怡", "95.79", "10254.34"} <= set(texts)  # the plain teacher of the README
    assert "512345.67" in texts


def test_a_notice_says_why_somebody_is_paid_nothing(outcome, occasion):
    """A demerit takes all of T032's total: nothing is left to share by; T034 is of a group that gets nothing."""
    [grid] = [b for b in notice(outcome.scored, occasion).blocks if isinstance(b, PrintedTable)]
    rows = {row[0]: (row[-2], row[-1]) for row in grid.rows}
    assert rows["谭国栋"] == ("0.00", "奖励性绩效工资的分配权重为 0")
    assert rows["范建平"] == ("0.00", "一学期病、事假累计超过 2 个月")
    assert rows["沈静怡"] == ("10254.34", "")


def test_a_notice_shows_what_the_scheme_allows(tmp_path):
    project = small(tmp_path, 'notice = { columns = ["total"], names = "masked" }\n')
    found = kaohe.open(project).score("pay")
    grid = next(
        b for b in notice(found.scored, Occasion("校", found.digest, "zh")).blocks if isinstance(b, PrintedTable)
    )

    assert [column.title for column in grid.columns] == ["姓名", "总分"]
    assert grid.rows == (("张*（1）", "8.00"), ("张*（2）", "6.00"), ("欧**娜", "0.00"))


def small(folder: Path, more: str = "") -> Path:
    """Three people with a mark each; two have one name."""
    (folder / "kaohe.toml").write_text(
        '[project]\nname = "校"\nplugins = []\n\n[tables]\nstaff = "staff.csv"\n\n'
        '[[scheme]]\nid = "pay"\nfile = "pay.toml"\n\n'
        '[table.staff]\ntitle = "教职工"\nabsence = "no-data"\n'
        "column = [\n"
        '  { id = "id", title = "工号", type = "text" },\n'
        '  { id = "name", title = "姓名", type = "text" },\n'
        '  { id = "n", title = "得分", high = 10 },\n]\n',
        encoding="utf-8",
    )
    (folder / "staff.csv").write_text("工号,姓名,得分\n1,张三,8\n2,张三,6\n3,欧阳娜娜,0\n", encoding="utf-8")
    (folder / "pay.toml").write_text(
        f'title = "考核"\nsubject = "staff"\nname = "staff.name"\nmarks = 10\nround = {{ total = 2 }}\n{more}\n'
        '[[dimension]]\nid = "d"\ntitle = "德"\nmarks = 10\n\n[[dimension.clause]]\nid = "c"\ntext = "得分"\n'
        'rule = "formula"\npoints = "staff.n"\n',
        encoding="utf-8",
    )
    return folder


# sheets ---------------------------------------------------------------------------------------------------------------


def test_every_sum_on_a_personal_sheet_holds(outcome, occasion, thorough):
    ids = list(outcome.people)[: None if thorough else 6]
    wanted, kind = Wanted(("personal",), ("html",), each=True), []
    for id, (_, name, paper) in zip(ids, papers(outcome, occasion, wanted), strict=False):
        kind.append(name)
        lines = read(paper).texts
        found = [one for line in lines for one in equations(line)]
        assert len(found) > 3, id  # whoever has another post has few
        assert [one.text for one in found if not one.holds] == [], id
    assert kind[0] == "个人考核表/T001 沈静怡"


def test_a_personal_sheet_says_what_explain_says(outcome, occasion):
    [[_, _, paper], *_] = papers(outcome, occasion, Wanted(("personal",), ("html",), each=True))
    texts = set(read(paper).texts)

    for line in str(outcome.explain("T001")).splitlines()[2:]:
        told = line.strip().removeprefix("· ")
        whole = told in texts or any(told.startswith(text) or told.endswith(text) for text in texts if len(text) > 1)
        assert whole or not told, told
    # 10 − 0.3 − 0.25 + 0 − 0.2 + 0: what attendance of the example comes to, and so 0.75 are to be had
    assert "考勤：得 9.25 分，满分 10 分，还可得 0.75 分" in texts


def test_the_summary_adds_up(outcome, occasion):
    made = summary(outcome.scored, occasion)
    [grid] = [block for block in made.blocks if isinstance(block, PrintedTable)]
    bars, means = [block for block in made.blocks if isinstance(block, Bars)]

    assert len(grid.rows) == 62
    assert [title for title, _ in means.bars] == ["考勤", "工作量", "教育教学过程", "教育教学业绩"]
    assert grid.last[-2] == "512345.67"
    assert sum(count for _, count in bars.bars) == 54  # of 62 people, 8 are paid the mean
    assert made.wide


def test_a_bank_sheet_has_its_control_total_and_tells_a_wrong_check_digit():
    # 79927398713 is the number by which Luhn's check is explained everywhere; zeros before it make a card's length.
    right, wrong = "0000079927398713", "0000079927398710"
    lines = [Transfer(1, "1", "张 三", right, Fraction(1001, 100)), Transfer(2, "2", "李四", wrong, Fraction(5))]
    made = bank(lines, "绩效", Occasion("校", "sha256:00", "zh", round="2026", final=True))
    [grid] = [block for block in made.blocks if isinstance(block, PrintedTable)]

    assert grid.rows == (
        ("1", "张三", right, "10.01", "绩效 2026"),
        ("2", "李四", wrong, "5.00", "绩效 2026"),
    )
    assert grid.last == ("", "合计", "共 2 笔", "15.01", "")
    assert [b.text for b in made.blocks if isinstance(b, Paragraph)] == ["校验位不对的账号有 1 个，请核对：李四"]
    assert checks("ABC 12")  # no card at all: nothing is said of it


def test_what_is_not_final_is_not_to_be_paid():
    made = bank([], "绩效", Occasion("校", "sha256:00", "zh"))

    assert "结果尚未定稿，不得据此发放。" in [block.text for block in made.blocks if isinstance(block, Paragraph)]


# the command ----------------------------------------------------------------------------------------------------------


def test_the_data_of_a_paper_are_plain(every_block):
    assert json.loads(json.dumps(every_block.data()))["title"] == "<i>标题</i>"
