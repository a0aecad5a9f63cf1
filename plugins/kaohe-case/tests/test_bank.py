"""The bank sheet of the final result, and account numbers, which are in no record (R04, B19)."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kaohe_case.prepare import as_frozen
from kaohe_case.store import FILE, Store
from kaohe_case.verify import verify
from kaohe_case.withheld import SALT
from kaohe_core.cli.app import app
from kaohe_core.findings import Findings
from kaohe_core.tables.data import ROW

from .school import DATA, SCHEME, School

CARDS = {f"t{number}": f"62220200001234567{number:02}" for number in (1, 2, 3, 4)}
ACCOUNTS = "工号,账号\n" + "".join(f"{id},{card}\n" for id, card in CARDS.items())
OWN = """[table.accounts]
title = "账户"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "account", title = "账号", type = "text" }]
[[scheme]]"""
MIXED = '{ id = "name", title = "姓名", type = "text" }, { id = "account", title = "账号", type = "text" }]'


def made(folder: Path, where: str) -> School:
    """The four teachers, with their cards in a table of their own, or in the roster."""
    school = School.made(folder)
    if where == "own":
        school.change("kaohe.toml", "[[scheme]]", OWN)
        school.change("kaohe.toml", "[table.staff]", 'accounts = "data/账户.csv"\n[table.staff]')
        school.folder.joinpath("data/账户.csv").write_text(ACCOUNTS, encoding="utf-8")
        school.folder.joinpath("scheme.toml").write_text(SCHEME + '[payout]\naccount = "accounts.account"\n', "utf-8")
    else:
        school.change("kaohe.toml", '{ id = "name", title = "姓名", type = "text" }]', MIXED)
        rows = DATA["名册"].splitlines()
        text = "\n".join([rows[0] + ",账号", *(f"{row},{CARDS[row[:2]]}" for row in rows[1:])]) + "\n"
        school.folder.joinpath("data/名册.csv").write_text(text, encoding="utf-8")
        school.folder.joinpath("scheme.toml").write_text(SCHEME + '[payout]\naccount = "staff.account"\n', "utf-8")
    return school


def hung_out(school: School) -> None:
    for group in ("甲", "乙"):
        school.enter(group)
        (school.folder / group / "data" / "账户.csv").unlink(missing_ok=True)  # nobody types card numbers
        school.recount(group)
    school.do("sign", members=["t1", "t2", "t3", "t4"])
    school.do("publish", where="公示栏")


@pytest.fixture(scope="module", params=["own", pytest.param("roster", marks=pytest.mark.thorough)])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> School:
    """Results hang out, an appeal is upheld: 赵四 was ill for 18 days, not for 20."""
    found = made(tmp_path_factory.mktemp(request.param) / "校", request.param)
    kaohe(found, "score")
    found.in_force()
    found.do("freeze")
    found.do("score")
    hung_out(found)
    found.do("appeal", "赵四", clause="sick-leave", claim="18 天")
    number = found.case.round("2026").acts[-1].number
    found.do("decide", appeal=number, upheld=True, deciders=["王二", "陈书记"], reason="假条")
    found.change("data/请假.csv", "t4,20", "t4,18")
    found.do("correct", appeal=number, evidence="假条 2")
    found.do("score")
    hung_out(found)
    found.do("confirm", people=["t1", "t2", "t3", "t4"], sheet="签字表")
    return found.wait(days=3)


@pytest.fixture
def school(played: School, tmp_path: Path) -> School:
    return played.copy(tmp_path / "校")


def kaohe(school: School, *arguments: str) -> Result:
    found = CliRunner().invoke(app, [*arguments, str(school.folder)])
    assert found.exit_code in (0, 1), found.output
    return found


def case(school: School, step: str, *said: str) -> Result:
    """A step by its command."""
    at = ["--round", "2026", "--who", "办公室", "--at", school.at.isoformat()]
    return CliRunner().invoke(app, ["case", step, str(school.folder), *at, *said])


def found_in(school: School) -> list[str]:
    findings = Findings()
    verify(school.folder, findings)
    return [finding.text("zh") for finding in findings]


def sheet(school: School, name: str = "out/bank/2026/payments.csv") -> list[list[str]]:
    return list(csv.reader(io.StringIO((school.folder / name).read_text(encoding="utf-8-sig"))))


SCORED = "out/pay/payments.csv"


# 赵四 has 1 mark more: 30 + 25 + 25 + 21 = 101. 1000 yuan by marks, cut to the cent: 297.02, 247.52, 247.52, 207.92,
# which make 999.98. The two cents left go to the largest remainders: 30000/101 = 297.0297, so .97 of a cent; 25000/101
# = 247.5247, .47, twice; 21000/101 = 207.9207, .07. So 张一 has 297.03, and 王二, who stands before 李三, 247.53.
FINAL = [["t1", "张一", "297.03"], ["t2", "王二", "247.53"], ["t3", "李三", "247.52"], ["t4", "赵四", "207.92"]]


@pytest.mark.fault("R04")
def test_the_bank_sheet_is_that_of_the_final_result(school: School) -> None:
    """Before the appeal 赵四 had 200.00; the sheet of then lay in out/ until the end."""
    assert [row[4] for row in sheet(school, SCORED)[1:5]] == ["300.00", "250.00", "250.00", "200.00"]
    done = case(school, "finalise")
    out = school.folder / "out"
    assert done.exit_code == 0
    assert done.stderr == "".join(
        f"[提示] {out}/pay/{name}: 这里写的不是卷宗“2026”定稿结果要发的钱，已经移除\n"
        for name in ("payments.csv", "payments.xlsx")
    )
    assert not list((out / "pay").glob("payments*"))
    rows = sheet(school)
    round = school.case.round("2026")
    assert round.final is not None
    assert round.scores is not None
    stamp = ["2026", round.final.at, round.scores.results["pay"]]
    assert rows[0] == ["序号", "编号", "户名", "账号", "金额（元）", "卷宗", "定稿时间", "结果摘要"]
    assert rows[1:5] == [
        [str(number), id, name, CARDS[id], amount, *stamp] for number, (id, name, amount) in enumerate(FINAL, start=1)
    ]
    assert rows[5][4:] == ["1000.00", *stamp]
    book = openpyxl.load_workbook(out / "bank/2026/payments.xlsx")
    assert [[cell.value for cell in row][5:] for row in book.active.iter_rows(min_row=2)] == [stamp] * 5
    assert stat.S_IMODE((out / "bank/2026/payments.csv").stat().st_mode) == 0o600
    assert not any("payments" in one for one in found_in(school))  # the marks in out/ are still those of then
    assert case(school, "pay", "--amount", "1000.00", "--voucher", "记1").exit_code == 0


@pytest.mark.fault("R04")
@pytest.mark.thorough(but=["pay/payments.csv", "bank/2026/payments.xlsx"])
@pytest.mark.parametrize(
    "name", ["pay/payments.csv", "pay/payments.xlsx", "bank/2026/payments.csv", "bank/2026/payments.xlsx"]
)
def test_nothing_is_paid_while_another_sheet_lies_in_out(school: School, name: str) -> None:
    old = (school.folder / "out/pay" / name.rpartition("/")[2]).read_bytes()
    assert case(school, "finalise").exit_code == 0
    (school.folder / "out" / name).write_bytes(old)
    found = case(school, "pay", "--amount", "1000.00", "--voucher", "记1")
    assert found.exit_code == 1
    assert found.output == (
        f"[问题] out/{name}: 这不是卷宗“2026”定稿结果的银行发放表\n"
        "    改法：写出正确的 out/bank/2026/payments.xlsx，按它发放，其他的移到别处：kaohe case bank --round 2026\n"
        "共 1 个问题需要处理。\n"
    )
    command = "kaohe score" if name.startswith("pay/") else "kaohe case bank --round 2026"
    assert [one for one in found_in(school) if "payments" in one] == [
        f"out/{name}: 文件与存下的台账算出的结果不同\n    改法：请重新写出：{command}"
    ]
    assert CliRunner().invoke(app, ["case", "bank", str(school.folder), "--round", "2026"]).exit_code == 0
    if name.startswith("pay/"):  # somebody put it there: it is not taken away
        assert (school.folder / "out" / name).read_bytes() == old
        (school.folder / "out" / name).unlink()
    assert case(school, "pay", "--amount", "1000.00", "--voucher", "记1").exit_code == 0


@pytest.mark.fault("R04")
def test_what_kaohe_score_writes_of_the_final_records_is_no_other_sheet(school: School) -> None:
    assert case(school, "finalise").exit_code == 0
    kaohe(school, "score")
    assert len(sheet(school, SCORED)[0]) == 5
    assert case(school, "pay", "--amount", "1000.00", "--voucher", "记1").exit_code == 0
    assert len(sheet(school)[0]) == 8
    assert len(sheet(school, SCORED)[0]) == 5


@pytest.mark.fault("R04")
def test_kaohe_score_leaves_the_sheet_of_a_round_alone(school: School) -> None:
    """The next year's records, scored in the same folder, pay other people other amounts."""
    assert case(school, "finalise").exit_code == 0
    final = {path.name: path.read_bytes() for path in (school.folder / "out/bank/2026").iterdir()}
    school.change("data/请假.csv", "t4,18", "t4,10")
    kaohe(school, "score")
    assert [row[4] for row in sheet(school, SCORED)[1:5]] != [row[2] for row in FINAL]
    assert {path.name: path.read_bytes() for path in (school.folder / "out/bank/2026").iterdir()} == final
    assert case(school, "pay", "--amount", "1000.00", "--voucher", "记1").exit_code == 1
    found = CliRunner().invoke(app, ["case", "bank", str(school.folder), "--round", "2026"])
    assert (found.exit_code, found.stderr.count("已经移除")) == (0, 2)
    assert {path.name: path.read_bytes() for path in (school.folder / "out/bank/2026").iterdir()} == final


