"""``kaohe report --workbook``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kaohe_core.cli.app import app

TINY = Path(__file__).parent.parent / "tiny"


def kaohe(*arguments: str) -> object:
    with pytest.raises(SystemExit) as end:
        app.main(list(arguments))
    return end.value.code


def test_the_workbook_is_written(tmp_path, capsys):
    out = tmp_path / "结果.xlsx"
    assert kaohe("report", str(TINY), "--workbook", str(out)) == 0
    assert out.read_bytes()[:2] == b"PK"
    said = capsys.readouterr()
    assert said.out.splitlines()[-2:] == ["已写出：", f"  {out}"]
    assert "末位" not in said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "请说明要写什么：--workbook 结果.xlsx"),
        (["--workbook", "结果.pdf"], "工作簿的文件名要以 .xlsx 结尾，而不是“结果.pdf”"),
        (["--workbook", "没有/结果.xlsx"], "没有文件夹 没有"),
    ],
)
def test_what_is_wrong_is_said(arguments, said, capsys):
    assert kaohe("report", str(TINY), *arguments) == 2
    assert capsys.readouterr().err.splitlines()[0] == said


def test_a_file_that_cannot_be_written_is_named(tmp_path, capsys):
    out = tmp_path / "结果.xlsx"
    out.mkdir()  # stands for a file that another program holds: nobody may write it
    assert kaohe("report", str(TINY), "--workbook", str(out)) == 2
    assert str(out) in capsys.readouterr().err or "结果.xlsx" in capsys.readouterr().err


def test_a_column_beyond_its_proven_limit_is_noted(tmp_path, capsys):
    folder = tmp_path / "school"
    shutil.copytree(TINY, folder)
    scheme = folder / "schemes" / "pay.toml"
    text = scheme.read_text(encoding="utf-8")
    assert "pool = 1000.01" in text
    scheme.write_text(text.replace("pool = 1000.01", "pool = 60000000000.01"), encoding="utf-8")
    out = tmp_path / "结果.xlsx"
    assert kaohe("report", str(folder), "--workbook", str(out)) == 0
    # 6 × 10^10 yuan: within the 10^12 proven for the pool, beyond the 5 × 10^9 proven for the steps of its division
    assert capsys.readouterr().err.splitlines() == [
        "[提示] 《绩效工资分配方案》的工作簿：分配 · 中间结果 的数太大，表格软件算出的末位没有保证",
        "    改法：程序的结果是准确的；工作簿在多大的数以内可靠，见“核对”表",
    ]
