"""The workbook: what a spreadsheet makes of it, what happens when somebody changes a cell, and how it looks."""

from __future__ import annotations

import csv
import shutil
import string
from itertools import count, islice
from pathlib import Path

import openpyxl
import pytest

from kaohe_core.assess.assessment import assess
from kaohe_core.findings import Findings
from kaohe_core.plugins.contributions import Section, Stamped
from kaohe_core.testing import office
from kaohe_core.workbook import write_workbook
from tests import scored
from tests.assess.random_schemes import made as made_scheme
from tests.formula import made
from tests.made_once import made_once
from tests.papers.test_everybody import school

TESTS = Path(__file__).parent.parent
PROJECTS = TESTS.parent / "examples"
EXAMPLES = sorted(path.parent.name for path in PROJECTS.glob("*/kaohe.toml"))
PEOPLE = 16
FRONT, HELD = (
    "考核结果",
    ("程序结果", "核对", "试算", "试算增减"),
)  # HELD: what was tried against what the program found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.project(tmp_path_factory.mktemp("project"), PEOPLE)


@pytest.fixture(scope="module")
def run(project):
    return scored.run(project)[0]


SECTION = Section("flags", "流动红旗", ["班级", "面数"], [("=一班", "@3"), ("+二班", "-1")])
FLAGS = Stamped(SECTION, "homeroom", "0.1", "kaohe-homeroom")