# ---------------------------------------------------------------- card numbers


def contents(folder: Path) -> Iterator[bytes]:
    store = Store(folder / FILE)
    yield (folder / FILE).read_bytes()
    for act in store.acts():
        for digest in act.data.get("files", {}).values():
            yield store.file(digest)


@pytest.mark.fault("B19")
def test_no_card_number_is_in_the_record(school: School) -> None:
    case(school, "finalise")
    kaohe(school, "score")
    assert found_in(school) == []
    for content in contents(school.folder):
        assert not [card for card in CARDS.values() if card.encode() in content]
    for private in (FILE, SALT):
        assert stat.S_IMODE((school.folder / private).stat().st_mode) == 0o600
    receipt = school.folder / "凭证.toml"
    CliRunner().invoke(app, ["case", "receipt", str(school.folder), "--round", "2026", "--output", str(receipt)])
    again = CliRunner().invoke(app, ["verify", str(receipt), str(school.folder)])
    assert (again.exit_code, again.output.splitlines()[0]) == (0, "四人小学 2026：重新计分，结果逐字节一致。")


@pytest.mark.fault("B19")
def test_a_card_number_is_put_right_until_the_end_and_other_cells_are_not(tmp_path: Path) -> None:
    """A wrong number changes no mark; whoever changes a name in the same file is found out."""
    school = made(tmp_path / "校", "roster")
    school.in_force()
    school.do("freeze")
    school.change("data/名册.csv", CARDS["t4"], "6222020000999999999")
    school.do("score")
    assert found_in(school) == []
    school.change("data/名册.csv", "李三", "李四")
    assert [one.split("\n")[0] for one in found_in(school)] == ["data/名册.csv: 文件与当时不同；第 7 笔记录以它为依据"]


