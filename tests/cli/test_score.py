"""``kaohe score`` and ``kaohe check``: the summary, the data, the files, and that files appear whole or not at all."""

from __future__ import annotations

import csv
import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from rich.cells import cell_len

from kaohe_core import writing
from kaohe_core.results import payout
from kaohe_core.writing import NewFile
from tests.cli.conftest import change

Kaohe = Callable[..., Result]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_summary(kaohe: Kaohe, small: Path) -> None:
    found = kaohe("score", small)
    assert (found.exit_code, found.stderr) == (0, "")
    lines = [line.rstrip() for line in found.stdout.splitlines()]
    assert lines[0] == "试点小学：绩效分配"
    cells = [line.split() for line in lines if line.strip()[:2] in ("编号", "01", "02", "03", "04")]
    assert cells == [
        ["编号", "姓名", "考勤", "总分", "奖励性绩效", "备注"],
        ["01", "张三", "9.80", "9.80", "371.22"],
        ["02", "李四", "10.00", "10.00", "378.79"],
        ["03", "王五", "0.00", "0.00", "0.00"],
        ["04", "赵六", "—", "—", "250.00", "督导员；督导员取平均"],
    ]
    for line in (
        "考核 4 人，其中计分 3 人",
        "总额：1000.01 元",
        "　　奖励性绩效：1000.01 元",
        "发放合计：1000.01 元",
        "不参加考核的人员：",
        "　　05 钱七：借调到外单位",
    ):
        assert line in lines
    assert "暂定" not in found.stdout


def test_columns_of_chinese_align(kaohe: Kaohe, small: Path) -> None:
    change(small / "data/教职工.csv", "李四", "欧阳无敌小小")
    lines = [line for line in kaohe("score", small).stdout.splitlines() if "督导员" in line or "小小" in line]
    amounts = [
        cell_len(line[: line.index(amount) + 6]) for line, amount in zip(lines, ("378.79", "250.00"), strict=True)
    ]
    assert len(set(amounts)) == 1


def test_data_are_never_markup(kaohe: Kaohe, small: Path) -> None:
    change(small / "data/教职工.csv", "张三", "[red]张[/red]:smile:")
    assert "[red]张[/red]:smile:" in kaohe("score", small).stdout