@pytest.fixture(scope="module")
def book(run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scored.written(run, tmp_path_factory.mktemp("book") / "result.xlsx", [FLAGS])


@pytest.fixture(scope="module")
def opened(book):
    return openpyxl.load_workbook(book)


# a spreadsheet computes it again -----------------------------------------------------------------------------------


def change(workbook: openpyxl.Workbook, sheet: str, header: str, row: int, value: object) -> None:
    """Type into a cell, as somebody at the screen does it."""
    page = workbook[sheet]
    column = next(cell.column for cell in page[1] if cell.value == header)
    page.cell(row, column).value = value


def columns(book: Path | openpyxl.Workbook, sheet: str, *titles: str) -> list[tuple[object, ...]]:
    """The cells under these titles, row by row; of a file only this sheet is read, as a whole book takes seconds."""
    if isinstance(book, Path):
        book = openpyxl.load_workbook(book, data_only=True, read_only=True)
    first, *rows = book[sheet].iter_rows(values_only=True)
    return [tuple(row[first.index(title)] for title in titles or first) for row in rows]


def random_books():
    """Whole schemes drawn by lot over data with holes, and what the program made of them."""
    for seed in count(308):  # none of tests/assess; in the first it is not known who is a member
        scheme = made_scheme(seed)
        if scheme is not None and not scheme.refused:
            tables = scheme.data(scheme.rows)
            yield seed, scheme.plan, assess(scheme.plan, tables, Findings()), tables


def cells(path: Path, change) -> None:
    """A CSV file with every row below the header changed in place."""
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    for number, row in enumerate(rows[1:]):
        change(number, row)
    made.write(path, rows[0], rows[1:])


@pytest.fixture(scope="module")
def twins(tmp_path_factory):
    """Ids that differ in case, and a unit without anybody assessed: scored."""
    project = made.project(tmp_path_factory.mktemp("twins"), 12)
    ids = {"A00001": "a00000", "A00003": "A00000*"}  # one differs in case, the other looks like a search pattern

    def rename(_number: int, row: list[str]) -> None:
        if row[0] in ids:
            row[0] = ids[row[0]] if row[0] != "A00001" else "A00000"

    for name in ("people", "scores", "events", "terms", "raters", "judgements"):
        cells(project / f"{name}.csv", rename)

    def alone(number: int, row: list[str]) -> None:
        if number == 4:
            row[2], row[3] = "空单位", "后勤"

    def without_marks(number: int, row: list[str]) -> None:
        if number == 4:
            row[4] = "0"

    cells(project / "people.csv", alone)
    cells(project / "scores.csv", without_marks)
    return scored.run(project)[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, thorough, book, twins) -> Path:
    """All workbooks, and in ``recomputed`` what LibreOffice makes of them: in one start, as a start takes seconds."""

    def make(folder: Path) -> None:
        if thorough:
            scored.written(twins, folder / "twins.xlsx", [FLAGS])
        for example in EXAMPLES if thorough else ():
            for one in scored.run(PROJECTS / example):
                scored.written(one, folder / f"{example}-{one[0].entry.id}.xlsx")
        changed = openpyxl.load_workbook(book)
        change(changed, "成绩", "甲", 2, 55.5)
        names = [row[0] for row in columns(changed, "试算", "方案里的名字")]
        change(changed, "试算", "试算的值", names.index("counted/deduct/points") + 2, 0.035)
        changed.save(folder / "changed.xlsx")  # without computed values, as openpyxl keeps none
        for seed, plan, result, tables in islice(random_books(), 30 if thorough else 1):
            write_workbook(plan, result, tables, folder / f"random-{seed}.xlsx", Findings())
        if thorough:
            hundreds = scored.run(made.project(tmp_path_factory.mktemp("hundreds"), 500))[0]
            scored.written(hundreds, folder / "hundreds.xlsx")
        office.recomputed(folder, *sorted(folder.glob("*.xlsx")))

    return made_once(tmp_path_factory, "workbooks", make)


@pytest.fixture(scope="module")
def again(folder: Path) -> Path:
    return folder / "recomputed"


@pytest.mark.thorough  # what every rule writes is in the books of the other tests
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_recomputed_to_the_last_digit(example, folder, again):
    for mine in sorted(folder.glob(f"{example}-*.xlsx")):
        theirs = again / mine.name
        office.agree(mine, theirs)
        checks = office.values(theirs)
        assert (checks["核对", "D2"], checks["核对", "E2"]) == (0, 0)


@pytest.mark.thorough  # forty people are the next test's, some more those of tests/formula/test_sheet.py
def test_five_hundred_people_are_recomputed_to_the_last_digit(folder, again):
    office.agree(folder / "hundreds.xlsx", again / "hundreds.xlsx")


def test_random_schemes_are_recomputed_to_the_last_digit_and_the_last_blank(folder, again):
    """Where it is not known who is a member, the divisor of a mean is not known either: no 0 stands in its cell."""
    for mine in sorted(folder.glob("random-*.xlsx")):
        office.agree(mine, again / mine.name)


@pytest.fixture(scope="module")
def tried(project, tmp_path_factory) -> scored.Scheme:
    """What the program itself gives with the input and the parameter that ``changed.xlsx`` has."""
    other = tmp_path_factory.mktemp("tried") / "project"
    shutil.copytree(project, other)
    rows = list(csv.reader((other / "scores.csv").read_text(encoding="utf-8").splitlines()))
    rows[1][1] = "55.5"
    made.write(other / "scores.csv", rows[0], rows[1:])
    scheme = (other / "scheme.toml").read_text(encoding="utf-8")
    assert "points = 0.025" in scheme
    (other / "scheme.toml").write_text(scheme.replace("points = 0.025", "points = 0.035"), encoding="utf-8")
    return scored.run(other)[0]


def test_a_changed_input_and_a_changed_parameter_give_what_the_program_gives(tried, again, tmp_path):
    mine = scored.written(tried, tmp_path / "mine.xlsx")

    office.agree(mine, again / "changed.xlsx", [FRONT, *HELD])
    expected, found = (columns(path, FRONT) for path in (mine, again / "changed.xlsx"))
    assert [list(map(office.decimal, row)) for row in found] == [list(map(office.decimal, row)) for row in expected]
    cells = office.values(again / "changed.xlsx")
    assert "试算：应发合计\n（元）" in {cells.get((FRONT, f"{column}1")) for column in string.ascii_uppercase}
    assert cells["核对", "D2"] > 0  # the check sheet shows that the result is another one


def test_who_gains_and_who_loses_is_what_two_runs_of_the_program_differ_by(run, tried, again):
    found = again / "changed.xlsx"
    effects = {line[0]: line[1:] for line in columns(found, "试算", "影响", "按方案", "按试算") if line[0]}
    assert effects["改动了的参数"][1] == 1

    for title, step, unit in (("总分", "total", "分"), ("应发合计", "paid", "元")):
        before, after = ({one.id: one.number(step) for one in two[1].subjects()} for two in (run, tried))
        both = [id for id in before if None not in (before[id], after[id])]
        gains = [after[id] - before[id] for id in both]
        assert min(gains) < 0 < max(gains)
        titles = (f"{title}{end}\n（{unit}）" for end in ("：按方案", "：按试算", "增减"))
        told = {id: list(map(office.decimal, rest)) for id, *rest in columns(found, "试算增减", "编号", *titles)}
        worked_out = {id: [before[id], after[id], gain] for id, gain in zip(both, gains, strict=True)}
        assert {id: told[id] for id in both} == {
            id: list(map(office.decimal, numbers)) for id, numbers in worked_out.items()
        }
        assert effects[f"{title}：增加的人数"][1] == sum(gain > 0 for gain in gains)
        assert effects[f"{title}：减少的人数"][1] == sum(gain < 0 for gain in gains)
        assert office.decimal(effects[f"{title}：最多增加"][1]) == office.decimal(max(gains))
        assert office.decimal(effects[f"{title}：最多减少"][1]) == office.decimal(min(gains))


@pytest.mark.thorough
def test_names_that_look_like_formulas_stay_text_when_recomputed(again):
    cells = office.values(again / "twins.xlsx")
    assert cells["考核对象", "C2"] == "=1+10"
    assert cells["流动红旗", "A2"] == "=一班"


def test_ids_that_differ_in_case_and_a_unit_without_anybody_assessed(twins):
    assert "空单位" not in {subject.unit for subject in twins[1].subjects()}
    assert scored.unlike_oracle(twins) == []


@pytest.mark.thorough
def test_and_a_spreadsheet_tells_them_apart(twins, folder, again):
    office.agree(folder / "twins.xlsx", again / "twins.xlsx")
    assert office.values(again / "twins.xlsx")["核对", "D2"] == 0


# how it is written -------------------------------------------------------------------------------------------------


def test_two_writings_are_the_same_bytes(run, book, tmp_path):
    assert scored.written(run, tmp_path / "again.xlsx", [FLAGS]).read_bytes() == book.read_bytes()


def test_what_looks_like_a_formula_arrives_as_text(opened):
    cell = opened["人员"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+10", "s")
    flags = opened["流动红旗"]
    found = [(cell.value, cell.data_type) for row in flags.iter_rows(min_row=2) for cell in row]
    assert found == [("=一班", "s"), ("@3", "s"), ("+二班", "s"), ("-1", "s")]


def test_the_sheets_are_in_the_order_in_which_they_are_read(opened):
    assert opened.sheetnames == [
        "考核结果",
        "试算",
        "试算增减",
        "说明",
        "中间值",
        "计数得分",
        "选择得分",
        "评议得分",
        "算式得分",
        "总分",
        "等次表彰",
        "单位汇总",
        "分配",
        "流动红旗",
        "人员",
        "成绩",
        "学期记录",
        "测评",
        "酌情记录",
        "事项",
        "班级成绩",
        "考核对象",
        "计量",
        "程序结果",
        "核对",
    ]


def test_a_clause_has_its_wording_and_its_place_in_the_note_of_its_header(opened):
    header = next(cell for cell in opened["计数得分"][1] if cell.value == "=每天扣")
    assert header.comment.text == "=每天扣\n出处：一（1）\n四舍五入(−max(甲 − 2, 0) × 0.025，2 位)"


def test_formulas_are_protected_and_inputs_are_not(opened):
    for page in opened:
        assert page.protection.sheet
        assert page.protection.password is None
        assert page.sheet_state == "visible"
        assert page.freeze_panes is not None
        assert page.print_title_rows == "$1:$1"
        for row in page.iter_rows(min_row=2):
            for cell in row:
                assert cell.protection.locked or cell.data_type != "f"
    assert not opened["成绩"]["B2"].protection.locked
    assert [opened["试算"][f"{column}2"].protection.locked for column in "EF"] == [True, False]
    assert opened["计数得分"]["C2"].protection.locked


def test_a_cell_takes_only_what_the_formulas_are_proven_for(opened):
    rules = {str(rule.sqref): rule for rule in opened["成绩"].data_validations.dataValidation}
    assert rules[f"B2:B{PEOPLE + 1}"].formula1 == "AND(ISNUMBER(B2),B2>=-100,B2<=100,ROUND(B2,1)=B2)"
    roles = {str(rule.sqref): rule for rule in opened["人员"].data_validations.dataValidation}
    assert roles[f"D2:D{PEOPLE + 1}"].formula1 == '"教师,后勤,Ａ类,A类,a类"'


def test_parameters_are_cells_with_names(opened):
    rows = {row[7].value: [cell.value for cell in row] for row in opened["试算"].iter_rows(min_row=2)}
    points = ["计数", "=每天扣", "分值", "分", 0.025, 0.025, "0 至 10，最多 3 位小数"]
    assert rows["counted/deduct/points"][:7] == points
    name = opened.defined_names["counted.deduct.points"]
    place = list(rows).index("counted/deduct/points") + 2
    assert name.attr_text == f"'试算'!$F${place}"
    assert rows["pool"][2:6] == ["总额", "元", 123456.78, 123456.78]


def test_two_hundred_people_under_every_rule_fit_into_a_mail(book, tmp_path, thorough):
    people = 200 if thorough else PEOPLE
    if thorough:
        book = scored.written(scored.run(made.project(tmp_path, people))[0], tmp_path / "book.xlsx")
    # The headers and their notes, and the rows (those of the sheets for the committee 500 a person): 2.3 million
    most = 110_000 + people * 11_000
    assert book.stat().st_size < most


def test_a_single_person_is_a_workbook_too(tmp_path):
    folder = made.project(tmp_path, 1)
    assert scored.written(scored.run(folder)[0], tmp_path / "book.xlsx").stat().st_size > 0


def test_a_row_is_as_high_as_its_remark_is_long(tmp_path):
    """48 characters are 96 cells wide, with the indent 98, in a column of 30: four lines of 15 points each."""
    reason = "由组织安排，不参加计分；" * 3 + "按平均值发放，全年如此；"
    assert len(reason) == 48
    left_out = f'[[not-assessed]]\nwhen = "staff.n == 6"\nreason = "{reason}"\n'
    folder = school(tmp_path / "school")
    scheme = folder / "pay.toml"
    text = scheme.read_text(encoding="utf-8").replace("[[dimension]]", f"{left_out}[[dimension]]", 1)
    scheme.write_text(text, encoding="utf-8")
    front = openpyxl.load_workbook(scored.written(scored.run(folder)[0], tmp_path / "book.xlsx"))[FRONT]
    assert [front.row_dimensions[row].height for row in (2, 3, 4, 5)] == [None, 60, None, None]  # T2 has 6