@pytest.mark.fault("B19")
def test_the_digest_of_a_card_number_needs_the_office_s_salt(tmp_path: Path) -> None:
    """The same cards in two schools have other digests, and one card the same in all of a school's rounds."""
    kept = []
    for name in ("甲校", "乙校"):
        school = made(tmp_path / name, "own")
        school.in_force()
        for _ in range(2):
            school.do("freeze", reason="再冻结")
            digest = school.case.store.acts()[-1].data["files"]["data/账户.csv"]
            kept.append(school.case.store.file(digest))
    assert kept[0] == kept[1]
    assert kept[2] == kept[3]
    assert kept[0] != kept[2]
    assert b"hmac-sha256:" in kept[0]


@pytest.mark.fault("B19")
def test_accounts_in_two_files_are_kept_by_file_and_row(tmp_path: Path) -> None:
    school = made(tmp_path / "校", "own")
    school.change("kaohe.toml", 'accounts = "data/账户.csv"', 'accounts = ["data/账户.csv", "data/账户2.csv"]')
    head, *rows = ACCOUNTS.splitlines()
    for name, own in (("账户", rows[:3]), ("账户2", rows[3:])):
        (school.folder / f"data/{name}.csv").write_text("\n".join([head, *own]) + "\n", encoding="utf-8")
    school.in_force()
    school.do("freeze")
    for content in contents(school.folder):
        assert not [card for card in CARDS.values() if card.encode() in content]
    case = school.case
    accounts = as_frozen(case.project, case.store, case.round("2026")).tables("pay")["accounts"]
    assert [accounts.row_place(row).text("zh") for row in accounts.frame[ROW]] == [
        "data/账户.csv 第 2 行",
        "data/账户.csv 第 3 行",
        "data/账户.csv 第 4 行",
        "data/账户2.csv 第 2 行",
    ]
    assert found_in(school) == []