def test_files(kaohe: Kaohe, small: Path) -> None:
    found = kaohe("score", small)
    out = small / "out" / "pay"
    assert sorted(path.name for path in out.iterdir() if path.name != ".kaohe") == [
        "payments.csv",
        "payments.xlsx",
        "result.json",
        "results.csv",
    ]
    assert str(out / "results.csv") in found.stdout
    assert (out / "results.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["编号"] for row in rows] == ["01", "02", "03", "04", "05"]
    assert rows[0]["病假每天扣 0.2 分，每学期 2 天以内不扣"] == "-0.20"
    assert rows[0]["奖励性绩效 金额"] == "371.22"
    assert (rows[3]["状态"], rows[3]["原因"], rows[3]["总分"]) == ("不适用", "督导员", "")
    assert (rows[4]["状态"], rows[4]["原因"]) == ("不参加考核", "借调到外单位")
    data = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert data["schemes"][0]["payments-total"] == "1000.01"
    assert not list((small / "out").glob(".*"))


def test_payment_file(kaohe: Kaohe, small: Path) -> None:
    kaohe("score", small)
    with (small / "out/pay/payments.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["序号", "编号", "户名", "账号", "金额（元）"],
            ["1", "01", "张三", "0062170001", "371.22"],
            ["2", "02", "李四", "0062170002", "378.79"],
            ["3", "04", "赵六", "0062170004", "250.00"],
            ["合计", "", "共 3 笔", "", "1000.01"],
        ]
    sheet = openpyxl.load_workbook(small / "out/pay/payments.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == [1, "01", "张三", "0062170001", 371.22]
    assert sheet["D2"].data_type == "s"
    assert sheet["E5"].value == 1000.01


def test_the_same_bytes_each_time(kaohe: Kaohe, small: Path) -> None:
    kaohe("score", small)
    first = tree(small / "out")
    kaohe("score", small)
    assert tree(small / "out") == first


def test_who_is_paid_needs_an_account(kaohe: Kaohe, small: Path) -> None:
    change(small / "data/教职工.csv", "0062170002", "")
    found = kaohe("score", small)
    assert found.exit_code == 1
    assert "应给 02 李四 发放，但没有账号\n    改法：请补上；缺了它就不能生成报盘文件" in found.stderr
    assert not (small / "out").exists()


def test_json(kaohe: Kaohe, small: Path) -> None:
    found = kaohe("score", small, "--format", "json")
    assert found.exit_code == 0
    data = json.loads(found.stdout)
    assert data["project"] == "试点小学"
    assert data["plugins"] == []
    scheme = data["schemes"][0]
    assert scheme["digest"].startswith("sha256:")
    assert {key: scheme[key] for key in ("id", "pool", "payments-total", "provisional")} == {
        "id": "pay",
        "pool": "1000.01",
        "payments-total": "1000.01",
        "provisional": False,
    }
    assert scheme["subjects"][0] == {
        "id": "01",
        "name": "张三",
        "standing": "scored",
        "total": "9.80",
        "grade": None,
        "dimensions": [
            {
                "id": "attendance",
                "title": "考勤",
                "points": "9.80",
                "standing": "scored",
                "clauses": [
                    {
                        "id": "sick-leave",
                        "points": "-0.20",
                        "standing": "scored",
                        "words": "〔上〕−(病假天数 3 天 − 2) × 0.2 = −0.2；"
                        "〔下〕0（病假天数 0 天 − 2 = −2，低于 0，按 0 计）× 0.2 = 0；合计 −0.2 + 0 = −0.20",
                    }
                ],
            }
        ],
        "payments": [{"id": "share", "kind": "share", "title": "奖励性绩效", "amount": "371.22"}],
    }
    supervisor = scheme["subjects"][3]
    assert (supervisor["total"], supervisor["standing"], supervisor["reason"]) == (None, "not-applicable", "督导员")
    assert supervisor["payments"][0]["reason"] == "督导员取平均"
    assert supervisor["dimensions"][0]["clauses"][0]["words"] == "不计分：督导员"
    assert scheme["not-assessed"] == [{"id": "05", "name": "钱七", "reason": "借调到外单位"}]


def test_numbers_without_end(kaohe: Kaohe, small: Path) -> None:
    scheme = small / "schemes/绩效.toml"
    change(scheme, "round = { clause = 2, total = 2 }", "round = { total = 2 }")
    change(
        scheme,
        'rule = "deduct"\n  of = "attendance.sick-days"\n  points = 0.2\n  allowance = 2\n  per = "term"',
        'rule = "formula"\n  points = "sum(attendance.sick-days) / -7"',
    )
    data = json.loads(kaohe("score", small, "--format", "json").stdout)
    clause = data["schemes"][0]["subjects"][0]["dimensions"][0]["clauses"][0]
    assert clause["points"] == "-0.428571"  # 3 ÷ −7 = −0.4285714…
    assert clause["exact"] == "-3/7"


def test_a_scheme_without_money(kaohe: Kaohe, small: Path) -> None:
    path = small / "schemes/绩效.toml"
    text = path.read_text(encoding="utf-8").replace("pool = 1000.01\n", "")
    path.write_text(text[: text.index("[[payment]]")], encoding="utf-8")
    scheme = json.loads(kaohe("score", small, "--format", "json").stdout)["schemes"][0]
    assert (scheme["pool"], scheme["payments-total"], scheme["subjects"][0]["payments"]) == (None, None, [])
    assert not (small / "out/pay/payments.csv").exists()
    assert "元" not in kaohe("score", small).stdout


def test_provisional(kaohe: Kaohe, small: Path) -> None:
    change(small / "data/考勤.csv", "03,下,60,病假证明1\n", "")
    found = kaohe("score", small)
    assert found.exit_code == 0
    assert "暂定结果：还有分数缺数据或等待评定，以上各数都不是最终结果，也不生成报盘文件。" in found.stdout
    row = next(line.split() for line in found.stdout.splitlines() if line.strip().startswith("03"))
    assert row == ["03", "王五", "没有数据", "没有数据", "未定"]
    assert not (small / "out/pay/payments.csv").exists()
    assert (small / "out/pay/results.csv").exists()


def test_findings_of_data(kaohe: Kaohe, small: Path) -> None:
    change(small / "data/考勤.csv", "01,上,3", "01,上,很多")
    for command in ("score", "check"):
        found = kaohe(command, small)
        assert found.exit_code == 1
        assert "data/考勤.csv 第 2 行 “病假天数”" in found.output
        assert "共 1 个问题需要处理。" in found.output
    data = json.loads(kaohe("score", small, "--format", "json").stdout)
    assert data["findings"][0]["place"] == {"file": "data/考勤.csv", "row": 2, "title": "病假天数"}
    assert not (small / "out").exists()


def test_check(kaohe: Kaohe, small: Path) -> None:
    found = kaohe("check", small)
    assert (found.exit_code, found.stdout) == (0, "试点小学：1 个方案及其数据都没有问题。\n")
    assert json.loads(kaohe("check", small, "--format", "json").stdout) == {"findings": []}
    assert not (small / "out").exists()
    change(small / "schemes/绩效.toml", "allowance", "alowance")
    found = kaohe("check", small, "--language", "en")
    assert found.exit_code == 1
    assert "schemes/绩效.toml:" in found.stdout
    assert "allowance" in found.stdout


def test_english(kaohe: Kaohe, small: Path) -> None:
    assert "control total: 1000.01 yuan" in kaohe("score", small, "--language", "en").stdout
    change(small / "kaohe.toml", 'name = "试点小学"', 'name = "试点小学"\nlanguage = "en"')
    assert "control total: 1000.01 yuan" in kaohe("score", small).stdout
    assert "发放合计：1000.01 元" in kaohe("score", small, "--language=zh").stdout


def test_one_scheme(kaohe: Kaohe, small: Path) -> None:
    assert kaohe("score", small, "--scheme", "pay").exit_code == 0
    found = kaohe("score", small, "--scheme", "pa")
    assert found.exit_code == 1
    assert "没有方案“pa”\n    改法：是不是“pay”？" in found.stderr


# whole or not at all -----------------------------------------------------------------------------------------------

FAULTS = [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), RuntimeError("a fault")]


@pytest.mark.parametrize(("fault", "code"), [*zip(FAULTS, (1, 130, 70), strict=True)])
def test_nothing_is_half_written(
    kaohe: Kaohe, small: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int
) -> None:
    kaohe("score", small)
    before = tree(small / "out")
    change(small / "data/考勤.csv", "01,上,3", "01,上,4")

    whole = writing._write

    def half(path: Path, file: NewFile) -> None:
        if path.name == "1":  # the second file
            path.write_bytes(b"half")
            raise fault
        whole(path, file)

    monkeypatch.setattr(writing, "_write", half)
    found = kaohe("score", small)
    assert found.exit_code == code
    assert tree(small / "out") == before
    assert "Traceback" not in found.output
    if code == 1:
        assert "无法写入：磁盘已满\n    改法：请关闭正在打开的结果文件" in found.stderr


def test_nothing_appears_where_nothing_was(kaohe: Kaohe, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any, **_options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "_write", fail)
    assert kaohe("score", small).exit_code == 1
    assert tree(small / "out") == {} if (small / "out").exists() else True


def test_a_file_that_cannot_be_put_in_place(kaohe: Kaohe, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kaohe("score", small)
    before = tree(small / "out")
    change(small / "data/考勤.csv", "01,上,3", "01,上,4")
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target) == small / "out" / "pay" / "result.json" and self.parent.name == "new":
            raise PermissionError(errno.EACCES, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert kaohe("score", small).exit_code == 1
    monkeypatch.undo()
    assert tree(small / "out") == before


def test_what_others_put_there_stays(kaohe: Kaohe, small: Path) -> None:
    kaohe("score", small)
    (small / "out/pay/备注.txt").write_text("勿删", encoding="utf-8")
    (small / "out/其他").mkdir()
    kaohe("score", small)
    assert (small / "out/pay/备注.txt").read_text(encoding="utf-8") == "勿删"
    assert (small / "out/其他").is_dir()


def test_a_payment_file_that_no_longer_holds_goes(kaohe: Kaohe, small: Path) -> None:
    kaohe("score", small)
    change(small / "data/考勤.csv", "03,下,60,病假证明1\n", "")
    kaohe("score", small)
    assert not (small / "out/pay/payments.csv").exists()


def test_control_total() -> None:
    assert payout.control_total([]) == 0
